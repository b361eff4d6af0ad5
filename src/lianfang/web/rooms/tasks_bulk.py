"""Acts on many tasks at once; each row has its own result."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from lianfang.accounts import queries as accounts
from lianfang.core.asking import Ask
from lianfang.core.days import local_day
from lianfang.core.words import Words
from lianfang.language import spoken
from lianfang.tasks import actions, queries
from lianfang.tasks.actions import RowResult
from lianfang.tasks.queries import Card
from lianfang.web.bulk import Outcome, answer_each, chosen_ids, do_each
from lianfang.web.door import door
from lianfang.web.rooms import acts

MOST_NAMES = 300


@door("do_tasks")
@require_POST
def tasks_done(request: Any) -> HttpResponse:
    """Note many tasks as done now; those that ask for answers of their own say so."""
    ids, cards = _chosen(request)
    known = {card.id: card for card in cards}
    outcomes = do_each(
        [number for number in ids if number in known],
        lambda number: acts.do_now(known[number], by=request.viewer, at=request.now),
        names=_names(cards),
    )
    return answer_each(
        request, outcomes, done=Words("已办结 {count} 件", "{count} done"), back=_back(request)
    )


@door("excuse")
@require_POST
def tasks_excuse(request: Any) -> HttpResponse:
    """Excuse many tasks for one reason, asked for first."""
    ids, cards = _chosen(request)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        return _ask(request, cards, "excuse", Words("免除任务", "Excuse tasks"))
    results = actions.excuse_many(ids, reason=reason, by=request.viewer, at=request.now)
    done = Words("已免除 {count} 件", "{count} excused")
    return answer_each(request, _outcomes(results, cards), done=done, back=_back(request))


@door("do_tasks")
@require_POST
def tasks_assign(request: Any) -> HttpResponse:
    """Give many tasks to one person, asked for first; ``me`` takes them over."""
    ids, cards = _chosen(request)
    post = request.POST.get("post", "")
    if post == "me":
        post = str(request.viewer.post_id)
    if not post.isdigit():
        return _ask(request, cards, "assign", Words("指派任务", "Assign tasks"))
    results = actions.assign_many(ids, post_id=int(post), by=request.viewer, at=request.now)
    done = Words("已指派 {count} 件", "{count} assigned")
    return answer_each(request, _outcomes(results, cards), done=done, back=_back(request))


def _chosen(request: Any) -> tuple[list[int], list[Card]]:
    ids = chosen_ids(request)
    return ids, queries.chosen(request.viewer, ids, on=local_day(request.now))


def _ask(request: Any, cards: Sequence[Card], act: str, title: Words) -> HttpResponse:
    posts = accounts.posts(request.viewer, Ask(count=MOST_NAMES)).rows if act == "assign" else ()
    context = {
        "cards": cards, "act": act, "heading": title, "posts": posts, "url": reverse(f"tasks_{act}"),
        "back": _back(request),
    }  # fmt: skip
    return render(request, "tasks/bulk.html", context)


def _names(cards: Sequence[Card]) -> dict[int, str]:
    return {c.id: f"{c.who or spoken(c.title) or c.owner} {spoken(c.act)}" for c in cards}


def _outcomes(results: Sequence[RowResult], cards: Sequence[Card]) -> list[Outcome]:
    names = _names(cards)
    return [
        Outcome(r.task_id, names.get(r.task_id, str(r.task_id)), r.refused.words if r.refused else None)
        for r in results
    ]


def _back(request: Any) -> str:
    """The list the act came from."""
    asked = request.POST.get("back") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    return str(asked) if safe else reverse("tasks")


urlpatterns = [
    path("today/tasks/done", tasks_done, name="tasks_done"),
    path("today/tasks/excuse", tasks_excuse, name="tasks_excuse"),
    path("today/tasks/assign", tasks_assign, name="tasks_assign"),
]

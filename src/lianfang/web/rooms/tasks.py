"""Tasks: the list, one with its evidence, the sheet in which it is done, calls, undo and bulk acts."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts.scope import Viewer, why_not
from lianfang.core import findings as known
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import hours_between, local_day
from lianfang.core.refusal import Refused
from lianfang.core.tasks import TaskKind
from lianfang.core.words import Words
from lianfang.findings import queries as findings
from lianfang.language import spoken
from lianfang.measures import actions as measures
from lianfang.measures import queries as measure_queries
from lianfang.people import actions as people
from lianfang.places import queries as places
from lianfang.tasks import queries
from lianfang.tasks.queries import Card
from lianfang.web.columns import Act, Chip, Column, Filter
from lianfang.web.door import door
from lianfang.web.listing import Listing
from lianfang.web.rooms import acts
from lianfang.web.templatetags.rooms import LEVELS, brief, dated

STANDINGS = (
    ("late", Words("超时", "overdue")),
    ("soon", Words("2 小时内到期", "due within 2 hours")),
    ("later", Words("今天稍后到期", "due later today")),
    ("met", Words("按时完成", "met")),
    ("met_late", Words("逾期完成", "met late")),
    ("excused", Words("已免除", "excused")),
    ("withdrawn", Words("已撤销", "withdrawn")),
    ("all", Words("全部", "all")),
)
NOBODY = Words("无人负责", "nobody")
MOST_ATTEMPTS = 6
_TO_CALL = "联系任务"


class TaskList(Listing[Card]):
    """Tasks owed in the viewer's area, earliest due first."""

    name = Words("任务", "Tasks")
    search = Words("姓名首字母、手机尾号、证件号", "initials, phone tail, document")
    columns: Sequence[Column[Any]] = (
        Column("who", Words("对象", "Whom"), lambda r: r.who or dated(r.title) or r.owner,
               link=lambda r: reverse("task", args=[r.id]), order=False),
        Column("kind", Words("事项", "Act"), lambda r: r.act),
        Column("because", Words("缘由", "Why"), lambda r: brief(r.because), order=False),
        Column("due", Words("时限", "Due"), lambda r: r.due, kind="moment"),
        Column("owner", Words("责任单位", "Owner"), lambda r: r.owner),
        Column("post", Words("责任人", "Held by"), lambda r: r.post or NOBODY, order=False),
        Column("level", Words("现处层级", "Now at"), lambda r: LEVELS[r.level], order=False, page=False),
    )  # fmt: skip
    empty = Words("没有待办任务", "No task waits")

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        now = request.now
        standing = Column[Card](
            "standing", Words("状态", "Standing"), lambda r: _standing(r, now), aside=True, order=False
        )
        self.columns = (*type(self).columns, standing)
        self.acts = bulk_acts(request.viewer)
        self.filters = (
            Filter("standing", Words("状态", "Standing"), STANDINGS, none=Words("待办", "waiting")),
            Filter("kind", Words("事项", "Act"), [(str(k), k.words) for k in TaskKind]),
            Filter("region", Words("区域", "Area"), [(str(a.id), a.name) for a in _below(request.viewer)]),
            Filter("post", Words("责任人", "Held by"), [("none", Words("无人负责", "nobody"))]),
        )

    def fetch(self, ask: Ask) -> Answer[Card]:
        """The tasks; without a standing those that wait."""
        asked = ask.only("standing")
        standing = {"": "live", "all": ""}.get(asked, asked)
        narrowed = Ask(
            ask.words, {**ask.filters, "standing": standing}, ask.order, ask.descending, ask.start, ask.count
        )
        return queries.search(self.viewer, narrowed, now=self.request.now, path=self._path(ask))

    def _path(self, ask: Ask) -> str | None:
        wanted = ask.only("region")
        return places.regions_by_id([int(wanted)])[int(wanted)].path if wanted else None


def bulk_acts(viewer: Viewer) -> tuple[Act, ...]:
    """What the post may do with many tasks at once."""
    found = (
        Act("done", Words("办结", "Done"), "tasks_done"),
        Act("assign", Words("指派", "Assign"), "tasks_assign"),
        Act("excuse", Words("免除", "Excuse"), "tasks_excuse", danger=True),
    )
    return found if why_not(viewer, "excuse") is None else found[:2]


def _below(viewer: Viewer) -> list[places.Area]:
    return places.children(viewer.region_id) if viewer.region_id else []


def _standing(card: Card, now: datetime) -> Chip:
    """The standing as a chip, late as soon as the instant has passed."""
    if card.is_late(now):
        return Chip(Words("已超时", "overdue"), "late")
    return Chip(card.standing.words, "ok" if str(card.standing).startswith("met") else "")


@door("do_tasks")
@require_GET
def tasks(request: Any) -> HttpResponse:
    """The list of tasks."""
    return TaskList(request).respond("tasks/list.html")


@door("do_tasks")
@require_GET
def task(request: Any, task_id: int) -> HttpResponse:
    """One task: whom it concerns, by which clause, what came in, how far it climbed; and its form."""
    return _page(request, _card(request, task_id))


def _mine(history: queries.History, request: Any) -> bool:
    """Whether what was told last was told just now, by this post."""
    live = [each for each in history.evidence if each.retracted is None]
    if not live or live[0].by_id != request.viewer.post_id:
        return False
    return hours_between(live[0].recorded, request.now) * 60 <= measures.UNDO_WITHIN_MINUTES


def _card(request: Any, task_id: int) -> Card:
    return queries.card(request.viewer, task_id, on=local_day(request.now))


def _page(request: Any, card: Card, form: Any = None) -> HttpResponse:
    history = queries.history(request.viewer, card.id)
    context = {
        **_sheet(request, card, form),
        "history": history,
        "inline": True,
        "can_undo": _undoable(card) and _mine(history, request),
    }
    return render(request, "tasks/task.html", context, status=422 if form is not None else 200)


def _sheet(request: Any, card: Card, form: Any = None) -> dict[str, Any]:
    """What a sheet shows beside its form: earlier attempts, the text of an order, areas to forward to."""
    viewer, now = request.viewer, request.now
    instruction = None
    if card.kind in {TaskKind.ACKNOWLEDGE_ORDER, TaskKind.ANSWER_ORDER} and card.order_id:
        instruction = queries.instruction(viewer, card.order_id, now=now)[0]
    handover = None
    if card.kind is TaskKind.ACCEPT_HANDOVER and card.person_id:
        handover = measure_queries.open_handover(viewer, card.person_id)
    return {
        "card": card,
        "button": acts.button(card),
        "form": form if form is not None else acts.form_for(card, viewer, now=now),
        "verb": acts.VERBS.get(card.kind),
        "attempts": attempts(viewer, card),
        "areas": _near(viewer) if card.kind is TaskKind.LOCATE else (),
        "instruction": instruction,
        "handover": handover,
    }


def attempts(viewer: Viewer, card: Card) -> list[findings.Known]:
    """Earlier attempts to reach the person of a task, by anybody, newest first."""
    return attempts_of(findings.about(viewer, card.person_id)) if card.person_id is not None else []


def attempts_of(found: Iterable[findings.Known]) -> list[findings.Known]:
    """Those of what is known that were attempts to reach the person."""
    tried = (known.Located, known.Contacted)
    return [f for f in found if isinstance(f.payload, tried) and f.retracted is None][:MOST_ATTEMPTS]


def _near(viewer: Viewer) -> list[str]:
    """Names to choose from when somebody is elsewhere: the grids and communities around, the counties."""
    line = places.line(viewer.path)
    county = next((area for area in line if area.level == "county"), None)
    city = next((area for area in line if area.level == "city"), None)
    names = [area.name for area in places.children(city.id)] if city else []
    if county:
        names += [area.name for area in places.subtree(county.path, levels=["township", "community"])[:120]]
    return names


@door("do_tasks")
@require_GET
def sheet(request: Any, task_id: int) -> HttpResponse:
    """The sheet of a task over the day's list."""
    return render(request, "tasks/sheet.html", _sheet(request, _card(request, task_id)))


@door("do_tasks")
@require_POST
def done(request: Any, task_id: int) -> HttpResponse:
    """Do a task with the answers of its sheet; what is wrong with them comes back in the sheet."""
    card = _card(request, task_id)
    form = acts.form_for(card, request.viewer, now=request.now, data=request.POST)
    if form is None:
        raise Refused(
            "task.settled", "任务已了结,或须在专门页面办理", "the task is settled, or done elsewhere"
        )
    if not form.is_valid():
        return _again(request, card, form)
    try:
        with transaction.atomic():
            acts.perform(card, form, by=request.viewer, at=request.now)
    except Refused as refused:  # said in the sheet, where the hand is; nothing was written
        form.add_error(None, spoken(refused.words))
        return _again(request, card, form)
    return told(request, _said(card), undo=[card.id] if _undoable(card) else [])


def _again(request: Any, card: Card, form: Any) -> HttpResponse:
    if request.htmx:
        return render(request, "tasks/sheet.html", _sheet(request, card, form), status=422)
    return _page(request, card, form)


def _undoable(card: Card) -> bool:
    return card.kind is not TaskKind.ACCEPT_HANDOVER


def _said(card: Card) -> Words:
    who = card.who or dated(card.title) or card.owner
    return Words(f"已记下:{who} {card.act.zh}", f"Noted: {who}, {card.act.en}")


def told(request: Any, words: Words, *, undo: Sequence[int] = ()) -> HttpResponse:
    """The answer to something done: a toast with ten seconds to undo it, and the day read anew."""
    if not request.htmx:
        messages.success(request, spoken(words))
        return redirect(request.POST.get("back") or (reverse("task", args=[undo[0]]) if undo else "today"))
    toast: dict[str, Any] = {"text": spoken(words), "seconds": 10}
    if undo:
        ids = ",".join(map(str, undo))
        toast["undo"] = {"url": f"{reverse('tasks_undo')}?ids={ids}", "text": spoken(Words("撤销", "Undo"))}
    answer = HttpResponse(status=204)
    answer["HX-Trigger"] = json.dumps({"done": True, "changed": True, "toast": toast})
    return answer


@door("do_tasks")
@require_POST
def missed(request: Any, task_id: int) -> HttpResponse:
    """One attempt without an answer, in one tap."""
    card = _card(request, task_id)
    method = known.Method.VISIT if request.POST.get("method") == "visit" else known.Method.CALL
    payload = known.Located(
        outcome=known.Outcome.UNREACHABLE, method=method, attempted_by=request.viewer.name
    )
    measures.report(card.id, (payload,), occurred=request.now, by=request.viewer, at=request.now)
    return told(
        request, Words(f"已记一次没接通:{card.who}", f"Noted, not reached: {card.who}"), undo=[card.id]
    )


@door("unmask")
@require_POST
def call(request: Any, task_id: int) -> HttpResponse:
    """Open the person's name, telephone and address to do the task; the look is in the ledger first."""
    card = _card(request, task_id)
    if card.person_id is None:
        raise Refused("task.not_about_a_person", "这项任务不针对个人", "this task is not about a person")
    fields = ["name", "phone", "address"]
    reason = f"{_TO_CALL} {card.id}"
    opened = people.unmask_many([card.person_id], fields, reason, by=request.viewer, at=request.now)
    context = {
        "card": card,
        "opened": opened[card.person_id],
        "phones": [p for p in opened[card.person_id]["phone"].split("、") if p],
        "attempts": attempts(request.viewer, card),
    }
    return render(request, "tasks/call.html", context)


@door("do_tasks")
@require_POST
def undo(request: Any) -> HttpResponse:
    """Take back what was just told for tasks, with what followed."""
    ids = [int(text) for text in request.GET.get("ids", "").split(",") if text.isdigit()][:20]
    for number in ids:
        measures.undo(number, by=request.viewer, at=request.now)
    return told(request, Words("已撤销,任务恢复原状", "Taken back; the task is as it was"))


@door("do_tasks")
@require_http_methods(["GET", "POST"])
def household(request: Any) -> HttpResponse:
    """The daily health of a household, filled once: a line for each person."""
    ids = [int(text) for text in request.GET.get("ids", "").split(",") if text.isdigit()][:20]
    cards = [c for c in queries.chosen(request.viewer, ids, on=local_day(request.now)) if c.standing.waits]
    cards = [card for card in cards if card.kind is TaskKind.DAILY_CHECK]
    if not cards:
        raise Refused("task.settled", "这一户的任务已办完", "this household's tasks are done")
    rows = [(card, _line(request, card)) for card in cards]
    if request.method == "POST" and _valid(rows):
        for card, form in rows:
            acts.perform(card, form, by=request.viewer, at=request.now)
        words = Words(f"已记下:{len(cards)} 人的体温", f"Noted: the health of {len(cards)} people")
        return told(request, words, undo=[card.id for card in cards])
    status = 422 if request.method == "POST" else 200
    context = {"rows": rows, "card": cards[0], "ids": request.GET["ids"]}
    return render(request, "tasks/household.html", context, status=status)


def _valid(rows: Sequence[tuple[Card, Any]]) -> bool:
    """Whether every line is right; each is looked at, so that all mistakes are marked at once."""
    return [form.is_valid() for _, form in rows].count(False) == 0


def _line(request: Any, card: Card) -> Any:
    """The form of one person of a household: the fields of the daily check under a prefix of its own."""
    data = request.POST if request.method == "POST" else None
    return acts.form_for(card, request.viewer, now=request.now, data=data, prefix=f"p{card.id}")


urlpatterns = [
    path("today/tasks/", tasks, name="tasks"),
    path("today/tasks/undo", undo, name="tasks_undo"),
    path("today/tasks/household", household, name="household_check"),
    path("today/tasks/<int:task_id>/", task, name="task"),
    path("today/tasks/<int:task_id>/sheet", sheet, name="task_sheet"),
    path("today/tasks/<int:task_id>/done", done, name="task_done"),
    path("today/tasks/<int:task_id>/missed", missed, name="task_missed"),
    path("today/tasks/<int:task_id>/call", call, name="task_call"),
]

"""Deciding by hand (人工判定): the form beside what the rules say, the second signature, withdrawing."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang import policies
from lianfang.accounts.scope import Viewer
from lianfang.core.days import local_day
from lianfang.core.measures.by_hand import ROW
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.findings.queries import Known
from lianfang.language import spoken
from lianfang.measures import queries as measure_queries
from lianfang.measures.actions.deciding_by_hand import (
    countersign,
    evidence_of,
    propose_by_hand,
    withdraw_by_hand,
)
from lianfang.measures.queries.by_hand import ByHandShown, by_hand
from lianfang.people import queries as people
from lianfang.web.door import door
from lianfang.web.rooms.people_by_hand_forms import DecideForm, ReasonForm
from lianfang.web.rooms.people_line import OUTCOMES, Entry
from lianfang.web.rooms.people_words import MONTHS, joined, told
from lianfang.web.templatetags.rooms import brief


@door("sign_order")
@require_http_methods(["GET", "POST"])
def decide(request: Any, person_id: int) -> HttpResponse:
    """Decide about a person by hand; what the rules say stands beside the form."""
    viewer, today = request.viewer, local_day(request.now)
    shown = people.person(viewer, person_id, on=today).shown
    standing = _standing(viewer, person_id)
    edition = policies.load(
        standing.edition if standing else measure_queries.edition_at(shown.path, at=request.now)
    )
    form = DecideForm(
        request.POST or None, edition=edition, rows=rows_of(standing), today=today,
        evidence={key: spoken(evidence_words(each)) for key, each in evidence_of(viewer, person_id).items()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = propose_by_hand(person_id, form.proposal, by=viewer, at=request.now)
        except Refused as refused:
            form.add_error(None, spoken(refused.words))
        else:
            return _decided(request, person_id, made.id, signed=made.signed)
    context = {"person": shown, "standing": standing, "edition": edition.id, "form": form}
    return render(request, "people/by_hand_form.html", context, status=422 if form.is_bound else 200)


def _decided(request: Any, person_id: int, by_hand_id: int, *, signed: bool) -> HttpResponse:
    if signed:
        messages.success(request, spoken(Words("已判定,并重新安排任务", "Decided; the tasks follow")))
        return redirect("person", person_id)
    said = Words("已提出,等待第二人签署后生效", "Proposed; it is in force once a second person has signed")
    messages.success(request, spoken(said))
    return redirect("by_hand", by_hand_id)


def _standing(viewer: Viewer, person_id: int) -> measure_queries.DecisionShown | None:
    decisions = measure_queries.decisions(viewer, person_id)
    return next((each for each in decisions if each.superseded is None), None)


def rows_of(standing: measure_queries.DecisionShown | None) -> list[tuple[str, str]]:
    """The rows that decide now, each with what it says of this person."""
    return reasons_as_rows(standing.reasons) if standing else []


def reasons_as_rows(reasons: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """Rows of the edition among the reasons, each once, with the reason in words."""
    found: dict[str, str] = {}
    for reason in reasons:
        if reason["row"] != ROW:
            found.setdefault(reason["row"], f"{reason['row']} · {brief(reason['because'])}")
    return list(found.items())


def evidence_words(each: Any) -> Words:
    """A finding or a result in a line, with its day."""
    if isinstance(each, Known):
        when = local_day(each.occurred)
        return joined(_day(when), each.payload.kind.words, told(each.payload))
    outcome = OUTCOMES.get(each.outcome, Words(each.outcome, each.outcome))
    return joined(_day(local_day(each.taken)), Words("检测结果", "test result"), outcome)


def _day(when: date) -> Words:
    return Words(f"{when.month}月{when.day}日", f"{when.day} {MONTHS[when.month - 1]}")


@door("see_people")
@require_GET
def one(request: Any, by_hand_id: int) -> HttpResponse:
    """One decision by hand: what, why, by whom, where it stands; to be signed or withdrawn."""
    made = by_hand(request.viewer, by_hand_id)
    may_sign = "sign_order" in request.viewer.may
    evidence = evidence_of(request.viewer, made.person_id)
    context = {
        "made": made,
        "evidence": [_named(key, evidence) for key in made.payload.evidence],
        "waits": made.signed is None and made.withdrawn is None,
        "may_sign": may_sign,
        "may_withdraw": may_sign and made.withdrawn is None,
        "over": made.over(local_day(request.now)),
        "withdraw": ReasonForm(),
    }
    return render(request, "people/by_hand.html", context)


def _named(key: str, evidence: dict[str, Any]) -> Words:
    if key in evidence:
        return evidence_words(evidence[key])
    kind, _, number = key.partition(":")
    if kind == "appeal":
        return Words(f"申诉 {number}", f"appeal {number}")
    return Words("已撤回的情况", "a finding taken back since")


@door("sign_order")
@require_POST
def sign(request: Any, by_hand_id: int) -> HttpResponse:
    """Sign as the second person."""
    made = by_hand(request.viewer, by_hand_id)
    countersign(by_hand_id, by=request.viewer, at=request.now)
    messages.success(request, spoken(Words("已签署,判定生效", "Signed; it is in force")))
    return redirect("person", made.person_id)


@door("sign_order")
@require_POST
def withdraw(request: Any, by_hand_id: int) -> HttpResponse:
    """Withdraw a decision by hand with a reason."""
    made = by_hand(request.viewer, by_hand_id)
    reason = request.POST.get("reason", "")
    withdraw_by_hand(by_hand_id, reason=reason, by=request.viewer, at=request.now)
    messages.success(request, spoken(Words("已撤回,并按方案重新判定", "Withdrawn; the rules decide again")))
    return redirect("person", made.person_id)


def with_by_hand(line: list[Entry], made: Iterable[ByHandShown]) -> list[Entry]:
    """The line of time with decisions by hand opening on their own page, unsigned ones among them."""
    rows = list(made)
    pages = {row.finding_id: reverse("by_hand", args=[row.id]) for row in rows if row.finding_id}
    found = [
        replace(entry, url=pages[entry.finding_id], finding_id=None) if entry.finding_id in pages else entry
        for entry in line
    ]
    for row in rows:
        if row.finding_id is None:
            kind = joined(Words("人工判定", "Decision by hand"), row.state)
            author = row.payload.author
            found.append(
                Entry(
                    row.proposed, kind, told(row.payload), author, reverse("by_hand", args=[row.id]), "ahead"
                )
            )
    return sorted(found, key=lambda entry: entry.at, reverse=True)


urlpatterns = [
    path("people/<int:person_id>/by-hand", decide, name="person_decide"),
    path("measures/by-hand/<int:by_hand_id>/", one, name="by_hand"),
    path("measures/by-hand/<int:by_hand_id>/sign", sign, name="by_hand_sign"),
    path("measures/by-hand/<int:by_hand_id>/withdraw", withdraw, name="by_hand_withdraw"),
]

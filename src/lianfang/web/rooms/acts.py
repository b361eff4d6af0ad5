"""How each kind of task is done: the verb on its button, its form, the action behind it, or its own page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from lianfang.accounts.scope import Viewer
from lianfang.core.days import local_day
from lianfang.core.findings import Outcome
from lianfang.core.refusal import Refused
from lianfang.core.tasks import TaskKind
from lianfang.core.words import Words
from lianfang.findings import queries as findings
from lianfang.measures import actions as measures
from lianfang.measures import queries as measure_queries
from lianfang.places import queries as places
from lianfang.tasks.queries import Card
from lianfang.web.rooms import tasks_forms as forms

VERBS = {
    TaskKind.LOCATE: Words("登记结果", "Enter outcome"),
    TaskKind.DAILY_CHECK: Words("记体温", "Enter health"),
    TaskKind.SERVE_NOTICE: Words("已送达", "Served"),
    TaskKind.BEGIN_STAY: Words("已落实", "Stay begun"),
    TaskKind.SAMPLE: Words("已采样", "Sampled"),
    TaskKind.RELEASE: Words("解除", "Release"),
    TaskKind.ACCEPT_HANDOVER: Words("答复", "Answer"),
    TaskKind.ACKNOWLEDGE_ORDER: Words("签收", "Acknowledge"),
    TaskKind.ANSWER_ORDER: Words("反馈", "Report back"),
    TaskKind.SIGN_ORDER: Words("去签发", "Sign"),
    TaskKind.REVIEW_ROW: Words("去认定", "Settle"),
    TaskKind.ANSWER_DECLARATION: Words("去答复", "Answer"),
    TaskKind.DECIDE: Words("去判定", "Decide"),
    TaskKind.COUNTERSIGN: Words("去签署", "Sign"),
    TaskKind.ANSWER_APPEAL: Words("去复核", "Review"),
    TaskKind.REPORT: Words("去填报", "Report"),
}
_FORMS: dict[TaskKind, type[forms.ActForm]] = {
    TaskKind.LOCATE: forms.LocateForm,
    TaskKind.DAILY_CHECK: forms.CheckForm,
    TaskKind.SERVE_NOTICE: forms.ActForm,
    TaskKind.BEGIN_STAY: forms.StayForm,
    TaskKind.SAMPLE: forms.SampleForm,
    TaskKind.RELEASE: forms.ActForm,
    TaskKind.ACCEPT_HANDOVER: forms.HandoverForm,
    TaskKind.ACKNOWLEDGE_ORDER: forms.ActForm,
    TaskKind.ANSWER_ORDER: forms.TextForm,
}
_PAGES: dict[TaskKind, Callable[[Card], Sequence[tuple[str, list[Any]]]]] = {
    TaskKind.SIGN_ORDER: lambda card: [("order", [card.order_id])],
    TaskKind.REVIEW_ROW: lambda card: [("list_row", [card.subject_id]), ("list_rows", [card.list_id])],
    TaskKind.ANSWER_DECLARATION: lambda card: [("declaration", [card.subject_id]), ("declarations", [])],
    TaskKind.DECIDE: lambda card: [("person_decide", [card.person_id])],
    TaskKind.COUNTERSIGN: lambda card: [("by_hand", [card.subject_id])],
    TaskKind.ANSWER_APPEAL: lambda card: [("appeal", [card.subject_id])],
    TaskKind.REPORT: lambda card: [("reports", [])],
}
_SITES = ("isolation_site", "hotel")
IN_BULK = frozenset(
    {
        TaskKind.SERVE_NOTICE,
        TaskKind.SAMPLE,
        TaskKind.RELEASE,
        TaskKind.ACKNOWLEDGE_ORDER,
        TaskKind.BEGIN_STAY,
    }
)
"""Kinds that may be done for many at once: nothing differs between the rows but whom they concern."""


@dataclass(frozen=True, slots=True)
class Button:
    """The act of a card: its verb, and its own page where it is not done in a sheet."""

    words: Words
    url: str

    @property
    def sheet(self) -> bool:
        """Whether it opens a sheet."""
        return not self.url


def button(card: Card) -> Button | None:
    """The act of a task that still waits; None for one that does not."""
    if not card.standing.waits:
        return None
    if card.kind in _FORMS:
        return Button(VERBS[card.kind], "")
    url = _first(_PAGES[card.kind](card)) if card.kind in _PAGES else ""
    return Button(VERBS[card.kind], url or reverse("task", args=[card.id]))


def _first(candidates: Sequence[tuple[str, list[Any]]]) -> str:
    """The first of the addresses that is there and whose parts are known."""
    for name, parts in candidates:
        try:
            if None not in parts:
                return reverse(name, args=parts)
        except NoReverseMatch:
            continue
    return ""


def form_for(
    card: Card, viewer: Viewer, *, now: datetime, data: Any = None, prefix: str | None = None
) -> forms.ActForm | None:
    """The form of a task, filled with what is already known; None where it is done elsewhere."""
    shape = _FORMS.get(card.kind)
    if shape is None or not card.standing.waits:
        return None
    given: dict[str, Any] = {"now": now, "prefix": prefix}
    if shape is forms.StayForm:
        given["sites"] = places.facilities_in(_county(viewer), kinds=_SITES)
    if shape is forms.CheckForm and card.person_id is not None and data is None:
        given["initial"] = forms.taken_today(findings.about(viewer, card.person_id), local_day(now))
    return shape(data, **given)


def _county(viewer: Viewer) -> str:
    """The county a post lies in: its sites take people from all its grids."""
    line = places.line(viewer.path)
    return next((area.path for area in line if area.level == "county"), viewer.path)


def perform(card: Card, form: forms.ActForm, *, by: Viewer, at: datetime) -> None:
    """Do the task with the answers of its form."""
    ref = form.cleaned_data["ref"]
    if isinstance(form, forms.LocateForm | forms.CheckForm):
        payloads = form.payloads(by.name)
        measures.report(card.id, payloads, occurred=form.occurred, by=by, at=at, ref=ref)
        _forward(card, form, by=by, at=at)
    elif isinstance(form, forms.HandoverForm):
        accept = form.cleaned_data["accept"] == "yes"
        measures.answer(_handover(card, by), accept=accept, text=form.cleaned_data["text"], by=by, at=at)
    else:
        measures.do(card.id, occurred=form.occurred, by=by, at=at, ref=ref, details=form.details)


def _forward(card: Card, form: forms.ActForm, *, by: Viewer, at: datetime) -> None:
    """Offer a person who is elsewhere to that area."""
    region = form.cleaned_data.get("region")
    if region is None or card.person_id is None:
        return
    why = Outcome(form.cleaned_data["outcome"]).words.zh
    measures.offer(card.person_id, region.id, why=why, by=by, at=at, list_id=card.list_id)


def _handover(card: Card, viewer: Viewer) -> int:
    """The handover a task asks about: the open one of its person."""
    found = measure_queries.open_handover(viewer, card.person_id or 0)
    if found is None:
        raise Refused("handover.answered", "移交已答复", "the handover was answered already")
    return found.id


def do_now(card: Card, *, by: Viewer, at: datetime) -> None:
    """Do one row of a bulk act, with nothing to say but that it is done."""
    if card.kind not in IN_BULK:
        raise Refused(
            "task.one_by_one",
            "「{act}」要逐件填写,请打开办理",
            "“{act_en}” asks for its own answers; open it",
            act=card.act.zh,
            act_en=card.act.en,
        )
    measures.do(card.id, occurred=at, by=by, at=at)

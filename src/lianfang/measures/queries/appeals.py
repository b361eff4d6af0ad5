"""Appeals: those of a person or an area, one for its reviewer, and what somebody learns by a number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core import findings as known
from lianfang.core.asking import Answer, Ask
from lianfang.core.measures import MEASURES
from lianfang.core.measures.appeals import Appellant, Outcome
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.measures.actions.appealing import ANSWER, TEXT, why_not_answer
from lianfang.measures.models import Appeal, ByHand, Order
from lianfang.people import queries as people
from lianfang.people.queries.homes import has_tail, homes
from lianfang.places.paths import inside
from lianfang.vault.sealing import reveal

WAITING = Words("待复核", "under review")


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal in a list."""

    id: int
    number: str
    person_id: int
    who: str
    said_by: Words
    order_id: int | None
    order: str
    filed: datetime
    filed_by: str
    due: datetime
    status: str
    reviewer: str
    path: str
    answered: datetime | None
    answered_by: str
    outcome: Outcome | None

    @property
    def state(self) -> Words:
        """What it came to, or that it waits."""
        return self.outcome.words if self.outcome else WAITING


@dataclass(frozen=True, slots=True)
class AppealShown:
    """One appeal with what was said, what was decided before, and why the viewer may not answer it."""

    row: AppealRow
    text: str
    answer: str
    edition: str
    reasons: list[dict[str, Any]]
    days: list[dict[str, Any]]
    measure: Words | None
    start: date | None
    until: date | None
    decided_by: tuple[str, ...]
    by_hand_id: int | None
    instead: known.Override | None
    why_not: Refused | None


class Noticed(NamedTuple):
    """Whom and what a notice's number stands for, once the telephone agrees."""

    person_id: int
    order_id: int
    region_id: int


class Told(NamedTuple):
    """What somebody without an account learns of an appeal."""

    number: str
    state: Words
    filed: datetime
    due: datetime
    answered: datetime | None
    answer: str
    reviewer: str


def appeals(viewer: Viewer, ask: Ask) -> Answer[AppealRow]:
    """Appeals of people in the viewer's area and those reviewed there, newest first; filter ``state``."""
    rows = Appeal.objects.all()
    if not viewer.everything:
        rows = rows.filter(Q(**inside(viewer.path)) | Q(**inside(viewer.path, column="reviewer_path")))
    state = ask.only("state")
    if state == "open":
        rows = rows.filter(answered__isnull=True)
    elif state:
        rows = rows.filter(outcome=state)
    if ask.words:
        rows = rows.filter(number__icontains=ask.words)
    page = rows.select_related("order", "reviewer").order_by("-filed", "-pk")[ask.start : ask.stop]
    return Answer(tuple(_rows(viewer, list(page))), rows.count())


def appeals_of(viewer: Viewer, person_id: int) -> list[AppealRow]:
    """Appeals of one person, newest first."""
    rows = Appeal.objects.filter(person_id=person_id).select_related("order", "reviewer").order_by("-pk")
    seen = [row for row in rows if viewer.sees(row.path) or viewer.sees(row.reviewer_path)]
    return _rows(viewer, seen)


def appeal(viewer: Viewer, appeal_id: int) -> AppealShown:
    """One appeal; one that neither lies in the viewer's area nor is reviewed there looks like none."""
    found = Appeal.objects.filter(pk=appeal_id).select_related("order", "reviewer").first()
    if found is None or not (viewer.sees(found.path) or viewer.sees(found.reviewer_path)):
        raise Refused("not_found", "没有这件申诉,或不在您的辖区内", "no such appeal in your area")
    before = found.before
    return AppealShown(
        row=_rows(viewer, [found])[0],
        text=reveal(TEXT, found.text_sealed),
        answer=reveal(ANSWER, found.answer_sealed),
        edition=before["edition"],
        reasons=before["reasons"],
        days=before["days"],
        measure=MEASURES[before["measure"]].words if before["measure"] else None,
        start=date.fromisoformat(before["start"]) if before["start"] else None,
        until=date.fromisoformat(before["until"]) if before["until"] else None,
        decided_by=_signers(found),
        by_hand_id=found.by_hand_id,
        instead=_instead(found),
        why_not=why_not_answer(found, viewer),
    )


def _instead(found: Appeal) -> known.Override | None:
    """What took the place of what was decided; a reviewer of another area reads it here."""
    with acting(SYSTEM):
        payload = ByHand.objects.filter(pk=found.by_hand_id or 0).values_list("payload", flat=True).first()
    made = known.from_payload("override", payload) if payload else None
    return made if isinstance(made, known.Override) else None


def _signers(found: Appeal) -> tuple[str, ...]:
    with acting(SYSTEM):
        order = Order.objects.filter(pk=found.order_id or 0).first()
    posts = [post for post in (order.first_by_id, order.second_by_id) if post] if order else []
    names = accounts.names_of(posts)
    return tuple(names[post] for post in posts)


def _rows(viewer: Viewer, rows: list[Appeal]) -> list[AppealRow]:
    who = {p.id: p.masked_name for p in people.people(viewer, [row.person_id for row in rows])}
    names = accounts.names_of(post for row in rows for post in (row.filed_by_id, row.answered_by_id) if post)
    return [
        AppealRow(
            id=row.pk,
            number=row.number,
            person_id=row.person_id,
            who=who.get(row.person_id, ""),
            said_by=Appellant(row.said_by).words,
            order_id=row.order_id,
            order=row.before["order"],
            filed=row.filed,
            filed_by=names.get(row.filed_by_id or 0, ""),
            due=row.due,
            status=row.status,
            reviewer=row.reviewer.name,
            path=row.path,
            answered=row.answered,
            answered_by=names.get(row.answered_by_id or 0, ""),
            outcome=Outcome(row.outcome) if row.outcome else None,
        )
        for row in rows
    ]


def _unknown() -> Refused:
    return Refused(
        "appeal.unknown",
        "编号与手机尾号对不上,请核对通知书",
        "the number and the end of the telephone do not agree; look at the notice again",
    )


def notice_of(number: str, tail: str) -> Noticed:
    """Whom a signed notice is about, for somebody who holds it and knows the end of the person's telephone.

    Unscoped: for the public page. Which of the two is wrong is not told.
    """
    with acting(SYSTEM):
        order = Order.objects.filter(number=number.strip().upper(), first_signed__isnull=False).first()
        if order is None or not has_tail(order.person_id, tail):
            raise _unknown()
        home = homes([order.person_id])[order.person_id]
        return Noticed(order.person_id, order.pk, home.region_id)


def number_of(appeal_id: int) -> str:
    """The number of an appeal just filed. Unscoped: for the public page."""
    with acting(SYSTEM):
        return str(Appeal.objects.values_list("number", flat=True).get(pk=appeal_id))


def appeal_by_number(number: str, tail: str) -> Told:
    """How an appeal stands, for whoever has its number and the end of the person's telephone number."""
    with acting(SYSTEM):
        found = Appeal.objects.filter(number=number.strip().upper()).select_related("reviewer").first()
        if found is None or not has_tail(found.person_id, tail):
            raise _unknown()
        state = Outcome(found.outcome).words if found.outcome else WAITING
        answer = reveal(ANSWER, found.answer_sealed)
        return Told(found.number, state, found.filed, found.due, found.answered, answer, found.reviewer.name)

"""Declarations for a page, and the answer to somebody who holds a receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.asking import Answer, Ask
from lianfang.core.findings import Contacted, Located, Outcome
from lianfang.core.people import mask_address, mask_identifier, mask_name, mask_phone
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.findings import queries as findings
from lianfang.intake import receipts
from lianfang.intake.models import Declaration, DeclarationKind
from lianfang.intake.receipts import DeclarationState
from lianfang.people import queries as people
from lianfang.places import queries as places
from lianfang.places.paths import inside


@dataclass(frozen=True, slots=True)
class DeclarationLine:
    """A declaration in a list, masked. ``row_id`` is the row of a list that pushed the same person."""

    id: int
    receipt: str
    kind: str
    at: datetime
    due: datetime
    area: str
    path: str
    who: str
    phone: str
    identifier: str
    address: str
    proxy: str
    origin: str
    left: date | None
    arrived: date | None
    person_id: int | None
    candidates: tuple[people.Shown, ...]
    row_id: int | None
    state: DeclarationState
    answered: datetime | None
    answer: str
    paper: str

    @property
    def kind_words(self) -> str:
        """Who told it, in the reader's language."""
        return str(DeclarationKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Status:
    """What somebody with a receipt is told: no more than they said, and whom to call."""

    receipt: str
    at: datetime
    state: DeclarationState
    due: datetime | None
    who: str
    unit: str
    phone: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to reach a person, shown before the next."""

    at: datetime
    method: Words
    outcome: Words
    by: str


def declarations(viewer: Viewer, ask: Ask) -> Answer[DeclarationLine]:
    """Declarations in the viewer's area, newest first; a receipt as words; ``state`` filters.

    The states are ``waiting``, ``doubtful`` (not settled who it is) and ``answered``.
    """
    found = _seen(viewer)
    if ask.words:
        found = found.filter(receipt__startswith=receipts.as_written(ask.words).rstrip("-"))
    state = ask.only("state")
    if state == "waiting":
        found = found.filter(answered__isnull=True, withdrawn__isnull=True)
    elif state == "doubtful":
        found = found.filter(person__isnull=True, withdrawn__isnull=True)
    elif state == "answered":
        found = found.filter(answered__isnull=False)
    ordered = found.order_by("-at", "-pk")
    return Answer(tuple(_lines(viewer, list(ordered[ask.start : ask.stop]))), found.count())


def declaration(viewer: Viewer, declaration_id: int) -> DeclarationLine:
    """One declaration; outside the viewer's area it looks like none."""
    found = _seen(viewer).filter(pk=declaration_id).first()
    if found is None:
        raise Refused("not_found", "没有这份报备,或不在您的辖区", "no such declaration in your area")
    return _lines(viewer, [found])[0]


def declarations_of(viewer: Viewer, person_id: int) -> list[DeclarationLine]:
    """What one person declared, newest first."""
    return _lines(viewer, list(_seen(viewer).filter(person_id=person_id).order_by("-at", "-pk")))


def status(receipt: str, phone_tail: str, *, at: datetime) -> Status:
    """What became of a declaration, for whoever knows its receipt and the last four digits of the telephone.

    A wrong receipt and wrong digits are refused alike.
    """
    with acting(SYSTEM):
        found = Declaration.objects.filter(
            receipt=receipts.as_written(receipt), tail_index=receipts.tail_mark(phone_tail.strip())
        ).first()
        if found is None:
            raise Refused(
                "declaration.unknown",
                "没有查到:请核对回执编号和手机号后四位",
                "nothing found: check the receipt number and the last four digits of the telephone",
            )
        return _status(found, at=at)


def _status(found: Declaration, *, at: datetime) -> Status:
    state = state_of(found, _was_found(found, at=at))
    owners = places.units_at_level([(found.path, "community")])
    body = owners.get((found.path, "community")) or places.answering_units([found.path]).get(found.path)
    unit = places.unit(body.id) if body else None
    said = receipts.opened(found.sealed)
    return Status(
        receipt=found.receipt,
        at=found.at,
        state=state,
        due=found.due if state in (DeclarationState.WAITING, DeclarationState.ON_A_LIST) else None,
        who=mask_name(said.get("name", "")),
        unit=unit.name if unit else "",
        phone=unit.phone if unit else "",
    )


def _was_found(found: Declaration, *, at: datetime) -> bool:
    if found.person_id is None:
        return False
    facts = findings.facts_of_many([found.person_id], at=at).get(found.person_id, ())
    return any(
        isinstance(fact.payload, Located)
        and fact.payload.outcome is Outcome.FOUND
        and fact.occurred >= found.at
        for fact in facts
    )


def state_of(found: Declaration, was_found: bool = False) -> DeclarationState:
    """How far a declaration has come; ``was_found``: somebody found the person since."""
    if found.withdrawn is not None:
        return DeclarationState.WITHDRAWN
    if found.answered is not None or was_found:
        return DeclarationState.ANSWERED
    listed = found.row_id is not None and found.kind != DeclarationKind.PAPER
    return DeclarationState.ON_A_LIST if listed else DeclarationState.WAITING


def attempts(viewer: Viewer, person_id: int) -> list[Attempt]:
    """Who tried to reach a person and what came of it, newest first."""
    found = []
    for fact in findings.about(viewer, person_id):
        if fact.retracted is not None:
            continue
        match fact.payload:
            case Located(outcome=outcome, method=method, attempted_by=name):
                found.append(Attempt(fact.occurred, method.words, outcome.words, name))
            case Contacted(method=method, reached=reached, attempted_by=name):
                said = Words("已联系上", "reached") if reached else Outcome.UNREACHABLE.words
                found.append(Attempt(fact.occurred, method.words, said, name))
    return found


def _seen(viewer: Viewer) -> QuerySet[Declaration]:
    found = Declaration.objects.all()
    if viewer.everything:
        return found
    return found.filter(**inside(viewer.path)) if viewer.path else found.none()


def _lines(viewer: Viewer, found: Sequence[Declaration]) -> list[DeclarationLine]:
    areas = places.regions_by_path({one.path for one in found})
    with acting(SYSTEM):  # whom a declaration may be is for its receiver to see, also beyond the area
        known = {p.id: p for p in people.people(SYSTEM, {n for one in found for n in one.candidates})}
    return [_line(one, areas, known) for one in found]


def _line(
    found: Declaration, areas: dict[str, places.Area], known: dict[int, people.Shown]
) -> DeclarationLine:
    said = receipts.opened(found.sealed)
    proxy = mask_name(said["guardian"]) if said.get("guardian") else ""
    return DeclarationLine(
        id=found.pk,
        receipt=found.receipt,
        kind=found.kind,
        at=found.at,
        due=found.due,
        area=areas[found.path].name if found.path in areas else "",
        path=found.path,
        who=mask_name(said.get("name", "")),
        phone=mask_phone(said.get("phone", "")),
        identifier=mask_identifier(said.get("identifier", "")),
        address=mask_address(said.get("address", "")),
        proxy=f"{proxy} {said.get('relation', '')}".strip(),
        origin=found.origin,
        left=found.left,
        arrived=found.arrived,
        person_id=found.person_id,
        candidates=tuple(known[n] for n in found.candidates if n in known),
        row_id=found.row_id,
        state=state_of(found),
        answered=found.answered,
        answer=found.answer,
        paper=found.paper,
    )

"""Rows of a list for a page: what became of each, who it is, what is wrong with it, who it may be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core import intake as rules
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import local_day
from lianfang.core.people import mask_address, mask_identifier, mask_name, mask_phone
from lianfang.core.refusal import Refused
from lianfang.core.situation.certainties import RowState
from lianfang.core.words import Words
from lianfang.intake.models import Forward, InboundList, InboundRow
from lianfang.intake.queries.certainties import BEHIND, ids_behind
from lianfang.intake.sheets import mapping_of, raw_cells
from lianfang.measures import queries as measures
from lianfang.people import queries as people
from lianfang.places import queries as places
from lianfang.places.paths import upper
from lianfang.vault.sealing import reveal

RAW = "inbound.row"


@dataclass(frozen=True, slots=True)
class SameAs:
    """The row that a duplicate repeats."""

    list_id: int
    source: str
    number: int


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row in a list. Names are masked; ``claimed`` is another area that may answer for the person."""

    id: int
    list_id: int
    sheet: int
    number: int
    state: RowState
    person_id: int | None
    who: str
    phone: str
    area: str
    path: str
    claimed: str
    same_as: SameAs | None
    candidates: tuple[int, ...]
    problems: tuple[rules.Problem, ...]
    forward: "Pushed | None" = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """To where somebody was pushed on, and the receipt once it came."""

    id: int
    to: str
    sent: datetime
    accepted: bool | None
    receipt: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says of a person, masked, beside what is known of those it may be."""

    row: RowLine
    name: str
    identifiers: tuple[str, ...]
    phones: tuple[str, ...]
    sex: str
    born: date | None
    address: str
    origin: str
    left: date | None
    arrived: datetime | None
    candidates: tuple[people.Shown, ...]


def rows(viewer: Viewer, list_id: int, ask: Ask, *, path: str | None = None) -> Answer[RowLine]:
    """Rows of a list that the viewer sees, in the order of the file.

    Filters: ``state``; ``certainty`` with ``done`` (yes or no) for the rows behind a figure; ``claimed`` for
    rows that two areas claim; ``sheet``. ``path`` keeps to a part of the viewer's area.
    """
    if ask.only("certainty") in BEHIND:
        numbers, total = ids_behind(viewer, list_id, ask, path=path)
        behind = _seen(viewer).filter(pk__in=numbers).order_by("sheet", "number")
        return Answer(tuple(_lines(viewer, list(behind))), total)
    found = _filtered(viewer, list_id, ask, path=path)
    ordered = found.order_by("sheet", "number")
    return Answer(tuple(_lines(viewer, list(ordered[ask.start : ask.stop]))), found.count())


def row(viewer: Viewer, row_id: int) -> RowLine:
    """One row; one that the viewer does not see looks like none."""
    (line,) = _lines(viewer, [_one(viewer, row_id)])
    return line


def told(viewer: Viewer, row_id: int) -> Told:
    """A row with what it says, and the people it may be, side by side for somebody to decide."""
    kept = _one(viewer, row_id)
    plan = kept.inbound.sheets[kept.sheet]
    cells = raw_cells(reveal(RAW, kept.raw))
    read = rules.read_row(cells, mapping_of(plan), row=kept.number, sheet=plan["name"], at=kept.inbound.at)
    (line,) = _lines(viewer, [kept])
    if isinstance(read, rules.Rejected):
        return Told(line, "", (), (), "", None, "", "", None, None, ())
    with acting(SYSTEM):  # whom a row may be is for its receiver to see, also beyond the area
        known = people.people(SYSTEM, kept.candidates, on=local_day(kept.inbound.at))
    return Told(
        row=line,
        name=mask_name(read.name.value),
        identifiers=tuple(mask_identifier(one.value) for one in read.identifiers if one.value),
        phones=tuple(mask_phone(phone.number) for phone in read.phones),
        sex=str(read.sex),
        born=read.born,
        address=mask_address(read.address),
        origin=read.origin,
        left=read.left,
        arrived=read.arrived,
        candidates=tuple(known),
    )


def problems(viewer: Viewer, list_id: int) -> Iterator[rules.Problem]:
    """Everything wrong in a list, in the order of the file: for the sender's annotated copy."""
    inbound = InboundList.objects.filter(pk=list_id).first()
    if inbound is None or not viewer.sees(inbound.path):
        raise Refused("not_found", "没有这份名单,或不在您的辖区", "no such list in your area")
    names = [plan["name"] for plan in inbound.sheets]
    kept = InboundRow.objects.filter(inbound_id=list_id).exclude(problems=[]).order_by("sheet", "number")
    for sheet, number, data in kept.values_list("sheet", "number", "problems").iterator(chunk_size=2000):
        yield from _problems(names[sheet], number, data)


def rows_of_person(viewer: Viewer, person_id: int) -> list[RowLine]:
    """Rows that speak of one person, the newest list first."""
    found = _seen(viewer).filter(person_id=person_id).order_by("-inbound_id", "sheet", "number")
    return _lines(viewer, list(found))


def claims(viewer: Viewer, ask: Ask) -> Answer[RowLine]:
    """Rows that two areas claim, one of them the viewer's, newest list first.

    Where the other area is the one that gave the person away, the question is answered: left out.
    """
    settled = measures.given_away(person="person_id", area="claimed")
    found = _seen(viewer).exclude(claimed="").filter(~settled, state="accepted")
    ordered = found.order_by("-inbound_id", "sheet", "number")
    return Answer(tuple(_lines(viewer, list(ordered[ask.start : ask.stop]))), found.count())


def _seen(viewer: Viewer) -> QuerySet[InboundRow]:
    found = InboundRow.objects.select_related("inbound")
    if viewer.everything:
        return found
    if not viewer.path:
        return found.none()
    low, high = viewer.path, upper(viewer.path)
    return (
        found.filter(path__gte=low, path__lt=high)
        | found.filter(home__gte=low, home__lt=high)
        | found.filter(claimed__gte=low, claimed__lt=high)
    )


def _filtered(viewer: Viewer, list_id: int, ask: Ask, *, path: str | None) -> QuerySet[InboundRow]:
    found = _seen(viewer).filter(inbound_id=list_id)
    if path is not None:
        found = found.filter(path__gte=path, path__lt=upper(path))
    if state := ask.only("state"):
        found = found.filter(state=state)
    if ask.only("claimed"):
        found = found.exclude(claimed="")
    if sheet := ask.only("sheet"):
        found = found.filter(sheet=sheet)
    return found


def _one(viewer: Viewer, row_id: int) -> InboundRow:
    found = _seen(viewer).filter(pk=row_id).first()
    if found is None:
        raise Refused("not_found", "没有这一行,或不在您的辖区", "no such row in your area")
    return found


def _lines(viewer: Viewer, found: Sequence[InboundRow]) -> list[RowLine]:
    shown = {p.id: p for p in people.people(viewer, {r.person_id for r in found if r.person_id})}
    areas = places.regions_by_path({r.path for r in found} | {r.claimed for r in found if r.claimed})
    repeated = _repeated(r.same_as for r in found if r.same_as)
    pushed = _pushed(found)
    return [_line(r, shown.get(r.person_id or 0), areas, repeated, pushed) for r in found]


def _line(
    kept: InboundRow,
    person: people.Shown | None,
    areas: dict[str, places.Area],
    repeated: dict[int, SameAs],
    pushed: dict[int, Pushed],
) -> RowLine:
    names = [plan["name"] for plan in kept.inbound.sheets]
    return RowLine(
        id=kept.pk,
        list_id=kept.inbound_id,
        sheet=kept.sheet,
        number=kept.number,
        state=RowState(kept.state),
        person_id=kept.person_id,
        who=person.masked_name if person else "",
        phone=person.masked_phone if person else "",
        area=areas[kept.path].name if kept.path in areas else "",
        path=kept.path,
        claimed=areas[kept.claimed].name if kept.claimed in areas else "",
        same_as=repeated.get(kept.same_as or 0),
        candidates=tuple(kept.candidates),
        problems=tuple(_problems(names[kept.sheet], kept.number, kept.problems)),
        forward=pushed.get(kept.pk),
    )


def _repeated(ids: Iterable[int]) -> dict[int, SameAs]:
    found = InboundRow.objects.filter(pk__in=set(ids)).select_related("inbound")
    return {r.pk: SameAs(r.inbound_id, r.inbound.source, r.number) for r in found}


def _pushed(found: Sequence[InboundRow]) -> dict[int, Pushed]:
    sent = Forward.objects.filter(row__in=[r.pk for r in found]).order_by("pk")
    return {f.row_id: Pushed(f.pk, f.to, f.sent, f.accepted, f.receipt) for f in sent}


def _problems(sheet: str, number: int, data: Sequence[dict[str, str]]) -> Iterator[rules.Problem]:
    for one in data:
        yield rules.Problem(
            sheet=sheet,
            row=number,
            column=one["column"],
            heading=one["heading"],
            value=one["value"],
            code=one["code"],
            message=Words(one["zh"], one["en"]),
            remedy=Words(one["remedy_zh"], one["remedy_en"]),
            level=rules.Level(one["level"]),
        )

"""People passed between areas: offered to us, offered by us, answered."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.measures.models import Handover
from lianfang.people import queries as people
from lianfang.places import queries as places
from lianfang.places.paths import inside


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A handover with both sides by name; ``mine`` is True where the viewer's side is to answer."""

    id: int
    person_id: int
    who: str
    from_region: str
    to_region: str
    why: str
    asked: datetime
    answered: datetime | None
    accepted: bool | None
    answer: str
    mine: bool


def handovers(viewer: Viewer, ask: Ask) -> Answer[HandoverRow]:
    """Handovers to or from the viewer's area, for posts that see people; filter ``open``; newest first."""
    if not viewer.everything and "see_people" not in viewer.may:
        return Answer((), 0)
    rows = Handover.objects.all()
    if not viewer.everything:
        rows = rows.filter(
            Q(**inside(viewer.path, column="from_path")) | Q(**inside(viewer.path, column="to_path"))
        )
    if ask.only("open"):
        rows = rows.filter(answered__isnull=True)
    page = list(rows.order_by("-asked", "-pk")[ask.start : ask.stop])
    names = {p.id: p.masked_name for p in people.people(viewer, [h.person_id for h in page])}
    areas = places.regions_by_path({h.from_path for h in page} | {h.to_path for h in page})
    return Answer(tuple(_row(viewer, h, names, areas) for h in page), rows.count())


def open_handover(viewer: Viewer, person_id: int) -> HandoverRow | None:
    """The handover of a person that waits for an answer; None where there is none to see."""
    rows = list(Handover.objects.filter(person_id=person_id, answered__isnull=True))
    seen = [h for h in rows if viewer.sees(h.from_path) or viewer.sees(h.to_path)]
    if not seen:
        return None
    names = {p.id: p.masked_name for p in people.people(viewer, [person_id])}
    areas = places.regions_by_path({seen[0].from_path, seen[0].to_path})
    return _row(viewer, seen[0], names, areas)


def handovers_of(viewer: Viewer, person_id: int) -> list[HandoverRow]:
    """Where a person was offered and what was answered, newest first, where the viewer has a side in it."""
    rows = Handover.objects.filter(person_id=person_id).order_by("-asked", "-pk")
    seen = [h for h in rows if viewer.sees(h.from_path) or viewer.sees(h.to_path)]
    areas = places.regions_by_path({h.from_path for h in seen} | {h.to_path for h in seen})
    return [_row(viewer, h, {}, areas) for h in seen]


def given_away(*, person: str, area: str) -> Exists:
    """For a filter of rows: whether the person of a row was handed over by its area, and accepted."""
    left = Handover.objects.filter(person_id=OuterRef(person), from_path=OuterRef(area), accepted=True)
    return Exists(left)


def _row(viewer: Viewer, h: Handover, names: dict[int, str], areas: dict[str, places.Area]) -> HandoverRow:
    return HandoverRow(
        id=h.pk,
        person_id=h.person_id,
        who=names.get(h.person_id, ""),
        from_region=_name(areas, h.from_path),
        to_region=_name(areas, h.to_path),
        why=h.why,
        asked=h.asked,
        answered=h.answered,
        accepted=h.accepted,
        answer=h.answer,
        mine=h.answered is None and viewer.sees(h.to_path),
    )


def _name(areas: dict[str, places.Area], path: str) -> str:
    return areas[path].name if path in areas else ""

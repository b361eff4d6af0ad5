"""Units and facilities: which there are, which answers for an area."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lianfang.core.asking import Answer, Ask
from lianfang.core.refusal import Refused
from lianfang.places.models import Facility, Region, Unit, UnitKind
from lianfang.places.paths import ancestors, inside
from lianfang.places.queries.regions import Area, as_area

_ORDERS = {"name": "name", "kind": "kind", "region": "path", "parent": "parent__name"}


@dataclass(frozen=True, slots=True)
class Body:
    """A unit as pages and actions speak of it."""

    id: int
    name: str
    kind: str
    region_id: int
    path: str
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a list: with the names of its region and of the unit above it."""

    id: int
    name: str
    kind: str
    region_id: int
    path: str
    region: str
    parent: str
    phone: str
    valid_to: date | None

    @property
    def kind_words(self) -> str:
        """The kind in the reader's language."""
        return str(UnitKind(self.kind).label)


def unit(unit_id: int) -> UnitRow:
    """One unit for a page; refused where there is none."""
    found = Unit.objects.filter(pk=unit_id).select_related("region", "parent").first()
    if found is None:
        raise Refused("not_found", "没有这个单位", "no such unit")
    return _row(found)


def units(under: str, ask: Ask) -> Answer[UnitRow]:
    """Units of a subtree that match: words in the name, filters ``kind`` and ``closed``."""
    found = Unit.objects.filter(**inside(under), valid_to__isnull=ask.only("closed") == "")
    if ask.words:
        found = found.filter(Q(name__icontains=ask.words) | Q(region__name__icontains=ask.words))
    if kind := ask.only("kind"):
        found = found.filter(kind=kind)
    first = _ORDERS.get(ask.order, "path")
    ordered = found.order_by(f"-{first}" if ask.descending else first, "name", "id")
    rows = ordered.select_related("region", "parent").defer("region__boundary")[ask.start : ask.stop]
    return Answer(tuple(map(_row, rows)), found.count())


def units_by_id(ids: Iterable[int]) -> dict[int, Body]:
    """Units by their numbers, in one query."""
    return {u.pk: _body(u) for u in Unit.objects.filter(pk__in=set(ids))}


def units_in(path: str, *, kinds: Iterable[str] = ()) -> list[Body]:
    """Units of a subtree, of the kinds asked for."""
    found = Unit.objects.filter(**inside(path), valid_to__isnull=True)
    if wanted := tuple(kinds):
        found = found.filter(kind__in=wanted)
    return [_body(u) for u in found.order_by("path", "name")]


def units_at(region_id: int) -> list[Body]:
    """Open units of one region itself, not of what lies below it."""
    return [_body(u) for u in Unit.objects.filter(region_id=region_id, valid_to__isnull=True).order_by("id")]


def units_named(names: Iterable[str], *, under: str) -> dict[str, list[Area]]:
    """For each unit name the regions of a subtree that have an open unit of this name."""
    found: dict[str, list[Area]] = {}
    units = Unit.objects.filter(**inside(under), name__in=set(names) - {""}, valid_to__isnull=True)
    for unit in units.select_related("region").defer("region__boundary").order_by("path"):
        found.setdefault(unit.name, []).append(as_area(unit.region))
    return found


def answering_units(paths: Iterable[str]) -> dict[str, Body]:
    """For each path the unit that answers for it: that of its own region, else of the nearest above.

    Areas answer through their grid, community, township or headquarters unit, not through a school
    or clinic that happens to lie there.
    """
    wanted = set(paths)
    lines = {prefix for path in wanted for prefix in ancestors(path)}
    answering = Unit.objects.filter(
        path__in=lines,
        kind__in=["grid", "community", "township", "headquarters"],
        valid_to__isnull=True,
    ).order_by("-id")
    by_path = {u.path: _body(u) for u in answering}
    found = {}
    for path in wanted:
        nearest = next((by_path[p] for p in reversed(ancestors(path)) if p in by_path), None)
        if nearest:
            found[path] = nearest
    return found


def facilities_in(path: str, *, kinds: Iterable[str] = ()) -> list[Facility]:
    """Facilities of a subtree, of the kinds asked for."""
    found = Facility.objects.filter(**inside(path))
    if wanted := tuple(kinds):
        found = found.filter(kind__in=wanted)
    return list(found.select_related("region").order_by("path", "name"))


def _body(unit: Unit) -> Body:
    return Body(unit.pk, unit.name, unit.kind, unit.region_id, unit.path, unit.parent_id)


def _row(unit: Unit) -> UnitRow:
    return UnitRow(
        unit.pk,
        unit.name,
        unit.kind,
        unit.region_id,
        unit.path,
        unit.region.name,
        unit.parent.name if unit.parent else "",
        unit.phone,
        unit.valid_to,
    )


def units_at_level(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Body]:
    """For each (path, level) the unit that answers for the region of that level above the path."""
    asked = set(wanted)
    lines = {prefix for path, _ in asked for prefix in ancestors(path)}
    level_of_path = dict(Region.objects.filter(path__in=lines).values_list("path", "level"))
    above = {
        (path, level): prefix
        for path, level in asked
        for prefix in ancestors(path)
        if level_of_path.get(prefix) == level
    }
    answering = answering_units(above.values())
    return {pair: answering[prefix] for pair, prefix in above.items() if prefix in answering}


def level_of(body: Body) -> str:
    """The level of the region a unit answers for."""
    return str(Region.objects.values_list("level", flat=True).get(pk=body.region_id))

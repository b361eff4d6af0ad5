"""Reading places: the tree, its units and facilities. Areas are public knowledge and not scoped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lianfang.places.models import Facility, Level, Region, Unit
from lianfang.places.paths import ancestors, inside

DEPTH = {level: depth for depth, level in enumerate(Level.values)}


@dataclass(frozen=True, slots=True)
class Area:
    """A region as pages and actions speak of it."""

    id: int
    path: str
    level: str
    code: str
    name: str
    parent_id: int | None
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A unit as pages and actions speak of it."""

    id: int
    name: str
    kind: str
    region_id: int
    path: str
    parent_id: int | None


def area(region_id: int) -> Area:
    """One region by number; raises where there is none."""
    return _area(Region.objects.get(pk=region_id))


def area_by_code(code: str) -> Area | None:
    """The region that has this code now."""
    found = Region.objects.filter(code=code, valid_to__isnull=True).first()
    return _area(found) if found else None


def area_at(path: str) -> Area | None:
    """The region at a path."""
    found = Region.objects.filter(path=path).first()
    return _area(found) if found else None


def children(region_id: int, *, on: date | None = None) -> list[Area]:
    """The regions directly below, by code; only those in force on a day where one is given."""
    regions = Region.objects.filter(parent_id=region_id)
    return [_area(r) for r in _in_force(regions, on).order_by("code")]


def subtree(path: str, *, levels: Iterable[str] = ()) -> list[Area]:
    """Every region of a subtree, from the top down, of the levels asked for."""
    regions = Region.objects.filter(**inside(path), valid_to__isnull=True)
    if wanted := tuple(levels):
        regions = regions.filter(level__in=wanted)
    return [_area(r) for r in regions.order_by("path")]


def line(path: str) -> list[Area]:
    """The regions from the top of the tree down to this one: where am I."""
    found = {r.path: _area(r) for r in Region.objects.filter(path__in=ancestors(path))}
    return [found[p] for p in ancestors(path) if p in found]


def regions_by_id(ids: Iterable[int]) -> dict[int, Area]:
    """Regions by their numbers, in one query."""
    return {r.pk: _area(r) for r in Region.objects.filter(pk__in=set(ids))}


def regions_by_path(paths: Iterable[str]) -> dict[str, Area]:
    """Regions by their paths, in one query."""
    return {r.path: _area(r) for r in Region.objects.filter(path__in=set(paths))}


def units_by_id(ids: Iterable[int]) -> dict[int, Body]:
    """Units by their numbers, in one query."""
    return {u.pk: _body(u) for u in Unit.objects.filter(pk__in=set(ids))}


def units_in(path: str, *, kinds: Iterable[str] = ()) -> list[Body]:
    """Units of a subtree, of the kinds asked for."""
    units = Unit.objects.filter(**inside(path), valid_to__isnull=True)
    if wanted := tuple(kinds):
        units = units.filter(kind__in=wanted)
    return [_body(u) for u in units.order_by("path", "name")]


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


def boundaries(parent_id: int) -> dict[str, object]:
    """GeoJSON of the regions directly below one, for a map; those without a boundary are left out."""
    regions = Region.objects.filter(parent_id=parent_id, boundary__isnull=False, valid_to__isnull=True)
    features = [
        {
            "type": "Feature",
            "geometry": r.boundary,
            "properties": {"id": r.pk, "name": r.name, "path": r.path, "crs": r.crs},
        }
        for r in regions.order_by("code")
    ]
    return {"type": "FeatureCollection", "features": features}


def _in_force(regions, on: date | None):  # type: ignore[no-untyped-def]
    if on is None:
        return regions.filter(valid_to__isnull=True)
    started = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    return regions.filter(started, Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def _area(region: Region) -> Area:
    return Area(
        region.pk, region.path, region.level, region.code, region.name, region.parent_id, region.population
    )


def _body(unit: Unit) -> Body:
    return Body(unit.pk, unit.name, unit.kind, unit.region_id, unit.path, unit.parent_id)

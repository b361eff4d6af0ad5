"""The tree: one region, what is above and below it, what it was called, names looked up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from lianfang.core.refusal import Refused
from lianfang.places.models import Level, Region, RegionName, Unit
from lianfang.places.paths import ancestors, inside

SIX_DIGITS = 6
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
    valid_to: date | None = None

    @property
    def level_words(self) -> str:
        """The level in the reader's language."""
        return str(Level(self.level).label)


@dataclass(frozen=True, slots=True)
class Below:
    """A region in a list of its siblings, with how much lies below it."""

    area: Area
    regions: int
    units: int
    mapped: bool


@dataclass(frozen=True, slots=True)
class Former:
    """A name and code that a region had; an empty ``since`` is "from the start"."""

    code: str
    name: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class History:
    """What became of a region: its former names, who took it over, whom it took over."""

    former: tuple[Former, ...]
    successor: Area | None
    predecessors: tuple[Area, ...]


def area(region_id: int) -> Area:
    """One region by number; raises where there is none."""
    return as_area(Region.objects.defer("boundary").get(pk=region_id))


def region(region_id: int) -> Area:
    """One region for a page; refused where there is none."""
    found = Region.objects.filter(pk=region_id).first()
    if found is None:
        raise Refused("not_found", "没有这个区划", "no such region")
    return as_area(found)


def area_by_code(code: str, *, on: date | None = None) -> Area | None:
    """The region that has this code now, or had it on a day: an old code still finds its region.

    Provinces and cities are found by the six digits of GB/T 2260 as well: 460000 is 46, 460200 is 4602.
    """
    found = Region.objects.filter(code=code, valid_to__isnull=True).first()
    if on is not None:
        then = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        former = RegionName.objects.filter(then, code=code, valid_to__gt=on).select_related("region").first()
        closed = _in_force(Region.objects.filter(code=code), on).first()
        found = former.region if former else closed
    if found is None and len(code) == SIX_DIGITS and code.endswith("00"):
        return area_by_code(code[:2] if code.endswith("0000") else code[:4], on=on)
    return as_area(found) if found else None


def known_codes(codes: Iterable[str]) -> dict[str, str]:
    """Of these codes those in use, with the names they stand for now."""
    found = Region.objects.filter(code__in=set(codes), valid_to__isnull=True)
    return dict(found.values_list("code", "name"))


def area_at(path: str) -> Area | None:
    """The region at a path."""
    found = Region.objects.filter(path=path).defer("boundary").first()
    return as_area(found) if found else None


def children(region_id: int, *, on: date | None = None) -> list[Area]:
    """The regions directly below, by code; only those in force on a day where one is given."""
    regions = Region.objects.filter(parent_id=region_id).defer("boundary")
    return [as_area(r) for r in _in_force(regions, on).order_by("code")]


def below(parent_id: int | None, *, closed: bool = False) -> list[Below]:
    """The regions directly below one (the top of the tree for None), by code, with what lies below each."""
    regions = Region.objects.filter(parent_id=parent_id).defer("boundary")
    if not closed:
        regions = regions.filter(valid_to__isnull=True)
    counted = _counts(Region.objects.filter(parent__in=regions, valid_to__isnull=True), by="parent_id")
    bodies = _counts(Unit.objects.filter(region__in=regions, valid_to__isnull=True), by="region_id")
    mapped = set(regions.filter(boundary__isnull=False).values_list("pk", flat=True))
    rows = regions.defer("boundary").order_by(F("valid_to").desc(nulls_first=True), "code")
    return [Below(as_area(r), counted.get(r.pk, 0), bodies.get(r.pk, 0), r.pk in mapped) for r in rows]


def _counts(rows: QuerySet[Any], *, by: str) -> dict[int, int]:
    return dict(rows.values_list(by).annotate(many=Count("id")).order_by())


def history(region_id: int) -> History:
    """Former names of a region, newest first, its successor and whom it took over."""
    found = Region.objects.select_related("successor").get(pk=region_id)
    names = RegionName.objects.filter(region_id=region_id).order_by("-valid_to", "-id")
    return History(
        tuple(Former(n.code, n.name, n.valid_from, n.valid_to) for n in names),
        as_area(found.successor) if found.successor else None,
        tuple(as_area(r) for r in found.predecessors.order_by("code")),
    )


def subtree(path: str, *, levels: Iterable[str] = ()) -> list[Area]:
    """Every region of a subtree, from the top down, of the levels asked for."""
    regions = Region.objects.filter(**inside(path), valid_to__isnull=True).defer("boundary")
    if wanted := tuple(levels):
        regions = regions.filter(level__in=wanted)
    return [as_area(r) for r in regions.defer("boundary").order_by("path")]


def line(path: str) -> list[Area]:
    """The regions from the top of the tree down to this one: where am I."""
    return lines([path])[path]


def lines(paths: Iterable[str]) -> dict[str, list[Area]]:
    """For each path the regions from the top of the tree down to it, in one query."""
    wanted = set(paths)
    above = {prefix for path in wanted for prefix in ancestors(path)}
    found = {r.path: as_area(r) for r in Region.objects.filter(path__in=above).defer("boundary")}
    return {path: [found[p] for p in ancestors(path) if p in found] for path in wanted}


def regions_by_id(ids: Iterable[int]) -> dict[int, Area]:
    """Regions by their numbers, in one query."""
    return {r.pk: as_area(r) for r in Region.objects.filter(pk__in=set(ids)).defer("boundary")}


def regions_by_path(paths: Iterable[str]) -> dict[str, Area]:
    """Regions by their paths, in one query."""
    return {r.path: as_area(r) for r in Region.objects.filter(path__in=set(paths)).defer("boundary")}


def named_regions(levels: Iterable[str]) -> list[tuple[int, int | None, str, str, str]]:
    """Number, parent, level, code and name of every region in use at these levels, as plain rows.

    This is what :class:`lianfang.core.places.Tree` is built of; see :func:`tree_mark` for how long it holds.
    """
    regions = Region.objects.filter(level__in=tuple(levels), valid_to__isnull=True)
    return list(regions.values_list("pk", "parent_id", "level", "code", "name"))


def tree_mark() -> tuple[int, int, int]:
    """A value that is another one after any region was added, renamed or closed."""
    in_use = Region.objects.filter(valid_to__isnull=True).aggregate(many=Count("pk"), newest=Max("pk"))
    return in_use["many"], in_use["newest"] or 0, RegionName.objects.count()


def boundaries(parent_id: int) -> dict[str, Any]:
    """GeoJSON of the regions directly below one, for a map; those without a boundary are left out."""
    regions = Region.objects.filter(parent_id=parent_id, boundary__isnull=False, valid_to__isnull=True)
    features = [
        {
            "type": "Feature",
            "geometry": r.boundary,
            "properties": {"id": r.pk, "code": r.code, "name": r.name, "path": r.path, "crs": r.crs},
        }
        for r in regions.order_by("code")
    ]
    return {"type": "FeatureCollection", "features": features}


def _in_force(regions: QuerySet[Region], on: date | None) -> QuerySet[Region]:
    if on is None:
        return regions.filter(valid_to__isnull=True)
    started = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    return regions.filter(started, Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def as_area(region: Region) -> Area:
    return Area(
        region.pk,
        region.path,
        region.level,
        region.code,
        region.name,
        region.parent_id,
        region.population,
        region.valid_to,
    )

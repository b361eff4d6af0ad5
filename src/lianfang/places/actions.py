"""Writing places: regions, units and facilities. All are set-based; one row is a set of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lianfang.core.days import local_day
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
from lianfang.places.models import Facility, Level, Region, RegionName, Unit

_DEPTH = {level: depth for depth, level in enumerate(Level.values)}


@dataclass(frozen=True, slots=True)
class NewRegion:
    """A region to add, by codes. ``parent`` is the parent's code, empty for the top of the tree."""

    code: str
    name: str
    level: str
    parent: str = ""
    initials: str = ""
    population: int | None = None


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to add; ``parent`` is the number of the unit above it, 0 for none."""

    name: str
    kind: str
    region_id: int
    parent: int = 0
    phone: str = ""


@dataclass(frozen=True, slots=True)
class NewFacility:
    """A facility to add; ``capacity`` counts rooms, desks or tubes a day as its kind has them."""

    name: str
    kind: str
    region_id: int
    unit_id: int = 0
    address: str = ""
    capacity: int | None = None


@transaction.atomic
def add_regions(rows: Sequence[NewRegion], *, by: ledger.Actor, at: datetime) -> dict[str, int]:
    """Add regions, parents before children whatever their order; answers code → number.

    A code that is known keeps its number: a changed name is noted with the day of the change. A
    parent that is neither known nor among the rows is refused by name, and nothing is added.
    """
    by.require("administer")
    rows = sorted(rows, key=lambda r: _DEPTH[r.level])
    wanted = {r.code for r in rows} | {r.parent for r in rows if r.parent}
    known = {r.code: r for r in Region.objects.filter(code__in=wanted, valid_to__isnull=True)}
    _rename([r for r in rows if r.code in known], known, at=at)
    fresh = [r for r in rows if r.code not in known]
    for row, number in zip(fresh, _numbers(Region, len(fresh)), strict=True):
        above = known.get(row.parent)
        if row.parent and above is None:
            raise Refused(
                "places.no_parent",
                "「{name}」的上级编码 {parent} 不存在",
                "the parent code {parent} of {name!r} is unknown",
                name=row.name,
                parent=row.parent,
            )
        known[row.code] = Region(
            pk=number,
            parent_id=above.pk if above else None,
            path=f"{above.path}.{number}" if above else str(number),
            level=row.level,
            code=row.code,
            name=row.name,
            initials=row.initials,
            population=row.population,
        )
    Region.objects.bulk_create([known[r.code] for r in fresh], batch_size=5000)
    if fresh:
        ledger.record("places.regions_added", by=by, at=at, members=[known[r.code].pk for r in fresh])
    return {r.code: known[r.code].pk for r in rows}


def _rename(rows: Sequence[NewRegion], known: dict[str, Region], *, at: datetime) -> None:
    changed = [r for r in rows if known[r.code].name != r.name]
    RegionName.objects.bulk_create(
        RegionName(region=known[r.code], code=r.code, name=known[r.code].name, valid_to=local_day(at))
        for r in changed
    )
    for row in changed:
        known[row.code].name, known[row.code].initials = row.name, row.initials
    Region.objects.bulk_update([known[r.code] for r in changed], ["name", "initials"], batch_size=1000)


def _numbers(model: type[Any], count: int) -> list[int]:
    """Fresh row numbers of a table, taken from its sequence: a path holds its own row's number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]


@transaction.atomic
def set_boundaries(
    shapes: dict[str, dict[str, Any]], *, crs: str, by: ledger.Actor, at: datetime
) -> tuple[int, list[str]]:
    """Give regions their GeoJSON geometry by code; answers how many, and the codes that are unknown."""
    by.require("administer")
    if crs not in {"WGS-84", "GCJ-02", "CGCS2000"}:
        raise Refused(
            "places.crs",
            "请说明边界的坐标系:WGS-84、GCJ-02 或 CGCS2000",
            "state the coordinate system of the boundaries: WGS-84, GCJ-02 or CGCS2000",
        )
    found = list(Region.objects.filter(code__in=shapes, valid_to__isnull=True))
    for region in found:
        region.boundary, region.crs = shapes[region.code], crs
    Region.objects.bulk_update(found, ["boundary", "crs"], batch_size=200)
    ledger.record("places.boundaries_set", by=by, at=at, members=[r.pk for r in found], body={"crs": crs})
    return len(found), sorted(set(shapes) - {r.code for r in found})


@transaction.atomic
def add_units(rows: Sequence[NewUnit], *, by: ledger.Actor, at: datetime) -> list[int]:
    """Add units; the same name in the same region is the same unit. Answers their numbers in order."""
    by.require("administer")
    paths = dict(Region.objects.filter(pk__in={r.region_id for r in rows}).values_list("pk", "path"))
    Unit.objects.bulk_create(
        [
            Unit(
                name=r.name, kind=r.kind, region_id=r.region_id, path=paths[r.region_id],
                parent_id=r.parent or None, phone=r.phone,
            )
            for r in rows
        ],
        ignore_conflicts=True,
        batch_size=5000,
    )  # fmt: skip
    kept = Unit.objects.filter(region_id__in=paths).values_list("region_id", "name", "pk")
    numbers = {(region, name): pk for region, name, pk in kept}
    answer = [numbers[r.region_id, r.name] for r in rows]
    ledger.record("places.units_added", by=by, at=at, members=answer)
    return answer


@transaction.atomic
def add_facilities(rows: Sequence[NewFacility], *, by: ledger.Actor, at: datetime) -> list[int]:
    """Add facilities; the same name and kind in the same region is the same place."""
    by.require("administer")
    paths = dict(Region.objects.filter(pk__in={r.region_id for r in rows}).values_list("pk", "path"))
    Facility.objects.bulk_create(
        [
            Facility(
                name=r.name, kind=r.kind, region_id=r.region_id, path=paths[r.region_id],
                unit_id=r.unit_id or None, address=r.address, capacity=r.capacity,
            )
            for r in rows
        ],
        ignore_conflicts=True,
        batch_size=5000,
    )  # fmt: skip
    kept = Facility.objects.filter(region_id__in=paths).values_list("region_id", "kind", "name", "pk")
    numbers = {(region, kind, name): pk for region, kind, name, pk in kept}
    answer = [numbers[r.region_id, r.kind, r.name] for r in rows]
    ledger.record("places.facilities_added", by=by, at=at, members=answer)
    return answer

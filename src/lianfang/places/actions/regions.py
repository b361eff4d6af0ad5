"""The tree of regions: adding, renaming, closing and merging, boundaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lianfang.bulk import fresh_numbers
from lianfang.core.days import local_day
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
from lianfang.places.models import Level, Region, RegionName, Unit

_DEPTH = {level: depth for depth, level in enumerate(Level.values)}
SYSTEMS = ("WGS-84", "GCJ-02", "CGCS2000")


@dataclass(frozen=True, slots=True)
class NewRegion:
    """A region to add, by codes. ``parent`` is the parent's code, empty for the top of the tree."""

    code: str
    name: str
    level: str
    parent: str = ""
    initials: str = ""
    population: int | None = None


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
    changed = [r for r in rows if r.code in known and known[r.code].name != r.name]
    fresh = [r for r in rows if r.code not in known]
    for code in {r.code for r in changed} | ({r.parent for r in fresh} - {r.code for r in fresh}):
        by.require("administer", known[code].path if code in known else "")
    _rename_many(changed, known, on=local_day(at))
    for row, number in zip(fresh, fresh_numbers(Region, len(fresh)), strict=True):
        known[row.code] = _fresh(row, number, above=known.get(row.parent))
    Region.objects.bulk_create([known[r.code] for r in fresh], batch_size=5000)
    if fresh:
        ledger.record("places.regions_added", by=by, at=at, members=[known[r.code].pk for r in fresh])
    if changed:
        ledger.record("places.regions_renamed", by=by, at=at, members=[known[r.code].pk for r in changed])
    return {r.code: known[r.code].pk for r in rows}


def _fresh(row: NewRegion, number: int, *, above: Region | None) -> Region:
    if row.parent and above is None:
        raise Refused(
            "places.no_parent",
            "「{name}」的上级编码 {parent} 不存在",
            "the parent code {parent} of {name!r} is unknown",
            name=row.name,
            parent=row.parent,
        )
    return Region(
        pk=number,
        parent_id=above.pk if above else None,
        path=f"{above.path}.{number}" if above else str(number),
        level=row.level,
        code=row.code,
        name=row.name,
        initials=row.initials,
        population=row.population,
    )


def _rename_many(changed: Sequence[NewRegion], known: dict[str, Region], *, on: date) -> None:
    _keep_names([known[r.code] for r in changed], on=on)
    for row in changed:
        known[row.code].name, known[row.code].initials = row.name, row.initials
    Region.objects.bulk_update([known[r.code] for r in changed], ["name", "initials"], batch_size=1000)


def _keep_names(regions: Sequence[Region], *, on: date) -> None:
    """Note the names and codes that regions have until ``on``; each starts where the one before it ended."""
    earlier = RegionName.objects.filter(region__in=regions).order_by("valid_to")
    since = dict(earlier.values_list("region_id", "valid_to"))
    RegionName.objects.bulk_create(
        RegionName(region=r, code=r.code, name=r.name, valid_from=since.get(r.pk, r.valid_from), valid_to=on)
        for r in regions
    )


@transaction.atomic
def rename_region(region_id: int, new: NewRegion, *, on: date, by: ledger.Actor, at: datetime) -> None:
    """Give a region another name or code from a day on; the old ones stay readable with their dates.

    The number and the path of the region stay, so nothing that lies in it moves. A code that another
    region has is refused.
    """
    region = _locked(region_id, on=on, by=by, at=at)
    if (region.name, region.code) == (new.name, new.code):
        raise Refused("places.same_name", "名称和编码都没有变化", "neither the name nor the code changes")
    if Region.objects.filter(code=new.code, valid_to__isnull=True).exclude(pk=region_id).exists():
        raise Refused(
            "places.code_taken", "编码 {taken} 已被使用", "the code {taken} is already in use", taken=new.code
        )
    _keep_names([region], on=on)
    region.name, region.code, region.initials = new.name, new.code, new.initials
    region.save(update_fields=["name", "code", "initials"])
    ledger.record(
        "places.region_renamed",
        by=by,
        at=at,
        subject=("region", region_id),
        path=region.path,
        body={"on": on.isoformat(), "name": new.name, "code": new.code},
    )


@transaction.atomic
def close_region(
    region_id: int, *, on: date, successor_id: int | None, by: ledger.Actor, at: datetime
) -> None:
    """End a region from a day on; in a merger ``successor_id`` is the region that takes its area over.

    Refused while regions or units below it are still open: they are closed or moved first, so that no
    task is left without an owner. Whoever lives there is handed over by name, not by this act.
    """
    region = _locked(region_id, on=on, by=by, at=at)
    below = Region.objects.filter(parent_id=region_id, valid_to__isnull=True).count()
    units = Unit.objects.filter(region_id=region_id, valid_to__isnull=True).count()
    if below or units:
        raise Refused(
            "places.not_empty",
            "「{name}」下还有 {below} 个区划、{units} 个单位,请先撤销或调整",
            "{name!r} still has {below} regions and {units} units; close or move them first",
            name=region.name,
            below=below,
            units=units,
        )
    if successor_id is not None:
        _check_successor(region, successor_id)
    region.valid_to, region.successor_id = on, successor_id
    region.save(update_fields=["valid_to", "successor"])
    ledger.record(
        "places.region_closed",
        by=by,
        at=at,
        subject=("region", region_id),
        path=region.path,
        body={"on": on.isoformat(), "successor": successor_id},
    )


def _check_successor(region: Region, successor_id: int) -> None:
    heir = Region.objects.filter(pk=successor_id, valid_to__isnull=True).first()
    if heir is None or heir.pk == region.pk or heir.level != region.level:
        raise Refused(
            "places.successor",
            "并入的区划必须是同级、现行的另一个区划",
            "the successor must be another region of the same level that is in force",
        )


def _locked(region_id: int, *, on: date, by: ledger.Actor, at: datetime) -> Region:
    by.require("administer")
    region = Region.objects.select_for_update().filter(pk=region_id).first()
    if region is None:
        raise Refused("not_found", "没有这个区划", "no such region")
    by.require("administer", region.path)
    if region.valid_to is not None:
        raise Refused("places.closed", "「{name}」已撤销", "{name!r} is closed", name=region.name)
    if on > local_day(at):
        raise Refused(
            "places.future",
            "生效日期不能晚于今天,请到那一天再办理",
            "a change cannot take effect after today; make it on the day",
        )
    last = RegionName.objects.filter(region=region, valid_to__gt=on).first()
    if last is not None:
        raise Refused(
            "places.before_last",
            "生效日期早于上一次变更({day})",
            "this is before the last change ({day})",
            day=last.valid_to,
        )
    return region


@transaction.atomic
def set_boundaries(
    shapes: dict[str, dict[str, Any]], *, crs: str, by: ledger.Actor, at: datetime
) -> tuple[int, list[str]]:
    """Give regions their GeoJSON geometry by code; answers how many, and the codes that are unknown."""
    by.require("administer")
    if crs not in SYSTEMS:
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

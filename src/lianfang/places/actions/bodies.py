"""Units, which owe tasks, and facilities, which are places with a kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
from lianfang.places.models import Facility, Region, Unit


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
def add_units(rows: Sequence[NewUnit], *, by: ledger.Actor, at: datetime) -> list[int]:
    """Add units; the same name in the same region is the same unit. Answers their numbers in order."""
    by.require("administer")
    paths = _paths({r.region_id for r in rows}, by=by)
    before = _units_in(paths)
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
    numbers = _units_in(paths)
    if made := set(numbers.values()) - set(before.values()):
        ledger.record("places.units_added", by=by, at=at, members=made)
    return [numbers[r.region_id, r.name] for r in rows]


def _paths(region_ids: set[int], *, by: ledger.Actor) -> dict[int, str]:
    """Paths of the regions, each of which must lie in the actor's area."""
    paths = dict(Region.objects.filter(pk__in=region_ids).values_list("pk", "path"))
    if missing := region_ids - paths.keys():
        raise Refused("not_found", "没有这个区划({id})", "no such region ({id})", id=min(missing))
    for path in paths.values():
        by.require("administer", path)
    return paths


def _units_in(region_ids: dict[int, str]) -> dict[tuple[int, str], int]:
    kept = Unit.objects.filter(region_id__in=region_ids).values_list("region_id", "name", "pk")
    return {(region, name): pk for region, name, pk in kept}


@transaction.atomic
def rename_unit(unit_id: int, new: NewUnit, *, by: ledger.Actor, at: datetime) -> None:
    """Change the name, kind, telephone or superior of a unit; its region stays, since tasks follow it."""
    unit = _locked(unit_id, by=by)
    if Unit.objects.filter(region_id=unit.region_id, name=new.name).exclude(pk=unit_id).exists():
        raise Refused(
            "places.unit_name", "这个区划已有同名单位", "the region already has a unit of this name"
        )
    unit.name, unit.kind, unit.phone, unit.parent_id = new.name, new.kind, new.phone, new.parent or None
    unit.save(update_fields=["name", "kind", "phone", "parent"])
    ledger.record("places.unit_changed", by=by, at=at, subject=("unit", unit_id), path=unit.path)


@transaction.atomic
def end_unit(unit_id: int, *, on: date, by: ledger.Actor, at: datetime) -> None:
    """End a unit from a day on. Refused while units below it are open; ``accounts`` ends its posts."""
    unit = _locked(unit_id, by=by)
    below = Unit.objects.filter(parent_id=unit_id, valid_to__isnull=True).count()
    if below:
        raise Refused(
            "places.unit_not_empty",
            "「{name}」还有 {below} 个下级单位,请先撤销或调整",
            "{name!r} still has {below} units below it; close or move them first",
            name=unit.name,
            below=below,
        )
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])
    ledger.record("places.unit_ended", by=by, at=at, subject=("unit", unit_id), path=unit.path)


def _locked(unit_id: int, *, by: ledger.Actor) -> Unit:
    by.require("administer")
    unit = Unit.objects.select_for_update().filter(pk=unit_id).first()
    if unit is None:
        raise Refused("not_found", "没有这个单位", "no such unit")
    by.require("administer", unit.path)
    if unit.valid_to is not None:
        raise Refused("places.unit_closed", "「{name}」已撤销", "{name!r} is closed", name=unit.name)
    return unit


@transaction.atomic
def add_facilities(rows: Sequence[NewFacility], *, by: ledger.Actor, at: datetime) -> list[int]:
    """Add facilities; the same name and kind in the same region is the same place."""
    by.require("administer")
    paths = _paths({r.region_id for r in rows}, by=by)
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

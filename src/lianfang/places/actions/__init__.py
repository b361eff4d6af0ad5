"""Writing places. All are set-based; one row is a set of one."""

from lianfang.places.actions.bodies import (
    NewFacility,
    NewUnit,
    add_facilities,
    add_units,
    end_unit,
    rename_unit,
)
from lianfang.places.actions.regions import (
    NewRegion,
    add_regions,
    close_region,
    rename_region,
    set_boundaries,
)

__all__ = [
    "NewFacility",
    "NewRegion",
    "NewUnit",
    "add_facilities",
    "add_regions",
    "add_units",
    "close_region",
    "end_unit",
    "rename_region",
    "rename_unit",
    "set_boundaries",
]

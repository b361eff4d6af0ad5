"""Who receives a list where nobody said so; on an empty home an area that can."""

from datetime import datetime

from django.db import transaction

from lianfang import policies
from lianfang.accounts.scope import Viewer
from lianfang.core.days import start_of
from lianfang.measures import actions as measures
from lianfang.places import actions as place_actions
from lianfang.places import queries as places
from lianfang.vault import actions as vault

NAME, CODE, LEVEL = "本地", "local", "county"


@transaction.atomic
def receiving_region(*, by: Viewer, at: datetime) -> int:
    """The topmost region with a headquarters. Where there is none at all, one is founded.

    The founded area 本地 has a headquarters, the key of the register, and the national editions, each in
    force from the day it came into force. So a list can be received on an empty home: everybody on it
    stands with 本地 until areas, units and posts are brought in.
    """
    found = places.units_in("", kinds=["headquarters"])
    if found:
        return min(found, key=lambda unit: (unit.path.count("."), unit.id)).region_id
    vault.open_purpose("register", by=by, at=at)
    region_id = place_actions.add_regions([place_actions.NewRegion(CODE, NAME, LEVEL, "")], by=by, at=at)[
        CODE
    ]
    place_actions.add_units([place_actions.NewUnit(f"{NAME}指挥部", "headquarters", region_id)], by=by, at=at)
    for edition in policies.list_editions():
        if edition.kind == "national":
            proposed = measures.propose(
                edition.id,
                region_id=region_id,
                valid_from=start_of(edition.valid_from),
                applies_to="new",
                by=by,
                at=at,
            )
            measures.sign(proposed, by=by, at=at)
    return region_id

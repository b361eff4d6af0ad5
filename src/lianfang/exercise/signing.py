"""What headquarters do: sign notices and adopt the edition."""

from collections.abc import Sequence
from datetime import datetime

from lianfang.accounts.scope import SYSTEM
from lianfang.core.asking import Ask
from lianfang.core.days import ZONE, after
from lianfang.exercise.dice import chance
from lianfang.exercise.scene import Scene
from lianfang.measures import actions as measures
from lianfang.measures import queries as reading
from lianfang.measures.queries import OrderRow

EDITION = "cn-covid19-9"
_ALL = 100_000
_WAITS = 0.04
"""Share of hours in which a county's commander is not to be reached."""
_OFFICE = range(7, 23)
_FIRST_MINUTES, _SECOND_MINUTES = 6, 9


def adopt(scene: Scene, *, at: datetime) -> None:
    """The edition is proposed by one commander and signed by the other."""
    one, other = (scene.staff.by_login[name] for name in ("leader", "leader2"))
    proposed = measures.propose(
        EDITION, region_id=scene.land.city.id, valid_from=at, applies_to="all", by=one, at=at
    )
    measures.sign(proposed, by=other, at=after(at, minutes=30))


def sign(scene: Scene, *, at: datetime) -> None:
    """Sign the notices that were drafted: the task force first, the commander where two must sign."""
    if at.astimezone(ZONE).hour not in _OFFICE:
        return
    for state, minutes in (("drafted", _FIRST_MINUTES), ("second", _SECOND_MINUTES)):
        found = reading.orders(SYSTEM, Ask(filters={"state": state}, count=_ALL)).rows
        for county, orders in _by_signer(scene, found, at=at).items():
            if not chance(_WAITS, "commander", county, at.isoformat()):
                signer = scene.staff.signers[county][0 if state == "drafted" else 1]
                measures.sign_many([o.id for o in orders], by=signer, at=after(at, minutes=minutes))


def _by_signer(scene: Scene, orders: Sequence[OrderRow], *, at: datetime) -> dict[str, list[OrderRow]]:
    found: dict[str, list[OrderRow]] = {}
    for order in orders:
        county = scene.county(order.path) if scene.is_late(at) else scene.land.city.code
        found.setdefault(county, []).append(order)
    return found

"""What headquarters do: sign notices and adopt the edition; one county adopts more than that of its own."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time

from lianfang.accounts.scope import SYSTEM
from lianfang.core.asking import Ask
from lianfang.core.days import ZONE, after, at_clock
from lianfang.exercise.dice import chance
from lianfang.exercise.scene import Scene
from lianfang.measures import actions as measures
from lianfang.measures import queries as reading
from lianfang.measures.queries import OrderRow

EDITION = "cn-covid19-9"
OVERLAY, _STRICTER, _STRICTER_BEFORE = "banner-2021-08", "379923", 2
"""A local edition, the county that adopts it, and how many days before the present."""
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


def happenings(scene: Scene, day: date) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
    """Some days before the present one county adopts a local edition on top, for new arrivals."""
    there = any(county.code == _STRICTER for county in scene.land.at("county"))
    if there and len(scene.days) > _STRICTER_BEFORE and day == scene.days[-1 - _STRICTER_BEFORE]:
        yield at_clock(day, time(16, 20)), lambda at: _adopt_overlay(scene, at=at)


def _adopt_overlay(scene: Scene, *, at: datetime) -> None:
    leader = scene.staff.signers[_STRICTER][1]
    proposed = measures.propose(
        OVERLAY, region_id=leader.region_id or 0, valid_from=at, applies_to="new", by=leader, at=at
    )
    measures.sign(proposed, by=scene.staff.by_login["leader"], at=after(at, minutes=50))


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
        county = scene.county(order.path) if scene.is_by_county(at) else scene.land.city.code
        found.setdefault(county, []).append(order)
    return found

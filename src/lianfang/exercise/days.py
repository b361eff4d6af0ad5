"""The days of work, round by round: what comes in, what people do, what watch and night make of it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after, at_clock
from lianfang.exercise import field, laboratory, lists, signing
from lianfang.exercise.scene import Scene
from lianfang.measures import actions as measures
from lianfang.tasks import actions as tasks

_ROUNDS = (
    time(0, 40), time(7, 50), time(9, 50), time(12, 20), time(15, 50), time(18, 10), time(20, 50),
)  # fmt: skip
"""When the day's work is looked at: often by day, and once at night for what falls due then."""
_NIGHT = time(0, 5)
ROUND_MINUTES = 12
"""How long a round takes: notices are signed, and the watch comes by, some minutes after it began."""


def play(scene: Scene, tell: Callable[[date], None] = lambda day: None) -> None:
    """Play the days; each round is one transaction, each list those of its own portions."""
    since = scene.start
    for day in scene.days:
        tell(day)
        for at in _rounds(scene, day):
            _happen(scene, since, at)
            _round(scene, at)
            since = at


def _rounds(scene: Scene, day: date) -> Iterator[datetime]:
    """The rounds of a day that lie within the play; the last one ends with it."""
    last = after(scene.end, minutes=-ROUND_MINUTES)
    whole = [at_clock(day, clock) for clock in _ROUNDS]
    yield from (at for at in whole if scene.start < at < last)
    if day == scene.days[-1]:
        yield last


def _happen(scene: Scene, since: datetime, until: datetime) -> None:
    """What comes by itself between two rounds, in its order: the night, lists."""
    for day in scene.days:
        night = at_clock(day, _NIGHT)
        if since < night <= until:
            with acting(SYSTEM):
                measures.roll(at=night)
    for push in lists.pushes(scene, since, until):
        lists.receive(scene, push)


def _round(scene: Scene, at: datetime) -> None:
    """What people do, and what the watch makes of it."""
    with acting(SYSTEM):
        laboratory.report(scene, at=at)
        field.work(scene, at=at)
        signing.sign(scene, at=at)
        tasks.watch(at=after(at, minutes=ROUND_MINUTES))

"""The days of work, round by round: what comes in, what people do, what watch and night make of it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import ZONE, after, at_clock
from lianfang.exercise import (
    appeals,
    bulletins,
    declaring,
    doubts,
    field,
    instructions,
    laboratory,
    lists,
    outbreaks,
    records,
    reporting,
    signing,
)
from lianfang.exercise.scene import Scene
from lianfang.ledger import actions as ledger
from lianfang.measures import actions as measures
from lianfang.tasks import actions as tasks

_ROUNDS = (
    time(0, 40), time(7, 50), time(9, 50), time(12, 20), time(15, 50), time(18, 10), time(20, 50),
)  # fmt: skip
"""When the day's work is looked at: often by day, and once at night for what falls due then."""
_OF_LATE = frozenset({time(9, 50), time(18, 10)})
"""Rounds of the last days only: before, headquarters entered what the grids told less often."""
_NIGHT = time(0, 5)
_FIRST_HOUR = 6
"""Before it nobody is at work; only the watch goes on."""
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
            ledger.seal(at=after(at, minutes=ROUND_MINUTES))
            since = at
    _happen(scene, since, scene.end)


def _rounds(scene: Scene, day: date) -> Iterator[datetime]:
    """The rounds of a day that lie within the play; the last one ends with it."""
    last = after(scene.end, minutes=-ROUND_MINUTES)
    whole = [at_clock(day, clock) for clock in _ROUNDS]
    often = scene.is_late(whole[0])
    yield from (
        at
        for at in whole
        if scene.start < at < last and (often or at.astimezone(ZONE).time() not in _OF_LATE)
    )
    if day == scene.days[-1]:
        yield last


_Act = Callable[[datetime], object]


def _happen(scene: Scene, since: datetime, until: datetime) -> None:
    """What comes by itself between two rounds, in its order."""
    coming = [each for day in scene.days for each in _of_day(scene, day) if since < each[0] <= until]
    for at, act in sorted(coming, key=lambda each: each[0]):
        act(at)


def _of_day(scene: Scene, day: date) -> Iterator[tuple[datetime, _Act]]:
    yield at_clock(day, _NIGHT), _together(lambda at: measures.roll(at=at))
    for source in (outbreaks, declaring, instructions, reporting, bulletins, records, signing, appeals):
        for at, act in source.happenings(scene, day):
            yield at, _together(act)
    yield from lists.happenings(scene, day)


def _together(act: _Act) -> _Act:
    """The act in a transaction that sees the whole city."""

    def acted(at: datetime) -> None:
        with acting(SYSTEM):
            act(at)

    return acted


def _round(scene: Scene, at: datetime) -> None:
    """What people do, and what the watch makes of it."""
    with acting(SYSTEM):
        if at.astimezone(ZONE).hour < _FIRST_HOUR:
            tasks.watch(at=at)
            return
        laboratory.report(scene, at=at)
        field.work(scene, at=at)
        reporting.send(scene, at=at)
        for act in (doubts.settle, doubts.note_receipts, declaring.call_back, instructions.answer):
            act(scene, at=at)
        doubts.excuse(scene, at=at)
        signing.sign(scene, at=at)
        tasks.watch(at=after(at, minutes=ROUND_MINUTES))

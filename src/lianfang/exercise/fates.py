"""When a task is done: most in time, some late, a few a day later or not at all; people sleep at night."""

from datetime import datetime, time

from lianfang.core.days import ZONE, after, at_clock, hours_between, local_day, plus
from lianfang.core.tasks import TaskKind
from lianfang.exercise.dice import dice
from lianfang.tasks.queries import Card

_UP, _TO_BED, _LAST_CALL = time(7, 30), time(22, 30), time(20, 0)
EASE = {"379902": 4.0, "379921": 2.0, "379923": 1.2}
"""How much more often than elsewhere work is late in some counties: what the map of the board shows."""
USUAL = 0.5
_LATE, _FORGOTTEN = 0.010, 0.003
"""Shares of tasks done late and forgotten; times what their county's ease is."""
_OF_ITS_DAY = frozenset({TaskKind.SAMPLE, TaskKind.DAILY_CHECK})
"""Kinds that cannot be done a day later: forgotten, they are excused or stay undone."""
_REMEMBERED_HOURS = (16, 34)
_PART = {
    TaskKind.LOCATE: (0.01, 0.75),
    TaskKind.SERVE_NOTICE: (0.08, 0.7),
    TaskKind.BEGIN_STAY: (0.04, 0.5),
    TaskKind.SAMPLE: (0.34, 0.57),
    TaskKind.DAILY_CHECK: (0.45, 0.96),
    TaskKind.RELEASE: (0.77, 0.86),
    TaskKind.ACCEPT_HANDOVER: (0.05, 0.6),
    TaskKind.ACKNOWLEDGE_ORDER: (0.05, 0.9),
    TaskKind.ANSWER_ORDER: (0.4, 0.95),
}
"""The part of its time, from opening to due, in which a task of a kind is done when it is done in time."""
_ROUND_THE_CLOCK = frozenset({TaskKind.SAMPLE, TaskKind.DAILY_CHECK, TaskKind.RELEASE})
"""Kinds whose parts of a day fall into the day by themselves."""


def done_at(card: Card, who: str, county: str) -> datetime | None:
    """When somebody's task is done, None where it never is; headquarters remember what was forgotten."""
    chosen = dice("fate", card.kind, who, card.opens.isoformat(), card.due.isoformat())
    luck, ease = chosen.random(), EASE.get(county, USUAL)
    if luck < _FORGOTTEN * ease:
        remembered = after(card.due, hours=chosen.randint(*_REMEMBERED_HOURS))
        return None if card.kind in _OF_ITS_DAY else awake(remembered, chosen.random(), _LAST_CALL)
    if luck < (_FORGOTTEN + _LATE) * ease:
        return awake(
            after(card.due, minutes=round(20 + chosen.expovariate(1 / 240))), chosen.random(), _TO_BED
        )
    low, high = _PART.get(card.kind, (0.1, 0.8))
    part = low + (high - low) * chosen.random() ** 1.6
    moment = after(card.opens, minutes=round(hours_between(card.opens, card.due) * 60 * part))
    if card.kind in _ROUND_THE_CLOCK:
        return moment
    return awake(moment, chosen.random(), _LAST_CALL if card.kind is TaskKind.LOCATE else _TO_BED)


def awake(moment: datetime, share: float, to_bed: time) -> datetime:
    """The moment, or one in the first hour and a half of the next morning; ``share`` says how far into it."""
    clock = moment.astimezone(ZONE).time()
    if _UP <= clock < to_bed:
        return moment
    day = local_day(moment) if clock < _UP else plus(local_day(moment), 1)
    return after(at_clock(day, _UP), minutes=round(share * 90))

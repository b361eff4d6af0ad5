"""Swabs on their way: those collected by two o'clock are known in the evening, the rest the next morning."""

from dataclasses import dataclass
from datetime import datetime, time

from lianfang.core.days import ZONE, at_clock, local_day, plus

_EVENING, _MORNING, _COLLECTED = time(18, 0), time(6, 30), time(14, 0)


@dataclass(frozen=True, slots=True)
class Swab:
    """A swab on its way to the laboratory, and when its result is known. ``who`` is for the dice."""

    person_id: int
    who: str
    taken: datetime
    path: str
    code: str

    @property
    def known(self) -> datetime:
        """The instant of the report."""
        day = local_day(self.taken)
        if self.taken.astimezone(ZONE).time() < _COLLECTED:
            return at_clock(day, _EVENING)
        return at_clock(plus(day, 1), _MORNING)

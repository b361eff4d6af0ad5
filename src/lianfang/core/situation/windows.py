"""Reporting windows: which hours a figure of a day covers (0–24, 17–17 …), printed on every figure."""

from dataclasses import dataclass
from datetime import date, datetime, time

from lianfang.core.days import Window, at_clock, end_of, local_day, plus
from lianfang.core.words import Words

MIDNIGHT = time.min


@dataclass(frozen=True, slots=True)
class ReportWindow:
    """From one clock to another, ending on the day it is named after; an ``end`` of 00:00 is that day's end.

    A window whose start is not before its end begins the day before: 17–17 of 4 August runs from 17:00 on
    3 August. At most 24 hours.
    """

    start: time
    end: time

    @property
    def begins_the_day_before(self) -> bool:
        """Whether the window reaches back over midnight."""
        return self.end != MIDNIGHT and self.start >= self.end

    @property
    def words(self) -> Words:
        """How the window is printed beside a figure."""
        start, end = f"{self.start:%H:%M}", "24:00" if self.end == MIDNIGHT else f"{self.end:%H:%M}"
        if self.begins_the_day_before:
            return Words(f"前一日{start}至当日{end}", f"{start} the day before to {end}")
        return Words(f"当日{start}至{end}", f"{start} to {end}")

    def period(self, day: date) -> Window:
        """The instants the window of ``day`` covers."""
        first = plus(day, -1) if self.begins_the_day_before else day
        end = end_of(day) if self.end == MIDNIGHT else at_clock(day, self.end)
        return Window(at_clock(first, self.start), end)

    def day_of(self, at: datetime) -> date | None:
        """The day in whose window the instant falls; None where it falls in no window."""
        day = local_day(at)
        return next((each for each in (day, plus(day, 1)) if at in self.period(each)), None)


ZERO_TO_24 = ReportWindow(MIDNIGHT, MIDNIGHT)

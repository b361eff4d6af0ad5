"""The days of a row, judged against the receipt of the list."""

from collections.abc import Hashable
from datetime import datetime, time

from lianfang.core import days
from lianfang.core.intake import problems as faults
from lianfang.core.intake.cells import UNKNOWN, Cell, text_of
from lianfang.core.intake.dates import Moment, joined, read_moment
from lianfang.core.intake.draft import Draft
from lianfang.core.intake.fields import Field
from lianfang.core.intake.problems import Fault, Level

TOLERANCE_HOURS = 24
"""How far ahead of the receipt a departure or arrival may be announced."""

OLD_DAYS = 180
"""Days before the receipt from which on a day is doubted."""

_KEPT = 50_000
Judged = tuple[Moment | time | None, tuple[tuple[Fault, Level | None], ...]]


class Moments:
    """Reads the days of the rows of one list; values come again and again, so that what was read is kept."""

    def __init__(self, at: datetime, *, date1904: bool) -> None:
        self._at, self._date1904 = at, date1904
        today = days.local_day(at)
        self._today = today
        self._last_day = days.plus(today, 1)
        self._last_instant = days.after(at, hours=TOLERANCE_HOURS)
        self._old = days.plus(today, -OLD_DAYS)
        self._kept: dict[tuple[Field, type, Hashable], Judged] = {}

    def read(self, draft: Draft, field: Field, columns: tuple[int, ...]) -> Moment | None:
        """The moment of a field in one column, or in one for the day and one for the clock."""
        day: Moment | None = None
        clocks: list[tuple[int, time]] = []
        for index in columns:
            cell = draft.cells[index]
            if cell is None:
                continue
            found, wrong = self._judged(field, cell)
            for fault, level in wrong:
                draft.wrong(index, fault, level=level)
            if isinstance(found, time):
                clocks.append((index, found))
            elif found:
                day = day or found
        if clocks:
            return self._with_clock(draft, day, clocks[0])
        return day

    def _with_clock(self, draft: Draft, day: Moment | None, clock: tuple[int, time]) -> Moment | None:
        if day is None:
            draft.wrong(clock[0], faults.NO_DAY)
            return None
        return joined(day, clock[1])

    def _judged(self, field: Field, cell: Cell) -> Judged:
        key = (field, cell.__class__, cell)
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) > _KEPT:
                self._kept.clear()
            kept = self._kept[key] = self._judge(field, cell)
        return kept

    def _judge(self, field: Field, cell: Cell) -> Judged:
        said = text_of(cell) if isinstance(cell, str) else "given"
        if not said:
            return None, ()
        if said.lower() in UNKNOWN:
            return None, ((faults.UNREADABLE_DATE, Level.WARNING),)
        found = read_moment(cell, at=self._at, date1904=self._date1904)
        if found is None:
            return None, ((faults.UNREADABLE_DATE, None),)
        if isinstance(found, time):
            return found, ()
        if self._ahead(field, found):
            return None, ((faults.FUTURE, None),)
        return found, tuple((fault, Level.WARNING) for fault in self._doubts(found))

    def _ahead(self, field: Field, found: Moment) -> bool:
        if field in (Field.LAST_EXPOSURE, Field.BORN):
            return found.day > self._today
        return found.at > self._last_instant if found.at else found.day > self._last_day

    def _doubts(self, found: Moment) -> list[Fault]:
        doubts = [faults.YEAR_INFERRED] if found.year_inferred else []
        return [*doubts, faults.OLD] if found.day < self._old else doubts

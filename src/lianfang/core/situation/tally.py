"""Counting tasks into a cell, slowly and obviously.

The register counts in SQL over stored standings; on random data both must agree.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lianfang.core.days import Window
from lianfang.core.situation.cells import Cell, Metric, Number, lies_in
from lianfang.core.tasks import Counted, Evidence, Standing, Task, counted_as, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A task with what came in for it.

    ``about`` is the period a report speaks of; a task without one belongs to the period in which it is due.
    ``value`` is what the unit reported in it; None where it was left open.
    """

    task: Task
    evidence: tuple[Evidence, ...] = ()
    about: Window | None = None
    value: Number | None = None

    def belongs_to(self, period: Window) -> bool:
        """Whether it counts in that period.

        A due instant is the first that is too late, so a task due at midnight belongs to the day it ends.
        """
        return period.start < self.task.due <= period.end if self.about is None else self.about == period


def tally(entries: Iterable[Entry], *, metric: Metric, region: str, period: Window, as_of: datetime) -> Cell:
    """The cell of a region: the tasks owed in it or below it, in that period, as they stood at ``as_of``.

    Where the metric is reported, its value is the sum of what was reported; a report still owed, and one in
    which this figure was left open, is unknown; an excused or withdrawn one owes nothing. Any other metric
    counts the tasks done, of those that were due.
    """
    mine = [each for each in entries if lies_in(each.task.owner, region) and each.belongs_to(period)]
    how = Counter(counted_as(each.task, each.evidence, as_of=as_of) for each in mine)
    said = [_said(each, as_of) for each in mine if _owes(each, as_of)]
    counted = how[Counted.ON_TIME] + how[Counted.LATE]
    return Cell(
        metric=metric,
        region=region,
        period=period,
        as_of=as_of,
        on_time=how[Counted.ON_TIME],
        late=how[Counted.LATE],
        missing=how[Counted.MISSING],
        excused=how[Counted.EXCUSED],
        known=sum(value for value in said if value is not None) if metric.reported else counted,
        unknown=said.count(None) if metric.reported else 0,
    )


def _owes(entry: Entry, as_of: datetime) -> bool:
    return standing(entry.task, entry.evidence, as_of) not in (Standing.EXCUSED, Standing.WITHDRAWN)


def _said(entry: Entry, as_of: datetime) -> Number | None:
    return None if standing(entry.task, entry.evidence, as_of).waits else entry.value

"""What a bulletin speaks of: the figures of a region and its parts, and the names behind the bad ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from lianfang.core.days import ZONE
from lianfang.core.situation.cells import Cell
from lianfang.core.situation.checks import Verdict
from lianfang.core.situation.paper import Figure, Part, figure
from lianfang.core.situation.windows import ReportWindow
from lianfang.core.tasks import TaskKind
from lianfang.core.words import Words

NAMED = 10
"""So many units are named in a sentence; the rest are counted and stand behind the figure."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Below:
    """A region directly below, with its cells; the region itself for what stands with no part of it."""

    name: str
    path: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class OwedReport:
    """A unit whose report came late (``sent``) or has not come."""

    unit: str
    report: Words
    due: datetime
    sent: datetime | None = None


@dataclass(frozen=True, slots=True)
class LateWork:
    """Tasks of one kind that one unit has let fall overdue, and when the oldest was due."""

    unit: str
    kind: TaskKind
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class OpenList:
    """A pushed list that is not closed: rows still to be settled, people still to be found."""

    name: str
    received: datetime
    unsettled: int
    unfound: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """A unit whose figures do not agree, and how."""

    unit: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a bulletin speaks of. Cells by metric; a metric without a cell is zero, not unknown.

    ``before`` are the cells of the period before, empty where they are not known.
    """

    name: str
    path: str
    day: date
    window: ReportWindow
    as_of: datetime
    cells: Mapping[str, Cell]
    before: Mapping[str, Cell] = field(default_factory=dict)
    below: Sequence[Below] = ()
    late: Sequence[OwedReport] = ()
    missing: Sequence[OwedReport] = ()
    worst: Sequence[LateWork] = ()
    lists: Sequence[OpenList] = ()
    doubts: Sequence[Doubt] = ()

    def figure(self, name: str, part: Part = Part.VALUE) -> Figure:
        """A figure of the region itself."""
        return figure_of(self.cells, name, self.path, part)

    def known(self, name: str, part: Part = Part.VALUE) -> float:
        """The number behind a figure."""
        return self.figure(name, part).known


def day_words(day: date) -> Words:
    """ "8月5日", "5 Aug"."""
    return Words(f"{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]}")


def moment_words(at: datetime) -> Words:
    """ "8月5日17:00", "5 Aug 17:00", local time."""
    local = at.astimezone(ZONE)
    day = day_words(local.date())
    return Words(f"{day.zh}{local:%H:%M}", f"{day.en} {local:%H:%M}")


def figure_of(cells: Mapping[str, Cell], name: str, path: str, part: Part) -> Figure:
    """A figure of a region by its cells; a metric without a cell is zero."""
    cell = cells.get(name)
    return figure(cell, part) if cell else Figure(name, path, 0, part=part)


def units_named(owed: Sequence[OwedReport]) -> Words:
    """Units with the reports they owe, the first of them by name."""
    zh = "、".join(f"{one.unit}({one.report.zh})" for one in owed[:NAMED])
    en = ", ".join(f"{one.unit} ({one.report.en})" for one in owed[:NAMED])
    if len(owed) <= NAMED:
        return Words(zh, en)
    return Words(f"{zh}等{len(owed)}份", f"{en} and {len(owed) - NAMED} more")

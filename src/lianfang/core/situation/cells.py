"""A figure: one metric, one region, one period, as seen at one instant; and how figures add up.

Missing is not zero. A cell keeps what is known and from how many it is not; its value is None while anything
is missing. Parents are sums of children, so that no level can tell another story than the one below.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import permutations

from lianfang.core.days import Window
from lianfang.core.refusal import Refused
from lianfang.core.words import Words

Number = int | float


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure that is kept, declared once.

    ``additive``: a parent is the sum of its children; medians, rates and distinct counts are not and are made
    at each level. ``reported``: its value is what units report; otherwise it counts the tasks done.
    """

    name: str
    words: Words
    unit: Words
    additive: bool = True
    reported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One figure. ``known`` is the sum of what is known, ``unknown`` from how many it is not.

    A leaf has its value as ``known``, or ``unknown=1``. ``expected`` is on time + late + missing; excused
    stands beside it; what is not yet due is in none of them.
    """

    metric: Metric
    region: str
    period: Window
    as_of: datetime
    on_time: int = 0
    late: int = 0
    missing: int = 0
    excused: int = 0
    known: Number = 0
    unknown: int = 0

    def __post_init__(self) -> None:
        if min(self.on_time, self.late, self.missing, self.excused, self.unknown) < 0:
            raise Refused("cell.negative", "计数不能为负", "a count cannot be negative")

    @property
    def expected(self) -> int:
        """How many were due by ``as_of``."""
        return self.on_time + self.late + self.missing

    @property
    def value(self) -> Number | None:
        """The figure; None while a part of it is unknown, then ``known`` is "at least"."""
        return None if self.unknown else self.known

    @property
    def completeness(self) -> float | None:
        """Received ÷ expected, late ones included; None where nothing was due."""
        return (self.on_time + self.late) / self.expected if self.expected else None

    @property
    def timeliness(self) -> float | None:
        """On time ÷ expected; None where nothing was due."""
        return self.on_time / self.expected if self.expected else None


def lies_in(path: str, region: str) -> bool:
    """Whether a path of ids is the region or below it; the empty region is the whole tree."""
    return not region or path == region or path.startswith(f"{region}.")


def add_up(children: Iterable[Cell], *, region: str) -> Cell:
    """The parent's cell: the sum of its children and, under the parent's own path, of its own units.

    Refused: nothing to add, a metric that is not additive, cells of different metric, period or instant,
    cells of another region, and cells that would count a region twice.
    """
    cells = list(children)
    _check(cells, region)
    return Cell(
        metric=cells[0].metric,
        region=region,
        period=cells[0].period,
        as_of=cells[0].as_of,
        on_time=sum(cell.on_time for cell in cells),
        late=sum(cell.late for cell in cells),
        missing=sum(cell.missing for cell in cells),
        excused=sum(cell.excused for cell in cells),
        known=sum(cell.known for cell in cells),
        unknown=sum(cell.unknown for cell in cells),
    )


def _check(cells: list[Cell], region: str) -> None:
    if not cells:
        raise Refused("cell.nothing_to_add", "没有可汇总的数据", "there is nothing to add up")
    if not cells[0].metric.additive:
        raise Refused(
            "cell.not_additive",
            "「{label_zh}」不能逐级相加",
            "{label_en} cannot be added up level by level",
            label_zh=cells[0].metric.words.zh,
            label_en=cells[0].metric.words.en,
        )
    if len({(cell.metric, cell.period, cell.as_of) for cell in cells}) > 1:
        raise Refused(
            "cell.mixed",
            "指标、时段或截止时间不一致,不能相加",
            "cells of different metric, period or instant cannot be added up",
        )
    if any(not lies_in(cell.region, region) for cell in cells):
        raise Refused("cell.elsewhere", "有不属于本区划的数据", "a cell belongs to another region")
    below = [cell.region for cell in cells if cell.region != region]
    own = len(cells) - len(below)
    if own > 1 or any(lies_in(one, other) for one, other in permutations(below, 2)):
        raise Refused("cell.counted_twice", "有区划被重复统计", "a region would be counted twice")

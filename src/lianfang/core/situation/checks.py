"""Cross-checks: two figures that must agree, and what it points at when they do not.

A doubt is a question to the unit, never a verdict on it.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from lianfang.core.findings import Worded
from lianfang.core.situation.cells import Number
from lianfang.core.words import Words


class Op(Worded):
    """How the left figure must stand to the right one."""

    EQUAL = "equal", "等于", "equals"
    AT_MOST = "at_most", "不大于", "is at most"
    AT_LEAST = "at_least", "不小于", "is at least"


_HOLDS: dict[Op, Callable[[Number, Number], bool]] = {
    Op.EQUAL: operator.eq,
    Op.AT_MOST: operator.le,
    Op.AT_LEAST: operator.ge,
}


class Suspicion(Worded):
    """What a difference points at."""

    CONCEALED = "concealed", "疑似瞒报漏报", "may be concealed or left out"
    FALSE = "false", "疑似虚报谎报", "may be overstated"
    UNDONE = "undone", "疑似应做未做", "may not have been done"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossCheck:
    """``left`` must stand to ``right`` as ``op`` says; both are names of metrics.

    ``if_less`` and ``if_more`` are what a left figure that is too small, or too large, points at.
    """

    name: str
    left: str
    op: Op
    right: str
    words: Words
    if_less: Suspicion = Suspicion.CONCEALED
    if_more: Suspicion = Suspicion.FALSE


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check applied: ``holds`` is None where one of the figures is unknown (not zero)."""

    check: CrossCheck
    left: Number | None
    right: Number | None
    holds: bool | None

    @property
    def difference(self) -> Number | None:
        """Left less right; None where one is unknown."""
        return None if self.left is None or self.right is None else self.left - self.right

    @property
    def points_at(self) -> Suspicion | None:
        """What the difference points at; None where the check holds or cannot be made."""
        if self.holds is not False or self.difference is None:
            return None
        return self.check.if_less if self.difference < 0 else self.check.if_more


def judge(checks: Iterable[CrossCheck], values: Mapping[str, Number | None]) -> tuple[Verdict, ...]:
    """Every check applied to the figures of one unit or region, in order."""
    return tuple(_judged(check, values.get(check.left), values.get(check.right)) for check in checks)


def _judged(check: CrossCheck, left: Number | None, right: Number | None) -> Verdict:
    holds = None if left is None or right is None else _HOLDS[check.op](left, right)
    return Verdict(check, left, right, holds)

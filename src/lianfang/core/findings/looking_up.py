"""What the lists of risk areas say of a stay: at the time, the worst since, and now.

An answer counts only where it is certain. A list that names parts of the place at a higher level than
the answer does not say at which level the person was, and one that cannot place the names says nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from lianfang.core.days import end_of, plus, start_of
from lianfang.core.findings.payloads import RiskStay
from lianfang.core.findings.values import Basis, RiskLevel
from lianfang.core.places import LEVELS, Found

RISING = (RiskLevel.NONE, RiskLevel.LOW, RiskLevel.MIDDLE, RiskLevel.HIGH)


class Answer(NamedTuple):
    """What one list says of a place; None where it does not say for certain."""

    as_of: datetime
    level: RiskLevel | None


class Reach(NamedTuple):
    """The instants of the lists that bear on a stay: in force after ``start``, of before ``end``."""

    start: datetime
    end: datetime | None


def reach(left: date, look_back: int | None) -> Reach:
    """The lists that bear on a stay: those in force on the day left and the ``look_back`` days after it.

    ``look_back`` None: however long after. A list made on the last of these days looks back to the stay.
    """
    return Reach(start_of(left), None if look_back is None else end_of(plus(left, look_back)))


def certain(found: Found) -> RiskLevel | None:
    """The level an answer gives for certain.

    "On no line" is certain only where all names are in the tree and every line of the estate is understood.
    """
    inside = dict(zip(LEVELS, found.inside, strict=True))
    higher = LEVELS if found.level is None else LEVELS[: LEVELS.index(found.level)]
    if any(inside[level] for level in higher):
        return None
    if found.level is None:
        return RiskLevel.NONE if found.asked.complete and found.unclear is None else None
    return RiskLevel(found.level)


def place_of(stay: RiskStay) -> str:
    """省/市/县/地点 as the lists are asked for it."""
    return "/".join((stay.province, stay.city or "", stay.county or "", stay.place or "")).rstrip("/")


def looked_up(stay: RiskStay, answers: Sequence[Answer], *, look_back: int | None) -> RiskStay:
    """The stay with its levels by these lists, one answer for each that ever stood, in order of time.

    The level at the stay is that of the list in force at the end of the day left, or of the first list
    after it where there was none yet; a level that the source reported stays as reported. Nothing is
    looked up for a stay whose last day nobody knows.
    """
    left = stay.left
    if left is None:
        return stay
    bearing = _bearing(answers, reach(left, look_back))
    said = [answer.level for answer in bearing if answer.level is not None]
    if said:
        worst = max(said, key=RISING.index)
        stay = replace(stay, worst=worst, newest=bearing[-1].level, newest_as_of=bearing[-1].as_of)
    else:
        stay = replace(stay, worst=None, newest=None, newest_as_of=None)
    if stay.basis is Basis.REPORTED:
        return stay
    then = [answer for answer in bearing if answer.as_of < end_of(left)][-1:] or bearing[:1]
    return _at_the_stay(stay, then)


def _bearing(answers: Sequence[Answer], within: Reach) -> Sequence[Answer]:
    """The answers that bear on a stay, from the list in force when its last day began."""
    first = sum(answer.as_of <= within.start for answer in answers)
    last = len(answers) if within.end is None else sum(answer.as_of < within.end for answer in answers)
    return answers[max(first - 1, 0) : last]


def _at_the_stay(stay: RiskStay, then: Sequence[Answer]) -> RiskStay:
    if not then or then[0].level is None:
        return replace(stay, basis=Basis.UNKNOWN, level=None, list_as_of=None)
    return replace(stay, basis=Basis.LOOKED_UP, level=then[0].level, list_as_of=then[0].as_of)

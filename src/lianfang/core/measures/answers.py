"""What a release predicate answers, and what it may look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from lianfang.core.days import nth_day
from lianfang.core.measures.facts import Fact
from lianfang.core.words import Words

LINKED = ("linked_result", "linked_contact")
"""Facts about the close contacts through whom somebody is held."""


class State(Enum):
    """What a predicate answers."""

    MET = "met"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Answer(NamedTuple):
    """A predicate's answer, why, and the days whose result is still owed."""

    state: State
    because: Words
    owed: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """A dated phase with the results that bear on it; ``owed`` are its test days that fall due.

    ``linked`` are facts of the classes ``LINKED``.
    """

    start: date
    until: date
    cap: date
    owed: tuple[date, ...]
    own: tuple[Fact, ...]
    linked: tuple[Fact, ...]

    def results(self) -> list[Fact]:
        """Own results taken in this phase, oldest first."""
        inside = (result for result in self.own if self.start <= day_of(result) <= self.cap)
        return sorted(inside, key=by_moment)

    def day(self, number: int) -> date:
        """The day of that number, the first day of the phase being day 1."""
        return nth_day(self.start, number, anchor_day=1)


def day_of(result: Fact) -> date:
    """The local day on which the sample was taken."""
    return result.needed("taken")


def by_moment(result: Fact) -> tuple[date, str]:
    return day_of(result), str(result.get("taken"))


def is_outcome(result: Fact, outcome: str) -> bool:
    return result.get("outcome") == outcome


def first_positive(results: Iterable[Fact]) -> Answer | None:
    for result in results:
        if is_outcome(result, "positive"):
            day = day_of(result)
            return Answer(State.FAILED, Words(f"{day} 采样阳性", f"the sample of {day} was positive"))
    return None


def listed(days: Sequence[date]) -> str:
    return ", ".join(day.isoformat() for day in days)


def together(answers: Sequence[Answer]) -> Answer:
    """One answer of several: failed if any failed, else unknown if any is, else met."""
    order = (State.FAILED, State.UNKNOWN, State.MET)
    worst = min((answer.state for answer in answers), key=order.index, default=State.MET)
    telling = [answer.because for answer in answers if answer.state is worst]
    owed = tuple(sorted({day for answer in answers for day in answer.owed}))
    if not telling:
        return Answer(State.MET, Words("期满即止", "ends with its days"))
    zh, en = ";".join(words.zh for words in telling), "; ".join(words.en for words in telling)
    return Answer(worst, Words(zh, en), owed)

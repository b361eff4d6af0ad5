"""How an overdue task climbs: which level should hold it now, and when it climbs next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from lianfang.core.days import after
from lianfang.core.refusal import Refused
from lianfang.core.tasks.task import Task

LADDER = ("grid", "community", "township", "county", "city", "province")
"""The levels a task may climb, lowest first."""


class Step(NamedTuple):
    """So many minutes after a task was due, it is held by that level (a row of the edition)."""

    after_minutes: int
    level: str


class Rung(NamedTuple):
    """A level and the instant it takes the task."""

    at: datetime
    level: str


@dataclass(frozen=True, slots=True)
class Climb:
    """Who holds the task now, every rung it has reached, and the next one if any."""

    level: str
    reached: tuple[Rung, ...]
    next: Rung | None


def escalation(task: Task, steps: Sequence[Step], now: datetime, *, ended: datetime | None = None) -> Climb:
    """The climb of a task, counted from its due instant; levels not above its owner's are passed over.

    ``ended`` is the instant at which it was met, if it was; met, excused or withdrawn it climbs no further.
    Refused: steps that do not rise in minutes and level.
    """
    check_steps(steps)
    owned = LADDER.index(task.owner_level)
    rungs = [
        Rung(after(task.due, minutes=step.after_minutes), step.level)
        for step in steps
        if LADDER.index(step.level) > owned
    ]
    ends = [at for at in (ended, task.excused, task.withdrawn) if at is not None]
    climbed = [rung for rung in rungs if not ends or rung.at < min(ends)]
    reached = tuple(rung for rung in climbed if rung.at <= now)
    coming = next((rung for rung in climbed if rung.at > now), None)
    return Climb(reached[-1].level if reached else task.owner_level, reached, coming)


def check_steps(steps: Sequence[Step]) -> None:
    """Refuse steps of an edition that name an unknown level, or do not rise both in minutes and in level."""
    unknown = [step.level for step in steps if step.level not in LADDER]
    falling = any(
        later.after_minutes <= earlier.after_minutes
        or LADDER.index(later.level) <= LADDER.index(earlier.level)
        for earlier, later in pairwise(steps)
        if not unknown
    )
    if unknown or falling or any(step.after_minutes < 0 for step in steps):
        raise Refused(
            "task.steps_do_not_climb",
            "升级步骤有误:分钟数和层级必须逐级升高({steps})",
            "the escalation steps do not climb in minutes and in level: {steps}",
            steps=", ".join(f"{step.after_minutes} {step.level}" for step in steps),
        )

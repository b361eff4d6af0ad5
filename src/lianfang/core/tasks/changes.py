"""From the tasks there are to the tasks there should be."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from lianfang.core.findings import Worded
from lianfang.core.refusal import Refused
from lianfang.core.tasks.kinds import NATURES
from lianfang.core.tasks.task import Task


class Why(Worded):
    """Why a task is withdrawn when its person is reviewed."""

    NOT_WANTED = "not_wanted", "判定变化,不再需要", "no longer follows from the decision"
    OTHER_DUE = "other_due", "时限变化,另立新任务", "due at another instant; replaced"
    OTHER_OWNER = "other_owner", "责任单位变化,另立新任务", "owed by another unit; replaced"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A task to be withdrawn, and the reason that is written on it."""

    task: Task
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What to do. ``keep`` and ``withdraw`` together are all the tasks there were.

    ``lapsed`` are wanted tasks of a day that had passed before they were first wanted: shown, not given.
    """

    add: tuple[Task, ...]
    keep: tuple[Task, ...]
    withdraw: tuple[Withdrawal, ...]
    lapsed: tuple[Task, ...]


def reconcile(
    current: Iterable[Task], wanted: Iterable[Task], *, now: datetime, settled: Collection[str] = ()
) -> Changes:
    """The changes that lead from ``current`` (not withdrawn, any day) to ``wanted``, told apart by key.

    ``settled`` are the keys of current tasks that are met or excused: they stay, whatever is wanted now. A
    current task with another due instant or owner is withdrawn and another added. Refused: one key twice.
    """
    there, asked = _by_key(current), _by_key(wanted)
    withdraw = {
        key: Withdrawal(task, why)
        for key, task in there.items()
        if key not in settled and (why := _why(task, asked.get(key)))
    }
    new = [task for key, task in asked.items() if key not in there or key in withdraw]
    lapsed = {
        task.key: task
        for task in new
        if task.key not in there and NATURES[task.kind].lapses and task.due <= now
    }
    return Changes(
        add=tuple(task for task in new if task.key not in lapsed),
        keep=tuple(task for key, task in there.items() if key not in withdraw),
        withdraw=tuple(withdraw.values()),
        lapsed=tuple(lapsed.values()),
    )


def _why(task: Task, asked: Task | None) -> Why | None:
    if asked is None:
        return Why.NOT_WANTED
    if asked.due != task.due:
        return Why.OTHER_DUE
    return Why.OTHER_OWNER if asked.owner != task.owner else None


def _by_key(tasks: Iterable[Task]) -> dict[str, Task]:
    found: dict[str, Task] = {}
    for task in tasks:
        if found.setdefault(task.key, task) is not task:
            raise Refused(
                "task.key_twice", "任务重复:{key}", "there are two tasks with the key {key}", key=task.key
            )
    return found

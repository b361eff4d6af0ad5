"""One task and what proves it: where it stands, when to look again, and how it counts in reports.

``due`` is the first instant that is too late (as the end of every window in this product): done at 15:59:59
a 16:00 task is met, at 16:00:00 it is met late. When something *occurred* decides whether it was in time;
when it was *recorded* decides since when we know, so that a terminal without network is not punished.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lianfang.core.findings import Worded
from lianfang.core.refusal import Refused
from lianfang.core.tasks.kinds import EvidenceKind, Subject, TaskKind, settles
from lianfang.core.tasks.moves import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Who (``owner``, a path) must do what (``kind``) to or for whom (``subject``), by when, by which clause.

    ``key`` is the same for the same duty each time it is derived. A due instant is never moved: the task is
    withdrawn and another takes its place. ``excused`` and ``withdrawn`` are when that was done.
    """

    key: str
    kind: TaskKind
    subject: Subject
    owner: str
    owner_level: str = "grid"
    opens: datetime
    due: datetime
    clause: str
    excused: datetime | None = None
    withdrawn: datetime | None = None

    def __post_init__(self) -> None:
        if self.due < self.opens:
            raise Refused(
                "task.due_before_opening",
                "时限早于任务开始时间({clause})",
                "the task would be due before it opens ({clause})",
                clause=self.clause,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Something that came in for a task. It is never edited: a mistake is taken back at ``retracted``."""

    kind: EvidenceKind
    occurred: datetime
    recorded: datetime
    by: str = ""
    retracted: datetime | None = None

    @property
    def known(self) -> datetime:
        """Since when it counts: not before it is recorded, nor before it happens."""
        return max(self.occurred, self.recorded)

    def holds(self, now: datetime) -> bool:
        """Whether it is known at ``now`` and not taken back."""
        return self.known <= now and (self.retracted is None or now < self.retracted)


def proves(task: Task, evidence: Evidence) -> bool:
    """Whether evidence not yet assigned to any task proves this one: of the right kind, not older than it."""
    return settles(task.kind, evidence.kind) and evidence.occurred >= task.opens


def standing(task: Task, evidence: Iterable[Evidence], now: datetime) -> Standing:
    """Where the task stands at ``now``, by what was known at ``now``.

    Evidence given here has been assigned to the task; what does not settle its kind is passed over. Excusing
    or withdrawing a task that is already met is void.
    """
    proofs = [each for each in evidence if settles(task.kind, each.kind)]
    ends = [(task.excused, Standing.EXCUSED), (task.withdrawn, Standing.WITHDRAWN)]
    for at, end in sorted((at, end) for at, end in ends if at is not None and at <= now):
        if _proved(task, proofs, at).waits:
            return end
    return _proved(task, proofs, now)


def _proved(task: Task, proofs: Iterable[Evidence], now: datetime) -> Standing:
    done = [each.occurred for each in proofs if each.holds(now)]
    if done:
        return Standing.MET if min(done) < task.due else Standing.MET_LATE
    return Standing.OVERDUE if now >= task.due else Standing.OPEN


def next_look(task: Task, evidence: Iterable[Evidence], now: datetime) -> datetime | None:
    """The next instant at which the standing changes by itself; None when it never will.

    The standing is the same from ``now`` up to that instant, and another at it.
    """
    proofs = list(evidence)
    moments = {task.due, task.excused, task.withdrawn}
    moments |= {moment for each in proofs for moment in (each.known, each.retracted)}
    today = standing(task, proofs, now)
    coming = sorted(moment for moment in moments if moment is not None and moment > now)
    return next((moment for moment in coming if standing(task, proofs, moment) is not today), None)


class Counted(Worded):
    """How a task counts in a report: expected = on time + late + missing; the others stand beside it."""

    ON_TIME = "on_time", "按时", "on time"
    LATE = "late", "迟", "late"
    MISSING = "missing", "缺", "missing"
    EXCUSED = "excused", "免除", "excused"
    NOT_DUE = "not_due", "未到时", "not yet due"
    VOID = "void", "不计", "not counted"


_COUNTED = {
    Standing.MET: Counted.ON_TIME,
    Standing.MET_LATE: Counted.LATE,
    Standing.OVERDUE: Counted.MISSING,
    Standing.OPEN: Counted.MISSING,
    Standing.EXCUSED: Counted.EXCUSED,
}


def counted(standing: Standing, *, due: datetime, withdrawn: datetime | None, as_of: datetime) -> Counted:
    """How a task with that standing at ``as_of`` counts there.

    What is not yet due counts nowhere, even when it is done. Withdrawing an overdue task does not mend it: it
    stays missing; withdrawn before it was due, it never was. A task still stored as open after its due
    instant (the watch has not come by) is missing.
    """
    if standing is Standing.WITHDRAWN:
        return Counted.MISSING if withdrawn is not None and due <= withdrawn else Counted.VOID
    return Counted.NOT_DUE if as_of < due else _COUNTED[standing]


def counted_as(task: Task, evidence: Iterable[Evidence], *, as_of: datetime) -> Counted:
    """How the task counts in a report drawn at ``as_of``, by what was known then."""
    return counted(standing(task, evidence, as_of), due=task.due, withdrawn=task.withdrawn, as_of=as_of)

"""The watch: what happens to tasks when nobody does anything.

SQL finds the tasks whose next look has come, the rules decide, and what they decide is dated when it
happened and not when it was noticed. Two watches at once share the work: each row is looked at by one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import transaction

from lianfang import policies
from lianfang.accounts.scope import SYSTEM
from lianfang.core import tasks as rules
from lianfang.core.words import Words
from lianfang.ledger import actions as ledger
from lianfang.places import queries as places
from lianfang.tasks.actions.deriving import value
from lianfang.tasks.actions.proving import evidence_of, store_standings
from lianfang.tasks.models import Escalation, Task

_PORTION = 2000


@dataclass(frozen=True, slots=True)
class Watched:
    """What one pass of the watch did."""

    looked: int
    fell_due: int
    climbed: int


def watch(*, at: datetime) -> Watched:
    """Look at every task whose next look has come, in portions each of its own transaction."""
    total = Watched(0, 0, 0)
    while (pass_ := _portion(at=at)).looked:
        total = Watched(
            total.looked + pass_.looked, total.fell_due + pass_.fell_due, total.climbed + pass_.climbed
        )
    return total


@transaction.atomic
def _portion(*, at: datetime) -> Watched:
    rows = list(
        Task.objects.select_for_update(skip_locked=True)
        .filter(next_look__lte=at)
        .order_by("next_look")[:_PORTION]
    )
    if not rows:
        return Watched(0, 0, 0)
    evidence = evidence_of([row.pk for row in rows])
    fell: list[Task] = []
    reached: list[tuple[Task, rules.Rung]] = []
    for row in rows:
        task, proofs = value(row), evidence[row.pk]
        before, row.standing = row.standing, str(rules.standing(task, proofs, at))
        if before == "open" and row.standing == "overdue":
            fell.append(row)
        climb = rules.escalation(task, steps_of(row.edition), at, ended=row.settled)
        reached += [(row, rung) for rung in climb.reached]
        looks = [rules.next_look(task, proofs, at), climb.next.at if climb.next else None]
        row.level, row.next_look = climb.level, min((x for x in looks if x), default=None)
    store_standings(rows)
    climbed = _escalate(reached, at=at)
    _tell(fell, at=at)
    return Watched(len(rows), len(fell), climbed)


def _escalate(reached: Sequence[tuple[Task, rules.Rung]], *, at: datetime) -> int:
    known = set(
        Escalation.objects.filter(task__in=[row for row, _ in reached]).values_list("task_id", "level")
    )
    new = [(row, rung) for row, rung in reached if (row.pk, rung.level) not in known]
    units = places.units_at_level({(row.owner_path, rung.level) for row, rung in new})
    rows = [
        Escalation(task=row, level=rung.level, unit_id=unit.id, path=unit.path, at=rung.at, noticed=at)
        for row, rung in new
        if (unit := units.get((row.owner_path, rung.level)))
    ]
    Escalation.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        ledger.record("tasks.escalated", by=SYSTEM, at=at, members=[row.task_id for row in rows])
    return len(rows)


def _tell(fell: Sequence[Task], *, at: datetime) -> None:
    """One digest for each owner's area, with counts and no personal value."""
    counts = Counter(row.owner_path for row in fell)
    for path, number in counts.items():
        ledger.post_message(
            Words(f"联防:新增 {number} 件超时任务,请登录处理。", f"Lianfang: {number} task(s) fell overdue."),
            channel="overdue",
            at=at,
            path=path,
        )
    if fell:
        ledger.record("tasks.fell_overdue", by=SYSTEM, at=at, members=[row.pk for row in fell])


@cache
def steps_of(edition: str) -> tuple[rules.Step, ...]:
    """The steps of escalation of an edition; none where a task names no edition."""
    if not edition:
        return ()
    steps = policies.load(edition).escalation
    return tuple(rules.Step(round(step.after_hours * 60), step.level) for step in steps)

"""Evidence: what proves a task done. It is added, never edited; the same thing sent twice counts once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lianfang.accounts.scope import OF_ONE_UNIT, Viewer
from lianfang.bulk import any_of
from lianfang.core import tasks as rules
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
from lianfang.tasks.actions.deriving import value
from lianfang.tasks.models import Evidence, Task


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence for one task: what, and when it occurred (not when it was told)."""

    task_id: int
    kind: rules.EvidenceKind
    occurred: datetime
    finding_id: int | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proved:
    """Where a task stands after evidence came in."""

    task_id: int
    standing: rules.Standing


def submit_evidence(proof: Proof, *, by: Viewer, at: datetime, ref: str | None = None) -> Proved:
    """Add evidence to one task; a repeat under the same ``ref`` answers as before."""
    (answer,) = submit_evidence_many([proof], by=by, at=at, ref=ref)
    return answer


@transaction.atomic
def submit_evidence_many(
    proofs: Sequence[Proof], *, by: Viewer, at: datetime, ref: str | None = None
) -> list[Proved]:
    """Add evidence to many tasks; answers where each then stands, in the order given.

    Refused as a whole: a task outside the viewer's area, one that was withdrawn, evidence that lies ahead.
    """
    by.require("do_tasks")
    if (before := ledger.once(ref, verb="tasks.proved")) is not None:
        return [Proved(number, rules.Standing(standing)) for number, standing in before["standings"]]
    rows = _locked(proofs)
    for proof in proofs:
        _refuse(proof, rows.get(proof.task_id), by=by, at=at)
    Evidence.objects.bulk_create(_written(p, rows[p.task_id], by=by, at=at) for p in proofs)
    settle(rows, at=at)
    answers = [Proved(p.task_id, rules.Standing(rows[p.task_id].standing)) for p in proofs]
    event = ledger.record(
        "tasks.proved",
        by=by,
        at=at,
        path=by.path,
        members=[p.task_id for p in proofs],
        body={"kinds": sorted({str(p.kind) for p in proofs})},
    )
    outcome = {"standings": [[a.task_id, str(a.standing)] for a in answers]}
    ledger.keep_ref(ref, verb="tasks.proved", event=event, outcome=outcome)
    return answers


def _locked(proofs: Sequence[Proof]) -> dict[int, Task]:
    wanted = {p.task_id for p in proofs}
    return {t.pk: t for t in Task.objects.select_for_update().filter(any_of("id", wanted)).order_by("pk")}


def _refuse(proof: Proof, row: Task | None, *, by: Viewer, at: datetime) -> None:
    strange = row is not None and by.role in OF_ONE_UNIT and row.owner_id != by.unit_id
    if row is None or strange or not (by.sees(row.owner_path) or by.sees(row.place_path)):
        raise Refused("not_found", "没有这项任务,或不在您的辖区", "no such task in your area")
    if row.standing == "withdrawn":
        raise Refused(
            "task.withdrawn", "任务已撤回,无需再办", "the task was withdrawn; nothing is left to do"
        )
    if proof.occurred > at:
        raise Refused("task.ahead", "发生时间不能晚于现在", "evidence cannot lie in the future")


def _written(proof: Proof, row: Task, *, by: Viewer, at: datetime) -> Evidence:
    return Evidence(
        task=row,
        kind=str(proof.kind),
        occurred=proof.occurred,
        recorded=at,
        by_id=by.post_id,
        finding_id=proof.finding_id,
        payload=dict(proof.payload),
        path=row.owner_path,
    )


def settle(rows: Mapping[int, Task], *, at: datetime) -> None:
    """Store where tasks stand by all their evidence."""
    evidence = evidence_of(rows)
    for row in rows.values():
        task, proofs = value(row), evidence[row.pk]
        row.standing = str(rules.standing(task, proofs, at))
        row.next_look = rules.next_look(task, proofs, at)
        done = [p.occurred for p in proofs if rules.settles(task.kind, p.kind) and p.holds(at)]
        row.settled = min(done) if done and row.standing in {"met", "met_late"} else None
    store_standings(rows.values())


_STORE = """
    UPDATE tasks_task SET standing = n.standing, settled = n.settled, next_look = n.next_look, level = n.level
    FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[])
        AS n (id, standing, settled, next_look, level)
    WHERE tasks_task.id = n.id
"""


def store_standings(rows: Iterable[Task]) -> None:
    """Write where tasks stand, when they were settled, their level and next look, in one statement."""
    kept = [(row.pk, row.standing, row.settled, row.next_look, row.level) for row in rows]
    if kept:
        with connection.cursor() as cursor:
            cursor.execute(_STORE, [list(column) for column in zip(*kept, strict=True)])


def evidence_of(numbers: Iterable[int]) -> dict[int, list[rules.Evidence]]:
    """The evidence of tasks, as the rules read it."""
    found: dict[int, list[rules.Evidence]] = defaultdict(list)
    for row in Evidence.objects.filter(any_of("task_id", numbers)):
        found[row.task_id].append(
            rules.Evidence(
                kind=rules.EvidenceKind(row.kind),
                occurred=row.occurred,
                recorded=row.recorded,
                retracted=row.retracted,
            )
        )
    return found


@transaction.atomic
def take_back(task_id: int, *, by: Viewer, at: datetime) -> Proved:
    """Take back one's own newest evidence for a task (undo); the evidence stays readable as taken back.

    Where one finding proved several tasks, it no longer proves any of them.
    """
    by.require("do_tasks")
    newest = Evidence.objects.filter(task_id=task_id, retracted__isnull=True).order_by("-pk").first()
    if newest is None or newest.by_id != by.post_id:
        raise Refused("task.nothing_to_undo", "没有可撤销的记录", "there is nothing of yours to take back")
    same = Evidence.objects.filter(finding_id=newest.finding_id, by_id=by.post_id, retracted__isnull=True)
    taken = list(same) if newest.finding_id else [newest]
    wanted = {evidence.task_id for evidence in taken}
    rows = {t.pk: t for t in Task.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    Evidence.objects.filter(pk__in=[each.pk for each in taken]).update(retracted=at, retracted_by=by.post_id)
    settle(rows, at=at)
    ledger.record("tasks.taken_back", by=by, at=at, subject=("task", task_id), path=rows[task_id].owner_path)
    return Proved(task_id, rules.Standing(rows[task_id].standing))

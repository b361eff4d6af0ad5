"""What a grid worker reports from the door: each is a finding, evidence for a task, and a review, at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from lianfang.accounts.scope import Viewer
from lianfang.core import findings as known
from lianfang.core.refusal import Refused
from lianfang.core.tasks import EvidenceKind, TaskKind, evidence_of
from lianfang.findings import actions as findings
from lianfang.ledger import actions as ledger
from lianfang.measures.actions.ordering import serve
from lianfang.measures.actions.reviewing import review_many
from lianfang.measures.actions.staying import begin_stay, release
from lianfang.tasks import actions as tasks
from lianfang.tasks import queries as task_queries


@dataclass(frozen=True, slots=True)
class Told:
    """Where the task stands after what was reported, and whether the person now has further tasks."""

    task_id: int
    standing: str


@transaction.atomic
def report(
    task_id: int,
    payloads: tuple[known.Payload, ...],
    *,
    occurred: datetime,
    by: Viewer,
    at: datetime,
    ref: str | None = None,
) -> Told:
    """Record what was found out for a task about a person; further findings may come with it.

    The first payload is the evidence (a search, an attempt, a daily check). The task's other live
    twins of that kind for the same person are settled too: nobody is asked twice for one answer.
    """
    by.require("do_tasks")
    if (before := ledger.once(ref, verb="measures.reported")) is not None:
        return Told(before["task"], before["standing"])
    card = task_queries.card(by, task_id)
    if card.person_id is None or not payloads:
        raise Refused("task.not_about_a_person", "这项任务不针对个人", "this task is not about a person")
    kind = evidence_of(payloads[0])
    if kind is None:
        raise Refused("task.no_evidence", "所报内容不能证明任务完成", "this does not prove the task done")
    new = [
        findings.NewFinding(
            person_id=card.person_id, payload=payload, occurred=occurred, source="field", path=card.owner_path
        )
        for payload in payloads
    ]
    numbers = findings.record_many(new, by=by, at=at)
    twins = (
        task_queries.live_ids(by, person_id=card.person_id, kind=card.kind)
        if card.kind is TaskKind.LOCATE
        else []
    )
    said = {"findings": numbers}
    proofs = [
        tasks.Proof(n, kind, occurred, numbers[0], payload=said) for n in dict.fromkeys([task_id, *twins])
    ]
    answer = tasks.submit_evidence_many(proofs, by=by, at=at)[0]
    review_many([card.person_id], by=by, at=at)
    event = ledger.record("measures.reported", by=by, at=at, subject=("task", task_id), path=card.owner_path)
    ledger.keep_ref(
        ref,
        verb="measures.reported",
        event=event,
        outcome={"task": task_id, "standing": str(answer.standing)},
    )
    return Told(task_id, str(answer.standing))


@transaction.atomic
def do(
    task_id: int,
    *,
    occurred: datetime,
    by: Viewer,
    at: datetime,
    ref: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Told:
    """Do a task whose act is one of the product's own: serve, begin, sample, release. The act settles it."""
    by.require("do_tasks")
    if (before := ledger.once(ref, verb="measures.done")) is not None:
        return Told(before["task"], before["standing"])
    card = task_queries.card(by, task_id)
    kind = _act(card, occurred=occurred, by=by, at=at, details=dict(details or {}))
    answer = tasks.submit_evidence(
        tasks.Proof(task_id, kind, occurred, payload=dict(details or {})), by=by, at=at
    )
    if card.person_id is not None:
        review_many([card.person_id], by=by, at=at)
    event = ledger.record("measures.done", by=by, at=at, subject=("task", task_id), path=card.owner_path)
    ledger.keep_ref(
        ref, verb="measures.done", event=event, outcome={"task": task_id, "standing": str(answer.standing)}
    )
    return Told(task_id, str(answer.standing))


def _act(
    card: task_queries.Card, *, occurred: datetime, by: Viewer, at: datetime, details: dict[str, Any]
) -> EvidenceKind:
    match card.kind:
        case TaskKind.SERVE_NOTICE if card.order_id:
            serve(card.order_id, occurred=occurred, by=by, at=at)
            return EvidenceKind.SERVED
        case TaskKind.BEGIN_STAY if card.order_id:
            begin_stay(
                card.order_id,
                occurred=occurred,
                by=by,
                at=at,
                facility_id=details.get("facility_id"),
                room=details.get("room", ""),
            )
            return EvidenceKind.STAY_BEGAN
        case TaskKind.RELEASE if card.person_id:
            release(card.person_id, occurred=occurred, by=by, at=at)
            return EvidenceKind.RELEASED
        case TaskKind.SAMPLE:
            return EvidenceKind.SAMPLED
        case TaskKind.ACKNOWLEDGE_ORDER:
            return EvidenceKind.ACKNOWLEDGED
        case TaskKind.ANSWER_ORDER:
            return EvidenceKind.FED_BACK
    raise Refused("task.other_door", "这项任务须在其专门页面办理", "this task is done on a page of its own")

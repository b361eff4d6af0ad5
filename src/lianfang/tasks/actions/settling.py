"""Ending a task otherwise than by doing it, and giving it to somebody else; each row answers for itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import Viewer
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
from lianfang.places.paths import contains
from lianfang.tasks.models import LIVE, Task


@dataclass(frozen=True, slots=True)
class RowResult:
    """What a bulk act did to one task: done, or the reason why not."""

    task_id: int
    refused: Refused | None = None


@transaction.atomic
def excuse_many(task_ids: Sequence[int], *, reason: str, by: Viewer, at: datetime) -> list[RowResult]:
    """Excuse tasks from a higher post, with a reason; an excused task is shown beside the figures."""
    by.require("excuse")
    _need_reason(reason)
    rows = _locked(task_ids)
    results = [RowResult(n, why_not_excuse(by, rows.get(n))) for n in task_ids]
    done = [r.task_id for r in results if r.refused is None]
    Task.objects.filter(pk__in=done).update(
        standing="excused", excused=at, reason=reason.strip()[:200], excused_by=by.post_id, next_look=None
    )
    if done:
        ledger.record(
            "tasks.excused", by=by, at=at, path=by.path, members=done, body={"reason": reason[:200]}
        )
    return results


def why_not_excuse(by: Viewer, row: Task | None) -> Refused | None:
    """Why this viewer may not excuse a task: not theirs to see, already settled, or not above its owner."""
    if row is None or not by.sees(row.owner_path):
        return Refused("not_found", "没有这项任务,或不在您的辖区", "no such task in your area")
    if row.standing not in LIVE:
        return Refused("task.settled", "任务已了结", "the task is settled already")
    if not by.everything and (by.path == row.owner_path or not contains(by.path, row.owner_path)):
        return Refused(
            "task.own_excuse", "须由上级岗位免除", "only a post above the one that owes it may excuse a task"
        )
    return None


@transaction.atomic
def withdraw_many(task_ids: Iterable[int], *, reason: str, by: Viewer, at: datetime) -> int:
    """Withdraw live tasks whose ground is gone. Withdrawn after its due instant, a task stays missing."""
    _need_reason(reason)
    rows = [row.pk for row in _locked(task_ids).values() if row.standing in LIVE]
    Task.objects.filter(pk__in=rows).update(
        standing="withdrawn", withdrawn=at, reason=reason[:200], next_look=None
    )
    if rows:
        ledger.record("tasks.withdrawn", by=by, at=at, path=by.path, members=rows)
    return len(rows)


@transaction.atomic
def assign_many(task_ids: Sequence[int], *, post_id: int, by: Viewer, at: datetime) -> list[RowResult]:
    """Name another person of the viewer's area for tasks; the owner unit and the clock stay."""
    by.require("do_tasks")
    taker = accounts.viewer_of_post(post_id)
    rows = _locked(task_ids)
    results = [RowResult(n, _why_not_assign(by, taker, rows.get(n))) for n in task_ids]
    done = [r.task_id for r in results if r.refused is None]
    Task.objects.filter(pk__in=done).update(post_id=post_id)
    if done:
        ledger.record("tasks.assigned", by=by, at=at, path=by.path, members=done, body={"post": post_id})
    return results


def _why_not_assign(by: Viewer, taker: Viewer, row: Task | None) -> Refused | None:
    if row is None or not by.sees(row.owner_path):
        return Refused("not_found", "没有这项任务,或不在您的辖区", "no such task in your area")
    if row.standing not in LIVE:
        return Refused("task.settled", "任务已了结", "the task is settled already")
    if not taker.sees(row.owner_path) and not contains(row.owner_path, taker.path):
        return Refused(
            "task.stranger", "接手人看不到该任务所在区域", "the taker's post does not cover this place"
        )
    return None


@transaction.atomic
def note_printed(task_ids: Sequence[int], *, by: Viewer, at: datetime) -> None:
    """Note that a list of tasks was printed with full names, as one event for the set."""
    by.require("unmask")
    ledger.record("tasks.printed", by=by, at=at, path=by.path, members=task_ids)


def _locked(task_ids: Iterable[int]) -> dict[int, Task]:
    return {t.pk: t for t in Task.objects.select_for_update().filter(pk__in=set(task_ids)).order_by("pk")}


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("task.no_reason", "请写明理由", "give a reason")

"""What came in for one task and how far it climbed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianfang.accounts.scope import Viewer
from lianfang.core import tasks as rules
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.tasks.models import Escalation, Evidence
from lianfang.tasks.queries.cards import visible


@dataclass(frozen=True, slots=True)
class Said:
    """One piece of evidence: what it says, when it occurred, when and by whom it was told."""

    id: int
    words: Words
    kind: rules.EvidenceKind
    occurred: datetime
    recorded: datetime
    by: str
    by_id: int | None
    retracted: datetime | None
    finding_id: int | None
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Climb:
    """A late task reached a level: which unit holds it there, and since when."""

    level: str
    unit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """Evidence, newest first, and climbs, lowest level first."""

    evidence: tuple[Said, ...]
    climbs: tuple[Climb, ...]


def history(viewer: Viewer, task_id: int) -> History:
    """What came in for a task and how far it climbed; a task outside the viewer's area looks like none."""
    if not visible(viewer).filter(pk=task_id).exists():
        raise Refused("not_found", "没有这项任务,或不在您的辖区", "no such task in your area")
    evidence = Evidence.objects.filter(task_id=task_id).select_related("by__staff").order_by("-pk")
    climbs = Escalation.objects.filter(task_id=task_id).select_related("unit").order_by("at")
    return History(
        tuple(map(_said, evidence)), tuple(Climb(each.level, each.unit.name, each.at) for each in climbs)
    )


def _said(row: Evidence) -> Said:
    kind = rules.EvidenceKind(row.kind)
    name = row.by.staff.name if row.by else ""
    return Said(
        row.pk, kind.words, kind, row.occurred, row.recorded, name, row.by_id, row.retracted, row.finding_id,
        row.payload,
    )  # fmt: skip

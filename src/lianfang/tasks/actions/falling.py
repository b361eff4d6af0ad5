"""Evidence that falls with what it stood on: a decision that was withdrawn no longer settles its task."""

from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import Viewer
from lianfang.core import tasks as rules
from lianfang.ledger import actions as ledger
from lianfang.tasks.actions.proving import settle
from lianfang.tasks.models import Evidence, Task


@transaction.atomic
def let_fall(finding_id: int, kind: rules.EvidenceKind, *, by: Viewer, at: datetime) -> list[int]:
    """Retract the evidence of a kind that a finding gave, whoever told it; answers the tasks it settled.

    For actions that take the finding back themselves: a task that waits again is owed again.
    """
    fallen = Evidence.objects.filter(finding_id=finding_id, kind=str(kind), retracted__isnull=True)
    numbers = sorted(set(fallen.values_list("task_id", flat=True)))
    rows = {t.pk: t for t in Task.objects.select_for_update().filter(pk__in=numbers).order_by("pk")}
    fallen.update(retracted=at, retracted_by=by.post_id)
    settle(rows, at=at)
    if numbers:
        ledger.record("tasks.taken_back", by=by, at=at, path=by.path, members=numbers)
    return numbers

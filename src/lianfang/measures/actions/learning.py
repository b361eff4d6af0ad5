"""Learning: the one door by which anything becomes known, so that no fact arrives without what follows."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import Viewer
from lianfang.findings import actions as findings
from lianfang.measures.actions.reviewing import Reviewed, review_many


@transaction.atomic
def learn_many(new: Sequence[findings.NewFinding], *, by: Viewer, at: datetime) -> Reviewed:
    """Record findings, decide again about everybody they concern, and reconcile what is owed."""
    findings.record_many(new, by=by, at=at)
    return review_many({each.person_id for each in new if each.person_id is not None}, by=by, at=at)

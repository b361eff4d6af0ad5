"""Learning: the one door by which anything becomes known, so that no fact arrives without what follows."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import Viewer
from lianfang.core import findings as rules
from lianfang.findings import actions as findings
from lianfang.findings import queries as finding_queries
from lianfang.measures.actions import hanging
from lianfang.measures.actions.reviewing import Known, Reviewed, review_with


@transaction.atomic
def learn_many(
    new: Sequence[findings.NewFinding],
    *,
    by: Viewer,
    at: datetime,
    strangers: Collection[int] = (),
    also: Collection[int] = (),
) -> Reviewed:
    """Record findings, decide again about everybody they concern, and reconcile what is owed.

    ``strangers`` are people who came into the register in this transaction: what is recorded here is all
    that is known of them. ``also`` are decided again with them, wherever they stand.
    """
    numbers = findings.record_many(new, by=by, at=at)
    told = _told(new, numbers, strangers, by=by, at=at)
    persons = {each.person_id for each in new if each.person_id is not None}
    others = hanging.concerned_by(new).union(also)
    return review_with(persons, others, by=by, at=at, strangers=told)


@transaction.atomic
def learn_results(new: Sequence[findings.NewResult], *, by: Viewer, at: datetime) -> Reviewed:
    """Record test results, and decide again about whom they are of and about everybody who hangs on these."""
    findings.record_results(new, by=by, at=at)
    persons = {each.person_id for each in new}
    others = finding_queries.hanging_on(persons).keys()
    reviewed = review_with(persons, others, by=by, at=at)
    late = finding_queries.hanging_on(persons).keys() - others - persons  # linked while these were locked
    return reviewed.plus(review_with((), late, by=by, at=at)) if late else reviewed


def _told(
    new: Sequence[findings.NewFinding],
    numbers: Sequence[int],
    strangers: Collection[int],
    *,
    by: Viewer,
    at: datetime,
) -> Known:
    """What is known of people of whom nothing was: as reading it back would tell."""
    held: dict[int, list[rules.Finding]] = defaultdict(list)
    author = str(by.post_id or "")
    for number, each in zip(numbers, new, strict=True):
        if each.person_id is not None and each.person_id in strangers:
            held[each.person_id].append(
                rules.Finding(
                    id=number, payload=each.payload, occurred=each.occurred, recorded=at, source=each.source,
                    by=author, supersedes=each.supersedes,
                )
            )  # fmt: skip
    return {person: rules.facts_at(known, at) for person, known in held.items()}

"""Reading what is known of people: for the rules in bulk, for a page one by one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import Viewer
from lianfang.core import findings as rules
from lianfang.findings.models import Finding, Result


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A test result."""

    person_id: int
    taken: datetime
    reported: datetime
    outcome: str
    ct: float | None
    kit: str
    laboratory: str
    specimen: str


@dataclass(frozen=True, slots=True)
class Known:
    """A finding as a person's timeline shows it."""

    id: int
    payload: rules.Payload
    occurred: datetime
    recorded: datetime
    source: str
    by: str
    retracted: datetime | None
    superseded: bool


def facts_of_many(person_ids: Iterable[int], *, at: datetime) -> dict[int, tuple[rules.Finding, ...]]:
    """What is known of each person at an instant, oldest first. Unscoped: for rules, inside an action."""
    found: dict[int, list[rules.Finding]] = defaultdict(list)
    rows = Finding.objects.filter(subject_kind="person", subject_id__in=list(person_ids), recorded__lte=at)
    for row in rows.iterator(chunk_size=5000):
        found[row.subject_id].append(value(row))
    return {person: rules.facts_at(held, at) for person, held in found.items()}


def value(row: Finding) -> rules.Finding:
    """A row as the rules read it."""
    return rules.Finding(
        id=row.pk,
        payload=rules.from_payload(row.kind, row.payload),
        occurred=row.occurred,
        recorded=row.recorded,
        source=row.source,
        by=str(row.by or ""),
        supersedes=row.supersedes,
        retracted=row.retracted,
    )


def results_of_many(person_ids: Iterable[int]) -> dict[int, list[ResultRow]]:
    """The test results of each person, oldest first. Unscoped: for rules, inside an action."""
    found: dict[int, list[ResultRow]] = defaultdict(list)
    for row in Result.objects.filter(person_id__in=list(person_ids)).order_by("taken", "pk"):
        found[row.person_id].append(_result(row))
    return found


def results_of(viewer: Viewer, person_id: int) -> list[ResultRow]:
    """One person's results that the viewer sees, newest first."""
    rows = Result.objects.filter(person_id=person_id).order_by("-taken", "-pk")
    return [_result(row) for row in rows if viewer.sees(row.path)]


def about(viewer: Viewer, person_id: int) -> list[Known]:
    """Everything known of one person that the viewer sees, newest first, also what was taken back."""
    rows = Finding.objects.filter(subject_kind="person", subject_id=person_id)
    seen = [row for row in rows.order_by("-occurred", "-pk") if viewer.sees(row.path)]
    replaced = {row.supersedes for row in seen if row.supersedes and not row.retracted}
    names = accounts.names_of({row.by for row in seen if row.by})
    return [
        Known(
            row.pk, rules.from_payload(row.kind, row.payload), row.occurred, row.recorded, row.source,
            names.get(row.by, ""), row.retracted, row.pk in replaced,
        )
        for row in seen
    ]  # fmt: skip


def _result(row: Result) -> ResultRow:
    return ResultRow(
        row.person_id, row.taken, row.reported, row.outcome, row.ct, row.kit, row.laboratory, row.specimen
    )

"""Writing what is known. ``measures.actions`` alone records, so that no fact lacks what follows from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from lianfang.accounts.scope import Viewer
from lianfang.bulk import copy_rows
from lianfang.core import findings as rules
from lianfang.core.refusal import Refused
from lianfang.findings.models import Finding, Result
from lianfang.ledger import actions as ledger

_COLUMNS = (
    "id", "subject_kind", "subject_id", "kind", "occurred", "recorded", "source", "by", "path", "payload",
    "supersedes",
)  # fmt: skip
OUTCOMES = ("negative", "positive", "grey", "invalid")


@dataclass(frozen=True, slots=True)
class NewFinding:
    """Something to record about a person (or, with ``place_id``, about a place).

    ``path`` is where the subject stands; ``supersedes`` the number of the finding this one replaces.
    """

    person_id: int | None
    payload: rules.Payload
    occurred: datetime
    source: str
    path: str
    place_id: int | None = None
    supersedes: int | None = None


@dataclass(frozen=True, slots=True)
class NewResult:
    """A test result to record; ``specimen`` is the code of the swab, by which a repeat is known."""

    person_id: int
    taken: datetime
    reported: datetime
    outcome: str
    specimen: str
    path: str
    source: str = ""
    laboratory: str = ""
    kit: str = ""
    ct: float | None = None


@transaction.atomic
def record_many(new: Sequence[NewFinding], *, by: Viewer, at: datetime) -> list[int]:
    """Record findings; answers their numbers in order. Refused: one that lies ahead of ``at``."""
    if not new:
        return []
    for each in new:
        if each.occurred > at:
            raise Refused("finding.ahead", "情况的发生时间不能晚于现在", "a finding cannot lie in the future")
    numbers = _numbers(len(new))
    copy_rows(Finding, _COLUMNS, [_row(n, each, by=by, at=at) for n, each in zip(numbers, new, strict=True)])
    kinds = sorted({str(each.payload.kind) for each in new})
    ledger.record("findings.recorded", by=by, at=at, path=by.path, members=numbers, body={"kinds": kinds})
    return numbers


def _row(number: int, new: NewFinding, *, by: Viewer, at: datetime) -> tuple[object, ...]:
    subject = ("person", new.person_id) if new.person_id is not None else ("place", new.place_id)
    return (
        number, *subject, str(new.payload.kind), new.occurred, at, new.source, by.post_id, new.path,
        rules.to_payload(new.payload), new.supersedes,
    )  # fmt: skip


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('findings_finding', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [number for (number,) in cursor.fetchall()]


@transaction.atomic
def retract_many(numbers: Iterable[int], *, by: Viewer, at: datetime) -> list[int]:
    """Take findings back; answers the people they were about. What was known before stays readable."""
    rows = Finding.objects.filter(pk__in=list(numbers), retracted__isnull=True)
    people = list(rows.filter(subject_kind="person").values_list("subject_id", flat=True))
    taken_back = list(rows.values_list("pk", flat=True))
    rows.update(retracted=at, retracted_by=by.post_id)
    if taken_back:
        ledger.record("findings.retracted", by=by, at=at, path=by.path, members=taken_back)
    return people


@transaction.atomic
def record_results(new: Sequence[NewResult], *, by: Viewer, at: datetime) -> int:
    """Record test results; one already known (same specimen, person and instant) is passed over."""
    unknown = {r.outcome for r in new} - set(OUTCOMES)
    if unknown:
        raise Refused(
            "result.outcome",
            "未知的检测结果「{outcome}」",
            "unknown outcome {outcome!r}",
            outcome=min(unknown),
        )
    Result.objects.bulk_create(
        [
            Result(
                person_id=r.person_id, taken=r.taken, reported=r.reported, outcome=r.outcome, ct=r.ct,
                kit=r.kit, laboratory=r.laboratory, specimen=r.specimen, source=r.source, path=r.path,
            )
            for r in new
        ],
        ignore_conflicts=True,
        batch_size=5000,
    )  # fmt: skip
    people = [r.person_id for r in new]
    ledger.record("findings.results_recorded", by=by, at=at, path=by.path, members=people)
    return len(new)


def follow_many(person_ids: Iterable[int], path: str) -> None:
    """Let what is known of people who moved be seen where they are now; the rows' history is the ledger's."""
    people = list(person_ids)
    Finding.objects.filter(subject_kind="person", subject_id__in=people).update(path=path)
    Result.objects.filter(person_id__in=people).update(path=path)

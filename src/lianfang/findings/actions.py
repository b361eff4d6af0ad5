"""Writing what is known. ``measures.actions`` alone records, so that no fact lacks what follows from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import transaction

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.bulk import copy_rows, fresh_numbers
from lianfang.core import findings as rules
from lianfang.core.refusal import Refused
from lianfang.findings.linking import (
    Named,
    Naming,
    carry_over,
    end_link,
    end_names_alone,
    link_many,
    resolve_awaited,
)
from lianfang.findings.models import OUTCOMES, Finding, Link, Result
from lianfang.ledger import actions as ledger
from lianfang.people import queries as people

__all__ = [
    "Named",
    "Naming",
    "NewFinding",
    "NewResult",
    "end_link",
    "end_names_alone",
    "follow_many",
    "link_many",
    "record_many",
    "record_results",
    "resolve_awaited",
    "retract_many",
]
_COLUMNS = (
    "id", "subject_kind", "subject_id", "kind", "occurred", "recorded", "source", "by", "path", "payload",
    "supersedes",
)  # fmt: skip
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class NewFinding:
    """Something to record about a person (or, with ``place_id``, about a place).

    What is said of a person lies where the person stands; ``path`` counts for places only, and for people
    whom the register does not know. ``supersedes`` is the number of the finding this one replaces.
    """

    person_id: int | None
    payload: rules.Payload
    occurred: datetime
    source: str
    path: str
    place_id: int | None = None
    supersedes: int | None = None
    named: Named | None = None
    """The close contact through whom a secondary contact is one, as the source names them."""


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
    """Record findings; answers their numbers in order.

    Refused: one that lies ahead of ``at``, one about nobody or about a person and a place at once, one that
    replaces a finding about somebody else.
    """
    if not new:
        return []
    for each in new:
        _refuse_unfit(each, at)
    where = people.homes({each.person_id for each in new if each.person_id is not None})
    with acting(SYSTEM):
        _refuse_foreign_replacements(new)
        numbers = fresh_numbers(Finding, len(new))
        rows = [_row(n, each, where=where, by=by, at=at) for n, each in zip(numbers, new, strict=True)]
        copy_rows(Finding, _COLUMNS, rows)
    _link(new, numbers, where, by=by, at=at)
    kinds = sorted({str(each.payload.kind) for each in new})
    ledger.record("findings.recorded", by=by, at=at, path=by.path, members=numbers, body={"kinds": kinds})
    return numbers


def _link(
    new: Sequence[NewFinding],
    numbers: Sequence[int],
    where: dict[int, people.Home],
    *,
    by: Viewer,
    at: datetime,
) -> None:
    """Keep through whom somebody is the contact of a close contact, so that who hangs on whom is found."""
    namings, replaced = [], {}
    for number, each in zip(numbers, new, strict=True):
        if each.person_id is None or not isinstance(each.payload, rules.Exposure):
            continue
        if each.supersedes is not None:
            replaced[each.supersedes] = number
        if each.payload.grade is rules.Grade.SECONDARY_CONTACT and (each.payload.through or each.named):
            home = where.get(each.person_id)
            path, named = home.path if home else each.path, each.named or Named()
            namings.append(Naming(each.person_id, number, path, each.payload.through, named))
    if replaced:
        with acting(SYSTEM):
            carry_over(replaced)
    link_many(namings, by=by, at=at)


def _refuse_unfit(new: NewFinding, at: datetime) -> None:
    if new.occurred > at:
        raise Refused("finding.ahead", "情况的发生时间不能晚于现在", "a finding cannot lie in the future")
    if (new.person_id is None) == (new.place_id is None):
        raise Refused(
            "finding.subject", "情况须属于一个人或一个场所", "a finding is about one person or one place"
        )


def _refuse_foreign_replacements(new: Sequence[NewFinding]) -> None:
    replaced = {each.supersedes: _subject(each) for each in new if each.supersedes is not None}
    rows = Finding.objects.filter(pk__in=replaced).values_list("pk", "subject_kind", "subject_id")
    if {pk: (kind, subject) for pk, kind, subject in rows} != replaced:
        raise Refused(
            "finding.supersedes",
            "所更正的情况不存在,或属于他人",
            "the finding to be replaced does not exist, or is somebody else's",
        )


def _subject(new: NewFinding) -> tuple[str, int | None]:
    return ("person", new.person_id) if new.person_id is not None else ("place", new.place_id)


def _row(
    number: int, new: NewFinding, *, where: dict[int, people.Home], by: Viewer, at: datetime
) -> tuple[object, ...]:
    home = where.get(new.person_id or 0)
    return (
        number, *_subject(new), str(new.payload.kind), new.occurred, at, new.source, by.post_id,
        home.path if home else new.path, _payload(new.payload), new.supersedes,
    )  # fmt: skip


@lru_cache(maxsize=8192)
def _payload(payload: rules.Payload) -> dict[str, object]:
    """The JSON object of a payload; many of a list are alike. Nobody changes it."""
    return rules.to_payload(payload)


@transaction.atomic
def retract_many(numbers: Iterable[int], *, reason: str, by: Viewer, at: datetime) -> list[int]:
    """Take findings back; answers the people they were about. What was known before stays readable.

    One that was taken back before is passed over. Refused: an empty reason, a finding the actor does not see.
    """
    wanted = set(numbers)
    if not reason.strip():
        raise Refused("finding.reason", "请写明撤回理由", "say why it is taken back")
    rows = {row.pk: row for row in Finding.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    if wanted - rows.keys():
        raise Refused("not_found", "没有这条情况,或不在您的辖区内", "no such finding in your area")
    for path in {row.path for row in rows.values()}:
        by.require("do_tasks", path)
    live = [row for row in rows.values() if row.retracted is None]
    why = reason.strip()[:_LONGEST_REASON]
    Finding.objects.filter(pk__in=[row.pk for row in live]).update(
        retracted=at, retracted_by=by.post_id, retracted_why=why
    )
    if live:
        taken_back = [row.pk for row in live]
        ledger.record("findings.retracted", by=by, at=at, path=by.path, members=taken_back)
    return sorted({row.subject_id for row in live if row.subject_kind == "person"})


@transaction.atomic
def record_results(new: Sequence[NewResult], *, by: Viewer, at: datetime) -> int:
    """Record test results; answers how many were new. The same swab reported at the same instant is one.

    Refused: an outcome that is not on the list, a swab taken after it was reported or ahead of ``at``.
    """
    for each in new:
        _refuse_unfit_result(each, at)
    where = people.homes({each.person_id for each in new})
    with acting(SYSTEM):
        fresh = _not_yet_known(new)
        Result.objects.bulk_create(
            [_result(each, where) for each in fresh], ignore_conflicts=True, batch_size=5000
        )
    tested = {each.person_id for each in fresh}
    if fresh:
        body = {"results": len(fresh)}
        ledger.record("findings.results_recorded", by=by, at=at, path=by.path, members=tested, body=body)
    return len(fresh)


def _refuse_unfit_result(new: NewResult, at: datetime) -> None:
    if new.outcome not in OUTCOMES:
        raise Refused(
            "result.outcome",
            "未知的检测结果「{outcome}」",
            "unknown outcome {outcome!r}",
            outcome=new.outcome,
        )
    if new.taken > new.reported or new.reported > at:
        raise Refused(
            "result.order",
            "采样、报告时间颠倒或晚于现在",
            "a swab is taken before it is reported, and neither lies in the future",
        )


def _not_yet_known(new: Sequence[NewResult]) -> list[NewResult]:
    wanted = {(each.specimen, each.person_id, each.taken, each.reported): each for each in new}
    if not wanted:
        return []
    taken = [each.taken for each in new]
    rows = Result.objects.filter(
        person_id__in={each.person_id for each in new}, taken__gte=min(taken), taken__lte=max(taken)
    )
    known = set(rows.values_list("specimen", "person_id", "taken", "reported"))
    return [each for key, each in wanted.items() if key not in known]


def _result(new: NewResult, where: dict[int, people.Home]) -> Result:
    home = where.get(new.person_id)
    return Result(
        person_id=new.person_id, taken=new.taken, reported=new.reported, outcome=new.outcome, ct=new.ct,
        kit=new.kit, laboratory=new.laboratory, specimen=new.specimen, source=new.source,
        path=home.path if home else new.path,
    )  # fmt: skip


def follow_many(person_ids: Iterable[int], path: str) -> None:
    """Let what is known of people who moved be seen where they are now; the ledger knows where they were."""
    followed = list(person_ids)
    with acting(SYSTEM):
        Finding.objects.filter(subject_kind="person", subject_id__in=followed).update(path=path)
        Result.objects.filter(person_id__in=followed).update(path=path)
        Link.objects.filter(person_id__in=followed).update(path=path)

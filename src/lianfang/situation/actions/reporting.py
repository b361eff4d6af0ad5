"""Sending a report, revising it, and opening one that is locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import Viewer
from lianfang.core.refusal import Refused
from lianfang.core.situation import (
    ReportStanding,
    Submission,
    Unlock,
    check_values,
    report_standing,
    why_not_send,
)
from lianfang.core.tasks import EvidenceKind
from lianfang.ledger import actions as ledger
from lianfang.places.paths import contains
from lianfang.situation import models
from lianfang.situation.queries.filling import fill_fields
from lianfang.situation.queries.standings import Sent, rule_task, sendings
from lianfang.situation.report_kinds import kind_of
from lianfang.tasks import actions as tasks


@dataclass(frozen=True, slots=True)
class Sending:
    """What sending a report came to: its number (0 is the first), where the report stands, what was changed
    against what the register had filled in."""

    report_id: int
    number: int
    standing: ReportStanding
    changed: tuple[str, ...]


@transaction.atomic
def submit(
    report_id: int,
    *,
    values: Mapping[str, int | None],
    zero: bool = False,
    by: Viewer,
    at: datetime,
    ref: str | None = None,
) -> Sending:
    """Send a report, or revise it: every field has a number, and a report that is all zero says so.

    The first sending settles the task, however late; after the cut-off a revision needs an unlocking. What
    the register would have filled in is kept beside what was said.
    """
    by.require("report")
    report = _locked(report_id, by=by)
    kind = kind_of(report.kind)
    if (before := ledger.once(ref, verb="situation.reported")) is not None:
        return _again(report, before, at)
    sent, unlocks = _history(report)
    if refused := why_not_send(rule_task(report), sent, at, unlocks=unlocks):
        raise refused
    check_values(values, kind.said, zero=zero)
    filled = {f.name: f.value for f in fill_fields(report, now=at) if f.value is not None}
    said = {name: int(value or 0) for name, value in values.items()}
    number = len(sent)
    models.Revision.objects.create(
        report=report, number=number, values=said, filled=filled, zero=zero, at=at, by_id=by.post_id
    )
    report.values, report.zero, report.revised = said, zero, number
    report.sent = report.sent or at
    report.save(update_fields=["values", "zero", "revised", "sent"])
    if not sent:
        proof = tasks.Proof(report.task_id, EvidenceKind.REPORTED, at, payload={"report": report.pk})
        tasks.submit_evidence(proof, by=by, at=at)
    changed = tuple(name for name, value in filled.items() if said[name] != value)
    event = ledger.record(
        "situation.revised" if number else "situation.reported",
        by=by,
        at=at,
        subject=("report", report.pk),
        path=report.path,
        body={"number": number, "zero": zero, "changed": list(changed)},
    )
    ledger.keep_ref(
        ref, verb="situation.reported", event=event, outcome={"number": number, "changed": list(changed)}
    )
    now_sent = [*sent, Submission(at=at, values=said, zero=zero, by=by.name)]
    return Sending(report.pk, number, report_standing(rule_task(report), now_sent, at), changed)


def _again(report: models.Report, before: Mapping[str, object], at: datetime) -> Sending:
    number, changed = before["number"], before["changed"]
    return Sending(
        report.pk,
        int(str(number)),
        _standing(report, at),
        tuple(changed) if isinstance(changed, list) else (),
    )


def _standing(report: models.Report, at: datetime) -> ReportStanding:
    return report_standing(rule_task(report), _history(report)[0], at)


def _locked(report_id: int, *, by: Viewer) -> models.Report:
    found = (
        models.Report.objects.select_for_update(of=("self",))
        .select_related("task", "unit")
        .filter(pk=report_id)
        .first()
    )
    if found is None or not by.sees(found.path):
        raise Refused("not_found", "没有这份报表,或不在您的辖区", "no such report in your area")
    return found


def _history(report: models.Report) -> tuple[list[Submission], list[Unlock]]:
    sent: list[Sent] = sendings([report.pk]).get(report.pk, [])
    unlocks = models.Unlock.objects.filter(report=report)
    return [each.submission for each in sent], [Unlock(at=u.at, reason=u.reason) for u in unlocks]


@transaction.atomic
def unlock(report_id: int, *, reason: str, by: Viewer, at: datetime) -> None:
    """Open a report for one revision after its cut-off, from a higher post and with a reason."""
    by.require("unlock_report")
    report = _locked(report_id, by=by)
    if not by.everything and (by.path == report.path or not contains(by.path, report.path)):
        raise Refused(
            "report.own_unlock", "须由上级岗位解锁", "only a post above the unit may unlock its report"
        )
    if report.sent is None:
        raise Refused(
            "report.not_sent", "报表尚未报送,不需解锁", "the report was not sent: nothing is locked"
        )
    opened = Unlock(at=at, reason=reason)
    models.Unlock.objects.create(report=report, at=at, reason=opened.reason.strip()[:200], by_id=by.post_id)
    ledger.record(
        "situation.unlocked", by=by, at=at, subject=("report", report.pk), path=report.path,
        body={"reason": reason.strip()[:200]},
    )  # fmt: skip

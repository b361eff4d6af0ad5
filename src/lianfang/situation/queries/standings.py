"""Where reports stand: the rows and their sendings as the rules read them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lianfang.core import tasks as rules
from lianfang.core.situation import ReportStanding, Submission, report_standing
from lianfang.situation import models


@dataclass(frozen=True, slots=True)
class Sent:
    """One sending with what the register said then and who sent it, in person and for which unit."""

    number: int
    submission: Submission
    filled: dict[str, int]
    by: str
    by_unit: str

    @property
    def changed(self) -> tuple[str, ...]:
        """The fields that say something else than the register did."""
        said = self.submission.values
        return tuple(name for name, value in self.filled.items() if said.get(name) != value)


def rule_task(report: models.Report) -> rules.Task:
    """The duty behind a report, as the rules read it. The row has its task selected."""
    task = report.task
    return rules.Task(
        key=task.key,
        kind=rules.TaskKind.REPORT,
        subject=rules.Subject(rules.SubjectKind.UNIT, report.unit_id),
        owner=task.owner_path,
        owner_level=report.level,
        opens=task.opens,
        due=task.due,
        clause=task.clause,
        excused=task.excused,
        withdrawn=task.withdrawn,
    )


def sendings(report_ids: Iterable[int]) -> dict[int, list[Sent]]:
    """The sendings of reports, oldest first."""
    found: dict[int, list[Sent]] = defaultdict(list)
    rows = models.Revision.objects.filter(report_id__in=list(report_ids)).order_by("report_id", "number")
    for row in rows.select_related("by__staff", "by__unit"):
        name = row.by.staff.name if row.by else ""
        found[row.report_id].append(
            Sent(
                row.number,
                Submission(at=row.at, values=row.values, zero=row.zero, by=name),
                row.filled,
                name,
                row.by.unit.name if row.by else "",
            )
        )
    return found


def standings(reports: Iterable[models.Report], *, now: datetime) -> dict[int, ReportStanding]:
    """Where each report stands, in one query for all their sendings."""
    rows = list(reports)
    sent = sendings(row.pk for row in rows)
    return {
        row.pk: report_standing(rule_task(row), [each.submission for each in sent[row.pk]], now)
        for row in rows
    }

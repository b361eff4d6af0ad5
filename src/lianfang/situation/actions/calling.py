"""Asking for reports, and giving each unit its report of the day as a task."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core import tasks as rules
from lianfang.core.refusal import Refused
from lianfang.core.situation import due_at
from lianfang.core.words import Words
from lianfang.ledger import actions as ledger
from lianfang.measures.queries import edition_at
from lianfang.places import queries as places
from lianfang.situation.models import Call, Report
from lianfang.situation.report_kinds import ReportKind, kind_of
from lianfang.tasks.actions.deriving import NewTask, insert
from lianfang.tasks.actions.settling import withdraw_many


@transaction.atomic
def call_for(
    kind: str,
    *,
    region_id: int,
    since: date,
    until: date | None = None,
    ground: str,
    by: Viewer,
    at: datetime,
) -> int:
    """Ask every unit of the kind's sort in an area for a report a day; refused without a ground."""
    by.require("order")
    area = places.area(region_id)
    by.require("order", area.path)
    kind_of(kind)
    if not ground.strip():
        raise Refused("report.no_ground", "请写明报送依据", "say on what ground the report is asked for")
    if until is not None and until < since:
        raise Refused("report.ends_before", "结束日早于开始日", "it would end before it starts")
    if Call.objects.filter(kind=kind, path=area.path, until__isnull=True).exists():
        raise Refused("report.called", "该报表已在报送中", "this report is asked for already")
    made = Call.objects.create(
        kind=kind, region_id=region_id, path=area.path, since=since, until=until, ground=ground.strip()[:200],
        at=at, by_id=by.post_id,
    )  # fmt: skip
    ledger.record(
        "situation.called", by=by, at=at, subject=("call", made.pk), path=area.path, body={"kind": kind}
    )
    return int(made.pk)


@transaction.atomic
def end_call(call_id: int, *, last_day: date, reason: str, by: Viewer, at: datetime) -> int:
    """Stop asking after a day; reports of later days that were given out already are withdrawn."""
    by.require("order")
    call = Call.objects.select_for_update().filter(pk=call_id).first()
    if call is None or not by.sees(call.path):
        raise Refused("not_found", "没有这项报送要求", "no such call for reports")
    if last_day < call.since:
        raise Refused("report.ends_before", "结束日早于开始日", "it would end before it starts")
    call.until = last_day
    call.save(update_fields=["until"])
    later = Report.objects.filter(
        kind=call.kind, day__gt=last_day, path__gte=call.path, path__lt=f"{call.path}/"
    )
    withdrawn = withdraw_many(later.values_list("task_id", flat=True), reason=reason, by=by, at=at)
    ledger.record("situation.call_ended", by=by, at=at, subject=("call", call.pk), path=call.path)
    return withdrawn


@dataclass(frozen=True, slots=True)
class _Owed:
    """A report to be given out: which, by whom, at whose clock."""

    kind: ReportKind
    unit: places.Body
    level: str
    day: date
    edition: str

    @property
    def key(self) -> str:
        return f"{rules.TaskKind.REPORT}:unit:{self.unit.id}:{self.kind.code}.{self.day}"

    @property
    def due(self) -> datetime:
        return due_at(self.kind.calendar, self.day, self.level)

    def task(self) -> NewTask:
        """The duty, met by sending the report from the start of its window on."""
        return NewTask(
            task=rules.Task(
                key=self.key,
                kind=rules.TaskKind.REPORT,
                subject=rules.Subject(rules.SubjectKind.UNIT, self.unit.id),
                owner=self.unit.path,
                owner_level=self.level,
                opens=self.kind.calendar.window.period(self.day).start,
                due=self.due,
                clause=self.kind.clause,
            ),
            owner_id=self.unit.id,
            place_path=self.unit.path,
            edition=self.edition,
            title=Words(
                f"{self.kind.words.zh}({self.day.month}月{self.day.day}日)",
                f"{self.kind.words.en}, {self.day}",
            ),
            body={"report": self.kind.code, "day": self.day.isoformat()},
        )

    def report(self, task_id: int) -> Report:
        """The row that keeps what is sent."""
        period = self.kind.calendar.window.period(self.day)
        return Report(
            kind=self.kind.code,
            version=self.kind.version,
            unit_id=self.unit.id,
            path=self.unit.path,
            level=self.level,
            day=self.day,
            period_start=period.start,
            period_end=period.end,
            due=self.due,
            task_id=task_id,
        )


@transaction.atomic
def give_out(day: date, *, by: Viewer, at: datetime) -> int:
    """Give every unit its reports about a day; answers how many are new. A repeat is harmless."""
    calls = Call.objects.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)
    with acting(SYSTEM):
        wanted = {
            (owed.kind.code, owed.unit.id): owed for call in calls for owed in _owed(call, day=day, at=at)
        }
        there = set(Report.objects.filter(day=day).values_list("kind", "unit_id"))
        new = [owed for pair, owed in wanted.items() if pair not in there]
        insert([owed.task() for owed in new], at=at)
        tasks = _task_ids([owed.key for owed in new])
        Report.objects.bulk_create(owed.report(tasks[owed.key]) for owed in new)
        if new:
            ledger.record(
                "situation.reports_given_out",
                by=by,
                at=at,
                members=tasks.values(),
                body={"day": day.isoformat()},
            )
    return len(new)


def _owed(call: Call, *, day: date, at: datetime) -> Iterable[_Owed]:
    kind = kind_of(call.kind)
    units = places.units_in(call.path, kinds=kind.owed_by)
    editions = _Editions(at)
    return [_Owed(kind, unit, kind.owed_by[unit.kind], day, editions.at(unit.path)) for unit in units]


class _Editions:
    """The edition whose steps a late report climbs by; none where none was adopted."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._kept: dict[str, str] = {}

    def at(self, path: str) -> str:
        above = path.rpartition(".")[0]
        if above not in self._kept:
            try:
                self._kept[above] = edition_at(path, at=self._at)
            except Refused:
                self._kept[above] = ""
        return self._kept[above]


def _task_ids(keys: Sequence[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, id FROM tasks_task WHERE key = ANY(%s) AND withdrawn IS NULL", [list(keys)]
        )
        return dict(cursor.fetchall())

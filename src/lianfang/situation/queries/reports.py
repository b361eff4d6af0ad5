"""Reading reports: what a unit owes, one report with what is known of it, who reported and who did not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from lianfang.accounts.scope import Viewer
from lianfang.core.days import days_between, plus
from lianfang.core.refusal import Refused
from lianfang.core.situation import (
    ReportStanding,
    ReportState,
    Unlock,
    Verdict,
    judge,
    why_not_send,
)
from lianfang.core.words import Words
from lianfang.places.paths import ancestors, contains, inside
from lianfang.situation import models
from lianfang.situation.queries.filling import Filled, fill_fields, register_figures
from lianfang.situation.queries.standings import Sent, rule_task, sendings, standings
from lianfang.situation.report_kinds import ReportKind, kind_of


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report in a list: whose, about which day, due when, and where it stands."""

    id: int
    kind: str
    words: Words
    unit_id: int
    unit: str
    path: str
    day: date
    due: datetime
    sent: datetime | None
    standing: ReportStanding
    task_id: int


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field as the page shows it: filled from the register, as said, and as said the day before.

    ``value`` stands in the box: what was said, else what the register fills in, else nothing.
    """

    filled: Filled
    said: int | None
    before: int | None
    changed: bool

    @property
    def value(self) -> int | None:
        """What stands in the box; None is open and never zero."""
        return self.filled.value if self.said is None else self.said


@dataclass(frozen=True, slots=True)
class Opened:
    """A locked report was opened for one revision: when, by whom, why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report with everything its page shows. ``why_not`` says why it may not be sent now."""

    row: ReportRow
    kind: ReportKind
    window: Words
    fields: tuple[FieldShown, ...]
    zero: bool
    sendings: tuple[Sent, ...]
    unlocks: tuple[Opened, ...]
    checks: tuple[Verdict, ...]
    why_not: Refused | None


def reports(
    viewer: Viewer, *, day: date, now: datetime, kind: str = "", path: str | None = None
) -> list[ReportRow]:
    """The reports about a day owed in the viewer's area, those not sent first, by due instant."""
    rows = _within(viewer, path).filter(day=day)
    found = _rows(rows.filter(kind=kind) if kind else rows, now=now)
    return sorted(found, key=lambda row: (row.sent is not None, row.due, row.path, row.kind))


def owed_by_unit(viewer: Viewer, *, day: date, now: datetime) -> list[ReportRow]:
    """What the viewer's own unit owes about a day, and what it still owes of the week before."""
    first = plus(day, -7)
    mine = models.Report.objects.filter(unit_id=viewer.unit_id or 0)
    rows = mine.filter(Q(day=day) | Q(day__gte=first, day__lt=day, sent__isnull=True))
    found = _rows(rows, now=now)
    return sorted(found, key=lambda row: (row.due, row.kind))


def _within(viewer: Viewer, path: str | None) -> QuerySet[models.Report]:
    low = viewer.path if path is None else path
    if not viewer.everything and not contains(viewer.path, low):
        raise Refused("scope.area", "不在您的辖区内", "this is outside your area")
    return models.Report.objects.filter(**inside(low))


def _rows(rows: QuerySet[models.Report], *, now: datetime) -> list[ReportRow]:
    found = list(rows.select_related("task", "unit"))
    states = standings(found, now=now)
    return [_row(row, states[row.pk]) for row in found]


def _row(row: models.Report, standing: ReportStanding) -> ReportRow:
    return ReportRow(
        row.pk,
        row.kind,
        kind_of(row.kind).words,
        row.unit_id,
        row.unit.name,
        row.path,
        row.day,
        row.due,
        row.sent,
        standing,
        row.task_id,
    )


def report(viewer: Viewer, report_id: int, *, now: datetime) -> Sheet:
    """One report; one outside the viewer's area looks like none."""
    found = models.Report.objects.filter(pk=report_id).select_related("task", "unit").first()
    if found is None or not viewer.sees(found.path):
        raise Refused("not_found", "没有这份报表,或不在您的辖区", "no such report in your area")
    kind = kind_of(found.kind)
    sent = sendings([found.pk]).get(found.pk, [])
    opened = list(models.Unlock.objects.filter(report=found).select_related("by__staff").order_by("at"))
    fields = _fields(found, now=now)
    said = {one.filled.name: one.value for one in fields}
    known = {name: cell.value for name, cell in register_figures(found, kind, now=now).items()}
    named = {name for check in kind.checks for name in (check.left, check.right)}
    return Sheet(
        row=_row(found, standings([found], now=now)[found.pk]),
        kind=kind,
        window=kind.calendar.window.words,
        fields=fields,
        zero=found.zero,
        sendings=tuple(sent),
        unlocks=tuple(Opened(u.at, u.by.staff.name if u.by else "", u.reason) for u in opened),
        checks=judge(kind.checks, {**dict.fromkeys(named, 0), **known, **said}),
        why_not=why_not_send(
            rule_task(found),
            [one.submission for one in sent],
            now,
            unlocks=[Unlock(at=u.at, reason=u.reason) for u in opened],
        ),
    )


def filled(viewer: Viewer, report_id: int, *, now: datetime) -> tuple[Filled, ...]:
    """What the register and the units below fill in for a report, without the rest of its page."""
    found = models.Report.objects.filter(pk=report_id).first()
    if found is None or not viewer.sees(found.path):
        raise Refused("not_found", "没有这份报表,或不在您的辖区", "no such report in your area")
    return fill_fields(found, now=now)


def report_of_task(viewer: Viewer, task_id: int) -> int | None:
    """The report that a task asks for, so that its card opens the report's page; None for other tasks."""
    found = models.Report.objects.filter(task_id=task_id).first()
    return int(found.pk) if found is not None and viewer.sees(found.path) else None


def _fields(found: models.Report, *, now: datetime) -> tuple[FieldShown, ...]:
    before = models.Report.objects.filter(
        kind=found.kind, unit_id=found.unit_id, day=plus(found.day, -1)
    ).first()
    yesterday = (before.values if before else None) or {}
    said = found.values or {}
    return tuple(
        FieldShown(
            filled,
            said.get(filled.name),
            yesterday.get(filled.name),
            filled.name in said and filled.value is not None and said[filled.name] != filled.value,
        )
        for filled in fill_fields(found, now=now)
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """Reports by where they stand: expected = on time + late + missing; zero and revised beside it."""

    expected: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0
    excused: int = 0
    due: int = 0
    zero: int = 0
    revised: int = 0


def count_of(found: Iterable[ReportStanding]) -> Counts:
    """How reports stand, counted."""
    all_ = list(found)
    of = {state: sum(one.state is state for one in all_) for state in ReportState}
    on_time, late, missing = (of[s] for s in (ReportState.ON_TIME, ReportState.LATE, ReportState.MISSING))
    return Counts(
        expected=on_time + late + missing,
        on_time=on_time,
        late=late,
        missing=missing,
        excused=of[ReportState.EXCUSED],
        due=of[ReportState.DUE],
        zero=sum(one.zero for one in all_),
        revised=sum(one.revisions > 0 for one in all_),
    )


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One unit over the days: where its report of each day stands, None where it owed none."""

    unit_id: int
    unit: str
    path: str
    cells: tuple[ReportRow | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Units by days for one kind of report, with the counts of each day."""

    kind: ReportKind
    days: tuple[date, ...]
    rows: tuple[MatrixRow, ...]
    counts: tuple[Counts, ...]


def matrix(
    viewer: Viewer, kind: str, *, first: date, last: date, now: datetime, path: str | None = None
) -> Matrix:
    """Who reported what on which day; at most 62 days at once."""
    days = tuple(plus(first, n) for n in range(min(days_between(first, last), 61) + 1))
    rows = _within(viewer, path).filter(kind=kind, day__gte=days[0], day__lte=days[-1])
    found = _rows(rows, now=now)
    by_unit: dict[int, dict[date, ReportRow]] = {}
    for row in sorted(found, key=lambda one: (one.path, one.unit)):
        by_unit.setdefault(row.unit_id, {})[row.day] = row
    return Matrix(
        kind_of(kind),
        days,
        tuple(_matrix_row(held, days) for held in by_unit.values()),
        tuple(count_of(row.standing for row in found if row.day == day) for day in days),
    )


def _matrix_row(held: dict[date, ReportRow], days: Sequence[date]) -> MatrixRow:
    any_row = next(iter(held.values()))
    return MatrixRow(any_row.unit_id, any_row.unit, any_row.path, tuple(held.get(day) for day in days))


@dataclass(frozen=True, slots=True)
class RolledUp:
    """One field summed over an area: ``known`` from so many reports, ``unknown`` that have not come."""

    name: str
    words: Words
    unit: Words
    known: int
    unknown: int

    @property
    def value(self) -> int | None:
        """The sum; None while a report is owed."""
        return None if self.unknown else self.known


def rolled_up(
    viewer: Viewer, kind: str, *, day: date, now: datetime, path: str | None = None
) -> tuple[RolledUp, ...]:
    """What the units of an area said, field by field, summed: nobody above them types it again."""
    rows = _within(viewer, path).filter(kind=kind, day=day).select_related("task", "unit")
    states = standings(rows, now=now)
    owing = [row for row in rows if states[row.pk].state not in (ReportState.EXCUSED, ReportState.WITHDRAWN)]
    found = []
    for field in kind_of(kind).fields:
        said = [row.values[field.name] for row in owing if row.values and field.name in row.values]
        found.append(RolledUp(field.name, field.words, field.unit, sum(said), len(owing) - len(said)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class CallRow:
    """A headquarters asks for a kind of report in an area."""

    id: int
    kind: str
    words: Words
    region: str
    path: str
    since: date
    until: date | None
    ground: str
    by: str


def calls(viewer: Viewer, *, on: date) -> list[CallRow]:
    """The reports that are asked for on a day in the viewer's area, from it or from above."""
    where = Q(**inside(viewer.path)) if not viewer.everything else Q()
    if viewer.path:
        where |= Q(path__in=ancestors(viewer.path))
    rows = models.Call.objects.filter(where, Q(until__isnull=True) | Q(until__gte=on), since__lte=on)
    return [
        CallRow(
            row.pk,
            row.kind,
            kind_of(row.kind).words,
            row.region.name,
            row.path,
            row.since,
            row.until,
            row.ground,
            row.by.staff.name if row.by else "",
        )
        for row in rows.select_related("region", "by__staff").order_by("kind", "path")
    ]

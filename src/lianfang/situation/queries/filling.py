"""What the register knows already of the fields of a report, so that nobody types it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.situation import Cell
from lianfang.core.words import Words
from lianfang.places.paths import upper
from lianfang.situation import models
from lianfang.situation.counting import SOURCES, Asked, Source, whole_of
from lianfang.situation.report_kinds import Field, ReportKind, kind_of

NOTHING = Words("", "")


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with what is known of it. ``value`` is None where it must be typed, or is not known whole.

    ``count`` records or reports make it up; ``unknown`` reports of units below have not come.
    """

    name: str
    words: Words
    unit: Words
    value: int | None
    count: int = 0
    unknown: int = 0
    metric: str = ""
    source: Words = NOTHING


def fill_fields(report: models.Report, *, now: datetime) -> tuple[Filled, ...]:
    """Every field of a report, filled where the register or the units below say something."""
    kind = kind_of(report.kind)
    cells = register_figures(report, kind, now=now)
    below = _below(report, kind)
    return tuple(_filled(field, cells, below) for field in kind.fields)


def register_figures(report: models.Report, kind: ReportKind, *, now: datetime) -> Mapping[str, Cell]:
    """The figures of the register at the unit's place, for the window the report is about."""
    named = {field.metric for field in kind.fields} | {n for c in kind.checks for n in (c.left, c.right)}
    needed = _needed(named)
    if not needed:
        return {}
    asked = Asked(path=report.path, day=report.day, window=kind.calendar.window, as_of=now)
    with acting(SYSTEM):
        return whole_of(asked, needed)


def _needed(names: set[str]) -> list[Source]:
    """The sources that can give these figures."""
    families = {name.partition(".")[0] for name in names if name}
    return [source for source in SOURCES if families & source.families]


def _filled(field: Field, cells: Mapping[str, Cell], below: Mapping[str, Filled]) -> Filled:
    """A field as the units below said it; where none of them is asked to, as the register has it."""
    got = below.get(field.rollup) if field.rollup else None
    if got is not None and (got.count or got.unknown or not field.metric):
        return Filled(
            field.name, field.words, field.unit, got.value, got.count, got.unknown, source=got.source
        )
    if not field.metric:
        return Filled(field.name, field.words, field.unit, None)
    cell = cells.get(field.metric)
    value = int(cell.known) if cell else 0
    source = Words(f"来自 {value} 条记录", "from 1 record" if value == 1 else f"from {value} records")
    return Filled(field.name, field.words, field.unit, value, value, metric=field.metric, source=source)


def _below(report: models.Report, kind: ReportKind) -> dict[str, Filled]:
    """Sums over the newest reports of the units below, for each field that is summed up."""
    wanted = {field.rollup.rpartition(".")[0] for field in kind.fields if field.rollup}
    found: dict[str, Filled] = {}
    for code in wanted:
        rows = list(
            models.Report.objects.filter(
                kind=code,
                day=report.day,
                path__gte=report.path,
                path__lt=upper(report.path),
                task__excused__isnull=True,
                task__withdrawn__isnull=True,
            ).values_list("values", flat=True)
        )
        for field in kind_of(code).fields:
            found[f"{code}.{field.name}"] = _summed(field, rows)
    return found


def _summed(field: Field, rows: list[Mapping[str, int] | None]) -> Filled:
    said = [row[field.name] for row in rows if row is not None and field.name in row]
    missing = len(rows) - len(said)
    source = Words(
        f"汇总 {len(rows)} 份下级报表,{missing} 份未报",
        f"sum of {len(rows)} reports, {missing} have not come",
    )
    value = None if missing or not rows else sum(said)
    return Filled(field.name, field.words, field.unit, value, len(said), missing, source=source)

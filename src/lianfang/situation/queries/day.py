"""The facts of a day, gathered for a bulletin."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.days import plus
from lianfang.core.situation import Cell, ReportState, judge
from lianfang.core.situation.day_facts import Below, Doubt, Facts, LateWork, OpenList, OwedReport
from lianfang.places.paths import upper
from lianfang.situation import models
from lianfang.situation.counting import (
    SOURCES,
    Asked,
    Leaf,
    Source,
    Tree,
    held_at,
    leaves_with_members,
    summed,
)
from lianfang.situation.counting.lists import UNFINISHED
from lianfang.situation.counting.summing import tree_of
from lianfang.situation.queries.cells import Picture, picture_of
from lianfang.situation.queries.standings import sendings, standings
from lianfang.situation.report_kinds import kind_of
from lianfang.tasks import queries as tasks

WORST = 3
"""So many lines of late work are named in a bulletin."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts of a day with the row numbers behind their figures, read in the same pass."""

    facts: Facts
    picture: Picture
    members: Mapping[Source, Sequence[tuple[Leaf, list[int]]]]


@dataclass(frozen=True, slots=True)
class Behind:
    """Row numbers behind one count of a figure in one part of the region."""

    metric: str
    standing: str
    path: str
    subject: str
    members: tuple[int, ...]


def gather(viewer: Viewer, asked: Asked) -> Gathered:
    """Everything a bulletin about a region says, as known at ``asked.as_of``."""
    with acting(SYSTEM):
        found = {source: tuple(leaves_with_members(source, asked)) for source in SOURCES}
        tree = tree_of(asked, ((source, leaf) for source, some in found.items() for leaf, _ in some))
        before = summed(_day_before(asked), [held_at])
        reports = _reports(asked)
        states = standings(reports, now=asked.as_of)
        late = [_owed(r) for r in reports if states[r.pk].state is ReportState.LATE]
        missing = [_owed(r) for r in reports if states[r.pk].state is ReportState.MISSING]
        doubts = list(_doubts(reports, asked))
        lists = list(_open_lists(asked))
    picture = picture_of(tree)
    facts = Facts(
        name=picture.whole.name,
        path=asked.path,
        day=asked.day,
        window=asked.window,
        as_of=asked.as_of,
        cells=tree.of(asked.path),
        before=_with_zeros(before.of(asked.path), tree.of(asked.path), asked),
        below=[Below(part.name, part.path, part.cells) for part in picture.parts],
        late=late,
        missing=missing,
        worst=_worst(viewer, asked),
        lists=lists,
        doubts=doubts,
    )
    return Gathered(facts, picture, found)


def _day_before(asked: Asked) -> Asked:
    day = plus(asked.day, -1)
    return Asked(path=asked.path, day=day, window=asked.window, as_of=asked.as_of)


def _with_zeros(before: Mapping[str, Cell], now: Mapping[str, Cell], asked: Asked) -> dict[str, Cell]:
    """Nobody held the day before is a zero that is known, not an absence."""
    zeros = {
        name: Cell(metric=cell.metric, region=cell.region, period=cell.period, as_of=asked.as_of)
        for name, cell in now.items()
        if name.partition(".")[0] in held_at.families
    }
    return {**zeros, **before}


def _reports(asked: Asked) -> list[models.Report]:
    rows_ = models.Report.objects.filter(day=asked.day, path__gte=asked.path, path__lt=upper(asked.path))
    return list(rows_.select_related("task", "unit").order_by("path", "kind"))


def _owed(report: models.Report) -> OwedReport:
    return OwedReport(report.unit.name, kind_of(report.kind).words, report.due, report.sent)


def _doubts(reports: Sequence[models.Report], asked: Asked) -> Iterator[Doubt]:
    """The checks that fail in what units said by then, against themselves and against the register."""
    trees = _register(reports, asked)
    sent = sendings(report.pk for report in reports)
    for report in reports:
        said = [s for s in sent[report.pk] if s.submission.at <= asked.as_of]
        if not said:
            continue
        kind = kind_of(report.kind)
        cells = trees[report.kind].of(report.path)
        names = {name for check in kind.checks for name in (check.left, check.right)}
        figures = {name: cells[name].value if name in cells else 0 for name in names}
        for verdict in judge(kind.checks, {**figures, **said[-1].submission.values}):
            if verdict.holds is False:
                yield Doubt(report.unit.name, verdict)


def _register(reports: Sequence[models.Report], asked: Asked) -> Mapping[str, Tree]:
    """The register's figures that checks name, counted once for each kind of report in its own window."""
    found = {}
    for code in {report.kind for report in reports}:
        kind = kind_of(code)
        families = {n.partition(".")[0] for check in kind.checks for n in (check.left, check.right)}
        needed = [source for source in SOURCES if source.families & families]
        window = kind.calendar.window
        found[code] = summed(Asked(path=asked.path, day=asked.day, window=window, as_of=asked.as_of), needed)
    return found


def _worst(viewer: Viewer, asked: Asked) -> list[LateWork]:
    lines = tasks.late_worst_first(viewer, now=asked.as_of, path=asked.path, limit=WORST)
    return [LateWork(line.owner, line.kind, line.count, line.oldest) for line in lines]


def _open_lists(asked: Asked) -> Iterator[OpenList]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT source, at, unsettled, unfound FROM ({UNFINISHED}) AS l"  # noqa: S608 - our own text
            " WHERE unsettled > 0 OR unfound > 0 ORDER BY at LIMIT 10",
            asked.values(),
        )
        for source, received, unsettled, unfound in cursor.fetchall():
            yield OpenList(source, received, unsettled, unfound)


def by_part(gathered: Gathered) -> Iterator[Behind]:
    """The rows behind each figure, by part of the region; an empty part is the region's own level."""
    parts = {part.path for part in gathered.picture.parts if not part.own}
    depth = gathered.picture.whole.path.count(".") + 2
    placed: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for source, some in gathered.members.items():
        for leaf, members in some:
            above = ".".join(leaf.path.split(".")[:depth])
            part = above if above in parts else ""
            for metric in source.metrics(leaf.what):
                placed[metric, leaf.standing, part, source.subject] += members
    for (metric, standing, part, subject), members in sorted(placed.items()):
        yield Behind(metric, standing, part, subject, tuple(sorted(members)))

"""Reading figures: counted now, or as they were last filled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.days import Window
from lianfang.core.refusal import Refused
from lianfang.core.situation import ZERO_TO_24, Cell, Metric, ReportWindow
from lianfang.places import queries as places
from lianfang.situation import models
from lianfang.situation.counting import Asked, Tree, every_metric, summed


@dataclass(frozen=True, slots=True)
class RegionCells:
    """The figures of one region, by metric; one that is absent is zero.

    ``own`` is what stands with the region and with no part of it: with the parts it makes the whole.
    """

    id: int
    path: str
    code: str
    name: str
    level: str
    cells: Mapping[str, Cell]
    own: bool = False

    def cell(self, name: str) -> Cell | None:
        """A figure, None where it is zero."""
        return self.cells.get(name)


@dataclass(frozen=True, slots=True)
class Picture:
    """The figures of a region and of each part of it, for a period, as known at ``as_of``."""

    whole: RegionCells
    parts: tuple[RegionCells, ...]
    day: date
    window: ReportWindow
    period: Window
    as_of: datetime
    closed: bool = False


def count_now(
    viewer: Viewer, path: str, *, day: date, window: ReportWindow = ZERO_TO_24, now: datetime
) -> Picture:
    """Count a region and its parts afresh, without keeping it."""
    _in_scope(viewer, path)
    with acting(SYSTEM):
        tree = summed(Asked(path=path, day=day, window=window, as_of=now))
    return picture_of(tree)


def picture_of(tree: Tree) -> Picture:
    """A region of a counted tree with its parts in order, its own level last where something stands there."""
    asked = tree.asked
    region = places.area_at(asked.path)
    if region is None:
        raise Refused("places.unknown_path", "没有这个区划", "there is no such region")
    parts = [_region(child, tree.of(child.path)) for child in places.children(region.id, on=asked.day)]
    known = {part.path for part in parts}
    closed = [p for p in tree.cells if p.rpartition(".")[0] == region.path and p not in known]
    parts += [_region(area, tree.of(area.path)) for area in places.regions_by_path(closed).values()]
    if own := tree.own(region.path):
        parts.append(_region(region, own, own=True))
    return Picture(
        _region(region, tree.of(region.path)),
        tuple(parts),
        asked.day,
        asked.window,
        asked.period,
        asked.as_of,
    )


def _region(area: places.Area, cells: Mapping[str, Cell], *, own: bool = False) -> RegionCells:
    return RegionCells(area.id, area.path, area.code, area.name, area.level, cells, own)


def last_filled(viewer: Viewer, path: str, *, day: date, window: ReportWindow = ZERO_TO_24) -> Picture | None:
    """The newest figures of a region that were kept for a period; None where it was never counted.

    A fill of the region above has them too.
    """
    _in_scope(viewer, path)
    period = window.period(day)
    above = [area.path for area in places.line(path)]
    made = (
        models.Fill.objects.filter(path__in=above, period_start=period.start, period_end=period.end)
        .order_by("-as_of", "-closed")
        .first()
    )
    if made is None:
        return None
    tree = Tree(Asked(path=path, day=day, window=window, as_of=made.as_of), _cells(made, path, period))
    found = picture_of(tree)
    return Picture(
        found.whole, found.parts, found.day, found.window, found.period, found.as_of, closed=made.closed
    )


def _cells(made: models.Fill, path: str, period: Window) -> dict[str, dict[str, Cell]]:
    """The cells of a region and of what lies directly below it."""
    region = places.area_at(path)
    parts = [child.path for child in places.children(region.id, on=made.day)] if region else []
    metrics = every_metric()
    found: dict[str, dict[str, Cell]] = {}
    for row in models.Cell.objects.filter(fill=made, path__in=[path, *parts]):
        if row.metric in metrics:
            cell = _cell(row, metrics[row.metric], period, made.as_of)
            found.setdefault(row.path, {})[row.metric] = cell
    return found


def _cell(row: models.Cell, metric: Metric, period: Window, as_of: datetime) -> Cell:
    return Cell(
        metric=metric,
        region=row.path,
        period=period,
        as_of=as_of,
        on_time=row.on_time,
        late=row.late,
        missing=row.missing,
        excused=row.excused,
        known=row.known,
        unknown=row.unknown,
    )


def _in_scope(viewer: Viewer, path: str) -> None:
    if not viewer.sees(path):
        raise Refused("scope.area", "不在您的辖区内", "this is outside your area")


def trend(viewer: Viewer, path: str, metric: str, *, first: date, last: date) -> list[tuple[date, Cell]]:
    """One figure of a region day by day as the days were closed; days that were not are left out."""
    _in_scope(viewer, path)
    declared = every_metric().get(metric)
    if declared is None:
        raise Refused("situation.no_metric", "没有指标「{name}」", "there is no figure {name!r}", name=metric)
    above = [area.path for area in places.line(path)]
    fills = models.Fill.objects.filter(path__in=above, day__gte=first, day__lte=last, closed=True)
    rows = models.Cell.objects.filter(fill__in=fills, path=path, metric=metric).select_related("fill")
    by_fill = {row.fill_id: row for row in rows}
    found = {}
    for made in fills.order_by("day", "as_of"):
        row = by_fill.get(made.pk) or models.Cell(path=path)
        found[made.day] = _cell(row, declared, Window(made.period_start, made.period_end), made.as_of)
    return sorted(found.items())

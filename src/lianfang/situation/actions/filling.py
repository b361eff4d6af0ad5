"""Counting the figures of a period into cells, whole or not at all."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.bulk import copy_rows
from lianfang.core.refusal import Refused
from lianfang.core.situation import ZERO_TO_24, ReportWindow
from lianfang.ledger import actions as ledger
from lianfang.places import queries as places
from lianfang.situation.counting import Asked, Tree, summed
from lianfang.situation.models import Cell, Fill

_COLUMNS = ("fill", "metric", "region", "path", "on_time", "late", "missing", "excused", "known", "unknown")


@transaction.atomic
def fill(
    path: str,
    *,
    day: date,
    window: ReportWindow = ZERO_TO_24,
    closed: bool = False,
    by: Viewer,
    at: datetime,
) -> int:
    """Count a region and all below it for a window of a day, as known now; answers the fill's number.

    Each source of figures is read once. The newest fill of a period replaces the one before; a closing one
    stays. One transaction: an interrupted fill leaves the one before as it was.
    """
    by.require("see_board", path)
    region = places.area_at(path)
    if region is None:
        raise Refused("places.unknown_path", "没有这个区划", "there is no such region")
    asked = Asked(path=path, day=day, window=window, as_of=at)
    with acting(SYSTEM):
        tree = summed(asked)
    period = asked.period
    same = Fill.objects.filter(
        path=path, period_start=period.start, period_end=period.end, closed=closed
    ).select_for_update()
    for before in same:
        before.delete()
    made = Fill.objects.create(
        region_id=region.id,
        path=path,
        day=day,
        window_start=window.start,
        window_end=window.end,
        period_start=period.start,
        period_end=period.end,
        as_of=at,
        closed=closed,
        made=at,
        by_id=by.post_id,
    )
    copy_rows(Cell, _COLUMNS, _rows(int(made.pk), tree))
    ledger.record(
        "situation.closed" if closed else "situation.filled",
        by=by,
        at=at,
        subject=("fill", made.pk),
        path=path,
        body={"day": day.isoformat(), "window": window.words.en},
    )
    return int(made.pk)


def _rows(fill_id: int, tree: Tree) -> Iterator[tuple[Any, ...]]:
    for path, cells in tree.cells.items():
        region_id = int(path.rpartition(".")[2])
        for name, cell in cells.items():
            yield (
                fill_id, name, region_id, path, cell.on_time, cell.late, cell.missing, cell.excused,
                cell.known, cell.unknown,
            )  # fmt: skip


def close_period(day: date, *, window: ReportWindow = ZERO_TO_24, by: Viewer, at: datetime) -> list[int]:
    """Count every region for a period that has ended, and keep it; refused while the period runs."""
    if at < window.period(day).end:
        raise Refused("situation.period_runs", "统计时段尚未结束", "the period has not ended yet")
    return [
        fill(top.area.path, day=day, window=window, closed=True, by=by, at=at) for top in places.below(None)
    ]

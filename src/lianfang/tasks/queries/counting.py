"""Counting tasks by stored standing; the slow obvious twin is ``core.situation.tally``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q, QuerySet

from lianfang.accounts.scope import Viewer
from lianfang.core import tasks as rules
from lianfang.core.days import after, end_of, local_day
from lianfang.tasks.models import LIVE, Task
from lianfang.tasks.queries.cards import SOON_HOURS, owed_in


@dataclass(frozen=True, slots=True)
class Standings:
    """How tasks due in a period stand: expected = on time + late + missing; the others beside it."""

    expected: int
    on_time: int
    late: int
    missing: int
    excused: int
    not_due: int


@dataclass(frozen=True, slots=True)
class LateLine:
    """A line of "late, worst first": an area, a kind, how many, and the oldest of them."""

    path: str
    owner: str
    kind: rules.TaskKind
    count: int
    oldest: datetime
    level: str


def tally(
    viewer: Viewer, *, start: datetime, end: datetime, as_of: datetime, path: str | None = None
) -> Standings:
    """Tasks owed in an area and due in the period from ``start`` (in) to ``end`` (out), as they stood."""
    rows = owed_in(viewer, path).filter(due__gt=start, due__lte=end)
    return Standings(**_aggregate(rows, as_of))


def _aggregate(rows: QuerySet[Task], as_of: datetime) -> dict[str, int]:
    fell = Q(due__lte=as_of)
    done = Q(standing__in=["met", "met_late"])
    on_time = fell & Q(standing="met")
    late = fell & Q(standing="met_late", settled__lte=as_of)
    gone = Q(standing="withdrawn", withdrawn__gte=F("due"))
    missing = (fell & Q(standing__in=LIVE)) | (fell & done & Q(settled__gt=as_of)) | (fell & gone)
    excused = fell & Q(standing="excused")
    found: dict[str, int] = rows.aggregate(
        on_time=Count("pk", filter=on_time),
        late=Count("pk", filter=late),
        missing=Count("pk", filter=missing),
        excused=Count("pk", filter=excused),
        not_due=Count("pk", filter=~fell & ~Q(standing="withdrawn")),
    )
    found["expected"] = found["on_time"] + found["late"] + found["missing"]
    return found


def standings_by_area(
    viewer: Viewer, paths: Sequence[str], *, start: datetime, end: datetime, as_of: datetime
) -> dict[str, Standings]:
    """The same for each of several areas side by side, in one query each (areas are few)."""
    return {path: tally(viewer, start=start, end=end, as_of=as_of, path=path) for path in paths}


def late_worst_first(
    viewer: Viewer, *, now: datetime, path: str | None = None, limit: int = 10
) -> list[LateLine]:
    """Live tasks past due, by owner and kind, the oldest first."""
    rows = (
        owed_in(viewer, path)
        .filter(standing__in=LIVE, due__lte=now)
        .values("owner_path", "owner__name", "kind")
        .annotate(number=Count("pk"), oldest=Min("due"))
        .order_by("oldest", "owner_path")[:limit]
    )
    levels = _levels([row["owner_path"] for row in rows], now)
    return [
        LateLine(
            row["owner_path"], row["owner__name"], rules.TaskKind(row["kind"]), row["number"], row["oldest"],
            levels.get((row["owner_path"], row["kind"]), ""),
        )
        for row in rows
    ]  # fmt: skip


def _levels(paths: Sequence[str], now: datetime) -> dict[tuple[str, str], str]:
    """The highest level that holds a late task of an owner and kind."""
    rows = Task.objects.filter(owner_path__in=set(paths), standing__in=LIVE, due__lte=now)
    found: dict[tuple[str, str], str] = {}
    for path, kind, level in rows.values_list("owner_path", "kind", "level").distinct():
        held = found.get((path, kind), "grid")
        found[path, kind] = max(held, level, key=rules.LADDER.index)
    return found


@dataclass(frozen=True, slots=True)
class Load:
    """What an owner has before it today: late, due within two hours, due later today; held by nobody."""

    path: str
    overdue: int
    soon: int
    today: int
    unheld: int
    oldest: datetime


def load_by_owner(viewer: Viewer, *, now: datetime, path: str | None = None) -> list[Load]:
    """Live tasks of each owner that are late or due today, by place; counted from the index alone."""
    soon, tonight = after(now, hours=SOON_HOURS), end_of(local_day(now))
    rows = (
        owed_in(viewer, path)
        .filter(standing__in=LIVE, opens__lte=now, due__lte=max(soon, tonight))
        .values("owner_path")
        .annotate(
            overdue=Count("due", filter=Q(due__lte=now)),
            soon=Count("due", filter=Q(due__gt=now, due__lte=soon)),
            today=Count("due", filter=Q(due__gt=soon)),
            unheld=Count("due", filter=Q(post__isnull=True)),
            oldest=Min("due"),
        )
        .order_by("owner_path")
    )
    return [
        Load(
            row["owner_path"], row["overdue"], row["soon"], row["today"],
            row["unheld"], row["oldest"],
        )
        for row in rows
    ]  # fmt: skip


def count_today(viewer: Viewer, *, now: datetime, most: int) -> int:
    """Live tasks that are late or due today, as the heading of the day counts them; at most ``most``."""
    tonight = max(end_of(local_day(now)), after(now, hours=SOON_HOURS))
    rows = owed_in(viewer).filter(standing__in=LIVE, opens__lte=now, due__lte=tonight)
    return rows.order_by()[:most].count()

"""Who should be held and is not (应隔离未隔离): person by person, with the step that is waited for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import local_day, start_of
from lianfang.core.measures import MEASURES
from lianfang.core.situation.gaps import Why
from lianfang.core.words import Words
from lianfang.people import queries as people
from lianfang.places.paths import upper
from lianfang.situation.counting.gaps import LATE, UNHELD_NOW, VALUES


@dataclass(frozen=True, slots=True)
class Unheld:
    """Somebody whom the standing decision would hold today and who is under no stay.

    ``due`` is when the step waited for falls due, None where no clock runs; ``late`` from then on.
    """

    id: int
    who: str
    region: str
    measure: Words
    row: str
    since: date
    until: date
    order_id: int | None
    why: Why
    due: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How many wait for one step, and how many of them are late."""

    why: Why
    count: int
    late: int


_PAGE = f"""
    SELECT person_id, measure, "row", since, last, order_id, why, due, {LATE} AS late, count(*) OVER ()
    FROM ({UNHELD_NOW}) AS unheld
    WHERE (%(measure)s = '' OR measure = %(measure)s) AND (%(why)s = '' OR why = %(why)s)
      AND (%(clock)s = '' OR (%(clock)s = 'late') = {LATE})
    ORDER BY late DESC, since, person_id LIMIT %(count)s OFFSET %(skip)s
"""  # noqa: S608 - put together from texts of this app
_SHARES = f"SELECT why, count(*), count(*) FILTER (WHERE {LATE}) FROM ({UNHELD_NOW}) AS unheld GROUP BY why"  # noqa: S608


def unheld(viewer: Viewer, ask: Ask, *, now: datetime) -> Answer[Unheld]:
    """Who should be held and is not, the late ones first; filters: measure, why, clock (late, in_time)."""
    asked = {name: ask.only(name) for name in ("measure", "why", "clock")}
    rows = _read(_PAGE, viewer, now, **asked, count=ask.count, skip=ask.start)
    if not rows and ask.start:
        rest = _read(_PAGE, viewer, now, **asked, count=1, skip=0)
        return Answer((), rest[0][-1] if rest else 0)
    shown = {p.id: p for p in people.people(viewer, [row[0] for row in rows])}
    found = tuple(_row(row, shown.get(row[0])) for row in rows)
    return Answer(found, rows[0][-1] if rows else 0)


def shares(viewer: Viewer, *, now: datetime) -> list[Share]:
    """The same people shared out by the step they wait for, in the order of the way."""
    found = {Why(why): Share(Why(why), count, late) for why, count, late in _read(_SHARES, viewer, now)}
    return [found[why] for why in Why if why in found]


def not_held(viewer: Viewer, *, now: datetime) -> list[int]:
    """The same people by number, the late ones first."""
    rows = _read(_PAGE, viewer, now, measure="", why="", clock="", count=None, skip=0)
    return [row[0] for row in rows]


def _read(statement: str, viewer: Viewer, now: datetime, **asked: Any) -> list[tuple[Any, ...]]:
    """The lines of a statement. The area is the viewer's own; what became of a search may stand elsewhere."""
    today = local_day(now)
    low, high = ("", "~") if viewer.everything else (viewer.path, upper(viewer.path))
    given = {
        "low": low, "high": high, "today": today, "day_start": start_of(today),
        "until": now + datetime.resolution, **VALUES, **asked,
    }  # fmt: skip
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def _row(row: tuple[Any, ...], shown: people.Shown | None) -> Unheld:
    person, measure, by_row, since, last, order, why, due, late, _ = row
    return Unheld(
        id=person, who=shown.masked_name if shown else "", region=shown.region if shown else "",
        measure=MEASURES[measure].words, row=by_row, since=since, until=last, order_id=order,
        why=Why(why), due=due, late=late,
    )  # fmt: skip

"""What a board shows at a glance: stored standings counted by index, all figures in one statement.

The figures of bulletins and cells are counted from evidence, as known at any instant; a board asks how it
stands now, which is what standings, open stays and sent reports keep. ``part`` is the id of the region
directly below the one asked for, empty for what stands with the region itself. Each text here gives lines
with named columns; :func:`read` asks for all of them at once.
"""

from datetime import date, datetime
from typing import Any

from django.db import connection

from lianfang.core.days import end_of, plus, start_of
from lianfang.places.paths import ancestors, upper
from lianfang.situation.counting.gaps import LATE, UNHELD_NOW, VALUES

_HERE = "{path} >= %(low)s AND {path} < %(high)s"
_STAYS, _OWED = (_HERE.format(path=p) for p in ("s.path", "t.owner_path"))
_REPORTS, _LISTS, _SITES = (_HERE.format(path=p) for p in ("r.path", "l.path", "f.path"))

# Held yesterday = held now − come today + gone today, measure by measure.
HELD = f"""
    SELECT split_part(path, '.', %(depth)s) AS part, measure, sum(held) AS held, sum(came) AS came,
        sum(gone) AS gone FROM (
        SELECT s.path, s.measure, 1 AS held, 0 AS came, 0 AS gone
        FROM measures_stay AS s WHERE s.ended IS NULL AND {_STAYS}
        UNION ALL SELECT s.path, s.measure, 0, 1, 0
        FROM measures_stay AS s WHERE s.began >= %(start)s AND {_STAYS}
        UNION ALL SELECT s.path, s.measure, 0, 0, 1
        FROM measures_stay AS s WHERE s.ended >= %(start)s AND {_STAYS}
    ) AS moved GROUP BY 1, 2
"""  # noqa: S608 - put together from texts of this module

GAP = f"""
    SELECT split_part(path, '.', %(depth)s) AS part, count(*) AS number,
        count(*) FILTER (WHERE {LATE}) AS late
    FROM ({UNHELD_NOW}) AS unheld GROUP BY 1
"""  # noqa: S608 - put together from texts of this app

# A due instant is the first that is too late: a task due at midnight belongs to the day it ends. What was
# withdrawn only after it fell due stays missing.
DUE = f"""
    SELECT split_part(t.owner_path, '.', %(depth)s) AS part, t.due <= %(start)s AS before,
        count(*) FILTER (WHERE t.due <= %(now)s AND t.standing = 'met') AS on_time,
        count(*) FILTER (WHERE t.due <= %(now)s AND t.standing = 'met_late') AS late,
        count(*) FILTER (WHERE t.due <= %(now)s AND (t.standing IN ('open', 'overdue')
            OR (t.standing = 'withdrawn' AND t.withdrawn >= t.due))) AS missing,
        count(*) FILTER (WHERE t.due > %(now)s AND t.standing IN ('open', 'overdue')) AS ahead,
        count(*) FILTER (WHERE t.kind = 'sample' AND t.standing IN ('open', 'overdue')) AS tests_left,
        count(*) FILTER (WHERE t.kind = 'sample' AND t.standing IN ('open', 'overdue', 'met', 'met_late'))
            AS tests
    FROM tasks_task AS t WHERE t.due > %(before)s AND t.due <= %(end)s AND {_OWED} GROUP BY 1, 2
"""  # noqa: S608 - put together from texts of this module

OVERDUE = f"""
    SELECT split_part(t.owner_path, '.', %(depth)s) AS part, count(*) AS number, min(t.due) AS oldest
    FROM tasks_task AS t WHERE t.standing IN ('open', 'overdue') AND t.due <= %(now)s AND {_OWED} GROUP BY 1
"""  # noqa: S608 - put together from texts of this module

_STATE = """
    CASE WHEN t.excused IS NOT NULL THEN 'excused' WHEN t.withdrawn IS NOT NULL THEN 'withdrawn'
        WHEN r.sent < r.due THEN 'on_time' WHEN r.sent IS NOT NULL THEN 'late'
        WHEN r.due <= %(now)s THEN 'missing' ELSE 'due' END
"""
REPORTED = f"""
    SELECT split_part(r.path, '.', %(depth)s) AS part, r.day = %(today)s AS today, {_STATE} AS state,
        count(*) AS number, count(*) FILTER (WHERE r.zero) AS zero
    FROM situation_report AS r JOIN tasks_task AS t ON t.id = r.task_id
    WHERE r.day >= %(yesterday)s AND r.day <= %(today)s AND {_REPORTS} GROUP BY 1, 2, 3
"""  # noqa: S608 - put together from texts of this module

# Who has not reported, day by day of the week: what is missing today first, then by how often in the week.
SILENT = f"""
    SELECT w.place, w.unit, w.kind, u.name, r.day, r.id, {_STATE} AS state, r.zero, r.revised
    FROM (
        SELECT r.unit_id AS unit, r.kind, row_number() OVER (
            ORDER BY bool_or(r.day = %(today)s AND r.sent IS NULL AND r.due <= %(now)s) DESC,
                count(*) FILTER (WHERE r.sent IS NULL AND r.due <= %(now)s) DESC,
                count(*) FILTER (WHERE r.sent >= r.due) DESC, min(r.path), r.kind
        ) AS place
        FROM situation_report AS r JOIN tasks_task AS t ON t.id = r.task_id
        WHERE r.day > %(week)s AND r.day <= %(today)s AND {_REPORTS}
          AND t.excused IS NULL AND t.withdrawn IS NULL
        GROUP BY r.unit_id, r.kind
        HAVING count(*) FILTER (WHERE r.sent IS NULL AND r.due <= %(now)s OR r.sent >= r.due) > 0
    ) AS w
    JOIN situation_report AS r ON r.unit_id = w.unit AND r.kind = w.kind
    JOIN places_unit AS u ON u.id = r.unit_id JOIN tasks_task AS t ON t.id = r.task_id
    WHERE w.place <= %(most)s AND r.day > %(week)s AND r.day <= %(today)s ORDER BY w.place
"""  # noqa: S608 - put together from texts of this module

# Lists still under way in the area, and all of the week; also those received above it.
LISTS = f"""
    SELECT l.id, l.source, l.at, l.due, coalesce(s.unfound, 0) AS unfound, here.unsettled,
        coalesce(s.unfound, 0) + here.unsettled > 0 AS open
    FROM intake_inboundlist AS l
    LEFT JOIN (
        SELECT t.list_id, count(*) AS unfound FROM tasks_task AS t
        WHERE t.standing IN ('open', 'overdue') AND t.kind = 'locate' AND t.list_id IS NOT NULL AND {_OWED}
        GROUP BY 1
    ) AS s ON s.list_id = l.id
    CROSS JOIN LATERAL (
        SELECT {_LISTS} AS own, CASE WHEN {_LISTS} THEN l.pending + l.ambiguous ELSE 0 END AS unsettled
    ) AS here
    WHERE l.kind = 'pushed' AND l.state <> 'cancelled'
      AND (s.list_id IS NOT NULL OR (here.own AND (here.unsettled > 0 OR l.at > %(week_start)s)))
    ORDER BY l.at
"""  # noqa: S608 - put together from texts of this module

# Two people in one room use one; whoever stays in a room without a number has one alone.
ROOMS = f"""
    SELECT count(*) AS sites, count(*) FILTER (WHERE f.capacity IS NULL) AS unsaid,
        coalesce(sum(f.capacity), 0) AS capacity, coalesce(sum(u.used), 0) AS used,
        coalesce(sum(u.before), 0) AS before, coalesce(sum(u.leaving), 0) AS leaving
    FROM places_facility AS f
    LEFT JOIN LATERAL (
        SELECT count(DISTINCT coalesce(nullif(s.room, ''), '#' || s.id))
                FILTER (WHERE s.ended IS NULL) AS used,
            count(DISTINCT coalesce(nullif(s.room, ''), '#' || s.id))
                FILTER (WHERE s.began < %(start)s) AS before,
            count(*) FILTER (WHERE s.ended IS NULL AND s.planned_end <= %(tomorrow)s) AS leaving
        FROM measures_stay AS s
        WHERE s.facility_id = f.id AND (s.ended IS NULL OR s.ended >= %(start)s)
    ) AS u ON true
    WHERE f.kind = 'isolation_site' AND {_SITES}
"""  # noqa: S608 - put together from texts of this module

# What was counted when yesterday was closed; a figure without a cell was zero then.
CLOSED = """
    SELECT wanted.metric, coalesce(c.known, 0) AS known FROM (
        SELECT f.id FROM situation_fill AS f
        WHERE f.day = %(yesterday)s AND f.closed AND f.path = ANY(%(above)s) ORDER BY f.as_of DESC LIMIT 1
    ) AS f CROSS JOIN unnest(%(kept)s::text[]) AS wanted (metric)
    LEFT JOIN situation_cell AS c ON c.fill_id = f.id AND c.path = %(low)s AND c.metric = wanted.metric
"""
MAPPED = "SELECT count(*) AS number FROM places_region WHERE parent_id = %(region)s AND boundary IS NOT NULL"

KEPT = ("lists.open", "not_isolated", "overdue")
"""Figures of which yesterday's is what was counted when that day was closed."""
FIGURES = {
    "held": HELD, "gap": GAP, "due": DUE, "overdue": OVERDUE, "reported": REPORTED, "silent": SILENT,
    "lists": LISTS, "rooms": ROOMS, "closed": CLOSED, "mapped": MAPPED,
}  # fmt: skip
_ONE = "(SELECT coalesce(json_agg(q), '[]') FROM ({sql}) AS q) AS {name}"
_ALL = "SELECT " + ", ".join(_ONE.format(sql=sql, name=name) for name, sql in FIGURES.items())


def values(path: str, *, day: date, now: datetime) -> dict[str, Any]:
    """The values the statements name, for a region on a day."""
    return {
        "low": path,
        "high": upper(path),
        "above": ancestors(path),
        "region": int(path.rpartition(".")[2] or 0),
        "depth": path.count(".") + 2 if path else 1,
        "now": now,
        "start": start_of(day),
        "end": end_of(day),
        "before": start_of(plus(day, -1)),
        "today": day,
        "yesterday": plus(day, -1),
        "tomorrow": plus(day, 1),
        "week": plus(day, -7),
        "week_start": start_of(plus(day, -6)),
        "until": now + datetime.resolution,
        "day_start": start_of(day),
        "kept": list(KEPT),
        **VALUES,
    }


def read(given: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The lines of every figure, by its name; instants and days as ISO text."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL, given)
        (found,) = cursor.fetchall()
        return dict(zip(FIGURES, found, strict=True))

"""What a board shows at a glance: stored standings counted by index, in one statement for each figure.

The figures of bulletins and cells are counted from evidence, as known at any instant; a board asks how it
stands now, which is what standings, open stays and sent reports keep. ``part`` is the id of the region
directly below the one asked for, empty for what stands with the region itself.
"""

from datetime import date, datetime
from typing import Any

from django.db import connection

from lianfang.core.days import end_of, plus, start_of
from lianfang.core.measures.owed import RESTRICTING
from lianfang.places.paths import ancestors, upper

_HERE = "{path} >= %(low)s AND {path} < %(high)s"
_STAYS, _OWED, _SPANS = (_HERE.format(path=p) for p in ("s.path", "t.owner_path", "sp.path"))
_REPORTS, _LISTS, _SITES = (_HERE.format(path=p) for p in ("r.path", "l.path", "f.path"))

# Held yesterday = held now − come today + gone today, measure by measure.
HELD = f"""
    SELECT split_part(path, '.', %(depth)s), measure, sum(held), sum(came), sum(gone) FROM (
        SELECT s.path, s.measure, 1 AS held, 0 AS came, 0 AS gone
        FROM measures_stay AS s WHERE s.ended IS NULL AND {_STAYS}
        UNION ALL SELECT s.path, s.measure, 0, 1, 0
        FROM measures_stay AS s WHERE s.began >= %(start)s AND {_STAYS}
        UNION ALL SELECT s.path, s.measure, 0, 0, 1
        FROM measures_stay AS s WHERE s.ended >= %(start)s AND {_STAYS}
    ) AS moved GROUP BY 1, 2
"""  # noqa: S608 - put together from texts of this module

GAP = f"""
    SELECT split_part(sp.path, '.', %(depth)s), count(DISTINCT sp.person_id)
    FROM measures_span AS sp
    WHERE sp.live AND {_SPANS} AND sp.measure = ANY(%(restricting)s)
      AND sp.start <= %(today)s AND sp.until >= %(today)s
      AND NOT EXISTS (SELECT 1 FROM measures_stay AS s WHERE s.person_id = sp.person_id AND s.ended IS NULL)
    GROUP BY 1
"""  # noqa: S608 - put together from texts of this module

# A due instant is the first that is too late: a task due at midnight belongs to the day it ends. What was
# withdrawn only after it fell due stays missing.
DUE = f"""
    SELECT split_part(t.owner_path, '.', %(depth)s),
        count(*) FILTER (WHERE t.due <= %(now)s AND t.standing = 'met'),
        count(*) FILTER (WHERE t.due <= %(now)s AND t.standing = 'met_late'),
        count(*) FILTER (WHERE t.due <= %(now)s AND (t.standing IN ('open', 'overdue')
            OR (t.standing = 'withdrawn' AND t.withdrawn >= t.due))),
        count(*) FILTER (WHERE t.due > %(now)s AND t.standing IN ('open', 'overdue')),
        count(*) FILTER (WHERE t.kind = 'sample' AND t.standing IN ('open', 'overdue')),
        count(*) FILTER (WHERE t.kind = 'sample' AND t.standing IN ('open', 'overdue', 'met', 'met_late'))
    FROM tasks_task AS t WHERE t.due > %(start)s AND t.due <= %(end)s AND {_OWED} GROUP BY 1
"""  # noqa: S608 - put together from texts of this module

DUE_BEFORE = f"""
    SELECT count(*) FILTER (WHERE t.standing = 'met'),
        count(*) FILTER (WHERE t.standing IN ('met', 'met_late', 'open', 'overdue')
            OR (t.standing = 'withdrawn' AND t.withdrawn >= t.due))
    FROM tasks_task AS t WHERE t.due > %(before)s AND t.due <= %(start)s AND {_OWED}
"""  # noqa: S608 - put together from texts of this module

OVERDUE = f"""
    SELECT split_part(t.owner_path, '.', %(depth)s), count(*), min(t.due)
    FROM tasks_task AS t WHERE t.standing IN ('open', 'overdue') AND t.due <= %(now)s AND {_OWED} GROUP BY 1
"""  # noqa: S608 - put together from texts of this module

_STATE = """
    CASE WHEN t.excused IS NOT NULL THEN 'excused' WHEN t.withdrawn IS NOT NULL THEN 'withdrawn'
        WHEN r.sent < r.due THEN 'on_time' WHEN r.sent IS NOT NULL THEN 'late'
        WHEN r.due <= %(now)s THEN 'missing' ELSE 'due' END
"""
REPORTED = f"""
    SELECT split_part(r.path, '.', %(depth)s), r.day, {_STATE} AS state, count(*),
        count(*) FILTER (WHERE r.zero), count(DISTINCT r.unit_id)
    FROM situation_report AS r JOIN tasks_task AS t ON t.id = r.task_id
    WHERE r.day >= %(yesterday)s AND r.day <= %(today)s AND {_REPORTS} GROUP BY 1, 2, 3
"""  # noqa: S608 - put together from texts of this module

# Who has not reported: what is missing today first, then by how often in the week.
SILENT = f"""
    SELECT r.unit_id, r.kind FROM situation_report AS r JOIN tasks_task AS t ON t.id = r.task_id
    WHERE r.day > %(week)s AND r.day <= %(today)s AND {_REPORTS}
      AND t.excused IS NULL AND t.withdrawn IS NULL
    GROUP BY r.unit_id, r.kind
    HAVING count(*) FILTER (WHERE r.sent IS NULL AND r.due <= %(now)s OR r.sent >= r.due) > 0
    ORDER BY bool_or(r.day = %(today)s AND r.sent IS NULL AND r.due <= %(now)s) DESC,
        count(*) FILTER (WHERE r.sent IS NULL AND r.due <= %(now)s) DESC,
        count(*) FILTER (WHERE r.sent >= r.due) DESC, min(r.path), r.kind
    LIMIT %(most)s
"""  # noqa: S608 - put together from texts of this module
WEEK_OF = f"""
    SELECT r.unit_id, r.kind, u.name, r.day, r.id, {_STATE} AS state, r.zero, r.revised
    FROM unnest(%(units)s::bigint[], %(kinds)s::text[]) AS w (unit, kind)
    JOIN situation_report AS r ON r.unit_id = w.unit AND r.kind = w.kind
    JOIN places_unit AS u ON u.id = r.unit_id JOIN tasks_task AS t ON t.id = r.task_id
    WHERE r.day > %(week)s AND r.day <= %(today)s
"""  # noqa: S608 - put together from texts of this module

# Searches of lists still under way in the area, also of lists that were received above it.
SEARCHED = f"""
    SELECT t.list_id, count(*), min(t.due) FROM tasks_task AS t
    WHERE t.standing IN ('open', 'overdue') AND t.kind = 'locate' AND t.list_id IS NOT NULL AND {_OWED}
    GROUP BY 1
"""  # noqa: S608 - put together from texts of this module
OPEN_LISTS = f"""
    SELECT l.id, l.source, l.at, l.due, CASE WHEN {_LISTS} THEN l.pending + l.ambiguous ELSE 0 END
    FROM intake_inboundlist AS l
    WHERE l.kind = 'pushed' AND l.state <> 'cancelled'
      AND (l.id = ANY(%(lists)s) OR ({_LISTS} AND l.pending + l.ambiguous > 0))
    ORDER BY l.at
"""  # noqa: S608 - put together from texts of this module
LISTS_OF_WEEK = f"""
    SELECT count(*) FILTER (WHERE l.at > %(week_start)s), count(*) FILTER (WHERE l.at >= %(start)s)
    FROM intake_inboundlist AS l
    WHERE l.kind = 'pushed' AND l.state <> 'cancelled' AND l.at > %(week_start)s
      AND (l.id = ANY(%(lists)s) OR {_LISTS})
"""  # noqa: S608 - put together from texts of this module

# Two people in one room use one; whoever stays in a room without a number has one alone.
ROOMS = f"""
    SELECT count(*), count(*) FILTER (WHERE f.capacity IS NULL), coalesce(sum(f.capacity), 0),
        coalesce(sum(u.used), 0), coalesce(sum(u.before), 0), coalesce(sum(u.leaving), 0)
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
LISTS_BEFORE = """
    SELECT coalesce(c.known, 0) FROM situation_fill AS f
    LEFT JOIN situation_cell AS c ON c.fill_id = f.id AND c.path = %(low)s AND c.metric = 'lists.open'
    WHERE f.day = %(yesterday)s AND f.closed AND f.path = ANY(%(above)s) ORDER BY f.as_of DESC LIMIT 1
"""
MAPPED = "SELECT count(*) FROM places_region WHERE parent_id = %(region)s AND boundary IS NOT NULL"


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
        "restricting": sorted(RESTRICTING),
    }


def read(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The lines of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())

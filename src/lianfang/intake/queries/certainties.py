"""The four certainties (四个查清) counted in sets; the slow obvious twin is ``core.situation.certainties``.

What is known of people lies in tables of the apps below, which this reads by name in one statement: asking
person by person takes minutes for a list of a hundred thousand. It acts for the whole tree and counts what
stands in the area asked for, so that an area's own figure and its line in the figure above are one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.asking import Ask
from lianfang.core.days import end_of, start_of
from lianfang.core.refusal import Refused
from lianfang.core.situation.certainties import Certainties, Share
from lianfang.places.paths import contains, upper

ROWS = """
WITH RECURSIVE line AS MATERIALIZED (
    SELECT r.id, r.inbound_id, r.sheet, r.number, r.path, r.state, r.person_id, r.since, r.risky,
        CASE WHEN w.accepted THEN 'gone' WHEN w.id IS NOT NULL OR h.id IS NOT NULL THEN 'offered'
            ELSE 'held' END AS custody
    FROM intake_inboundrow AS r JOIN intake_inboundlist AS l ON l.id = r.inbound_id
    LEFT JOIN intake_forward AS w ON w.row_id = r.id AND w.accepted IS NOT FALSE
    LEFT JOIN measures_handover AS h ON h.person_id = r.person_id AND h.answered IS NULL
    WHERE r.path >= %(low)s AND r.path < %(high)s AND {lists}
),
person AS MATERIALIZED (SELECT DISTINCT person_id AS id FROM line WHERE state = 'accepted'),
merged AS MATERIALIZED (SELECT id, merged_into_id FROM people_person WHERE merged_into_id IS NOT NULL),
beside AS (SELECT id AS one, merged_into_id AS other FROM merged UNION SELECT merged_into_id, id FROM merged),
family AS (
    SELECT id AS person, id AS record FROM person WHERE id IN (SELECT one FROM beside)
    UNION SELECT family.person, beside.other FROM family JOIN beside ON beside.one = family.record
),
kin AS MATERIALIZED (SELECT id AS person, id AS record FROM person UNION SELECT person, record FROM family),
told AS MATERIALIZED (
    SELECT kin.person, f.occurred, f.kind = 'located' AND f.payload ->> 'outcome' = 'found' AS found,
        f.payload ->> 'attempted_by' AS name
    FROM findings_finding AS f JOIN kin ON kin.record = f.subject_id
    WHERE f.subject_kind = 'person' AND f.retracted IS NULL
        AND (f.kind = 'located' OR (f.kind = 'contacted' AND f.payload ->> 'reached' = 'false'))
        AND f.recorded >= (SELECT min(since) FROM line)
        AND NOT EXISTS (SELECT 1 FROM findings_finding AS s WHERE s.subject_id = f.subject_id
            AND s.subject_kind = 'person' AND s.supersedes = f.id AND s.retracted IS NULL)
),
decided AS MATERIALIZED (
    SELECT kin.person FROM measures_decision AS d JOIN kin ON kin.record = d.person_id
    WHERE d.superseded IS NULL
),
on_the_way AS MATERIALIZED (
    SELECT kin.person FROM tasks_task AS t JOIN kin ON kin.record = t.person_id
    WHERE t.standing IN ('open', 'overdue')
        AND t.kind IN ('decide', 'sign_order', 'serve_notice', 'begin_stay')
),
seen AS MATERIALIZED (
    SELECT id, found >= since AS found, tried >= since AS tried FROM (
        SELECT id, since, max(found) OVER each AS found, max(tried) OVER each AS tried FROM (
            SELECT id, person_id AS person, since, NULL::timestamptz AS found, NULL::timestamptz AS tried
            FROM line WHERE state = 'accepted'
            UNION ALL
            SELECT NULL, person, NULL, CASE WHEN found THEN occurred END,
                CASE WHEN NOT found THEN occurred END
            FROM told
        ) AS both_sorts WINDOW each AS (PARTITION BY person)
    ) AS with_last WHERE id IS NOT NULL
),
asked AS (
    SELECT line.*, line.id IN (SELECT id FROM seen WHERE found) AS located,
        line.id IN (SELECT id FROM seen WHERE tried) AS tried,
        coalesce(line.person_id IN (SELECT person FROM on_the_way), false) AS waits,
        NOT risky OR coalesce(line.person_id IN (SELECT person FROM decided), false) AS settled
    FROM line
),
stood AS MATERIALIZED (SELECT asked.*, located AND settled AND NOT waits AS controlled FROM asked)
"""
"""Each row that stands in an area: who answers for it, whether its person is found and settled, tried.

Sets of these sizes are asked with IN and sorted in windows, and never joined to one another: a list just
received has no statistics yet, and a planner who takes it for empty would look through it row by row.
"""

_UNREACHED = "state = 'accepted' AND custody = 'held' AND NOT located AND tried"
BEHIND: Mapping[str, tuple[str, str]] = {
    "number": ("state IN ('accepted', 'duplicate', 'rejected')", "true"),
    "person": ("state = 'accepted'", "state IN ('accepted', 'ambiguous')"),
    "location": ("located OR custody = 'gone'", "state IN ('accepted', 'ambiguous')"),
    "control": ("controlled OR custody = 'gone'", "state IN ('accepted', 'ambiguous')"),
    "offered": ("state = 'accepted' AND custody = 'offered'", "state = 'accepted' AND custody = 'offered'"),
    "accepted": ("state = 'accepted' AND custody = 'gone'", "state = 'accepted' AND custody = 'gone'"),
    "unreachable": (_UNREACHED, _UNREACHED),
}
"""For each count, which rows are in it and of which it is a share."""

_COUNTED = ", ".join(
    f"count(*) FILTER (WHERE ({done}) AND ({of})), count(*) FILTER (WHERE {of})"
    for done, of in BEHIND.values()
)
_PAGE = """
    SELECT id, count(*) OVER () FROM stood WHERE {behind}
    ORDER BY sheet, number LIMIT %(count)s OFFSET %(skip)s
"""
_ATTEMPTS = f"""
    SELECT {{key}}, coalesce(told.name, ''), count(*) FROM stood
    JOIN told ON told.person = stood.person_id AND told.occurred >= stood.since AND NOT told.found
    WHERE {_UNREACHED} GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - put together of constants of this module only
_HANDED_ON = """
    SELECT {key}, count(*) FROM (
        SELECT r.id, r.inbound_id, h.from_path AS path
        FROM measures_handover AS h JOIN intake_inboundrow AS r ON r.person_id = h.person_id
        JOIN intake_inboundlist AS l ON l.id = r.inbound_id
        WHERE h.accepted AND h.answered >= l.at AND r.state = 'accepted'
            AND h.from_path >= %(low)s AND h.from_path < %(high)s
            AND (h.list_id = l.id OR (h.from_path >= l.path AND h.from_path < l.path || '/')) AND {lists}
    ) AS gone GROUP BY 1
"""
_PENDING = """
    SELECT {key}, sum(pending) FROM (
        SELECT l.id AS inbound_id, l.path, l.pending FROM intake_inboundlist AS l
        WHERE l.pending > 0 AND l.path >= %(low)s AND l.path < %(high)s AND {lists}
    ) AS waiting GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: those that stand in an area, of some lists, of lists received on a day."""

    path: str
    list_ids: tuple[int, ...] | None = None
    day: date | None = None

    def statement(self, text: str, **parts: str) -> str:
        """A statement about these rows."""
        lists = "true" if self.list_ids is None else "l.id = ANY(%(lists)s)"
        if self.day is not None:
            lists += " AND l.at >= %(start)s AND l.at < %(end)s"
        return text.format(lists=lists, **parts)

    def values(self) -> dict[str, Any]:
        """The values of its places."""
        day = self.day or date.min
        dated = {"start": start_of(day), "end": end_of(day)} if self.day is not None else {}
        return {"low": self.path, "high": upper(self.path), "lists": list(self.list_ids or ()), **dated}


def asked(
    viewer: Viewer,
    path: str | None = None,
    *,
    list_ids: Iterable[int] | None = None,
    day: date | None = None,
) -> Asked:
    """What a viewer asks for: their area or a part of it; refused elsewhere."""
    low = viewer.path if path is None else path
    if not viewer.everything and not (viewer.path and contains(viewer.path, low)):
        raise Refused("scope.area", "不在您的辖区内", "this is outside your area")
    return Asked(low, None if list_ids is None else tuple(list_ids), day)


def certainties(
    viewer: Viewer, path: str | None = None, *, list_id: int | None = None, day: date | None = None
) -> Certainties:
    """The four certainties of a list, of an area, of a day, or of all that the viewer sees."""
    lists = None if list_id is None else [list_id]
    found = _counted(asked(viewer, path, list_ids=lists, day=day), key="''")
    return found.get("", Certainties())


def certainties_by_region(
    viewer: Viewer, path: str, *, list_id: int | None = None, day: date | None = None
) -> dict[str, Certainties]:
    """The certainties of each region directly below one, by path; its own rows are under its own path."""
    depth = path.count(".") + 2 if path else 1
    key = f"array_to_string((string_to_array(path, '.'))[1:{depth}], '.')"
    lists = None if list_id is None else [list_id]
    return dict(sorted(_counted(asked(viewer, path, list_ids=lists, day=day), key=key).items()))


def certainties_by_list(viewer: Viewer, list_ids: Iterable[int]) -> dict[int, Certainties]:
    """The certainties of each of several lists, of what stands in the viewer's area."""
    found = _counted(asked(viewer, list_ids=list_ids), key="inbound_id::text")
    return {int(number): counts for number, counts in found.items()}


def ids_behind(viewer: Viewer, list_id: int, ask: Ask, *, path: str | None = None) -> tuple[list[int], int]:
    """Numbers of the rows behind a count of a list, in the order of the file, and how many there are in all.

    ``certainty`` names the count; ``done`` is no for the rows that are missing from it.
    """
    is_done, of = BEHIND[ask.only("certainty")]
    behind = f"({of}) AND NOT ({is_done})" if ask.only("done") == "no" else f"({of}) AND ({is_done})"
    scope = asked(viewer, path, list_ids=[list_id])
    statement = scope.statement(ROWS) + _PAGE.format(behind=behind)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement, {**scope.values(), "count": ask.count, "skip": ask.start})
        found = cursor.fetchall()
    return [number for number, _ in found], found[0][1] if found else 0


def _counted(ask: Asked, *, key: str) -> dict[str, Certainties]:
    found: dict[str, Certainties] = defaultdict(Certainties)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            ask.statement(ROWS + f" SELECT {key}, {_COUNTED} FROM stood GROUP BY 1"),  # noqa: S608
            ask.values(),
        )
        for part, *counts in cursor.fetchall():
            found[part] = _of_counts(counts)
        if any(each.unreachable for each in found.values()):
            cursor.execute(ask.statement(ROWS + _ATTEMPTS, key=key), ask.values())
            for part, name, count in cursor.fetchall():
                found[part] += Certainties(attempts=((name, count),))
        cursor.execute(ask.statement(_HANDED_ON, key=key), ask.values())
        for part, count in cursor.fetchall():
            found[part] += Certainties(accepted=count)
        cursor.execute(ask.statement(_PENDING, key=key), ask.values())
        for part, count in cursor.fetchall():
            waiting = Share(0, int(count))
            found[part] += Certainties(number=waiting, person=waiting, location=waiting, control=waiting)
    return dict(found)


def _of_counts(counts: list[int]) -> Certainties:
    found = {name: Share(done, of) for name, done, of in zip(BEHIND, counts[::2], counts[1::2], strict=True)}
    return Certainties(
        number=found["number"],
        person=found["person"],
        location=found["location"],
        control=found["control"],
        offered=found["offered"].done,
        accepted=found["accepted"].done,
        unreachable=found["unreachable"].done,
    )

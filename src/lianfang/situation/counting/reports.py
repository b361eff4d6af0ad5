"""Reports: how many were owed about the day and came, and what the units said in them.

A report belongs to the day it is about, whenever it is due. What is said in a report that is still owed is
unknown and not zero; an excused or withdrawn one owes nothing.
"""

from lianfang.situation.counting.duties import PROOFS, STANDING
from lianfang.situation.counting.source import Source
from lianfang.situation.report_kinds import KINDS

_OWED = f"""
    FROM situation_report AS r JOIN tasks_task AS t ON t.id = r.task_id {STANDING}
    WHERE r.day = %(day)s AND r.path >= %(low)s AND r.path < %(high)s
"""
OWED = f"""
    SELECT r.id AS member, r.path, r.kind AS what, how.standing,
           (how.standing IN ('on_time', 'late'))::int AS known, 0 AS unknown
    {_OWED} AND how.standing NOT IN ('void', 'not_due')
"""

# Who had not sent by then, or left the field out of an older version, has not said it.
SAID = f"""
    SELECT owed.member, owed.path, owed.kind || '.' || field.name AS what, owed.standing,
           coalesce((said."values" ->> field.name)::bigint, 0) AS known,
           (owed.ended = '' AND said."values" ->> field.name IS NULL)::int AS unknown
    FROM (SELECT r.id AS member, r.path, r.kind, how.standing, how.ended {_OWED}) AS owed
    JOIN unnest(%(kinds)s::text[], %(fields)s::text[]) AS field (kind, name) ON field.kind = owed.kind
    LEFT JOIN LATERAL (
        SELECT v."values" FROM situation_revision AS v
        WHERE v.report_id = owed.member AND v.at <= %(as_of)s AND owed.ended = ''
        ORDER BY v.number DESC LIMIT 1
    ) AS said ON true
"""  # noqa: S608 - put together from texts of this module


def owed_metrics(what: str) -> tuple[str, ...]:
    """A report counts among all and among those of its kind."""
    return ("reports", f"reports.{what}")


def said_metrics(what: str) -> tuple[str, ...]:
    """A field of a report counts under its own name."""
    return (f"reported.{what}",)


_FIELDS = [(kind.code, field.name) for kind in KINDS.values() for field in kind.fields]
REPORTS = (
    Source("report", frozenset({"reports"}), OWED, owed_metrics, {"proofs": PROOFS}),
    Source(
        "report",
        frozenset({"reported"}),
        SAID,
        said_metrics,
        {
            "proofs": PROOFS,
            "kinds": [kind for kind, _ in _FIELDS],
            "fields": [name for _, name in _FIELDS],
        },
    ),
)

"""Pushed lists, their rows, and the colours their sources report."""

from lianfang.core.situation.metrics import CERTAINTIES
from lianfang.intake.queries.certainties import BEHIND
from lianfang.intake.queries.certainties import ROWS as ROWS_STOOD
from lianfang.situation.counting.source import Source
from lianfang.situation.counting.stays import itself

RECEIVED = """
    SELECT l.id AS member, l.path, 'lists.received' AS what, '' AS standing, 1 AS known, 0 AS unknown
    FROM intake_inboundlist AS l
    WHERE l.path >= %(low)s AND l.path < %(high)s AND l.kind = 'pushed' AND l.state <> 'cancelled'
      AND l.at >= %(start)s AND l.at < %(until)s
"""

# A list is open while rows of it are to be judged, or somebody of it is to be found or settled.
UNFINISHED = """
    SELECT l.id, l.path, l.source, l.filename, l.at, l.pending + l.ambiguous AS unsettled,
           (SELECT count(*) FROM tasks_task AS t
            WHERE t.list_id = l.id AND t.kind = 'locate' AND t.made < %(until)s
              AND (t.settled IS NULL OR t.settled >= %(until)s)
              AND (t.excused IS NULL OR t.excused >= %(until)s)
              AND (t.withdrawn IS NULL OR t.withdrawn >= %(until)s)) AS unfound
    FROM intake_inboundlist AS l
    WHERE l.path >= %(low)s AND l.path < %(high)s AND l.kind = 'pushed' AND l.state <> 'cancelled'
      AND l.at < %(until)s
"""
OPEN = f"""
    SELECT l.id AS member, l.path, 'lists.open' AS what, '' AS standing, 1 AS known, 0 AS unknown
    FROM ({UNFINISHED}) AS l WHERE l.unsettled > 0 OR l.unfound > 0
"""  # noqa: S608 - put together from texts of this module

# Rows are counted where they are answered for; those not yet judged, where their list came in.
ROWS = """
    SELECT r.id AS member, r.path, r.state AS what, '' AS standing, 1 AS known, 0 AS unknown
    FROM intake_inboundrow AS r JOIN intake_inboundlist AS l ON l.id = r.inbound_id
    WHERE r.path >= %(low)s AND r.path < %(high)s AND l.kind = 'pushed'
      AND l.at >= %(start)s AND l.at < %(until)s
"""
PENDING = """
    SELECT l.id AS member, l.path, 'pending' AS what, '' AS standing, l.pending AS known, 0 AS unknown
    FROM intake_inboundlist AS l
    WHERE l.path >= %(low)s AND l.path < %(high)s AND l.kind = 'pushed' AND l.state <> 'cancelled'
      AND l.at >= %(start)s AND l.at < %(until)s AND l.pending > 0
"""

COLOURS = """
    SELECT DISTINCT f.subject_id AS member, f.path, 'codes.' || (f.payload ->> 'colour') AS what,
           '' AS standing, 1 AS known, 0 AS unknown
    FROM findings_finding AS f
    WHERE f.kind = 'code_colour' AND f.path >= %(low)s AND f.path < %(high)s
      AND f.payload ->> 'colour' IN ('red', 'yellow')
      AND f.recorded >= %(start)s AND f.recorded < %(until)s
      AND (f.retracted IS NULL OR f.retracted >= %(until)s)
"""

# What is certain of a row is said by ``intake``; here it is counted for the lists of a period.
_TODAY = "l.kind = 'pushed' AND l.state <> 'cancelled' AND l.at >= %(start)s AND l.at < %(until)s"
_EACH = ", ".join(f"('{name}', {BEHIND[name][0]}, {BEHIND[name][1]})" for name in CERTAINTIES)
CERTAIN = f"""
    {ROWS_STOOD.replace("{lists}", _TODAY)}
    SELECT stood.id AS member, stood.path, each.name || CASE WHEN each.done THEN '|done' ELSE '' END AS what,
           '' AS standing, 1 AS known, 0 AS unknown
    FROM stood CROSS JOIN LATERAL (VALUES {_EACH}) AS each (name, done, counts) WHERE each.counts
"""  # noqa: S608 - put together from texts of this module and the one it reads


def certain_metrics(what: str) -> tuple[str, ...]:
    """A row counts among those to be certain of, and among the certain ones where it is."""
    name, _, done = what.partition("|")
    return (f"certain.{name}.of", f"certain.{name}") if done else (f"certain.{name}.of",)


def pending_metrics(what: str) -> tuple[str, ...]:
    """A row not yet judged was received, and its number is not yet certain."""
    return (*row_metrics(what), "certain.number.of")


def row_metrics(what: str) -> tuple[str, ...]:
    """A row counts as received and as what became of it."""
    return ("rows.received", f"rows.{what}")


LISTS = (
    Source("list", frozenset({"lists"}), RECEIVED, itself),
    Source("list", frozenset({"lists"}), OPEN, itself),
    Source("row", frozenset({"rows"}), ROWS, row_metrics),
    Source("list", frozenset({"rows", "certain"}), PENDING, pending_metrics),
    Source("row", frozenset({"certain"}), CERTAIN, certain_metrics),
    Source("person", frozenset({"codes"}), COLOURS, itself),
)

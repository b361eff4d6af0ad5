"""Tasks that fell due, and notices that wait for a signature.

How a task counts is said by ``core.tasks.counted_as``; this is its fast twin and must agree with it on random
data: what was known at ``as_of`` decides, evidence taken back by then does not hold, excusing or withdrawing
what was already done is void, and what was withdrawn after it fell due stays missing.
"""

from lianfang.core.tasks import NATURES
from lianfang.situation.counting.source import Source
from lianfang.situation.counting.stays import itself

PROOFS = [f"{kind}:{proof}" for kind, nature in NATURES.items() for proof in sorted(nature.settled_by)]
"""Which evidence settles which task, as ``kind:evidence``."""

# For a task ``t``: ``how.ended`` (excused, withdrawn or empty) and ``how.standing`` as it counts.
STANDING = """
    CROSS JOIN LATERAL (
        SELECT min(e.occurred) FILTER (
                   WHERE greatest(e.occurred, e.recorded) <= %(as_of)s
                     AND (e.retracted IS NULL OR e.retracted > %(as_of)s)) AS done,
               t.excused <= %(as_of)s AND count(*) FILTER (
                   WHERE greatest(e.occurred, e.recorded) <= t.excused
                     AND (e.retracted IS NULL OR e.retracted > t.excused)) = 0 AS excused,
               t.withdrawn <= %(as_of)s AND count(*) FILTER (
                   WHERE greatest(e.occurred, e.recorded) <= t.withdrawn
                     AND (e.retracted IS NULL OR e.retracted > t.withdrawn)) = 0 AS withdrawn
        FROM tasks_evidence AS e
        WHERE e.task_id = t.id AND t.kind || ':' || e.kind = ANY(%(proofs)s)
    ) AS known
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN known.excused AND NOT (coalesce(known.withdrawn, false) AND t.withdrawn < t.excused)
                THEN 'excused'
            WHEN known.withdrawn THEN 'withdrawn'
            ELSE '' END AS ended
    ) AS over
    CROSS JOIN LATERAL (
        SELECT over.ended, CASE
            WHEN over.ended = 'withdrawn' AND t.due <= t.withdrawn THEN 'missing'
            WHEN over.ended = 'withdrawn' THEN 'void'
            WHEN %(as_of)s < t.due THEN 'not_due'
            WHEN over.ended = 'excused' THEN 'excused'
            WHEN known.done IS NULL THEN 'missing'
            WHEN known.done < t.due THEN 'on_time'
            ELSE 'late' END AS standing
    ) AS how
"""

# A due instant is the first that is too late: a task due at midnight belongs to the day it ends.
FELL_DUE = f"""
    SELECT t.id AS member, t.owner_path AS path, t.kind AS what, how.standing,
           (how.standing IN ('on_time', 'late'))::int AS known, 0 AS unknown
    FROM tasks_task AS t {STANDING}
    WHERE t.owner_path >= %(low)s AND t.owner_path < %(high)s AND t.due > %(start)s AND t.due <= %(end)s
      AND how.standing NOT IN ('void', 'not_due')
"""  # noqa: S608 - put together from texts of this module

# What is overdue is so whatever day it was due. A stored standing says how a task stands now; for an earlier
# ``as_of`` what ended since is counted again.
OVERDUE = """
    SELECT t.id AS member, t.owner_path AS path, 'overdue' AS what, '' AS standing, 1 AS known, 0 AS unknown
    FROM tasks_task AS t
    WHERE t.owner_path >= %(low)s AND t.owner_path < %(high)s AND t.due <= %(as_of)s AND t.made <= %(as_of)s
      AND (t.standing IN ('open', 'overdue')
           OR t.settled > %(as_of)s OR t.excused > %(as_of)s OR t.withdrawn > %(as_of)s)
"""

UNSIGNED = """
    SELECT o.id AS member, o.path, 'orders.unsigned' AS what, '' AS standing, 1 AS known, 0 AS unknown
    FROM measures_order AS o
    WHERE o.path >= %(low)s AND o.path < %(high)s AND o.kind = 'isolation' AND o.drafted < %(until)s
      AND (o.withdrawn IS NULL OR o.withdrawn >= %(until)s)
      AND (o.first_signed IS NULL OR o.first_signed >= %(until)s
           OR (o.needs_second AND (o.second_signed IS NULL OR o.second_signed >= %(until)s)))
"""


def task_metrics(what: str) -> tuple[str, ...]:
    """A task counts among all and among those of its kind."""
    return ("tasks", f"tasks.{what}")


DUTIES = (
    Source("task", frozenset({"tasks"}), FELL_DUE, task_metrics, {"proofs": PROOFS}),
    Source("task", frozenset({"overdue"}), OVERDUE, itself),
    Source("order", frozenset({"orders"}), UNSIGNED, itself),
)

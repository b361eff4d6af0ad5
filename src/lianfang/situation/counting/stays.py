"""People under measures: who is held, who came, who went. Who should be held and is not: see ``gaps``."""

from lianfang.core.situation.metrics import HELD, category
from lianfang.situation.counting.source import Source

# A stay covers the instant just before ``until``. Why a traveller is held, by the level of the area, stands
# in the decision behind the order; those entered as an opening balance may say it in their ground.
HELD_AT = """
    SELECT s.person_id AS member, s.path,
           concat_ws('|', s.measure, s.person_class, coalesce(s.ground ->> 'risk', decided.risk, '')) AS what,
           '' AS standing, 1 AS known, 0 AS unknown
    FROM measures_stay AS s
    LEFT JOIN measures_order AS o ON o.id = s.order_id
    LEFT JOIN measures_decision AS d ON d.id = o.decision_id
    LEFT JOIN LATERAL (
        SELECT reason -> 'fact' ->> 'risk' AS risk FROM jsonb_array_elements(d.reasons) AS reason
        WHERE reason -> 'fact' ->> 'class' = s.person_class LIMIT 1
    ) AS decided ON s.person_class = 'traveller'
    WHERE s.path >= %(low)s AND s.path < %(high)s
      AND s.began < %(until)s AND (s.ended IS NULL OR s.ended >= %(until)s)
"""

# Somebody whose measure before ended at the same instant was moved and did not come anew.
ENTERED = """
    SELECT s.person_id AS member, s.path,
           s.measure || '|' || (CASE WHEN EXISTS (
               SELECT 1 FROM measures_stay AS before
               WHERE before.person_id = s.person_id AND before.ended = s.began
                 AND before.ended_why IN ('phase', 'replaced')
           ) THEN 'moved_in' ELSE 'entered' END) AS what,
           '' AS standing, 1 AS known, 0 AS unknown
    FROM measures_stay AS s
    WHERE s.path >= %(low)s AND s.path < %(high)s AND s.began >= %(start)s AND s.began < %(until)s
"""
LEFT = """
    SELECT s.person_id AS member, s.path,
           s.measure || '|' || (CASE WHEN s.ended_why IN ('phase', 'replaced')
               THEN 'moved_out' ELSE 'released' END) AS what,
           '' AS standing, 1 AS known, 0 AS unknown
    FROM measures_stay AS s
    WHERE s.path >= %(low)s AND s.path < %(high)s AND s.ended >= %(start)s AND s.ended < %(until)s
"""


def held_metrics(what: str) -> tuple[str, ...]:
    """``central|traveller|high`` counts as held, as held in central isolation, and there by its category."""
    measure, person_class, risk = what.split("|")
    if measure not in HELD:
        return ()
    return ("held", f"held.{measure}", f"held.{measure}.{category(person_class, risk)}")


def moving_metrics(what: str) -> tuple[str, ...]:
    """``central|entered`` counts as entered at all and as entered into central isolation."""
    measure, way = what.split("|")
    if measure not in HELD:
        return ()
    totals = (way,) if way in ("entered", "released") else ()
    return (*totals, f"{way}.{measure}")


def itself(what: str) -> tuple[str, ...]:
    """For a source whose ``what`` is the name of its metric."""
    return (what,)


HELD_SOURCE = Source("person", frozenset({"held"}), HELD_AT, held_metrics)
STAYS = (
    HELD_SOURCE,
    Source("person", frozenset({"entered", "moved_in"}), ENTERED, moving_metrics),
    Source("person", frozenset({"released", "moved_out"}), LEFT, moving_metrics),
)

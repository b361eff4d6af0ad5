"""Who should be held and is not, by reason, within the clock and late; the fast twin of core.situation.gaps.

The board asks how it stands now, where the spans of the standing decisions are marked; for an instant that
has passed the decisions of that time are looked up.
"""

from lianfang.core.measures.owed import RESTRICTING
from lianfang.core.measures.vocabulary import MEASURES
from lianfang.core.situation.gaps import RECEIPT_HOURS, Why
from lianfang.core.tasks import TaskKind
from lianfang.situation.counting.source import Source

_NOW = "sp.live"
_THEN = """
    EXISTS (SELECT 1 FROM measures_decision AS d WHERE d.id = sp.decision_id AND d.made < %(until)s
        AND (d.superseded IS NULL OR d.superseded >= %(until)s))
"""
_STEPS = {
    Why.NOT_FOUND: TaskKind.LOCATE,
    Why.UNSIGNED: TaskKind.SIGN_ORDER,
    Why.UNSERVED: TaskKind.SERVE_NOTICE,
    Why.NOT_BEGUN: TaskKind.BEGIN_STAY,
}
"""The task whose clock runs for a reason; for the others none does, or that of the receipt."""

# Whom a standing decision would hold today and no stay does. Who was released today is not missing for the
# rest of the day. The strictest measure of the day is named.
_DEMANDED = """
    SELECT sp.person_id, min(sp.path COLLATE "C") AS path, min(sp.start) AS since, max(sp.until) AS last,
        (array_agg(sp.measure ORDER BY array_position(%(restricting)s::text[], sp.measure::text)))[1]
            AS measure, min(sp.row) AS "row"
    FROM measures_span AS sp
    WHERE {standing} AND sp.path >= %(low)s AND sp.path < %(high)s AND sp.measure = ANY(%(restricting)s)
      AND sp.start <= %(today)s AND sp.until >= %(today)s
      AND NOT EXISTS (
          SELECT 1 FROM measures_stay AS s
          WHERE s.person_id = sp.person_id AND s.began < %(until)s
            AND (s.ended IS NULL OR s.ended >= %(until)s
                 OR (s.ended >= %(day_start)s AND s.ended_why IN ('released', 'cap')))
      )
    GROUP BY sp.person_id
"""
_UNHELD = """
    SELECT g.*, o.id AS order_id, how.why,
        CASE how.why WHEN 'pushed_on' THEN sent.at + make_interval(hours => %(receipt_hours)s)
            WHEN 'not_found' THEN clock.locate WHEN 'unsigned' THEN clock.sign_order
            WHEN 'unserved' THEN clock.serve_notice WHEN 'not_begun' THEN clock.begin_stay END AS due
    FROM ({demanded}) AS g
    LEFT JOIN LATERAL (
        SELECT o.id, coalesce(o.served < %(until)s, false) AS served,
            coalesce(CASE WHEN o.needs_second THEN o.second_signed ELSE o.first_signed END < %(until)s, false)
                AS signed
        FROM measures_order AS o
        WHERE o.person_id = g.person_id AND o.kind = 'isolation' AND o.drafted < %(until)s
          AND (o.withdrawn IS NULL OR o.withdrawn >= %(until)s)
        ORDER BY o.id DESC LIMIT 1
    ) AS o ON true
    LEFT JOIN LATERAL (
        SELECT f.payload ->> 'outcome' AS outcome FROM findings_finding AS f
        WHERE f.subject_kind = 'person' AND f.subject_id = g.person_id AND f.kind = 'located'
          AND f.recorded < %(until)s AND f.occurred < %(until)s
          AND (f.retracted IS NULL OR f.retracted >= %(until)s)
          AND f.payload ->> 'outcome' <> 'unreachable'
        ORDER BY f.occurred DESC, f.id DESC LIMIT 1
    ) AS search ON true
    LEFT JOIN LATERAL (
        SELECT w.sent AS at, CASE WHEN w.answered < %(until)s THEN w.accepted END AS accepted
        FROM intake_forward AS w JOIN intake_inboundrow AS r ON r.id = w.row_id
        WHERE r.person_id = g.person_id AND w.sent < %(until)s ORDER BY w.sent DESC, w.id DESC LIMIT 1
    ) AS sent ON true
    LEFT JOIN LATERAL (
        SELECT {clocks} FROM tasks_task AS t
        WHERE t.person_id = g.person_id AND t.kind = ANY(%(steps)s) AND t.made < %(until)s
          AND (t.settled IS NULL OR t.settled >= %(until)s)
          AND (t.excused IS NULL OR t.excused >= %(until)s)
          AND (t.withdrawn IS NULL OR t.withdrawn >= %(until)s)
    ) AS clock ON true
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN o.id IS NOT NULL AND coalesce(search.outcome, 'found') = 'found' THEN
                CASE WHEN o.served THEN 'not_begun' WHEN o.signed THEN 'unserved' ELSE 'unsigned' END
            WHEN search.outcome = 'found' THEN 'undrafted'
            WHEN clock.locate IS NOT NULL OR search.outcome IS NULL THEN 'not_found'
            WHEN search.outcome IN ('wrong_number', 'no_such_person') THEN NULL
            WHEN search.outcome = 'refused' THEN 'refused'
            WHEN sent.accepted THEN NULL
            WHEN NOT sent.accepted THEN 'not_found'
            ELSE 'pushed_on' END AS why
    ) AS how
    WHERE how.why IS NOT NULL
"""
_CLOCKS = ", ".join(f"min(t.due) FILTER (WHERE t.kind = '{kind}') AS {kind}" for kind in _STEPS.values())


def _statement(standing: str) -> str:
    return _UNHELD.format(demanded=_DEMANDED.format(standing=standing), clocks=_CLOCKS)


UNHELD_NOW, UNHELD_THEN = _statement(_NOW), _statement(_THEN)
"""A line for each person: person_id, path, since, last, measure, row, order_id, why, due. The first is only
for the present."""

VALUES = {
    "restricting": sorted(RESTRICTING, key=lambda name: -MEASURES[name].severity),
    "steps": [str(kind) for kind in _STEPS.values()],
    "receipt_hours": RECEIPT_HOURS,
}
"""What the statements name besides area and time."""

LATE = "coalesce(due < %(until)s, true)"
"""Whether no clock runs any more."""

_COUNTED = f"""
    SELECT person_id AS member, path, why || '|' || CASE WHEN {LATE} THEN 'late' ELSE 'in_time' END AS what,
        '' AS standing, 1 AS known, 0 AS unknown
    FROM ({UNHELD_THEN}) AS unheld
"""  # noqa: S608 - put together from texts of this module


def gap_metrics(what: str) -> tuple[str, ...]:
    """``unsigned|late`` counts as not isolated, as late, and by its reason."""
    why, clock = what.split("|")
    return ("not_isolated", f"not_isolated.{clock}", f"not_isolated.{why}")


GAPS = Source("person", frozenset({"not_isolated"}), _COUNTED, gap_metrics, VALUES)

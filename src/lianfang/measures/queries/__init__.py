"""Reading what follows and what is: editions in force, decisions, orders, stays, handovers."""

from lianfang.measures.queries.by_number import OrderFound, look_up_orders
from lianfang.measures.queries.editions import InForce, adoptions, edition_at, editions_for
from lianfang.measures.queries.gaps import held_counts, held_now
from lianfang.measures.queries.handovers import HandoverRow, handovers, handovers_of, open_handover
from lianfang.measures.queries.orders import OrderRow, order, orders
from lianfang.measures.queries.persons import DecisionShown, Sentence, StayRow, decisions, sentence, stays_of
from lianfang.measures.queries.stays import open_stays, stay_rows

__all__ = [
    "DecisionShown",
    "HandoverRow",
    "InForce",
    "OrderFound",
    "OrderRow",
    "Sentence",
    "StayRow",
    "adoptions",
    "decisions",
    "edition_at",
    "editions_for",
    "handovers",
    "handovers_of",
    "held_counts",
    "held_now",
    "look_up_orders",
    "open_handover",
    "open_stays",
    "order",
    "orders",
    "sentence",
    "stay_rows",
    "stays_of",
]

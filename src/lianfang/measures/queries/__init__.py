"""Reading what follows and what is: editions in force, decisions, orders, stays, handovers."""

from lianfang.measures.queries.by_number import OrderFound, look_up_orders
from lianfang.measures.queries.editions import InForce, adoptions, edition_at, editions_for
from lianfang.measures.queries.gaps import held_counts, held_now
from lianfang.measures.queries.handovers import (
    HandoverRow,
    given_away,
    handovers,
    handovers_of,
    open_handover,
)
from lianfang.measures.queries.linked_contacts import (
    Contact,
    LinkedShown,
    close_contacts,
    hanging,
    linked,
)
from lianfang.measures.queries.orders import OrderRow, order, orders
from lianfang.measures.queries.persons import DecisionShown, Sentence, StayRow, decisions, sentence, stays_of
from lianfang.measures.queries.stays import open_stays, stay_rows

__all__ = [
    "Contact",
    "DecisionShown",
    "HandoverRow",
    "InForce",
    "LinkedShown",
    "OrderFound",
    "OrderRow",
    "Sentence",
    "StayRow",
    "adoptions",
    "close_contacts",
    "decisions",
    "edition_at",
    "editions_for",
    "given_away",
    "handovers",
    "handovers_of",
    "hanging",
    "held_counts",
    "held_now",
    "linked",
    "look_up_orders",
    "open_handover",
    "open_stays",
    "order",
    "orders",
    "sentence",
    "stay_rows",
    "stays_of",
]

"""The only writers of decisions, orders, stays and handovers."""

from lianfang.measures.actions.adopting import difference, propose, sign, standing_in
from lianfang.measures.actions.fieldwork import Told, do, report
from lianfang.measures.actions.handing_over import answer, follow_many, offer, place_closer
from lianfang.measures.actions.learning import learn_many, learn_results
from lianfang.measures.actions.linking import name_contact, unname_contact
from lianfang.measures.actions.merging import merge_people, unmerge_people
from lianfang.measures.actions.ordering import OrderResult, serve, sign_many, withdraw_order
from lianfang.measures.actions.reviewing import Reviewed, review_many
from lianfang.measures.actions.staying import Rolled, begin_stay, release, roll
from lianfang.measures.actions.taking_over import Already, Expected, expect_many, held_before, take_over_many
from lianfang.measures.actions.undoing import UNDO_WITHIN_MINUTES, undo, unlearn_many

__all__ = [
    "UNDO_WITHIN_MINUTES",
    "Already",
    "Expected",
    "OrderResult",
    "Reviewed",
    "Rolled",
    "Told",
    "answer",
    "begin_stay",
    "difference",
    "do",
    "expect_many",
    "follow_many",
    "held_before",
    "learn_many",
    "learn_results",
    "merge_people",
    "name_contact",
    "offer",
    "place_closer",
    "propose",
    "release",
    "report",
    "review_many",
    "roll",
    "serve",
    "sign",
    "sign_many",
    "standing_in",
    "take_over_many",
    "undo",
    "unlearn_many",
    "unmerge_people",
    "unname_contact",
    "withdraw_order",
]

"""Appeals (申诉) against a decision or its notice: who may review one, and what it may come to.

The reviewer is of another unit than all who had a hand in the decision. Of several the nearest one above them
is chosen; where there is none above, one beside or below still is another unit. Within what time an appeal
is answered is a deadline of the edition (``answer_appeal_hours``); no national text gives one.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from lianfang.core.findings.worded import Worded
from lianfang.core.refusal import Refused

CLAUSE = "answer_appeal_hours"
ANSWER_WITHIN_HOURS = 24.0
"""Where the edition does not say: a convention of the product (status P), printed on the notice."""


class Outcome(Worded):
    """What an appeal came to."""

    UPHELD = "upheld", "维持原决定", "the decision stands"
    CHANGED = "changed", "变更原决定", "the decision is changed"
    WITHDRAWN = "withdrawn", "申请人撤回", "taken back by the person"


class Appellant(Worded):
    """Who appeals."""

    SELF = "self", "本人", "the person"
    FAMILY = "family", "家属或监护人", "family or guardian"
    OTHER = "other", "其他代理人", "somebody else for the person"


class Bench(NamedTuple):
    """A unit that could review: its number, and how deep in the tree it stands (0 is the country)."""

    unit_id: int
    depth: int


def reviewer(benches: Sequence[Bench], involved: Collection[Bench]) -> int | None:
    """The unit that reviews; None where every unit there is had a hand in the decision."""
    mine = {bench.unit_id for bench in involved}
    free = [bench for bench in benches if bench.unit_id not in mine]
    highest = min((bench.depth for bench in involved), default=0)
    above = [bench for bench in free if bench.depth <= highest]
    if above:
        return max(above, key=lambda bench: bench.depth).unit_id
    return min(free, key=lambda bench: bench.depth).unit_id if free else None


def why_not_review(
    unit_id: int | None, staff_id: int | None, *, units: Collection[int], staff: Collection[int]
) -> Refused | None:
    """Why somebody may not review: of a unit that drafted, signed or executes, or themselves a signer."""
    if unit_id is None or unit_id in units:
        return Refused(
            "appeal.own_unit",
            "复核人不得属于拟稿、签发或执行该决定的单位",
            "the reviewer is not of a unit that drafted, signed or executes the decision",
        )
    if staff_id in staff:
        return Refused(
            "appeal.own_signature",
            "本人参与过该决定,不能复核",
            "who had a hand in the decision does not review it",
        )
    return None

"""How the search for a pushed person goes: found at once by most, and everything else that befalls."""

from dataclasses import dataclass
from datetime import datetime, time

from lianfang.core import findings as known
from lianfang.core.days import after, local_day, plus
from lianfang.core.findings import HomeFault, Method, Need, Outcome, RiskLevel
from lianfang.exercise.dice import dice
from lianfang.exercise.fates import awake, done_at
from lianfang.tasks.queries import Card

_TO_BED = time(20, 0)
_OUTCOMES = (
    (0.860, ()),
    (0.040, (Outcome.UNREACHABLE,)),
    (0.012, (Outcome.UNREACHABLE, Outcome.UNREACHABLE)),
    (0.018, (Outcome.WRONG_NUMBER,)),
    (0.008, (Outcome.NO_SUCH_PERSON,)),
    (0.020, (Outcome.LEFT,)),
    (0.006, (Outcome.REFUSED,)),
    (0.012, (Outcome.UNREACHABLE, Outcome.UNREACHABLE, Outcome.UNREACHABLE)),
)
"""Shares of searches and what they came to before the person was found; ended by one that closes."""
_HARD = 3
"""After so many calls in vain somebody is found only by the police, a day or two late."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to find somebody: when, how, with what outcome; with what was seen at the door."""

    at: datetime
    outcome: Outcome
    method: Method
    seen: tuple[known.Payload, ...] = ()

    def payloads(self, by: str) -> tuple[known.Payload, ...]:
        """What is recorded of it, by whom it was made."""
        located = known.Located(outcome=self.outcome, method=self.method, attempted_by=by)
        return (located, *self.seen)


def search_of(card: Card, who: str, county: str) -> list[Attempt]:
    """Every attempt at one person for one list, in order; the last one closes, if any does."""
    ended = done_at(card, who, county) or card.due
    chosen = dice("search", who, card.opens.isoformat())
    earlier = _earlier(chosen.random())
    attempts = [
        Attempt(
            awake(after(card.opens, minutes=40 + 170 * n), chosen.random(), _TO_BED), outcome, Method.CALL
        )
        for n, outcome in enumerate(earlier)
    ]
    if earlier and earlier[-1].closes:
        return attempts
    if len(earlier) == _HARD:
        ended = awake(after(card.due, hours=chosen.randint(4, 40)), chosen.random(), _TO_BED)
    last = max([ended, *(after(each.at, minutes=25) for each in attempts)])
    method = chosen.choice((Method.CALL, Method.VISIT, Method.VISIT))
    seen = (*_stay(card, last, chosen.random()), *_seen(chosen.random(), chosen.random()))
    return [*attempts, Attempt(last, Outcome.FOUND, method, seen)]


def _earlier(luck: float) -> tuple[Outcome, ...]:
    for share, outcomes in _OUTCOMES:
        if luck < share:
            return outcomes
        luck -= share
    return ()


def _stay(card: Card, found: datetime, luck: float) -> tuple[known.Payload, ...]:
    """Where somebody was of whom the list does not say: the travel card they show tells it."""
    if "外地" not in card.because.zh:
        return ()
    level = RiskLevel.HIGH if luck < 0.12 else RiskLevel.MIDDLE if luck < 0.34 else RiskLevel.LOW
    left = plus(local_day(card.opens), -1)
    stay = known.RiskStay(
        province="海西省", city="临港市", left=left, basis=known.Basis.REPORTED, level=level
    )
    return (stay,)


def _seen(home: float, need: float) -> tuple[known.Payload, ...]:
    """What is noted at the door of some: a home that will not do, somebody who needs looking after."""
    seen: list[known.Payload] = []
    if home < 0.05:
        fault = (HomeFault.SHARED_TOILET, HomeFault.DORMITORY, HomeFault.NO_SEPARATE_ROOM)[
            int(home * 1000) % 3
        ]
        seen.append(known.HomeUnsuitable(reason=fault))
    if need < 0.07:
        needs = (
            (Need.LIVES_ALONE, Need.MEDICINE),
            (Need.CHILD,),
            (Need.PREGNANT,),
            (Need.DIALYSIS,),
            (Need.PET,),
        )
        seen.append(known.Vulnerability(needs=needs[int(need * 1000) % len(needs)]))
    return tuple(seen)

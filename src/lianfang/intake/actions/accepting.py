"""From rows that say something of somebody to people, findings and decisions, many at once.

What a list and what a declaration says goes the same way: who it is, where they belong, what is known of
them. What is to be done about them is the caller's, since it differs.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianfang.accounts.scope import Viewer
from lianfang.core.findings import Located, Outcome
from lianfang.findings import actions as finding_actions
from lianfang.findings import queries as findings
from lianfang.intake.placing import Standing, standing
from lianfang.intake.queries.risk_stays import looked_up_findings
from lianfang.intake.said import Said, since_of
from lianfang.measures import actions as measures
from lianfang.people import actions as people
from lianfang.people import queries as people_queries


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows came from: the receiving area, the source's name, the receipt, until when it sees people."""

    home: str
    source: str
    received: datetime
    seen_until: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """The person of a row, where the row stands, and whether somebody found them for it already."""

    person_id: int
    new: bool
    standing: Standing
    found: bool


Outcomes = list[Accepted | people.Ambiguous]


def accept_many(said: Sequence[Said], origin: Origin, *, by: Viewer, at: datetime) -> Outcomes:
    """Take rows into the register and let what they say be known; the answers are in their order.

    The caller acts for the whole tree: a pushed person may be another area's.
    """
    answers = people.register_many([one.claim for one in said], by=by, at=at, seen_until=origin.seen_until)
    return learn(list(zip(said, answers, strict=True)), origin, by=by, at=at)


def learn(
    answered: Sequence[tuple[Said, people.Registered | people.Ambiguous]],
    origin: Origin,
    *,
    by: Viewer,
    at: datetime,
) -> Outcomes:
    """Let what rows say of people who are settled be known, and what follows be decided."""
    known = {a.person_id for _, a in answered if isinstance(a, people.Registered) and not a.new}
    homes = people_queries.homes(known)
    found = _found(known, at=at)
    outcomes: Outcomes = []
    facts: list[finding_actions.NewFinding] = []
    closer: dict[int, set[int]] = defaultdict(set)
    for said, answer in answered:
        if isinstance(answer, people.Ambiguous):
            outcomes.append(answer)
            continue
        home = homes.get(answer.person_id)
        spot = said.spot
        where = standing(spot.path, registered=home.path if home else spot.path, home=origin.home)
        if where.finer:
            closer[spot.region_id].add(answer.person_id)
        since = since_of(said.row, origin.received)
        already = any(when >= since for when in found.get(answer.person_id, ()))
        outcomes.append(Accepted(answer.person_id, answer.new, where, already))
        path = home.path if home and not where.finer else spot.path
        facts += [
            finding_actions.NewFinding(
                answer.person_id, payload, occurred, origin.source, path, named=said.named_for(payload)
            )
            for payload, occurred in said.facts
        ]
    for region_id, persons in closer.items():
        measures.place_closer(persons, region_id, at=at)
    strangers = {a.person_id for _, a in answered if isinstance(a, people.Registered) and a.new} - known
    awaited = finding_actions.resolve_awaited(_numbers(answered), at=at)
    measures.learn_many(looked_up_findings(facts, at=at), by=by, at=at, strangers=strangers, also=awaited)
    return outcomes


def _numbers(answered: Sequence[tuple[Said, people.Registered | people.Ambiguous]]) -> list[bytes]:
    """The marks of the documents of these people: somebody may have been waiting for them."""
    claims = people.marked([said.claim for said, answer in answered if isinstance(answer, people.Registered)])
    return [held.mark.index for claim in claims for held in claim.numbers]


def _found(person_ids: Iterable[int], *, at: datetime) -> dict[int, list[datetime]]:
    """When people who were known before were found, so that nobody is called twice."""
    known = findings.facts_of_many(person_ids, at=at)
    return {
        person: [
            fact.occurred
            for fact in facts
            if isinstance(fact.payload, Located) and fact.payload.outcome is Outcome.FOUND
        ]
        for person, facts in known.items()
    }

"""From what the register knows of a person to the facts that rules read."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from lianfang.core.days import local_day
from lianfang.core.findings import (
    Arrival,
    ChoosesCentral,
    Exposure,
    Finding,
    Grade,
    HomeUnsuitable,
    Located,
    Occupation,
    Outcome,
    Override,
    RiskStay,
    Symptom,
)
from lianfang.core.measures.facts import Fact, Facts


class Sample(NamedTuple):
    """One result of a person's own: when the swab was taken, and what it said."""

    taken: datetime
    outcome: str
    ct: float | None = None
    kit: str | None = None
    lab: str | None = None


class Linked(NamedTuple):
    """The close contact through whom somebody is a secondary contact, as far as known.

    ``exposures`` are the days of their own last exposures as a close contact. Nobody in the register yet:
    both empty.
    """

    exposures: tuple[date, ...] = ()
    results: tuple[Sample, ...] = ()

    def results_since(self, met: date) -> tuple[Sample, ...]:
        """Their results since they were exposed themselves, as far as that bears on a meeting of that day.

        Earlier ones say nothing of this exposure. Where no day fits, those from the meeting on count.
        """
        since = max((day for day in self.exposures if day <= met), default=met)
        return tuple(result for result in self.results if local_day(result.taken) >= since)


def found_day(findings: Iterable[Finding]) -> date | None:
    """The local day on which the person was first found, None while nobody has found them."""
    days = [local_day(each.occurred) for each in findings if _says_found(each)]
    return min(days, default=None)


def _says_found(finding: Finding) -> bool:
    return isinstance(finding.payload, Located) and finding.payload.outcome is Outcome.FOUND


def facts_from(
    findings: Sequence[Finding],
    results: Iterable[Sample] = (),
    *,
    pushed: date | None = None,
    linked: Sequence[Linked] = (),
) -> Facts:
    """The facts of one person. ``findings`` hold at the instant asked about (see ``findings.facts_at``).

    ``known`` is the day the person was found, else the day they were pushed to us, so that the same
    findings give the same facts whenever they are read. A stay whose level nobody stated and no list
    says, or whose last day nobody knows, is no fact yet: it waits for the one who finds the person.
    ``linked`` are the close contacts through whom they are a secondary contact, in a fixed order.
    """
    known = found_day(findings) or pushed
    arrived = _arrived(findings)
    facts = [fact for each in findings for fact in _facts(each, known, arrived)]
    facts += [
        Fact.of("result", taken=r.taken, outcome=r.outcome, ct=r.ct, kit=r.kit, lab=r.lab) for r in results
    ]
    return Facts.of(*facts, *_of_linked(findings, linked))


def exposed_as(grade: Grade, findings: Iterable[Finding]) -> tuple[date, ...]:
    """The days of the last exposures of that grade."""
    payloads = (each.payload for each in findings)
    return tuple(p.last_exposure for p in payloads if isinstance(p, Exposure) and p.grade is grade)


def _of_linked(findings: Sequence[Finding], linked: Sequence[Linked]) -> Iterator[Fact]:
    """Each linked contact by a number, with their results; who they are is no matter of the rules."""
    met = max(exposed_as(Grade.SECONDARY_CONTACT, findings), default=None)
    if met is None:
        return
    for number, contact in enumerate(linked, 1):
        yield Fact.of("linked_contact", contact=str(number))
        for result in contact.results_since(met):
            yield Fact.of("linked_result", contact=str(number), taken=result.taken, outcome=result.outcome)


def _arrived(findings: Iterable[Finding]) -> date | None:
    days = [
        local_day(each.payload.arrived)
        for each in findings
        if isinstance(each.payload, Arrival) and each.payload.arrived is not None
    ]
    return max(days, default=None)


def _facts(finding: Finding, known: date | None, arrived: date | None) -> Iterator[Fact]:
    match finding.payload:
        case RiskStay(left=left) as stay if left is not None:
            yield from _traveller(stay, left, known, arrived)
        case Exposure(grade=grade, last_exposure=day):
            yield Fact.of(str(grade), last_exposure=day, known=_not_before(known, day))
        case Arrival(from_abroad=True, arrived=entry) if entry is not None:
            day = local_day(entry)
            yield Fact.of("entrant", entry=day, known=_not_before(known, day))
        case Occupation(closed_loop_ended=day) if day is not None:
            yield Fact.of("high_risk_post", left_post=day, known=_not_before(known, day))
        case HomeUnsuitable():
            yield Fact.of("home_unsuitable", since=local_day(finding.occurred))
        case Symptom(onset=onset):
            yield Fact.of("symptom", since=onset or local_day(finding.occurred))
        case ChoosesCentral():
            yield Fact.of("chooses_central", since=local_day(finding.occurred))
        case Override() as said:
            yield _by_hand(said)


def _by_hand(said: Override) -> Fact:
    return Fact.of(
        "override",
        measure=said.measure,
        start=said.start,
        until=said.until,
        tests=",".join(day.isoformat() for day in said.tests) or None,
        in_place_of=",".join(said.in_place_of) or None,
        cause=said.cause and str(said.cause),
        ground=said.ground,
        by=said.author,
        second=said.second,
    )


def _traveller(stay: RiskStay, left: date, known: date | None, arrived: date | None) -> Iterator[Fact]:
    """The stay with the levels at the time, the worst since and now.

    Where the level at the time is not known, the worst that lists have said of the place since stands
    for it; where that is not known either there is no fact.
    """
    level = stay.level or stay.worst
    if level is not None:
        yield Fact.of(
            "traveller",
            risk=str(level),
            risk_worst=stay.worst and str(stay.worst),
            risk_now=stay.newest and str(stay.newest),
            left=left,
            arrived=arrived if arrived is not None and arrived >= left else None,
            known=_not_before(known, left),
        )


def _not_before(known: date | None, day: date) -> date | None:
    """Nobody is known as something before they became it."""
    return None if known is None else max(known, day)

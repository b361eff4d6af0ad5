"""Decisions by a person (人工判定): where the edition is silent, or where its answer does not fit somebody.

Such a decision adds a measure with its days, and may set rows of the edition aside for the person. It is a
reason like any other: named, with its author, ending by itself. It stands on an epidemiological ground with
evidence; what it may not do is said here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lianfang.core.days import days_between, plus
from lianfang.core.findings.values import Cause
from lianfang.core.measures.answers import Answer, State
from lianfang.core.measures.decision import Reason
from lianfang.core.measures.edition import Edition
from lianfang.core.measures.facts import Fact
from lianfang.core.measures.schedule import Dated
from lianfang.core.measures.vocabulary import BY_A_PERSON, MEASURES
from lianfang.core.refusal import Refused
from lianfang.core.words import Words

ROW = "override"
"""What stands in the place of a row where a person decided."""
HOLDS_FROM = 30
"""Severity from which a measure holds somebody somewhere."""
LIGHT_DAYS = 7
"""The longest monitoring or testing by hand where the edition has none (convention of the product)."""
_ENDS = Answer(State.MET, Words("期满即止", "ends with its days"))


def with_decisions_by_hand(reasons: Iterable[Reason], decided: Iterable[Fact]) -> list[Reason]:
    """The reasons of the rules as far as they are not set aside, then those of the persons."""
    by_hand = list(decided)
    kept = list(reasons)
    for fact in by_hand:
        kept = [left for reason in kept if (left := _cut(reason, fact)) is not None]
    return [*kept, *map(_reason, by_hand)]


def _cut(reason: Reason, fact: Fact) -> Reason | None:
    """What is left of a reason that a person set aside: the days before. None where nothing is.

    Only what had come about by then is set aside: a later stay or contact under the same row stands.
    """
    start = fact.needed("start")
    if reason.row not in rows_of(fact) or min(phase.anchor for phase in reason.phases) > start:
        return reason
    answer = Answer(State.MET, Words(f"自 {start} 起由人工判定代替", f"replaced by hand from {start} on"))
    phases = tuple(_before(phase, start, answer) for phase in reason.phases if phase.start < start)
    return replace(reason, phases=phases, release=answer, needs_other=False) if phases else None


def _before(phase: Dated, start: date, answer: Answer) -> Dated:
    last = min(phase.until, plus(start, -1))
    return replace(
        phase,
        until=last,
        cap=last,
        tests=tuple(day for day in phase.tests if day <= last),
        due=tuple(day for day in phase.due if day <= last),
        make_up=phase.make_up if phase.make_up and phase.make_up <= last else None,
        predicate="",
        release=answer,
    )


def rows_of(fact: Fact) -> tuple[str, ...]:
    """The rows that a decision by hand sets aside."""
    return tuple(filter(None, (fact.text("in_place_of") or "").split(",")))


def _reason(fact: Fact) -> Reason:
    measure = fact.text("measure")
    return Reason(
        row=ROW,
        fact=fact,
        because=_because(fact),
        status=BY_A_PERSON,
        source=str(fact.get("ground")),
        severity=0,
        found=None,
        phases=(_phase(fact, measure),) if measure else (),
        release=_ENDS,
    )


def _phase(fact: Fact, measure: str) -> Dated:
    start, until = fact.needed("start"), fact.needed("until")
    tests = tuple(date.fromisoformat(day) for day in filter(None, (fact.text("tests") or "").split(",")))
    return Dated(
        number=1,
        measure=measure,
        anchor=start,
        start=start,
        until=until,
        cap=until,
        tests=tests,
        make_up=None,
        due=tests,
        sample=None,
        predicate="",
        release=_ENDS,
    )


def _because(fact: Fact) -> Words:
    """ "人工判定:…,代替第 9-03 条,由…决定": what a reader must see at once."""
    ground, rows = str(fact.get("ground")), ", ".join(rows_of(fact))
    cause = Cause(str(fact.get("cause"))).words if fact.get("cause") else None
    who = [name for name in (fact.text("by"), fact.text("second")) if name]
    zh = [*([cause.zh] if cause else []), ground, *([f"代替第 {rows} 条"] if rows else [])]
    en = [*([cause.en] if cause else []), ground, *([f"in place of row {rows}"] if rows else [])]
    return Words(
        f"人工判定:{','.join(zh)},由{'、'.join(who)}决定",
        f"decided by hand: {', '.join(en)}; by {' and '.join(who)}",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a person means to decide. ``evidence`` are the findings, results or appeals it stands on."""

    measure: str | None
    start: date
    until: date
    tests: tuple[date, ...] = ()
    in_place_of: tuple[str, ...] = ()
    cause: Cause
    ground: str
    evidence: Collection[str] = ()

    @property
    def holds(self) -> bool:
        """Whether it would hold the person somewhere."""
        return self.measure is not None and MEASURES[self.measure].severity >= HOLDS_FROM

    @property
    def needs_second(self) -> bool:
        """Whether two people sign: where it holds somebody, and where it sets a row of the edition aside."""
        return self.holds or bool(self.in_place_of)


def why_not_decide(
    proposal: Proposal, edition: Edition, *, standing: Collection[str], today: date
) -> Refused | None:
    """Why a person may not decide so. ``standing`` are the rows that decide about the person now.

    Refused: nothing decided, a row that does not stand, days that have gone, more days than the edition
    gives anybody, a measure the edition does not know, no evidence.
    """
    checks = (
        _nothing(proposal),
        _strange_rows(proposal, standing),
        _odd_days(proposal, today),
        _beyond(proposal, edition),
        _groundless(proposal),
    )
    return next((refused for refused in checks if refused is not None), None)


def _nothing(proposal: Proposal) -> Refused | None:
    if proposal.measure is None and not proposal.in_place_of:
        return Refused(
            "by_hand.nothing", "请选择措施,或选择要停用的条目", "choose a measure, or rows to set aside"
        )
    return None


def _strange_rows(proposal: Proposal, standing: Collection[str]) -> Refused | None:
    strange = [row for row in proposal.in_place_of if row not in standing]
    if strange:
        return Refused(
            "by_hand.row",
            "目前的判定没有用到第 {rows} 条",
            "row {rows} is no reason of the decision that stands",
            rows=", ".join(strange),
        )
    return None


def _odd_days(proposal: Proposal, today: date) -> Refused | None:
    if proposal.start < today:
        return Refused("by_hand.past", "开始日不能早于今天", "it cannot start before today")
    if proposal.until < proposal.start:
        return Refused("by_hand.order", "结束日早于开始日", "it ends before it starts")
    if not all(proposal.start <= day <= proposal.until for day in proposal.tests):
        return Refused("by_hand.tests", "采样日须在起止日之间", "tests lie between its first and last day")
    return None


def _beyond(proposal: Proposal, edition: Edition) -> Refused | None:
    if proposal.measure is None:
        return None
    measure = MEASURES[proposal.measure].words
    longest = longest_days(edition, proposal.measure)
    if longest is None:
        return Refused(
            "by_hand.no_such_measure",
            "{edition_zh}没有「{measure_zh}」这一措施,不能人工加设",
            "the {edition_en} knows no {measure_en}; it is not imposed by hand",
            edition_zh=edition.name.zh,
            edition_en=edition.name.en,
            measure_zh=measure.zh,
            measure_en=measure.en,
        )
    if days_between(proposal.start, proposal.until) + 1 > longest:
        return Refused(
            "by_hand.too_long",
            "最长 {longest} 天({edition_zh}对「{measure_zh}」的最长期限);确需延长的,到期前另作判定",
            "at most {longest} days, the longest {measure_en} of the {edition_en}; to go on, decide again",
            longest=longest,
            edition_zh=edition.name.zh,
            edition_en=edition.name.en,
            measure_zh=measure.zh,
            measure_en=measure.en,
        )
    return None


def longest_days(edition: Edition, measure: str) -> int | None:
    """The most days an edition gives anybody under a measure; None where it knows no such measure."""
    found = [
        phase.days
        for rule in edition.rules
        for phase in rule.phases
        if measure in (phase.measure, rule.alternative)
    ]
    light = MEASURES[measure].severity < HOLDS_FROM
    return max(found, default=LIGHT_DAYS if light else None)


def _groundless(proposal: Proposal) -> Refused | None:
    if not proposal.ground.strip():
        return Refused("by_hand.ground", "请写明依据", "state the ground")
    if not proposal.evidence:
        return Refused(
            "by_hand.evidence",
            "没有佐证不能人工判定:请先登记情况或检测结果,再选为佐证",
            "nobody is decided about without evidence: record a finding or a result, then choose it",
        )
    return None


def why_not_after_appeal(proposal: Proposal, days: Sequence[Mapping[str, Any]]) -> Refused | None:
    """Why an appeal may not end so: who appeals is never put under more than before.

    ``days`` are those of the decision appealed against, as it stores them.
    """
    if proposal.measure is None:
        return None
    planned = {date.fromisoformat(day["date"]): MEASURES[day["measure"]].severity for day in days}
    asked = MEASURES[proposal.measure].severity
    span = days_between(proposal.start, proposal.until) + 1
    if all(planned.get(plus(proposal.start, offset), 0) >= asked for offset in range(span)):
        return None
    return Refused(
        "by_hand.worse",
        "申诉复核不得加重:措施不能比原判定更严、更长",
        "an appeal never makes it worse: no stricter and no longer than was decided",
    )

"""``decide``: from facts and an edition to a decision with its reasons.

For each thing the person is, the first row of the edition whose class and conditions fit decides;
its phases are dated (see :mod:`lianfang.core.measures.schedule`); all reasons are kept, each is
released separately, and per day the strictest measure of all of them stands.

Refused: facts without their dates or with dates in the future, and facts of which the edition says
nothing at all. Where it says something of one fact and nothing of another, the decision stands on the
first and a remark names the second.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from lianfang.core.measures.answers import LINKED, Course, State, together
from lianfang.core.measures.asking import sound
from lianfang.core.measures.by_hand import with_decisions_by_hand
from lianfang.core.measures.classes import CLASSES, RISKS
from lianfang.core.measures.decision import Decision, Kind, Reason, Remark, calendar
from lianfang.core.measures.edition import Condition, Edition, Rule
from lianfang.core.measures.facts import Fact, Facts
from lianfang.core.measures.remarks import (
    circumstances,
    outside_window,
    refuse_unsaid,
    remark,
    run_out,
    unsaid,
)
from lianfang.core.measures.schedule import dated
from lianfang.core.refusal import Refused
from lianfang.core.words import Words


def decide(facts: Facts, edition: Edition, *, at: datetime, region: str = "") -> Decision:
    """What follows from ``facts`` under ``edition``.

    ``at`` says which dates lie in the future and, for a fact without ``known``, when the person was
    found; the decision hangs on nothing else of it. Facts with no subject give an empty decision.
    """
    facts = sound(facts, at=at)
    reasons: list[Reason] = []
    remarks: list[Remark] = []
    for fact in facts.subjects():
        _apply(fact, facts, edition, reasons, remarks)
    reasons = with_decisions_by_hand(reasons, facts.of_class("override"))
    if not reasons:
        refuse_unsaid(edition, remarks)
    remarks.extend(circumstances(facts))
    kept = tuple(reasons)
    return Decision(
        edition=edition.id,
        region=region,
        reasons=kept,
        days=calendar(kept),
        due=tuple(sorted({day for reason in kept for phase in reason.phases for day in phase.due})),
        remarks=tuple(remarks),
        digest=digest_of(facts, edition),
    )


def decide_many(
    patterns: Iterable[Facts], edition: Edition, *, at: datetime, region: str = ""
) -> dict[Facts, Decision | Refused]:
    """Decide once for each distinct set of facts; a set that is refused keeps its refusal.

    Thousands of people share a pattern (same class, same dates): look their decision up by theirs.
    """
    decided: dict[Facts, Decision | Refused] = {}
    for pattern in patterns:
        if pattern not in decided:
            try:
                decided[pattern] = decide(pattern, edition, at=at, region=region)
            except Refused as refused:
                decided[pattern] = refused
    return decided


def digest_of(facts: Facts, edition: Edition) -> str:
    """A digest of the facts (``known`` filled in) and of the edition's content."""
    content = [edition.digest, [fact.as_data() for fact in facts.items]]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _apply(fact: Fact, facts: Facts, edition: Edition, reasons: list[Reason], remarks: list[Remark]) -> None:
    rule = matching(fact, edition)
    if rule is None:
        remarks.append(unsaid(fact, edition, levels=_levels(fact, edition)))
        return
    if rule.severity == 0:
        remarks.append(
            remark(Kind.NO_MEASURE, fact, edition, rule, Words("不采取措施", "no measure follows"))
        )
        return
    window = outside_window(fact, rule)
    if window:
        remarks.append(remark(Kind.OUTSIDE_WINDOW, fact, edition, rule, window))
        return
    reason = _reason(fact, facts, edition, rule)
    if not reason.phases:
        remarks.append(remark(Kind.RUN_OUT, fact, edition, rule, run_out(fact)))
        return
    reasons.append(reason)
    if reason.cap < fact.needed("known"):
        remarks.append(remark(Kind.RUN_OUT, fact, edition, rule, run_out(fact)))
    if rule.on_fail and _failed_by_other(rule, reason, facts):
        regraded = _regraded(fact, rule.on_fail)
        remarks.append(remark(Kind.REGRADED, fact, edition, rule, reason.release.because))
        if regraded not in facts.items:
            _apply(regraded, facts, edition, reasons, remarks)


def matching(fact: Fact, edition: Edition) -> Rule | None:
    """The first rule of the edition whose class and conditions fit the fact.

    Refused where a condition asks for a value that the fact does not carry.
    """
    for rule in edition.rules_for(fact.cls):
        for condition in rule.when:
            if _value(fact, condition, rule) is None:
                raise _needs(fact, condition, edition, rule)
        if all(_value(fact, condition, rule) in condition.values for condition in rule.when):
            return rule
    return None


def _levels(fact: Fact, edition: Edition) -> set[str | None]:
    """The risk levels that the edition's rows read from the fact, each as of the instant it names."""
    rules = edition.rules_for(fact.cls)
    return {_value(fact, each, rule) for rule in rules for each in rule.when if each.field == "risk"}


def _value(fact: Fact, condition: Condition, rule: Rule) -> str | None:
    """The fact's value for a condition; a risk level as of the instant the rule names.

    ``stay``: the level at the time of the stay. ``any_in_window``: the worst since, as far as the
    look-back reaches. ``now``: that of the newest list. Where only ``risk`` is given it serves for all three.
    """
    stated = fact.text(condition.field)
    if condition.field != "risk" or stated is None:
        return stated
    if rule.risk_as_of == "now":
        return fact.text("risk_now") or stated
    if rule.risk_as_of == "any_in_window":
        levels = (stated, fact.text("risk_worst"), fact.text("risk_now"))
        return max((level for level in levels if level), key=RISKS.index)
    return stated


def _reason(fact: Fact, facts: Facts, edition: Edition, rule: Rule) -> Reason:
    phases = dated(rule, fact, facts)
    statuses = (rule.status, *(phase.status for phase in rule.phases))
    silent = {column for status in statuses for column in status.conventions()}
    because = fact.words()
    return Reason(
        row=rule.row,
        fact=fact,
        because=Words(
            f"因{edition.name.zh}第 {rule.row} 条:{because.zh}",
            f"because row {rule.row} of the {edition.name.en}: {because.en}",
        ),
        status=rule.status.code,
        source=rule.source,
        severity=rule.severity,
        found=fact.day("known"),
        phases=phases,
        release=together([phase.release for phase in phases if phase.predicate]),
        conventions=tuple(sorted(silent)),
        absent=tuple(gap.words for gap in edition.missing(row=rule.row)),
        needs_other=any(predicate.about_other for phase in rule.phases for predicate in phase.release),
    )


def _failed_by_other(rule: Rule, reason: Reason, facts: Facts) -> bool:
    linked = facts.of_class(*LINKED)
    phase = reason.phases[0]
    course = Course(phase.start, phase.until, phase.cap, phase.due, own=(), linked=linked)
    others = (each for phase in rule.phases for each in phase.release if each.about_other)
    return any(predicate.answer(course).state is State.FAILED for predicate in others)


def _regraded(fact: Fact, cls: str) -> Fact:
    """The same dates under the stricter class."""
    return replace(fact, cls=cls)


def _needs(fact: Fact, condition: Condition, edition: Edition, rule: Rule) -> Refused:
    field = CLASSES[fact.cls].field(condition.field)
    words = field.words if field else Words(condition.field, condition.field)
    return Refused(
        "edition.needs_field",
        "{edition} 第 {row} 条要看 {cls} 的 {field}({said_zh}),请补充",
        "row {row} of edition {edition} asks for {field} of {cls} ({said_en}); add it",
        edition=edition.id,
        row=rule.row,
        cls=fact.cls,
        field=condition.field,
        said_zh=words.zh,
        said_en=words.en,
    )

"""Two editions side by side: where is the local one stricter, laxer, or on its own, and by how much.

A row of the local edition is set beside the national row for the same class and conditions. Two
profiles are compared: the severities of all days of measure, strictest first, and the number of tests.

``stricter`` / ``laxer``: no day and no test less (more), and some more (less). ``mixed``: more of one,
less of another. ``added``: the national edition speaks of the class, but asks for nothing here.
``no_national_row``: it does not speak of the class at all. ``dropped``: only the national one has it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lianfang.core.measures.edition import ContactRule, Edition, Norm, RoutineRule, Rule
from lianfang.core.measures.vocabulary import MEASURES

STRICTER, LAXER, MIXED, SAME = "stricter", "laxer", "mixed", "same"
ADDED, NO_NATIONAL_ROW, DROPPED = "added", "no_national_row", "dropped"


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of the comparison. ``by`` holds local minus national: days in all and per measure,
    tests, severity of the strictest day; hours of a deadline; the values of another number."""

    part: str
    subject: str
    local: str | None
    national: str | None
    verdict: str
    by: Mapping[str, float]


def compare(local: Edition, national: Edition) -> tuple[Difference, ...]:
    """Every row in which ``local`` differs from ``national``; rows that say the same are left out."""
    found = (
        *_rules(local, national),
        *_deadlines(local, national),
        *_contacts(local.contacts, national.contacts),
        *_routine(local.routine, national.routine),
    )
    return tuple(difference for difference in found if difference.verdict != SAME)


def _rules(local: Edition, national: Edition) -> Iterable[Difference]:
    theirs = {(rule.cls, rule.when): rule for rule in national.rules}
    for rule in local.rules:
        other = theirs.pop((rule.cls, rule.when), None)
        yield _rule(rule, other, speaks=bool(national.rules_for(rule.cls)))
    for rule in theirs.values():
        yield Difference("rule", _subject(rule), None, rule.row, DROPPED, _by(None, rule))


def _subject(rule: Rule) -> str:
    return " ".join(filter(None, (rule.cls, rule.when_text())))


def _rule(rule: Rule, other: Rule | None, *, speaks: bool) -> Difference:
    by = _by(rule, other)
    if other is None and not speaks:
        verdict = NO_NATIONAL_ROW
    elif (other is None or not other.phases) and rule.phases:
        verdict = ADDED
    else:
        verdict = _verdict(_profile(rule), _profile(other), _lookback(rule, other), by["tests"])
    return Difference("rule", _subject(rule), rule.row, other.row if other else None, verdict, by)


def _profile(rule: Rule | None) -> list[int]:
    """Severities of all days the rule asks for, strictest first."""
    phases = rule.phases if rule else ()
    return sorted(
        (MEASURES[phase.measure].severity for phase in phases for _ in range(phase.days)), reverse=True
    )


def _lookback(rule: Rule, other: Rule | None) -> int:
    if other is None or rule.lookback_days is None or other.lookback_days is None:
        return 0
    return rule.lookback_days - other.lookback_days


def _verdict(ours: list[int], theirs: list[int], lookback: int, tests: float) -> str:
    length = max(len(ours), len(theirs))
    padded = zip(ours + [0] * (length - len(ours)), theirs + [0] * (length - len(theirs)), strict=True)
    steps = [mine - other for mine, other in padded] + [lookback, tests]
    more, less = any(step > 0 for step in steps), any(step < 0 for step in steps)
    return {(True, False): STRICTER, (False, True): LAXER, (True, True): MIXED}.get((more, less), SAME)


def _by(rule: Rule | None, other: Rule | None) -> dict[str, float]:
    ours, theirs = _days(rule), _days(other)
    measures = {name: ours[name] - theirs[name] for name in MEASURES if ours[name] != theirs[name]}
    worst = max(_profile(rule), default=0) - max(_profile(other), default=0)
    return {
        "days": ours.total() - theirs.total(),
        **measures,
        "tests": _tests(rule) - _tests(other),
        "severity": worst,
        **({"lookback_days": step} if rule and (step := _lookback(rule, other)) else {}),
    }


def _days(rule: Rule | None) -> Counter[str]:
    counted: Counter[str] = Counter()
    for phase in rule.phases if rule else ():
        counted[phase.measure] += phase.days
    return counted


def _tests(rule: Rule | None) -> int:
    return sum(len(phase.tests) for phase in rule.phases) if rule else 0


def _deadlines(local: Edition, national: Edition) -> Iterable[Difference]:
    for name in {**local.deadlines, **national.deadlines}:
        ours, theirs = local.deadlines.get(name), national.deadlines.get(name)
        yield Difference("deadline", name, _shown(ours), _shown(theirs), *_hours(ours, theirs))


def _shown(norm: Norm | None) -> str | None:
    if norm is None:
        return None
    values = norm.value if isinstance(norm.value, tuple) else (norm.value,)
    convention = " (P)" if norm.status == "P" else ""
    return f"{', '.join(f'{value:g}' for value in values)} h{convention}"


def _hours(ours: Norm | None, theirs: Norm | None) -> tuple[str, dict[str, float]]:
    """A shorter deadline is the stricter one. A convention of the product is no national rule."""
    national = theirs if theirs is not None and theirs.status != "P" else None
    if ours is None:
        return (DROPPED if national else SAME), {}
    if national is None:
        return (SAME if ours.status == "P" else NO_NATIONAL_ROW), {}
    step = _number(ours) - _number(national)
    return (STRICTER if step < 0 else LAXER if step > 0 else SAME), {"hours": step}


def _number(norm: Norm) -> float:
    return norm.value[0] if isinstance(norm.value, tuple) else norm.value


def _contacts(ours: tuple[ContactRule, ...], theirs: tuple[ContactRule, ...]) -> Iterable[Difference]:
    national = {_contact_key(rule): rule for rule in theirs}
    for rule in ours:
        key = _contact_key(rule)
        other = national.pop(key, None)
        yield _contact(" ".join(key), rule, other, speaks=any(each.grade == rule.grade for each in theirs))
    for key in national:
        yield Difference("contact", " ".join(key), None, "contacts.csv", DROPPED, {})


def _contact_key(rule: ContactRule) -> tuple[str, str, str, str]:
    return rule.grade, rule.setting, rule.relation, rule.role


def _contact(subject: str, rule: ContactRule, other: ContactRule | None, *, speaks: bool) -> Difference:
    """A longer window or reach and fewer minutes catch more people; ``judge`` none catches nobody."""
    if other is None:
        verdict = ADDED if speaks else NO_NATIONAL_ROW
        return Difference("contact", subject, "contacts.csv", None, verdict, {})
    caught = float(rule.judge != "none") - float(other.judge != "none")
    by = {
        "determined": caught,
        "before_days": float((rule.before_days or 0) - (other.before_days or 0)),
        "max_m": (rule.max_m or 0) - (other.max_m or 0),
        "min_min": (rule.min_min or 0) - (other.min_min or 0),
    }
    steps = [by["determined"], by["before_days"], by["max_m"], -by["min_min"]]
    verdict = (
        STRICTER if any(step > 0 for step in steps) else LAXER if any(step < 0 for step in steps) else SAME
    )
    if verdict == STRICTER and any(step < 0 for step in steps):
        verdict = MIXED
    return Difference(
        "contact", subject, "contacts.csv", "contacts.csv", verdict, {k: v for k, v in by.items() if v}
    )


def _routine(ours: tuple[RoutineRule, ...], theirs: tuple[RoutineRule, ...]) -> Iterable[Difference]:
    national = {rule.group: rule for rule in theirs}
    for rule in ours:
        other = national.pop(rule.group, None)
        verdict, by = _frequency(rule, other)
        yield Difference("routine", rule.group.zh, rule.row, other.row if other else None, verdict, by)
    for rule in national.values():
        yield Difference("routine", rule.group.zh, None, rule.row, DROPPED, {})


def _frequency(rule: RoutineRule, other: RoutineRule | None) -> tuple[str, dict[str, float]]:
    if other is None:
        return NO_NATIONAL_ROW, {}
    step = _weekly(rule) - _weekly(other)
    verdict = STRICTER if step > 0 else LAXER if step < 0 else SAME
    return verdict, {"tests_per_week": step}


def _weekly(rule: RoutineRule) -> float:
    """Tests in seven days; 0 where the text leaves the frequency open."""
    return 7 * rule.tests / rule.per_days if rule.tests and rule.per_days else 0.0

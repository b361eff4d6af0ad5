"""Dating a rule's phases: the counting conventions, in one place.

*Day numbers.* A phase is counted from its anchor: a date of the fact (last exposure, leaving, entry,
discharge …), the day the person was found (``found``), or the end of the phase before (``prev_end``,
the first day after it). ``anchor_day`` is the number the anchor itself bears. 0: the anchor is day 0
and the next day is day 1, the rule for periods in Chinese law (Civil Code art. 201: the day a period
starts from is not counted). 1: the anchor itself is day 1, used for ``found`` and ``prev_end``. Where a
protocol does not say, the edition carries status P beside the column.

*Ends.* ``start`` is day 1 and ``until`` the last day, both in: seven days from 2 July end on 8 July. A
person may be taken in on day 0; that day is not counted. ``until`` is the earliest end. ``cap`` is the
latest: from ``until`` to ``cap`` the measure stands only while its release is not met.

*Credit*, the days that had gone before the person was found: ``elapsed`` counts them, so the end does
not depend on when the person was found; ``none`` does not, so the phase starts no earlier than that
day; ``skip_phase_after(n)`` counts them and leaves the phase out when more than n days had gone, the
next phase starting on the day found. The schedule is the text's: days already gone stay in it.

*Tests.* Day numbers of the phase (``tests_from`` phase), or counted from the day found when that is
later (``found``). Test days that had gone when the person was found cannot be done any more; with
``missed_test`` make_up one test on the day found stands for them. ``due`` is what is really owed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lianfang.core.days import days_between, nth_day, plus
from lianfang.core.measures.answers import LINKED, Answer, Course, together
from lianfang.core.measures.edition import Phase, Rule
from lianfang.core.measures.facts import Fact, Facts


@dataclass(frozen=True, slots=True)
class Dated:
    """A phase with its days. ``tests`` is the text's schedule, ``due`` what can still be done of it."""

    number: int
    measure: str
    anchor: date
    start: date
    until: date
    cap: date
    tests: tuple[date, ...]
    make_up: date | None
    due: tuple[date, ...]
    sample: str | None
    predicate: str
    release: Answer

    def days(self) -> tuple[date, ...]:
        """Every day from the first to the earliest end."""
        return tuple(plus(self.start, offset) for offset in range(days_between(self.start, self.until) + 1))


@dataclass(frozen=True, slots=True)
class _Laid:
    """A phase laid on the calendar, before its tests and release are looked at."""

    phase: Phase
    anchor: date
    start: date
    until: date


def dated(rule: Rule, fact: Fact, facts: Facts) -> tuple[Dated, ...]:
    """The rule's phases for this fact, with days, tests and release."""
    found = fact.needed("known")
    measure_of = _chosen(rule, facts)
    laid = _lay(rule.phases, fact, found)
    make_up = _make_up(laid, found)
    return tuple(_finish(each, measure_of(each.phase), found, make_up, facts) for each in laid)


def _chosen(rule: Rule, facts: Facts) -> "_Choice":
    wanted = any(facts.has(name) for name in rule.alternative_if)
    return _Choice(rule.alternative if wanted else None)


@dataclass(frozen=True, slots=True)
class _Choice:
    """Isolation at home gives way to the alternative of the rule where its condition holds."""

    instead_of_home: str | None

    def __call__(self, phase: Phase) -> str:
        return self.instead_of_home if self.instead_of_home and phase.measure == "home_iso" else phase.measure


def _lay(phases: Sequence[Phase], fact: Fact, found: date) -> list[_Laid]:
    laid: list[_Laid] = []
    after = found  # what ``prev_end`` means until a phase has been laid: only where the first was skipped
    for phase in phases:
        anchor = _anchor(phase, fact, found, after)
        if phase.credit_after is not None and days_between(anchor, found) > phase.credit_after:
            continue
        start = nth_day(anchor, 1, anchor_day=phase.anchor_day)
        if phase.credit == "none" and phase.count_from != "prev_end":
            start = max(start, found)
        until = plus(start, phase.days - 1)
        laid.append(_Laid(phase, anchor, start, until))
        after = plus(until, 1)
    return laid


def _anchor(phase: Phase, fact: Fact, found: date, after: date) -> date:
    if phase.count_from == "prev_end":
        return after
    if phase.count_from == "found":
        return found
    return fact.needed(phase.count_from)  # the loader lets a rule count only from dates its class must carry


def _tests(laid: _Laid, found: date) -> tuple[date, ...]:
    first = max(laid.start, found) if laid.phase.tests_from == "found" else laid.start
    days = (nth_day(first, number, anchor_day=1) for number in laid.phase.tests)
    return tuple(day for day in days if day <= laid.until)


def _make_up(laid: Sequence[_Laid], found: date) -> date | None:
    """The day found, when a test that is to be made up had gone by then and the person is still held."""
    gone = any(
        day < found for each in laid if each.phase.missed_test == "make_up" for day in _tests(each, found)
    )
    held = any(each.start <= found <= each.until for each in laid)
    planned = any(found in _tests(each, found) for each in laid)
    return found if gone and held and not planned else None


def _finish(laid: _Laid, measure: str, found: date, make_up: date | None, facts: Facts) -> Dated:
    phase = laid.phase
    tests = _tests(laid, found)
    own_make_up = make_up if make_up and laid.start <= make_up <= laid.until else None
    extra = () if own_make_up is None else (own_make_up,)
    due = tuple(sorted({*extra, *(day for day in tests if day >= found)}))
    cap = plus(laid.until, phase.cap_days)
    course = Course(
        laid.start, laid.until, cap, due, own=facts.of_class("result"), linked=facts.of_class(*LINKED)
    )
    release = together([predicate.answer(course) for predicate in phase.release])
    return Dated(
        number=phase.number,
        measure=measure,
        anchor=laid.anchor,
        start=laid.start,
        until=laid.until,
        cap=cap,
        tests=tests,
        make_up=own_make_up,
        due=due,
        sample=phase.sample,
        predicate=phase.release_text,
        release=release,
    )

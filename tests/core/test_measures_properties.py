"""What must hold of every decision, on random facts under every shipped edition."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.core.days import days_between, instant, plus
from lianfang.core.measures import MEASURES, Fact, Facts, State, decide, decide_many
from lianfang.core.measures.answers import LINKED, Course
from lianfang.core.measures.release import parse
from lianfang.core.refusal import Refused
from lianfang.policies import list_editions, load

AT = instant("2022-08-20T09:00+08:00")
DAYS = st.dates(date(2022, 7, 25), date(2022, 8, 20))
KNOWN = st.none() | DAYS
EDITIONS = st.sampled_from(list_editions())

SUBJECT = st.one_of(
    st.builds(
        lambda name, day, known: Fact.of(name, last_exposure=day, known=known),
        st.sampled_from(("close_contact", "secondary_contact", "venue_exposed")),
        DAYS,
        KNOWN,
    ),
    st.builds(
        lambda risk, worst, day, known: Fact.of(
            "traveller", risk=risk, risk_worst=worst, left=day, known=known
        ),
        st.sampled_from(("high", "middle", "low", "none")),
        st.none() | st.sampled_from(("high", "middle")),
        DAYS,
        KNOWN,
    ),
    st.builds(lambda day, known: Fact.of("entrant", entry=day, known=known), DAYS, KNOWN),
    st.builds(lambda day: Fact.of("recovered", discharged=day), DAYS),
    st.builds(lambda day: Fact.of("high_risk_post", left_post=day), DAYS),
    st.builds(lambda day: Fact.of("asymptomatic", positive=day), DAYS),
)
CIRCUMSTANCE = st.one_of(
    st.builds(
        lambda name, day, outcome: Fact.of(name, taken=day, outcome=outcome),
        st.sampled_from(("result", "linked_result")),
        DAYS,
        st.sampled_from(("negative", "positive", "grey", "invalid")),
    ),
    st.just(Fact.of("home_unsuitable")),
    st.just(Fact.of("chooses_central")),
    st.builds(
        lambda measure, day, length: Fact.of(
            "override", measure=measure, start=day, until=plus(day, length), ground="g", by="b"
        ),
        st.sampled_from(tuple(MEASURES)),
        DAYS,
        st.integers(0, 20),
    ),
)
FACTS = st.lists(st.one_of(SUBJECT, CIRCUMSTANCE), min_size=1, max_size=5)
quick = settings(max_examples=150, deadline=None)


def decided(facts, edition):
    """The decision, or None where the edition says nothing of any fact."""
    try:
        return decide(Facts.of(*facts), edition, at=AT)
    except Refused:
        return None


def phases_of(decision):
    return [phase for reason in decision.reasons for phase in reason.phases] if decision else []


@quick
@given(EDITIONS, FACTS, st.randoms())
def test_the_same_facts_in_any_order_give_the_same_decision_and_digest(edition, facts, random):
    shuffled = [*facts, facts[0]]
    random.shuffle(shuffled)
    assert decided(facts, edition) == decided(shuffled, edition)


@quick
@given(EDITIONS, FACTS)
def test_per_day_the_strictest_of_all_reasons_stands_and_tests_are_united(edition, facts):
    decision = decided(facts, edition)
    for day in decision.days if decision else ():
        standing = [phase for phase in phases_of(decision) if phase.start <= day.date <= phase.until]
        assert MEASURES[day.measure].severity == max(MEASURES[each.measure].severity for each in standing)
        assert day.test == any(day.date in each.tests for each in standing)
        assert day.due == (day.date in decision.due)
    listed = {day.date for day in decision.days} if decision else set()
    assert listed == {day for phase in phases_of(decision) for day in phase.days()}


@quick
@given(EDITIONS, FACTS, st.one_of(SUBJECT, CIRCUMSTANCE))
def test_one_more_fact_never_makes_a_day_laxer_or_drops_a_test_of_the_text(edition, facts, more):
    before, after = decided(facts, edition), decided([*facts, more], edition)
    later = {day.date: day for day in after.days} if after else {}
    for day in before.days if before else ():
        assert MEASURES[later[day.date].measure].severity >= MEASURES[day.measure].severity
        assert later[day.date].test >= day.test


OUTCOMES = st.sampled_from(("negative", "positive", "grey", "invalid"))
RESULTS = st.lists(
    st.tuples(st.sampled_from("123"), DAYS, OUTCOMES), max_size=8, unique_by=lambda row: row[:2]
)


@quick
@given(st.sets(st.sampled_from("123")), RESULTS)
def test_who_hangs_on_others_is_released_only_when_each_of_them_allows_it(contacts, results):
    """Of every linked contact, named or told by a result, the first two that say anything are negative."""
    facts = [Fact.of("secondary_contact", last_exposure=date(2022, 7, 20), known=date(2022, 7, 21))]
    facts += [Fact.of("linked_contact", contact=contact) for contact in contacts]
    facts += [Fact.of("linked_result", contact=c, taken=day, outcome=said) for c, day, said in results]
    (reason, *_) = decide(Facts.of(*facts), load("cn-covid19-9"), at=AT).reasons
    (state,) = {p.answer(course_of(facts)).state for p in parse("linked_contact.first_negative(2)")}
    telling = sorted((c, day, said) for c, day, said in results if said in ("negative", "positive"))
    first = [[said for c, _, said in telling if c == each] for each in contacts | {c for c, _, _ in results}]
    met = bool(first) and all(said[:2] == ["negative", "negative"] for said in first)
    assert (state is State.MET) == met
    assert reason.needs_other
    assert met or reason.release.state is not State.MET


def course_of(facts):
    day = date(2022, 7, 21)
    return Course(
        day, plus(day, 6), plus(day, 9), (), own=(), linked=tuple(f for f in facts if f.cls in LINKED)
    )


@quick
@given(EDITIONS, FACTS)
def test_phases_follow_one_another_without_a_gap_and_end_before_their_cap(edition, facts):
    decision = decided(facts, edition)
    for reason in decision.reasons if decision else ():
        for phase in reason.phases:
            assert phase.start <= phase.until <= phase.cap
        for one, following in zip(reason.phases, reason.phases[1:], strict=False):
            assert following.start == plus(one.until, 1)


@quick
@given(EDITIONS, FACTS)
def test_tests_lie_within_their_phase_and_what_is_due_not_before_the_person_was_found(edition, facts):
    decision = decided(facts, edition)
    for reason in decision.reasons if decision else ():
        for phase in reason.phases:
            assert all(phase.start <= day <= phase.until for day in (*phase.tests, *phase.due))
            assert all(reason.found and day >= reason.found for day in phase.due)
            assert set(phase.due) - set(phase.tests) <= {reason.found}


@quick
@given(EDITIONS, DAYS, DAYS, DAYS)
def test_elapsed_days_are_credited_and_otherwise_the_days_keep_their_length(edition, exposed, one, two):
    for name, field in (
        ("close_contact", "last_exposure"),
        ("entrant", "entry"),
        ("recovered", "discharged"),
    ):
        spans = []
        for known in (one, two):
            decision = decided([Fact.of(name, **{field: exposed}, known=known)], edition)
            spans.append([(phase.start, phase.until) for phase in phases_of(decision)])
        assert spans[0] == spans[1]
    for level in ("low", "middle", "high"):
        found = decided([Fact.of("traveller", risk=level, left=exposed, known=max(one, exposed))], edition)
        for reason in found.reasons if found else ():
            rule = edition.rule(reason.row)
            lengths = [days_between(phase.start, phase.until) + 1 for phase in reason.phases]
            assert lengths == [phase.days for phase in rule.phases]
            if rule.phases[0].credit == "none":
                assert reason.phases[0].start == reason.found


@quick
@given(EDITIONS, FACTS)
def test_between_end_and_cap_nothing_is_held_once_every_release_is_met(edition, facts):
    decision = decided(facts, edition)
    if decision is None or not decision.days:
        return
    last_cap = max(reason.cap for reason in decision.reasons)
    assert decision.on(plus(last_cap, 1)) is None
    if all(phase.release.state.value == "met" for phase in phases_of(decision)):
        assert decision.on(plus(decision.days[-1].date, 1)) is None


@quick
@given(EDITIONS, st.lists(FACTS, max_size=6))
def test_deciding_many_is_deciding_each(edition, many):
    patterns = [Facts.of(*facts) for facts in many]
    decided_together = decide_many(patterns, edition, at=AT)
    assert set(decided_together) == set(patterns)
    for pattern, found in decided_together.items():
        alone = decided(pattern.items, edition)
        assert found == alone if alone else isinstance(found, Refused)


@quick
@given(EDITIONS, FACTS, SUBJECT)
def test_other_facts_have_another_digest(edition, facts, more):
    before, after = decided(facts, edition), decided([*facts, more], edition)
    if before and after and before.digest == after.digest:
        assert before == after

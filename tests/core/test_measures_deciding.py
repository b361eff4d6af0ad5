"""Deciding: counting conventions, credit, tests, reasons, and what is said beside them."""

from dataclasses import replace
from datetime import date

import pytest
from measures_made import edition, phase, rule

from lianfang.core.days import instant, plus
from lianfang.core.measures import Fact, Facts, Kind, State, as_data, decide, decide_many, digest_of
from lianfang.core.measures.edition import Absent, Condition, Status
from lianfang.core.measures.looking_back import risk_look_back
from lianfang.core.measures.schedule import dated
from lianfang.core.refusal import Refused
from lianfang.core.words import Words

AT = instant("2022-07-05T09:00+08:00")
EXPOSED = date(2022, 7, 1)


def july(number):
    return date(2022, 7, number)


def contact(known=2, **values):
    return Fact.of("close_contact", **{"last_exposure": EXPOSED, "known": july(known), **values})


def decision(made, *facts, at=AT):
    return decide(Facts.of(*facts), made, at=at)


def one_phase(*facts, **changed):
    return decision(edition(rule(phase(**changed))), *facts).reasons[0].phases[0]


def test_the_anchor_is_day_0_and_the_measure_runs_from_day_1_to_its_last_day():
    found = one_phase(contact(), tests=(1, 2, 3, 5, 7), cap_days=3)
    assert (found.anchor, found.start, found.until, found.cap) == (july(1), july(2), july(8), july(11))
    assert found.tests == (july(2), july(3), july(4), july(6), july(8))
    assert len(found.days()) == 7


def test_where_the_anchor_itself_is_day_1_everything_is_a_day_earlier():
    found = one_phase(contact(), anchor_day=1)
    assert (found.start, found.until) == (july(1), july(7))


def test_counting_can_start_on_the_day_found():
    found = one_phase(contact(4), count_from="found", anchor_day=1, credit="none", tests=(1, 7))
    assert (found.start, found.until, found.tests) == (july(4), july(10), (july(4), july(10)))


def test_a_second_phase_starts_the_day_after_the_first_has_ended():
    made = edition(rule(phase(), phase(number=2, measure="home_monitor", days=3, tests=(3,))))
    first, second = decision(made, contact()).reasons[0].phases
    assert (second.anchor, second.start, second.until, second.tests) == (
        july(9),
        july(9),
        july(11),
        (july(11),),
    )
    assert plus(first.until, 1) == second.start


def test_elapsed_days_are_credited_whenever_the_person_is_found():
    assert (
        one_phase(contact(5), credit="elapsed").until
        == one_phase(contact(2), credit="elapsed").until
        == july(8)
    )


def test_without_credit_the_days_start_no_earlier_than_the_day_found():
    late = one_phase(contact(5), credit="none")
    assert (late.start, late.until) == (july(5), july(11))
    assert one_phase(contact(1), credit="none").start == july(2)


def test_a_phase_is_skipped_when_more_days_have_gone_than_it_allows():
    made = edition(
        rule(
            phase(credit="skip_phase_after", credit_after=3), phase(number=2, measure="home_monitor", days=3)
        )
    )
    (left,) = decision(made, contact(5)).reasons[0].phases
    assert (left.measure, left.start, left.until) == ("home_monitor", july(5), july(7))
    assert len(decision(made, contact(4)).reasons[0].phases) == 2


def test_a_rule_whose_every_phase_is_skipped_says_that_the_days_have_run_out():
    made = edition(rule(phase(credit="skip_phase_after", credit_after=1)))
    found = decision(made, contact(5))
    assert found.reasons == ()
    assert [remark.kind for remark in found.remarks] == [Kind.RUN_OUT]


def test_test_days_may_be_counted_from_the_day_found_and_none_falls_after_the_end():
    found = one_phase(contact(4), tests=(1, 3, 7), tests_from="found")
    assert found.tests == (july(4), july(6))


def test_tests_that_had_gone_when_the_person_was_found_are_made_up_once():
    found = one_phase(contact(5), tests=(1, 2, 3, 5, 7), missed_test="make_up")
    assert (found.make_up, found.due) == (july(5), (july(5), july(6), july(8)))
    assert found.tests[0] == july(2)


def test_nothing_is_made_up_when_the_day_found_is_a_test_day_or_the_text_does_not_ask():
    assert one_phase(contact(4), tests=(1, 3), missed_test="make_up").make_up is None
    assert one_phase(contact(5), tests=(1, 3), missed_test="none").make_up is None
    assert one_phase(contact(2), tests=(1, 3), missed_test="make_up").make_up is None


def test_a_test_of_the_first_phase_is_made_up_in_the_second_when_found_there():
    made = edition(
        rule(phase(days=2, tests=(1, 2), missed_test="make_up"), phase(number=2, days=3, tests=(3,)))
    )
    first, second = decision(made, contact(5)).reasons[0].phases
    assert (first.due, second.due) == ((), (july(5), july(6)))
    assert decision(made, contact(5)).due == (july(5), july(6))


def test_nothing_is_made_up_after_the_last_day():
    late = instant("2022-07-20T09:00+08:00")
    found = decision(edition(rule(phase(tests=(1, 7), missed_test="make_up"))), contact(20), at=late)
    assert found.due == ()
    assert [remark.kind for remark in found.remarks] == [Kind.RUN_OUT]
    assert found.days[0].date == july(2)


def test_the_measure_is_held_to_the_cap_only_while_its_release_is_not_met():
    made = edition(rule(phase("own_negative(all)", tests=(7,), cap_days=2)))
    waiting = decision(made, contact())
    assert waiting.on(july(8)).measure == waiting.on(july(10)).measure == "central"
    assert waiting.on(july(11)) is None
    assert waiting.days[-1].date == july(8)
    negative = Fact.of("result", taken=july(8), outcome="negative")
    released = decision(made, contact(), negative, at=instant("2022-07-09T09:00+08:00"))
    assert released.reasons[0].release.state is State.MET
    assert released.on(july(9)) is None


def test_home_gives_way_to_the_alternative_where_its_condition_holds():
    made = edition(
        rule(
            phase(measure="home_iso"),
            phase(number=2, measure="home_monitor", days=3),
            alternative="central",
            alternative_if=("home_unsuitable",),
        )
    )
    assert [each.measure for each in decision(made, contact()).reasons[0].phases] == [
        "home_iso",
        "home_monitor",
    ]
    unsuitable = decision(made, contact(), Fact.of("home_unsuitable"))
    assert [each.measure for each in unsuitable.reasons[0].phases] == ["central", "home_monitor"]


def test_every_reason_is_kept_and_the_strictest_stands_each_day():
    made = edition(
        rule(phase(days=3, tests=(1,))),
        rule(phase(measure="home_iso", count_from="entry", days=7, tests=(1, 2)), row="t-02", cls="entrant"),
    )
    found = decision(made, contact(), Fact.of("entrant", entry=july(2), known=july(2)))
    assert [reason.row for reason in found.reasons] == ["t-01", "t-02"]
    assert [(day.date.day, day.measure, day.test, day.rows) for day in found.days[:4]] == [
        (2, "central", True, ("t-01",)),
        (3, "central", True, ("t-01", "t-02")),
        (4, "central", True, ("t-01", "t-02")),
        (5, "home_iso", False, ("t-02",)),
    ]
    assert [day.due for day in found.days[:4]] == [True, True, True, False]


def test_days_between_two_reasons_on_which_nothing_stands_are_not_listed():
    made = edition(rule(phase(days=1)))
    found = decision(made, contact(), contact(4, last_exposure=july(4)))
    assert [day.date.day for day in found.days] == [2, 5]
    assert found.on(july(3)) is None


def test_the_same_facts_in_another_order_give_the_same_decision():
    made = edition(rule(phase()))
    one, two = contact(), Fact.of("home_unsuitable")
    assert decision(made, one, two) == decision(made, two, one)


def test_a_decision_does_not_hang_on_the_instant_it_is_made():
    made = edition(rule(phase("own_negative(all)", tests=(7,))))
    assert decision(made, contact(), at=AT) == decision(made, contact(), at=instant("2022-09-01T09:00+08:00"))


def test_the_digest_changes_with_the_facts_and_with_the_content_of_the_edition():
    made = edition(rule(phase()))
    facts = Facts.of(contact())
    assert decide(facts, made, at=AT).digest == digest_of(facts, made)
    assert digest_of(facts, made) != digest_of(Facts.of(contact(3)), made)
    assert digest_of(facts, made) != digest_of(facts, replace(made, digest="changed"))


def test_no_facts_give_an_empty_decision():
    found = decision(edition(rule(phase())))
    assert (found.reasons, found.days, found.due, found.remarks) == ((), (), (), ())


def risk(level, as_of="stay", **changed):
    return rule(
        phase(count_from="left"),
        row=f"t-{level}",
        cls="traveller",
        when=(Condition("risk", (level,)),),
        risk_as_of=as_of,
        **changed,
    )


def traveller(level, **values):
    return Fact.of("traveller", risk=level, left=EXPOSED, **values)


@pytest.mark.parametrize(
    ("as_of", "expected"), [("stay", "t-middle"), ("any_in_window", "t-high"), ("now", "t-low")]
)
def test_the_level_is_that_of_the_stay_the_worst_since_or_that_of_now(as_of, expected):
    made = edition(*(risk(level, as_of) for level in ("high", "middle", "low")))
    found = decision(made, traveller("middle", risk_worst="high", risk_now="low"))
    assert [reason.row for reason in found.reasons] == [expected]


@pytest.mark.parametrize("as_of", ["stay", "any_in_window", "now"])
def test_where_only_one_level_is_known_it_serves_for_all(as_of):
    assert decision(edition(risk("high", as_of)), traveller("high")).reasons


def test_a_stay_beyond_the_look_back_is_said_to_be_outside_it():
    made = edition(risk("high", lookback_days=3))
    assert decision(made, traveller("high", known=july(4))).reasons
    (remark,) = decision(made, traveller("high", known=july(5))).remarks
    assert remark.kind is Kind.OUTSIDE_WINDOW
    assert "no rule applies because" in remark.because.en


def test_a_place_on_no_list_is_said_to_be_just_that():
    found = decision(edition(risk("high")), traveller("none"))
    assert [(remark.kind, remark.row) for remark in found.remarks] == [(Kind.NO_MEASURE, None)]


def test_a_place_taken_off_the_list_since_is_on_no_list_where_the_level_of_now_counts():
    gone = traveller("high", risk_worst="high", risk_now="none")
    assert [remark.kind for remark in decision(edition(risk("high", "now")), gone).remarks] == [
        Kind.NO_MEASURE
    ]
    assert decision(edition(risk("high", "any_in_window")), gone).reasons
    with pytest.raises(Refused):
        decision(edition(risk("high", "now"), risk("middle", "stay")), gone)


def test_an_edition_looks_back_as_far_as_its_farthest_row_on_risk_levels():
    week, longer = risk("high", lookback_days=7), risk("low", lookback_days=10)
    contacts = rule(phase(), row="t-c", lookback_days=30)
    assert risk_look_back(edition(week, longer, contacts)) == 10
    assert risk_look_back(edition(contacts)) == 0
    assert risk_look_back(edition(week, replace(longer, lookback_days=None))) is None
    assert risk_look_back(edition(week, replace(longer, severity=0, lookback_days=None))) == 7


def test_a_row_may_say_that_no_measure_follows():
    (remark,) = decision(edition(rule()), contact()).remarks
    assert (remark.kind, remark.row) == (Kind.NO_MEASURE, "t-01")


def test_what_the_edition_does_not_say_is_refused_by_name():
    gap = Absent("venue_exposed", None, None, Words("未查到", "not found"))
    with pytest.raises(Refused) as refused:
        decision(edition(rule(phase()), absent=(gap,)), Fact.of("venue_exposed", last_exposure=EXPOSED))
    assert refused.value.code == "edition.no_row"
    assert "edition made has no row for venue_exposed: not found" in refused.value.words.en
    assert "没有 venue_exposed 的条目:未查到" in refused.value.words.zh


def test_a_level_without_a_row_is_refused_with_the_level_named():
    with pytest.raises(Refused, match="no row for traveller risk=low"):
        decision(edition(risk("high")), traveller("low"))


def test_where_one_fact_is_decided_the_other_is_named_beside_it():
    found = decision(edition(rule(phase())), contact(), Fact.of("venue_exposed", last_exposure=EXPOSED))
    assert [reason.row for reason in found.reasons] == ["t-01"]
    assert [remark.kind for remark in found.remarks] == [Kind.NO_ROW]


def test_a_condition_on_a_value_that_is_not_given_asks_for_it():
    made = edition(rule(phase(count_from="positive"), cls="case", when=(Condition("severity", ("mild",)),)))
    with pytest.raises(Refused, match="asks for severity of case"):
        decision(made, Fact.of("case", positive=EXPOSED))
    assert decision(made, Fact.of("case", positive=EXPOSED, severity="mild")).reasons


LINKED = "own_negative(all) & linked_contact.first_negative(2)"
SECONDARY = Fact.of("secondary_contact", last_exposure=EXPOSED, known=date(2022, 7, 2))


def linking(on_fail="close_contact"):
    return edition(
        rule(
            phase(LINKED, measure="home_iso", tests=(7,)),
            row="t-02",
            cls="secondary_contact",
            on_fail=on_fail,
        ),
        rule(phase()),
    )


def linked(number, outcome):
    return Fact.of("linked_result", taken=july(number), outcome=outcome)


def test_a_positive_of_the_linked_contact_regrades_the_person_and_keeps_both_reasons():
    found = decision(linking(), SECONDARY, linked(3, "positive"))
    assert [reason.row for reason in found.reasons] == ["t-02", "t-01"]
    assert found.reasons[0].needs_other
    assert not found.reasons[1].needs_other
    assert [remark.kind for remark in found.remarks] == [Kind.REGRADED]
    assert found.days[0].measure == "central"


def test_without_a_positive_or_a_class_to_fall_to_nobody_is_regraded():
    assert len(decision(linking(), SECONDARY, linked(3, "negative")).reasons) == 1
    assert len(decision(linking(on_fail=None), SECONDARY, linked(3, "positive")).reasons) == 1


def test_an_own_positive_fails_release_but_does_not_regrade():
    found = decision(linking(), SECONDARY, Fact.of("result", taken=july(3), outcome="positive"))
    assert found.reasons[0].release.state is State.FAILED
    assert [remark.kind for remark in found.remarks] == [Kind.POSITIVE]


def test_who_is_a_close_contact_already_is_not_made_one_twice():
    found = decision(linking(), SECONDARY, contact(), linked(3, "positive"))
    assert sorted(reason.row for reason in found.reasons) == ["t-01", "t-02"]


def test_a_persons_decision_adds_days_and_bears_its_ground():
    override = Fact.of(
        "override", measure="home_iso", start=july(7), until=july(10), ground="doctor", by="county"
    )
    found = decision(edition(rule(phase())), contact(), override)
    assert [(reason.row, reason.status) for reason in found.reasons] == [("t-01", "V1"), ("override", "O")]
    assert [found.on(july(number)).measure for number in (7, 8, 9)] == ["central", "central", "home_iso"]
    assert "doctor" in found.reasons[1].because.en
    assert (found.reasons[1].until, found.reasons[1].cap) == (july(10), july(10))


def test_a_persons_decision_alone_is_a_decision():
    override = Fact.of(
        "override", measure="central", start=july(7), until=july(10), ground="court", by="county"
    )
    assert len(decision(edition(), override).days) == 4


def test_a_symptom_is_to_be_reported():
    (remark,) = decision(edition(rule(phase())), contact(), Fact.of("symptom", since=july(3))).remarks
    assert remark.kind is Kind.SYMPTOM


def test_a_positive_of_somebody_known_to_be_infected_is_no_news():
    made = edition(rule(phase(count_from="positive"), cls="asymptomatic"))
    infected = Fact.of("asymptomatic", positive=EXPOSED)
    assert decision(made, infected, Fact.of("result", taken=july(3), outcome="positive")).remarks == ()


def test_a_reason_names_its_conventions_and_what_the_edition_does_not_give():
    status = Status("V1", (("V2", ("tests",)), ("P", ("anchor_day", "cap_days"))))
    gap = Absent(None, "t-01", "tests", Words("缺", "no test days"))
    (reason,) = decision(edition(rule(phase(status=status)), absent=(gap,)), contact()).reasons
    assert (reason.status, reason.conventions, reason.absent) == (
        "V1",
        ("anchor_day", "cap_days"),
        (gap.words,),
    )
    assert str(status) == "V1; V2 tests; P anchor_day cap_days"
    assert (status.of("tests"), status.of("days"), status.codes()) == ("V2", "V1", ("V1", "V2", "P"))


def test_many_are_decided_once_for_each_pattern_and_one_refusal_stops_nobody():
    made = edition(rule(phase()))
    good, bad = Facts.of(contact()), Facts.of(Fact.of("entrant", entry=EXPOSED))
    decided = decide_many([good, bad, good], made, at=AT, region="1.5")
    assert len(decided) == 2
    assert decided[good] == decide(good, made, at=AT, region="1.5")
    assert isinstance(decided[bad], Refused)


def test_a_decision_is_told_as_data_in_one_language_or_both():
    made = edition(
        rule(phase("own_negative(all)", tests=(1,), missed_test="make_up")), rule(cls="entrant", row="t-02")
    )
    found = decision(made, contact(4), Fact.of("entrant", entry=EXPOSED))
    data = as_data(found, "zh")
    assert data["reasons"][0]["phases"][0] == {
        "phase": 1,
        "measure": "central",
        "words": "集中隔离医学观察",
        "day_zero": "2022-07-01",
        "start": "2022-07-02",
        "until": "2022-07-08",
        "cap": "2022-07-08",
        "tests": ["2022-07-02"],
        "due": ["2022-07-04"],
        "make_up": "2022-07-04",
        "sample": None,
        "release": "own_negative(all)",
        "state": "unknown",
    }
    assert data["days"][0] == {
        "date": "2022-07-02",
        "measure": "central",
        "test": True,
        "due": False,
        "rows": ["t-01"],
    }
    assert data["said"][0]["kind"] == "no_measure"
    assert set(as_data(found)["reasons"][0]["because"]) == {"zh", "en"}


def test_an_edition_answers_what_a_page_asks_of_it():
    made = edition(rule(phase()), valid_to=date(2022, 6, 1))
    assert made.rule("t-01") is made.rules[0]
    assert made.rule("t-99") is None
    assert made.in_force(date(2022, 6, 1))
    assert not made.in_force(date(2022, 6, 2))
    assert not made.in_force(date(2021, 12, 31))
    assert made.deadline_hours("found_and_checked_hours") is None


def test_facts_that_were_not_checked_are_an_error_of_the_caller():
    made = rule(phase())
    with pytest.raises(ValueError, match="has no known"):
        dated(made, Fact.of("close_contact", last_exposure=EXPOSED), Facts.of())
    with pytest.raises(ValueError, match="has no last_exposure"):
        dated(made, Fact.of("close_contact", known=EXPOSED), Facts.of())

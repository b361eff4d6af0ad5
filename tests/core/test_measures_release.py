"""Release predicates: a closed list, each answering met, failed or unknown."""

from datetime import date

import pytest

from lianfang.core.days import instant
from lianfang.core.measures import Fact, State
from lianfang.core.measures.answers import Answer, Course, day_of, together
from lianfang.core.measures.release import FORMS, parse
from lianfang.core.words import Words


def day(number):
    """Day ``number`` of a phase that starts on 2 July."""
    return date(2022, 7, 1 + number)


def own(number, outcome="negative", **more):
    return Fact.of(
        "result", taken=day(number) if isinstance(number, int) else instant(number), outcome=outcome, **more
    )


def linked(number, outcome="negative", contact=None):
    return Fact.of("linked_result", taken=day(number), outcome=outcome, contact=contact)


def answer(expression, *results, owed=(), days=7, cap=3):
    course = Course(
        day(1),
        day(days),
        day(days + cap),
        tuple(day(number) for number in owed),
        own=tuple(fact for fact in results if fact.cls == "result"),
        linked=tuple(fact for fact in results if fact.cls.startswith("linked_")),
    )
    (predicate,) = parse(expression)
    return predicate.answer(course)


def state(expression, *results, **course):
    return answer(expression, *results, **course).state


def test_all_own_negative_is_met_when_every_test_due_has_its_negative():
    assert state("own_negative(all)", own(1), own(4), own(7), owed=(1, 4, 7)) is State.MET


def test_all_own_negative_names_the_days_still_owed():
    told = answer("own_negative(all)", own(1), own(7), owed=(1, 4, 7))
    assert (told.state, told.owed) == (State.UNKNOWN, (day(4),))
    assert "2022-07-05" in told.because.zh


def test_a_negative_to_spare_proves_a_test_missed_before_it():
    assert state("own_negative(all)", own(1), own(5), own(7), owed=(1, 4, 7)) is State.MET
    assert state("own_negative(all)", own(3), own(1), own(7), owed=(1, 4, 7)) is State.UNKNOWN


@pytest.mark.parametrize("outcome", ["grey", "invalid"])
def test_grey_and_invalid_results_prove_nothing(outcome):
    assert state("own_negative(all)", own(7, outcome), owed=(7,)) is State.UNKNOWN


def test_a_positive_fails_it_and_results_from_before_the_phase_or_after_the_cap_do_not_count():
    assert state("own_negative(all)", own(3, "positive"), own(7), owed=(7,)) is State.FAILED
    assert state("own_negative(all)", own(0, "positive"), own(7), owed=(7,)) is State.MET
    assert state("own_negative(all)", own(11), owed=(7,)) is State.UNKNOWN
    assert state("own_negative(all)", own(10), owed=(7,)) is State.MET


def test_where_no_test_falls_due_all_own_negative_is_met():
    assert state("own_negative(all)") is State.MET


def test_a_number_of_own_negatives():
    assert state("own_negative(2)", own(1)) is State.UNKNOWN
    assert state("own_negative(2)", own(1), own(2)) is State.MET


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([own(5), own(6)], State.MET),
        ([own(5)], State.UNKNOWN),
        ([own(5), own(6, "positive")], State.FAILED),
        ([own(4), own(5, "positive"), own(6)], State.UNKNOWN),
        ([own(4, "positive"), own(5), own(6)], State.MET),
        ([own(4), own(5, "grey"), own(6)], State.MET),
        ([own("2022-07-06T20:00+08:00"), own("2022-07-07T08:00+08:00")], State.UNKNOWN),
        ([own("2022-07-06T20:00+08:00"), own("2022-07-07T20:00+08:00")], State.MET),
        ([own("2022-07-06T20:00+08:00"), own(6)], State.MET),
        ([], State.UNKNOWN),
    ],
)
def test_negatives_in_a_row_at_least_a_day_apart(results, expected):
    assert state("own_consecutive(2, 24 h)", *results) is expected


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([own(6), own(7)], State.MET),
        ([own(6, "positive", ct=36.0), own(7, "positive", ct=35.0)], State.MET),
        ([own(6), own(7, "positive", ct=30.0)], State.FAILED),
        ([own(6), own(7, "positive")], State.FAILED),
        ([own(6)], State.UNKNOWN),
        ([own(5), own(6)], State.UNKNOWN),
        ([own(6, "positive", ct=30.0), own(7), own(8)], State.MET),
        ([own(6), own(6, "positive", ct=20.0), own(7)], State.FAILED),
        ([own(6), own(7, "invalid")], State.UNKNOWN),
        ([own(7), own(9)], State.UNKNOWN),
    ],
)
def test_clear_on_two_days_in_a_row_by_result_or_ct_value(results, expected):
    assert state("own_clear@6+7(ct>=35)", *results) is expected


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([own(14, kit="A", lab="X"), own(14, kit="B", lab="Y")], State.MET),
        ([own(14, kit="A", lab="X"), own(14, kit="A", lab="Y")], State.UNKNOWN),
        ([own(14, kit="A", lab="X"), own(14, kit="B", lab="X")], State.UNKNOWN),
        ([own(14, kit="A"), own(14, kit="B", lab="Y")], State.UNKNOWN),
        ([own(14, kit="A", lab="X"), own(15, kit="B", lab="Y")], State.UNKNOWN),
        ([own(13, kit="A", lab="X"), own(13, kit="B", lab="Y")], State.UNKNOWN),
        ([own(15, kit="A", lab="X"), own(15, kit="B", lab="Y")], State.MET),
        ([own(14, kit="A", lab="X"), own(14, "positive", kit="B", lab="Y")], State.FAILED),
    ],
)
def test_the_two_samples_of_release_differ_in_kit_and_laboratory(results, expected):
    assert state("double@14(kits differ, labs differ)", *results, days=14) is expected


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([linked(1), linked(2)], State.MET),
        ([linked(1)], State.UNKNOWN),
        ([linked(1), linked(2, "positive")], State.FAILED),
        ([linked(1), linked(2), linked(3, "positive")], State.MET),
        ([linked(1), linked(2, "grey"), linked(3)], State.MET),
        ([own(1), own(2)], State.UNKNOWN),
    ],
)
def test_the_first_results_of_the_linked_contact(results, expected):
    assert state("linked_contact.first_negative(2)", *results) is expected


def named(contact):
    return Fact.of("linked_contact", contact=contact)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([named("1")], State.UNKNOWN),
        ([named("1"), linked(1, contact="1"), linked(2, contact="1")], State.MET),
        ([named("1"), named("2"), linked(1, contact="1"), linked(2, contact="1")], State.UNKNOWN),
        ([linked(1, contact="1"), linked(2, contact="2")], State.UNKNOWN),
        ([named("2"), linked(1, contact="1"), linked(2, "positive", contact="1")], State.FAILED),
        ([linked(n, contact=c) for n in (1, 2) for c in "12"], State.MET),
    ],
)
def test_the_first_results_of_every_linked_contact(facts, expected):
    assert state("linked_contact.first_negative(2)", *facts) is expected


def test_a_linked_contact_that_nobody_named_is_asked_for_and_not_counted():
    assert "未指明" in answer("linked_contact.first_negative(2)").because.zh
    assert "0/2" in answer("linked_contact.first_negative(2)", named("1")).because.zh


def test_only_the_linked_condition_hangs_on_somebody_else():
    predicates = [predicate for form in FORMS for predicate in parse(form)]
    assert [predicate.about_other for predicate in predicates] == [False] * 5 + [True]
    assert [predicate.last_day for predicate in predicates] == [0, 0, 0, 7, 14, 0]


@pytest.mark.parametrize(
    "expression",
    ["own_negative", "own_negative(0)", "own_negative(all) &", "OWN_NEGATIVE(all)", "double@14", "eval(1)"],
)
def test_what_is_not_on_the_list_is_not_a_predicate(expression):
    assert parse(expression) is None


def test_an_empty_expression_has_no_predicate_and_two_are_joined():
    assert parse(" ") == ()
    assert len(parse("own_negative(all) & linked_contact.first_negative(2)")) == 2


def test_together_the_worst_answer_counts():
    met, unknown, failed = (
        Answer(each, Words(each.value, each.value), (day(1),))
        for each in (State.MET, State.UNKNOWN, State.FAILED)
    )
    assert together([met, unknown]).state is State.UNKNOWN
    assert together([met, unknown, failed]) == Answer(State.FAILED, Words("failed", "failed"), (day(1),))
    assert together([met, met]).because.en == "met; met"
    assert together([]) == Answer(State.MET, Words("期满即止", "ends with its days"))


def test_a_result_without_its_sampling_time_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="has no taken"):
        day_of(Fact.of("result", outcome="negative"))

"""Who should be held today and is not: why, and whether the clock for it still runs."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.days import after, instant
from lianfang.core.findings import Outcome
from lianfang.core.situation.gaps import RECEIPT_HOURS, Case, Gap, Notice, Sent, Spell, Why, gap, shared_out

NOW = instant("2022-08-05T11:00+08:00")
THIS_WEEK = ((date(2022, 8, 3), date(2022, 8, 9)),)
LAST_DAY = ((date(2022, 7, 30), date(2022, 8, 5)),)
SOON, BEFORE = after(NOW, hours=2), after(NOW, hours=-2)


def why(days=THIS_WEEK, **known):
    found = gap(Case(days=days, **known), now=NOW)
    return found.why if found else None


def test_nobody_is_missing_whom_no_day_of_the_decision_holds_today():
    assert why(days=()) is None
    assert why(days=((date(2022, 8, 6), date(2022, 8, 9)), (date(2022, 7, 1), date(2022, 8, 4)))) is None


def test_who_is_held_now_is_not_missing_and_who_was_moved_out_is():
    assert why(stays=(Spell(BEFORE),)) is None
    assert why(stays=(Spell(BEFORE, SOON, "released"),)) is None
    assert why(stays=(Spell(SOON),)) is Why.NOT_FOUND
    assert why(stays=(Spell(after(NOW, hours=-30), BEFORE, "replaced"),)) is Why.NOT_FOUND


def test_who_was_released_today_is_not_missing_for_the_rest_of_the_day():
    began = after(NOW, hours=-160)
    assert why(LAST_DAY, stays=(Spell(began, BEFORE, "released"),)) is None
    assert why(LAST_DAY, stays=(Spell(began, BEFORE, "cap"),)) is None
    yesterday = after(NOW, hours=-12)
    assert why(LAST_DAY, stays=(Spell(began, yesterday, "released"),)) is Why.NOT_FOUND


def test_the_way_to_a_stay_names_the_step_that_is_waited_for():
    found = Outcome.FOUND
    assert why() is Why.NOT_FOUND
    assert why(outcome=found) is Why.UNDRAFTED
    assert why(outcome=found, notice=Notice()) is Why.UNSIGNED
    assert why(outcome=found, notice=Notice(signed=True)) is Why.UNSERVED
    assert why(notice=Notice(signed=True, served=True)) is Why.NOT_BEGUN


@pytest.mark.parametrize("outcome", [Outcome.WRONG_NUMBER, Outcome.NO_SUCH_PERSON])
def test_whom_nobody_here_can_hold_is_not_counted_until_they_are_searched_again(outcome):
    assert why(outcome=outcome) is None
    assert why(outcome=outcome, due=((Why.NOT_FOUND, SOON),)) is Why.NOT_FOUND


def test_who_was_sent_on_is_missing_until_the_receipt_comes_and_ours_again_when_sent_back():
    left = Outcome.LEFT
    assert why(outcome=left) is Why.PUSHED_ON
    assert why(outcome=left, sent=Sent(BEFORE)) is Why.PUSHED_ON
    assert why(outcome=left, sent=Sent(BEFORE, accepted=True)) is None
    assert why(outcome=left, sent=Sent(BEFORE, accepted=False)) is Why.NOT_FOUND


def test_who_refuses_is_missing_and_late():
    found = gap(Case(days=THIS_WEEK, outcome=Outcome.REFUSED), now=NOW)
    assert found == Gap(Why.REFUSED, None)
    assert found.late(NOW)


def test_a_step_is_late_from_its_due_instant_on_and_where_nobody_has_it():
    def late(at):
        found = gap(Case(days=THIS_WEEK, due=((Why.NOT_FOUND, at),)), now=NOW)
        return found.late(NOW)

    assert (late(SOON), late(NOW), late(BEFORE)) == (False, True, True)
    assert gap(Case(days=THIS_WEEK), now=NOW).late(NOW)
    assert gap(Case(days=THIS_WEEK, outcome=Outcome.FOUND, due=((Why.NOT_FOUND, SOON),)), now=NOW).late(NOW)


def test_an_area_elsewhere_has_a_day_for_its_receipt():
    def late(hours):
        sent = Sent(after(NOW, hours=-hours))
        return gap(Case(days=THIS_WEEK, outcome=Outcome.LEFT, sent=sent), now=NOW).late(NOW)

    assert (late(RECEIPT_HOURS - 1), late(RECEIPT_HOURS)) == (False, True)


instants = st.integers(-200, 20).map(lambda hours: after(NOW, hours=hours))
cases = st.builds(
    Case,
    days=st.sampled_from([(), THIS_WEEK, LAST_DAY, THIS_WEEK + LAST_DAY]),
    stays=st.lists(
        st.builds(
            Spell, instants, st.none() | instants, st.sampled_from(["released", "cap", "phase", "replaced"])
        ),
        max_size=2,
    ).map(tuple),
    notice=st.none() | st.builds(Notice, st.booleans(), st.booleans()),
    outcome=st.none() | st.sampled_from([o for o in Outcome if o.closes]),
    sent=st.none() | st.builds(Sent, instants, st.none() | st.booleans()),
    due=st.dictionaries(st.sampled_from(Why), instants, max_size=3).map(lambda d: tuple(d.items())),
)


@given(st.lists(cases, max_size=12))
def test_the_shares_make_the_whole_and_nobody_held_is_in_any(many):
    gaps = [found for case in many if (found := gap(case, now=NOW))]
    assert sum(shared_out(gaps, now=NOW).values()) == len(gaps)
    for case in many:
        if any(s.began <= NOW and (s.ended is None or s.ended > NOW) for s in case.stays):
            assert gap(case, now=NOW) is None

"""Who reviews an appeal: never somebody of a unit that had a hand in the decision."""

from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.measures.appeals import Bench, reviewer, why_not_review

CITY, COUNTY, OTHER_COUNTY, GRID = Bench(1, 2), Bench(2, 3), Bench(3, 3), Bench(9, 6)


def test_the_nearest_unit_above_those_involved_reviews():
    assert reviewer([CITY, COUNTY], [GRID]) == COUNTY.unit_id
    assert reviewer([CITY, COUNTY], [GRID, COUNTY]) == CITY.unit_id


def test_where_the_highest_decided_another_unit_still_reviews():
    assert reviewer([CITY, COUNTY], [GRID, CITY]) == COUNTY.unit_id
    assert reviewer([CITY, COUNTY, OTHER_COUNTY], [CITY, COUNTY]) == OTHER_COUNTY.unit_id


def test_where_everybody_had_a_hand_in_it_nobody_reviews():
    assert reviewer([CITY, COUNTY], [CITY, COUNTY]) is None
    assert reviewer([COUNTY], []) == COUNTY.unit_id


benches = st.builds(Bench, st.integers(1, 8), st.integers(1, 6))


@given(st.lists(benches, max_size=6), st.lists(benches, max_size=4))
def test_a_reviewer_is_never_of_an_involved_unit_and_there_is_one_if_anybody_is_free(units, involved):
    chosen = reviewer(units, involved)
    free = {unit.unit_id for unit in units} - {unit.unit_id for unit in involved}
    assert (chosen in free) if free else chosen is None


def test_who_had_a_hand_in_it_may_not_review_under_another_post_either():
    assert why_not_review(1, 7, units={2}, staff={8}) is None
    assert why_not_review(2, 7, units={2}, staff=set()).code == "appeal.own_unit"
    assert why_not_review(None, 7, units={2}, staff=set()).code == "appeal.own_unit"
    assert why_not_review(1, 8, units={2}, staff={8}).code == "appeal.own_signature"

"""What lists of risk areas say of a stay, list by list."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.days import after, end_of, instant, plus, start_of
from lianfang.core.findings import Basis, RiskLevel, RiskStay
from lianfang.core.findings.looking_up import RISING, Answer, certain, looked_up, place_of, reach
from lianfang.core.places import RiskArea, RiskIndex, Tree
from lianfang.core.refusal import Refused

HIGH, MIDDLE, LOW, NONE = RiskLevel.HIGH, RiskLevel.MIDDLE, RiskLevel.LOW, RiskLevel.NONE
AUG3 = date(2022, 8, 3)
UNKNOWN = RiskStay(province="云州省", city="云泽市", county="青石县", left=AUG3, basis=Basis.UNKNOWN)
REPORTED = replace(UNKNOWN, basis=Basis.REPORTED, level=HIGH)
TREE = Tree.of(
    [
        (1, None, "province", "91", "云州省"),
        (2, 1, "city", "9101", "云泽市"),
        (3, 2, "county", "910101", "青石县"),
        (4, 2, "county", "910102", "白水县"),
    ]
)
COUNTY = ("云州省", "云泽市", "青石县")


def at(day: int, hour: int = 8) -> datetime:
    return after(start_of(date(2022, 8, day)), hours=hour)


def said(*answers: tuple[int, RiskLevel | None]) -> list[Answer]:
    return [Answer(at(day), level) for day, level in answers]


def levels(stay: RiskStay) -> tuple[RiskLevel | None, RiskLevel | None, RiskLevel | None]:
    return stay.level, stay.worst, stay.newest


def test_the_level_of_a_stay_is_that_of_the_list_in_force_when_its_last_day_ended() -> None:
    got = looked_up(UNKNOWN, said((1, LOW), (3, MIDDLE), (4, HIGH)), look_back=7)
    assert (got.level, got.basis, got.list_as_of) == (MIDDLE, Basis.LOOKED_UP, at(3))


def test_a_list_of_the_last_midnight_is_of_the_next_day() -> None:
    got = looked_up(UNKNOWN, [Answer(at(1), LOW), Answer(end_of(AUG3), HIGH)], look_back=7)
    assert got.level is LOW


def test_where_there_was_no_list_yet_the_first_one_after_stands() -> None:
    got = looked_up(UNKNOWN, said((5, HIGH), (6, LOW)), look_back=7)
    assert (got.level, got.list_as_of) == (HIGH, at(5))


def test_the_worst_counts_from_the_list_in_force_when_the_last_day_began() -> None:
    assert levels(looked_up(UNKNOWN, said((1, HIGH), (2, MIDDLE), (4, LOW)), look_back=7)) == (
        MIDDLE,
        MIDDLE,
        LOW,
    )
    same_day = [Answer(at(3, 0), HIGH), Answer(at(3, 1), LOW)]
    assert levels(looked_up(UNKNOWN, same_day, look_back=7)) == (LOW, HIGH, LOW)


def test_lists_after_the_look_back_do_not_count() -> None:
    answers = said((3, LOW), (10, MIDDLE), (11, HIGH))
    got = looked_up(UNKNOWN, answers, look_back=7)
    assert (levels(got), got.newest_as_of) == ((LOW, MIDDLE, MIDDLE), at(10))
    assert levels(looked_up(UNKNOWN, answers, look_back=None)) == (LOW, HIGH, HIGH)
    assert levels(looked_up(UNKNOWN, answers, look_back=0)) == (LOW, LOW, LOW)


def test_a_place_taken_off_the_list_is_not_listed_now() -> None:
    assert levels(looked_up(UNKNOWN, said((3, HIGH), (5, NONE)), look_back=7)) == (HIGH, HIGH, NONE)


def test_a_level_that_the_source_reported_stays_as_reported() -> None:
    got = looked_up(REPORTED, said((3, LOW), (5, MIDDLE)), look_back=7)
    assert (got.level, got.basis, got.list_as_of) == (HIGH, Basis.REPORTED, None)
    assert (got.worst, got.newest, got.newest_as_of) == (MIDDLE, MIDDLE, at(5))


def test_a_list_that_does_not_say_for_certain_says_nothing() -> None:
    got = looked_up(UNKNOWN, said((3, None), (5, HIGH), (6, None)), look_back=7)
    assert (levels(got), got.basis) == ((None, HIGH, None), Basis.UNKNOWN)
    assert got.newest_as_of == at(6)
    assert looked_up(UNKNOWN, said((3, None)), look_back=7) == UNKNOWN
    assert looked_up(UNKNOWN, [], look_back=7) == UNKNOWN


def test_what_was_looked_up_before_is_forgotten() -> None:
    before = looked_up(UNKNOWN, said((3, HIGH)), look_back=7)
    assert looked_up(before, said((3, None)), look_back=7) == UNKNOWN
    assert levels(looked_up(before, said((3, LOW)), look_back=7)) == (LOW, LOW, LOW)


def test_nothing_is_looked_up_for_a_stay_whose_last_day_nobody_knows() -> None:
    stay = replace(UNKNOWN, left=None)
    assert looked_up(stay, said((3, HIGH)), look_back=7) is stay


@given(
    st.lists(st.tuples(st.integers(1, 28), st.none() | st.sampled_from(RiskLevel)), max_size=8),
    st.none() | st.integers(0, 20),
    st.sampled_from([UNKNOWN, REPORTED]),
)
def test_the_worst_is_no_better_than_any_level_in_reach(
    answers: list[tuple[int, RiskLevel | None]], look_back: int | None, stay: RiskStay
) -> None:
    ordered = said(*sorted(dict(answers).items()))
    got = looked_up(stay, ordered, look_back=look_back)
    assert looked_up(got, ordered, look_back=look_back) == got, "again is the same"
    within = reach(AUG3, look_back)
    for answer in ordered:
        if within.start < answer.as_of and (within.end is None or answer.as_of < within.end) and answer.level:
            assert got.worst is not None
            assert RISING.index(answer.level) <= RISING.index(got.worst)
    if got.newest is not None and got.worst is not None:
        assert RISING.index(got.newest) <= RISING.index(got.worst)


def test_reach_ends_with_the_last_day_that_looks_back() -> None:
    assert reach(AUG3, 7) == (start_of(AUG3), end_of(plus(AUG3, 7)))
    assert reach(AUG3, None).end is None


def area(level: str, place: str, *names: str) -> RiskArea:
    return RiskArea.of(level, names or COUNTY, place)  # type: ignore[arg-type]


def answer(asked: str, *areas: RiskArea) -> RiskLevel | None:
    return certain(RiskIndex(areas, TREE).find(asked))


def test_an_answer_is_certain_unless_parts_are_listed_higher() -> None:
    county = "/".join(COUNTY)
    rest, village = area("low", "除高风险区外的其他区域"), area("high", "一村")
    assert answer(f"{county}/一村", rest, village) is HIGH
    assert answer(f"{county}/二村", rest, village) is LOW
    assert answer(county, rest, village) is None, "the person may have been in 一村"
    assert answer(county, area("high", "全域"), area("middle", "二村")) is HIGH


def test_on_no_line_is_certain_only_where_all_names_are_known() -> None:
    village = area("high", "一村")
    assert answer("云州省/云泽市/白水县/一村", village) is NONE
    assert answer("云州省/云泽市", village) is None, "a part of it is listed"
    assert answer("云州省/云泽市/高铁新城/一村", village) is None, "nobody knows where that is"
    assert answer("云州省/云泽市/高铁新城/一村", area("high", "一村", "云州省", "云泽市", "高铁新城")) is HIGH


def test_a_stay_asks_for_its_place_as_the_lists_write_it() -> None:
    assert place_of(replace(UNKNOWN, place="一村")) == "云州省/云泽市/青石县/一村"
    assert place_of(replace(UNKNOWN, city=None, county=None)) == "云州省"
    assert place_of(replace(UNKNOWN, city=None)) == "云州省//青石县"


def test_levels_since_a_stay_name_the_newest_list() -> None:
    with pytest.raises(Refused):
        replace(UNKNOWN, newest=HIGH)
    with pytest.raises(Refused):
        replace(UNKNOWN, worst=HIGH)
    assert replace(UNKNOWN, worst=HIGH, newest_as_of=instant("2022-08-04T09:00+08:00")).worst is HIGH


def test_an_estate_of_which_a_line_is_not_understood_is_certain_of_nothing() -> None:
    rest, said = area("low", "除高风险区外的其他区域"), area("middle", "林语城26栋、27栋以外的其他楼栋")
    assert answer("云州省/云泽市/青石县/林语城28栋", rest, said) is None
    assert answer("云州省/云泽市/青石县/林语城28栋", said) is None, "nor is it on no line"
    assert answer("云州省/云泽市/青石县/林间路28号", rest, said) is LOW

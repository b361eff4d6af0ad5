"""The four certainties: everybody accounted for, nobody lost, nobody counted twice."""

from dataclasses import replace
from datetime import date
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.refusal import Refused
from lianfang.core.situation import (
    Certainties,
    Custody,
    ListRow,
    RowState,
    Share,
    astray,
    by_region,
    certainties,
)

AUG4 = date(2022, 8, 4)
LI_MING = ListRow(list_id=3, region="1.5.33.8", day=AUG4, state=RowState.ACCEPTED, person=17)
FOUND = replace(LI_MING, located=True)
HELD = replace(FOUND, controlled=True)


def test_each_certainty_has_its_own_share() -> None:
    nobody_yet = replace(LI_MING, state=RowState.AMBIGUOUS, person=None)
    seen = certainties([nobody_yet, LI_MING, FOUND, HELD])
    assert (seen.number, seen.person) == (Share(3, 4), Share(3, 4))
    assert (seen.location, seen.control) == (Share(2, 4), Share(1, 4))
    assert not seen.closed
    assert certainties([HELD]).closed


def test_duplicates_and_rejects_are_rows_but_nobody() -> None:
    rows = [replace(LI_MING, state=state, person=None) for state in (RowState.DUPLICATE, RowState.REJECTED)]
    seen = certainties(rows)
    assert (seen.number, seen.person) == (Share(2, 2), Share(0, 0))
    assert seen.closed


def test_a_pending_row_is_not_yet_counted_as_certain() -> None:
    assert certainties([replace(LI_MING, state=RowState.PENDING, person=None)]).number == Share(0, 1)


def test_who_is_offered_is_still_ours_until_accepted() -> None:
    seen = certainties([replace(HELD, custody=Custody.OFFERED)])
    assert (seen.person, seen.offered, seen.accepted) == (Share(1, 1), 1, 0)
    assert not seen.closed


def test_who_was_accepted_outside_is_accounted_for() -> None:
    seen = certainties([replace(LI_MING, custody=Custody.GONE)])
    assert (seen.location, seen.control, seen.accepted) == (Share(1, 1), Share(1, 1), 1)
    assert seen.closed


def test_the_unreachable_are_counted_with_the_attempts_and_who_made_them() -> None:
    tried = replace(LI_MING, attempts=("post:4", "post:9", "post:4"))
    seen = certainties(
        [tried, replace(tried, person=18, attempts=("post:9",)), replace(FOUND, attempts=("post:4",))]
    )
    assert seen.unreachable == 2
    assert seen.attempts == (("post:4", 2), ("post:9", 2))
    assert certainties([replace(tried, custody=Custody.OFFERED)]).unreachable == 0


def test_a_person_transferred_between_counties_and_back_is_counted_once_all_the_way() -> None:
    there = replace(HELD, region="1.6.40.2")
    offered, handed = replace(HELD, custody=Custody.OFFERED), replace(HELD, custody=Custody.HANDED_ON)
    back = replace(there, custody=Custody.HANDED_ON)
    for rows in ([HELD], [offered], [handed, there], [handed, back, HELD]):
        assert certainties(rows).person == Share(1, 1)
        assert astray(rows) == ((), ())
    assert certainties([handed, back, HELD]).accepted == 2
    assert {path: part.person.total for path, part in by_region([handed, there], "1").items()} == {
        "1.5": 0,
        "1.6": 1,
    }


def test_who_stands_with_nobody_is_lost_and_who_stands_with_two_is_counted_twice() -> None:
    handed, there = replace(HELD, custody=Custody.HANDED_ON), replace(HELD, region="1.6.40.2")
    assert astray([handed]).lost == ((3, 17),)
    assert astray([HELD, there]).twice == ((3, 17),)
    repeated = replace(LI_MING, state=RowState.DUPLICATE)
    other_list = replace(HELD, list_id=4)
    nameless = replace(LI_MING, state=RowState.AMBIGUOUS, person=None)
    assert astray([HELD, repeated, other_list, nameless, nameless]) == ((), ())


@pytest.mark.parametrize(
    "change",
    [{"located": True, "person": None}, {"custody": Custody.GONE, "person": None}, {"controlled": True}],
)
def test_location_before_person_and_control_before_location_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(Refused) as refusal:
        replace(LI_MING, **change)  # type: ignore[arg-type]
    assert refusal.value.code == "certainty.out_of_order"


def test_a_region_is_its_parts_and_what_stands_with_itself() -> None:
    rows = [replace(LI_MING, region=path) for path in ("1", "1.5", "1.5.33", "1.5.33.8", "1.50", "2")]
    assert list(by_region(rows, "1")) == ["1", "1.5", "1.50"]
    assert by_region(rows, "1")["1.5"].person.total == 3
    assert list(by_region(rows, "")) == ["1", "2"]
    assert list(by_region(rows, "1.5")) == ["1.5", "1.5.33"]


@st.composite
def list_rows(draw: st.DrawFn) -> ListRow:
    known, located, controlled = sorted((draw(st.booleans()) for _ in range(3)), reverse=True)
    return ListRow(
        list_id=draw(st.integers(1, 2)),
        region=draw(st.sampled_from(["1", "1.5", "1.5.33", "1.5.33.8", "1.6", "1.6.40", "2.7"])),
        day=AUG4,
        state=draw(st.sampled_from(RowState)),
        person=draw(st.integers(1, 5)) if known else None,
        located=located,
        controlled=controlled,
        custody=draw(st.sampled_from(list(Custody)[: 4 if known else 3])),
        attempts=tuple(draw(st.lists(st.sampled_from(["post:4", "post:9"]), max_size=3))),
    )


lists = st.lists(list_rows(), max_size=12)


def total(parts: list[Certainties]) -> Certainties:
    return reduce(Certainties.__add__, parts, Certainties())


@given(lists)
def test_sums_agree_at_every_level(rows: list[ListRow]) -> None:
    for parent in ("", "1", "1.5", "1.5.33", "2"):
        inside = [row for row in rows if f"{row.region}.".startswith(f"{parent}." if parent else "")]
        assert total(list(by_region(rows, parent).values())) == certainties(inside)


@given(lists, st.data())
def test_any_way_of_splitting_a_list_adds_up_to_the_same(rows: list[ListRow], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(rows)))
    assert certainties(rows[cut:]) + certainties(rows[:cut]) == certainties(rows)


@given(lists)
def test_no_more_is_certain_than_there_is_and_each_needs_the_one_before(rows: list[ListRow]) -> None:
    seen = certainties(rows)
    assert 0 <= seen.control.done <= seen.person.done <= seen.person.total <= seen.number.total
    assert seen.number.done <= seen.number.total
    assert seen.location.done <= seen.person.done
    assert seen.person.total == seen.location.total == seen.control.total
    assert seen.unreachable + seen.location.done <= seen.person.total
    assert seen.number.total == sum(row.custody is not Custody.HANDED_ON for row in rows)

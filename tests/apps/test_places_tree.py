"""The tree of regions: names and codes change, numbers and paths do not; nothing closes over people."""

from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM
from lianfang.core.days import plus
from lianfang.core.refusal import Refused
from lianfang.places import actions, queries
from lianfang.places.actions import NewRegion, NewUnit
from lianfang.places.divisions import initials_of
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
TODAY = date(2022, 8, 5)


def renamed(name: str, code: str = "379902100") -> NewRegion:
    return NewRegion(code, name, "township", "379902", initials_of(name))


def rename(cast, name: str, on: date, code: str = "379902100") -> None:
    actions.rename_region(
        cast.regions["379902100"], renamed(name, code), on=on, by=cast.administrator, at=MORNING
    )


def test_a_renamed_region_keeps_its_number_and_its_former_name_with_its_dates(cast):
    number = cast.regions["379902100"]
    rename(cast, "沙洲街道", date(2022, 7, 1), code="379902001")
    now = queries.area(number)
    assert (now.name, now.code, now.path) == ("沙洲街道", "379902001", cast.paths["379902100"])
    (former,) = queries.history(number).former
    assert (former.name, former.code, former.since, former.until) == (
        "沙洲镇", "379902100", None, date(2022, 7, 1),
    )  # fmt: skip


def test_two_renamings_in_a_row_leave_no_day_without_a_name(cast):
    rename(cast, "沙洲街道", date(2022, 7, 1))
    rename(cast, "新沙街道", date(2022, 8, 1))
    later, earlier = queries.history(cast.regions["379902100"]).former
    assert (earlier.until, later.since, later.until) == (
        date(2022, 7, 1), date(2022, 7, 1), date(2022, 8, 1),
    )  # fmt: skip


def test_an_old_code_finds_its_region_on_the_days_it_was_in_force(cast):
    rename(cast, "沙洲街道", date(2022, 7, 1), code="379902001")
    number = cast.regions["379902100"]
    assert queries.area_by_code("379902100") is None
    assert queries.area_by_code("379902100", on=date(2022, 6, 30)).id == number
    assert queries.area_by_code("379902100", on=date(2022, 7, 1)) is None
    assert queries.area_by_code("379902001", on=date(2022, 7, 1)).id == number


@pytest.mark.parametrize(
    ("name", "code", "on", "reason"),
    [
        ("沙洲镇", "379902100", TODAY, "places.same_name"),
        ("沙洲街道", "379901100", TODAY, "places.code_taken"),
        ("沙洲街道", "379902100", plus(TODAY, 1), "places.future"),
    ],
)
def test_a_renaming_that_makes_no_sense_is_refused_by_its_reason(cast, name, code, on, reason):
    with pytest.raises(Refused) as refused:
        rename(cast, name, on, code=code)
    assert refused.value.code == reason


def test_a_change_before_the_last_change_is_refused(cast):
    rename(cast, "沙洲街道", date(2022, 8, 1))
    with pytest.raises(Refused) as refused:
        rename(cast, "新沙街道", date(2022, 7, 1))
    assert refused.value.code == "places.before_last"


def test_only_an_administrator_changes_the_tree_and_only_within_the_own_area(cast):
    with pytest.raises(Refused) as refused:
        actions.rename_region(
            cast.regions["379902100"], renamed("甲镇"), on=TODAY, by=cast.county_officer, at=MORNING
        )
    assert refused.value.code == "scope.role"
    with pytest.raises(Refused) as refused:
        actions.rename_region(
            cast.regions["37"], NewRegion("37", "甲省", "province"), on=TODAY, by=cast.administrator,
            at=MORNING,
        )  # fmt: skip
    assert refused.value.code == "scope.area"


def close(cast, code: str, *, into: str = "") -> None:
    successor = cast.regions[into] if into else None
    actions.close_region(
        cast.regions[code], on=TODAY, successor_id=successor, by=cast.administrator, at=MORNING
    )


def test_a_region_is_not_closed_over_the_heads_of_those_below_it(cast):
    with pytest.raises(Refused) as refused:
        close(cast, "379901100002")
    assert refused.value.code == "places.not_empty"
    assert refused.value.data["below"] == 1


def test_a_merged_region_names_the_one_that_took_it_over(cast):
    actions.end_unit(cast.units["379901100001002"], on=TODAY, by=cast.administrator, at=MORNING)
    close(cast, "379901100001002", into="379901100001001")
    community = cast.regions["379901100001"]
    assert [b.area.code for b in queries.below(community)] == ["379901100001001"]
    assert [b.area.code for b in queries.below(community, closed=True)] == [
        "379901100001001",
        "379901100001002",
    ]
    assert queries.history(cast.regions["379901100001002"]).successor.code == "379901100001001"
    (taken_over,) = queries.history(cast.regions["379901100001001"]).predecessors
    assert taken_over.valid_to == TODAY
    assert queries.area_by_code("379901100001002", on=date(2022, 8, 4)).valid_to == TODAY
    with pytest.raises(Refused) as refused:
        close(cast, "379901100001002")
    assert refused.value.code == "places.closed"


@pytest.mark.parametrize("into", ["379901100001002", "379901100"])
def test_a_region_merges_only_with_another_of_its_level(cast, into):
    actions.end_unit(cast.units["379901100001002"], on=TODAY, by=cast.administrator, at=MORNING)
    with pytest.raises(Refused) as refused:
        close(cast, "379901100001002", into=into)
    assert refused.value.code == "places.successor"


def test_a_unit_with_units_below_it_is_not_ended(cast):
    unit = cast.units["379901100"]
    actions.add_units(
        [NewUnit("河口镇专班", "task_force", cast.regions["379901100"], parent=unit)],
        by=cast.administrator,
        at=MORNING,
    )
    with pytest.raises(Refused) as refused:
        actions.end_unit(unit, on=TODAY, by=cast.administrator, at=MORNING)
    assert refused.value.code == "places.unit_not_empty"


def test_a_unit_is_not_renamed_to_a_neighbour_in_its_region(cast):
    region = cast.regions["379901100"]
    (clinic,) = actions.add_units(
        [NewUnit("镇卫生院", "fever_clinic", region)], by=cast.administrator, at=MORNING
    )
    with pytest.raises(Refused) as refused:
        actions.rename_unit(clinic, NewUnit("河口镇", "hospital", region), by=cast.administrator, at=MORNING)
    assert refused.value.code == "places.unit_name"
    actions.rename_unit(
        clinic, NewUnit("中心卫生院", "hospital", region, phone="0379-1"), by=cast.administrator, at=MORNING
    )
    changed = queries.unit(clinic)
    assert (changed.name, changed.kind, changed.phone) == ("中心卫生院", "hospital", "0379-1")


def test_names_are_looked_up_by_beginning_initials_code_and_former_name(cast):
    actions.add_regions([renamed("沙洲街道")], by=SYSTEM, at=MORNING)
    number = cast.regions["379902100"]
    for words in ("沙洲街道", "沙洲", "洲街", "szjd", "SZJD", "379902100", "沙洲镇"):
        assert number in {a.id for a in queries.look_up(words)}, words
    assert queries.look_up("  ") == []
    assert queries.look_up("沙洲", under=cast.paths["379901"]) == []


def test_what_lies_below_is_counted(cast):
    (county,) = [b for b in queries.below(cast.regions["3799"]) if b.area.code == "379901"]
    assert (county.regions, county.units, county.mapped) == (2, 1, False)
    assert [b.area.code for b in queries.below(None)] == ["37"]

"""What is owed to a person on the way from a decision to its release."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang import policies
from lianfang.core.days import after, instant
from lianfang.core.measures import MEASURES
from lianfang.core.measures.owed import (
    RESTRICTING,
    PlannedDay,
    Way,
    clocks,
    hours,
    next_phase,
    owed,
    restricting,
)
from lianfang.core.refusal import Refused
from lianfang.core.tasks import TaskKind

NINTH = policies.load("cn-covid19-9")
NOW = instant("2022-08-05T11:00+08:00")
DAYS = (
    PlannedDay(day=date(2022, 8, 4), measure="central", test=False, row="9-01"),
    PlannedDay(day=date(2022, 8, 5), measure="central", test=True, row="9-01"),
    PlannedDay(day=date(2022, 8, 6), measure="home_monitor", test=False, row="9-01"),
    PlannedDay(day=date(2022, 8, 7), measure="test_only", test=True, row="9-05"),
)


def kinds(way, days=DAYS):
    return [(o.kind, str(o.on)[:10]) for o in owed(way, days, NINTH, now=NOW)]


def test_nothing_is_owed_of_somebody_not_found():
    assert kinds(Way(found=False, drafted=NOW)) == []


def test_nothing_is_owed_after_the_stay_has_ended():
    assert kinds(Way(found=True, stay_began=NOW, ended=True)) == []


def test_an_order_is_signed_then_served_then_the_stay_begins_one_at_a_time():
    drafted, signed, served = NOW, after(NOW, hours=1), after(NOW, hours=2)
    steps = [
        Way(found=True, order="o", drafted=drafted),
        Way(found=True, order="o", drafted=drafted, signed=signed),
        Way(found=True, order="o", drafted=drafted, signed=signed, served=served),
    ]
    first = [next(iter(owed(way, DAYS, NINTH, now=NOW))) for way in steps]
    assert [o.kind for o in first] == [TaskKind.SIGN_ORDER, TaskKind.SERVE_NOTICE, TaskKind.BEGIN_STAY]
    assert [o.on for o in first] == [drafted, signed, served]
    assert {o.clause for o in first} == {"9-01"}


def test_before_the_stay_samples_are_owed_on_every_test_day_and_no_health_of_days_that_hold():
    assert kinds(Way(found=True)) == [(TaskKind.SAMPLE, "2022-08-05"), (TaskKind.SAMPLE, "2022-08-07")]


def test_the_health_of_somebody_who_only_watches_themselves_waits_for_no_stay():
    days = (PlannedDay(day=date(2022, 8, 5), measure="self_monitor", test=False, row="9-06"),)
    assert {kind for kind, _ in kinds(Way(found=True), days=days)} == {TaskKind.DAILY_CHECK}


steps_towards_a_stay = st.sampled_from(
    [
        Way(found=True),
        Way(found=True, order="o", drafted=NOW),
        Way(found=True, order="o", drafted=NOW, signed=NOW),
        Way(found=True, order="o", drafted=NOW, signed=NOW, served=NOW),
        Way(found=True, order="o", drafted=NOW, signed=NOW, served=NOW, stay_began=NOW),
    ]
)
planned_days = st.lists(
    st.builds(
        PlannedDay,
        day=st.dates(date(2022, 8, 1), date(2022, 8, 30)),
        measure=st.sampled_from(sorted(MEASURES)),
        test=st.booleans(),
        row=st.just("9-01"),
    ),
    unique_by=lambda each: each.day,
)


@given(steps_towards_a_stay, planned_days)
def test_the_same_samples_are_owed_however_far_the_notice_has_come(way, days):
    sampled = {o.on for o in owed(way, days, NINTH, now=NOW) if o.kind is TaskKind.SAMPLE}
    assert sampled == {day.day for day in days if day.test}


@given(steps_towards_a_stay, planned_days)
def test_health_under_a_measure_that_holds_is_asked_only_under_a_stay(way, days):
    checked = {o.occasion[:10] for o in owed(way, days, NINTH, now=NOW) if o.kind is TaskKind.DAILY_CHECK}
    held = {str(day.day) for day in days if day.measure in RESTRICTING}
    assert way.stay_began is not None or not checked & held


def test_under_a_stay_every_day_is_checked_tested_and_released():
    way = Way(found=True, order="order-1", stay_began=NOW, stay_until=date(2022, 8, 6))
    found = kinds(way)
    assert found.count((TaskKind.SAMPLE, "2022-08-05")) == 1
    assert sum(kind is TaskKind.DAILY_CHECK for kind, _ in found) == 3 * len(clocks(NINTH).check_by)
    assert found[-1] == (TaskKind.RELEASE, "2022-08-06")


def test_an_order_that_replaces_the_one_of_a_stay_is_signed_while_the_stay_goes_on():
    way = Way(
        found=True, order="order-2", drafted=NOW, stay_order="order-1", replaces=True, stay_began=NOW,
        stay_until=date(2022, 8, 6),
    )  # fmt: skip
    told = list(owed(way, DAYS, NINTH, now=NOW))
    assert [(o.kind, o.occasion) for o in told if o.kind in {TaskKind.SIGN_ORDER, TaskKind.RELEASE}] == [
        (TaskKind.SIGN_ORDER, "order-2"),
        (TaskKind.RELEASE, "order-1"),
    ]
    assert TaskKind.DAILY_CHECK in {o.kind for o in told}


def test_nobody_is_released_before_the_last_day_that_what_follows_holds_them():
    way = Way(found=True, order="order-1", stay_began=NOW, stay_until=date(2022, 8, 5))
    assert kinds(way)[-1] == (TaskKind.RELEASE, "2022-08-06")


@pytest.mark.parametrize(
    ("held", "day", "wanted"),
    [
        ("central", 6, "home_monitor"),
        ("central", 5, None),  # the same
        ("home_monitor", 5, None),  # stricter: takes an order and a move
        ("home_monitor", 7, None),  # holds nobody any more: that is a release
        ("central", 30, None),  # behind the last day
    ],
)
def test_somebody_passes_by_themselves_only_to_what_is_no_stricter_and_still_holds(held, day, wanted):
    assert next_phase(held, DAYS, today=date(2022, 8, day)) == wanted


def test_a_stay_without_days_or_end_owes_no_release():
    assert kinds(Way(found=True, stay_began=NOW), days=()) == []
    way = Way(found=True, order="order-1", stay_began=NOW, stay_until=date(2022, 8, 1))
    assert [o.clause for o in owed(way, (), NINTH, now=NOW)] == [""]
    assert [o.clause for o in owed(Way(found=True, order="o", drafted=NOW), (), NINTH, now=NOW)] == [""]


def test_only_coming_days_that_hold_somebody_need_an_order():
    assert [d.day.day for d in restricting(DAYS, today=date(2022, 8, 5))] == [5, 6]


def test_a_deadline_the_edition_does_not_have_is_refused_by_name():
    assert hours(NINTH, "found_and_checked_hours") == 24
    with pytest.raises(Refused, match="no deadline 'tea_hours'"):
        hours(NINTH, "tea_hours")


@pytest.mark.parametrize("edition", [e.id for e in policies.list_editions()])
def test_every_edition_that_holds_people_has_the_clocks_of_the_work(edition):
    loaded = policies.load(edition)
    if any(rule.phases for rule in loaded.rules):
        for name in ("sign_order_hours", "serve_notice_hours", "begin_stay_hours", "found_and_checked_hours"):
            assert hours(loaded, name) > 0
        assert clocks(loaded).check_by

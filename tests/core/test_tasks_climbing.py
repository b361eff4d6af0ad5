"""An overdue task climbs until it is done."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.days import after, instant
from lianfang.core.refusal import Refused
from lianfang.core.tasks import (
    LADDER,
    Climb,
    Rung,
    Step,
    Subject,
    SubjectKind,
    Task,
    TaskKind,
    check_steps,
    escalation,
)

DUE = instant("2022-08-04T16:00+08:00")
STEPS = (Step(0, "community"), Step(60, "township"), Step(180, "county"), Step(720, "city"))
FIND = Task(
    key="locate:person:17:list:3",
    kind=TaskKind.LOCATE,
    subject=Subject(SubjectKind.PERSON, 17),
    owner="1.5.33.8",
    opens=after(DUE, hours=-24),
    due=DUE,
    clause="24小时内核实到位",
)


def minute(count: int) -> datetime:
    return after(DUE, minutes=count)


def test_before_it_is_due_its_owner_holds_it() -> None:
    assert escalation(FIND, STEPS, minute(-1)) == Climb("grid", (), Rung(DUE, "community"))


def test_an_overdue_task_climbs_four_levels() -> None:
    held = [escalation(FIND, STEPS, minute(count)).level for count in (-1, 0, 59, 60, 180, 720, 9999)]
    assert held == ["grid", "community", "community", "township", "county", "city", "city"]
    assert escalation(FIND, STEPS, minute(720)).next is None


def test_rungs_missed_while_nobody_looked_are_dated_when_they_were_reached() -> None:
    assert escalation(FIND, STEPS, minute(200)).reached == (
        Rung(minute(0), "community"),
        Rung(minute(60), "township"),
        Rung(minute(180), "county"),
    )


def test_a_township_task_does_not_climb_to_a_community() -> None:
    task = replace(FIND, owner_level="township")
    assert escalation(task, STEPS, minute(70)) == Climb("township", (), Rung(minute(180), "county"))


def test_once_it_is_met_excused_or_withdrawn_it_climbs_no_further() -> None:
    for climb in (
        escalation(FIND, STEPS, minute(999), ended=minute(60)),
        escalation(replace(FIND, withdrawn=minute(200)), STEPS, minute(999), ended=minute(60)),
        escalation(replace(FIND, excused=minute(60)), STEPS, minute(999)),
        escalation(replace(FIND, withdrawn=minute(60)), STEPS, minute(999)),
    ):
        assert (climb.level, climb.next) == ("community", None)


@pytest.mark.parametrize(
    "steps",
    [
        (Step(0, "community"), Step(0, "township")),
        (Step(0, "township"), Step(60, "community")),
        (Step(0, "township"), Step(60, "township")),
        (Step(-5, "community"),),
        (Step(0, "street"), Step(60, "county")),
    ],
)
def test_steps_that_do_not_climb_are_refused(steps: tuple[Step, ...]) -> None:
    with pytest.raises(Refused) as refusal:
        check_steps(steps)
    assert refusal.value.code == "task.steps_do_not_climb"


@st.composite
def ladders(draw: st.DrawFn) -> list[Step]:
    levels = [level for level in LADDER if draw(st.booleans())]
    minutes = draw(st.lists(st.integers(0, 99), min_size=len(levels), max_size=len(levels), unique=True))
    return [Step(*step) for step in zip(sorted(minutes), levels, strict=True)]


@given(ladders(), st.sampled_from(LADDER), st.integers(-10, 110))
def test_the_level_is_constant_up_to_the_next_climb_and_then_higher(
    steps: list[Step], owner_level: str, now: int
) -> None:
    task = replace(FIND, owner_level=owner_level)
    climb = escalation(task, steps, minute(now))
    if climb.next is None:
        assert escalation(task, steps, minute(10_000)).level == climb.level
        return
    assert climb.next.at > minute(now)
    assert escalation(task, steps, after(climb.next.at, minutes=-1)).level == climb.level
    assert escalation(task, steps, climb.next.at).level == climb.next.level
    assert LADDER.index(climb.next.level) > LADDER.index(climb.level)

"""From what is owed to tasks, and from the tasks there are to those there should be."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.days import after, instant, plus
from lianfang.core.refusal import Refused
from lianfang.core.tasks import (
    BY_END_OF_DAY,
    ByClock,
    Changes,
    Clocks,
    DueRule,
    MeasureDay,
    Obligation,
    Subject,
    SubjectKind,
    Task,
    TaskKind,
    Why,
    Within,
    derive,
    due_instant,
    from_days,
    reconcile,
    release_on,
)

AUG4 = date(2022, 8, 4)
NINE = instant("2022-08-04T09:00+08:00")
LI_MING = Subject(SubjectKind.PERSON, 17)
CLOCKS = Clocks(watched={"home_iso"}, check_by=(time(10), time(20)), sample_by=time(18), release_by=time(12))


def at(text: str) -> datetime:
    return instant(f"2022-08-{text}+08:00")


def owed(kind: TaskKind, on: date | datetime, due: DueRule, occasion: str = "list:3") -> Obligation:
    return Obligation(kind=kind, occasion=occasion, on=on, due=due, clause="9-04")


def tasks_of(*obligations: Obligation, now: datetime = NINE) -> tuple[Task, ...]:
    return derive(obligations, subject=LI_MING, owner="1.5.33", now=now)


@pytest.mark.parametrize(
    ("rule", "on", "due"),
    [
        (BY_END_OF_DAY, AUG4, "05T00:00"),
        (ByClock(time(20)), AUG4, "04T20:00"),
        (ByClock(time(20)), at("04T09:00"), "04T20:00"),
        (ByClock(time(8)), at("04T09:00"), "05T08:00"),
        (Within(hours=24), at("04T09:00"), "05T09:00"),
        (Within(minutes=90), at("04T09:00"), "04T10:30"),
    ],
)
def test_a_due_rule_gives_the_first_instant_that_is_too_late(
    rule: DueRule, on: date | datetime, due: str
) -> None:
    assert due_instant(rule, on) == at(due)


def test_hours_cannot_run_from_a_day() -> None:
    with pytest.raises(Refused) as refusal:
        due_instant(Within(hours=24), AUG4)
    assert refusal.value.code == "task.needs_instant"


def test_a_pushed_person_is_to_be_found_within_the_hours_of_the_clause() -> None:
    (task,) = tasks_of(owed(TaskKind.LOCATE, NINE, Within(hours=24)))
    assert (task.key, task.owner, task.clause) == ("locate:person:17:list:3", "1.5.33", "9-04")
    assert (task.opens, task.due) == (NINE, at("05T09:00"))


def test_only_what_opens_within_48_hours_is_made_a_task() -> None:
    days = [MeasureDay(plus(AUG4, count), "home_iso", count == 3, "9-04") for count in range(7)]
    tasks = tasks_of(*from_days(days, CLOCKS))
    assert [task.due for task in tasks] == [
        at("04T10:00"),
        at("04T20:00"),
        at("05T10:00"),
        at("05T20:00"),
        at("06T10:00"),
    ]


def test_what_opens_exactly_at_the_horizon_waits_for_the_next_look() -> None:
    owes = owed(TaskKind.LOCATE, at("06T09:00"), Within(hours=24))
    assert tasks_of(owes) == ()
    assert len(tasks_of(owes, now=at("04T09:01"))) == 1


def test_the_second_check_of_a_day_opens_when_the_first_is_due() -> None:
    _, second = from_days([MeasureDay(AUG4, "home_iso", False, "9-04")], CLOCKS)
    assert second.on == at("04T10:00")


def test_a_day_owes_a_sample_where_the_decision_tests_and_no_check_where_nobody_is_watched() -> None:
    (sample,) = from_days([MeasureDay(AUG4, "test_only", True, "9-07")], CLOCKS)
    assert (sample.kind, sample.occasion, sample.clause) == (TaskKind.SAMPLE, "2022-08-04", "9-07")
    assert due_instant(sample.due, sample.on) == at("04T18:00")


def test_a_release_keeps_its_key_when_the_end_moves() -> None:
    ends = [release_on(day, clocks=CLOCKS, clause="9-04", order="order:5") for day in (AUG4, plus(AUG4, 1))]
    first, second = (tasks_of(end)[0] for end in ends)
    assert first.key == second.key
    assert (first.due, second.due) == (at("04T12:00"), at("05T12:00"))


def test_two_reasons_for_one_sample_are_one_task_due_at_the_earlier() -> None:
    late, early = (owed(TaskKind.SAMPLE, AUG4, ByClock(time(clock)), "d4") for clock in (20, 18))
    (task,) = tasks_of(late, early)
    assert task.due == at("04T18:00")


def changes(
    current: list[Task], wanted: list[Task], *, now: datetime = NINE, settled: tuple[str, ...] = ()
) -> Changes:
    return reconcile(current, wanted, now=now, settled=settled)


SAMPLE, CHECK, LOCATE = (
    Task(
        key=str(kind),
        kind=kind,
        subject=LI_MING,
        owner="1.5.33",
        opens=at("04T00:00"),
        due=at("04T20:00"),
        clause="9-04",
    )
    for kind in (TaskKind.SAMPLE, TaskKind.DAILY_CHECK, TaskKind.LOCATE)
)


def test_what_is_wanted_and_there_is_kept_as_it_stands() -> None:
    there = replace(SAMPLE, clause="8-01")
    assert changes([there], [SAMPLE]).keep == (there,)


def test_what_is_new_is_added_and_what_is_no_longer_wanted_withdrawn() -> None:
    plan = changes([SAMPLE], [CHECK])
    assert plan.add == (CHECK,)
    assert [(each.task, each.why) for each in plan.withdraw] == [(SAMPLE, Why.NOT_WANTED)]


def test_a_due_instant_is_not_moved_but_the_task_replaced() -> None:
    sooner = replace(SAMPLE, due=at("04T18:00"))
    plan = changes([SAMPLE], [sooner])
    assert plan.add == (sooner,)
    assert [(each.task, each.why) for each in plan.withdraw] == [(SAMPLE, Why.OTHER_DUE)]


def test_another_owner_gets_a_task_of_his_own() -> None:
    handed = replace(SAMPLE, owner="1.6.40")
    plan = changes([SAMPLE], [handed])
    assert plan.add == (handed,)
    assert [each.why for each in plan.withdraw] == [Why.OTHER_OWNER]


def test_what_is_settled_stays_whatever_is_wanted_now() -> None:
    plan = changes([SAMPLE, CHECK], [replace(SAMPLE, due=at("04T18:00"))], settled=(SAMPLE.key, CHECK.key))
    assert plan == Changes(add=(), keep=(SAMPLE, CHECK), withdraw=(), lapsed=())


def test_nobody_is_asked_to_swab_yesterday_but_is_still_to_be_found() -> None:
    plan = changes([], [SAMPLE, LOCATE], now=at("06T09:00"))
    assert plan.lapsed == (SAMPLE,)
    assert plan.add == (LOCATE,)


def test_a_task_of_a_day_lapses_at_its_due_instant() -> None:
    assert changes([], [SAMPLE], now=at("04T19:59")).add == (SAMPLE,)
    assert changes([], [SAMPLE], now=SAMPLE.due).lapsed == (SAMPLE,)


def test_an_overdue_task_stays_while_it_is_wanted() -> None:
    assert changes([SAMPLE], [SAMPLE], now=at("06T09:00")).keep == (SAMPLE,)


def test_two_tasks_with_one_key_are_refused() -> None:
    with pytest.raises(Refused) as refusal:
        changes([SAMPLE, replace(SAMPLE, owner="1.6.40")], [])
    assert refusal.value.code == "task.key_twice"


kinds = st.sampled_from([TaskKind.SAMPLE, TaskKind.LOCATE])


@st.composite
def task_sets(draw: st.DrawFn) -> list[Task]:
    keys = draw(st.sets(st.sampled_from("abcdef")))
    return [
        replace(
            SAMPLE,
            key=key,
            kind=TaskKind.SAMPLE if key < "d" else TaskKind.LOCATE,
            due=after(NINE, hours=draw(st.integers(-3, 3))),
            owner=draw(st.sampled_from(["1.5", "1.6"])),
        )
        for key in sorted(keys)
    ]


@given(task_sets(), task_sets(), st.sets(st.sampled_from("abcdef")))
def test_the_changes_lead_to_what_is_wanted_and_then_nothing_is_left_to_change(
    current: list[Task], wanted: list[Task], settled: set[str]
) -> None:
    plan = reconcile(current, wanted, now=NINE, settled=settled)
    withdrawn = [each.task for each in plan.withdraw]
    assert sorted([*plan.keep, *withdrawn], key=lambda task: task.key) == current
    assert not settled & {task.key for task in withdrawn}
    assert all(task.due <= NINE for task in plan.lapsed)
    after_it = [*plan.keep, *plan.add]
    done = settled & {task.key for task in current}
    expected = {(task.key, task.due, task.owner) for task in wanted if task.key not in done}
    reached = {(task.key, task.due, task.owner) for task in (*after_it, *plan.lapsed) if task.key not in done}
    assert reached == expected
    again = reconcile(after_it, wanted, now=NINE, settled=done)
    assert (again.add, again.withdraw, set(again.keep)) == ((), (), set(after_it))


obligations = st.lists(
    st.builds(
        owed,
        kinds,
        st.integers(-3, 6).map(lambda count: plus(AUG4, count)),
        st.integers(0, 23).map(lambda clock: ByClock(time(clock))),
        st.sampled_from(["d1", "d4"]),
    ),
    max_size=6,
)


@given(obligations, st.integers(0, 96), st.randoms())
def test_deriving_again_later_or_in_another_order_only_adds(
    owes: list[Obligation], hours: int, chance: object
) -> None:
    shuffled = list(owes)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    now = {task.key: task for task in tasks_of(*owes)}
    assert tasks_of(*shuffled) == tuple(now.values())
    later = {task.key: task for task in tasks_of(*owes, now=after(NINE, hours=hours))}
    assert now.keys() <= later.keys()

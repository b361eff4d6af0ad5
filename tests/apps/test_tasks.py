"""Tasks: what falls due is seen, climbs by the edition's steps, and is ended only with a reason."""

import pytest
from django.test.utils import CaptureQueriesContext

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import tasks as rules
from lianfang.core.asking import Ask
from lianfang.core.days import after, end_of, local_day, start_of
from lianfang.core.refusal import Refused
from lianfang.tasks import actions, queries
from lianfang.tasks.models import Escalation, Task
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
GRID = "379901100001001"


def new_task(cast, number=1, *, code=GRID, hours=2, level="grid", at=MORNING):
    return actions.NewTask(
        task=rules.Task(
            key=f"answer_declaration:declaration:{number}",
            kind=rules.TaskKind.ANSWER_DECLARATION,
            subject=rules.Subject(rules.SubjectKind.DECLARATION, number),
            owner=cast.paths[code],
            owner_level=level,
            opens=at,
            due=after(at, hours=hours),
            clause="test",
        ),
        owner_id=cast.units[code],
        place_path=cast.paths[code],
        edition="cn-covid19-9",
    )


@pytest.fixture
def task(cast):
    with acting(SYSTEM):
        (number,) = actions.add_many([new_task(cast)], by=SYSTEM, at=MORNING)
    return number


def standing(number):
    return Task.objects.values_list("standing", "level").get(pk=number)


def test_the_same_duty_twice_is_one_task(cast, task):
    with acting(SYSTEM):
        assert actions.add_many([new_task(cast)], by=SYSTEM, at=MORNING) == []
        assert Task.objects.count() == 1


def test_an_overdue_task_climbs_four_levels_each_dated_when_it_should_have(cast, task):
    due = after(MORNING, hours=2)
    with acting(SYSTEM):
        actions.watch(at=after(due, minutes=-1))
        assert standing(task) == ("open", "grid")
        actions.watch(at=due)
        assert standing(task) == ("overdue", "grid")
        for hours, level in ((2, "community"), (4, "township"), (8, "county")):
            actions.watch(at=after(due, hours=hours, minutes=30))
            assert standing(task) == ("overdue", level)
        climbs = list(Escalation.objects.order_by("at").values_list("level", "at", "noticed", "unit_id"))
    assert climbs == [
        ("community", after(due, hours=2), after(due, hours=2, minutes=30), cast.units["379901100001"]),
        ("township", after(due, hours=4), after(due, hours=4, minutes=30), cast.units["379901100"]),
        ("county", after(due, hours=8), after(due, hours=8, minutes=30), cast.units["379901"]),
    ]


def test_a_watch_that_was_away_all_night_finds_every_climb_once(cast, task):
    with acting(SYSTEM):
        morning = after(MORNING, hours=24)
        first, second = actions.watch(at=morning), actions.watch(at=morning)
        assert (first.fell_due, first.climbed, second.looked) == (1, 3, 0)


def test_evidence_in_time_meets_and_late_evidence_meets_late(cast, task):
    proof = actions.Proof(task, rules.EvidenceKind.ANSWERED, after(MORNING, hours=1))
    with acting(cast.grid_worker) as viewer:
        told = actions.submit_evidence(proof, by=viewer, at=after(MORNING, hours=3), ref="phone/1")
        again = actions.submit_evidence(proof, by=viewer, at=after(MORNING, hours=4), ref="phone/1")
        assert told.standing is rules.Standing.MET
        assert again == told
        assert Task.objects.get(pk=task).evidence.count() == 1
        actions.take_back(task, by=viewer, at=after(MORNING, hours=5))
        assert standing(task)[0] == "overdue"
        late = actions.Proof(task, rules.EvidenceKind.ANSWERED, after(MORNING, hours=5))
        assert (
            actions.submit_evidence(late, by=viewer, at=after(MORNING, hours=6)).standing
            is rules.Standing.MET_LATE
        )


def test_nobody_proves_a_task_of_another_area(cast, task):
    proof = actions.Proof(task, rules.EvidenceKind.ANSWERED, MORNING)
    with acting(cast.neighbour_grid_worker) as viewer, pytest.raises(Refused, match="no such task"):
        actions.submit_evidence(proof, by=viewer, at=MORNING)


def test_only_a_higher_post_excuses_and_only_with_a_reason(cast, task):
    with acting(cast.township_officer) as viewer:
        with pytest.raises(Refused, match="reason"):
            actions.excuse_many([task], reason=" ", by=viewer, at=MORNING)
        (result,) = actions.excuse_many([task], reason="道路塌方", by=viewer, at=MORNING)
        assert result.refused is None
        assert standing(task)[0] == "excused"
        (again,) = actions.excuse_many([task], reason="道路塌方", by=viewer, at=MORNING)
        assert again.refused.code == "task.settled"
    with acting(cast.grid_worker) as viewer, pytest.raises(Refused):
        actions.excuse_many([task], reason="不想去", by=viewer, at=MORNING)


def test_a_bulk_act_answers_for_each_row(cast):
    with acting(SYSTEM):
        mine, other = sorted(
            actions.add_many(
                [new_task(cast, 1), new_task(cast, 2, code="379902100001001")], by=SYSTEM, at=MORNING
            )
        )
    with acting(cast.county_officer) as viewer:
        results = {
            r.task_id: r.refused
            for r in actions.excuse_many([mine, other], reason="停电", by=viewer, at=MORNING)
        }
    assert results[mine] is None
    assert results[other].code == "not_found"


def test_today_groups_by_urgency_and_counts_what_it_shows(cast):
    hours = {1: 0.5, 2: 1.5, 3: 6, 4: 30}
    with acting(SYSTEM):
        actions.add_many([new_task(cast, n, hours=h) for n, h in hours.items()], by=SYSTEM, at=MORNING)
    with acting(cast.grid_worker) as viewer:
        day = queries.today(viewer, now=after(MORNING, hours=1))
    assert [(g.key, g.total) for g in day.groups] == [("overdue", 1), ("soon", 1), ("today", 1), ("later", 1)]
    assert (day.overdue, day.total) == (1, 3)
    assert day.next_due == after(MORNING, hours=1.5)


def test_the_number_of_queries_does_not_grow_with_the_tasks(cast, django_assert_max_num_queries):
    from django.db import connection

    def queries_for(count, first):
        with acting(SYSTEM):
            actions.add_many([new_task(cast, first + n) for n in range(count)], by=SYSTEM, at=MORNING)
        with (
            acting(cast.county_officer) as viewer,
            CaptureQueriesContext(
                connection,
            ) as captured,
        ):
            queries.search(viewer, Ask(count=200), now=MORNING)
        return len(captured)

    assert queries_for(5, 100) == queries_for(50, 200)


def test_counts_agree_with_the_slow_obvious_twin(cast):
    with acting(SYSTEM):
        actions.add_many([new_task(cast, n, hours=n) for n in range(1, 8)], by=SYSTEM, at=MORNING)
        numbers = list(Task.objects.order_by("due").values_list("pk", flat=True))
        for n in numbers[:2]:
            actions.submit_evidence(
                actions.Proof(n, rules.EvidenceKind.ANSWERED, after(MORNING, minutes=90)),
                by=SYSTEM,
                at=after(MORNING, hours=2),
            )
        actions.excuse_many(numbers[2:3], reason="停电", by=SYSTEM, at=MORNING)
        as_of = after(MORNING, hours=5)
        actions.watch(at=as_of)
        day = local_day(MORNING)
        told = queries.tally(SYSTEM, start=start_of(day), end=end_of(day), as_of=as_of)
        slow = [
            rules.counted(rules.Standing(t.standing), due=t.due, withdrawn=t.withdrawn, as_of=as_of)
            for t in Task.objects.all()
        ]
    assert told.on_time == slow.count(rules.Counted.ON_TIME) == 1
    assert told.late == slow.count(rules.Counted.LATE) == 1
    assert told.missing == slow.count(rules.Counted.MISSING) == 2
    assert told.excused == slow.count(rules.Counted.EXCUSED) == 1
    assert told.not_due == slow.count(rules.Counted.NOT_DUE) == 2
    assert told.expected == told.on_time + told.late + told.missing


def test_an_order_goes_to_each_unit_as_two_tasks_and_comes_back_answered(cast):
    new = actions.NewInstruction(
        title="排查来返人员",
        text="请于今日 17 时前反馈。",
        unit_ids=[cast.units["379901100"], cast.units["379901200"]],
        acknowledge_by=after(MORNING, hours=1),
        answer_by=after(MORNING, hours=8),
    )
    with acting(cast.county_officer) as viewer:
        number = actions.issue(new, by=viewer, at=MORNING, ref="desk/1")
        assert actions.issue(new, by=viewer, at=MORNING, ref="desk/1") == number
        row, addressed = queries.instruction(viewer, number, now=MORNING)
        assert (row.units, row.acknowledged, row.answered) == (2, 0, 0)
    with acting(cast.township_officer) as viewer:
        mine = next(a for a in queries.instruction(viewer, number, now=MORNING)[1])
        actions.submit_evidence(
            actions.Proof(mine.task_ids[0], rules.EvidenceKind.ACKNOWLEDGED, MORNING), by=viewer, at=MORNING
        )
        actions.submit_evidence(
            actions.Proof(mine.task_ids[1], rules.EvidenceKind.FED_BACK, MORNING, payload={"text": "已完成"}),
            by=viewer,
            at=MORNING,
        )
    with acting(cast.county_officer) as viewer:
        row, addressed = queries.instruction(viewer, number, now=after(MORNING, hours=2))
        assert (row.acknowledged, row.answered, row.late) == (1, 1, 1)
        assert {a.answer_text for a in addressed} == {"已完成", ""}


def test_an_order_outside_ones_own_area_or_with_crossed_clocks_is_refused(cast):
    def order(**changes):
        values = {
            "title": "t",
            "text": "t",
            "unit_ids": [cast.units["379901100"]],
            "acknowledge_by": after(MORNING, hours=1),
            "answer_by": after(MORNING, hours=2),
        }
        return actions.NewInstruction(**(values | changes))

    with acting(cast.county_officer) as viewer:
        for wrong in (
            order(unit_ids=[cast.units["379902100"]]),
            order(answer_by=MORNING),
            order(title=" "),
        ):
            with pytest.raises(Refused):
                actions.issue(wrong, by=viewer, at=MORNING)

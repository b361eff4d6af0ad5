"""Where a task stands: by evidence, by the clock, by what a higher post decided."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.days import after, instant
from lianfang.core.findings import CheckIn, Contacted, Located, Method, Occupation, Outcome, Payload
from lianfang.core.refusal import Refused
from lianfang.core.tasks import (
    NATURES,
    TRANSITIONS,
    Counted,
    Event,
    Evidence,
    EvidenceKind,
    Standing,
    Subject,
    SubjectKind,
    Task,
    TaskKind,
    counted,
    counted_as,
    evidence_of,
    moved,
    next_look,
    proves,
    settles,
    standing,
)

NINE = instant("2022-08-04T09:00+08:00")
LAST_HOUR = 40


def hour(count: int) -> datetime:
    return after(NINE, hours=count)


LI_MING = Subject(SubjectKind.PERSON, 17)
FIND_LI_MING = Task(
    key="locate:person:17:list:3",
    kind=TaskKind.LOCATE,
    subject=LI_MING,
    owner="1.5.33",
    opens=hour(0),
    due=hour(24),
    clause="24小时内核实到位",
)


def found(occurred: int, recorded: int | None = None, retracted: int | None = None) -> Evidence:
    return Evidence(
        kind=EvidenceKind.LOCATED,
        occurred=hour(occurred),
        recorded=hour(occurred if recorded is None else recorded),
        by="post:4",
        retracted=None if retracted is None else hour(retracted),
    )


def test_a_task_is_open_until_its_due_instant_and_overdue_at_it() -> None:
    assert standing(FIND_LI_MING, [], hour(23)) is Standing.OPEN
    assert standing(FIND_LI_MING, [], hour(24)) is Standing.OVERDUE


def test_done_before_due_is_met_and_done_at_due_is_met_late() -> None:
    assert standing(FIND_LI_MING, [found(23)], hour(30)) is Standing.MET
    assert standing(FIND_LI_MING, [found(24)], hour(30)) is Standing.MET_LATE


def test_a_visit_in_time_sent_late_was_overdue_until_it_came_and_is_met_then() -> None:
    offline = found(20, recorded=30)
    assert standing(FIND_LI_MING, [offline], hour(29)) is Standing.OVERDUE
    assert standing(FIND_LI_MING, [offline], hour(30)) is Standing.MET


def test_evidence_from_the_future_counts_when_it_happens() -> None:
    assert standing(FIND_LI_MING, [found(20, recorded=10)], hour(19)) is Standing.OPEN
    assert standing(FIND_LI_MING, [found(20, recorded=10)], hour(20)) is Standing.MET


def test_an_attempt_settles_nothing() -> None:
    attempt = replace(found(2), kind=EvidenceKind.ATTEMPTED)
    assert standing(FIND_LI_MING, [attempt], hour(3)) is Standing.OPEN


def test_undo_takes_the_proof_back() -> None:
    undone = found(2, retracted=3)
    assert standing(FIND_LI_MING, [undone], hour(2)) is Standing.MET
    assert standing(FIND_LI_MING, [undone], hour(3)) is Standing.OPEN
    assert standing(FIND_LI_MING, [undone], hour(24)) is Standing.OVERDUE


def test_a_met_task_cannot_be_withdrawn_or_excused() -> None:
    late_idea = replace(FIND_LI_MING, withdrawn=hour(6), excused=hour(7))
    assert standing(late_idea, [found(5)], hour(8)) is Standing.MET


def test_the_first_of_excused_and_withdrawn_holds() -> None:
    both = replace(FIND_LI_MING, excused=hour(6), withdrawn=hour(5))
    assert standing(both, [], hour(4)) is Standing.OPEN
    assert standing(both, [], hour(8)) is Standing.WITHDRAWN
    assert standing(both, [found(6)], hour(8)) is Standing.WITHDRAWN
    assert standing(replace(both, withdrawn=hour(7)), [], hour(8)) is Standing.EXCUSED


def test_a_task_that_would_be_due_before_it_opens_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        replace(FIND_LI_MING, due=hour(-1))
    assert refusal.value.code == "task.due_before_opening"


def test_next_look_names_the_instant_and_nothing_for_ever() -> None:
    assert next_look(FIND_LI_MING, [], hour(3)) == hour(24)
    assert next_look(FIND_LI_MING, [], hour(24)) is None
    assert next_look(FIND_LI_MING, [found(2)], hour(3)) is None


def test_a_finding_knows_what_it_is_evidence_of() -> None:
    def search(outcome: Outcome) -> Payload:
        return Located(outcome=outcome, method=Method.VISIT, attempted_by="post:4")

    assert evidence_of(search(Outcome.NO_SUCH_PERSON)) is EvidenceKind.LOCATED
    assert evidence_of(search(Outcome.UNREACHABLE)) is EvidenceKind.ATTEMPTED
    call = Contacted(method=Method.CALL, reached=True, attempted_by="post:4")
    assert evidence_of(call) is EvidenceKind.ATTEMPTED
    assert evidence_of(CheckIn(day=NINE.date())) is EvidenceKind.CHECK_IN
    assert evidence_of(Occupation(title="教师")) is None


def test_loose_evidence_proves_a_task_of_its_kind_that_was_open_when_it_happened() -> None:
    assert proves(FIND_LI_MING, found(0))
    assert not proves(FIND_LI_MING, found(-1))
    assert not proves(replace(FIND_LI_MING, kind=TaskKind.SAMPLE), found(0))


def test_every_kind_of_task_says_what_it_is_about_and_what_proves_it() -> None:
    assert set(NATURES) == set(TaskKind)
    for kind in TaskKind:
        assert any(settles(kind, evidence) for evidence in EvidenceKind)
        assert not settles(kind, EvidenceKind.ATTEMPTED)
    assert str(LI_MING) == "person:17"


STORIES = {
    (Standing.OPEN, Event.DUE_PASSED): (FIND_LI_MING, [], 24),
    (Standing.OPEN, Event.PROVED_IN_TIME): (FIND_LI_MING, [found(5)], 5),
    (Standing.OPEN, Event.EXCUSE): (replace(FIND_LI_MING, excused=hour(5)), [], 5),
    (Standing.OPEN, Event.WITHDRAW): (replace(FIND_LI_MING, withdrawn=hour(5)), [], 5),
    (Standing.OVERDUE, Event.PROVED_IN_TIME): (FIND_LI_MING, [found(5, recorded=30)], 30),
    (Standing.OVERDUE, Event.PROVED_LATE): (FIND_LI_MING, [found(30)], 30),
    (Standing.OVERDUE, Event.EXCUSE): (replace(FIND_LI_MING, excused=hour(30)), [], 30),
    (Standing.OVERDUE, Event.WITHDRAW): (replace(FIND_LI_MING, withdrawn=hour(30)), [], 30),
    (Standing.MET, Event.PROOF_FELL): (FIND_LI_MING, [found(5, retracted=6)], 6),
    (Standing.MET, Event.PROOF_FELL_LATE): (FIND_LI_MING, [found(5, retracted=30)], 30),
    (Standing.MET, Event.LATE_PROOF_LEFT): (FIND_LI_MING, [found(5, retracted=30), found(25)], 30),
    (Standing.MET_LATE, Event.PROVED_IN_TIME): (FIND_LI_MING, [found(25), found(5, recorded=30)], 30),
    (Standing.MET_LATE, Event.PROOF_FELL_LATE): (FIND_LI_MING, [found(25, retracted=30)], 30),
}


def test_each_arrow_of_the_table_has_its_story() -> None:
    assert set(STORIES) == set(TRANSITIONS)


@pytest.mark.parametrize(("arrow", "story"), STORIES.items(), ids=lambda item: "-".join(map(str, item[:2])))
def test_the_table_says_what_happens(
    arrow: tuple[Standing, Event], story: tuple[Task, list[Evidence], int]
) -> None:
    task, evidence, at = story
    assert standing(task, evidence, hour(at - 1)) is arrow[0]
    assert standing(task, evidence, hour(at)) is moved(*arrow)


def test_what_the_table_does_not_have_is_refused_in_both_languages() -> None:
    with pytest.raises(Refused) as refusal:
        moved(Standing.MET, Event.WITHDRAW)
    assert refusal.value.code == "task.no_such_move"
    assert refusal.value.words == ("任务按时完成,不能撤销", "the task is met: “withdrawn” cannot follow")


hours = st.integers(0, LAST_HOUR)


@st.composite
def lives(draw: st.DrawFn, *, apart: bool = False) -> tuple[Task, list[Evidence]]:
    """A task and its evidence; ``apart``: no two things happen at one instant."""
    moments = iter(draw(st.lists(hours, min_size=10, max_size=10, unique=apart)))
    task = replace(
        FIND_LI_MING,
        due=hour(next(moments)),
        excused=hour(next(moments)) if draw(st.booleans()) else None,
        withdrawn=hour(next(moments)) if draw(st.booleans()) else None,
    )
    evidence = []
    for _ in range(draw(st.integers(0, 3))):
        recorded, retracted = next(moments), next(moments)
        occurred = draw(st.integers(0, recorded) if apart else hours)
        kind = draw(st.sampled_from([EvidenceKind.LOCATED, EvidenceKind.ATTEMPTED]))
        gone = retracted if draw(st.booleans()) else None
        evidence.append(replace(found(occurred, recorded, gone), kind=kind))
    return task, evidence


@given(lives(), hours)
def test_the_standing_is_constant_up_to_the_next_look_and_changes_at_it(
    life: tuple[Task, list[Evidence]], now: int
) -> None:
    task, evidence = life
    today, look = standing(task, evidence, hour(now)), next_look(task, evidence, hour(now))
    later = [hour(count) for count in range(now, LAST_HOUR + 1)]
    assert all(standing(task, evidence, at) is today for at in later if look is None or at < look)
    assert look is None or (look in later and standing(task, evidence, look) is not today)


@given(lives(apart=True), hours)
def test_no_change_is_seen_that_is_not_an_arrow_of_the_table(
    life: tuple[Task, list[Evidence]], now: int
) -> None:
    before, then = (standing(*life, hour(at)) for at in (now, now + 1))
    assert before is then or then in {new for (old, _), new in TRANSITIONS.items() if old is before}


@given(lives(), hours)
def test_what_comes_in_later_never_changes_what_was_seen_before(
    life: tuple[Task, list[Evidence]], now: int
) -> None:
    task, evidence = life
    then = [each for each in evidence if each.recorded <= hour(now)]
    assert standing(task, evidence, hour(now)) is standing(task, then, hour(now))


@given(lives(), hours)
def test_a_task_counts_once_it_is_due_and_then_exactly_once(
    life: tuple[Task, list[Evidence]], now: int
) -> None:
    task, evidence = life
    count = counted_as(task, evidence, as_of=hour(now))
    if standing(task, evidence, hour(now)) is not Standing.WITHDRAWN:
        assert (count is Counted.NOT_DUE) == (hour(now) < task.due)
    if standing(task, evidence, hour(now)) in (Standing.MET, Standing.MET_LATE):
        assert count in (Counted.NOT_DUE, Counted.ON_TIME, Counted.LATE)


@given(lives(), hours)
def test_withdrawing_never_turns_a_missing_task_into_anything_better(
    life: tuple[Task, list[Evidence]], now: int
) -> None:
    task, evidence = life
    if counted_as(task, evidence, as_of=hour(now)) is Counted.MISSING:
        withdrawn = replace(task, withdrawn=task.withdrawn or hour(now))
        assert counted_as(withdrawn, evidence, as_of=hour(LAST_HOUR)) in (
            Counted.MISSING,
            counted_as(task, evidence, as_of=hour(LAST_HOUR)),
        )


@pytest.mark.parametrize(
    ("stands", "withdrawn", "as_of", "count"),
    [
        (Standing.MET, None, 23, Counted.NOT_DUE),
        (Standing.MET, None, 24, Counted.ON_TIME),
        (Standing.MET_LATE, None, 30, Counted.LATE),
        (Standing.OVERDUE, None, 24, Counted.MISSING),
        (Standing.OPEN, None, 24, Counted.MISSING),
        (Standing.OPEN, None, 23, Counted.NOT_DUE),
        (Standing.EXCUSED, None, 23, Counted.NOT_DUE),
        (Standing.EXCUSED, None, 24, Counted.EXCUSED),
        (Standing.WITHDRAWN, 24, 30, Counted.MISSING),
        (Standing.WITHDRAWN, 23, 30, Counted.VOID),
    ],
)
def test_how_a_stored_standing_counts(
    stands: Standing, withdrawn: int | None, as_of: int, count: Counted
) -> None:
    at = None if withdrawn is None else hour(withdrawn)
    assert counted(stands, due=hour(24), withdrawn=at, as_of=hour(as_of)) is count

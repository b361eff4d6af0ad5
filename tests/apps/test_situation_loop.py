"""The figures of a real loop: a list is pushed, people are found, held, released, and all is counted."""

from datetime import date, datetime

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core.days import after, instant
from lianfang.core.situation.paper import Part
from lianfang.intake import queries as intake
from lianfang.measures import actions as measures
from lianfang.measures import queries as measure_queries
from lianfang.situation import queries
from lianfang.situation.queries import gaps
from lianfang.tasks import queries as tasks
from lianfang.tasks.models import Task
from tests.cast import MORNING
from tests.factories.pushes import FAR_GRID, GRID_1, adopt, person, push

pytestmark = pytest.mark.django_db

AUG5 = date(2022, 8, 5)
NOON, EVENING = after(MORNING, hours=3), after(MORNING, hours=9)


@pytest.fixture
def pushed(cast):
    """Six rows: four people, one of them told twice, one row sent back; 09:00 of 5 August."""
    adopt(cast)
    rows = [person(n, 现住址=f"{GRID_1}{n}号", 健康码="红码" if n < 2 else "绿码") for n in range(3)]
    rows += [person(7, 现住址=f"{FAR_GRID}7号", 健康码="绿码"), rows[0], person(9, 姓名="")]
    push(cast, rows)
    return cast


def count(cast, code: str = "379901", *, now: datetime = NOON, day: date = AUG5):
    with acting(SYSTEM):
        return queries.count_now(SYSTEM, cast.paths[code], day=day, now=now)


def value(picture, name: str, part: Part = Part.VALUE) -> int:
    cell = picture.whole.cell(name)
    if cell is None:
        return 0
    return cell.known if part is Part.VALUE else getattr(cell, part.value)


def find_everybody(*, at: datetime) -> list[int]:
    said = known.Located(outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格")
    with acting(SYSTEM):
        found = list(Task.objects.filter(kind="locate", standing="open").order_by("pk"))
        for task in found:
            measures.report(task.pk, (said,), occurred=at, by=SYSTEM, at=at)
    return [task.person_id for task in found]


def bring_in(cast, people: list[int], *, at: datetime) -> None:
    with acting(SYSTEM):
        drafted = [o for person_id in people for o in orders_of(person_id)]
        measures.sign_many([o.id for o in drafted], by=cast.commander, at=at)
        for order in drafted:
            measures.serve(order.id, occurred=at, by=SYSTEM, at=at)
            measures.begin_stay(order.id, occurred=at, by=SYSTEM, at=at)


def orders_of(person_id: int):
    from lianfang.core.asking import Ask

    ask = Ask(filters={"person": str(person_id), "kind": "isolation"})
    return [o for o in measure_queries.orders(SYSTEM, ask).rows if o.withdrawn is None]


def test_rows_are_counted_by_what_became_of_them_and_balance(pushed):
    seen = count(pushed)
    states = {
        name: value(seen, f"rows.{name}") for name in ("accepted", "duplicate", "rejected", "ambiguous")
    }
    assert states == {"accepted": 4, "duplicate": 1, "rejected": 1, "ambiguous": 0}
    assert value(seen, "rows.received") == 6
    assert (value(seen, "lists.received"), value(seen, "lists.open")) == (1, 1)
    assert value(seen, "codes.red") == 2
    assert value(count(pushed, day=date(2022, 8, 4)), "rows.received") == 0


def test_a_list_is_closed_when_everybody_on_it_is_found(pushed):
    find_everybody(at=NOON)
    assert value(count(pushed, now=after(NOON, minutes=-1)), "lists.open") == 1
    assert value(count(pushed, now=NOON), "lists.open") == 0


def test_the_four_certainties_are_those_of_the_list(pushed):
    find_everybody(at=NOON)
    seen = count(pushed, now=EVENING)
    with acting(SYSTEM):
        one = intake.certainties(SYSTEM, pushed.paths["379901"])
    for name, share in (
        ("number", one.number), ("person", one.person), ("location", one.location), ("control", one.control),
    ):  # fmt: skip
        assert (value(seen, f"certain.{name}"), value(seen, f"certain.{name}.of")) == share, name


def test_decided_and_not_held_is_a_figure_until_they_are_brought_in(pushed):
    before = count(pushed)
    people = find_everybody(at=NOON)
    waiting = count(pushed, now=after(NOON, minutes=1))
    assert value(waiting, "orders.unsigned") == 4
    assert value(waiting, "not_isolated") == value(before, "not_isolated") == 4
    bring_in(pushed, people, at=after(NOON, minutes=30))
    held = count(pushed, now=EVENING)
    assert (value(held, "orders.unsigned"), value(held, "not_isolated")) == (0, 0)
    assert value(held, "held") == value(held, "held.central.traveller_high") == value(held, "entered") == 4
    assert value(count(pushed, "379901100001"), "held") == 0
    assert value(count(pushed, "379901100001", now=EVENING), "held") == 3


def test_the_figure_opens_the_same_people_as_the_list_of_those_not_held(pushed):
    find_everybody(at=NOON)
    with acting(SYSTEM):
        listed = gaps.not_held(SYSTEM, now=EVENING)
        opened = queries.behind(SYSTEM, "not_isolated", path=pushed.paths["3799"], day=AUG5, now=EVENING)
    assert sorted(listed) == list(opened.members)


def test_tasks_fallen_due_are_those_the_tasks_room_counts(pushed):
    find_everybody(at=NOON)
    late = instant("2022-08-05T23:30+08:00")
    seen = count(pushed, now=late)
    period = seen.period
    with acting(SYSTEM):
        room = tasks.tally(
            SYSTEM, start=period.start, end=period.end, as_of=late, path=pushed.paths["379901"]
        )
    cell = seen.whole.cells["tasks"]
    assert (cell.expected, cell.on_time, cell.late, cell.missing, cell.excused) == (
        room.expected, room.on_time, room.late, room.missing, room.excused,
    )  # fmt: skip
    assert cell.missing == value(seen, "overdue") > 0


def test_who_was_released_today_is_not_missing_for_the_rest_of_the_day(pushed):
    people = find_everybody(at=NOON)
    bring_in(pushed, people, at=after(NOON, minutes=30))
    from lianfang.measures.models import Stay

    with acting(SYSTEM):
        Stay.objects.filter(person_id=people[0]).update(ended=after(NOON, hours=2), ended_why="released")
    seen = count(pushed, now=EVENING)
    assert (value(seen, "held"), value(seen, "released"), value(seen, "not_isolated")) == (3, 1, 0)

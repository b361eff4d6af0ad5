"""The same instant and seed make the same city, whatever the database numbered before."""

from django.db import transaction

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.asking import Ask
from lianfang.core.days import instant
from lianfang.exercise import city
from lianfang.exercise.scale import HAMLET
from lianfang.exercise.scene import Scene
from lianfang.intake import queries as intake
from lianfang.measures import queries as measures
from lianfang.tasks import queries as tasks
from lianfang.vault import sealing

EVENING = instant("2022-08-15T20:00+08:00")
EVERYTHING = Ask(count=100_000)


def told(scene: Scene) -> list[tuple[object, ...]]:
    """What has become of every task, and under what everybody is held, without a number of a row."""
    rows: list[tuple[object, ...]] = [
        (str(c.kind), scene.land.bodies[c.owner_id], scene.who(c), c.due, str(c.standing), c.settled)
        for c in tasks.search(SYSTEM, EVERYTHING, now=scene.end, named=False).rows
    ]
    rows += [
        (str(line.at), line.source, line.balance.accepted, line.balance.ambiguous)
        for line in intake.lists(SYSTEM, EVERYTHING).rows
    ]
    rows += [
        (row.measure, scene.called[row.person_id], row.began, row.planned_end)
        for row in measures.stay_rows(SYSTEM, EVERYTHING).rows
    ]
    return sorted(rows, key=str)


def filled_and_thrown_away() -> tuple[list[tuple[object, ...]], set[int]]:
    """What a fill came to and the numbers of its residents; the numbers stay used."""
    with transaction.atomic():
        scene = city.fill(at=EVENING, scale=HAMLET)
        with acting(SYSTEM):
            rows = told(scene)
        transaction.set_rollback(True)
    sealing.forget_keys()
    return rows, {one.id for one in scene.residents}


def test_the_same_day_makes_the_same_city_whatever_was_numbered_before(db: None) -> None:
    rows, residents = filled_and_thrown_away()
    again, others = filled_and_thrown_away()
    assert residents.isdisjoint(others)
    assert len(rows) > 500
    assert again == rows

"""Figures: counted by SQL as the rules count, summed from the leaf to the root, whole or not at all."""

import random
from datetime import date, datetime

import pytest
from psycopg import DataError

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import tasks as rules
from lianfang.core.days import after, end_of, instant, start_of
from lianfang.core.refusal import Refused
from lianfang.core.situation import ZERO_TO_24, Cell, Entry, ReportWindow, add_up, tally
from lianfang.core.situation.metrics import CATEGORIES, HELD, METRICS
from lianfang.core.situation.paper import Part
from lianfang.situation import actions, queries
from lianfang.situation.counting import SOURCES, Asked, leaves, summed
from lianfang.situation.counting.source import Source
from lianfang.situation.models import Cell as CellRow
from lianfang.situation.models import Fill
from lianfang.tasks.models import Evidence, Task
from tests.cast import MORNING

pytestmark = pytest.mark.django_db

AUG5 = date(2022, 8, 5)
GRIDS = ("379901100001001", "379901100001002", "379901100002001", "379901200001001", "379902100001001")


def hour(count: float) -> datetime:
    return after(start_of(AUG5), hours=count)


def asked(
    path: str, *, as_of: datetime = MORNING, day: date = AUG5, window: ReportWindow = ZERO_TO_24
) -> Asked:
    return Asked(path=path, day=day, window=window, as_of=as_of)


def random_tasks(cast, seed: int) -> list[Entry]:
    """Tasks with evidence, retracted, excused and withdrawn at random, at full hours so that ties happen."""
    chance = random.Random(seed)
    entries = []
    for number in range(120):
        code = chance.choice((*GRIDS, "379901100", "379902"))
        kind = chance.choice(list(rules.TaskKind))
        due = hour(chance.randint(-3, 27))
        ends = {
            name: hour(chance.randint(-3, 27)) if chance.random() < 0.2 else None
            for name in ("excused", "withdrawn")
        }
        task = rules.Task(
            key=f"x:{seed}:{number}",
            kind=kind,
            subject=rules.Subject(rules.SubjectKind.UNIT, cast.units[code]),
            owner=cast.paths[code],
            opens=hour(-30),
            due=due,
            clause="",
            **ends,
        )
        proofs = tuple(
            rules.Evidence(
                kind=chance.choice([*rules.NATURES[kind].settled_by, rules.EvidenceKind.ATTEMPTED]),
                occurred=hour(chance.randint(-5, 27)),
                recorded=hour(chance.randint(-5, 30)),
                retracted=hour(chance.randint(-5, 30)) if chance.random() < 0.3 else None,
            )
            for _ in range(chance.randint(0, 2))
        )
        entries.append(Entry(task=task, evidence=proofs))
    return entries


def stored(cast, entries: list[Entry]) -> None:
    for entry in entries:
        task = entry.task
        standing = "withdrawn" if task.withdrawn else "excused" if task.excused else "open"
        row = Task.objects.create(
            key=task.key, kind=task.kind, place_path=task.owner, owner_id=task.subject.id,
            owner_path=task.owner, opens=task.opens, due=task.due, made=task.opens, standing=standing,
            excused=task.excused, withdrawn=task.withdrawn, reason="x" if standing != "open" else "",
        )  # fmt: skip
        Evidence.objects.bulk_create(
            Evidence(
                task=row, kind=e.kind, occurred=e.occurred, recorded=e.recorded, retracted=e.retracted,
                path=task.owner,
            )
            for e in entry.evidence
        )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_tasks_are_counted_in_sql_as_the_rules_count_them(cast, seed):
    entries = random_tasks(cast, seed)
    with acting(SYSTEM):
        stored(cast, entries)
        for as_of in (hour(1), hour(12), hour(24), hour(40)):
            for code in ("37", "3799", "379901", "379901100001001", "379902"):
                path = cast.paths[code]
                found = summed(asked(path, as_of=as_of)).of(path)
                for kind in (None, *rules.TaskKind):
                    name = f"tasks.{kind}" if kind else "tasks"
                    mine = [e for e in entries if kind is None or e.task.kind is kind]
                    slow = tally(
                        mine, metric=METRICS[name], region=path, period=ZERO_TO_24.period(AUG5), as_of=as_of
                    )
                    fast = found.get(name, zero_like(slow))
                    assert fast == slow, (name, code, as_of)


def zero_like(cell: Cell) -> Cell:
    return Cell(metric=cell.metric, region=cell.region, period=cell.period, as_of=cell.as_of)


def hold(cast, person: int, measure: str, *, began: datetime, **more) -> int:
    """A stay as an opening balance, so that it needs no order."""
    from lianfang.measures.models import Stay

    given = {
        "person_class": "close_contact", "edition": "cn-covid19-9", "planned_end": date(2022, 8, 20),
        "opening_balance": True, "path": cast.paths[GRIDS[0]],
    }  # fmt: skip
    return Stay.objects.create(person_id=person, measure=measure, began=began, **(given | more)).pk


@pytest.fixture
def people(cast):
    """Twenty people, four in each grid, in the order of the grids."""
    from lianfang.people.models import Person

    with acting(SYSTEM):
        made = Person.objects.bulk_create(
            Person(
                path=cast.paths[code], region_id=cast.regions[code], name_sealed=b"x", name_index=b"x",
                created=MORNING,
            )
            for code in GRIDS
            for _ in range(4)
        )  # fmt: skip
    return [person.pk for person in made]


def value(picture, name: str) -> int:
    cell = picture.whole.cell(name)
    return cell.known if cell else 0


def test_people_are_counted_by_what_is_and_by_category(cast, people):
    with acting(SYSTEM):
        hold(cast, people[0], "central", began=hour(-30))
        hold(cast, people[1], "central", began=hour(-30), person_class="traveller", ground={"risk": "high"})
        hold(cast, people[2], "central", began=hour(1), person_class="traveller", ground={"risk": "low"})
        hold(cast, people[3], "home_iso", began=hour(-30), ended=hour(8), ended_why="released")
        hold(cast, people[4], "home_monitor", began=hour(20), path=cast.paths[GRIDS[1]])
        seen = queries.count_now(SYSTEM, cast.paths["3799"], day=AUG5, now=MORNING)
    assert value(seen, "held") == value(seen, "held.central") == 3
    assert value(seen, "held.central.close_contact") == 1
    assert value(seen, "held.central.traveller_high") == 1
    assert value(seen, "held.central.traveller_low") == 1
    assert (value(seen, "entered"), value(seen, "entered.central")) == (1, 1)
    assert (value(seen, "released"), value(seen, "held.home_iso")) == (1, 0)


def test_a_change_of_phase_is_neither_new_nor_released(cast, people):
    with acting(SYSTEM):
        hold(cast, people[0], "central", began=hour(-90), ended=hour(2), ended_why="phase")
        hold(cast, people[0], "home_monitor", began=hour(2))
        seen = queries.count_now(SYSTEM, cast.paths["3799"], day=AUG5, now=MORNING)
    assert (value(seen, "entered"), value(seen, "released")) == (0, 0)
    assert (value(seen, "moved_out.central"), value(seen, "moved_in.home_monitor")) == (1, 1)
    assert value(seen, "held.home_monitor") == 1


@pytest.mark.parametrize("seed", range(3))
def test_who_is_held_is_who_was_and_who_came_less_who_went(cast, people, seed):
    chance = random.Random(seed)
    with acting(SYSTEM):
        for person in people:
            moment = hour(chance.randint(-40, 20))
            for _ in range(chance.randint(1, 3)):
                ended = after(moment, hours=chance.randint(1, 30))
                why = chance.choice(["phase", "released", "cap", "replaced"])
                hold(
                    cast, person, chance.choice(HELD), began=moment, ended=ended, ended_why=why,
                    path=cast.paths[chance.choice(GRIDS)],
                )  # fmt: skip
                moment = ended if why in ("phase", "replaced") else after(ended, hours=chance.randint(0, 5))
        path = cast.paths["3799"]
        before = summed(asked(path, day=date(2022, 8, 4), as_of=hour(200))).of(path)
        now = summed(asked(path, as_of=hour(200))).of(path)
    for measure in HELD:
        count = {
            family: now[f"{family}.{measure}"].known if f"{family}.{measure}" in now else 0
            for family in ("held", "entered", "moved_in", "moved_out", "released")
        }
        was = before[f"held.{measure}"].known if f"held.{measure}" in before else 0
        came = count["entered"] + count["moved_in"]
        went = count["moved_out"] + count["released"]
        assert count["held"] == was + came - went
        categories = sum(now[name].known for kind in CATEGORIES if (name := f"held.{measure}.{kind}") in now)
        assert categories == count["held"]


def test_children_and_what_stands_with_the_region_itself_make_the_whole(cast, people):
    entries = random_tasks(cast, 9)
    with acting(SYSTEM):
        stored(cast, entries)
        for place, person in enumerate(people):
            hold(cast, person, HELD[place % 4], began=hour(-3), path=cast.paths[GRIDS[place // 4]])
        for code in ("37", "3799", "379901", "379901100"):
            seen = queries.count_now(SYSTEM, cast.paths[code], day=AUG5, now=hour(30))
            for name, whole in seen.whole.cells.items():
                parts = [part.cells[name] for part in seen.parts if name in part.cells]
                assert add_up(parts, region=whole.region) == whole, name


def test_a_fill_keeps_what_was_counted_for_every_level(cast, people):
    with acting(SYSTEM):
        stored(cast, random_tasks(cast, 5))
        hold(cast, people[0], "central", began=hour(-3))
        actions.fill(cast.paths["3799"], day=AUG5, by=SYSTEM, at=hour(20))
        for code in ("3799", "379901", "379901100001", GRIDS[0]):
            fresh = queries.count_now(SYSTEM, cast.paths[code], day=AUG5, now=hour(20))
            kept = queries.last_filled(SYSTEM, cast.paths[code], day=AUG5)
            assert kept is not None
            assert kept.whole.cells == fresh.whole.cells
            assert [p.cells for p in kept.parts] == [p.cells for p in fresh.parts]


def test_the_newest_fill_of_a_running_period_replaces_the_one_before_and_a_closed_one_stays(cast):
    path = cast.paths["3799"]
    with acting(SYSTEM):
        actions.fill(path, day=AUG5, by=SYSTEM, at=hour(10))
        actions.fill(path, day=AUG5, by=SYSTEM, at=hour(11))
        assert Fill.objects.count() == 1
        with pytest.raises(Refused, match="not ended"):
            actions.close_period(AUG5, by=SYSTEM, at=hour(23))
        actions.close_period(AUG5, by=SYSTEM, at=hour(24))
        actions.fill(cast.paths["37"], day=AUG5, by=SYSTEM, at=hour(26))
        kept = queries.last_filled(SYSTEM, path, day=AUG5)
    assert kept is not None
    assert (kept.as_of, kept.closed) == (hour(26), False)
    assert Fill.objects.filter(closed=True).count() == 1


def test_an_interrupted_fill_undoes_itself(cast, people, monkeypatch):
    path = cast.paths["3799"]
    too_many = (
        "SELECT 1 AS member, %(low)s AS path, 'held' AS what, '' AS standing, 1 AS known, 3e9 AS unknown"
    )
    breaking = Source("person", frozenset({"held"}), too_many, lambda what: (what,))
    with acting(SYSTEM):
        hold(cast, people[0], "central", began=hour(-3))
        actions.fill(path, day=AUG5, by=SYSTEM, at=hour(10))
        before = list(CellRow.objects.order_by("pk").values())
        with monkeypatch.context() as patch:
            patch.setattr(
                "lianfang.situation.actions.filling.summed", lambda a: summed(a, (*SOURCES, breaking))
            )
            with pytest.raises(DataError, match="out of range"):
                actions.fill(path, day=AUG5, by=SYSTEM, at=hour(12))
        assert list(CellRow.objects.order_by("pk").values()) == before


def test_a_number_opens_exactly_those_it_counts(cast, people):
    entries = random_tasks(cast, 3)
    with acting(SYSTEM):
        stored(cast, entries)
        for place, person in enumerate(people[:6]):
            hold(cast, person, "central", began=hour(-3), path=cast.paths[GRIDS[place // 4]])
        path = cast.paths["379901"]
        seen = queries.count_now(SYSTEM, path, day=AUG5, now=hour(30))
        held = queries.behind(SYSTEM, "held.central", path=path, day=AUG5, now=hour(30))
        assert (held.subject, held.members) == ("person", tuple(people[:6]))
        for part in (Part.ON_TIME, Part.LATE, Part.MISSING, Part.EXCUSED, Part.EXPECTED, Part.VALUE):
            found = queries.behind(SYSTEM, "tasks", path=path, part=part, day=AUG5, now=hour(30))
            assert len(found.members) == getattr(seen.whole.cells["tasks"], part.value), part


def test_an_officer_sees_the_figures_of_their_own_area_only(cast):
    with acting(cast.county_officer) as viewer:
        queries.count_now(viewer, cast.paths["379901100"], day=AUG5, now=MORNING)
        for path in (cast.paths["379902"], cast.paths["3799"]):
            with pytest.raises(Refused, match="outside your area"):
                queries.count_now(viewer, path, day=AUG5, now=MORNING)
            with pytest.raises(Refused, match="outside your area"):
                queries.last_filled(viewer, path, day=AUG5)
            with pytest.raises(Refused, match="outside your area"):
                queries.behind(viewer, "held", path=path, day=AUG5, now=MORNING)


def test_rooms_are_counted_by_room_and_an_unknown_capacity_is_not_zero(cast, people):
    from lianfang.places.models import Facility

    with acting(SYSTEM):
        known, unknown = (
            Facility.objects.create(
                name=name, kind="isolation_site", region_id=cast.regions["379901"], path=cast.paths["379901"],
                capacity=capacity,
            )
            for name, capacity in (("青石宾馆", 10), ("河口宾馆", None))
        )  # fmt: skip
        for person, room in zip(people[:4], ("101", "101", "", ""), strict=True):
            hold(cast, person, "central", began=hour(-3), facility=known, room=room)
        hold(cast, people[4], "central", began=hour(-3), facility=unknown, room="201")
        seen = queries.count_now(SYSTEM, cast.paths["3799"], day=AUG5, now=MORNING).whole.cells
    assert (seen["rooms.capacity"].known, seen["rooms.capacity"].unknown) == (10, 1)
    assert (seen["rooms.occupied"].value, seen["rooms.free"].known, seen["rooms.free"].value) == (4, 7, None)


def test_every_source_gives_only_figures_that_are_declared(cast):
    with acting(SYSTEM):
        for source in SOURCES:
            list(leaves(source, asked(cast.paths["37"])))
    names = {
        name for name in METRICS if name.partition(".")[0] not in {f for s in SOURCES for f in s.families}
    }
    assert not names


def test_days_are_drawn_in_a_trend_as_they_were_closed(cast, people):
    path = cast.paths["3799"]
    with acting(SYSTEM):
        hold(cast, people[0], "central", began=instant("2022-08-04T08:00+08:00"))
        for day in (date(2022, 8, 3), date(2022, 8, 4)):
            actions.close_period(day, by=SYSTEM, at=end_of(day))
        line = queries.trend(SYSTEM, path, "held", first=date(2022, 8, 1), last=AUG5)
    assert [(day.day, cell.value) for day, cell in line] == [(3, 0), (4, 1)]

"""Walls: a neighbour sees, counts, finds and opens nobody; the tables hold nothing readable."""

import pytest
from django.db import ProgrammingError, connection, transaction

from lianfang.accounts.scope import NOBODY, SYSTEM, acting
from lianfang.core.days import after
from lianfang.core.refusal import Refused
from lianfang.people import actions, queries
from lianfang.people.models import Grant, Household, Identifier, Initials, Person, Phone
from tests.apps.test_people_claims import (
    GRID,
    NEIGHBOUR_GRID,
    OTHER_GRID,
    claim,
    mobile,
    resident_number,
    somebody,
)
from tests.cast import MORNING

pytestmark = pytest.mark.django_db

PERSONAL = (Person, Identifier, Phone, Initials, Household)
NAME, NUMBER, PHONE, ADDRESS = "欧阳明月", resident_number(21), mobile(13_572_468), "东风路3号2栋301室"
UNTIL = after(MORNING, hours=48)


@pytest.fixture
def moon(cast):
    """欧阳明月 of the first grid, with everything there is to know of her."""
    with acting(cast.county_officer) as officer:
        said = claim(cast, NAME, number=NUMBER, phone=PHONE, address=ADDRESS)
        (answer,) = actions.register_many([said], by=officer, at=MORNING)
    return answer.person_id


def counts(tables=PERSONAL):
    return [table.objects.count() for table in tables]


@pytest.mark.parametrize("who", ["neighbour_officer", "neighbour_grid_worker", "other_grid_worker"])
def test_a_neighbour_neither_sees_nor_counts_nor_finds_nor_opens(cast, moon, who):
    viewer = getattr(cast, who)
    with acting(viewer):
        assert queries.people(viewer, [moon]) == []
        assert queries.seen_ids(viewer, [moon]) == set()
        assert queries.headcount(viewer, [cast.paths[GRID], cast.paths["3799"]]) == {
            cast.paths[GRID]: 0, cast.paths["3799"]: 0,
        }  # fmt: skip
        for words in ("", "oymy", PHONE[-4:], PHONE, NUMBER, NAME, "欧阳"):
            assert queries.find(viewer, words).people == ()
        assert queries.find(viewer, NAME, inside=cast.paths[GRID]).people == ()
        for look in (queries.person, queries.household, queries.looks):
            with pytest.raises(Refused, match="in your area"):
                look(viewer, moon)
        with pytest.raises(Refused, match="in your area"):
            actions.unmask(moon, "name", "上门核实", by=viewer, at=MORNING)
        assert counts() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "who", ["grid_worker", "community_officer", "township_officer", "county_officer", "city_officer"]
)
def test_everybody_above_the_person_sees_them(cast, moon, who):
    viewer = getattr(cast, who)
    with acting(viewer):
        assert [person.id for person in queries.people(viewer, [moon])] == [moon]
        assert [person.id for person in queries.find(viewer, NAME).people] == [moon]
        assert queries.headcount(viewer, [viewer.path]) == {viewer.path: 1}


def test_outside_acting_and_for_nobody_the_tables_are_empty(cast, moon):
    assert counts() == [0, 0, 0, 0, 0]
    with acting(NOBODY):
        assert counts() == [0, 0, 0, 0, 0]


def test_the_wall_holds_against_plain_sql(cast, moon):
    """Without any condition of ours, as the role that serves, in the neighbour's area."""
    with acting(cast.neighbour_officer), connection.cursor() as cursor:
        for table in PERSONAL:
            cursor.execute(f'SELECT count(*) FROM "{table._meta.db_table}"')
            assert cursor.fetchone() == (0,)
            cursor.execute(f'UPDATE "{table._meta.db_table}" SET path = path')
            assert cursor.rowcount == 0
        cursor.execute("DELETE FROM people_person")
        assert cursor.rowcount == 0
    with acting(SYSTEM):
        assert Person.objects.filter(pk=moon).exists()


def test_nobody_can_move_a_person_out_of_their_own_sight(cast, moon):
    with (
        acting(cast.grid_worker),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Person.objects.filter(pk=moon).update(path=cast.paths[OTHER_GRID])


def test_no_table_holds_a_personal_value_readable(cast, moon):
    """The bytes as a thief of the disk would have them: every column of every table, as text and as bytes."""
    secrets = [NAME, "欧阳", "明月", NUMBER, NUMBER[6:14], PHONE, PHONE[3:], PHONE[-8:], ADDRESS, "oymy"]
    with acting(cast.grid_worker) as worker:
        actions.unmask(moon, "phone", "电话核实行程", by=worker, at=MORNING)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^(people|ledger)_'")
        tables = [name for (name,) in cursor.fetchall()]
        assert "people_person" in tables
        for table in tables:
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" AS t')
            held = "\n".join(row for (row,) in cursor.fetchall())
            for secret in secrets:
                assert secret not in held, table
                assert secret.encode().hex() not in held, table


def test_the_same_value_sealed_twice_is_told_by_its_index_only(cast):
    with acting(SYSTEM):
        two = [somebody(cast, NAME), somebody(cast, NAME)]
        actions.register_many(two, by=SYSTEM, at=MORNING)
        first, second = Person.objects.order_by("pk")
    assert bytes(first.name_sealed) != bytes(second.name_sealed)
    assert bytes(first.name_index) == bytes(second.name_index)


# --- grants ---


def test_a_grant_opens_a_person_to_an_area_and_closing_shuts_it(cast, moon):
    there = cast.paths["379902"]
    with acting(cast.county_officer) as officer:
        assert actions.grant(moon, there, ground="isolation", until=UNTIL, by=officer, at=MORNING) == 1
        (opened,) = queries.person(officer, moon).opened
        assert (opened.path, opened.until) == (there, UNTIL)
    neighbour = cast.neighbour_officer
    with acting(neighbour):
        assert [person.id for person in queries.find(neighbour, NAME).people] == [moon]
        assert (
            queries.person(neighbour, moon).phones == ("135****2468",)
            or queries.person(neighbour, moon).phones
        )
        assert counts((Household,)) == [0]
        assert actions.unmask(moon, "name", "隔离点接收", by=neighbour, at=MORNING) == NAME
    with acting(cast.neighbour_grid_worker) as worker:
        assert queries.people(worker, [moon]) == []
    with acting(cast.county_officer) as officer:
        assert actions.end_grants([moon], there, ground="isolation", by=officer, at=MORNING) == 1
    with acting(neighbour):
        assert queries.people(neighbour, [moon]) == []


def test_a_grant_ends_when_its_time_has_run_out(cast, moon):
    with acting(cast.county_officer) as officer:
        actions.grant(moon, cast.paths["379902"], ground="isolation", until=UNTIL, by=officer, at=MORNING)
    with acting(SYSTEM):
        assert actions.end_expired(by=SYSTEM, at=after(MORNING, hours=47)) == 0
        assert actions.end_expired(by=SYSTEM, at=UNTIL) == 1
        assert Grant.objects.get().ended == UNTIL
    with acting(cast.neighbour_officer) as neighbour:
        assert queries.people(neighbour, [moon]) == []


def test_a_second_grant_keeps_the_later_end(cast, moon):
    later = after(MORNING, hours=96)
    with acting(cast.county_officer) as officer:
        for until in (later, UNTIL):
            actions.grant(moon, cast.paths["379902"], ground="list", until=until, by=officer, at=MORNING)
        assert [grant.until for grant in Grant.objects.all()] == [later]


def test_a_grant_is_refused_without_sight_ground_or_time(cast, moon):
    there = cast.paths["379902"]
    with acting(cast.neighbour_officer) as neighbour, pytest.raises(Refused, match="not in your area"):
        actions.grant(moon, there, ground="list", until=UNTIL, by=neighbour, at=MORNING)
    with acting(cast.county_officer) as officer:
        with pytest.raises(Refused, match="ends after it begins"):
            actions.grant(moon, there, ground="list", until=MORNING, by=officer, at=MORNING)
        for ground in ("because", "merged"):
            with pytest.raises(Refused, match="no ground"):
                actions.grant(moon, there, ground=ground, until=UNTIL, by=officer, at=MORNING)
    with acting(cast.grid_worker) as worker, pytest.raises(Refused) as refused:
        actions.grant(moon, there, ground="list", until=UNTIL, by=worker, at=MORNING)
    assert refused.value.code == "scope.role"


def test_an_area_does_not_end_a_grant_it_does_not_see(cast, moon):
    with acting(cast.county_officer) as officer:
        actions.grant(moon, cast.paths["379901200"], ground="list", until=UNTIL, by=officer, at=MORNING)
    with acting(cast.neighbour_officer) as neighbour:
        ended = actions.end_grants([moon], cast.paths["379901200"], ground="list", by=neighbour, at=MORNING)
    assert ended == 0


def test_people_of_the_neighbours_are_theirs_alone(cast):
    with acting(SYSTEM):
        actions.register_many([somebody(cast, grid=NEIGHBOUR_GRID)], by=SYSTEM, at=MORNING)
    with acting(cast.county_officer) as officer:
        assert queries.find(officer, "").people == ()
    with acting(cast.city_officer) as city:
        assert len(queries.find(city, "").people) == 1

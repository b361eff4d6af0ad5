"""One person's file: what is held, who lives there, who looked; merging, moving and undoing."""

from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after
from lianfang.core.refusal import Refused
from lianfang.ledger import queries as ledger
from lianfang.people import actions, queries
from lianfang.people.actions import Claim
from lianfang.people.models import Grant, Household, Person
from tests.apps.test_people_claims import (
    GRID,
    NEIGHBOUR_GRID,
    OTHER_GRID,
    VILLAGE_GRID,
    claim,
    mobile,
    resident_number,
    somebody,
)
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
UNTIL = after(MORNING, hours=48)


@pytest.fixture
def officer(cast):
    """The county's task force at work."""
    with acting(cast.county_officer) as viewer:
        yield viewer


def known(by, *claims):
    return [answer.person_id for answer in actions.register_many(claims, by=by, at=MORNING)]


# --- looking ---


def test_each_sealed_field_opens_by_itself(cast, officer):
    said = claim(cast, "王小明", number=resident_number(7), phone=mobile(42), address="东风路3号2栋301室")
    (person,) = known(officer, said)
    opened = {
        field: actions.unmask(person, field, "上门核实", by=officer, at=MORNING) for field in actions.FIELDS
    }
    assert opened == {
        "name": "王小明",
        "phone": "13900000042",
        "identifier": resident_number(7),
        "address": "东风路3号2栋301室",
    }


def test_telephones_open_together_newest_first_as_they_are_dialled(cast, officer):
    (person,) = known(officer, claim(cast, "李娜", number=resident_number(8), phone=mobile(1)))
    known(officer, claim(cast, "李娜", number=resident_number(8), phone="+861062345678"))
    assert actions.unmask(person, "phone", "电话核实", by=officer, at=MORNING) == "010-62345678、13900000001"


def test_every_look_is_told_to_whoever_may_see_the_person(cast, officer):
    (person,) = known(officer, somebody(cast))
    with acting(cast.grid_worker) as worker:
        actions.unmask(person, "phone", "电话核实行程", by=worker, at=MORNING)
        actions.unmask_many([person], ["name", "identifier"], "打印通知书", by=worker, at=UNTIL)
    looks = queries.looks(officer, person)
    assert [(look.who, look.fields, look.reason, look.at) for look in looks] == [
        ("王网格", ("name", "identifier"), "打印通知书", UNTIL),
        ("王网格", ("phone",), "电话核实行程", MORNING),
    ]


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "people.reason"),
        ("  \n", "people.reason"),
        ("核实 13900000042", "people.reason_form"),
        ("长" * 201, "people.reason_form"),
    ],
)
def test_a_look_without_a_fit_reason_is_refused_and_opens_nothing(cast, officer, reason, code):
    (person,) = known(officer, somebody(cast))
    with pytest.raises(Refused) as refused:
        actions.unmask(person, "phone", reason, by=officer, at=MORNING)
    assert refused.value.code == code
    assert queries.looks(officer, person) == []


def test_a_field_that_does_not_exist_and_a_post_that_may_not_look_are_refused(cast, officer):
    (person,) = known(officer, somebody(cast))
    with pytest.raises(Refused, match="no field"):
        actions.unmask(person, "salary", "上门核实", by=officer, at=MORNING)
    with acting(cast.auditor) as auditor, pytest.raises(Refused) as refused:
        actions.unmask(person, "phone", "审计", by=auditor, at=MORNING)
    assert refused.value.code == "scope.role"


def test_one_stranger_among_many_opens_nobody(cast, officer):
    (ours,) = known(officer, somebody(cast))
    with acting(SYSTEM):
        (theirs,) = known(SYSTEM, somebody(cast, grid=NEIGHBOUR_GRID))
    with pytest.raises(Refused):
        actions.unmask_many([ours, theirs], ["name"], "打印通知书", by=officer, at=MORNING)
    assert queries.looks(officer, ours) == []


# --- the file ---


def test_a_file_says_what_is_held_without_saying_it(cast, officer):
    said = Claim(
        "欧阳明月",
        (("resident_id", resident_number(8)), ("passport", "E12345678")),
        (mobile(42),),
        address="东风路3号2栋301室",
        region_id=cast.regions[GRID],
        path=cast.paths[GRID],
    )
    (person,) = known(officer, said)
    file = queries.person(officer, person, on=date(2022, 8, 5))
    assert file.phones == ("139****0042",)
    assert {(d.kind.value, d.masked, d.checked) for d in file.documents} == {
        ("resident_id", "379" + "*" * 11 + resident_number(8)[-4:], True),
        ("passport", "E*****678", False),
    }
    assert file.masked_address == "东风路***"
    assert (file.shown.age, file.path, file.records) == (32, cast.paths[GRID], (person,))
    for secret in ("欧阳明月", "明月", resident_number(8), "E12345678", "3号2栋", mobile(42)):
        assert secret not in repr(file)


def test_a_household_is_its_people_and_its_head(cast, officer):
    people = known(officer, *(somebody(cast, name) for name in ("王建国", "李秀英", "王小红")))
    home = actions.house(
        people, "东风路3号2栋301室", region_id=cast.regions[GRID], head=people[0], by=officer, at=MORNING
    )
    dwelling = queries.household(officer, people[2])
    assert (dwelling.id, dwelling.head, {p.id for p in dwelling.members}) == (home, people[0], set(people))
    assert dwelling.masked_address == "东风路***"
    actions.leave_household([people[0]], by=officer, at=MORNING)
    assert queries.household(officer, people[0]) is None
    assert queries.household(officer, people[1]).head is None


def test_the_same_door_is_the_same_household(cast, officer):
    first, second = known(officer, somebody(cast, address="东风路3号2栋301室"), somebody(cast, "李秀英"))
    actions.house([second], "东风路 3号2栋301室", region_id=cast.regions[GRID], by=officer, at=MORNING)
    assert {p.id for p in queries.household(officer, first).members} == {first, second}
    assert Household.objects.count() == 1


def test_a_household_is_refused_across_areas_without_an_address_or_with_a_foreign_head(cast, officer):
    here, there = known(officer, somebody(cast), somebody(cast, grid=OTHER_GRID))
    door = {"region_id": cast.regions[GRID], "by": officer, "at": MORNING}
    with pytest.raises(Refused, match="another area"):
        actions.house([here, there], "东风路3号", **door)
    with pytest.raises(Refused, match="state the address"):
        actions.house([here], " ", **door)
    with pytest.raises(Refused, match="head"):
        actions.house([here], "东风路3号", head=there, **door)


# --- merging ---


@pytest.fixture
def twins(cast, officer):
    """One woman under two records, in two grids."""
    return known(
        officer,
        claim(cast, "李娜", number=resident_number(8), phone=mobile(1)),
        claim(cast, "李娜", grid=VILLAGE_GRID, phone=mobile(2)),
    )


def test_merged_records_are_one_person_to_every_query(cast, officer, twins):
    one, other = twins
    actions.merge(other, one, reason="同一人", by=officer, at=MORNING)
    assert queries.person(officer, one).phones == ("139****0002", "139****0001")
    assert queries.person(officer, one).records == (one, other)
    assert queries.roots([one, other]) == {one: one, other: one}
    assert [p.id for p in queries.find(officer, "0002").people] == [one]
    assert actions.unmask(one, "phone", "电话核实", by=officer, at=MORNING) == "13900000002、13900000001"
    assert queries.headcount(officer, [officer.path]) == {officer.path: 1}


def test_a_claim_about_a_merged_record_is_about_the_one_that_stands(cast, officer, twins):
    one, other = twins
    actions.merge(other, one, reason="同一人", by=officer, at=MORNING)
    assert known(officer, claim(cast, "李娜", phone=mobile(2))) == [one]


def test_a_merge_is_undone_without_a_trace_in_the_rows(cast, officer, twins):
    one, other = twins
    before = [list(table.objects.order_by("pk").values()) for table in (Person, Household)]
    actions.merge(other, one, reason="同一人", by=officer, at=MORNING)
    actions.unmerge(other, reason="实为姐妹", by=officer, at=MORNING)
    assert [list(table.objects.order_by("pk").values()) for table in (Person, Household)] == before
    assert queries.person(officer, one).phones == ("139****0001",)
    assert not Grant.objects.filter(ended__isnull=True).exists()
    assert [e.verb for e in ledger.about("person", other)] == ["people.unmerged", "people.merged"]


def test_both_areas_see_both_records_of_a_merged_person(cast, officer, twins):
    one, other = twins
    actions.merge(other, one, reason="同一人", by=officer, at=MORNING)
    with acting(cast.township_officer) as viewer:
        assert queries.person(viewer, one).records == (one, other)
        assert len(queries.person(viewer, one).phones) == 2


def test_two_of_one_area_merged_into_one_keep_it_open_until_both_are_undone(cast, officer):
    one, second, third = known(
        officer,
        claim(cast, "李娜", phone=mobile(1)),
        claim(cast, "李娜", grid=VILLAGE_GRID, phone=mobile(2)),
        claim(cast, "李娜", grid=VILLAGE_GRID, phone=mobile(3)),
    )
    for record in (second, third):
        actions.merge(record, one, reason="同一人", by=officer, at=MORNING)
    actions.unmerge(second, reason="弄错了", by=officer, at=MORNING)
    live = Grant.objects.filter(person_id=one, ended__isnull=True)
    assert live.count() == 1
    actions.unmerge(third, reason="弄错了", by=officer, at=MORNING)
    assert live.count() == 0


def test_a_merge_of_two_numbers_of_one_document_is_refused_until_insisted_on(cast, officer):
    one, other = known(officer, somebody(cast, "李娜"), somebody(cast, "李娜"))
    with pytest.raises(Refused) as refused:
        actions.merge(other, one, reason="同一人", by=officer, at=MORNING)
    assert refused.value.code == "people.merge_conflict"
    actions.merge(other, one, reason="旧号码已注销", despite_conflicts=True, by=officer, at=MORNING)
    assert queries.roots([other]) == {other: one}


def test_merges_that_make_no_sense_are_refused(cast, officer, twins):
    one, other = twins
    with pytest.raises(Refused, match="itself"):
        actions.merge(one, one, reason="同一人", by=officer, at=MORNING)
    with pytest.raises(Refused, match="state the reason"):
        actions.merge(other, one, reason=" ", by=officer, at=MORNING)
    with pytest.raises(Refused, match="not merged"):
        actions.unmerge(other, reason="弄错了", by=officer, at=MORNING)
    actions.merge(other, one, reason="同一人", by=officer, at=MORNING)
    with pytest.raises(Refused, match="merged already"):
        actions.merge(one, other, reason="同一人", by=officer, at=MORNING)
    with acting(SYSTEM):
        (stranger,) = known(SYSTEM, somebody(cast, grid=NEIGHBOUR_GRID))
    with pytest.raises(Refused, match="in your area"):
        actions.merge(stranger, one, reason="同一人", by=officer, at=MORNING)


def test_a_merge_sent_twice_is_one(cast, officer, twins):
    one, other = twins
    for _ in range(2):
        actions.merge(other, one, reason="同一人", by=officer, at=MORNING, ref="desk/5")
    for _ in range(2):
        actions.unmerge(other, reason="弄错了", by=officer, at=MORNING, ref="desk/6")
    assert len(ledger.about("person", other)) == 2


# --- moving ---


def test_who_moves_is_seen_where_they_are_now_with_all_that_is_theirs(cast, officer):
    (person,) = known(officer, somebody(cast, "李娜", address="东风路3号2栋301室"))
    assert actions.move_many([person], cast.regions[OTHER_GRID], by=officer, at=MORNING) == 1
    with acting(cast.grid_worker) as before:
        assert queries.find(before, "李娜").people == ()
    with acting(cast.other_grid_worker) as now:
        assert [p.id for p in queries.find(now, "ln").people] == [person]
        file = queries.person(now, person)
        assert (len(file.phones), len(file.documents), file.masked_address) == (1, 1, "")


def test_there_and_back_again_leaves_a_person_as_they_were(cast, officer):
    (person,) = known(officer, somebody(cast))
    before = Person.objects.filter(pk=person).values().get()
    for grid in (OTHER_GRID, GRID):
        actions.move_many([person], cast.regions[grid], by=officer, at=MORNING)
    assert Person.objects.filter(pk=person).values().get() == before
    moves = [e.body for e in ledger.about("person", person) if e.verb == "people.moved"]
    assert [(m["from"], m["to"]) for m in moves] == [
        ([cast.paths[OTHER_GRID]], cast.paths[GRID]),
        ([cast.paths[GRID]], cast.paths[OTHER_GRID]),
    ]


def test_a_neighbour_takes_over_only_who_was_offered(cast, officer):
    (person,) = known(officer, somebody(cast))
    there = cast.regions[NEIGHBOUR_GRID]
    with pytest.raises(Refused) as refused:
        actions.move_many([person], there, by=officer, at=MORNING)
    assert refused.value.code == "scope.area"
    with acting(cast.neighbour_officer) as neighbour, pytest.raises(Refused, match="not in your area"):
        actions.move_many([person], there, by=neighbour, at=MORNING)
    actions.grant(person, cast.paths["379902"], ground="hand_over", until=UNTIL, by=officer, at=MORNING)
    with acting(cast.neighbour_officer) as neighbour:
        assert actions.move_many([person], there, by=neighbour, at=MORNING) == 1
        assert queries.person(neighbour, person).path == cast.paths[NEIGHBOUR_GRID]
    assert queries.people(officer, [person]) == []


def test_a_move_to_where_somebody_is_and_one_sent_twice_move_nobody(cast, officer):
    (person,) = known(officer, somebody(cast))
    assert actions.move_many([person], cast.regions[GRID], by=officer, at=MORNING) == 0
    moved = [
        actions.move_many([person], cast.regions[OTHER_GRID], by=officer, at=MORNING, ref="desk/9")
        for _ in range(2)
    ]
    assert moved == [1, 0]

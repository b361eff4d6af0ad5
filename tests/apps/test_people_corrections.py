"""Setting the register right: what is found afterwards, what stays readable, what leads to a merge."""

from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after
from lianfang.core.people import Sex
from lianfang.core.refusal import Refused
from lianfang.ledger import queries as ledger
from lianfang.people import actions as people
from lianfang.people import queries
from lianfang.people.actions import Change, Claim
from lianfang.people.models import Correction, Identifier, Person
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
GRID = "379901100001001"
ID, OTHER_ID = "11010519491231002X", "440524188001010014"
RIGHT_ID = "110101199003070011"
"""A man born on 7 March 1990."""


def claim(cast, name="王小明", number=ID, phone="+8613812345678", **more) -> Claim:
    return Claim(
        name=name,
        identifiers=(("resident_id", number),) if number else (),
        phones=(phone,) if phone else (),
        address="青年路 8 号 301",
        region_id=cast.regions[GRID],
        path=cast.paths[GRID],
        **more,
    )


@pytest.fixture
def person(cast):
    with acting(SYSTEM):
        return people.register(claim(cast), by=SYSTEM, at=MORNING).person_id


@pytest.fixture
def desk(cast):
    with acting(cast.community_officer) as viewer:
        yield viewer


def found(viewer, words):
    return [shown.id for shown in queries.find(viewer, words).people]


def right(desk, person, *, reason="本人出示证件", **change):
    return people.correct(person, Change(**change), reason=reason, by=desk, at=MORNING)


def row(desk, person, field):
    return queries.entries_of(desk, person, field)[0].row


def test_a_name_set_right_is_found_by_its_new_sound_and_no_more_by_the_old(desk, person):
    right(desk, person, field="name", value="王晓铭")
    assert found(desk, "王晓铭") == found(desk, "wxm") == [person]
    assert found(desk, "王小明") == []
    right(desk, person, field="name", value="汪晓东")
    assert (found(desk, "wxd"), found(desk, "wxm"), found(desk, "汪")) == ([person], [], [person])
    assert queries.person(desk, person).shown.masked_name.startswith("汪")


def test_a_pushed_row_with_the_right_name_on_the_same_telephone_is_that_person(cast, desk, person):
    right(desk, person, field="name", value="汪晓东")
    with acting(SYSTEM):
        again = people.register(claim(cast, "汪晓东", number=""), by=SYSTEM, at=MORNING)
    assert (again.person_id, again.new) == (person, False)


def test_the_former_value_is_masked_opened_for_a_reason_and_the_look_is_recorded(desk, person):
    number = right(desk, person, field="name", value="汪晓东")
    (entry,) = queries.corrections(desk, person)
    assert (entry.before.zh, entry.reason, entry.by) == ("王*明", "本人出示证件", "李社区")
    assert people.reveal_former(number, "核对旧名单", by=desk, at=MORNING) == "王小明"
    assert queries.looks(desk, person)[0].reason == "核对旧名单"
    stored = bytes(Correction.objects.get().before)
    assert "王小明".encode() not in stored


def test_a_number_set_right_takes_birth_and_sex_with_it_and_the_old_one_finds_nobody(desk, person):
    number = right(
        desk, person, field="identifier", value=RIGHT_ID, kind="resident_id",
        row=row(desk, person, "identifier"),
    )  # fmt: skip
    assert (found(desk, RIGHT_ID), found(desk, ID)) == ([person], [])
    shown = Person.objects.get(pk=person)
    assert (shown.born, shown.sex) == (date(1990, 3, 7), Sex.MALE)
    assert Identifier.objects.get(withdrawn__isnull=False).withdrawn == MORNING
    people.undo_correction(number, by=desk, at=after(MORNING, hours=1))
    shown.refresh_from_db()
    assert (shown.born, shown.sex) == (date(1949, 12, 31), Sex.FEMALE)
    assert (found(desk, RIGHT_ID), found(desk, ID)) == ([], [person])


def test_a_birth_date_set_by_hand_does_not_follow_the_number(desk, person):
    right(desk, person, field="born", value="1950-01-01")
    right(
        desk, person, field="identifier", value=RIGHT_ID, kind="resident_id",
        row=row(desk, person, "identifier"),
    )  # fmt: skip
    assert Person.objects.get(pk=person).born == date(1950, 1, 1)


def test_a_list_that_repeats_a_withdrawn_number_does_not_bring_it_back(cast, desk, person):
    right(desk, person, field="phone", act="withdraw", row=row(desk, person, "phone"), reason="号码属于邻居")
    with acting(SYSTEM):
        people.register(claim(cast), by=SYSTEM, at=MORNING)
    assert queries.person(desk, person).phones == ()
    right(desk, person, field="phone", act="add", value="13812345678", reason="核实确为本人")
    assert queries.person(desk, person).phones == ("138****5678",)


def test_a_number_of_another_file_leads_to_merging_and_never_joins_by_itself(cast, desk, person):
    with acting(SYSTEM):
        other = people.register(claim(cast, "王晓明", RIGHT_ID, "+8613900001111"), by=SYSTEM, at=MORNING)
    with pytest.raises(Refused) as refusal:
        right(desk, person, field="identifier", act="add", value=RIGHT_ID, checked=True)
    assert refusal.value.code == "people.number_taken"
    assert refusal.value.data["candidates"] == (other.person_id,)
    assert found(desk, RIGHT_ID) == [other.person_id]
    assert not Correction.objects.exists()
    assert Person.objects.filter(merged_into__isnull=False).count() == 0


def test_passports_that_are_alike_may_stand_in_two_files_once_they_were_compared(cast, desk, person):
    with acting(SYSTEM):
        people.register(claim(cast, "李芳", "", "+8613900001111"), by=SYSTEM, at=MORNING)
    other = found(desk, "李芳")[0]
    passport = {"field": "identifier", "act": "add", "value": "E12345678", "kind": "passport"}
    right(desk, other, **passport)
    with pytest.raises(Refused, match="may be the same person"):
        right(desk, person, **passport)
    right(desk, person, **passport, checked=True)
    assert found(desk, "E12345678") == sorted([person, other])


def test_an_undo_is_refused_while_something_stands_on_it_and_where_the_number_went_to_somebody(
    cast, desk, person
):
    first = right(desk, person, field="name", value="汪晓东")
    second = right(desk, person, field="name", value="汪小东")
    with pytest.raises(Refused, match="later correction"):
        people.undo_correction(first, by=desk, at=MORNING)
    people.undo_correction(second, by=desk, at=MORNING)
    people.undo_correction(first, by=desk, at=MORNING)
    assert found(desk, "王小明") == [person]
    gone = right(desk, person, field="identifier", act="withdraw", row=row(desk, person, "identifier"))
    with acting(SYSTEM):
        people.register(claim(cast, "赵大", ID, "+8613900001111"), by=SYSTEM, at=MORNING)
    with pytest.raises(Refused, match="may be the same person"):
        people.undo_correction(gone, by=desk, at=MORNING)
    assert [(c.field, c.undoable) for c in queries.corrections(desk, person)] == [
        ("identifier", True),
        ("name", False),
        ("name", False),
    ]


def test_an_address_is_set_right_for_one_or_for_all_who_live_there(cast, desk, person):
    with acting(SYSTEM):
        wife = people.register(claim(cast, "李芳", "", "+8613900001111"), by=SYSTEM, at=MORNING).person_id
        people.house([person, wife], "青年路 8 号 301", region_id=cast.regions[GRID], head=person,
                     by=SYSTEM, at=MORNING)  # fmt: skip
    number = right(desk, person, field="address", value="青年路 18 号 301", checked=True)
    home = queries.household(desk, wife)
    assert ([m.id for m in home.members], home.head) == ([person, wife], person)
    assert people.unmask(wife, "address", "核对", by=desk, at=MORNING) == "青年路 18 号 301"
    gone = right(desk, wife, field="address", act="withdraw", reason="已搬走")
    assert queries.household(desk, wife) is None
    with pytest.raises(Refused, match="later correction"):
        people.undo_correction(number, by=desk, at=MORNING)
    people.undo_correction(gone, by=desk, at=MORNING)
    people.undo_correction(number, by=desk, at=MORNING)
    assert [m.id for m in queries.household(desk, wife).members] == [person, wife]
    assert people.unmask(wife, "address", "核对", by=desk, at=MORNING) == "青年路 8 号 301"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"field": "name", "value": ""}, "people.unreadable"),
        ({"field": "name", "value": "王小明"}, "people.same_value"),
        ({"field": "sex", "value": "x"}, "people.sex"),
        ({"field": "sex", "value": "female"}, "people.same_value"),
        ({"field": "born", "value": "1949-13-01"}, "people.born"),
        ({"field": "born", "value": "2030-01-01"}, "people.born"),
        ({"field": "born", "value": "1949-12-31"}, "people.same_value"),
        ({"field": "identifier", "act": "add", "value": "11010519491231002"}, "people.unreadable"),
        ({"field": "identifier", "act": "add", "value": ID}, "people.same_value"),
        ({"field": "identifier", "act": "add", "value": "无"}, "people.number"),
        ({"field": "identifier", "value": RIGHT_ID, "row": 0}, "people.row"),
        ({"field": "phone", "act": "add", "value": "13812345678、13900001111"}, "people.one_phone"),
        ({"field": "phone", "act": "add", "value": "138"}, "people.unreadable"),
        ({"field": "address", "value": " "}, "people.address"),
        ({"field": "address", "value": "青年路 8 号 301"}, "people.same_value"),
        ({"field": "colour", "value": "red"}, "people.field"),
        ({"field": "name", "act": "withdraw"}, "people.field"),
    ],
)
def test_what_cannot_be_set_right_is_refused_and_nothing_is_written(desk, person, change, code):
    with pytest.raises(Refused) as refusal:
        right(desk, person, **change)
    assert refusal.value.code == code
    assert not Correction.objects.exists()


def test_a_correction_has_a_reason_without_numbers_and_is_one_however_often_it_is_sent(desk, person):
    for reason in ("", "身份证 110101199003070011"):
        with pytest.raises(Refused):
            right(desk, person, field="name", value="汪晓东", reason=reason)
    change = Change(field="name", value="汪晓东")
    sent = [people.correct(person, change, reason="笔误", by=desk, at=MORNING, ref="r1") for _ in range(2)]
    assert sent[0] == sent[1]
    (event,) = [e for e in ledger.about("person", person) if e.verb == "people.corrected"]
    assert event.body == {"field": "name", "act": "correct", "correction": sent[0]}


def test_the_grid_sets_telephones_right_and_its_officers_who_somebody_is(cast, person):
    with acting(cast.grid_worker) as grid:
        right(grid, person, field="phone", act="add", value="13900002222")
        with pytest.raises(Refused):
            right(grid, person, field="name", value="汪晓东")
    with acting(cast.neighbour_officer) as stranger, pytest.raises(Refused, match="nobody"):
        right(stranger, person, field="name", value="汪晓东")
    with acting(cast.other_grid_worker):
        assert not Correction.objects.exists()

"""Taking people into the register: the same, somebody new, or a question to be settled."""

from datetime import date

import pytest
from django.db import connection

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after
from lianfang.core.refusal import Refused
from lianfang.ledger import queries as ledger
from lianfang.people import actions, queries
from lianfang.people.actions import Ambiguous, Claim, Registered
from lianfang.people.actions.matching import CROWD
from lianfang.people.models import Grant, Household, Identifier, Person, Phone
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


@pytest.fixture
def county(cast):
    """The county's task force at work."""
    with acting(cast.county_officer) as officer:
        yield officer


def register(claims, by):
    return actions.register_many(claims, by=by, at=MORNING)


def test_the_answers_come_in_the_order_of_the_claims(cast, county):
    people = register([somebody(cast) for _ in range(20)], county)
    again = [Person.objects.get(pk=answer.person_id) for answer in people]
    assert [p.pk for p in again] == sorted(p.pk for p in again)
    assert all(answer.new for answer in people)


def test_a_person_named_twice_in_one_batch_is_one(cast, county):
    said = somebody(cast)
    first, second = register([said, said], county)
    assert first.new
    assert not second.new
    assert first.person_id == second.person_id


def test_a_person_named_in_two_ways_in_one_batch_is_one(cast, county):
    """By number with a telephone, then by telephone and name: the second rests on what the first added."""
    known = somebody(cast)
    (before,) = register([known], county)
    with_phone = claim(cast, "王小明", number=known.identifiers[0][1], phone=mobile(5))
    by_phone = claim(cast, "王小明", phone=mobile(5))
    answers = register([with_phone, by_phone], county)
    assert [answer.person_id for answer in answers] == [before.person_id] * 2


def test_the_same_again_changes_nothing(cast, county):
    claims = [somebody(cast) for _ in range(5)]
    register(claims, county)
    before = (Person.objects.count(), Identifier.objects.count(), Phone.objects.count())
    again = register(claims, county)
    assert not any(answer.new for answer in again)
    assert (Person.objects.count(), Identifier.objects.count(), Phone.objects.count()) == before


def test_what_a_claim_adds_is_kept_and_what_is_known_stands(cast, county):
    number = resident_number(1)
    (first,) = register([claim(cast, "王小明", number=number, born=date(1990, 1, 1), sex="male")], county)
    (second,) = register(
        [claim(cast, "王小明", number=number, phone=mobile(8), born=date(1999, 9, 9), sex="female")], county
    )
    person = Person.objects.get(pk=second.person_id)
    assert first.person_id == second.person_id
    assert (person.born, person.sex) == (date(1990, 1, 1), "male")
    assert queries.person(county, person.pk).phones == ("139****0008",)


def test_birth_and_sex_are_filled_in_where_they_were_unknown(cast, county):
    (first,) = register([claim(cast, "John Smith", phone=mobile(1))], county)
    register([claim(cast, "John Smith", phone=mobile(1), born=date(1980, 1, 2), sex="male")], county)
    person = Person.objects.get(pk=first.person_id)
    assert (person.born, person.sex) == (date(1980, 1, 2), "male")


def test_a_number_with_another_name_is_a_question(cast, county):
    said = somebody(cast)
    (known,) = register([said], county)
    (answer,) = register([claim(cast, "赵大海", number=said.identifiers[0][1])], county)
    assert isinstance(answer, Ambiguous)
    assert answer.candidates == (known.person_id,)


def test_a_claim_without_name_or_number_makes_nobody(cast, county):
    by_phone = Claim("", phones=(mobile(1),), **_grid(cast))
    by_number = Claim("", (("resident_id", resident_number(1)),), **_grid(cast))
    by_phone, by_number = register([by_phone, by_number], county)
    assert isinstance(by_phone, Ambiguous)
    assert isinstance(by_number, Ambiguous)
    assert Person.objects.count() == 0


def test_a_nameless_claim_finds_the_holder_of_its_number(cast, county):
    said = somebody(cast)
    (known,) = register([said], county)
    (answer,) = register([Claim("", said.identifiers, **_grid(cast))], county)
    assert answer.person_id == known.person_id


def _grid(cast):
    return {"region_id": cast.regions[GRID], "path": cast.paths[GRID]}


def test_a_family_on_one_telephone_stays_several_people(cast, county):
    names = ("王建国", "李秀英", "王小红")
    answers = register([claim(cast, name, phone=mobile(3)) for name in names], county)
    assert len({answer.person_id for answer in answers}) == 3


def test_names_that_sound_alike_on_one_telephone_are_a_question(cast, county):
    (known,) = register([claim(cast, "王晓明", phone=mobile(3))], county)
    (answer,) = register([claim(cast, "王小明", phone=mobile(3))], county)
    assert isinstance(answer, Ambiguous)
    assert answer.candidates == (known.person_id,)


def test_a_foremans_telephone_tells_nobody_save_with_the_name(cast, county):
    names = [f"王{a}{b}" for a in "伟芳娜秀敏静丽强" for b in "英华文玉兰"][: CROWD + 5]
    crew = register([claim(cast, name, phone=mobile(4)) for name in names], county)
    (alike,) = register([claim(cast, "王唯英", phone=mobile(4))], county)
    (same,) = register([claim(cast, names[0], phone=mobile(4))], county)
    assert len({answer.person_id for answer in crew}) == len(names)
    assert alike.new
    assert same.person_id == crew[0].person_id


def test_a_claim_is_refused_for_an_area_that_is_not_the_actors(cast, county):
    with pytest.raises(Refused) as refused:
        register([somebody(cast), somebody(cast, grid=NEIGHBOUR_GRID)], county)
    assert refused.value.code == "scope.area"
    assert Person.objects.count() == 0


def test_a_claim_without_an_area_or_with_a_nationality_in_words_is_refused(cast, county):
    for unfit, code in (
        (Claim("王小明", phones=(mobile(1),), path=cast.paths[GRID]), "people.place"),
        (somebody(cast, nationality="大韩民国"), "people.nationality"),
    ):
        with pytest.raises(Refused) as refused:
            register([somebody(cast), unfit], county)
        assert refused.value.code == code
    assert Person.objects.count() == 0


def test_no_claims_are_no_act(cast, county):
    before = len(ledger.within("", "~"))
    assert register([], county) == []
    assert len(ledger.within("", "~")) == before


def test_a_batch_is_one_event_without_personal_values(cast, county):
    said = somebody(cast, "诸葛明月")
    register([said, somebody(cast), said], county)
    (event,) = [e for e in ledger.within("", "~") if e.verb == "people.registered"]
    assert event.body == {"new": 2, "known": 1, "ambiguous": 0}
    assert event.count == 2


def test_one_claim_sent_twice_under_a_reference_answers_alike(cast, county):
    said = somebody(cast)
    first = actions.register(said, by=county, at=MORNING, ref="phone-1/7")
    assert actions.register(said, by=county, at=MORNING, ref="phone-1/7") == first
    doubtful = claim(cast, "赵大海", number=said.identifiers[0][1])
    asked = actions.register(doubtful, by=county, at=MORNING, ref="phone-1/8")
    assert isinstance(asked, Ambiguous)
    assert actions.register(doubtful, by=county, at=MORNING, ref="phone-1/8") == asked


def test_people_of_one_door_share_a_household_and_those_of_a_village_do_not(cast, county):
    at_door = [somebody(cast, name, address="东风路3号2栋301室") for name in ("王建国", "李秀英")]
    in_village = [somebody(cast, name, address="石桥村") for name in ("赵大海", "钱小山")]
    answers = register([*at_door, *in_village], county)
    homes = [Person.objects.get(pk=answer.person_id).household_id for answer in answers]
    assert homes[0] == homes[1]
    assert len(set(homes)) == 3


def test_a_later_list_finds_the_household_of_a_door(cast, county):
    (first,) = register([somebody(cast, address="东风路 3号2栋301室")], county)
    (second,) = register([somebody(cast, "李秀英", address="东风路3号2栋301室")], county)
    homes = {Person.objects.get(pk=answer.person_id).household_id for answer in (first, second)}
    assert len(homes) == 1
    assert Household.objects.count() == 1


def test_a_foreigner_is_told_by_nationality(cast, county):
    said = [somebody(cast, nationality=nation) for nation in ("", "CHN", "HKG", "KOR")]
    foreign = [Person.objects.get(pk=answer.person_id).foreign for answer in register(said, county)]
    assert foreign == [False, False, False, True]


# --- settling by hand ---


def test_settling_on_somebody_known_keeps_what_the_claim_adds(cast, county):
    said = claim(cast, "王晓明", phone=mobile(3))
    (known,) = register([said], county)
    doubtful = claim(cast, "王小明", phone=mobile(3), number=resident_number(9))
    settled = actions.settle_ambiguous(doubtful, known.person_id, by=county, at=MORNING)
    assert settled == Registered(known.person_id, False, settled.because, "settled")
    assert len(queries.person(county, known.person_id).documents) == 1


def test_settling_on_somebody_new_leaves_a_contested_number_with_its_holder(cast, county):
    said = somebody(cast)
    (holder,) = register([said], county)
    doubtful = claim(cast, "赵大海", number=said.identifiers[0][1], phone=mobile(77))
    settled = actions.settle_ambiguous(doubtful, None, by=county, at=MORNING, ref="desk/1")
    assert settled.new
    assert settled.person_id != holder.person_id
    assert queries.person(county, settled.person_id).documents == ()
    assert actions.settle_ambiguous(doubtful, None, by=county, at=MORNING, ref="desk/1") == settled


def test_settling_on_a_merged_record_settles_on_the_one_that_stands(cast, county):
    one, other = register([claim(cast, "李娜", phone=mobile(n)) for n in (1, 2)], county)
    actions.merge(other.person_id, one.person_id, reason="同一人", by=county, at=MORNING)
    settled = actions.settle_ambiguous(
        claim(cast, "李娜", phone=mobile(3)), other.person_id, by=county, at=MORNING
    )
    assert settled.person_id == one.person_id
    assert Phone.objects.filter(person_id=one.person_id).count() == 2


def test_settling_is_refused_on_a_stranger_and_without_a_name(cast, county):
    with acting(SYSTEM):
        (beyond,) = register([somebody(cast, grid=NEIGHBOUR_GRID)], SYSTEM)
    with pytest.raises(Refused, match="in your area"):
        actions.settle_ambiguous(somebody(cast), beyond.person_id, by=county, at=MORNING)
    with pytest.raises(Refused, match="without a name"):
        actions.settle_ambiguous(claim(cast, "", phone=mobile(1)), None, by=county, at=MORNING)


# --- people of other areas ---


def test_somebody_beyond_the_area_is_recognised_and_not_shown(cast):
    said = somebody(cast, grid=NEIGHBOUR_GRID)
    with acting(cast.neighbour_officer):
        (theirs,) = register([said], cast.neighbour_officer)
    with acting(cast.county_officer) as officer:
        (ours,) = register([claim(cast, said.name, number=said.identifiers[0][1], phone=mobile(4))], officer)
        assert ours.person_id == theirs.person_id
        assert not ours.new
        assert queries.people(officer, [ours.person_id]) == []
    with acting(cast.neighbour_officer) as neighbour:
        assert len(queries.person(neighbour, theirs.person_id).phones) == 2


def test_a_list_may_open_people_of_other_areas_to_the_area_it_names(cast):
    said = somebody(cast, grid=NEIGHBOUR_GRID)
    with acting(cast.neighbour_officer):
        (theirs,) = register([said], cast.neighbour_officer)
    with acting(cast.county_officer) as officer:
        here = claim(cast, said.name, number=said.identifiers[0][1])
        until = after(MORNING, hours=72)
        actions.register_many([here], by=officer, at=MORNING, seen_until=until)
    for viewer in (cast.county_officer, cast.grid_worker):
        with acting(viewer):
            assert [p.id for p in queries.people(viewer, [theirs.person_id])] == [theirs.person_id]
    with acting(cast.other_grid_worker) as other:
        assert queries.people(other, [theirs.person_id]) == []


def test_nobody_who_stands_in_the_area_of_the_claim_needs_to_be_opened(cast, county):
    said = somebody(cast)
    register([said], county)
    actions.register_many([said], by=county, at=MORNING, seen_until=after(MORNING, hours=72))
    assert Grant.objects.count() == 0


def test_a_session_that_acts_for_nobody_matches_nobody(cast):
    with acting(cast.county_officer) as officer:
        register([somebody(cast)], officer)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM people_match('{1}', '{}', '{}', '{}', '{}',"
            " '{1}', (SELECT array_agg(index) FROM people_identifier), '{resident_id}', '{t}', '{t}',"
            " '{}', '{}', '{}', '{}', 30)"
        )
        assert cursor.fetchone() == (0,)


def test_registering_asks_the_database_as_often_for_many_as_for_few(
    cast, county, django_assert_max_num_queries
):
    few, many = (
        [somebody(cast, address=f"东风路{n}号") for n in range(2)],
        [somebody(cast, address=f"南街{n}号") for n in range(60)],
    )
    with django_assert_max_num_queries(40) as first:
        register(few, county)
    with django_assert_max_num_queries(len(first.captured_queries)):
        register(many, county)


def test_other_grids_of_the_community_do_not_see_a_grids_people(cast, county):
    (answer,) = register([somebody(cast, grid=OTHER_GRID)], county)
    with acting(cast.grid_worker) as worker:
        assert queries.people(worker, [answer.person_id]) == []

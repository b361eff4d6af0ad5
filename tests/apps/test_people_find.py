"""Finding people from one box, page by page."""

from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.refusal import Refused
from lianfang.people import actions, queries
from lianfang.people.actions import Claim
from lianfang.people.models import Person
from tests.apps.test_people_claims import (
    GRID,
    OTHER_GRID,
    VILLAGE_GRID,
    claim,
    mobile,
    resident_number,
    somebody,
)
from tests.cast import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(cast):
    """The county's task force at work."""
    with acting(cast.county_officer) as viewer:
        yield viewer


def known(officer, *claims):
    return [answer.person_id for answer in actions.register_many(claims, by=officer, at=MORNING)]


def found(viewer, words, **more):
    return [person.id for person in queries.find(viewer, words, **more).people]


@pytest.mark.parametrize(
    "words",
    [
        "单雄信", " 单雄信 ", "单", "sxx", "SXX", "dxx", "shan", "shanxiongxin", "Shan Xiong Xin",
        "danxiongxin", "0042", "13900000042", "+86 139-0000-0042",
        resident_number(9),
    ],
)  # fmt: skip
def test_somebody_is_found_by_each_thing_that_is_known_of_them(cast, officer, words):
    wanted, _ = known(
        officer, claim(cast, "单雄信", number=resident_number(9), phone=mobile(42)), somebody(cast, "李娜")
    )
    assert found(officer, words) == [wanted]


@pytest.mark.parametrize(("words", "who"), [("wang", 0), ("wangna", 0), ("li", 1), ("li na", 1), ("lina", 1)])
def test_a_name_typed_in_pinyin_finds_its_own_surname_only(cast, officer, words, who):
    people = known(officer, somebody(cast, "王娜"), somebody(cast, "李娜"))
    assert found(officer, words) == [people[who]]


@pytest.mark.parametrize("words", ["wangzz", "w-n", "xian1", "ng"])
def test_letters_that_are_no_pinyin_are_none(cast, officer, words):
    known(officer, somebody(cast, "王娜"))
    assert found(officer, words) == []


@pytest.mark.parametrize("words", ["欧阳", "欧阳明月", "oymy", "ouyang", "ouyangmingyue", "ouyang mingyue"])
def test_a_surname_of_two_characters_is_one(cast, officer, words):
    wanted, _ = known(officer, somebody(cast, "欧阳明月"), somebody(cast, "欧文"))
    assert found(officer, words) == [wanted]


def test_documents_without_a_check_digit_are_found_by_their_number(cast, officer):
    numbers = (
        ("passport", "E12345678"),
        ("taiwan_travel_permit", "12345678"),
        ("mainland_travel_permit_hm", "H12345678"),
    )
    place = {"region_id": cast.regions[GRID], "path": cast.paths[GRID]}
    people = known(
        officer, *(Claim(f"陈{n}", (number,), **place) for n, number in zip("甲乙丙", numbers, strict=True))
    )
    assert [found(officer, number) for _, number in numbers] == [[person] for person in people]


def test_names_with_a_dot_and_in_letters_are_found_as_people_write_them(cast, officer):
    dotted, foreign = known(officer, somebody(cast, "阿卜杜拉·买买提"), somebody(cast, "John Smith"))
    assert found(officer, "阿卜杜拉•买买提") == [dotted]
    assert found(officer, "smith john") == [foreign]
    assert found(officer, "js") == [foreign]


@pytest.mark.parametrize("words", ["***", "1", "12", "999999", "x" * 30, "%", "'; DROP TABLE people_person"])
def test_words_that_mean_nothing_find_nobody(cast, officer, words):
    known(officer, somebody(cast))
    assert found(officer, words) == []


def test_the_answer_says_how_the_words_were_read(cast, officer):
    known(officer, somebody(cast))
    assert [words.zh for words in queries.find(officer, "0042").read_as] == ["手机尾号"]
    assert [words.zh for words in queries.find(officer, "王").read_as] == ["姓名", "姓氏"]
    assert queries.find(officer, "***").read_as == ()


def test_pages_hold_everybody_once(cast, officer):
    everybody = known(officer, *(somebody(cast, "王小明") for _ in range(23)))
    pages, after = [], 0
    while after is not None:
        page = queries.find(officer, "王", limit=10, after=after)
        pages.append([person.id for person in page.people])
        after = page.after
    assert [len(page) for page in pages] == [10, 10, 3]
    assert [person for page in pages for person in page] == sorted(everybody)


def test_no_words_list_the_area_and_a_part_of_it_narrows(cast, officer):
    first, second, third = known(
        officer, somebody(cast), somebody(cast, grid=OTHER_GRID), somebody(cast, grid=VILLAGE_GRID)
    )
    assert found(officer, "") == [first, second, third]
    assert found(officer, "", inside=cast.paths["379901100"]) == [first, second]
    assert found(officer, "王小明", inside=cast.paths["379901200"]) == [third]
    assert found(officer, "", inside=cast.paths["3799"]) == []


def test_a_merged_record_is_found_as_the_person_it_stands_for(cast, officer):
    first, second = known(officer, somebody(cast, "王小明"), somebody(cast, "汪小明"))
    Person.objects.filter(pk=second).update(merged_into=first)
    assert found(officer, "汪小明") == [first]
    assert found(officer, "") == [first]


def test_a_withdrawn_telephone_finds_nobody(cast, officer):
    (person,) = known(officer, claim(cast, "李娜", phone=mobile(42)))
    Person.objects.get(pk=person).phones.update(withdrawn=MORNING)
    assert found(officer, "0042") == []
    assert queries.people(officer, [person])[0].masked_phone == ""


def test_a_post_that_may_not_search_is_refused(cast):
    with acting(cast.auditor) as auditor, pytest.raises(Refused) as refused:
        queries.find(auditor, "王")
    assert refused.value.code == "scope.role"


def test_a_list_is_shown_masked_with_ages_on_a_day(cast, officer):
    said = claim(cast, "欧阳明月", number=resident_number(8, born=date(1962, 8, 6)), phone=mobile(42))
    (person,) = known(officer, said)
    (shown,) = queries.people(officer, [person], on=date(2022, 8, 5))
    assert (shown.masked_name, shown.masked_phone) == ("欧阳**", "139****0042")
    assert shown.masked_id == said.identifiers[0][1][:3] + "*" * 11 + said.identifiers[0][1][-4:]
    assert (shown.age, shown.region, shown.sex.value) == (59, "东风社区1号网格", "female")
    assert queries.people(officer, [person])[0].age is None
    assert "欧阳明月" not in repr(shown)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2000, 2, 29), date(2022, 2, 28), 21),
        (date(2000, 2, 29), date(2022, 3, 1), 22),
        (date(2000, 8, 5), date(2022, 8, 5), 22),
        (None, date(2022, 8, 5), None),
        (date(2000, 8, 5), None, None),
    ],
)
def test_ages_are_whole_years(born, on, years):
    assert queries.age(born, on) == years


def test_a_long_list_costs_no_more_questions_than_a_short_one(cast, officer, django_assert_num_queries):
    people = known(officer, *(somebody(cast) for _ in range(30)))
    with django_assert_num_queries(5):
        queries.people(officer, people[:2])
    with django_assert_num_queries(5):
        assert len(queries.people(officer, people)) == 30
    with django_assert_num_queries(6):
        assert len(queries.find(officer, "王小明").people) == 30


def test_people_are_shown_in_the_order_asked_and_once(cast, officer):
    first, second = known(officer, somebody(cast), somebody(cast))
    assert [p.id for p in queries.people(officer, [second, first, second])] == [second, first]


def test_homes_are_told_to_actions_whoever_acts(cast):
    with acting(SYSTEM):
        (person,) = known(SYSTEM, claim(cast, "李娜", number=resident_number(8)))
    with acting(cast.neighbour_officer):
        home = queries.homes([person])[person]
    assert (home.region_id, home.path, home.sex.value) == (cast.regions[GRID], cast.paths[GRID], "female")

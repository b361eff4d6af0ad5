"""Lists of contacts of contacts that say through whom: linked when they are known, awaited until then."""

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after
from lianfang.findings import queries as findings
from lianfang.findings.models import Link
from lianfang.intake.models import InboundRow
from lianfang.measures import queries as measures
from lianfang.measures.models import Decision
from tests.cast import MORNING
from tests.factories.pushes import adopt, id_number, person, push

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(cast):
    adopt(cast)
    return cast


def contact(n, grade, **more):
    plain = ("姓名", "身份证号", "联系电话", "现住址")
    row = {column: value for column, value in person(n).items() if column in plain}
    return row | {"接触类型": grade, "最后接触时间": "2022-08-03"} | more


def through(n, name=""):
    return {"关联密接姓名": name or person(n)["姓名"], "关联密接身份证号": id_number(n) if n else ""}


def number_of(n, list_id=None):
    """The person of a row by the order of rows."""
    with acting(SYSTEM):
        rows = InboundRow.objects.filter(state="accepted").order_by("pk")
        return list(rows.values_list("person_id", flat=True))[n]


def release_of(person_id):
    with acting(SYSTEM):
        return Decision.objects.get(person_id=person_id, superseded__isnull=True).reasons[0]["release"]


def test_contacts_of_one_list_are_linked_whatever_their_order(city):
    rows = [contact(2, "次密接", **through(1)), contact(1, "密接"), contact(3, "次密接", **through(1))]
    assert push(city, rows).balance.accepted == 3
    b, a, c = map(number_of, range(3))
    with acting(SYSTEM):
        assert set(findings.hanging_on([a])) == {b, c}
        assert Link.objects.filter(contact_id=a).count() == 2
    assert "0/2" in release_of(b)["because"]["zh"]


def test_who_comes_with_a_later_list_is_linked_as_soon_as_they_come(city):
    push(city, [contact(2, "次密接", **through(1))])
    b = number_of(0)
    with acting(city.county_officer) as viewer:
        (awaited,) = measures.linked(viewer, b, at=MORNING).contacts
        assert (awaited.registered, awaited.numbered) == (False, True)
        assert awaited.masked == "李*芳"
    later = after(MORNING, hours=2)
    push(city, [contact(1, "密接")], at=later)
    with acting(city.county_officer) as viewer:
        (linked,) = measures.linked(viewer, b, at=later).contacts
        assert linked.person.id == number_of(1)


def test_a_row_that_names_nobody_who_can_be_told_is_accepted_and_its_person_says_so(city):
    rows = [contact(2, "次密接", 关联密接姓名="张三", 关联密接身份证号=""), contact(3, "次密接")]
    assert push(city, rows).balance.accepted == 2
    with acting(city.county_officer) as viewer:
        by_name, by_nothing = (measures.linked(viewer, number_of(n), at=MORNING) for n in range(2))
        assert by_name.unnamed
        assert [each.masked for each in by_name.contacts] == ["张*"]
        assert by_nothing.unnamed
        assert by_nothing.contacts == ()
    assert "未指明" in release_of(number_of(1))["because"]["zh"]


def test_the_linked_contact_of_a_close_contact_is_left_out(city):
    push(city, [contact(2, "密接", **through(1))])
    with acting(SYSTEM):
        assert not Link.objects.exists()


def test_a_list_that_names_the_contact_later_is_no_repeat_of_one_that_did_not(city):
    push(city, [contact(1, "密接"), contact(2, "次密接")])
    got = push(city, [contact(2, "次密接", **through(1))], at=after(MORNING, hours=1))
    assert (got.balance.accepted, got.balance.duplicate) == (1, 0)
    with acting(SYSTEM):
        assert set(findings.hanging_on([number_of(0)])) == {number_of(1)}

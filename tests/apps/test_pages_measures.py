"""The pages of measures: who is held, who should be, notices signed by one or two, printed and withdrawn."""

import io
from types import SimpleNamespace

import docx
import pytest
from django.urls import reverse

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.ledger import queries as ledger
from lianfang.measures.models import Order, Stay
from lianfang.tasks.models import Task
from tests.apps.pages import set_clock, signed_in, statements
from tests.cast import MORNING
from tests.journeys import district

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(cast, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    set_clock(monkeypatch, MORNING)
    return SimpleNamespace(**vars(cast), filled=district.work(cast, MORNING))


@pytest.fixture
def signer(day):
    return signed_in(day.county_commander)


def drafted(person):
    with acting(SYSTEM):
        return Order.objects.get(person_id=person, withdrawn__isnull=True, kind="isolation")


def test_those_held_are_listed_until_when_and_counted_by_measure(day, signer):
    page = signer.get("/measures/")
    counts = {figure.name: figure.count for figure in page.context["figures"]}
    assert counts == {"central": 0, "home_iso": 4, "home_monitor": 0}
    text = page.content.decode()
    assert "8月9日" in text
    assert "4 天" in text
    assert signer.get("/measures/?measure=central").context["listing"].answer.total == 0
    assert signer.get("/measures/?class=traveller").context["listing"].answer.total == 4


def test_whoever_should_be_held_and_is_not_says_what_it_waits_for(day, signer):
    text = signer.get("/measures/unheld/").content.decode()
    assert "王*明" in text
    assert "尚未找到本人" in text
    assert "待签发" in text
    assert "陈*国" not in text


def test_a_notice_is_signed_and_the_task_to_sign_it_is_met(day, signer):
    person = day.filled["foreign"]
    order = drafted(person)
    page = signer.get(reverse("order", args=[order.pk])).content.decode()
    assert "未签发,不生效" in page
    assert "12345" in page
    signer.post(reverse("orders_sign"), {"chosen": [order.pk]})
    with acting(SYSTEM):
        assert drafted(person).first_by_id == day.county_commander.post_id
        assert Task.objects.get(person_id=person, kind="sign_order").standing == "met"
    again = signer.post(reverse("orders_sign"), {"chosen": [order.pk]})
    assert "通知书已签发" in again.content.decode()


def test_two_people_sign_where_many_were_drafted_at_once(day, signer):
    order = drafted(day.filled["foreign"])
    with acting(SYSTEM):
        Order.objects.filter(pk=order.pk).update(needs_second=True)
    signer.post(reverse("orders_sign"), {"chosen": [order.pk]})
    page = signer.get(reverse("order", args=[order.pk])).content.decode()
    assert "须由另一人第二次签发" in page
    second = signed_in(day.county_officer)
    second.post(reverse("orders_sign"), {"chosen": [order.pk]})
    with acting(SYSTEM):
        assert drafted(day.filled["foreign"]).second_by_id == day.county_officer.post_id


def test_a_notice_names_the_person_only_when_it_is_to_be_served_and_a_foreigners_is_bilingual(day, signer):
    order = drafted(day.filled["foreign"])
    url = reverse("order_notice", args=[order.pk])
    masked = signer.get(url).content.decode()
    assert "SMITH" not in masked
    assert "You are therefore to stay" in masked
    assert "请您自8月5日起至8月10日止" in masked
    assert "SMITH JOHN" in signer.post(url, {"full": "1"}).content.decode()
    with acting(SYSTEM):
        looks = [e for e in ledger.about("person", order.person_id) if e.verb == "people.unmasked"]
    assert [e.body["reason"] for e in looks] == ["打印并送达通知书"]


def test_a_signed_notice_is_a_word_file_and_an_unsigned_one_is_not_handed_out(day, signer):
    served = drafted(day.filled["home"][0])
    file = signer.post(reverse("order_docx", args=[served.pk]))
    assert file["Content-Type"].endswith("wordprocessingml.document")
    text = "".join(p.text for p in docx.Document(io.BytesIO(file.content)).paragraphs)
    assert "陈建国" in text
    unsigned = drafted(day.filled["foreign"])
    assert signer.post(reverse("order_docx", args=[unsigned.pk])).status_code == 409


def test_withdrawing_a_notice_needs_a_reason_and_ends_the_stay(day, signer):
    order = drafted(day.filled["home"][0])
    url = reverse("order_withdraw", args=[order.pk])
    assert signer.post(url, {"reason": " "}).status_code == 409
    signer.post(url, {"reason": "判定有误"})
    with acting(SYSTEM):
        assert Stay.objects.get(order_id=order.pk).ended_why == "withdrawn"
    assert "判定有误" in signer.get(reverse("order", args=[order.pk])).content.decode()
    assert signed_in(day.grid_worker).post(url, {"reason": "x"}).status_code == 403


def test_nobody_reads_a_notice_of_another_area(day):
    order = drafted(day.filled["foreign"])
    assert signed_in(day.neighbour_officer).get(reverse("order", args=[order.pk])).status_code == 404


def test_the_lists_take_as_many_statements_for_many_as_for_few(day, signer):
    urls = ("/measures/", "/measures/unheld/", "/measures/orders/")
    for url in urls:
        statements(signer, url)
    few = [statements(signer, url) for url in urls]
    district.more(day, 12, at=MORNING)
    assert [statements(signer, url) for url in urls] == few

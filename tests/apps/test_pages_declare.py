"""Declaring one's return without an account, and answering it."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.intake.models import Declaration
from lianfang.web.rooms import declare
from tests.apps.pages import set_clock, signed_in
from tests.cast import MORNING
from tests.factories.pushes import adopt, id_number

pytestmark = pytest.mark.django_db
SAID = {
    "name": "王返乡",
    "identifier": id_number(7),
    "phone": "13812345678",
    "origin": "江北省远山市高阳区",
    "left": "2022-08-03",
    "address": "云泽市青石县河口镇东风社区1号网格3号楼",
}


@pytest.fixture
def city(cast, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    set_clock(monkeypatch, MORNING)
    cache.clear()
    adopt(cast)
    return cast


def kept():
    with acting(SYSTEM):
        return list(Declaration.objects.all())


def text(answer):
    return answer.content.decode()


def sent(client, **changes):
    return client.post("/declare/", {"ref": "once", "area": "3799", **SAID, **changes}, follow=True)


def receipt_of(answer):
    return re.search(r'id="receipt">([0-9A-Z-]+)<', text(answer))[1]


def test_anybody_declares_with_six_answers_and_gets_a_receipt(city):
    stranger = Client()
    form = text(stranger.get("/declare/"))
    assert form.count('class="field"') == 6 + 3
    receipt = receipt_of(sent(stranger))
    assert kept()[0].receipt == receipt
    assert receipt_of(sent(stranger)) == receipt


def test_what_is_wrong_is_said_beside_the_field_and_how_to_mend_it(city):
    answer = sent(Client(), identifier="11010119900307")
    assert answer.status_code == 422
    assert "identifier" in answer.context["form"].errors
    assert kept() == []


def test_by_proxy_the_one_who_tells_it_is_reachable(city):
    refused = sent(Client(), guardian="王大哥")
    assert "guardian_phone" in refused.context["form"].errors
    sent(Client(), guardian="王大哥", guardian_phone="13900000001", relation="兄")
    assert kept()[0].kind == "proxy"


def test_the_status_needs_the_receipt_and_the_end_of_the_telephone(city):
    stranger = Client()
    receipt = receipt_of(sent(stranger))
    wrong = stranger.post("/declare/status/", {"receipt": receipt, "tail": "0000"})
    assert (wrong.status_code, "没有查到" in text(wrong)) == (422, True)
    right = text(stranger.post("/declare/status/", {"receipt": receipt.lower(), "tail": "5678"}))
    assert "等待社区联系" in right
    assert "王返乡" not in right


def test_an_address_that_sends_too_often_is_told_to_call(city, monkeypatch):
    monkeypatch.setitem(declare.MOST_AN_HOUR, "status", 2)
    stranger = Client()
    answers = [
        stranger.post("/declare/status/", {"receipt": "AAAAA-AAAAA", "tail": "0000"}) for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 409]


def test_the_community_answers_it_and_the_receipt_says_so(city):
    stranger = Client()
    receipt = receipt_of(sent(stranger))
    number = kept()[0].pk
    officer = signed_in(city.community_officer)
    listed = text(officer.get("/lists/declarations/?state=waiting"))
    assert receipt in listed
    assert "王返乡" not in listed
    url = f"/lists/declarations/{number}/"
    assert "还没有人联系过" in text(officer.get(url))
    assert officer.post(f"{url}answer", {"method": "call"}).status_code == 409
    assert officer.post(f"{url}answer", {"method": "call", "outcome": "found"}).status_code == 302
    assert "社区已联系核实" in text(stranger.post("/declare/status/", {"receipt": receipt, "tail": "5678"}))
    assert signed_in(city.neighbour_officer).get(url).status_code == 404


def test_a_mistaken_declaration_is_withdrawn_with_its_reason(city):
    sent(Client())
    url = f"/lists/declarations/{kept()[0].pk}/"
    officer = signed_in(city.county_officer)
    assert officer.post(f"{url}withdraw", {"reason": ""}).status_code == 409
    assert officer.post(f"{url}withdraw", {"reason": "重复报备"}).status_code == 302
    assert kept()[0].withdrawn is not None


def test_the_form_is_there_in_english(city):
    html = text(Client(headers={"accept-language": "en"}).get("/declare/"))
    assert "Report your return" in html
    assert "返回报备" not in html

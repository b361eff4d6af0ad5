"""The pages of people: found, read in one place, opened field by field, corrected, merged, handed over."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.findings.actions import NewFinding
from lianfang.measures import actions as measures
from lianfang.measures.models import Handover, Order
from lianfang.people import actions as people
from tests.apps.pages import part, set_clock, signed_in, statements
from tests.cast import MORNING
from tests.journeys import district

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(cast, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    set_clock(monkeypatch, MORNING)
    return SimpleNamespace(**vars(cast), filled=district.work(cast, MORNING))


@pytest.fixture
def officer(day):
    return signed_in(day.county_officer)


def person_url(person):
    return reverse("person", args=[person])


@pytest.mark.parametrize("words", ["wxm", "5678", "11010519491231002X", "王小明"])
def test_a_person_is_found_by_whatever_is_known(day, officer, words):
    rows = officer.get("/people/", {"q": words}).context["rows"]
    assert [shown.id for shown, _ in rows] == [day.filled["people"][0]]


def test_nobody_of_another_area_is_found_or_read(day):
    stranger = signed_in(day.neighbour_officer)
    assert "没有找到" in stranger.get("/people/", {"q": "wxm"}).content.decode()
    assert stranger.get(person_url(day.filled["people"][0])).status_code == 404


def test_the_file_says_the_situation_why_and_what_is_planned(day, officer):
    page = officer.get(person_url(day.filled["home"][0])).content.decode()
    assert "居家隔离医学观察第 3 天,共 7 天;明天采样" in page
    assert "第九版 9-04" in page
    assert "有中风险区旅居史,8月2日离开" in page
    assert "尚缺应检日" in page
    assert "户主" in page
    assert "陈建国" not in page


def test_a_sealed_field_opens_for_a_reason_of_the_list_and_the_look_is_shown_to_all(day, officer):
    person = day.filled["people"][0]
    url = reverse("person_look", args=[person, "phone"])
    assert "联系本人办理任务" in part(officer, "get", url).content.decode()
    assert part(officer, "post", url, {"reason": "curious"}).status_code == 422
    unexplained = part(officer, "post", url, {"reason": "other"})
    assert "请说明" in unexplained.content.decode()
    opened = part(officer, "post", url, {"reason": "medical", "text": "送医"})
    assert "13812345678" in opened.content.decode()
    assert opened["HX-Retarget"] == "#sealed-phone"
    page = officer.get(person_url(person)).content.decode()
    assert "就医、用药、急救:送医" in page
    assert "13812345678" not in page


@pytest.fixture
def met(day):
    """A contact of a close contact of whom nobody said through whom, and a close contact of the same grid."""
    b, a = day.filled["people"][0], day.filled["foreign"]
    when = date(2022, 8, 3)
    told = {
        a: known.Exposure(grade=known.Grade.CLOSE_CONTACT, last_exposure=when),
        b: known.Exposure(grade=known.Grade.SECONDARY_CONTACT, last_exposure=when),
    }
    with acting(SYSTEM):
        new = [NewFinding(person, exposure, MORNING, "test", "") for person, exposure in told.items()]
        measures.learn_many(new, by=SYSTEM, at=MORNING)
    return SimpleNamespace(a=a, b=b)


def test_the_file_asks_through_whom_somebody_is_a_contact_and_shows_it_on_both_files(day, officer, met):
    page = officer.get(person_url(met.b)).content.decode()
    assert "关联密接未指明:解除要看该密接的前几次检测结果" in page
    name = reverse("person_link", args=[met.b])
    offered = part(officer, "get", name).content.decode()
    assert f'<option value="{met.a}"' in offered
    assert f'<option value="{met.b}"' not in offered
    assert part(officer, "post", name, {"contact": str(met.a)}).status_code == 204
    page = officer.get(person_url(met.b))
    assert "关联密接未指明" not in page.content.decode()
    (contact,) = page.context["linked"].contacts
    assert person_url(met.a) in page.content.decode()
    assert "1 人的解除要看此人的检测结果" in officer.get(person_url(met.a)).content.decode()
    back = reverse("person_unlink", args=[met.b, contact.link_id])
    assert officer.post(back, {"reason": ""}).status_code == 409
    officer.post(back, {"reason": "认错人"})
    assert "关联密接未指明" in officer.get(person_url(met.b)).content.decode()


def test_the_linked_contact_is_named_by_a_document_also_of_somebody_not_registered_yet(day, officer, met):
    name = reverse("person_link", args=[met.b])
    assert "选择一人或填写一个" in part(officer, "post", name, {"contact": ""}).content.decode()
    both = {"contact": str(met.a), "number": "110105194912310038"}
    assert part(officer, "post", name, both).status_code == 422
    assert part(officer, "post", name, {"number": "12"}).status_code == 422
    assert part(officer, "post", name, {"number": "110105194912310038"}).status_code == 204
    page = officer.get(person_url(met.b)).content.decode()
    assert "尚未登记,登记后自动关联" in page
    assert "110105194912310038" not in page


def test_a_finding_by_hand_decides_again_and_is_taken_back_with_a_reason(day, officer):
    person = day.filled["foreign"]
    record = reverse("person_record", args=[person, "home"])
    part(officer, "post", record, {"reason": "dormitory"})
    with acting(SYSTEM):
        assert Order.objects.get(person_id=person, withdrawn__isnull=True).measure == "central"
    line = officer.get(person_url(person)).context["line"]
    finding = next(e.finding_id for e in line if e.kind.zh == "不具备居家条件")
    back = reverse("finding_back", args=[person, finding])
    assert officer.post(back, {"reason": ""}).status_code == 409
    officer.post(back, {"reason": "已调换单间"})
    with acting(SYSTEM):
        assert Order.objects.get(person_id=person, withdrawn__isnull=True).measure == "home_iso"


def test_two_files_become_one_and_two_again(day, officer):
    one, other = day.filled["people"][1], day.filled["people"][3]
    merge = reverse("person_merge", args=[one])
    part(officer, "post", merge, {"into": other, "reason": "同一人两次登记"})
    assert officer.get(person_url(one))["Location"] == person_url(other)
    assert "撤销合并" in officer.get(person_url(other)).content.decode()
    officer.post(reverse("person_unmerge", args=[other, one]), {"reason": "误并"})
    assert officer.get(person_url(one)).status_code == 200
    assert signed_in(day.grid_worker).get(merge).status_code == 403


def test_a_person_is_offered_sent_back_and_stays(day, officer):
    person = day.filled["people"][0]
    url = reverse("person_offer", args=[person])
    unknown = part(officer, "post", url, {"to": "无此地", "why": "居住地"})
    assert "没有这个区划" in unknown.content.decode()
    part(officer, "post", url, {"to": "沙洲镇", "why": "居住地"})
    assert "移交中:沙洲镇" in officer.get(person_url(person)).content.decode()
    with acting(SYSTEM):
        handover = Handover.objects.get(person_id=person)
    neighbour = signed_in(day.neighbour_officer)
    silent = neighbour.post(reverse("handover_answer", args=[handover.pk]), {"accept": "no", "text": ""})
    assert "退回须写明理由" in silent.content.decode()
    neighbour.post(reverse("handover_answer", args=[handover.pk]), {"accept": "no", "text": "查无此人"})
    assert neighbour.get(person_url(person)).status_code == 404
    page = officer.get(person_url(person)).content.decode()
    assert "移交中" not in page
    assert "移交被退回" in page


def test_the_list_takes_as_many_statements_for_many_people_as_for_few(day, officer):
    statements(officer, "/people/")
    few = statements(officer, "/people/")
    claims = [
        people.Claim(name=f"刘{c}", region_id=day.regions[district.GRID], path=day.paths[district.GRID])
        for c in "东南西北春夏秋冬金木水火土"
    ]
    with acting(SYSTEM):
        people.register_many(claims, by=SYSTEM, at=MORNING)
    assert statements(officer, "/people/") == few

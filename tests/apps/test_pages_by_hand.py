"""The pages of correcting, deciding by hand and appealing, as the people of the district use them."""

from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from docx import Document

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.measures.models import Appeal, ByHand, Order
from lianfang.people.models import Correction, Person
from tests.apps.pages import part, set_clock, signed_in
from tests.cast import MORNING
from tests.journeys import district

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(cast, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    set_clock(monkeypatch, MORNING)
    cache.clear()
    return SimpleNamespace(**vars(cast), filled=district.work(cast, MORNING))


@pytest.fixture
def officer(day):
    return signed_in(day.county_officer)


@pytest.fixture
def held(day):
    """A father held at home, row 9-04."""
    return day.filled["home"][0]


def person_url(person):
    return reverse("person", args=[person])


def text(answer):
    return answer.content.decode()


def test_a_name_is_set_right_shown_with_what_stood_before_and_put_back(day, officer):
    person = day.filled["people"][0]
    url = reverse("person_correct", args=[person, "name"])
    assert "正确的姓名" in text(part(officer, "get", url))
    assert part(officer, "post", url, {"value": "王晓铭", "reason": ""}).status_code == 422
    again = part(officer, "post", url, {"value": "王小明", "reason": "笔误"})
    assert "与现有的一样" in text(again)
    done = part(officer, "post", url, {"value": "王晓铭", "reason": "本人出示证件"})
    assert done["HX-Redirect"] == person_url(person)
    page = text(officer.get(person_url(person)))
    assert "王*铭" in page
    assert "更正记录" in page
    assert "本人出示证件" in page
    with acting(SYSTEM):
        made = Correction.objects.get()
    look = reverse("correction_look", args=[person, made.pk])
    assert "核对身份" in text(part(officer, "get", look))
    assert part(officer, "post", look, {"reason": "other"}).status_code == 422
    opened = part(officer, "post", look, {"reason": "identity"})
    assert "王小明" in text(opened)
    officer.post(reverse("correction_undo", args=[person, made.pk]))
    assert "王*明" in text(officer.get(person_url(person)))
    assert officer.post(reverse("correction_undo", args=[person, 0])).status_code == 404


def test_a_number_of_another_file_shows_whose_it_is_and_opens_the_merge(day, officer):
    known, other = day.filled["people"][0], day.filled["people"][1]
    url = reverse("person_correct", args=[other, "identifier"])
    assert "撤下一条" not in text(part(officer, "get", url))
    taken = part(officer, "post", url, {"act": "add", "value": "11010519491231002X", "reason": "出示证件"})
    assert taken.status_code == 422
    assert "可能是同一个人" in text(taken)
    merge = f"{reverse('person_merge', args=[other])}?into={known}"
    assert merge in text(taken)
    assert f'value="{known}"' in text(officer.get(merge))
    with acting(SYSTEM):
        assert not Person.objects.filter(merged_into__isnull=False).exists()


@pytest.mark.parametrize(
    ("field", "data", "shown"),
    [
        ("phone", {"act": "add", "value": "13911112222"}, "139****2222"),
        ("phone", {"act": "correct"}, None),
        ("phone", {"act": "withdraw"}, None),
        ("sex", {"value": "male"}, "男"),
        ("born", {"value": "1960-05-01"}, "62 岁"),
        ("address", {"act": "correct", "value": "青年路 20 号 101"}, "青年路"),
    ],
)
def test_each_field_has_its_form(day, officer, field, data, shown):
    person = day.filled["people"][2]
    url = reverse("person_correct", args=[person, field])
    assert officer.get(url).status_code == 200
    answer = officer.post(url, {**data, "reason": "核实"})
    if shown is None:
        assert answer.status_code == 422
    else:
        assert shown in text(officer.get(person_url(person)))


def test_the_grid_corrects_telephones_and_no_names(day):
    grid, person = signed_in(day.grid_worker), day.filled["people"][0]
    assert grid.get(reverse("person_correct", args=[person, "phone"])).status_code == 200
    assert grid.get(reverse("person_correct", args=[person, "name"])).status_code == 403
    assert grid.get(reverse("person_correct", args=[person, "colour"])).status_code in {404, 409}
    page = text(grid.get(person_url(person)))
    assert reverse("person_correct", args=[person, "name"]) not in page
    assert reverse("person_correct", args=[person, "phone"]) in page


def decision(client, person, **changed):
    page = client.get(reverse("person_decide", args=[person]))
    evidence = [key for key, _ in page.context["form"].fields["evidence"].choices][:1]
    terms = {
        "measure": "home_monitor", "start": "2022-08-05", "until": "2022-08-07", "tests": "1、3",
        "in_place_of": ["9-04"], "cause": "home", "ground": "医嘱 8 月 5 日", "evidence": evidence,
    }  # fmt: skip
    return client.post(reverse("person_decide", args=[person]), terms | changed)


def test_a_decision_by_hand_is_proposed_signed_by_another_named_everywhere_and_withdrawn(day, officer, held):
    page = text(officer.get(reverse("person_decide", args=[held])))
    assert "9-04 · " in page
    assert "居家健康监测(最长 7 天)" in page
    wrong = decision(officer, held, until="2022-08-20")
    assert wrong.status_code == 422
    assert "最长 7 天" in text(wrong)
    assert "写成 1、4、7" in text(decision(officer, held, tests="一"))
    proposed = decision(officer, held)
    with acting(SYSTEM):
        made = ByHand.objects.get()
    own = reverse("by_hand", args=[made.pk])
    assert proposed["Location"] == own
    assert "须由另一人签署" in text(officer.get(own))
    assert "待第二人签署" in text(officer.get(person_url(held)))
    commander = signed_in(day.county_commander)
    assert "作为第二人签署" in text(commander.get(own))
    commander.post(reverse("by_hand_sign", args=[made.pk]))
    file = text(officer.get(person_url(held)))
    assert "人工判定:居住条件或特殊需要,医嘱 8 月 5 日" in file
    assert "陈专班(青石县指挥部)、秦指挥(青石县指挥部)决定" in file
    assert "override" not in file
    order = text(officer.get(reverse("order", args=[_order(held)])))
    assert "override" not in order
    assert "人工判定" in order
    finding = made.finding_id or _finding(made.pk)
    assert officer.post(reverse("finding_back", args=[held, finding]), {"reason": "x"}).status_code == 409
    assert commander.post(reverse("by_hand_withdraw", args=[made.pk]), {"reason": ""}).status_code == 409
    commander.post(reverse("by_hand_withdraw", args=[made.pk]), {"reason": "病情有变"})
    assert "病情有变" in text(officer.get(own))


def _order(person):
    with acting(SYSTEM):
        return Order.objects.get(person_id=person, withdrawn__isnull=True).pk


def _finding(by_hand):
    with acting(SYSTEM):
        return ByHand.objects.get(pk=by_hand).finding_id


def test_the_form_opens_to_who_may_sign_in_english_too(day, held):
    url = reverse("person_decide", args=[held])
    assert signed_in(day.grid_worker).get(url).status_code == 403
    page = text(signed_in(day.county_officer, language="en").get(url))
    assert "health monitoring at home (at most 7 days)" in page
    assert "In place of which rows" in page


def file(client, person, **changed):
    url = reverse("person_appeal", args=[person])
    page = client.get(url)
    order = page.context["form"].initial["order"]
    return client.post(url, {"said_by": "self", "order": order, "text": "我没有去过那里", **changed})


def test_an_appeal_is_filed_from_the_file_reviewed_by_the_city_and_answered_on_paper(day, held):
    grid = signed_in(day.grid_worker)
    assert file(grid, held, text="").status_code == 422
    filed = file(grid, held)
    with acting(SYSTEM):
        made = Appeal.objects.get()
    own = reverse("appeal", args=[made.pk])
    assert filed["Location"] == own
    assert "已有一件申诉" in text(file(grid, held))
    assert "申诉复核中" in text(grid.get(person_url(held)))
    page = text(signed_in(day.county_officer).get(own))
    assert "复核人不得属于拟稿、签发或执行该决定的单位" in page
    assert "方案没有规定答复时限" in page
    city = signed_in(day.city_officer)
    assert "签署答复" in text(city.get(own))
    assert made.number in text(city.get(reverse("appeals")))
    answer = reverse("appeal_answer", args=[made.pk])
    assert city.post(reverse("appeal_docx", args=[made.pk])).status_code == 409
    changed = {
        "outcome": "changed", "reasons": "车票证明未到过", "measure": "", "start": "2022-08-05",
        "until": "2022-08-05", "in_place_of": ["9-04"],
    }  # fmt: skip
    assert city.post(answer, {"outcome": "changed", "reasons": "x"}).status_code == 422
    assert "不能比原判定更严、更长" in text(
        city.post(answer, changed | {"measure": "home_iso", "until": "2022-08-11"})
    )
    city.post(answer, changed)
    shown = text(city.get(own))
    assert "变更原决定" in shown
    assert "不采取措施" in shown
    file_page = text(grid.get(person_url(held)))
    assert "申诉答复:变更原决定" in file_page
    assert f"人工判定:申诉复核,{made.number}" in file_page
    paper = city.post(reverse("appeal_docx", args=[made.pk]))
    words = (
        "\n".join(p.text for p in Document(BytesIO(b"".join(paper))).paragraphs)
        if paper.streaming
        else "\n".join(p.text for p in Document(BytesIO(paper.content)).paragraphs)
    )
    assert "申诉复核答复书" in words
    assert "陈建国" in words
    assert "车票证明未到过" in words
    assert "送达回执" in words


def test_an_appeal_taken_back_is_noted_with_its_reason(day, held):
    grid = signed_in(day.grid_worker)
    file(grid, held)
    with acting(SYSTEM):
        made = Appeal.objects.get()
    url = reverse("appeal_withdraw", args=[made.pk])
    assert grid.post(url, {"reason": ""}).status_code == 409
    grid.post(url, {"reason": "本人同意居家"})
    assert "申请人撤回" in text(grid.get(reverse("appeal", args=[made.pk])))


def test_whoever_holds_a_notice_appeals_without_an_account_and_reads_the_answer(day, held):
    with acting(SYSTEM):
        number = Order.objects.get(person_id=held, withdrawn__isnull=True).number
    stranger = Client()
    page = text(stranger.get(reverse("appeal_public")))
    assert "通知书编号" in page
    said = {"number": number, "tail": "1111", "said_by": "family", "text": "父亲要透析", "ref": "r1"}
    wrong = stranger.post(reverse("appeal_public"), said | {"tail": "0000"})
    assert wrong.status_code == 422
    assert "对不上" in text(wrong)
    sent = stranger.post(reverse("appeal_public"), said)
    assert sent["Location"] == stranger.post(reverse("appeal_public"), said)["Location"]
    with acting(SYSTEM):
        made = Appeal.objects.get()
    assert made.filed_by_id is None
    assert made.number in text(stranger.get(sent["Location"]))
    ask = {"number": made.number, "tail": "1111"}
    assert "待复核" in text(stranger.post(reverse("appeal_status"), ask))
    assert "对不上" in text(stranger.post(reverse("appeal_status"), ask | {"tail": "2222"}))
    city = signed_in(day.city_officer)
    city.post(reverse("appeal_answer", args=[made.pk]), {"outcome": "upheld", "reasons": "已安排接送透析"})
    told = text(stranger.post(reverse("appeal_status"), ask))
    assert "维持原决定" in told
    assert "已安排接送透析" in told


def test_who_asks_too_often_is_stopped(day):
    stranger = Client()
    for _ in range(60):
        stranger.post(reverse("appeal_status"), {"number": "SS20220805-001", "tail": "1234"})
    assert stranger.post(
        reverse("appeal_status"), {"number": "SS20220805-001", "tail": "1234"}
    ).status_code in {409, 429}

"""Lists as people use them: search, filter, order, pages, export, bulk acts with a result for each row."""

import re
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from lianfang.accounts import actions, queries
from lianfang.accounts.actions import Appointment
from lianfang.accounts.models import Staff
from lianfang.accounts.scope import SYSTEM
from lianfang.core.asking import Ask
from lianfang.ledger import queries as ledger
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
STAFF = "/administration/staff/"


@pytest.fixture(autouse=True)
def _demonstration(monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")


@pytest.fixture
def admin(cast):
    client = Client()
    client.force_login(Staff.objects.get(username="admin"))
    return client


@pytest.fixture
def crowd(cast):
    """A hundred and twenty more people at the county."""
    unit = cast.units["379901"]
    people = [Appointment(f"s{n:03d}", f"工作{n:03d}", "", unit, "county") for n in range(120)]
    return actions.appoint_many(people, by=SYSTEM, at=MORNING)


def names(answer) -> list[str]:
    body = answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'<a href="/administration/staff/\d+/">([^<]+)</a>', body)


def test_words_and_filters_narrow_a_list(admin):
    assert names(admin.get(STAFF, {"q": "镇长"})) == ["张镇长"]
    assert names(admin.get(STAFF, {"role": "auditor"})) == ["审计"]
    assert len(names(admin.get(STAFF, {"role": "nonsense"}))) == 13


def test_a_list_without_hits_offers_the_way_back(admin):
    page = admin.get(STAFF, {"q": "查无此人"}).content.decode()
    assert "没有符合条件的内容" in page
    assert f'href="{STAFF}"' in page


def test_a_heading_orders_the_list_and_turns_it_round(admin):
    page = admin.get(STAFF, {"q": "指挥"}).content.decode()
    assert "?q=%E6%8C%87%E6%8C%A5&amp;sort=username" in page
    up = names(admin.get(STAFF, {"sort": "username", "role": "leader"}))
    page = admin.get(STAFF, {"sort": "username", "role": "leader"}).content.decode()
    assert 'aria-sort="ascending"' in page
    assert "sort=-username" in page
    down = names(admin.get(STAFF, {"sort": "-username", "role": "leader"}))
    assert (up, down) == (["高指挥", "何指挥", "秦指挥"], ["秦指挥", "何指挥", "高指挥"])


def test_pages_neither_repeat_nor_lose_a_row(admin, crowd):
    seen = [name for page in (1, 2, 3) for name in names(admin.get(STAFF, {"page": page, "sort": "role"}))]
    assert len(seen) == len(set(seen)) == 133
    second = admin.get(STAFF, {"page": 2, "q": "工作"}).content.decode()
    assert "第 51–100 条,共 120 条" in second
    assert "page=3" in second
    assert 'aria-current="page">2<' in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "999999999999"])
def test_a_page_number_that_makes_no_sense_breaks_nothing(admin, page):
    assert admin.get(STAFF, {"page": page}).status_code == 200


def test_typing_in_the_search_box_brings_the_rows_alone(admin):
    part = admin.get(STAFF, {"q": "网格"}, headers={"HX-Request": "true"}).content.decode()
    assert 'id="listing-rows"' in part
    assert "<html" not in part
    assert "王网格" in part


def sheet(answer):
    assert answer.status_code == 200
    return list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))


def test_an_export_has_every_row_that_fits_not_only_the_page(admin, crowd):
    answer = admin.get(STAFF, {"q": "工作", "file": "xlsx", "page": 3})
    rows = sheet(answer)
    assert rows[0][:3] == ("姓名", "账号", "岗位")
    assert len(rows) == 121
    assert "attachment" in answer["Content-Disposition"]
    assert ".xlsx" in answer["Content-Disposition"]


def test_an_export_is_in_the_language_of_the_page_and_noted_in_the_ledger(admin, cast):
    admin.post("/language/", {"language": "en"})
    rows = sheet(admin.get(STAFF, {"role": "auditor", "file": "xlsx"}))
    assert rows[0][0] == "Name"
    assert rows[1][2] == "auditor"
    (event,) = ledger.within(cast.administrator.path, cast.administrator.path + "/", verbs=("web.exported",))
    assert event.body == {"list": "Staff and posts", "rows": 1}
    assert event.staff_id == cast.administrator.staff_id


def test_a_value_that_looks_like_a_formula_does_nothing_in_the_export(admin, cast):
    actions.appoint(
        Appointment("evil", "=HYPERLINK(1)", "", cast.units["379901"], "county"), by=SYSTEM, at=MORNING
    )
    book = load_workbook(BytesIO(admin.get(STAFF, {"q": "evil", "file": "xlsx"}).content))
    assert book.active["A2"].data_type == "s"


def test_a_post_that_may_not_export_is_not_offered_it_and_is_refused(cast):
    client = Client()
    client.force_login(Staff.objects.get(username="wang"))
    assert "file=xlsx" not in client.get("/contacts/").content.decode()
    assert client.get("/contacts/?file=xlsx").status_code == 403


def test_a_bulk_act_is_done_for_every_chosen_row(admin, cast):
    chosen = [cast.grid_worker.post_id, cast.other_grid_worker.post_id, cast.community_officer.post_id]
    answer = admin.post("/administration/posts/end/", {"chosen": chosen}, follow=True)
    assert "已结束 3 个岗位" in answer.content.decode()
    assert queries.posts(cast.administrator, Ask(filters={"state": "ended"})).total == 3


def test_one_refused_row_stops_no_other_and_says_why(admin, cast):
    answer = admin.post("/administration/posts/end/", {"chosen": [cast.grid_worker.post_id, 999_999_999]})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "已结束 1 个岗位" in page
    assert "没有这个岗位" in page
    assert "王网格" in page
    assert queries.posts(cast.administrator, Ask(filters={"state": "ended"})).total == 1


def test_a_bulk_act_without_rows_is_refused(admin):
    assert admin.post("/administration/posts/end/").status_code == 409
    assert admin.post("/administration/posts/end/", {"chosen": ["x"]}).status_code == 409

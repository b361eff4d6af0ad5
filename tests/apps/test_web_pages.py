"""People at their posts going through the pages: an administrator's morning, a leave, an audit."""

import re
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from lianfang.accounts import actions, queries
from lianfang.accounts.models import Staff
from lianfang.accounts.scope import SYSTEM
from lianfang.core.asking import Ask
from lianfang.core.days import after
from lianfang.places import queries as places
from tests.cast import MORNING, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _this_morning(monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    monkeypatch.setattr("lianfang.web.middleware.now", lambda: MORNING)


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(Staff.objects.get(username=username))
    return client


def page(answer) -> str:
    return answer.content.decode()


def test_each_post_lands_in_its_first_room(cast):
    for username in ("wang", "lin", "admin", "audit"):
        assert client_of(username).get("/", follow=True).status_code == 200


def test_the_rail_shows_the_rooms_of_the_post_and_no_others(cast):
    admin, worker = page(client_of("admin").get("/me/")), page(client_of("wang").get("/me/"))
    assert 'href="/administration/"' in admin
    assert 'href="/administration/"' not in worker
    assert 'href="/scan/"' in worker
    assert 'href="/scan/"' not in admin


def test_the_line_says_where_one_is(cast):
    html = page(client_of("wang").get("/me/"))
    crumbs = re.search(r'<ol class="crumbs".*?</ol>', html, re.DOTALL)[0]
    stops = re.findall(r">([^<>]+)</(?:a|li)>", crumbs)
    assert stops == ["云泽市", "青石县", "河口镇", "东风社区", "东风社区1号网格"]


def test_an_administrator_grows_the_tree(cast):
    client, community = client_of("admin"), cast.regions["379901100002"]
    url = f"/administration/places/{community}/add/"
    assert "379901100002" in page(client.get(url))
    taken = client.post(url, {"code": "379901100002001", "name": "重复网格"})
    assert (taken.status_code, "这个编码已被使用" in page(taken)) == (422, True)
    assert client.post(url, {"code": "379901100002002", "name": "南街社区2号网格"}).status_code == 302
    assert "南街社区2号网格" in page(client.get(f"/administration/places/{community}/"))
    assert "南街社区2号网格" in page(client.get(f"/administration/places/{community}/?q=njsq2"))


def test_an_administrator_renames_a_township_and_the_former_name_stays_readable(cast):
    client, township = client_of("admin"), cast.regions["379901200"]
    url = f"/administration/places/{township}/rename/"
    refused = client.post(url, {"code": "379901200", "name": "石桥镇", "on": "2022-08-06"})
    assert (refused.status_code, "不能晚于今天" in page(refused)) == (422, True)
    client.post(url, {"code": "379901200", "name": "石桥镇", "on": "2022-08-01"})
    html = page(client.get(f"/administration/places/{township}/"))
    assert "石桥镇" in html
    assert "石桥乡" in html
    assert "2022年8月1日" in html


def test_an_administrator_merges_two_grids(cast):
    client = client_of("admin")
    leaving, staying = cast.regions["379901100001002"], cast.regions["379901100001001"]
    url = f"/administration/places/{leaving}/close/"
    first = client.post(url, {"on": "2022-08-05", "successor": staying})
    assert "请先撤销或调整" in page(first)
    client.post(f"/administration/units/{cast.units['379901100001002']}/close/")
    assert client.post(url, {"on": "2022-08-05", "successor": staying}).status_code == 302
    assert queries.posts_of(Staff.objects.get(username="zhao"), at=after(MORNING, hours=24)) == []
    assert "并入" in page(client.get(f"/administration/places/{leaving}/"))


def test_an_administrator_adds_and_changes_a_unit(cast):
    client, region = client_of("admin"), cast.regions["379901100"]
    new = {
        "name": "镇卫生院",
        "kind": "fever_clinic",
        "phone": "0379-1234567",
        "parent": cast.units["379901100"],
    }
    assert client.post(f"/administration/places/{region}/units/add/", new).status_code == 302
    (clinic,) = [u for u in places.units_at(region) if u.name == "镇卫生院"]
    assert clinic.parent_id == cast.units["379901100"]
    client.post(f"/administration/units/{clinic.id}/", {**new, "name": "中心卫生院", "parent": ""})
    listed = page(client.get("/administration/units/?kind=fever_clinic"))
    assert "中心卫生院" in listed
    assert "镇卫生院" not in listed


def test_somebody_new_is_appointed_given_a_password_and_signs_in(cast):
    client = client_of("admin")
    assert "河口镇" in page(client.get("/administration/staff/new/?q=河口"))
    url = f"/administration/staff/new/?unit={cast.units['379901100']}"
    missing = client.post(url, {"name": "新同志", "role": "township"})
    assert (missing.status_code, "账号和手机至少填一项" in page(missing)) == (422, True)
    done = client.post(url, {"name": "新同志", "role": "township", "username": "xin", "title": "副镇长"})
    assert done.status_code == 302
    person = Staff.objects.get(username="xin")
    shown = page(client.post(f"/administration/staff/{person.pk}/password/"))
    password = re.search(r'id="password">([^<]+)<', shown)[1]
    newcomer = Client()
    assert newcomer.post("/accounts/login/", {"login": "xin", "password": password}).status_code == 302
    assert newcomer.get("/me/")["Location"].startswith("/accounts/password/change/")
    assert password not in page(client.get(f"/administration/staff/{person.pk}/"))


def test_an_area_that_is_not_the_units_own_is_given_by_code(cast):
    url = f"/administration/staff/new/?unit={cast.units['379901']}"
    new = {"name": "包保干部", "role": "county", "username": "bao"}
    assert "没有找到" in page(client_of("admin").post(url, {**new, "region": "379902100"[:3]}))
    client_of("admin").post(url, {**new, "region": "379901100"})
    (post,) = queries.posts_of(Staff.objects.get(username="bao"), at=MORNING)
    assert post.path == cast.paths["379901100"]


def test_an_account_is_closed_with_a_reason_and_opened_again(cast):
    client, staff_id = client_of("admin"), cast.grid_worker.staff_id
    url = f"/administration/staff/{staff_id}/"
    assert client.post(f"{url}disable/").status_code == 409
    assert "账号已停用" in page(client.post(f"{url}disable/", {"reason": "离职"}, follow=True))
    assert not Staff.objects.get(pk=staff_id).is_active
    client.post(f"{url}enable/")
    assert Staff.objects.get(pk=staff_id).is_active
    assert client.post(f"{url}nonsense/").status_code == 404


def test_the_security_officer_ends_sessions_but_appoints_nobody(cast):
    actions.appoint(
        actions.Appointment("sec", "安全员", "", cast.units["3799"], "security"), by=SYSTEM, at=MORNING
    )
    client, worker = client_of("sec"), client_of("wang")
    assert worker.get("/me/").status_code == 200
    html = page(client.get(f"/administration/staff/{cast.grid_worker.staff_id}/"))
    assert "在所有设备上退出" in html
    assert "给一个新密码" not in html
    client.post(f"/administration/staff/{cast.grid_worker.staff_id}/sessions/")
    assert worker.get("/me/").status_code == 302
    assert client.get("/administration/staff/new/").status_code == 403
    assert client.post(f"/administration/staff/{cast.grid_worker.staff_id}/password/").status_code == 403


def upload(rows) -> BytesIO:
    book, kept = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(kept)
    kept.seek(0)
    kept.name = "人员.xlsx"
    return kept


def test_a_sheet_of_staff_is_uploaded_and_answered_row_by_row(cast):
    client = client_of("admin")
    blank = load_workbook(BytesIO(client.get("/administration/staff/sheet/blank/").content)).active
    heads = [cell.value for cell in blank[1]]
    assert heads[0] == "姓名"
    good = {
        "姓名": "新网格",
        "账号": "xwg",
        "单位": "石桥村1号网格",
        "辖区编码": "379901200001001",
        "岗位": "网格员",
    }
    bad = {**good, "账号": "other", "岗位": "皇帝"}
    rows = [heads, *([row.get(h) for h in heads] for row in (good, bad))]
    html = page(client.post("/administration/staff/sheet/", {"file": upload(rows)}))
    password = re.search(r'<td class="mono">([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</td>', html)[1]
    assert "没有这种岗位" in html
    assert "第 3 行" in html
    assert Staff.objects.get(username="xwg").check_password(password)


def test_a_file_that_is_no_sheet_is_explained(cast):
    kept = BytesIO(b"%PDF-1.4 ...")
    kept.name = "x.xlsx"
    answer = client_of("admin").post("/administration/staff/sheet/", {"file": kept})
    assert answer.status_code == 422
    assert "PDF" in page(answer)
    assert "请先选择文件" in page(client_of("admin").post("/administration/staff/sheet/"))


def test_a_grid_worker_on_leave_finds_a_stand_in_and_takes_it_back(cast):
    client = client_of("wang")
    url = f"/posts/{cast.grid_worker.post_id}/cover/"
    assert "李社区" in page(client.get(url))
    leave = {"since": "2022-08-05T18:00", "until": "2022-08-06T08:00", "reason": "病假"}
    assert "请选择代班人" in page(client.post(url, leave))
    assert client.post(url, {**leave, "stand_in": cast.community_officer.staff_id}).status_code == 302
    (made,) = queries.covers_of(cast.grid_worker.staff_id, at=MORNING)
    assert (made.stand_in, made.since) == ("李社区", after(MORNING, hours=9))
    assert "李社区" in page(client.get("/me/"))
    client.post(f"/covers/{made.id}/end/")
    assert queries.covers_of(cast.grid_worker.staff_id, at=MORNING) == []


def test_a_superior_arranges_a_cover_from_the_contact_book(cast):
    client = client_of("zhang")
    url = f"/posts/{cast.grid_worker.post_id}/cover/"
    assert f'href="{url}"' in page(client.get("/contacts/?q=王网格"))
    arranged = {
        "stand_in": cast.other_grid_worker.staff_id,
        "since": "2022-08-05T09:00",
        "until": "2022-08-05T20:00",
        "reason": "病假",
    }
    assert client.post(url, arranged)["Location"] == "/administration/covers/"
    assert "赵网格" in page(client.get("/administration/covers/"))
    (made,) = queries.covers(cast.township_officer, Ask(), at=MORNING).rows
    ended = client.post("/administration/covers/end/", {"chosen": [made.id]}, follow=True)
    assert "已结束 1 次代班" in page(ended)
    assert queries.covers(cast.township_officer, Ask(), at=MORNING).total == 0


def test_nobody_covers_posts_elsewhere(cast):
    assert client_of("zhang").get(f"/posts/{cast.neighbour_officer.post_id}/cover/").status_code == 404
    assert client_of("zhao").get(f"/posts/{cast.grid_worker.post_id}/cover/").status_code == 404


def test_the_search_box_finds_staff_and_areas_for_an_administrator_and_opens_a_single_hit(cast):
    client = client_of("admin")
    html = page(client.get("/find/?q=石桥"))
    assert f"/administration/places/{cast.regions['379901200']}/" in html
    single = client.get("/find/?q=王网格&open=1")
    assert single["Location"] == f"/administration/staff/{cast.grid_worker.staff_id}/"
    assert "没有找到" in page(client.get("/find/?q=绝无此名"))


def test_the_auditor_reads_what_was_done_in_plain_words(cast):
    client_of("admin").post(f"/administration/staff/{cast.grid_worker.staff_id}/disable/", {"reason": "离职"})

    def rows(url):
        return page(client_of("audit").get(url)).partition("<tbody>")[2].partition("</tbody>")[0]

    listed = rows("/administration/ledger/")
    assert "停用账号" in listed
    assert "系统管理" in listed
    assert "accounts.disabled" not in listed
    narrowed = rows("/administration/ledger/?noun=places")
    assert "停用账号" not in narrowed
    assert "添加区划" in narrowed


def test_every_page_of_the_administration_reads_in_english(cast):
    client = client_of("admin")
    client.post("/language/", {"language": "en"})
    for path in (
        "/administration/",
        "/administration/staff/",
        "/administration/units/",
        "/me/",
        "/contacts/",
    ):
        html = re.sub(
            r"<tbody>.*?</tbody>|<ol class=\"crumbs\".*?</ol>", "", page(client.get(path)), flags=re.DOTALL
        )
        visible = re.sub(r"<[^>]+>", "", re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL))
        chinese = set(re.findall(r"[\u4e00-\u9fff]+", visible)) - {"中", "系统管理", "云泽市指挥部", "云泽市"}
        assert not chinese, (path, chinese)


def test_a_password_is_never_in_a_page_address(cast):
    answer = Client().get("/accounts/login/", {"login": "wang", "password": PASSWORD})
    assert PASSWORD not in page(answer)

"""Risk areas in the browser: taken in, the difference first, applied, compared, asked, names repaired."""

import gzip
import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.asking import Ask
from lianfang.core.days import after, instant
from lianfang.core.findings import RiskLevel
from lianfang.core.places import RiskArea, RiskSnapshot, diff
from lianfang.gateway import risk_work
from lianfang.intake.actions.risk import receive_risk_lists
from lianfang.intake.models import RiskList
from lianfang.intake.queries import risk as queries
from lianfang.intake.queries import risk_lines
from lianfang.project import jobs
from tests.apps.pages import part, set_clock, signed_in
from tests.cast import MORNING
from tests.factories.stays import COUNTY, adopt, measures_of, push, stay

pytestmark = pytest.mark.django_db
WAITING = "/lists/risk/waiting/"
LINE = "/".join(COUNTY)


@pytest.fixture
def city(cast, monkeypatch, tmp_path):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    monkeypatch.setattr("lianfang.intake.files._folder", lambda: tmp_path)
    set_clock(monkeypatch, after(MORNING, hours=1))
    adopt(cast)
    return cast


@pytest.fixture
def client(city):
    return signed_in(city.city_officer)


def published(as_of="2022-08-05 7时", **levels):
    """The JSON as it is published: ``high=["一村"]``, places of 白沙县."""
    keys = {"high": "highlist", "middle": "middlelist", "low": "lowlist"}
    province, city, county = COUNTY
    data = {
        keys[level]: [{"province": province, "city": city, "county": county, "communitys": places}]
        for level, places in levels.items()
    }
    return json.dumps({"data": {"end_update_time": as_of, **data}}).encode()


def upload(client, content, *, name="list.json", **more):
    file = SimpleUploadedFile(name, content)
    return client.post("/lists/risk/receive/", {"file": file, **more})


def paste(client, text, **more):
    return client.post("/lists/risk/receive/", {"pasted": text, **more})


def text(answer):
    return answer.content.decode()


def apply(client):
    page = client.get(WAITING)
    return client.post("/lists/risk/apply", {"lists": page.context["ids"]})


def hold(*lists):
    with acting(SYSTEM):
        return [one.id for one in receive_risk_lists(lists, by=SYSTEM, at=MORNING)]


def snapshot(as_of="2022-08-05T07:00+08:00", number=1, names=COUNTY, **levels):
    areas = [RiskArea.of(level, names, place) for level, places in levels.items() for place in places.split()]
    return RiskSnapshot(instant(as_of), f"{as_of} {number}", tuple(areas), source=f"list {number}")


def test_a_list_is_taken_in_its_difference_shown_and_nobody_changed_until_it_is_applied(city, client):
    (person,) = push(city, stay(reported=RiskLevel.LOW))
    assert upload(client, published(high=["一村"]))["Location"] == WAITING
    page = client.get(WAITING)
    found = page.context["found"]
    assert (found.people, found.decisions["lengthened"]) == (1, 1)
    assert "延长" in text(page)
    assert measures_of(person) == ["self_monitor"]
    assert apply(client)["Location"] == "/lists/risk/"
    assert measures_of(person) == ["central"]
    assert "没有待应用的名单" in text(client.get(WAITING))


def test_applying_is_refused_where_another_list_came_in_after_the_difference_was_shown(city, client):
    (person,) = push(city, stay(reported=RiskLevel.LOW))
    upload(client, published(low=["一村"]))
    seen = client.get(WAITING).context["ids"]
    upload(client, published("2022-08-05 8时", high=["一村"]))
    answer = client.post("/lists/risk/apply", {"lists": seen})
    assert answer.status_code == 409
    assert "重新查看差异" in text(answer)
    assert measures_of(person) == ["self_monitor"]


def test_the_same_list_twice_is_one_and_says_so(client):
    upload(client, published(high=["一村"]))
    again = upload(client, published(high=["一村"]), name="again.json")
    (held,) = RiskList.objects.all()
    assert again["Location"] == f"/lists/risk/{held.pk}/"
    assert "以前已导入" in text(client.get(again["Location"]))


def test_packed_script_and_typed_lists_are_taken_in(client):
    assert upload(client, gzip.compress(published(high=["一村"])))["Location"] == WAITING
    upload(client, b"var d = " + published("2021-08-16 15时", high=["二村"]) + b";", name="a.js")
    book = Workbook()
    book.active.append(["风险等级", "省", "市", "县/区", "风险地区"])
    book.active.append(["高风险", *COUNTY, "三村"])
    out = BytesIO()
    book.save(out)
    answer = upload(client, out.getvalue(), name="t.xlsx", as_of="2022-08-04T09:00")
    assert answer["Location"] == WAITING
    times = ("2021-08-16T15:00+08:00", "2022-08-04T09:00+08:00", "2022-08-05T07:00+08:00")
    assert sorted(one.as_of for one in RiskList.objects.all()) == [instant(time) for time in times]


def test_lines_that_somebody_pastes_are_a_list(client):
    assert (
        paste(client, f"2022-08-05 7时\n高风险 {LINE}/一村\n低风险 {LINE}/除高风险外其他区域")["Location"]
        == WAITING
    )
    listing = queries.listing_at(MORNING)
    assert tuple(listing.counts) == (1, None, 1)
    page = client.get("/lists/risk/look-up/", {"place": f"{LINE}/九村"})
    assert "低风险" in text(page)
    assert "除……以外的其他区域" in text(page)


def test_a_bad_file_gives_the_error_and_keeps_nothing(client):
    for content, more, said in (
        (b"\x00\x01", {}, ""),
        (b'{"data": {}}', {}, "不是风险地区名单"),
        (b'{"data": {"highlist": [', {}, "不是完整的 JSON"),
        (b'{"data": {"highlist": []}}', {}, "没有写明名单时间"),
        (published("2023-01-01 7时", high=["一村"]), {}, "晚于现在"),
    ):
        answer = upload(client, content, **more)
        assert answer.status_code == 422
        assert said in text(answer)
    assert "请选择一个文件,或粘贴名单" in text(client.post("/lists/risk/receive/", {}))
    assert not RiskList.objects.exists()


def test_a_large_list_is_read_by_the_worker_and_its_page_goes_on_to_the_difference(city, client, monkeypatch):
    monkeypatch.setattr(risk_work, "SMALL", 10)
    content = published(high=["一村"])
    url = upload(client, content)["Location"]
    assert "正在读取" in text(client.get(url))
    sha256 = url.split("/")[4]
    jobs.receive_risk_list(
        sha256=sha256,
        filename="list.json",
        as_of="",
        post_id=city.city_officer.post_id,
        at=MORNING.isoformat(),
    )
    assert part(client, "get", url)["HX-Redirect"] == WAITING
    assert client.get(url)["Location"] == WAITING


def test_why_the_worker_could_not_read_a_list_is_told_on_its_page(city, client, monkeypatch):
    monkeypatch.setattr(risk_work, "SMALL", 10)
    url = upload(client, b'{"data": {"highlist": []}}')["Location"]
    jobs.receive_risk_list(
        sha256=url.split("/")[4], filename="list.json", as_of="", post_id=city.city_officer.post_id,
        at=MORNING.isoformat(),
    )  # fmt: skip
    assert "没有写明名单时间" in text(client.get(url))


def test_where_many_are_touched_the_worker_counts_and_applies(city, client, monkeypatch):
    (person,) = push(city, stay(reported=RiskLevel.LOW))
    upload(client, published(high=["一村"]))
    monkeypatch.setattr(risk_work, "FEW", 0)
    assert "正在计算" in text(client.get(WAITING))
    jobs.foresee_risk_lists(at=MORNING.isoformat())
    assert client.get(WAITING).context["found"].people == 1
    assert apply(client)["Location"] == WAITING
    assert "正在重新判定" in text(client.get(WAITING))
    assert measures_of(person) == ["self_monitor"]
    jobs.apply_risk_lists(post_id=city.city_officer.post_id, at=MORNING.isoformat())
    assert measures_of(person) == ["central"]
    assert "重新判定 1 人" in text(client.get(WAITING))


def test_of_two_lists_for_one_hour_the_last_received_stands_and_both_are_shown(client):
    upload(client, published(high=["一村"]))
    upload(client, published(high=["一村", "二村"]))
    states = {
        row.listing.areas: row.state for row in client.get("/lists/risk/").context["listing"].answer.rows
    }
    assert states == {2: "stands", 1: "replaced"}
    first = RiskList.objects.order_by("pk").first()
    page = client.get(f"/lists/risk/{first.pk}/")
    assert len(page.context["of_hour"]) == 2
    assert "以最后收到的为准" in text(page)


def test_an_old_list_is_pointed_out_with_its_age(client):
    upload(client, published("2022-08-04 7时", high=["一村"]))
    assert "距今 1 天 3 小时,请导入新名单" in text(client.get("/lists/risk/"))
    upload(client, published(high=["一村"]))
    page = text(client.get("/lists/risk/"))
    assert "距今 3 小时" in page
    assert "请导入新名单" not in page


def test_places_of_a_list_are_searched_narrowed_ordered_and_exported(client):
    upload(client, published(high=["二村", "一村"], low=["除高风险外其他区域"]))
    number = RiskList.objects.get().pk
    url = f"/lists/risk/{number}/"

    def shown(**ask):
        return [row.place for row in client.get(url, ask).context["listing"].answer.rows]

    assert shown() == ["二村", "一村", "除高风险外其他区域"]
    assert shown(sort="place")[:2] == ["一村", "二村"]
    assert shown(q="白沙 一村") == ["一村"]
    assert shown(q="100%") == []
    assert shown(level="low") == shown(told="complement") == ["除高风险外其他区域"]
    assert shown(province="江东省", page="1", sort="-level")[0] in ("一村", "二村")
    sheet = load_workbook(BytesIO(client.get(url, {"file": "xlsx"}).content)).active
    assert [row[4] for row in sheet.iter_rows(min_row=2, values_only=True)] == shown()


def test_two_lists_are_compared_by_province_and_place_by_place(client):
    before, after_ = hold(
        snapshot(high="一村 二村", low="三村"),
        snapshot("2022-08-05T08:00+08:00", middle="一村", low="三村 四村"),
    )
    page = client.get("/lists/risk/compare/", {"before": before, "after": after_})
    whole = page.context["whole"]
    assert (whole.added, whole.removed, whole.raised, whole.lowered) == (1, 1, 0, 1)
    assert [part.province for part in page.context["parts"]] == ["江东省"]
    ask = {"before": before, "after": after_, "what": "lowered"}
    (row,) = client.get("/lists/risk/compare/", ask).context["listing"].answer.rows
    assert (row.place, row.before, row.after) == ("一村", "high", "middle")
    assert "至少要有两份" not in text(client.get("/lists/risk/compare/"))


def test_the_comparison_by_the_database_is_that_of_the_rules(client):
    pair = (
        snapshot(high="一村 二村 二村", low="三村"),
        snapshot("2022-08-05T08:00+08:00", middle="一村 三村", high="五村"),
    )
    numbers = hold(*pair)
    rules = diff(*pair)
    rows = risk_lines.changed(*numbers, Ask(count=100)).rows
    assert {(r.after, r.place) for r in rows if r.after} == {(a.level, a.place) for a in rules.added}
    assert {(r.before, r.place) for r in rows if r.before} == {(a.level, a.place) for a in rules.removed}


def test_a_place_is_answered_by_the_list_of_the_instant_asked_about(client):
    upload(client, published(high=["一村"]))
    asked = {"place": f"{LINE}/一村"}
    now = client.get("/lists/risk/look-up/", asked)
    assert "高风险" in text(now)
    assert "2022年8月5日 07:00" in text(now)
    before = client.get("/lists/risk/look-up/", {**asked, "at": "2022-08-05T06:00"})
    assert "之前没有名单" in text(before)
    unknown = client.get("/lists/risk/look-up/", {"place": "江东省/无此市/一村"})
    assert "无此市" in text(unknown)
    assert "名单中没有" in text(unknown)


def test_a_line_that_is_not_understood_is_named_and_no_level_is_said(client):
    line = "林语城26栋、27栋以外的其他楼栋和林语苑"
    upload(client, published(middle=[line], low=["白沙县除高风险区外的其他区域"]))
    answer = text(client.get("/lists/risk/look-up/", {"place": f"{LINE}/林语城28栋"}))
    assert "不能确定" in answer
    assert line in answer
    assert "名单中没有" not in answer


def test_a_name_is_repaired_by_choosing_a_region_and_whom_it_concerns_is_decided_about_again(city, client):
    (person,) = push(city, stay(reported=RiskLevel.LOW))
    hold(snapshot(names=("江东省", "云泽市", "白砂县"), high="一村"))
    apply(client)
    assert measures_of(person) == ["self_monitor"]
    names = client.get("/lists/risk/names/")
    assert "白砂县" in text(names)
    (one,) = names.context["names"]
    page = client.get(f"/lists/risk/names/{one.id}/", {"q": "白沙县"})
    chosen = city.regions["379902"]
    assert chosen in [area.id for area, _ in page.context["options"]]
    answer = client.post(f"/lists/risk/names/{one.id}/", {"region": chosen})
    assert "重新判定 1 人" in text(client.get(answer["Location"]))
    assert measures_of(person) == ["central"]
    client.post(f"/lists/risk/names/{one.id}/", {"region": "none"})
    assert measures_of(person) == ["self_monitor"]


def test_a_county_reads_the_lists_and_changes_nothing(city):
    county = signed_in(city.county_officer)
    hold(snapshot(high="一村"))
    page = text(county.get("/lists/risk/"))
    assert "导入名单" not in page
    assert "风险区" in page
    for url in ("/lists/risk/receive/", WAITING, "/lists/risk/names/"):
        assert county.get(url).status_code == 403
    assert county.post("/lists/risk/apply", {"lists": ""}).status_code == 403


def test_english_pages_hold_no_chinese_of_ours(city):
    client = signed_in(city.city_officer, language="en")
    upload(client, published(high=["一村"]))
    for url in (
        "/lists/risk/",
        WAITING,
        "/lists/risk/receive/",
        "/lists/risk/names/",
        "/lists/risk/compare/",
    ):
        page = text(client.get(url))
        assert "待应用" not in page
        assert "Risk areas" in page
    assert "3 h old" in text(client.get("/lists/risk/"))

"""Reports and bulletins in the browser: zero said, late, missing, revised, unlocked; signed and corrected."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after, instant
from lianfang.situation import actions, queries
from lianfang.situation.models import Bulletin, Report
from tests.apps.pages import set_clock, signed_in
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
AUG5 = date(2022, 8, 5)
DUE = instant("2022-08-05T16:00+08:00")
FIELDS = ("pushed", "found", "home_iso", "home_monitor", "released", "arrivals", "fever")
DONGFENG, NANJIE = "379901100001", "379901100002"


@pytest.fixture
def called(cast, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    set_clock(monkeypatch, after(DUE, minutes=-30))
    with acting(SYSTEM):
        actions.call_for(
            "community_daily", region_id=cast.regions["379901"], since=AUG5, ground="县指挥部通知", by=SYSTEM,
            at=MORNING,
        )  # fmt: skip
        actions.give_out(AUG5, by=SYSTEM, at=MORNING)
    return cast


def url_of(cast, code=DONGFENG):
    return f"/reports/{Report.objects.get(unit_id=cast.units[code], day=AUG5).pk}/"


def typed(zero=False, **changes):
    values = {f"field-{name}": "0" for name in FIELDS} | {f"field-{k}": v for k, v in changes.items()}
    return values | ({"zero": "1"} if zero else {})


def test_what_i_owe_today_stands_first_and_is_filled_from_the_register(called):
    client = signed_in(called.community_officer)
    assert "今天还要报 1 份" in client.get("/reports/").content.decode()
    html = client.get(url_of(called)).content.decode()
    assert "来自 0 条记录" in html
    assert "须填写" in html


def test_a_zero_must_be_said_and_a_blank_is_no_zero(called):
    client, url = signed_in(called.community_officer), url_of(called)
    silent = client.post(url, typed())
    assert (silent.status_code, "须确认零报告" in silent.content.decode()) == (422, True)
    blank = client.post(url, typed(fever=""))
    assert (blank.status_code, "未填:发现发热人员" in blank.content.decode()) == (422, True)
    wrong = client.post(url, typed(fever="两个"))
    assert "不是数字" in wrong.content.decode()
    assert 'value="两个"' in wrong.content.decode()
    assert client.post(url, typed(zero=True)).status_code == 302
    assert Report.objects.get(unit_id=called.units[DONGFENG]).zero is True


def test_a_value_that_differs_from_the_register_is_marked_and_doubted(called):
    client, url = signed_in(called.community_officer), url_of(called)
    client.post(url, typed(home_iso="3"))
    html = client.get(url).content.decode()
    assert "系统为 0,已改" in html
    assert "居家隔离人数与在管台账" in html


def test_on_time_zero_late_missing_and_revised_add_up_in_the_matrix(called, monkeypatch):
    officer = signed_in(called.community_officer)
    officer.post(url_of(called), typed(zero=True))
    officer.post(url_of(called), typed(fever="1"))
    set_clock(monkeypatch, after(DUE, minutes=20))
    late = signed_in(called.county_officer)
    late.post(url_of(called, NANJIE), typed(arrivals="2"))
    answer = late.get("/situation/reports/")
    counts = answer.context["matrix"].counts[-1]
    assert (counts.expected, counts.on_time, counts.late, counts.missing) == (3, 1, 1, 1)
    assert counts.revised == 1
    html = answer.content.decode()
    assert all(f">{sign}</a>" in html for sign in ("改", "迟", "缺"))
    only = late.get("/situation/reports/", {"state": "missing"}).context["lines"]
    assert [line.unit for line in only] == ["石桥村"]
    sums = {one.name: (one.known, one.unknown) for one in answer.context["sums"]}
    assert (sums["fever"], sums["arrivals"]) == ((1, 1), (2, 1))


def test_a_locked_report_is_revised_once_a_higher_post_has_said_why(called, monkeypatch):
    officer, url = signed_in(called.community_officer), url_of(called)
    officer.post(url, typed(zero=True))
    set_clock(monkeypatch, after(DUE, minutes=5))
    assert "已锁定" in officer.get(url).content.decode()
    above = signed_in(called.county_officer)
    assert above.post(f"{url}unlock", {"reason": ""}).status_code == 409
    assert above.post(f"{url}unlock", {"reason": "漏报发热 1 人"}).status_code == 302
    set_clock(monkeypatch, after(DUE, minutes=6))
    assert officer.post(url, typed(fever="1")).status_code == 302
    history = officer.get(url).content.decode()
    assert "第 1 次更正" in history
    assert "漏报发热 1 人" in history


def test_headquarters_ask_for_a_report_on_a_ground_and_stop_asking(cast, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    set_clock(monkeypatch, MORNING)
    client = signed_in(cast.county_officer)
    groundless = client.post("/situation/reports/ask", {"kind": "community_daily", "since": "2022-08-05"})
    assert groundless.status_code == 409
    asked = {"kind": "community_daily", "since": "2022-08-05", "ground": "通知〔2022〕8号"}
    client.post("/situation/reports/ask", asked)
    assert Report.objects.count() == 3
    with acting(SYSTEM):
        (call,) = queries.calls(SYSTEM, on=AUG5)
    ended = {"last_day": "2022-08-05", "reason": "合并报送"}
    assert client.post(f"/situation/reports/asked/{call.id}/end", ended).status_code == 302
    with acting(SYSTEM):
        assert queries.calls(SYSTEM, on=date(2022, 8, 6)) == []


def composed(client, day="2022-08-05"):
    client.post("/situation/bulletins/compose", {"day": day, "kind": "daily", "window": "0-24"})
    return Bulletin.objects.latest("pk").pk


def test_every_number_of_a_bulletin_opens_the_list_behind_it(called):
    client = signed_in(called.county_commander)
    number = composed(client)
    answer = client.get(f"/situation/bulletins/{number}/")
    urls = [
        piece.url
        for block in answer.context["drawn"]
        for piece in (*block.pieces, *(cell for row in block.rows for cell in row))
        if piece.url
    ]
    assert len(urls) > 20
    assert {client.get(url).status_code for url in set(urls)} == {200}


def test_a_draft_is_written_signed_by_a_leader_and_frozen(called):
    writer, leader = signed_in(called.county_officer), signed_in(called.county_commander)
    number = composed(writer)
    url = f"/situation/bulletins/{number}/"
    writer.post(f"{url}write", {"outside": "邻省新增 12 例", "more": "卡口人手不足", "steps": "增派 5 人"})
    read = leader.get(url)
    assert all(words in read.content.decode() for words in ("邻省新增 12 例", "卡口人手不足", "增派 5 人"))
    seen = read.context["paper"].row.sha256
    assert writer.post(f"{url}sign", {"seen": seen}).status_code == 403
    assert leader.post(f"{url}sign", {"seen": "0" * 64}).status_code == 409
    assert leader.post(f"{url}sign", {"seen": seen}).status_code == 302
    frozen = leader.get(url)
    assert frozen.context["paper"].sound
    assert "已签发" in frozen.content.decode()
    assert writer.post(f"{url}write", {"steps": "改"}).status_code == 409
    assert writer.post(f"{url}discard").status_code == 409


def test_a_signed_bulletin_is_corrected_by_a_further_edition_that_says_why(called):
    leader = signed_in(called.county_commander)
    number = composed(leader)
    url = f"/situation/bulletins/{number}/"
    leader.post(f"{url}sign", {"seen": leader.get(url).context["paper"].row.sha256})
    answer = leader.post(f"{url}correct", {"reason": "漏统 1 人"}, follow=True)
    assert "漏统 1 人" in answer.content.decode()
    assert answer.context["paper"].row.edition == 2


def test_the_document_says_what_the_page_says(called):
    client = signed_in(called.county_officer)
    number = composed(client)
    answer = client.get(f"/situation/bulletins/{number}/document")
    text = "\n".join(p.text for p in Document(BytesIO(answer.content)).paragraphs)
    assert "青石县在管0人" in text
    assert "filename" in answer["Content-Disposition"]

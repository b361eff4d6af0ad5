"""Lists in the browser: uploaded, mapped, in balance, certain by area, settled by hand, given back in red."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.asking import Ask
from lianfang.core.days import after
from lianfang.gateway import inbound
from lianfang.intake import queries
from lianfang.intake.models import InboundList
from tests.apps.pages import set_clock, signed_in
from tests.cast import MORNING
from tests.factories.pushes import FAR_GRID, adopt, file_of, person, push

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(cast, monkeypatch, tmp_path):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    monkeypatch.setattr("lianfang.intake.files._folder", lambda: tmp_path)
    set_clock(monkeypatch, after(MORNING, hours=1))
    adopt(cast)
    return cast


def upload(client, rows, *, source="省推送", name="推送.csv", **more):
    content = rows if isinstance(rows, bytes) else file_of(rows)
    file = SimpleUploadedFile(name, content)
    return client.post("/lists/receive/", {"file": file, "source": source, **more})


def kept_lists(**which):
    with acting(SYSTEM):
        return list(InboundList.objects.filter(**which))


def text(answer):
    return answer.content.decode()


def test_a_file_comes_back_as_a_list_whose_sum_is_whole(city):
    client = signed_in(city.county_officer)
    answer = upload(client, [person(1), person(2), person(2), person(3, 身份证号="11010119900307")])
    url = answer["Location"]
    html = text(client.get(url))
    assert "收到 4:接受 2、重复 1、待认定 0、退回 1" in html
    assert "四个查清" in html
    assert f'href="{url}rows/?certainty=location&amp;done=no"' in html
    index = text(client.get("/lists/"))
    assert "省推送" in index
    shares = text(client.get("/lists/shares", {"ids": url.split("/")[2]}))
    assert "差 2" in shares


def test_each_count_opens_as_many_rows_as_it_says(city):
    client = signed_in(city.county_officer)
    url = upload(client, [person(1), person(2), person(3, 身份证号="1")])["Location"]
    for one in client.get(url).context["certain"]:
        assert client.get(one.done_url).context["listing"].answer.total == one.share.done
        assert client.get(one.left_url).context["listing"].answer.total == one.left
    for state, count in (("accepted", 2), ("rejected", 1)):
        assert client.get(f"{url}rows/", {"state": state}).context["listing"].answer.total == count


def test_the_same_file_twice_is_one_list_and_says_so(city):
    client = signed_in(city.county_officer)
    first = upload(client, [person(1)])["Location"]
    again = upload(client, [person(1)])
    assert again["Location"] == first
    assert "这份文件以前已接收" in text(client.get(first))


def test_unclear_headings_are_asked_for_with_masked_samples_and_remembered(city):
    client = signed_in(city.county_officer)
    strange = [
        {"甲": p["姓名"], "身份证号": p["身份证号"], "联系电话": p["联系电话"]} for p in map(person, range(3))
    ]
    url = upload(client, strange, source="航空公司")["Location"]
    assert url.endswith("/mapping/")
    html = text(client.get(url))
    assert "身份证号" in html
    assert person(1)["身份证号"] not in html
    ((_, columns),) = client.get(url).context["chosen"]
    names = {column.heading: name for column, name, _ in columns}
    known = {names["身份证号"]: "identifier", names["联系电话"]: "phone"}
    unclear = client.post(url, known)
    assert (unclear.status_code, "还不能确定" in text(unclear)) == (422, True)
    done = client.post(url, {**known, names["甲"]: "name"})
    assert done["Location"] == url.removesuffix("mapping/")
    more = [
        {"甲": p["姓名"], "身份证号": p["身份证号"], "联系电话": p["联系电话"]}
        for p in map(person, range(5, 7))
    ]
    assert not upload(client, more, source="航空公司")["Location"].endswith("/mapping/")


def test_a_file_that_is_no_list_is_refused_on_the_form_and_nothing_is_taken(city):
    client = signed_in(city.county_officer)
    answer = upload(client, b"PK\x03\x04 broken", name="坏.xlsx")
    assert answer.status_code == 422
    assert 'class="error"' in text(answer)
    assert kept_lists() == []


def test_the_senders_file_comes_back_with_what_is_wrong_in_red(city):
    client = signed_in(city.county_officer)
    url = upload(client, [person(1), person(2, 身份证号="11010119900307")])["Location"]
    errors = text(client.get(f"{url}errors/"))
    assert "第 3 行" in errors
    assert "改法" in errors
    book = load_workbook(BytesIO(client.get(f"{url}annotated").content))
    cells = [
        cell for row in book.active.iter_rows() for cell in row if cell.fill.start_color.rgb == "FFFFC7CE"
    ]
    assert {cell.row for cell in cells} == {3}


def test_a_doubtful_row_is_settled_beside_the_person_it_may_be(city):
    client = signed_in(city.county_officer)
    upload(client, [person(1)])
    push(city, [person(1, 身份证号=person(28)["身份证号"])], source="另一来源")
    found = kept_lists(ambiguous=1)
    url = f"/lists/{found[0].pk}/"
    html = text(client.get(f"{url}hands/"))
    assert "就是这个人" in html
    with acting(SYSTEM):
        (row,) = queries.rows(SYSTEM, found[0].pk, Ask(filters={"state": "ambiguous"})).rows
    assert client.post(f"/lists/rows/{row.id}/settle", {"person": ""}).status_code == 409
    assert client.post(f"/lists/rows/{row.id}/settle", {"person": row.candidates[0]}).status_code == 302
    assert kept_lists(ambiguous=1) == []


def test_a_township_sees_its_part_of_the_countys_list_and_not_the_file(city):
    client = signed_in(city.county_officer)
    url = upload(client, [person(1), person(2), person(3, 现住址=FAR_GRID)])["Location"]
    below = signed_in(city.township_officer)
    html = text(below.get(url))
    assert "收到 2:接受 2" in html
    assert below.get(f"{url}errors/").status_code == 409
    assert below.get(f"{url}annotated").status_code == 409
    assert signed_in(city.neighbour_officer).get(url).status_code == 404


def test_a_large_file_is_handed_to_the_worker_and_its_failure_is_said(city, monkeypatch):
    monkeypatch.setattr(inbound, "SMALL", 10)
    client = signed_in(city.county_officer)
    waiting = upload(client, [person(1)])["Location"]
    assert waiting.startswith("/lists/incoming/")
    assert "正在读取文件" in text(client.get(waiting))
    from lianfang.project import jobs

    sha = waiting.split("/")[3]
    told = {"filename": "推送.csv", "source": "省推送", "region_id": city.regions["379901"], "kind": "pushed"}
    jobs.receive_list(
        sha256=sha, told={}, post_id=city.county_officer.post_id, at=MORNING.isoformat(), **told
    )
    assert client.get(waiting)["Location"].startswith("/lists/")
    gone = {**told, "source": "坏来源"}
    jobs.receive_list(
        sha256="0" * 64, told={}, post_id=city.county_officer.post_id, at=MORNING.isoformat(), **gone
    )
    failed = client.get(f"/lists/incoming/{'0' * 64}/", {"source": "坏来源"})
    assert "原文件不在系统中" in text(failed)


def test_a_kept_file_is_sealed(city, tmp_path):
    upload(signed_in(city.county_officer), [person(1)])
    (kept,) = tmp_path.iterdir()
    assert person(1)["姓名"].encode() not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0

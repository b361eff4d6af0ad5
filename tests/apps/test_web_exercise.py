"""What is not real says so: on every page, paper and export, and to programs; and it can never be undone."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from openpyxl import load_workbook

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.refusal import Refused
from lianfang.ledger import exercise
from tests.apps.pages import set_clock, signed_in
from tests.cast import MORNING
from tests.journeys.district import work

pytestmark = pytest.mark.django_db
DEMO, DRILL = "演示数据", "演练:秋季演练"


@pytest.fixture(autouse=True)
def _this_morning(monkeypatch):
    monkeypatch.delenv("LIANFANG_DEMO", raising=False)
    monkeypatch.delenv("LIANFANG_EXERCISE", raising=False)
    monkeypatch.setattr("lianfang.web.middleware.lacks_second_factor", lambda request: False)
    set_clock(monkeypatch, MORNING)


def drill():
    with acting(SYSTEM):
        exercise.mark_for_good("exercise", name="秋季演练", by=SYSTEM, at=MORNING)


def page(post, url):
    return signed_in(post).get(url)


def test_the_real_thing_says_nothing(cast):
    answer = page(cast.county_officer, "/people/")
    assert "exercise-banner" not in answer.content.decode()
    assert "X-Lianfang-Exercise" not in answer


def test_a_marked_database_says_so_on_pages_with_and_without_a_room_and_to_programs(cast):
    drill()
    for answer in (
        page(cast.county_officer, "/people/"),
        Client().get("/declare/"),
        Client().get("/nowhere"),
    ):
        html = answer.content.decode()
        assert DRILL in html
        assert '<html lang="zh-Hans" data-exercise="exercise"' in html
        assert "<title>[演练]" in html
    assert page(cast.county_officer, "/api/me")["X-Lianfang-Exercise"] == "exercise"


def test_an_installation_says_so_of_itself(cast, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    assert DEMO in page(cast.county_officer, "/people/").content.decode()
    monkeypatch.setenv("LIANFANG_EXERCISE", "1")  # an exercise in the demo city is an exercise
    assert 'data-exercise="exercise"' in page(cast.county_officer, "/people/").content.decode()


def test_the_mark_is_made_once_and_stays(cast):
    drill()
    with acting(SYSTEM), pytest.raises(Refused, match="marked already"):
        exercise.mark_for_good("demo", by=SYSTEM, at=MORNING)
    assert exercise.stamp().en == "EXERCISE"
    with acting(SYSTEM), pytest.raises(Refused, match="40 letters"):
        exercise.mark_for_good("exercise", name="长" * 41, by=SYSTEM, at=MORNING)


def test_papers_and_exports_carry_the_mark(cast):
    work(cast, MORNING)
    drill()
    client = signed_in(cast.township_officer)
    paper = client.post("/today/paper", {"reason": "交接班清单", "file": "docx"})
    assert "%E6%BC%94%E7%BB%83-tasks" in paper["Content-Disposition"]
    with ZipFile(BytesIO(paper.content)) as parts:
        heads = "".join(parts.read(name).decode() for name in parts.namelist() if "header" in name)
    assert 'string="演练"' in heads
    sheet = client.get("/today/tasks/?file=xlsx")
    assert "%E6%BC%94%E7%BB%83-" in sheet["Content-Disposition"]
    book = load_workbook(BytesIO(sheet.content))
    assert all(name.endswith("(演练)") for name in book.sheetnames)
    assert "演练" in book.active.oddHeader.center.text

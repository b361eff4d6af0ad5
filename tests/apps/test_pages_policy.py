"""The policy room: what follows for whom, from which paper."""

import re

import pytest

from lianfang.accounts.models import Staff
from lianfang.core.days import instant
from lianfang.policies import list_editions

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast, client, settings):
    client.force_login(Staff.objects.get(username="gao"))
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_edition_can_be_read_in_both_languages(desk, language, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    desk.cookies["django_language"] = language
    assert desk.get("/policy/").status_code == 200
    for edition in list_editions():
        page = desk.get(f"/policy/{edition.id}/")
        assert page.status_code == 200
        for rule in edition.rules:
            assert f'id="row-{rule.row}"' in page.content.decode()


def test_only_what_a_place_made_for_itself_is_called_local(desk, monkeypatch):
    """The Twenty Articles change rows of an edition too, and hold for the whole country."""
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    rows = desk.get("/policy/").content.decode().split("<tr>")
    local = [row for row in rows if "地方细则" in row]
    assert len(local) == 1
    assert "旗 2021 年 8 月要求" in local[0]
    assert "地方细则" not in desk.get("/policy/cn-covid19-20/").content.decode()


def test_the_comparison_names_what_the_banner_added(desk, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    page = desk.get("/policy/compare/?local=banner-2021-08&national=cn-covid19-8").content.decode()
    assert "全国方案无此条" in page
    assert "集中隔离医学观察 +14 天" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_code_stands_in_a_comparison_or_a_worked_example(desk, language, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    desk.cookies["django_language"] = language
    known = [edition.id for edition in list_editions()]
    pages = [f"/policy/{each}/" for each in known]
    pages += [f"/policy/compare/?local={one}&national={other}&all=1" for one in known for other in known]
    for page in pages:
        said = re.sub(
            r"<[^>]*>", " ", re.sub(r"(?s)^.*<main|</main>.*$", "", desk.get(page).content.decode())
        )
        assert not re.search(r"[a-z]+_[a-z]+|\.csv|[a-z]=[a-z0-9]", said), page


def test_trying_it_draws_seven_days_of_isolation_and_three_at_home(desk, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    page = desk.get(
        "/policy/try/?edition=cn-covid19-9&person_class=close_contact&day=2022-07-01&known=2022-07-01"
    ).content.decode()
    assert page.count('class="strict') == 7
    assert page.count('class="light') == 3
    assert "密切接触者,末次暴露7月1日" in page


def test_what_the_text_does_not_say_is_said_on_the_page(desk, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    page = desk.get(
        "/policy/try/?edition=cn-covid19-9&person_class=venue_exposed&day=2022-07-01"
    ).content.decode()
    assert "第九版" in page
    assert "涉疫场所暴露人员" in page


def test_an_edition_is_proposed_by_one_and_signed_by_another(cast, client, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    client.force_login(Staff.objects.get(username="gao"))
    client.post(
        "/policy/adopt/", {"edition": "cn-covid19-9", "valid_from": "2022-08-01", "applies_to": "all"}
    )
    from lianfang.measures import queries

    (proposal,) = queries.adoptions()
    assert proposal.signed is None
    assert client.post(f"/policy/adopt/{proposal.id}/sign/").status_code == 409
    client.force_login(Staff.objects.get(username="he"))
    assert client.post(f"/policy/adopt/{proposal.id}/sign/").status_code == 302
    assert queries.edition_at(cast.paths["3799"], at=instant("2030-01-01T00:00+08:00")) == "cn-covid19-9"


def test_a_grid_worker_reads_but_does_not_propose(cast, client, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    client.force_login(Staff.objects.get(username="wang"))
    assert client.get("/policy/").status_code == 200
    assert client.post("/policy/adopt/", {}).status_code == 403

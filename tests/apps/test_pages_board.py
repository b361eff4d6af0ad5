"""The board as headquarters open it: five figures, yesterday's beside them, and a list behind each."""

from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after
from lianfang.situation import actions as situation
from lianfang.situation.queries.glance import glance
from lianfang.tasks import actions as tasks
from tests.apps.pages import set_clock, signed_in, statements
from tests.cast import MORNING
from tests.journeys.district import work

pytestmark = pytest.mark.django_db
AUG5 = date(2022, 8, 5)
EVENING = after(MORNING, hours=12)


@pytest.fixture
def district(cast, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    work(cast, MORNING)
    set_clock(monkeypatch, MORNING)
    return cast


def seen(cast, post, *, now=MORNING):
    with acting(post):
        return glance(post, post.path, now=now)


def page(client, url="/situation/"):
    return client.get(url).content.decode()


def test_headquarters_land_on_the_board(district):
    assert signed_in(district.county_officer).get("/", follow=True).request["PATH_INFO"] == "/situation/"


def test_the_parts_of_an_area_make_the_whole(district):
    found = seen(district, district.city_officer, now=EVENING)
    assert found.held == sum(part.held for part in found.parts) == 4
    assert found.overdue == sum(part.overdue for part in found.parts) > 0
    assert found.due.expected == sum(part.due.expected for part in found.parts)
    own = seen(district, district.county_officer, now=EVENING)
    (qingshi,) = [part for part in found.parts if part.area.code == "379901"]
    assert (own.held, own.overdue, own.due) == (qingshi.held, qingshi.overdue, qingshi.due)


def test_the_neighbours_figures_are_their_own(district):
    found = seen(district, district.neighbour_officer)
    assert (found.held, found.overdue, found.gap, found.due.expected) == (0, 0, 0, 0)


def test_people_held_yesterday_stand_beside_those_held_now(district):
    found = seen(district, district.county_officer)
    assert [(one.measure, one.now, one.before) for one in found.under] == [("home_iso", 4, 4)]
    html = page(signed_in(district.county_officer))
    assert "居家 4" in html
    assert "昨日 4" in html


def test_what_is_not_due_or_not_told_is_said_and_is_not_zero(cast, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    set_clock(monkeypatch, MORNING)
    html = page(signed_in(cast.county_officer))
    for words in ("尚无到期", "无应报", "昨日未统计", "未报"):
        assert words in html
    assert seen(cast, cast.county_officer).rooms.free is None


def test_a_report_that_did_not_come_is_missing_on_the_board_and_opens_itself(district, monkeypatch):
    with acting(SYSTEM):
        situation.call_for(
            "community_daily", region_id=district.regions["379901"], since=AUG5, ground="通知", by=SYSTEM,
            at=MORNING,
        )  # fmt: skip
        situation.give_out(AUG5, by=SYSTEM, at=MORNING)
    assert (
        seen(district, district.county_officer).told.due,
        seen(district, district.county_officer).silent,
    ) == (3, ())
    set_clock(monkeypatch, EVENING)
    found = seen(district, district.county_officer, now=EVENING)
    assert (found.told.missing, found.told.expected, len(found.silent)) == (3, 3, 3)
    html = page(signed_in(district.county_officer))
    assert f'href="/reports/{found.silent[0].marks[-1].report_id}/"' in html
    assert ">缺</a>" in html


def test_a_line_of_late_work_opens_as_many_tasks_as_it_counts(district, monkeypatch):
    set_clock(monkeypatch, EVENING)
    with acting(SYSTEM):
        tasks.watch(at=EVENING)
    client = signed_in(district.county_officer)
    answer = client.get("/situation/")
    assert answer.context["late"]
    for line in answer.context["late"]:
        assert client.get(line.url).context["listing"].answer.total == line.count
    assert [line.oldest for line in answer.context["late"]] == sorted(
        line.oldest for line in answer.context["late"]
    )


@pytest.mark.parametrize(("metric", "part"), [("tasks", "on_time"), ("tasks", "missing"), ("held", "value")])
def test_the_list_behind_a_figure_holds_as_many_as_the_figure_says(district, monkeypatch, metric, part):
    set_clock(monkeypatch, EVENING)
    client, found = signed_in(district.county_officer), seen(district, district.county_officer, now=EVENING)
    count = found.held if metric == "held" else getattr(found.due, part)
    shown = client.get("/situation/figure/", {"metric": metric, "part": part}).context["listing"]
    assert shown.answer.total == count


def test_the_map_may_show_any_figure_and_keeps_a_table_beside_it(district, monkeypatch):
    set_clock(monkeypatch, EVENING)
    client = signed_in(district.city_officer)
    for metric in ("late", "overdue", "silent", "gap", "held"):
        answer = client.get("/situation/", {"metric": metric})
        names = {spot.part.area.name for spot in answer.context["spots"]}
        assert {"青石县", "白沙县"} <= names
        assert "看表格" in answer.content.decode()
    assert client.get(f"/situation/map/{district.regions['3799']}.json").json()["features"] == []
    silent = client.get("/situation/", {"metric": "silent"}).context["chart"]["rows"]
    assert {row["value"] for row in silent} == {None}


def test_the_wall_names_nobody_and_refreshes_itself(district):
    html = page(signed_in(district.county_officer), "/situation/?wall=1")
    assert 'data-theme="wall"' in html
    assert 'hx-trigger="every 60s"' in html
    assert "王*明" not in html


def test_an_area_outside_ones_own_does_not_open(district):
    client = signed_in(district.county_officer)
    beside = district.regions["379902"]
    assert client.get("/situation/", {"region": beside}).status_code == 404
    assert client.get("/situation/", {"region": district.regions["379901100"]}).status_code == 200


def test_the_board_takes_few_statements_however_much_there_is(district, monkeypatch):
    set_clock(monkeypatch, EVENING)
    assert statements(signed_in(district.city_officer), "/situation/") <= 25


def test_every_room_says_beside_today_what_the_heading_of_today_counts(district, monkeypatch):
    set_clock(monkeypatch, EVENING)
    for post in (district.county_officer, district.township_officer):
        client = signed_in(post)
        total = client.get("/today/").context["day"].total
        assert total > 0
        assert f'<span class="count">{total}</span>' in page(client, "/measures/")


def test_a_day_that_has_passed_is_said_to_be_counted_as_known_now(district, monkeypatch):
    set_clock(monkeypatch, EVENING)
    client = signed_in(district.county_officer)
    assert "按现在所知" not in page(client, "/situation/figure/?metric=tasks")
    assert "按现在所知" in page(client, "/situation/figure/?metric=tasks&day=2022-08-04")


def test_the_board_speaks_english(district):
    html = page(signed_in(district.county_officer, language="en"))
    assert "Under measures" in html
    assert "管控中" not in html

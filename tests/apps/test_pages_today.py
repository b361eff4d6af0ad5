"""The pages of the day: cards at a door, the sheet, calls, undo, bulk acts, orders, the paper list."""

import json
from itertools import groupby
from types import SimpleNamespace

import pytest
from django.urls import reverse

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after
from lianfang.ledger import queries as ledger
from lianfang.measures.models import Handover, Order
from lianfang.situation import actions as situation
from lianfang.tasks.models import Instruction, Task
from tests.apps.pages import part, said, set_clock, signed_in, statements
from tests.cast import MORNING
from tests.journeys import district

pytestmark = pytest.mark.django_db
GRID = district.GRID


@pytest.fixture
def day(cast, monkeypatch):
    """A morning at nine with one person late to be found, three more today, four held at home."""
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    set_clock(monkeypatch, MORNING)
    return SimpleNamespace(**vars(cast), filled=district.work(cast, MORNING))


@pytest.fixture
def grid(day):
    return signed_in(day.grid_worker)


def task_of(person, kind="locate", standing=("open", "overdue")):
    with acting(SYSTEM):
        return Task.objects.filter(person_id=person, kind=kind, standing__in=standing).order_by("due").first()


def located(outcome="found", **more):
    return {"outcome": outcome, "method": "visit", "ref": f"test/{outcome}", **more}


def test_the_day_says_how_many_and_what_is_late_in_both_languages(day, grid):
    page = grid.get("/today/").content.decode()
    assert "件已超时" in page
    assert "王*明" in page
    assert "核实落地" in page
    assert "13812345678" not in page
    english = signed_in(day.grid_worker, language="en").get("/today/").content.decode()
    assert "overdue" in english
    assert "find and check" in english


def test_the_figure_beside_today_counts_what_its_heading_counts_on_rail_and_telephone(day):
    for post in (day.grid_worker, day.township_officer, day.city_officer):
        page = signed_in(post).get("/today/")
        total = page.context["day"].total
        assert total > 0
        assert page.content.decode().count(f'<span class="count">{total}</span>') == 2


def test_the_figures_of_an_area_open_as_many_tasks_as_they_say(day):
    desk = signed_in(day.county_officer)
    spots = [spot for spot in desk.get("/today/").context["spots"] if not spot.own and spot.today]
    assert spots
    for spot in spots:
        for standing, count in (("late", spot.overdue), ("soon", spot.soon), ("later", spot.today)):
            found = desk.get("/today/tasks/", {"standing": standing, "region": spot.area.id})
            assert found.context["listing"].answer.total == count, standing


def test_a_household_is_one_card_and_filled_once(day, grid):
    page = grid.get("/today/")
    heaps = page.context["heaps"]
    home = next(i for heap in heaps for i in heap.items if i.size == 4)
    url = f"{reverse('household_check')}?ids={home.ids}"
    form = part(grid, "get", url)
    assert form.content.decode().count("早晨体温") == 4
    data = {}
    for n, card in enumerate(home.cards):
        data |= {f"p{card.id}-morning": "36.5" if n else "", f"p{card.id}-ref": f"home/{n}"}
    wrong = part(grid, "post", url, data)
    assert (wrong.status_code, "请至少填一次体温" in wrong.content.decode()) == (422, True)
    data[f"p{home.cards[0].id}-evening"] = "36.8"
    done = part(grid, "post", url, data)
    assert said(done) == "已记下:4 人的体温"
    with acting(SYSTEM):
        left = Task.objects.filter(pk__in=[c.id for c in home.cards], standing__in=["open", "overdue"])
        assert left.count() == 0


def test_a_person_found_at_a_home_that_will_not_do_is_noted_and_can_be_undone(day, grid):
    task = task_of(day.filled["people"][0])
    sheet = part(grid, "get", reverse("task_sheet", args=[task.pk])).content.decode()
    assert "无单独房间" in sheet
    answer = part(grid, "post", reverse("task_done", args=[task.pk]), located(home="shared_toilet"))
    trigger = json.loads(answer["HX-Trigger"])
    assert (answer.status_code, trigger["done"]) == (204, True)
    with acting(SYSTEM):
        assert Task.objects.get(pk=task.pk).standing == "met_late"
        assert Order.objects.filter(person_id=task.person_id, withdrawn__isnull=True).count() == 1
    undone = part(grid, "post", trigger["toast"]["undo"]["url"])
    assert said(undone) == "已撤销,任务恢复原状"
    with acting(SYSTEM):
        assert Task.objects.get(pk=task.pk).standing == "overdue"
        assert not Order.objects.filter(person_id=task.person_id, withdrawn__isnull=True).exists()


def test_the_same_sheet_sent_twice_counts_once(day, grid):
    task = task_of(day.filled["people"][1])
    url, data = reverse("task_done", args=[task.pk]), located("unreachable")
    part(grid, "post", url, data)
    part(grid, "post", url, data)
    with acting(SYSTEM):
        assert task.evidence.count() == 1
        assert Task.objects.get(pk=task.pk).standing == "open"


def test_somebody_elsewhere_is_offered_to_that_area_and_waits_there(day, grid):
    task = task_of(day.filled["people"][2])
    url = reverse("task_done", args=[task.pk])
    wrong = part(grid, "post", url, located("not_here", to="没有的地方"))
    assert wrong.status_code == 422
    assert "没有这个区划" in wrong.content.decode()
    part(grid, "post", url, located("not_here", to="白沙县 沙洲镇", ref="again"))
    with acting(SYSTEM):
        handover = Handover.objects.get(person_id=task.person_id)
        assert handover.to_path == day.paths["379902100"]
    assert "已推送沙洲镇" in grid.get("/today/").content.decode()
    neighbour = signed_in(day.neighbour_officer)
    page = neighbour.get("/measures/handovers/").content.decode()
    assert "张*兰" in page
    neighbour.post(reverse("handover_answer", args=[handover.pk]), {"accept": "yes"})
    assert neighbour.get(reverse("person", args=[task.person_id])).status_code == 200
    assert grid.get(reverse("person", args=[task.person_id])).status_code == 404


def test_a_call_opens_the_number_shows_who_tried_before_and_is_on_record(day, grid):
    task = task_of(day.filled["people"][0])
    missed = part(grid, "post", reverse("task_missed", args=[task.pk]))
    assert said(missed) == "已记一次没接通:王*明"
    call = part(grid, "post", reverse("task_call", args=[task.pk])).content.decode()
    assert 'href="tel:13812345678"' in call
    assert "王小明" in call
    assert "暂未联系上" in call
    with acting(SYSTEM):
        looks = [e for e in ledger.about("person", task.person_id) if e.verb == "people.unmasked"]
    assert [e.body["reason"] for e in looks] == [f"联系任务 {task.pk}"]
    assert "已联系 1 次未果" in grid.get("/today/").content.decode()


def test_a_time_that_has_not_come_is_sent_back_in_the_sheet(day, grid):
    task = task_of(day.filled["people"][0])
    answer = part(grid, "post", reverse("task_done", args=[task.pk]), located(clock="23:50"))
    assert answer.status_code == 422
    assert "还没到这个时间" in answer.content.decode()


def test_a_refusal_is_said_in_the_sheet_and_nothing_is_written(day, grid):
    task = task_of(day.filled["people"][0])
    data = located("not_here", to="东风社区1号网格")
    answer = part(grid, "post", reverse("task_done", args=[task.pk]), data)
    assert answer.status_code == 422
    assert "请选择另一个接收地区" in answer.content.decode()
    with acting(SYSTEM):
        assert Task.objects.get(pk=task.pk).standing == "open"
        assert task.evidence.count() == 0


def test_a_task_of_another_area_looks_like_none(day):
    stranger = signed_in(day.neighbour_grid_worker)
    task = task_of(day.filled["people"][0])
    for url in (reverse("task", args=[task.pk]), reverse("task_sheet", args=[task.pk])):
        assert stranger.get(url).status_code == 404
    assert stranger.post(reverse("task_done", args=[task.pk]), located()).status_code == 404
    assert "王*明" not in stranger.get("/today/tasks/?standing=all").content.decode()


def test_a_quiet_day_says_so_and_what_comes_next(day):
    page = signed_in(day.neighbour_grid_worker).get("/today/").content.decode()
    assert "今天没有任务" in page


def test_the_desk_counts_by_area_and_each_number_opens_its_list(day):
    desk = signed_in(day.county_officer)
    page = desk.get("/today/")
    spots = {spot.area.name: spot for spot in page.context["spots"]}
    town = spots["河口镇"]
    assert town.overdue > 0
    listed = desk.get(f"/today/tasks/?standing=late&region={town.area.id}").context["listing"]
    assert listed.answer.total == town.overdue


def test_the_desk_of_a_township_names_who_has_not_reported_and_what_nobody_has_taken_on(day, monkeypatch):
    with acting(SYSTEM):
        situation.call_for(
            "community_daily", region_id=day.regions["379901"], since=MORNING.date(), ground="通知",
            by=SYSTEM, at=MORNING,
        )  # fmt: skip
        situation.give_out(MORNING.date(), by=SYSTEM, at=MORNING)
    desk = signed_in(day.township_officer)
    before = desk.get("/today/")
    assert before.context["silent"] == []
    nobodys = before.context["nobodys"]
    listed = desk.get("/today/tasks/?standing=today&post=none").context["listing"].answer
    assert nobodys.total == listed.total > 0
    first = nobodys.rows[0]
    desk.post(reverse("tasks_assign"), {"chosen": [first.id], "post": "me", "back": "/today/"})
    assert desk.get("/today/").context["nobodys"].total == nobodys.total - 1
    set_clock(monkeypatch, after(MORNING, hours=12))
    late = signed_in(day.township_officer).get("/today/")
    assert {row.path for row in late.context["silent"]} == {
        day.paths["379901100001"],
        day.paths["379901100002"],
    }
    assert "没有报的单位" in late.content.decode()


def test_the_desk_goes_grid_by_grid_the_one_with_the_oldest_first(day):
    for heap in signed_in(day.township_officer).get("/today/").context["heaps"]:
        owners = [item.card.owner for item in heap.items]
        assert owners == [owner for owner, run in groupby(owners) for _ in run]
        assert len([owner for owner, _ in groupby(owners)]) == len(set(owners))
        first = {owner: next(i.card.due for i in heap.items if i.card.owner == owner) for owner in owners}
        assert list(first.values()) == sorted(first.values())
    for heap in signed_in(day.county_officer).get("/today/").context["heaps"]:
        assert [item.card.due for item in heap.items] == sorted(item.card.due for item in heap.items)


def test_bulk_acts_answer_for_each_row(day):
    desk = signed_in(day.county_officer)
    sample = task_of(day.filled["home"][0], "sample")
    find = task_of(day.filled["people"][0])
    page = desk.post(reverse("tasks_done"), {"chosen": [sample.pk, find.pk], "back": "/today/"})
    text = page.content.decode()
    assert "已办结 1 件" in text
    assert "要逐件填写" in text
    asked = desk.post(reverse("tasks_excuse"), {"chosen": [find.pk], "back": "/today/"})
    assert "免除理由" in asked.content.decode()
    desk.post(reverse("tasks_excuse"), {"chosen": [find.pk], "back": "/today/", "reason": "道路塌方"})
    with acting(SYSTEM):
        assert Task.objects.get(pk=find.pk).standing == "excused"


def test_a_task_is_taken_over_and_a_grid_worker_excuses_nothing(day):
    task = task_of(day.filled["people"][0])
    officer = signed_in(day.community_officer)
    officer.post(reverse("tasks_assign"), {"chosen": [task.pk], "post": "me", "back": "/today/"})
    with acting(SYSTEM):
        assert Task.objects.get(pk=task.pk).post_id == day.community_officer.post_id
    refused = signed_in(day.grid_worker).post(
        reverse("tasks_excuse"), {"chosen": [task.pk], "reason": "不去"}
    )
    assert refused.status_code == 403


def test_the_paper_list_is_masked_until_a_reason_is_given_and_says_who_printed(day, grid):
    masked = grid.get("/today/paper").content.decode()
    assert "王*明" in masked
    assert "13812345678" not in masked
    full = grid.post("/today/paper", {"reason": "系统停用,按纸质清单上门"}).content.decode()
    assert "王小明" in full
    assert "13812345678" in full
    assert "watermark" in full
    with acting(SYSTEM):
        path = day.paths[GRID]
        printed = [e for e in ledger.within(path, f"{path}/") if e.verb == "tasks.printed"]
    assert len(printed) == 1
    assert grid.post("/today/paper", {"reason": ""}).status_code == 409
    word = grid.post("/today/paper", {"reason": "交接班清单", "file": "docx"})
    assert word["Content-Type"].endswith("wordprocessingml.document")


def test_the_list_of_tasks_takes_as_many_statements_for_many_as_for_few(day):
    desk = signed_in(day.county_officer)
    statements(desk, "/today/tasks/")  # the first page of a process fills its caches
    few = statements(desk, "/today/tasks/"), statements(desk, "/today/")
    for n in range(30):
        district.to_find(
            day, day.filled["home"][n % 4], due=after(MORNING, hours=1 + n), at=MORNING, list_id=n + 9
        )
    assert (statements(desk, "/today/tasks/"), statements(desk, "/today/")) == few


def test_words_find_the_tasks_of_a_person_and_the_export_has_the_same_rows(day):
    desk = signed_in(day.county_officer)
    listing = desk.get("/today/tasks/?q=wxm").context["listing"]
    assert {card.who for card in listing.answer.rows} == {"王*明"}
    file = desk.get("/today/tasks/?q=wxm&file=xlsx")
    assert file["Content-Type"].endswith("sheet")


def test_an_order_is_written_acknowledged_answered_and_reminded(day):
    desk = signed_in(day.county_officer)
    tree = desk.get(reverse("instruction_new")).content.decode()
    assert "河口镇" in tree
    assert "沙洲镇" not in tree
    form = {
        "title": "清点口罩", "text": "请于下午报数。",
        "units": [day.units["379901100"], day.units["379901200"]],
        "acknowledge_by": "2022-08-05T10:00", "answer_by": "2022-08-05T17:00", "ref": "one",
    }  # fmt: skip
    assert desk.post(reverse("instruction_new"), form | {"units": []}).status_code == 422
    answer = desk.post(reverse("instruction_new"), form)
    with acting(SYSTEM):
        made = Instruction.objects.get(title="清点口罩")
    url = reverse("instruction", args=[made.pk])
    assert answer["Location"] == url
    assert "未反馈:河口镇、石桥乡" in desk.get(url).content.decode()
    town = signed_in(day.township_officer)
    mine = town.get(url).context["mine"]
    part(town, "post", reverse("task_done", args=[mine.task_ids[0]]), {"ref": "a"})
    part(town, "post", reverse("task_done", args=[mine.task_ids[1]]), {"ref": "b", "text": "3,200 只"})
    page = desk.get(url).content.decode()
    assert "3,200 只" in page
    assert "未反馈:石桥乡" in page
    assert signed_in(day.neighbour_officer).get(url).status_code == 404
    assert town.get(reverse("instruction_new")).status_code == 200
    assert signed_in(day.grid_worker).get(reverse("instruction_new")).status_code == 403


def test_the_paper_list_holds_every_task_unit_by_unit_on_numbered_pages(day):
    for n in range(250):
        district.to_find(
            day, day.filled["people"][n % 4], due=after(MORNING, hours=1), at=MORNING, list_id=n + 100
        )
    desk = signed_in(day.township_officer)
    sheets = desk.get("/today/paper").context["sheets"]
    held = [line.card.id for sheet in sheets for line in sheet.lines]
    assert len(held) == len(set(held)) == desk.get("/today/paper").context["total"] > 250
    grid = [sheet for sheet in sheets if "1号网格" in sheet.owner]
    assert [sheet.number for sheet in grid] == list(range(1, grid[0].of + 1))
    assert all(len(sheet.lines) <= 9 for sheet in sheets)
    html = desk.get("/today/paper").content.decode()
    assert f"第 1 页,共 {grid[0].of} 页" in html
    assert html.count("领取人签名") == len(sheets)
    assert f"RW{held[0]}" in html
    other = next(a for a in desk.get("/today/paper").context["areas"] if "南街" in a.name)
    assert desk.get(f"/today/paper?region={other.id}").context["total"] < 250

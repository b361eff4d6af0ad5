"""Journeys of daily work, in a browser: found to released; a late task climbing; handed over and back."""

import re

import pytest
from playwright.sync_api import expect

from lianfang.core.days import after, instant
from tests.journeys.conftest import DESK, MORNING


@pytest.fixture(autouse=True)
def _morning(city):
    """Each journey begins on the morning of 5 August; one that lets time pass puts it back."""
    yield
    if city.moved:
        city.at(MORNING)


def card(page, who, act):
    return page.locator(
        ".card", has=page.locator(".who", has_text=re.compile(rf"{re.escape(who)}.*{act}", re.S))
    )


def open_sheet(page, who, act):
    card(page, who, act).first.locator(".acts .btn.primary").click()
    sheet = page.locator("dialog[open]")
    expect(sheet).to_be_visible()
    return sheet


def test_a_person_is_found_held_checked_tested_and_released(city, sit):
    person = city.filled["people"][0]
    door = sit("wang")
    page = door.go("/today/")
    expect(page.locator("h1")).to_contain_text("今日")
    door.keep("today-telephone-zh")
    card(page, "王*明", "核实落地").locator("text=拨号").click()
    expect(page.locator("dialog[open] a[href='tel:13812345678']")).to_be_visible()
    door.keep("call-telephone-zh")
    page.locator("dialog[open]").get_by_role("button", name="联系上了,登记").click()
    sheet = page.locator("dialog[open]")
    sheet.get_by_text("已找到", exact=True).click()
    expect(sheet.get_by_text("家里能否居家隔离")).to_be_visible()
    door.keep("sheet-telephone-zh")
    sheet.locator("button.primary").click()
    expect(page.locator(".toast")).to_contain_text("已记下:王*明 核实落地")
    expect(card(page, "王*明", "核实落地")).to_have_count(0)

    page.locator(".toast-act").click()
    expect(card(page, "王*明", "核实落地")).to_have_count(1)
    sheet = open_sheet(page, "王*明", "核实落地")
    sheet.get_by_text("已找到", exact=True).click()
    sheet.locator("button.primary").click()
    expect(card(page, "王*明", "核实落地")).to_have_count(0)

    desk = sit("qin", size=DESK)
    listed = desk.go("/measures/orders/?state=drafted")
    row = listed.locator("tr", has_text="王*明").first
    desk.keep("notices-desk-zh")
    row.locator("a").first.click()
    listed.get_by_role("button", name="签发").click()
    expect(listed.locator(".page-head")).to_contain_text("待送达")
    desk.keep("notice-desk-zh")

    page = door.go("/today/")
    open_sheet(page, "王*明", "送达通知书").locator("button.primary").click()
    expect(card(page, "王*明", "落实管控")).to_have_count(1)
    sheet = open_sheet(page, "王*明", "落实管控")
    sheet.locator("select").select_option(label="青石宾馆隔离点 · 河口镇")
    sheet.get_by_label("房间").fill("305")
    sheet.locator("button.primary").click()
    expect(card(page, "王*明", "落实管控")).to_have_count(0)
    sheet = open_sheet(page, "王*明", "每日健康")
    sheet.get_by_label("早晨体温").fill("36.6")
    sheet.locator("button.primary").click()
    expect(page.locator(".toast").last).to_contain_text("王*明 每日健康")
    page = door.go(f"/people/{person}/")
    expect(page.locator(".situation")).to_contain_text("集中隔离医学观察第 2 天,共 7 天")

    last = instant("2022-08-10T20:00+08:00")
    city.run("result", person, "2022-08-05", "2022-08-06", "2022-08-08", "2022-08-10")
    city.at(last)
    evening = sit("wang")
    page = evening.go("/today/tasks/?kind=release&q=wxm")
    page.locator("tbody a").first.click()
    page.locator("#act button.primary").click()
    expect(page.locator(".toast")).to_contain_text("已记下:王*明 解除管控")
    page = evening.go(f"/people/{person}/")
    expect(page.locator(".situation")).to_contain_text("8月10日解除")
    expect(page.locator(".timeline").first).to_contain_text("期满解除")
    evening.keep("person-telephone-zh")


def test_a_late_task_climbs_from_the_grid_to_the_county_and_each_level_sees_it(city, sit):
    due = after(MORNING, hours=1.3)
    city.at(after(due, hours=8, minutes=45))
    county = sit("chen", size=DESK)
    page = county.go("/today/tasks/?standing=late&kind=locate&q=lf")
    page.locator("tbody tr", has_text="李*").locator("a").click()
    address = page.url.removeprefix(city.base)
    for hours, names in ((0, []), (2, ["社区(村)"]), (4, ["社区(村)", "乡镇(街道)"]),
                         (8, ["社区(村)", "乡镇(街道)", "县区"])):  # fmt: skip
        city.run("watch", after(due, hours=hours, minutes=30).isoformat())
        page = county.go(address)
        steps = page.locator(".panel", has_text="升级").locator("li.late")
        expect(steps).to_have_count(len(names))
        for step, name in zip(steps.all(), names, strict=True):
            expect(step).to_contain_text(name)
    expect(page.locator(".page-head")).to_contain_text("已升级到 县区")
    county.keep("task-desk-zh")
    community = sit("li")
    expect(community.go(address).locator(".page-head")).to_contain_text("已升级到")
    grid = sit("wang")
    expect(card(grid.go("/today/"), "李*", "核实落地")).to_contain_text("已升级到 县区")
    grid.keep("today-late-telephone-zh")


def test_a_person_is_handed_to_another_county_and_back(city, sit):
    person = city.filled["people"][2]
    here, there = sit("chen", size=DESK), sit("sun", size=DESK)
    give(here, person, "白沙县 沙洲镇", "在沙洲镇居住")
    expect(here.page.locator(".page-head")).to_contain_text("移交中:沙洲镇")
    page = there.go("/measures/handovers/")
    there.keep("handovers-desk-zh")
    page.locator("tr", has_text="张*兰").get_by_role("button", name="接收").click()
    expect(there.go(f"/people/{person}/").locator("h1")).to_contain_text("张*兰")
    expect(here.go(f"/people/{person}/").locator("h3")).to_contain_text("不在您的辖区内")

    give(there, person, "东风社区1号网格", "已返回")
    page = here.go("/measures/handovers/")
    page.locator("tr", has_text="张*兰").get_by_role("button", name="退回").click()
    expect(page.locator("h3")).to_contain_text("退回须写明理由")
    page = here.go("/measures/handovers/")
    page.locator("tr", has_text="张*兰").get_by_role("button", name="接收").click()
    page = here.go(f"/people/{person}/")
    expect(page.locator("h1")).to_contain_text("张*兰")
    here.keep("person-desk-zh")
    expect(there.go(f"/people/{person}/").locator("h3")).to_contain_text("不在您的辖区内")


def give(seat, person, to, why):
    page = seat.go(f"/people/{person}/")
    page.get_by_text("移交", exact=True).click()
    sheet = page.locator("dialog[open]")
    sheet.get_by_label("移交到哪里").fill(to)
    sheet.get_by_label("理由").fill(why)
    sheet.locator("button.primary").click()
    expect(page.locator(".toast")).to_contain_text("等待接收")


def test_the_day_reads_as_well_in_english_and_obeys_the_keyboard(city, sit):
    desk = sit("zhang", size=DESK)
    page = desk.go("/today/")
    page.locator(".segment").get_by_text("EN").click()
    expect(page.locator("h1")).to_contain_text("Today")
    desk.keep("today-desk-en")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/today/tasks/"))
    page = desk.go("/today/")
    page.locator(".segment").get_by_text("中").click()
    expect(page.locator("h1")).to_contain_text("今日")

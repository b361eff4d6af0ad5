"""A list whose row is in two grids' claims, in a browser: one answers, both see it, it counts once."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.factories.pushes import FAR_GRID, GRID_1, file_of, person
from tests.journeys.conftest import DESK, MORNING
from tests.journeys.test_daily_work import card, give

WHO, MASKED = 47, "刘*静"


def receive(seat, tmp_path: Path, source: str, rows) -> str:
    """A county takes a list; the address of the list's page."""
    file = tmp_path / f"{source}.csv"
    file.write_bytes(file_of(rows))
    page = seat.go("/lists/receive")
    page.set_input_files("[name=file]", file)
    page.fill("[name=source]", source)
    page.get_by_role("button", name="接收").click()
    expect(page.locator(".balance").first).to_have_attribute("aria-label", re.compile("接受 1"))
    return page.url


def test_a_row_that_two_grids_claim_is_one_task_until_one_hands_it_to_the_other(city, sit, tmp_path):
    city.at(MORNING)
    county = sit("chen", size=DESK)
    page = county.page
    receive(county, tmp_path, "省推送", [person(WHO, 姓名="刘静静", 现住址=f"{GRID_1}7号楼101室")])
    second = receive(
        county, tmp_path, "铁路", [person(WHO, 姓名="刘静静", 现住址=f"{FAR_GRID}8号", 车次="G88")]
    )
    claim = "石桥村1号网格也可能负责"
    page.goto(f"{second.split('?')[0]}rows/?claimed=1")
    expect(page.locator("#listing-rows")).to_contain_text(claim)
    shared = county.go("/measures/handovers/").locator("#claims")
    expect(shared).to_contain_text("石桥村1号网格")
    county.keep("claims-desk-zh")

    door = sit("wang")
    mine = card(door.go("/today/"), MASKED, "核实落地")
    expect(mine).to_have_count(1)
    address = door.go("/measures/handovers/").locator("#claims a").first.get_attribute("href")
    door.keep("claims-telephone-zh")
    number = int(address.strip("/").split("/")[-1])

    give(county, number, "石桥村1号网格", "本人住石桥村")
    page.goto(f"{city.base}/measures/handovers/")
    page.locator("tr", has_text=MASKED).get_by_role("button", name="接收").click()
    expect(page.locator("#claims")).to_have_count(0)
    expect(card(door.go("/today/"), MASKED, "核实落地")).to_have_count(0)
    tasks = county.go(f"/today/tasks/?person={number}").locator("#listing-rows")
    expect(tasks).to_contain_text("石桥村1号网格")
    page.goto(second)
    expect(page.locator(".balance").first).to_have_attribute("aria-label", re.compile("收到 1:接受 1"))
    expect(page.locator(".four li").first).to_contain_text("1")
    expect(page.locator(".four li").nth(2)).to_contain_text("差 1")

"""Journeys of a headquarters: a list from file to annotated copy; reports that add up to the board."""

from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from lianfang.core.days import after, instant
from tests.factories.pushes import file_of, person
from tests.journeys.conftest import DESK, MORNING

FIELDS = ("pushed", "found", "home_iso", "home_monitor", "released", "arrivals", "fever")


def fill(page, **values):
    for name in FIELDS:
        page.fill(f"[name=field-{name}]", values.get(name, "0"))


def test_a_list_is_pushed_mapped_followed_and_given_back_annotated(city, sit, tmp_path: Path):
    city.at(MORNING)
    file = tmp_path / "园区来返人员.csv"
    rows = [person(n) for n in range(1, 9)] + [person(9, 身份证号="11010119900307")]
    told = [
        {"甲": r["姓名"], "身份证号": r["身份证号"], "联系电话": r["联系电话"], "现住址": r["现住址"]}
        for r in rows
    ]
    file.write_bytes(file_of(told))
    desk = sit("chen", size=DESK)
    page = desk.go("/lists/")
    page.get_by_role("link", name="接收名单").click()
    page.set_input_files("[name=file]", file)
    page.fill("[name=source]", "高新园区")
    page.get_by_role("button", name="接收").click()
    expect(page.locator("h1")).to_have_text("这些列是什么?")
    desk.keep("mapping-desk-zh")
    page.get_by_label("甲").select_option(label="姓名")
    page.get_by_role("button", name="记住并接收").click()
    expect(page.locator(".balance").first).to_have_attribute(
        "aria-label", "收到 9:接受 8、重复 0、待认定 0、退回 1"
    )
    expect(page.locator(".four li").nth(2)).to_contain_text("差 8")
    desk.keep("list-desk-zh")
    page.locator(".four li").nth(2).get_by_text("差 8").click()
    expect(page.locator("table tbody tr")).to_have_count(8)
    page.get_by_role("link", name="错误").click()
    expect(page.locator("table tbody tr").first).to_contain_text("第 10 行")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="带批注的原表").click()
    book = load_workbook(BytesIO(waiting.value.path().read_bytes()))
    red = {
        cell.row for row in book.active.iter_rows() for cell in row
        if cell.fill.start_color.rgb == "FFFFC7CE"
    }  # fmt: skip
    assert red == {10}
    expect(desk.go("/situation/").locator(".figure").nth(3)).to_contain_text("人未落地")
    desk.go("/lists/")
    expect(page.locator("#listing-rows tr", has_text="高新园区").locator(".four li")).to_have_count(4)
    desk.keep("lists-desk-zh")


def test_a_zero_a_late_a_missing_and_a_revised_report_add_up(city, sit):
    city.at(MORNING)
    above = sit("chen", size=DESK)
    page = above.go("/situation/reports/")
    page.select_option("#calls [name=kind]", "community_daily")
    page.fill("#calls [name=ground]", "县指挥部通知〔2022〕8号")
    page.get_by_role("button", name="布置报表").click()
    expect(page.locator("table.matrix tbody tr")).to_have_count(3)

    telephone = sit("li")
    mine = telephone.go("/reports/")
    telephone.keep("owed-telephone-zh")
    mine.get_by_role("link", name="核对并报送").click()
    fill(mine)
    mine.get_by_role("button", name="确认报送").click()
    expect(mine.locator("[role=alert]")).to_contain_text("须确认零报告")
    mine.locator("[name=zero]").check()
    mine.get_by_role("button", name="确认报送").click()
    expect(mine.locator("table")).to_contain_text("零报告")

    city.at(instant("2022-08-05T16:30+08:00"))
    above = sit("chen", size=DESK)  # the session of the morning has ended by itself
    page = above.go("/situation/reports/")
    page.locator("tr", has_text="南街社区").locator("a.cell.late").click()
    fill(page, arrivals="2")
    page.get_by_role("button", name="确认报送").click()
    page = above.go("/situation/reports/")
    page.locator("tr", has_text="东风社区").locator("a.cell.zero").click()
    page.fill("[name=reason]", "漏报发热 1 人")
    page.get_by_role("button", name="解锁一次更正").click()
    expect(page.get_by_role("button", name="更正")).to_be_visible()
    fill(page, fever="1")
    page.locator("[name=zero]").uncheck()
    page.get_by_role("button", name="更正").click()

    page = above.go("/situation/reports/")
    signs = [
        page.locator("tr", has_text=name).locator("a.cell").last
        for name in ("东风社区", "南街社区", "石桥村")
    ]
    for cell, sign in zip(signs, ("改", "迟", "缺"), strict=True):
        expect(cell).to_have_text(sign)
    expect(page.locator("tfoot th").nth(7)).to_have_text("2/3")
    board = above.go("/situation/")
    figure = board.locator(".figure").nth(2)
    expect(figure).to_contain_text("2 / 3")
    expect(figure).to_contain_text("未报 1")
    expect(figure).to_contain_text("迟报 1")
    above.keep("board-desk-zh")
    city.at(MORNING)


def test_somebody_declares_and_the_community_answers(city, sit, browser):
    city.at(after(MORNING, minutes=5))
    context = browser.new_context(viewport={"width": 360, "height": 780}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{city.base}/declare/?area=3799")
    for name, value in {
        "name": "王返乡", "phone": "13812340000", "origin": "江北省远山市高阳区", "left": "2022-08-03",
        "address": "云泽市青石县河口镇东风社区1号网格3号楼",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="提交报备").click()
    receipt = page.locator("#receipt").inner_text()
    desk = sit("li", size=DESK)
    answered = desk.go("/lists/declarations/?state=waiting")
    answered.locator("tr", has_text=receipt).get_by_role("link").first.click()
    answered.get_by_text("已找到", exact=True).click()
    answered.get_by_role("button", name="登记结果").click()
    expect(answered.locator(".page-head")).to_contain_text("已答复")
    page.get_by_role("link", name="查进度").click()
    page.fill("[name=tail]", "0000")
    page.get_by_role("button", name="查询").click()
    expect(page.locator("[role=status]")).to_contain_text("社区已联系核实")
    context.close()
    city.at(MORNING)

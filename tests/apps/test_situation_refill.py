"""The province's blank form comes in and goes back filled: same workbook, right numbers, nothing guessed."""

import io
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after
from lianfang.core.refusal import Refused
from lianfang.core.situation import ZERO_TO_24
from lianfang.gateway import refilling as forms
from lianfang.gateway.sheets import read
from lianfang.gateway.sheets.refilling import formulas, refill
from lianfang.ledger.models import Event
from lianfang.situation import actions, queries
from lianfang.situation.queries import upper_forms as kept
from tests.apps.pages import set_clock, signed_in
from tests.cast import MORNING
from tests.journeys.district import work

pytestmark = pytest.mark.django_db
EVENING = after(MORNING, hours=12)
TODAY = EVENING.date()


def blank(*, heading="隔离点人员", name="白沙县") -> bytes:
    """A form as a province sends it: a title, two rows of headings, regions down, a total, a remark."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet, bold = book.add_worksheet("日报"), book.add_format({"bold": True, "bg_color": "#FFFF00"})
        sheet.merge_range("A1:F1", "江东省隔离管控情况日报表", bold)
        sheet.merge_range("A2:A3", "单位", bold)
        sheet.merge_range("B2:C2", "居家隔离", bold)
        for place, text in (("B3", "高风险区来返"), ("C3", "小计"), ("D2", "在管人数"), ("E2", heading)):
            sheet.write(place, text, bold)
        sheet.write("F2", "备注", bold)
        sheet.write("A4", "合计", bold)
        sheet.write_formula("B4", "=SUM(B5:B6)", bold, 999)
        sheet.write("A5", "青石县")
        sheet.write("A6", name)
        sheet.write("D5", 77)
        sheet.write("F5", "无")
        sheet.set_column("A:A", 31)
    return out.getvalue()


@pytest.fixture
def district(cast, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    work(cast, MORNING)
    set_clock(monkeypatch, EVENING)
    return cast


def take_in(post, content, name="日报.xlsx"):
    with acting(post):
        return forms.take_in(post, content, name, at=EVENING)


def seen(post, number):
    with acting(post):
        return forms.preview(post, number, day=TODAY, window=ZERO_TO_24, now=EVENING)


def cells_of(content):
    with read(content, "x.xlsx") as book:
        return {
            (number, column): value
            for number, cells in book.sheets[0].rows()
            for column, value in enumerate(cells)
            if value is not None
        }


def test_a_form_comes_back_filled_with_the_numbers_of_the_register(district):
    post = district.city_officer
    preview = seen(post, take_in(post, blank()))
    places = {one.place: one.value for one in preview.filled}
    with acting(SYSTEM):
        picture = queries.count_now(SYSTEM, post.path, day=TODAY, now=EVENING)
    held = {part.code: part.cell("held").known if part.cell("held") else 0 for part in picture.parts}
    assert places["D5"] == held["379901"] == 4
    assert places["D6"] == held.get("379902", 0)
    assert places["D4"] == picture.whole.cell("held").known
    (qingshi,) = [part for part in picture.parts if part.code == "379901"]
    high, home = (qingshi.cell(f"held.home_iso{kind}") for kind in (".traveller_high", ""))
    assert (places["B5"], places["C5"]) == (high.known if high else 0, home.known)
    assert "E5" not in places
    assert "B4" not in places
    with acting(post):
        done = forms.fill(post, preview, at=EVENING)
    written = cells_of(done)
    assert (written[5, 3], written[5, 2], written[6, 3]) == (4, 4, 0)
    assert written[1, 0] == "江东省隔离管控情况日报表"
    assert written[5, 5] == "无"


def test_what_is_not_recognised_or_calculated_stays_open_and_is_named(district):
    preview = seen(district.city_officer, take_in(district.city_officer, blank(name="黑水县")))
    assert {slot.label for slot in preview.strangers} == {"黑水县", "隔离点人员", "备注"}
    assert [one.place for one in preview.calculated] == ["B4"]
    assert preview.left == []


def test_a_figure_that_units_have_not_reported_is_left_open_and_a_text_is_not_overwritten(district):
    post = district.city_officer
    with acting(SYSTEM):
        actions.call_for(
            "community_daily", region_id=district.regions["379901"], since=TODAY, ground="通知", by=SYSTEM,
            at=MORNING,
        )  # fmt: skip
        actions.give_out(TODAY, by=SYSTEM, at=MORNING)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["单位", "发现发热人员", "外来返回人员", "在管人数"])
        sheet.write_row(1, 0, ["青石县", None, None, "见附件"])
        sheet.write_row(2, 0, ["白沙县"])
    number = take_in(post, out.getvalue())
    with acting(post):
        code = "reported.community_daily.fever|value"
        actions.choose_figures(number, {"发现发热人员": code}, by=post, at=EVENING)
    preview = seen(post, number)
    left = {one.place: one.left.zh for one in preview.left}
    assert left == {"B2": "3 份报表未报", "D2": "表内已有文字"}
    assert {one.place for one in preview.filled} == {"B3", "D3"}
    assert [slot.label for slot in preview.strangers] == ["外来返回人员"]


def test_only_the_named_cells_change_and_formulas_calculate_anew():
    before = blank()
    assert formulas(before, "x.xlsx") == {"日报": frozenset({(4, 1)})}
    after_ = refill(before, "x.xlsx", {"日报": {(5, 1): 3, (6, 6): 9, (4, 1): 5}})
    old, new = zipfile.ZipFile(io.BytesIO(before)), zipfile.ZipFile(io.BytesIO(after_))
    changed = {n for n in old.namelist() if old.read(n) != new.read(n)}
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    sheet = new.read("xl/worksheets/sheet1.xml")
    assert b"SUM(B5:B6)" in sheet
    assert b">999<" not in sheet
    assert b'fullCalcOnLoad="1"' in new.read("xl/workbook.xml")
    assert (cells_of(after_)[5, 1], cells_of(after_)[6, 6]) == (3, 9)
    with pytest.raises(Refused, match="form has no row"):
        refill(before, "x.xlsx", {"日报": {(50, 1): 3}})


def test_what_a_heading_means_is_said_once_and_holds_for_the_same_form(district):
    post = district.city_officer
    number = take_in(post, blank())
    with acting(post):
        actions.choose_figures(number, {"隔离点人员": "held.central|value"}, by=post, at=EVENING)
    assert "E5" in {one.place for one in seen(post, number).filled}
    with acting(post):
        forms.fill(post, seen(post, number), at=EVENING)
        filled = kept.form(post, number).content
    assert take_in(post, filled, "又一天.xlsx") == number
    assert "E5" in {one.place for one in seen(post, number).filled}
    with acting(post), pytest.raises(Refused):
        actions.choose_figures(number, {"备注": "nonsense|value"}, by=post, at=EVENING)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"a,b\n1,2\n", "form.not_xlsx"), (b"PK\x03\x04" + b"0" * 3_000_000, "form.too_large")],
)
def test_what_is_no_form_is_refused_with_what_to_do(district, content, code):
    with pytest.raises(Refused) as refused:
        take_in(district.city_officer, content)
    assert refused.value.code == code


def test_a_sheet_without_areas_or_figures_and_a_long_list_are_refused(district):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write("A1", "会议通知")
    with pytest.raises(Refused, match="not recognised"):
        take_in(district.city_officer, out.getvalue())
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for row in range(500):
            sheet.write(row, 0, "青石县")
    with pytest.raises(Refused, match="more than 400 rows"):
        take_in(district.city_officer, out.getvalue())


def test_a_form_is_its_areas_own(district):
    number = take_in(district.city_officer, blank())
    lower = take_in(district.county_officer, blank())
    with acting(district.city_officer):
        assert [row.id for row in kept.forms(district.city_officer)] == [number]
    assert {one.place: one.value for one in seen(district.city_officer, lower).filled}["D4"] == 4
    for other in (district.county_officer, district.neighbour_officer):
        with acting(other):
            assert number not in [row.id for row in kept.forms(other)]
            with pytest.raises(Refused):
                kept.form(other, number)
            with pytest.raises(Refused):
                actions.drop_form(number, by=other, at=EVENING)


def test_a_county_fills_its_own_part_and_cannot_name_its_neighbour(district):
    preview = seen(district.county_officer, take_in(district.county_officer, blank()))
    assert {slot.label for slot in preview.strangers} >= {"白沙县"}
    assert {one.place: one.value for one in preview.filled}["D5"] == 4


def test_the_page_takes_a_form_shows_where_numbers_come_from_and_gives_it_back(district):
    client = signed_in(district.city_officer)
    file = SimpleUploadedFile("日报.xlsx", blank())
    page = client.post("/reports/forms/", {"file": file}, follow=True)
    html = page.content.decode()
    assert page.status_code == 200
    assert "江东省隔离管控情况日报表" in html
    assert "来自 4 条记录" in html
    source = next(box.url for box in page.context["boxes"] if box.entry.place == "D5")
    assert client.get(source).context["listing"].answer.total == 4
    here = page.request["PATH_INFO"]
    answer = client.post(f"{here}file", {"day": TODAY.isoformat(), "window": "0-24"})
    assert cells_of(answer.content)[5, 3] == 4
    filled = Event.objects.filter(verb="situation.form_filled").get()
    assert filled.body["cells"] > 0
    taught = client.post(f"{here}means", {"means-隔离点人员": "held.central|value"}, follow=True)
    assert "E5" in {box.entry.place for box in taught.context["boxes"]}
    assert "江东省隔离管控情况日报表" in client.get("/reports/forms/").content.decode()
    assert client.post(f"{here}drop", follow=True).status_code == 200
    assert client.get(here).status_code == 404


def test_the_page_refuses_what_is_no_form_beside_the_file(district):
    client = signed_in(district.city_officer, language="en")
    answer = client.post("/reports/forms/", {"file": SimpleUploadedFile("x.csv", b"a,b\n")})
    assert answer.status_code == 422
    assert "only xlsx can be filled" in answer.content.decode()

"""The sender's file goes back as it was laid out, wrong cells red, with how to mend them beside the row."""

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
from books import delimited, ods, part, repacked, xls, xlsx
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from lianfang.core.intake import Level, Problem
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.gateway.sheets import annotate, copying, read

HALF_PAST_TWO = datetime.fromisoformat("2022-08-09T14:30")
MIDNIGHT = datetime.fromisoformat("2022-08-09")
RED, AMBER = "FFFFC7CE", "FFFFEB9C"
HEADINGS = ["姓名", "身份证号", "到达时间", "来源地"]
ROWS: list[list[object]] = [
    HEADINGS,
    ["王小明", "110101199003070012", HALF_PAST_TWO, "上海市"],
    ["李明珠", "110101199003070013", "8月32日", "?"],
    [None, 110101199003070012, None, "北京市"],
]


def problem(row: int, column: str, *, level: Level = Level.ERROR, sheet: str = "名单") -> Problem:
    message, remedy = Words(f"{column}{row}有误", f"{column}{row} is wrong"), Words("请改正", "mend it")
    return Problem(sheet, row, column, "某列" if column else "", "***", "x", message, remedy, level)


PROBLEMS = [problem(3, "D", level=Level.WARNING), problem(3, "B"), problem(3, "C"), problem(4, "A")]


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def colour(cell: Cell) -> str | None:
    return cell.fill.fgColor.rgb if cell.fill.fill_type else None


def values(sheet: Worksheet, width: int) -> list[list[object]]:
    return [[cell.value for cell in row[:width]] for row in sheet.iter_rows()]


@pytest.fixture(params=["xlsx", "xlsx-inline", "xls", "ods", "csv"])
def original(request: pytest.FixtureRequest) -> bytes:
    texts = [["" if cell is None else cell for cell in row] for row in ROWS]
    match request.param:
        case "xlsx":
            return xlsx({"名单": ROWS})
        case "xlsx-inline":
            return xlsx({"名单": ROWS}, constant_memory=True)
        case "xls":
            return xls({"名单": ROWS})
        case "ods":
            return ods([(1, [(1, str(cell), {}) for cell in row]) for row in texts])
        case _:
            return delimited(texts, encoding="gb18030")


def test_every_format_comes_back_as_xlsx_with_its_cells_in_place_and_its_faults_marked(
    original: bytes,
) -> None:
    sheet = opened(annotate(original, "名单.csv", PROBLEMS))["名单"]
    assert [cell.value for cell in sheet[1]][:4] == HEADINGS
    assert [cell.value for cell in sheet[3]][:4] == ["李明珠", "110101199003070013", "8月32日", "?"]
    assert [colour(cell) for cell in sheet[2]] == [None] * 5
    assert [colour(cell) for cell in sheet[3]] == [None, RED, RED, AMBER, RED]
    assert [colour(cell) for cell in sheet[4]] == [RED, None, None, None, RED]
    assert sheet["E1"].value == "问题与改法 / Problem and remedy"
    note = sheet["E3"].value
    assert [line.split(":")[0] for line in note.splitlines()] == ["B 某列", "C 某列", "D 某列"]
    assert "B3有误。请改正。 / B 某列: B3 is wrong; mend it." in note


def test_the_marked_file_reads_as_the_original_with_one_more_column(original: bytes) -> None:
    with read(original, "名单.csv") as before, read(annotate(original, "名单.csv", PROBLEMS)) as after:
        one, other = list(before.sheets[0].rows()), list(after.sheets[0].rows())
    assert [number for number, _ in one] == [number for number, _ in other]
    for (_, cells), (_, marked) in zip(one, other, strict=True):
        for cell, again in zip(cells, marked, strict=False):
            assert again == (pytest.approx(cell) if isinstance(cell, float) else cell)


def test_a_plain_xlsx_keeps_the_layout_its_sender_gave_it() -> None:
    def add(book: xlsxwriter.Workbook) -> None:
        sheet = book.worksheets()[0]
        bold = book.add_format({"bold": True, "bg_color": "#00FF00", "border": 1})
        sheet.merge_range("A1:D1", "来返人员登记表", bold)
        sheet.write_string(
            "B3", "110101199003070013", book.add_format({"num_format": "@", "font_color": "red"})
        )
        sheet.set_column("B:B", 31)
        sheet.set_row(2, 10, None, {"hidden": True})
        sheet.set_row(3, 40)
        sheet.freeze_panes(1, 0)
        sheet.data_validation("D2:D9", {"validate": "list", "source": ["a", "b"]})

    content = xlsx({"名单": [[], *ROWS[1:], ["合计"]], "说明": [["一"]]}, add)
    book = opened(annotate(content, "a.xlsx", [problem(3, "B")], header_rows={"名单": 1}, language="zh-hans"))
    sheet = book["名单"]
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:D1"]
    assert sheet["A1"].font.bold
    assert sheet["B3"].font.color.rgb == "FFFF0000"
    assert (sheet["B3"].number_format, colour(sheet["B3"])) == ("@", RED)
    assert (round(sheet.column_dimensions["B"].width), sheet.column_dimensions["E"].width) == (32, 60)
    assert sheet.row_dimensions[4].height == 39.75
    assert not sheet.row_dimensions[3].hidden
    assert sheet.freeze_panes == "A2"
    assert len(sheet.data_validations.dataValidation) == 1
    assert (sheet["E1"].value, sheet["E3"].value) == ("问题与改法", "B 某列:B3有误。请改正。")
    assert sheet["E3"].alignment.wrap_text
    assert values(book["说明"], 1) == [["一"]]


def test_a_sheet_with_columns_set_to_its_end_and_a_note_in_english() -> None:
    def add(book: xlsxwriter.Workbook) -> None:
        book.worksheets()[0].set_column("A:XFD", 12)

    sheet = opened(annotate(xlsx({"名单": ROWS}, add), "a.xlsx", [problem(2, "A")], language="en"))["名单"]
    assert (sheet["E1"].value, sheet["E2"].value) == ("Problem and remedy", "A 某列: A2 is wrong; mend it.")


def test_a_row_as_a_whole_and_a_missing_cell_are_marked_too() -> None:
    content = xlsx({"名单": [HEADINGS, [None, "110101199003070012"], []]})
    sheet = opened(annotate(content, "a.xlsx", [problem(2, ""), problem(2, "A"), problem(2, "C")]))["名单"]
    assert [colour(cell) for cell in sheet[2]] == [RED, None, RED, None, RED]


def test_formulas_become_their_results_and_the_chain_of_them_goes() -> None:
    def add(book: xlsxwriter.Workbook) -> None:
        sheet = book.worksheets()[0]
        sheet.write_formula("C2", '=HYPERLINK("http://x","点")', None, "点")
        sheet.write_array_formula("D2:D2", "{=SUM(1,2)}", None, 3)
        sheet.write_string("A3", "=cmd|' /C calc'!A0")
        sheet.write_formula("A4", '="="&"1+1"', None, "=1+1")

    chain = "xl/calcChain.xml"
    entry = b'<Override PartName="/xl/calcChain.xml" ContentType="calcChain+xml"/></Types>'
    content = repacked(
        xlsx({"名单": [HEADINGS], "别": [["@SUM(A1)"]]}, add),
        {chain: lambda _: b"<calcChain/>", "[Content_Types].xml": lambda x: x.replace(b"</Types>", entry)},
    )
    marked = annotate(content, "a.xlsx", [problem(2, "A")])
    assert "<f" not in part(marked, "xl/worksheets/sheet1.xml")
    with ZipFile(BytesIO(marked)) as archive:
        assert chain not in archive.namelist()
        assert b"calcChain" not in archive.read("[Content_Types].xml")
    book = opened(marked)
    assert [cell.value for cell in book["名单"][2]][2:4] == ["点", 3]
    assert book["名单"]["A3"].value == "'=cmd|' /C calc'!A0"
    assert book["名单"]["A4"].value == "'=1+1"
    assert book["别"]["A1"].value == "'@SUM(A1)"


def test_text_in_the_cells_themselves_is_made_harmless_too() -> None:
    sheet = opened(
        annotate(xlsx({"名单": [HEADINGS, ["=1+1"]]}, constant_memory=True), "a.xlsx", [problem(2, "A")])
    )["名单"]
    assert sheet["A2"].value == "'=1+1"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("xl/vbaProject.bin", lambda _: b"x"),
        ("xl/externalLinks/externalLink1.xml", lambda _: b"<x/>"),
        (
            "[Content_Types].xml",
            lambda types: types.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml"),
        ),
    ],
)
def test_a_workbook_with_macros_or_links_comes_back_as_its_cells_alone(name: str, change: object) -> None:
    content = repacked(xlsx({"名单": ROWS}), {name: change})  # type: ignore[dict-item]
    marked = annotate(content, "a.xlsm", [problem(3, "B")])
    with ZipFile(BytesIO(marked)) as archive:
        assert name not in archive.namelist() or b"macroEnabled" not in archive.read(name)
    assert colour(opened(marked)["名单"]["B3"]) == RED


@pytest.mark.parametrize(
    ("part_name", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", b'<c r="A3"', b"<c"),
        ("xl/worksheets/sheet1.xml", b'<row r="3"', b"<row"),
        ("xl/worksheets/sheet1.xml", b'<c r="B3"', b'<c r="B3" s="77"'),
        ("xl/styles.xml", b"cellXfs", b"otherXfs"),
    ],
)
def test_a_workbook_written_in_an_unusual_way_is_copied(part_name: str, old: bytes, new: bytes) -> None:
    content = repacked(xlsx({"名单": ROWS}), {part_name: lambda text: text.replace(old, new)})
    assert colour(opened(annotate(content, "a.xlsx", [problem(3, "B")]))["名单"]["B3"]) == RED


def test_a_copy_keeps_kinds_of_values_merges_and_hidden_sheets() -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    sheet.write_merge(0, 0, 0, 2, "登记表")
    sheet.write_merge(1, 2, 1, 1, "和平村")
    sheet.write_merge(3, 4, 2, 2, "河口镇")
    for row, name in enumerate(["王", "李", "赵", "钱"], 1):
        sheet.write(row, 0, name)
    sheet.write(5, 0, 37.5)
    sheet.write(5, 1, True)
    sheet.write(5, 2, date(2022, 8, 9), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(5, 3, time(14, 30), xlwt.easyxf(num_format_str="hh:mm"))
    other = book.add_sheet("旧")
    other.visibility = 1
    out = BytesIO()
    book.save(out)
    copied = opened(annotate(out.getvalue(), "旧.xls", [problem(4, "A")]))
    sheet = copied["名单"]
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A1:C1", "B2:B3"}
    assert sheet["B2"].value == "和平村"
    assert [cell.value for cell in sheet[6]][:2] == [37.5, True]
    assert sheet["C6"].value == MIDNIGHT
    assert sheet["C6"].number_format == "yyyy-mm-dd"
    assert sheet["D6"].value == time(14, 30)
    assert copied["旧"].sheet_state == "hidden"


def test_a_long_list_is_copied_as_it_streams_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "MERGES_UP_TO", 10)
    rows: Sequence[Sequence[object]] = [HEADINGS, *[[f"王{number}", "x", "", "上海"] for number in range(50)]]
    sheet = opened(annotate(delimited(rows), "名单.csv", [problem(51, "A")]))["名单"]
    assert sheet.max_row == 51
    assert colour(sheet["A51"]) == RED


def test_names_of_sheets_that_no_workbook_may_have_are_made_good() -> None:
    content = delimited([HEADINGS, ["王", "x", "", ""]])
    book = opened(annotate(content, "省[8:9]推送名单" + "很长" * 20 + ".csv", []))
    assert book.sheetnames[0].startswith("省_8_9_推送名单")
    assert len(book.sheetnames[0]) <= 31


def test_sheets_that_would_have_one_name_get_two(monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed(workbook: bytes) -> bytes:
        return workbook.replace(
            "第二".encode(),
            "名单一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十".encode() + b"2",
        )

    content = repacked(
        xlsx({"名单一二三四五六七八九十一二三四五六七八九十一二三四五六七八九": [["a"]], "第二": [["b"]]}),
        {"xl/workbook.xml": renamed, "xl/vbaProject.bin": lambda _: b"x"},
    )
    assert len(opened(annotate(content, "a.xlsm", [])).sheetnames) == 2


def test_a_list_without_faults_comes_back_as_it_was() -> None:
    sheet = opened(annotate(xlsx({"名单": ROWS}), "a.xlsx", []))["名单"]
    assert sheet.max_column == 4
    assert not any(colour(cell) for row in sheet.iter_rows() for cell in row)


def test_what_cannot_be_read_cannot_be_marked() -> None:
    with pytest.raises(Refused):
        annotate(b"%PDF", "a.xlsx", [])

"""Any spreadsheet people send is read into the same rows of plain values."""

import subprocess
import sys
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from books import delimited, ods, part, repacked, xls, xlsx

from lianfang.core.intake import Mapping, recognise
from lianfang.gateway.sheets import Workbook, binary, read

HALF_PAST_TWO = datetime.fromisoformat("2022-08-03T14:30")
MIDNIGHT = datetime.fromisoformat("2022-08-03")
HEADINGS = ["姓名", "身份证号", "到达时间"]
PEOPLE = [["王小明", "110101199003070012", "2022-08-09"], ["李·明珠", "110101199003070020", "8月9日"]]


def rows(book: Workbook, index: int = 0) -> list[tuple[int, list[object]]]:
    return [(number, list(cells)) for number, cells in book.sheets[index].rows()]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (xlsx({"名单": [HEADINGS, *PEOPLE]}), "xlsx"),
        (xls({"名单": [HEADINGS, *PEOPLE]}), "xls"),
        (ods([(1, [(1, cell, {}) for cell in row]) for row in [HEADINGS, *PEOPLE]]), "ods"),
        (delimited([HEADINGS, *PEOPLE]), "csv"),
        (delimited([HEADINGS, *PEOPLE], encoding="utf-8-sig", delimiter=";"), "csv"),
        (delimited([HEADINGS, *PEOPLE], encoding="gb18030", delimiter="\t"), "csv"),
        (delimited([HEADINGS, *PEOPLE], encoding="utf-16", delimiter="\t"), "csv"),
    ],
    ids=["xlsx", "xls", "ods", "csv", "csv-bom", "csv-gb18030", "csv-utf16"],
)
@pytest.mark.parametrize("name", ["名单.xlsx", "名单.et", "名单"])
def test_the_same_list_reads_the_same_in_every_format_and_under_any_name(
    content: bytes, kind: str, name: str
) -> None:
    with read(content, name) as book:
        assert book.kind == kind
        assert rows(book) == [(1, HEADINGS), (2, PEOPLE[0]), (3, PEOPLE[1])]
        assert isinstance(recognise(book.sheets[0].head()), Mapping)
        assert book.sheets[0].last_row in (0, 3, 4)


def test_a_file_is_read_from_disk_under_the_name_its_sender_gave_it(tmp_path: Path) -> None:
    at = tmp_path / "3f2a.upload"
    at.write_bytes(xlsx({"名单": [HEADINGS]}))
    with read(at, "../../省推送 0809.xlsx") as book:
        assert book.filename == "省推送 0809.xlsx"
        assert rows(book) == [(1, HEADINGS)]
    with read(str(at)) as book:
        assert book.filename == "3f2a.upload"


def test_values_come_as_what_they_are() -> None:
    written = [110105194912310016, 13800138000, 37.5, True, HALF_PAST_TWO, date(2022, 8, 3)]
    with read(xlsx({"s": [["x", *written]]})) as book:
        ((_, cells),) = rows(book)
    assert cells == [
        "x",
        1.1010519491231e17,
        13800138000.0,
        37.5,
        True,
        HALF_PAST_TWO,
        cells[6],
    ]
    assert isinstance(cells[1], float)
    assert cells[6] in (date(2022, 8, 3), MIDNIGHT)


@pytest.mark.parametrize(("length", "shown"), [(0.604167, "14:30"), (1.5, "36:00"), (0.000012, "0:00:01")])
def test_a_length_of_time_is_shown_as_it_stands(length: float, shown: str) -> None:
    def add(book: xlsxwriter.Workbook) -> None:
        book.worksheets()[0].write_number(0, 0, length, book.add_format({"num_format": "[h]:mm"}))

    with read(xlsx({"s": []}, add)) as book:
        assert rows(book) == [(1, [shown])]


def test_clock_times_and_the_1904_system_are_converted_by_the_format() -> None:
    def add(book: xlsxwriter.Workbook) -> None:
        sheet = book.worksheets()[0]
        sheet.write_datetime(0, 0, MIDNIGHT, book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_datetime(0, 1, time(14, 30), book.add_format({"num_format": "hh:mm"}))
        sheet.write_number(0, 2, 43314)

    with read(xlsx({"s": []}, add, date_1904=True)) as book:
        assert book.date1904
        ((_, cells),) = rows(book)
    assert cells[0] in (date(2022, 8, 3), MIDNIGHT)
    assert cells[1:] == [time(14, 30), 43314.0]


def test_a_list_that_begins_anywhere_keeps_its_row_and_column_numbers() -> None:
    book = xlsx({"s": [[], [], [None, None, "姓名"], [], [None, None, "王小明"], ["  ", "\n"]]})
    with read(book) as opened:
        assert rows(opened) == [(3, [None, None, "姓名"]), (5, [None, None, "王小明"])]


def test_hidden_sheets_rows_and_columns_are_read_and_named() -> None:
    def add(book: xlsxwriter.Workbook) -> None:
        first, second = book.worksheets()
        first.set_row(1, None, None, {"hidden": True})
        first.set_column("B:C", None, None, {"hidden": True})
        second.hide()

    with read(xlsx({"名单": [HEADINGS, *PEOPLE], "旧": [["x"]]}, add)) as book:
        first, second = book.sheets
        assert (first.hidden, first.hidden_rows, first.hidden_columns) == (False, {2}, {1, 2})
        assert len(rows(book)) == 3
        assert second.hidden


def test_rows_hidden_in_an_ods_are_named() -> None:
    hidden = ods([(2, [(1, "x", {})])], visibility="collapse")
    with read(hidden) as book:
        assert book.sheets[0].hidden_rows == {1, 2}


def test_columns_hidden_in_an_ods_are_named() -> None:
    columns = (
        b'<table:table-column-group><table:table-column table:number-columns-repeated="2"/>'
        b'<table:table-column table:style-name="a" table:visibility="collapse"/></table:table-column-group>'
        b'<table:table-column table:visibility="filter" table:number-columns-repeated="99999999"/>'
    )
    plain = ods([(1, [(1, "x", {}), (1, "y", {}), (1, "z", {})])])
    book = repacked(
        plain,
        {"content.xml": lambda part: part.replace(b"<table:table-row", columns + b"<table:table-row", 1)},
    )
    with read(book) as opened:
        assert {number for number in opened.sheets[0].hidden_columns if number < 5} == {2, 3, 4}
        assert max(opened.sheets[0].hidden_columns) < 20_000


@pytest.mark.parametrize("length", [3, 3000])
def test_rows_and_columns_hidden_in_an_xls_are_named_sheet_by_sheet(length: int) -> None:
    line = [[f"{number}", "王小明" * 20, number] for number in range(length)]
    with read(xls({"甲": line, "乙": line}, hidden_rows=[2, length - 1], hidden_columns=[1])) as book:
        for sheet in book.sheets:
            assert (sheet.hidden_rows, sheet.hidden_columns) == ({3, length}, {1})
            assert sum(1 for _ in sheet.rows()) == length
    with read(xls({"甲": line})) as book:
        assert not book.sheets[0].hidden_rows | book.sheets[0].hidden_columns


def test_an_xls_whose_container_is_odd_is_read_without_what_is_hidden() -> None:
    book = bytearray(xls({"甲": [["王小明"]] * 9}, hidden_rows=[2]))
    book[76:80] = b"\xff\xff\xff\x7f"  # where the table of sectors begins
    assert binary.hidden(BytesIO(bytes(book))) == []


def test_values_merged_over_rows_stand_in_each_of_them() -> None:
    def add(book: xlsxwriter.Workbook) -> None:
        sheet = book.worksheets()[0]
        sheet.merge_range("A1:C1", "登记表")
        sheet.merge_range("C3:C4", "和平村3号")
        sheet.merge_range("B5:B6", "")
        sheet.merge_range("A8:A9", "空")

    table = [[], ["姓名", "电话", "住址"], ["王", "1", None], ["李", "2", None], ["赵", None], ["钱", None]]
    with read(xlsx({"s": table}, add)) as book:
        assert [cells for _, cells in rows(book)] == [
            ["登记表", None, None],
            ["姓名", "电话", "住址"],
            ["王", "1", "和平村3号"],
            ["李", "2", "和平村3号"],
            ["赵", None, None],
            ["钱", None, None],
            ["空", None, None],
        ]
        assert ((0, 0), (0, 2)) in book.sheets[0].merges


def test_merged_cells_of_ods_and_xls_are_filled_too() -> None:
    merged = [
        (1, [(1, "王", {}), (1, "和平村", {"numberrowsspanned": 2, "numbercolumnsspanned": 1})]),
        (1, [(1, "李", {}), (1, ..., {})]),
    ]
    with read(ods(merged)) as book:
        assert rows(book) == [(1, ["王", "和平村"]), (2, ["李", "和平村"])]


def test_formula_errors_and_formulas_without_a_result_are_shown_not_lost() -> None:
    def add(book: xlsxwriter.Workbook) -> None:
        sheet = book.worksheets()[0]
        sheet.write_formula("A1", "=VLOOKUP(1,B:C,2)", None, "#N/A")
        sheet.write_formula("B1", "=1+1", None, 2)
        sheet.write_formula("C1", '=IF(1,"","x")', None, "")
        sheet.write_formula("D1", "=A1&B1", None, 7)

    def uncalculated(sheet: bytes) -> bytes:
        sheet = sheet.replace(b'<c r="C1">', b'<c r="C1" t="str">')
        return sheet.replace(b"<f>A1&amp;B1</f><v>7</v>", b"<f>A1&amp;B1</f><v></v>")

    book = repacked(xlsx({"s": [["", "", "", "", "末"]]}, add), {"xl/worksheets/sheet1.xml": uncalculated})
    with read(book) as opened:
        assert rows(opened) == [(1, ["#N/A", 2.0, None, "=A1&B1", "末"])]


def test_a_formula_without_result_at_the_end_of_a_row_widens_it() -> None:
    def shared(sheet: bytes) -> bytes:
        return sheet.replace(b"</row>", b'<c r="C1"><f t="shared" si="0"/></c></row>')

    with read(repacked(xlsx({"s": [["王"]]}), {"xl/worksheets/sheet1.xml": shared})) as book:
        assert rows(book) == [(1, ["王", None, "=?"])]


def test_tags_with_a_namespace_prefix_are_understood() -> None:
    def prefixed(sheet: bytes) -> bytes:
        for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"cols", b"col", b"is", b"t"):
            for end in (b">", b" ", b"/"):
                sheet = sheet.replace(b"<" + tag + end, b"<x:" + tag + end).replace(
                    b"</" + tag + b">", b"</x:" + tag + b">"
                )
        return sheet.replace(b"xmlns=", b"xmlns:x=").replace(b'<x:row r="2"', b'<x:row hidden="1" r="2"')

    plain = xlsx({"名单": [HEADINGS, *PEOPLE]})
    keep = part(plain, "xl/worksheets/sheet1.xml").split("<pageMargins")[0] + "</worksheet>"
    book = repacked(plain, {"xl/worksheets/sheet1.xml": lambda _: prefixed(keep.encode())})
    with read(book) as opened:
        assert rows(opened)[1] == (2, PEOPLE[0])
        assert opened.sheets[0].hidden_rows == {2}


def test_charts_are_no_sheets() -> None:
    def add(book: xlsxwriter.Workbook) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=名单!$A$1:$A$2"})
        book.add_chartsheet("图").set_chart(chart)
        book.add_worksheet("第二").write_string(0, 0, "x")

    with read(xlsx({"名单": [[1], [2]]}, add)) as book:
        assert [sheet.name for sheet in book.sheets] == ["名单", "第二"]
        assert rows(book, 1) == [(1, ["x"])]


def test_the_head_and_the_whole_can_be_read_as_often_as_one_likes() -> None:
    with read(xlsx({"一": [["a"], ["b"]], "二": [["c"]]})) as book:
        assert book.sheets[0].head(1) == [(1, ["a"])]
        assert rows(book) == rows(book)
        assert rows(book, 1) == [(1, ["c"])]
        assert book.sheets[0].head() == rows(book)


def sheet_of(lines: str) -> bytes:
    """A workbook whose one sheet has these rows as they are written in its part."""
    head = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return repacked(
        xlsx({"名单": [["x"]]}),
        {"xl/worksheets/sheet1.xml": lambda _: f"{head}{lines}</sheetData></worksheet>".encode()},
    )


def test_two_hundred_thousand_empty_rows_with_formats_are_nothing() -> None:
    empty = "".join(
        f'<row r="{row}" s="0"><c r="A{row}" s="0"/><c r="D{row}" s="0"></c></row>'
        for row in range(2, 200_002)
    )
    with read(sheet_of('<row r="1"><c r="A1" t="str"><v>姓名</v></c></row>' + empty)) as opened:
        assert rows(opened) == [(1, ["姓名"])]
        assert opened.sheets[0].last_row == 200_001


def test_a_sheet_that_grows_to_the_end_of_ods_by_repetition_stays_small() -> None:
    grown = [(1, [(1, "姓名", {}), (16_000, "", {})]), (1_048_000, [(16_384, "", {})])]
    with read(ods(grown)) as book:
        assert rows(book) == [(1, ["姓名"])]


def test_a_large_list_is_read_in_bounded_memory(tmp_path: Path) -> None:
    at = tmp_path / "large.xlsx"
    cells = [
        "王小明",
        "110101199003070012",
        "云泽市青石县河口镇和平社区",
        "2022-08-09 14:30",
        "上海市",
        "高风险",
    ]
    line = "".join(
        f'<c r="{"ABCDEF"[index]}%d" t="inlineStr"><is><t>{cell}</t></is></c>'
        for index, cell in enumerate(cells)
    )
    at.write_bytes(
        sheet_of("".join(f'<row r="{row}">{line % ((row,) * 6)}</row>' for row in range(1, 50_001)))
    )
    code = (
        "import re, sys; from pathlib import Path; from lianfang.gateway.sheets import read\n"
        "book = read(sys.argv[1]); count = sum(1 for _ in book.sheets[0].rows())\n"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]\n"
        "print(count, int(peak) // 1024)"  # getrusage would begin with the peak of the tests' own process
    )
    done = subprocess.run([sys.executable, "-c", code, str(at)], capture_output=True, text=True, check=True)
    count, megabytes = map(int, done.stdout.split())
    assert count == 50_000
    assert megabytes < 250

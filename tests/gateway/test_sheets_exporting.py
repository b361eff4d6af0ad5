"""Tables and blank forms that are given out."""

import csv
from datetime import UTC, date, datetime, time
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.core.days import ZONE
from lianfang.core.intake import Field, Mapping, Row, RowReader, Unsure, recognise
from lianfang.core.words import Words
from lianfang.gateway.sheets import Column, Kind, export, exporting, read, template
from lianfang.gateway.sheets.escaping import escape

MIDNIGHT = datetime.fromisoformat("2022-08-09")
AT = datetime(2022, 8, 10, 9, tzinfo=ZONE)
COLUMNS = [
    Column(Words("姓名", "Name")),
    Column(Words("证件号码", "ID"), width=24),
    Column(Words("人数", "People"), Kind.NUMBER),
    Column(Words("日期", "Day"), Kind.DATE),
    Column(Words("时间", "Time"), Kind.INSTANT),
]


def sheet(content: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(BytesIO(content)).worksheets[0]


def test_a_table_comes_out_with_numbers_as_numbers_and_identifiers_as_text() -> None:
    instant = datetime(2022, 8, 9, 16, 30, tzinfo=UTC)
    table = sheet(
        export(COLUMNS, [["王小明", "110101199003070012", 3, date(2022, 8, 9), instant]], language="en")
    )
    assert [cell.value for cell in table[1]] == ["Name", "ID", "People", "Day", "Time"]
    values = [cell.value for cell in table[2]]
    assert values == ["王小明", "110101199003070012", 3, MIDNIGHT, AT.replace(tzinfo=None, hour=0, minute=30)]
    assert table["B2"].number_format == "@"
    assert table.freeze_panes == "A2"
    assert table.auto_filter.ref == "A1:E2"
    assert table.title == "Data"
    assert table.print_title_rows == "$1:$1"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Words("绿", "green"), "绿"),
        (None, None),
        ("", None),
        (10**17, "100000000000000000"),
        (float("nan"), None),
        (2.5, 2.5),
        (True, True),
        (time(8, 30), "08:30"),
        (date(2022, 8, 9), "2022-08-09"),
        (AT, "2022-08-10 09:00"),
        (AT.replace(tzinfo=None), "2022-08-10 09:00"),
        (Kind.DATE, "date"),
        ([1], "[1]"),
    ],
)
def test_values_of_every_kind_can_stand_in_a_column_of_text(value: object, shown: object) -> None:
    assert sheet(export(COLUMNS[:1], [[value]]))["A2"].value == shown


def test_a_table_without_columns_or_rows_is_a_table() -> None:
    assert sheet(export([], [])).max_row == 1
    assert sheet(export(COLUMNS, [])).max_row == 1


def test_rows_beyond_what_a_sheet_holds_go_on_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "ROWS_AT_MOST", 2)
    book = openpyxl.load_workbook(BytesIO(export(COLUMNS[:1], [["a"], ["b"], ["c"]])))
    assert [[row[0].value for row in one.iter_rows()] for one in book] == [["姓名", "a", "b"], ["姓名", "c"]]
    assert book.sheetnames == ["数据", "数据 2"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3+cmd|x", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1"]
)
def test_text_that_a_program_might_calculate_gets_an_apostrophe(text: str) -> None:
    assert escape(text) == "'" + text
    assert sheet(export(COLUMNS[:1], [[text]]))["A2"].value.startswith("'")


@pytest.mark.parametrize(
    "text", ["-", "——", "-5.2", "+86 138-0013-8000", "王=李", "a@b.cn", "", "+8613800138000"]
)
def test_numbers_telephones_and_dashes_are_left_alone(text: str) -> None:
    assert escape(text) == text


@settings(max_examples=200)
@given(st.text(max_size=20))
def test_no_text_saved_as_csv_begins_like_a_formula(text: str) -> None:
    line = StringIO()
    csv.writer(line).writerow([escape(text)])
    first = next(csv.reader(StringIO(line.getvalue(), newline="")), [""])[0].strip(" ")
    assert not first.startswith(("=", "@", "\t", "\r", "＝", "＠"))
    if first.startswith(("+", "-", "＋", "－")):
        assert not any(sign.isalpha() or sign in "|!'\"=" for sign in first)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_blank_form_is_read_back_without_a_question(language: str) -> None:
    form = template(language=language)
    with read(form, "模板.xlsx") as book:
        first, choices, advice = book.sheets
        found = recognise(first.head())
        assert isinstance(found, Mapping)
        assert set(found.columns.values()) >= {
            Field.NAME,
            Field.IDENTIFIER,
            Field.PHONE,
            Field.ORIGIN,
            Field.ARRIVED,
        }
        assert found.ignored == {}
        assert choices.hidden
        for other in (choices, advice):
            unsure = recognise(other.head())
            assert isinstance(unsure, Unsure)
            assert unsure.is_no_list


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_choice_the_form_offers_is_understood(language: str) -> None:
    book = openpyxl.load_workbook(BytesIO(template(language=language)))
    form, choices = book.worksheets[0], book.worksheets[1]
    mapping = recognise([(1, [cell.value for cell in form[1]])])
    assert isinstance(mapping, Mapping)
    reader = RowReader(mapping, sheet="s", at=AT)
    by_field = {found: index for index, found in mapping.columns.items()}
    for found, index in by_field.items():
        if found is Field.IDENTIFIER_KIND:
            continue
        for (cell,) in choices.iter_rows(min_col=index + 1, max_col=index + 1):
            if cell.value is not None:
                cells: list[object] = [None] * len(mapping.columns)
                cells[by_field[Field.NAME]] = "王小明"
                cells[by_field[Field.PHONE]] = "13800138000"
                cells[by_field[Field.ORIGIN]] = "上海市"
                cells[index] = cell.value
                read_back = reader.person(2, cells)  # type: ignore[arg-type]
                assert isinstance(read_back, Row)
                assert read_back.problems == ()


def test_the_form_says_what_may_be_entered() -> None:
    form = openpyxl.load_workbook(
        BytesIO(template([Field.NAME, Field.SEX, Field.ARRIVED, Field.BORN, Field.GRID]))
    ).worksheets[0]
    rules = {str(rule.sqref): rule for rule in form.data_validations.dataValidation}
    assert rules["B2:B5001"].formula1 == "选项!$B$1:$B$2"
    assert rules["C2:C5001"].type == "date"
    assert rules["A2:A5001"].prompt == "按证件填写全名,每人一行"
    assert set(rules) == {"A2:A5001", "B2:B5001", "C2:C5001", "D2:D5001"}
    assert [cell.value for cell in form[1]] == ["姓名*", "性别", "到达时间", "出生日期", "网格"]

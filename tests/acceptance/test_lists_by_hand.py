"""``lianfang intake receive`` on files as they really come: many kinds, odd, damaged and hostile."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from click.testing import CliRunner, Result

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.refusal import Refused
from lianfang.intake import queries
from lianfang.people.models import Person
from lianfang.project.cli.intake import group
from lianfang.tasks.models import Task
from tests.factories.pushes import adopt

pytestmark = pytest.mark.django_db

HEADINGS = ["序号", "姓名", "身份证号", "联系电话", "来源地", "风险等级", "离开时间", "到达时间", "现住址"]
AT = ["--source", "省疾控中心", "--at", "2022-08-06T09:00+08:00"]
BALANCE = ("received", "accepted", "duplicate", "rejected", "ambiguous", "pending")
Cells = Sequence[Any]


def number(n: int) -> str:
    """An 18-digit number; the check digit is worked out as GB 11643 says, weights 2^(18-i) mod 11."""
    body = f"4601051979{n % 12 + 1:02d}{n % 28 + 1:02d}{n % 999:03d}"
    weighted = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))
    return body + "10X98765432"[weighted % 11]


def name(n: int) -> str:
    return "欧阳司马上官"[n % 3 * 2 : n % 3 * 2 + 2] + chr(0x5B89 + n)


def row(n: int, **changes: Any) -> list[Any]:
    """Person ``n`` as a row; ``changes`` go by heading."""
    cells = dict(
        zip(
            HEADINGS,
            (n, name(n), number(n), f"186{n:08d}", "海南省三亚市吉阳区", "高风险", "2022-08-03",
             "2022-08-04 10:30", "云泽市青石县河口镇东风社区1号网格"),
            strict=True,
        )
    )  # fmt: skip
    return list((cells | changes).values())


def text_of(rows: Sequence[Cells], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([HEADINGS, *rows])
    return text.getvalue()


def workbook(sheets: dict[str, Sequence[Cells]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for cells in rows:
            sheet.append(list(cells))
    return book


def run(file: Path, *words: str) -> Result:
    return CliRunner().invoke(group, ["receive", str(file), *AT, *words, "--json"])


def received(file: Path) -> dict[str, Any]:
    """The answer; that it balances and shows no number, telephone or name in full is always so."""
    result = run(file)
    assert result.exit_code == 0, (result.output, result.exception)
    answer: dict[str, Any] = json.loads(result.stdout)
    assert answer["received"] == sum(answer[key] for key in BALANCE[1:])
    assert not re.search(r"\d{17}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)", result.output)
    assert not any(name(n) in result.output for n in range(600))
    return answer


def refusal(file: Path) -> Refused:
    result = run(file)
    assert isinstance(result.exception, Refused), (result.output, result.exception)
    return result.exception


def balance(answer: dict[str, Any]) -> list[int]:
    return [answer[key] for key in BALANCE]


@pytest.fixture
def city(cast: Any) -> Any:
    adopt(cast)
    return cast


def test_one_list_in_nine_forms_is_nine_lists_of_the_same_people(city: Any, tmp_path: Path) -> None:
    rows = [row(n) for n in range(7)]
    plain = text_of(rows)
    files = {
        "utf8.csv": plain.encode(),
        "bom.csv": plain.encode("utf-8-sig"),
        "gb18030.csv": plain.encode("gb18030"),
        "utf16.csv": plain.encode("utf-16"),
        "semicolon.csv": text_of(rows, ";").encode(),
        "tab.txt": text_of(rows, "\t").encode("gb18030"),
    }
    for file, content in files.items():
        (tmp_path / file).write_bytes(content)
    workbook({"推送": [HEADINGS, *rows]}).save(tmp_path / "new.xlsx")
    old = xlwt.Workbook()
    sheet = old.add_sheet("推送")
    for index, cells in enumerate([HEADINGS, *rows]):
        for column, cell in enumerate(cells):
            sheet.write(index, column, cell)
    old.save(str(tmp_path / "old.xls"))
    page = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>" for cells in [HEADINGS, *rows])
    (tmp_path / "page.xls").write_bytes(f"<html><table>{page}</table></html>".encode("gb18030"))
    answers = [received(tmp_path / file) for file in [*files, "new.xlsx", "old.xls", "page.xls"]]
    assert balance(answers[0]) == [7, 7, 0, 0, 0, 0]
    assert all(balance(answer) == [7, 0, 7, 0, 0, 0] for answer in answers[1:])
    assert len({answer["list"] for answer in answers}) == len(answers)
    with acting(SYSTEM):
        assert Person.objects.count() == 7


def test_a_file_under_another_name_and_extension_is_the_same_list_and_adds_nothing(
    city: Any, tmp_path: Path
) -> None:
    workbook({"推送": [HEADINGS, *(row(n) for n in range(20, 24))]}).save(tmp_path / "a.xlsx")
    (tmp_path / "b.csv").write_bytes((tmp_path / "a.xlsx").read_bytes())
    first = received(tmp_path / "a.xlsx")
    with acting(SYSTEM):
        before = Person.objects.count(), Task.objects.count()
    again = received(tmp_path / "b.csv")
    assert (again["list"], balance(again)) == (first["list"], balance(first))
    with acting(SYSTEM):
        assert (Person.objects.count(), Task.objects.count()) == before


BAD: list[tuple[str, dict[str, Any]]] = [
    ("C 身份证号", {"身份证号": 460105199001011235.0}),
    ("C 身份证号", {"身份证号": "4.60105E+17"}),
    ("C 身份证号", {"身份证号": number(52)[:-1] + ("1" if number(52)[-1] != "1" else "2")}),
    ("B 姓名", {"姓名": None}),
    ("B 姓名", {"姓名": "=cmd|' /C calc'!A0"}),
    ("E 来源地", {"来源地": "不详"}),
    ("E 来源地", {"来源地": "不知道哪里"}),
    ("H 到达时间", {"到达时间": "2022-09-30 10:00"}),
    ("G 离开时间", {"离开时间": "2022-02-30"}),
    ("G 离开时间", {"离开时间": "3/4/2022"}),
    ("C 身份证号", {"身份证号": None, "联系电话": None}),
]


def test_each_bad_row_is_named_with_its_place_and_remedy_and_the_good_ones_go_through(
    city: Any, tmp_path: Path
) -> None:
    rows = [row(40 + n, **changes) for n, (_, changes) in enumerate(BAD)]
    file = tmp_path / "坏数据.csv"
    file.write_text(text_of([*rows, *(row(n) for n in range(60, 65))]))
    answer = received(file)
    errors = {error["row"]: error for error in answer["errors"]}
    assert [errors[index + 2]["column"] for index in range(len(BAD))] == [column for column, _ in BAD]
    for error in answer["errors"]:
        assert (error["file"], error["sheet"]) == ("坏数据.csv", "坏数据")
        assert all(error[key] for key in ("message", "remedy", "message_en", "remedy_en"))
    assert answer["accepted"] == 7  # the five good ones, and the two whose origin alone is unknown
    assert run(file, "--strict").exit_code == 1


def test_two_rows_of_merged_headings_several_sheets_hidden_rows_and_sums_are_understood(
    city: Any, tmp_path: Path
) -> None:
    people = [
        [n, name(n), number(n), f"186{n:08d}", "海南省", "三亚市", "吉阳区", "2022-08-03"]
        for n in range(80, 86)
    ]
    top = ["序号", "基本信息", None, None, "来源地", None, None, "离开日期"]
    below = [None, "姓名", "证件号码", "手机", "省", "市", "县区", None]
    first = [["来返人员推送名单(第 12 批)"], top, below, *people, ["小计", len(people)], ["填表人:某某"]]
    second = [HEADINGS, *(row(n) for n in range(90, 93)), ["合计", "3 人"]]
    book = workbook(
        {"说明": [["填表说明"], ["请如实填写"]], "一": first, "二": second, "汇总": [["县", "人数"]]}
    )
    for area in ("A1:H1", "B2:D2", "E2:G2", "A2:A3", "H2:H3"):
        book["一"].merge_cells(area)
    book["一"].row_dimensions[5].hidden = True
    book.save(tmp_path / "两层.xlsx")
    assert balance(received(tmp_path / "两层.xlsx")) == [9, 9, 0, 0, 0, 0]


def test_what_the_sender_had_hidden_is_read_and_said_in_every_kind_of_workbook(
    city: Any, tmp_path: Path
) -> None:
    rows = [HEADINGS, *(row(n) for n in range(180, 184))]
    book, old = workbook({"推送": rows}), xlwt.Workbook()
    book["推送"].row_dimensions[3].hidden = book["推送"].column_dimensions["D"].hidden = True
    book.save(tmp_path / "new.xlsx")
    sheet = old.add_sheet("推送")
    for index, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write(index, column, cell)
    sheet.row(2).hidden = sheet.col(3).hidden = True
    old.save(str(tmp_path / "old.xls"))
    for file, expected in (("new.xlsx", [4, 4, 0, 0, 0, 0]), ("old.xls", [4, 0, 4, 0, 0, 0])):
        answer = received(tmp_path / file)
        assert balance(answer) == expected
        [read] = queries.sheets_read(SYSTEM, answer["list"])
        assert (read.hidden_rows, read.hidden_columns) == (1, {"D"})


def test_a_number_copied_from_the_row_above_loses_nobody(city: Any, tmp_path: Path) -> None:
    file = tmp_path / "抄错.csv"
    rows = [row(190), row(191, 身份证号=number(190)), row(190), row(191, 身份证号=number(190))]
    file.write_text(text_of(rows))
    assert balance(received(file)) == [4, 1, 2, 0, 1, 0]


def test_a_row_is_a_sum_or_a_person_whatever_the_kind_of_file(city: Any, tmp_path: Path) -> None:
    rows = [row(200), row(201, 姓名="合计"), ["合计", "", "2", "", "", "", "", "", ""]]
    (tmp_path / "sum.csv").write_text(text_of(rows))
    workbook({"推送": [HEADINGS, *rows]}).save(tmp_path / "sum.xlsx")
    assert balance(received(tmp_path / "sum.csv")) == [2, 2, 0, 0, 0, 0]
    assert balance(received(tmp_path / "sum.xlsx")) == [2, 0, 2, 0, 0, 0]


def test_two_hundred_thousand_empty_rows_are_no_rows(city: Any, tmp_path: Path) -> None:
    file = tmp_path / "空行.csv"
    head, tail = text_of([row(100)]), text_of([row(101)]).splitlines()[1]
    file.write_text(head + "," * 8 + ("\n" + "," * 8) * 200_000 + "\n" + tail)
    assert balance(received(file)) == [2, 2, 0, 0, 0, 0]


def test_an_open_quotation_mark_does_not_swallow_the_rows_behind_it(city: Any, tmp_path: Path) -> None:
    file = tmp_path / "引号.csv"
    lines = text_of([row(n) for n in range(110, 150)]).splitlines()
    lines[5] = lines[5].replace(name(114), '"' + name(114))
    file.write_text("\n".join(lines))
    found = refusal(file)
    assert found.code == "sheet.quotes"
    assert "6" in found.words.en
    with acting(SYSTEM):
        assert not Person.objects.exists()


def unreadable() -> dict[str, bytes]:
    """Files that are no lists, by name."""
    book = io.BytesIO()
    workbook({"推送": [HEADINGS, row(1)]}).save(book)
    whole, bomb = book.getvalue(), io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(whole)) as honest,
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in honest.namelist():
            made.writestr(part, bytes(200 * 2**20) if "sheet1" in part else honest.read(part))
    return {
        "empty.csv": b"",
        "blank.csv": b"\n,,,\n\n",
        "one_column.csv": "姓名\n欧阳安\n".encode(),
        "no_headings.csv": text_of([row(1), row(2)]).partition("\n")[2].encode(),
        "noise.csv": bytes(range(256)) * 20,
        "wrong_encoding.csv": text_of([row(1)]).encode("big5", "replace") + b"\xff\xfe\xff",
        "pdf.xlsx": b"%PDF-1.4\n" + b"x" * 400,
        "page.xls": b"<html><frameset><frame src='sheet001.htm'></frameset></html>",
        "cut.xlsx": whole[: len(whole) // 2],
        "end_missing.xlsx": whole[:-30],
        "bomb.xlsx": bomb.getvalue(),
    }


def test_what_cannot_be_read_is_refused_as_a_whole_with_its_name_and_leaves_nothing(
    city: Any, tmp_path: Path
) -> None:
    for file, content in unreadable().items():
        (tmp_path / file).write_bytes(content)
        found = refusal(tmp_path / file)
        assert file in found.words.zh, file
        assert file in found.words.en, file
        assert len(found.words.zh) > 10
    with acting(SYSTEM):
        assert not Person.objects.exists()


def test_a_day_without_its_year_and_one_with_dots_are_read_as_the_sender_means_them(
    city: Any, tmp_path: Path
) -> None:
    file = tmp_path / "日期.csv"
    file.write_text(
        text_of(
            [row(160, 离开时间="2022.8.3"), row(161, 离开时间="8月3日"), row(162, 离开时间="2022年8月3日")]
        )
    )
    answer = received(file)
    assert balance(answer) == [3, 3, 0, 0, 0, 0]
    assert [(doubt["row"], doubt["code"]) for doubt in answer["warnings"]] == [(3, "date.year_inferred")]

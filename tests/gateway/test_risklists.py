"""Risk lists from files: published JSON in its forms, typed tables, and files that are neither."""

import gzip
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from lianfang.core import days
from lianfang.core.places import Counts
from lianfang.core.refusal import Refused
from lianfang.gateway import risklists

SEVEN = days.instant("2022-08-01T07:00+08:00")


def published(place: str = "河口镇一村", time: str = "2022-08-01 7时") -> dict[str, Any]:
    names = {"province": "云州省", "city": "云泽市", "county": "青石县"}
    entry = {"type": "2", **names, "communitys": [place]}
    data = {"end_update_time": time, "hcount": 1, "mcount": 0, "highlist": [entry], "middlelist": []}
    return {"data": data, "code": 0, "msg": ""}


def encoded(document: object, encoding: str = "utf-8") -> bytes:
    return json.dumps(document, ensure_ascii=False).encode(encoding)


@pytest.mark.parametrize(
    "content",
    [
        encoded(published()),
        b"\xef\xbb\xbf" + encoded(published()),
        encoded(published(), "gb18030"),
        b"\n var list = " + encoded(published()) + b";\n",
        b"callback(" + encoded(published()) + b");",
        b"module.exports = " + encoded(published()),
    ],
)
def test_a_published_list_is_read_from_json_and_script(content: bytes) -> None:
    [got] = risklists.read(content, "名单.js")
    assert (got.as_of, got.counts(), got.source) == (SEVEN, Counts(1, 0, None), "名单.js")
    assert got.areas[0].place == "河口镇一村"


def test_a_packed_list_is_the_same_list(tmp_path: Path) -> None:
    path = tmp_path / "名单.json.gz"
    path.write_bytes(gzip.compress(encoded(published())))
    [packed] = risklists.read(path)
    [plain] = risklists.read(encoded(published()), "名单.json")
    assert packed == plain


def test_two_lists_of_one_hour_differ_by_their_digest() -> None:
    [one] = risklists.read(encoded(published()), "a.json")
    [other] = risklists.read(encoded(published("二村")), "b.json")
    assert one.as_of == other.as_of
    assert one.digest != other.digest


def test_several_lists_in_one_file_are_several_lists() -> None:
    got = risklists.read(encoded([published(), published("二村", "2022-08-02 7时")]), "all.json")
    assert [one.as_of.day for one in got] == [1, 2]
    assert got[0].digest != got[1].digest


ROWS = [
    ["风险等级", "省", "市", "县/区", "风险地区"],
    ["高风险", "云州省", "云泽市", "青石县", "河口镇一村"],
    ["低风险", "云州省", "云泽市", "青石县", "除高风险区以外的其他区域"],
]


def workbook(*sheets: tuple[str, list[list[str]]], merge: bool = False) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if merge:
                for column, value in enumerate(rows[1][:4]):
                    sheet.merge_range(1, column, 2, column, value)
    return file.getvalue()


def test_a_typed_workbook_is_read_with_its_merged_cells() -> None:
    below = ["", "", "", "", "河口镇二村"]
    content = workbook(("名单", [*ROWS[:2], below]), merge=True)
    [got] = risklists.read(content, "2022-08-01 7时.xlsx")
    assert [(area.level, area.county) for area in got.areas] == [("high", "青石县")] * 2
    assert got.as_of == SEVEN


def test_the_sheets_of_one_time_are_one_list_and_others_are_left() -> None:
    content = workbook(("一", ROWS), ("说明", [["填表说明"]]), ("二", ROWS))
    [got] = risklists.read(content, "名单.xlsx", as_of=SEVEN)
    assert got.listed() == Counts(2, None, 2)
    assert got.source == "名单.xlsx 一, 名单.xlsx 二"


def test_a_typed_list_may_be_a_text_table() -> None:
    text = "\n".join([",".join(row) for row in [["2022年8月1日7时"], *ROWS]])
    [got] = risklists.read(text.encode("gb18030"), "名单.csv")
    assert (got.as_of, len(got.areas)) == (SEVEN, 2)


def test_places_of_one_cell_stand_on_lines_of_their_own() -> None:
    content = workbook(("名单", [ROWS[0], [*ROWS[1][:4], "一村\n二村"]]))
    [got] = risklists.read(content, "名单.xlsx", as_of=SEVEN)
    assert [area.place for area in got.areas] == ["一村", "二村"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (encoded(published())[:-30], "risk.not_json"),
        (b"[" * 200_000, "risk.not_json"),
        (encoded({"other": 1}), "risk.not_a_list"),
        (encoded(published(time="")), "risk.no_time"),
        (b'{"data": "\xff\xff"}', "risk.encoding"),
        (gzip.compress(encoded(published()))[:-20], "risk.damaged"),
        (gzip.compress(b" " * (risklists.UNPACKED_LIMIT + 1)), "risk.too_large"),
        (workbook(("名单", ROWS)), "risk.no_time"),
        (workbook(("名单", [["姓名", "电话"]])), "risk.no_headings"),
        (b"%PDF-1.7", "sheet.not_a_sheet"),
        (b"", "sheet.empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        risklists.read(content, "某文件.json")
    assert refused.value.code == code
    assert "某文件" in refused.value.words.zh
    assert "某文件" in refused.value.words.en


@pytest.fixture
def files(shared: Path) -> list[Path]:
    """The lists as they were published."""
    return sorted((shared / "data" / "risk_areas").glob("*/*"))


def test_every_published_list_is_read_with_its_own_counts(files: list[Path]) -> None:
    for path in files:
        content = path.read_bytes()
        data = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)["data"]
        [got] = risklists.read(path)
        assert got.counts() == tuple(data.get(key) for key in ("hcount", "mcount", "lcount")), path.name
        places = [
            place for key in data if key.endswith("list") for row in data[key] for place in row["communitys"]
        ]
        assert len(got.areas) == len(places), path.name
        assert f"{got.as_of:%Y-%m-%d}" in data["end_update_time"]

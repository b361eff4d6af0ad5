"""Tables of web pages that come under the name of an xls are read; pages that hide their rows are refused."""

import pytest

from lianfang.core.refusal import Refused
from lianfang.gateway.sheets import Workbook, annotate, read

HEADINGS = ["姓名", "身份证号", "到达时间"]
PEOPLE = [["王小明", "110101199003070012", "2022-08-09"], ["李·明珠", "110101199003070020", "8月9日"]]
HEAD = '<html xmlns:x="urn:x"><head><meta charset="{charset}"><style>td {{}}</style></head>'


def cells(row: list[str], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag} style='mso-number-format:\"\\@\"'>\n {cell}\n</{tag}>" for cell in row)


def page(body: str, charset: str = "utf-8") -> bytes:
    text = HEAD.format(charset=charset) + f"<body>名单<table>{body}</table></body></html>"
    return text.encode("gb18030" if charset == "gb2312" else "utf-8")


def rows(book: Workbook, index: int = 0) -> list[tuple[int, list[object]]]:
    return [(number, list(line)) for number, line in book.sheets[index].rows()]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_page_is_read_as_the_list_it_shows(charset: str) -> None:
    body = cells(HEADINGS, "th") + "".join(map(cells, PEOPLE))
    with read(page(body, charset), "导出.xls") as book:
        assert (book.kind, book.sheets[0].name, book.sheets[0].last_row) == ("html", "导出", 3)
        assert rows(book) == [(1, HEADINGS), (2, PEOPLE[0]), (3, PEOPLE[1])]


def test_a_page_that_says_a_chinese_encoding_and_is_written_in_utf_8_is_read() -> None:
    content = page(cells(HEADINGS)).replace(b"utf-8", b"gb2312")
    with read(content, "a.xls") as book:
        assert rows(book) == [(1, HEADINGS)]


def test_cells_that_cover_others_stand_where_the_page_shows_them() -> None:
    body = (
        "<tr><td rowspan=2>县</td><td colspan=2>人员</td></tr><tr><td>姓名</td><td>电话<br>号码</td></tr>"
        "<tr style='display:none'><td rowspan=9>青石县<td>王&nbsp;明<td>1<b>38</b></tr><tr><td>李明</tr>"
    )
    with read(page(body), "a.xls") as book:
        assert rows(book) == [
            (1, ["县", "人员", None]),
            (2, ["县", "姓名", "电话\n号码"]),
            (3, ["青石县", "王 明", "138"]),
            (4, ["青石县", "李明", None]),
        ]
        sheet = book.sheets[0]
        assert sheet.hidden_rows == {3}
        assert sheet.merges == (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((2, 0), (3, 0)))


def test_each_table_is_a_sheet_and_empty_ones_are_none() -> None:
    content = b"<TABLE><td>a</td></TABLE><div><table></table></div><table><tr><td>b</table>"
    with read(content, "x.xls") as book:
        assert [sheet.name for sheet in book.sheets] == ["x 1", "x 2"]
        assert (rows(book), rows(book, 1)) == ([(1, ["a"])], [(1, ["b"])])


def test_what_a_page_says_outside_its_cells_is_no_cell() -> None:
    content = b"<html><title>t</title><xml>x</xml></xml><table>stray<tr><td>a<script>if(a<b)</script></table>"
    with read(content, "x.xls") as book:
        assert rows(book) == [(1, ["a"])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html><body>no table</body></html>", "sheet.unsupported"),
        (b"<html><frameset><frame src='sheet001.htm'></frameset></html>", "sheet.unsupported"),
        (b"<table><tr><td><table><tr><td>1</table></table>", "sheet.unsupported"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "sheet.unsupported"),
        (page(cells(HEADINGS))[:-24], "sheet.damaged"),
        (b"<table>" + b"<tr><td colspan=1000>1" * 15_001 + b"</table>", "sheet.too_large"),
    ],
)
def test_a_page_whose_rows_cannot_be_told_is_refused_with_its_name(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as found:
        read(content, "导出.xls")
    assert found.value.code == code
    assert "导出.xls" in found.value.words.zh


def test_a_page_that_is_too_long_is_refused_unread() -> None:
    with pytest.raises(Refused) as found:
        read(b"<table>" + b" " * (40 * 2**20), "导出.xls")
    assert found.value.code == "sheet.unsupported"


def test_a_page_goes_back_as_a_workbook() -> None:
    with read(annotate(page(cells(HEADINGS) + cells(PEOPLE[0])), "导出.xls", [])) as book:
        assert (book.kind, rows(book)) == ("xlsx", [(1, HEADINGS), (2, PEOPLE[0])])

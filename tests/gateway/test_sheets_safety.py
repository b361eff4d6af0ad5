"""What cannot be read as a whole is refused with a reason and a remedy, before it can do harm."""

import struct
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
import xlsxwriter
from books import delimited, ods, part, repacked, xls, xlsx

from lianfang.core.refusal import Refused
from lianfang.gateway.sheets import read, safety, scanning
from lianfang.gateway.sheets import source as sources

LIST = xlsx({"名单": [["姓名", "电话"], ["王小明", "13800138000"]]})
SHEET = "xl/worksheets/sheet1.xml"


def read_all(content: bytes, filename: str) -> list[object]:
    with read(content, filename) as book:
        return [row for sheet in book.sheets for row in sheet.rows()]


def refused(content: bytes, filename: str = "名单.xlsx") -> Refused:
    with pytest.raises(Refused) as found:
        read_all(content, filename)
    assert filename in found.value.words.zh
    assert filename in found.value.words.en
    return found.value


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet.empty"),
        (b"%PDF-1.7 ...", "sheet.not_a_sheet"),
        (b"\x89PNG\r\n", "sheet.not_a_sheet"),
        (b"Rar!\x1a\x07", "sheet.not_a_sheet"),
        (b"\x00\x01\x02" * 100, "sheet.not_a_sheet"),
        (b'{"rows": []}', "sheet.not_a_sheet"),
        (b"<html><body>1</body></html>", "sheet.unsupported"),
        (b'<?xml version="1.0"?><Workbook/>', "sheet.unsupported"),
        (b"PK\x03\x04 and nothing more", "sheet.damaged"),
        (LIST[: len(LIST) // 2], "sheet.damaged"),
        (LIST[:-30], "sheet.damaged"),
        (xls({"s": [["x"]]})[:1500], "sheet.damaged"),
        (xls({"s": [["x"]]})[:200], "sheet.damaged"),
    ],
)
def test_what_is_no_whole_spreadsheet_is_refused_by_content(content: bytes, code: str) -> None:
    assert refused(content).code == code


def archive(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"word/document.xml": b"<x/>"}, "sheet.not_a_sheet"),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"},
            "sheet.not_a_sheet",
        ),
        ({"xl/workbook.bin": b""}, "sheet.unsupported"),
        ({"Index/Document.iwa": b""}, "sheet.unsupported"),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<"},
            "sheet.damaged",
        ),
        ({"xl/workbook.xml": b"<workbook/>"}, "sheet.damaged"),
        ({"xl/workbook.xml": b"<workbook/>", "xl/_rels/workbook.xml.rels": b""}, "sheet.damaged"),
    ],
)
def test_other_archives_are_told_by_what_is_in_them(parts: dict[str, bytes], code: str) -> None:
    assert refused(archive(parts)).code == code


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = archive({"xl/workbook.xml": b"x", SHEET: b"\0" * (64 * 2**20)})
    monkeypatch.setattr(safety, "inflate", lambda *_: pytest.fail("it was unpacked"))
    found = refused(bomb)
    assert found.code == "sheet.bomb"
    assert len(bomb) < 100_000


def test_parts_that_are_too_large_together_are_refused_before_they_are_unpacked() -> None:
    honest = BytesIO(archive({f"xl/{number}": b"" for number in range(60)}))
    content = bytearray(honest.getvalue())
    for at in _directory(content):
        struct.pack_into("<II", content, at + 20, 2**20, 12 * 2**20)
    found = refused(bytes(content))
    assert found.code == "sheet.too_large"
    assert "720 MB" in found.words.zh


def _directory(content: bytes) -> list[int]:
    """Where the entries of the directory begin."""
    found, at = [], 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        found.append(at)
        at += 4
    return found


@pytest.mark.parametrize("shift", [-5, 5])
def test_a_directory_that_lies_about_a_part_is_found_out_while_unpacking(shift: int) -> None:
    content = bytearray(LIST)
    for at in _directory(content):
        name = content[at + 46 : at + 46 + struct.unpack_from("<H", content, at + 28)[0]]
        if name == SHEET.encode():
            size = struct.unpack_from("<I", content, at + 24)[0]
            struct.pack_into("<I", content, at + 24, size + shift)
    assert refused(bytes(content)).code == "sheet.damaged"


def test_a_directory_that_says_little_of_a_bomb_does_not_get_it_unpacked() -> None:
    bomb = bytearray(archive({"xl/workbook.xml": b"x" * 100, "xl/huge.xml": b"\0" * (64 * 2**20)}))
    for at in _directory(bomb):
        struct.pack_into("<I", bomb, at + 24, 100)
    source = sources.source_of(bytes(bomb), "x.xlsx")
    with source.open() as file:
        members = safety.open_archive(source, file).infolist()
        with pytest.raises(Refused) as found:
            safety.drain(source, file, members)
    assert found.value.code == "sheet.damaged"


def test_a_changed_byte_in_a_part_is_found_out() -> None:
    stored = BytesIO()
    with ZipFile(BytesIO(LIST)) as old, ZipFile(stored, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert refused(stored.getvalue().replace("王小明".encode(), "王大明".encode())).code == "sheet.damaged"


def test_a_part_packed_in_an_unusual_way_or_cut_off_is_damaged() -> None:
    out = BytesIO()
    with ZipFile(BytesIO(LIST)) as old, ZipFile(out, "w", ZIP_LZMA) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert refused(out.getvalue()).code == "sheet.damaged"
    short = bytearray(LIST)
    for at in _directory(short):
        packed = struct.unpack_from("<I", short, at + 20)[0]
        struct.pack_into("<I", short, at + 20, packed - 2)
    assert refused(bytes(short)).code == "sheet.damaged"
    far = bytearray(LIST)
    for at in _directory(far):
        struct.pack_into("<I", far, at + 20, 2**30)
    assert refused(bytes(far)).code == "sheet.damaged"


def test_more_parts_than_any_workbook_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "MEMBER_LIMIT", 3)
    assert refused(LIST).code == "sheet.too_large"


def test_a_file_that_is_too_large_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "FILE_LIMIT", 100)
    assert refused(LIST).code == "sheet.too_large"


def stream(name: str, start: int) -> bytes:
    title = name.encode("utf-16-le") + b"\0\0"
    entry = bytearray(128)
    entry[: len(title)] = title
    struct.pack_into("<H", entry, 64, len(title))
    entry[66] = 2
    struct.pack_into("<I", entry, 116, start)
    return bytes(entry)


def compound(streams: list[bytes], first: bytes = b"") -> bytes:
    """A container with its directory in sector 0 and one stream in sector 1."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 0)
    return bytes(header) + b"".join(streams).ljust(512, b"\0") + first.ljust(512, b"\0")


def test_a_locked_workbook_is_refused_with_how_to_unlock_it() -> None:
    locked = refused(compound([stream("EncryptedPackage", 1)]))
    assert locked.code == "sheet.password"
    assert "密码" in locked.words.zh
    globals_ = struct.pack("<HH16xHHH", 0x0809, 16, 0x002F, 2, 0)
    assert refused(compound([stream("Workbook", 1)], globals_), "旧.xls").code == "sheet.password"
    assert refused(compound([stream("Book", 1)], globals_), "旧.xls").code == "sheet.password"


def test_other_office_files_of_the_old_kind_are_told_apart() -> None:
    assert refused(compound([stream("WordDocument", 1)])).code == "sheet.not_a_sheet"
    assert refused(compound([stream("Contents", 1)])).code == "sheet.damaged"
    assert refused(compound([stream("Workbook", 1)], b"\x09\x08\x10\x00")).code == "sheet.damaged"


def test_a_workbook_whose_parts_are_locked_is_refused() -> None:
    content = bytearray(LIST)
    for at in _directory(content):
        content[at + 8] |= 1
    assert refused(bytes(content)).code == "sheet.password"
    manifest = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    locked = repacked(ods([(1, [(1, "x", {})])]), {"META-INF/manifest.xml": lambda _: manifest})
    assert refused(locked).code == "sheet.password"


def test_two_cells_a_million_rows_apart_are_not_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def add(book: xlsxwriter.Workbook) -> None:
        book.worksheets()[0].write_string(1_048_575, 16_383, "z")

    assert refused(xlsx({"s": [["a"]]}, add)).code == "sheet.too_large"


@pytest.mark.parametrize(
    "cell",
    [
        "<c r='XFD1048576' t='b'><v>1</v></c>",
        '<c t="b" r = "ZZ1000000"><v>1</v></c>',
        '<c r="A9999999"><v>1</v></c>',
    ],
)
def test_a_far_cell_is_seen_however_it_is_spelled(cell: str) -> None:
    far = repacked(
        LIST,
        {
            SHEET: lambda sheet: sheet.replace(
                b"</sheetData>", f"<row r='1048576'>{cell}</row></sheetData>".encode()
            )
        },
    )
    assert refused(far).code == "sheet.too_large"


def test_a_wide_sheet_with_formats_to_its_end_is_read() -> None:
    def add(book: xlsxwriter.Workbook) -> None:
        sheet = book.worksheets()[0]
        sheet.write_blank(0, 16_383, None, book.add_format({"bold": True}))
        sheet.write_string(5, 300, "远")

    with read(xlsx({"s": [["a"] * 40]}, add)) as book:
        numbers = {number: len(cells) for number, cells in book.sheets[0].rows()}
    assert numbers == {1: 301, 6: 301}


def test_one_long_text_used_a_million_times_is_not_copied_out(monkeypatch: pytest.MonkeyPatch) -> None:
    book = xlsx({"s": [["长" * 5000, "短"], *[["长" * 5000]] * 300]})
    with read(book) as opened:
        assert len(list(opened.sheets[0].rows())) == 301
    monkeypatch.setattr(scanning, "TEXT_LIMIT", 10**6)
    assert refused(book).code == "sheet.too_large"


def test_a_row_longer_than_any_row_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "ROW_TEXT_LIMIT", 1000)
    monkeypatch.setattr(safety, "PIECE", 500)
    assert refused(xlsx({"s": [[f"文字{number}" for number in range(200)]]})).code == "sheet.too_large"


def test_a_sheet_part_that_is_none_is_damaged() -> None:
    assert refused(repacked(LIST, {SHEET: lambda _: "<worksheet/>".encode("utf-16")})).code == "sheet.damaged"
    assert refused(repacked(LIST, {SHEET: lambda sheet: sheet[:-60]})).code == "sheet.damaged"


def test_a_sheet_that_is_announced_but_not_there_is_refused_not_skipped() -> None:
    assert refused(repacked(LIST, {}, drop=[SHEET])).code == "sheet.damaged"


@pytest.mark.parametrize(
    "rows",
    [
        [(1, [(1, "a", {})]), (900_000, [(20, "z", {})])],
        [(1, [(16_384, "z", {})]), (2000, [(1, "z", {})])],
        [(1, [(1, "a", {})]), (1_048_000, [(1, "", {})]), (1, [(30, "z", {})])],
        [(1000, [(1, "z" * 1000, {})]), (100, [(700, "y" * 10_000, {})])],
    ],
)
def test_an_ods_whose_repeated_cells_would_fill_memory_is_refused(
    rows: list[tuple[int, list[tuple[int, object, dict[str, object]]]]],
) -> None:
    content = ods(rows)
    assert len(content) < 10_000
    assert refused(content, "名单.ods").code == "sheet.too_large"


def test_an_ods_without_content_is_damaged() -> None:
    whole = ods([(1, [(1, "x", {})])])
    assert refused(repacked(whole, {}, drop=["content.xml"])).code == "sheet.not_a_sheet"
    assert "office:spreadsheet" in part(whole, "content.xml")


def test_a_wrong_encoding_is_refused_with_line_and_byte() -> None:
    good = delimited([["姓名", "电话"], ["王小明", "1"], ["李明珠", "2"]])
    broken = good.replace("李".encode(), b"\xe6\xff")
    found = refused(broken, "名单.csv")
    assert (found.code, found.data["line"], found.data["tried"]) == ("sheet.encoding", 3, "UTF-8")
    assert found.data["byte"] == broken.index(b"\xe6\xff") + 1
    chinese = delimited([["姓名", "电话"], ["王小明", "1"]], encoding="gb18030") + b"\xff\xff,2"
    found = refused(chinese, "名单.csv")
    assert (found.data["line"], found.data["tried"]) == (3, "GB 18030")
    assert refused(b"\xff\xfea\x00b", "名单.csv").data["tried"] == "UTF-16"
    assert refused(b"\xef\xbb\xbfa,b\n\xff,1", "名单.csv").data["line"] == 2


def test_a_quotation_mark_left_open_is_refused_where_it_was_opened() -> None:
    lines = [
        "姓名,住址",
        '王小明,"和平村3号',
        *[f"李{number},和平村,备注文字备注文字备注文字" for number in range(3000)],
    ]
    found = refused("\n".join(lines).encode(), "名单.csv")
    assert (found.code, found.data["line"]) == ("sheet.quotes", 2)
    assert refused(('a,"' + "x" * 200_000).encode(), "名单.csv").code == "sheet.quotes"


def test_a_line_break_within_quotation_marks_is_honest() -> None:
    with read(b'a,"b\nc",d\n\nx;y,z\n', "s.csv") as book:
        assert list(book.sheets[0].rows()) == [(1, ["a", "b\nc", "d"]), (3, ["x;y", "z"])]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("sep=|\na|b\n1|2", "|"),
        ("a;b\n1,5;2,5\n3,5;4,5", ";"),
        ('a\tb\n"x,y,z"\t1', "\t"),
        ("姓名\n王小明", ","),
        ("", ","),
    ],
)
def test_the_delimiter_is_the_one_that_cuts_evenly(text: str, delimiter: str) -> None:
    with read((text or "\n").encode(), "s.txt") as book:
        assert book.delimiter == delimiter
        first = next(iter(book.sheets[0].rows()), None)
    if text.startswith("sep="):
        assert first == (2, ["a", "b"])


def test_reading_a_file_leaves_it_closed_when_it_is_refused(tmp_path: Path) -> None:
    at = tmp_path / "x.xlsx"
    at.write_bytes(LIST[:-30])
    with pytest.raises(Refused):
        read(at)
    at.unlink()


@pytest.mark.parametrize(
    "tag", [b"<c ", b"<row ", b'<c t="e">', b"<c><f>", b"<mergeCell ", b"<row hidden='1' "]
)
def test_a_part_full_of_tags_that_never_end_is_looked_through_in_no_time(tag: bytes) -> None:
    begun = time.process_time()
    hostile = repacked(LIST, {SHEET: lambda sheet: sheet.replace(b"</sheetData>", tag * (2**21 // len(tag)))})
    with suppress(Refused):
        read(hostile, "名单.xlsx").close()
    assert time.process_time() - begun < 5

"""Reading any spreadsheet that people send: what it is, whether it is safe, then its sheets."""

from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import PurePath
from typing import BinaryIO
from zipfile import ZipInfo

from lianfang.core.intake.cells import Cell
from lianfang.gateway.sheets import binary, compound, delimited, opendocument, refusals, scanning, webpage
from lianfang.gateway.sheets.grids import Grids, make_sheet
from lianfang.gateway.sheets.package import WORKBOOK, members_of, read_package
from lianfang.gateway.sheets.safety import content, open_archive
from lianfang.gateway.sheets.scanning import Look
from lianfang.gateway.sheets.source import Source, source_of
from lianfang.gateway.sheets.workbook import Rows, Sheet, Workbook, is_blank

_OTHERS = {
    b"%PDF": ("PDF 文件", "a PDF"),
    b"\x89PNG": ("图片", "a picture"),
    b"\xff\xd8\xff": ("图片", "a picture"),
    b"GIF8": ("图片", "a picture"),
    b"Rar!": ("压缩包", "an archive"),
    b"7z\xbc\xaf": ("压缩包", "an archive"),
    b"\x1f\x8b": ("压缩包", "an archive"),
    b"{\\rtf": ("文稿", "a text document"),
}


def read(given: str | PathLike[str] | bytes, filename: str | None = None) -> Workbook:
    """Open a file (path or bytes) as a workbook; ``filename`` is what its sender calls it.

    The kind is told by content. Refused as a whole: not a spreadsheet, locked, damaged or cut short, in an
    unknown encoding, or beyond what fits in memory. Macros and external links are never run or followed.
    """
    source = source_of(given, filename)
    head = source.head(4096)
    for magic, what in _OTHERS.items():
        if head.startswith(magic):
            raise refusals.not_a_sheet(source.filename, what)
    if head.startswith(b"PK"):
        return _with_file(source, _read_archive)
    if head.startswith(compound.MAGIC):
        return _with_file(source, _read_compound)
    return _read_text(source, head)


def _with_file(source: Source, read_it: Callable[[Source, BinaryIO], Workbook]) -> Workbook:
    file = source.open()
    try:
        return read_it(source, file)
    except BaseException:
        file.close()
        raise


def _read_archive(source: Source, file: BinaryIO) -> Workbook:
    archive = open_archive(source, file)
    names = members_of(archive)
    if WORKBOOK in names:
        package = read_package(source, file, archive)
        looks = scanning.look(source, file, package)
        grids = Grids(source, file)
        sheets = [
            make_sheet(grids, number, seen=_at(looks, number[0]), durations=package.durations)
            for number in grids.numbered()
        ]
        return Workbook(source.filename, "xlsx", tuple(sheets), package.date1904, _close=grids.close)
    if "content.xml" in names and _is_spreadsheet(source, file, names):
        return _read_ods(source, file, opendocument.look(source, file, archive))
    if "xl/workbook.bin" in names:
        raise refusals.unsupported(source.filename, "二进制工作簿(xlsb)", "a binary workbook (xlsb)")
    if "index/document.iwa" in names or any(name.endswith(".numbers") for name in names):
        raise refusals.unsupported(source.filename, "Numbers 表格", "a Numbers sheet")
    raise refusals.not_a_sheet(source.filename, ("压缩包或文稿", "an archive or a text document"))


def _is_spreadsheet(source: Source, file: BinaryIO, names: dict[str, ZipInfo]) -> bool:
    return "mimetype" not in names or b"spreadsheet" in content(source, file, names["mimetype"])


def _read_ods(source: Source, file: BinaryIO, looks: list[Look]) -> Workbook:
    grids = Grids(source, file)
    sheets = (
        make_sheet(grids, number, seen=_at(looks, number[0]), durations=True) for number in grids.numbered()
    )
    return Workbook(source.filename, "ods", tuple(sheets), _close=grids.close)


def _read_compound(source: Source, file: BinaryIO) -> Workbook:
    compound.check(source, file)
    unshown = binary.hidden(file)
    grids = Grids(source, file)
    sheets = []
    for number in grids.numbered():
        rows, columns = unshown[number[0]] if number[0] < len(unshown) else (set(), set())
        seen = Look(hidden_rows=rows, hidden_columns=columns, merges=list(grids.merges(number[0])))
        sheets.append(make_sheet(grids, number, seen=seen, durations=True))
    return Workbook(source.filename, "xls", tuple(sheets), _close=grids.close)


def _at(looks: list[Look], index: int) -> Look:
    return looks[index] if index < len(looks) else Look()


def _read_text(source: Source, head: bytes) -> Workbook:
    start = _judged_text(source, head)
    if webpage.is_page(start):
        return webpage.read_page(source)
    text, encoding = delimited.decode(source, source.content())
    delimiter = delimited.delimiter_of(text)
    name = PurePath(source.filename).stem or source.filename
    sheet = Sheet(
        name=name,
        hidden=False,
        hidden_rows=frozenset(),
        hidden_columns=frozenset(),
        last_row=text.count("\n") + 1,
        merges=(),
        _rows=lambda: _text_rows(delimited.rows(source, text, delimiter)),
    )
    return Workbook(source.filename, "csv", (sheet,), encoding=encoding, delimiter=delimiter)


def _judged_text(source: Source, head: bytes) -> bytes:
    """How a text begins, without mark and blanks; refused where it is none, or of a kind not read."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in head and not wide:
        raise refusals.not_a_sheet(source.filename)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:20].lower().startswith(b"mime-version:"):
        raise refusals.unsupported(source.filename, "改了扩展名的网页归档(mht)", "a web archive (mht)")
    if start.startswith(b"<?xml"):
        raise refusals.unsupported(source.filename, "XML 文件(如 XML 表格 2003)", "an XML file")
    if start.startswith((b"{", b"[{")):
        raise refusals.not_a_sheet(source.filename, ("JSON 数据", "JSON data"))
    return start


def _text_rows(rows: Iterator[tuple[int, list[str]]]) -> Rows:
    for number, raw in rows:
        cells: list[Cell] = [cell or None for cell in raw]
        if not is_blank(cells):
            yield number, cells

"""Writing numbers into somebody else's xlsx: their workbook, their layout, only the cells named are changed.

Everything else of the archive goes through as it came. Formulas stay, without the results that were stored
with them, and the workbook is told to calculate when it is opened. A cell that holds a formula is left alone.
"""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from os import PathLike
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from lianfang.core.intake.cells import column_letters
from lianfang.core.refusal import Refused
from lianfang.gateway.sheets.package import WORKBOOK, Package, attributes, read_package
from lianfang.gateway.sheets.safety import content, inflate, open_archive
from lianfang.gateway.sheets.scanning import at_rows, column_index, prefix_of
from lianfang.gateway.sheets.source import Source, source_of

Cells = Mapping[str, Mapping[tuple[int, int], int]]
"""By sheet, the numbers to write; rows from 1, columns from 0."""

LARGEST = 2 * 2**20
"""Bytes of the largest form that is taken (convention): a form is small, a list is not."""
_NAMES = re.compile(rb"<(?:\w+:)?sheet\s([^<>]*)>")
_ROW_NUMBER = re.compile(rb"\br\s*=\s*[\"']([0-9]+)[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*?)(?:/>|>((?:(?!<(?:\w+:)?c\b).)*?)</(?:\w+:)?c>)", re.DOTALL)
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]+)([0-9]+)[\"']")
_STYLE = re.compile(rb"\ss\s*=\s*[\"']([0-9]+)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_RESULT = re.compile(
    rb"(<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>))\s*<(?:\w+:)?v(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?v>)"
)
_CALCULATION = re.compile(rb"<(?:\w+:)?calcPr\b[^<>]*?(?:/>|>\s*</(?:\w+:)?calcPr>)")
_BEHIND_NAMES = re.compile(rb"</(?:\w+:)?(?:sheets|externalReferences|definedNames)>")


def formulas(original: bytes | str | PathLike[str], filename: str) -> dict[str, frozenset[tuple[int, int]]]:
    """The cells of each sheet that the form calculates by itself. Refused: anything but an xlsx."""
    source = _form(original, filename)
    with source.open() as file, open_archive(source, file) as archive:
        package = read_package(source, file, archive)
        return {
            name: frozenset(_with_formula(source, file, package, part))
            for name, part in _parts(source, file, package).items()
        }


def refill(original: bytes | str | PathLike[str], filename: str, cells: Cells) -> bytes:
    """The same workbook with these numbers in it. Refused: anything but an xlsx."""
    source = _form(original, filename)
    with source.open() as file, open_archive(source, file) as archive:
        package = read_package(source, file, archive)
        wanted = {part: cells.get(name, {}) for name, part in _parts(source, file, package).items()}
        out = BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED) as target:
            for name, member in package.members.items():
                with target.open(member.filename.replace("\\", "/"), "w") as part:
                    pieces = inflate(source, file, member)
                    if name in wanted:
                        pieces = _sheet(source, pieces, dict(wanted[name]))
                    elif name == WORKBOOK:
                        pieces = iter([_calculate_when_opened(content(source, file, member))])
                    for piece in pieces:
                        part.write(piece)
        return out.getvalue()


def _form(original: bytes | str | PathLike[str], filename: str) -> Source:
    source = source_of(original, filename)
    if source.size > LARGEST:
        raise Refused(
            "form.too_large",
            "文件超过 {most} MB,不像是空表;名单请在“名单”里接收",
            "the file has more than {most} MB and is no blank form; lists are received under Lists",
            most=LARGEST // 2**20,
        )
    if not source.head(4).startswith(b"PK\x03\x04"):
        raise Refused(
            "form.not_xlsx",
            "回填只认 xlsx。请在表格软件里打开,另存为“Excel 工作簿(.xlsx)”再上传",
            "only xlsx can be filled: open it in your spreadsheet program, save it as xlsx, and upload that",
        )
    return source


def _parts(source: Source, file: BinaryIO, package: Package) -> dict[str, str]:
    tags = _NAMES.findall(content(source, file, package.members[WORKBOOK]))
    named = zip(tags, package.sheets, strict=True)
    return {attributes(tag).get("name", ""): part for tag, part in named if part}


def _with_formula(source: Source, file: BinaryIO, package: Package, part: str) -> Iterator[tuple[int, int]]:
    for text in at_rows(source, inflate(source, file, package.members[part])):
        for found in _CELL.finditer(text):
            place = _PLACE.search(found[1])
            if place and found[2] and _FORMULA.search(found[2]):
                yield int(place[2]), column_index(place[1].decode())


def _sheet(source: Source, pieces: Iterator[bytes], numbers: dict[tuple[int, int], int]) -> Iterator[bytes]:
    by_row: dict[int, dict[int, int]] = {}
    for (row, column), number in numbers.items():
        by_row.setdefault(row, {})[column] = number
    prefix: bytes | None = None
    for text in at_rows(source, pieces):
        if prefix is None:
            prefix = prefix_of(text) or b""
        yield _rows(_RESULT.sub(rb"\1", text), prefix, by_row)
    if by_row:
        raise Refused("form.row_gone", "表中没有第 {row} 行", "the form has no row {row}", row=min(by_row))


def _rows(text: bytes, prefix: bytes, by_row: dict[int, dict[int, int]]) -> bytes:
    start = b"<%brow" % prefix
    head, *rows = text.split(start)
    return b"".join([head, *(start + _row(row, prefix, by_row) for row in rows)])


def _row(text: bytes, prefix: bytes, by_row: dict[int, dict[int, int]]) -> bytes:
    """One row from behind the name of its tag to the start of the next, with its numbers."""
    tag, _, rest = text.partition(b">")
    told = _ROW_NUMBER.search(tag)
    numbers = by_row.pop(int(told[1]), {}) if told and tag[:1].isspace() else {}
    if not numbers:
        return text
    close = b"</%brow>" % prefix
    inside, behind = (b"", rest) if tag.endswith(b"/") else rest.split(close, 1)
    row = int(told[1]) if told else 0
    return b"%b>%b%b%b" % (tag.removesuffix(b"/"), _cells(inside, prefix, row, numbers), close, behind)


def _cells(inside: bytes, prefix: bytes, row: int, numbers: Mapping[int, int]) -> bytes:
    """The cells of a row in order; a number keeps the style of the cell it goes into."""
    cells: dict[int, bytes] = {}
    for found in _CELL.finditer(inside):
        if place := _PLACE.search(found[1]):
            index = column_index(place[1].decode())
            calculated = bool(found[2] and _FORMULA.search(found[2]))
            style = _STYLE.search(found[1])
            cells[index] = (
                found[0]
                if index not in numbers or calculated
                else _cell(prefix, row, index, numbers[index], style[0] if style else b"")
            )
    for index, number in numbers.items():
        cells.setdefault(index, _cell(prefix, row, index, number, b""))
    return b"".join(cells[index] for index in sorted(cells))


def _cell(prefix: bytes, row: int, column: int, number: int, style: bytes) -> bytes:
    place = f"{column_letters(column)}{row}".encode()
    return b'<%bc r="%b"%b><%bv>%d</%bv></%bc>' % (prefix, place, style, prefix, number, prefix, prefix)


def _calculate_when_opened(workbook: bytes) -> bytes:
    bare = _CALCULATION.sub(b"", workbook)
    found = list(_BEHIND_NAMES.finditer(bare))
    if not found:
        return workbook
    prefix = re.match(rb"</(\w+:)?", found[-1][0])
    tag = b'<%bcalcPr fullCalcOnLoad="1"/>' % ((prefix and prefix[1]) or b"")
    return bare[: found[-1].end()] + tag + bare[found[-1].end() :]

"""The same quick look through an ods file, where one written row or cell can stand for a million."""

import re
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZipFile

from lianfang.gateway.sheets import refusals
from lianfang.gateway.sheets.package import attributes, members_of
from lianfang.gateway.sheets.safety import CELL_LIMIT, TEXT_LIMIT, content, drain
from lianfang.gateway.sheets.scanning import COLUMN_LIMIT, Look
from lianfang.gateway.sheets.source import Source

CONTENT_LIMIT = 200 * 2**20
"""Most bytes of the content part, which is held whole."""

_TABLE, _TABLE_END = re.compile(rb"<table:table(?=[\s>])"), b"</table:table>"
_ROW, _ROW_END = b"<table:table-row", b"</table:table-row>"
_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^<>]*)>")
_COLUMN = re.compile(rb"<table:table-column(?=[\s/>])([^<>]*)>")
_UNSHOWN = ("collapse", "filter")
_VALUE = b"office:value-type"
_REPEATED = b"-repeated="
_SPANNED = b"number-rows-spanned="


def look(source: Source, file: BinaryIO, archive: ZipFile) -> list[Look]:
    """What is seen of each table in order."""
    members = members_of(archive)
    manifest = members.get("meta-inf/manifest.xml")
    if manifest and b"encryption-data" in content(source, file, manifest):
        raise refusals.password(source.filename)
    if members["content.xml"].file_size > CONTENT_LIMIT:
        raise refusals.too_large(source.filename, "内容过多", "holds too much")
    drain(source, file, [member for name, member in members.items() if name != "content.xml"])
    text = content(source, file, members["content.xml"])
    return [_Scan(source).run(table.partition(_TABLE_END)[0]) for table in _TABLE.split(text)[1:]]


class _Scan:
    """The look through one table, row by row."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen = Look()
        self.width, self.volume = 0, 0

    def run(self, table: bytes) -> Look:
        """The look through the rows of a table; refused where what they stand for would not fit."""
        head, *texts = table.split(_ROW)
        self._columns(head)
        row = 0
        for text in texts:
            tag, _, cells = text.partition(_ROW_END)[0].partition(b">")
            count, hidden = _row_tag(tag)
            if _VALUE in cells:
                self._cells(cells, row, count)
                self.seen.last_row = row + count
                self._judge()
                if hidden:
                    self.seen.hidden_rows.update(range(row + 1, row + count + 1))
            row += count
        return self.seen

    def _columns(self, head: bytes) -> None:
        column = 0
        for tag in _COLUMN.findall(head):
            told = attributes(tag)
            count = min(_count(told.get("number-columns-repeated")), COLUMN_LIMIT)
            if told.get("visibility") in _UNSHOWN:
                self.seen.hidden_columns.update(range(column, column + count))
            column += count

    def _cells(self, cells: bytes, row: int, count: int) -> None:
        plain = _REPEATED not in cells and _SPANNED not in cells
        if plain:
            self.width = max(self.width, cells.count(b"table-cell ") + cells.count(b"covered-table-cell/"))
        repeats = [1] if plain else [self._cell(place, row) for place in _places(cells)]
        self.volume += count * max(repeats, default=1) * len(cells)

    def _cell(self, place: tuple[int, int, bytes], row: int) -> int:
        column, repeat, tag = place
        if _VALUE not in tag:
            return 1
        self.width = max(self.width, column + repeat)
        if _SPANNED in tag:
            told = attributes(tag)
            down, right = (_count(told.get(f"number-{line}-spanned")) for line in ("rows", "columns"))
            self.seen.merges.append(((row, column), (row + down - 1, column + right - 1)))
        return repeat

    def _judge(self) -> None:
        if self.width * self.seen.last_row > CELL_LIMIT or self.volume > TEXT_LIMIT:
            raise refusals.too_large(
                self.source.filename,
                "单元格范围过大(行数×列数)",
                "covers too many cells (rows times columns)",
            )


def _row_tag(inside: bytes) -> tuple[int, bool]:
    """How many rows a tag stands for, and whether they are hidden by hand or by a filter."""
    if b"=" not in inside:
        return 1, False
    told = attributes(inside)
    return _count(told.get("number-rows-repeated")), told.get("visibility") in _UNSHOWN


def _places(cells: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Each cell tag with its first column and the number of columns it stands for."""
    column = 0
    for tag in _CELL.findall(cells):
        repeat = _count(attributes(tag).get("number-columns-repeated")) if _REPEATED in tag else 1
        yield column, repeat, tag
        column += repeat


def _count(text: str | None) -> int:
    return max(int(text), 1) if text and text.isdecimal() else 1

"""One quick look through the parts of a workbook, for what its reader does not tell.

The reader gives values only. It does not say which rows and columns are hidden, shows error values and
formulas without a result as empty cells, and lays a sheet out as one full rectangle however few cells are
in it. The look runs with patterns over the unpacked pieces, about a third of the time the reading takes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import BinaryIO
from zipfile import ZipInfo

from lianfang.gateway.sheets import refusals
from lianfang.gateway.sheets.package import Package, attributes
from lianfang.gateway.sheets.safety import CELL_LIMIT, PIECE, TEXT_LIMIT, content, drain, inflate
from lianfang.gateway.sheets.source import Source

ROW_LIMIT = 1_048_576
COLUMN_LIMIT = 16_384
ROW_TEXT_LIMIT = 64 * PIECE
FORMULA_WITHOUT_RESULT = "=?"
"""What stands for a shared formula that was never calculated; other formulas stand as they are written."""

Merge = tuple[tuple[int, int], tuple[int, int]]

_LONG_TEXT = 4096
_NARROW = 26


@dataclass(slots=True)
class Look:
    """What was seen of one sheet. Rows count from 1, columns from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    written: dict[int, dict[int, str]] = field(default_factory=dict)
    """By row and column: error values and formulas without a result, which the reader leaves empty."""
    last_row: int = 0
    merges: list[Merge] = field(default_factory=list)
    """Merged rectangles, ((top, left), (bottom, right)), rows and columns from 0."""


def column_index(letters: str) -> int:
    """``A`` is 0, ``Z`` 25, ``AA`` 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _rectangle(found: tuple[bytes, bytes, bytes, bytes]) -> Merge:
    left, top, right, bottom = found
    first = (int(top) - 1, column_index(left.decode()))
    return first, (int(bottom) - 1, column_index(right.decode()))


class _Patterns:
    """The patterns for one sheet, whose tags may all carry a namespace prefix."""

    def __init__(self, prefix: bytes) -> None:
        open_, close = b"<" + prefix, b"</" + prefix
        self.row = open_ + b"row"
        self.unusual = re.compile(open_ + rb"c\b(?! r=\"[A-Z][0-9]{1,6}\")")
        self.wide = re.compile(rb"\sr\s*=\s*[\"'](?:([A-Z]{2,})[0-9]|[A-Z]+[0-9]{7})")
        self.place = re.compile(rb"\br\s*=\s*[\"']([A-Z]+)([0-9]+)[\"']")
        self.number = re.compile(open_ + rb"row\b[^<>]*?\br\s*=\s*[\"']([0-9]+)")
        self.hidden = re.compile(open_ + rb"row\b([^<>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'][^<>]*)>")
        self.column = re.compile(open_ + rb"col\b([^<>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'][^<>]*)>")
        self.error = re.compile(
            open_
            + rb"c\b([^<>]*\bt\s*=\s*[\"']e[\"'][^<>]*)>(?:(?!</?"
            + prefix
            + rb"c\b).)*?<"
            + prefix
            + rb"v>([^<]*)<",
            re.DOTALL,
        )
        self.formula = re.compile(
            open_
            + rb"c\b([^<>]*)>\s*"
            + open_
            + rb"f\b[^<>]*?(?:/>|>([^<]*)"
            + close
            + rb"f>)\s*(?:"
            + open_
            + rb"v\s*/>|"
            + open_
            + rb"v>"
            + close
            + rb"v>)?\s*"
            + close
            + rb"c>"
        )
        self.value = re.compile(
            open_ + rb"c\b[^<>]*?\sr\s*=\s*[\"']([A-Z]+)([0-9]+)[\"'][^<>]*(?<!/)>(?!\s*" + close + rb")"
        )
        self.merged = re.compile(
            open_ + rb"mergeCell\b[^<>]*\bref\s*=\s*[\"']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)[\"']"
        )
        self.shared = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^<>]*>\s*" + open_ + rb"v>([0-9]+)<")


_ROOT = re.compile(rb"<(\w+:)?worksheet\b")


def prefix_of(head: bytes) -> bytes | None:
    """The namespace prefix of a sheet's tags, with colon, empty where there is none; None for no sheet."""
    root = _ROOT.search(head)
    return (root[1] or b"") if root else None


def at_rows(source: Source, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of a sheet cut anew, each before the start of a row; the first begins with the sheet's head.

    Refused where it is no sheet, or one row has more than :data:`ROW_TEXT_LIMIT` bytes.
    """
    rest = next(pieces, b"")
    prefix = prefix_of(rest)
    if prefix is None:
        raise refusals.damaged(source.filename, "工作表部件无法识别", "a sheet part cannot be recognised")
    start = b"<" + prefix + b"row"
    for piece in pieces:
        rest += piece
        cut = rest.rfind(start)
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        if len(rest) > ROW_TEXT_LIMIT:
            raise refusals.too_large(source.filename, "有一行过长", "has a row that is too long")
    yield rest


def look(source: Source, file: BinaryIO, package: Package) -> list[Look]:
    """What is seen of each sheet, in order; refused where the parts are broken or would not fit in memory."""
    parts = [part for part in package.sheets if part]
    drain(source, file, [member for name, member in package.members.items() if name not in parts])
    lengths = _long_texts(source, file, package)
    return [
        _look_at(source, file, package.members[part], lengths) if part else Look() for part in package.sheets
    ]


def _look_at(source: Source, file: BinaryIO, member: ZipInfo, lengths: list[int]) -> Look:
    scan = _Scan(source, lengths, exact=False)
    seen = scan.run(inflate(source, file, member))
    if scan.width <= _NARROW:
        return seen
    return _Scan(source, lengths, exact=True).run(inflate(source, file, member))


def _long_texts(source: Source, file: BinaryIO, package: Package) -> list[int]:
    """The lengths of the shared texts, empty where none is long enough to matter."""
    member = package.members.get("xl/sharedstrings.xml")
    if member is None:
        return []
    texts = re.split(rb"</(?:\w+:)?si>", content(source, file, member))
    lengths = [len(text) for text in texts]
    return lengths if max(lengths) > _LONG_TEXT else []


class _Scan:
    """The look through one sheet, piece by piece, each cut at the start of a row."""

    def __init__(self, source: Source, lengths: list[int], *, exact: bool) -> None:
        self.source, self.lengths, self.exact = source, lengths, exact
        self.seen = Look()
        self.width, self.volume = _NARROW, 0
        self.rectangle = _Rectangle()
        self.patterns: _Patterns | None = None

    def run(self, pieces: Iterator[bytes]) -> Look:
        """The look through all pieces; the first tells prefix and hidden columns, the last what is merged."""
        text = b""
        for text in at_rows(self.source, pieces):
            if self.patterns is None:
                self.patterns = _Patterns(prefix_of(text) or b"")
                self._columns(text, self.patterns)
            self._see(text, self.patterns)
        if self.patterns:
            self.seen.merges.extend(map(_rectangle, self.patterns.merged.findall(text)))
        return self.seen

    def _columns(self, head: bytes, patterns: _Patterns) -> None:
        for tag in patterns.column.findall(head):
            told = attributes(tag)
            first, last = int(told.get("min", 0)), int(told.get("max", 0))
            self.seen.hidden_columns.update(range(max(first, 1) - 1, min(last, COLUMN_LIMIT)))

    def _see(self, text: bytes, patterns: _Patterns) -> None:
        for tag in patterns.hidden.findall(text):
            self.seen.hidden_rows.add(int(attributes(tag).get("r", 0)))
        if b't="e"' in text:
            self._write(patterns, patterns.error.findall(text))
        if patterns.row[:-3] + b"f" in text:
            self._write(
                patterns,
                (
                    (cell, b"=" + formula if formula else FORMULA_WITHOUT_RESULT.encode())
                    for cell, formula in patterns.formula.findall(text)
                    if attributes(cell).get("t") != "str"
                ),
            )
        if last := patterns.number.search(text, max(text.rfind(patterns.row), 0)):
            self.seen.last_row = max(self.seen.last_row, int(last[1]))
        self._measure(text, patterns)

    def _write(self, patterns: _Patterns, cells: Iterable[tuple[bytes, bytes]]) -> None:
        for cell, text in cells:
            if place := patterns.place.search(cell):
                row, column = int(place[2]), column_index(place[1].decode())
                shown = unescape(text.decode("utf-8", "replace"))
                self.seen.written.setdefault(row, {})[column] = shown

    def _measure(self, text: bytes, patterns: _Patterns) -> None:
        """Refuse a rectangle or a volume of text that would not fit.

        Up to 26 columns always fit, so that the cells are counted only in a second look at wider sheets.
        Cells with a format but no value do not count: they are not read.
        """
        if patterns.unusual.search(text):
            for letters in set(patterns.wide.findall(text)):
                self.width = max(self.width, column_index(letters.decode()) + 1 if letters else COLUMN_LIMIT)
        if self.exact:
            self.rectangle.cover(patterns.value.findall(text))
            if self.rectangle.cells > CELL_LIMIT or self.rectangle.beyond:
                raise refusals.too_large(
                    self.source.filename,
                    "单元格范围过大(行数×列数)",
                    "covers too many cells (rows times columns)",
                )
        if self.lengths:
            lengths = self.lengths
            used = map(int, patterns.shared.findall(text))
            self.volume += sum(lengths[index] for index in used if index < len(lengths))
            if self.volume > TEXT_LIMIT:
                raise refusals.too_large(self.source.filename, "文字量过大", "holds too much text")


@dataclass(slots=True)
class _Rectangle:
    """The smallest rectangle around the cells that hold a value."""

    top: int = ROW_LIMIT
    bottom: int = 0
    left: int = COLUMN_LIMIT
    right: int = 0

    def cover(self, cells: list[tuple[bytes, bytes]]) -> None:
        columns = [column_index(letters.decode()) for letters in {letters for letters, _ in cells}]
        rows = [int(number) for number in {number for _, number in cells}]
        if columns and rows:
            self.left, self.right = min(self.left, *columns), max(self.right, *columns)
            self.top, self.bottom = min(self.top, *rows), max(self.bottom, *rows)

    @property
    def cells(self) -> int:
        """Cells of the rectangle, empty ones included."""
        return max(self.bottom - self.top + 1, 0) * max(self.right - self.left + 1, 0)

    @property
    def beyond(self) -> bool:
        """Whether it leaves the largest sheet there is."""
        return self.bottom > ROW_LIMIT or self.right >= COLUMN_LIMIT

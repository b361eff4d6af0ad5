"""Tables of a web page, as many systems export them under the name of an xls.

Read are plain tables. What lays a page out with tables in tables, or keeps its cells in other files, is
refused with the remedy: where its rows are cannot be told without a browser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import PurePath

from lianfang.core.intake.cells import Cell
from lianfang.core.refusal import Refused
from lianfang.gateway.sheets import delimited, refusals
from lianfang.gateway.sheets.safety import CELL_LIMIT
from lianfang.gateway.sheets.scanning import Merge
from lianfang.gateway.sheets.source import Source
from lianfang.gateway.sheets.workbook import Filling, Rows, Sheet, Workbook, is_blank

PAGE_LIMIT = 40 * 2**20
"""Most bytes of a page: some 100,000 rows. It is read whole, slower than a workbook."""

_SPAN_LIMIT = 1000
_START = re.compile(rb"<(?:!doctype\s+html|html|head|meta|body|table|style|center|div)\b", re.IGNORECASE)
_UNSHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_SILENT = frozenset({"script", "style", "title", "xml"})


def is_page(start: bytes) -> bool:
    """Whether a text that begins so, without mark and blanks, is a web page."""
    return _START.match(start) is not None or b"<table" in start[:500].lower()


def read_page(source: Source) -> Workbook:
    """The tables of a page, each as one sheet of texts; rows count within the table, from 1.

    The encoding is told by the bytes, as for any text: what pages say of it is often wrong.
    """
    if source.size > PAGE_LIMIT:
        raise _unsupported(source)
    text, encoding = delimited.decode(source, source.content())
    page = _Page(source)
    page.feed(text)
    page.close()
    stem = PurePath(source.filename).stem or source.filename
    if page.open:
        raise refusals.damaged(source.filename, "表格没有结束", "its table does not end")
    tables = [table for table in page.tables if table.rows]
    if not tables:
        raise _unsupported(source)
    names = [stem] if len(tables) == 1 else [f"{stem} {number}" for number in range(1, len(tables) + 1)]
    sheets = tuple(table.sheet(name) for table, name in zip(tables, names, strict=True))
    return Workbook(source.filename, "html", sheets, encoding=encoding)


def _unsupported(source: Source) -> Refused:
    return refusals.unsupported(source.filename, "改了扩展名的网页", "a web page under another name")


@dataclass(slots=True)
class _Table:
    """A table as it is read: rows of cells from column 0, None where nothing stands."""

    rows: list[list[Cell]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    """By column: the last row (from 0) that a cell from above covers."""
    width: int = 0

    def put(self, text: str, down: int, right: int) -> None:
        """The next cell of the last row, behind what reaches down from above."""
        row, cells = len(self.rows) - 1, self.rows[-1]
        while self.taken.get(len(cells), -1) >= row:
            cells.append(None)
        column = len(cells)
        cells += [text or None, *[None] * (right - 1)]
        self.width = max(self.width, len(cells))
        if down > 1:
            self.taken |= dict.fromkeys(range(column, column + right), row + down - 1)
        if down > 1 or right > 1:
            self.merges.append(((row, column), (row + down - 1, column + right - 1)))

    def sheet(self, name: str) -> Sheet:
        """The table as a sheet."""
        return Sheet(
            name=name,
            hidden=False,
            hidden_rows=frozenset(self.hidden),
            hidden_columns=frozenset(),
            last_row=len(self.rows),
            merges=tuple(self._merged()),
            _rows=self._filled,
        )

    def _merged(self) -> Iterator[Merge]:
        last = len(self.rows) - 1
        return ((first, (min(bottom, last), right)) for first, (bottom, right) in self.merges)

    def _filled(self) -> Rows:
        filling = Filling(tuple(self._merged()))
        for row, written in enumerate(self.rows):
            cells = written + [None] * (self.width - len(written))
            filling.fill(row, cells)
            if not is_blank(cells):
                yield row + 1, cells


class _Page(HTMLParser):
    """Collects the tables of a page; refuses a table within a table, and one that would not fit."""

    def __init__(self, source: Source) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.open = False
        self._source = source
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "table":
            if self.open:
                raise _unsupported(self._source)
            self.open = True
            self.tables.append(_Table())
        elif tag in _SILENT:
            self._silent += 1
        elif self.open and tag == "tr":
            self._row(told)
        elif self.open and tag in ("td", "th"):
            self._end_cell()
            self._cell, self._spans = [], (_span(told.get("rowspan")), _span(told.get("colspan")))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table":
            self.open = False
        elif tag in _SILENT:
            self._silent = max(self._silent - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(_BLANKS.sub(" ", data))

    def _row(self, told: dict[str, str]) -> None:
        self._end_cell()
        table = self.tables[-1]
        table.rows.append([])
        if _UNSHOWN.search(told.get("style", "")):
            table.hidden.add(len(table.rows))

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        table = self.tables[-1]
        if not table.rows:
            table.rows.append([])
        table.put("".join(self._cell).strip(), *self._spans)
        self._cell = None
        if table.width * len(table.rows) > CELL_LIMIT:
            raise refusals.too_large(self._source.filename, "单元格过多", "holds too many cells")


def _span(said: str | None) -> int:
    """How many cells a cell covers: at least itself, at most as many as browsers allow."""
    return min(max(int(said), 1), _SPAN_LIMIT) if said and said.isdecimal() and said.isascii() else 1

"""Tables and blank forms to give out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook as Writer
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lianfang.core.days import ZONE
from lianfang.core.intake.cells import Cell
from lianfang.core.words import Words
from lianfang.gateway.sheets.copying import put
from lianfang.gateway.sheets.escaping import escape

CHINESE = "zh-hans"
DATA = Words("数据", "Data")
REAL = Words("", "")
"""The mark of rows that are real: none."""
ROWS_AT_MOST = 1_048_575
"""Rows of one sheet beside its heading."""


class Kind(StrEnum):
    """How the cells of a column are formatted."""

    TEXT = "text"
    """Also identifiers and telephones: cells formatted as text, so that no program shortens them."""
    NUMBER = "number"
    DATE = "date"
    INSTANT = "instant"


_FORMATS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"num_format": "@"},
    Kind.NUMBER: {"num_format": "#,##0.##"},
    Kind.DATE: {"num_format": "yyyy-mm-dd", "align": "left"},
    Kind.INSTANT: {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
}
_WIDTHS = {Kind.TEXT: 20, Kind.NUMBER: 12, Kind.DATE: 12, Kind.INSTANT: 18}
HEAD = {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "vcenter"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table that is given out; ``width`` in characters, 0 for the usual one of its kind."""

    heading: Words
    kind: Kind = Kind.TEXT
    width: int = 0


def export(
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    sheet: Words = DATA,
    language: str = CHINESE,
    mark: Words = REAL,
) -> bytes:
    """A table as xlsx: heading frozen and repeated in print, a filter, numbers as numbers, all else as text.

    Rows are written as they come, in memory that does not grow with them. Instants become local clock times.
    A row beyond what one sheet holds goes on to a further sheet. ``mark`` stands in the names of the sheets
    and at the head of each printed page where the rows are not real.
    """
    out = BytesIO()
    with Writer(out, {"constant_memory": True}) as writer:
        table = _Table(writer, columns, sheet.said_in(language), language, mark=mark.said_in(language))
        for row in rows:
            table.write(row)
        table.finish()
    return out.getvalue()


class _Table:
    """A table under way, over as many sheets as it needs."""

    def __init__(
        self, writer: Writer, columns: Sequence[Column], name: str, language: str, *, mark: str
    ) -> None:
        self._writer, self._columns, self._language, self._mark = writer, columns, language, mark
        self._name = f"{name}({mark})" if mark else name
        self._formats: list[Format] = [writer.add_format(_FORMATS[column.kind]) for column in columns]
        self._head = writer.add_format(HEAD)
        self._sheets = 0
        self._begin()

    def _begin(self) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        self._sheet: Worksheet = self._writer.add_worksheet(name)
        self._row = 0
        if self._mark:
            self._sheet.set_header(f"&C&16{self._mark}")
        for index, column in enumerate(self._columns):
            self._sheet.set_column(index, index, column.width or _WIDTHS[column.kind])
        for index, column in enumerate(self._columns):
            self._sheet.write_string(0, index, escape(column.heading.said_in(self._language)), self._head)
        self._sheet.freeze_panes(1, 0)
        self._sheet.repeat_rows(0)

    def write(self, row: Sequence[object]) -> None:
        """One row; values beyond the columns are left out."""
        if self._row == ROWS_AT_MOST:
            self.finish()
            self._begin()
        self._row += 1
        for index, (value, column, shape) in enumerate(zip(row, self._columns, self._formats, strict=False)):
            plain = self._plain(value)
            put(self._sheet, self._row, index, _as_text(plain) if column.kind is Kind.TEXT else plain, shape)

    def finish(self) -> None:
        """Put the filter over the rows of the sheet."""
        if self._columns:
            self._sheet.autofilter(0, 0, self._row, len(self._columns) - 1)

    def _plain(self, value: object) -> Cell:
        match value:
            case None | "":
                return None
            case Words():
                return value.said_in(self._language)
            case datetime():
                return value.astimezone(ZONE).replace(tzinfo=None, microsecond=0) if value.tzinfo else value
            case str() | bool() | date() | time():
                return value
            case int() | float():
                return _number(value)
            case _:
                return str(value)


def _as_text(value: Cell) -> Cell:
    """Days and times in a column of text as people write them; they would show as bare numbers there."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else value


def _number(value: float) -> Cell:
    """A number; one with more digits than a sheet keeps as text, and no value for what is no number."""
    if value != value or value in (float("inf"), float("-inf")):
        return None
    return str(value) if isinstance(value, int) and abs(value) >= 10**15 else value

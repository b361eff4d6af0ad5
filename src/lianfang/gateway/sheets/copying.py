"""The same cells in a new xlsx, for files that are not marked in place: xls, ods, csv, and unusual xlsx."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook as Writer
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lianfang.core.intake.cells import Cell
from lianfang.core.intake.problems import Problem
from lianfang.gateway.sheets import marks as marking
from lianfang.gateway.sheets.escaping import escape
from lianfang.gateway.sheets.marks import Marks
from lianfang.gateway.sheets.row_patching import Notes
from lianfang.gateway.sheets.scanning import column_index
from lianfang.gateway.sheets.workbook import Sheet, Workbook

MERGES_UP_TO = 20_000
"""Rows up to which merged cells are kept; larger sheets are written as they stream by."""

CELL_TEXT = 32_767
_SAMPLE = 200
_NARROWEST, _WIDEST = 8, 45
_FORMATS = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd", time: "hh:mm:ss"}


def copy(book: Workbook, marks: Marks, header_rows: Mapping[str, int], *, notes: Notes) -> bytes:
    """The sheets of a workbook, marked rows coloured and noted. Hidden sheets without marks stay hidden."""
    out = BytesIO()
    streaming = max((sheet.last_row for sheet in book.sheets), default=0) > MERGES_UP_TO
    with Writer(out, {"constant_memory": streaming, "default_date_format": "yyyy-mm-dd"}) as writer:
        formats = _Formats(writer)
        for number, sheet in enumerate(book.sheets, 1):
            written = _Copy(_add(writer, sheet.name, number), formats, notes)
            rows = marks.get(sheet.name, {})
            header = header_rows.get(sheet.name, 0) if rows else 0
            written.rows(sheet, rows, header)
            if not streaming:
                written.merge(sheet, rows)
            if sheet.hidden and not rows and number > 1:
                written.target.hide()
    return out.getvalue()


def _add(writer: Writer, name: str, number: int) -> Worksheet:
    """A sheet of that name, as far as spreadsheet programs allow it."""
    plain = "".join("_" if sign in "[]:*?/\\" else sign for sign in name).strip("'")[:31]
    try:
        return writer.add_worksheet(plain or None)
    except XlsxWriterException:
        return writer.add_worksheet(f"{plain[:24]}_{number}")


class _Formats:
    """Formats by kind of value and colour, made once each."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._made: dict[tuple[str, str, bool], Format] = {}

    def of(self, value: object, colour: str = "", *, wrapped: bool = False) -> Format:
        """The format for a value; ``wrapped`` for notes."""
        key = (_FORMATS.get(type(value), ""), colour, wrapped)
        if key not in self._made:
            shape: dict[str, Any] = {"num_format": key[0]} if key[0] else {}
            if colour:
                shape |= {"bg_color": f"#{colour}"}
            if wrapped:
                shape |= {"text_wrap": True, "valign": "top"}
            self._made[key] = self._writer.add_format(shape)
        return self._made[key]


class _Copy:
    """The writing of one sheet."""

    def __init__(self, target: Worksheet, formats: _Formats, notes: Notes) -> None:
        self.target, self._formats, self._notes = target, formats, notes

    def rows(self, sheet: Sheet, marked: dict[int, list[Problem]], header: int) -> None:
        """All rows, in order; the notes stand right of the widest of them."""
        head = sheet.head(_SAMPLE)
        width = max((len(cells) for _, cells in sheet.rows()), default=0) if marked else 0
        self._set_widths([cells for _, cells in head], width)
        for number, cells in sheet.rows():
            problems = marked.get(number, [])
            colours = {
                column_index(letters): marking.worst(wrong)
                for letters, wrong in marking.cells(problems).items()
            }
            for index in range(max(len(cells), *(index + 1 for index in colours), 0)):
                self._cell(
                    number - 1, index, cells[index] if index < len(cells) else None, colours.get(index, "")
                )
            if problems:
                self._note(
                    number, width, marking.note(problems, self._notes.language), marking.worst(problems)
                )
            elif number == header:
                self._note(number, width, self._notes.heading, marking.AMBER)

    def _set_widths(self, sample: list[list[Cell]], width: int) -> None:
        for index in range(max(map(len, sample), default=0)):
            texts = (str(cells[index]) for cells in sample if index < len(cells) and cells[index] is not None)
            wide = max(map(_display_width, texts), default=0) + 2
            self.target.set_column(index, index, min(max(wide, _NARROWEST), _WIDEST))
        if width:
            self.target.set_column(width, width, 60)

    def _note(self, number: int, column: int, text: str, colour: str) -> None:
        self.target.write_string(
            number - 1, column, escape(text)[:CELL_TEXT], self._formats.of(None, colour, wrapped=True)
        )

    def _cell(self, row: int, column: int, value: Cell, colour: str) -> None:
        put(self.target, row, column, value, self._formats.of(value, colour))

    def merge(self, sheet: Sheet, marked: dict[int, list[Problem]]) -> None:
        """Merge what was merged, except over marked rows, whose colours would be lost."""
        values = {number - 1: cells for number, cells in sheet.rows()} if sheet.merges else {}
        for (top, left), (bottom, right) in sheet.merges:
            if any(row + 1 in marked for row in range(top, bottom + 1)) or (top, left) == (bottom, right):
                continue
            cells = values.get(top, [])
            value = cells[left] if left < len(cells) else None
            try:
                self.target.merge_range(top, left, bottom, right, "", self._formats.of(value))
            except XlsxWriterException:
                continue
            put(self.target, top, left, value, self._formats.of(value))


def put(target: Worksheet, row: int, column: int, value: Cell, shape: Format | None) -> None:
    """Write one value as what it is: text never becomes a formula, a link or a number."""
    match value:
        case None:
            if shape:
                target.write_blank(row, column, None, shape)
        case str():
            target.write_string(row, column, escape(value)[:CELL_TEXT], shape)
        case bool():
            target.write_boolean(row, column, value, shape)
        case datetime() | date() | time():
            target.write_datetime(row, column, value, shape)
        case _:
            target.write_number(row, column, value, shape)


def _display_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text[:100])

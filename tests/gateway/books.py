"""Spreadsheets made for the tests, in every format that people send."""

import csv
from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

Rows = Sequence[Sequence[object]]


def xlsx(
    sheets: dict[str, Rows], also: Callable[[xlsxwriter.Workbook], None] | None = None, **options: object
) -> bytes:
    """A workbook as Excel writes it; ``also`` may add what rows of values cannot say."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd hh:mm", **options}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    _put(sheet, number, column, value)
        if also:
            also(book)
    return out.getvalue()


def _put(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write(row, column, value)


def xls(
    sheets: dict[str, Rows], *, hidden_rows: Sequence[int] = (), hidden_columns: Sequence[int] = ()
) -> bytes:
    """A workbook as Excel 97 and many offices still write it, these rows and columns (from 0) hidden."""
    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date | datetime):
                    sheet.write(number, column, value, day)
                elif value is not None:
                    sheet.write(number, column, value)
        for number in hidden_rows:
            sheet.row(number).hidden = True
        for column in hidden_columns:
            sheet.col(column).hidden = True
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def ods(
    rows: Sequence[tuple[int, Sequence[tuple[int, object, dict[str, object]]]]], **row_options: object
) -> bytes:
    """A LibreOffice sheet of rows (repeated, cells) and cells (repeated, text, attributes)."""
    book = OpenDocumentSpreadsheet()
    table = Table(name="名单")
    book.spreadsheet.addElement(table)
    for repeated, cells in rows:
        options = {"numberrowsrepeated": repeated} if repeated > 1 else {}
        row = TableRow(**options, **row_options)
        for times, text, attributes in cells:
            row.addElement(_ods_cell(times, text, attributes))
        table.addElement(row)
    out = BytesIO()
    book.write(out)
    return out.getvalue()


def _ods_cell(times: int, text: object, attributes: dict[str, object]) -> object:
    if text is Ellipsis:
        return CoveredTableCell()
    options = {"numbercolumnsrepeated": times} if times > 1 else {}
    cell = TableCell(
        **options,
        **({"valuetype": "string"} if text and not attributes.get("valuetype") else {}),
        **attributes,
    )
    if text:
        cell.addElement(P(text=text))
    return cell


def delimited(rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A text table."""
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def repacked(book: bytes, changes: dict[str, Callable[[bytes], bytes]], *, drop: Sequence[str] = ()) -> bytes:
    """A workbook some of whose parts are other; a part not there yet is made from nothing."""
    out = BytesIO()
    with ZipFile(BytesIO(book)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        names = [name for name in old.namelist() if name not in drop]
        for name in names:
            content = old.read(name)
            new.writestr(name, changes[name](content) if name in changes else content)
        for name in changes.keys() - set(names):
            new.writestr(name, changes[name](b""))
    return out.getvalue()


def part(book: bytes, name: str) -> str:
    """One part of a workbook as text."""
    with ZipFile(BytesIO(book)) as archive:
        return archive.read(name).decode()

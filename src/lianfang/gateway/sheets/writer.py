"""The library that writes workbooks, which has no types of its own, taken in at one place."""

from xlsxwriter import Workbook as Writer  # type: ignore[import-untyped]
from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

__all__ = ["Format", "Worksheet", "Writer", "XlsxWriterException"]

"""Giving a file back to its sender, with what is wrong in red and how to mend it beside the row."""

from collections.abc import Iterable, Mapping
from os import PathLike

from lianfang.core.intake.headers import recognise
from lianfang.core.intake.problems import Problem
from lianfang.core.words import Words
from lianfang.gateway.sheets import marks as marking
from lianfang.gateway.sheets.copying import copy
from lianfang.gateway.sheets.patching import patch
from lianfang.gateway.sheets.reading import read
from lianfang.gateway.sheets.row_patching import Notes
from lianfang.gateway.sheets.source import source_of
from lianfang.gateway.sheets.styles import Unpatchable
from lianfang.gateway.sheets.workbook import Sheet


def annotate(
    original: bytes | str | PathLike[str],
    filename: str,
    problems: Iterable[Problem],
    *,
    header_rows: Mapping[str, int] | None = None,
    heading: Words = marking.HEADING,
    language: str | None = None,
) -> bytes:
    """The sender's file as xlsx, cells where they were, wrong ones red, doubtful ones amber, notes beside.

    A plain xlsx keeps its whole layout; xls, ods, csv and unusual xlsx give their cells, widths and merges.
    Formulas become their results. ``header_rows`` names the row of each sheet beside which the heading of the
    notes stands (else it is looked for); ``language`` None writes both. Refused as :func:`read` refuses.
    """
    marks = marking.by_row(problems)
    notes = Notes(marking.heading(heading, language), language)
    with read(original, filename) as book:
        headers = {sheet.name: _header(sheet) for sheet in book.sheets if sheet.name in marks}
        headers |= header_rows or {}
        if book.kind == "xlsx":
            try:
                return patch(source_of(original, filename), marks, headers, notes=notes)
            except Unpatchable:
                pass
        return copy(book, marks, headers, notes=notes)


def _header(sheet: Sheet) -> int:
    return max(recognise(sheet.head()).header_rows, default=0)

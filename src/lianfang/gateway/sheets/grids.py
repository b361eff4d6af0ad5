"""The reader of xlsx, xls and ods, and the rows of its sheets."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from lianfang.gateway.sheets import refusals
from lianfang.gateway.sheets.scanning import Look, Merge
from lianfang.gateway.sheets.source import Source
from lianfang.gateway.sheets.workbook import Filling, Rows, Sheet, clock_or_text, is_blank


class Grids:
    """An open workbook that keeps the sheet it read last, so that looking at the head costs nothing twice."""

    def __init__(self, source: Source, file: BinaryIO) -> None:
        self._source, self._file = source, file
        file.seek(0)
        self._book: CalamineWorkbook = self._guarded(lambda: load_workbook(file))
        self._last: tuple[int, CalamineSheet] | None = None

    def _guarded(self, read: Callable[[], Any]) -> Any:
        """What ``read`` gives; refused where the reader fails, also where it fails by panic."""
        try:
            return read()
        except PasswordError:
            raise refusals.password(self._source.filename) from None
        except (CalamineError, OSError, ValueError, OverflowError) as error:
            raise refusals.damaged(self._source.filename, "无法解析", f"{error}"[:80]) from None
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # not an Exception, and not importable by name
                raise
            raise refusals.damaged(self._source.filename, "无法解析", "it cannot be parsed") from None

    def numbered(self) -> list[tuple[int, str, bool]]:
        """Index, name and whether hidden, of the sheets that are grids of cells."""
        return [
            (index, sheet.name, sheet.visible is not SheetVisibleEnum.Visible)
            for index, sheet in enumerate(self._book.sheets_metadata)
            if sheet.typ is SheetTypeEnum.WorkSheet
        ]

    def sheet(self, index: int) -> CalamineSheet:
        """One sheet, read whole."""
        if self._last is None or self._last[0] != index:
            self._last = None
            read = self._guarded(lambda: self._book.get_sheet_by_index(index))
            self._last = (index, read)
        return self._last[1]

    def merges(self, index: int) -> tuple[Merge, ...]:
        """The merged rectangles of one sheet, where the format tells."""
        return tuple(self.sheet(index).merged_cell_ranges or ())

    def close(self) -> None:
        """Let go of the file and the sheet."""
        self._last = None
        with suppress(CalamineError):
            self._book.close()
        self._file.close()


def make_sheet(grids: Grids, number: tuple[int, str, bool], *, seen: Look, durations: bool) -> Sheet:
    """A sheet of an open workbook, of which the look told what the reader does not."""
    index, name, hidden = number
    merges = tuple(seen.merges)
    return Sheet(
        name=name,
        hidden=hidden,
        hidden_rows=frozenset(seen.hidden_rows),
        hidden_columns=frozenset(seen.hidden_columns),
        last_row=seen.last_row,
        merges=merges,
        _rows=lambda: _rows(grids.sheet(index), seen, merges, durations=durations),
    )


def _rows(sheet: CalamineSheet, seen: Look, merges: tuple[Merge, ...], *, durations: bool) -> Rows:
    offset = [None] * (sheet.start[1] if sheet.start else 0)
    filling = Filling(merges)
    written = seen.written
    for row, raw in enumerate(sheet.iter_rows()):
        cells: list[Any] = offset + [None if cell == "" else cell for cell in raw]
        if durations:
            cells = list(map(clock_or_text, cells))
        if row + 1 in written:
            _write(cells, written[row + 1])
        filling.fill(row, cells)
        if not is_blank(cells):
            yield row + 1, cells


def _write(cells: list[Any], texts: dict[int, str]) -> None:
    """Put error values and unfinished formulas where the reader left nothing."""
    for column, text in texts.items():
        if column >= len(cells):
            cells.extend([None] * (column + 1 - len(cells)))
        if cells[column] is None:
            cells[column] = text

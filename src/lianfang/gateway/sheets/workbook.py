"""A workbook as it is read: sheets of numbered rows of plain values."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from types import TracebackType
from typing import Self

from lianfang.core.intake.cells import Cell
from lianfang.gateway.sheets.scanning import Merge

Rows = Iterator[tuple[int, list[Cell]]]

HEAD = 20
"""Rows in which the heading of a list is looked for."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Rows count from 1 as spreadsheet programs show them, columns from 0.

    Hidden sheets, rows and columns are read like all others; they are named so that they can be reported.
    """

    name: str
    hidden: bool
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    last_row: int
    """No row has a higher number; for showing progress. 0 where not known before reading."""
    merges: tuple[Merge, ...]
    """Merged rectangles, ((top, left), (bottom, right)), rows and columns from 0."""
    _rows: Callable[[], Rows] = field(repr=False)

    def rows(self) -> Rows:
        """Each row that holds something: its number and its cells from column 0, None where empty.

        A value merged over several rows is given in each of them.
        """
        return self._rows()

    def head(self, count: int = HEAD) -> list[tuple[int, list[Cell]]]:
        """The first rows that hold something."""
        return list(islice(self._rows(), count))


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that was opened; close it, or use it in a ``with`` block, to let go of file and memory."""

    filename: str
    kind: str
    """``xlsx``, ``xls``, ``ods``, ``csv`` or ``html``, by content and not by name."""
    sheets: tuple[Sheet, ...]
    date1904: bool = False
    """Whether bare serial numbers of days count from 1904-01-01; date cells are converted already."""
    encoding: str = ""
    delimiter: str = ""
    _close: Callable[[], None] = field(repr=False, default=lambda: None)

    def close(self) -> None:
        """Let go of the file and of what was read."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether a row holds nothing but blanks."""
    for cell in cells:
        if cell is not None and not (cell.__class__ is str and (not cell or cell.isspace())):
            return False
    return True


def clock_or_text(cell: object) -> object:
    """A length of time below a day is a clock time in a cell with a [h]:mm format; a longer one is text."""
    if not isinstance(cell, timedelta):
        return cell
    minutes, seconds = divmod(round(cell.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if seconds else f"{hours}:{minutes:02}"


class Filling:
    """Values merged over several rows, given to each of them while rows pass by in order."""

    def __init__(self, merges: tuple[Merge, ...]) -> None:
        tall = [(top, bottom, left) for (top, left), (bottom, _) in merges if bottom > top]
        self._waiting = sorted(tall, reverse=True)
        self._open: dict[int, tuple[int, Cell]] = {}

    def fill(self, row: int, cells: list[Cell]) -> None:
        """Fill the cells of ``row`` (from 0) in place; a row that is empty without them stays so."""
        if not self._waiting and not self._open:
            return
        while self._waiting and self._waiting[-1][0] <= row:
            top, bottom, column = self._waiting.pop()
            if top == row and column < len(cells) and cells[column] is not None:
                self._open[column] = (bottom, cells[column])
        self._open = {column: kept for column, kept in self._open.items() if kept[0] >= row}
        if not is_blank(cells):
            for column, (_, value) in self._open.items():
                if cells[column] is None:
                    cells[column] = value

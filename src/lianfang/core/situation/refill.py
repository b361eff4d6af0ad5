"""Filling another level's form (回填上级表): which of its cells ask for which figure of which region.

A form is a sheet of rows. Regions stand down one column and figures across the heading above them, in one
row or several; or figures stand down the column and regions across; or figures stand down and the numbers of
one's own area beside them. A cell is asked for where both its region and its figure are beyond doubt; every
other line and column is named, so that nothing is guessed and nothing is silently left out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from lianfang.core.intake.cells import Cell, column_letters, text_of, vocabulary
from lianfang.core.intake.synonyms import normal
from lianfang.core.situation.figure_words import Wanted

Row = tuple[int, Sequence[Cell]]
Merge = tuple[tuple[int, int], tuple[int, int]]
LABELS_WITHIN = 6
"""Columns from the left in which the labels of rows are looked for."""
ROWS = 400
"""Rows of a form that are read; a form with more is no form but a list."""
TOTALS = vocabulary("合计 总计 共计 total totals sum")
"""Labels of the line that sums up one's own area."""
_VALUES = vocabulary("数值 数量 数据 人数 数 值 填报数 填报数据 本日 今日 当日 value number figure today")
"""Headings of a column of numbers that says nothing of a region."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A row or a column of the form: its number (rows from 1, columns from 0), its label, what it means.

    ``path`` is a region, ``wanted`` a figure; neither where the label was not recognised.
    """

    at: int
    label: str
    path: str | None = None
    wanted: Wanted | None = None

    @property
    def known(self) -> bool:
        """Whether it is beyond doubt."""
        return self.path is not None or self.wanted is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a form is read. ``regions_down``: its rows are regions, its columns figures; else the reverse."""

    sheet: str
    rows: tuple[Slot, ...]
    columns: tuple[Slot, ...]
    regions_down: bool
    title: str = ""
    texts: Mapping[tuple[int, int], str] = field(default_factory=dict, compare=False)
    """What stands in the cells where a row and a column meet, by row and column; empty ones are absent."""

    @property
    def figures(self) -> tuple[Slot, ...]:
        """The slots that are figures, or should be."""
        return self.columns if self.regions_down else self.rows

    @property
    def regions(self) -> tuple[Slot, ...]:
        """The slots that are regions, or should be."""
        return self.rows if self.regions_down else self.columns

    @property
    def signature(self) -> str:
        """The same for the same form on another day: its labels, not its numbers."""
        labels = [normal(slot.label) for slot in (*self.rows, *self.columns)]
        return sha256("\n".join([str(self.regions_down), *labels]).encode()).hexdigest()

    def places(self) -> list[tuple[int, int, str, Wanted]]:
        """Every cell that is asked for: row, column, region, figure."""
        return [
            (row.at, column.at, path, wanted)
            for row in self.rows
            for column in self.columns
            if (path := row.path or column.path) and (wanted := row.wanted or column.wanted)
        ]


RegionOf = Callable[[str], str | None]
FigureOf = Callable[[str], Wanted | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """What labels mean: ``region`` of a name (None: none, or several), ``figure`` of a heading.

    ``own`` is one's own area, that of the line of totals; ``totals`` are further words for it ("全市").
    """

    region: RegionOf
    figure: FigureOf
    own: str
    totals: frozenset[str] = frozenset()

    def place(self, label: str) -> str | None:
        """The region that a label names; that of one's own area for a total."""
        return self.own if normal(label) in TOTALS | self.totals else self.region(label.strip())


def read_form(name: str, rows: Sequence[Row], merges: Sequence[Merge], reader: Reader) -> Layout | None:
    """How a sheet is to be filled; None where it shows neither a region beside figures nor figures at all."""
    grid = _Grid(rows, merges)
    labels = range(min(grid.width, LABELS_WITHIN))
    down = [found for at in labels if (found := _regions_down(name, grid, at, reader))]
    across = [found for at in labels if (found := _figures_down(name, grid, at, reader))]
    filled = [layout for layout in (*down, *across) if layout.places()]
    return max(filled or down or across, key=lambda layout: len(layout.places()), default=None)


class _Grid:
    """The texts of a sheet, a merged one in each cell it covers."""

    def __init__(self, rows: Sequence[Row], merges: Sequence[Merge]) -> None:
        self.texts = {
            (number, column): text
            for number, cells in rows[:ROWS]
            for column, cell in enumerate(cells)
            if (text := text_of(cell))
        }
        self.width = max((column for _, column in self.texts), default=-1) + 1
        self.rows = sorted({number for number, _ in self.texts})
        self._spread(merges)

    def _spread(self, merges: Sequence[Merge]) -> None:
        """Give a heading to all it stands over; a title over the whole width belongs to no column."""
        for (top, left), (bottom, right) in merges:
            text = self.texts.get((top + 1, left))
            if text is None or (left == 0 and right > 0):
                continue
            for row in range(top + 1, min(bottom + 1, top + ROWS) + 1):
                for column in range(left, min(right, self.width - 1) + 1):
                    self.texts.setdefault((row, column), text)
        self.width = max((column for _, column in self.texts), default=-1) + 1

    def heading(self, column: int, above: int) -> list[str]:
        """The texts over a column, from above down, each once."""
        found = [
            self.texts.get((row, column), "") for row in self.rows if row < above and not self._title(row)
        ]
        return list(dict.fromkeys(text for text in found if text))

    def _title(self, row: int) -> bool:
        return sum(number == row for number, _ in self.texts) == 1

    def title(self, above: int) -> str:
        """The first text that stands alone in its row."""
        return next((self._only(row) for row in self.rows if row < above and self._title(row)), "")

    def _only(self, row: int) -> str:
        return next(text for (number, _), text in self.texts.items() if number == row)


def _regions_down(name: str, grid: _Grid, label: int, reader: Reader) -> Layout | None:
    lines = [row for row in grid.rows if reader.place(grid.texts.get((row, label), "") or " ")]
    if not lines:
        return None
    first = lines[0]
    columns = _across(grid, label, first, lambda texts: _figure(texts, reader))
    below = [row for row in grid.rows if row >= first and (row, label) in grid.texts]
    rows = tuple(Slot(row, text := grid.texts[row, label], path=reader.place(text)) for row in below)
    return _layout(name, grid, rows, columns, first, regions_down=True)


def _figures_down(name: str, grid: _Grid, label: int, reader: Reader) -> Layout | None:
    lines = [row for row in grid.rows if reader.figure(grid.texts.get((row, label), ""))]
    if not lines:
        return None
    first = lines[0]
    columns = _across(grid, label, first, lambda texts: _region(texts, reader))
    if not columns and not any(map(reader.place, grid.texts.values())):
        columns = (Slot(label + 1, "", path=reader.own),)
    below = [row for row in grid.rows if row >= first and (row, label) in grid.texts]
    rows = tuple(Slot(row, text := grid.texts[row, label], wanted=reader.figure(text)) for row in below)
    return _layout(name, grid, rows, columns, first, regions_down=False)


Meant = Callable[[list[str]], tuple[str | None, Wanted | None]]


def _across(grid: _Grid, label: int, first: int, meant: Meant) -> tuple[Slot, ...]:
    found = []
    for column in range(label + 1, grid.width):
        texts = grid.heading(column, first)
        if texts:
            path, wanted = meant(texts)
            found.append(Slot(column, " / ".join(texts), path, wanted))
    return tuple(found)


def _figure(texts: list[str], reader: Reader) -> tuple[str | None, Wanted | None]:
    """What a heading of several rows means: all of it, or its lowest text where the others mean nothing."""
    whole = reader.figure("".join(texts))
    if whole is not None or len(texts) == 1:
        return None, whole
    above = [text for text in texts[:-1] if reader.figure(text)]
    return None, None if above else reader.figure(texts[-1])


def _region(texts: list[str], reader: Reader) -> tuple[str | None, Wanted | None]:
    lowest = texts[-1]
    if normal(lowest) in _VALUES:
        return reader.own, None
    return reader.place(lowest), None


def _layout(
    name: str,
    grid: _Grid,
    rows: tuple[Slot, ...],
    columns: tuple[Slot, ...],
    first: int,
    *,
    regions_down: bool,
) -> Layout:
    met = ((row.at, column.at) for row in rows for column in columns)
    texts = {at: grid.texts[at] for at in met if at in grid.texts}
    return Layout(name, rows, columns, regions_down, grid.title(first), texts)


def chosen(layout: Layout, choices: Mapping[str, str], known: Callable[[str], Wanted | None]) -> Layout:
    """The layout with what a person has said of its figures, by label; an empty choice leaves them out."""

    def said(slot: Slot) -> Slot:
        label = normal(slot.label)
        if label not in choices:
            return slot
        return Slot(slot.at, slot.label, slot.path, known(choices[label]))

    if layout.regions_down:
        columns = tuple(map(said, layout.columns))
        return Layout(layout.sheet, layout.rows, columns, True, layout.title, layout.texts)
    rows = tuple(map(said, layout.rows))
    return Layout(layout.sheet, rows, layout.columns, False, layout.title, layout.texts)


def place_of(row: int, column: int) -> str:
    """A cell as people speak of it: ``C5``."""
    return f"{column_letters(column)}{row}"

"""A row while it is being read: its cells, and what has been found wrong with them so far."""

from collections.abc import Sequence

from lianfang.core.intake import problems as faults
from lianfang.core.intake.cells import ERRORS, Cell, text_of, unquoted
from lianfang.core.intake.fields import Field
from lianfang.core.intake.headers import Mapping
from lianfang.core.intake.problems import Fault, Level, Problem, Spot, masked
from lianfang.core.people import Unreadable

NEEDED = frozenset(
    {Field.NAME, Field.SURNAME, Field.GIVEN, Field.IDENTIFIER, Field.LEFT, Field.ARRIVED, Field.LAST_EXPOSURE}
)
"""Fields of which a wrong value rejects the row: who it is, and the days that decide the measure."""

_SUSPECT = frozenset("#=\uff03\uff1d")


def level_of(field: Field) -> Level:
    """How much a wrong value of a field matters."""
    return Level.ERROR if field in NEEDED else Level.WARNING


class Draft:
    """The cells of one row, all columns of the mapping present, without formula errors."""

    __slots__ = ("cells", "columns", "faulty", "headings", "number", "problems", "sheet")

    def __init__(self, sheet: str, mapping: Mapping) -> None:
        self.sheet, self.columns, self.headings = sheet, mapping.columns, mapping.headings
        self.number = 0
        self.cells: Sequence[Cell] = ()
        self.problems: list[Problem] = []
        self.faulty: set[int] = set()

    def load(self, number: int, cells: Sequence[Cell], width: int) -> None:
        """Begin the next row."""
        self.number = number
        self.problems, self.faulty = [], set()
        self.cells = cells if len(cells) >= width else [*cells, *[None] * (width - len(cells))]
        for index in self.columns:
            cell = self.cells[index]
            if cell.__class__ is str and cell and cell[0] in _SUSPECT:
                self._suspect(index, str(cell).strip())

    def _suspect(self, index: int, text: str) -> None:
        """Take ``="110105…"`` for what it protects; empty a cell that shows an error or a bare formula."""
        cells = self.cells = list(self.cells)
        quoted = unquoted(text)
        if quoted is not None:
            cells[index] = quoted
        elif text.upper() in ERRORS or text[0] in "=\uff1d":
            fault = faults.CELL_ERROR if text.upper() in ERRORS else faults.FORMULA
            cells[index] = None
            self.faulty.add(index)
            self._add(
                index, fault, text[:20] if text.upper() in ERRORS else "=…", level_of(self.columns[index])
            )

    def wrong(self, index: int, fault: Fault, *, level: Level | None = None) -> None:
        """Note a problem with the value of a column."""
        field = self.columns[index]
        self._add(index, fault, masked(field, self.cells[index]), level or level_of(field))

    def unreadable(self, index: int, why: Unreadable, level: Level) -> None:
        """Note a value that the rules about people refuse."""
        fault = Fault(why.code, why.message, why.remedy)
        self._add(index, fault, why.masked or masked(self.columns[index], self.cells[index]), level)

    def lacking(self, index: int, fault: Fault, level: Level = Level.ERROR) -> None:
        """Note that something is not there."""
        self._add(index, fault, "", level)

    def _add(self, index: int, fault: Fault, value: str, level: Level) -> None:
        spot = Spot(self.sheet, self.number, index, self.headings.get(index, ""))
        self.problems.append(spot.problem(fault, value, level))

    def text(self, columns: tuple[int, ...], between: str = "") -> str:
        """The texts of some columns, one behind the other, each once."""
        if len(columns) == 1:
            cell = self.cells[columns[0]]
            return "" if cell is None else text_of(cell)
        return between.join(dict.fromkeys(text for index in columns if (text := text_of(self.cells[index]))))

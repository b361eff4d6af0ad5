"""Finding the heading of a list, whatever stands above it, and saying what each column means."""

from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise

from lianfang.core.intake.cells import Cell, column_letters
from lianfang.core.intake.fields import PARTED, SEVERAL, Field
from lianfang.core.intake.synonyms import (
    Side,
    document_told,
    exact,
    likely,
    normal,
    part,
    perhaps,
    side_of,
    under,
)

Line = tuple[int, Sequence[Cell]]
"""A row of a sheet: its number from 1, and its cells."""

DEPTH = 15
"""Rows with content in which the heading is looked for."""

IGNORED = ""
"""What a profile stores for a column that is to be left out."""

_WHO = frozenset({Field.NAME, Field.IDENTIFIER, Field.PHONE})
_FEW = 2
"""A sheet that speaks of fewer of them, or of a name and nothing else, is no list."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What each column of a sheet means. Columns count from 0, rows from 1."""

    header_rows: tuple[int, ...]
    columns: dict[int, Field]
    ignored: dict[int, str] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    """The heading of every column as it is written, a group heading before it with a slash."""

    def columns_of(self, wanted: Field) -> tuple[int, ...]:
        """The columns of a field, from the left."""
        return tuple(sorted(index for index, found in self.columns.items() if found is wanted))

    def place(self, index: int) -> str:
        """A column as people speak of it: ``C 身份证号``."""
        return f"{column_letters(index)} {self.headings.get(index, '')}".rstrip()

    def as_profile(self) -> dict[str, str]:
        """What to remember of this list for the next one from the same source."""
        return {normal(text): self.columns.get(index, IGNORED) for index, text in self.headings.items()}


@dataclass(frozen=True, slots=True)
class Unsure:
    """The heading was not fully understood: somebody has to say what the columns mean."""

    header_rows: tuple[int, ...]
    headings: dict[int, str]
    columns: dict[int, Field]
    """What was understood."""
    candidates: dict[int, tuple[Field, ...]]
    """For columns in question what they might mean, none where nothing comes to mind."""
    missing: tuple[Field, ...]
    """Fields that a list must have and no column was found for."""

    @property
    def is_no_list(self) -> bool:
        """Whether the sheet is no list of people at all: an explanation, a summary, an empty sheet."""
        if Field.NAME in self.columns.values() and len(self.columns) >= _FEW:
            return False
        asked = {found for fields in self.candidates.values() for found in fields}
        return len(_WHO & (asked | set(self.columns.values()))) < _FEW

    def settled(self, columns: Lookup[int, Field]) -> Mapping:
        """The mapping after somebody has said what the columns mean; the others are left out."""
        ignored = {index: text for index, text in self.headings.items() if index not in columns}
        return Mapping(self.header_rows, dict(columns), ignored, self.headings)


def recognise(rows: Sequence[Line], profile: Lookup[str, str] | None = None) -> Mapping | Unsure:
    """What the columns of a sheet mean, told from its first rows.

    The heading may stand below titles, have two rows (a group above, merged or not), and use any wording
    known; ``profile`` (plain heading → field, see :meth:`Mapping.as_profile`) goes before wordings. A name
    and an identifier or a telephone must be there, and no field twice that a person has once; else Unsure.
    """
    heads = _heads(list(rows)[:DEPTH])
    judged = [_judge(head, profile or {}) for head in heads]
    best = max(judged, key=lambda one: one.score, default=None)
    return best.conclude() if best else Unsure((), {}, {}, {}, _missing(set()))


@dataclass(frozen=True, slots=True)
class _Head:
    """One or two rows taken for a heading: for each column the group above it and its own label."""

    rows: tuple[int, ...]
    labels: dict[int, tuple[str, str]]

    def texts(self) -> dict[int, str]:
        return {index: f"{group}/{own}" if group else own for index, (group, own) in self.labels.items()}


def _heads(rows: list[Line]) -> list[_Head]:
    single = [
        _Head((number,), {index: ("", text) for index, text in _texts(cells).items()})
        for number, cells in rows
    ]
    double = [_double(upper, lower) for upper, lower in pairwise(rows) if _may_be_heading(lower[1])]
    return [*single, *double]


def _texts(cells: Sequence[Cell]) -> dict[int, str]:
    return {
        index: " ".join(cell.split())
        for index, cell in enumerate(cells)
        if isinstance(cell, str) and cell.strip()
    }


def _may_be_heading(cells: Sequence[Cell]) -> bool:
    """Whether a row could be the lower row of a heading: no dates, no numbers, no long figures."""
    texts = _texts(cells).values()
    figures = any(sum(sign.isdigit() for sign in text) > 5 for text in texts)
    return (
        bool(texts) and not figures and not any(isinstance(cell, int | float | date | time) for cell in cells)
    )


def _double(upper: Line, lower: Line) -> _Head:
    """Two rows as one heading: a group reaches right over the empty cells that have a label below."""
    above, below = _texts(upper[1]), _texts(lower[1])
    labels: dict[int, tuple[str, str]] = {}
    group = ""
    for index in range(max([*above, *below], default=-1) + 1):
        group = above.get(index, group)
        if index in below:
            own = below[index]
            labels[index] = ("", own) if normal(own) == normal(group) else (group, own)
        elif index in above:
            labels[index] = ("", group)
    return _Head((upper[0], lower[0]), labels)


class _Judged:
    """What one head would mean."""

    def __init__(self, head: _Head) -> None:
        self.head = head
        self.sure: dict[int, Field] = {}
        self.maybe: dict[int, Field] = {}
        self.parts: dict[int, tuple[Field, Field]] = {}
        self.left_out: set[int] = set()
        self.questions: dict[int, tuple[Field, ...]] = {}

    @property
    def score(self) -> float:
        """Columns understood. Two rows win where the upper one changes a meaning, and lose where not."""
        understood = len(self.sure) + 0.9 * (len(self.maybe) + len(self.parts)) + 0.5 * len(self.left_out)
        groups = [(normal(group), normal(own)) for group, own in self.head.labels.values() if group]
        if len(self.head.rows) == 1 or not understood:
            return understood
        telling = any(under(group, label) is not exact(label) for group, label in groups)
        return understood + (0.5 if telling else -0.5)

    def conclude(self) -> Mapping | Unsure:
        columns = self._settle()
        texts = self.head.texts()
        missing = _missing(set(columns.values()))
        if not missing and not self.questions:
            ignored = {index: text for index, text in texts.items() if index not in columns}
            return Mapping(self.head.rows, columns, ignored, texts)
        for index, (_, own) in self.head.labels.items():
            if index not in columns and index not in self.left_out:
                self.questions.setdefault(index, perhaps(normal(own)))
        return Unsure(self.head.rows, texts, columns, self.questions, missing)

    def _settle(self) -> dict[int, Field]:
        """The certain columns, then the likely ones and address parts; contested ones become questions."""
        columns = dict(self.sure)
        self._contest(columns)
        taken = set(columns.values())
        for index, found in self.maybe.items():
            if found not in taken:
                columns[index] = found
                if found not in SEVERAL:
                    taken.add(found)
        self._place_parts(columns)
        return columns

    def _contest(self, columns: dict[int, Field]) -> None:
        by_field: dict[Field, list[int]] = {}
        for index, found in columns.items():
            by_field.setdefault(found, []).append(index)
        for found, indexes in by_field.items():
            if len(indexes) > 1 and found not in SEVERAL and not self._parted(found, indexes):
                for index in indexes:
                    del columns[index]
                    self.questions[index] = (found,)

    def _parted(self, found: Field, indexes: list[int]) -> bool:
        """Whether one column has the day and the other the clock."""
        ends = sorted(normal(self.head.labels[index][1])[-2:] for index in indexes)
        return found in PARTED and ends in (["日期", "时间"], ["日期", "时刻"], ["date", "time"])

    def _place_parts(self, columns: dict[int, Field]) -> None:
        """Bare 省, 市, 县 belong to what stands beside them: parts of an address, or an origin."""
        for run in _runs(sorted(self.parts)):
            side = _neighbour_side(columns, run)
            for index in run:
                if side is None:
                    self.questions[index] = self.parts[index]
                else:
                    columns[index] = self.parts[index][side is Side.THERE]


_HERE_FIELDS = frozenset({Field.ADDRESS, Field.TOWNSHIP, Field.COMMUNITY, Field.GRID})
_THERE_FIELDS = frozenset({Field.ORIGIN, Field.RISK_AREA, Field.RISK_LEVEL})


def _runs(indexes: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for index in indexes:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _neighbour_side(columns: Lookup[int, Field], run: list[int]) -> Side | None:
    """Whose parts a run of columns holds; what follows it tells more than what stands before."""
    for beside in (columns.get(run[-1] + 1), columns.get(run[0] - 1)):
        if beside in _HERE_FIELDS:
            return Side.HERE
        if beside in _THERE_FIELDS:
            return Side.THERE
    return None


def _judge(head: _Head, profile: Lookup[str, str]) -> _Judged:
    judged = _Judged(head)
    for index, (group, own) in head.labels.items():
        remembered = profile.get(normal(f"{group}/{own}" if group else own))
        if remembered is not None:
            _follow(judged, index, remembered)
        else:
            _understand(judged, index, normal(group), normal(own))
    return judged


def _follow(judged: _Judged, index: int, remembered: str) -> None:
    if remembered == IGNORED:
        judged.left_out.add(index)
    else:
        judged.sure[index] = Field(remembered)


def _understand(judged: _Judged, index: int, group: str, label: str) -> None:
    found = under(group, label) if group else exact(label)
    if found:
        judged.sure[index] = found
    elif group and side_of(group) in (Side.OTHER, Side.PROXY):
        return
    elif guessed := likely(label):
        judged.maybe[index] = guessed
    elif parts := part(label):
        judged.parts[index] = parts


def _missing(found: set[Field]) -> tuple[Field, ...]:
    """What every list must have: who somebody is, and one thing to tell or reach them by."""
    named = Field.NAME in found or {Field.SURNAME, Field.GIVEN} <= found
    known = found & {Field.IDENTIFIER, Field.PHONE}
    return (*(() if named else (Field.NAME,)), *(() if known else (Field.IDENTIFIER, Field.PHONE)))


def documents_told(mapping: Mapping) -> dict[int, str]:
    """For each column of numbers whose heading names one kind of document, that kind."""
    told = {
        index: document_told(normal(mapping.headings.get(index, "")))
        for index in mapping.columns_of(Field.IDENTIFIER)
    }
    return {index: kind for index, kind in told.items() if kind}

"""A paper made of figures: headings, sentences and tables whose every number knows what it counts.

The page and the printed document are drawn from the same blocks, so that they cannot differ; a block is plain
data, so that a frozen paper can be hashed and read again years later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from lianfang.core.findings import Worded
from lianfang.core.situation.cells import Cell, Number
from lianfang.core.words import Words


class Part(Worded):
    """Which count of a cell a figure is."""

    VALUE = "value", "数", "value"
    EXPECTED = "expected", "应办", "expected"
    ON_TIME = "on_time", "按时", "on time"
    LATE = "late", "迟", "late"
    MISSING = "missing", "缺", "missing"
    EXCUSED = "excused", "免", "excused"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: a count of a metric in a region. ``unknown`` is from how many it is not known."""

    metric: str
    path: str
    known: Number
    unknown: int = 0
    part: Part = Part.VALUE

    @property
    def words(self) -> Words:
        """The number as it is printed: unknown is said and never 0."""
        if not self.unknown:
            return Words(f"{self.known}", f"{self.known}")
        if not self.known:
            return Words("未报", "not reported")
        return Words(
            f"至少{self.known}({self.unknown}家未报)", f"at least {self.known} ({self.unknown} not reported)"
        )


def figure(cell: Cell, part: Part = Part.VALUE) -> Figure:
    """A cell's value, or one of its counts, as a figure of that cell's region."""
    if part is Part.VALUE:
        return Figure(cell.metric.name, cell.region, cell.known, cell.unknown)
    return Figure(cell.metric.name, cell.region, getattr(cell, part.value), part=part)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (一、) or 2 ((一)); its number is given where the paper is drawn."""

    level: int
    words: Words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences with ``{places}``; ``figures`` says which number stands in which."""

    words: Words
    figures: Mapping[str, Figure] = field(default_factory=dict)

    def pieces(self, language: str) -> list[str | Figure]:
        """The text in one language, in order: what is said, and the figures between."""
        found: list[str | Figure] = []
        for text, place, _, _ in Formatter().parse(self.words.said_in(language)):
            if text:
                found.append(text)
            if place is not None:
                found.append(self.figures[place])
        return found

    def text(self, language: str) -> str:
        """The text in one language with its figures printed."""
        pieces = self.pieces(language)
        return "".join(p if isinstance(p, str) else p.words.said_in(language) for p in pieces)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; a cell is a text or a figure. ``head`` names the columns."""

    title: Words
    head: tuple[Words, ...]
    rows: tuple[tuple[Words | Figure, ...], ...]


Block = Heading | Paragraph | Table
Data = Mapping[str, Any]
"""A block, a figure or a text as JSON values."""


class Line:
    """Sentences under way: what is said in both languages, with figures at their places.

    The texts given are taken as they are; braces in a name do no harm.
    """

    def __init__(self) -> None:
        self._zh: list[str] = []
        self._en: list[str] = []
        self._figures: dict[str, Figure] = {}

    def say(self, zh: str, en: str, **figures: Figure) -> "Line":
        """Add a text; its ``{places}`` are filled by the figures of those names, or by nothing."""
        renamed = {}
        for name, one in figures.items():
            place = f"n{len(self._figures)}"
            self._figures[place] = one
            renamed[name] = f"{{{place}}}"
        self._zh.append(_placed(zh, renamed))
        self._en.append(_placed(en, renamed))
        return self

    def listing(self, items: Iterable[Words]) -> "Line":
        """Add a colon and the items, parted by semicolons."""
        texts = list(items)
        zh, en = ";".join(words.zh for words in texts), "; ".join(words.en for words in texts)
        return self.say(f":{zh}", f": {en}")

    def paragraph(self) -> Paragraph:
        """The sentences as a block."""
        return Paragraph(Words("".join(self._zh), "".join(self._en)), self._figures)


def _placed(text: str, renamed: Mapping[str, str]) -> str:
    escaped = text.replace("{", "{{").replace("}", "}}")
    for name, place in renamed.items():
        escaped = escaped.replace(f"{{{{{name}}}}}", place)
    return escaped


def as_data(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks as JSON values."""
    return [_block_data(block) for block in blocks]


def _block_data(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, **block.words._asdict()}
    if isinstance(block, Paragraph):
        placed = {place: figure_data(one) for place, one in block.figures.items()}
        return {"kind": "paragraph", **block.words._asdict(), "figures": placed}
    rows = [[_cell_data(cell) for cell in row] for row in block.rows]
    return {
        "kind": "table",
        **block.title._asdict(),
        "head": [words._asdict() for words in block.head],
        "rows": rows,
    }


def _cell_data(cell: Words | Figure) -> dict[str, Any]:
    return cell._asdict() if isinstance(cell, Words) else figure_data(cell)


def figure_data(one: Figure) -> dict[str, Any]:
    """A figure as JSON values."""
    return {
        "metric": one.metric,
        "path": one.path,
        "part": one.part.value,
        "known": one.known,
        "unknown": one.unknown,
    }


def from_data(data: Iterable[Data]) -> tuple[Block, ...]:
    """Blocks read again from their JSON values."""
    return tuple(_block(each) for each in data)


def _block(data: Data) -> Block:
    words = _words(data)
    if data["kind"] == "heading":
        return Heading(data["level"], words)
    if data["kind"] == "paragraph":
        return Paragraph(words, {place: _figure(one) for place, one in data["figures"].items()})
    rows = tuple(tuple(_cell(cell) for cell in row) for row in data["rows"])
    return Table(words, tuple(map(_words, data["head"])), rows)


def _cell(data: Data) -> Words | Figure:
    return _figure(data) if "metric" in data else _words(data)


def _words(data: Data) -> Words:
    return Words(data["zh"], data["en"])


def _figure(data: Data) -> Figure:
    return Figure(data["metric"], data["path"], data["known"], data["unknown"], Part(data["part"]))

"""What a list is made of: columns and their cells, chips, filters, bulk acts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

from django.db.models import TextChoices
from django.urls import reverse

from lianfang.core.words import Words
from lianfang.language import spoken

Row = TypeVar("Row")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_in(text: str) -> date | None:
    """The day that a part of an address says; None for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Chip:
    """A word in a small box: ``state`` is late, soon, ok, zero or empty."""

    words: Words
    state: str = ""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: its heading, the value of a row, and what the page makes of it.

    A value is a text, number, ``Words``, :class:`Chip`, date, instant or None (unknown: said, never 0).
    ``kind`` is text, number, day or moment and says how numbers and times are set. ``order`` says that the
    query can order by ``key``; ``aside`` puts the cell at the right of a telephone's card; ``label`` repeats
    the heading there; ``page`` or ``file`` false leaves it out.
    """

    key: str
    words: Words
    value: Callable[[Row], Any]
    link: Callable[[Row], str] | None = None
    kind: Literal["text", "number", "day", "moment"] = "text"
    order: bool = True
    aside: bool = False
    label: bool = False
    page: bool = True
    file: bool = True


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the list: value → words. The empty value is "all", or what ``none`` says.

    Of ``kind`` day it has no choices: any day may be chosen.
    """

    key: str
    words: Words
    choices: Sequence[tuple[str, Words | str]]
    none: Words | None = None
    kind: Literal["choice", "day"] = "choice"

    def knows(self, value: str) -> bool:
        """Whether the value may be chosen; an address may hold anything."""
        if self.kind == "day":
            return bool(_DAY.fullmatch(value)) and day_in(value) is not None
        return any(value == key for key, _ in self.choices)


@dataclass(frozen=True, slots=True)
class Act:
    """A bulk act: a button that posts the chosen rows to the address ``url_name``."""

    key: str
    words: Words
    url_name: str
    danger: bool = False

    @property
    def url(self) -> str:
        """Where the chosen rows are sent."""
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in its column, ready for the template."""

    column: "Column[Any]"
    value: Any
    url: str

    @property
    def kind(self) -> str:
        """How the template shows it: unknown, chip, moment, day, number or text."""
        kinds = ((Chip, "chip"), (datetime, "moment"), (date, "day"), (bool, "text"), (int | float, "number"))
        if self.value is None:
            return "number" if self.column.kind == "number" else "unknown"
        return next((name for kind, name in kinds if isinstance(self.value, kind)), "text")

    @property
    def css(self) -> str:
        """The classes of the cell."""
        number = "num" if self.column.kind == "number" else ""
        return " ".join(filter(None, (number, "aside" if self.column.aside else "")))

    @property
    def text(self) -> str:
        """The value as plain text in the reader's language."""
        value = self.value.words if isinstance(self.value, Chip) else self.value
        if value is None:
            return ""
        return spoken(value) if isinstance(value, Words) else str(value)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: where it leads to order by it, and how the list is ordered now."""

    column: "Column[Any]"
    url: str
    sorted: str


def cell_of(column: Column[Any], row: Any) -> Cell:
    """The cell of a row in a column."""
    return Cell(column, column.value(row), column.link(row) if column.link else "")


def choices_of(choices: type[TextChoices]) -> list[tuple[str, str]]:
    """A model's choices for a filter, in the reader's language when they are shown."""
    return [(str(value), label) for value, label in choices.choices]

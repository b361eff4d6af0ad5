"""A spreadsheet cell as text: what was written, or how the sheet has damaged it.

A spreadsheet keeps fifteen digits of a number. A longer number that stands in a number cell has lost
its end, whatever it shows; it is never restored here, only recognised.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from lianfang.core.words import Words

EXACT_DIGITS = 15
"""Digits of a number that a spreadsheet keeps."""

_SHOWABLE = 10**25
"""Beyond this a number is nobody's identifier and is not written out."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_APOSTROPHES = "'`’‘′"
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(\.[0-9]+E\+?|E\+)[0-9]+", re.IGNORECASE)
_POINT_ZERO = re.compile(r"([0-9]+)\.0+")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that is refused: a stable dotted ``code``, why, how to mend it, what stood there, masked."""

    code: str
    message: Words
    remedy: Words
    masked: str


class CellState(StrEnum):
    """How far the text of a cell can be trusted."""

    TEXT = "text"
    NUMBER = "number"
    """A number cell, complete; leading zeros, if there were any, are gone."""
    DAMAGED = "damaged"
    """More digits than a sheet keeps, or a number shown as 1.1E+17."""
    OTHER = "other"
    """A date, a truth value, an error: neither text nor number."""


class Cell(NamedTuple):
    """The text of a cell and how far it can be trusted."""

    text: str
    state: CellState


def read_cell(value: object) -> Cell:
    """The text of a cell as a spreadsheet reader gives it; an empty cell is an empty text.

    An apostrophe in front, by which people make a sheet keep a number as text, is left out.
    """
    if value is None:
        return Cell("", CellState.TEXT)
    if isinstance(value, str):
        return _text(tidy(value).lstrip(_APOSTROPHES).strip())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Cell("", CellState.OTHER)
    return _number(value)


def tidy(text: str) -> str:
    """The text with half-width signs, plain blanks, and no invisible signs.

    Line ends stay (they part several numbers in one cell). Invisible direction marks arrive with
    numbers copied from telephones' address books.
    """
    quick = text.isascii() and text.isprintable()
    plain = text if quick else "".join(map(_plain, text.translate(_FULL_WIDTH)))
    return plain.strip()


def _plain(sign: str) -> str:
    if sign in "\n\r\u2028\u2029":
        return "\n"
    match unicodedata.category(sign):
        case "Cf":
            return ""
        case "Zs" | "Cc":
            return " "
        case _:
            return sign


def _text(text: str) -> Cell:
    if _SCIENTIFIC.fullmatch(text):
        return Cell(text, CellState.DAMAGED)
    if pointed := _POINT_ZERO.fullmatch(text):
        whole = len(pointed[1]) <= EXACT_DIGITS
        return Cell(pointed[1], CellState.NUMBER if whole else CellState.DAMAGED)
    return Cell(text, CellState.TEXT)


def _number(value: float) -> Cell:
    if isinstance(value, float) and not math.isfinite(value):
        return Cell("", CellState.OTHER)
    if abs(value) >= 10**EXACT_DIGITS:
        return Cell(str(int(value)) if abs(value) < _SHOWABLE else "", CellState.DAMAGED)
    return Cell(str(int(value) if value == int(value) else value), CellState.NUMBER)

"""Marking rows in the XML of one sheet."""

import re
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape as as_xml

from lianfang.core.intake.cells import column_letters
from lianfang.core.intake.problems import Problem
from lianfang.gateway.sheets import marks as marking
from lianfang.gateway.sheets.escaping import escape
from lianfang.gateway.sheets.scanning import column_index, prefix_of
from lianfang.gateway.sheets.styles import Styles, Unpatchable

_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*?)(?:/>|>(?:(?!<(?:\w+:)?c\b).)*?</(?:\w+:)?c>)", re.DOTALL)
_NUMBER = re.compile(rb"\br\s*=\s*[\"']([0-9]+)[\"']")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]+)[0-9]+[\"']")
_STYLE = re.compile(rb"\ss\s*=\s*[\"']([0-9]+)[\"']")
_CONTENT = re.compile(rb"<(?:\w+:)?c\b[^<>]*?\br\s*=\s*[\"']([A-Z]+)[0-9]+[\"'][^<>]*(?<!/)>(?!\s*</)")
_UNWANTED = re.compile(rb"\s(?:spans|hidden|ht|customHeight|collapsed)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^<>]*?(?:/>|>\s*</(?:\w+:)?dimension>)")
_LAST_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^<>]*\bmax\s*=\s*[\"']([0-9]+)[\"']")
_WIDTH = 60


@dataclass(frozen=True, slots=True)
class Notes:
    """The column of notes: its heading, and the language of the notes (None: both)."""

    heading: str
    language: str | None


class _Cell(NamedTuple):
    inside: bytes
    """Its attributes."""
    text: bytes
    """The whole tag."""


class SheetPatch:
    """The marking of one sheet. ``waiting`` are the marked rows not met yet."""

    def __init__(
        self, rows: dict[int, list[Problem]], styles: Styles, *, notes: Notes, header_row: int
    ) -> None:
        self.rows = rows
        self.waiting = set(rows)
        self._styles, self._notes, self._header = styles, notes, header_row if rows else 0
        self._prefix: bytes | None = None
        self._last = 0

    def measure(self, text: bytes) -> None:
        """See how far to the right the sheet has content."""
        self._last = max(self._last, *(column_index(one.decode()) for one in set(_CONTENT.findall(text))), 0)

    def rewrite(self, text: bytes) -> bytes:
        """One piece of the sheet, cut between rows, with its marked rows marked."""
        if not self.rows:
            return text
        if self._prefix is None:
            self._prefix = prefix_of(text) or b""
            text = self._widen(_DIMENSION.sub(b"", text, count=1))
        start = b"<%brow" % self._prefix
        head, *rows = text.split(start)
        return b"".join([head, *(self._piece(start, row) for row in rows)])

    def _piece(self, start: bytes, text: bytes) -> bytes:
        """One row, from behind the name of its tag to the start of the next, marked where it is to be."""
        tag, _, rest = text.partition(b">")
        told = _NUMBER.search(tag)
        number = int(told[1]) if told and tag[:1].isspace() else 0
        if number not in self.rows and number != self._header:
            return start + text
        self.waiting.discard(number)
        if tag.endswith(b"/"):
            return self._row(number, tag[:-1], b"") + rest
        inside, closed, behind = rest.partition(b"</%brow>" % (self._prefix or b""))
        if not closed:
            raise Unpatchable
        return self._row(number, tag, inside) + behind

    def _widen(self, head: bytes) -> bytes:
        """Give the column of notes a width, where no other setting reaches so far."""
        taken = max(map(int, _LAST_COLUMN.findall(head)), default=0)
        column = self._last + 2
        prefix = self._prefix or b""
        tag = b'<%bcol min="%d" max="%d" width="%d" customWidth="1"/>' % (prefix, column, column, _WIDTH)
        end, data = b"</%bcols>" % prefix, b"<%bsheetData" % prefix
        if taken >= column:
            return head
        if end in head:
            return head.replace(end, tag + end, 1)
        return head.replace(data, b"<%bcols>%b</%bcols>%b" % (prefix, tag, prefix, data), 1)

    def _row(self, number: int, tag: bytes, inside: bytes) -> bytes:
        """A row with its cells coloured and its note; shown even if it was hidden, as high as it needs."""
        cells = self._cells(inside)
        problems = self.rows.get(number, [])
        for letters, wrong in marking.cells(problems).items():
            self._colour(cells, number, letters, marking.worst(wrong))
        self._note(cells, number, problems)
        marked = b"".join(cells[index].text for index in sorted(cells))
        prefix = self._prefix or b""
        return b"<%brow%b>%b</%brow>" % (prefix, _UNWANTED.sub(b"", tag), marked, prefix)

    def _cells(self, inside: bytes) -> dict[int, _Cell]:
        cells = {}
        for found in _CELL.finditer(inside):
            place = _PLACE.search(found[1])
            if place is None:
                raise Unpatchable
            cells[column_index(place[1].decode())] = _Cell(found[1], found[0])
        return cells

    def _colour(self, cells: dict[int, _Cell], number: int, letters: str, colour: str) -> None:
        index = column_index(letters)
        prefix = self._prefix or b""
        if index not in cells:
            style = self._styles.coloured(0, colour)
            cells[index] = _Cell(b"", b'<%bc r="%b%d" s="%d"/>' % (prefix, letters.encode(), number, style))
            return
        inside, text = cells[index]
        base = int(told[1]) if (told := _STYLE.search(inside)) else 0
        painted = _STYLE.sub(b"", inside) + b' s="%d"' % self._styles.coloured(base, colour)
        cells[index] = _Cell(painted, text.replace(inside, painted, 1))

    def _note(self, cells: dict[int, _Cell], number: int, problems: list[Problem]) -> None:
        colour = marking.worst(problems) if problems else marking.AMBER
        said = marking.note(problems, self._notes.language) if problems else self._notes.heading
        index = self._last + 1
        place = column_letters(index).encode() + str(number).encode()
        style = self._styles.coloured(0, colour, wrapped=True)
        text = as_xml(escape(said)).encode()
        tag = b'<%bc r="%b" s="%d" t="inlineStr"><%bis><%bt xml:space="preserve">%b</%bt></%bis></%bc>'
        prefix = self._prefix or b""
        cells[index] = _Cell(b"", tag % (prefix, place, style, *[prefix] * 2, text, *[prefix] * 3))

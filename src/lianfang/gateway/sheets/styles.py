"""The styles of an existing workbook, to which coloured variants of its own styles are added."""

import re
from dataclasses import dataclass

from lianfang.gateway.sheets.marks import AMBER, RED

_FORMAT = re.compile(
    rb"<(?:\w+:)?xf\b[^<>]*?(?:/>|(?<!/)>(?:(?!<(?:\w+:)?xf\b).)*?</(?:\w+:)?xf>)", re.DOTALL
)
_FILL = re.compile(rb"<(?:\w+:)?fill\b")
_FILL_USED = re.compile(rb"\s(?:fillId|applyFill)\s*=\s*(?:\"[^\"]*\"|'[^']*')")


class Unpatchable(Exception):  # noqa: N818 - a reason to copy the workbook instead, seen by nobody
    """The workbook is written in a way that is not edited in place."""


@dataclass(frozen=True, slots=True)
class _List:
    """One of the lists of a styles part: where it stands, and what is in it."""

    prefix: bytes
    name: bytes
    start: int
    end: int
    inside: bytes

    def longer(self, count: int, added: bytes) -> bytes:
        """The list with more in it."""
        tag = b"%b%b" % (self.prefix, self.name)
        return b'<%b count="%d">%b%b</%b>' % (tag, count, self.inside, added, tag)


def _list(part: bytes, name: bytes) -> _List:
    begun = re.search(rb"<((?:\w+:)?)" + name + rb"\b[^<>]*>", part)
    if begun is None or begun[0].endswith(b"/>"):
        raise Unpatchable
    close = b"</%b%b>" % (begun[1], name)
    end = part.find(close, begun.end())
    if end < 0:
        raise Unpatchable
    return _List(begun[1], name, begun.start(), end + len(close), part[begun.end() : end])


class Styles:
    """The styles part of one workbook."""

    def __init__(self, part: bytes) -> None:
        self._part = part
        self._fills, self._formats = _list(part, b"fills"), _list(part, b"cellXfs")
        self._prefix = self._formats.prefix
        self._known_fills = len(_FILL.findall(self._fills.inside))
        self._known: list[bytes] = _FORMAT.findall(self._formats.inside)
        self._added: list[bytes] = []
        self._made: dict[tuple[int, str, bool], int] = {}

    def coloured(self, base: int, colour: str, *, wrapped: bool = False) -> int:
        """The number of a style like ``base`` on a coloured ground; ``wrapped`` for the notes."""
        key = (base, colour, wrapped)
        if key not in self._made:
            if not 0 <= base < len(self._known):
                raise Unpatchable
            self._made[key] = len(self._known) + len(self._added)
            self._added.append(self._variant(base, colour, wrapped))
        return self._made[key]

    def _variant(self, base: int, colour: str, wrapped: bool) -> bytes:
        fill = self._known_fills + (RED, AMBER).index(colour)
        painted = b' fillId="%d" applyFill="1"' % fill
        if wrapped:
            return (
                b'<%bxf numFmtId="0" fontId="0" borderId="0" xfId="0"%b applyAlignment="1">'
                b'<%balignment vertical="top" wrapText="1"/></%bxf>'
            ) % (self._prefix, painted, self._prefix, self._prefix)
        head = b"<" + self._prefix + b"xf"
        bare = _FILL_USED.sub(b"", self._known[base].split(b">", 1)[0] + b">") + b">".join(
            self._known[base].split(b">", 1)[1:]
        )
        return head + painted + bare[len(head) :]

    def part(self) -> bytes:
        """The styles part with what was added."""
        prefix = self._prefix
        fills = b"".join(
            b'<%bfill><%bpatternFill patternType="solid"><%bfgColor rgb="FF%b"/><%bbgColor indexed="64"/>'
            b"</%bpatternFill></%bfill>" % (prefix, prefix, prefix, colour.encode(), prefix, prefix, prefix)
            for colour in (RED, AMBER)
        )
        edits = [
            (self._fills, self._known_fills + 2, fills),
            (self._formats, len(self._known) + len(self._added), b"".join(self._added)),
        ]
        text = self._part
        for found, count, added in sorted(edits, key=lambda edit: -edit[0].start):
            text = text[: found.start] + found.longer(count, added) + text[found.end :]
        return text

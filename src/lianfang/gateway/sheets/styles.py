"""The styles of an existing workbook, to which coloured variants of its own styles are added."""

import re

from lianfang.gateway.sheets.marks import AMBER, RED

_FILLS = re.compile(rb"<((?:\w+:)?)fills\b[^>]*?(/>|>(.*?)</(?:\w+:)?fills>)", re.DOTALL)
_CELLS = re.compile(rb"<((?:\w+:)?)cellXfs\b[^>]*>(.*?)</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<(?:\w+:)?xf\b[^>]*?(?:/>|>.*?</(?:\w+:)?xf>)", re.DOTALL)
_FILL = re.compile(rb"<(?:\w+:)?fill\b[^>]*?(?:/>|>.*?</(?:\w+:)?fill>)", re.DOTALL)
_FILL_USED = re.compile(rb"\s(?:fillId|applyFill)\s*=\s*(?:\"[^\"]*\"|'[^']*')")


class Unpatchable(Exception):  # noqa: N818 - a reason to copy the workbook instead, seen by nobody
    """The workbook is written in a way that is not edited in place."""


class Styles:
    """The styles part of one workbook."""

    def __init__(self, part: bytes) -> None:
        self._part = part
        fills, formats = _FILLS.search(part), _CELLS.search(part)
        if fills is None or formats is None:
            raise Unpatchable
        self._prefix = formats[1]
        self._fills, self._formats = fills, formats
        self._known_fills = len(_FILL.findall(fills[3] or b""))
        self._known: list[bytes] = _FORMAT.findall(formats[2])
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
            (self._fills.span(), b"fills", self._known_fills + 2, (self._fills[3] or b"") + fills),
            (
                self._formats.span(),
                b"cellXfs",
                len(self._known) + len(self._added),
                self._formats[2] + b"".join(self._added),
            ),
        ]
        text = self._part
        for (start, end), name, count, inside in sorted(edits, reverse=True):
            tag = b'<%b%b count="%d">%b</%b%b>' % (prefix, name, count, inside, prefix, name)
            text = text[:start] + tag + text[end:]
        return text

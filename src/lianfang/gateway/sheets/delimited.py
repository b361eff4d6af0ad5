"""Text tables: encoding and delimiter recognised, then read row by row."""

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from io import StringIO
from itertools import chain, pairwise

from lianfang.gateway.sheets import refusals
from lianfang.gateway.sheets.source import Source

DELIMITERS = (",", ";", "\t")
FIELD_LIMIT = 32_767
"""Longest cell, as in a workbook; a longer one means that a quotation mark was never closed."""

_END = "\0"
"""A last line of ours; it is a row of its own unless a quotation mark before it was never closed."""

_SAMPLE_LINES = 30
_DAMAGE_SHARE = 0.5


def decode(source: Source, content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8 with or without mark, UTF-16 with mark, else GB 18030.

    Refused with line and byte where it is none of them. GB 18030 reads almost anything, so a text that
    is mostly sound UTF-8 is a damaged UTF-8 text and not a Chinese one.
    """
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _decode_as(source, content, "utf-16"), "UTF-16"
    if content.startswith(BOM_UTF8):
        return _decode_as(source, content, "utf-8").removeprefix("\ufeff"), "UTF-8"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        if _mostly_utf8(content[: error.start + 4096]):
            raise _refuse(source, content, error) from None
    return _decode_as(source, content, "gb18030").removeprefix("\ufeff"), "GB 18030"


def _decode_as(source: Source, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _refuse(source, content, error) from None


def _refuse(source: Source, content: bytes, error: UnicodeDecodeError) -> Exception:
    line = content.count(b"\n", 0, error.start) + 1
    tried = {"utf-8": "UTF-8", "gb18030": "GB 18030"}.get(error.encoding, "UTF-16")
    return refusals.encoding(source.filename, line, error.start + 1, tried)


def _mostly_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", "replace")
    wide = sum(not sign.isascii() for sign in text)
    return wide > 0 and text.count("\ufffd") / wide < _DAMAGE_SHARE


def delimiter_of(text: str) -> str:
    """The delimiter: as ``sep=`` says, else the one that cuts the first lines most evenly."""
    lines = text[: _SAMPLE_LINES * 2000].splitlines()[:_SAMPLE_LINES]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) == 5:
        return lines[0][4]
    counts = {sign: [_outside_quotes(line, sign) for line in lines if line.strip()] for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: _evenness(counts[sign]))


def _outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[::2])


def _evenness(counts: list[int]) -> tuple[int, int]:
    """Lines cut like their neighbour, then cuts in all."""
    alike = sum(one == other > 0 for one, other in pairwise(counts))
    return alike, sum(counts)


def rows(source: Source, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number from 1, as a spreadsheet program would number it.

    Refused where a quotation mark is left open: the rows behind it would be lost in one cell.
    """
    skip = 1 if text[:4].lower() == "sep=" else 0
    reader = csv.reader(chain(StringIO(text, newline=""), [_END]), delimiter=delimiter)
    begun = 1
    try:
        for number, cells in enumerate(reader, 1):
            if cells == [_END]:
                return
            if any(len(cell) > FIELD_LIMIT for cell in cells) or (cells[-1:] and cells[-1].endswith(_END)):
                raise refusals.broken_line(source.filename, begun)
            begun = reader.line_num + 1
            if number > skip:
                yield number, cells
    except csv.Error:
        raise refusals.broken_line(source.filename, begun) from None

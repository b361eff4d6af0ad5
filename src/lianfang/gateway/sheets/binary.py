"""What an xls says of its rows and columns beside their values: which of them are hidden.

The workbook is one stream of records in a container of sectors ([MS-CFB] 2.2 to 2.6, [MS-XLS] 2.4.28, 2.4.53,
2.4.221). What cannot be followed is left: the reader of the values judges whether the file is sound.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from lianfang.gateway.sheets.compound import workbook_entry

_HEADER = 512
_IN_HEADER = 109
_END = 0xFFFFFFFA
"""Numbers from here on mark the end of a chain and sectors that hold no stream."""

_SMALL = 4096
"""Shorter streams lie in another place; no program writes so short a workbook."""

_SHEET, _ROW, _COLUMN = 0x0085, 0x0208, 0x007D
_BEGIN, _ENDS = 0x0809, 0x000A
_ROW_UNSHOWN, _COLUMN_UNSHOWN = 0x20, 0x01


def hidden(file: BinaryIO) -> list[tuple[set[int], set[int]]]:
    """The hidden rows (from 1) and columns (from 0) of each sheet in order; none where it cannot be told."""
    try:
        stream = _workbook(file)
        starts = [
            struct.unpack_from("<I", stream, at)[0] for kind, at, _ in _records(stream, 0) if kind == _SHEET
        ]
        return [_unshown(stream, start) for start in starts]
    except (struct.error, IndexError, OverflowError):
        return []


def _unshown(stream: bytes, start: int) -> tuple[set[int], set[int]]:
    rows: set[int] = set()
    columns: set[int] = set()
    for kind, at, length in _records(stream, start):
        if kind == _ROW and length >= 16 and stream[at + 12] & _ROW_UNSHOWN:
            rows.add(struct.unpack_from("<H", stream, at)[0] + 1)
        elif kind == _COLUMN and length >= 10 and stream[at + 8] & _COLUMN_UNSHOWN:
            first, last = struct.unpack_from("<HH", stream, at)
            columns.update(range(first, last + 1))
    return rows, columns


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of the records from a beginning to its end, charts within a sheet left out."""
    at, depth = start, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        depth += (kind == _BEGIN) - (kind == _ENDS)
        if depth == 0:
            return
        if depth == 1:
            yield kind, at, length
        at += length


def _workbook(file: BinaryIO) -> bytes:
    file.seek(0)
    header = file.read(_HEADER)
    size = 1 << min(struct.unpack_from("<H", header, 30)[0], 20)
    start, length = workbook_entry(file, header, size)
    if length < _SMALL:
        return b""
    table = _table(file, header, size)
    parts: list[bytes] = []
    sector = start
    while sector < _END and len(parts) * size < length:
        parts.append(_sector(file, sector, size))
        sector = table[sector]
    return b"".join(parts)[:length]


def _table(file: BinaryIO, header: bytes, size: int) -> list[int]:
    """By sector the next one of its chain; the table's own sectors are listed in the header and behind it."""
    listed = list(struct.unpack_from(f"<{_IN_HEADER}I", header, 76))
    following, count = struct.unpack_from("<II", header, 68)
    for _ in range(min(count, size)):
        if following >= _END:
            break
        *more, following = struct.unpack(f"<{size // 4}I", _sector(file, following, size))
        listed += more
    return [
        number
        for sector in listed
        if sector < _END
        for number in struct.unpack(f"<{size // 4}I", _sector(file, sector, size))
    ]


def _sector(file: BinaryIO, number: int, size: int) -> bytes:
    file.seek((number + 1) * size if size > _HEADER else _HEADER + number * size)
    return file.read(size)

"""What is checked before a file is unpacked or handed to a reader.

A workbook is an archive whose directory announces the size of each part. The announcement is judged
before anything is unpacked, and because it can lie, unpacking stops where a part outgrows it.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lianfang.core.refusal import Refused
from lianfang.gateway.sheets import refusals
from lianfang.gateway.sheets.source import Source

TOTAL_LIMIT = 600 * 2**20
"""Most bytes of all parts together, unpacked. A push of 200,000 rows and 13 columns has 160 MB."""

RATIO_LIMIT = 200
"""Honest sheets shrink 5 to 60 times, deflate can reach 1,032. Judged from :data:`RATIO_FROM` bytes on."""

RATIO_FROM = 16 * 2**20
MEMBER_LIMIT = 10_000
CELL_LIMIT = 15_000_000
"""Most cells of one sheet's rectangle: what fits 1.5 GB of memory."""

TEXT_LIMIT = TOTAL_LIMIT
"""Most bytes of text of one sheet, where a shared text counts as often as it is used."""

PIECE = 2**20
_LOCAL_HEADER = struct.Struct("<26xHH")
_ENCRYPTED = 0x1


def open_archive(source: Source, file: BinaryIO) -> ZipFile:
    """The archive in ``file`` once its directory is found sound; nothing is unpacked."""
    try:
        archive = ZipFile(file)
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise refusals.damaged(
            source.filename, "压缩目录缺失", "the directory at its end is missing"
        ) from None
    members = archive.infolist()
    if len(members) > MEMBER_LIMIT:
        raise refusals.too_large(source.filename, "内部文件过多", "has too many parts")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise refusals.password(source.filename)
    _judge_sizes(source, members)
    return archive


def _judge_sizes(source: Source, members: list[ZipInfo]) -> None:
    for member in members:
        ratio = member.file_size // max(member.compress_size, 1)
        if member.file_size >= RATIO_FROM and ratio > RATIO_LIMIT:
            raise refusals.bomb(source.filename, ratio)
    total = sum(member.file_size for member in members)
    if total > TOTAL_LIMIT:
        size = total // 2**20
        raise refusals.too_large(
            source.filename,
            f"解压后有 {size} MB,超过上限",
            f"would have {size} MB unpacked, more than the limit",
        )


def inflate(source: Source, file: BinaryIO, member: ZipInfo) -> Iterator[bytes]:
    """The real bytes of one part in pieces of at most 1 MiB.

    Refused where they are more, fewer or other than the directory announced: the standard library
    would silently stop at the announced size, the reader of the sheet would not.
    """
    length, check = 0, 0
    try:
        for piece in _pieces(file, member):
            length += len(piece)
            if length > member.file_size:
                raise _not_as_announced(source, member)
            check = zlib.crc32(piece, check)
            yield piece
    except (zlib.error, struct.error, EOFError):
        raise _not_as_announced(source, member) from None
    if length != member.file_size or check != member.CRC:
        raise _not_as_announced(source, member)


def _not_as_announced(source: Source, member: ZipInfo) -> Refused:
    return refusals.damaged(
        source.filename, f"部件 {member.filename} 与目录不符", f"part {member.filename} is not as announced"
    )


def _pieces(file: BinaryIO, member: ZipInfo) -> Iterator[bytes]:
    file.seek(member.header_offset)
    name, extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    file.seek(name + extra, 1)
    packed = _packed(file, member.compress_size)
    if member.compress_type == ZIP_STORED:
        yield from packed
    elif member.compress_type == ZIP_DEFLATED:
        yield from _unpacked(packed)
    else:
        raise EOFError


def _packed(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left > 0:
        block = file.read(min(PIECE // 4, left))
        if not block:
            raise EOFError
        left -= len(block)
        yield block


def _unpacked(packed: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for block in packed:
        while block:
            if piece := unpacker.decompress(block, PIECE):
                yield piece
            block = unpacker.unconsumed_tail
    while piece := unpacker.decompress(b"", PIECE):
        yield piece
    if not unpacker.eof:
        raise EOFError


def drain(source: Source, file: BinaryIO, members: list[ZipInfo]) -> None:
    """Unpack parts only to see that they are as announced."""
    for member in members:
        for _ in inflate(source, file, member):
            pass


def content(source: Source, file: BinaryIO, member: ZipInfo) -> bytes:
    """One whole part."""
    return b"".join(inflate(source, file, member))

"""The old Office container (xls, and what password protection makes of an xlsx): locked, or something else?

Only its directory and the first sector of the workbook stream are read ([MS-CFB], [MS-XLS] 2.4.117).
"""

import struct
from typing import BinaryIO

from lianfang.gateway.sheets import refusals
from lianfang.gateway.sheets.source import Source

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_ENTRY = 128
_FILE_PASS = 0x002F
_SECTORS_FROM = 512
_DIRECTORY_SECTORS = 64


def check(source: Source, file: BinaryIO) -> None:
    """Refuse a container that is locked, holds no workbook, or is cut short."""
    header = file.read(_SECTORS_FROM)
    if len(header) < _SECTORS_FROM:
        raise refusals.damaged(source.filename)
    size = 1 << min(struct.unpack_from("<H", header, 30)[0], 20)
    first = struct.unpack_from("<I", header, 48)[0]
    streams = {name: start for name, start, _ in _entries(file, first, size)}
    if "EncryptedPackage" in streams:
        raise refusals.password(source.filename)
    start = streams.get("Workbook", streams.get("Book"))
    if start is None:
        if "WordDocument" in streams or "PowerPoint Document" in streams:
            raise refusals.not_a_sheet(source.filename, ("文稿", "a text or a presentation"))
        raise refusals.damaged(source.filename, "找不到工作簿", "it holds no workbook")
    if _locked(_sector(file, start, size)):
        raise refusals.password(source.filename)


def workbook_entry(file: BinaryIO, header: bytes, size: int) -> tuple[int, int]:
    """First sector and length in bytes of the workbook, in a container whose sectors have ``size`` bytes."""
    for name, start, length in _entries(file, struct.unpack_from("<I", header, 48)[0], size):
        if name in ("Workbook", "Book"):
            return start, length
    return 0, 0


def _sector(file: BinaryIO, number: int, size: int) -> bytes:
    file.seek(_SECTORS_FROM + number * size if size == _SECTORS_FROM else (number + 1) * size)
    return file.read(size)


def _entries(file: BinaryIO, first: int, size: int) -> list[tuple[str, int, int]]:
    """Names, first sectors and lengths of the streams. The directory is taken to lie in a row from its first.

    Writers begin it there; a workbook has few entries, and names found beyond its end do no harm.
    """
    file.seek((first + 1) * size)
    directory = file.read(size * _DIRECTORY_SECTORS)
    found = []
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        if 2 < length <= 64 and directory[at + 66] == 2:
            name = directory[at : at + length - 2].decode("utf-16-le", "replace")
            found.append((name, *struct.unpack_from("<II", directory, at + 116)))
    return found


def _locked(start: bytes) -> bool:
    """Whether a FILEPASS record follows the beginning of the workbook's globals."""
    at = 0
    while at + 4 <= len(start):
        kind, length = struct.unpack_from("<HH", start, at)
        if kind == _FILE_PASS:
            return True
        at += 4 + length
    return False

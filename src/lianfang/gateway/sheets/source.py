"""The bytes of a file, on disk or in memory, opened as often as needed."""

from dataclasses import dataclass
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from lianfang.gateway.sheets import refusals

FILE_LIMIT = 128 * 2**20
"""Largest file that is read, in bytes as it is sent (convention)."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file's bytes are, and the name its sender gave it."""

    filename: str
    _given: Path | bytes

    @property
    def size(self) -> int:
        """Bytes of the file as it was sent."""
        return len(self._given) if isinstance(self._given, bytes) else self._given.stat().st_size

    def open(self) -> BinaryIO:
        """The file from its first byte; the caller closes it."""
        return BytesIO(self._given) if isinstance(self._given, bytes) else self._given.open("rb")

    def content(self) -> bytes:
        """All bytes of the file."""
        return self._given if isinstance(self._given, bytes) else self._given.read_bytes()

    def head(self, count: int) -> bytes:
        """The first ``count`` bytes."""
        with self.open() as file:
            return file.read(count)


def source_of(given: str | PathLike[str] | bytes, filename: str | None) -> Source:
    """The source of a path or of bytes; refused where it is empty or larger than :data:`FILE_LIMIT`."""
    at = given if isinstance(given, bytes) else Path(given)
    name = filename or (at.name if isinstance(at, Path) else "upload")
    source = Source(Path(name).name, at)
    if source.size == 0:
        raise refusals.empty(source.filename)
    if source.size > FILE_LIMIT:
        size = source.size // 2**20
        raise refusals.too_large(
            source.filename, f"大小为 {size} MB,超过上限", f"has {size} MB, more than the limit"
        )
    return source

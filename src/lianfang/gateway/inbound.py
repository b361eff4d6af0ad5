"""From a kept file to a received list: at once for a small one, by the worker for a large one.

What a run came to that made no list (a file that cannot be read) is noted for the page that waits for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core import intake as rules
from lianfang.core.people import mask_identifier, mask_name
from lianfang.core.words import Words
from lianfang.gateway.sheets import Workbook, annotate, read
from lianfang.intake import actions, files
from lianfang.intake import queries as intake

SMALL = 400 * 1024
"""Bytes up to which a file is received while its sender waits: some thousand rows."""
_NOTED_SECONDS = 24 * 3600
_SAMPLES, _LONG = 3, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A kept file that is to become a list."""

    sha256: str
    filename: str
    source: str
    region_id: int
    kind: str = "pushed"


def receive_kept(
    file: Waiting, *, told: Mapping[str, str] | None = None, by: Viewer, at: datetime
) -> actions.Received:
    """Receive the list of a kept file; called outside of any transaction (see ``intake.receive``)."""
    with opened(file.sha256, file.filename) as book:
        new = actions.NewList(
            source=file.source,
            filename=file.filename,
            sha256=file.sha256,
            sheets=book.sheets,
            region_id=file.region_id,
            kind=file.kind,
            date1904=book.date1904,
            told=told or {},
        )
        return actions.receive(new, by=by, at=at)


@contextmanager
def opened(sha256: str, filename: str) -> Iterator[Workbook]:
    """A kept file as a workbook."""
    with acting(SYSTEM):
        content = files.kept(sha256)
    with read(content, filename) as book:
        yield book


def note_failure(sha256: str, source: str, words: Words) -> None:
    """Note why a file became no list."""
    cache.set(_key(sha256, source), [words.zh, words.en], _NOTED_SECONDS)


def failure(sha256: str, source: str) -> Words | None:
    """Why a file became no list; None where that is not known (yet)."""
    found = cache.get(_key(sha256, source))
    return Words(*found) if found else None


def forget_failure(sha256: str, source: str) -> None:
    """The file is tried again."""
    cache.delete(_key(sha256, source))


def _key(sha256: str, source: str) -> str:
    return f"inbound-{sha256}-{source.encode().hex()[:60]}"


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """One column of a sheet whose headings are unclear: how it is headed, samples, what it may mean."""

    letters: str
    heading: str
    samples: tuple[str, ...]
    understood: rules.Field | None
    perhaps: tuple[rules.Field, ...]
    asked: bool


@dataclass(frozen=True, slots=True)
class AskedSheet:
    """A sheet that somebody has to explain, column by column; ``missing`` must be found among them."""

    name: str
    columns: tuple[AskedColumn, ...]
    missing: tuple[rules.Field, ...]


def questions(sha256: str, filename: str, profile: Mapping[str, str]) -> list[AskedSheet]:
    """The sheets of a kept file that are not fully understood, with masked samples of their columns."""
    found = []
    with opened(sha256, filename) as book:
        for sheet in book.sheets:
            head = sheet.head()
            read_as = rules.recognise(head, profile)
            if isinstance(read_as, rules.Unsure) and not read_as.is_no_list:
                found.append(AskedSheet(sheet.name, tuple(_columns(read_as, head)), read_as.missing))
    return found


def _columns(unsure: rules.Unsure, head: Sequence[tuple[int, list[rules.Cell]]]) -> Iterator[AskedColumn]:
    last = max(unsure.header_rows, default=0)
    below = [cells for number, cells in head if number > last]
    for index, heading in sorted(unsure.headings.items()):
        values = [cells[index] for cells in below if index < len(cells) and cells[index] not in (None, "")]
        yield AskedColumn(
            letters=rules.column_letters(index),
            heading=heading,
            samples=tuple(map(sample, values[:_SAMPLES])),
            understood=unsure.columns.get(index),
            perhaps=unsure.candidates.get(index, ()),
            asked=index in unsure.candidates or index not in unsure.columns,
        )


def sample(value: rules.Cell) -> str:
    """A value from which its kind can be told and nobody's name or number can be read."""
    text = str(value).strip()[:_LONG]
    digits = sum(sign.isdigit() for sign in text)
    if digits >= 7:
        return mask_identifier(text)
    chinese = all("\u3400" <= sign <= "\u9fff" or sign == "·" for sign in text)
    return mask_name(text) if chinese and len(text) <= 4 else text


def annotated(viewer: Viewer, list_id: int) -> tuple[str, bytes]:
    """The sender's file back with what is wrong in red and how to mend it: its name and content."""
    line = intake.list_line(viewer, list_id)
    headers = {s.name: max(s.header_rows) for s in intake.sheets_read(viewer, list_id) if s.header_rows}
    problems = list(intake.problems(viewer, list_id))
    content = annotate(files.kept(line.sha256), line.filename, problems, header_rows=headers)
    return f"{line.filename.rpartition('.')[0] or line.filename}-annotated.xlsx", content

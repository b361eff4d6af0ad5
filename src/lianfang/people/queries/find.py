"""Finding people from one box: initials, the end of a telephone number, a whole number or name, a surname."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from lianfang.accounts.scope import Viewer
from lianfang.bulk import array
from lianfang.core.people import (
    COMPOUND_SURNAMES,
    Identifier,
    IdentifierKind,
    Name,
    Phone,
    read_identifier,
    read_name,
    read_phones,
)
from lianfang.core.words import Words
from lianfang.people.indexes import (
    initials_index,
    name_index,
    number_index,
    phone_index,
    surname_index,
    tail_index,
)
from lianfang.people.queries.marks import related
from lianfang.people.queries.shown import Shown, people
from lianfang.people.sounds import soundings
from lianfang.places.paths import upper


@dataclass(frozen=True, slots=True)
class Found:
    """A page of people and how the words were read; ``after`` opens the next page, None where there is none.

    ``read_as`` is empty where the words can be nothing that people are found by.
    """

    people: tuple[Shown, ...]
    read_as: tuple[Words, ...]
    after: int | None


class _Key(NamedTuple):
    """One way to read the words: the index to look in, the value there, what it is called."""

    source: str
    value: Any
    words: Words
    surnames: Any = None


class _Source(NamedTuple):
    """A table to look in, its column of people, what a row must meet; where ``value`` is filled in."""

    table: str
    person: str
    condition: str


_SOURCES = {
    "initials": _Source("people_initials", "person_id", "index = %(value)s"),
    "tail": _Source("people_phone", "person_id", "tail_index = %(value)s AND withdrawn IS NULL"),
    "phone": _Source("people_phone", "person_id", "index = %(value)s AND withdrawn IS NULL"),
    "number": _Source("people_identifier", "person_id", "index = %(value)s AND withdrawn IS NULL"),
    "name": _Source("people_person", "id", "name_index = %(value)s"),
    "surname": _Source("people_person", "id", "surname_index = %(value)s"),
    "surnames": _Source("people_person", "id", "surname_index = ANY(%(value)s)"),
    "sound": _Source(
        "people_initials",
        "person_id",
        "index = %(value)s AND person_id IN"
        " (SELECT id FROM people_person WHERE surname_index = ANY(%(surnames)s))",
    ),
    "everybody": _Source("people_person", "id", "merged_into_id IS NULL"),
}


def find(
    viewer: Viewer,
    words: str,
    *,
    inside: str = "",
    limit: int = 50,
    after: int = 0,
    on: date | None = None,
) -> Found:
    """The people in the viewer's area whom the words may mean, by number of record; no words mean everybody.

    ``inside`` narrows the search to a part of the area; people of other areas that are open to the viewer are
    found where it is empty. A merged record is answered by the one that stands for it.
    """
    viewer.require("search")
    keys = _keys(words)
    if words.strip() and not keys:
        return Found((), (), None)
    ids = _ids(viewer, keys, inside=inside, limit=limit + 1, after=after)
    page = ids[:limit]
    kin = related(page)
    return Found(
        people=tuple(people(viewer, [kin[record][0] for record in page], on=on, family=kin)),
        read_as=tuple(dict.fromkeys(key.words for key in keys)),
        after=page[-1] if len(ids) > limit else None,
    )


_OWN = "path >= %(low)s AND path < %(high)s"
_OPENED = (
    "{} IN (SELECT person_id FROM people_grant WHERE ended IS NULL AND path >= %(low)s AND path < %(high)s)"
)


def _ids(viewer: Viewer, keys: Sequence[_Key], *, inside: str, limit: int, after: int) -> list[int]:
    """Numbers of a page, for each way of reading the words within the area and among those opened to it."""
    if inside and not viewer.sees(inside):
        return []
    area = inside or viewer.path
    values: dict[str, Any] = {"low": area, "high": upper(area), "after": after, "limit": limit}
    pages = []
    for at, key in enumerate(keys or [_Key("everybody", b"", Words("", ""))]):
        values |= {f"value{at}": key.value, f"surnames{at}": key.surnames}
        page = _page(_SOURCES[key.source], opened=not inside)
        for name in ("value", "surnames"):
            page = page.replace(f"%({name})s", f"%({name}{at})s")
        pages.append(f"({page})")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(pages), values)
        return sorted(person_id for (person_id,) in cursor.fetchall())[:limit]


def _page(source: _Source, *, opened: bool) -> str:
    """The statement for one page of one source. All its parts are constants of this module."""
    table, person, condition = source
    conditions = [_OWN, _OPENED.format(person)] if opened else [_OWN]
    arms = [
        f"(SELECT {person} AS id FROM {table} WHERE {condition} AND {where} AND {person} > %(after)s"  # noqa: S608
        f" ORDER BY {person} LIMIT %(limit)s)"
        for where in conditions
    ]
    return f"SELECT id FROM ({' UNION '.join(arms)}) AS found ORDER BY id LIMIT %(limit)s"  # noqa: S608


_TAIL = re.compile(r"[0-9]{4}")
_LETTERS = re.compile(r"[a-z]{2,8}")
_UNDECLARED = (None, IdentifierKind.PASSPORT, IdentifierKind.TAIWAN_TRAVEL_PERMIT)


def _keys(words: str) -> list[_Key]:
    """Every way to read the words, none where they can be nothing that people are found by."""
    text = words.strip()
    keys: list[_Key] = []
    if _TAIL.fullmatch(text):
        keys.append(_Key("tail", tail_index(text), Words("手机尾号", "end of a telephone number")))
    if _LETTERS.fullmatch(text.lower()):
        keys.append(_Key("initials", initials_index(text.lower()), Words("姓名首字母", "initials of a name")))
    phones = [read.number for read in read_phones(text) if isinstance(read, Phone)]
    keys += [_Key("phone", phone_index(number), Words("电话", "telephone")) for number in phones]
    return [*keys, *_sounds(text), *_numbers(text), *_names(text)]


def _sounds(text: str) -> list[_Key]:
    """Names typed in full pinyin: a surname alone, or surname and given name."""
    surnames, names = soundings(text)
    said = Words("姓名拼音", "pinyin of a name")
    keys = [_Key("surnames", array(map(surname_index, surnames)), said)] if surnames else []
    for name in names:
        held = array(map(surname_index, name.surnames))
        keys.append(_Key("sound", initials_index(name.initials), said, held))
    return keys


def _numbers(text: str) -> list[_Key]:
    reads = [read_identifier(text, kind=kind) for kind in _UNDECLARED]
    values = {read.value for read in reads if isinstance(read, Identifier) and read.value}
    words = Words("证件号码", "identifier")
    return [_Key("number", number_index(value), words) for value in sorted(values)]


def _names(text: str) -> list[_Key]:
    read = read_name(text)
    if not isinstance(read, Name):
        return []
    keys = [_Key("name", name_index(read.value), Words("姓名", "name"))]
    if len(read.value) == 1 or read.value in COMPOUND_SURNAMES:
        keys.append(_Key("surname", surname_index(read.value), Words("姓氏", "surname")))
    return keys

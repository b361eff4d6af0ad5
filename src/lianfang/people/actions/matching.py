"""Whom claims are about: candidates by one function of the database, judged by the rules of ``core``.

The function sees every area and answers numbers of persons and which marks agree, nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from django.db import connection
from psycopg import Cursor

from lianfang.core.people import Agreement, Candidate, New, Same, match
from lianfang.core.people import Ambiguous as Unsure
from lianfang.core.people import Claim as Readable
from lianfang.people.actions.claims import Sought

CROWD = 30
"""A telephone of more people than this (a foreman's, an office's) tells nobody, save with the whole name."""

_MATCH = """
    SELECT ordinal, person_id, number, name, phone, born, sex FROM people_match(
        %b::int[], %b::bytea[], %b::bytea[], %b::date[], %b::text[],
        %b::int[], %b::bytea[], %b::text[], %b::bool[], %b::bool[],
        %b::int[], %b::bytea[], %b::int[], %b::bytea[], %b)
"""
Bits = tuple[Agreement, ...]


def judge(sought: Mapping[int, Sought]) -> dict[int, Same | New | Unsure]:
    """Whom each claim is about, by ordinal. Each pattern of agreement is judged once."""
    found: dict[int, list[tuple[int, Bits]]] = {ordinal: [] for ordinal in sought}
    for ordinal, person_id, *bits in _candidates(sought):
        found[ordinal].append((person_id, _agreements(*bits)))
    return {ordinal: _decide(sought[ordinal], near) for ordinal, near in found.items()}


def _candidates(sought: Mapping[int, Sought]) -> Iterable[tuple[int, int, str, str, str, str, str]]:
    claims = [(n, s.name, s.surname, s.born, str(s.sex)) for n, s in sought.items()]
    numbers = [
        (n, mark.index, str(mark.kind), mark.checked, mark.kind.lifelong)
        for n, s in sought.items()
        for _, mark in s.numbers
    ]
    phones = [(n, phone.mark) for n, s in sought.items() for phone in s.phones]
    sounds = [(n, sound) for n, s in sought.items() for sound in s.initials]
    columns = [*_columns(claims, 5), *_columns(numbers, 5), *_columns(phones, 2), *_columns(sounds, 2)]
    connection.ensure_connection()
    # Arrays sent as binary values cost a seventh of arrays written out as text.
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return cursor.execute(_MATCH, [*columns, CROWD]).fetchall()


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


@lru_cache(maxsize=4096)
def _agreements(*bits: str) -> Bits:
    return tuple(map(Agreement, bits))


def _decide(sought: Sought, near: list[tuple[int, Bits]]) -> Same | New | Unsure:
    """The verdict on one claim; candidates are in the order of their numbers, so a place stands for one."""
    readable = Readable(bool(sought.numbers), sought.name is not None, bool(sought.phones))
    verdict = _judged(readable, tuple(bits for _, bits in near))
    if isinstance(verdict, Same):
        return Same(near[verdict.person_id][0], verdict.rule, verdict.because)
    if isinstance(verdict, Unsure):
        people = tuple(near[place][0] for place in verdict.candidates)
        return Unsure(people, verdict.rule, verdict.because)
    return verdict


@lru_cache(maxsize=4096)
def _judged(readable: Readable, patterns: tuple[Bits, ...]) -> Same | New | Unsure:
    return match(readable, [Candidate(place, *bits) for place, bits in enumerate(patterns)])

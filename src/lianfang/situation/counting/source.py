"""A source of figures: SQL that names the rows that count, one line each.

The tables of the apps below are read here directly, since a figure is a count over rows that no page shows;
their columns stand in the SQL of this folder and nowhere else in this app. Each statement answers

``member`` (a row number of ``subject``), ``path`` (where it counts), ``what`` (from which its metrics
follow), ``standing`` (on_time, late, missing, excused, or anything else where it is counted by its value),
``known`` (what it adds to the value) and ``unknown`` (1 where that is not known).

The same statement gives the counts and the list behind them, so that a number and its list cannot differ.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from lianfang.situation.counting.asked import Asked


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Where some figures come from. ``metrics`` are the names that a ``what`` counts under, none for none.

    ``families`` are the first words of the names it can give.
    """

    subject: str
    families: frozenset[str]
    sql: str
    metrics: Callable[[str], tuple[str, ...]]
    values: Mapping[str, Any] = field(default_factory=dict)


class Leaf(NamedTuple):
    """So many rows of one place that count alike."""

    path: str
    what: str
    standing: str
    number: int
    known: int
    unknown: int


class Row(NamedTuple):
    """One row that counts."""

    member: int
    path: str
    what: str
    standing: str
    known: int
    unknown: int


_COUNTED = """
    SELECT path, what, standing, count(*), sum(known)::bigint, sum(unknown)::bigint
    FROM ({sql}) AS found GROUP BY path, what, standing
"""
_COUNTED_WITH = """
    SELECT path, what, standing, count(*), sum(known)::bigint, sum(unknown)::bigint, array_agg(member)
    FROM ({sql}) AS found GROUP BY path, what, standing
"""
_NAMED = "SELECT member, path, what, standing, known::bigint, unknown::bigint FROM ({sql}) AS found"


def leaves(source: Source, asked: Asked) -> Iterator[Leaf]:
    """The counts of a source, where they stand. The caller acts as somebody who sees all of the region."""
    return map(Leaf._make, _read(_COUNTED, source, asked))


def leaves_with_members(source: Source, asked: Asked) -> Iterator[tuple[Leaf, list[int]]]:
    """The counts of a source, each with the row numbers it counts: read at once, so that they agree."""
    for *counts, members in _read(_COUNTED_WITH, source, asked):
        yield Leaf._make(counts), members


def rows(source: Source, asked: Asked) -> Iterator[Row]:
    """The rows of a source one by one, for a list or a frozen figure."""
    return map(Row._make, _read(_NAMED, source, asked))


def _read(form: str, source: Source, asked: Asked) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(form.format(sql=source.sql), asked.values() | dict(source.values))
        return list(cursor.fetchall())

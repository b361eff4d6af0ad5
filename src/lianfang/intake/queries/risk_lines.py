"""Lists of risk areas line by line: what one holds, and what one has more and less than another.

Narrowed, ordered and counted by the database: a list has some ten thousand lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lianfang.core.asking import Answer, Ask
from lianfang.core.places import Level
from lianfang.places import queries as places

_RANK = "array_position(ARRAY['low', 'middle', 'high'], {})"
_OF_LIST = """
FROM intake_risklist AS list
CROSS JOIN LATERAL unnest(list.areas) WITH ORDINALITY AS listed(id, line)
JOIN intake_riskarea AS area ON area.id = listed.id
JOIN intake_riskname AS name ON name.id = area.name_id
WHERE list.id = %(list)s
"""
_BETWEEN = f"""
WITH was AS (SELECT DISTINCT unnest(areas) AS id FROM intake_risklist WHERE id = %(before)s),
     now AS (SELECT DISTINCT unnest(areas) AS id FROM intake_risklist WHERE id = %(after)s),
     gone AS (SELECT * FROM intake_riskarea WHERE id IN (SELECT id FROM was EXCEPT SELECT id FROM now)),
     come AS (SELECT * FROM intake_riskarea WHERE id IN (SELECT id FROM now EXCEPT SELECT id FROM was)),
     changed AS (
         SELECT coalesce(come.name_id, gone.name_id) AS name_id, coalesce(come.place, gone.place) AS place,
                gone.level AS before, come.level AS after,
                CASE WHEN gone.id IS NULL THEN 'added' WHEN come.id IS NULL THEN 'removed'
                     WHEN {_RANK.format("come.level")} > {_RANK.format("gone.level")} THEN 'raised'
                     ELSE 'lowered' END AS what
         FROM come FULL JOIN gone ON gone.name_id = come.name_id AND md5(gone.place) = md5(come.place))
"""  # noqa: S608 - our own text
_OF_CHANGES = "FROM changed JOIN intake_riskname AS name ON name.id = changed.name_id WHERE true"
_NAMES = {"province": "name.province", "city": "name.city", "county": "name.county"}
_WRITTEN = "concat_ws('/', name.province, name.city, name.county, {}.place)"
WHATS = ("added", "removed", "raised", "lowered")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list. ``region`` is how far its names were found, ``found`` whether wholly."""

    level: Level
    province: str
    city: str
    county: str
    place: str
    complement: bool
    found: bool
    region: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A place that two lists tell differently; a level is None where a list does not name it."""

    what: str
    province: str
    city: str
    county: str
    place: str
    before: Level | None
    after: Level | None


@dataclass(frozen=True, slots=True)
class Changes:
    """How many places of a province (of all, with an empty name) one list tells otherwise than another."""

    province: str
    added: int
    removed: int
    raised: int
    lowered: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.added + self.removed + self.raised + self.lowered


def lines(list_id: int, ask: Ask) -> Answer[Line]:
    """The lines of a list in published order, or as asked; filters: level, province, told (found or not).

    Words are looked for in 省/市/县/地点, each anywhere.
    """
    where, values = _where(ask, table="area")
    values["list"] = list_id
    if level := ask.only("level"):
        where, values["level"] = f"{where} AND area.level = %(level)s", level
    if told := ask.only("told"):
        where += _TOLD[told]
    orders = {**_NAMES, "level": _RANK.format("area.level"), "place": "area.place"}
    columns = (
        "area.level, name.province, name.city, name.county, area.place, area.complement, name.found,"
        " name.region_id"
    )
    rows, total = _page(
        f"{_OF_LIST}{where}", columns, _order(ask, orders, "listed.line"), values=values, ask=ask
    )
    regions = places.regions_by_id(row[-1] for row in rows if row[-1])
    named = {number: region.name for number, region in regions.items()}
    found = [Line(*(*row[:-1], named.get(row[-1], ""))) for row in rows]
    return Answer(tuple(found), total)


_TOLD = {
    "complement": " AND area.complement",
    "unfound": " AND NOT name.found",
}


def provinces(list_id: int) -> list[str]:
    """The provinces that a list names, in its order."""
    return [
        row[0]
        for row in _rows(
            f"SELECT name.province {_OF_LIST} GROUP BY 1 ORDER BY min(listed.line)", {"list": list_id}
        )
    ]


def changed(before_id: int, after_id: int, ask: Ask) -> Answer[Changed]:
    """The places of which two lists say something else; filters: what, province, level (before or after)."""
    where, values = _where(ask, table="changed")
    values |= {"before": before_id, "after": after_id}
    if what := ask.only("what"):
        where, values["what"] = f"{where} AND changed.what = %(what)s", what
    if level := ask.only("level"):
        where += " AND %(level)s IN (changed.before, changed.after)"
        values["level"] = level
    orders = {**_NAMES, "what": "changed.what", "place": "changed.place"}
    columns = (
        "changed.what, name.province, name.city, name.county, changed.place, changed.before, changed.after"
    )
    usual = (
        "name.province, name.city, name.county, changed.place, changed.what, changed.before, changed.after"
    )
    rows, total = _page(
        f"{_OF_CHANGES}{where}", columns, _order(ask, orders, usual), values=values, ask=ask, head=_BETWEEN
    )
    return Answer(tuple(Changed(*row) for row in rows), total)


def changes_by_province(before_id: int, after_id: int) -> list[Changes]:
    """How much two lists differ, province by province, the most changed first."""
    counts = ", ".join(f"count(*) FILTER (WHERE what = '{what}')" for what in WHATS)
    rows = _rows(
        f"{_BETWEEN} SELECT name.province, {counts} {_OF_CHANGES} GROUP BY 1 ORDER BY count(*) DESC, 1",
        {"before": before_id, "after": after_id},
    )
    return [Changes(*row) for row in rows]


def summed(parts: Sequence[Changes]) -> Changes:
    """The changes of all provinces together."""
    return Changes("", *(sum(getattr(part, what) for part in parts) for what in WHATS))


def _where(ask: Ask, *, table: str) -> tuple[str, dict[str, Any]]:
    """The conditions that both lists and changes know, with their values."""
    where, values = "", {}
    for number, word in enumerate(ask.words.replace("／", "/").split()):
        where += f" AND {_WRITTEN.format(table)} ILIKE %(word{number})s"
        values[f"word{number}"] = f"%{_literally(word)}%"
    if province := ask.only("province"):
        where, values["province"] = f"{where} AND name.province = %(province)s", province
    return where, values


def _literally(word: str) -> str:
    """A word in which the signs of a pattern stand for themselves."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _order(ask: Ask, known: dict[str, str], usual: str) -> str:
    first = known.get(ask.order)
    return f"{first}{' DESC' if ask.descending else ''}, {usual}" if first else usual


def _page(
    source: str, columns: str, order: str, *, values: dict[str, Any], ask: Ask, head: str = ""
) -> tuple[list[tuple[Any, ...]], int]:
    """The rows asked for and how many there are in all."""
    ((total,),) = _rows(f"{head} SELECT count(*) {source}", values)
    rows = _rows(
        f"{head} SELECT {columns} {source} ORDER BY {order} LIMIT %(count)s OFFSET %(start)s",
        {**values, "count": ask.count, "start": ask.start},
    )
    return rows, total


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())

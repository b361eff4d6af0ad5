"""Many rows at once: written by COPY, found by one array instead of thousands of parameters."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models
from psycopg import sql


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copy rows into a model's table, values in the order of ``fields`` (Django names).

    Constraints hold; row-level security does not allow COPY for a bound role, so guarded tables go through
    a temporary table of the same shape and one INSERT … SELECT.
    """
    columns = [column_of(model, name) for name in fields]
    json_places, moment_places = (
        [n for n, name in enumerate(fields) if isinstance(model._meta.get_field(name), kind)]
        for kind in (models.JSONField, models.DateTimeField)
    )
    names = sql.SQL(", ").join([sql.Identifier(column) for column in columns])
    table = sql.Identifier(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE bulk_rows ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0").format(
                names, table
            )
        )
        with cursor.cursor.copy(sql.SQL("COPY bulk_rows FROM STDIN")) as copying:
            for row in _Written(json_places, moment_places).rows(rows):
                copying.write_row(row)
        cursor.execute(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM bulk_rows").format(table, names, names))
        cursor.execute("DROP TABLE bulk_rows")


def fresh_numbers(model: type[models.Model], count: int) -> list[int]:
    """Fresh row numbers of a table, taken from its sequence: rows that name one another need no reading back.

    The sequence is looked up once; asked for inside the SELECT it would be looked up for each number.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        (sequence,) = cursor.fetchone()
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, count])
        return [number for (number,) in cursor.fetchall()]


_in_letters = json.JSONEncoder(ensure_ascii=False).encode


class _Written:
    """JSON values and instants as text, each written once however many rows of a set share it."""

    def __init__(self, json_places: Sequence[int], moment_places: Sequence[int]) -> None:
        self._json, self._moments = json_places, moment_places
        self._kept: dict[int, tuple[Any, str]] = {}

    def rows(self, rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
        """The rows with those of their values as text; the driver takes a microsecond for each instant."""
        written: dict[datetime | None, str | None] = {None: None}
        for row in rows:
            values = list(row)
            for place in self._json:
                if values[place] is not None:
                    values[place] = self._text(values[place])
            for place in self._moments:
                moment = values[place]
                if moment not in written:
                    written[moment] = str(moment)
                values[place] = written[moment]
            yield values

    def _text(self, value: Any) -> str:
        """The value as JSON; it is held on to, so that its identity stays its own."""
        if not value:
            return _in_letters(value)
        kept = self._kept.get(id(value))
        if kept is None or kept[0] is not value:
            kept = self._kept[id(value)] = value, _in_letters(value)
        return kept[1]


def column_of(model: type[models.Model], name: str) -> str:
    """The column of a model's field: what Django calls the attribute that holds the plain value."""
    return str(getattr(model._meta.get_field(name), "attname", name))


@models.Field.register_lookup
@models.ForeignObject.register_lookup
class AnyOf(models.Lookup):
    """``column = ANY(array)``: one parameter, whose text does not grow with the set as that of IN does."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The comparison with its one parameter."""
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*parameters, array(self.rhs))


def array(values: Iterable[Any]) -> Any:
    """Values as the text of one array, which costs a tenth of handing them over one by one.

    Numbers, texts or bytes of one type; anything else is left to the driver.
    """
    held = list(values)
    write = _WRITTEN.get(type(held[0])) if held else None
    if write is None or len({type(value) for value in held}) > 1:
        return held
    return f"{{{','.join(map(write, held))}}}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_WRITTEN: dict[type, Callable[[Any], str]] = {
    int: str,
    str: _quoted,
    bytes: lambda value: f'"\\\\x{value.hex()}"',
}


def any_of(column: str, values: Iterable[int] | Iterable[str]) -> models.Q:
    """The rows whose column is one of the values; for sets of hundreds or thousands."""
    return models.Q(**{f"{column}__any": list(values)})

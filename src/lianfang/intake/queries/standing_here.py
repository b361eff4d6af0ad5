"""Lists that concern an area: those it received, and those received above it that have people in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core import intake as rules
from lianfang.core.asking import Answer, Ask
from lianfang.core.refusal import Refused
from lianfang.intake.models import RUNNING, InboundList
from lianfang.intake.queries.lists import ListLine, _lines, _read
from lianfang.places.paths import ancestors, upper

_HERE = """
    FROM intake_inboundlist AS l
    WHERE ((l.path >= %(low)s AND l.path < %(high)s)
        OR (l.path = ANY(%(above)s) AND EXISTS (SELECT 1 FROM intake_inboundrow AS r
            WHERE r.inbound_id = l.id AND r.path >= %(low)s AND r.path < %(high)s)))
      AND (%(words)s = '' OR l.source ILIKE %(like)s OR l.filename ILIKE %(like)s OR l.id::text = %(words)s)
      AND (%(state)s = '' OR (%(state)s = 'running' AND l.state = ANY(%(running)s)) OR l.state = %(state)s
        OR (%(state)s = 'open' AND l.state <> 'cancelled' AND (l.id = ANY(%(searched)s)
            OR (l.pending + l.ambiguous > 0 AND l.path >= %(low)s AND l.path < %(high)s))))
      AND (%(list)s = 0 OR l.id = %(list)s)
"""
_SEARCHED = """
    SELECT t.list_id, count(*) FROM tasks_task AS t
    WHERE t.standing IN ('open', 'overdue') AND t.kind = 'locate' AND t.list_id IS NOT NULL
      AND t.owner_path >= %(low)s AND t.owner_path < %(high)s GROUP BY 1
"""
_STATES = """
    SELECT inbound_id, state, count(*) FROM intake_inboundrow
    WHERE inbound_id = ANY(%(lists)s) AND path >= %(low)s AND path < %(high)s GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Here:
    """A list as it concerns the viewer's area. ``own``: received by it; else ``line.balance`` counts the rows
    that stand in the area only. ``unfound`` people of it are still to be found here."""

    line: ListLine
    own: bool
    unfound: int

    @property
    def unsettled(self) -> int:
        """Rows to be judged or settled by somebody."""
        return self.line.balance.pending + self.line.balance.ambiguous

    @property
    def taken(self) -> int:
        """Rows that were judged so far."""
        return self.line.balance.received - self.line.balance.pending

    @property
    def closed(self) -> bool:
        """Whether nobody is to be found and no row waits."""
        return not (self.unfound or self.unsettled)


def lists_here(viewer: Viewer, ask: Ask) -> Answer[Here]:
    """Lists that concern the viewer's area, the newest first.

    Words search source, file and number; ``state`` is running, open (not closed), done or cancelled.
    """
    with acting(SYSTEM):
        given = _given(viewer, ask)
        searched = dict(_rows(_SEARCHED, given))
        given["searched"] = list(searched)
        page = f"SELECT l.id {_HERE} ORDER BY l.at DESC, l.id DESC LIMIT %(count)s OFFSET %(skip)s"
        ids = [number for (number,) in _rows(page, given)]
        ((total,),) = _rows(f"SELECT count(*) {_HERE}", given)
        return Answer(tuple(_shown(viewer, ids, searched)), total)


def list_here(viewer: Viewer, list_id: int) -> Here:
    """One list that concerns the viewer's area; any other looks like none."""
    with acting(SYSTEM):
        given = _given(viewer, Ask(), list_id=list_id)
        found = _rows(f"SELECT l.id {_HERE}", given)
        if not found:
            raise Refused("not_found", "没有这份名单,或不在您的辖区", "no such list in your area")
        return _shown(viewer, [list_id], dict(_rows(_SEARCHED, given)))[0]


def list_of_file(viewer: Viewer, sha256: str, source: str) -> int | None:
    """The number of the list that was made of a file of a source, None while there is none."""
    found = InboundList.objects.filter(path=viewer.path, sha256=sha256, source=source)
    return found.values_list("pk", flat=True).first()


def _given(viewer: Viewer, ask: Ask, *, list_id: int = 0) -> dict[str, Any]:
    return {
        "low": viewer.path,
        "high": upper(viewer.path),
        "above": ancestors(viewer.path)[:-1],
        "words": ask.words,
        "like": f"%{ask.words}%",
        "state": ask.only("state"),
        "running": list(RUNNING),
        "searched": [],
        "list": list_id,
        "count": ask.count,
        "skip": ask.start,
    }


def _rows(statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def _shown(viewer: Viewer, ids: Sequence[int], searched: Mapping[int, int]) -> list[Here]:
    kept = {row.pk: row for row in _read(InboundList.objects.filter(pk__in=ids))}
    lines = {line.id: line for line in _lines([kept[number] for number in ids if number in kept])}
    beside = [number for number, line in lines.items() if not viewer.sees(line.path)]
    parts = _balances(viewer, beside)
    return [_here(viewer, lines[number], parts.get(number), searched) for number in ids if number in lines]


def _here(viewer: Viewer, line: ListLine, part: rules.Balance | None, searched: Mapping[int, int]) -> Here:
    own = viewer.sees(line.path)
    shown = line if own else replace(line, balance=part or rules.Balance())
    return Here(shown, own, searched.get(line.id, 0))


def _balances(viewer: Viewer, ids: Sequence[int]) -> dict[int, rules.Balance]:
    """Of lists received above, the rows that stand in the viewer's area by what became of them."""
    if not ids:
        return {}
    counts: dict[int, dict[str, int]] = {}
    given = {"lists": list(ids), "low": viewer.path, "high": upper(viewer.path)}
    for number, state, count in _rows(_STATES, given):
        counts.setdefault(number, {})[state] = count
    return {
        number: rules.balance(received=sum(one.values()), **_named(one)) for number, one in counts.items()
    }


def _named(counts: Mapping[str, int]) -> dict[str, int]:
    names = ("accepted", "duplicate", "rejected", "ambiguous", "pending")
    return {name: counts.get(name, 0) for name in names}

"""Today's line of events: what happened in an area, from the ledger, in words and without anybody's name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from lianfang.accounts.scope import Viewer
from lianfang.core.days import local_day, start_of
from lianfang.core.words import Words
from lianfang.ledger import today
from lianfang.ledger.queries import Entry
from lianfang.places.paths import upper

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Happened:
    """One line: when, what, and where it opens."""

    at: datetime
    words: Words
    url: str = ""


def _received(body: dict[str, Any]) -> Words:
    counts = {name: int(body.get(name, 0)) for name in ("accepted", "duplicate", "ambiguous", "rejected")}
    total = f"{sum(counts.values()):,}"
    return Words(
        f"收完名单 {total} 条:接受 {counts['accepted']}、重复 {counts['duplicate']}、"
        f"待认定 {counts['ambiguous']}、退回 {counts['rejected']}",
        f"a list of {total} rows is in: {counts['accepted']} accepted, {counts['duplicate']} duplicate, "
        f"{counts['ambiguous']} to be settled, {counts['rejected']} sent back",
    )


_ONE_BY_ONE: dict[str, Callable[[dict[str, Any]], Words]] = {
    "intake.done": _received,
    "intake.stopped": lambda body: Words("中止了一份名单的接收", "stopped receiving a list"),
    "measures.adopted": lambda body: Words("启用了新的方案版本", "a new edition is in force"),
    "situation.bulletin_signed": lambda body: Words(
        f"签发 {body.get('day', '')} 疫情防控日报(第 {body.get('edition', 1)} 版)",
        f"signed the bulletin of {body.get('day', '')}, edition {body.get('edition', 1)}",
    ),
    "situation.unlocked": lambda body: Words("解锁了一份报表", "unlocked a report"),
}
_OPENS = {
    "intake.done": "list_detail",
    "intake.stopped": "list_detail",
    "situation.bulletin_signed": "bulletin",
    "situation.unlocked": "report",
}
_BY_HOUR: dict[str, tuple[Words, str]] = {
    "measures.orders_signed": (Words("签发通知书 {n} 份", "notices signed: {n}"), "orders"),
    "measures.served": (Words("送达通知书 {n} 份", "notices served: {n}"), "orders"),
    "measures.stay_began": (Words("落实管控 {n} 人", "people taken under a measure: {n}"), "measures"),
    "measures.released": (Words("解除 {n} 人", "people released: {n}"), "measures"),
    "measures.handover_answered": (Words("跨区移交答复 {n} 人", "handovers answered: {n}"), "handovers"),
    "intake.row_settled": (Words("认定疑似同一人 {n} 条", "doubtful rows settled: {n}"), "lists"),
    "intake.pushed_on": (Words("推转外地 {n} 人", "people pushed on: {n}"), "lists"),
    "intake.declared": (Words("收到自主报备 {n} 份", "declarations came in: {n}"), "declarations"),
    "situation.reported": (Words("报送报表 {n} 份", "reports came in: {n}"), "reports_matrix"),
    "situation.revised": (Words("更正报表 {n} 份", "reports revised: {n}"), "reports_matrix"),
    "tasks.instructed": (Words("下达指令 {n} 份", "orders given: {n}"), "instructions"),
    "tasks.excused": (Words("免办任务 {n} 件", "tasks excused: {n}"), "tasks"),
}


def events_of(viewer: Viewer, path: str, *, now: datetime) -> list[Happened]:
    """What happened today, the newest first; what happens often is one line for each hour."""
    since, high = start_of(local_day(now)), upper(path)
    entries = today.entries_since(path, high, verbs=tuple(_ONE_BY_ONE), since=since)
    hours = today.hours_since(path, high, verbs=tuple(_BY_HOUR), since=since)
    found = [*map(_one, entries), *map(_hour, hours)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:SHOWN]


def _hour(hour: today.Hour) -> Happened:
    words, opens = _BY_HOUR[hour.verb]
    return Happened(hour.last, words.fill(n=f"{hour.count:,}"), _url(opens))


def _one(entry: Entry) -> Happened:
    opens = _OPENS.get(entry.verb, "")
    url = _url(opens, entry.subject_id) if opens and entry.subject_id else ""
    return Happened(entry.at, _ONE_BY_ONE[entry.verb](entry.body), url)


def _url(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""

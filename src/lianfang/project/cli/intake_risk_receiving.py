"""Lists of risk areas read in, and everybody they reach decided about again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from lianfang.core.days import instant
from lianfang.core.places import RiskSnapshot
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.project.cli.files import require_readable
from lianfang.project.cli.intake_risk_telling import Told, listing_data, local


def receive(options: dict[str, Any], at: datetime) -> Told:
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.intake.actions import risk as actions
    from lianfang.intake.queries import risk as queries

    stored: list[actions.StoredList] = []
    errors: list[dict[str, str]] = []
    with _kept(not options["preview"]):
        for file in options["files"]:
            try:
                with acting(SYSTEM):
                    snapshots = read(file, options["as_of_text"])
                    stored += actions.receive_risk_lists(snapshots, by=SYSTEM, at=at)
            except Refused as refused:
                errors.append(
                    {"file": file.name, "message": refused.words.zh, "message_en": refused.words.en}
                )
        lists = {one.id: one for one in reversed(stored)}
        unresolved = queries.unfound_areas(lists)
        listings = [queries.listing(number) for number in reversed(lists)]
        changes, lines = _redecided(at, apply=not (options["preview"] or options["hold"]))
    answer = {
        "snapshots": len(lists),
        "areas": sum(one.areas for one in lists.values()),
        "unresolved": unresolved,
        "new": sum(one.new for one in lists.values()),
        "lists": [{**listing_data(one), "areas": one.areas, "new": lists[one.id].new} for one in listings],
        "changes": changes,
        "errors": errors,
    }
    return answer, [*_received_lines(answer, listings), *lines]


@contextmanager
def _kept(keep: bool) -> Iterator[None]:
    """Keep what is written inside, or write it only to look at it: then all of it is undone."""
    from django.db import transaction

    if keep:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def apply(options: dict[str, Any], at: datetime) -> Told:
    changes, lines = _redecided(at, apply=True)
    return changes, lines or [Words("没有待执行的名单", "no list waits to be applied")]


def _redecided(at: datetime, *, apply: bool) -> Told:
    """The difference that the lists held make, counted before anybody is decided about again."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.intake.actions import risk_redeciding as actions

    with acting(SYSTEM):
        found = actions.foresee_risk_lists(at=at)
        if apply:
            actions.apply_risk_lists(by=SYSTEM, at=at)
    levels = [
        {"from": before and str(before), "to": after and str(after), "stays": stays}
        for (before, after), stays in sorted(found.levels.items(), key=lambda each: -each[1])
    ]
    answer = {
        "applied": apply,
        "lists": found.lists,
        "stays": found.stays,
        "people": found.people,
        "raised": found.raised,
        "levels": levels,
        "decisions": found.decisions,
    }
    return answer, list(_difference_lines(found, apply)) if found.lists else []


def _difference_lines(found: Any, applied: bool) -> Iterator[Words]:
    done = Words("已重新判定", "decided again") if applied else Words("待重新判定", "to be decided again")
    yield Words(
        f"{done.zh}:{found.people} 人 {found.stays} 条旅居,其中等级上调 {found.raised}",
        f"{done.en}: {found.people} people, {found.stays} stays, {found.raised} of them raised",
    )
    unknown = Words("未知", "unknown")
    for (before, after), stays in sorted(found.levels.items(), key=lambda each: -each[1]):
        was, now = (level.words if level else unknown for level in (before, after))
        yield Words(f"  {was.zh} → {now.zh}:{stays}", f"  {was.en} → {now.en}: {stays}")
    if found.decisions:
        yield Words(
            "  判定变化 {people} 人:解除 {released},缩短 {shortened},延长 {lengthened},天数不变 {same},"
            "无法判定 {undecidable};检测 {tests:+d},集中隔离人天 {room_days:+d}",
            "  decided anew {people}: {released} released, {shortened} shortened, {lengthened} longer, "
            "{same} as long, {undecidable} undecidable; tests {tests:+d}, room days {room_days:+d}",
        ).fill(**found.decisions)


def read(file: Path, as_of: str) -> list[RiskSnapshot]:
    from lianfang.gateway import risklists

    require_readable(file)
    return risklists.read(file, as_of=instant(as_of) if as_of else None)


def _received_lines(answer: dict[str, Any], listings: Sequence[Any]) -> list[Words]:
    lines = [
        Words(
            "{snapshots} 份名单(新 {new} 份),{areas} 处,其中 {unresolved} 处的名称在区划中未找到",
            "{snapshots} lists ({new} new), {areas} places, {unresolved} of them under names not in the tree",
        ).fill(**answer)
    ]
    for one in listings:
        for note in one.notes:
            where = "; ".join(note.where)
            lines.append(
                Words(
                    f"  {local(one.as_of)} {note.words.zh}:{note.times}({where})",
                    f"  {local(one.as_of)} {note.words.en}: {note.times} ({where})",
                )
            )
    return lines

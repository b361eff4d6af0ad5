"""``lianfang intake risk-areas``: lists of risk areas read in, counted, compared, asked and repaired."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from lianfang.clock import now
from lianfang.core.days import ZONE, instant
from lianfang.core.places import LEVEL_WORDS, LEVELS, RiskArea, RiskSnapshot, diff
from lianfang.core.refusal import Refused
from lianfang.core.words import Words

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MODES = ("files", "count", "diff", "lookup", "unresolved", "repair")


@click.command("risk-areas")
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--at", "at_text", default="", help="The instant asked about, or of receiving; now if absent.")
@click.option("--as-of", "as_of_text", default="", help="When a typed list that does not say so holds from.")
@click.option("--count", is_flag=True, help="The counts of the list in force.")
@click.option(
    "--diff", nargs=2, type=_FILE, help="What the second FILE has more and less; nothing is stored."
)
@click.option("--lookup", default="", help="What the list in force says of 省/市/县/地点.")
@click.option("--unresolved", is_flag=True, help="Written names that the tree does not have.")
@click.option("--repair", nargs=2, help="Say which region CODE a name 省/市/县 means; - takes it back.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def risk_areas(**options: Any) -> None:
    """Read in lists of risk areas from FILES, or ask those that were read in.

    FILES are published JSON (also packed, also the .js of 2021) or typed tables (xlsx, xls, csv, ods).
    A file that is known already is the same list. A file that cannot be read is named, the others go
    through, and the command exits 1.
    """
    chosen = [mode for mode in _MODES if options[mode]]
    if len(chosen) != 1:
        raise click.UsageError("give FILES, --count, --diff, --lookup, --unresolved or --repair: one of them")
    at = instant(options["at_text"]) if options["at_text"] else now()
    answers = {
        "files": _receive,
        "count": _count,
        "diff": _diff,
        "lookup": _lookup,
        "unresolved": _unresolved,
        "repair": _repair,
    }
    answer, lines = answers[chosen[0]](options, at)
    if options["as_json"]:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo("\n".join(words.said_in(_language()) for words in lines))
    for error in answer.get("errors", ()):
        click.echo(error["message" if _language() == "zh" else "message_en"], err=True)
    if answer.get("errors"):
        sys.exit(1)


Told = tuple[dict[str, Any], list[Words]]


def _language() -> str:
    spoken = os.environ.get("LIANFANG_LANG") or os.environ.get("LANG", "")
    return "zh" if spoken.lower().startswith("zh") else "en"


def _local(at: datetime) -> str:
    return at.astimezone(ZONE).isoformat(timespec="minutes")


def _same(text: str) -> Words:
    return Words(text, text)


def _receive(options: dict[str, Any], at: datetime) -> Told:
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.intake.actions import risk as actions
    from lianfang.intake.queries import risk as queries

    as_of = instant(options["as_of_text"]) if options["as_of_text"] else None
    stored: list[actions.StoredList] = []
    errors: list[dict[str, str]] = []
    for file in options["files"]:
        try:
            snapshots = _read(file, as_of)
            with acting(SYSTEM):
                stored += actions.receive_risk_lists(snapshots, by=SYSTEM, at=at)
        except Refused as refused:
            errors.append({"file": file.name, "message": refused.words.zh, "message_en": refused.words.en})
    lists = {one.id: one for one in reversed(stored)}
    with acting(SYSTEM):
        unresolved = queries.unfound_areas(lists)
        listings = [queries.listing(number) for number in reversed(lists)]
    answer = {
        "snapshots": len(lists),
        "areas": sum(one.areas for one in lists.values()),
        "unresolved": unresolved,
        "new": sum(one.new for one in lists.values()),
        "lists": [{**_listing(one), "areas": one.areas, "new": lists[one.id].new} for one in listings],
        "errors": errors,
    }
    return answer, _received_lines(answer, listings)


def _read(file: Path, as_of: datetime | None) -> list[RiskSnapshot]:
    from lianfang.gateway import risklists

    return risklists.read(file, as_of=as_of)


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
                    f"  {_local(one.as_of)} {note.words.zh}:{note.times}({where})",
                    f"  {_local(one.as_of)} {note.words.en}: {note.times} ({where})",
                )
            )
    return lines


def _listing(listing: Any) -> dict[str, Any]:
    """The list that an answer stands on."""
    return {
        "id": listing.id,
        "as_of": _local(listing.as_of),
        "received": _local(listing.received),
        "source": listing.source,
        "sha256": listing.sha256,
    }


def _stands_on(listing: Any, at: datetime) -> Words:
    age = f"{listing.age_hours(at):.1f}"
    return Words(
        f"依据 {_local(listing.as_of)} 的名单「{listing.source}」,距所问时间 {age} 小时",
        f"by the list of {_local(listing.as_of)} ({listing.source}), {age} hours before that instant",
    )


def _count(options: dict[str, Any], at: datetime) -> Told:
    from lianfang.intake.queries import risk as queries

    listing = queries.listing_at(at)
    counts = listing.counts._asdict()
    answer = {
        **counts,
        "as_of": _local(listing.as_of),
        "age_hours": round(listing.age_hours(at), 2),
        "list": _listing(listing),
        "notes": [_note(note) for note in listing.notes],
    }
    lines = [
        Words(
            f"{LEVEL_WORDS[level].zh} {'无此项' if counts[level] is None else counts[level]}",
            f"{LEVEL_WORDS[level].en} {'not in this list' if counts[level] is None else counts[level]}",
        )
        for level in LEVELS
    ]
    return answer, [*lines, _stands_on(listing, at)]


def _note(note: Any) -> dict[str, Any]:
    return {
        "code": note.code,
        "message": note.words.zh,
        "message_en": note.words.en,
        "times": note.times,
        "where": list(note.where),
    }


def _diff(options: dict[str, Any], at: datetime) -> Told:
    as_of = instant(options["as_of_text"]) if options["as_of_text"] else None
    before, after = (_only(file, as_of) for file in options["diff"])
    found = diff(before, after)
    moved = found.moved()
    answer = {
        "before": _local(before.as_of),
        "after": _local(after.as_of),
        "added": _areas(found.added),
        "removed": _areas(found.removed),
        "moved": [{"place": now.written, "from": was.level, "to": now.level} for was, now in moved],
    }
    signs = [("+", area) for area in found.added] + [("-", area) for area in found.removed]
    lines = [_same(f"{sign} {LEVEL_WORDS[area.level].zh} {area.written}") for sign, area in signs]
    total = Words(
        f"增 {len(found.added)},减 {len(found.removed)},其中等级变动 {len(moved)}",
        f"{len(found.added)} added, {len(found.removed)} removed; {len(moved)} changed level",
    )
    return answer, [*lines, total]


def _only(file: Path, as_of: datetime | None) -> RiskSnapshot:
    found = _read(file, as_of)
    if len(found) != 1:
        raise Refused(
            "risk.several_lists",
            "「{file}」中有 {count} 份名单,比较时每个文件只能有一份",
            "{file!r} holds {count} lists; to compare, a file must hold one",
            file=file.name,
            count=len(found),
        )
    return found[0]


def _areas(areas: Iterable[RiskArea]) -> list[dict[str, Any]]:
    return [{name: getattr(area, name) for name in RiskArea._fields} for area in areas]


def _lookup(options: dict[str, Any], at: datetime) -> Told:
    from lianfang.intake.queries import risk as queries

    looked = queries.look_up(options["lookup"], at=at)
    found = looked.found
    answer = {
        "level": found.level,
        "matched": found.matched,
        "how": found.how,
        "inside": found.inside._asdict(),
        "asked": {"level": found.asked.level, "not_found": list(found.asked.rest)},
        "as_of": _local(looked.listing.as_of),
        "age_hours": round(looked.age_hours, 2),
        "list": _listing(looked.listing),
    }
    listed = LEVEL_WORDS[found.level] if found.level else Words("名单中没有", "not in the list")
    line = f"  {found.matched}" if found.matched else ""
    lines = [Words(f"{listed.zh}{line}", f"{listed.en}{line}")]
    if parts := sum(count or 0 for count in found.inside):
        lines.append(Words(f"该范围内另列有 {parts} 处", f"{parts} places within it are listed on their own"))
    if found.asked.rest:
        rest = "/".join(found.asked.rest)
        lines.append(Words(f"区划中未找到「{rest}」", f"the tree does not have {rest!r}"))
    return answer, [*lines, _stands_on(looked.listing, at)]


def _unresolved(options: dict[str, Any], at: datetime) -> Told:
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.intake.actions import risk as actions
    from lianfang.intake.queries import risk as queries

    with acting(SYSTEM):
        actions.find_names(by=SYSTEM, at=at)
        waiting = queries.unfound()
    names = [
        {
            "province": each.province,
            "city": each.city,
            "county": each.county,
            "level": each.level or None,
            "region": each.region or None,
            "areas": each.areas,
            "example": each.example,
        }
        for each in waiting
    ]
    lines = [
        Words(
            f"{each.written}  {each.areas} 处  已找到:{each.region or '无'}",
            f"{each.written}  {each.areas} places  found down to: {each.region or 'nothing'}",
        )
        for each in waiting
    ]
    total = Words(f"共 {len(waiting)} 个名称待修复", f"{len(waiting)} names wait for repair")
    return {"unresolved": len(waiting), "names": names}, [*lines, total]


def _repair(options: dict[str, Any], at: datetime) -> Told:
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.intake.actions import risk as actions
    from lianfang.intake.queries import risk as queries
    from lianfang.places import queries as places

    written, code = options["repair"]
    with acting(SYSTEM):
        number = queries.name_id(written)
        region = None if code == "-" else places.area_by_code(code)
        if region is None and code != "-":
            raise Refused(
                "places.unknown", "没有编码 {wanted} 的区划", "no region has the code {wanted}", wanted=code
            )
        actions.mend_risk_name(number, region_id=region.id if region else None, by=SYSTEM, at=at)
    answer = {
        "name": written,
        "code": region.code if region else None,
        "region": region.name if region else None,
    }
    if region is None:
        return answer, [Words(f"已撤销「{written}」的对应", f"{written!r} means what the tree says again")]
    return answer, [Words(f"「{written}」即 {region.name}", f"{written!r} means {region.name}")]

"""Lists of risk areas counted, compared and asked, and their names repaired."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from lianfang.core.places import LEVEL_WORDS, LEVELS, RiskArea, RiskSnapshot, diff
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.project.cli.intake_risk_receiving import read
from lianfang.project.cli.intake_risk_telling import Told, listing_data, local, note_data, same, stands_on


def count(options: dict[str, Any], at: datetime) -> Told:
    from lianfang.intake.queries import risk as queries

    listing = queries.listing_at(at)
    counts = listing.counts._asdict()
    answer = {
        **counts,
        "as_of": local(listing.as_of),
        "age_hours": round(listing.age_hours(at), 2),
        "list": listing_data(listing),
        "notes": [note_data(note) for note in listing.notes],
    }
    lines = [
        Words(
            f"{LEVEL_WORDS[level].zh} {'无此项' if counts[level] is None else counts[level]}",
            f"{LEVEL_WORDS[level].en} {'not in this list' if counts[level] is None else counts[level]}",
        )
        for level in LEVELS
    ]
    return answer, [*lines, stands_on(listing, at)]


def compare(options: dict[str, Any], at: datetime) -> Told:
    before, after = (_only(file, options["as_of_text"]) for file in options["diff"])
    found = diff(before, after)
    moved = found.moved()
    answer = {
        "before": local(before.as_of),
        "after": local(after.as_of),
        "added": _areas(found.added),
        "removed": _areas(found.removed),
        "moved": [{"place": now.written, "from": was.level, "to": now.level} for was, now in moved],
    }
    signs = [("+", area) for area in found.added] + [("-", area) for area in found.removed]
    lines = [same(f"{sign} {LEVEL_WORDS[area.level].zh} {area.written}") for sign, area in signs]
    total = Words(
        f"增 {len(found.added)},减 {len(found.removed)},其中等级变动 {len(moved)}",
        f"{len(found.added)} added, {len(found.removed)} removed; {len(moved)} changed level",
    )
    return answer, [*lines, total]


def _only(file: Path, as_of: str) -> RiskSnapshot:
    found = read(file, as_of)
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


def look_up(options: dict[str, Any], at: datetime) -> Told:
    from lianfang.intake.queries import risk as queries

    looked = queries.look_up(options["lookup"], at=at)
    found = looked.found
    answer = {
        "level": found.level,
        "matched": found.matched,
        "how": found.how,
        "unclear": found.unclear.written if found.unclear else None,
        "inside": found.inside._asdict(),
        "asked": {"level": found.asked.level, "not_found": list(found.asked.rest)},
        "as_of": local(looked.listing.as_of),
        "age_hours": round(looked.age_hours, 2),
        "list": listing_data(looked.listing),
    }
    listed = LEVEL_WORDS[found.level] if found.level else Words("名单中没有", "not in the list")
    if found.unclear:
        listed = Words(
            f"不能确定:名单中的「{found.unclear.written}」无法完全识别",
            f"unknown: the line {found.unclear.written!r} of the list is not fully understood",
        )
    line = f"  {found.matched}" if found.matched else ""
    lines = [Words(f"{listed.zh}{line}", f"{listed.en}{line}")]
    if parts := sum(count or 0 for count in found.inside):
        lines.append(Words(f"该范围内另列有 {parts} 处", f"{parts} places within it are listed on their own"))
    if found.asked.rest:
        rest = "/".join(found.asked.rest)
        lines.append(Words(f"区划中未找到「{rest}」", f"the tree does not have {rest!r}"))
    return answer, [*lines, stands_on(looked.listing, at)]


def unresolved(options: dict[str, Any], at: datetime) -> Told:
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


def repair(options: dict[str, Any], at: datetime) -> Told:
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.intake.actions import risk_redeciding as actions
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
        meant = region.id if region else None
        done = actions.mend_and_redecide(number, region_id=meant, by=SYSTEM, at=at)
    answer = {
        "name": written,
        "code": region.code if region else None,
        "region": region.name if region else None,
        "people": done.people,
        "stays": done.stays,
    }
    told = Words(f"重新判定 {done.people} 人", f"{done.people} people decided again")
    if region is None:
        taken_back = Words(f"已撤销「{written}」的对应", f"{written!r} means what the tree says again")
        return answer, [taken_back, told]
    return answer, [Words(f"「{written}」即 {region.name}", f"{written!r} means {region.name}"), told]

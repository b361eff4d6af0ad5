"""Reading risk lists as they were published (2021 to 2023, one JSON shape)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time

from lianfang.core import days
from lianfang.core.places.names import clean, fold
from lianfang.core.places.risk import LEVEL_WORDS, LEVELS, Counts, Level, Note, RiskArea, RiskSnapshot
from lianfang.core.refusal import Refused
from lianfang.core.words import Words

_TIME = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*T?\s*(\d{1,2})\s*(?:[时点](?:(\d{1,2})分)?|:(\d{2}))"
)
_STAMP = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(\d\d)(?!\d)()()")
_KEYS: dict[Level, tuple[str, str]] = {
    "high": ("hcount", "highlist"),
    "middle": ("mcount", "middlelist"),
    "low": ("lcount", "lowlist"),
}
_NAMED = 5


def read_published(document: object, *, digest: str, source: str = "") -> RiskSnapshot:
    """One published list, decoded from JSON.

    Its known oddities are taken as they are and noted: no low list before 2022-07-21 16时, empty entries,
    blanks around names, the same place twice or at two levels, counts that are not what is listed.
    Refused where it is no such list, or does not say of when it is.
    """
    data = document.get("data", document) if isinstance(document, Mapping) else None
    if not isinstance(data, Mapping) or not any(rows in data for _, rows in _KEYS.values()):
        raise _not_a_list(source)
    as_of = read_time(str(data.get("end_update_time", "")))
    if as_of is None:
        raise no_time(source)
    lines = [line for level in LEVELS for line in _lines(data, level, source)]
    areas = tuple(RiskArea.of(level, names, place) for level, names, place in lines if clean(place))
    declared = Counts(*(_declared(data.get(_KEYS[level][0])) for level in LEVELS))
    snapshot = RiskSnapshot(as_of, digest, areas, declared, _line_notes(lines), source)
    return noted(snapshot)


def read_time(text: str) -> datetime | None:
    """The instant a list states, by the hour: 2022-08-01 7时, 2022年8月1日07时, 24时, 2022080107.

    None where none is stated, or none that the calendar has.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = _TIME.search(plain) or _STAMP.search(plain)
    if found is None:
        return None
    year, month, day, hour, minute = (
        int(part) for part in (*found.group(1, 2, 3, 4), found[5] or found[6] or 0)
    )
    try:
        whole = date(year, month, day)
        return days.end_of(whole) if (hour, minute) == (24, 0) else days.at_clock(whole, time(hour, minute))
    except ValueError:
        return None


def noted(snapshot: RiskSnapshot) -> RiskSnapshot:
    """The list with notes of what is odd in its areas and counts, after those it has."""
    notes = (*snapshot.notes, *_twice_notes(snapshot.areas), *_count_notes(snapshot))
    areas, declared = snapshot.areas, snapshot.declared
    return RiskSnapshot(snapshot.as_of, snapshot.digest, areas, declared, notes, snapshot.source)


def note(code: str, zh: str, en: str, where: Iterable[str]) -> tuple[Note, ...]:
    """One note of all these, none of none; the first five are named."""
    found = list(where)
    return (Note(code, Words(zh, en), len(found), tuple(found[:_NAMED])),) if found else ()


def no_time(source: str) -> Refused:
    """The list does not say of when it is."""
    return Refused(
        "risk.no_time",
        "「{source}」没有写明名单时间;请在文件名或表头上方写「2022-08-01 7时」,或导入时指定时间",
        "{source!r} does not say of when it is; write 2022-08-01 7时 above the headings or in the file's "
        "name, or state the time when reading it in",
        source=source,
    )


def _not_a_list(source: str) -> Refused:
    return Refused(
        "risk.not_a_list",
        "「{source}」不是风险地区名单:缺少 highlist、middlelist 或 lowlist;请核对文件,或改用表格导入",
        "{source!r} is no list of risk areas: it lacks highlist, middlelist and lowlist, or they are no "
        "lists; check the file, or read the list in as a table",
        source=source,
    )


def _lines(data: Mapping[str, object], level: Level, source: str) -> Iterator[tuple[Level, list[str], str]]:
    """The places of a level with their three names; an entry without places is one empty line."""
    rows = data.get(_KEYS[level][1]) or []
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise _not_a_list(source)
    for row in rows:
        names = [row.get(name) or "" for name in ("province", "city", "county")]
        stated = row.get("communitys") or [""]
        places = stated if isinstance(stated, list) else [stated]
        if any(isinstance(text, Mapping | list) for text in (*names, *places)):
            raise _not_a_list(source)
        for place in places:
            yield level, list(map(str, names)), str(place or "")


def _declared(value: object) -> int | None:
    try:
        return int(str(value).strip())
    except ValueError:
        return None


def _line_notes(lines: Iterable[tuple[Level, list[str], str]]) -> tuple[Note, ...]:
    empty: list[str] = []
    nameless: list[str] = []
    blanks: list[str] = []
    for level, names, place in lines:
        if not clean(place):
            (nameless if any(map(clean, names)) else empty).append(
                f"{LEVEL_WORDS[level].zh} {clean(' '.join(names))}"
            )
        elif any(text != text.strip() for text in (*names, place)):
            blanks.append(clean(place))
    return (
        *note("risk.empty_entry", "空白条目,已略去", "empty entries, left out", map(str.strip, empty)),
        *note(
            "risk.no_place",
            "只有区县、没有地点的条目,未计入",
            "entries without a place, not taken in",
            nameless,
        ),
        *note("risk.blanks", "名称前后有空格,已去除", "blanks around names, removed", blanks),
    )


def _twice_notes(areas: Iterable[RiskArea]) -> tuple[Note, ...]:
    entries = Counter(areas)
    levels: dict[tuple[str, ...], set[Level]] = {}
    for area in entries:
        levels.setdefault(tuple(map(fold, area[1:5])), set()).add(area.level)
    again = [area.written for area, times in entries.items() if times > 1]
    torn = ["/".join(names) for names, found in levels.items() if len(found) > 1]
    return (
        *note("risk.repeated", "同一地点重复列出", "places listed more than once", again),
        *note("risk.two_levels", "同一地点列在两个等级", "places listed at two levels", torn),
    )


def _count_notes(snapshot: RiskSnapshot) -> tuple[Note, ...]:
    pairs = zip(LEVELS, snapshot.declared, snapshot.listed(), strict=True)
    wrong = [
        f"{LEVEL_WORDS[level].zh} {declared} ≠ {listed}"
        for level, declared, listed in pairs
        if declared is not None and declared != listed
    ]
    zh, en = (
        "名单自报数与所列条目数不符(自报 ≠ 所列),按自报数报告",
        "counts declared ≠ listed; those declared are reported",
    )
    return note("risk.count_differs", zh, en, wrong)

"""Reading official lists of divisions (CSV) and boundaries (GeoJSON) into regions, row by row.

The statistical codes have 2, 4, 6, 9 and 12 digits from province to village. Some publishers fill every
code up to 6, 9 or 12 digits with zeros; the columns of a file that name the codes above tell which level
it lists, and where there are none the zeros are taken off.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypinyin import Style, lazy_pinyin

from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.places.actions import NewRegion

DIGITS = {"province": 2, "city": 4, "county": 6, "township": 9, "community": 12}
_LEVELS = tuple(DIGITS)
_ABOVE = {"provincecode": "city", "citycode": "county", "areacode": "township", "streetcode": "community"}
_MAP_LEVELS = {"province": "province", "city": "city", "district": "county", "county": "county"}


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be taken: where it stands, what is wrong, what to do."""

    file: str
    line: int
    column: str
    value: str
    message: Words
    remedy: Words


@dataclass(frozen=True, slots=True)
class Divisions:
    """What a folder of lists holds: regions in the order of the tree, and the rows that are left out."""

    regions: tuple[NewRegion, ...]
    problems: tuple[Problem, ...]
    files: tuple[str, ...]


def initials_of(name: str) -> str:
    """First letters of the pinyin of a name, lower case: 青石县 gives ``qsx``. Other signs are left out."""
    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    return re.sub(r"[^a-z0-9]", "", letters.lower())[:40]


def read_folder(folder: Path, *, known: Mapping[str, str] | None = None) -> Divisions:
    """Every ``*.csv`` of a folder that has the columns ``code`` and ``name``.

    ``known`` are codes already in the tree: a row whose parent is neither there nor in the folder is
    left out and said, and so is everything below it.
    """
    files = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    rows: dict[str, tuple[NewRegion, str, int]] = {}
    problems: list[Problem] = []
    taken = []
    for file in files:
        header, lines = _open(file)
        if {"code", "name"} <= set(header):
            taken.append(file.name)
            _read_file(file.name, header, lines, rows=rows, problems=problems)
    if not taken:
        raise Refused(
            "places.no_lists",
            "「{folder}」中没有带 code、name 两列的 CSV 文件",
            "no CSV file with the columns code and name in {folder}",
            folder=str(folder),
        )
    regions = _with_parents(rows, known or {}, problems)
    return Divisions(tuple(regions), tuple(problems), tuple(taken))


def _open(file: Path) -> tuple[list[str], Iterator[list[str]]]:
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    rows = csv.reader(text.splitlines())
    return [cell.strip().lower() for cell in next(rows, [])], rows


def _read_file(
    file: str,
    header: list[str],
    lines: Iterable[list[str]],
    *,
    rows: dict[str, tuple[NewRegion, str, int]],
    problems: list[Problem],
) -> None:
    code_at, name_at = header.index("code"), header.index("name")
    level = max((_ABOVE[c] for c in header if c in _ABOVE), key=_LEVELS.index, default="")
    for number, cells in enumerate(lines, start=2):
        if not any(cells):
            continue
        cells += [""] * (len(header) - len(cells))
        name, written = " ".join(cells[name_at].split()), cells[code_at].strip()
        read = _region(written, name, level)
        if isinstance(read, NewRegion):
            read = _clash(read, rows.get(read.code)) or read
        if isinstance(read, NewRegion):
            rows.setdefault(read.code, (read, file, number))
        else:
            column, message, remedy = read
            value = written if column == "code" else name
            problems.append(Problem(file, number, column, value, message, remedy))


_Wrong = tuple[str, Words, Words]


def _region(written: str, name: str, level: str) -> NewRegion | _Wrong:
    code = written[: DIGITS[level]] if level and _only_zeros(written[DIGITS[level] :]) else written
    found = level or _level_of(code)
    code = code if level else code[: DIGITS.get(found, 0)]
    if not code.isdigit() or len(code) != DIGITS.get(found):
        return (
            "code",
            Words("编码不是 2、4、6、9 或 12 位数字", "the code is not 2, 4, 6, 9 or 12 digits"),
            Words("核对统计用区划代码", "check it against the statistical division codes"),
        )
    if not name or len(name) > 80:
        return (
            "name",
            Words("名称为空或超过 80 字", "the name is empty or longer than 80 characters"),
            Words("补上名称", "write the name"),
        )
    parent = code[: DIGITS[_LEVELS[_LEVELS.index(found) - 1]]] if found != "province" else ""
    return NewRegion(code, name, found, parent, initials_of(name))


def _only_zeros(text: str) -> bool:
    return not text.strip("0")


def _level_of(code: str) -> str:
    """The level of a code without its filling zeros; empty where no level fits."""
    for level, digits in DIGITS.items():
        if len(code) == digits or (len(code) in DIGITS.values() and _only_zeros(code[digits:])):
            return level
    return ""


def _clash(read: NewRegion, before: tuple[NewRegion, str, int] | None) -> _Wrong | None:
    if before is None or before[0].name == read.name:
        return None
    return (
        "code",
        Words(
            "编码已用于「{name}」({file} 第 {line} 行)", "the code is that of {name} ({file}, line {line})"
        ).fill(name=before[0].name, file=before[1], line=before[2]),
        Words("保留其中一行", "keep one of the two rows"),
    )


def _with_parents(
    rows: Mapping[str, tuple[NewRegion, str, int]], known: Mapping[str, str], problems: list[Problem]
) -> list[NewRegion]:
    """The rows from the top down whose parents are there; the others become problems."""
    kept: dict[str, NewRegion] = {}
    for region, file, line in sorted(rows.values(), key=lambda row: (len(row[0].code), row[0].code)):
        if not region.parent or region.parent in kept or region.parent in known:
            kept[region.code] = region
            continue
        message = Words("上级编码 {parent} 不存在", "the parent code {parent} is unknown")
        problems.append(
            Problem(
                file,
                line,
                "code",
                region.code,
                message.fill(parent=region.parent),
                Words("先导入上级区划", "import the level above first"),
            )
        )
    return list(kept.values())


def _corners(coordinates: list[Any]) -> int:
    """How many corners there are, however nested; an error where one is no pair of degrees."""
    if not coordinates or isinstance(coordinates[0], list):
        return sum(map(_corners, coordinates))
    longitude, latitude = coordinates[:2]
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError
    return 1


def read_boundaries(file: Path) -> dict[str, dict[str, Any]]:
    """Geometry by region code of a GeoJSON FeatureCollection whose features state an ``adcode``.

    The code is cut to its level where ``level`` is stated (460100 of a city is 4601), else filling zeros
    are taken off.
    """
    try:
        features = [dict(each) for each in json.loads(file.read_text("utf-8-sig"))["features"]]
        lines = [_corners((each.get("geometry") or {}).get("coordinates") or []) for each in features]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as trouble:
        raise Refused(
            "places.geojson",
            "「{file}」不是 GeoJSON 要素集合({why})",
            "{file} is not a GeoJSON FeatureCollection ({why})",
            file=file.name,
            why=type(trouble).__name__,
        ) from trouble
    shapes = {}
    for feature, corners in zip(features, lines, strict=True):
        told = feature.get("properties") or {}
        code, shape = str(told.get("adcode") or told.get("code") or ""), feature.get("geometry")
        level = _MAP_LEVELS.get(str(told.get("level", "")), "") or _level_of(code)
        if level and shape and corners:
            shapes[code[: DIGITS[level]]] = shape
    if not shapes:
        raise Refused(
            "places.no_codes",
            "「{file}」的要素没有行政区划代码(adcode)",
            "the features of {file} state no division code (adcode)",
            file=file.name,
        )
    return shapes

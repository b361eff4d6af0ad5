"""Reading a risk list that was typed into a table: 风险等级, 省, 市, 县/区, 风险地区."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from lianfang.core.places.names import clean, fold
from lianfang.core.places.published import no_time, note, noted, read_time
from lianfang.core.places.risk import RiskArea, RiskSnapshot, level_of
from lianfang.core.refusal import Refused

_HEADINGS: dict[str, frozenset[str]] = {
    "level": frozenset(("风险等级", "等级", "风险级别", "级别", "level", "risklevel")),
    "province": frozenset(("省", "省份", "省级", "省(区、市)", "省(自治区、直辖市)", "province")),
    "city": frozenset(("市", "地市", "地级市", "城市", "市(州)", "市(州、盟)", "市州", "city")),
    "county": frozenset(
        (
            "县",
            "区",
            "县/区",
            "区/县",
            "县区",
            "区县",
            "县(区)",
            "区(县)",
            "县(市、区)",
            "区(市、县)",
            "county",
        )
    ),
    "place": frozenset(
        ("风险地区", "风险区域", "地区", "区域", "具体区域", "社区", "地点", "范围", "place", "area")
    ),
}
_NEEDED = {"level", "province", "county", "place"}
_HEAD_ROWS = 15

Row = tuple[int, Sequence[str]]


def read_typed(
    rows: Iterable[Row], *, digest: str, source: str = "", as_of: datetime | None = None
) -> RiskSnapshot:
    """A typed list; ``rows`` are (row number, cells), merged cells given in each row they cover.

    Its time is ``as_of``, or stands in a title above the headings, or in the file's name. Several places in
    one cell stand on lines of their own. A row without level, province or place is noted by number; nothing
    is taken over from the row above.
    """
    lines = iter(rows)
    titles, columns = _headings(lines, source)
    when = as_of or read_time(" ".join(titles)) or read_time(source)
    if when is None:
        raise no_time(source)
    areas: list[RiskArea] = []
    bad: list[str] = []
    for number, row in _filled(lines, columns):
        found = list(_areas(row))
        areas.extend(found)
        if not found:
            bad.append(str(number))
    zh, en = (
        "缺少等级、省份或地点的行(行号),未计入",
        "rows without level, province or place (row numbers), not taken in",
    )
    return noted(
        RiskSnapshot(when, digest, tuple(areas), notes=note("risk.bad_row", zh, en, bad), source=source)
    )


def _headings(lines: Iterator[Row], source: str) -> tuple[list[str], dict[str, int]]:
    """The texts above the headings, and which column is which."""
    titles: list[str] = []
    for _, cells in islice(lines, _HEAD_ROWS):
        columns: dict[str, int] = {}
        for at, cell in enumerate(map(fold, cells)):
            for name, synonyms in _HEADINGS.items():
                if cell in synonyms:
                    columns.setdefault(name, at)
        if columns.keys() >= _NEEDED:
            return titles, columns
        titles.extend(cells)
    raise Refused(
        "risk.no_headings",
        "「{source}」前 {rows} 行中没有找到表头「风险等级、省、市、县/区、风险地区」;请补上表头后再导入",
        "no headings 风险等级, 省, 市, 县/区, 风险地区 in the first {rows} rows of {source!r}; "
        "add them and read it in again",
        source=source,
        rows=_HEAD_ROWS,
    )


def _filled(lines: Iterator[Row], columns: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with something in the columns that count, by column name."""
    for number, cells in lines:
        row = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        if any(map(clean, row.values())):
            yield number, row


def _areas(row: Mapping[str, str]) -> Iterator[RiskArea]:
    level = level_of(fold(row["level"]))
    if level and clean(row["province"]):
        names = (row["province"], row.get("city", ""), row["county"])
        yield from (RiskArea.of(level, names, place) for place in row["place"].splitlines() if clean(place))

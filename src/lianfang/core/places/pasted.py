"""A list of risk areas that somebody typed or pasted: its text made into the rows of a typed list."""

import re

from lianfang.core.places.names import fold
from lianfang.core.places.risk import level_of

HEADINGS = ("风险等级", "省", "市", "县/区", "风险地区")
_SLASHED = re.compile(r"\s*(?P<level>[^\s:\uff1a,\uff0c]+)[\s:\uff1a,\uff0c]+(?P<rest>[^\t]*[/\uff0f][^\t]*)")
_BESIDE = re.compile(r"[\t,\uff0c]")
_PARTS = 4
"""省, 市, 县 and what follows them; a slash behind these belongs to the place."""


def as_table(text: str) -> str:
    """Lines of 「高风险 省/市/县/地点」, or cells parted by tabs or commas, as a table with its headings.

    A text that has headings of its own, or holds no line of either kind, comes back as it is: whoever reads
    the table says what is wrong with it. Lines above the first place are kept, since they may state the time;
    a line below that is no place keeps its row, so that it is noted and not lost.
    """
    lines = text.replace('"', "").splitlines()
    rows = [_row(line) for line in lines]
    first = next((n for n, row in enumerate(rows) if row), None)
    if first is None:
        return text
    above = lines[:first]
    if any(fold(cell) == HEADINGS[0] for line in above for cell in _BESIDE.split(line)):
        return text
    table = [row or ("", "", "", "", line) for row, line in zip(rows[first:], lines[first:], strict=True)]
    return "\n".join([*above, *("\t".join(cells) for cells in (HEADINGS, *table))])


def _row(line: str) -> tuple[str, ...] | None:
    """Level, province, city, county and place of a line; None where the line begins with no level."""
    cells = tuple(cell.strip() for cell in _BESIDE.split(line))
    if len(cells) >= len(HEADINGS) and level_of(fold(cells[0])):
        return (*cells[:4], ",".join(cells[4:]).rstrip(","))
    found = _SLASHED.match(line)
    if found is None or not level_of(fold(found["level"])):
        return None
    province, city, county, place = _four(re.split(r"[/\uff0f]", line[found.start("rest") :].strip()))
    return found["level"], province, city, county, place


def _four(parts: list[str]) -> tuple[str, str, str, str]:
    """省/市/县/地点; where there are fewer parts the last one is the place."""
    upper, place = parts[: _PARTS - 1], "/".join(parts[_PARTS - 1 :])
    if not place:
        upper, place = parts[:-1], parts[-1]
    padded = [*upper, "", "", ""]
    return padded[0].strip(), padded[1].strip(), padded[2].strip(), place.strip()

"""What a cell may hold, and what people write where they have nothing to write."""

import re
from datetime import date, datetime, time

Cell = str | int | float | bool | datetime | date | time | None
"""A value as it comes from a spreadsheet. Numbers are floats in most formats, even where typed whole."""


def vocabulary(*lines: str) -> frozenset[str]:
    """The words of some lines."""
    return frozenset(word for line in lines for word in line.split())


NOTHING = vocabulary(
    "无 暂无 没有 无。 空 未填 未提供 / \\ // | - -- --- — —— ———— – － 、 . 。 * ×",
    "na n/a n.a. nil none null nan",
)
"""Written for "there is none"; the same as an empty cell."""

UNKNOWN = vocabulary(
    "不详 未知 不明 不清楚 不知道 不确定 待定 待查 待核实 待核 待补 待补充 ? ?? ???",
    "unknown unk tbd notknown",
)
"""Written for "there is one, but I do not know it"."""

ERRORS = vocabulary(
    "#N/A #REF! #VALUE! #DIV/0! #NAME? #NULL! #NUM! #SPILL! #CALC! #FIELD! #BLOCKED! #CONNECT! #GETTING_DATA"
)
"""What a formula shows where it failed."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "}
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])
_TO_PLAIN = _FULL_WIDTH | _INVISIBLE
_ODD = re.compile("[\uff01-\uff5e\u3000\xa0\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_BREAKS = re.compile(r"\s*[\r\n\t\v\f]+\s*")
_QUOTED = re.compile(r'[=＝]"([^"]*)"')


def plain(text: str) -> str:
    """The text with half-width signs, without invisible ones and a leading apostrophe, on one line."""
    if _ODD.search(text):
        text = text.translate(_TO_PLAIN)
    text = text.strip().lstrip("'`").strip()
    return text if text.isprintable() else _BREAKS.sub(" ", text)


def text_of(value: Cell) -> str:
    """The cell as text, empty where it holds nothing; a whole number without ``.0``."""
    if value is None:
        return ""
    if value.__class__ is str:
        said = plain(value)
        return "" if said.lower() in NOTHING else said
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return str(value)


def unquoted(text: str) -> str | None:
    """What ``="110105…"`` protects from being taken for a number; None for any other text."""
    found = _QUOTED.fullmatch(text.strip())
    return found[1] if found else None


def column_letters(index: int) -> str:
    """The name of a column: 0 is ``A``, 25 ``Z``, 26 ``AA``."""
    letters, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

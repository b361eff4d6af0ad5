"""What a line of a risk list covers: a place, a whole division, or the rest of one (complement)."""

import re
from dataclasses import dataclass

from lianfang.core.places.names import fold
from lianfang.core.places.phrases import plain, rest

_LEVELS = r"[高中低](?:[、,和及与/·\-]?[高中低])*(?:等级)?风险(?:等级)?"
_SAID = r"(?:已|经|被|公布|划定|确定|明确|列为|的|上述|以上|前述|现有|现|原|所有|全部|其[他它])*"
_SPOT = r"(?:地区|区域|区|点位|地点|场所|范围|楼栋|单元|小区|点)*"
_BY_LEVEL = rf"(?:{_SAID}{_LEVELS}{_SPOT}|(?:上述|以上|前述|已公布的?){_SPOT})"
_BY_LEVELS = re.compile(rf"{_BY_LEVEL}(?:[、,和及与]{_BY_LEVEL})*")
_OUT = r"(?:除外|以外|之外|外)"
_OTHER = r"(?:其[他它余]|剩余)"
_AREA = r"(?:区域|地区|地方|范围|片区|部分|点位|场所|辖区|全域)"
_TAIL = (
    rf"(?:的|之|均|为|所有|全部|一切|整个|所辖|{_OTHER}|低风险区|{_AREA}|村\(居\)|乡镇|自然村|村|社区|小区|"
    r"楼栋|楼门|楼宇|楼|栋|单元|居民区|区|\(含[^()]*\)|含底商|[(),、。.;])*"
)
_ALL = r"(?:全域|全区域|全境|全部区域|辖区|全县|全区|全市|全镇|全乡|全街道|全社区|全村)"
_WHOLE = re.compile(rf"的?(?:全部|整个)?[(]?{_ALL}[)]?$|的?(?:所有|全部)(?:区域|地区)$")
_WITHIN = re.compile(r"(?:辖区|范围|全域|区域|辖|域|境)?内$")
# Each reads one way in which a list says "all of this but that".
_OUTSIDE = re.compile(rf"(?P<base>.*?)(?P<but>{_BY_LEVELS.pattern}){_OUT}的?(?P<within>.*?){_TAIL}")
_IN_BRACKETS = re.compile(
    rf"(?P<base>[^除]*)\((?:除[了开]?(?!外)(?P<but>[^()]+?)(?:{_OUT}{_TAIL})?|(?P<out>[^()除]+?)(?:除外|以外|之外))"
    rf"\){_TAIL}"
)
_TWICE = re.compile(
    rf"(?P<base>.*?)[(]?除[了开]?(?:{_BY_LEVELS.pattern}){_OUT}的?{_OTHER}?{_AREA}?"
    rf"\((?:除[了开]?)?(?P<but>[^()]+?){_OUT}?\)"
)
_BUT = re.compile(
    rf"(?P<base>.*?)[(]?除[了开]?(?!外)(?P<but>.+?)(?:{_OUT}|(?=的?{_OTHER})|(?=的{_AREA})){_TAIL}"
)
_REMAINDER = re.compile(rf"(?P<base>.*?)(?:的|内)?{_OTHER}{_TAIL}")
_HINT = re.compile(rf"除|外|{_OTHER}")
_LISTED = re.compile(rf"[、,;和及]|{_OTHER}")
_ENDS = (re.compile(r"[的之(]+$"), re.compile(rf"的?{_OTHER}(?:区域|地区)?$"), _WHOLE, _WITHIN)
_LEFT_OVER = re.compile(r"除|以外|之外|外$")
_SEPARATOR = re.compile(r"[、,;和及与]")
_DIVISION = ("街道", "镇", "乡")


@dataclass(frozen=True, slots=True)
class Extent:
    """What a place text covers: its ``bases`` (an empty one: all of where it stands), less what is excepted.

    ``complement``: the text says "all of it but …". Exceptions by risk level are not repeated here: the
    list itself names those places. ``excepted`` holds the other ones. All folded.
    """

    bases: tuple[str, ...]
    complement: bool = False
    excepted: tuple[str, ...] = ()


def extent(text: str) -> Extent:
    """Read one place text. What fits no known form is a plain place, to be matched as a whole only."""
    folded = fold(text)
    if _HINT.search(folded):
        for read in (_twice, _outside, _in_brackets, _but, _remainder):
            if found := read(folded):
                return found
    if _LEFT_OVER.search(folded):
        return Extent((folded,))
    return Extent((*_divisions(_WHOLE.sub("", folded)), *plain(folded).spots))


def unclear(text: str) -> tuple[str, ...]:
    """Where a place text is not understood: no question inside these may be answered by a wider line."""
    covers = extent(text)
    if covers.complement:
        return rest(covers.bases, covers.excepted)
    return plain(_WHOLE.sub("", fold(text))).unclear


def is_complement(text: str) -> bool:
    """Whether a place text is "X but …" or "the rest of X"."""
    return extent(text).complement


def _twice(folded: str) -> Extent | None:
    """X除高风险区外的其他区域(除Y外)."""
    found = _TWICE.fullmatch(folded)
    return _complement(found["base"], found["but"]) if found else None


def _outside(folded: str) -> Extent | None:
    """高风险区以外的X其他区域; X除中高风险区外; 除X中高风险区以外."""
    found = _OUTSIDE.fullmatch(folded)
    if found is None or _LISTED.search(found["within"]):
        return None
    base = re.sub(r"[(]?除[了开]?$", "", found["base"])
    return _complement(base.removeprefix("除") + found["within"], "")


def _in_brackets(folded: str) -> Extent | None:
    """X(除Y外), X(除Y), X(Y除外), X的其他区域(Y除外)."""
    found = _IN_BRACKETS.fullmatch(folded)
    return _complement(found["base"], found["but"] or found["out"]) if found else None


def _but(folded: str) -> Extent | None:
    """X除Y以外的其他区域."""
    found = _BUT.fullmatch(folded)
    return _complement(found["base"], found["but"]) if found else None


def _remainder(folded: str) -> Extent | None:
    """X其余地区, 其它区域."""
    found = _REMAINDER.fullmatch(folded)
    return _complement(found["base"], "") if found else None


def _complement(base: str, but: str) -> Extent | None:
    for end in (*_ENDS, _ENDS[0]):
        base = end.sub("", base)
    return None if _LEFT_OVER.search(base) else Extent(_divisions(base), True, _exceptions(but))


def _divisions(base: str) -> tuple[str, ...]:
    """A list of townships is each of them; any other list of places stays one text."""
    parts = tuple(_SEPARATOR.split(base))
    return parts if len(parts) > 1 and all(part.endswith(_DIVISION) for part in parts) else (base,)


def _exceptions(but: str) -> tuple[str, ...]:
    """The named exceptions; those by level are the list's own other lines. 1、2、3组 is three of them."""
    named: list[str] = []
    unit = ""
    for part in reversed(_SEPARATOR.split(_BY_LEVELS.sub("", but))):
        if found := re.search(r"\d(\D+)$", part):
            unit = found[1]
        elif part.isdigit():
            part += unit
        named.append(part)
    return tuple(part for part in reversed(named) if part)

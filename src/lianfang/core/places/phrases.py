"""The phrases of one line of a risk list: which numbered places it lists, and which words nobody can read.

A line often says several things of one estate (南庭26栋、27栋以外的其他楼栋和远大林语城). What can be taken
apart is; for every other phrase this tells where a question may no longer be answered by a wider line.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_BRACKETS = re.compile(r"\([^()]*\)")
_UNIT = r"(?:号楼|号院|号|栋楼|栋|幢|座|单元|村民小组|小组|组|队|社|期|门|弄|排)"
_NUMBER = r"\d+(?:-\d+)*[a-z]?"
_ENDS_NUMBERED = re.compile(rf"\d[a-z]?({_UNIT})$")
_BEGINS_NUMBERED = re.compile(rf"第?{_NUMBER}({_UNIT})")
_NAMED = re.compile(r"\D{2}")
_SHOPS = re.compile(
    r"(?:及|和|与|含|包括|、)?(?:底层|外围|周边|一楼|对外|临街|附属)*的?"
    r"(?:底商|商铺|门面|门店|门面房|商户|门市|车库|商服)+$"
)
_TO = r"(?:-|至|到)第?"
_BUILDING = r"(?:号楼|栋楼|楼栋|栋|幢|座|单元)"
_RANGES = (
    re.compile(rf"(?<![\da-z-])(?P<first>\d+)(?:{_BUILDING}|号)?{_TO}(?P<last>\d+)(?P<unit>{_BUILDING})"),
    re.compile(r"(?<![\da-z-])(?P<first>\d+)(?:号?(?:至|到)第?|号-)(?P<last>\d+)(?P<unit>号)(?![院楼之])"),
)
_PERHAPS = re.compile(r"(?<![\da-z-])(?P<first>\d+)-(?P<last>\d+)(?P<unit>号院|号|组|队|门|排)")
_LONGEST = 300
"""Most numbers of a range; 18-1204 is a door of a building, whatever stands behind it."""

_PARITY = re.compile(r"[单双]号")
_HINT = re.compile(r"除|以外|之外|外[)]|外$|其[他它余]|剩余|部分")
_AND = re.compile(
    r"[、,;]|以及|(?<=[)\d栋楼号幢座院园区村组社城苑庭寓厦元])(?:和(?![平谐睦泰祥顺瑞兴苑园美源])|及|与)|及(?=[周附底左])"
)
_STEM_ENDS = re.compile(
    r"第?\d|\(|除|以外|之外|外[)]|外$|其[他它余]|剩余|部分|[高中低](?:[、,和]?[高中低])*风险|"
    r"第?[a-z一二三四五六七八九十]{1,3}(?:号楼|栋|幢|座|单元|组|队|期|区)?(?:$|\()"
)
_LOOSE = re.compile(
    r"周[边围]|附近|旁|左右|上下|同[层楼户单]|对[门面]|相邻|垂直|底[商层]|外围|含|楼[上下]|病例|"
    r"第?[\da-z一二三四五六七八九十]{1,3}(?:号|栋|幢|座|单元|组|队|期|层|楼)"
)
_ROOT_TAIL = re.compile(r"(?:及其?)?(?:周边|周围|附近|所在).*$|[等的之内及和与、:]+$")
_LEAST = 2


class Phrases(NamedTuple):
    """``spots``: numbered places that a line lists. ``unclear``: places inside which it is not understood.

    All folded, as they go on from the line's names.
    """

    spots: tuple[str, ...]
    unclear: tuple[str, ...]


def plain(folded: str) -> Phrases:
    """The phrases of a line that is no complement."""
    parts = _parts(folded)
    if _HINT.search(folded):
        return Phrases((), _roots(parts, [""] * len(parts)))
    shown = {part: _SHOPS.sub("", _BRACKETS.sub("", part)) for part in parts}
    parts = tuple(part for part in parts if shown[part])  # the shops of an estate are no place beside it
    listed = _numbered([shown[part] for part in parts])
    parity = _PARITY.search(folded) is not None
    spots: dict[str, None] = {}
    unclear: list[str] = []
    for spot in listed:
        sure, perhaps = expanded(spot, parity=parity) if spot else ((), ())
        spots.update(dict.fromkeys(sure))
        unclear += perhaps
    if len(parts) > 1:
        unclear += _roots(parts, listed)
    return Phrases(tuple(spot for spot in spots if spot != folded), tuple(dict.fromkeys(unclear)))


def rest(bases: tuple[str, ...], excepted: tuple[str, ...]) -> tuple[str, ...]:
    """Where a line that is a complement is not understood: its base is a list, or an exception is no name."""
    if any(re.search(r"[(除]", each) for each in excepted):
        return _roots(bases, [""] * len(bases))
    if len(bases) == 1 and len(parts := _parts(bases[0])) > 1:
        return _roots(parts, [""] * len(parts))
    return ()


def expanded(spot: str, *, parity: bool = False) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The places of a range of numbers (71-75栋), and those that it may mean and may not (5-18号).

    A number without a range is itself. Where only odd or even numbers are meant none is sure.
    """
    for pattern in (*_RANGES, _PERHAPS):
        for found in pattern.finditer(spot):
            first, last = int(found["first"]), int(found["last"])
            if first < last <= first + _LONGEST:
                each = tuple(
                    f"{spot[: found.start()]}{number}{found['unit']}{spot[found.end() :]}"
                    for number in range(first, last + 1)
                )
                if parity or pattern is _PERHAPS:
                    return (spot,), each
                every = [expanded(one) for one in each]
                return tuple(s for sure, _ in every for s in sure), tuple(p for _, may in every for p in may)
    return (spot,), ()


def _numbered(parts: list[str]) -> list[str]:
    """For each phrase the numbered place it is, "" for another: 南庭26栋、27栋 is two, so is 幸福里1、2号楼.

    What begins with a number goes on from where the same unit stood before it. Only what ends in a number
    with its unit is taken apart: of two roads joined by a comma nobody knows that both are meant whole.
    """
    unit = ""
    whole = list(parts)
    for at, part in reversed(list(enumerate(parts))):
        if part[-1:].isdigit() and unit:
            whole[at] = part + unit
        else:
            found = _ENDS_NUMBERED.search(part)
            unit = found[1] if found else ""
    spots: list[str] = []
    for at, part in enumerate(whole):
        if begins := _BEGINS_NUMBERED.match(part):
            part = _carried(spots, part, begins[1])
        numbered = _ENDS_NUMBERED.search(part) and _NAMED.match(part)
        whole[at] = part if numbered else ""
        spots += [part] if numbered else []
    return whole


def _carried(spots: list[str], part: str, unit: str) -> str:
    """A part that begins with its number, with the name under which the same unit stood before it."""
    one = rf"第?{_NUMBER}"
    same = list(re.finditer(rf"{one}(?:[^\d]{{0,3}}(?:至|到|-){one})?{unit}", spots[-1])) if spots else []
    return spots[-1][: same[-1].start()] + part if same else ""


def _parts(folded: str) -> tuple[str, ...]:
    """The phrases of a line; what stands in brackets belongs to the phrase before it."""
    marks = [0]
    for found in _AND.finditer(folded):
        if folded[: found.start()].count("(") <= folded[: found.start()].count(")"):
            marks += [found.start(), found.end()]
    marks.append(len(folded))
    return tuple(folded[start:end] for start, end in list(pairwise(marks))[::2] if end > start)


def _roots(parts: Sequence[str], understood: Sequence[str]) -> tuple[str, ...]:
    """The places inside which the phrases that are not understood ("") may mean anything."""
    roots: dict[str, None] = {}
    estate = ""
    for part, spot in zip(parts, understood, strict=True):
        stem = _stem(part)
        follows = not stem or _LOOSE.match(part) is not None
        if not follows:
            estate = stem
        if not spot:
            root = estate if follows or _HINT.search(part) else _ROOT_TAIL.sub("", _BRACKETS.sub("", part))
            roots[root] = None
    return tuple(root for root in roots if len(root) >= _LEAST)


def _stem(part: str) -> str:
    found = _STEM_ENDS.search(part)
    return _ROOT_TAIL.sub("", part[: found.start()] if found else part)

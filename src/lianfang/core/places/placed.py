"""Where a line of a risk list, or a place that is asked about, stands in the tree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lianfang.core.places.extent import extent, unclear
from lianfang.core.places.names import fold
from lianfang.core.places.risk import RiskArea
from lianfang.core.places.tree import Match, Tree, settle, walk

# What may follow a listed place's name for it still to be in that place: a number with its unit, a
# bracket, a side of it. 幸福村3组 is in 幸福村; 幸福村北路 is not.
_PART = re.compile(
    r"[(,、]|第?[\da-z一二三四五六七八九十]{1,4}-?"
    r"(?:号|栋|幢|座|单元|组|队|社|期|区|门|弄|室|层|楼|排|#)|[东南西北中][区院]"
)
_HOLDS_ALL = ("街道", "镇", "乡", "社区", "小区", "居委会", "村委会", "居民委员会", "村民委员会")
_NUMERALS = frozenset("0123456789一二三四五六七八九十")
_BELOW_COUNTY = ("county", "township")


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the tree: the deepest region found, and the folded text that goes on from there.

    ``zone``: the text is only an upper name that the tree does not have (高新区), with nothing below it.
    """

    region: int | None
    text: str
    zone: bool = False

    def holds(self, other: "Place") -> bool:
        """Whether the other place is this one, or goes on from it in writing (12 does not go on from 1)."""
        if self.region != other.region or not other.text.startswith(self.text):
            return False
        ends, goes_on = self.text[-1:], other.text[len(self.text) : len(self.text) + 1]
        return not (ends.isdigit() and goes_on.isdigit())


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of a list where it stands: ``base`` is the place it covers, ``named`` its whole text."""

    area: RiskArea
    base: Place
    named: Place
    complement: bool
    excepted: tuple[Place, ...]
    holds_all: bool

    def goes_on(self, beyond: str) -> bool:
        """Whether a place written as the base and then ``beyond`` lies in it."""
        if not beyond or self.holds_all:
            return True
        numbered = self.base.text[-1] in _NUMERALS and beyond[0] in _NUMERALS
        return not numbered and _PART.match(beyond) is not None


def stand(tree: Tree, names: Match, text: str) -> Place:
    """The place of a text below written names; names below a county that are not found count as text."""
    found = settle(tree, names, (text,))
    zone = bool(names.rest) and not found.text
    if names.rest and names.key is not None:
        county = tree.sunk(names.key)
        if tree.regions[county].level in _BELOW_COUNTY:
            found = settle(tree, replace(names, key=county, rest=()), (*names.rest, found.text))
    return Place(found.key, "".join(found.rest) + found.text, zone)


def ask(tree: Tree, written: str) -> tuple[Match, Place]:
    """The place that a question names: 省/市/县/地点, with fewer parts or a township as one more."""
    parts = written.replace("／", "/").split("/")
    names = walk(tree, parts[:3])
    township, *below = parts[3:] or [""]
    apart = "/" if below and stand(tree, names, township).text else ""
    return names, stand(tree, names, township + apart + "/".join(below))


def place(tree: Tree, names: Match, area: RiskArea) -> Iterator[Placed]:
    """The line of a list on the tree, below its names; one that lists several townships is each of them."""
    covers = extent(area.place)
    named = stand(tree, names, area.place)
    for text in covers.bases:
        base = named if text == fold(area.place) else stand(tree, names, text)
        excepted = tuple(_exceptions(tree, names, base, covers.excepted))
        for at in (base, *_street_office(tree, base)):
            all_of_it = at.zone or not at.text or at.text.endswith(_HOLDS_ALL) or at is not base
            yield Placed(area, at, named, covers.complement, excepted, all_of_it)


def unread(tree: Tree, names: Match, area: RiskArea) -> Iterator[Placed]:
    """Where the line says something that is not understood; a whole county is never among these."""
    for text in unclear(area.place):
        at = stand(tree, names, text)
        if at.text or (at.region is not None and tree.regions[at.region].level == "township"):
            yield Placed(area, at, at, False, (), True)


def _exceptions(tree: Tree, names: Match, base: Place, excepted: tuple[str, ...]) -> Iterator[Place]:
    """Each exception as a place of its own and as a part of the base; either way of writing is used."""
    for text in excepted:
        yield Place(base.region, base.text + text)
        yield stand(tree, names, text)


def _street_office(tree: Tree, base: Place) -> Iterator[Place]:
    """新雅街 as a whole line is the township 新雅街道, where the county has one."""
    hit = tree.child(base.region, base.text) if base.text.endswith("街") else None
    if hit and tree.regions[hit.key].level == "township":
        yield Place(hit.key, "")

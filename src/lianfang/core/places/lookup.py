"""Was a place at risk: the asking of one list, from the most specific line down to the widest.

Nothing is matched by likeness. A line answers for a place when it names it, names what holds it (the
estate of a building, the whole township or county), or is the rest of what holds it (complement).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from lianfang.core.places.names import fold
from lianfang.core.places.placed import Place, Placed, ask, place, unread
from lianfang.core.places.risk import LEVELS, Counts, Difference, Level, RiskArea, RiskSnapshot
from lianfang.core.places.tree import Match, Tree, walk


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of one list for one place. ``level`` None: no line of the list answers for it.

    ``how``: exact (a line names it), township_unsaid (a line names it, but only one of the two says in
    which township), within (a line names what holds it), whole (all of its township, county or zone),
    complement (the rest of what holds it). ``inside`` counts the lines that name parts of the place:
    where they are of a higher level, part of the place was at a higher risk than the answer says.
    ``asked`` tells how far the names of the question were found in the tree. ``unclear`` is a line that
    says something of the estate asked about which is not understood: the level is unknown then, never low.
    """

    level: Level | None
    how: str | None
    area: RiskArea | None
    inside: Counts
    asked: Match
    unclear: RiskArea | None = None

    @property
    def matched(self) -> str | None:
        """The line that answers, 省/市/县/地点 as published."""
        return self.area.written if self.area else None


class Stay(NamedTuple):
    """A stay of a person: whose it is, 省/市/县/地点 as written, and the day it ended (None: not yet)."""

    key: object
    place: str
    left: date | None = None


_WIDE = re.compile(r"[除外他它余剩、,;和及与]|(?:[处办道区域境木场镇乡村社县市旗街员]|委会)[)]?$")
_Key = tuple[str, int | None, str]


class RiskIndex:
    """The lines of a list laid out for asking; built once, each question takes well under 1 ms."""

    def __init__(self, areas: Iterable[RiskArea], tree: Tree) -> None:
        self.tree = tree
        self._lines: dict[_Key, list[Placed]] = {}
        self._at: dict[int | None, list[Placed]] = {}
        self._tally: dict[int | None, Counter[Level]] = defaultdict(Counter)
        self._above: dict[int | None, list[int]] = {None: []}
        self._excepts: list[Place] = []
        walked: dict[tuple[str, ...], Match] = {}
        for area in dict.fromkeys(areas):
            names = walked.get(area[1:4]) or walked.setdefault(area[1:4], walk(tree, area[1:4]))
            self._add(area.level, tuple(place(tree, names, area)))
            for line in unread(tree, names, area):
                self._put("unread", line.base, line)

    def find(self, written: str) -> Found:
        """The answer for 省/市/县/地点: the most specific line; of two, the one of the higher level."""
        return self.answer(*ask(self.tree, written))

    def answer(self, asked: Match, at: Place) -> Found:
        """The answer for a place that :func:`.placed.ask` has found in the same tree."""
        inside = self._inside(at)
        for how, lines in self._steps(at):
            by_name = how in ("exact", "township_unsaid")
            if kept := [line for line in lines if by_name or not self._excepted(line, at)]:
                best = min(kept, key=lambda line: LEVELS.index(line.area.level))
                if not by_name and (doubt := self._unclear(at, than=best)):
                    return Found(None, None, None, inside, asked, doubt)
                said = "complement" if best.complement and how in ("within", "whole") else how
                return Found(best.area.level, said, best.area, inside, asked)
        return Found(None, None, None, inside, asked, self._unclear(at))

    def bears_on(self, written: str) -> bool:
        """Whether any line names the place, what holds it or a part of it: one that may change its answer."""
        _, at = ask(self.tree, written)
        return any(lines for _, lines in self._steps(at)) or any(self._inside(at)) or any(self._unread(at))

    def singles_out(self, at: Place) -> bool:
        """Whether a line names a place, what holds it below its region or a part of it, or excepts it.

        A place of which that is not so is answered as every other such place of its region.
        """
        named = any(lines for how, lines in self._steps(at) if how != "whole")
        return (
            named
            or any(self._inside(at))
            or any(self._unread(at))
            or any(but.holds(at) for but in self._excepts)
        )

    def _add(self, level: Level, lines: tuple[Placed, ...]) -> None:
        for line in lines:
            self._put("base", line.base, line)
            self._put("named", line.named, line)
            if not line.complement:
                self._put("named", line.base, line)
            self._at.setdefault(line.base.region, []).append(line)
            self._excepts += [but for but in line.excepted if but.text]
        for key in {key for line in lines for key in self._upward(line.base.region)}:
            self._tally[key][level] += 1

    def _put(self, kind: str, at: Place, placed: Placed) -> None:
        self._lines.setdefault((kind, at.region, at.text), []).append(placed)
        if at.text and (county := self._county_above(at.region)) is not None:
            self._lines.setdefault((f"{kind} below", county, at.text), []).append(placed)

    def _steps(self, at: Place) -> Iterator[tuple[str, list[Placed]]]:
        """The lines that may answer, the most specific first, and how they do."""
        yield "exact", self._lines.get(("named", at.region, at.text), [])
        if at.text:
            yield "township_unsaid", self._unsaid("named", at, at.text)
        for length in range(len(at.text), 0, -1):
            text, beyond = at.text[:length], at.text[length:]
            for lines in (self._lines.get(("base", at.region, text), []), self._unsaid("base", at, text)):
                yield "within", [line for line in lines if line.goes_on(beyond)]
        for region in self._upward(at.region):
            yield "whole", self._lines.get(("base", region, ""), [])

    def _unclear(self, at: Place, than: Placed | None = None) -> RiskArea | None:
        """The line not understood that may say a higher level of the place than the line found does."""
        for line in self._unread(at):
            wider = than is None or len(than.base.text) < len(line.base.text) or not than.base.text
            if than is None or (wider and LEVELS.index(line.area.level) < LEVELS.index(than.area.level)):
                return line.area
        return None

    def _unread(self, at: Place) -> Iterator[Placed]:
        """The phrases not understood of what holds the place, the nearest first."""
        for length in range(len(at.text), -1, -1):
            text, beyond = at.text[:length], at.text[length : length + 1]
            for line in (
                *self._lines.get(("unread", at.region, text), ()),
                *self._unsaid("unread", at, text),
            ):
                if not (text[-1:].isdigit() and beyond.isdigit()):
                    yield line

    def _unsaid(self, kind: str, at: Place, text: str) -> list[Placed]:
        """Lines of that text in the county, where only the line or only the question says the township."""
        county = self._county_above(at.region)
        if county is not None:
            return self._lines.get((kind, county, text), [])
        return self._lines.get((f"{kind} below", at.region, text), [])

    def _county_above(self, region: int | None) -> int | None:
        if region is None or self.tree.regions[region].level != "township":
            return None
        return self.tree.regions[region].parent

    def _upward(self, region: int | None) -> list[int]:
        if region is not None and region not in self._above:
            self._above[region] = [above.key for above in reversed(self.tree.line(region))]
        return self._above[region]

    def _excepted(self, line: Placed, at: Place) -> bool:
        below_base = set(self._upward(at.region)) - set(self._upward(line.base.region))
        return any(but.holds(at) if but.text else but.region in below_base for but in line.excepted)

    def _inside(self, at: Place) -> Counts:
        if at.text:
            lines = self._at.get(at.region, ())
            parts = {p.area for p in lines if p.base.text.startswith(at.text) and p.base.text != at.text}
            tally = Counter(area.level for area in parts)
        else:
            tally = Counter(self._tally.get(at.region, ()))
            whole = {line.area for line in self._lines.get(("base", at.region, ""), ())}
            tally.subtract(area.level for area in whole)
        return Counts(*(tally[level] for level in LEVELS))


def lookup(snapshot: RiskSnapshot, tree: Tree, written: str) -> Found:
    """The answer of one list for one place; for many questions build a :class:`RiskIndex` once."""
    _, at = ask(tree, written)
    near: dict[tuple[str, ...], bool] = {}
    areas: list[RiskArea] = []
    for area in snapshot.areas:
        names = area[1:4]
        if names not in near:
            upper = near.get(names[:1])
            if upper is None:
                upper = near[names[:1]] = _in_line(tree, walk(tree, names[:1]).key, at.region)
            near[names] = upper and _in_line(tree, walk(tree, names).key, at.region)
        if near[names] and _may_bear(area, at.text):
            areas.append(area)
    return RiskIndex(areas, tree).find(written)


def _may_bear(area: RiskArea, text: str) -> bool:
    """A quick look that spares reading most lines of a county: all that bear on the text pass, and some more.

    What bears on it either covers whole divisions, or has the text's first two characters somewhere.
    """
    line = fold("".join(area[1:5]))
    return len(text) < 2 or text[:2] in line or line[-1] == text[0] or _WIDE.search(line) is not None


def touches(
    difference: Difference, stays: Iterable[Stay], tree: Tree, *, since: date | None = None
) -> tuple[Stay, ...]:
    """The stays whose answer the difference may change; the answer of every other stay is the same.

    ``since`` is the first day of the look-back window: stays that ended before it are not touched.
    """
    index = RiskIndex((*difference.added, *difference.removed), tree)
    borne: dict[str, bool] = {}
    touched: list[Stay] = []
    for stay in stays:
        if since and stay.left and stay.left < since:
            continue
        if stay.place not in borne:
            borne[stay.place] = index.bears_on(stay.place)
        if borne[stay.place]:
            touched.append(stay)
    return tuple(touched)


def _in_line(tree: Tree, one: int | None, other: int | None) -> bool:
    """Whether one region holds the other, or nothing is known of one of them."""
    if one is None or other is None:
        return True
    return one in _keys(tree, other) or other in _keys(tree, one)


def _keys(tree: Tree, key: int) -> list[int]:
    return [region.key for region in tree.line(key)]

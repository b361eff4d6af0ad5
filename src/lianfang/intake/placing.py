"""Where an address lies in the receiving area, and who answers for somebody two areas may claim.

Names are matched as they are written, never by likeness: what is not found stays text, and the row stays
with the area down to which its names did match. A text is read from its start; a bare stem is no name
(河口 may be a street), and a name that stands for two regions stands for none.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lianfang.core.intake import Parts
from lianfang.core.places import fold
from lianfang.core.places.names import is_filler, short_forms
from lianfang.places.paths import contains
from lianfang.places.queries import Area

_TYPED = (
    "省", "市", "区", "县", "旗", "盟", "州", "镇", "乡", "街道", "街道办", "街道办事处", "苏木",
    "社区", "村", "居委会", "居民委员会", "村委会", "村民委员会", "网格",
)  # fmt: skip
_LAST = frozenset(name[-1] for name in _TYPED)
_ROAD = frozenset("路街巷弄桥道")
_LEVELS = ("province", "city", "county", "township", "community", "grid")
_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Spot:
    """How far an address was found: the deepest region, and what is left of the text behind it."""

    path: str
    region_id: int
    level: str
    rest: str = ""
    astray: bool = False
    """Whether a name was given that lies outside the receiving area, or is none of its names."""


class Gazetteer:
    """The names of one receiving area and of everything above it, laid out for finding."""

    def __init__(self, line: Sequence[Area], below: Iterable[Area]) -> None:
        self._home = line[-1]
        self._areas = {area.path: area for area in [*line, *below]}
        self._above = [list(_typed(area)) for area in line]
        self._exact: dict[str, list[Area]] = {}
        self._short: dict[str, list[Area]] = {}
        self._own: dict[tuple[str, str], Area] = {}
        for area in self._areas.values():
            if contains(self._home.path, area.path) and area.path != self._home.path:
                self._lay_out(area)
        self._longest = max(map(len, [*self._exact, *self._short]), default=0)
        self._by_parts: dict[Parts, Spot] = {}

    @property
    def home(self) -> Spot:
        """The receiving area itself: where everybody is whose address says nothing."""
        return Spot(self._home.path, self._home.id, self._home.level)

    def find(self, parts: Parts, text: str) -> Spot:
        """The region of an address in parts, in one text, or in both."""
        start = self._by_parts.get(parts)
        if start is None:
            if len(self._by_parts) > _KEPT:
                self._by_parts.clear()
            start = self._by_parts[parts] = self._walk(parts)
        return start if start.astray else self._go_on(start, fold(text))

    def _lay_out(self, area: Area) -> None:
        name = fold(area.name)
        self._exact.setdefault(name, []).append(area)
        if area.code:
            self._exact.setdefault(fold(area.code), []).append(area)
        for form in short_forms(name, area.level):
            if len(form) > 1:
                self._short.setdefault(form, []).append(area)
        above = self._areas.get(area.path.rpartition(".")[0])
        if above is not None:
            for form in (fold(above.name), *short_forms(fold(above.name), above.level)):
                own = name.removeprefix(form)
                if own != name and len(own) > 1:
                    self._own[above.path, own] = area

    def _walk(self, parts: Parts) -> Spot:
        """Follow the parts from above; one that is not found ends the walk."""
        spot = self.home
        for level, said in zip(_LEVELS, map(fold, parts), strict=True):
            if not said or is_filler(said) or self._is_above(said, level):
                continue
            found = self._named(spot.path, said, level)
            if found is None:
                longer = self._go_on(spot, said)
                if longer.rest or longer.path == spot.path:
                    return Spot(spot.path, spot.region_id, spot.level, said, astray=True)
                spot = longer
            else:
                spot = _spot(found)
        return spot

    def _is_above(self, said: str, level: str) -> bool:
        """Whether a part names the receiving area or what lies above it."""
        return any(
            said in forms or said in short_forms(forms[0], level)
            for forms, area in zip(self._above, self._areas.values(), strict=False)
            if area.level == level
        )

    def _named(self, under: str, said: str, level: str) -> Area | None:
        """The one region of that level below a path which the part names, in full or in short."""
        for names in (self._exact, self._short):
            found = [a for a in names.get(said, ()) if a.level == level and _below(under, a)]
            if found:
                return found[0] if len(found) == 1 else None
        own = self._own.get((under, said))
        return own if own is not None and own.level == level else None

    def _go_on(self, spot: Spot, text: str) -> Spot:
        """Read a text from its start, down from a region already found."""
        text = self._without_above(spot.path, text)
        while text and (found := self._beginning(spot.path, text)):
            area, length = found
            spot, text = _spot(area), text[length:].lstrip(",、/-")
        return Spot(spot.path, spot.region_id, spot.level, text)

    def _without_above(self, path: str, text: str) -> str:
        """The text without the names it repeats: those above the receiving area, and down to ``path``."""
        inner = [self._areas[p] for p in _line(self._home.path, path)]
        for forms in (*self._above, *(list(_typed(area)) for area in inner)):
            taken = next((form for form in forms if text.startswith(form)), "")
            text = text[len(taken) :].lstrip(",、/-")
        return text

    def _beginning(self, under: str, text: str) -> tuple[Area, int] | None:
        """The longest typed name below a path with which the text begins, if it means one region alone."""
        for length in range(min(len(text), self._longest), 1, -1):
            if text[length - 1] not in _LAST:
                continue
            said = text[:length]
            if not said.endswith(_TYPED) or text[length : length + 1] in _ROAD:
                continue
            if own := self._own.get((under, said)):
                return own, length
            for names in (self._exact, self._short):
                found = [area for area in names.get(said, ()) if _below(under, area)]
                if len(found) == 1:
                    return found[0], length
                if found:
                    return None
        return None


def _typed(area: Area) -> Iterator[str]:
    """The forms of a name that say what kind of region it is, the full one first."""
    name = fold(area.name)
    yield name
    yield from (form for form in short_forms(name, area.level) if form.endswith(_TYPED))


def _below(under: str, area: Area) -> bool:
    return area.path != under and contains(under, area.path)


def _spot(area: Area) -> Spot:
    return Spot(area.path, area.id, area.level)


def _line(above: str, path: str) -> Iterator[str]:
    """The paths below one down to another."""
    parts = path[len(above) + 1 :].split(".") if path != above else []
    for part in parts:
        above = f"{above}.{part}"
        yield above


@dataclass(frozen=True, slots=True)
class Standing:
    """Who answers for a row: one area alone, and the other that may claim the person, empty where none does.

    ``finer`` says that the row places a person, known so far by a wider area only, more closely.
    """

    path: str
    claimed: str = ""
    finer: bool = False


def standing(said: str, *, registered: str, home: str) -> Standing:
    """Where a row stands that says one place of somebody whom the register has at another.

    ``home`` is the receiving area. The register's area answers and the other sees the row and may take the
    person over by hand-over; only somebody registered outside the receiving area stays with whom the row
    names, since no area is given work by another without having accepted it.
    """
    if contains(said, registered):
        return Standing(registered)
    if contains(registered, said):
        inside = contains(home, registered)
        return Standing(said, finer=inside) if inside else Standing(said, claimed=registered)
    if contains(home, registered):
        return Standing(registered, claimed=said)
    return Standing(said, claimed=registered)

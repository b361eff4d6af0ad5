"""The tree of divisions as a value, and the finding of a written name in it: exactly, or not at all."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from lianfang.core.places.names import fold, is_filler, short_forms, typed_forms, written_forms

# A written address is read down to the township, by names that say what they are: a bare stem may be a
# street (人民路), and X街 is both a short form of X街道 and a street.
_ENDINGS: dict[str, tuple[str, ...]] = {
    "county": ("区", "县", "市", "旗"),
    "township": ("街道办事处", "街道办", "街道", "地区", "苏木", "农场", "林场", "牧场", "镇", "乡"),
}
_LAST = frozenset(ending[-1] for endings in _ENDINGS.values() for ending in endings)
_BRACKET = re.compile(r"\([^()]*\)")
_KINDS = ("街道", "镇", "乡")
_TYPED = ("省", "市", "区", "县", "旗", "盟", "州", "镇", "乡", "街道")


class Region(NamedTuple):
    """A division: its key never changes, its code and name may."""

    key: int
    parent: int | None
    level: str
    code: str
    name: str


class _Hit(NamedTuple):
    key: int
    how: str


@dataclass(frozen=True, slots=True)
class Match:
    """How far a written place was found in the tree; what was not found stays as text.

    ``level`` and ``key`` are those of the deepest division that did match (None where not even the
    province did). ``said`` holds the names that were written, ``rest`` those of them that did not match,
    ``text`` what was written below the names, all folded. ``how`` is the weakest step taken: exact, short
    (an official short form), skipped (a city left out, the county's full name being the only one in its
    province) or mended (somebody has said which division the names mean); none where nothing matched.
    """

    level: str | None
    key: int | None
    said: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    text: str = ""
    how: str = "exact"

    @property
    def complete(self) -> bool:
        """Whether every written name was found; otherwise the row is listed for repair."""
        return self.key is not None and not self.rest


@dataclass(frozen=True, slots=True)
class Tree:
    """All divisions with their names laid out for finding; build it once with :meth:`of`."""

    regions: Mapping[int, Region]
    _below: Mapping[int | None, Mapping[str, _Hit]]
    _skips: Mapping[int | None, Mapping[str, int]]
    _twin: Mapping[int, int]
    _mended: Mapping[tuple[str, ...], int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        rows: Iterable[tuple[int, int | None, str, str, str]],
        mended: Iterable[tuple[Sequence[str], int]] = (),
    ) -> "Tree":
        """The tree of rows (key, parent key, level, code, name), in any order.

        ``mended``: written names (province, city, county) that do not match, and the division that
        somebody has said they mean.
        """
        regions = {row[0]: Region(*row) for row in rows}
        layout = _Layout(regions)
        tops: list[int | None] = [None]
        tops += [key for key, region in regions.items() if region.level == "province"]
        return cls(
            regions,
            {key: layout.names_below(key) for key in [None, *layout.children]},
            {key: layout.names_skipping(key) for key in tops},
            layout.twins(),
            {_said(names): key for names, key in mended if key in regions},
        )

    def line(self, key: int) -> tuple[Region, ...]:
        """The divisions from the top down to this one."""
        up: list[Region] = []
        at: int | None = key
        while at is not None:
            up.append(self.regions[at])
            at = self.regions[at].parent
        return tuple(reversed(up))

    def child(self, key: int | None, written: str) -> _Hit | None:
        """The division of that folded name directly below; None where there is none, or more than one."""
        names = self._below.get(key, {})
        for form in written_forms(written):
            if hit := names.get(form):
                return hit if form == written else _Hit(hit.key, "short")
        return None

    def skipping(self, key: int | None, written: str) -> int | None:
        """The only division of that full name one level further down, from the top or from a province."""
        return self._skips.get(key, {}).get(written)

    def mended(self, said: tuple[str, ...]) -> int | None:
        """The division that somebody has said these folded names mean, all of them together."""
        return self._mended.get(said)

    def sunk(self, key: int) -> int:
        """The county that is the whole city, where the tree has both: 东莞市, 儋州市, 嘉峪关市."""
        return self._twin.get(key, key)


class _Layout:
    """The work of building: children by parent, with divisions that are only columns seen through."""

    def __init__(self, regions: Mapping[int, Region]) -> None:
        self.regions = regions
        self.folded = {key: fold(region.name) for key, region in regions.items()}
        self.children: dict[int | None, list[int]] = {}
        for key, region in regions.items():
            self.children.setdefault(region.parent, []).append(key)

    def seen_through(self, key: int) -> bool:
        region = self.regions[key]
        name = self.folded[key]
        return region.level == "country" or is_filler(name) or name == self.folded.get(region.parent or 0)

    def effective(self, key: int | None) -> Iterator[int]:
        for child in self.children.get(key, ()):
            if not is_filler(self.folded[child]) and self.regions[child].level != "country":
                yield child
            if self.seen_through(child):
                yield from self.effective(child)

    def names_below(self, key: int | None) -> dict[str, _Hit]:
        below = list(dict.fromkeys(self.effective(key)))
        names = _single((self.folded[child], _Hit(child, "exact")) for child in below)
        taken = {self.folded[child] for child in below}
        above = self.above(key)
        shorts = _single(
            (form, _Hit(child, "short"))
            for child in below
            for form in short_forms(self.folded[child], self.regions[child].level, above=above)
            if form not in taken
        )
        return shorts | names

    def names_skipping(self, key: int | None) -> dict[str, int]:
        found = _single(
            (self.folded[low], _Hit(low, "skipped"))
            for child in self.effective(key)
            for low in self.effective(child)
            if self.regions[low].level in ("city", "county")
        )
        return {name: hit.key for name, hit in found.items()}

    def above(self, key: int | None) -> tuple[str, ...]:
        names: list[str] = []
        while key is not None:
            region = self.regions[key]
            names = [self.folded[key], *short_forms(self.folded[key], region.level), *names]
            key = region.parent
        return tuple(names)

    def twins(self) -> dict[int, int]:
        return {
            parent: only[0]
            for parent, only in self.children.items()
            if parent is not None and len(only) == 1 and self.folded[parent] == self.folded[only[0]]
        }


def _single(pairs: Iterable[tuple[str, _Hit]]) -> dict[str, _Hit]:
    """The names that mean one division; a name that means two means none."""
    found: dict[str, _Hit] = {}
    twice: set[str] = set()
    for name, hit in pairs:
        if found.setdefault(name, hit).key != hit.key:
            twice.add(name)
    return {name: hit for name, hit in found.items() if name not in twice}


def resolve(tree: Tree, parts: Sequence[str]) -> Match:
    """Find a written (province, city, county, place…) in the tree, as deep as its names go.

    Columns may be shifted (Beijing's lists put the county in the city's column), repeated (上海市, 上海市)
    or filled with 市辖区; a name that is not found ends the search and stays, with all after it, in
    ``rest``. Nothing is matched by likeness.
    """
    return settle(tree, walk(tree, parts[:3]), parts[3:])


def walk(tree: Tree, names: Sequence[str]) -> Match:
    """Find the written names of the upper divisions, one after the other."""
    key: int | None = None
    how = "exact"
    said = _said(names)
    if (mended := tree.mended(said)) is not None:
        return _match(tree, mended, "mended", said, ())
    for number, name in enumerate(said):
        if hit := _step(tree, key, name):
            key, how = hit.key, _weaker(how, hit.how)
        elif not _said_before(tree, key, name):
            return _match(tree, key, how, said, tuple(dict.fromkeys(said[number:])))
    return _match(tree, key, how, said, ())


def settle(tree: Tree, match: Match, places: Sequence[str]) -> Match:
    """Go on from found names into the address written below them.

    It is read from its start: the upper names it repeats are dropped, then the county or township it
    begins with is taken. What is left is ``text``.
    """
    text = _without_names_above(tree, match, fold("".join(places)))
    while match.complete and text and (found := _beginning(tree, match.key, text)):
        hit, length = found
        key = tree.sunk(hit.key)
        how = _weaker(match.how, hit.how)
        match, text = replace(match, key=key, level=tree.regions[key].level, how=how), text[length:]
    return replace(match, text=text)


def _said(names: Sequence[str]) -> tuple[str, ...]:
    """The names as they are compared, without those that only fill their column."""
    return tuple(name for name in map(fold, names) if not is_filler(name))


def _step(tree: Tree, key: int | None, name: str) -> _Hit | None:
    if hit := tree.child(key, name):
        return hit
    skipped = tree.skipping(key, name)
    return None if skipped is None else _Hit(skipped, "skipped")


def _said_before(tree: Tree, key: int | None, name: str) -> bool:
    if key is None:
        return False
    region = tree.regions[key]
    full = fold(region.name)
    return name == full or name in short_forms(full, region.level)


def _weaker(one: str, other: str) -> str:
    order = ("exact", "short", "skipped", "mended")
    return max(one, other, key=order.index)


def _match(tree: Tree, key: int | None, how: str, said: tuple[str, ...], rest: tuple[str, ...]) -> Match:
    if key is None:
        return Match(None, None, said, rest, how="none")
    key = key if rest else tree.sunk(key)
    return Match(tree.regions[key].level, key, said, rest, how=how)


def _without_names_above(tree: Tree, match: Match, text: str) -> str:
    line = tree.line(match.key) if match.key is not None else ()
    names = [typed_forms(fold(r.name), r.level) for r in line if not is_filler(r.name)]
    names += [
        (name, _BRACKET.sub("", name)) for name in match.said if name in match.rest or name.endswith(_TYPED)
    ]
    for forms in names:
        for form in forms:
            if text.startswith(form) and not text.startswith(_KINDS, len(form)):
                text = text[len(form) :]
                break
    return text


def _beginning(tree: Tree, key: int | None, text: str) -> tuple[_Hit, int] | None:
    """The county or township whose typed name the text begins with, the longest first."""
    for length in range(min(len(text), 20), 1, -1):
        hit = tree.child(key, text[:length]) if text[length - 1] in _LAST else None
        if hit and text[:length].endswith(_ENDINGS.get(tree.regions[hit.key].level, ())):
            return hit, length
    return None

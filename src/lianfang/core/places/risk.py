"""Dated national lists of risk areas: what they hold and count, how two differ, which one stood when."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from lianfang.core import days
from lianfang.core.places.extent import is_complement
from lianfang.core.places.names import clean
from lianfang.core.refusal import Refused
from lianfang.core.words import Words

Level = Literal["high", "middle", "low"]
LEVELS: tuple[Level, ...] = ("high", "middle", "low")
LEVEL_WORDS: dict[Level, Words] = {
    "high": Words("高风险", "high risk"),
    "middle": Words("中风险", "middle risk"),
    "low": Words("低风险", "low risk"),
}


class Counts(NamedTuple):
    """Places by level: entries of the list, not counties. None: the list has no such level (not zero)."""

    high: int | None
    middle: int | None
    low: int | None


_UNSTATED = Counts(None, None, None)


class RiskArea(NamedTuple):
    """One place of a list as it was published, blanks cleaned. A whole county is written so (全域).

    ``complement``: the text says "all of it but …" or "the rest of it" (see :mod:`.extent`).
    """

    level: Level
    province: str
    city: str
    county: str
    place: str
    complement: bool = False

    @classmethod
    def of(cls, level: Level, names: Sequence[str], place: str) -> "RiskArea":
        """An area of written names (province, city, county) and place; blanks are cleaned."""
        province, city, county = (clean(name) for name in names)
        kept = clean(place)
        return cls(level, province, city, county, kept, is_complement(kept))

    @property
    def written(self) -> str:
        """省/市/县/地点, as it is asked for and answered."""
        return "/".join(part for part in self[1:5] if part)


class Note(NamedTuple):
    """Something odd that was found in a list, how often, and where (at most five places named)."""

    code: str
    words: Words
    times: int
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskSnapshot:
    """One list as received: when it holds from, its content's SHA-256, its areas in published order.

    ``declared`` are the counts the file states of itself, where it does. Two lists of one hour with
    other content differ by ``digest``.
    """

    as_of: datetime
    digest: str
    areas: tuple[RiskArea, ...]
    declared: Counts = _UNSTATED
    notes: tuple[Note, ...] = ()
    source: str = ""

    def listed(self) -> Counts:
        """Areas by level as they are listed; None for a level the list neither declares nor lists."""
        tally = Counter(area.level for area in self.areas)
        blank = (None if declared is None else 0 for declared in self.declared)
        return Counts(*(tally.get(level, none) for level, none in zip(LEVELS, blank, strict=True)))

    def counts(self) -> Counts:
        """The file's own counts: those it declares, else those it lists. A disagreement is a note."""
        pairs = zip(self.declared, self.listed(), strict=True)
        return Counts(*(listed if declared is None else declared for declared, listed in pairs))


@dataclass(frozen=True, slots=True)
class Difference:
    """What one list has more and less than another. An area that changed its level is in both."""

    added: tuple[RiskArea, ...]
    removed: tuple[RiskArea, ...]

    def moved(self) -> tuple[tuple[RiskArea, RiskArea], ...]:
        """Areas with another level than before: (as it was, as it is)."""
        now = {area[1:5]: area for area in self.added}
        return tuple((was, now[was[1:5]]) for was in self.removed if was[1:5] in now)

    def apply(self, areas: Iterable[RiskArea]) -> frozenset[RiskArea]:
        """The areas after the difference."""
        return (frozenset(areas) - frozenset(self.removed)) | frozenset(self.added)


def diff(before: RiskSnapshot, after: RiskSnapshot) -> Difference:
    """What ``after`` adds to and removes from ``before``, in published order.

    An area is its level, names and text as published (blanks cleaned); a repeated one is one area.
    """
    return Difference(_missing(after.areas, before.areas), _missing(before.areas, after.areas))


def _missing(areas: Sequence[RiskArea], other: Sequence[RiskArea]) -> tuple[RiskArea, ...]:
    known = set(other)
    return tuple(area for area in dict.fromkeys(areas) if area not in known)


@dataclass(frozen=True, slots=True)
class Standing:
    """The list an answer stands on, and how old it was at the instant asked about."""

    snapshot: RiskSnapshot
    at: datetime

    @property
    def as_of(self) -> datetime:
        """When the list holds from."""
        return self.snapshot.as_of

    @property
    def age_hours(self) -> float:
        """Hours from the list to the instant asked about."""
        return days.hours_between(self.snapshot.as_of, self.at)


class History:
    """Lists in the order they were received. Of two for one hour the last received stands; both are kept."""

    def __init__(self, received: Iterable[RiskSnapshot]) -> None:
        self.snapshots = tuple(sorted(received, key=_as_of))

    def at(self, at: datetime) -> Standing:
        """The list in force at an instant: the last one not later; refused where there is none."""
        place = bisect_right(self.snapshots, at, key=_as_of)
        if place == 0:
            raise Refused(
                "risk.no_list",
                "{at} 之前没有风险地区名单,请先用 lianfang intake risk-areas 导入当时的名单",
                "there is no risk list from before {at}; read one in with lianfang intake risk-areas",
                at=at.astimezone(days.ZONE).isoformat(timespec="minutes"),
            )
        return Standing(self.snapshots[place - 1], at)


def _as_of(snapshot: RiskSnapshot) -> datetime:
    return snapshot.as_of


def level_of(text: str) -> Level | None:
    """The level a folded cell names (高风险, 高风险区, 高, high); None where it names none."""
    for level, words in LEVEL_WORDS.items():
        if text in (words.zh[0], level) or text.startswith(words.zh):
            return level
    return None

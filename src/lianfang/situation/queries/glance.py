"""A headquarters at a glance: figures beside those of yesterday, by part of the area, and who is silent."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.days import local_day, plus
from lianfang.core.measures import MEASURES
from lianfang.core.refusal import Refused
from lianfang.core.situation import ReportState
from lianfang.core.situation.metrics import HELD
from lianfang.core.words import Words
from lianfang.places import queries as places
from lianfang.situation.counting import glance as counting
from lianfang.situation.report_kinds import kind_of

SILENT_MOST = 8


@dataclass(frozen=True, slots=True)
class Under:
    """People under one measure now, and at the end of yesterday."""

    measure: str
    words: Words
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Due:
    """Tasks of a day: fallen due by now (on time, done late, missing), still ahead; tests among them."""

    on_time: int = 0
    late: int = 0
    missing: int = 0
    ahead: int = 0
    tests_left: int = 0
    tests: int = 0

    @property
    def expected(self) -> int:
        """How many have fallen due by now."""
        return self.on_time + self.late + self.missing

    @property
    def not_on_time(self) -> int:
        """Done late or not done."""
        return self.late + self.missing

    def __add__(self, other: "Due") -> "Due":
        return Due(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Told:
    """Reports about a day: ``expected`` is on time + late + missing, ``due`` are still ahead."""

    on_time: int = 0
    late: int = 0
    missing: int = 0
    due: int = 0
    excused: int = 0
    zero: int = 0

    @property
    def expected(self) -> int:
        """How many have fallen due by now."""
        return self.on_time + self.late + self.missing

    @property
    def owed(self) -> int:
        """How many are owed about the day in all."""
        return self.expected + self.due

    @property
    def sent(self) -> int:
        """How many have come."""
        return self.on_time + self.late


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list with somebody still to be found, or rows still to be settled, in the area."""

    id: int
    source: str
    at: datetime
    due: datetime | None
    unsettled: int
    unfound: int


@dataclass(frozen=True, slots=True)
class Rooms:
    """Isolation rooms; ``unsaid`` sites have not said how many they have."""

    sites: int
    unsaid: int
    capacity: int
    used: int
    before: int
    leaving: int

    @property
    def free(self) -> int | None:
        """Rooms free; None where no site has said how many it has."""
        return None if not self.sites or self.sites == self.unsaid else self.capacity - self.used


@dataclass(frozen=True, slots=True)
class Part:
    """One region directly below, or what stands with the region itself (``own``)."""

    area: places.Area
    own: bool
    held: int
    gap: int
    due: Due
    overdue: int
    told: Told


@dataclass(frozen=True, slots=True)
class Mark:
    """How one report of a day stands, as a cell of the matrix; ``revised`` times corrected."""

    report_id: int
    state: ReportState
    zero: bool
    revised: int


@dataclass(frozen=True, slots=True)
class Silent:
    """A unit that left a report out in the week, with a mark for each day (None: it owed none)."""

    unit: str
    report: Words
    marks: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """All that a board shows of figures, as they stand at ``now``."""

    area: places.Area
    now: datetime
    day: date
    under: tuple[Under, ...]
    gap: int
    gap_late: int
    gap_before: int | None
    """Not held at the end of yesterday; None where that day was never closed, as of the next two."""
    due: Due
    before_on_time: int
    before_expected: int
    overdue: int
    overdue_before: int | None
    oldest: datetime | None
    told: Told
    told_before: Told
    lists: tuple[OpenList, ...]
    lists_of_week: int
    lists_today: int
    lists_before: int | None
    rooms: Rooms
    parts: tuple[Part, ...]
    mapped: bool
    days: tuple[date, ...]
    silent: tuple[Silent, ...]

    @property
    def held(self) -> int:
        """People under any measure now."""
        return sum(one.now for one in self.under)

    @property
    def held_before(self) -> int:
        """People under any measure at the end of yesterday."""
        return sum(one.before for one in self.under)

    @property
    def gap_in_time(self) -> int:
        """Of those not held yet, for whom the clock still runs."""
        return self.gap - self.gap_late

    @property
    def unfound(self) -> int:
        """People on lists who are still to be found."""
        return sum(one.unfound for one in self.lists)


def glance(viewer: Viewer, path: str, *, now: datetime) -> Glance:
    """How an area of the viewer's stands now."""
    if not viewer.sees(path):
        raise Refused("scope.area", "不在您的辖区内", "this is outside your area")
    given = counting.values(path, day=local_day(now), now=now)
    area = places.regions_by_path([path]).get(path)
    if area is None:
        raise Refused("not_found", "没有这个区划", "no such region")
    with acting(SYSTEM):  # the area is the viewer's own; lists received above it have people in it
        return _read(area, given)


@dataclass(slots=True)
class _Sums:
    """Counts of one part while they are being read."""

    held: int = 0
    gap: int = 0
    gap_late: int = 0
    overdue: int = 0
    due: Due = field(default_factory=Due)
    told: dict[str, int] = field(default_factory=lambda: defaultdict(int))


Lines = dict[str, list[dict[str, Any]]]


def _read(area: places.Area, given: dict[str, Any]) -> Glance:
    lines = counting.read({**given, "most": SILENT_MOST})
    sums: dict[str, _Sums] = defaultdict(_Sums)
    under = _under(lines["held"], sums)
    for line in lines["gap"]:
        sums[line["part"]].gap, sums[line["part"]].gap_late = line["number"], line["late"]
    before = _due(lines["due"], sums)
    for line in lines["overdue"]:
        sums[line["part"]].overdue = line["number"]
    told_before = _reports(lines["reported"], sums)
    closed = {line["metric"]: line["known"] for line in lines["closed"]}
    days = tuple(plus(given["week"], n) for n in range(1, 8))
    return Glance(
        area=area,
        now=given["now"],
        day=given["today"],
        under=under,
        gap=sum(one.gap for one in sums.values()),
        gap_late=sum(one.gap_late for one in sums.values()),
        gap_before=closed.get("not_isolated"),
        due=sum((one.due for one in sums.values()), Due()),
        before_on_time=before.on_time,
        before_expected=before.expected,
        overdue=sum(one.overdue for one in sums.values()),
        overdue_before=closed.get("overdue"),
        oldest=min((datetime.fromisoformat(line["oldest"]) for line in lines["overdue"]), default=None),
        told=_told(_added([one.told for one in sums.values()])),
        told_before=told_before,
        lists=tuple(_list(line) for line in lines["lists"] if line["open"]),
        lists_of_week=_received(lines["lists"], given["week_start"]),
        lists_today=_received(lines["lists"], given["start"]),
        lists_before=closed.get("lists.open"),
        rooms=Rooms(**lines["rooms"][0]),
        parts=_parts(area, sums),
        mapped=bool(lines["mapped"][0]["number"]),
        days=days,
        silent=_silent(lines["silent"], days),
    )


def _under(lines: Sequence[Mapping[str, Any]], sums: dict[str, _Sums]) -> tuple[Under, ...]:
    now: dict[str, int] = defaultdict(int)
    before: dict[str, int] = defaultdict(int)
    for line in lines:
        if (measure := line["measure"]) in HELD:
            sums[line["part"]].held += line["held"]
            now[measure] += line["held"]
            before[measure] += line["held"] - line["came"] + line["gone"]
    return tuple(Under(m, MEASURES[m].words, now[m], before[m]) for m in HELD if now[m] or before[m])


def _due(lines: Sequence[Mapping[str, Any]], sums: dict[str, _Sums]) -> Due:
    """Note today's tasks by part; answers yesterday's of the whole."""
    before = Due()
    for line in lines:
        counts = Due(**{name: line[name] for name in Due.__slots__})
        if line["before"]:
            before += counts
        else:
            sums[line["part"]].due = counts
    return before


def _reports(lines: Sequence[Mapping[str, Any]], sums: dict[str, _Sums]) -> Told:
    """Note today's reports by part; answers yesterday's of the whole."""
    before: dict[str, int] = defaultdict(int)
    for line in lines:
        counts = sums[line["part"]].told if line["today"] else before
        counts[line["state"]] += line["number"]
        counts["zero"] += line["zero"]
    return _told(before)


def _added(many: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for one in many:
        for name, count in one.items():
            total[name] += count
    return total


def _told(counts: Mapping[str, int]) -> Told:
    return Told(**{name: counts.get(name, 0) for name in Told.__slots__})


def _list(line: Mapping[str, Any]) -> OpenList:
    return OpenList(
        line["id"],
        line["source"],
        datetime.fromisoformat(line["at"]),
        datetime.fromisoformat(line["due"]) if line["due"] else None,
        line["unsettled"],
        line["unfound"],
    )


def _received(lines: Sequence[Mapping[str, Any]], since: datetime) -> int:
    return sum(datetime.fromisoformat(line["at"]) >= since for line in lines)


def _parts(area: places.Area, sums: Mapping[str, _Sums]) -> tuple[Part, ...]:
    below = [(str(child.id), child, False) for child in places.children(area.id)]
    known = {key for key, _, _ in below}
    gone = [int(key) for key in sums if key and key not in known]
    below += [(str(one.id), one, False) for one in places.regions_by_id(gone).values()] if gone else []
    if "" in sums:
        below.append(("", area, True))
    return tuple(_part(child, own, sums.get(key) or _Sums()) for key, child, own in below)


def _part(area: places.Area, own: bool, one: _Sums) -> Part:
    return Part(area, own, one.held, one.gap, one.due, one.overdue, _told(one.told))


def _silent(lines: Sequence[Mapping[str, Any]], days: Sequence[date]) -> tuple[Silent, ...]:
    marks: dict[tuple[str, str, int], dict[date, Mark]] = defaultdict(dict)
    for line in lines:
        mark = Mark(line["id"], ReportState(line["state"]), line["zero"], line["revised"])
        marks[line["name"], line["kind"], line["unit"]][date.fromisoformat(line["day"])] = mark
    return tuple(
        Silent(name, kind_of(kind).words, tuple(found.get(day) for day in days))
        for (name, kind, _), found in marks.items()
    )

"""Reading the lists of risk areas: which one stood, what it counts, what it says of a place.

Lists are published; nobody's scope narrows them. An answer names the list it stands on, and its age.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from lianfang.core.days import hours_between
from lianfang.core.places import LEVELS, Counts, Difference, Found, History, RiskArea, diff
from lianfang.core.places.risk import RiskSnapshot
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.intake import risk_memory
from lianfang.intake.models import RiskList, RiskName
from lianfang.places import queries as places

_UNFOUND = """
SELECT name.id, name.province, name.city, name.county, name.level, name.region_id,
       count(*), min(area.place)
FROM intake_riskname AS name JOIN intake_riskarea AS area ON area.name_id = name.id
WHERE NOT name.found
GROUP BY name.id
ORDER BY count(*) DESC, name.id
"""
_UNFOUND_OF = """
SELECT list.id, count(*)
FROM intake_risklist AS list, unnest(list.areas) AS listed(id)
JOIN intake_riskarea AS area ON area.id = listed.id
JOIN intake_riskname AS name ON name.id = area.name_id
WHERE list.id = ANY(%s) AND NOT name.found
GROUP BY list.id
"""


@dataclass(frozen=True, slots=True)
class Noted:
    """Something odd that was found in a list, how often, and where."""

    code: str
    words: Words
    times: int
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it is spoken of. ``counts``: those it declares of itself, else those of its places."""

    id: int
    as_of: datetime
    received: datetime
    source: str
    sha256: str
    counts: Counts
    areas: int
    notes: tuple[Noted, ...]
    applied: datetime | None

    def age_hours(self, at: datetime) -> float:
        """Hours from the list to the instant asked about."""
        return hours_between(self.as_of, at)


@dataclass(frozen=True, slots=True)
class Looked:
    """What the list in force at an instant says of a place; see ``core.places.Found``."""

    found: Found
    listing: Listing
    at: datetime

    @property
    def age_hours(self) -> float:
        """Hours from the list to the instant asked about."""
        return self.listing.age_hours(self.at)


@dataclass(frozen=True, slots=True)
class Unfound:
    """A written name that the tree does not have, how far it matched, and how many places stand under it."""

    id: int
    province: str
    city: str
    county: str
    level: str
    region: str
    areas: int
    example: str

    @property
    def written(self) -> str:
        """省/市/县 as published."""
        return "/".join(part for part in (self.province, self.city, self.county) if part)


def listing_at(at: datetime) -> Listing:
    """The list in force at an instant: the last one not later; of one hour the last received."""
    return _listing(_row_at(at))


def look_up(written: str, *, at: datetime) -> Looked:
    """What was said of 省/市/县/地点 at an instant."""
    row = _row_at(at)
    return Looked(risk_memory.index(row.pk).find(written), _listing(row), at)


def look_up_many(written: Iterable[str], *, at: datetime) -> dict[str, Looked]:
    """What was said of each of these places at an instant, by one list."""
    row = _row_at(at)
    index, listing = risk_memory.index(row.pk), _listing(row)
    return {text: Looked(index.find(text), listing, at) for text in set(written)}


def listings(*, limit: int = 200) -> list[Listing]:
    """The lists received, the newest first."""
    rows = RiskList.objects.defer("areas").order_by("-as_of", "-received", "-pk")[:limit]
    return [_listing(row) for row in rows]


def listing(list_id: int) -> Listing:
    """One list; refused where there is none."""
    return _listing(_row(list_id))


def snapshot(list_id: int) -> RiskSnapshot:
    """One list with its places, as it was read."""
    row = _row(list_id)
    declared = Counts(*(row.declared[level] for level in LEVELS))
    return RiskSnapshot(
        row.as_of, row.sha256, tuple(risk_memory.areas_of(row.pk)), declared, source=row.source
    )


def difference(before_id: int, after_id: int) -> Difference:
    """What one list has more and less than another."""
    return diff(snapshot(before_id), snapshot(after_id))


def areas(list_id: int) -> list[RiskArea]:
    """The places of a list in published order."""
    return risk_memory.areas_of(_row(list_id).pk)


def unfound() -> list[Unfound]:
    """The written names that wait for repair, those with most places first."""
    with connection.cursor() as cursor:
        cursor.execute(_UNFOUND)
        rows = cursor.fetchall()
    regions = places.regions_by_id(row[5] for row in rows if row[5])
    return [
        Unfound(
            id=number, province=province, city=city, county=county, level=level,
            region=regions[region].name if region else "", areas=count, example=example,
        )
        for number, province, city, county, level, region, count, example in rows
    ]  # fmt: skip


def name_id(written: str) -> int:
    """The number of a name 省/市/县 as published; refused where no list writes it so."""
    rows = RiskName.objects.values_list("pk", "province", "city", "county")
    for number, *names in rows.filter(province=written.partition("/")[0]):
        if "/".join(filter(None, names)) == written:
            return int(number)
    raise Refused(
        "risk.no_such_name",
        "风险地区名单中没有「{written}」;待修复的名称见 lianfang intake risk-areas --unresolved",
        "no risk list has {written!r}; lianfang intake risk-areas --unresolved lists the names to repair",
        written=written,
    )


def unfound_areas(list_ids: Iterable[int]) -> int:
    """How many places of these lists stand under names that the tree does not have."""
    with connection.cursor() as cursor:
        cursor.execute(_UNFOUND_OF, [list(list_ids)])
        return sum(count for _, count in cursor.fetchall())


def _row_at(at: datetime) -> RiskList:
    before = RiskList.objects.defer("areas").filter(as_of__lte=at)
    found = before.order_by("-as_of", "-received", "-pk").first()
    return found or _none(at)


def _none(at: datetime) -> Any:
    """Refuse as the rules do where there is no list."""
    return History(()).at(at)


def _row(list_id: int) -> RiskList:
    found = RiskList.objects.defer("areas").filter(pk=list_id).first()
    if found is None:
        raise Refused("not_found", "没有这份风险地区名单", "no such list of risk areas")
    return found


def _listing(row: RiskList) -> Listing:
    pairs = ((row.declared[level], row.listed[level]) for level in LEVELS)
    return Listing(
        id=row.pk,
        as_of=row.as_of,
        received=row.received,
        source=row.source,
        sha256=row.sha256,
        counts=Counts(*(listed if declared is None else declared for declared, listed in pairs)),
        areas=sum(count or 0 for count in row.listed.values()),
        notes=tuple(_noted(note) for note in row.notes),
        applied=row.applied,
    )


def _noted(note: dict[str, Any]) -> Noted:
    return Noted(note["code"], Words(note["zh"], note["en"]), note["times"], tuple(note["where"]))

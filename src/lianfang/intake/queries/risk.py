"""Reading the lists of risk areas: which one stood, what it counts, what it says of a place.

Lists are published; nobody's scope narrows them. An answer names the list it stands on, and its age.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, Min, OuterRef, Q, Subquery

from lianfang.core.asking import Answer, Ask
from lianfang.core.days import hours_between
from lianfang.core.places import LEVELS, Counts, Difference, Found, History, RiskArea, diff
from lianfang.core.places.risk import RiskSnapshot
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.intake import risk_memory
from lianfang.intake.models import RiskList, RiskName
from lianfang.places import queries as places

_UNFOUND_OF = """
SELECT list.id, count(*)
FROM intake_risklist AS list, unnest(list.areas) AS listed(id)
JOIN intake_riskarea AS area ON area.id = listed.id
JOIN intake_riskname AS name ON name.id = area.name_id
WHERE list.id = ANY(%s) AND NOT name.found
GROUP BY list.id
"""
_NEWEST = ("-as_of", "-received", "-pk")
_ORDERS = {"as_of": "as_of", "received": "received", "source": "source"}


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
class Held:
    """A list among those held. ``state``: stands (now in force), replaced (another of its hour stands), past.

    ``unfound`` counts its places under names that the tree does not have; ``by`` is who received it.
    """

    listing: Listing
    state: str
    unfound: int
    by: str
    applied_by: str

    @property
    def id(self) -> int:
        """The number of the list."""
        return self.listing.id


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
    mended: bool = False

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
    rows = RiskList.objects.defer("areas").order_by(*_NEWEST)[:limit]
    return [_listing(row) for row in rows]


def held(ask: Ask, *, at: datetime) -> Answer[Held]:
    """The lists received, the newest first; filter ``state``: waiting, replaced; words: source or day."""
    stands = RiskList.objects.filter(as_of__lte=at).order_by(*_NEWEST).values_list("pk", flat=True).first()
    later = RiskList.objects.filter(as_of=OuterRef("as_of")).order_by("-received", "-pk").values("pk")[:1]
    rows = RiskList.objects.annotate(last=Subquery(later))
    if ask.words:
        rows = rows.filter(Q(source__icontains=ask.words) | Q(as_of__date__in=_days(ask.words)))
    if ask.only("state") == "waiting":
        rows = rows.filter(applied__isnull=True)
    if ask.only("state") == "replaced":
        rows = rows.exclude(pk=F("last"))
    first = _ORDERS.get(ask.order)
    order = (f"-{first}" if ask.descending else first, *_NEWEST) if first else _NEWEST
    ordered = rows.defer("areas").select_related("by__staff", "applied_by__staff").order_by(*order)
    page = ordered[ask.start : ask.stop]
    unfound = unfound_by_list(row.pk for row in page)
    return Answer(tuple(_held(row, stands, unfound.get(row.pk, 0)) for row in page), rows.count())


def _held(row: Any, stands: int | None, unfound: int) -> Held:
    past = "past" if row.last == row.pk else "replaced"
    names = [post.staff.name if post else "" for post in (row.by, row.applied_by)]
    return Held(_listing(row), "stands" if row.pk == stands else past, unfound, *names)


def _days(words: str) -> list[date]:
    with suppress(ValueError):
        return [date.fromisoformat(words.strip())]
    return []


def waiting() -> list[Listing]:
    """The lists by which nobody was decided about again yet, the oldest first."""
    rows = RiskList.objects.filter(applied__isnull=True).defer("areas").order_by("as_of", "received", "pk")
    return [_listing(row) for row in rows]


def before(list_id: int) -> Listing | None:
    """The list that stood before this one did; of two for one hour the other, where it came earlier."""
    row = _row(list_id)
    same_hour = Q(as_of=row.as_of) & (Q(received__lt=row.received) | Q(received=row.received, pk__lt=row.pk))
    earlier = RiskList.objects.filter(Q(as_of__lt=row.as_of) | same_hour).defer("areas")
    found = earlier.order_by(*_NEWEST).first()
    return _listing(found) if found else None


def of_hour(list_id: int) -> list[Listing]:
    """All lists for the hour of this one, the one that stands first."""
    rows = RiskList.objects.filter(as_of=_row(list_id).as_of).defer("areas").order_by(*_NEWEST)
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
    rows = RiskName.objects.filter(found=False).annotate(many=Count("areas"), one=Min("areas__place"))
    return _named(rows.filter(many__gt=0).order_by("-many", "pk"))


def mended() -> list[Unfound]:
    """The names of which somebody has said what they mean, the last one first."""
    rows = RiskName.objects.filter(how="mended").annotate(many=Count("areas"), one=Min("areas__place"))
    return _named(rows.order_by("-mended", "pk"))


def name(number: int) -> Unfound:
    """One written name with how far it matched; refused where there is none."""
    rows = RiskName.objects.filter(pk=number).annotate(many=Count("areas"), one=Min("areas__place"))
    if found := _named(rows):
        return found[0]
    raise Refused("not_found", "没有这个名称", "no such name")


def _named(rows: Iterable[Any]) -> list[Unfound]:
    held = list(rows)
    regions = places.regions_by_id(row.region_id for row in held if row.region_id)
    return [
        Unfound(
            id=row.pk, province=row.province, city=row.city, county=row.county, level=row.level,
            region=regions[row.region_id].name if row.region_id in regions else "", areas=row.many,
            example=row.one or "", mended=row.how == "mended",
        )
        for row in held
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
    return sum(unfound_by_list(list_ids).values())


def unfound_by_list(list_ids: Iterable[int]) -> dict[int, int]:
    """The same for each list that has such places."""
    with connection.cursor() as cursor:
        cursor.execute(_UNFOUND_OF, [list(list_ids)])
        return dict(cursor.fetchall())


def _row_at(at: datetime) -> RiskList:
    before = RiskList.objects.defer("areas").filter(as_of__lte=at)
    found = before.order_by(*_NEWEST).first()
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

"""Receiving lists of risk areas, and saying what the names in them mean. Set-based, by COPY."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lianfang.accounts.scope import Viewer
from lianfang.core.days import ZONE, after
from lianfang.core.places import Match, RiskArea, RiskSnapshot, Tree, resolve
from lianfang.core.refusal import Refused
from lianfang.intake import risk_memory
from lianfang.intake.models import RiskList, RiskName
from lianfang.ledger import actions as ledger
from lianfang.places import queries as places

LONGEST_NAME = 200
"""Characters of a province, city or county as written. The longest published one has under thirty."""

AHEAD_HOURS = 24
"""A list may be announced so long before it holds; one of a later time would outlast all that come after."""

LOCK = 7106
"""Lists of risk areas are received and applied one after the other."""
_GIVEN = """
CREATE TEMP TABLE risk_given (list int, line int, name_id bigint, level text, place text, complement bool)
ON COMMIT DROP
"""
_ADD = """
INSERT INTO intake_riskarea (name_id, level, place, complement)
SELECT DISTINCT ON (name_id, level, place) name_id, level, place, complement FROM risk_given
ON CONFLICT DO NOTHING
"""
_NUMBERS = """
SELECT given.list, array_agg(area.id ORDER BY given.line)
FROM risk_given AS given JOIN intake_riskarea AS area
  ON area.name_id = given.name_id AND area.level = given.level AND md5(area.place) = md5(given.place)
GROUP BY given.list
"""
_Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class StoredList:
    """What became of one list: its number, and whether it was new. ``areas`` counts its places."""

    id: int
    as_of: datetime
    source: str
    new: bool
    areas: int


@transaction.atomic
def receive_risk_lists(snapshots: Sequence[RiskSnapshot], *, by: Viewer, at: datetime) -> list[StoredList]:
    """Store lists in the order given; one that is known already stays as it is.

    Names that the tree does not have keep their text and wait for repair. Nobody is decided about
    again by this: see ``redecide``.
    """
    by.require("risk_lists")
    for one in snapshots:
        _check(one, at=at)
    with connection.cursor() as cursor:  # the same file from two posts at once is one list
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    known = _known(snapshots)
    fresh = list({key: one for one in snapshots if (key := _key(one)) not in known}.values())
    find_names(by=by, at=at)
    names = _names(area for one in fresh for area in one.areas)
    known |= {_key(one): row for one, row in zip(fresh, _store(fresh, names, by=by, at=at), strict=True)}
    new = {_key(one) for one in fresh}
    return [
        StoredList(known[key], one.as_of, one.source, key in new, len(one.areas))
        for one in snapshots
        if (key := _key(one))
    ]


@transaction.atomic
def find_names(*, by: Viewer, at: datetime) -> int:
    """Look again for every name that was not found; answers how many are found now."""
    by.require("risk_lists")
    tree = risk_memory.tree()
    waiting = list(RiskName.objects.filter(found=False).order_by("pk"))
    changed = []
    for name in waiting:
        match = resolve(tree, (name.province, name.city, name.county))
        if match.key != name.region_id or match.complete:
            name.region_id, name.level, name.found, name.how = _placed(match)
            changed.append(name)
    RiskName.objects.bulk_update(changed, ["region", "level", "found", "how"], batch_size=1000)
    found = [name.pk for name in changed if name.found]
    if found:
        ledger.record("intake.risk_names_found", by=by, at=at, members=found)
    return len(found)


@transaction.atomic
def mend_risk_name(name_id: int, *, region_id: int | None, by: Viewer, at: datetime) -> None:
    """Say which region a written name means, from now on and for every list; None takes that back."""
    by.require("risk_lists")
    name = RiskName.objects.select_for_update(of=("self",)).filter(pk=name_id).first()
    if name is None:
        raise Refused("not_found", "没有这个名称", "no such name")
    if region_id is None:
        _unmend(name)
    else:
        _mend(name, region_id, by=by, at=at)
    name.save()
    body = {"region": region_id}
    ledger.record("intake.risk_name_mended", by=by, at=at, subject=("risk_name", name.pk), body=body)


def _mend(name: RiskName, region_id: int, *, by: Viewer, at: datetime) -> None:
    region = places.region(region_id)
    if region.level not in risk_memory.LEVELS or region.valid_to is not None:
        raise Refused(
            "risk.mend_level",
            "名单名称只能对应在用的省、市、县或乡级区划",
            "a name in a risk list can only mean a province, city, county or township in use",
        )
    if name.found and name.mended is None:
        raise Refused(
            "risk.mend_found",
            "「{written}」在区划中已找到,无需修复",
            "{written!r} is found in the tree; there is nothing to repair",
            written="/".join((name.province, name.city, name.county)),
        )
    name.region_id, name.level, name.found, name.how = region.id, region.level, True, "mended"
    name.mended, name.mended_by_id = at, by.post_id


def _unmend(name: RiskName) -> None:
    tree = Tree.of(places.named_regions(risk_memory.LEVELS))
    match = resolve(tree, (name.province, name.city, name.county))
    name.region_id, name.level, name.found, name.how = _placed(match)
    name.mended, name.mended_by_id = None, None


def _placed(match: Match) -> tuple[int | None, str, bool, str]:
    return match.key, match.level or "", match.complete, match.how


def _check(snapshot: RiskSnapshot, *, at: datetime) -> None:
    if snapshot.as_of > after(at, hours=AHEAD_HOURS):
        raise Refused(
            "risk.ahead",
            "「{source}」的名单时间 {as_of} 晚于现在;请核对时间后重新导入",
            "{source!r} would hold from {as_of}, which lies ahead; check its time and read it in again",
            source=snapshot.source,
            as_of=f"{snapshot.as_of.astimezone(ZONE):%Y-%m-%d %H:%M}",
        )
    for area in snapshot.areas:
        if max(map(len, area[1:4])) > LONGEST_NAME:
            raise Refused(
                "risk.long_name",
                "「{source}」中省、市、县名称超过 {most} 字:「{start}…」;请核对各列是否对应",
                "{source!r} has a province, city or county of over {most} characters: {start!r}…; "
                "check which column is which",
                source=snapshot.source,
                most=LONGEST_NAME,
                start=max(area[1:4], key=len)[:20],
            )


def _key(snapshot: RiskSnapshot) -> tuple[str, datetime]:
    return snapshot.digest, snapshot.as_of


def _known(snapshots: Sequence[RiskSnapshot]) -> dict[tuple[str, datetime], int]:
    rows = RiskList.objects.filter(sha256__in=[one.digest for one in snapshots])
    return {(sha256, as_of): pk for pk, sha256, as_of in rows.values_list("pk", "sha256", "as_of")}


def _names(areas: Iterable[RiskArea]) -> dict[_Triple, int]:
    """The numbers of the written names, those seen for the first time found in the tree."""
    wanted = {area[1:4] for area in areas}
    known = _known_names(wanted)
    if missing := sorted(wanted - known.keys()):
        tree = risk_memory.tree()
        made = [_new_name(triple, resolve(tree, triple)) for triple in missing]
        RiskName.objects.bulk_create(made, batch_size=2000)
        known |= {(name.province, name.city, name.county): name.pk for name in made}
    return known


def _known_names(wanted: set[_Triple]) -> dict[_Triple, int]:
    rows = RiskName.objects.filter(province__in={triple[0] for triple in wanted})
    named = rows.values_list("province", "city", "county", "pk")
    return {names: pk for *triple, pk in named if (names := tuple(triple)) in wanted}


def _new_name(triple: _Triple, match: Match) -> RiskName:
    province, city, county = triple
    region_id, level, found, how = _placed(match)
    return RiskName(
        province=province, city=city, county=county, region_id=region_id, level=level, found=found, how=how
    )


def _store(
    snapshots: Sequence[RiskSnapshot], names: dict[_Triple, int], *, by: Viewer, at: datetime
) -> Iterator[int]:
    numbers = _area_numbers(snapshots, names)
    for place, one in enumerate(snapshots):
        row = RiskList.objects.create(
            as_of=one.as_of,
            received=at,
            by_id=by.post_id,
            source=one.source[-255:],
            sha256=one.digest,
            declared=one.declared._asdict(),
            listed=one.listed()._asdict(),
            notes=[_note(note) for note in one.notes],
            areas=numbers.get(place, []),
        )
        body = {"as_of": one.as_of.isoformat(), "sha256": one.digest, "areas": len(one.areas)}
        ledger.record("intake.risk_list_received", by=by, at=at, subject=("risk_list", row.pk), body=body)
        yield int(row.pk)


def _note(note: Any) -> dict[str, Any]:
    return {
        "code": note.code,
        "zh": note.words.zh,
        "en": note.words.en,
        "times": note.times,
        "where": list(note.where),
    }


def _area_numbers(snapshots: Sequence[RiskSnapshot], names: dict[_Triple, int]) -> dict[int, list[int]]:
    """For each list (by its place in the sequence) the numbers of its areas; new areas are added."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN)
        with cursor.cursor.copy("COPY risk_given FROM STDIN") as copying:
            for place, one in enumerate(snapshots):
                for line, area in enumerate(one.areas):
                    copying.write_row(
                        (place, line, names[area[1:4]], area.level, area.place, area.complement)
                    )
        cursor.execute("ANALYZE risk_given")
        cursor.execute(_ADD)
        cursor.execute(_NUMBERS)
        numbers = dict(cursor.fetchall())
        cursor.execute("DROP TABLE risk_given")
    return numbers

"""Which edition is in force where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lianfang.bulk import any_of
from lianfang.core.refusal import Refused
from lianfang.measures.models import Adoption, Decision, Stay
from lianfang.places.paths import ancestors, contains

Held = Mapping[int, tuple[str, datetime]]


@dataclass(frozen=True, slots=True)
class InForce:
    """An adoption: which edition, in which area, since when, for whom, signed by whom."""

    id: int
    edition: str
    path: str
    region: str
    valid_from: datetime
    applies_to: str
    proposed: datetime
    signed: datetime | None
    first_by: str
    second_by: str
    difference: dict[str, object]


def adoptions(path: str = "") -> list[InForce]:
    """All adoptions that concern a path (in it or above it), newest first; signed or waiting."""
    rows = (
        Adoption.objects.select_related("region", "first_by__staff", "second_by__staff")
        .defer("region__boundary")
        .order_by("-valid_from", "-pk")
    )
    concern = [r for r in rows if not path or contains(r.path, path) or contains(path, r.path)]
    return [
        InForce(
            r.pk, r.edition, r.path, r.region.name, r.valid_from, r.applies_to, r.proposed, r.signed,
            r.first_by.staff.name if r.first_by else "", r.second_by.staff.name if r.second_by else "",
            r.difference,
        )
        for r in concern
    ]  # fmt: skip


def edition_at(path: str, *, at: datetime) -> str:
    """The edition in force at a path; refused where none was adopted there or above."""
    found = _nearest(_signed(at), path)
    if found is None:
        raise Refused(
            "edition.none_adopted",
            "本地区尚未启用任何方案版本,请先由两人签署启用",
            "no edition is in force here; adopt one, signed by two",
        )
    return found.edition


def editions_for(
    decided: Mapping[int, Decision | None],
    where: Mapping[int, str],
    *,
    at: datetime,
    held: Held | None = None,
) -> dict[int, str]:
    """For each person the edition that decides about them.

    The newest adoption at or above the person's place counts. One that applies to new people only
    leaves those decided before it with the edition they had, and those who were held before it when they
    were taken over (``held``: by which edition, since when; looked up where not given).
    """
    signed = _signed(at)
    if held is None:
        held = _taken_over(where) if any(a.applies_to == "new" for a in signed) else {}
    found: dict[int, str] = {}
    nearest: dict[str, Adoption | None] = {}
    for person, path in where.items():
        if path not in nearest:
            nearest[path] = _nearest(signed, path)
        adoption = nearest[path]
        if adoption is None:
            raise Refused(
                "edition.none_adopted",
                "本地区尚未启用任何方案版本,请先由两人签署启用",
                "no edition is in force here; adopt one, signed by two",
            )
        before = decided.get(person)
        keeps = adoption.applies_to == "new" and before is not None and before.made < adoption.valid_from
        edition, since = held.get(person, ("", at))
        if edition and adoption.applies_to == "new" and since < adoption.valid_from:
            found[person] = edition
        else:
            found[person] = before.edition if keeps and before else adoption.edition
    return found


def _taken_over(people: Iterable[int]) -> dict[int, tuple[str, datetime]]:
    """By which edition, and since when, those are held who were taken over as an opening balance."""
    rows = Stay.objects.filter(any_of("person_id", people), ended__isnull=True, opening_balance=True)
    return {
        person: (edition, began)
        for person, edition, began in rows.values_list("person_id", "edition", "began")
    }


def _signed(at: datetime) -> list[Adoption]:
    return list(
        Adoption.objects.filter(signed__isnull=False, valid_from__lte=at).order_by("valid_from", "pk")
    )


def _nearest(signed: list[Adoption], path: str) -> Adoption | None:
    """The newest adoption of the nearest region that has one: a county's own overlay before its city's."""
    lines = {p: depth for depth, p in enumerate(ancestors(path))}
    above = [a for a in signed if a.path in lines]
    return max(above, key=lambda a: (lines[a.path], a.valid_from, a.pk), default=None)

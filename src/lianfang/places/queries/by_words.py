"""Areas and units by name, initials or code, in one statement: what the one search box asks."""

from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Count, F, Q, QuerySet, Value, Window

from lianfang.core.asking import Answer
from lianfang.places.models import Region, Unit
from lianfang.places.paths import inside


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """An area or a unit: its name, its code (a unit has none), what it lies in."""

    kind: Literal["area", "unit"]
    id: int
    name: str
    code: str
    above: str
    path: str


def look_up_places(words: str, *, under: str, limit: int) -> dict[str, Answer[PlaceFound]]:
    """Areas and units of a subtree, each kind with how many there are; exact names and codes first.

    Areas by name, initials (at least two letters) or the beginning of a code, former names too; units by
    their name.
    """
    low = words.lower()
    named = Q(name__icontains=words) | Q(names__name=words)
    if low.isascii():
        named = Q(code__startswith=words) | Q(names__code=words)
        named |= Q(initials__gte=low, initials__lt=f"{low}~") if low[:1].isalpha() else Q()
    areas = Region.objects.filter(
        pk__in=Region.objects.filter(named, valid_to__isnull=True, **inside(under)).values("pk")
    )
    units = Unit.objects.filter(name__icontains=words, valid_to__isnull=True, **inside(under))
    both = _part(areas, "area", F("code"), F("parent__name"), words, limit).union(
        _part(units, "unit", Value(""), F("region__name"), words, limit), all=True
    )
    found: dict[str, list[PlaceFound]] = {"area": [], "unit": []}
    totals = {"area": 0, "unit": 0}
    for kind, number, name, code, above, path, total in both:
        found[kind].append(PlaceFound(kind, number, name, code, above or "", path))
        totals[kind] = total
    return {kind: Answer(tuple(_exact_first(rows, words)), totals[kind]) for kind, rows in found.items()}


def _part(rows: QuerySet[Any], kind: str, code: F | Value, above: F, words: str, limit: int) -> QuerySet[Any]:
    exact = Q(name=words) | Q(code=words) if kind == "area" else Q(name=words)
    columns = ("what", "pk", "name", "written", "above", "path", "total")
    found: QuerySet[Any] = (
        rows.annotate(
            what=Value(kind),
            written=code,
            above=above,
            total=Window(Count("pk")),
            exact=exact,
        )
        .order_by("-exact", "path")
        .values_list(*columns)[:limit]
    )
    return found


def _exact_first(rows: list[PlaceFound], words: str) -> list[PlaceFound]:
    return sorted(rows, key=lambda row: (words not in (row.name, row.code), row.path.count("."), row.path))

"""Finding regions by what people write: a code, a name, a former name, initials, a path of names."""

import re
from collections.abc import Iterable, Sequence

from django.db.models import Q

from lianfang.places.models import Region
from lianfang.places.paths import inside
from lianfang.places.queries.regions import DEPTH, Area, as_area, lines

_BETWEEN = re.compile(r"\s*[/›>、,,|]\s*|\s+")


def resolve(written: Iterable[str], *, under: str) -> dict[str, list[Area]]:
    """For each text the regions it may mean within a subtree: none, the one, or several that share a name.

    A text is a code, a name, or names from above down parted by ``/``, ``›`` or blanks.
    """
    texts = {text: [part for part in _BETWEEN.split(text.strip()) if part] for text in written}
    keys = {parts[-1] for parts in texts.values() if parts}
    regions = Region.objects.filter(
        Q(code__in=keys) | Q(name__in=keys), **inside(under), valid_to__isnull=True
    )
    found: dict[str, list[Area]] = {}
    for region in regions.defer("boundary").order_by("path"):
        for key in {region.code, region.name} & keys:
            found.setdefault(key, []).append(as_area(region))
    above = lines(area.path for areas in found.values() for area in areas)
    return {
        text: [a for a in found.get(parts[-1], []) if _runs_through(above[a.path], parts[:-1])]
        if parts
        else []
        for text, parts in texts.items()
    }


def _runs_through(line: Sequence[Area], names: Sequence[str]) -> bool:
    """Whether the names occur in the line in their order."""
    left = iter(line)
    return all(any(area.name == name for area in left) for name in names)


def look_up(words: str, *, under: str = "", limit: int = 20) -> list[Area]:
    """Regions whose code starts with the words, or whose name or initials do; exact names first.

    Former names and codes find the region too. ``under`` is the path of a subtree to stay in.
    """
    asked = words.strip()
    if not asked:
        return []
    low = asked.lower()
    begins = (
        Q(code__startswith=asked) | Q(name__startswith=asked) | Q(names__name=asked) | Q(names__code=asked)
    )
    if low.isascii():
        begins |= Q(initials__gte=low, initials__lt=f"{low}~")
    inner = Region.objects.filter(**inside(under), valid_to__isnull=True)
    found = list(inner.filter(begins).defer("boundary").distinct().order_by("code")[: limit * 5])
    if len(found) < limit and not low.isascii():
        more = inner.filter(name__contains=asked).exclude(pk__in=[r.pk for r in found]).defer("boundary")
        found += more.order_by("code")[:limit]
    found.sort(key=lambda r: (r.name != asked and r.code != asked, DEPTH[r.level], r.code))
    return [as_area(r) for r in found[:limit]]


def written(line: Sequence[Area]) -> str:
    """A line of regions as one text: 云泽市 › 青石县 › 河口镇."""
    return " › ".join(each.name for each in line)

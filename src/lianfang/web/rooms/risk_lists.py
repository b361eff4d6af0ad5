"""Risk areas: which list stands, how old it is, what it says of a place, and how two lists differ."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from lianfang.core.asking import Answer, Ask
from lianfang.core.days import ZONE
from lianfang.core.places import LEVEL_WORDS, LEVELS
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.intake.queries import risk as queries
from lianfang.intake.queries import risk_lines
from lianfang.language import spoken
from lianfang.web.columns import Chip, Column, Filter
from lianfang.web.door import door
from lianfang.web.listing import Listing
from lianfang.web.rooms.risk_lists_forms import CompareForm, LookUpForm
from lianfang.web.templatetags.lf import span_in_words

OLD_HOURS = 24
"""The national list came at least daily; one older than this is pointed out."""
COMPARED_MOST = 500
"""So many lists are offered to be compared, the newest."""
_NO_LEVEL = Words("未列此级", "not listed")
_STATES = {
    "stands": (Words("现行", "in force"), "ok"),
    "replaced": (Words("同一时间另有更新", "replaced by another of its hour"), ""),
    "past": (Words("历史", "past"), ""),
}
_LEVEL_STATES = {"high": "late", "middle": "soon", "low": ""}
_WHATS = {
    "added": Words("新增", "added"),
    "removed": Words("移出", "removed"),
    "raised": Words("等级上调", "raised"),
    "lowered": Words("等级下调", "lowered"),
}
HOW = {
    "exact": Words("名单写明了这个地点", "the list names this place"),
    "township_unsaid": Words(
        "名单写明了这个地点(只有一方写了乡镇街道)",
        "the list names this place, though only one of the two says in which township",
    ),
    "within": Words("这个地点在名单所列地点之内", "the list names what this place lies in"),
    "whole": Words("名单把所在的乡镇、区县整体列入", "the whole township or county of this place is listed"),
    "complement": Words(
        "属于「除……以外的其他区域」:名单没有单列它,按其余区域的等级",
        'it belongs to "all the rest of …": not listed on its own, so the level of the rest applies',
    ),
}
_OF_LEVEL = [(level, LEVEL_WORDS[level]) for level in LEVELS]


def stamp(at: datetime) -> Words:
    """An instant with its year: lists are kept for years."""
    local = at.astimezone(ZONE)
    return Words(f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}", f"{local:%-d %b %Y %H:%M}")


def stands_on(listing: queries.Listing, at: datetime) -> Words:
    """Which list an answer stands on, and how old it was at the instant asked about."""
    as_of, age = stamp(listing.as_of), span_in_words((at - listing.as_of).total_seconds())
    return Words(
        f"依据 {as_of.zh} 的名单,距所问时间 {age}", f"stands on the list of {as_of.en}, {age} old then"
    )


def _level(level: str | None) -> Chip | None:
    return Chip(LEVEL_WORDS[level], _LEVEL_STATES[level]) if level else None  # type: ignore[index]


def _count(level: str) -> Any:
    return lambda row: _NO_LEVEL if (n := getattr(row.listing.counts, level)) is None else n


def _waiting(row: queries.Held) -> Chip:
    if row.listing.applied is None:
        return Chip(Words("待应用", "waits to be applied"), "soon")
    return Chip(Words("已应用", "applied"), "")


class HeldLists(Listing[queries.Held]):
    """The lists that are held."""

    name = Words("风险区名单", "Lists of risk areas")
    search = Words("来源,或日期 2022-08-05", "source, or a day as 2022-08-05")
    filters = (
        Filter(
            "state",
            Words("状态", "State"),
            (
                ("waiting", Words("待应用", "waits to be applied")),
                ("replaced", Words("同一时间另有更新", "replaced by another of its hour")),
            ),
        ),
    )
    size = 20
    columns = (
        Column("as_of", Words("名单时间", "Holds from"), lambda r: stamp(r.listing.as_of),
               link=lambda r: reverse("risk_list", args=[r.id])),
        Column("state", Words("状态", "State"), lambda r: Chip(*_STATES[r.state]), order=False, aside=True),
        *(
            Column(level, LEVEL_WORDS[level], _count(level), kind="number", order=False, label=True)
            for level in LEVELS
        ),
        Column("unfound", Words("地名待修复", "Names to repair"), lambda r: r.unfound, kind="number",
               order=False, label=True),
        Column("source", Words("来源", "Source"), lambda r: r.listing.source, label=True),
        Column("received", Words("接收", "Received"), lambda r: stamp(r.listing.received), label=True),
        Column("by", Words("接收人", "Received by"), lambda r: r.by or None, order=False, page=False),
        Column("applied", Words("重新判定", "Decided again"), _waiting, order=False),
    )  # fmt: skip
    empty = Words("还没有风险区名单", "No list of risk areas yet")

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        if "risk_lists" in self.viewer.may:
            self.next_step = (Words("导入第一份名单", "Take the first in"), "risk_receive")

    def fetch(self, ask: Ask) -> Answer[queries.Held]:
        """The lists."""
        return queries.held(ask, at=self.request.now)


@door("see_lists")
@require_GET
def risk_lists(request: Any) -> HttpResponse:
    """The list in force with its age, a place to ask about, and all lists held."""
    return HeldLists(request).respond("risk_lists/index.html", **head(request, "lists"), form=LookUpForm())


def head(request: Any, tab: str) -> dict[str, Any]:
    """What stands above every page of the risk areas."""
    may = "risk_lists" in request.viewer.may
    standing = _standing(request.now)
    return {
        "tab": tab,
        "standing": standing,
        "stamped": stamp(standing.as_of) if standing else None,
        "age": span_in_words((request.now - standing.as_of).total_seconds()) if standing else "",
        "old": standing is not None and standing.age_hours(request.now) > OLD_HOURS,
        "counts": _counts(standing) if standing else [],
        "may": may,
        "waiting": len(queries.waiting()) if may else 0,
        "unfound": len(queries.unfound()) if may else 0,
    }


def _standing(at: datetime) -> queries.Listing | None:
    try:
        return queries.listing_at(at)
    except Refused:
        return None


def _counts(listing: queries.Listing) -> list[tuple[Words, int | None, str]]:
    """Each level, how many places it has, and where they are listed."""
    url = reverse("risk_list", args=[listing.id])
    return [(LEVEL_WORDS[n], getattr(listing.counts, n), f"{url}?level={n}") for n in LEVELS]


class Lines(Listing[risk_lines.Line]):
    """The places of one list."""

    name = Words("风险区名单明细", "Places of a list of risk areas")
    search = Words("省、市、县、地点", "province, city, county, place")
    columns = (
        Column("level", Words("等级", "Level"), lambda r: _level(r.level), aside=True),
        Column("province", Words("省", "Province"), lambda r: r.province),
        Column("city", Words("市", "City"), lambda r: r.city or None),
        Column("county", Words("县(区)", "County"), lambda r: r.county or None),
        Column("place", Words("地点", "Place"), lambda r: r.place),
        Column("told", Words("说明", "Remark"), lambda r: _told(r), order=False),
    )
    empty = Words("这份名单没有列出地点", "This list names no place")

    def __init__(self, request: Any, list_id: int) -> None:
        super().__init__(request)
        self.list_id = list_id
        self.filters = (
            Filter("level", Words("等级", "Level"), _OF_LEVEL),
            Filter("province", Words("省份", "Province"), [(p, p) for p in risk_lines.provinces(list_id)]),
            Filter("told", Words("说明", "Remark"),
                   (("complement", Words("「其他区域」条目", '"all the rest" entries')),
                    ("unfound", Words("地名待修复", "Names to repair")))),
        )  # fmt: skip

    def fetch(self, ask: Ask) -> Answer[risk_lines.Line]:
        """The lines."""
        return risk_lines.lines(self.list_id, ask)


def _told(line: risk_lines.Line) -> Words | None:
    said = []
    if line.complement:
        said.append(Words("其余全部区域", "all the rest"))
    if not line.found:
        where = line.region
        said.append(
            Words(f"区划只对应到{where}", f"found in the tree down to {where} only")
            if where
            else Words("区划中没有这个地名", "the tree has no such name")
        )
    return Words(";".join(s.zh for s in said), "; ".join(s.en for s in said)) if said else None


@door("see_lists")
@require_GET
def risk_list(request: Any, risk_list_id: int) -> HttpResponse:
    """One list: its counts, what was odd in it, its places."""
    listing = queries.listing(risk_list_id)
    earlier = queries.before(risk_list_id)
    context = {
        "list": listing,
        "stamped_list": stamp(listing.as_of),
        "received_at": stamp(listing.received),
        "list_counts": _counts(listing),
        "of_hour": [(one, stamp(one.received)) for one in queries.of_hour(risk_list_id)],
        "compare_url": _compare_url(earlier.id, listing.id) if earlier else "",
        "unfound_here": queries.unfound_areas([risk_list_id]),
    }
    return Lines(request, risk_list_id).respond("risk_lists/list.html", **head(request, ""), **context)


def _compare_url(before: int, after: int) -> str:
    return f"{reverse('risk_compare')}?{urlencode({'before': before, 'after': after})}"


class ChangedLines(Listing[risk_lines.Changed]):
    """The places that two lists tell differently."""

    name = Words("风险区名单比较", "Two lists of risk areas compared")
    search = Lines.search
    columns = (
        Column("what", Words("变化", "Change"), lambda r: Chip(_WHATS[r.what]), aside=True),
        Column("province", Words("省", "Province"), lambda r: r.province),
        Column("city", Words("市", "City"), lambda r: r.city or None),
        Column("county", Words("县(区)", "County"), lambda r: r.county or None),
        Column("place", Words("地点", "Place"), lambda r: r.place),
        Column("before", Words("原等级", "Was"), lambda r: _level(r.before), order=False, label=True),
        Column("after", Words("现等级", "Is"), lambda r: _level(r.after), order=False, label=True),
    )
    empty = Words("两份名单所列地点相同", "Both lists name the same places")

    def __init__(self, request: Any, before: int, after: int, parts: Sequence[risk_lines.Changes]) -> None:
        super().__init__(request)
        self.was_id, self.is_id = before, after
        self.filters = (
            Filter("what", Words("变化", "Change"), list(_WHATS.items())),
            Filter("province", Words("省份", "Province"), [(p.province, p.province) for p in parts]),
            Filter("level", Words("等级", "Level"), _OF_LEVEL),
        )

    def fetch(self, ask: Ask) -> Answer[risk_lines.Changed]:
        """The changes."""
        return risk_lines.changed(self.was_id, self.is_id, ask)


@door("see_lists")
@require_GET
def compare(request: Any) -> HttpResponse:
    """Two lists: what the second has more and less, by province and line by line."""
    held = [one.listing for one in queries.held(Ask(count=COMPARED_MOST), at=request.now).rows]
    if len(held) < 2:
        return render(request, "risk_lists/compare.html", {**head(request, "compare"), "too_few": True})
    after = _chosen(request, "after") or held[0].id
    before = _chosen(request, "before") or _before(after, held)
    names = [(str(one.id), f"{spoken(stamp(one.as_of))} · {one.source}") for one in held]
    parts = risk_lines.changes_by_province(queries.listing(before).id, queries.listing(after).id)
    context = {
        **head(request, "compare"),
        "form": CompareForm(lists=names, initial={"before": before, "after": after}),
        "parts": parts,
        "whole": risk_lines.summed(parts),
        "pair": (stamp(queries.listing(before).as_of), stamp(queries.listing(after).as_of)),
        "chosen": urlencode({"before": before, "after": after}),
    }
    listing = ChangedLines(request, before, after, parts)
    return listing.respond("risk_lists/compare.html", **context)


def _chosen(request: Any, name: str) -> int | None:
    written = request.GET.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 12 else None


def _before(after: int, held: Sequence[queries.Listing]) -> int:
    earlier = queries.before(after)
    return earlier.id if earlier else next(one.id for one in reversed(held))


@door("see_lists")
@require_GET
def look_up(request: Any) -> HttpResponse:
    """What the list in force at an instant says of a place."""
    if not request.GET:
        return redirect("risk_lists")
    form = LookUpForm(request.GET)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context |= _looked(form.cleaned_data["place"].strip(), form.cleaned_data["at"] or request.now)
    status = 422 if form.errors else 200
    return render(request, "risk_lists/look_up.html", {**head(request, "lists"), **context}, status=status)


def _looked(place: str, at: datetime) -> dict[str, Any]:
    try:
        looked = queries.look_up(place, at=at)
    except Refused:
        return {"place": place, "asked_at": stamp(at), "no_list": True}
    found = looked.found
    inside = zip(LEVELS, found.inside, strict=True)
    return {
        "place": place,
        "asked_at": stamp(at),
        "level": _level(found.level),
        "matched": found.matched,
        "how": HOW[found.how] if found.how else None,
        "unclear": found.unclear.written if found.unclear else "",
        "complement": found.area is not None and found.area.complement,
        "inside": [(LEVEL_WORDS[level], n) for level, n in inside if n],
        "not_found": "/".join(found.asked.rest),
        "looked": looked,
        "stands_on": stands_on(looked.listing, at),
        "aged": looked.age_hours > OLD_HOURS,
    }


urlpatterns = [
    path("lists/risk/", risk_lists, name="risk_lists"),
    path("lists/risk/compare/", compare, name="risk_compare"),
    path("lists/risk/look-up/", look_up, name="risk_look_up"),
    path("lists/risk/<int:risk_list_id>/", risk_list, name="risk_list"),
]

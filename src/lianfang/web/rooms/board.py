"""The headquarters board: what is late, where, how many, and is there room? Every figure opens its list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from lianfang.core.asking import Answer, Ask
from lianfang.core.days import ZONE
from lianfang.core.refusal import Refused
from lianfang.core.tasks import LADDER, TaskKind
from lianfang.core.words import Words
from lianfang.language import spoken
from lianfang.places import queries as places
from lianfang.places.paths import contains
from lianfang.situation.queries.glance import Glance, Part, glance
from lianfang.tasks import queries as tasks
from lianfang.tasks.queries import Card
from lianfang.tasks.queries.owned import late_of
from lianfang.web.columns import Column
from lianfang.web.door import door
from lianfang.web.listing import Listing
from lianfang.web.rooms.board_events import events_of
from lianfang.web.templatetags.rooms import brief, dated

LATE_LINES = 9
_MAP_KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Measured:
    """What the map may show: the value of a part (None: nothing to measure), how it reads, its steps."""

    key: str
    words: Words
    question: Words
    unit: Words
    value: Callable[[Part], float | None]
    text: Callable[[Part], Words | None]
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """One part of the area on the map and in the table beside it."""

    part: Part
    value: float | None
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class LateLine:
    """A line of "late, worst first": where, what, how many, since when, how far it has climbed."""

    where: str
    owner: str
    kind: TaskKind
    count: int
    oldest: datetime
    climbed: Words | None
    url: str


def _share(part: Part) -> float | None:
    due = part.due
    return round(100 * due.not_on_time / due.expected, 1) if due.expected else None


def _share_text(part: Part) -> Words | None:
    if not part.due.expected:
        return Words("今日尚无到期", "none due yet")
    said = f"{_share(part):.1f} % ({part.due.not_on_time:,}/{part.due.expected:,})"
    return Words(said, said)


def _plain(part: Part) -> Words | None:
    return None


MEASURED = (
    Measured(
        "late", Words("逾期占比", "Share late"),
        Words("哪里慢:今日逾期占比", "Where is it slow? Share late today"),
        Words("%", "%"), _share, _share_text, (1, 2, 4),
    ),
    Measured(
        "overdue", Words("逾期未完成", "Overdue"),
        Words("哪里积压:逾期未完成", "Where does it pile up? Overdue"),
        Words("件", "tasks"), lambda p: p.overdue, _plain, (1, 5, 20),
    ),
    Measured(
        "silent", Words("未报", "Not reported"),
        Words("哪里没有报:今日未报", "Who is silent? Reports missing"),
        Words("份", "reports"), lambda p: p.told.missing if p.told.expected else None, _plain, (1, 3, 8),
    ),
    Measured(
        "gap", Words("应隔离未隔离", "Not held yet"),
        Words("哪里漏管:应隔离未隔离", "Where is a gap? Not held yet"),
        Words("人", "people"), lambda p: p.gap, _plain, (1, 5, 20),
    ),
    Measured(
        "held", Words("在管人员", "Held"),
        Words("人在哪里:在管人员", "Where are they? People held"),
        Words("人", "people"), lambda p: p.held, _plain, (50, 200, 1000),
    ),
)  # fmt: skip
"""The figures the map can show, by the key its address carries."""

LEVELS = {
    "community": Words("已升级到社区", "with the community"),
    "township": Words("已升级到乡镇(街道)", "with the township"),
    "county": Words("已升级到县区", "with the county"),
    "city": Words("已升级到市", "with the city"),
    "province": Words("已升级到省", "with the province"),
}
_DEPTH_LEVEL = ("country", "province", "city", "county", "township", "community", "grid")


def area_asked(request: Any) -> str:
    """The path a page narrows to by ``?region=``, else the viewer's own area."""
    wanted = request.GET.get("region", "")
    if not wanted.isascii() or not wanted.isdigit():
        return str(request.viewer.path)
    found = places.regions_by_id([int(wanted)]).get(int(wanted))
    if found is None or not request.viewer.sees(found.path):
        raise Refused("not_found", "没有这个区划,或不在您的辖区", "no such region in your area")
    return found.path


@door("see_board")
@require_GET
def board(request: Any) -> HttpResponse:
    """The board of the viewer's area or of a part of it; ``wall=1`` for the screen on the wall."""
    now, where = request.now, area_asked(request)
    seen = glance(request.viewer, where, now=now)
    chosen = next((m for m in MEASURED if m.key == request.GET.get("metric")), MEASURED[0])
    context = {
        "seen": seen,
        "here": where != request.viewer.path,
        "area_query": f"region={seen.area.id}" if where != request.viewer.path else "",
        "wall": request.GET.get("wall") == "1",
        "clock": f"{now.astimezone(ZONE):%H:%M}",
        "measured": MEASURED,
        "chosen": chosen,
        "spots": _spots(seen, chosen),
        "chart": _chart(seen, chosen),
        "late": _late(request, where),
        "events": events_of(request.viewer, where, now=now),
    }
    return render(request, "board/board.html", context)


def _spots(seen: Glance, chosen: Measured) -> list[Spot]:
    """The parts, the worst first; those without a value last."""
    spots = [_spot(part, chosen) for part in seen.parts]
    return sorted(spots, key=lambda s: (s.value is None, -(s.value or 0), s.part.area.code))


def _spot(part: Part, chosen: Measured) -> Spot:
    said = chosen.text(part)
    value = chosen.value(part)
    text = spoken(said) if said else ("" if value is None else f"{value:,}")
    url = (
        ""
        if part.own
        else f"{reverse('board')}?{urlencode({'region': str(part.area.id), 'metric': chosen.key})}"
    )
    return Spot(part, value, text, url)


def _chart(seen: Glance, chosen: Measured) -> dict[str, Any]:
    """What is drawn: a map where boundaries are known, else bars."""
    spots = [s for s in _spots(seen, chosen) if not s.part.own]
    rows = [
        {"key": s.part.area.code, "name": s.part.area.name, "value": s.value, "href": s.url,
         **({"text": f"{s.value:g} %"} if chosen.key == "late" and s.value is not None else {}),
         **({"text": s.text} if chosen.key == "late" and s.value is None else {})}
        for s in spots
    ]  # fmt: skip
    unit = spoken(chosen.unit)
    if not seen.mapped:
        return {"kind": "bar", "unit": unit, "rows": rows}
    geo = reverse("board_map", args=[seen.area.id])
    return {"kind": "map", "unit": unit, "key": "code", "steps": chosen.steps, "rows": rows, "geo": geo}


def _late(request: Any, where: str) -> list[LateLine]:
    found = tasks.late_worst_first(request.viewer, now=request.now, path=where, limit=LATE_LINES)
    lines = places.lines({line.path for line in found})
    return [_late_line(line, lines[line.path], where) for line in found]


def _late_line(line: tasks.LateLine, above: Sequence[places.Area], where: str) -> LateLine:
    inside = [area for area in above if contains(where, area.path)]
    named = inside[1:] or inside
    own = above[-1].level if above else ""
    climbed = own in LADDER and line.level in LADDER and LADDER.index(line.level) > LADDER.index(own)
    asked = urlencode({"owner": above[-1].id if above else "", "kind": str(line.kind)})
    return LateLine(
        where=" › ".join(area.name for area in named[-3:]),
        owner=line.owner,
        kind=line.kind,
        count=line.count,
        oldest=line.oldest,
        climbed=LEVELS.get(line.level) if climbed else None,
        url=f"{reverse('board_late')}?{asked}",
    )


@door("see_board")
@require_GET
def board_map(request: Any, region_id: int) -> HttpResponse:
    """Boundaries of the regions directly below one, for the map; kept by the browser for an hour."""
    area = places.region(region_id)
    if not request.viewer.sees(area.path):
        raise Refused("not_found", "没有这个区划,或不在您的辖区", "no such region in your area")
    answer = JsonResponse(places.boundaries(region_id))
    answer["Cache-Control"] = f"private, max-age={_MAP_KEPT_SECONDS}"
    return answer


class LateList(Listing[Card]):
    """The tasks behind a line of "late, worst first"."""

    name = Words("逾期任务", "Overdue tasks")
    columns = (
        Column("who", Words("对象", "Whom"), lambda r: r.who or dated(r.title) or r.owner,
               link=lambda r: reverse("task", args=[r.id]), order=False),
        Column("act", Words("事项", "Act"), lambda r: r.act, order=False),
        Column("because", Words("缘由", "Why"), lambda r: brief(r.because), order=False),
        Column("owner", Words("责任", "Owner"), lambda r: f"{r.owner} {r.post}".strip(), order=False),
        Column("due", Words("时限", "Due"), lambda r: r.due, kind="moment", order=False, aside=True),
    )  # fmt: skip
    empty = Words("已经没有逾期的了", "Nothing of this is overdue any more")
    next_step = (Words("回到态势", "Back to the board"), "board")

    def fetch(self, ask: Ask) -> Answer[Card]:
        """The tasks, the oldest first."""
        given = self.request.GET
        wanted = given.get("owner", "")
        areas = places.regions_by_id([int(wanted)] if wanted.isascii() and wanted.isdigit() else [])
        where = next((a.path for a in areas.values()), self.viewer.path)
        kind = given.get("kind", "")
        return late_of(self.viewer, where, kind if kind in set(TaskKind) else "", ask, now=self.request.now)


@door("see_board")
@require_GET
def board_late(request: Any) -> HttpResponse:
    """The overdue tasks of one owner and kind."""
    return LateList(request).respond("board/late.html")


urlpatterns = [
    path("situation/", board, name="board"),
    path("situation/late/", board_late, name="board_late"),
    path("situation/map/<int:region_id>.json", board_map, name="board_map"),
]

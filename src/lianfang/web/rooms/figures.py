"""The list behind a figure: who or what a number counts, of today or as a signed bulletin kept it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import local_day
from lianfang.core.refusal import Refused
from lianfang.core.situation import ReportWindow
from lianfang.core.situation.paper import Part
from lianfang.core.words import Words
from lianfang.intake import queries as intake
from lianfang.intake.queries.rows_by_id import rows_by_id
from lianfang.language import spoken
from lianfang.measures import queries as measures
from lianfang.people import queries as people
from lianfang.places import queries as places
from lianfang.situation import queries as situation
from lianfang.situation.counting import every_metric
from lianfang.situation.queries.reports_by_id import reports_by_id
from lianfang.tasks import queries as tasks
from lianfang.web.columns import Column, day_in
from lianfang.web.door import door
from lianfang.web.listing import Listing
from lianfang.web.rooms.board import area_asked
from lianfang.web.rooms.reports_refill import WINDOWS


@dataclass(frozen=True, slots=True)
class Member:
    """One of those a figure counts: what it is called, what tells it apart, where it opens."""

    id: int
    title: str
    detail: str
    where: str
    url: str


Reader = Callable[[Any, Sequence[int]], list[Member]]


def _people(request: Any, numbers: Sequence[int]) -> list[Member]:
    shown = people.people(request.viewer, numbers, on=local_day(request.now))
    return [
        Member(p.id, p.masked_name, p.masked_phone, p.region, reverse("person", args=[p.id])) for p in shown
    ]


def _tasks(request: Any, numbers: Sequence[int]) -> list[Member]:
    cards = tasks.chosen(request.viewer, numbers, on=local_day(request.now))
    return [
        Member(c.id, f"{spoken(c.act)} {c.who or spoken(c.title)}".strip(), spoken(c.standing.words), c.owner,
               reverse("task", args=[c.id]))
        for c in cards
    ]  # fmt: skip


def _reports(request: Any, numbers: Sequence[int]) -> list[Member]:
    rows = reports_by_id(request.viewer, numbers, now=request.now)
    return [
        Member(r.id, spoken(r.words), spoken(r.standing.words), r.unit, reverse("report", args=[r.id]))
        for r in rows
    ]


def _lists(request: Any, numbers: Sequence[int]) -> list[Member]:
    found = [intake.list_line(request.viewer, number) for number in numbers]
    return [
        Member(x.id, f"{x.source} {x.filename}", x.state_words, x.region, reverse("list_detail", args=[x.id]))
        for x in found
    ]


def _rows(request: Any, numbers: Sequence[int]) -> list[Member]:
    return [_row(row) for row in rows_by_id(request.viewer, numbers)]


def _row(row: intake.RowLine) -> Member:
    title = row.who or spoken(Words(f"第 {row.number} 行", f"row {row.number}"))
    opens = reverse("person", args=[row.person_id]) if row.person_id else reverse("list_row", args=[row.id])
    return Member(row.id, title, spoken(row.state.words), row.area, opens)


def _orders(request: Any, numbers: Sequence[int]) -> list[Member]:
    found = [measures.order(request.viewer, number) for number in numbers]
    return [
        Member(o.id, o.who, f"{o.number} {spoken(o.words)}", "", reverse("order", args=[o.id])) for o in found
    ]


def _facilities(request: Any, numbers: Sequence[int]) -> list[Member]:
    wanted = set(numbers)
    sites = places.facilities_in(request.viewer.path, kinds=["isolation_site"])
    return [Member(s.pk, s.name, _capacity(s.capacity), s.region.name, "") for s in sites if s.pk in wanted]


def _capacity(rooms: int | None) -> str:
    if rooms is None:
        return spoken(Words("房间数未报", "rooms not reported"))
    return spoken(Words(f"{rooms} 间", f"{rooms} rooms"))


_READERS: dict[str, Reader] = {
    "person": _people,
    "task": _tasks,
    "report": _reports,
    "list": _lists,
    "row": _rows,
    "order": _orders,
    "facility": _facilities,
}


class MemberList(Listing[Member]):
    """Those behind a figure, a page at a time."""

    name = Words("数字背后的名单", "Behind a figure")
    columns = (
        Column("title", Words("对象", "Whom or what"), lambda r: r.title, link=lambda r: r.url, order=False),
        Column("detail", Words("情况", "How it stands"), lambda r: r.detail, order=False),
        Column("where", Words("所在", "Where"), lambda r: r.where, order=False, aside=True),
    )
    empty = Words("这个数是 0,没有明细", "The figure is 0: there is nobody behind it")

    def __init__(self, request: Any, subject: str, numbers: Sequence[int]) -> None:
        super().__init__(request)
        self.subject, self.numbers = subject, numbers

    def fetch(self, ask: Ask) -> Answer[Member]:
        """The rows of this page."""
        reader = _READERS.get(self.subject)
        page = self.numbers[ask.start : ask.stop]
        return Answer(tuple(reader(self.request, page)) if reader and page else (), len(self.numbers))


@door("see_board")
@require_GET
def figure(request: Any) -> HttpResponse:
    """Who or what a figure of today (or of ``day``) counts, as known now."""
    metric, part = request.GET.get("metric", ""), _part(request.GET.get("part", ""))
    where, day, window = _asked(request)
    found = situation.behind(
        request.viewer, metric, path=where, part=part, day=day, window=window, now=request.now
    )
    context = {
        "title": _title(metric, part),
        "area": places.regions_by_path([where])[where],
        "day": day,
        "past": day < local_day(request.now),
    }
    return MemberList(request, found.subject, found.members).respond("board/figure.html", **context)


@door("see_board")
@require_GET
def kept_figure(request: Any, bulletin_id: int) -> HttpResponse:
    """Who stood behind a figure of a bulletin when it was composed."""
    situation.bulletin(request.viewer, bulletin_id)
    given = request.GET
    metric, part = given.get("metric", ""), _part(given.get("part", ""))
    if metric not in every_metric():
        raise Refused("situation.no_metric", "没有这个指标", "there is no such figure")
    where = given.get("path", "")
    kept = situation.kept_behind(request.viewer, bulletin_id, metric, part=part, path=where)
    context = {
        "title": _title(metric, part),
        "area": _area(request.viewer, where),
        "kept": kept,
        "bulletin_id": bulletin_id,
    }
    return MemberList(request, kept.subject, kept.members).respond("board/figure.html", **context)


def _asked(request: Any) -> tuple[str, date, ReportWindow]:
    """Which area, day and hours: those of the report it was opened from, else the whole day."""
    number = request.GET.get("report", "")
    if number.isascii() and number.isdigit():
        sheet = situation.report(request.viewer, int(number), now=request.now)
        return sheet.row.path, sheet.row.day, sheet.kind.calendar.window
    day = day_in(request.GET.get("day", "")) or local_day(request.now)
    window, _ = WINDOWS.get(request.GET.get("window", ""), WINDOWS["0-24"])
    return area_asked(request), day, window


def _area(viewer: Viewer, where: str) -> places.Area | None:
    return places.regions_by_path([where or viewer.path]).get(where or viewer.path)


def _part(text: str) -> Part:
    return Part(text) if text in set(Part) else Part.VALUE


def _title(metric: str, part: Part) -> Words:
    declared = every_metric().get(metric)
    if declared is None:
        raise Refused("situation.no_metric", "没有这个指标", "there is no such figure")
    if part is Part.VALUE:
        return declared.words
    return Words(f"{declared.words.zh}:{part.words.zh}", f"{declared.words.en}: {part.words.en}")


urlpatterns = [
    path("situation/figure/", figure, name="figure"),
    path("situation/bulletins/<int:bulletin_id>/figure/", kept_figure, name="kept_figure"),
]

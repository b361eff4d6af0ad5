"""Measures: who is held where and until when, and who should be held and is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from lianfang.core.asking import Answer, Ask
from lianfang.core.days import days_between, local_day
from lianfang.core.measures import MEASURES
from lianfang.core.measures.by_hand import ROW
from lianfang.core.measures.classes import CLASSES
from lianfang.core.situation.gaps import Why
from lianfang.core.situation.metrics import IN_TIME, TOO_LATE
from lianfang.core.words import Words
from lianfang.language import spoken
from lianfang.measures import queries
from lianfang.measures.queries import StayRow
from lianfang.people import queries as people
from lianfang.situation.queries import gaps
from lianfang.situation.queries.gaps import Unheld
from lianfang.web.columns import Chip, Column, Filter
from lianfang.web.door import door
from lianfang.web.listing import Listing

_BY_HAND = Words("人工判定", "by hand")
_HELD = [m for m in MEASURES.values() if m.severity >= 30]


@dataclass(frozen=True, slots=True)
class Held:
    """A stay with whom it concerns."""

    id: int
    stay: StayRow
    who: str
    region: str


@dataclass(frozen=True, slots=True)
class Figure:
    """How many are held under one measure."""

    name: str
    words: Words
    count: int


class StayList(Listing[Held]):
    """People held now, those whose time ends first."""

    name = Words("在管人员", "People held")
    search = Words("姓名首字母、手机尾号、证件号", "initials, phone tail, document")
    columns: Sequence[Column[Any]] = (
        Column("who", Words("姓名", "Name"), lambda r: r.who,
               link=lambda r: reverse("person", args=[r.stay.person_id]), order=False),
        Column("measure", Words("措施", "Measure"), lambda r: r.stay.words, order=False),
        Column("class", Words("类别", "Class"), lambda r: _class(r.stay.person_class), order=False),
        Column("where", Words("地点", "Where"), lambda r: _where(r), order=False),
        Column("began", Words("开始", "Began"), lambda r: r.stay.began, kind="moment",
               order=False, label=True),
        Column("until", Words("预计解除", "Planned end"), lambda r: r.stay.planned_end, kind="day",
               order=False, label=True),
    )  # fmt: skip
    filters = (
        Filter("measure", Words("措施", "Measure"), [(m.name, m.words) for m in _HELD]),
        Filter("class", Words("类别", "Class"), [(c.name, c.words) for c in CLASSES.values() if c.subject]),
    )
    empty = Words("目前没有在管人员", "Nobody is held now")

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        today = local_day(request.now)
        left = Column[Held](
            "left", Words("还有", "Left"), lambda r: _left(r.stay, today), order=False, aside=True
        )
        self.columns = (*type(self).columns, left)

    def fetch(self, ask: Ask) -> Answer[Held]:
        """The stays, with names."""
        found = queries.stay_rows(self.viewer, ask)
        shown = {p.id: p for p in people.people(self.viewer, [s.person_id for s in found.rows])}
        return Answer(tuple(_held(stay, shown.get(stay.person_id)) for stay in found.rows), found.total)


def _held(stay: StayRow, person: people.Shown | None) -> Held:
    return Held(stay.id, stay, person.masked_name if person else "", person.region if person else "")


def _class(name: str) -> Words | None:
    return CLASSES[name].words if name in CLASSES else None


def _where(row: Held) -> str:
    site = f"{row.stay.facility} {row.stay.room}".strip()
    return site or f"{row.region} {spoken(Words('居家', 'at home'))}"


def _left(stay: StayRow, today: date) -> Chip:
    days = days_between(today, stay.planned_end)
    if days < 0:
        return Chip(Words(f"已过 {-days} 天,应解除", f"{-days} days over"), "late")
    if days == 0:
        return Chip(Words("今天解除", "ends today"), "soon")
    return Chip(Words(f"{days} 天", f"{days} days"))


class UnheldList(Listing[Unheld]):
    """Whom a decision would hold today and who is not held; late ones first, then the longest."""

    name = Words("应隔离未隔离", "To be held and not held")
    columns = (
        Column("who", Words("姓名", "Name"), lambda r: r.who,
               link=lambda r: reverse("person", args=[r.id]), order=False),
        Column("region", Words("所在", "Where"), lambda r: r.region, order=False),
        Column("measure", Words("应采取", "Measure"), lambda r: r.measure, order=False),
        Column("row", Words("依据", "By row"), lambda r: _BY_HAND if r.row == ROW else r.row,
               order=False, label=True),
        Column("since", Words("应自", "Since"), lambda r: r.since, kind="day", order=False, label=True),
        Column("until", Words("至", "Until"), lambda r: r.until, kind="day", order=False, label=True),
        Column("due", Words("应在此前", "By when"), lambda r: r.due, kind="moment", order=False, label=True),
        Column("why", Words("卡在哪一步", "What it waits for"), lambda r: _waits(r),
               order=False, aside=True, link=lambda r: _order_url(r)),
    )  # fmt: skip
    filters = (
        Filter("clock", Words("时限", "Clock"), [("late", TOO_LATE), ("in_time", IN_TIME)]),
        Filter("why", Words("卡在哪一步", "Waits for"), [(why, why.words) for why in Why]),
        Filter("measure", Words("措施", "Measure"), [(m.name, m.words) for m in _HELD]),
    )
    empty = Words("应隔离的都已隔离", "Everybody to be held is held")

    def fetch(self, ask: Ask) -> Answer[Unheld]:
        """The people."""
        return gaps.unheld(self.viewer, ask, now=self.request.now)


def _waits(row: Unheld) -> Chip:
    if not row.late:
        return Chip(row.why.words, "soon")
    return Chip(Words(f"{row.why.words.zh},超时", f"{row.why.words.en}, late"), "late")


def _order_url(row: Unheld) -> str:
    return reverse("order", args=[row.order_id]) if row.order_id else ""


@door("see_board")
@require_GET
def measures(request: Any) -> HttpResponse:
    """How many are held under each measure, and the list of them."""
    counts = queries.held_counts(request.viewer)
    figures = [Figure(m.name, m.words, sum(n for name, _, n in counts if name == m.name)) for m in _HELD]
    gap = sum(share.count for share in gaps.shares(request.viewer, now=request.now))
    drafted = queries.orders(request.viewer, Ask(filters={"state": "drafted"}, count=1)).total
    context = {"figures": figures, "gap": gap, "drafted": drafted}
    return StayList(request).respond("measures/list.html", **context)


@door("see_board")
@require_GET
def unheld(request: Any) -> HttpResponse:
    """Who should be held and is not."""
    shares = gaps.shares(request.viewer, now=request.now)
    return UnheldList(request).respond("measures/unheld.html", shares=shares)


urlpatterns = [
    path("measures/", measures, name="measures"),
    path("measures/unheld/", unheld, name="unheld"),
]

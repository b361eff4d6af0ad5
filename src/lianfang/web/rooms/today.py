"""Today: what a post must do now, as cards at a door and as load by area at a desk; and on paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from lianfang.accounts.scope import MAY, Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import ZONE, local_day, plus
from lianfang.core.situation import ReportState
from lianfang.core.tasks import TaskKind
from lianfang.core.words import Words
from lianfang.measures import queries as measures
from lianfang.places import queries as places
from lianfang.places.paths import contains
from lianfang.situation import queries as situation
from lianfang.tasks import queries as tasks
from lianfang.tasks.queries import Card, Group
from lianfang.web.door import door
from lianfang.web.rooms import acts
from lianfang.web.rooms.tasks import bulk_acts

DESK_ROWS = 50
_NEAR_GRIDS = ("community", "township")
NOBODYS = 8
"""So many tasks that nobody has taken on are named; all of them are a tap away."""


@dataclass(frozen=True, slots=True)
class Item:
    """One card of the day: a task, or the same task for several people of one household."""

    cards: tuple[Card, ...]
    button: acts.Button | None

    @property
    def card(self) -> Card:
        """The task, or the first of the household's."""
        return self.cards[0]

    @property
    def size(self) -> int:
        """How many people it is for."""
        return len(self.cards)

    @property
    def ids(self) -> str:
        """The numbers of its tasks, as an address carries them."""
        return ",".join(str(card.id) for card in self.cards)


@dataclass(frozen=True, slots=True)
class Heap:
    """A group of the day with its items."""

    group: Group
    items: tuple[Item, ...]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.group.total - len(self.group.cards)


@dataclass(frozen=True, slots=True)
class Place:
    """What one part of the viewer's area has before it."""

    area: places.Area
    own: bool
    overdue: int
    soon: int
    today: int
    unheld: int
    oldest: datetime | None


@door("do_tasks")
@require_GET
def today(request: Any) -> HttpResponse:
    """The day of the post: cards for a grid worker, load by area and lists for those above."""
    viewer, now = request.viewer, request.now
    on_foot = viewer.level == "grid"
    day = tasks.today(viewer, now=now, shown=tasks.SHOWN if on_foot else DESK_ROWS)
    waiting = [h for h in measures.handovers(viewer, Ask(filters={"open": "1"})).rows if not h.mine]
    context = {
        "day": day,
        "waiting": waiting,
        "clock": f"{now.astimezone(ZONE):%H:%M}",
        "may": MAY[viewer.role],
    }
    if on_foot:
        heaps = [Heap(group, tuple(_items(group.cards))) for group in day.groups]
        return render(request, "today/phone.html", {**context, "heaps": heaps})
    desk = {
        "heaps": [Heap(group, tuple(map(_item, _in_order(viewer, group.cards)))) for group in day.groups],
        "spots": _spots(viewer, now=now),
        "nobodys": _nobodys(viewer, now=now),
        "silent": _silent(viewer, now=now),
        "by_grid": viewer.level in _NEAR_GRIDS,
        "acts": bulk_acts(viewer),
    }
    return render(request, "today/desk.html", {**context, **desk})


def _in_order(viewer: Viewer, cards: Iterable[Card]) -> list[Card]:
    """Near the grids grid by grid, the one with the oldest first; further above by due instant alone."""
    first: dict[str, int] = {}
    found = list(cards)
    if viewer.level not in _NEAR_GRIDS:
        return found
    for place, card in enumerate(found):
        first.setdefault(card.owner, place)
    return sorted(found, key=lambda card: first[card.owner])


def _nobodys(viewer: Viewer, *, now: datetime) -> Answer[Card]:
    """The tasks of today that no named person has taken on, the most urgent first."""
    ask = Ask(filters={"standing": "today", "post": "none"}, count=NOBODYS)
    return tasks.search(viewer, ask, now=now)


def _silent(viewer: Viewer, *, now: datetime) -> list[situation.ReportRow]:
    """The reports of yesterday and today that have not come though they are due, the oldest first."""
    today = local_day(now)
    owed = [row for day in (plus(today, -1), today) for row in situation.reports(viewer, day=day, now=now)]
    return [row for row in owed if row.standing.state is ReportState.MISSING]


def _item(card: Card) -> Item:
    return Item((card,), acts.button(card))


def _items(cards: Sequence[Card]) -> Iterable[Item]:
    """Cards as items: daily checks of one household that are due together are one."""
    for same, run in groupby(_households_together(cards), key=_household):
        found = tuple(run)
        if same is None or len(found) == 1:
            yield from map(_item, found)
        else:
            yield Item(found, acts.Button(Words("一次填完", "Enter all"), ""))


def _household(card: Card) -> tuple[int, datetime] | None:
    if card.kind is not TaskKind.DAILY_CHECK or card.household_id is None:
        return None
    return card.household_id, card.due


def _households_together(cards: Sequence[Card]) -> list[Card]:
    """The same order by due instant, people of one household beside one another."""
    first: dict[object, int] = {}
    for place, card in enumerate(cards):
        first.setdefault(_household(card) or card.id, place)
    return sorted(cards, key=lambda card: first[_household(card) or card.id])


def _spots(viewer: Viewer, *, now: datetime) -> list[Place]:
    """The load of the areas directly below the viewer's, and of what the viewer's own unit owes."""
    loads = tasks.load_by_owner(viewer, now=now)
    below = places.children(viewer.region_id) if viewer.region_id else []
    own = places.region(viewer.region_id) if viewer.region_id else None
    areas = [(area, False) for area in below] + ([(own, True)] if own else [])
    return [_spot(area, mine, loads) for area, mine in areas]


def _spot(area: places.Area, own: bool, loads: Sequence[tasks.Load]) -> Place:
    mine = [x for x in loads if (x.path == area.path if own else contains(area.path, x.path))]
    return Place(
        area=area,
        own=own,
        overdue=sum(load.overdue for load in mine),
        soon=sum(load.soon for load in mine),
        today=sum(load.today for load in mine),
        unheld=sum(load.unheld for load in mine),
        oldest=min((load.oldest for load in mine if load.overdue), default=None),
    )


urlpatterns = [
    path("today/", today, name="today"),
]

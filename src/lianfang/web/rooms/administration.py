"""The first page of the administration: what needs attention; and the ledger for those who audit."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import end_of, start_of
from lianfang.core.words import Words
from lianfang.language import spoken
from lianfang.ledger import queries as ledger
from lianfang.ledger import searching
from lianfang.places import queries as places
from lianfang.places.paths import upper
from lianfang.web.door import door
from lianfang.web.ledger_words import NOUNS, every_verb, verb_words, verbs_of
from lianfang.web.listing import Column, Filter, Listing

MOST_DIGITS = 18
STALE_SECONDS = 60
"""The ledger is sealed every ten seconds; events that wait for a minute say that the worker stands still."""
_SYSTEM = Words("系统", "the system")


@dataclass(frozen=True, slots=True)
class Figure:
    """A count that opens its list."""

    words: Words
    value: int
    url: str
    late: bool = False


@door("administer", "onboard_staff", "see_ledger", "end_sessions")
@require_GET
def administration(request: Any) -> HttpResponse:
    """Figures that open their lists, and the newest events where one may read them."""
    viewer = request.viewer
    entries = _entries(viewer, count=8) if "see_ledger" in viewer.may else []
    context = {"figures": _figures(viewer, request.now), "entries": _named(entries)}
    return render(request, "administration.html", context)


def _figures(viewer: Viewer, now: datetime) -> list[Figure]:
    if not {"onboard_staff", "end_sessions"} & viewer.may:
        return []

    def posts(**filters: str) -> int:
        return accounts.posts(viewer, Ask(filters=filters, count=0)).total

    staff = reverse("staff")
    missing, never = posts(state="no_second_factor"), posts(state="never")
    found = [
        Figure(Words("在任岗位", "Posts in force"), posts(), staff),
        Figure(
            Words("应有而无二次验证", "Second factor missing"),
            missing,
            f"{staff}?state=no_second_factor",
            missing > 0,
        ),
        Figure(Words("从未登录", "Never signed in"), never, f"{staff}?state=never"),
    ]
    if "administer" in viewer.may:
        covers = accounts.covers(viewer, Ask(count=0), at=now).total
        found.append(Figure(Words("代班中", "Covers"), covers, reverse("covers")))
        units = places.units(viewer.path, Ask(count=0)).total
        found.append(Figure(Words("单位", "Units"), units, reverse("units")))
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the ledger as people read it."""

    id: int
    at: datetime
    who: str
    what: Words
    subject: str
    count: int


class LedgerList(Listing[Line]):
    """What was done, in one's area and in the administration."""

    name = Words("操作记录", "Ledger")
    search = Words("何人、对象的名称或编号", "who or what: name, number")
    export_verb = "see_ledger"
    columns = (
        Column("at", Words("时间", "When"), lambda row: row.at, kind="moment", order=False),
        Column("who", Words("何人", "Who"), lambda row: row.who, order=False),
        Column("what", Words("何事", "What"), lambda row: row.what, order=False),
        Column("subject", Words("对象", "Whom or what"), lambda row: row.subject or None, order=False),
        Column(
            "count", Words("涉及", "How many"), lambda row: row.count, kind="number", order=False, label=True
        ),
        Column("id", Words("编号", "Number"), lambda row: str(row.id), order=False, label=True),
    )
    empty = Words("还没有记录", "Nothing recorded yet")

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        noun = request.GET.get("noun", "")
        verbs = [(verb, verb_words(verb)) for verb in verbs_of(noun)] if noun else list(every_verb())
        self.filters = (
            Filter("noun", Words("事项", "About"), NOUNS),
            Filter("verb", Words("何事", "What"), verbs),
            Filter("day", Words("日期", "Day"), (), kind="day"),
        )

    def fetch(self, ask: Ask) -> Answer[Line]:
        found, total = searching.search(_sought(self.viewer, ask), start=ask.start, count=ask.count)
        return Answer(tuple(_named(found)), total)


def _sought(viewer: Viewer, ask: Ask) -> searching.Sought:
    verb, noun, day = (ask.only(name) for name in ("verb", "noun", "day"))
    on = date.fromisoformat(day) if day else None
    words = ask.words
    number = [int(words)] if words.isascii() and words.isdigit() and len(words) <= MOST_DIGITS else []
    named = [] if number or not words else accounts.staff_named(words)
    places_named = places.look_up_places(words, under=viewer.path, limit=20) if words and not number else {}
    return searching.Sought(
        low=viewer.path,
        high=upper(viewer.path),
        verbs=(verb,) if verb else verbs_of(noun) if noun else (),
        staff=named if words else None,
        subjects=[
            *(("staff", each) for each in named),
            *(
                ("region" if kind == "area" else "unit", each.id)
                for kind, answer in places_named.items()
                for each in answer.rows
            ),
        ],
        numbers=number,
        since=start_of(on) if on else None,
        until=end_of(on) if on else None,
    )


@door("see_ledger")
@require_GET
def ledger_page(request: Any) -> HttpResponse:
    """The ledger, newest first, as far back as it goes, and how far it is sealed."""
    tail = searching.tail()
    age = (request.now - tail.sealed).total_seconds() if tail.sealed else 0
    stale = tail.waited > STALE_SECONDS
    return LedgerList(request).respond("ledger.html", tail=tail, age=max(0, round(age)), stale=stale)


def _entries(viewer: Viewer, *, count: int) -> list[ledger.Entry]:
    """The newest events of one's area, and those of the whole installation that lie nowhere."""
    area = searching.Sought(low=viewer.path, high=upper(viewer.path))
    return searching.search(area, start=0, count=count)[0]


def _subjects(entries: list[ledger.Entry]) -> dict[tuple[str, int], str]:
    """What the subjects of events are called, where they have a name that is no secret."""
    numbers: dict[str, set[int]] = {}
    for entry in entries:
        if entry.subject_id is not None:
            numbers.setdefault(entry.subject_kind, set()).add(entry.subject_id)
    named = {
        "staff": accounts.staff_names(numbers.get("staff", ())),
        "post": accounts.names_of(numbers.get("post", ())),
        "region": {r.id: r.name for r in places.regions_by_id(numbers.get("region", ())).values()},
        "unit": {u.id: u.name for u in places.units_by_id(numbers.get("unit", ())).values()},
    }
    return {(kind, number): name for kind, names in named.items() for number, name in names.items()}


def _named(entries: list[ledger.Entry]) -> list[Line]:
    names = accounts.staff_names(e.staff_id for e in entries if e.staff_id)
    subjects = _subjects(entries)
    return [
        Line(
            e.id,
            e.at,
            names.get(e.staff_id or 0, "—" if e.verb == "accounts.sign_in_failed" else spoken(_SYSTEM)),
            verb_words(e.verb),
            subjects.get((e.subject_kind, e.subject_id or 0), str(e.subject_id or "")),
            e.count,
        )
        for e in entries
    ]


urlpatterns = [
    path("administration/", administration, name="administration"),
    path("administration/ledger/", ledger_page, name="ledger"),
]

"""The first page of the administration: what needs attention; and the ledger for those who audit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.core.words import Words
from lianfang.language import spoken
from lianfang.ledger import queries as ledger
from lianfang.places import queries as places
from lianfang.places.paths import upper
from lianfang.web.door import door
from lianfang.web.ledger_words import NOUNS, verb_words, verbs_of
from lianfang.web.listing import Column, Filter, Listing

NEWEST = 2_000
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
    entries = _entries(viewer)[:8] if "see_ledger" in viewer.may else []
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
    export_verb = "see_ledger"
    columns = (
        Column("at", Words("时间", "When"), lambda row: row.at, kind="moment", order=False),
        Column("who", Words("何人", "Who"), lambda row: row.who, order=False),
        Column("what", Words("何事", "What"), lambda row: row.what, order=False),
        Column("subject", Words("对象", "Whom or what"), lambda row: row.subject or None, order=False),
        Column(
            "count", Words("涉及", "How many"), lambda row: row.count, kind="number", order=False, label=True
        ),
        Column("id", Words("编号", "Number"), lambda row: row.id, kind="text", order=False, label=True),
    )
    filters = (Filter("noun", Words("事项", "About"), NOUNS),)
    empty = Words("还没有记录", "Nothing recorded yet")

    def fetch(self, ask: Ask) -> Answer[Line]:
        found = _entries(self.viewer, noun=ask.only("noun"))
        return Answer(tuple(_named(found[ask.start : ask.stop])), len(found))


@door("see_ledger")
@require_GET
def ledger_page(request: Any) -> HttpResponse:
    """The ledger, newest first."""
    return LedgerList(request).respond("ledger.html", newest=NEWEST, head=ledger.head())


def _entries(viewer: Viewer, *, noun: str = "") -> list[ledger.Entry]:
    """The newest events of one's area, and those of the whole installation that lie nowhere."""
    verbs = verbs_of(noun) if noun else ()
    found = ledger.within(viewer.path, upper(viewer.path), verbs=verbs, limit=NEWEST)
    found += ledger.within("", "!", verbs=verbs, limit=NEWEST)
    return sorted(found, key=lambda entry: -entry.id)[:NEWEST]


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

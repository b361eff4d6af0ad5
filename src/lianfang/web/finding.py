"""What the one search box looks through. Each kind of thing says itself what it finds for a viewer."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import MAY, Viewer
from lianfang.core.asking import Ask
from lianfang.core.words import Words
from lianfang.people import queries as register
from lianfang.places import queries as places

MOST = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, what tells it apart, where it opens."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """Hits of one kind, and where all of them are listed (empty where these are all)."""

    words: Words
    hits: tuple[Hit, ...]
    all_url: str = ""


def find(viewer: Viewer, words: str) -> list[Found]:
    """What the words mean to this viewer, kind by kind; nothing for no words."""
    if not words:
        return []
    may = MAY.get(viewer.role, frozenset())
    found = [finder(viewer, words) for verb, finder in FINDERS if verb in may]
    return [each for each in found if each.hits]


def _people(viewer: Viewer, words: str) -> Found:
    people = register.find(viewer, words, limit=MOST)
    hits = tuple(
        Hit(p.masked_name, f"{p.masked_phone} · {p.region}", reverse("person", args=[p.id]))
        for p in people.people
    )
    more = f"{reverse('people')}?{urlencode({'q': words})}" if people.after is not None else ""
    return Found(Words("人员", "People"), hits, more)


def _staff(viewer: Viewer, words: str) -> Found:
    posts = accounts.posts(viewer, Ask(words=words, count=MOST))
    hits = tuple(
        Hit(p.name, f"{p.role_words} · {p.unit}", reverse("staff_file", args=[p.staff_id]))
        for p in posts.rows
    )
    more = f"{reverse('staff')}?{urlencode({'q': words})}" if posts.total > MOST else ""
    return Found(Words("人员岗位", "Staff"), hits, more)


def _regions(viewer: Viewer, words: str) -> Found:
    areas = places.look_up(words, under=viewer.path, limit=MOST)
    lines = places.lines(area.path for area in areas)
    hits = tuple(
        Hit(area.name, f"{area.code} · {places.written(lines[area.path])}", reverse("place", args=[area.id]))
        for area in areas
    )
    return Found(Words("区划", "Areas"), hits)


FINDERS: tuple[tuple[str, Callable[[Viewer, str], Found]], ...] = (
    ("search", _people),
    ("onboard_staff", _staff),
    ("administer", _regions),
)
"""The verb that lets a viewer look, and what looks. Lists, orders and tubes join here as their rooms open."""

"""What stands around every page: the rooms of a post, where one is, the post one acts as."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import MAY
from lianfang.core.words import Words
from lianfang.places import queries as places


@dataclass(frozen=True, slots=True)
class Room:
    """A room of the left rail: its address, its names, and the verb that opens it."""

    key: str
    words: Words
    url_name: str
    verb: str


ROOMS = (
    Room("today", Words("今日", "Today"), "today", "do_tasks"),
    Room("lists", Words("名单", "Lists"), "lists", "see_lists"),
    Room("people", Words("人员", "People"), "people", "see_people"),
    Room("measures", Words("管控", "Measures"), "measures", "see_board"),
    Room("situation", Words("态势", "Situation"), "board", "see_board"),
    Room("reports", Words("日报", "Reports"), "reports", "report"),
    Room("policy", Words("方案", "Policy"), "policy", "see_people"),
    Room("administration", Words("管理", "Administration"), "administration", "administer"),
)


def rooms_of(role: str) -> list[tuple[Room, str]]:
    """The rooms a role may enter, with their addresses; rooms not built yet are left out."""
    allowed = MAY.get(role, frozenset())
    found = []
    for room in ROOMS:
        if room.verb in allowed:
            try:
                found.append((room, reverse(room.url_name)))
            except NoReverseMatch:
                continue
    return found


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the shell; a visitor without a post gets none of it."""
    viewer = getattr(request, "viewer", None)
    if viewer is None or viewer.post_id is None:
        return {"viewer": None, "now": getattr(request, "now", None)}
    return {
        "viewer": viewer,
        "now": request.now,  # type: ignore[attr-defined]
        "rooms": rooms_of(viewer.role),
        "line": places.line(viewer.path),
        "posts": accounts.posts_of(request.user, at=request.now),  # type: ignore[arg-type, attr-defined]
    }

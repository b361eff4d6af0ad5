"""What stands around every page: the rooms of a post, where one is, the post one acts as, banners."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from lianfang import policies
from lianfang.accounts.queries import Role
from lianfang.accounts.scope import MAY
from lianfang.core.days import local_day
from lianfang.core.words import Words
from lianfang.language import CHINESE
from lianfang.measures import queries as measures
from lianfang.places import queries as places
from lianfang.places.paths import contains
from lianfang.tasks.queries.counting import count_today
from lianfang.web.middleware import is_demo, lacks_second_factor


@dataclass(frozen=True, slots=True)
class Room:
    """A room of the left rail: its address, names and icon, and the verbs of which one opens it."""

    key: str
    words: Words
    icon: str
    url_name: str
    verbs: tuple[str, ...]
    apart: bool = False


ROOMS = (
    Room("today", Words("今日", "Today"), "checklist", "today", ("do_tasks",)),
    Room("lists", Words("名单", "Lists"), "inbox", "lists", ("see_lists",)),
    Room("risk", Words("风险区", "Risk areas"), "map-pin", "risk_lists", ("see_lists",)),
    Room("people", Words("人员", "People"), "users", "people", ("see_people",)),
    Room("measures", Words("管控", "Measures"), "shield-check", "measures", ("see_board",)),
    Room("situation", Words("态势", "Situation"), "chart-bar", "board", ("see_board",)),
    Room("reports", Words("日报", "Reports"), "clipboard-text", "reports", ("report",)),
    Room("policy", Words("方案", "Policy"), "scale", "policy", ("see_people",)),
    Room("contacts", Words("通讯录", "Contacts"), "phone", "contacts", (), apart=True),
    Room(
        "administration",
        Words("管理", "Administration"),
        "settings",
        "administration",
        ("administer", "onboard_staff", "see_ledger", "end_sessions"),
        apart=True,
    ),
)
_TELEPHONE = (
    Room("today", Words("今日", "Today"), "checklist", "today", ("do_tasks",)),
    Room("scan", Words("扫码", "Scan"), "scan", "scan", ("search", "see_people")),
    Room("people", Words("人员", "People"), "users", "people", ("see_people",)),
)
_ME = Room("me", Words("我", "Me"), "user-circle", "me", ())
_ABOVE_CITY = ("country", "province")
MOST_WAITING = 9_999
_BOARD_FIRST = {Role.COUNTY, Role.CITY, Role.LEADER}


@dataclass(frozen=True, slots=True)
class Way:
    """A room as this viewer reaches it."""

    room: Room
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of the line at the top of the page; the address is empty where it is out of scope."""

    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """The edition in force here, since when, and the page that explains it."""

    words: Words
    since: date
    url: str


class Shell:
    """Everything the frame shows. Each part is read when a template asks for it, and once."""

    def __init__(self, request: Any) -> None:
        self._request = request
        self._viewer = request.viewer

    @cached_property
    def rooms(self) -> list[Way]:
        """The rooms of the rail that this post may enter and that are there."""
        return self._ways(ROOMS)

    @cached_property
    def telephone(self) -> list[Way]:
        """The bottom bar of a telephone: at most four ways, oneself the last."""
        role = self._viewer.role
        daily = [room for room in _TELEPHONE if way_to(room, role)]
        more = [room for room in ROOMS if way_to(room, role) and room.key not in {r.key for r in daily}]
        return self._ways([*[*daily, *more][:3], _ME])

    def _ways(self, rooms: Sequence[Room]) -> list[Way]:
        open_ways = [(room, url) for room in rooms if (url := way_to(room, self._viewer.role))]
        here = self._request.path
        nearest = max((url for _, url in open_ways if here.startswith(url)), key=len, default="")
        return [Way(room, url, url == nearest) for room, url in open_ways]

    @cached_property
    def line(self) -> list[Stop]:
        """Where am I: from the top of the tree to one's own area, or to the place the page narrows to."""
        viewer, wanted = self._viewer, self._request.GET.get("region", "")
        path = viewer.path
        if wanted.isdigit() and (found := places.regions_by_id([int(wanted)]).get(int(wanted))):
            path = found.path if viewer.sees(found.path) else path
        known = [area for area in places.line(path) if area.level not in _ABOVE_CITY or area.path == path]
        return [
            Stop(area.name, self._place(area.id) if viewer.sees(area.path) else "", area.path == path)
            for area in known
        ]

    def _place(self, region_id: int) -> str:
        """Where a place of the line leads: the board narrowed to it, or its page in the administration."""
        may = MAY.get(self._viewer.role, frozenset())
        if "see_board" in may and (board := _address("board")):
            return f"{board}?region={region_id}"
        return reverse("place", args=[region_id]) if "administer" in may else ""

    @cached_property
    def edition(self) -> Edition | None:
        """The edition in force for this post's area and where it is explained; None where none is."""
        if "see_people" not in self._viewer.may:
            return None
        for adopted in measures.adoptions(self._viewer.path):
            in_force = adopted.signed is not None and adopted.valid_from <= self._request.now
            if in_force and contains(adopted.path, self._viewer.path):
                found = policies.load(adopted.edition)
                return Edition(
                    found.name, local_day(adopted.valid_from), reverse("policy_edition", args=[found.id])
                )
        return None

    @cached_property
    def waiting(self) -> int:
        """What the heading of Today counts, late or due today, beside the room's name; 0 is not shown.

        It is counted for every page, so no further than is read at a glance.
        """
        if "do_tasks" not in self._viewer.may:
            return 0
        return count_today(self._viewer, now=self._request.now, most=MOST_WAITING + 1)

    @property
    def waiting_more(self) -> int:
        """The figure that is shown with a plus where more wait; 0 where the count is whole."""
        return MOST_WAITING if self.waiting > MOST_WAITING else 0

    @property
    def posts(self) -> list[Any]:
        """The posts one may act as: one's own, then those one stands in for."""
        return list(self._request.posts)

    @property
    def post(self) -> Any:
        """The post one acts as."""
        return next((p for p in self._request.posts if p.pk == self._viewer.post_id), None)

    @property
    def standing_in(self) -> bool:
        """Whether one acts for somebody else now."""
        return self.post is not None and self.post.staff_id != self._viewer.staff_id

    @property
    def demo_without_factor(self) -> bool:
        """Whether the demonstration lets this post in without the second factor it would need."""
        return is_demo() and lacks_second_factor(self._request)

    @property
    def may_search(self) -> bool:
        """Whether the search box has anything to find for this post."""
        return bool({"search", "see_people", "onboard_staff"} & MAY.get(self._viewer.role, frozenset()))

    @property
    def finds_people(self) -> bool:
        """Whether the search box finds people, or only staff and areas."""
        return "search" in MAY.get(self._viewer.role, frozenset())

    @property
    def first(self) -> str:
        """Where this post lands: headquarters on the board, everybody else in their first room."""
        ways = {way.room.key: way.url for way in self.rooms}
        if self._viewer.role in _BOARD_FIRST and "situation" in ways:
            return ways["situation"]
        ways.pop("contacts", None)  # a book to look into, where nobody begins the day
        return next(iter(ways.values()), reverse("me"))


def way_to(room: Room, role: str) -> str:
    """The address of a room; empty where the role may not enter or the room is not built."""
    if room.verbs and not set(room.verbs) & MAY.get(role, frozenset()):
        return ""
    return _address(room.url_name)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def shell(request: Any) -> dict[str, Any]:
    """Context of every page; a visitor without a post gets language, clock and mark only."""
    viewer = getattr(request, "viewer", None)
    common = {
        "language": get_language() or CHINESE,
        "now": getattr(request, "now", None),
        "mark": getattr(request, "mark", None),
    }
    if viewer is None or viewer.post_id is None:
        return {**common, "viewer": None, "shell": None}
    if not hasattr(request, "shell"):
        request.shell = Shell(request)
    return {**common, "viewer": viewer, "shell": request.shell}

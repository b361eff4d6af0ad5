"""What the one search box finds of each kind, and where it opens. :mod:`finding` says when each is asked."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import Viewer
from lianfang.core.words import Words
from lianfang.intake import queries as intake
from lianfang.language import spoken
from lianfang.measures import queries as measures
from lianfang.people import queries as register
from lianfang.places import queries as places
from lianfang.tasks import queries as tasks
from lianfang.web import codes
from lianfang.web.templatetags.lf import moment_in_words

MOST = 8
_UNIT = Words("单位", "unit")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, what tells it apart, where it opens; ``exact``: it is that very code."""

    title: str
    detail: str
    url: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Hits of one kind, how many there are (None: more than are shown), and where all of them are listed."""

    words: Words
    hits: tuple[Hit, ...]
    total: int | None = None
    all_url: str = ""

    @property
    def count(self) -> str:
        """How many, as the heading says it: ``8+`` where they were not counted."""
        return f"{len(self.hits)}+" if self.total is None else f"{self.total:,}"


def people(viewer: Viewer, words: str) -> Found:
    """People of the area, masked."""
    people = register.find(viewer, words, limit=MOST)
    hits = tuple(
        Hit(p.masked_name, f"{p.masked_phone} · {p.region}".lstrip(" ·"), reverse("person", args=[p.id]))
        for p in people.people
    )
    more = people.after is not None
    url = f"{reverse('people')}?{urlencode({'q': words})}" if more else ""
    return Found(Words("人员", "People"), hits, None if more else len(hits), url)


def lists(viewer: Viewer, words: str) -> Found:
    """Lists by number, source or file."""
    number = codes.list_number(words)
    found = intake.look_up_lists(viewer, number or words, limit=MOST)
    hits = tuple(
        Hit(
            f"{each.source} · {each.filename}",
            f"{codes.list_code(each.id)} · {each.area} · {moment_in_words(each.at)} · {each.state_words}",
            reverse("list_detail", args=[each.id]),
            exact=words.upper() == codes.list_code(each.id),
        )
        for each in found.rows
    )
    url = f"{reverse('lists')}?{urlencode({'q': words})}" if found.total > MOST else ""
    return Found(Words("名单", "Lists"), hits, found.total, url)


def declarations(viewer: Viewer, words: str) -> Found:
    """Declarations by receipt."""
    found = intake.look_up_declarations(viewer, words, limit=MOST)
    bare = words.upper().replace("-", "")
    hits = tuple(
        Hit(
            each.receipt,
            f"{each.area} · {each.kind_words} · {moment_in_words(each.at)}",
            reverse("declaration", args=[each.id]),
            exact=each.receipt.replace("-", "") == bare,
        )
        for each in found.rows
    )
    url = f"{reverse('declarations')}?{urlencode({'q': words})}" if found.total > MOST else ""
    return Found(Words("自主报备", "Declarations"), hits, found.total, url)


def notices(viewer: Viewer, words: str) -> Found:
    """Notices by number."""
    found = measures.look_up_orders(viewer, words, limit=MOST)
    hits = tuple(
        Hit(
            each.number,
            f"{spoken(each.measure)} · {spoken(each.state)}",
            reverse("order", args=[each.id]),
            exact=each.number == words.upper(),
        )
        for each in found.rows
    )
    url = f"{reverse('orders')}?{urlencode({'q': words})}" if found.total > MOST else ""
    return Found(Words("通知书", "Notices"), hits, found.total, url)


def task(viewer: Viewer, words: str) -> Found:
    """The task of a number."""
    number = codes.task_number(words)
    each = tasks.look_up_task(viewer, number) if number is not None else None
    if each is None:
        return Found(Words("任务", "Tasks"), ())
    detail = f"{each.owner} · {moment_in_words(each.due)} · {spoken(each.standing.words)}"
    code = codes.task_code(each.id)
    url = reverse("task", args=[each.id])
    return Found(
        Words("任务", "Tasks"), (Hit(f"{code} {spoken(each.act)}", detail, url, words.upper() == code),), 1
    )


def instructions(viewer: Viewer, words: str) -> Found:
    """Orders to units by number or title."""
    found = tasks.look_up_instructions(viewer, words, limit=MOST)
    hits = tuple(
        Hit(
            each.title,
            f"{each.number} · {moment_in_words(each.issued)}",
            reverse("instruction", args=[each.id]),
            exact=each.number == words.upper(),
        )
        for each in found.rows
    )
    url = f"{reverse('instructions')}?{urlencode({'q': words})}" if found.total > MOST else ""
    return Found(Words("指令", "Orders to units"), hits, found.total, url)


def staff(viewer: Viewer, words: str) -> Found:
    """Who works in the area, and above it."""
    found = accounts.look_up_staff(viewer, words, limit=MOST)
    keeps = "onboard_staff" in viewer.may
    room = reverse("staff" if keeps else "contacts")
    hits = tuple(
        Hit(
            post.name,
            f"{post.title or post.role} · {post.unit}" + (f" · {post.phone}" if post.phone else ""),
            reverse("staff_file", args=[number]) if keeps else f"{room}?{urlencode({'q': post.name})}",
        )
        for number, post in found.rows
    )
    url = f"{room}?{urlencode({'q': words})}" if found.total > MOST else ""
    return Found(Words("工作人员", "Staff"), hits, found.total, url)


def areas(viewer: Viewer, words: str) -> Found:
    """Areas and units: one question, for they are named alike."""
    found = places.look_up_places(words, under=viewer.path, limit=MOST)
    hits = tuple(
        Hit(
            each.name,
            " · ".join(filter(None, (each.code or spoken(_UNIT), each.above))),
            _way_to(viewer, each),
            exact=each.code == words,
        )
        for kind in ("area", "unit")
        for each in found[kind].rows
    )
    return Found(Words("区划和单位", "Areas and units"), hits, found["area"].total + found["unit"].total)


def _way_to(viewer: Viewer, each: places.PlaceFound) -> str:
    """An area opens its page or the board narrowed to it, a unit its page or whom to call there."""
    administers = "administer" in viewer.may
    if each.kind == "unit":
        name = {"q": each.name}
        return reverse("unit", args=[each.id]) if administers else f"{reverse('contacts')}?{urlencode(name)}"
    return reverse("place", args=[each.id]) if administers else f"{reverse('board')}?region={each.id}"

"""Reading staff and posts: who may act as what, and whom to call."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from lianfang.accounts.models import Post, Role, Staff
from lianfang.accounts.scope import NEEDS_SECOND_FACTOR, Viewer
from lianfang.core.days import local_day
from lianfang.places.paths import ancestors, inside


@dataclass(frozen=True, slots=True)
class Contact:
    """A line of the contact book."""

    post_id: int
    name: str
    role: str
    title: str
    unit: str
    region: str
    phone: str


def posts_of(staff: Staff, *, at: datetime) -> list[Post]:
    """The posts a person may act as now: their own, then those they stand in for."""
    own = _open(Post.objects.filter(staff=staff), local_day(at))
    covered = _open(
        Post.objects.filter(covers__stand_in=staff, covers__since__lte=at, covers__until__gt=at),
        local_day(at),
    )
    return [*own.order_by("id"), *covered.order_by("id")]


def _open(posts: QuerySet[Post], day: date) -> QuerySet[Post]:
    still = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return posts.filter(still, valid_from__lte=day).select_related("staff", "unit", "region")


def viewer_of(staff: Staff, *, at: datetime, post_id: int | None = None) -> Viewer | None:
    """The viewer a signed-in person is: the post chosen, else their first; None without any post."""
    posts = posts_of(staff, at=at)
    chosen = next((p for p in posts if p.pk == post_id), posts[0] if posts else None)
    return viewer(chosen, acting_staff=staff) if chosen else None


def viewer(post: Post, *, acting_staff: Staff | None = None) -> Viewer:
    """The viewer of a post; the name is that of the person at work, who may be standing in."""
    person = acting_staff or post.staff
    return Viewer(
        post.pk, person.pk, person.name, post.role, post.unit_id, post.region_id, post.path, post.region.level
    )


def viewer_of_post(post_id: int) -> Viewer:
    """The viewer of a post by number; raises where there is none."""
    return viewer(Post.objects.select_related("staff", "region").get(pk=post_id))


def needs_second_factor(staff: Staff) -> bool:
    """Whether any of a person's open posts asks for a second factor at sign-in."""
    roles = Post.objects.filter(staff=staff, valid_to__isnull=True).values_list("role", flat=True)
    return bool(NEEDS_SECOND_FACTOR & set(roles))


def contact_book(looker: Viewer, *, words: str = "", limit: int = 200) -> list[Contact]:
    """Posts in the viewer's area and above it, for calling; by unit and name."""
    where = Q() if looker.everything else Q(**inside(looker.path)) | Q(path__in=ancestors(looker.path))
    posts = Post.objects.filter(where, valid_to__isnull=True).select_related("staff", "unit", "region")
    if words:
        posts = posts.filter(Q(staff__name__icontains=words) | Q(unit__name__icontains=words))
    return [
        Contact(
            p.pk, p.staff.name, str(Role(p.role).label), p.title, p.unit.name, p.region.name, p.staff.phone
        )
        for p in posts.order_by("path", "unit__name", "staff__name")[:limit]
    ]


def holders(unit_ids: Iterable[int]) -> dict[int, Post]:
    """For each unit its first open post: the named person to whom a task of the unit goes."""
    posts = Post.objects.filter(unit_id__in=set(unit_ids), valid_to__isnull=True)
    found: dict[int, Post] = {}
    for post in posts.select_related("staff").order_by("id"):
        found.setdefault(post.unit_id, post)
    return found


def names_of(post_ids: Iterable[int]) -> dict[int, str]:
    """Names of post holders for showing beside what they did."""
    return dict(Post.objects.filter(pk__in=set(post_ids)).values_list("pk", "staff__name"))

"""Who a signed-in person is at work: their posts, those they stand in for, the viewer of each."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from lianfang.accounts.models import Post, Staff
from lianfang.accounts.scope import NEEDS_SECOND_FACTOR, Viewer
from lianfang.core.days import local_day


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
    found = posts.filter(still, valid_from__lte=day).select_related("staff", "unit", "region")
    return found.defer("region__boundary")


def viewer_of(staff: Staff, *, at: datetime, post_id: int | None = None) -> Viewer | None:
    """The viewer a signed-in person is: the post chosen, else their first; None without any post."""
    return viewer_among(posts_of(staff, at=at), staff, post_id=post_id)


def viewer_among(posts: Sequence[Post], staff: Staff, *, post_id: int | None) -> Viewer | None:
    """As :func:`viewer_of`, for a caller who has read the posts already."""
    chosen = next((p for p in posts if p.pk == post_id), posts[0] if posts else None)
    return viewer(chosen, acting_staff=staff) if chosen else None


def viewer(post: Post, *, acting_staff: Staff | None = None) -> Viewer:
    """The viewer of a post; the name is that of the person at work, who may be standing in."""
    person = acting_staff or post.staff
    return Viewer(
        post.pk, person.pk, person.name, post.role, post.unit_id, post.region_id, post.path, post.region.level
    )


def post(post_id: int) -> Post | None:
    """A post in force, with its holder, unit and region."""
    found = Post.objects.filter(pk=post_id, valid_to__isnull=True).select_related("staff", "unit", "region")
    return found.defer("region__boundary").first()


def viewer_of_post(post_id: int) -> Viewer:
    """The viewer of a post by number; raises where there is none."""
    return viewers_of_posts([post_id])[post_id]


def viewers_of_posts(post_ids: Iterable[int]) -> dict[int, Viewer]:
    """The viewers of many posts by number; raises where there is none of a number."""
    numbers = set(post_ids)
    posts = Post.objects.filter(pk__in=numbers).select_related("staff", "region").defer("region__boundary")
    found = {post.pk: viewer(post) for post in posts}
    if missing := numbers - found.keys():
        raise Post.DoesNotExist(f"no post {min(missing)}")
    return found


def needs_second_factor(posts: Iterable[Post]) -> bool:
    """Whether any of these posts, held or stood in for, asks for a second factor."""
    return any(post.role in NEEDS_SECOND_FACTOR for post in posts)


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

"""Staff and posts as administrators see them, and who stands in for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from lianfang.accounts.models import Cover, Post, Role, Staff
from lianfang.accounts.queries.book import within
from lianfang.accounts.queries.viewers import needs_second_factor
from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.core.refusal import Refused
from lianfang.places.paths import inside

_POST_ORDERS = {
    "name": "staff__name",
    "username": "staff__username",
    "role": "role",
    "unit": "unit__name",
    "region": "path",
    "last_login": "staff__last_login",
}


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post in a list of staff."""

    id: int
    staff_id: int
    name: str
    username: str
    phone: str
    role: str
    title: str
    unit: str
    region: str
    path: str
    since: date
    until: date | None
    active: bool
    last_login: datetime | None
    second_factor: bool

    @property
    def role_words(self) -> str:
        """The role in the reader's language."""
        return str(Role(self.role).label)


@dataclass(frozen=True, slots=True)
class CoverRow:
    """Who stands in for which post, from when until when."""

    id: int
    post_id: int
    holder: str
    stand_in: str
    role: str
    unit: str
    since: datetime
    until: datetime
    reason: str

    @property
    def role_words(self) -> str:
        """The role in the reader's language."""
        return str(Role(self.role).label)


@dataclass(frozen=True, slots=True)
class StaffFile:
    """One account with everything that hangs on it."""

    id: int
    name: str
    username: str
    phone: str
    active: bool
    joined: datetime | None
    last_login: datetime | None
    has_password: bool
    password_given: bool
    needs_second_factor: bool
    second_factor: bool
    posts: tuple[PostRow, ...]


def posts(looker: Viewer, ask: Ask) -> Answer[PostRow]:
    """Posts in the viewer's area: words in name, account, telephone or unit; filters ``role``, ``state``.

    ``state`` is ``open`` (the default), ``ended``, ``disabled`` (the account is closed), ``never`` (never
    signed in) or ``no_second_factor`` (needed and not set up).
    """
    found = _posts(Post.objects.filter(**inside(looker.path)))
    if words := ask.words:
        found = found.filter(
            Q(staff__name__icontains=words)
            | Q(staff__username__icontains=words)
            | Q(staff__phone__contains=words)
            | Q(unit__name__icontains=words)
        )
    if role := ask.only("role"):
        found = found.filter(role=role)
    found = _in_state(found, ask.only("state"))
    first = _POST_ORDERS.get(ask.order, "path")
    ordered = found.order_by(f"-{first}" if ask.descending else first, "unit__name", "staff__name", "id")
    return Answer(tuple(map(_post_row, ordered[ask.start : ask.stop])), found.count())


def _posts(found: QuerySet[Post]) -> QuerySet[Post]:
    factor = Authenticator.objects.filter(user=OuterRef("staff"), type=Authenticator.Type.TOTP)
    return (
        found.select_related("staff", "unit", "region")
        .defer("region__boundary")
        .annotate(factor=Exists(factor))
    )


def _in_state(found: QuerySet[Post], state: str) -> QuerySet[Post]:
    if state == "ended":
        return found.filter(valid_to__isnull=False)
    current = found.filter(valid_to__isnull=True)
    if state == "disabled":
        return current.filter(staff__is_active=False)
    if state == "never":
        return current.filter(staff__last_login__isnull=True)
    if state == "no_second_factor":
        return current.exclude(staff__in=_with_factor()).filter(role__in=_guarded_roles())
    return current


def _with_factor() -> QuerySet[Any]:
    factors: QuerySet[Any] = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    return factors.values("user")


def _guarded_roles() -> list[str]:
    return [role for role in Role.values if needs_second_factor([Post(role=role)])]


def _post_row(post: Post) -> PostRow:
    staff = post.staff
    return PostRow(
        id=post.pk,
        staff_id=staff.pk,
        name=staff.name,
        username=staff.username,
        phone=staff.phone,
        role=post.role,
        title=post.title,
        unit=post.unit.name,
        region=post.region.name,
        path=post.path,
        since=post.valid_from,
        until=post.valid_to,
        active=staff.is_active,
        last_login=staff.last_login,
        second_factor=bool(getattr(post, "factor", False)),
    )


def staff_file(looker: Viewer, staff_id: int) -> StaffFile:
    """One account for an administrator; unknown to whoever sees none of its posts."""
    found = Staff.objects.filter(pk=staff_id).first()
    held = list(_posts(Post.objects.filter(staff_id=staff_id)).order_by("valid_to", "-id"))
    seen = [post for post in held if looker.sees(post.path)]
    if found is None or (held and not seen) or not (held or looker.everything):
        raise Refused("not_found", "没有这个账号", "no such account")
    return StaffFile(
        id=found.pk,
        name=found.name,
        username=found.username,
        phone=found.phone,
        active=found.is_active,
        joined=found.date_joined,
        last_login=found.last_login,
        has_password=found.has_usable_password(),
        password_given=found.password_given,
        needs_second_factor=needs_second_factor(post for post in held if post.valid_to is None),
        second_factor=Authenticator.objects.filter(user=found, type=Authenticator.Type.TOTP).exists(),
        posts=tuple(map(_post_row, seen)),
    )


def covers(looker: Viewer, ask: Ask, *, at: datetime) -> Answer[CoverRow]:
    """Covers of posts in the viewer's area, the latest first; filter ``state``: now (default), past, all."""
    found = _covers(Cover.objects.filter(**inside(looker.path, column="post__path")))
    state = ask.only("state")
    if state != "all":
        found = found.filter(until__lte=at) if state == "past" else found.filter(until__gt=at)
    if words := ask.words:
        found = found.filter(Q(post__staff__name__icontains=words) | Q(stand_in__name__icontains=words))
    rows = found.order_by("-since", "-id")[ask.start : ask.stop]
    return Answer(tuple(map(_cover_row, rows)), found.count())


def covers_of(staff_id: int, *, at: datetime) -> list[CoverRow]:
    """Covers, running or to come, for a person's own posts and for those they stand in for."""
    mine = Q(post__staff_id=staff_id) | Q(stand_in_id=staff_id)
    return [_cover_row(c) for c in _covers(Cover.objects.filter(mine, until__gt=at)).order_by("since", "id")]


def _covers(found: QuerySet[Cover]) -> QuerySet[Cover]:
    return found.select_related("post__staff", "post__unit", "stand_in")


def _cover_row(cover: Cover) -> CoverRow:
    return CoverRow(
        cover.pk,
        cover.post_id,
        cover.post.staff.name,
        cover.stand_in.name,
        cover.post.role,
        cover.post.unit.name,
        cover.since,
        cover.until,
        cover.reason,
    )


def stand_ins(looker: Viewer, words: str, *, limit: int = 20) -> list[PostRow]:
    """People at work who could stand in: in the viewer's area or in the areas above it, by name or unit."""
    found = _posts(within(looker)).exclude(staff_id=looker.staff_id or 0)
    if words:
        found = found.filter(Q(staff__name__icontains=words) | Q(unit__name__icontains=words))
    return [_post_row(p) for p in found.order_by("-path", "staff__name", "id")[:limit]]


def staff_names(staff_ids: Iterable[int]) -> dict[int, str]:
    """Names of staff for showing beside what they did."""
    return dict(Staff.objects.filter(pk__in=set(staff_ids)).values_list("pk", "name"))

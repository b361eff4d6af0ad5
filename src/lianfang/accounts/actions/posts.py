"""Appointing staff to posts, ending posts, closing a unit with its posts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lianfang.accounts.models import Post, Role, Staff
from lianfang.accounts.scope import APART, Viewer, require
from lianfang.core.days import local_day
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
from lianfang.places import actions as places_actions
from lianfang.places import queries as places


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who is appointed to what: a new or known account, a unit, a role, an area (the unit's own if 0)."""

    username: str
    name: str
    phone: str
    unit_id: int
    role: str
    region_id: int = 0
    title: str = ""


@transaction.atomic
def appoint(appointment: Appointment, *, by: Viewer, at: datetime, password: str = "") -> int:
    """Give a person a post, making the account where it is new; answers the post's number.

    The same person, unit and role again is the same post.
    """
    (post_id,) = appoint_many([appointment], by=by, at=at, password=password)
    return post_id


@transaction.atomic
def appoint_many(
    appointments: list[Appointment], *, by: Viewer, at: datetime, password: str = ""
) -> list[int]:
    """Give many people posts at once. An empty password leaves an account that cannot sign in yet.

    Refused: a unit or area outside the appointer's own, a post for oneself, and an administrator,
    security administrator or auditor who holds any other kind of post (they watch one another).
    """
    require(by, "onboard_staff")
    paths = _paths(appointments, by=by)
    people = _accounts(appointments, at=at, password=password)
    _keep_apart(appointments, people, by=by)
    known = {
        (p.staff_id, p.unit_id, p.role): p.pk
        for p in Post.objects.filter(staff__in=people.values(), valid_to__isnull=True)
    }
    made: dict[tuple[int, int, str], Post] = {}
    keys = [(people[a.username].pk, a.unit_id, a.role) for a in appointments]
    for key, a, (region_id, path) in zip(keys, appointments, paths, strict=True):
        if key not in known and key not in made:
            made[key] = Post(
                staff_id=key[0], unit_id=a.unit_id, region_id=region_id, path=path, role=a.role,
                title=a.title, valid_from=local_day(at),
            )  # fmt: skip
    Post.objects.bulk_create(made.values())
    known |= {key: post.pk for key, post in made.items()}
    if made:
        ledger.record(
            "accounts.appointed", by=by, at=at, path=by.path, members=[post.pk for post in made.values()]
        )
    return [known[key] for key in keys]


def _paths(appointments: list[Appointment], *, by: Viewer) -> list[tuple[int, str]]:
    units = places.units_by_id({a.unit_id for a in appointments})
    regions = places.regions_by_id({a.region_id for a in appointments if a.region_id})
    found = []
    for a in appointments:
        if a.role not in Role.values:
            raise Refused("accounts.role", "没有岗位「{role}」", "no role {role!r}", role=a.role)
        if a.unit_id not in units or (a.region_id and a.region_id not in regions):
            raise Refused("accounts.unit", "没有这个单位或辖区", "no such unit or area")
        unit = units[a.unit_id]
        path = regions[a.region_id].path if a.region_id else unit.path
        require(by, "onboard_staff", unit.path)
        require(by, "onboard_staff", path)
        found.append((a.region_id or unit.region_id, path))
    return found


def _accounts(appointments: list[Appointment], *, at: datetime, password: str) -> dict[str, Staff]:
    wanted = {a.username: a for a in appointments}
    known = set(Staff.objects.filter(username__in=wanted).values_list("username", flat=True))
    hashed = hashed_password(password)
    Staff.objects.bulk_create(
        Staff(username=a.username, name=a.name, phone=a.phone, password=hashed, date_joined=at)
        for a in wanted.values()
        if a.username not in known
    )
    return {s.username: s for s in Staff.objects.filter(username__in=wanted)}


def hashed_password(password: str) -> str:
    """The stored form of a password; without one, a form that no password fits."""
    blank = Staff()
    if password:
        blank.set_password(password)
    else:
        blank.set_unusable_password()
    return blank.password


def _keep_apart(appointments: list[Appointment], people: dict[str, Staff], *, by: Viewer) -> None:
    held: dict[int, set[str]] = {}
    open_posts = Post.objects.filter(staff__in=people.values(), valid_to__isnull=True)
    for staff_id, role in open_posts.values_list("staff_id", "role"):
        held.setdefault(staff_id, set()).add(role)
    for a in appointments:
        person = people[a.username]
        roles = held.setdefault(person.pk, set()) | {a.role}
        if person.pk == by.staff_id:
            raise Refused("accounts.oneself", "不能给自己任命岗位", "nobody appoints themselves to a post")
        if len(roles) > 1 and roles & APART:
            raise Refused(
                "accounts.apart",
                "「{name}」:系统管理员、安全管理员、审计员须由不同的人担任,也不兼任其他岗位",
                "{name}: administrators, security administrators and auditors are different people and hold"
                " no other post",
                name=a.name,
            )
        held[person.pk] = roles


@transaction.atomic
def end_post(post_id: int, *, on: date, by: Viewer, at: datetime) -> None:
    """End a post from a day on; its holder no longer acts as it. Ending twice is harmless."""
    require(by, "onboard_staff")
    post = Post.objects.select_for_update().filter(pk=post_id).first()
    if post is None:
        raise Refused("not_found", "没有这个岗位", "no such post")
    require(by, "onboard_staff", post.path)
    if post.valid_to is not None:
        return
    post.valid_to = on
    post.save(update_fields=["valid_to"])
    ledger.record("accounts.post_ended", by=by, at=at, subject=("post", post_id), path=post.path)


@transaction.atomic
def close_unit(unit_id: int, *, on: date, by: Viewer, at: datetime) -> int:
    """End a unit and every open post in it; answers how many posts. Units below it are ended first."""
    places_actions.end_unit(unit_id, on=on, by=by, at=at)
    posts = list(Post.objects.filter(unit_id=unit_id, valid_to__isnull=True).values_list("pk", flat=True))
    for post_id in posts:
        end_post(post_id, on=on, by=by, at=at)
    return len(posts)

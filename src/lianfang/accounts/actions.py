"""Appointing staff to posts, letting somebody stand in, ending posts and sessions."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lianfang.accounts.models import Cover, Post, Role, Staff
from lianfang.accounts.scope import Viewer, require
from lianfang.core.days import local_day
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
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
    """Give many people posts at once. An empty password leaves an account that cannot sign in yet."""
    require(by, "onboard_staff")
    units = places.units_by_id({a.unit_id for a in appointments})
    regions = places.regions_by_id({a.region_id for a in appointments if a.region_id})
    for a in appointments:
        if a.role not in Role.values:
            raise Refused("accounts.role", "没有岗位「{role}」", "no role {role!r}", role=a.role)
        if a.unit_id not in units or (a.region_id and a.region_id not in regions):
            raise Refused("accounts.unit", "没有这个单位或辖区", "no such unit or area")
    people = _accounts(appointments, at=at, password=password)
    known = {
        (p.staff_id, p.unit_id, p.role): p.pk
        for p in Post.objects.filter(staff__in=people.values(), valid_to__isnull=True)
    }
    numbers, made = [], []
    for a in appointments:
        person, unit = people[a.username], units[a.unit_id]
        region_id = a.region_id or unit.region_id
        path = regions[a.region_id].path if a.region_id else unit.path
        key = (person.pk, a.unit_id, a.role)
        if key not in known:
            post = Post.objects.create(
                staff=person, unit_id=a.unit_id, region_id=region_id, path=path, role=a.role,
                title=a.title, valid_from=local_day(at),
            )  # fmt: skip
            known[key] = post.pk
            made.append(post.pk)
        numbers.append(known[key])
    if made:
        ledger.record("accounts.appointed", by=by, at=at, path=by.path, members=made)
    return numbers


def _accounts(appointments: list[Appointment], *, at: datetime, password: str) -> dict[str, Staff]:
    wanted = {a.username: a for a in appointments}
    known = {s.username: s for s in Staff.objects.filter(username__in=wanted)}
    hashed = _hashed(password)
    Staff.objects.bulk_create(
        Staff(username=a.username, name=a.name, phone=a.phone, password=hashed, date_joined=at)
        for a in wanted.values()
        if a.username not in known
    )
    return {s.username: s for s in Staff.objects.filter(username__in=wanted)}


def _hashed(password: str) -> str:
    blank = Staff()
    if password:
        blank.set_password(password)
    else:
        blank.set_unusable_password()
    return blank.password


@transaction.atomic
def set_password(username: str, password: str, *, by: Viewer, at: datetime) -> None:
    """Give an account a new password; its sessions end, since they are bound to the old one."""
    require(by, "onboard_staff")
    person = Staff.objects.select_for_update().filter(username=username).first()
    if person is None:
        raise Refused("accounts.unknown", "没有账号「{name}」", "no account {name!r}", name=username)
    person.set_password(password)
    person.save(update_fields=["password"])
    ledger.record("accounts.password_set", by=by, at=at, subject=("staff", person.pk))


@transaction.atomic
def cover(
    post_id: int, stand_in_id: int, *, since: datetime, until: datetime, reason: str, by: Viewer, at: datetime
) -> int:
    """Let somebody stand in for a post; only within the area of whoever arranges it."""
    post = Post.objects.get(pk=post_id)
    if by.post_id != post.pk:
        require(by, "order", post.path)
    if until <= since:
        raise Refused("accounts.cover_end", "结束时间须晚于开始时间", "a cover ends after it starts")
    made = Cover.objects.create(post=post, stand_in_id=stand_in_id, since=since, until=until, reason=reason)
    ledger.record("accounts.covered", by=by, at=at, subject=("post", post.pk), path=post.path)
    return int(made.pk)


@transaction.atomic
def end_post(post_id: int, *, on: date, by: Viewer, at: datetime) -> None:
    """End a post from a day on; its holder no longer acts as it."""
    require(by, "onboard_staff")
    Post.objects.filter(pk=post_id, valid_to__isnull=True).update(valid_to=on)
    ledger.record("accounts.post_ended", by=by, at=at, subject=("post", post_id))

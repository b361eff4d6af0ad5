"""Bringing staff in from a sheet: new grids and units, accounts, posts. One row is one post or unit."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.db import transaction

from lianfang.accounts.actions.posts import Appointment, appoint_many
from lianfang.accounts.models import Post, Staff
from lianfang.accounts.onboarding import Entry, Problem
from lianfang.accounts.scope import Viewer, require
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.ledger import actions as ledger
from lianfang.places import actions as places_actions
from lianfang.places import queries as places

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_ROUNDS = 20_000
"""A drawn password of twelve signs has 59 bits and needs no slow hash; signing in hashes it again, slowly."""
_KIND_OF_LEVEL = {
    "city": "headquarters",
    "county": "headquarters",
    "township": "township",
    "community": "community",
    "grid": "grid",
}


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account that was made, with the password to hand over once; it is kept nowhere else."""

    name: str
    username: str
    password: str
    unit: str


@dataclass(frozen=True, slots=True)
class Onboarded:
    """What became of a sheet: every row is a post, an unchanged post, a unit or grid alone, or a problem."""

    rows: int
    appointed: int
    unchanged: int
    units: int
    grids: int
    accounts: tuple[NewAccount, ...]
    problems: tuple[Problem, ...]
    bodies: int = 0


@dataclass(slots=True)
class _Sheet:
    """The rows while they are resolved: area and unit of each, problems of those that fall out."""

    by: Viewer
    at: datetime
    entries: list[Entry]
    problems: list[Problem] = field(default_factory=list)
    areas: dict[Entry, places.Area] = field(default_factory=dict)
    units: dict[Entry, int] = field(default_factory=dict)
    grids: int = 0
    new_units: int = 0

    def wrong(self, entry: Entry, column: str, message: Words, remedy: Words) -> None:
        """Note a problem; the row takes no further part."""
        value = getattr(entry, column, "")
        self.problems.append(Problem(entry.sheet, entry.row, column, value, message, remedy))
        self.entries.remove(entry)


@transaction.atomic
def onboard(entries: Sequence[Entry], problems: Sequence[Problem], *, by: Viewer, at: datetime) -> Onboarded:
    """Make grids, units, accounts and posts of the rows; harmless when repeated.

    ``problems`` are those found while the sheet was read; they are counted and answered with the rest.
    Rows outside the area of whoever brings them in are refused by row.
    """
    require(by, "onboard_staff")
    sheet = _Sheet(by, at, list(entries), list(problems))
    rows = len(entries) + len({(p.sheet, p.row) for p in problems})
    _find_areas(sheet)
    _make_grids(sheet)
    _make_units(sheet)
    _check_accounts(sheet)
    before = set(Post.objects.filter(unit_id__in=set(sheet.units.values())).values_list("pk", flat=True))
    posts = [entry for entry in sheet.entries if entry.is_post]
    bodies = len(sheet.entries) - len(posts)
    made = [done for entry in posts if (done := _appoint(sheet, entry)) is not None]
    fresh = {post for post, _ in made} - before
    if fresh:
        ledger.record("accounts.onboarded", by=by, at=at, path=by.path, members=fresh)
    return Onboarded(
        rows=rows,
        appointed=len(fresh),
        unchanged=len(made) - len(fresh),
        units=sheet.new_units,
        grids=sheet.grids,
        accounts=tuple(account for _, account in made if account),
        problems=tuple(sorted(sheet.problems, key=lambda p: (p.sheet, p.row))),
        bodies=bodies,
    )


def _find_areas(sheet: _Sheet) -> None:
    """The area of each row: by code, by name or path of names within one's own area, else by its unit."""
    wanted = {e.region for e in sheet.entries if e.region}
    found = places.resolve(wanted, under=sheet.by.path)
    by_unit = places.units_named({e.unit for e in sheet.entries if not e.region}, under=sheet.by.path)
    for entry in list(sheet.entries):
        areas = found.get(entry.region, []) if entry.region else by_unit.get(entry.unit, [])
        if len(areas) == 1:
            sheet.areas[entry] = areas[0]
        elif areas:
            lines = places.lines(a.path for a in areas[:5])
            options = " / ".join(f"{a.code} {places.written(lines[a.path])}" for a in areas[:5])
            sheet.wrong(
                entry,
                "region",
                Words("不止一个区划叫这个名称", "more than one area has this name"),
                Words(f"改填编码:{options}", f"write the code: {options}"),
            )
        else:
            sheet.wrong(
                entry,
                "region",
                Words("您的辖区内没有这个区划", "no such area within your own"),
                Words(
                    "填写区划编码,或「县/乡镇/村」的完整名称", "write the code, or the names from county down"
                ),
            )


def _make_grids(sheet: _Sheet) -> None:
    """A named grid of a community is found among its grids or made, numbered after the last one."""
    for entry in [e for e in sheet.entries if e.grid]:
        community = sheet.areas[entry]
        if community.level != "community":
            sheet.wrong(
                entry,
                "grid",
                Words("网格要设在村(社区)之下", "a grid lies in a community"),
                Words("辖区填写网格所在的村(社区)", "name the community as the area"),
            )
            continue
        grids = {grid.name: grid for grid in places.children(community.id)}
        if entry.grid not in grids:
            last = max((int(g.code[12:] or 0) for g in grids.values() if g.code[12:].isdigit()), default=0)
            code = f"{community.code}{last + 1:03d}"
            new = places_actions.NewRegion(code, entry.grid, "grid", community.code)
            number = places_actions.add_regions([new], by=sheet.by, at=sheet.at)[code]
            grids[entry.grid] = places.area(number)
            sheet.grids += 1
        sheet.areas[entry] = grids[entry.grid]


def _make_units(sheet: _Sheet) -> None:
    """Units by name in their region; superiors before those below them."""
    for entry in list(sheet.entries):
        if not entry.unit and not entry.grid:
            sheet.wrong(entry, "unit", Words("没有单位", "no unit"), Words("填写单位名称", "write the unit"))
    waiting = list(sheet.entries)
    while waiting:
        later = [e for e in waiting if not _make_unit(sheet, e)]
        if len(later) == len(waiting):
            for entry in later:
                sheet.wrong(
                    entry,
                    "superior",
                    Words("没有这个上级单位", "no such superior unit"),
                    Words("先加入上级单位,或核对名称", "add it first, or check its name"),
                )
            return
        waiting = later


def _make_unit(sheet: _Sheet, entry: Entry) -> bool:
    """Find or make the unit of a row; false where its superior is not there yet."""
    area, name = sheet.areas[entry], entry.unit or entry.grid
    known = {u.name: u.id for u in places.units_at(area.id)}
    if name in known:
        sheet.units[entry] = known[name]
        return True
    superior = _superior(sheet, entry, area)
    if superior is None:
        return False
    kind = entry.kind or _KIND_OF_LEVEL.get(area.level, "department")
    phone = "" if entry.is_post else entry.phone
    new = places_actions.NewUnit(name, kind, area.id, parent=superior, phone=phone)
    (sheet.units[entry],) = places_actions.add_units([new], by=sheet.by, at=sheet.at)
    sheet.new_units += 1
    return True


def _superior(sheet: _Sheet, entry: Entry, area: places.Area) -> int | None:
    """The number of the superior unit, 0 where none is named, None where it is not (yet) there."""
    if not entry.superior:
        return 0
    above = [u for a in places.line(area.path) for u in places.units_at(a.id) if u.name == entry.superior]
    return above[-1].id if above else None


def _check_accounts(sheet: _Sheet) -> None:
    """An account name that belongs to somebody else is a problem of the row, never a post for them."""
    names = dict(
        Staff.objects.filter(username__in={e.username for e in sheet.entries}).values_list("username", "name")
    )
    for entry in [e for e in sheet.entries if e.is_post]:
        holder = names.setdefault(entry.username, entry.name)
        if holder != entry.name:
            sheet.wrong(
                entry,
                "username",
                Words("这个账号是另一个人的", "this account is somebody else's"),
                Words("换一个账号名", "choose another account name"),
            )


def drawn_password() -> str:
    """A password to hand over: three groups of four, without signs that look alike."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def _appoint(sheet: _Sheet, entry: Entry) -> tuple[int, NewAccount | None] | None:
    """Account and post of a row, both or neither."""
    appointment = Appointment(
        entry.username, entry.name, entry.phone, sheet.units[entry], entry.role,
        region_id=sheet.areas[entry].id, title=entry.title,
    )  # fmt: skip
    try:
        with transaction.atomic():
            account = _new_account(sheet, entry)
            return appoint_many([appointment], by=sheet.by, at=sheet.at)[0], account
    except Refused as refused:
        sheet.wrong(
            entry, "role", refused.words, Words("改正这一行后重新导入", "mend the row and import again")
        )
        return None


def _new_account(sheet: _Sheet, entry: Entry) -> NewAccount | None:
    """Make the account of a row with a drawn password; None where it is there already."""
    if Staff.objects.filter(username=entry.username).exists():
        return None
    password, hasher = drawn_password(), get_hasher()
    rounds = {"iterations": _ROUNDS} if isinstance(hasher, PBKDF2PasswordHasher) else {}
    Staff.objects.create(
        username=entry.username,
        name=entry.name,
        phone=entry.phone,
        password=hasher.encode(password, hasher.salt(), **rounds),
        password_given=True,
        date_joined=sheet.at,
    )
    return NewAccount(entry.name, entry.username, password, entry.unit or entry.grid)

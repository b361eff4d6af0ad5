"""Who works in the city: a named person at every post, and the few whose logins are printed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pypinyin import lazy_pinyin

from lianfang.accounts import actions as accounts
from lianfang.accounts import queries as book
from lianfang.accounts.scope import SYSTEM, Viewer
from lianfang.exercise import names
from lianfang.exercise.dice import dice
from lianfang.exercise.geography import Area, Land
from lianfang.exercise.logins import PASSWORD

_HOME = "河口镇"
"""The township whose posts have logins: its grid worker, community and township officers."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody at work: the viewer of the first post of each unit, and of each account that has a login."""

    by_unit: dict[int, Viewer]
    by_login: dict[str, Viewer]
    signers: dict[str, tuple[Viewer, Viewer]]
    """By code of a county, or of the city, the two who sign: the task force first, the commander second."""
    home: str
    """The path of the community whose posts have logins."""

    def answering(self, land: Land, path: str, level: str) -> Viewer:
        """Who answers for the area of a level that a path lies in, or for the path where it lies above."""
        found = here = land.by_path[path]
        while found.level not in (level, "province"):
            found = land.areas[found.parent]
        return self.by_unit[found.unit if found.level == level else here.unit]


@dataclass(frozen=True, slots=True)
class _Post:
    unit: int
    role: str
    title: str = ""
    login: str = ""


def appoint(land: Land, *, at: datetime) -> Staff:
    """Fill every post. Only those with a login have a password."""
    posts = list(_posts(land))
    numbers = _appointed(land, [p for p in posts if p.login], PASSWORD, at=at)
    numbers |= _appointed(land, [p for p in posts if not p.login], "", at=at)
    known = book.viewers_of_posts(numbers.values())
    viewers = {post: known[number] for post, number in numbers.items()}
    by_unit: dict[int, Viewer] = {}
    for post in posts:
        by_unit.setdefault(post.unit, viewers[post])
    leaders = {post.unit: viewers[post] for post in posts if post.role == "leader"}
    return Staff(
        by_unit,
        {post.login: viewers[post] for post in posts if post.login},
        {c.code: (by_unit[c.unit], leaders[c.unit]) for c in (land.city, *land.at("county"))},
        _home(land)["community"].path,
    )


def _appointed(land: Land, posts: list[_Post], password: str, *, at: datetime) -> dict[_Post, int]:
    appointments = [_appointment(land, post, number) for number, post in enumerate(posts)]
    numbers = accounts.appoint_many(appointments, by=SYSTEM, at=at, password=password)
    return dict(zip(posts, numbers, strict=True))


def _appointment(land: Land, post: _Post, number: int) -> accounts.Appointment:
    chosen = dice("staff", land.bodies[post.unit], post.role, post.title)
    family = names.surname(chosen)
    name = family + names.given(chosen, chosen.choice(("male", "female")))
    username = post.login or f"{lazy_pinyin(family)[0]}{1000 + number}"
    phone = f"139000{'1' if post.login else '2'}{number:04d}"
    return accounts.Appointment(username, name, phone, post.unit, post.role, title=post.title)


def _posts(land: Land) -> Iterator[_Post]:
    """Every post; the first one of a unit is who its tasks go to."""
    home = _home(land)
    city = land.city.unit
    yield _Post(city, "city", "综合协调组", "city")
    yield _Post(city, "leader", "指挥长", "leader")
    yield _Post(city, "leader", "副指挥长", "leader2")
    for login in ("administrator", "security", "auditor"):
        yield _Post(city, login, "", login)
    yield _Post(city, "city", "流调溯源组")
    for county in land.at("county"):
        first = county.code == home["county"].code
        yield _Post(county.unit, "county", "", "county" if first else "")
        yield _Post(county.unit, "leader", "指挥长")
        yield _Post(county.unit, "county", "副组长")
    for level in ("township", "community", "grid"):
        for area in land.at(level):
            yield _Post(area.unit, level, "", level if area.code == home[level].code else "")
    for township in land.at("township"):
        yield _Post(township.unit, "township", "值班室")
    for number, body in enumerate(land.institutions):
        yield _Post(body.unit, "reporter", "", "reporter" if number == _reporter(land) else "")


def _home(land: Land) -> dict[str, Area]:
    """The grid with a login and the areas it lies in."""
    township = next((t for t in land.at("township") if t.name == _HOME), land.at("township")[0])
    grid = next(g for g in land.at("grid") if g.code.startswith(township.code))
    return {level: land.above(grid, level) for level in ("grid", "community", "township", "county")}


def _reporter(land: Land) -> int:
    """The place of the fever clinic whose reporting officer has a login."""
    county = _home(land)["county"]
    return next(
        n
        for n, body in enumerate(land.institutions)
        if body.kind == "fever_clinic" and body.path == county.path
    )

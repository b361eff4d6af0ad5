"""About twenty thousand residents in households, taken into the register grid by grid."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from random import Random

from lianfang.accounts.scope import SYSTEM
from lianfang.core.days import local_day, plus
from lianfang.exercise import atlas, names
from lianfang.exercise.dice import dice
from lianfang.exercise.geography import Area, Land
from lianfang.exercise.scale import Scale
from lianfang.people import actions as people

_YEAR = 365
_ALONE = 0.11
"""Share of households of one person; most of them are old and have no telephone."""
_STRANGERS = 400
"""One household in so many is of foreigners, one of people from Hong Kong, Macao or Taiwan."""
_PORTION = 5000


@dataclass(frozen=True, slots=True)
class Resident:
    """A resident as the city knows them; ``id`` is their number in the register."""

    id: int
    papers: names.Papers
    phone: str
    address: str
    grid: Area


def settle(land: Land, scale: Scale, *, at: datetime) -> list[Resident]:
    """Take all residents into the register."""
    drafts = list(_everybody(land, scale, local_day(at)))
    settled: dict[int, Resident] = {}
    for start in range(0, len(drafts), _PORTION):
        portion = drafts[start : start + _PORTION]
        for one, answer in zip(
            portion, people.register_many(list(map(_claim, portion)), by=SYSTEM, at=at), strict=True
        ):
            if isinstance(answer, people.Registered):
                settled[answer.person_id] = replace(one, id=answer.person_id)
    return list(settled.values())


def _claim(one: Resident) -> people.Claim:
    papers = one.papers
    return people.Claim(
        papers.name, papers.identifiers, (one.phone,) if one.phone else (), papers.sex, papers.born,
        one.address, one.grid.id, one.grid.path, papers.nationality,
    )  # fmt: skip


def _everybody(land: Land, scale: Scale, today: date) -> Iterator[Resident]:
    grids = land.at("grid")
    strangers, telephones = count(1), count(1)
    made = 0
    for place, grid in enumerate(grids, 1):
        chosen = dice("residents", grid.code)
        home = 0
        while made < scale.people * place // len(grids):
            home += 1
            for papers, rings in _household(chosen, grid, today, strangers):
                phone = names.telephone(next(telephones)) if rings else ""
                yield Resident(0, papers, phone, _door(land, grid, home), grid)
                made += 1


def _door(land: Land, grid: Area, home: int) -> str:
    """The door of the n-th household of a grid."""
    community = land.written(grid)
    if "社区" not in grid.name:
        return f"{community}{grid.code[-1]}组{home}号"
    road = atlas.ROADS[int(grid.code[-6:]) % len(atlas.ROADS)]
    number, block, stairs = int(grid.code[-3:]) * 8, 1 + (home - 1) % 6, 1 + (home - 1) // 6 % 4
    return f"{community}{road}{number}号{block}栋{stairs}单元{(1 + (home - 1) // 24) * 100 + 1 + home % 2}室"


_Member = tuple[names.Papers, bool]


def _household(chosen: Random, grid: Area, today: date, strangers: Iterator[int]) -> Iterator[_Member]:
    """The members of a household, and whether each has a telephone of their own."""
    kind = chosen.randrange(_STRANGERS)
    if kind == 0:
        yield names.foreigner(next(strangers)), True
    elif kind == 1:
        yield names.compatriot(next(strangers), chosen), True
    elif chosen.random() < _ALONE:
        yield _grown(chosen, grid, today, (62, 94)), chosen.random() < 0.5
    else:
        yield from _family(chosen, grid, today)


def _family(chosen: Random, grid: Area, today: date) -> Iterator[_Member]:
    family = names.surname(chosen)
    age = chosen.randint(24, 66)
    wife = max(22, age + chosen.randint(-4, 3))
    yield _member(chosen, grid, today, age, "male", family), True
    yield _member(chosen, grid, today, wife, "female", names.surname(chosen)), True
    for _ in range(chosen.choice((0, 0, 1, 1, 1, 2, 2, 3))):
        child = max(0, age - chosen.randint(22, 34))
        yield _member(chosen, grid, today, child, chosen.choice(("male", "female")), family), child >= 12
    if chosen.random() < 0.15:
        yield _grown(chosen, grid, today, (age + 20, age + 30)), chosen.random() < 0.4


def _grown(chosen: Random, grid: Area, today: date, ages: tuple[int, int]) -> names.Papers:
    sex = chosen.choice(("male", "female"))
    return _member(chosen, grid, today, min(chosen.randint(*ages), 97), sex, names.surname(chosen))


def _member(chosen: Random, grid: Area, today: date, age: int, sex: str, family: str) -> names.Papers:
    born = plus(today, -(age * _YEAR + chosen.randrange(1, _YEAR)))
    return names.resident(chosen, grid.code[:6], born, sex=sex, family=family)

"""Who is on the pushed lists: residents who were away, strangers who came, people who met a case.

One list is one draw: who is on it, where they were, until when. A few rows are as rows are: a number that the
sheet has damaged, a name half masked, somebody twice, a number beside another name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from lianfang.core.days import after, local_day, plus
from lianfang.exercise import atlas, names, outbreaks
from lianfang.exercise.dice import dice
from lianfang.exercise.geography import Area
from lianfang.exercise.scene import Scene

_STRANGERS = 0.38
"""Share of people on a list whom the register does not know yet."""
_HOME = 0.05
"""Share of people from the grid with a login, so that it has something to do."""
_FIRST_TELEPHONE = 40_000
"""Telephones of strangers count up from here."""
_FOREIGN = 0.03
_FLAWS = (
    ("check_digit", 0.014), ("damaged", 0.008), ("masked", 0.008), ("twice", 0.02), ("other_name", 0.012),
    ("ahead", 0.006),
)  # fmt: skip
"""What is wrong with some rows, and how often."""


@dataclass(frozen=True, slots=True)
class Traveller:
    """One person of a list, as its sender would write them down."""

    papers: names.Papers
    phone: str
    grid: Area
    address: str
    origin: tuple[str, str, str]
    spot: str
    level: str
    left: date
    arrived: datetime
    ride: str
    flaw: str = ""


def travellers(scene: Scene, occasion: str, *, count: int, at: datetime) -> list[Traveller]:
    """Who is on a list pushed at an instant; the same for the same occasion."""
    chosen = dice("list", occasion, local_day(at))
    found = [_one(scene, chosen, number, occasion, at=at) for number in range(count)]
    return list(_flawed(found, chosen))


def _one(scene: Scene, chosen: Random, number: int, occasion: str, *, at: datetime) -> Traveller:
    back = at if chosen.random() < 0.35 else after(at, hours=-24 * chosen.choice((1, 1, 2, 3)))
    arrived = after(back, minutes=-chosen.randrange(90, 500))
    left = plus(local_day(arrived), -chosen.choice((0, 0, 0, 1)))
    county, spot, level = chosen.choice(outbreaks.at_risk(left))
    home = chosen.random() < _HOME
    if chosen.random() < _STRANGERS and not home:
        grid = chosen.choice(scene.grids)
        papers, phone = _stranger(chosen, county, occasion, number, at=at)
        address = f"{chosen.choice(atlas.ROADS)}{chosen.randrange(1, 180)}号"
    else:
        resident = chosen.choice(scene.neighbours if home else scene.residents)
        papers, phone, grid = resident.papers, resident.phone.removeprefix("+86"), resident.grid
        address = resident.address.removeprefix(scene.land.written(grid))
    ride = f"{chosen.choice('GDK')}{chosen.randrange(100, 9900)}"
    said = outbreaks.words(level)
    return Traveller(papers, phone, grid, address, outbreaks.names(county), spot, said, left, arrived, ride)


def _stranger(
    chosen: Random, area: str, occasion: str, number: int, *, at: datetime
) -> tuple[names.Papers, str]:
    """Somebody the register does not know; their number is of an area code that nobody has (3798..)."""
    place = dice("stranger", occasion, local_day(at), number).randrange(55_000)
    if chosen.random() < _FOREIGN:
        return names.foreigner(1000 + place), names.telephone(_FIRST_TELEPHONE + place).removeprefix("+86")
    born = plus(local_day(at), -chosen.randrange(6_000, 27_000))
    sex = chosen.choice(("male", "female"))
    papers = names.resident(chosen, f"3798{area[-2:]}", born, sex=sex, family=names.surname(chosen))
    return papers, names.telephone(_FIRST_TELEPHONE + place).removeprefix("+86")


def _flawed(found: list[Traveller], chosen: Random) -> Iterator[Traveller]:
    """The same people, a few rows flawed; who stands twice stands again at once."""
    for one in found:
        luck = chosen.random()
        flaw = ""
        for name, share in _FLAWS:
            if 0 <= luck < share:
                flaw = name
            luck -= share
        yield replace(one, flaw=flaw if flaw != "twice" else "")
        if flaw == "twice":
            yield one

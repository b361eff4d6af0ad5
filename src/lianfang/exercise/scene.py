"""What the play needs at hand: the city, its people and posts, and how long it runs."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import TypeVar

from lianfang.accounts.scope import Viewer
from lianfang.core.days import after, days_between, local_day, plus
from lianfang.exercise.geography import Area, Land
from lianfang.exercise.residents import Resident
from lianfang.exercise.scale import Scale
from lianfang.exercise.staff import Staff
from lianfang.exercise.swabs import Swab
from lianfang.places.paths import ancestors, contains
from lianfang.tasks.queries import Card

T = TypeVar("T")
_OF_LATE_HOURS, _BY_COUNTY_HOURS = 48, 30
"""For so long people in the community with logins have entered their own work, and each county has entered
and signed its own; before that the city did it for all."""


@dataclass(slots=True)
class Scene:
    """The city at work from ``start`` until ``end``, the instant at which it is shown."""

    land: Land
    staff: Staff
    residents: list[Resident]
    scale: Scale
    start: datetime
    end: datetime
    swabbed_so_far: Counter[date] = field(default_factory=Counter)
    """How many swabs of each day have their number."""
    rooms: dict[int, int] = field(default_factory=dict)
    """How many rooms of each isolation site have been given out so far."""
    offers: dict[int, int] = field(default_factory=dict)
    """How often each person was offered to another area."""
    swabs: list[Swab] = field(default_factory=list)
    """Swabs whose results are not known yet."""
    swabbed: dict[int, datetime] = field(default_factory=dict)
    """When each person was swabbed last."""
    forwarded: list[int] = field(default_factory=list)
    """People pushed on to areas elsewhere, from which no receipt has come."""
    called: dict[int, str] = field(default_factory=dict)
    """What the dice call each person: their document, or the row of the list that made them known."""
    doubles: list[tuple[int, int]] = field(default_factory=list)
    """Records taken down once too often, each with the one that was known."""
    lists: dict[int, str] = field(default_factory=dict)
    """What the dice call each list: its source and day."""
    put_off: dict[int, date] = field(default_factory=dict)
    """Tasks that could not be done on a day, since something is still owed; tried again on the next."""
    grids: list[Area] = field(init=False)
    neighbours: list[Resident] = field(init=False)
    """Residents of the grid with a login."""
    _counties: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.grids = self.land.at("grid")
        self.called |= {one.id: one.papers.identifiers[0][1] for one in self.residents}
        own = self.staff.by_login["grid"].path
        self.neighbours = [one for one in self.residents if one.grid.path == own]
        self._counties = {county.path: county.code for county in self.land.at("county")}

    @property
    def headquarters(self) -> set[str]:
        """Paths of the areas that headquarters answer for."""
        return {self.land.city.path, *self._counties}

    @property
    def days(self) -> list[date]:
        """The local days of the play, the last of them perhaps not over."""
        first = local_day(self.start)
        return [plus(first, n) for n in range(days_between(first, local_day(self.end)) + 1)]

    def who(self, card: Card) -> str:
        """What the dice call whom a task is about: the person, else the unit that owes it.

        Numbers of rows are of the database and of what was in it before; these are of the city alone.
        """
        return self.called.get(card.person_id, "") if card.person_id else self.land.bodies[card.owner_id]

    def swab(self, person: int, taken: datetime, path: str) -> None:
        """Send a swab to the laboratory under the next number of its day."""
        day = local_day(taken)
        self.swabbed_so_far[day] += 1
        code = f"YZ{day:%y%m%d}{self.swabbed_so_far[day]:05d}"
        self.swabs.append(Swab(person, self.called.get(person, ""), taken, path, code))

    def county(self, path: str) -> str:
        """The code of the county that a path lies in; above the counties that of the city."""
        return next(
            (self._counties[above] for above in ancestors(path) if above in self._counties),
            self.land.city.code,
        )

    def by_desk(
        self, things: Iterable[T], path_of: Callable[[T], str], *, at: datetime
    ) -> Iterator[tuple[Viewer, list[T]]]:
        """Things parted by who enters them: of late the desk of each county, before that the city for all."""
        if not self.is_by_county(at):
            held = list(things)
            if held:
                yield self.staff.by_login["city"], held
            return
        coded = sorted(((self.county(path_of(one)), one) for one in things), key=lambda pair: pair[0])
        for code, group in groupby(coded, key=lambda pair: pair[0]):
            yield self.staff.signers[code][0], [one for _, one in group]

    def is_late(self, at: datetime) -> bool:
        """Whether an instant lies in the last days, which are played more closely."""
        return at >= after(self.end, hours=-_OF_LATE_HOURS)

    def is_by_county(self, at: datetime) -> bool:
        """Whether each county enters and signs its own work by then."""
        return at >= after(self.end, hours=-_BY_COUNTY_HOURS)

    def in_own_name(self, path: str, at: datetime) -> bool:
        """Whether people enter their work themselves: of late, in the community with logins."""
        return self.is_late(at) and contains(self.staff.home, path)

    def room(self, path: str) -> tuple[int, str]:
        """The next room of the isolation sites in the county of a path: number of the site, and room."""
        sites = self.land.sites.get(self.county(path)) or next(iter(self.land.sites.values()))
        site = min(sites, key=lambda one: (self.rooms.get(one, 0), one))
        number = self.rooms[site] = self.rooms.get(site, 0) + 1
        return site, f"{2 + number // 24}{number % 24 + 1:02d}"

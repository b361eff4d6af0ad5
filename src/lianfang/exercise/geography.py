"""The invented city as areas, units and facilities, made through the actions of ``places``."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from lianfang.accounts.scope import SYSTEM
from lianfang.exercise import atlas
from lianfang.exercise.dice import dice
from lianfang.exercise.scale import Scale
from lianfang.exercise.shapes import SHEET, Point, drawn, joined, shares, spread
from lianfang.places import actions as places
from lianfang.places import queries as tree
from lianfang.places.divisions import initials_of

_ANSWERS = {"city": "headquarters", "county": "headquarters"}
"""What kind of unit answers for an area, where the kind is not called like its level."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area of the city; ``unit`` is the number of the unit that answers for it (0 for the province)."""

    id: int
    path: str
    code: str
    name: str
    level: str
    parent: str
    unit: int = 0


@dataclass(frozen=True, slots=True)
class Institution:
    """A department, clinic, school or station: the number of its unit and the area it lies in."""

    unit: int
    name: str
    kind: str
    region: int
    path: str


@dataclass(frozen=True)
class Land:
    """The city once it is made: areas by code, institutions, and isolation sites by county code."""

    areas: dict[str, Area]
    institutions: tuple[Institution, ...]
    sites: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def by_path(self) -> dict[str, Area]:
        """Every area by its path."""
        return {area.path: area for area in self.areas.values()}

    @cached_property
    def bodies(self) -> dict[int, str]:
        """Of each unit the code of the area it answers for, or its name: the same on every database."""
        return {a.unit: a.code for a in self.areas.values()} | {b.unit: b.name for b in self.institutions}

    @property
    def city(self) -> Area:
        """The city itself."""
        return self.areas[atlas.CITY[0]]

    def at(self, level: str) -> list[Area]:
        """The city's areas of a level, in the order of their codes."""
        ours = (a for a in self.areas.values() if a.code.startswith(atlas.CITY[0]))
        return sorted((a for a in ours if a.level == level), key=lambda a: a.code)

    def above(self, area: Area, level: str) -> Area:
        """The area of a level that an area lies in (or is)."""
        while area.level != level:
            area = self.areas[area.parent]
        return area

    def written(self, area: Area) -> str:
        """The address of an area from the city down to its community."""
        names = []
        while area.level != "province":
            if area.level != "grid":
                names.append(area.name)
            area = self.areas[area.parent]
        return "".join(reversed(names))


def found(scale: Scale, *, at: datetime) -> Land:
    """Make the city: areas with their outlines, the units that answer for them, institutions, sites."""
    rows = list(_regions(scale))
    numbers = places.add_regions(
        [places.NewRegion(*row, initials_of(row[1])) for row in rows], by=SYSTEM, at=at
    )
    places.set_boundaries(_outlines(rows), crs="WGS-84", by=SYSTEM, at=at)
    paths = {number: area.path for number, area in tree.regions_by_id(numbers.values()).items()}
    units = _answering(rows, numbers, at=at)
    areas = {
        code: Area(numbers[code], paths[numbers[code]], code, name, level, parent, units.get(code, 0))
        for code, name, level, parent in rows
    }
    made = _institutions(areas, at=at)
    land = Land(areas, tuple(made))
    return Land(areas, land.institutions, _facilities(land, at=at))


_Row = tuple[str, str, str, str]


def _regions(scale: Scale) -> Iterator[_Row]:
    """Code, name, level and parent of every area, parents first."""
    yield (*atlas.PROVINCE, "province", "")
    yield (*atlas.CITY, "city", atlas.PROVINCE[0])
    yield from atlas.ELSEWHERE
    for code, name, _, townships in atlas.COUNTIES[: scale.counties]:
        yield code, name, "county", atlas.CITY[0]
        quarters, villages = _shuffled(atlas.QUARTERS, code), _shuffled(atlas.VILLAGES, code)
        for number, township in enumerate(townships[: scale.townships], 1):
            below = f"{code}{_number_of(township, number):03d}"
            yield below, township, "township", code
            yield from _communities(scale, (below, township), quarters, villages)


def _shuffled(names: tuple[str, ...], *occasion: object) -> list[str]:
    mixed = list(names)
    dice("names", *occasion).shuffle(mixed)
    return mixed


def _number_of(township: str, number: int) -> int:
    """Streets are numbered from 1, towns from 100, townships from 200, as the statistical codes have it."""
    return number + (0 if township.endswith("街道") else 99 if township.endswith("镇") else 199)


def _communities(
    scale: Scale, township: tuple[str, str], quarters: list[str], villages: list[str]
) -> Iterator[_Row]:
    code, name = township
    chosen = dice("communities", code)
    count = max(1, scale.communities + chosen.choice((-1, 0, 0, 1)))
    known = list(atlas.KNOWN.get(name, ()))
    urban = count if name.endswith("街道") else count // 2 if name.endswith("镇") else 0
    while len(known) < count:
        town = sum(each.endswith("社区") for each in known) < urban
        fresh = f"{quarters.pop()}社区" if town else f"{villages.pop()}村"
        known += [fresh] if fresh not in known else []
    for number, community in enumerate(known[:count], 1):
        below = f"{code}{number + (0 if community.endswith('社区') else 199):03d}"
        yield below, community, "community", code
        for grid in range(1, max(1, scale.grids + chosen.choice((-1, 0, 0, 1))) + 1):
            yield f"{below}{grid:03d}", f"{community}{grid}号网格", "grid", below


def _outlines(rows: list[_Row]) -> dict[str, dict[str, object]]:
    """Outlines of townships, and of counties and the city as what their townships make together."""
    counties = [row[0] for row in rows if row[2] == "county" and row[3] == atlas.CITY[0]]
    middles = {code: middle for code, _, middle, _ in atlas.COUNTIES}
    wholes = dict(zip(counties, shares([middles[c] for c in counties], SHEET), strict=True))
    points: dict[str, Point] = {}
    for county, whole in wholes.items():
        townships = [row[0] for row in rows if row[3] == county]
        points |= dict(zip(townships, spread(len(townships), whole, county), strict=True))
    cells = dict(zip(points, shares(list(points.values()), SHEET), strict=True))
    together = {c: joined([cells[t] for t in cells if t.startswith(c)]) for c in (atlas.CITY[0], *counties)}
    return {code: drawn(ring) for code, ring in (cells | together).items()}


def _answering(rows: list[_Row], numbers: dict[str, int], *, at: datetime) -> dict[str, int]:
    """The unit that answers for each area, below the unit of the area above."""
    units: dict[str, int] = {}
    for level in ("city", "county", "township", "community", "grid"):
        here = [row for row in rows if row[2] == level and row[0].startswith(atlas.CITY[0])]
        bodies = [
            places.NewUnit(
                _body_name(name, level), _ANSWERS.get(level, level), numbers[code], units.get(parent, 0)
            )
            for code, name, _, parent in here
        ]
        made = places.add_units(bodies, by=SYSTEM, at=at)
        units |= dict(zip((row[0] for row in here), made, strict=True))
    return units


def _body_name(name: str, level: str) -> str:
    if level in _ANSWERS:
        return f"{name}疫情防控指挥部"
    if level == "township":
        return f"{name}办事处" if name.endswith("街道") else f"{name}人民政府"
    if level == "community":
        return f"{name}居民委员会" if name.endswith("社区") else f"{name}村民委员会"
    return name


_OF_CITY = (
    ("市专班综合协调组", "task_force"), ("市专班流调溯源组", "task_force"), ("市公安局", "department"),
    ("市卫生健康委员会", "department"), ("市交通运输局", "department"), ("市教育局", "department"),
    ("市疾病预防控制中心", "cdc"), ("云泽火车站", "station"),
)  # fmt: skip
_OF_COUNTY = (
    ("卫生健康局", "department"), ("教育局", "department"), ("疾病预防控制中心", "cdc"),
    ("人民医院发热门诊", "fever_clinic"), ("中医医院发热门诊", "fever_clinic"),
    ("第一中学", "school"), ("实验小学", "school"), ("中心幼儿园", "school"), ("客运站", "station"),
)  # fmt: skip


def _institutions(areas: dict[str, Area], *, at: datetime) -> list[Institution]:
    """Departments, clinics, schools and stations of the city and of each county."""
    wanted = [(area, name, kind) for area in _headquarters(areas) for name, kind in _names_at(area)]
    bodies = [places.NewUnit(name, kind, area.id, area.unit) for area, name, kind in wanted]
    numbers = places.add_units(bodies, by=SYSTEM, at=at)
    return [
        Institution(number, name, kind, area.id, area.path)
        for number, (area, name, kind) in zip(numbers, wanted, strict=True)
    ]


def _headquarters(areas: dict[str, Area]) -> list[Area]:
    city = atlas.CITY[0]
    return [area for area in areas.values() if city in (area.code, area.parent)]


def _names_at(area: Area) -> list[tuple[str, str]]:
    if area.level == "city":
        return list(_OF_CITY)
    return [(f"{area.name}{name}", kind) for name, kind in _OF_COUNTY]


_PLACES = {"fever_clinic": (6, 14), "school": (300, 2600), "station": (2, 8)}
"""Kinds of institutions that are places too, with the least and most of their desks, seats or lanes."""
_SITES = (("安泊", 96), ("悦来", 132), ("锦湖", 168))
"""Hotels taken for isolation in each county, with their rooms."""


def _facilities(land: Land, *, at: datetime) -> dict[str, tuple[int, ...]]:
    """Places with their capacity; answers the isolation sites of each county."""
    places.add_facilities(list(_open_places(land)), by=SYSTEM, at=at)
    sites = {}
    for county in land.at("county"):
        hotels = [_hotel(county, number) for number in range(len(_SITES))]
        sites[county.code] = tuple(places.add_facilities(hotels, by=SYSTEM, at=at))
    return sites


def _hotel(county: Area, number: int) -> places.NewFacility:
    name, rooms = _SITES[number]
    road = dice("road", name, county.code).choice(atlas.ROADS)
    return places.NewFacility(
        f"{county.name}{name}宾馆集中隔离点",
        "isolation_site",
        county.id,
        county.unit,
        f"{county.name}{road}{number * 16 + 2}号",
        rooms,
    )


def _open_places(land: Land) -> Iterator[places.NewFacility]:
    for body in land.institutions:
        if body.kind in _PLACES:
            count = dice("capacity", body.name).randint(*_PLACES[body.kind])
            yield places.NewFacility(body.name, body.kind, body.region, body.unit, capacity=count)
        if body.kind == "cdc":
            yield places.NewFacility(
                f"{body.name}检测实验室", "laboratory", body.region, body.unit, capacity=8000
            )
    for township in land.at("township"):
        yield places.NewFacility(
            f"{township.name}采样点", "sampling_point", township.id, township.unit, capacity=4
        )

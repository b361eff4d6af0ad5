"""Risk areas elsewhere: invented places that rise and fall, and the list of them that each morning brings."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import cache
from hashlib import sha256

from lianfang.core.days import after, at_clock
from lianfang.core.places import RiskArea, RiskSnapshot
from lianfang.core.places.risk import LEVEL_WORDS, Level
from lianfang.exercise import atlas
from lianfang.exercise.dice import dice
from lianfang.exercise.scene import Scene
from lianfang.intake.actions import risk, risk_redeciding

SPOTS = (
    "望海街道海悦花园", "盐业新村", "滨港路批发市场", "建材城", "西街社区", "雁栖小区", "水产市场",
    "客运站家属院",
)  # fmt: skip
"""Places that each county of the atlas has."""
COUNTIES = tuple(row[0] for row in atlas.ELSEWHERE if row[2] == "county")
_Course = tuple[tuple[int, Level], ...]
_RISING: _Course = ((3, "middle"), (9, "high"), (14, "middle"), (21, "low"))
_FALLING: _Course = ((7, "high"), (12, "middle"), (20, "low"))
_CYCLE = 26
"""Days after which a place begins again; until then it is on no list."""
_REST = "除中高风险区以外的其他区域"
_PUBLISHED, _RECEIVED_MINUTES = time(8, 0), 7


@cache
def level_of(county: str, spot: str, day: date) -> Level | None:
    """The level of a place on a day, None where it is on no list."""
    chosen = dice("outbreak", county, spot)
    course = chosen.choice((_RISING, _FALLING, _FALLING, _FALLING, _FALLING))
    passed = (day.toordinal() + chosen.randrange(_CYCLE)) % _CYCLE
    return next((level for until, level in course if passed < until), None)


def at_risk(day: date) -> list[tuple[str, str, Level]]:
    """County, place and level of everything on the list of a day."""
    found = [(county, spot, level_of(county, spot, day)) for county in COUNTIES for spot in SPOTS]
    return [(county, spot, level) for county, spot, level in found if level is not None]


def names(code: str) -> tuple[str, str, str]:
    """Province, city and county of a county of the atlas."""
    known = {row[0]: row[1] for row in (*atlas.ELSEWHERE, (*atlas.PROVINCE, "province", ""))}
    return known[code[:2]], known[code[:4]], known[code]


def words(level: Level) -> str:
    """The level as lists write it."""
    return LEVEL_WORDS[level].zh


def happenings(scene: Scene, day: date) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
    """The list of the day comes in, and whom it reaches is decided about again."""
    by = scene.staff.by_login["city"]

    def receive(at: datetime) -> None:
        risk.receive_risk_lists([_snapshot(day)], by=by, at=at)
        risk_redeciding.apply_risk_lists(by=by, at=at)

    yield after(at_clock(day, _PUBLISHED), minutes=_RECEIVED_MINUTES), receive


def _snapshot(day: date) -> RiskSnapshot:
    places = at_risk(day)
    areas = [RiskArea.of(level, names(county), spot) for county, spot, level in places]
    worse = sorted({county for county, _, level in places if level != "low"})
    areas += [RiskArea.of("low", names(county), _REST) for county in worse]
    text = "\n".join(f"{area.level} {area.written}" for area in areas)
    return RiskSnapshot(
        as_of=at_clock(day, _PUBLISHED),
        digest=sha256(f"{day} {text}".encode()).hexdigest(),
        areas=tuple(areas),
        source="国务院客户端(演练)",
    )

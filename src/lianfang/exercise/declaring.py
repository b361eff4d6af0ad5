"""People who tell of their return by themselves, and communities that call back."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from lianfang.accounts.scope import SYSTEM
from lianfang.core.asking import Ask
from lianfang.core.days import at_clock, plus
from lianfang.core.findings import Method, Outcome
from lianfang.core.intake import Field
from lianfang.exercise import outbreaks
from lianfang.exercise.dice import chance, dice, moment
from lianfang.exercise.scene import Scene
from lianfang.intake import actions as intake
from lianfang.intake import queries as reading

_FROM, _SPREAD_MINUTES = time(8, 30), 12 * 60
_PROXY = 0.25
_SOON, _LATEST, _FORGOTTEN, _REMEMBERED = 25, 620, 0.05, 1500
"""A call back comes so many minutes later, at least and at most; a few only a day later."""
_ALL = 1000


def happenings(scene: Scene, day: date) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
    """The declarations of a day, at all hours."""
    for number in range(scene.scale.declared):
        at = moment(at_clock(day, _FROM), "declared", day, number, least=0, most=_SPREAD_MINUTES)
        yield at, lambda at, number=number: _declare(scene, day, number, at=at)  # type: ignore[misc]


def _declare(scene: Scene, day: date, number: int, *, at: datetime) -> None:
    chosen = dice("declaration", day, number)
    one = chosen.choice([r for r in scene.residents[:5000] if r.papers.identifiers[0][0] == "resident_id"])
    county, spot, level = chosen.choice(outbreaks.at_risk(day))
    township = scene.land.above(one.grid, "township")
    said = {
        Field.NAME: one.papers.name,
        Field.IDENTIFIER: one.papers.identifiers[0][1],
        Field.PHONE: one.phone,
        Field.ORIGIN: "".join(outbreaks.names(county)) + spot,
        Field.RISK_LEVEL: outbreaks.words(level),
        Field.LEFT: str(plus(day, -1)),
        Field.ARRIVED: str(day),
        Field.TRANSPORT: chosen.choice(("自驾", "高铁", "客车")),
        Field.COUNTY: scene.land.above(one.grid, "county").name,
        Field.TOWNSHIP: township.name,
        Field.COMMUNITY: scene.land.above(one.grid, "community").name,
    }
    proxy = not one.phone or chosen.random() < _PROXY
    if proxy:
        said |= {Field.GUARDIAN: "王家属", Field.GUARDIAN_PHONE: "13800009999"}
    new = intake.NewDeclaration(
        said={str(field): text for field, text in said.items() if text},
        region_id=scene.land.city.id,
        kind="proxy" if proxy else "self",
        relation="家属" if proxy else "",
    )
    intake.declare(new, by=intake.public_desk(scene.land.city.id), at=at)


def call_back(scene: Scene, *, at: datetime) -> None:
    """Communities call those who still wait."""
    for line in reading.declarations(SYSTEM, Ask(filters={"state": "waiting"}, count=_ALL)).rows:
        told = (scene.called.get(line.person_id or 0, ""), line.at.isoformat())
        late = _REMEMBERED if chance(_FORGOTTEN, "forgotten", *told) else 0
        called = moment(line.at, "called", *told, least=_SOON + late, most=_LATEST + late)
        if line.person_id is None or called > at:
            continue
        by = scene.staff.answering(scene.land, line.path, "community")
        intake.answer(line.id, Outcome.FOUND, Method.CALL, by=by, at=at)
        scene.swab(line.person_id, at, line.path)

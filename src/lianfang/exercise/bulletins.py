"""The bulletin of each day, composed, read, signed; one is corrected. The figures of each day are kept."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from lianfang.accounts.scope import SYSTEM, Viewer
from lianfang.core.days import after, at_clock, plus
from lianfang.core.situation import ReportWindow
from lianfang.core.words import Words
from lianfang.exercise import outbreaks, reporting
from lianfang.exercise.scene import Scene
from lianfang.situation import actions as situation
from lianfang.situation import queries as reading

_CLOSED, _COMPOSED = time(0, 12), time(17, 25)
_READ_MINUTES = 25
_WINDOW = ReportWindow(time(17, 0), time(17, 0))
_OF_COUNTY = 4
"""For so many days the county with logins has had a bulletin of its own."""
_CORRECTED_BEFORE = 3
"""So many days before the present a signed bulletin turned out wrong and was corrected."""


def happenings(scene: Scene, day: date) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
    """Yesterday's figures are closed at night; in the evening the bulletin is composed, and then signed."""
    yesterday, leader = plus(day, -1), scene.staff.by_login["leader"]
    if yesterday in scene.days:
        yield at_clock(day, _CLOSED), lambda at: situation.close_period(yesterday, by=SYSTEM, at=at)
    composed = at_clock(day, _COMPOSED)
    yield composed, lambda at: _compose(scene, day, at=at)
    yield after(composed, minutes=_READ_MINUTES), lambda at: _sign(leader, day, at=at)
    if day in scene.days[-_OF_COUNTY:]:
        early = after(composed, minutes=-40)
        commander = scene.staff.signers[scene.county(scene.staff.home)][1]
        yield early, lambda at: _compose_for_county(scene, day, at=at)
        yield after(early, minutes=_READ_MINUTES), lambda at: _sign(commander, day, at=at)
    if len(scene.days) > _CORRECTED_BEFORE and yesterday == scene.days[-1 - _CORRECTED_BEFORE]:
        yield at_clock(day, time(9, 5)), lambda at: _correct(scene, yesterday, at=at)


def _compose_for_county(scene: Scene, day: date, *, at: datetime) -> None:
    """The county with logins has a bulletin of its own, signed by its commander."""
    reporting.send(scene, at=at)  # what has come by now is in it
    county = scene.staff.by_login["county"]
    situation.compose(county.path, day=day, window=_WINDOW, by=county, at=at)


def _compose(scene: Scene, day: date, *, at: datetime) -> None:
    reporting.send(scene, at=at)  # what has come by now is in it
    by, city = scene.staff.by_login["city"], scene.land.city
    number = situation.compose(city.path, day=day, window=_WINDOW, by=by, at=at)
    high = sum(level == "high" for _, _, level in outbreaks.at_risk(day))
    middle = sum(level == "middle" for _, _, level in outbreaks.at_risk(day))
    outside = Words(
        f"当日外省市公布高风险区 {high} 个、中风险区 {middle} 个(演练数据)。",
        f"Elsewhere {high} high-risk and {middle} medium-risk areas are published (exercise data).",
    )
    situation.write_texts(number, reading.Texts(outside=outside), by=by, at=after(at, minutes=6))


def _sign(leader: Viewer, day: date, *, at: datetime) -> None:
    """A commander reads the newest edition of their area and signs it."""
    number = reading.newest(leader, leader.path, day=day)
    if number is not None:
        paper = reading.bulletin(leader, number)
        situation.sign_bulletin(number, seen=paper.row.sha256, by=leader, at=at)


def _correct(scene: Scene, day: date, *, at: datetime) -> None:
    by = scene.staff.by_login["city"]
    number = reading.newest(by, scene.land.city.path, day=day)
    if number is not None:
        situation.correct(number, reason="核对后补正当日解除人数", by=by, at=at)
        _sign(scene.staff.by_login["leader"], day, at=after(at, minutes=20))

"""Daily reports of units: most in time, some late, missing or corrected, zero where there was nothing."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time

from lianfang.accounts.scope import SYSTEM
from lianfang.core.days import ZONE, after, at_clock, local_day, plus
from lianfang.core.refusal import Refused
from lianfang.core.situation import ReportState
from lianfang.exercise.dice import dice
from lianfang.exercise.fates import EASE, USUAL
from lianfang.exercise.scene import Scene
from lianfang.situation import actions as situation
from lianfang.situation import queries as reading
from lianfang.situation.report_kinds import kind_of

_CALLS = ("fever_clinic_daily", "school_daily", "station_daily", "department_daily", "township_daily")
_GIVEN_OUT, _CORRECTED, _REMEMBERED = time(0, 6), time(8, 40), time(8, 10)
_LATE, _FORGOTTEN, _WRONG = 0.05, 0.03, 0.03
_NEVER = 0.002
"""Shares of reports that come late, only the next morning, wrong, and never; the first two times the ease."""
_SENT_MINUTES = (8, 46)
"""Before it is due a report is sent so many minutes, at least and at most."""
_TYPED: Mapping[str, tuple[int, int]] = {
    "visits": (0, 26), "kept": (0, 2), "present": (380, 1900), "absent": (0, 9), "arrivals": (120, 1400),
    "from_risk": (0, 5), "on_duty": (12, 60), "returned": (0, 2),
}  # fmt: skip
"""The least and most of figures that no register knows; others are zero or follow from these."""
_FOLLOWS = {
    "tested": "visits", "ill": "absent", "followed_up": "ill", "checked": "arrivals",
    "handed_over": "from_risk", "declared": "returned",
}  # fmt: skip
"""Figures that should equal another; now and then one is short."""
_SHORT = 0.05
_KEPT_BACK, _CONCEALED = ("home_iso",), 0.06
"""Figures of which a unit now and then says one fewer than the register knows."""
_FIRST_HOUR = 15
"""The hour of the day from which reports about it are sent."""


def call(scene: Scene, *, at: datetime) -> None:
    """The city asks its units for reports, one county its communities as well."""
    by, ground = scene.staff.by_login["city"], "市疫情防控指挥部工作要求"
    for kind in _CALLS:
        situation.call_for(
            kind, region_id=scene.land.city.id, since=local_day(at), ground=ground, by=by, at=at
        )
    county = scene.staff.by_login["county"]
    situation.call_for(
        "community_daily", region_id=county.region_id or 0, since=local_day(at),
        ground="县疫情防控指挥部工作要求", by=county, at=at,
    )  # fmt: skip


def happenings(scene: Scene, day: date) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
    """Reports are given out at night; in the morning yesterday's wrong ones are corrected."""
    yield at_clock(day, _GIVEN_OUT), lambda at: situation.give_out(day, by=SYSTEM, at=at)
    yield at_clock(day, _CORRECTED), lambda at: _correct(scene, plus(day, -1), at=at)


def send(scene: Scene, *, at: datetime) -> None:
    """Send every report that has been sent by now, in the order of its instant."""
    late = at.astimezone(ZONE).hour >= _FIRST_HOUR
    for day in (local_day(at),) if late else (plus(local_day(at), -1),):
        waiting = [row for row in reading.reports(SYSTEM, day=day, now=at) if row.sent is None]
        due = [(moment, row) for row in waiting if (moment := _sent_at(scene, row)) and moment <= at]
        for moment, row in sorted(due, key=lambda pair: (pair[0], pair[1].unit, pair[1].kind)):
            _send(scene, row, at=moment)


def _sent_at(scene: Scene, row: reading.ReportRow) -> datetime | None:
    """When a unit sends; None where it never does."""
    chosen = dice("report", row.kind, scene.land.bodies[row.unit_id], row.day)
    luck, ease = chosen.random(), min(max(EASE.get(scene.county(row.path), USUAL), 1.0), 2.0)
    if luck < _NEVER:
        return None
    if luck < _NEVER + _FORGOTTEN * ease:
        return after(at_clock(plus(row.day, 1), _REMEMBERED), minutes=chosen.randrange(90))
    if luck < _NEVER + (_FORGOTTEN + _LATE) * ease:
        return after(row.due, minutes=chosen.randrange(6, 200))
    return after(row.due, minutes=-chosen.randrange(*_SENT_MINUTES))


def _send(scene: Scene, row: reading.ReportRow, *, at: datetime) -> None:
    by = scene.staff.by_unit[row.unit_id]
    values = _values(scene, row, at=at)
    situation.submit(row.id, values=values, zero=not any(values.values()), by=by, at=at)


def _values(scene: Scene, row: reading.ReportRow, *, at: datetime) -> dict[str, int]:
    """What a unit says: what is filled in, and beside it what only the unit knows."""
    filled = _filled(row, at=at)
    said: dict[str, int] = {}
    unit = scene.land.bodies[row.unit_id]
    for field in kind_of(row.kind).fields:
        known = filled.get(field.name)
        said[field.name] = _typed(field.name, unit, row, said) if known is None else known
        if known and field.name in _KEPT_BACK and dice("kept back", unit, row.day).random() < _CONCEALED:
            said[field.name] = known - 1
    return said


def _filled(row: reading.ReportRow, *, at: datetime) -> dict[str, int | None]:
    """What the register and the units below fill in, where the kind of report has such fields."""
    if not any(field.metric or field.rollup for field in kind_of(row.kind).fields):
        return {}
    return {each.name: each.value for each in reading.filled(SYSTEM, row.id, now=at)}


def _typed(name: str, unit: str, row: reading.ReportRow, said: Mapping[str, int]) -> int:
    chosen = dice("typed", name, unit, row.day)
    if name in _FOLLOWS:
        whole = said.get(_FOLLOWS[name], 0)
        return whole - 1 if whole and chosen.random() < _SHORT else whole
    low, high = _TYPED.get(name, (0, 0))
    quiet = row.kind == "fever_clinic_daily" and dice("quiet", unit, row.day).random() < 0.5
    return 0 if quiet else chosen.randint(low, high)


def _correct(scene: Scene, day: date, *, at: datetime) -> None:
    """The county opens a report of the day before that was wrong, and its unit corrects it."""
    for row in reading.reports(SYSTEM, day=day, now=at):
        chosen = dice("wrong", row.kind, scene.land.bodies[row.unit_id], day)
        if row.standing.state not in (ReportState.ON_TIME, ReportState.LATE) or chosen.random() > _WRONG:
            continue
        above = scene.staff.signers[scene.county(row.path)][1]
        try:
            situation.unlock(row.id, reason="数据有误,申请更正", by=above, at=at)
        except Refused:
            continue
        values = _values(scene, row, at=at)
        first = next(iter(values))
        values[first] += 1
        by = scene.staff.by_unit[row.unit_id]
        situation.submit(row.id, values=values, zero=False, by=by, at=after(at, minutes=9))

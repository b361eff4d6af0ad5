"""The opening balance: people isolated before the product was taken into use, with their past results."""

from collections.abc import Iterator
from datetime import datetime

from lianfang.core import findings as known
from lianfang.core.days import at_clock, local_day, plus
from lianfang.exercise.dice import dice
from lianfang.exercise.residents import Resident
from lianfang.exercise.scene import Scene
from lianfang.exercise.signing import EDITION
from lianfang.findings.actions import NewFinding, NewResult, record_results
from lianfang.measures import actions as measures

_DAYS = 7
_MONITORED = 3
_NOON = 12


def take_over(scene: Scene, *, at: datetime) -> None:
    """Enter who they are, why, since when, their results so far; their tasks follow."""
    by = scene.staff.by_login["city"]
    people = dice("opening").sample(scene.residents, scene.scale.already)
    measures.learn_many([_ground(n, one, at) for n, one in enumerate(people)], by=by, at=at)
    record_results([result for n, one in enumerate(people) for result in _results(n, one, at)], by=by, at=at)
    measures.take_over_many([_already(n, one, at) for n, one in enumerate(people)], by=by, at=at)


def _since(number: int) -> int:
    """How many days before the first day the measure of the n-th person began."""
    return 1 + number % (_DAYS - 2)


def _is_entrant(number: int) -> bool:
    return number % 4 != 0


def _ground(number: int, one: Resident, at: datetime) -> NewFinding:
    day = plus(local_day(at), -_since(number))
    arrived = at_clock(day, at.timetz().replace(tzinfo=None))
    if _is_entrant(number):
        payload: known.Payload = known.Arrival(origin="境外", arrived=arrived, from_abroad=True)
    else:
        payload = known.Occupation(title="集中隔离点保洁员", group="isolation_site", closed_loop_ended=day)
    return NewFinding(one.id, payload, arrived, "opening_balance", one.grid.path)


def _results(number: int, one: Resident, at: datetime) -> Iterator[NewResult]:
    if not _is_entrant(number):
        return
    for back in range(_since(number) - 1, 0, -1):
        taken = at_clock(plus(local_day(at), -back), at.timetz().replace(tzinfo=None))
        yield NewResult(
            person_id=one.id,
            taken=taken,
            reported=taken,
            outcome="negative",
            specimen=f"QC{taken:%y%m%d}{number:06d}",
            path=one.grid.path,
            source="opening_balance",
        )


def _already(number: int, one: Resident, at: datetime) -> measures.Already:
    day = plus(local_day(at), -_since(number))
    entrant = _is_entrant(number)
    return measures.Already(
        person_id=one.id,
        measure="central" if entrant else "home_iso",
        person_class="entrant" if entrant else "high_risk_post",
        began=at_clock(day, at.timetz().replace(tzinfo=None)),
        planned_end=plus(day, _DAYS + (_MONITORED if entrant else 0)),
        edition=EDITION,
        path=one.grid.path,
    )

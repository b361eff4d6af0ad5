"""What is owed to a person on the way from a decision to its release.

Decision → order (drafted, signed, served) → stay → checks day by day → release. Which of these is owed
now follows from how far the person has come; nothing is owed of somebody not yet found but to find
them, and that task belongs to the list that pushed them. Samples do not wait for the stay: a release hangs
on them whoever was slow with the notice. Health is asked only of somebody who is held.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from lianfang.core.measures.edition import Edition
from lianfang.core.measures.vocabulary import MEASURES
from lianfang.core.refusal import Refused
from lianfang.core.tasks import (
    Clocks,
    MeasureDay,
    Obligation,
    TaskKind,
    Within,
    from_days,
    release_on,
)

RESTRICTING = frozenset(name for name, measure in MEASURES.items() if measure.severity >= 30)
"""Measures that hold a person somewhere: they need a signed and served order."""
WATCHED = RESTRICTING | {"self_monitor"}
"""Measures under which health is asked for every day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDay:
    """One day of a stored decision: the measure, whether a test is really owed, the row."""

    day: date
    measure: str
    test: bool
    row: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far a person has come under one decision. Instants are None where it has not happened.

    Where somebody is held already and an order is to replace the one they are held under, ``order`` is the
    new one, ``stay_order`` theirs.
    """

    found: bool
    order: str = ""
    drafted: datetime | None = None
    signed: datetime | None = None
    served: datetime | None = None
    stay_began: datetime | None = None
    stay_measure: str = ""
    stay_order: str = ""
    replaces: bool = False
    stay_until: date | None = None
    ended: bool = False


def restricting(days: Sequence[PlannedDay], *, today: date) -> tuple[PlannedDay, ...]:
    """The days still to come that hold a person somewhere."""
    return tuple(day for day in days if day.day >= today and day.measure in RESTRICTING)


def last_day(planned_end: date, days: Sequence[PlannedDay]) -> date:
    """Until when somebody is held: as they were told, or longer where what follows now says so."""
    return max([planned_end, *(day.day for day in days if day.measure in RESTRICTING)])


def next_phase(held: str, days: Sequence[PlannedDay], *, today: date) -> str | None:
    """The measure to which somebody held passes by themselves today; None where nothing changes.

    It still holds them and is no stricter: to be held more strictly takes an order and a move.
    """
    now = next((day.measure for day in days if day.day == today), held)
    if now == held or now not in RESTRICTING or MEASURES[now].severity > MEASURES[held].severity:
        return None
    return now


def owed(way: Way, days: Sequence[PlannedDay], edition: Edition, *, now: datetime) -> Iterator[Obligation]:
    """What is owed now, each with its clause and clock from the edition."""
    if not way.found or way.ended:
        return
    if way.drafted is not None and (way.stay_began is None or way.replaces):
        yield from _towards_stay(way, days, edition)
    work = clocks(edition)
    if way.stay_began is None:
        work = replace(work, watched=WATCHED - RESTRICTING)
    yield from from_days((_measure_day(day) for day in days), work)
    if way.stay_began is not None and way.stay_until is not None:
        until = last_day(way.stay_until, days)
        ending = way.stay_order or way.order
        yield release_on(until, clocks=work, clause=_rows(days, until), order=ending)


def _towards_stay(way: Way, days: Sequence[PlannedDay], edition: Edition) -> Iterator[Obligation]:
    clause = days[0].row if days else ""
    steps = (
        (TaskKind.SIGN_ORDER, way.drafted, way.signed, "sign_order_hours"),
        (TaskKind.SERVE_NOTICE, way.signed, way.served, "serve_notice_hours"),
        (TaskKind.BEGIN_STAY, way.served, None, "begin_stay_hours"),
    )
    for kind, since, done, deadline in steps:
        if since is not None and done is None:
            yield Obligation(
                kind=kind,
                occasion=way.order,
                on=since,
                due=Within(hours=hours(edition, deadline)),
                clause=clause,
            )
            return


def hours(edition: Edition, name: str) -> float:
    """A deadline of the edition in hours; refused by name where the edition has none."""
    found = edition.deadline_hours(name)
    if found is None:
        raise Refused(
            "edition.no_deadline",
            "{edition}没有时限「{name}」,请在方案中补充",
            "{edition} has no deadline {name!r}; add it to the edition",
            edition=edition.id,
            name=name,
        )
    return found


def clocks(edition: Edition) -> Clocks:
    """When the edition wants the work of a day done."""
    norm = edition.norms.get("daily_check_clock")
    values = norm.value if norm is not None else ()
    given = values if isinstance(values, tuple) else (values,)
    return Clocks(watched=WATCHED, check_by=tuple(time(int(hour)) for hour in given))


def _measure_day(day: PlannedDay) -> MeasureDay:
    return MeasureDay(day.day, day.measure, day.test, day.row)


def _rows(days: Sequence[PlannedDay], until: date) -> str:
    return next((day.row for day in reversed(days) if day.day <= until), "")

"""From what is owed to the tasks of the next 48 hours.

A decision says what follows for weeks; only what opens soon is made a task, the rest follows from the
decision whenever it is derived again. Clocks and limits come from the edition, never from here.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from lianfang.core.days import after, at_clock, local_day, plus, start_of
from lianfang.core.refusal import Refused
from lianfang.core.tasks.kinds import Subject, TaskKind
from lianfang.core.tasks.task import Task

HORIZON_HOURS = 48


@dataclass(frozen=True, slots=True)
class ByClock:
    """Due when the local clock next shows ``clock``: of a day, on that day; 00:00 is the day's end."""

    clock: time


@dataclass(frozen=True, slots=True)
class Within:
    """Due so many hours and minutes after the instant from which the clock runs."""

    hours: float = 0
    minutes: float = 0


DueRule = ByClock | Within
BY_END_OF_DAY = ByClock(time.min)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """Something owed on a day, or from an instant on.

    ``occasion`` tells it from others of its kind for the same subject (a day, a list, an order); it must stay
    the same when the due instant changes.
    """

    kind: TaskKind
    occasion: str
    on: date | datetime
    due: DueRule
    clause: str


def opening(on: date | datetime) -> datetime:
    """The instant from which an obligation can be met: the day's first, or the instant itself."""
    return on if isinstance(on, datetime) else start_of(on)


def due_instant(rule: DueRule, on: date | datetime) -> datetime:
    """The first instant that is too late. Hours are refused where only a day is known."""
    start = opening(on)
    if isinstance(rule, ByClock):
        same_day = at_clock(local_day(start), rule.clock)
        return same_day if same_day > start else at_clock(plus(local_day(start), 1), rule.clock)
    if not isinstance(on, datetime):
        raise Refused(
            "task.needs_instant",
            "时限按小时计算,需要起算时间",
            "a limit in hours needs an instant to run from",
        )
    return after(start, hours=rule.hours, minutes=rule.minutes)


def derive(
    obligations: Iterable[Obligation],
    *,
    subject: Subject,
    owner: str,
    owner_level: str = "grid",
    now: datetime,
) -> tuple[Task, ...]:
    """The tasks of one subject that open before the horizon, earliest due first.

    Past ones are among them, so that what is overdue is not taken for unwanted. Where several reasons owe the
    same thing on the same occasion it is one task, due at the earliest of their instants.
    """
    horizon = after(now, hours=HORIZON_HOURS)
    wanted: dict[str, Task] = {}
    for each in obligations:
        if opening(each.on) >= horizon:
            continue
        task = Task(
            key=f"{each.kind}:{subject}:{each.occasion}",
            kind=each.kind,
            subject=subject,
            owner=owner,
            owner_level=owner_level,
            opens=opening(each.on),
            due=due_instant(each.due, each.on),
            clause=each.clause,
        )
        wanted[task.key] = min(wanted.get(task.key, task), task, key=lambda one: (one.due, one.clause))
    return tuple(sorted(wanted.values(), key=lambda one: (one.due, one.key)))


@dataclass(frozen=True, slots=True)
class MeasureDay:
    """One day of a decision: the measure in force, whether a test is due, and the row they come from."""

    day: date
    measure: str
    test: bool
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """When the edition wants the work of a day done.

    ``watched`` are the measures under which health is checked, at each of ``check_by`` (clock order).
    """

    watched: Collection[str]
    check_by: tuple[time, ...]
    sample_by: time = time.min
    release_by: time = time.min


def from_days(days: Iterable[MeasureDay], clocks: Clocks) -> Iterator[Obligation]:
    """What a decision's days owe: health at each clock under a watched measure, a sample on each test day."""
    for each in days:
        if each.measure in clocks.watched:
            yield from _checks(each, clocks.check_by)
        if each.test:
            yield _on(TaskKind.SAMPLE, each.day, clocks.sample_by, each.clause)


def release_on(until: date, *, clocks: Clocks, clause: str, order: str) -> Obligation:
    """The release owed on the last day of a measure; ``order`` names what is ended, on whatever day."""
    return Obligation(
        kind=TaskKind.RELEASE, occasion=order, on=until, due=ByClock(clocks.release_by), clause=clause
    )


def _checks(day: MeasureDay, clocks: tuple[time, ...]) -> Iterator[Obligation]:
    opens = start_of(day.day)
    for number, clock in enumerate(clocks, 1):
        rule = ByClock(clock)
        occasion = f"{day.day}.{number}"
        yield Obligation(kind=TaskKind.DAILY_CHECK, occasion=occasion, on=opens, due=rule, clause=day.clause)
        opens = due_instant(rule, opens)


def _on(kind: TaskKind, day: date, clock: time, clause: str) -> Obligation:
    return Obligation(kind=kind, occasion=str(day), on=day, due=ByClock(clock), clause=clause)

"""Instants, local days and the counting of days.

Instants are aware datetimes. A local day is a ``date`` read in the place's zone; the product serves
one country with one legal time, so the zone is a constant and not a setting. This is the only module
that adds days to anything: elsewhere a day is counted by name.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lianfang.core.refusal import Refused

ZONE = ZoneInfo("Asia/Shanghai")


def instant(text: str) -> datetime:
    """Read an ISO 8601 instant with offset; a text without offset is local time.

    A bare date is refused here: it is a whole day, see :func:`window`.
    """
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(
            "time.unreadable",
            "无法识别的时间「{text}」,请写成 2022-08-01T07:00+08:00",
            "cannot read the instant {text!r}; write it as 2022-08-01T07:00+08:00",
            text=text,
        ) from None
    return read if read.tzinfo else read.replace(tzinfo=ZONE)


def local_day(at: datetime) -> date:
    """The local calendar day on which the instant falls."""
    return at.astimezone(ZONE).date()


def start_of(day: date) -> datetime:
    """The first instant of a local day."""
    return datetime.combine(day, time.min, ZONE)


def end_of(day: date) -> datetime:
    """The first instant after a local day: its exclusive end."""
    return start_of(plus(day, 1))


def at_clock(day: date, clock: time) -> datetime:
    """The instant at which a local clock shows ``clock`` on ``day``."""
    return datetime.combine(day, clock, ZONE)


def plus(day: date, count: int) -> date:
    """The day ``count`` days after (before, where negative) ``day``."""
    return day + timedelta(days=count)


def after(at: datetime, *, hours: float = 0, minutes: float = 0) -> datetime:
    """The instant that many hours and minutes later."""
    return at + timedelta(hours=hours, minutes=minutes)


def days_between(first: date, last: date) -> int:
    """Whole days from ``first`` to ``last``; negative where ``last`` is earlier."""
    return (last - first).days


def hours_between(first: datetime, last: datetime) -> float:
    """Hours from ``first`` to ``last``; negative where ``last`` is earlier."""
    return (last - first).total_seconds() / 3600


def nth_day(anchor: date, number: int, *, anchor_day: int) -> date:
    """The day that is called "day ``number``" when the anchor itself is day ``anchor_day`` (0 or 1)."""
    return plus(anchor, number - anchor_day)


@dataclass(frozen=True, slots=True)
class Window:
    """Instants from ``start`` (in) to ``end`` (out)."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end


def window(text: str) -> Window:
    """The window a text names: a bare date is the whole local day, an instant is itself alone."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        at = instant(text)
        return Window(at, at + timedelta(microseconds=1))
    return Window(start_of(day), end_of(day))

"""Reading days and instants as people write them: serials, ``2026.3.5``, ``3月5日 14时30分``, ISO 8601.

Only what can be read in one way is read. A day without its year is given the year that brings it nearest to
the receipt, and says so; ``8/3/2022`` is refused, since it is March in London and August in New York.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from lianfang.core import days
from lianfang.core.intake.cells import Cell, plain, vocabulary

EPOCH_1900 = date(1899, 12, 30)
"""Day 0 of serial numbers, so that those from 1 March 1900 on are right (Excel counts a 29 February 1900)."""

EPOCH_1904 = date(1904, 1, 1)
SERIALS = range(15_000, 80_001)
"""Serial numbers taken for days, 1941 to 2119 (2123 in the 1904 system); smaller ones are ages or counts."""

YEARS = range(1850, 2151)
"""Years that a list of living people can speak of."""

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and where a clock was given the instant."""

    day: date
    at: datetime | None = None
    year_inferred: bool = False

    @property
    def start(self) -> datetime:
        """The instant, or the first one of the day."""
        return self.at or days.start_of(self.day)


def read_moment(value: Cell, *, at: datetime, date1904: bool = False) -> Moment | time | None:
    """The moment in a cell; a bare clock time as such; None where it cannot be read in exactly one way.

    ``at`` is the instant of receipt: it gives the year where none is written.
    """
    if isinstance(value, str):
        return _from_text(plain(value), days.local_day(at), date1904)
    if isinstance(value, date):
        return _from_date(value) if value.year in YEARS else None
    if isinstance(value, time):
        return value
    if isinstance(value, bool) or value is None:
        return None
    return _from_number(value, date1904)


def joined(day: Moment, clock: time) -> Moment:
    """The day of one column with the clock of another."""
    return replace(day, at=days.at_clock(day.day, clock))


def _from_date(value: date) -> Moment:
    """A cell's date and time; midnight exactly is a day without clock, as spreadsheets keep days."""
    if not isinstance(value, datetime):
        return Moment(value)
    if value.tzinfo:
        local = value.astimezone(days.ZONE)
        return Moment(local.date(), local)
    rounded = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    if rounded.time() == time.min:
        return Moment(rounded.date())
    return Moment(rounded.date(), rounded.replace(tzinfo=days.ZONE))


def _from_number(value: float, date1904: bool) -> Moment | None:
    whole = int(value) if abs(value) < 1e15 else 0
    if whole in SERIALS:
        midnight = datetime.combine(days.plus(EPOCH_1904 if date1904 else EPOCH_1900, whole), time.min)
        return _from_date(midnight + timedelta(seconds=round((value - whole) * _DAY)))
    return _from_digits(str(whole)) if whole == value else None


def _from_digits(digits: str) -> Moment | None:
    """``20260305``, with clock ``202603051430`` or ``20260305143000``."""
    if len(digits) not in (8, 12, 14):
        return None
    day = _day(digits[:4], digits[4:6], digits[6:8])
    if day is None or len(digits) == 8:
        return day
    return _at(day, _seconds(int(digits[8:10]), int(digits[10:12]), int(digits[12:] or 0)), days.ZONE)


def _day(year: str | int, month: str, day: str) -> Moment | None:
    if int(year) not in YEARS:
        return None
    try:
        return Moment(date(int(year), int(month), int(day)))
    except ValueError:
        return None


def _seconds(hour: int, minute: int = 0, second: int = 0) -> int | None:
    """Seconds since midnight; 24:00 is the end of the day."""
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second):
        return None
    return hour * 3600 + minute * 60 + second


def _as_time(seconds: int) -> time:
    minutes, second = divmod(seconds, 60)
    return time(*divmod(minutes, 60), second)


def _at(day: Moment, seconds: int | None, zone: tzinfo) -> Moment | None:
    """The day at a clock of some zone, as a local day and instant."""
    if seconds is None:
        return None
    start = day.day if seconds < _DAY else days.plus(day.day, 1)
    clock = _as_time(seconds % _DAY)
    local = datetime.combine(start, clock, zone).astimezone(days.ZONE)
    return replace(day, day=local.date(), at=local)


_YEAR_FIRST = re.compile(r"(\d{4})\s*(?:年|[-./—–])\s*(\d{1,2})\s*(?:月|[-./—–])\s*(\d{1,2})\s*[日号]?")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-./])\s*(\d{1,2})\s*[-./]\s*(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s-]*)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"[\s-]*(?:(\d{1,2})(?:st|nd|rd|th)?(?![\d:]))?(?:[\s,-]*(\d{4}))?"
)
_MONTH_DAY = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?|(\d{1,2})\s*[-./]\s*(\d{1,2})")
_NOISE = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?|北京时间|\s+cst$")
_ABOUT = re.compile(r"(?:左右|前后|许|到达|抵达|离开|出发)$")
_PART_OF_DAY = vocabulary("凌晨 早上 早晨 清晨 上午 中午 下午 傍晚 晚上 晚 夜里 全天")
_ZONE = re.compile(r"\s*(z|(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?|utc|gmt)$")
_CLOCK = re.compile(
    r"(凌晨|早上|早晨|清晨|上午|中午|下午|傍晚|晚上|晚|夜里|am|pm)?\s*(\d{1,2})\s*"
    r"(?::(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?|[时点]\s*(?:(\d{1,2})\s*分?(?:\s*(\d{1,2})\s*秒)?|(半)|整)?|(?=\s*[ap]\.?m))"
    r"\s*([ap])?(?:\.?m\.?)?"
)
_MORNING = vocabulary("凌晨 早上 早晨 清晨 上午 am a")
_AFTERNOON = vocabulary("下午 傍晚 晚上 晚 夜里 pm p")
_NIGHT = vocabulary("晚上 晚 夜里")
_REMEMBERED = 65_536


@lru_cache(maxsize=_REMEMBERED)
def _from_text(text: str, today: date, date1904: bool) -> Moment | time | None:
    text = _NOISE.sub(" ", text.lower().replace("∶", ":")).strip()
    if text.isascii() and text.isdecimal():
        return _from_number(int(text), date1904)
    for pattern, read in _FORMS:
        if found := pattern.match(text):
            return _with_clock(read(found, today), text[found.end() :])
    seconds = _clock(text)
    return None if seconds is None or seconds == _DAY else _as_time(seconds)


def _year_first(found: re.Match[str], _today: date) -> Moment | None:
    return _day(*found.groups())


def _year_last(found: re.Match[str], _today: date) -> Moment | None:
    """``03.08.2022`` is the third of August; with other signs the order must show from the figures."""
    first, sign, second, year = found.groups()
    if sign == "." or int(first) > 12 or int(first) == int(second):
        return _day(year, second, first)
    return _day(year, first, second) if int(second) > 12 else None


def _english(found: re.Match[str], today: date) -> Moment | None:
    before, name, behind, year = found.groups()
    if bool(before) == bool(behind):
        return None
    month, day = str(_MONTHS.index(name) + 1), before or behind
    return _day(year, month, day) if year else _nearest(month, day, today)


def _month_day(found: re.Match[str], today: date) -> Moment | None:
    return _nearest(found[1] or found[3], found[2] or found[4], today)


def _nearest(month: str, day: str, today: date) -> Moment | None:
    """The day in the year that brings it nearest to today; whether it may lie ahead is judged elsewhere."""
    years = (today.year - 1, today.year, today.year + 1)
    possible = [moment.day for year in years if (moment := _day(year, month, day))]
    near = min(possible, key=lambda one: abs(days.days_between(one, today)), default=None)
    return Moment(near, year_inferred=True) if near else None


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Moment | None]], ...] = (
    (_YEAR_FIRST, _year_first),
    (_YEAR_LAST, _year_last),
    (_ENGLISH, _english),
    (_MONTH_DAY, _month_day),
)


def _with_clock(day: Moment | None, rest: str) -> Moment | None:
    """The day with the clock and offset written behind it; None where what follows is neither."""
    rest = _ABOUT.sub("", rest.strip(" ,t"))
    if day is None or not rest or rest in _PART_OF_DAY:
        return day
    zone = _ZONE.search(rest)
    return _at(day, _clock(rest[: zone.start()] if zone else rest), _offset(zone) if zone else days.ZONE)


def _offset(found: re.Match[str]) -> tzinfo:
    length = timedelta(hours=int(found[3] or 0) % 24, minutes=int(found[4] or 0) % 60)
    return UTC if not length else timezone(-length if found[2] == "-" else length)


def _clock(text: str) -> int | None:
    """Seconds since midnight of a clock as people say it: ``14:30``, ``下午2点半``, ``2:30 pm``."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    part, hour = found[1] or found[8] or "", int(found[2])
    if (part in _AFTERNOON and hour < 12) or (part == "中午" and hour < 3) or (part in _NIGHT and hour == 12):
        hour += 12
    elif part in _MORNING and hour == 12:
        hour = 0
    minute = 30 if found[7] else int(found[3] or found[5] or 0)
    return _seconds(hour, minute, int(found[4] or found[6] or 0))

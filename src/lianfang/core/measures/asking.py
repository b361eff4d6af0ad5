"""Reading a file of facts, and refusing what cannot be decided on, all of it at once."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from math import isfinite
from typing import NamedTuple

from lianfang.core.days import days_between, instant, local_day, start_of
from lianfang.core.measures import classes
from lianfang.core.measures.classes import CLASSES, SPELLINGS, SUBJECTS, Field
from lianfang.core.measures.facts import Fact, Facts, Value
from lianfang.core.refusal import Refused
from lianfang.core.words import Words

# A measure that somebody decided for longer than this is taken for a slip of the pen.
LONGEST_OVERRIDE_DAYS = 366
# Other centuries are slips of the pen, and days cannot be counted beyond the ends of the calendar.
_DAY = re.compile(r"(?:19|20|21)\d{2}-\d{2}-\d{2}")


class Problem(NamedTuple):
    """What is wrong with one value of a file of facts, and how to mend it."""

    where: str
    value: str
    message: Words
    remedy: Words

    def words(self) -> Words:
        """The problem as one line."""
        return Words(
            f"{self.where}「{self.value}」:{self.message.zh};{self.remedy.zh}",
            f"{self.where} {self.value!r}: {self.message.en}; {self.remedy.en}",
        )


class Asked(NamedTuple):
    """A question put to an edition: when, where and about which facts."""

    at: datetime
    region: str
    facts: Facts


def refuse(problems: Iterable[Problem]) -> None:
    """Refuse with all problems together, so that a file is mended once; silent where there are none."""
    found = list(problems)
    if found:
        lines = [problem.words() for problem in found]
        raise Refused(
            "facts.invalid",
            "{said_zh}",
            "{said_en}",
            said_zh="\n".join(line.zh for line in lines),
            said_en="\n".join(line.en for line in lines),
            problems=found,
        )


def sound(facts: Facts, *, at: datetime) -> Facts:
    """The facts with ``known`` filled in, refused where a date is missing or lies in the future.

    ``known``, the day the person was found, is the local day of ``at`` unless the fact says
    otherwise. Nothing else of a decision depends on ``at``.
    """
    today = local_day(at)
    refuse(
        problem
        for number, fact in enumerate(facts.items, 1)
        for problem in check(fact, where=f"facts[{number}].{fact.cls}", today=today)
    )
    return Facts.of(
        *(
            fact if fact.cls not in SUBJECTS or fact.day("known") else fact.with_values(known=today)
            for fact in facts.items
        )
    )


def check(fact: Fact, *, where: str, today: date) -> list[Problem]:
    """What is wrong with one fact whose values are already of the right kind."""
    known = CLASSES.get(fact.cls)
    if known is None:
        return [_unknown_class(fact.cls, where)]
    problems = [
        Problem(
            f"{where}.{field.name}",
            "",
            Words("缺少" + field.words.zh, f"missing: {field.words.en}"),
            _remedy(field),
        )
        for field in known.fields
        if field.required and fact.get(field.name) is None
    ]
    for field in known.fields:
        day = fact.day(field.name)
        if day and day > today and not field.ahead:
            problems.append(_in_future(f"{where}.{field.name}", day, today))
    start, until = fact.day("start"), fact.day("until")
    if start and until and not 0 <= days_between(start, until) < LONGEST_OVERRIDE_DAYS:
        problems.append(_odd_end(f"{where}.until", start, until))
    return problems


def read(document: Mapping[str, object], *, now: datetime) -> Asked:
    """Read a file of facts ``{"at", "region", "facts": [{"class": …, …}, …]}``.

    ``at`` may be left out (``now``) or be a bare date (its first instant); ``known`` defaults to its
    local day. Everything that cannot be read is refused together, each with its place and remedy.
    """
    problems: list[Problem] = []
    at = _read_at(document.get("at"), now, problems)
    today = local_day(at)
    facts: list[Fact] = []
    for number, raw in enumerate(_read_list(document, problems), 1):
        where = f"facts[{number}]"
        fact = _read_fact(raw, where, problems)
        if fact is not None:
            facts.append(fact)
            taken = {problem.where for problem in problems}
            found = check(fact, where=where, today=today)
            problems.extend(problem for problem in found if problem.where not in taken)
    refuse(problems)
    return Asked(at, str(document.get("region") or ""), Facts.of(*facts))


def _read_at(raw: object, now: datetime, problems: list[Problem]) -> datetime:
    if raw is None:
        return now
    moment = _moment(str(raw))
    if moment is None:
        problems.append(_unreadable_time("at", raw))
        return now
    return moment if isinstance(moment, datetime) else start_of(moment)


def _read_list(document: Mapping[str, object], problems: list[Problem]) -> list[object]:
    problems.extend(
        Problem(
            str(key),
            "",
            Words("未知的键", "unknown key"),
            Words("只有 at、region、facts", "use at, region, facts"),
        )
        for key in document
        if key not in ("at", "region", "facts")
    )
    facts = document.get("facts")
    if isinstance(facts, list) and facts:
        return facts
    problems.append(
        Problem(
            "facts",
            "",
            Words("没有情况可判定", "there is no fact to decide on"),
            Words(
                "列出至少一条,见 policy decide --example", "list at least one, see policy decide --example"
            ),
        )
    )
    return []


def _read_fact(raw: object, where: str, problems: list[Problem]) -> Fact | None:
    name = raw.get("class") if isinstance(raw, Mapping) else None
    if not isinstance(raw, Mapping) or not isinstance(name, str) or name not in CLASSES:
        problems.append(_unknown_class(name if isinstance(raw, Mapping) else raw, f"{where}.class"))
        return None
    values: dict[str, Value | None] = {}
    for key, value in raw.items():
        if key != "class" and value is not None:
            values[str(key)] = _read_value(name, str(key), value, where, problems)
    return Fact.of(name, **values)


def _read_value(name: str, key: str, raw: object, where: str, problems: list[Problem]) -> Value | None:
    field = CLASSES[name].field(key)
    place = f"{where}.{key}"
    if field is None:
        problems.append(_unknown_field(name, place, raw))
        return None
    value = _READERS[field.kind](raw, field)
    if value is None:
        problem = _unreadable_time(place, raw) if field.kind in (classes.DAY, classes.MOMENT) else None
        problems.append(
            problem or Problem(place, str(raw), Words("无法识别", "cannot be read"), _remedy(field))
        )
    return value


def _moment(text: str) -> date | datetime | None:
    """A bare date as a day, anything longer as an instant (local time where it has no offset)."""
    if not _DAY.match(text):  # other spellings of ISO 8601, such as 2022-W31-1, are more often slips
        return None
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else instant(text)
    except (ValueError, Refused):
        return None


def _read_moment(raw: object, field: Field) -> Value | None:
    return _moment(raw) if isinstance(raw, str) else None


def _read_day(raw: object, field: Field) -> Value | None:
    value = _read_moment(raw, field)
    return local_day(value) if isinstance(value, datetime) else value


def _read_days(raw: object, field: Field) -> Value | None:
    """Days parted by commas, as they stand."""
    read = [_moment(text) for text in raw.split(",")] if isinstance(raw, str) else [None]
    return str(raw) if all(read) and not any(isinstance(day, datetime) for day in read) else None


def _read_choice(raw: object, field: Field) -> Value | None:
    text = str(raw)
    text = SPELLINGS.get(text, text)
    return text if text in field.choices else None


def _read_number(raw: object, field: Field) -> Value | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    try:
        number = float(raw)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def _read_text(raw: object, field: Field) -> Value | None:
    return raw if isinstance(raw, str) and raw.strip() else None


_READERS = {
    classes.DAY: _read_day,
    classes.DAYS: _read_days,
    classes.MOMENT: _read_moment,
    classes.CHOICE: _read_choice,
    classes.NUMBER: _read_number,
    classes.TEXT: _read_text,
}


def _remedy(field: Field) -> Words:
    if field.choices:
        listed = "|".join(field.choices)
        return Words(f"可选 {listed}", f"use one of {listed}")
    if field.kind == classes.DAY:
        return Words("日期写成 2022-07-01", "write the day as 2022-07-01")
    if field.kind == classes.DAYS:
        return Words("日期写成 2022-07-01,2022-07-03", "write the days as 2022-07-01,2022-07-03")
    if field.kind == classes.MOMENT:
        return Words(
            "写成 2022-07-01 或 2022-07-01T08:00+08:00", "write 2022-07-01 or 2022-07-01T08:00+08:00"
        )
    if field.kind == classes.NUMBER:
        return Words("写成数字,如 35", "write a number such as 35")
    return Words("写成文字", "write a text")


def _unknown_class(name: object, where: str) -> Problem:
    listed = ", ".join(CLASSES)
    return Problem(
        where,
        "" if name is None else str(name),
        Words("未知的情况类别", "unknown class of fact"),
        Words(f"可用类别:{listed}", f"the classes are: {listed}"),
    )


def _unknown_field(name: str, where: str, raw: object) -> Problem:
    listed = ", ".join(field.name for field in CLASSES[name].fields)
    return Problem(
        where,
        str(raw),
        Words(f"{name} 没有这一项", f"{name} has no such field"),
        Words(f"可用:{listed}", f"its fields are: {listed}"),
    )


def _unreadable_time(where: str, raw: object) -> Problem:
    return Problem(
        where,
        str(raw),
        Words("不是日期", "is not a date"),
        Words(
            "日期写成 2022-07-01,时间写成 2022-07-01T08:00+08:00",
            "write 2022-07-01 or 2022-07-01T08:00+08:00",
        ),
    )


def _in_future(where: str, day: date, today: date) -> Problem:
    return Problem(
        where,
        day.isoformat(),
        Words(f"晚于判定日 {today}", f"lies after the day decided on, {today}"),
        Words("核对日期,或把 at 改为其后的时间", "check the date, or set at to a later instant"),
    )


def _odd_end(where: str, start: date, until: date) -> Problem:
    return Problem(
        where,
        until.isoformat(),
        Words(
            f"与开始日 {start} 不符(早于开始或超过一年)",
            f"does not fit its first day {start}: before it, or over a year",
        ),
        Words("核对起止日期", "check both days"),
    )

"""Made-up lists for the tests of intake: nobody in them exists."""

from collections.abc import Sequence
from datetime import datetime

from lianfang.core.days import ZONE
from lianfang.core.intake import Cell, Mapping, Rejected, Row, RowReader, Unsure, recognise
from lianfang.core.people import check_digit

AT = datetime(2022, 8, 10, 9, 0, tzinfo=ZONE)
"""A Wednesday morning, the province pushes a list."""


def number(serial: int = 1, born: str = "19900307") -> str:
    """A resident's number that no resident has been given; odd serials are men."""
    first = f"110101{born}{serial:03d}"
    return first + check_digit(first)


def mapping(headings: Sequence[Cell], profile: dict[str, str] | None = None) -> Mapping:
    found = recognise([(1, headings)], profile)
    assert isinstance(found, Mapping), found
    return found


def unsure(headings: Sequence[Cell]) -> Unsure:
    found = recognise([(1, headings)])
    assert isinstance(found, Unsure), found
    return found


def judged(values: dict[str, Cell], *, at: datetime = AT, date1904: bool = False) -> Row | Rejected:
    """One row under the headings that are the keys; a name and an identifier unless told otherwise."""
    whole = {"姓名": "王小明", "证件号码": number(), **values}
    reader = RowReader(mapping(list(whole)), sheet="名单", at=at, date1904=date1904)
    return reader.person(2, list(whole.values()))


def row(values: dict[str, Cell] | None = None, *, at: datetime = AT, date1904: bool = False) -> Row:
    found = judged(values or {}, at=at, date1904=date1904)
    assert isinstance(found, Row), found
    return found


def errors(values: dict[str, Cell]) -> list[str]:
    found = judged(values)
    assert isinstance(found, Rejected), found
    return [problem.code for problem in found.problems if problem.level == "error"]


def warnings(values: dict[str, Cell]) -> list[str]:
    return [problem.code for problem in row(values).problems]

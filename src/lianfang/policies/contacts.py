"""``contacts.csv`` (with whom), ``routine.csv`` (how often whom) and ``cases.csv`` (worked examples)."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from lianfang.core.measures.edition import ContactRule, Example, RoutineRule
from lianfang.core.measures.vocabulary import GRADES, JUDGES
from lianfang.core.words import Words
from lianfang.policies.defects import Defects
from lianfang.policies.tables import Cells, read_table

CONTACTS, ROUTINE, CASES = "contacts.csv", "routine.csv", "cases.csv"
CONTACT_COLUMNS = (
    "grade", "parent_grade", "setting", "relation", "role", "window_start_anchor", "before_days",
    "window_end", "max_m", "min_min", "protection", "widen_if_symptoms", "judge", "source", "status",
)  # fmt: skip
ROUTINE_COLUMNS = ("row", "group_zh", "group_en", "tests", "per_days", "source", "status")
CASE_COLUMNS = (
    "case", "title_zh", "title_en", "at", "facts", "rows", "phases", "tests", "due", "release", "said",
)  # fmt: skip
Row = TypeVar("Row", ContactRule, RoutineRule)


def read_contacts(folder: Path, *, defects: Defects, national: bool) -> tuple[ContactRule, ...]:
    """The rows of ``contacts.csv``."""
    rows = read_table(folder / CONTACTS, CONTACT_COLUMNS, key="setting", defects=defects, national=national)
    rules = tuple(_contact(cells) for cells in rows)
    _check_repeats([key_of(rule) for rule in rules], rows, "setting")
    return rules


def _contact(cells: Cells) -> ContactRule:
    return ContactRule(
        grade=cells.one_of("grade", GRADES, needed=True) or GRADES[0],
        parent_grade=cells.text("parent_grade", needed=True),
        setting=cells.text("setting", needed=True),
        relation=cells.text("relation", needed=True),
        role=cells.text("role", needed=True),
        window_start_anchor=cells.text("window_start_anchor", needed=True),
        before_days=cells.whole("before_days", most=60),
        window_end=cells.text("window_end", needed=True),
        max_m=cells.number("max_m"),
        min_min=cells.number("min_min"),
        protection=cells.text("protection"),
        widen_if_symptoms=cells.one_of("widen_if_symptoms", ("yes", "no"), needed=True) == "yes",
        judge=cells.one_of("judge", JUDGES, needed=True) or JUDGES[0],
        source=cells.text("source", needed=True),
        status=cells.status("status", CONTACT_COLUMNS),
    )


def key_of(rule: ContactRule | RoutineRule) -> tuple[str, ...]:
    """What names a row, so that an overlay can replace it."""
    if isinstance(rule, RoutineRule):
        return (rule.row,)
    return rule.grade, rule.setting, rule.relation, rule.role


def read_routine(folder: Path, *, defects: Defects, national: bool) -> tuple[RoutineRule, ...]:
    """The rows of ``routine.csv``; a frequency that the text leaves open is empty."""
    rows = read_table(folder / ROUTINE, ROUTINE_COLUMNS, key="row", defects=defects, national=national)
    rules = tuple(_routine(cells) for cells in rows)
    _check_repeats([key_of(rule) for rule in rules], rows, "row")
    return rules


def _routine(cells: Cells) -> RoutineRule:
    return RoutineRule(
        row=cells.text("row", needed=True),
        group=Words(cells.text("group_zh", needed=True), cells.text("group_en", needed=True)),
        tests=cells.whole("tests", least=1),
        per_days=cells.whole("per_days", least=1),
        source=cells.text("source", needed=True),
        status=cells.status("status", ROUTINE_COLUMNS),
    )


def read_examples(folder: Path, *, defects: Defects, national: bool) -> tuple[Example, ...]:
    """The rows of ``cases.csv``; what they expect is checked by running them."""
    rows = read_table(folder / CASES, CASE_COLUMNS, key="case", defects=defects, national=national)
    _check_repeats([(cells.row,) for cells in rows], rows, "case")
    return tuple(
        Example(
            name=cells.text("case", needed=True),
            title=Words(cells.text("title_zh", needed=True), cells.text("title_en", needed=True)),
            at=cells.text("at", needed=True),
            facts=cells.text("facts", needed=True),
            rows=cells.text("rows"),
            phases=cells.text("phases"),
            tests=cells.text("tests"),
            due=cells.text("due"),
            release=cells.text("release"),
            said=cells.text("said"),
        )
        for cells in rows
    )


def overlaid(base: Sequence[Row], own: Sequence[Row]) -> tuple[Row, ...]:
    """The base's rows with those of the overlay in their places, and what it adds behind them."""
    named: dict[tuple[str, ...], Row] = {key_of(rule): rule for rule in own}
    kept: list[Row] = [named.pop(key_of(rule), rule) for rule in base]
    return tuple(kept + list(named.values()))


def _check_repeats(keys: Sequence[tuple[str, ...]], rows: Sequence[Cells], column: str) -> None:
    for place, (key, cells) in enumerate(zip(keys, rows, strict=True)):
        if key in keys[:place]:
            cells.wrong(column, Words("此行重复", "this row stands twice"), Words("删去一行", "take one out"))

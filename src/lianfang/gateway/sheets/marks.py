"""What is written beside a row that had problems, and in which colour."""

from collections import defaultdict
from collections.abc import Iterable

from lianfang.core.intake.problems import Level, Problem
from lianfang.core.words import Words

HEADING = Words("问题与改法", "Problem and remedy")
RED, AMBER = "FFC7CE", "FFEB9C"
"""Fill colours for errors and warnings; each goes with the words beside it."""

Marks = dict[str, dict[int, list[Problem]]]
"""By sheet and row."""


def by_row(problems: Iterable[Problem]) -> Marks:
    """The problems of each row of each sheet, errors first."""
    marks: Marks = defaultdict(lambda: defaultdict(list))
    for problem in problems:
        marks[problem.sheet][problem.row].append(problem)
    for rows in marks.values():
        for found in rows.values():
            found.sort(key=lambda problem: problem.level is not Level.ERROR)
    return marks


def worst(problems: Iterable[Problem]) -> str:
    """The colour of a row or cell with these problems."""
    return RED if any(problem.level is Level.ERROR for problem in problems) else AMBER


def cells(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    """The problems by letters of the column, without those of the row as a whole."""
    found: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.column:
            found[problem.column].append(problem)
    return found


def note(problems: Iterable[Problem], language: str | None) -> str:
    """The text beside a row, one line for each problem; both languages where none is given."""
    return "\n".join(dict.fromkeys(_line(problem, language) for problem in problems))


def _line(problem: Problem, language: str | None) -> str:
    zh = f"{problem.place}:{problem.message.zh}。{problem.remedy.zh}。"
    en = f"{problem.place}: {problem.message.en}; {problem.remedy.en}."
    if language is None:
        return f"{zh} / {en}"
    return Words(zh, en).said_in(language)


def heading(words: Words, language: str | None) -> str:
    """The heading of the column of notes."""
    return f"{words.zh} / {words.en}" if language is None else words.said_in(language)

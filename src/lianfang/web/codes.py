"""Numbers that are printed and scanned: what stands before a plain number so that it says what it is."""

import re

LIST, TASK = "MD", "RW"
_LIST = re.compile(rf"(?:{LIST})?([0-9]{{1,9}})", re.IGNORECASE)
_TASK = re.compile(rf"(?:{TASK})?([0-9]{{1,15}})", re.IGNORECASE)


def list_code(number: int) -> str:
    """What a printed list carries: ``MD12``."""
    return f"{LIST}{number}"


def task_code(number: int) -> str:
    """What a line of a paper list of tasks carries: ``RW345``."""
    return f"{TASK}{number}"


def list_number(words: str) -> str:
    """The number of a list that the words may be, empty where they are none."""
    found = _LIST.fullmatch(words)
    return found[1] if found else ""


def task_number(words: str) -> int | None:
    """The number of a task that the words may be."""
    found = _TASK.fullmatch(words)
    return int(found[1]) if found else None

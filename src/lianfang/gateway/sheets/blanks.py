"""Blank forms of any columns: text columns, choices to pick from, hints, and a sheet of advice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from xlsxwriter import Workbook as Writer

from lianfang.core.intake.cells import column_letters
from lianfang.core.words import Words
from lianfang.gateway.sheets.exporting import CHINESE, HEAD

ROWS = 5000
"""Rows of the form that are prepared."""
_LISTS = Words("选项", "Choices")
_HELP = Words("填写说明", "How to fill in")
_FIRST_DAY = date(2019, 12, 1)


@dataclass(frozen=True, slots=True)
class Blank:
    """One column of a blank form; ``needed`` puts a star to its heading."""

    words: Words
    needed: bool = False
    choices: Sequence[Words] = ()
    day: bool = False
    width: int = 14
    hint: Words | None = None


def blank(
    columns: Sequence[Blank], *, name: Words, advice: Sequence[Words], language: str = CHINESE
) -> bytes:
    """The form in one language."""
    out = BytesIO()
    with Writer(out) as writer:
        form, lists, helping = (
            writer.add_worksheet(words.said_in(language)) for words in (name, _LISTS, _HELP)
        )
        head = writer.add_format(HEAD)
        text, day = (writer.add_format({"num_format": n}) for n in ("@", "yyyy-mm-dd hh:mm"))
        for index, column in enumerate(columns):
            form.write_string(0, index, column.words.said_in(language) + "*" * column.needed, head)
            form.set_column(index, index, column.width, day if column.day else text)
            for row, choice in enumerate(column.choices):
                lists.write_string(row, index, choice.said_in(language))
            if rule := _rule(column, index, language):
                form.data_validation(1, index, ROWS, index, rule)
        form.freeze_panes(1, 0)
        lists.hide()
        helping.set_column(0, 0, 90)
        for row, words in enumerate(advice):
            helping.write_string(row, 0, words.said_in(language))
    return out.getvalue()


def _rule(column: Blank, index: int, language: str) -> dict[str, object]:
    """What a cell of the column may hold, and the hint that is shown beside it."""
    shown: dict[str, object] = {}
    if column.hint:
        title = column.words.said_in(language)[:32]
        shown = {"input_title": title, "input_message": column.hint.said_in(language)[:255]}
    if column.choices:
        letters = column_letters(index)
        source = f"={_LISTS.said_in(language)}!${letters}$1:${letters}${len(column.choices)}"
        return {"validate": "list", "source": source, "error_type": "warning", **shown}
    if column.day:
        first = {"criteria": ">=", "value": _FIRST_DAY, "error_type": "warning"}
        return {"validate": "date", **first, **shown}
    return {"validate": "any", **shown} if shown else {}

"""The blank form that this product gives out for lists, to be read back without a question."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

from xlsxwriter import Workbook as Writer
from xlsxwriter.worksheet import Worksheet

from lianfang.core.findings.values import Colour, Grade, RiskLevel, Transport
from lianfang.core.intake.cells import column_letters
from lianfang.core.intake.fields import Field
from lianfang.core.people import IdentifierKind, Sex
from lianfang.core.words import Words
from lianfang.gateway.sheets.exporting import CHINESE, HEAD

ROWS = 5000
"""Rows of the form that are prepared."""

_CHOICES: dict[Field, Sequence[Words]] = {
    Field.SEX: [Sex.MALE.words, Sex.FEMALE.words],
    Field.IDENTIFIER_KIND: [kind.words for kind in IdentifierKind],
    Field.RISK_LEVEL: [level.words for level in RiskLevel if level is not RiskLevel.NONE],
    Field.TRANSPORT: [transport.words for transport in Transport],
    Field.CODE_COLOUR: [colour.words for colour in Colour],
    Field.CONTACT_GRADE: [grade.words for grade in Grade],
}
_DAYS = frozenset({Field.LEFT, Field.ARRIVED, Field.LAST_EXPOSURE, Field.BORN})
_NEEDED = frozenset({Field.NAME, Field.IDENTIFIER, Field.PHONE})
_WIDE = frozenset({Field.IDENTIFIER, Field.ADDRESS, Field.ORIGIN, Field.RISK_AREA, Field.NOTE})
_HINTS: dict[Field, Words] = {
    Field.NAME: Words("按证件填写全名,每人一行", "the whole name as on the document, one person to a row"),
    Field.IDENTIFIER: Words(
        "本列为文本格式;没有证件写「无证件」。证件号码与电话至少填一项",
        "this column is text; where there is no document write 无证件. Fill in this or the telephone",
    ),
    Field.PHONE: Words("多个号码用 / 分开", "part several numbers with /"),
    Field.ORIGIN: Words("写明省、市、县(区)", "province, city and county"),
    Field.LEFT: Words("如 2022-08-03 或 2022-08-03 14:30", "2022-08-03 or 2022-08-03 14:30"),
    Field.ARRIVED: Words("如 2022-08-03 或 2022-08-03 14:30", "2022-08-03 or 2022-08-03 14:30"),
}
_SHEET = Words("名单", "List")
_LISTS = Words("选项", "Choices")
_HELP = Words("填写说明", "How to fill in")
_ADVICE: tuple[Words, ...] = (
    Words("一人一行,不要合并单元格,不要插入合计行。", "One person to a row; merge no cells and add no sums."),
    Words(
        "带 * 的必填(号码和电话二者填一即可)。",
        "Fields with * are needed (one of number and telephone will do).",
    ),
    Words(
        "从别处粘贴时请用「选择性粘贴—数值」,以免改变文本格式。",
        "When pasting, paste values only, so that text stays text.",
    ),
    Words(
        "填错的行会标红退回,其余各行照常办理。",
        "Rows with errors come back marked in red; all others go through.",
    ),
)
STANDARD: tuple[Field, ...] = (
    Field.SERIAL,
    Field.NAME,
    Field.IDENTIFIER_KIND,
    Field.IDENTIFIER,
    Field.PHONE,
    Field.SEX,
    Field.ADDRESS,
    Field.ORIGIN,
    Field.RISK_LEVEL,
    Field.LEFT,
    Field.ARRIVED,
    Field.TRANSPORT,
    Field.RIDE,
    Field.SEAT,
    Field.CODE_COLOUR,
    Field.NOTE,
)
"""The fields of a list of people who come from elsewhere."""


def template(fields: Iterable[Field] = STANDARD, *, language: str = CHINESE) -> bytes:
    """A blank form with these fields in one language: text columns, choices to pick from, hints."""
    out = BytesIO()
    with Writer(out) as writer:
        _Form(writer, language).make(tuple(fields))
    return out.getvalue()


class _Form:
    """The form while it is made: the sheet to fill in, a hidden one with the choices, one with advice."""

    def __init__(self, writer: Writer, language: str) -> None:
        self._language = language
        self._form: Worksheet = writer.add_worksheet(_SHEET.said_in(language))
        self._choices: Worksheet = writer.add_worksheet(_LISTS.said_in(language))
        self._help: Worksheet = writer.add_worksheet(_HELP.said_in(language))
        self._head = writer.add_format(HEAD)
        self._text = writer.add_format({"num_format": "@"})
        self._day = writer.add_format({"num_format": "yyyy-mm-dd hh:mm"})

    def make(self, fields: tuple[Field, ...]) -> None:
        """All columns of the form, then the advice."""
        for index, field in enumerate(fields):
            star = "*" if field in _NEEDED else ""
            self._form.write_string(0, index, field.words.said_in(self._language) + star, self._head)
            width = 28 if field in _WIDE else 14
            self._form.set_column(index, index, width, self._day if field in _DAYS else self._text)
            self._check(index, field)
        self._form.freeze_panes(1, 0)
        self._choices.hide()
        self._help.set_column(0, 0, 90)
        for row, advice in enumerate(_ADVICE):
            self._help.write_string(row, 0, advice.said_in(self._language))

    def _check(self, index: int, field: Field) -> None:
        hint = _HINTS.get(field)
        shown = (
            {
                "input_title": field.words.said_in(self._language)[:32],
                "input_message": hint.said_in(self._language),
            }
            if hint
            else {}
        )
        rule: dict[str, object] | None = None
        if field in _CHOICES:
            rule = {"validate": "list", "source": self._listed(index, _CHOICES[field])}
        elif field in _DAYS:
            first = date(1900, 1, 1) if field is Field.BORN else date(2019, 12, 1)
            rule = {"validate": "date", "criteria": ">=", "value": first, "error_type": "warning"}
        elif hint:
            rule = {"validate": "any"}
        if rule:
            self._form.data_validation(1, index, ROWS, index, rule | shown)

    def _listed(self, index: int, choices: Sequence[Words]) -> str:
        """Write choices on their sheet, and say where they stand."""
        for row, choice in enumerate(choices):
            self._choices.write_string(row, index, choice.said_in(self._language))
        letters = column_letters(index)
        return f"={_LISTS.said_in(self._language)}!${letters}$1:${letters}${len(choices)}"

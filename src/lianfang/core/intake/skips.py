"""Rows of a sheet that are no persons: sums, repeated headings, signatures, examples, empty lines of a form.

They are not received and so not in the balance; a list reports how many of each kind it had and where.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from lianfang.core.intake.cells import Cell, plain, text_of
from lianfang.core.intake.fields import Field
from lianfang.core.intake.headers import Mapping
from lianfang.core.words import Words


class NotRow(StrEnum):
    """Why a row of a sheet is no row of the list."""

    BLANK = "blank"
    SUBTOTAL = "subtotal"
    HEADER = "header"
    FOOTER = "footer"
    EXAMPLE = "example"

    @property
    def words(self) -> Words:
        """The kind in both languages."""
        return _WORDS[self]


_WORDS = {
    NotRow.BLANK: Words("空行", "empty row"),
    NotRow.SUBTOTAL: Words("合计行", "row of sums"),
    NotRow.HEADER: Words("重复的表头", "repeated heading"),
    NotRow.FOOTER: Words("落款或说明", "signature or remark"),
    NotRow.EXAMPLE: Words("填写示例", "example"),
}

_SUBTOTAL = re.compile(
    r"(?:本页|本表|本村|本社区|全村|全镇|全县|全市|以上)?(?:合计|小计|总计|共计|累计|总数|合计人数|总人数)(?:人数)?:?\s*\d*\s*(?:人|条|户)?"
    r"|(?:sub-?|grand )?totals?(?::.*)?|sum:?",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:填表|填报|制表|审核|审批|复核|经办|负责|登记|联系|统计|打印|报送|签发|盖章|签字|单位|数据|时间|日期|备注|注|说明|注意)"
    r"(?:人员?|者|单位|部门|领导|日期|时间|来源|说明|事项|负责人|电话|\(?盖章\)?|\(?签字\)?|\(?签章\)?)*\s*:"
    r"|(?:notes?|remarks?|prepared by|checked by|signed|signature|source)\s*:",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"[(\[【]?(?:示例|样例|范例|举例|填写示例|例)[)\]】]?(?:[:\d一]|$)|(?:示例|样例|范例)|(?:example|e\.g\.|sample)\b",
    re.IGNORECASE,
)
_CAPTION = "##"
_LEAST_NUMBERED = 3
_LONG_REMARK = 30
_SHORT = 6
"""Texts up to this length are counts rather than identifiers; a row with an identifier is no sum."""


class Skips:
    """Tells rows that are no persons, for one mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self._serials = frozenset(mapping.columns_of(Field.SERIAL))
        self._mapped = tuple(index for index in mapping.columns if index not in self._serials)
        names = mapping.columns_of(Field.NAME) or mapping.columns_of(Field.SURNAME)
        numbers = mapping.columns_of(Field.IDENTIFIER)
        self._name, self._number = names[0], numbers[0] if numbers else -1
        self._labels = {
            index: frozenset(part.strip() for part in text.split("/"))
            for index, text in mapping.headings.items()
        }

    def kind(self, cells: Sequence[Cell]) -> NotRow | None:
        """Why a row with some content is none of the list; None where it is one."""
        if self._plainly_a_person(cells):
            return None
        filled = {index: text for index, cell in enumerate(cells) if (text := plain(text_of(cell)))}
        first = filled[min(filled)] if filled else ""
        if not filled or (set(filled) <= self._serials and first.isdecimal()):
            return NotRow.BLANK
        if self._is_heading(filled, cells):
            return NotRow.HEADER
        texts = (first, filled.get(self._name, ""))
        if len(filled.get(self._number, "")) <= _SHORT and any(
            _SUBTOTAL.fullmatch("".join(text.split())) for text in texts
        ):
            return NotRow.SUBTOTAL
        if any(_EXAMPLE.match(text) for text in texts):
            return NotRow.EXAMPLE
        alone = len(filled) == 1 and len(first) > _LONG_REMARK
        return NotRow.FOOTER if alone or _FOOTER.match(first) else None

    def _plainly_a_person(self, cells: Sequence[Cell]) -> bool:
        """A quick yes for nearly every row: a number or nothing in front, a name, an identifier."""
        if not 0 <= self._number < len(cells) or self._name >= len(cells):
            return False
        front, name, number = cells[0], cells[self._name], cells[self._number]
        return (
            (front is None or front.__class__ is float or self._name == 0)
            and name.__class__ is str
            and number.__class__ is str
            and len(number) > _SHORT
            and number[-2].isdecimal()
            and not name.startswith(("例", "示", "样", "范", "e", "E", "s", "S"))
        )

    def _is_heading(self, filled: dict[int, str], cells: Sequence[Cell]) -> bool:
        alike = sum(text in self._labels.get(index, ()) for index, text in filled.items())
        if alike > 1 or filled[min(filled)].startswith(_CAPTION):
            return True
        numbers = [cells[index] for index in sorted(filled)]
        return len(numbers) >= _LEAST_NUMBERED and numbers == list(range(1, len(numbers) + 1))

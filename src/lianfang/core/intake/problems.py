"""What is wrong with a value: where, how it reads, why, and how to mend it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from lianfang.core.intake.cells import Cell, column_letters, text_of
from lianfang.core.intake.fields import Field
from lianfang.core.people import mask_address, mask_identifier, mask_name, mask_phone
from lianfang.core.words import Words


class Level(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The row is rejected and goes back to its sender."""
    WARNING = "warning"
    """The row is accepted, the value in question is not used or is to be checked."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one value. ``value`` is masked; rows count from 1."""

    sheet: str
    row: int
    column: str
    """Letters of the column; empty where the row as a whole is meant."""
    heading: str
    value: str
    code: str
    message: Words
    remedy: Words
    level: Level = Level.ERROR

    @property
    def place(self) -> str:
        """The column as people speak of it: ``C 身份证号``."""
        return f"{self.column} {self.heading}".strip()


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of problem: its code, why, and how to mend it."""

    code: str
    message: Words
    remedy: Words


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands."""

    sheet: str
    row: int
    index: int
    """Column from 0; -1 for the row as a whole."""
    heading: str = ""

    def problem(self, fault: Fault, value: str, level: Level = Level.ERROR) -> Problem:
        """A problem at this spot; ``value`` is masked already."""
        column = column_letters(self.index) if self.index >= 0 else ""
        return Problem(
            self.sheet, self.row, column, self.heading, value, fault.code, fault.message, fault.remedy, level
        )


_LONGEST = 40
_FIGURES = re.compile(r"[0-9A-Za-z]{9,}")
_NAMES = frozenset({Field.NAME, Field.SURNAME, Field.GIVEN, Field.GUARDIAN, Field.LINKED})
_OPEN = frozenset(
    {
        Field.LEFT,
        Field.ARRIVED,
        Field.LAST_EXPOSURE,
        Field.RISK_LEVEL,
        Field.RISK_AREA,
        Field.ORIGIN,
        Field.AGE,
    }
)
"""Fields whose values name nobody; long figures in them are masked, as they come from a shifted column."""


def masked(field: Field, value: Cell) -> str:
    """A value as it may be shown beside a problem."""
    text = text_of(value)[:_LONGEST]
    if not text:
        return ""
    if field in _NAMES:
        return mask_name(text)
    if field in (Field.IDENTIFIER, Field.LINKED_IDENTIFIER):
        return mask_identifier(text)
    if field in (Field.PHONE, Field.GUARDIAN_PHONE):
        return mask_phone(text)
    if field is Field.ADDRESS:
        return mask_address(text)
    if field in _OPEN:
        return _FIGURES.sub(lambda found: mask_identifier(found[0]), text)
    return text[0] + "*" * (len(text) - 1)


def _fault(code: str, zh: str, en: str, *, mend: tuple[str, str]) -> Fault:
    return Fault(code, Words(zh, en), Words(*mend))


CELL_ERROR = _fault(
    "cell.error",
    "单元格是公式错误值",
    "the cell shows a formula error",
    mend=("请改正公式或直接填写内容", "mend the formula or type the value"),
)
FORMULA = _fault(
    "cell.formula",
    "单元格是公式文字,没有计算结果",
    "the cell holds a formula without a result",
    mend=(
        "请用 Excel 或 WPS 打开并保存一次,或改填内容",
        "open and save the file in Excel or WPS once, or type the value",
    ),
)
NO_NAME = _fault(
    "name.missing",
    "姓名为空",
    "the name is missing",
    mend=(
        "请补填姓名;尚未取名的新生儿写「母亲姓名之子/之女」",
        "enter the name; for a newborn write the mother's",
    ),
)
UNREACHABLE = _fault(
    "row.no_identity",
    "证件号码和联系电话都为空,无法认定和联系",
    "neither an identifier nor a telephone is given: the person can be neither told nor reached",
    mend=("请至少补填其中一项", "enter at least one of them"),
)
UNREADABLE_DATE = _fault(
    "date.unreadable",
    "日期无法识别",
    "the date cannot be read in one way",
    mend=("请写成 2022-08-03 或 2022-08-03 14:30", "write it as 2022-08-03 or 2022-08-03 14:30"),
)
NO_DAY = _fault(
    "date.no_day",
    "只有钟点,没有日期",
    "there is a clock time but no day",
    mend=("请补写日期,如 2022-08-03 14:30", "add the day, as in 2022-08-03 14:30"),
)
FUTURE = _fault(
    "date.future",
    "日期晚于名单接收时间",
    "the date lies ahead of the receipt of the list",
    mend=(
        "请核对年月日;到达时间最多可提前 24 小时预报",
        "check year, month and day; an arrival may be announced 24 hours ahead",
    ),
)
OLD = _fault(
    "date.old",
    "日期早于名单接收时间半年以上",
    "the date is more than half a year before the receipt",
    mend=("请核对年份", "check the year"),
)
YEAR_INFERRED = _fault(
    "date.year_inferred",
    "日期没有年份,已按最近的年份补上",
    "the date has no year; the nearest one was taken",
    mend=("请核对,并写明年份", "check it, and write the year"),
)
WRONG_ORDER = _fault(
    "date.order",
    "到达时间早于离开时间",
    "the arrival is before the departure",
    mend=("请核对两个日期", "check both dates"),
)
UNKNOWN_CHOICE = _fault(
    "choice.unknown",
    "内容不在可识别的选项中,未采用",
    "the value is none that is known and was not used",
    mend=("请按模板中的选项填写", "choose one of the values in the template"),
)
ORIGIN_UNKNOWN = _fault(
    "origin.unknown",
    "来源地无法识别",
    "the origin is not understood",
    mend=(
        "请写明「省、市、县(区)」;不清楚的由核查人员电话询问",
        "write province, city and county; where unknown, whoever checks will ask",
    ),
)
ORIGIN_MISSING = _fault(
    "origin.missing",
    "来源地为空",
    "the origin is missing",
    mend=(
        "请补填「省、市、县(区)」;不清楚的由核查人员电话询问",
        "enter province, city and county; where unknown, whoever checks will ask",
    ),
)
BORN_DIFFERS = _fault(
    "born.differs",
    "出生日期与证件号码不一致",
    "the birth date differs from the identifier's",
    mend=("请按证件核对", "compare with the card"),
)
SEX_DIFFERS = _fault(
    "sex.differs",
    "性别与证件号码不一致",
    "the sex differs from the identifier's",
    mend=("请按证件核对", "compare with the card"),
)

"""Inbound lists: what the columns mean, what the rows say, what is wrong with them, and that none is lost."""

from lianfang.core.intake.balance import Balance, balance
from lianfang.core.intake.cells import Cell, column_letters
from lianfang.core.intake.dates import Moment, read_moment
from lianfang.core.intake.fields import Field
from lianfang.core.intake.headers import Mapping, Unsure, recognise
from lianfang.core.intake.problems import Fault, Level, Problem, Spot, masked
from lianfang.core.intake.reader import RowReader, read_row
from lianfang.core.intake.rows import Duplicates, Parts, Rejected, Row
from lianfang.core.intake.skips import NotRow
from lianfang.core.intake.synonyms import normal

__all__ = [
    "Balance",
    "Cell",
    "Duplicates",
    "Fault",
    "Field",
    "Level",
    "Mapping",
    "Moment",
    "NotRow",
    "Parts",
    "Problem",
    "Rejected",
    "Row",
    "RowReader",
    "Spot",
    "Unsure",
    "balance",
    "column_letters",
    "masked",
    "normal",
    "read_moment",
    "read_row",
    "recognise",
]

"""The tables of an edition, as officials write them: CSV files with fixed columns, cell by cell.

UTF-8 (with or without a mark) or GB18030, as spreadsheets save them. Lists inside a cell are separated
by spaces (``1 4 7 14``), since a spreadsheet reads ``1,4,7`` as a number.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lianfang.core.measures.edition import Status
from lianfang.core.measures.vocabulary import NATIONAL_STATUSES, STATUSES, UNSHIPPABLE_STATUSES
from lianfang.core.words import Words
from lianfang.policies.defects import Defects

_GAP = re.compile(r"[\s,、;]+")
_WHOLE = re.compile(r"\d{1,4}")
_FILL_IN = Words("填写该列", "fill this cell in")


@dataclass(slots=True)
class Cells:
    """One row of a table; reading a cell that cannot be read notes a defect."""

    file: str
    row: str
    values: dict[str, str]
    defects: Defects
    national: bool

    def wrong(self, column: str, message: Words, remedy: Words) -> None:
        """Note a defect in one cell of this row."""
        self.defects.add((self.file, self.row, column), self.values.get(column, ""), message, remedy)

    def text(self, column: str, *, needed: bool = False) -> str:
        """The cell's text; refused empty where it is needed."""
        text = self.values.get(column, "")
        if needed and not text:
            self.wrong(column, Words("不能为空", "may not be empty"), _FILL_IN)
        return text

    def whole(self, column: str, *, least: int = 0, most: int = 9999, needed: bool = False) -> int | None:
        """The cell as a whole number within bounds."""
        text = self.text(column, needed=needed)
        if not text:
            return None
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            self.wrong(
                column,
                Words("不是允许的整数", "is not a whole number that may stand here"),
                Words(f"写 {least} 到 {most} 的整数", f"write a whole number from {least} to {most}"),
            )
            return None
        return int(text)

    def number(self, column: str) -> float | None:
        """The cell as a number of 0 or more."""
        text = self.text(column)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0 <= value < float("inf"):
            self.wrong(
                column,
                Words("不是数字", "is not a number"),
                Words("写数字,如 1.5", "write a number such as 1.5"),
            )
            return None
        return value

    def wholes(self, column: str, *, most: int) -> tuple[int, ...]:
        """The cell as day numbers from 1 to ``most``, rising."""
        parts = self.parts(column)
        if all(_WHOLE.fullmatch(part) for part in parts):
            days = tuple(int(part) for part in parts)
            if list(days) == sorted(set(days)) and all(1 <= day <= most for day in days):
                return days
        self.wrong(
            column,
            Words("不是递增的日序", "is not a rising list of day numbers"),
            Words(
                f"写 1 到 {most} 的日序,用空格隔开",
                f"write day numbers from 1 to {most}, separated by spaces",
            ),
        )
        return ()

    def parts(self, column: str) -> tuple[str, ...]:
        """The cell's parts, separated by spaces."""
        return tuple(part for part in _GAP.split(self.text(column)) if part)

    def one_of(self, column: str, options: Sequence[str], *, needed: bool = False) -> str | None:
        """The cell as one word of a closed list."""
        text = self.text(column, needed=needed)
        if text and text not in options:
            self.wrong(column, *unknown(options))
            return None
        return text or None

    def status(self, column: str, columns: Iterable[str]) -> Status:
        """The cell as a status, ``V1`` or ``V1; P anchor_day cap_days``."""
        parts = [part.split() for part in self.text(column, needed=True).split(";")]
        if not parts[0]:
            return Status("")
        for code in (part[0] for part in parts if part):
            wrong = wrong_status(code, national=self.national)
            if wrong:
                self.wrong(column, *wrong)
        self._check_exceptions(column, parts, set(columns))
        return Status(parts[0][0], tuple((part[0], tuple(part[1:])) for part in parts[1:] if part))

    def _check_exceptions(self, column: str, parts: list[list[str]], columns: set[str]) -> None:
        named = [name for part in parts for name in part[1:]]
        misplaced = len(parts[0]) > 1 or any(len(part) < 2 for part in parts[1:])
        strange = [name for name in named if name not in columns]
        if misplaced or strange:
            self.wrong(
                column,
                Words(f"状态写法有误 {' '.join(strange)}", f"is not a status {' '.join(strange)}"),
                Words("写成 V1 或 V1; P anchor_day cap_days", "write V1 or V1; P anchor_day cap_days"),
            )


def unknown(options: Iterable[str]) -> tuple[Words, Words]:
    """What is said of a word outside a closed list."""
    listed = ", ".join(options)
    return Words("不在可用之列", "is not one of the words that may stand here"), Words(
        f"可用:{listed}", f"use one of: {listed}"
    )


def wrong_status(code: str, *, national: bool) -> tuple[Words, Words] | None:
    """Why a status code may not stand in this edition, None where it may."""
    if code in UNSHIPPABLE_STATUSES:
        return (
            Words("未查到的值不得写入方案", "a value that was not found may not stand in an edition"),
            Words(
                "把该值留空,并在 edition.toml 的 absent 中说明",
                "leave it out and name it under absent in edition.toml",
            ),
        )
    if code == "L" and national:
        return (
            Words("地方规定不得写入全国方案", "a local rule may not stand in a national edition"),
            Words("写进地方细则(kind = local)", "put it into a local overlay (kind = local)"),
        )
    return None if code in STATUSES else unknown(NATIONAL_STATUSES if national else STATUSES)


def read_table(
    path: Path, columns: Sequence[str], *, key: str, defects: Defects, national: bool
) -> list[Cells]:
    """The rows of a table; a file that is not there has none. ``key`` is the column that names a row."""
    if not path.is_file():
        return []
    text = _decoded(path, defects)
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    _check_header(path.name, reader.fieldnames or (), columns, defects)
    rows = []
    for number, raw in enumerate(reader, 2):
        surplus = raw.pop("", None)
        values = {name: cell.strip() for name, cell in raw.items()}
        if not any(values.values()):
            continue
        cells = Cells(path.name, values.get(key) or f"#{number}", values, defects, national)
        if surplus:
            cells.wrong(
                "",
                Words("单元格多于表头", "has more cells than the header"),
                Words("检查逗号与引号", "check commas and quotes"),
            )
        rows.append(cells)
    return rows


def _decoded(path: Path, defects: Defects) -> str:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    defects.add(
        (path.name, "", ""),
        "",
        Words("编码无法识别", "its encoding cannot be read"),
        Words("另存为 UTF-8", "save it as UTF-8"),
    )
    return ""


def _check_header(file: str, found: Sequence[str], columns: Sequence[str], defects: Defects) -> None:
    for name in columns:
        if name not in found:
            defects.add(
                (file, "", name),
                "",
                Words("缺少此列", "this column is missing"),
                Words("补上此列", "add the column"),
            )
    for name in dict.fromkeys(found):
        if name not in columns or list(found).count(name) > 1:
            message = Words("未知或重复的列", "unknown or repeated column")
            defects.add((file, "", str(name)), name, message, unknown(columns)[1])

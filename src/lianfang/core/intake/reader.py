"""Reading the rows of one sheet into values or problems."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from lianfang.core import days
from lianfang.core.intake import problems as faults
from lianfang.core.intake.cells import UNKNOWN, Cell, text_of
from lianfang.core.intake.choices import Choice, legend, read_choice, ride_in
from lianfang.core.intake.dates import Moment, read_moment
from lianfang.core.intake.draft import Draft
from lianfang.core.intake.fields import DESTINATION_PARTS, ORIGIN_PARTS, Field
from lianfang.core.intake.headers import Mapping
from lianfang.core.intake.identity import Identity
from lianfang.core.intake.moments import Moments
from lianfang.core.intake.problems import Level
from lianfang.core.intake.rows import Parts, Rejected, Row
from lianfang.core.intake.skips import NotRow, Skips
from lianfang.core.people import Sex

_PLACE = re.compile(
    "[省市州盟县区旗乡镇村]|街道|地区|兵团|国|境外|海外|[A-Za-z]"
    "|北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南"
    "|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
    "|日本|朝鲜|蒙古|越南|老挝|缅甸|柬埔寨|新加坡|马来西亚|菲律宾|印度|印尼|尼泊尔|巴基斯坦|哈萨克斯坦|俄罗斯|阿联酋"
    "|土耳其|意大利|西班牙|瑞士|荷兰|加拿大|澳大利亚|新西兰|巴西|埃及|南非"
)
"""What a text says that names a place down to where it can be looked up: an area by its kind, a province, a
country. A bare name (三亚) is understood by people; no list of risk areas can be asked about it."""
_AGE = re.compile(r"(\d{1,3})(?:\.\d+)?\s*(?:周?岁|岁半|y|yrs?|years?(?: old)?)?", re.IGNORECASE)
_INFANT = re.compile(r"\d{1,2}\s*(?:个?月|天|日|m|months?|days?)(?:龄|大)?", re.IGNORECASE)
_YEAR_AND_MONTH = re.compile(r"\d{4}\s*(?:年|[-./])?\s*\d{1,2}\s*月?")
_OLDEST = 130
_KEPT = 10_000
"""Different words of a list that are remembered."""

_TEXTS: tuple[tuple[str, Field, str], ...] = (
    ("nationality", Field.NATIONALITY, ""),
    ("workplace", Field.WORKPLACE, ""),
    ("guardian", Field.GUARDIAN, ""),
    ("note", Field.NOTE, "; "),
    ("address", Field.ADDRESS, ""),
    ("origin", Field.ORIGIN, "; "),
    ("risk_area", Field.RISK_AREA, "; "),
    ("ride", Field.RIDE, ""),
    ("seat", Field.SEAT, ""),
)
_CHOICES: tuple[tuple[str, Field], ...] = (
    ("sex", Field.SEX),
    ("transport", Field.TRANSPORT),
    ("code_colour", Field.CODE_COLOUR),
    ("contact_grade", Field.CONTACT_GRADE),
    ("risk_level", Field.RISK_LEVEL),
)
_UNSAID: dict[str, Any] = {
    **{key: "" for key, _, _ in _TEXTS},
    **{key: None for key, _ in _CHOICES},
    "sex": Sex.UNKNOWN,
    "age": None,
    "born": None,
    "destination": Parts(),
    "origin_parts": Parts(),
    "left": None,
    "left_at": None,
    "arrived": None,
    "day_only": False,
    "last_exposure": None,
    "linked": "",
    "linked_document": None,
}
"""What a row says where its list has no such column."""


class RowReader:
    """Reads the rows of one sheet. Made once for many rows: what a mapping says is worked out beforehand.

    ``at`` is the instant of receipt; ``date1904`` whether bare serial numbers of days count from 1904.
    """

    def __init__(self, mapping: Mapping, *, sheet: str, at: datetime, date1904: bool = False) -> None:
        self._sheet = sheet
        self._at = at
        self._today = days.local_day(at)
        self._draft = Draft(sheet, mapping)
        self._width = max(mapping.columns, default=-1) + 1
        columns = self._columns = {field: mapping.columns_of(field) for field in Field}
        self._texts = [(key, columns[field], between) for key, field, between in _TEXTS if columns[field]]
        self._choices = [(key, field, columns[field][0]) for key, field in _CHOICES if columns[field]]
        self._identity = Identity(mapping, self._today)
        self._moments = Moments(at, date1904=date1904)
        self._skips = Skips(mapping)
        self._chosen: dict[tuple[Field, Cell], Choice] = {
            (field, code): choice
            for _, field, index in self._choices
            for code, choice in legend(field, mapping.headings.get(index, "")).items()
        }
        origins = (Field.ORIGIN, Field.RISK_AREA, *ORIGIN_PARTS)
        self._origin = next((columns[one][0] for one in origins if columns[one]), None)
        self._of_contacts = bool(columns[Field.CONTACT_GRADE] or columns[Field.LAST_EXPOSURE])

    def read(self, number: int, cells: Sequence[Cell]) -> Row | Rejected | NotRow:
        """A row of the sheet, rows that are no persons told apart."""
        return self._skips.kind(cells) or self.person(number, cells)

    def person(self, number: int, cells: Sequence[Cell]) -> Row | Rejected:
        """A row that speaks of a person: what it says, or everything that is wrong with it."""
        draft = self._draft
        draft.load(number, cells, self._width)
        values = self._values(draft)
        problems = tuple(draft.problems)
        if any(problem.level is Level.ERROR for problem in problems):
            return Rejected(self._sheet, number, problems)
        return Row(sheet=self._sheet, row=number, problems=problems, **values)

    def _values(self, draft: Draft) -> dict[str, Any]:
        values = _UNSAID.copy()
        self._read_identity(draft, values)
        for key, columns, between in self._texts:
            values[key] = draft.text(columns, between)
        for key, field, index in self._choices:
            if (found := self._choice(draft, field, index)) is not None:
                values[key] = found
        self._read_journey(draft, values)
        self._read_places(draft, values)
        self._read_birth(draft, values)
        return values

    def _read_identity(self, draft: Draft, values: dict[str, Any]) -> None:
        identity = self._identity
        values["name"] = identity.name(draft)
        values["identifiers"] = found = identity.identifiers(draft)
        values["phones"] = phones = identity.phones(draft, needed=not found)
        values["guardian_phones"] = proxies = identity.proxy_phones(draft)
        values["linked"], values["linked_document"] = identity.linked(draft)
        identity.lacking(draft, found, reachable=bool(phones or proxies))

    def _read_journey(self, draft: Draft, values: dict[str, Any]) -> None:
        left = self._moment(draft, Field.LEFT)
        arrived = self._moment(draft, Field.ARRIVED)
        exposed = self._moment(draft, Field.LAST_EXPOSURE)
        if left:
            values["left"], values["left_at"] = left.day, left.at
        if arrived:
            values["arrived"], values["day_only"] = arrived.start, arrived.at is None
        if exposed:
            values["last_exposure"] = exposed.day
        if left and arrived and arrived.day < left.day:
            draft.wrong(self._columns[Field.ARRIVED][0], faults.WRONG_ORDER, level=Level.WARNING)
        if not values["ride"] and values["transport"]:
            values["ride"] = ride_in(draft.text(self._columns[Field.TRANSPORT]))

    def _read_places(self, draft: Draft, values: dict[str, Any]) -> None:
        for key, fields in (("destination", DESTINATION_PARTS), ("origin_parts", ORIGIN_PARTS)):
            if any(self._columns[field] for field in fields):
                values[key] = Parts(*(draft.text(self._columns[field]) for field in fields))
        values["origin"] = values["origin"] or "".join(values["origin_parts"])
        if self._origin is not None and not self._of_contacts and self._origin not in draft.faulty:
            self._judge_origin(draft, self._origin, values["origin"] or values["risk_area"])

    def _read_birth(self, draft: Draft, values: dict[str, Any]) -> None:
        """Birth date, age, and where they and the sex differ from what the identifier says."""
        if self._columns[Field.BORN]:
            values["born"] = self._born(draft, self._columns[Field.BORN][0])
        if self._columns[Field.AGE]:
            values["age"] = self._age(draft, self._columns[Field.AGE][0])
        if values["identifiers"]:
            said = values["identifiers"][0]
            if values["born"] and said.born and values["born"] != said.born:
                draft.wrong(self._columns[Field.BORN][0], faults.BORN_DIFFERS)
            if values["sex"] is not Sex.UNKNOWN and said.sex not in (values["sex"], Sex.UNKNOWN):
                draft.wrong(self._columns[Field.SEX][0], faults.SEX_DIFFERS)

    def _judge_origin(self, draft: Draft, index: int, said: str) -> None:
        if not said:
            draft.lacking(index, faults.ORIGIN_MISSING, Level.WARNING)
        elif said.lower() in UNKNOWN or not _PLACE.search(said):
            draft.wrong(index, faults.ORIGIN_UNKNOWN, level=Level.WARNING)

    def _moment(self, draft: Draft, field: Field) -> Moment | None:
        columns = self._columns[field]
        return self._moments.read(draft, field, columns) if columns else None

    def _choice(self, draft: Draft, field: Field, index: int) -> Choice | None:
        """What a cell of a closed list says; a text that is not known is noted and not used."""
        cell = draft.cells[index]
        if cell is None:
            return None
        found = self._chosen.get((field, cell))
        if found is None and (said := text_of(cell)) and said.lower() not in UNKNOWN:
            found = read_choice(field, said)
            if found is None:
                draft.wrong(index, faults.UNKNOWN_CHOICE)
            elif len(self._chosen) < _KEPT:
                self._chosen[field, cell] = found
        return found

    def _born(self, draft: Draft, index: int) -> date | None:
        """The birth date; a year and month alone are passed over, since the identifier has the day."""
        cell = draft.cells[index]
        said = text_of(cell)
        if not said or said in UNKNOWN or (not isinstance(cell, date) and _YEAR_AND_MONTH.fullmatch(said)):
            return None
        found = read_moment(cell, at=self._at)
        if isinstance(found, Moment) and not found.year_inferred and found.day <= self._today:
            return found.day
        draft.wrong(index, faults.UNREADABLE_DATE)
        return None

    def _age(self, draft: Draft, index: int) -> int | None:
        """The age in whole years, 0 for infants whose months or days are given."""
        said = text_of(draft.cells[index])
        if not said or said in UNKNOWN:
            return None
        found = _AGE.fullmatch(said)
        if found and int(found[1]) <= _OLDEST:
            return int(found[1])
        if _INFANT.fullmatch(said):
            return 0
        draft.wrong(index, faults.UNKNOWN_CHOICE)
        return None


def read_row(
    cells: Sequence[Cell], mapping: Mapping, *, row: int, sheet: str, at: datetime, date1904: bool = False
) -> Row | Rejected:
    """One row alone; for many rows of one sheet make a :class:`RowReader` once."""
    return RowReader(mapping, sheet=sheet, at=at, date1904=date1904).person(row, cells)

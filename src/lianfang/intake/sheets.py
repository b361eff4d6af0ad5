"""The sheets of a received file: which are lists, what their columns mean, their rows one by one.

Gateway reads files; what it hands over has the shape of :class:`SheetRows`.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Protocol

from lianfang.core import intake as rules
from lianfang.core.intake.skips import Skips
from lianfang.core.refusal import Refused

_HALF_UNDERSTOOD = 2
"""With so many columns understood a file without any plain list is asked about and not turned away."""


class SheetRows(Protocol):
    """A sheet that has been read: rows count from 1, cells from column 0."""

    @property
    def name(self) -> str: ...
    @property
    def hidden(self) -> bool: ...
    @property
    def hidden_rows(self) -> frozenset[int]: ...
    @property
    def hidden_columns(self) -> frozenset[int]: ...
    def rows(self) -> Iterator[tuple[int, list[rules.Cell]]]: ...
    def head(self, count: int = ...) -> list[tuple[int, list[rules.Cell]]]: ...


@dataclass(frozen=True, slots=True)
class Question:
    """A sheet whose headings were not fully understood: somebody has to say what its columns mean."""

    sheet: str
    unsure: rules.Unsure


def understand(
    sheets: Sequence[SheetRows], *, profile: Mapping[str, str], told: Mapping[str, str], file: str
) -> tuple[list[dict[str, Any]], list[Question]]:
    """What each sheet is, as it is kept with the list, and the questions that are left.

    ``profile`` is what the source's headings meant before; ``told`` what somebody says now: by heading or by
    letters of the column the name of a field, empty to leave the column out. Refused, naming the ``file``: no
    sheet is a list.
    """
    found = [_recognise(sheet, profile, told) for sheet in sheets]
    listed = any(isinstance(one, rules.Mapping) or not one.is_no_list for one in found)
    described: list[dict[str, Any]] = []
    questions: list[Question] = []
    for sheet, one in zip(sheets, found, strict=True):
        plan: dict[str, Any] = {"name": sheet.name, "hidden": sheet.hidden, "is": "none"}
        if isinstance(one, rules.Mapping):
            concealed = sorted(sheet.hidden_columns & one.headings.keys())
            plan |= {"is": "list", **_kept(one), **_counted(sheet, one), "hidden_columns": concealed}
        elif not one.is_no_list or (not listed and len(one.columns) >= _HALF_UNDERSTOOD):
            plan |= {"is": "unsure"}
            questions.append(Question(sheet.name, one))
        described.append(plan)
    if all(plan["is"] == "none" for plan in described):
        raise Refused(
            "list.no_people",
            "「{file}」中没有人员名单:没有一张表有「姓名」和「证件号码」或「联系电话」这样的表头;"
            "请在名单上方补上表头后重新发送",
            "{file!r} holds no list of people: no sheet has headings like name and ID number or telephone; "
            "write them above the list and send it again",
            file=file,
        )
    return described, questions


def _recognise(
    sheet: SheetRows, profile: Mapping[str, str], told: Mapping[str, str]
) -> rules.Mapping | rules.Unsure:
    head = sheet.head()
    found = rules.recognise(head, profile)
    if not told:
        return found
    headings = found.headings
    columns = dict(found.columns)
    for index, text in headings.items():
        for said in (rules.column_letters(index), text, rules.normal(text)):
            if said in told:
                columns.pop(index, None)
                if told[said]:
                    columns[index] = rules.Field(told[said])
    if isinstance(found, rules.Mapping):
        return _mapping(found.header_rows, columns, headings)
    settled = found.settled(columns)
    return settled if _is_enough(settled) else found


def _is_enough(mapping: rules.Mapping) -> bool:
    found = set(mapping.columns.values())
    named = rules.Field.NAME in found or {rules.Field.SURNAME, rules.Field.GIVEN} <= found
    return named and bool(found & {rules.Field.IDENTIFIER, rules.Field.PHONE})


def _kept(mapping: rules.Mapping) -> dict[str, Any]:
    return {
        "header": list(mapping.header_rows),
        "columns": {str(index): str(field) for index, field in mapping.columns.items()},
        "headings": {str(index): text for index, text in mapping.headings.items()},
    }


def mapping_of(plan: Mapping[str, Any]) -> rules.Mapping:
    """The mapping of a sheet as it was kept."""
    columns = {int(index): rules.Field(field) for index, field in plan["columns"].items()}
    return _mapping(tuple(plan["header"]), columns, {int(i): text for i, text in plan["headings"].items()})


def _mapping(
    header: tuple[int, ...], columns: dict[int, rules.Field], headings: dict[int, str]
) -> rules.Mapping:
    ignored = {index: text for index, text in headings.items() if index not in columns}
    return rules.Mapping(header, columns, ignored, headings)


def _counted(sheet: SheetRows, mapping: rules.Mapping) -> dict[str, Any]:
    """How many rows of people a sheet has, and how many lines of other kinds."""
    skips = Skips(mapping)
    last = max(mapping.header_rows)
    hidden = sheet.hidden_rows
    skipped: Counter[str] = Counter()
    rows = concealed = 0
    for number, cells in sheet.rows():
        if number <= last:
            continue
        if kind := skips.kind(cells):
            skipped[str(kind)] += 1
        else:
            rows += 1
            concealed += number in hidden
    return {"rows": rows, "skipped": dict(skipped), "hidden_rows": concealed}


def people_rows(
    sheet: SheetRows, mapping: rules.Mapping, *, at: datetime, date1904: bool
) -> Iterator[tuple[int, Sequence[rules.Cell], rules.Row | rules.Rejected]]:
    """Each row of people: its number, its cells as they were sent, what they say."""
    reader = rules.RowReader(mapping, sheet=sheet.name, at=at, date1904=date1904)
    last = max(mapping.header_rows)
    for number, cells in sheet.rows():
        if number > last:
            read = reader.read(number, cells)
            if not isinstance(read, rules.NotRow):
                yield number, cells, read


def raw_text(cells: Sequence[rules.Cell]) -> str:
    """The cells of a row as text to be sealed; dates and clocks keep their kind."""
    return json.dumps(cells, ensure_ascii=False, default=_plain, separators=(",", ":"))


def raw_cells(text: str) -> list[rules.Cell]:
    """The cells of a row from their text."""
    return [_cell(value) for value in json.loads(text)]


def _plain(value: object) -> dict[str, str]:
    for kind in (datetime, date, time):  # an instant is a date as well
        if isinstance(value, kind):
            return {kind.__name__: value.isoformat()}
    raise TypeError(f"no cell: {type(value)}")


_KINDS = {"datetime": datetime, "date": date, "time": time}


def _cell(value: Any) -> rules.Cell:
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _KINDS[kind].fromisoformat(text)  # type: ignore[attr-defined,no-any-return]
    return value  # type: ignore[no-any-return]

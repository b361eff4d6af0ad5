"""Reading the sheet by which staff, their units and grids are brought in: headings, then rows.

One row is one post; a row that names nobody is a unit, or a grid, alone. Headings are recognised by
synonyms in both languages; a row that cannot be read becomes a problem with the cell and the remedy, and
the others go on.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import override

from lianfang.accounts.models import Role
from lianfang.core.people import Unreadable, mask_phone, read_phones
from lianfang.core.people.cells import CellState, read_cell
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.language import CHINESE, ENGLISH
from lianfang.places.queries import UnitKind

HEADINGS: dict[str, Words] = {
    "name": Words("姓名", "Name"),
    "username": Words("账号", "Account"),
    "phone": Words("手机", "Phone"),
    "unit": Words("单位", "Unit"),
    "kind": Words("单位类型", "Unit kind"),
    "code": Words("辖区编码", "Area code"),
    "region": Words("辖区", "Area"),
    "grid": Words("网格", "Grid"),
    "role": Words("岗位", "Post"),
    "superior": Words("上级单位", "Superior unit"),
    "title": Words("职务", "Title"),
}
_SYNONYMS = {
    "name": "人员姓名,full name",
    "username": "帐号,用户名,登录名,登录账号,username,login,user",
    "phone": "手机号,手机号码,联系电话,电话,mobile,telephone",
    "unit": "所在单位,单位名称,工作单位",
    "kind": "类型,单位类别,unit type",
    "code": "区划代码,区划编码,行政区划代码,code",
    "region": "区划,所属区划,负责区域,region",
    "grid": "网格名称,grid name",
    "role": "岗位角色,角色,role",
    "superior": "主管单位,上级,superior",
    "title": "职位,job title",
}
LOOKED_THROUGH = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that stops its row: where, what stands there (masked), what is wrong and what to do."""

    sheet: str
    row: int
    column: str
    value: str
    message: Words
    remedy: Words

    @property
    def heading(self) -> Words:
        """The heading of the cell's column."""
        return HEADINGS[self.column]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as it was written, ready to be resolved against the tree: who, where, as what."""

    sheet: str
    row: int
    name: str
    username: str
    phone: str
    unit: str
    kind: str
    region: str
    grid: str
    role: str
    superior: str
    title: str

    @property
    def is_post(self) -> bool:
        """Whether the row speaks of somebody, and not of a unit or a grid alone."""
        return bool(self.role)


def _fold(text: str) -> str:
    return "".join(text.split()).casefold().strip("*").strip(":").strip(":")


def _known_headings() -> dict[str, str]:
    written = {key: [words.zh, words.en, *_SYNONYMS[key].split(",")] for key, words in HEADINGS.items()}
    return {_fold(text): key for key, texts in written.items() for text in texts}


_KNOWN = _known_headings()


class Sheet(Protocol):
    """A sheet as the gateway reads it: numbered rows of plain values."""

    @property
    def name(self) -> str: ...
    def rows(self) -> Iterable[tuple[int, list[Any]]]: ...


class Workbook(Protocol):
    """A workbook as the gateway reads it."""

    @property
    def sheets(self) -> Sequence[Sheet]: ...


def read_workbook(workbook: Workbook) -> tuple[list[Entry], list[Problem]]:
    """Entries and problems of every sheet that has the headings; refused where none has them."""
    read = [found for sheet in workbook.sheets if (found := read_sheet(sheet.name, sheet.rows()))]
    if not read:
        raise Refused(
            "accounts.no_heading",
            "没有找到表头:人员表至少要有「姓名」「岗位」和「单位」或「辖区」;单位表、网格表要有「单位」或「网格」和「辖区」",
            "no heading found: staff need Name, Post, Unit or Area; units and grids need Unit or Grid, Area",
        )
    return [e for entries, _ in read for e in entries], [p for _, problems in read for p in problems]


def read_sheet(sheet: str, rows: Iterable[tuple[int, list[Any]]]) -> tuple[list[Entry], list[Problem]] | None:
    """Entries and problems of one sheet; None where no row looks like its heading."""
    columns: dict[int, str] = {}
    entries, problems = [], []
    for looked, (number, cells) in enumerate(rows):
        if not columns:
            columns = _heading(cells)
            if not columns and looked >= LOOKED_THROUGH:
                return None
            continue
        read = _read_row(sheet, number, cells, columns)
        if isinstance(read, Entry):
            entries.append(read)
        else:
            problems += read
    return (entries, problems) if columns else None


def _heading(cells: list[Any]) -> dict[int, str]:
    found: dict[int, str] = {}
    for at, cell in enumerate(cells):
        key = _KNOWN.get(_fold(str(cell))) if cell is not None else None
        if key and key not in found.values():
            found[at] = key
    keys = set(found.values())
    staff = keys >= {"name", "role"} and len(keys) >= 3
    places = keys & {"unit", "grid"} and keys & {"code", "region"}
    return found if staff or places else {}


def columns_of(workbook: Workbook) -> dict[str, tuple[int, dict[str, int]]]:
    """For each sheet with headings their row and where each column stands: to mark what is wrong in it."""
    found = {}
    for sheet in workbook.sheets:
        for number, cells in islice(sheet.rows(), LOOKED_THROUGH + 1):
            if columns := _heading(cells):
                found[sheet.name] = (number, {key: at for at, key in columns.items()})
                break
    return found


def _read_row(sheet: str, number: int, cells: list[Any], columns: Mapping[int, str]) -> Entry | list[Problem]:
    read = {key: read_cell(cells[at]) for at, key in columns.items() if at < len(cells)}
    texts = {key: " ".join(read[key].text.split()) if key in read else "" for key in HEADINGS}
    if not any(texts.values()):
        return []
    row = _Row(sheet, number, texts, [])
    damaged = [key for key in ("code", "region") if key in read and read[key].state is CellState.DAMAGED]
    if damaged:
        row.wrong(damaged[0], *_DAMAGED)
    nobody = not any(texts[key] for key in ("name", "username", "role", "title"))
    if nobody and (texts["unit"] or texts["grid"]):
        role, phone = "", row.phone()
    else:
        role, phone = row.post()
    kind = row.choice("kind", UnitKind) if texts["kind"] else ""
    if row.problems:
        return row.problems
    return Entry(
        sheet,
        number,
        username=texts["username"] or phone,
        phone=phone,
        kind=kind,
        role=role,
        region=texts["code"] or texts["region"],
        **{key: texts[key] for key in ("name", "unit", "grid", "superior", "title")},
    )


_DAMAGED = (
    Words("编码被表格软件改成了科学计数", "the spreadsheet turned the code into a rounded number"),
    Words("把这一列设为文本格式,重新填写编码", "set the column to text and type the code again"),
)
_NO_NAME = (Words("没有姓名", "no name"), Words("填写姓名", "write the name"))
_NO_ACCOUNT = (
    Words("没有账号也没有手机", "neither an account nor a telephone"),
    Words("填写其中一项;没有账号时以手机号为账号", "write one; the telephone serves as the account"),
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row while it is read, gathering what is wrong with it."""

    sheet: str
    number: int
    texts: Mapping[str, str]
    problems: list[Problem]

    def wrong(self, key: str, message: Words, remedy: Words) -> None:
        value = mask_phone(self.texts[key]) if key == "phone" else self.texts[key]
        self.problems.append(Problem(self.sheet, self.number, key, value, message, remedy))

    def post(self) -> tuple[str, str]:
        """The role and telephone of whoever holds the post."""
        if not self.texts["name"]:
            self.wrong("name", *_NO_NAME)
        phone = self.phone()
        if not (self.texts["username"] or self.texts["phone"]):
            self.wrong("username", *_NO_ACCOUNT)
        return self.choice("role", Role), phone

    def phone(self) -> str:
        read = read_phones(self.texts["phone"])
        if not read:
            return ""
        if isinstance(read[0], Unreadable):
            self.wrong("phone", read[0].message, read[0].remedy)
            return ""
        return read[0].shown

    def choice(self, key: str, choices: type[TextChoices]) -> str:
        forms = written_choices(choices)
        found = forms.get(_fold(self.texts[key]))
        if found is None:
            named = HEADINGS[key]
            self.wrong(key, Words(f"没有这种{named.zh}", f"no such {named.en.lower()}"), _one_of(choices))
            return ""
        return found


@cache
def written_choices(choices: type[TextChoices]) -> dict[str, str]:
    """How the choices of a kind may be written (either language, or the value) → the value."""
    forms: dict[str, str] = {}
    for choice in choices:
        words = both(choice.label)
        for text in (choice.value, words.zh, words.en, *_bracketed(words.zh)):
            forms.setdefault(_fold(text), str(choice.value))
    return forms


def _bracketed(text: str) -> tuple[str, ...]:
    """ "乡镇(街道)干部" is also written 乡镇干部 and 街道干部."""
    found = re.fullmatch(r"(.*)[((](.*)[))](.*)", text)
    return (found[1] + found[3], found[2] + found[3]) if found else ()


def both(label: Any) -> Words:
    """A lazy label in both languages."""
    with override(CHINESE):
        zh = str(label)
    with override(ENGLISH):
        return Words(zh, str(label))


def _one_of(choices: type[TextChoices]) -> Words:
    labels = [both(choice.label) for choice in choices]
    return Words(
        "请填写:" + "、".join(each.zh for each in labels),
        "write one of: " + ", ".join(each.en for each in labels),
    )

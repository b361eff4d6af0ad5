"""Reading telephone numbers: mobiles, landlines, hotlines and numbers abroad, several in one cell.

A number is kept in international form (``+8613812345678``), so that one telephone has one spelling; hotlines,
which cannot be called from abroad, are kept as dialled.
"""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

from lianfang.core.people.cells import Cell, CellState, Unreadable, read_cell
from lianfang.core.people.masks import mask_phone
from lianfang.core.words import Words


class PhoneKind(StrEnum):
    """What sort of number it is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    HOTLINE = "hotline"
    ABROAD = "abroad"

    @property
    def words(self) -> Words:
        """The name of the kind in both languages."""
        return _KINDS[self]


_KINDS = {
    PhoneKind.MOBILE: Words("手机", "mobile"),
    PhoneKind.LANDLINE: Words("固定电话", "landline"),
    PhoneKind.HOTLINE: Words("服务电话", "hotline"),
    PhoneKind.ABROAD: Words("境外电话", "number outside the mainland"),
}


@dataclass(frozen=True, slots=True)
class Phone:
    """A number, its extension within a house, and what stood in brackets beside it (父亲, 单位)."""

    kind: PhoneKind
    number: str = field(repr=False)
    extension: str = field(default="", repr=False)
    note: str = field(default="", repr=False)

    @property
    def tail(self) -> str:
        """The last four digits, by which people remember a number."""
        return self.number[-4:]

    @property
    def shown(self) -> str:
        """The number as it is written at home: ``13812345678``, ``010-12345678-801``, ``+85212345678``."""
        if not self.number.startswith("+86"):
            return self.number
        if self.kind is PhoneKind.MOBILE:
            return self.number[3:]
        line = _AREA_AND_LOCAL.sub(r"\1-\2", "0" + self.number[3:])
        return f"{line}-{self.extension}" if self.extension else line

    @property
    def masked(self) -> str:
        """The number as it is shown to people who need not know it."""
        return mask_phone(self.number)


_SHORT = "110 114 119 120 122 999 12305 12306 12315 12320 12333 12345 12348 12355 12356 12358 12369"
HOTLINES = frozenset(_SHORT.split())
"""Short numbers accepted as somebody's telephone; other short numbers are parts of longer ones."""

_AREA_AND_LOCAL = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([2-8][0-9]{6,7})")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_FREEPHONE = re.compile(r"[48]00[0-9]{7}")
_BETWEEN = re.compile(r"[/、;；,，|\n]+|或者?|以及|和")
_NOTE = re.compile(r"\(([^()0-9]*)\)")
_LABEL = re.compile(
    r"^(?:(?:联系|家庭|单位|办公|移动|固定)?电话(?:号码)?|手机(?:号码?)?|座机|tel(?:ephone)?|phone|mobile|cell)\s*[:.]?\s*",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"(.+?)\s*(?:转|分机号?|ext\.?|x|#)\s*:?\s*([0-9]{1,6})", re.IGNORECASE)
_DASH_EXTENSION = re.compile(r"(\(?0[0-9]{2,3}\)?[\s-]?[0-9]{7,8})-([0-9]{1,6})")


def read_phones(cell_value: object, *, area_code: str | None = None) -> tuple[Phone | Unreadable, ...]:
    """Every number in a cell, in order and once each; none for an empty cell.

    Parted by / 、 ; , line ends, 或 and 和; by blanks only where each part is a number by itself.
    ``area_code`` (``0376``) is that of the place the list comes from and completes landlines written
    without one.
    Refused, never guessed: numbers shown as 1.38E+10, run together, or a digit short.
    """
    if isinstance(cell_value, str) and _MOBILE.fullmatch(cell_value):
        return (Phone(PhoneKind.MOBILE, "+86" + cell_value),)
    cell = read_cell(cell_value)
    if cell.state is CellState.DAMAGED:
        return (_refuse("damaged", cell.text),)
    if cell.state is CellState.OTHER:
        return (_refuse("form", ""),)
    found: dict[tuple[str, str], Phone | Unreadable] = {}
    for piece in _BETWEEN.split(cell.text):
        for read in _read_piece(cell._replace(text=piece.strip()), area_code):
            key = (read.number, read.extension) if isinstance(read, Phone) else (piece, "")
            found.setdefault(key, read)
    return tuple(found.values())


def _read_piece(cell: Cell, area_code: str | None) -> list[Phone | Unreadable]:
    if not cell.text:
        return []
    whole = _read_one(cell, area_code)
    if isinstance(whole, Phone):
        return [whole]
    parts = [_read_one(cell._replace(text=part), area_code) for part in cell.text.split()]
    return parts if all(isinstance(part, Phone) for part in parts) else [whole]


def _read_one(cell: Cell, area_code: str | None) -> Phone | Unreadable:
    note = " ".join(found.strip() for found in _NOTE.findall(cell.text))
    text = _LABEL.sub("", _NOTE.sub("", cell.text).strip())
    body, extension = text, ""
    if extended := _DASH_EXTENSION.fullmatch(text) or _EXTENSION.fullmatch(text):
        body, extension = extended[1], extended[2]
    bare = re.sub(r"[\s().\-‐‑–—]", "", body)
    if not re.fullmatch(r"\+?[0-9]+", bare):
        return _refuse("form", cell.text)
    read = _read_digits(bare, area_code)
    if isinstance(read, str):
        lost_zero = read == "number" and cell.state is CellState.NUMBER
        return _refuse("leading_zero" if lost_zero else read, cell.text)
    return replace(read, extension=extension, note=note)


def _read_digits(bare: str, area_code: str | None) -> Phone | str:
    """The number, or the code of what is wrong with it."""
    if home := re.fullmatch(r"(?:\+|00)86([0-9]*)", bare):
        return _read_home(home[1], None, abroad=True)
    if away := re.fullmatch(r"(?:\+|00)([1-9][0-9]*)", bare):
        return _read_away(away[1])
    if bare.startswith("86") and _MOBILE.fullmatch(bare[2:]):
        return Phone(PhoneKind.MOBILE, "+" + bare)
    return _read_home(bare, area_code)


def _read_home(digits: str, area_code: str | None, *, abroad: bool = False) -> Phone | str:
    if _MOBILE.fullmatch(digits):
        return Phone(PhoneKind.MOBILE, "+86" + digits)
    if digits in HOTLINES or _FREEPHONE.fullmatch(digits):
        return Phone(PhoneKind.HOTLINE, digits)
    trunk = "0" + digits if abroad and not digits.startswith("0") else digits
    if _is_landline(trunk):
        return Phone(PhoneKind.LANDLINE, "+86" + trunk[1:])
    if re.fullmatch(r"[2-8][0-9]{6,7}", digits):
        if area_code and _is_landline(area_code + digits):
            return Phone(PhoneKind.LANDLINE, "+86" + area_code[1:] + digits)
        return "area_code"
    return "number"


def _is_landline(digits: str) -> bool:
    """Area code and local number; Beijing and the 02 areas have local numbers of eight digits only."""
    parts = _AREA_AND_LOCAL.fullmatch(digits)
    return bool(parts) and (digits[:2] not in ("01", "02") or len(digits) == 11)


def _read_away(digits: str) -> Phone | str:
    """A number with its country code: Hong Kong and Macao 8 digits, Taiwan 8 or 9, others 7 to 15 in all."""
    if digits.startswith("886"):
        digits = "886" + digits[3:].removeprefix("0")
    for code, lengths in {"852": (8,), "853": (8,), "886": (8, 9)}.items():
        if digits.startswith(code) and len(digits) - 3 not in lengths:
            return "number"
    return Phone(PhoneKind.ABROAD, "+" + digits) if 7 <= len(digits) <= 15 else "number"


def _refuse(code: str, text: str) -> Unreadable:
    message, remedy = _REASONS[code]
    return Unreadable(f"phone.{code}", message, remedy, mask_phone(text))


_REASONS = {
    "damaged": (
        Words("电话已被表格软件改为科学计数", "a spreadsheet has turned the number into a power of ten"),
        Words("请把该列设为「文本」格式后重新录入", "format the column as text and enter the number again"),
    ),
    "form": (
        Words("电话中有无法识别的内容", "the telephone number holds something that is no number"),
        Words("请只留号码;多个号码用「/」分开", "leave the number only; part several numbers with /"),
    ),
    "number": (
        Words(
            "电话号码不对:手机应为 1 开头的 11 位,固定电话应为区号加 7 或 8 位",
            "no telephone number: mobiles have 11 digits from 1, landlines an area code and 7 or 8",
        ),
        Words(
            "请核对;两个号码用「/」分开,境外号码以「+」和国家代码开头",
            "check it; part two numbers with /, begin numbers abroad with + and the country code",
        ),
    ),
    "leading_zero": (
        Words(
            "电话号码不对;单元格为数字格式,区号开头的 0 可能已丢失",
            "no telephone number; in a number cell the 0 of the area code may be lost",
        ),
        Words("请把该列设为「文本」格式后重新录入", "format the column as text and enter the number again"),
    ),
    "area_code": (
        Words("固定电话缺少区号", "the landline has no area code"),
        Words("请在号码前加区号,如 0376-1234567", "write the area code before it, as in 0376-1234567"),
    ),
}

"""Pushed lists as their senders write them: real workbooks, each source with headings of its own."""

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter

from lianfang.core.days import ZONE, local_day, plus
from lianfang.exercise.dice import dice
from lianfang.exercise.geography import Land
from lianfang.exercise.travellers import Traveller

_KINDS = {
    "resident_id": "居民身份证",
    "passport": "护照",
    "hmt_residence_permit": "港澳台居民居住证",
    "mainland_travel_permit_hm": "港澳居民来往内地通行证",
    "taiwan_travel_permit": "台湾居民来往大陆通行证",
}
_GRADES = ("密切接触者", "密切接触者", "密切接触者", "密切接触者", "密切接触者", "次密接")
_UNTOLD = 0.25
"""Share of contacts of contacts of whom the list does not say through whom."""
_SEXES = {"male": "男", "female": "女"}
Cells = Sequence[object]
Writer = Callable[[Land, Sequence[Traveller], datetime], bytes]


def province(land: Land, people: Sequence[Traveller], at: datetime) -> bytes:
    """The province's list: a title, two rows of headings, the address in parts."""
    book, sheet, kept = _book(at)
    sheet.merge_range(0, 0, 0, 14, f"风险区来返人员推送表({_day(at)})", kept["title"])
    for column, heading in enumerate(("序号", "姓名", "证件类型", "证件号码", "联系电话")):
        sheet.merge_range(1, column, 2, column, heading, kept["head"])
    sheet.merge_range(1, 5, 1, 7, "来源地", kept["head"])
    sheet.merge_range(1, 8, 1, 10, "现住址", kept["head"])
    for column, heading in enumerate(("省", "市", "县(区)", "县(区)", "乡镇(街道)", "详细地址"), 5):
        sheet.write_string(2, column, heading, kept["head"])
    for column, heading in enumerate(("风险地区", "风险等级", "离开风险区时间", "到达时间"), 11):
        sheet.merge_range(1, column, 2, column, heading, kept["head"])
    for number, one in enumerate(people, 1):
        county, township = land.above(one.grid, "county"), land.above(one.grid, "township")
        community = land.above(one.grid, "community")
        cells = (
            number, _name(one), _KINDS[one.papers.identifiers[0][0]], _number(one), one.phone, *one.origin,
            county.name, township.name, f"{community.name}{one.address}", one.spot, one.level,
            f"{one.left:%Y-%m-%d}", _arrived(one, at),
        )  # fmt: skip
        _write(sheet, number + 2, cells)
    return _closed(book)


def railway(land: Land, people: Sequence[Traveller], at: datetime) -> bytes:
    """The railway's list of passengers: no address but the station's city, no level of risk."""
    book, sheet, kept = _book(at)
    headings = ("旅客姓名", "证件号码", "手机号", "车次", "座位号", "始发站", "到达时间", "目的地")
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, kept["head"])
    for number, one in enumerate(people, 1):
        seat = f"{1 + number % 16:02d}车{1 + number * 7 % 17}{'ABCDF'[number % 5]}"
        cells = (
            _name(one), _number(one), one.phone, one.ride, seat, "".join(one.origin), _arrived(one, at),
            f"{land.city.name}{land.above(one.grid, 'county').name}",
        )  # fmt: skip
        _write(sheet, number, cells)
    return _closed(book)


def police(land: Land, people: Sequence[Traveller], at: datetime) -> bytes:
    """The list of contacts that tracing hands over: grade, last exposure, through whom, one address."""
    book, sheet, kept = _book(at)
    headings = (
        "序号", "姓名", "性别", "身份证号", "联系电话", "现住址", "接触类型", "末次接触时间", "关联密接姓名",
        "关联密接身份证号",
    )  # fmt: skip
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, kept["head"])
    through: tuple[object, ...] = ("", "")
    for number, one in enumerate(people, 1):
        chosen = dice("grade", one.papers.name, at.isoformat())
        grade = chosen.choice(_GRADES)
        secondary = grade == _GRADES[-1]
        known = through if secondary and chosen.random() >= _UNTOLD else ("", "")
        if not secondary and not one.flaw:
            through = (_name(one), _number(one))
        cells = (
            number, _name(one), _SEXES[one.papers.sex], _number(one), one.phone,
            f"{land.written(one.grid)}{one.address}", grade, f"{plus(local_day(at), -(number % 3)):%Y-%m-%d}",
            *known,
        )  # fmt: skip
        _write(sheet, number, cells)
    return _closed(book)


def _name(one: Traveller) -> str:
    name = one.papers.name
    if one.flaw == "other_name":
        return name[0] + ("建平" if name[1:] != "建平" else "建安")
    return f"{name[0]}*{name[2:]}" if one.flaw == "masked" else name


def _number(one: Traveller) -> object:
    """The number as the sheet holds it: as text, or damaged by the sheet, or with a slip of the pen."""
    number = one.papers.identifiers[0][1]
    if one.flaw == "damaged" and number.isdigit():
        return float(number)
    if one.flaw == "check_digit" and len(number) == 18:
        return number[:16] + str((int(number[16]) + 1) % 10) + number[17]
    return number


def _arrived(one: Traveller, at: datetime) -> str:
    if one.flaw == "ahead":
        return f"{plus(local_day(at), 20):%Y-%m-%d}"
    return f"{one.arrived.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _day(at: datetime) -> str:
    day = local_day(at)
    return f"{day.month}月{day.day}日"


def _book(at: datetime) -> tuple[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet, dict[str, object]]:
    """A new workbook, its sheet and formats; ``created`` is stated, so that the file never changes."""
    book = xlsxwriter.Workbook(BytesIO(), {"in_memory": True})
    book.set_properties({"created": at.astimezone(ZONE).replace(tzinfo=None)})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "head": book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter"}),
    }
    return book, book.add_worksheet("名单"), formats


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, cells: Cells) -> None:
    for column, value in enumerate(cells):
        if isinstance(value, float | int):
            sheet.write_number(row, column, value)
        else:
            sheet.write_string(row, column, str(value))


def _closed(book: xlsxwriter.Workbook) -> bytes:
    held = book.filename
    book.close()
    return bytes(held.getvalue())

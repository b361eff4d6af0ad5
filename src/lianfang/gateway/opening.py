"""The sheet of an opening balance: read, its rows taken over, its blank form."""

from datetime import datetime
from os import PathLike

from lianfang import policies
from lianfang.accounts.scope import Viewer
from lianfang.core.findings.values import RiskLevel
from lianfang.core.intake import Field, Problem, Rejected
from lianfang.core.intake.opening import CLASS_CHOICES, MEASURE_CHOICES, Opening, OpeningReader
from lianfang.core.intake.opening_headings import NEEDED, Part, recognise_opening
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.gateway.sheets.blanks import Blank, blank
from lianfang.gateway.sheets.reading import read
from lianfang.intake.actions.opening import Opened, open_balance
from lianfang.places.queries import Area

MOST = 20_000
"""Rows of one sheet; a city of ten million had fewer people isolated in one county."""
_NAME = Words("在管人员", "Held already")
_ADVICE = (
    Words(
        "一人一行;带 * 的必填(证件号码和电话填一项即可)。",
        "One person to a row; * is needed (ID number or phone).",
    ),
    Words(
        "起算日期:密接、次密接等填末次接触日,来返人员填离开风险区日,入境人员填入境日,高风险岗位填结束闭环日。",
        "Counted from: contacts – last exposure; travellers – left the risk area; entrants – day of entry; "
        "high-risk posts – day their closed loop ended.",
    ),
    Words(
        "没有起算日期的,必须填计划解除日期,系统按原决定接管,不推算检测日。",
        "Without that day the planned release is needed; what was decided stands, without test days.",
    ),
    Words(
        "已做核酸:每次写日期和结果,用分号分开,如「2022-08-02 阴性;2022-08-04 阴性」。",
        "Tests so far: day and outcome of each, parted by semicolons: 2022-08-02 negative; …",
    ),
    Words("同一张表可以重复上传,已接管的不会重复。", "Sending the sheet again repeats nobody."),
)
_HINTS = {
    Part.BEGAN: Words("实际开始管控的时间,不是上传的时间", "when it really began, not today"),
    Part.EDITION: Words("不填即本地现行方案", "the edition in force here, where left empty"),
    Part.TESTS: Words("如 2022-08-02 阴性;2022-08-04 阴性", "as 2022-08-02 negative; 2022-08-04 negative"),
}


def take_over(
    given: bytes | str | PathLike[str], filename: str, *, area: Area, by: Viewer, at: datetime
) -> Opened:
    """Read a sheet and take over everybody on it; rows that are wrong go back, the others go through."""
    openings, problems = read_sheet(given, filename, at=at)
    return open_balance(openings, problems, area=area, by=by, at=at)


def read_sheet(
    given: bytes | str | PathLike[str], filename: str, *, at: datetime
) -> tuple[list[Opening], list[Problem]]:
    """The rows of every sheet that lists people held, and what is wrong with others; refused without one."""
    openings: list[Opening] = []
    problems: list[Problem] = []
    listed = False
    with read(given, filename) as workbook:
        for sheet in workbook.sheets:
            if (mapping := recognise_opening(sheet.head())) is None:
                continue
            listed = True
            reader = OpeningReader(mapping, sheet=sheet.name, at=at, date1904=workbook.date1904)
            last = max(mapping.person.header_rows)
            for number, cells in sheet.rows():
                found = reader.read(number, cells) if number > last else None
                if isinstance(found, Opening):
                    openings.append(found)
                elif isinstance(found, Rejected):
                    problems += found.problems
            _refuse_long(len(openings))
    if not listed:
        raise Refused(
            "opening.no_list",
            "文件里没有在管人员表:表头至少要有姓名、证件号码或电话、人员类别、管控措施、管控开始时间",
            "nobody held is listed: there must be name, ID number or phone, person class, measure, began",
        )
    return openings, problems


def _refuse_long(rows: int) -> None:
    if rows > MOST:
        raise Refused(
            "opening.long",
            "一次最多接管 {most} 人,请拆分后上传",
            "at most {most} people at once; split the sheet",
            most=MOST,
        )


def blank_sheet(*, language: str) -> bytes:
    """The form to fill in."""
    who = (Field.NAME, Field.IDENTIFIER_KIND, Field.IDENTIFIER, Field.PHONE, Field.TOWNSHIP, Field.COMMUNITY,
           Field.GRID, Field.ADDRESS)  # fmt: skip
    columns = [
        Blank(
            field.words,
            field in (Field.NAME, Field.IDENTIFIER),
            width=20 if field is Field.IDENTIFIER else 14,
        )
        for field in who
    ]
    levels = [level.words for level in RiskLevel if level is not RiskLevel.NONE]
    for part in Part:
        columns.append(_blank(part))
        if part is Part.CLASS:
            columns.append(Blank(Field.RISK_LEVEL.words, choices=levels))
    return blank(columns, name=_NAME, advice=_ADVICE, language=language)


def _blank(part: Part) -> Blank:
    choices = {
        Part.CLASS: CLASS_CHOICES,
        Part.MEASURE: MEASURE_CHOICES,
        Part.EDITION: [edition.name for edition in policies.list_editions()],
    }
    wide = part in (Part.TESTS, Part.GROUND, Part.KEY_DAY, Part.FACILITY)
    return Blank(
        part.words,
        part in NEEDED,
        choices.get(part, ()),
        day=part in (Part.KEY_DAY, Part.BEGAN, Part.UNTIL),
        width=28 if wide else 16,
        hint=_HINTS.get(part),
    )

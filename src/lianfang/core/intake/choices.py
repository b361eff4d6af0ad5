"""Words of closed lists as sources write them: sex, risk level, transport, code colour, grade of contact."""

import re
from collections.abc import Iterable
from typing import TypeVar

from lianfang.core.findings.values import Colour, Grade, RiskLevel, Transport
from lianfang.core.intake.cells import Cell
from lianfang.core.intake.fields import Field
from lianfang.core.people import Sex

Choice = Sex | RiskLevel | Transport | Colour | Grade
_Member = TypeVar("_Member", bound=Choice)


def _table(*lines: tuple[_Member, str]) -> dict[str, _Member]:
    return {word: member for member, words in lines for word in words.split()}


_SEX = _table(
    (Sex.MALE, "男 男性 1男 male m man 男士 männlich"),
    (Sex.FEMALE, "女 女性 2女 female f woman 女士 weiblich"),
)
_LEVEL = _table(
    (RiskLevel.HIGH, "高风险 高 高风险区 高风险地区 高危 high highrisk a级"),
    (RiskLevel.MIDDLE, "中风险 中 中风险区 中风险地区 middle medium middlerisk mediumrisk"),
    (RiskLevel.LOW, "低风险 低 低风险区 低风险地区 常态化防控区 常态化 low lowrisk"),
    (RiskLevel.NONE, "未列入 非风险区 无风险 none notlisted norisk"),
)
_COLOUR = _table(
    (Colour.GREEN, "绿码 绿 绿色 绿色码 绿码正常 正常 green greencode g"),
    (Colour.YELLOW, "黄码 黄 黄色 黄色码 yellow yellowcode y"),
    (Colour.RED, "红码 红 红色 红色码 red redcode r"),
    (Colour.STARRED, "带星 带星号 星号 行程码带星 行程卡带星号 行程卡带星 starred"),
)
_GRADE = _table(
    (
        Grade.CLOSE_CONTACT,
        "密接 密切接触者 密接者 一级密接 一密 密切接触 一类密接 close closecontact closecontacts contact",
    ),
    (
        Grade.SECONDARY_CONTACT,
        "次密接 次密接者 次密切接触者 二级密接 二密 密接的密接 密切接触者的密切接触者 密接之密接 "
        "secondary secondarycontact contactofcontact contactofclosecontact",
    ),
    (Grade.GENERAL_CONTACT, "一般接触者 一般接触 一般 general generalcontact casual casualcontact"),
    (Grade.VENUE_EXPOSED, "涉疫场所暴露人员 场所暴露 涉疫场所 重点场所暴露 venue venueexposed"),
    (Grade.COMPANION, "时空伴随者 时空伴随 时空交集 时空交集人员 companion timespacecompanion"),
)
_TRANSPORT = _table(
    (Transport.TRAIN, "火车 高铁 动车 列车 铁路 城际 普速 train rail railway"),
    (Transport.PLANE, "飞机 航班 航空 民航 plane flight air airplane aeroplane"),
    (Transport.COACH, "客车 大巴 客运 长途客运 长途汽车 长途大巴 班车 汽车 公路客运 coach bus"),
    (
        Transport.CAR,
        "自驾 自驾车 私家车 开车 驾车 小汽车 小车 轿车 自驾汽车 自行驾车 摩托车 "
        "car selfdrive selfdriving drive",
    ),
    (Transport.LORRY, "货车 卡车 大货车 物流车 货运 货运车 lorry truck"),
    (Transport.SHIP, "轮船 渡轮 船 客轮 邮轮 轮渡 水路 ship ferry boat"),
    (
        Transport.OTHER,
        "其他 其它 出租车 网约车 顺风车 拼车 包车 滴滴 地铁 公交 公交车 步行 骑行 电动车 自行车 other taxi",
    ),
)
_NOT_WORD = re.compile(r"[\W_]+")


def _plain(text: str) -> str:
    return _NOT_WORD.sub("", text.lower())


def _with_own_words(table: dict[str, _Member]) -> dict[str, Choice]:
    """The table with the words and codes that this product itself writes."""
    own = {_plain(said): member for member in table.values() for said in (*member.words, member.value)}
    return {**own, **table}


TABLES: dict[Field, dict[str, Choice]] = {
    Field.SEX: _with_own_words(_SEX),
    Field.RISK_LEVEL: _with_own_words(_LEVEL),
    Field.CODE_COLOUR: _with_own_words(_COLOUR),
    Field.CONTACT_GRADE: _with_own_words(_GRADE),
    Field.TRANSPORT: _with_own_words(_TRANSPORT),
}
"""By field: the plain word and what it stands for."""

_CODE = re.compile(r"^[0-9a-f](?=[^0-9a-z])")
_PROSE: dict[Field, tuple[str, ...]] = {
    Field.TRANSPORT: tuple(word for word in _TRANSPORT if len(word) > 1 and not word.isascii()),
    Field.CODE_COLOUR: ("绿码", "黄码", "红码", "星号"),
    Field.RISK_LEVEL: ("高风险", "中风险", "低风险"),
}
"""Words that settle a longer text where only one of a kind is in it, as in ``G1234次高铁``."""

_GUOBIAO = {"1": Sex.MALE, "2": Sex.FEMALE}


def read_choice(field: Field, said: str) -> Choice | None:
    """What a text of a closed list stands for; None where it is not known, or names two at once.

    A code before the word (``0-铁路``) is passed over; a bare code is read for sex only (GB/T 2261.1), since
    forms number their other lists as they like.
    """
    word = _NOT_WORD.sub("", said.lower())
    found = TABLES[field].get(word) or TABLES[field].get(
        _NOT_WORD.sub("", _CODE.sub("", said.lower(), count=1))
    )
    if found or field not in _PROSE:
        return found or (_GUOBIAO.get(word) if field is Field.SEX else None)
    return _only(TABLES[field][prose] for prose in _PROSE[field] if prose in word)


_LEGEND = re.compile(r"(?<![0-9])([0-9]{1,2})\s*[-.:=、\uff1a]\s*([^\s0-9()\uff08\uff09,;、\uff0c\uff1b]+)")


def legend(field: Field, heading: str) -> dict[Cell, Choice]:
    """What the codes of a form stand for where its heading says so: ``交通工具(0-铁路 1-飞机)``."""
    found: dict[Cell, Choice] = {}
    for code, word in _LEGEND.findall(heading):
        if (choice := read_choice(field, word)) is not None:
            found |= {code: choice, int(code): choice}
    return found


def _only(found: Iterable[Choice]) -> Choice | None:
    several = set(found)
    return several.pop() if len(several) == 1 else None


_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_RIDE = re.compile(
    rf"(?<![A-Z0-9{_PLATES}])(?:[GDCZTKYSL][0-9]{{1,4}}|[A-Z][A-Z0-9][0-9]{{3,4}}|[0-9][A-Z][0-9]{{3,4}})(?![A-Z0-9])"
)
"""Trains, and flights by the two signs of their airline; not what follows the province on a number plate."""


def ride_in(text: str) -> str:
    """The number of a train or flight named in a text, empty where there is none or several."""
    found = set(_RIDE.findall(text.upper()))
    return found.pop() if len(found) == 1 else ""

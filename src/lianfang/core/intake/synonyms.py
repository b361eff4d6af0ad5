"""What a heading means, beyond doubt, likely, or perhaps."""

import re
import unicodedata
from enum import Enum

from lianfang.core.intake.cells import vocabulary
from lianfang.core.intake.fields import LABELS, Field
from lianfang.core.intake.headings import HEADINGS, WEAK

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|{[^{}]*}")
_NUMBERING = re.compile(r"^(?:[0-9]{1,2}(?:\.[0-9]{1,2})?[.、)])+")
_LATIN = re.compile(r"[a-z]+")
_NOT_WORD = re.compile(r"[\W_]+")
_LEADING = re.compile(
    r"^(?:请如实填写|请填写|请输入|请选择|填写|您的|您|你的|本人的|本人|个人|当前|目前)"
    r"|^(?:来返|返乡|返回|返程|来访|外来|入境|来华|流入|风险区|隔离|被隔离|管控|核查|推送|登记|报备|申报|上报|受检|就诊|出行|来|返)?"
    r"(?:人员|者|人)(?:的)?"
    r"|^(?:旅客|乘客|居民|患者|病例|密接者|次密接者|密接|次密接|学生|员工|职工|住户|业主)(?:的)?"
    r"|^(?:person|patient|traveller|traveler|passenger)s?(?=[a-z]{3})"
)


def normal(heading: str) -> str:
    """A heading in plain form: no blanks, signs, numbering, remarks in brackets; small half-width letters."""
    text = "".join(unicodedata.normalize("NFKC", heading).lower().split())
    text = _NUMBERING.sub("", text.strip("*★※"))
    bare = _NOT_WORD.sub("", _BRACKETS.sub("", text))
    return bare or _NOT_WORD.sub("", text)


class Side(Enum):
    """Of whom or what a group of columns speaks."""

    HERE = "here"
    """Where the person is or goes."""
    THERE = "there"
    """Where the person comes from."""
    PROXY = "proxy"
    """Who answers for the person."""
    OTHER = "other"
    """Somebody whom the list mentions, or who fills it in."""


_HERE = vocabulary(
    "现住 居住 居住地 现居住地 现住址 现住地址 居住地址 家庭住址 目的地 返乡目的地 返程目的地 返回地",
    "到达地 抵达地 所在 地址 住址 destination residence address",
)
_THERE = vocabulary(
    "来源地 来源 出发地 出发 始发地 返程地 旅居地 何处返程 来自 风险地区 风险区 风险区域",
    "中高风险地区 中高风险区 origin departure from riskarea",
)

_PARTS: dict[str, tuple[Field, Field]] = {
    word: fields
    for words, fields in (
        ("省 省份 省市 省级 省自治区直辖市 province", (Field.PROVINCE, Field.ORIGIN_PROVINCE)),
        ("市 市州 地市 城市 地级市 市级 city prefecture", (Field.CITY, Field.ORIGIN_CITY)),
        (
            "县 区 县区 区县 县市 县级 区县市 县市区 县区市 县级市 county district",
            (Field.COUNTY, Field.ORIGIN_COUNTY),
        ),
    )
    for word in words.split()
}
_TAILS: dict[str, Field] = {
    word: field
    for words, field in (
        ("镇 乡镇 街道 乡镇街道 镇街 township", Field.TOWNSHIP),
        ("社区 村 村社区 村居 community village", Field.COMMUNITY),
        ("网格 grid", Field.GRID),
        ("详细地址 地址 具体地址 小区 门牌号 details", Field.ADDRESS),
    )
    for word in words.split()
}
_PLACES = vocabulary("详细地址 地址 具体地址 地点 具体地点 街道 乡镇 乡镇街道 社区 小区 details")

_PATTERNS: tuple[tuple[re.Pattern[str], Field], ...] = (
    (
        re.compile(
            r"^(?:预计|拟|最近|首次)?(?:抵达|到达|抵|来|入|回|返回|返)\w{0,6}?(?:具体)?(?:时间|日期)$"
        ),
        Field.ARRIVED,
    ),
    (re.compile(r"^(?:最后|最近)?(?:一次)?(?:离开|驶离|离)\w{0,10}?(?:具体)?(?:时间|日期)$"), Field.LEFT),
    (
        re.compile(r"^(?:最后|末次|最近)(?:一次)?\w{0,6}?(?:接触|暴露)\w{0,6}?(?:时间|日期)$"),
        Field.LAST_EXPOSURE,
    ),
    (re.compile(r"^(?:来|返|抵|回)\w{1,4}?前的?(?:居住地|住址|所在地|出发地|旅居地)址?$"), Field.ORIGIN),
    (re.compile(r"^(?:来|返|抵|回)\w{1,4}?后的?(?:居住地|住址|所在地)址?$"), Field.ADDRESS),
    (re.compile(r"^(?:返程|返乡|来返|所|乘坐)\w{0,4}?交通工具$"), Field.TRANSPORT),
)

_OTHERS = re.compile(
    r"^(?:同行|同住|同乘|陪同|共同|配偶|父亲|母亲|子女|病例|指示病例|传染源|上级|审核|填表|填报|采样|检测|工作人员|网格员|责任|"
    r"包保|包联|联络员|社工|干部|医生|护士|流调|调查|报告|辅导员|驾驶员|司机|送行|房东|负责|随访|管控人|管控责任|专班)"
)
_PROXIES = re.compile(
    r"^(?:监护人|代报人|代办人|代填人|家长|家属|紧急联系人|联系人|本地联系人|guardian|proxy)"
)

_PERHAPS = (
    (re.compile(r"姓名|名字|name"), Field.NAME),
    (re.compile(r"身份证|证件|护照|passport|^id"), Field.IDENTIFIER),
    (re.compile(r"电话|手机|联系方式|phone|mobile|^tel"), Field.PHONE),
    (re.compile(r"住址|地址|居住|address"), Field.ADDRESS),
    (re.compile(r"来源|出发|旅居|origin"), Field.ORIGIN),
    (re.compile(r"离开|left|depart"), Field.LEFT),
    (re.compile(r"到达|抵达|返|arriv"), Field.ARRIVED),
    (re.compile(r"风险"), Field.RISK_AREA),
)


def _table() -> dict[str, Field]:
    """Every heading that is certain; the collected ones win over those put together here."""
    table: dict[str, Field] = {}
    for part, (here, there) in _PARTS.items():
        table |= {group + part: here for group in _HERE} | {group + part: there for group in _THERE}
    for tail, field in _TAILS.items():
        table |= {group + tail: field for group in _HERE}
    for group in _THERE:
        table |= {group + place: _place_there(group) for place in _PLACES}
    for field, words in HEADINGS.items():
        table |= dict.fromkeys(words.split(), field)
    return table | {normal(text): field for field, label in LABELS.items() for text in label}


def _place_there(group: str) -> Field:
    return Field.RISK_AREA if "风险" in group or "risk" in group else Field.ORIGIN


EXACT = _table()
_WEAK = {word: field for field, words in WEAK.items() for word in words.split()}


def exact(label: str) -> Field | None:
    """The field a plain heading names beyond doubt; of one in two languages the Chinese part decides."""
    return EXACT.get(label) or EXACT.get(_LEADING.sub("", _LATIN.sub("", label) or label, count=1))


def likely(label: str) -> Field | None:
    """The field a plain heading names where no other column names it better."""
    found = _WEAK.get(label) or _WEAK.get(_LEADING.sub("", label, count=1))
    if found or _OTHERS.match(label):
        return found
    return next((field for pattern, field in _PATTERNS if pattern.match(label)), None)


def part(label: str) -> tuple[Field, Field] | None:
    """For a bare part of an address (省, 市, 县): its field in the destination and in the origin."""
    return _PARTS.get(label)


def side_of(group: str) -> Side | None:
    """Of whom or what the columns under a group heading speak; None for the person of the row."""
    if _PROXIES.match(group):
        return Side.PROXY
    if _OTHERS.match(group):
        return Side.OTHER
    if group in _HERE or EXACT.get(group) is Field.ADDRESS:
        return Side.HERE
    if group in _THERE or EXACT.get(group) in (Field.ORIGIN, Field.RISK_AREA):
        return Side.THERE
    return None


def under(group: str, label: str) -> Field | None:
    """The field of a heading under a group heading; None where it is nobody's or unknown."""
    side = side_of(group)
    if side is Side.OTHER:
        return None
    if side is Side.PROXY:
        return {Field.NAME: Field.GUARDIAN, Field.PHONE: Field.GUARDIAN_PHONE}.get(exact(label) or Field.NOTE)
    if side is Side.HERE and label in _PARTS:
        return _PARTS[label][0]
    if side is Side.THERE and label in _PARTS:
        return _PARTS[label][1]
    if side is Side.THERE and (label in _TAILS or label in _PLACES):
        return _place_there(group)
    together = None if group.isascii() else EXACT.get(group + label)
    return together or exact(label)


def perhaps(label: str) -> tuple[Field, ...]:
    """What a heading that is not recognised might mean, for somebody to choose from."""
    told = (field for pattern, field in _PERHAPS if pattern.search(label))
    return tuple(dict.fromkeys((*(part(label) or ()), *told)))


def document_told(label: str) -> str | None:
    """The document that a heading of numbers speaks of, as ``read_identifier`` knows it; None where open."""
    if "身份证" in label or "证件" in label:
        return None
    documents = {"护照": "护照", "passport": "护照", "台胞证": "台胞证", "回乡证": "回乡证"}
    return next((kind for word, kind in documents.items() if word in label), None)

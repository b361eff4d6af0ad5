"""Invented people: names, documents, telephones. No number is anybody's.

Resident numbers are of area codes that are in no list (3799.., 3798..), with a right check digit. Permits and
passports count up from numbers that are issued to nobody (819999…, H0000…). Telephones are of the blocks
13x-0000.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

from lianfang.core.people.digits import check_digit

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "尉迟", "单", "仇", "解")
_MEN = """
    伟 强 磊 军 勇 杰 涛 超 明 刚 平 辉 鹏 波 斌 凯 健 林 峰 亮 建国 建华 建军 志强 志明 国庆 国强 海涛 文博
    小军 永强 德明 卫东 俊杰 子轩 浩然 宇航 博文 天佑 明轩 家豪 振华 新民 光明 学文 立新 春生 长根 福生 大勇
    晓东 一鸣 梓豪 嘉懿 思远 宏伟 玉林 世杰
"""
_WOMEN = """
    芳 娜 敏 静 丽 艳 娟 霞 燕 玲 洁 梅 琳 雪 云 红 莉 佳 婷 颖 秀英 桂英 玉兰 桂兰 秀兰 秀珍 凤英 玉梅 淑华
    春梅 丽华 海燕 晓红 小燕 雪梅 美玲 欣怡 雨婷 思颖 梦瑶 雅萱 诗涵 梓涵 子萱 佳怡 可欣 晓雯 慧敏 文静 丽娟
    金凤 爱华 翠花 月娥 彩云 巧玲 若曦 语桐
"""
_GIVEN = {"male": _MEN.split(), "female": _WOMEN.split()}
_RARE = ("𠮷", "𣲗", "𤩽", "𬭎", "𬱟", "堃", "喆", "龘", "㛃", "𡐓")
"""Characters of the extension blocks, and others that lists like to lose."""
_MINORITY = (
    "阿依古丽·买买提", "艾力·热合曼", "古丽娜尔·艾合买提", "买买提江·吐尔逊", "迪丽拜尔·阿不都拉",
    "扎西·顿珠", "格桑·卓玛", "次仁·旺堆", "乌兰·巴特尔", "其其格·娜仁", "沙吾提·伊明", "帕提古丽·玉素甫",
)  # fmt: skip
_FOREIGN = (
    ("Anna Kowalska", "POL", "female"), ("James O'Connor", "IRL", "male"), ("Kim Min-jun", "KOR", "male"),
    ("María José Fernández", "ESP", "female"), ("Nguyễn Văn An", "VNM", "male"),
    ("Olga Ivanova", "RUS", "female"),
    ("Ahmed Al-Farsi", "OMN", "male"), ("John Smith", "GBR", "male"), ("Sato Haruka", "JPN", "female"),
    ("Priya Sharma", "IND", "female"), ("Jean-Luc Moreau", "FRA", "male"), ("Grace Mwangi", "KEN", "female"),
)  # fmt: skip
_MOBILES = "3579826104"


@dataclass(frozen=True, slots=True)
class Papers:
    """Who somebody is on paper. ``identifiers`` are pairs of kind and number."""

    name: str
    sex: str
    born: date | None
    identifiers: tuple[tuple[str, str], ...]
    nationality: str = ""


def surname(chosen: Random) -> str:
    """A surname; common ones are common."""
    if chosen.random() < 0.004:
        return chosen.choice(_COMPOUND)
    return _SURNAMES[min(int(chosen.expovariate(1 / 22)), len(_SURNAMES) - 1)]


def given(chosen: Random, sex: str) -> str:
    """A given name, now and then with a character that lists lose."""
    name = chosen.choice(_GIVEN[sex])
    return name[:-1] + chosen.choice(_RARE) if chosen.random() < 1 / 300 else name


def resident(chosen: Random, area: str, born: date, *, sex: str, family: str) -> Papers:
    """A resident of an area code (six digits); one in 250 has a name written with "·"."""
    name = family + given(chosen, sex)
    if chosen.random() < 1 / 250:
        name = chosen.choice(_MINORITY)
    return Papers(
        name, sex, born, (("resident_id", resident_number(area, born, sex, chosen.randrange(500))),)
    )


def resident_number(area: str, born: date, sex: str, place: int) -> str:
    """A number of eighteen signs with its check digit; ``place`` (0–499) parts those born on one day."""
    serial = place * 2 + (1 if sex == "male" else 0)
    first = f"{area}{born:%Y%m%d}{serial:03d}"
    return first + check_digit(first)


def foreigner(number: int) -> Papers:
    """The n-th foreigner, with a passport."""
    name, country, sex = _FOREIGN[number % len(_FOREIGN)]
    return Papers(
        name, sex, date(1970 + number % 35, 1 + number % 12, 3), (("passport", f"X{number:08d}"),), country
    )


def compatriot(number: int, chosen: Random) -> Papers:
    """The n-th resident of Hong Kong, Macao or Taiwan, by turns with a residence and a travel permit."""
    sex = chosen.choice(("male", "female"))
    born = date(1960 + number * 7 % 45, 1 + number % 12, 1 + number % 28)
    name = surname(chosen) + given(chosen, sex)
    kind, value, country = (
        ("hmt_residence_permit", resident_number("819999", born, sex, number % 500), "HKG"),
        ("mainland_travel_permit_hm", f"H{number:08d}", "HKG"),
        ("mainland_travel_permit_hm", f"M{number:08d}", "MAC"),
        ("taiwan_travel_permit", f"{number:08d}", "TWN"),
    )[number % 4]
    return Papers(name, sex, born, ((kind, value),), country)


def telephone(number: int) -> str:
    """The n-th telephone (up to 99,999) in international form."""
    return f"+8613{_MOBILES[(number + number // 10_000) % 10]}0000{number * 7919 % 10_000:04d}"

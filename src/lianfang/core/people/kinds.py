"""The kinds of document a person is known by, and the sex a document states."""

from enum import StrEnum

from lianfang.core.people.cells import tidy
from lianfang.core.words import Words


class Sex(StrEnum):
    """Sex as registers state it (GB/T 2261.1: 1, 2, and 0 or 9 for unknown)."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"

    @property
    def words(self) -> Words:
        """The name of the value in both languages."""
        return _SEXES[self]


_SEXES = {
    Sex.MALE: Words("男", "male"),
    Sex.FEMALE: Words("女", "female"),
    Sex.UNKNOWN: Words("未知", "unknown"),
}


class IdentifierKind(StrEnum):
    """The closed list of documents by which a person is known."""

    RESIDENT_ID = "resident_id"
    HMT_RESIDENCE_PERMIT = "hmt_residence_permit"
    FOREIGN_PERMANENT_RESIDENCE = "foreign_permanent_residence"
    PASSPORT = "passport"
    MAINLAND_TRAVEL_PERMIT_HM = "mainland_travel_permit_hm"
    TAIWAN_TRAVEL_PERMIT = "taiwan_travel_permit"
    NO_DOCUMENT = "no_document"

    @property
    def words(self) -> Words:
        """The name of the document in both languages."""
        return _NAMES[self]

    @property
    def lifelong(self) -> bool:
        """Whether one person keeps one number of this kind for life, so that two numbers contradict.

        Passports are renewed under new numbers; a foreigner's permanent residence card changed from 15
        signs to 18 in 2023. Travel permits keep their first 9 (HK, Macao) or 8 (Taiwan) signs for life.
        """
        return self in _LIFELONG

    @property
    def has_check_digit(self) -> bool:
        """Whether numbers of this kind, as issued today, show a slip of the pen by themselves."""
        return self in _CHECKED


_NAMES = {
    IdentifierKind.RESIDENT_ID: Words("居民身份证", "resident identity card"),
    IdentifierKind.HMT_RESIDENCE_PERMIT: Words(
        "港澳台居民居住证", "residence permit for Hong Kong, Macao and Taiwan residents"
    ),
    IdentifierKind.FOREIGN_PERMANENT_RESIDENCE: Words(
        "外国人永久居留身份证", "foreign permanent resident ID card"
    ),
    IdentifierKind.PASSPORT: Words("护照", "passport"),
    IdentifierKind.MAINLAND_TRAVEL_PERMIT_HM: Words(
        "港澳居民来往内地通行证", "mainland travel permit for Hong Kong and Macao residents"
    ),
    IdentifierKind.TAIWAN_TRAVEL_PERMIT: Words(
        "台湾居民来往大陆通行证", "mainland travel permit for Taiwan residents"
    ),
    IdentifierKind.NO_DOCUMENT: Words("暂无证件", "no document yet"),
}

_LIFELONG = frozenset(
    {
        IdentifierKind.RESIDENT_ID,
        IdentifierKind.HMT_RESIDENCE_PERMIT,
        IdentifierKind.MAINLAND_TRAVEL_PERMIT_HM,
        IdentifierKind.TAIWAN_TRAVEL_PERMIT,
    }
)

_CHECKED = frozenset(
    {
        IdentifierKind.RESIDENT_ID,
        IdentifierKind.HMT_RESIDENCE_PERMIT,
        IdentifierKind.FOREIGN_PERMANENT_RESIDENCE,
    }
)

_NONE = "无 没有 暂无 无证件 暂无证件 无证 未办理 未办 新生儿 未上户 无身份证 NONE NA N/A NIL NODOCUMENT"
NONE_WORDS = frozenset(_NONE.split())
"""What people write, upper case, where somebody has no document."""

# Left out on purpose: 港澳通行证 and 台湾通行证 may also mean the mainlander's permit to go there, and
# 外国人居留证 the residence permit in a passport.
_SYNONYMS: dict[IdentifierKind, str] = {
    IdentifierKind.RESIDENT_ID: (
        "身份证 二代身份证 第二代身份证 居民身份证号 居民身份证号码 身份证号 身份证号码 户口簿 户口本 "
        "临时居民身份证 临时身份证 idcard residentid residentidcard identitycard"
    ),
    IdentifierKind.HMT_RESIDENCE_PERMIT: (
        "港澳台居住证 港澳居民居住证 台湾居民居住证 港澳台居民居住证号码 hmtresidencepermit residencepermit"
    ),
    IdentifierKind.FOREIGN_PERMANENT_RESIDENCE: (
        "外国人永久居留证 永久居留身份证 永久居留证 永居证 permanentresidence permanentresidencecard"
    ),
    IdentifierKind.PASSPORT: "外国护照 中国护照 普通护照 因私护照 因公护照 外交护照 公务护照 护照号 护照号码",
    IdentifierKind.MAINLAND_TRAVEL_PERMIT_HM: (
        "回乡证 港澳居民通行证 港澳来往内地通行证 港澳居民来往内地通行证号码 homereturnpermit"
    ),
    IdentifierKind.TAIWAN_TRAVEL_PERMIT: (
        "台胞证 台湾居民通行证 台湾来往大陆通行证 台湾居民来往大陆通行证号码 taiwancompatriotpermit"
    ),
    IdentifierKind.NO_DOCUMENT: "nodocument none na n/a nil",
}


def _key(text: str) -> str:
    return "".join(sign for sign in tidy(text).casefold() if sign not in " \n-_()")


def _read_table() -> dict[str, IdentifierKind]:
    table = {_key(word): IdentifierKind.NO_DOCUMENT for word in NONE_WORDS}
    for kind in IdentifierKind:
        for word in (kind.value, kind.words.zh, kind.words.en, *_SYNONYMS[kind].split()):
            table[_key(word)] = kind
    return table


_READ = _read_table()


def read_kind(text: str) -> IdentifierKind | None:
    """The kind a text names: its value, its name in either language or a known synonym; else None."""
    return _READ.get(_key(text))

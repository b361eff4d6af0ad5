"""What is said of identifiers that are refused or need a look."""

from lianfang.core.people.cells import Unreadable
from lianfang.core.people.kinds import IdentifierKind
from lianfang.core.people.masks import mask_identifier
from lianfang.core.words import Words

NOTE_WORDS: dict[str, Words] = {
    "first_generation": Words(
        "15 位旧号码,已按规则升为 18 位,请核对现用号码",
        "first-generation number of 15 digits, raised to 18; check it against the present card",
    ),
    "area_unknown": Words(
        "号码前两位不是省级代码,请核对", "the first two digits are no province's; check them"
    ),
    "may_be_damaged": Words(
        "号码以 000 结尾,可能被表格软件改过,请与证件核对",
        "the number ends in 000 and a spreadsheet may have changed it; check it against the card",
    ),
    "kind_differs": Words(
        "证件类型与号码不符,按号码判定", "the number is of another kind than stated; the number is followed"
    ),
    "kind_inferred": Words(
        "未写证件类型,按号码形式推断,请核对", "no kind was stated; it was inferred from the form; check it"
    ),
    "check_unconfirmed": Words(
        "校验位不符,请与证件核对", "the check digit does not agree; check it against the card"
    ),
    "leading_zero": Words(
        "单元格为数字格式,开头的 0 可能已丢失,请核对",
        "the cell is a number; leading zeros may be lost; check them",
    ),
}

_REASONS: dict[str, tuple[Words, Words]] = {
    "missing": (
        Words("证件号码为空", "the identifier is missing"),
        Words("请补填;确无证件的写「无证件」", "enter it, or write 无证件 (no document) where there is none"),
    ),
    "damaged": (
        Words(
            "号码已被表格软件改动:数字只保留 15 位",
            "a spreadsheet has changed the number: it keeps fifteen digits only",
        ),
        Words(
            "请把该列设为「文本」格式,再按证件重新录入;后几位无法还原",
            "format the column as text and enter the number again from the card; its end cannot be restored",
        ),
    ),
    "check_digit": (
        Words("校验位不符,号码有误", "the check digit does not agree: the number is wrong"),
        Words("请与证件逐位核对后重填", "compare with the card digit by digit and enter it again"),
    ),
    "birth_date": (
        Words("号码中的出生日期不存在或不合理", "the birth date in the number does not exist or cannot be"),
        Words("请与证件逐位核对后重填", "compare with the card digit by digit and enter it again"),
    ),
    "century": (
        Words("15 位号码的出生世纪无法确定", "the century of birth of this 15-digit number is uncertain"),
        Words("请填现用的 18 位号码", "enter the present number of 18 digits"),
    ),
    "length": (
        Words("号码为 {count} 位,应为 18 位", "the number has {count} digits where 18 are expected"),
        Words("请与证件核对后重填", "compare with the card and enter it again"),
    ),
    "form": (
        Words("证件号码格式不对", "the identifier has the wrong form"),
        Words("请与证件核对后按文本录入", "compare with the document and enter it as text"),
    ),
    "kind_needed": (
        Words("无法从号码判断证件类型", "the kind of document does not follow from the number"),
        Words(
            "请增加「证件类型」一列(如护照、台胞证)", "add a column with the kind of document (passport, …)"
        ),
    ),
    "kind_unknown": (
        Words("证件类型无法识别", "the kind of document is not known"),
        Words(
            "请写:居民身份证、港澳台居民居住证、外国人永久居留身份证、护照、回乡证、台胞证或无证件",
            "write resident ID, residence permit, permanent residence, passport, 回乡证, 台胞证 or none",
        ),
    ),
    "kind_contradicts": (
        Words(
            "证件类型为「无证件」,却填有号码", "a number is given where the kind says there is no document"
        ),
        Words("请改正证件类型,或删去号码", "correct the kind of document, or take out the number"),
    ),
}

_FORMS: dict[IdentifierKind, Words] = {
    IdentifierKind.RESIDENT_ID: Words("应为 18 位,末位可为 X", "18 digits are expected, the last may be X"),
    IdentifierKind.HMT_RESIDENCE_PERMIT: Words(
        "应为 18 位,以 81、82 或 83 开头", "18 digits are expected, beginning with 81, 82 or 83"
    ),
    IdentifierKind.FOREIGN_PERMANENT_RESIDENCE: Words(
        "应为以 9 开头的 18 位,或 3 个字母加 12 位数字",
        "18 digits beginning with 9, or 3 letters and 12 digits, are expected",
    ),
    IdentifierKind.PASSPORT: Words(
        "应为 5 至 9 位字母和数字", "5 to 9 letters and digits are expected, as on the passport"
    ),
    IdentifierKind.MAINLAND_TRAVEL_PERMIT_HM: Words(
        "应为 H 或 M 加 8 位数字", "H or M and 8 digits are expected"
    ),
    IdentifierKind.TAIWAN_TRAVEL_PERMIT: Words("应为 8 位数字", "8 digits are expected"),
}


def refuse(code: str, text: str, *, count: int = 0, kind: IdentifierKind | None = None) -> Unreadable:
    """The refusal ``identifier.<code>`` of a number; given a kind, its message says the form expected."""
    message, remedy = _REASONS[code]
    if kind:
        form = _FORMS[kind]
        message = Words(f"{kind.words.zh}号码{form.zh}", f"{kind.words.en}: {form.en}")
    return Unreadable(f"identifier.{code}", message.fill(count=count), remedy, mask_identifier(text))

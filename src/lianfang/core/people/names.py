"""Reading a name: kept as it is written, refused where it is not the whole name of one person."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from lianfang.core.people.cells import CellState, Unreadable, read_cell
from lianfang.core.people.masks import mask_name
from lianfang.core.people.surnames import COMPOUND_SURNAMES
from lianfang.core.people.writing import is_ideograph, normalise_name, split_name
from lianfang.core.words import Words

MOST_CHARACTERS = 30
"""Longest name in Chinese characters, dots included; registered names of minorities stay well below."""
MOST_LETTERS = 80
"""Longest name in letters, blanks included; a passport prints 39, its holder's page may hold more."""


class NameNote(StrEnum):
    """Something to look at in a name that is accepted."""

    SINGLE_CHARACTER = "single_character"
    PRIVATE_CHARACTER = "private_character"

    @property
    def words(self) -> Words:
        """The note in both languages."""
        return _NOTES[self]


_NOTES = {
    NameNote.SINGLE_CHARACTER: Words(
        "姓名只有一个字,请核对是否完整", "the name has one character; check that it is whole"
    ),
    NameNote.PRIVATE_CHARACTER: Words(
        "姓名含自造字,在其他电脑上可能显示不同,请核对",
        "the name holds a self-made character that other computers may show differently; check it",
    ),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is kept; ``surname`` is empty where the writing does not tell it."""

    value: str = field(repr=False)
    surname: str = field(repr=False)
    given: str = field(repr=False)
    notes: frozenset[NameNote] = frozenset()

    @property
    def masked(self) -> str:
        """The name as it is shown to people who need not know it."""
        return mask_name(self.value)


def read_name(cell_value: object) -> Name | Unreadable:
    """The name in a cell.

    Refused: nothing or a word for nothing, digits, a name already masked or cut short (王*明, 张某, 李先生),
    a lost character (王?), several people, signs that no name has, more than a name can be long.
    """
    if isinstance(cell_value, str) and _PLAIN.fullmatch(cell_value) and cell_value not in _NOTHING:
        return Name(cell_value, *split_name(cell_value))
    cell = read_cell(cell_value)
    name = normalise_name(cell.text)
    if cell.state is not CellState.TEXT:
        return _refuse("digit", cell.text)
    if not name or name in _NOTHING:
        return _refuse("missing", "")
    if _holds_two(cell.text):
        return _refuse("several", name)
    for code, pattern in _REFUSED.items():
        if pattern.search(name):
            return _refuse(code, name)
    if not all(map(_belongs, name)):
        return _refuse("sign", name)
    if len(name) > (MOST_CHARACTERS if any(map(is_ideograph, name)) else MOST_LETTERS):
        return _refuse("too_long", name)
    return Name(name, *split_name(name), notes=_notes(name))


def _holds_two(text: str) -> bool:
    """Whether a line end or a blank parts what may be two Chinese names, or one whose "·" was left out.

    A blank that parts surname and given name (张 三, 欧阳 明月) or single characters does not.
    """
    beside = pairwise(text.split())
    return "\n" in text or any(
        _could_be_a_name(one) and _could_be_a_name(other) and one not in COMPOUND_SURNAMES
        for one, other in beside
    )


def _could_be_a_name(part: str) -> bool:
    return len(part) > 1 and all(map(is_ideograph, part))


def name_index_form(name: str) -> str:
    """The form under which a normalised name is compared and indexed; never shown.

    Chinese: without dots, blanks and variation selectors, compatibility characters folded. In letters:
    lower case without accents, words in order of the alphabet, so that SMITH John is John Smith.
    Traditional and simplified characters stay different: folding them would join different names.
    """
    folded = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(sign if _belongs_to_word(sign) else " " for sign in folded if not _is_mark(sign))
    words = letters.split()
    return "".join(words) if any(map(is_ideograph, name)) else " ".join(sorted(words))


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")


def _is_private(sign: str) -> bool:
    return unicodedata.category(sign) == "Co"


def _belongs_to_word(sign: str) -> bool:
    return sign.isalpha() or is_ideograph(sign) or _is_private(sign)


def _belongs(sign: str) -> bool:
    return _belongs_to_word(sign) or _is_mark(sign) or sign in "· -'’.,"


def _notes(name: str) -> frozenset[NameNote]:
    notes = set()
    if len(name) == 1 and is_ideograph(name):
        notes.add(NameNote.SINGLE_CHARACTER)
    if any(map(_is_private, name)):
        notes.add(NameNote.PRIVATE_CHARACTER)
    return frozenset(notes)


_NO_NAME = "无 暂无 未知 不详 不明 无名 无名氏 未填 空 - -- N/A NA NONE NULL nil null none unknown Unknown"
_NOTHING = frozenset(_NO_NAME.split())

_REFUSED = {
    "lost_character": re.compile(r"[?□■〓\ufffd]"),
    "incomplete": re.compile(
        r"[*×]|(?<=[\u3400-\u9fff])(?:某+|X+|x+)$|^[\u3400-\u9fff]{1,2}(?:先生|女士|小姐)$"
    ),
    "digit": re.compile(r"\d"),
    "several": re.compile(r"[/、;|\n]|(?<=[\u3400-\u9fff])[,，]"),
}


_PLAIN = re.compile(r"(?!.*(?:某|先生|女士|小姐)$)[\u4e00-\u9fff]{2,4}")
"""Nearly every name of a list, which needs none of the mending below."""


def _refuse(code: str, text: str) -> Unreadable:
    message, remedy = _REASONS[code]
    return Unreadable(f"name.{code}", message, remedy, mask_name(text))


_REASONS = {
    "missing": (
        Words("姓名为空", "the name is missing"),
        Words(
            "请补填姓名;尚未取名的新生儿写「母亲姓名之子/之女」",
            "enter the name; for a newborn write the mother's",
        ),
    ),
    "digit": (
        Words("姓名中有数字", "the name holds digits"),
        Words(
            "请检查是否填错了列,删除序号或电话", "check the column; take out numbering or telephone numbers"
        ),
    ),
    "lost_character": (
        Words("姓名中有丢失的字", "a character of the name was lost"),
        Words(
            "请按身份证补填该字;打不出的字可用拼音代替",
            "enter the character as on the identity card, or its pinyin where it cannot be typed",
        ),
    ),
    "incomplete": (
        Words("姓名不完整(已脱敏或只有称呼)", "the name is not whole: masked, or a form of address only"),
        Words("请向来源单位索取完整姓名", "ask the sender for the full name"),
    ),
    "several": (
        Words("一格内有多人姓名", "several names in one cell"),
        Words(
            "请每人一行;若是一个人的姓名,各部分之间用「·」,不留空格",
            "write one person on each row; the parts of one person's name are joined with · and no blank",
        ),
    ),
    "sign": (
        Words("姓名中有不应出现的符号", "the name holds a sign that names do not have"),
        Words("请删除括号、备注等符号,只留姓名", "take out brackets and remarks; leave the name only"),
    ),
    "too_long": (
        Words("姓名过长", "the name is too long"),
        Words("请检查是否混入了其他内容", "check whether something else was entered with it"),
    ),
}

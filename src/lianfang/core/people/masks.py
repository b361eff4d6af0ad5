"""Personal values as they are shown to people who need not know them in full.

A mask answers "is this the one I have before me?" and nothing more. Which signs stay:

- identifiers: of 15 and more signs the first 3 and the last 4 (province and first digit of the city;
  the birth date stays hidden); of 7 and more the first and the last 3; shorter, the first;
- names: the first character, and of a three- or more-character name with a one-character surname the
  last one too; of a name written with "·" the first character only; of one in letters the first of each
  word;
- telephones: the last 4 digits, with the first 3 of a mobile or the area code of a landline;
- addresses: down to community or road; house, building and room numbers go.
"""

import re
import unicodedata

from lianfang.core.people.cells import tidy
from lianfang.core.people.writing import DOT, is_ideograph, normalise_name, split_name

HIDDEN = "***"
"""What stands in a masked name or address for what is not shown."""
_SHORT_TAIL = 3
_LONG_HEAD, _LONG_TAIL = 3, 4


def mask_identifier(number: str) -> str:
    """``11010519491231002X`` as ``110***********002X``; the length stays, so that a lost digit shows."""
    length = len(number)
    if length >= 15:
        return number[:_LONG_HEAD] + "*" * (length - _LONG_HEAD - _LONG_TAIL) + number[-_LONG_TAIL:]
    if length >= 7:
        return number[0] + "*" * (length - 1 - _SHORT_TAIL) + number[-_SHORT_TAIL:]
    return number[:1] + "*" * (length - 1)


def mask_name(name: str) -> str:
    """``王*明``, ``李*``, ``欧阳**``, ``阿***·***``, ``J*** S***``; a name of one character is ``*``."""
    tidied = normalise_name(name)
    first, *others = tidied.split(DOT)
    if others or not any(map(is_ideograph, tidied)):
        return DOT.join([" ".join(map(_initial, first.split())), *(HIDDEN for _ in others)])
    letters = _letters(tidied)
    if len(letters) == 1:
        return "*"
    kept = max(1, len(_letters(split_name(tidied)[0])))
    if kept > 1 or len(letters) == 2:
        return "".join(letters[:kept]) + "*" * (len(letters) - kept)
    return letters[0] + "*" * (len(letters) - 2) + letters[-1]


def _initial(word: str) -> str:
    return _letters(word)[0] + HIDDEN


def _letters(text: str) -> list[str]:
    """The text cut into letters, each with the combining marks and variation selectors that belong to it."""
    letters: list[str] = []
    for sign in text:
        if letters and unicodedata.category(sign).startswith("M"):
            letters[-1] += sign
        else:
            letters.append(sign)
    return letters


_MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9])[0-9]{4}([0-9]{4})")
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([0-9]{3,4})([0-9]{4})")
_LANDLINE_ABROAD = re.compile(r"\+86(10|2[0-9]|[3-9][0-9]{2})([0-9]{3,4})([0-9]{4})")
_NEIGHBOUR = re.compile(r"(\+85[23]|\+886)([0-9]{4,5})([0-9]{4})")
_ABROAD = re.compile(r"\+([0-9]{3,11})([0-9]{4})")
_PUBLIC = re.compile(r"[1-9][0-9]{2}|1[0-9]{4}|[48]00[0-9]{7}")


def mask_phone(number: str) -> str:
    """``13812345678`` as ``138****5678``, ``01012345678`` as ``010-****5678``; hotlines are public.

    Text that is no telephone number is hidden down to its last two signs.
    """
    bare = re.sub(r"[\s()\-.]", "", tidy(number))
    if _PUBLIC.fullmatch(bare):
        return bare
    if mobile := _MOBILE.fullmatch(bare):
        return f"{mobile[1]}****{mobile[2]}"
    if line := _LANDLINE.fullmatch(bare):
        return f"{line[1]}-{'*' * len(line[2])}{line[3]}"
    if line := _LANDLINE_ABROAD.fullmatch(bare):
        return f"0{line[1]}-{'*' * len(line[2])}{line[3]}"
    if near := _NEIGHBOUR.fullmatch(bare):
        return f"{near[1]}{'*' * len(near[2])}{near[3]}"
    if abroad := _ABROAD.fullmatch(bare):
        return f"+{'*' * len(abroad[1])}{abroad[2]}"
    hidden = len(bare) - 2 if len(bare) > 4 else len(bare)
    return "*" * hidden + bare[hidden:]


_NUMERALS = "一二三四五六七八九十百零〇两甲乙丙丁"
_HOUSE = re.compile(
    rf"[0-9]+(?!\s*(?:[0-9]|国道|省道|县道|大街|大道|路|街))|[A-Za-z]+[0-9]*[栋幢座区]|[{_NUMERALS}]+(?:号|栋|幢|单元|室|弄|座|层|排|组|队|楼)"
)
_STREET = re.compile(
    r"[省盟旗县乡镇村屯州]|(?<!超)市|(?<!小)区|街道|社区|国道|省道|县道|大街|大道|路|(?<!大)街(?!道)|巷|胡同"
)


def mask_address(address: str) -> str:
    """The address down to its last community, village or road before the first house number, then ``***``.

    Names of housing estates and shops go too. An address in Latin letters (smallest part first) keeps
    at most its last two parts, none with a digit and never the first.
    """
    text = tidy(address).replace("\n", " ")
    if not text:
        return ""
    if not any(map(is_ideograph, text)):
        return _mask_western(text)
    house = _HOUSE.search(text)
    before = text[: house.start()] if house else text
    ends = [found.end() for found in _STREET.finditer(before)]
    kept = before[: ends[-1]] if ends else ""
    return kept if kept == text else kept + HIDDEN


def _mask_western(text: str) -> str:
    parts = [part.strip() for part in text.split(",")][1:]
    kept = [part for part in parts if part and not any(map(str.isdecimal, part))][-2:]
    return ", ".join([HIDDEN, *kept])

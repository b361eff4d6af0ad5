"""How names are written: characters, dots, blanks, and the parting of surname and given name."""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

from lianfang.core.people.cells import tidy
from lianfang.core.people.surnames import COMPOUND_SURNAMES

DOT = "·"
"""The one middle dot (U+00B7) between the parts of a name, whichever of its look-alikes was typed."""

_DOTS = "·•‧・∙⋅●᛫⸱\u119e"
"""As they stand after NFKC; U+119E is what it makes of the Korean middle dot."""

_IDEOGRAPHS = (
    (0x3007, 0x3007),  # 〇, a character of names though Unicode calls it a number
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFD),  # planes 2 and 3: extensions B to J and those to come
)


@lru_cache(maxsize=65_536)
def is_ideograph(sign: str) -> bool:
    """Whether the sign is a Chinese character.

    By code range, not by the Unicode table of the running Python: extensions H and I, which hold
    characters of the police register (GB 18030-2022 and its amendment), are newer than that table.
    """
    code = ord(sign)
    return any(first <= code <= last for first, last in _IDEOGRAPHS)


def _keeps_its_form(sign: str) -> bool:
    """Characters and variation selectors, which Unicode normalisation must not touch."""
    return is_ideograph(sign) or 0xFE00 <= ord(sign) <= 0xFE0F or 0xE0100 <= ord(sign) <= 0xE01EF


def normalise_name(text: str) -> str:
    """The name as it is kept and shown: the same characters, in one way of dotting and spacing.

    Latin, Cyrillic, Hangul and kana are brought to NFKC (as are radicals that stand for characters in
    text copied from PDF); Chinese characters are left exactly as they are, since normalisation would
    exchange the compatibility characters of some people's registered names for others.
    """
    kept = (
        "".join(run) if still else unicodedata.normalize("NFKC", "".join(run))
        for still, run in groupby(tidy(text), key=_keeps_its_form)
    )
    return _space(_dot("".join(kept)))


_CHARACTER = (
    "[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_STOP_BETWEEN = re.compile(rf"(?<={_CHARACTER})\s*[.。]\s*(?={_CHARACTER})")
_BLANK_BESIDE = re.compile(rf"(?<={_CHARACTER})\s+|\s+(?={_CHARACTER})")
_DOT_RUN = re.compile(rf"\s*[{re.escape(_DOTS)}](?:\s|[{re.escape(_DOTS)}])*")


def _dot(text: str) -> str:
    return _DOT_RUN.sub(DOT, _STOP_BETWEEN.sub(DOT, text)).strip(DOT + " \n")


def _space(text: str) -> str:
    """No blanks inside a Chinese name, single ones between words of others."""
    return " ".join(_BLANK_BESIDE.sub("", text).split())


def split_name(name: str) -> tuple[str, str]:
    """Surname and given name of a normalised name; the surname is empty where the writing does not tell.

    It does not tell for names with "·" and names in letters. A name of two characters always has a
    surname of one. Names of other peoples written without "·" are parted as if they were Han names.
    """
    base = "".join(sign for sign in name if is_ideograph(sign))
    if DOT in name or not name or not is_ideograph(name[0]):
        return "", name
    width = 2 if len(base) > 2 and name[:2] in COMPOUND_SURNAMES else 1
    while width < len(name) and not is_ideograph(name[width]) and _keeps_its_form(name[width]):
        width += 1
    return name[:width], name[width:]

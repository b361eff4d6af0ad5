"""Names typed by their sound in full: wang, ouyang, wangxiaoming, "wang xiao ming"."""

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from pypinyin import Style, pinyin
from pypinyin.constants import PINYIN_DICT

from lianfang.core.people import COMPOUND_SURNAMES, SURNAME_READINGS, is_ideograph
from lianfang.people.search_keys import full_pinyin

_TYPED = re.compile(r"[a-z]+(?:[ '][a-z]+)*")
_LONGEST = 6
"""Letters of the longest syllable (zhuang)."""
_MOST_SYLLABLES = 6
_MOST_READINGS = 6
"""Ways to part the letters that are looked for, those with the fewest syllables first."""
_VOWELS = frozenset("aeiouv")


class Sounding(NamedTuple):
    """A name by its sound: the surnames that sound so, and the initials of the whole name."""

    surnames: tuple[str, ...]
    initials: str


def soundings(words: str) -> tuple[tuple[str, ...], tuple[Sounding, ...]]:
    """Surnames that sound as the words do, and whole names that may; both empty for what is no pinyin."""
    text = words.strip().casefold().replace("ü", "v")
    if not _TYPED.fullmatch(text):
        return (), ()
    parts = text.replace("'", " ").split()
    found = list(dict.fromkeys(_divided("".join(parts), frozenset(_ends(parts)))))
    names = dict.fromkeys(
        Sounding(surnames, "".join(syllable[0] for syllable in syllables))
        for syllables in sorted(found, key=len)
        for length in (1, 2)
        if length < len(syllables) and (surnames := _surnames().get("".join(syllables[:length]), ()))
    )
    return _surnames().get("".join(parts), ()), tuple(names)[:_MOST_READINGS]


def _ends(parts: list[str]) -> list[int]:
    """Where a blank was typed: a syllable ends there."""
    return [sum(map(len, parts[: n + 1])) for n in range(len(parts))]


def _divided(text: str, ends: frozenset[int], start: int = 0, depth: int = 0) -> list[tuple[str, ...]]:
    """Every way to part letters into syllables that none of the blanks cuts through."""
    if start == len(text):
        return [()]
    if depth == _MOST_SYLLABLES:
        return []
    found: list[tuple[str, ...]] = []
    for end in range(start + 1, min(start + _LONGEST, len(text)) + 1):
        if any(start < cut < end for cut in ends) or text[start:end] not in _signs():
            continue
        found += [(text[start:end], *rest) for rest in _divided(text, ends, end, depth + 1)]
    return found


@cache
def _signs() -> dict[str, tuple[str, ...]]:
    """The characters of each syllable, without tones; read once, when somebody first types one."""
    found: dict[str, list[str]] = defaultdict(list)
    for sign in filter(is_ideograph, map(chr, PINYIN_DICT)):
        for reading in set(pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore")[0]):
            if _VOWELS.intersection(reading):  # 嗯 and its like have none
                found[reading].append(sign)
    return {reading: tuple(signs) for reading, signs in found.items()}


@cache
def _surnames() -> dict[str, tuple[str, ...]]:
    """The surnames of one sound: every single character, and those of two that are in use."""
    found = {reading: list(signs) for reading, signs in _signs().items()}
    for surname, readings in SURNAME_READINGS.items():
        for reading in readings:
            found.setdefault(reading.replace(" ", ""), []).append(surname)
    for surname in COMPOUND_SURNAMES - SURNAME_READINGS.keys():
        found.setdefault(full_pinyin(surname).replace(" ", ""), []).append(surname)
    return {reading: tuple(dict.fromkeys(surnames)) for reading, surnames in found.items()}

"""Keys under which a name is found by its sound: initials of every reading, and the full pinyin.

The dictionary of pypinyin gives the usual reading of a word, often wrong for a surname (单 is shan, not dan);
``core`` holds the readings of surnames. Both are indexed, since people type either.
"""

import heapq
import unicodedata
from functools import cache, lru_cache

from pypinyin import Style, lazy_pinyin, pinyin

from lianfang.core.people import SURNAME_READINGS, is_ideograph, normalise_name, split_name

MOST_KEYS = 32
"""Initial strings kept for one name; the usual readings come first."""


def initials(name: str) -> tuple[str, ...]:
    """Initials of a name in lower case, one string for each combination of readings, the likeliest first.

    ``单雄信`` gives ``sxx`` and ``dxx`` among others. Names in letters give the first letters of their words,
    in the order written and with the last word first. Characters without a reading are left out; a name of
    such only gives none.
    """
    tidied = normalise_name(name)
    if not any(map(is_ideograph, tidied)):
        return _of_words(tidied)
    surname, given = split_name(tidied)
    choices = [*_surname_letters(surname), *map(_sign_letters, given)]
    return _combine(tuple(choice for choice in choices if choice))


def full_pinyin(name: str) -> str:
    """The likeliest reading, syllables parted by blanks, ``?`` for each character that has none."""
    tidied = normalise_name(name)
    if not any(map(is_ideograph, tidied)):
        return " ".join(_plain_words(tidied))
    surname, given = split_name(tidied)
    known = SURNAME_READINGS.get(surname)
    head = known[0].split() if known else _syllables(surname)
    return " ".join([*head, *_syllables(given)])


def _of_words(name: str) -> tuple[str, ...]:
    letters = [word[0] for word in _plain_words(name)]
    if not letters:
        return ()
    return tuple(dict.fromkeys(("".join(letters), "".join(letters[-1:] + letters[:-1]))))


def _plain_words(name: str) -> list[str]:
    """Words in lower case without accents and signs."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    kept = (sign if sign.isalpha() else " " for sign in letters if not unicodedata.combining(sign))
    return "".join(kept).split()


def _surname_choices(surname: str) -> list[tuple[str, ...]]:
    """Readings of each character of a surname, those as a surname first."""
    known = [reading.split() for reading in SURNAME_READINGS.get(surname, ())]
    signs = [sign for sign in surname if is_ideograph(sign)]
    return [(*(reading[place] for reading in known), *_readings(sign)) for place, sign in enumerate(signs)]


@cache
def _readings(sign: str) -> tuple[str, ...]:
    """Every reading of a character without tones, the usual first (ê as e); a letter reads as itself."""
    if not is_ideograph(sign):
        return tuple(_plain_words(sign))
    found = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple("".join(_plain_words(reading)) for reading in found[0]) if found else ()


@cache
def _sign_letters(sign: str) -> tuple[str, ...]:
    return _letters(_readings(sign))


@lru_cache(maxsize=8192)
def _surname_letters(surname: str) -> tuple[tuple[str, ...], ...]:
    return tuple(_letters(readings) for readings in _surname_choices(surname))


def _letters(readings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reading[0] for reading in readings))


@lru_cache(maxsize=8192)
def _combine(choices: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """The likeliest combinations: those that leave the first choices least."""
    kept = [(0, "")]
    for choice in choices:
        longer = [(cost + rank, text + letter) for cost, text in kept for rank, letter in enumerate(choice)]
        kept = heapq.nsmallest(MOST_KEYS, longer, key=lambda pair: pair[0])
    return tuple(dict.fromkeys(text for _, text in kept if text))


def _syllables(text: str) -> list[str]:
    return lazy_pinyin("".join(filter(is_ideograph, text)), errors=lambda signs: "?" * len(signs))

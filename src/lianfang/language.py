"""Texts chosen by the language of the request: Chinese first, English beside it.

Both texts stand where they are used, so a missing translation cannot be written down. See
``docs/adr/0004-two-languages-side-by-side.md``.
"""

from django.utils.functional import lazy
from django.utils.translation import get_language

from lianfang.core.words import Words

CHINESE, ENGLISH = "zh-hans", "en"


def spoken(words: Words) -> str:
    """The text of ``words`` in the language of the running request (Chinese where none is set)."""
    return words.said_in(get_language() or CHINESE)


def say(zh: str, en: str) -> str:
    """A lazy text for forms and models, read in the language of whoever looks at it."""
    return _spoken_later(Words(zh, en))


_spoken_later = lazy(spoken, str)

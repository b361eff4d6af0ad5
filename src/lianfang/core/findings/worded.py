"""Enumerations whose members carry their words in both languages."""

from enum import StrEnum
from typing import Self

from lianfang.core.words import Words


class Worded(StrEnum):
    """A closed list of values; each is its stable code, with ``words`` for the eye."""

    words: Words

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = Words(zh, en)
        return member

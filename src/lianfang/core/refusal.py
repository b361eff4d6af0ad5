"""Refusals: the one way rules and actions say no, with a reason a user can read."""

from lianfang.core.words import Words


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of the program
    """A request that may not be done, by whom or as it stands.

    ``code`` is stable and dotted (``edition.no_row``), ``words`` is the reason in both languages,
    ``data`` holds the values the reason speaks of, never a personal value unmasked.
    """

    def __init__(self, code: str, zh: str, en: str, **data: object) -> None:
        self.code = code
        self.data = data
        self.words = Words(zh, en).fill(**data)
        super().__init__(self.words.en)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.code, self.words, self.data))


def _rebuild(code: str, words: Words, data: dict[str, object]) -> Refused:
    refused = Refused.__new__(Refused)
    Exception.__init__(refused, words.en)
    refused.code, refused.words, refused.data = code, words, data
    return refused

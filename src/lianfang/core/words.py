"""One text in the two languages of the product, written side by side by hand."""

from typing import NamedTuple


class Words(NamedTuple):
    """A short text in simplified Chinese and in English; both may hold ``{name}`` places to fill."""

    zh: str
    en: str

    def fill(self, **data: object) -> "Words":
        """Both texts with their ``{name}`` places filled from ``data``."""
        return Words(self.zh.format(**data), self.en.format(**data))

    def said_in(self, language: str) -> str:
        """The English text for an English language code, else the Chinese."""
        return self.en if language.lower().startswith("en") else self.zh

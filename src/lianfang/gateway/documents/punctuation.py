"""Chinese punctuation for printed papers: full-width marks between Chinese words (GB/T 15834).

Texts of the product are written with half-width marks, which read well on a screen; on paper they look
cramped.
"""

import re

_WIDE = str.maketrans({",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "?": "\uff1f", "!": "\uff01"})
_PARENTHESES = str.maketrans({"(": "\uff08", ")": "\uff09"})
_CHINESE = re.compile("[\u3400-\u9fff]")
_MARK = re.compile(r"(?<![!-~])[,;:?!]|[,;:?!](?![!-~])")
_PAIR = re.compile(r"\(([^()]*)\)")


def wide(text: str) -> str:
    """The text with full-width marks, as far as it is Chinese.

    A mark between Latin letters, digits or signs stays as it is (17:00, 660/665), and a text
    without a Chinese character is not touched.
    """
    if not _CHINESE.search(text):
        return text
    paired = _PAIR.sub(lambda pair: f"({pair.group(1)})".translate(_PARENTHESES), text)
    return _MARK.sub(lambda mark: mark.group().translate(_WIDE), paired)

"""Formula injection: text that a spreadsheet program might take for a formula gets an apostrophe in front.

Cells are written as text, which no program calculates; but a table is often saved as csv and opened again,
and there only the apostrophe helps (OWASP ASVS 1.2.10). The reader of this product takes it off again.
"""

import re

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_HARMLESS = re.compile(r"[+\-\uff0b\uff0d]+(?:[\d\s.,()%\-]*)")
"""Numbers and telephones (``-5.2``, ``+86 138 0013 8000``) and bare dashes calculate nothing."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def escape(text: str) -> str:
    """The text as it may stand in a cell of a file that is given out."""
    text = _FORBIDDEN.sub("", text)
    if text.lstrip(" ").startswith(_STARTS) and not _HARMLESS.fullmatch(text.strip(" ")):
        return "'" + text
    return text

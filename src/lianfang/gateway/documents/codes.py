"""The square code by which a paper is found again: the number that is printed beside it."""

from io import BytesIO

import segno

_QUIET = 2
"""Modules of white around a code; papers are white anyway."""


def qr_svg(text: str) -> str:
    """The code as part of a page; its size is set by the class ``qr``."""
    made = segno.make_qr(text, error="m")
    return made.svg_inline(border=_QUIET, omitsize=True, svgclass="qr", lineclass=None)


def qr_png(text: str) -> BytesIO:
    """The code as a picture for a document."""
    out = BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=8, border=_QUIET)
    out.seek(0)
    return out

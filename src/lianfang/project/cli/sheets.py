"""How a command that reads a sheet tells what was wrong in it."""

from collections.abc import Iterable
from typing import Any

from lianfang.core.intake import Level, Problem


def problems_data(problems: Iterable[Problem]) -> dict[str, Any]:
    """What stopped a row (``errors``) and what is only to be checked (``warnings``)."""
    found: dict[str, list[dict[str, Any]]] = {"errors": [], "warnings": []}
    for each in problems:
        found["errors" if each.level is Level.ERROR else "warnings"].append(
            {
                "sheet": each.sheet,
                "row": each.row,
                "column": each.heading or each.column,
                "value": each.value,
                "message": each.message.zh,
                "message_en": each.message.en,
                "remedy": each.remedy.zh,
                "remedy_en": each.remedy.en,
            }
        )
    return found

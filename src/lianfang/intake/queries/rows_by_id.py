"""Rows by their numbers: the list behind a figure that counts rows of lists."""

from collections.abc import Iterable

from lianfang.accounts.scope import Viewer
from lianfang.intake.queries.rows import RowLine, _lines, _seen


def rows_by_id(viewer: Viewer, numbers: Iterable[int]) -> list[RowLine]:
    """Those of the rows that the viewer sees, in the order of their lists."""
    found = _seen(viewer).filter(pk__in=list(numbers)).order_by("-inbound_id", "sheet", "number")
    return _lines(viewer, list(found))

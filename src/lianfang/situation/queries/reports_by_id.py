"""Reports by their numbers: the list behind a figure that counts reports."""

from collections.abc import Iterable
from datetime import datetime

from lianfang.accounts.scope import Viewer
from lianfang.places.paths import inside
from lianfang.situation import models
from lianfang.situation.queries.reports import ReportRow, _rows


def reports_by_id(viewer: Viewer, numbers: Iterable[int], *, now: datetime) -> list[ReportRow]:
    """Those of the reports that lie in the viewer's area, by due instant."""
    rows = models.Report.objects.filter(pk__in=list(numbers))
    if not viewer.everything:
        rows = rows.filter(**inside(viewer.path))
    return sorted(_rows(rows, now=now), key=lambda row: (row.due, row.path, row.kind))

"""The picture: figures with their gaps, reports, cross-checks and the four certainties."""

from lianfang.core.situation.cells import Cell, Metric, Number, add_up, lies_in
from lianfang.core.situation.certainties import (
    Astray,
    Certainties,
    Custody,
    ListRow,
    RowState,
    Share,
    astray,
    by_region,
    certainties,
)
from lianfang.core.situation.checks import CrossCheck, Op, Suspicion, Verdict, judge
from lianfang.core.situation.reports import (
    Calendar,
    ReportStanding,
    ReportState,
    Submission,
    Unlock,
    check_values,
    due_at,
    report_standing,
    sent_by,
    why_not_send,
)
from lianfang.core.situation.tally import Entry, tally
from lianfang.core.situation.windows import ZERO_TO_24, ReportWindow

__all__ = [
    "ZERO_TO_24",
    "Astray",
    "Calendar",
    "Cell",
    "Certainties",
    "CrossCheck",
    "Custody",
    "Entry",
    "ListRow",
    "Metric",
    "Number",
    "Op",
    "ReportStanding",
    "ReportState",
    "ReportWindow",
    "RowState",
    "Share",
    "Submission",
    "Suspicion",
    "Unlock",
    "Verdict",
    "add_up",
    "astray",
    "by_region",
    "certainties",
    "check_values",
    "due_at",
    "judge",
    "lies_in",
    "report_standing",
    "sent_by",
    "tally",
    "why_not_send",
]

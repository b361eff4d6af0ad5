"""Reading the situation: figures and the lists behind them, reports, bulletins."""

from lianfang.situation.queries.bulletins import (
    BulletinRow,
    Kept,
    Paper,
    Proposed,
    bulletin,
    bulletins,
    kept_behind,
    newest,
)
from lianfang.situation.queries.cells import Picture, RegionCells, count_now, last_filled, trend
from lianfang.situation.queries.filling import Filled
from lianfang.situation.queries.members import Behind, behind
from lianfang.situation.queries.reports import (
    CallRow,
    Counts,
    FieldShown,
    Matrix,
    MatrixRow,
    Opened,
    ReportRow,
    RolledUp,
    Sheet,
    calls,
    count_of,
    matrix,
    owed_by_unit,
    report,
    report_of_task,
    reports,
    rolled_up,
)
from lianfang.situation.queries.standings import Sent
from lianfang.situation.snapshots import Texts

__all__ = [
    "Behind",
    "BulletinRow",
    "CallRow",
    "Counts",
    "FieldShown",
    "Filled",
    "Kept",
    "Matrix",
    "MatrixRow",
    "Opened",
    "Paper",
    "Picture",
    "Proposed",
    "RegionCells",
    "ReportRow",
    "RolledUp",
    "Sent",
    "Sheet",
    "Texts",
    "behind",
    "bulletin",
    "bulletins",
    "calls",
    "count_now",
    "count_of",
    "kept_behind",
    "last_filled",
    "matrix",
    "newest",
    "owed_by_unit",
    "report",
    "report_of_task",
    "reports",
    "rolled_up",
    "trend",
]

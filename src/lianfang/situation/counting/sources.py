"""Every source of figures, and every figure they give."""

from collections.abc import Mapping
from functools import cache

from lianfang.core.situation import Metric
from lianfang.core.situation.metrics import METRICS
from lianfang.situation.counting.duties import DUTIES
from lianfang.situation.counting.gaps import GAPS
from lianfang.situation.counting.lists import LISTS
from lianfang.situation.counting.reports import REPORTS
from lianfang.situation.counting.rooms import ROOM_SOURCES
from lianfang.situation.counting.source import Source
from lianfang.situation.counting.stays import HELD_SOURCE, STAYS
from lianfang.situation.report_kinds import KINDS

SOURCES: tuple[Source, ...] = (*STAYS, GAPS, *DUTIES, *LISTS, *ROOM_SOURCES, *REPORTS)
held_at = HELD_SOURCE


@cache
def every_metric() -> Mapping[str, Metric]:
    """The figures of the register, then those of each kind of report."""
    return {**METRICS, **{metric.name: metric for kind in KINDS.values() for metric in kind.metrics()}}

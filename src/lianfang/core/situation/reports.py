"""Daily and zero reports: when each level owes them, what may be sent, and where a report stands.

A report is a task like any other; here is what is said of it besides: that a zero was said, that it was
revised, that it is locked after its cut-off.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import pairwise

from lianfang.core.days import after, at_clock, plus
from lianfang.core.findings import Worded
from lianfang.core.refusal import Refused
from lianfang.core.situation.cells import Metric, Number
from lianfang.core.situation.windows import ReportWindow
from lianfang.core.tasks import LADDER, Evidence, EvidenceKind, Standing, Task, standing
from lianfang.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When a kind of report is due: at ``clock``, ``days_after`` the day it is about, less the level's lead.

    ``leads`` are minutes for each level that owes it, 0 for the highest. Refused: a level not earlier than
    the one above it, and a cut-off not after the end of the window (nobody can report hours to come).
    """

    window: ReportWindow
    clock: time
    days_after: int = 0
    leads: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = sorted(self.leads.keys() - set(LADDER))
        minutes = [self.leads[level] for level in LADDER if level in self.leads]
        if unknown or any(lower <= upper for lower, upper in pairwise(minutes)):
            raise Refused(
                "report.cutoffs_do_not_climb",
                "各级报送时限有误:下级必须早于上级",
                "the cut-offs are out of order: each level must be earlier than the one above",
            )
        anyday = date(2000, 1, 1)
        if any(due_at(self, anyday, level) <= self.window.period(anyday).end for level in self.leads):
            raise Refused(
                "report.cutoff_in_period",
                "报送时限早于统计时段结束",
                "a cut-off is not after the end of the reporting window",
            )


def due_at(calendar: Calendar, day: date, level: str) -> datetime:
    """The first instant at which that level's report about ``day`` is late; refused where it owes none."""
    if level not in calendar.leads:
        raise Refused(
            "report.level_owes_none",
            "该级别没有报送任务({level})",
            "this level owes no such report ({level})",
            level=level,
        )
    return after(at_clock(plus(day, calendar.days_after), calendar.clock), minutes=-calendar.leads[level])


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A report as sent at ``at``; each later one revises it. ``zero``: the unit said all of it is zero."""

    at: datetime
    values: Mapping[str, Number]
    zero: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlock:
    """A higher post opens a locked report for one revision; refused without a reason."""

    at: datetime
    reason: str
    by: str = ""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise Refused("report.unlock_reason", "解锁必须写明原因", "unlocking a report needs a reason")


class ReportState(Worded):
    """Where a report stands; in a sum, expected = on time + late + missing."""

    DUE = "due", "待报", "awaited"
    ON_TIME = "on_time", "按时", "on time"
    LATE = "late", "迟报", "late"
    MISSING = "missing", "未报", "not reported"
    EXCUSED = "excused", "免报", "excused"
    WITHDRAWN = "withdrawn", "已撤销", "withdrawn"


_STATES = {
    Standing.OPEN: ReportState.DUE,
    Standing.OVERDUE: ReportState.MISSING,
    Standing.MET: ReportState.ON_TIME,
    Standing.MET_LATE: ReportState.LATE,
    Standing.EXCUSED: ReportState.EXCUSED,
    Standing.WITHDRAWN: ReportState.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class ReportStanding:
    """Where a report stands, whether its last version says zero, and how often it was revised.

    Revising does not change whether it came in time: the first version decides.
    """

    state: ReportState
    zero: bool = False
    revisions: int = 0

    @property
    def words(self) -> Words:
        """The state with its marks, as printed."""
        zh, en = [self.state.words.zh], [self.state.words.en]
        if self.zero:
            zh, en = [*zh, "零报告"], [*en, "zero"]
        if self.revisions:
            zh, en = [*zh, f"更正{self.revisions}次"], [*en, f"revised {self.revisions}×"]
        return Words(" · ".join(zh), " · ".join(en))


def report_standing(task: Task, submissions: Iterable[Submission], now: datetime) -> ReportStanding:
    """Where the report that ``task`` asks for stands at ``now``."""
    sent = sent_by(submissions, now)
    evidence = [Evidence(kind=EvidenceKind.REPORTED, occurred=each.at, recorded=each.at) for each in sent]
    state = _STATES[standing(task, evidence, now)]
    return ReportStanding(state, bool(sent) and sent[-1].zero, max(len(sent) - 1, 0))


def sent_by(submissions: Iterable[Submission], now: datetime) -> list[Submission]:
    """What had been sent by ``now``, in order; the last one holds."""
    return sorted((each for each in submissions if each.at <= now), key=lambda each: each.at)


def why_not_send(
    task: Task, submissions: Iterable[Submission], now: datetime, *, unlocks: Iterable[Unlock] = ()
) -> Refused | None:
    """Why the report may not be sent or revised at ``now``; None where it may.

    A first report is taken however late. After the cut-off a revision needs an unlocking of its own.
    """
    sent = sent_by(submissions, now)
    state = report_standing(task, sent, now).state
    if state in (ReportState.EXCUSED, ReportState.WITHDRAWN):
        return Refused(
            "report.not_owed",
            "该报表{label_zh},不需报送",
            "this report is {label_en}: nothing is owed",
            label_zh=state.words.zh,
            label_en=state.words.en,
        )
    if not sent or now < task.due:
        return None
    if any(sent[-1].at < unlock.at <= now for unlock in unlocks):
        return None
    return Refused(
        "report.locked",
        "报表已锁定,更正须由上级说明原因后解锁",
        "the report is locked: a higher post must unlock it with a reason",
    )


def check_values(values: Mapping[str, Number | None], metrics: Sequence[Metric], *, zero: bool) -> None:
    """Refuse a report that may not be sent as it is.

    A figure nobody asked for; one left open (a blank is not a zero); a negative one; all zero without saying
    so; said to be zero and not.
    """
    asked = {metric.name: metric for metric in metrics}
    if strangers := ", ".join(sorted(values.keys() - asked.keys())):
        raise Refused(
            "report.unknown_figure", "没有这一项:{names}", "no such figure: {names}", names=strangers
        )
    if blank := [metric for name, metric in asked.items() if values.get(name) is None]:
        raise _about("report.blank", "未填:{names_zh}", "left open: {names_en}", blank)
    if negative := [metric for name, metric in asked.items() if (values[name] or 0) < 0]:
        raise _about("report.negative", "不能为负:{names_zh}", "cannot be negative: {names_en}", negative)
    said = [metric for name, metric in asked.items() if values[name]]
    if zero and said:
        raise _about(
            "report.not_zero",
            "已声明零报告,但不为零:{names_zh}",
            "said to be zero, but is not: {names_en}",
            said,
        )
    if not zero and not said:
        raise Refused("report.zero_not_said", "全部为零,须确认零报告", "all of it is zero: say so")


def _about(code: str, zh: str, en: str, metrics: Iterable[Metric]) -> Refused:
    named = [metric.words for metric in metrics]
    return Refused(
        code,
        zh,
        en,
        names_zh=",".join(words.zh for words in named),
        names_en=", ".join(words.en for words in named),
    )

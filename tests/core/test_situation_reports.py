"""Reports: windows, cut-offs, zeros, revisions, locks and cross-checks."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.days import Window, after, end_of, instant, plus, start_of
from lianfang.core.refusal import Refused
from lianfang.core.situation import (
    ZERO_TO_24,
    Calendar,
    CrossCheck,
    Entry,
    Metric,
    Op,
    ReportStanding,
    ReportState,
    ReportWindow,
    Submission,
    Suspicion,
    Unlock,
    add_up,
    check_values,
    due_at,
    judge,
    report_standing,
    sent_by,
    tally,
    why_not_send,
)
from lianfang.core.tasks import Evidence, EvidenceKind, Subject, SubjectKind, Task, TaskKind
from lianfang.core.words import Words

AUG4 = date(2022, 8, 4)
FIVE_TO_FIVE = ReportWindow(time(17), time(17))
DUE = instant("2022-08-04T16:00+08:00")
VISITS = Metric("fever_visits", Words("接诊", "visits"), Words("人次", "visits"), reported=True)
TESTS = Metric("fever_tests", Words("检测", "tests"), Words("人次", "tests"), reported=True)


def at(text: str) -> datetime:
    return instant(f"2022-08-{text}+08:00")


def minute(count: int) -> datetime:
    return after(DUE, minutes=count)


@pytest.mark.parametrize(
    ("window", "start", "end", "zh", "en"),
    [
        (ZERO_TO_24, "04T00:00", "05T00:00", "当日00:00至24:00", "00:00 to 24:00"),
        (FIVE_TO_FIVE, "03T17:00", "04T17:00", "前一日17:00至当日17:00", "17:00 the day before to 17:00"),
        (ReportWindow(time(8), time(20)), "04T08:00", "04T20:00", "当日08:00至20:00", "08:00 to 20:00"),
        (
            ReportWindow(time(20), time(8)),
            "03T20:00",
            "04T08:00",
            "前一日20:00至当日08:00",
            "20:00 the day before to 08:00",
        ),
        (ReportWindow(time(17), time(0)), "04T17:00", "05T00:00", "当日17:00至24:00", "17:00 to 24:00"),
    ],
)
def test_a_window_is_printed_and_covers_its_hours(
    window: ReportWindow, start: str, end: str, zh: str, en: str
) -> None:
    assert window.period(AUG4) == Window(at(start), at(end))
    assert window.words == (zh, en)


def test_an_instant_outside_the_hours_of_a_window_belongs_to_no_day() -> None:
    office_hours = ReportWindow(time(8), time(20))
    assert office_hours.day_of(at("04T08:00")) == AUG4
    assert office_hours.day_of(at("04T20:00")) is None


@given(st.times(), st.integers(0, 47))
def test_windows_of_a_whole_day_leave_no_gap_and_do_not_overlap(clock: time, hours: int) -> None:
    window = ReportWindow(clock, clock)
    assert window.period(AUG4).end == window.period(plus(AUG4, 1)).start
    moment = after(start_of(AUG4), hours=hours)
    day = window.day_of(moment)
    assert day is not None
    holding = [near for near in (plus(day, -1), day, plus(day, 1)) if moment in window.period(near)]
    assert holding == [day]


DAILY = Calendar(
    window=ZERO_TO_24,
    clock=time(10),
    days_after=1,
    leads={"city": 0, "county": 60, "township": 120, "community": 180},
)


def test_each_level_owes_its_report_before_the_level_above() -> None:
    assert [due_at(DAILY, AUG4, level) for level in ("city", "county", "township", "community")] == [
        at("05T10:00"),
        at("05T09:00"),
        at("05T08:00"),
        at("05T07:00"),
    ]


def test_a_level_that_owes_no_report_has_no_cut_off() -> None:
    with pytest.raises(Refused) as refusal:
        due_at(DAILY, AUG4, "grid")
    assert refusal.value.code == "report.level_owes_none"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"leads": {"city": 0, "county": 0}}, "report.cutoffs_do_not_climb"),
        ({"leads": {"city": 30, "county": 10}}, "report.cutoffs_do_not_climb"),
        ({"leads": {"street": 10}}, "report.cutoffs_do_not_climb"),
        ({"days_after": 0}, "report.cutoff_in_period"),
        ({"leads": {"city": 600}}, "report.cutoff_in_period"),
    ],
)
def test_a_calendar_that_cannot_be_kept_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        replace(DAILY, **change)  # type: ignore[arg-type]
    assert refusal.value.code == code


def report(unit: int = 1, **ends: datetime) -> Task:
    task = Task(
        key=f"report:unit:{unit}:2022-08-04",
        kind=TaskKind.REPORT,
        subject=Subject(SubjectKind.UNIT, unit),
        owner=f"1.5.{unit}",
        opens=start_of(AUG4),
        due=DUE,
        clause="日报告制度",
    )
    return replace(task, **ends)  # type: ignore[arg-type]


def sent(count: int, visits: int = 3, *, zero: bool = False) -> Submission:
    return Submission(at=minute(count), values={"fever_visits": visits}, zero=zero)


def test_a_report_is_awaited_then_missing_then_late() -> None:
    late = [sent(30)]
    states = [report_standing(report(), late, minute(count)).state for count in (-1, 0, 29, 30)]
    assert states == [ReportState.DUE, ReportState.MISSING, ReportState.MISSING, ReportState.LATE]


def test_a_report_in_time_is_seen_to_be_before_it_is_due() -> None:
    assert report_standing(report(), [sent(-30)], minute(-20)).state is ReportState.ON_TIME


def test_revising_does_not_make_a_report_late_and_is_marked() -> None:
    seen = report_standing(report(), [sent(60, 4), sent(-30)], minute(90))
    assert seen == ReportStanding(ReportState.ON_TIME, revisions=1)
    assert seen.words == ("按时 · 更正1次", "on time · revised 1×")


def test_the_zero_that_counts_is_the_last_one_said() -> None:
    said_zero = report_standing(report(), [sent(-30, 0, zero=True)], minute(0))
    assert said_zero.words == ("按时 · 零报告", "on time · zero")
    assert not report_standing(report(), [sent(-30, 0, zero=True), sent(-20)], minute(0)).zero
    assert sent_by([sent(10), sent(-10)], minute(0)) == [sent(-10)]


def test_excused_and_withdrawn_reports_are_said_to_be() -> None:
    assert report_standing(report(excused=minute(-60)), [], minute(9)).state is ReportState.EXCUSED
    assert report_standing(report(withdrawn=minute(-60)), [], minute(9)).state is ReportState.WITHDRAWN


def test_a_zero_a_late_a_missing_and_a_revised_report_add_up() -> None:
    stories = {
        1: [sent(-30, 0, zero=True)],
        2: [sent(30, 7)],
        3: [],
        4: [sent(-30, 5), sent(60, 6)],
    }
    period = Window(start_of(AUG4), end_of(AUG4))
    entries = [
        Entry(
            task=report(unit),
            evidence=tuple(
                Evidence(kind=EvidenceKind.REPORTED, occurred=each.at, recorded=each.at) for each in versions
            ),
            about=period,
            value=versions[-1].values["fever_visits"] if versions else None,
        )
        for unit, versions in stories.items()
    ]
    units = [
        tally(entries, metric=VISITS, region=f"1.5.{unit}", period=period, as_of=minute(120))
        for unit in stories
    ]
    county = add_up(units, region="1.5")
    assert (county.expected, county.on_time, county.late, county.missing) == (4, 2, 1, 1)
    assert (county.value, county.known, county.unknown) == (None, 13, 1)
    assert [unit.value for unit in units] == [0, 7, None, 6]


def test_a_first_report_is_taken_however_late_and_a_revision_until_the_cut_off() -> None:
    assert why_not_send(report(), [], minute(600)) is None
    assert why_not_send(report(), [sent(-30)], minute(-1)) is None


def test_after_the_cut_off_a_revision_needs_an_unlocking_of_its_own() -> None:
    first, unlock = sent(-30), Unlock(at=minute(20), reason="漏填一家诊所", by="post:2")

    def refused(*sent_so_far: Submission, now: int) -> str | None:
        refusal = why_not_send(report(), sent_so_far, minute(now), unlocks=[unlock])
        return refusal.code if refusal else None

    assert refused(first, now=0) == "report.locked"
    assert refused(first, now=19) == "report.locked"
    assert refused(first, now=20) is None
    assert refused(first, sent(25), now=30) == "report.locked"
    assert refused(first, sent(20), now=30) == "report.locked"


def test_a_report_that_is_not_owed_is_not_taken() -> None:
    refusal = why_not_send(report(excused=minute(-60)), [], minute(-30))
    assert refusal is not None
    assert refusal.words == ("该报表免报,不需报送", "this report is excused: nothing is owed")
    withdrawn = why_not_send(report(withdrawn=minute(-60)), [], minute(-30))
    assert withdrawn is not None


def test_unlocking_needs_a_reason() -> None:
    with pytest.raises(Refused):
        Unlock(at=DUE, reason=" ")


def test_a_whole_report_is_taken_and_so_is_a_zero_that_is_said() -> None:
    check_values({"fever_visits": 3, "fever_tests": 0}, [VISITS, TESTS], zero=False)
    check_values({"fever_visits": 0, "fever_tests": 0}, [VISITS, TESTS], zero=True)


@pytest.mark.parametrize(
    ("values", "zero", "code", "en"),
    [
        ({"fever_visits": 3, "rumours": 1}, False, "report.unknown_figure", "no such figure: rumours"),
        ({"fever_visits": 3}, False, "report.blank", "left open: tests"),
        ({"fever_visits": 3, "fever_tests": None}, False, "report.blank", "left open: tests"),
        ({}, True, "report.blank", "left open: visits, tests"),
        ({"fever_visits": -3, "fever_tests": 1}, False, "report.negative", "cannot be negative: visits"),
        (
            {"fever_visits": 3, "fever_tests": 0},
            True,
            "report.not_zero",
            "said to be zero, but is not: visits",
        ),
        ({"fever_visits": 0, "fever_tests": 0}, False, "report.zero_not_said", "all of it is zero: say so"),
    ],
)
def test_a_report_that_may_not_be_sent_says_why(
    values: dict[str, int | None], zero: bool, code: str, en: str
) -> None:
    with pytest.raises(Refused) as refusal:
        check_values(values, [VISITS, TESTS], zero=zero)
    assert (refusal.value.code, refusal.value.words.en) == (code, en)


TESTED = CrossCheck(
    name="visits_tested",
    left="fever_tests",
    op=Op.EQUAL,
    right="fever_visits",
    words=Words("发热门诊接诊应全部检测", "every visitor of a fever clinic is tested"),
    if_less=Suspicion.UNDONE,
)
LISTED = CrossCheck(
    name="listed_reported",
    left="reported_arrivals",
    op=Op.AT_LEAST,
    right="list_rows",
    words=Words("报表人数不少于名单人数", "no fewer reported than listed"),
)
IN_ROOMS = CrossCheck(
    name="in_rooms",
    left="in_isolation",
    op=Op.AT_MOST,
    right="rooms",
    words=Words("在住人数不多于房间数", "no more people than rooms"),
)


@pytest.mark.parametrize(
    ("check", "left", "right", "points_at"),
    [
        (TESTED, 22, 23, Suspicion.UNDONE),
        (TESTED, 24, 23, Suspicion.FALSE),
        (TESTED, 23, 23, None),
        (LISTED, 5, 6, Suspicion.CONCEALED),
        (LISTED, 6, 6, None),
        (LISTED, 7, 6, None),
        (IN_ROOMS, 7, 6, Suspicion.FALSE),
        (IN_ROOMS, 6, 6, None),
        (IN_ROOMS, 5, 6, None),
    ],
)
def test_figures_that_disagree_point_at_something(
    check: CrossCheck, left: int, right: int, points_at: Suspicion | None
) -> None:
    (verdict,) = judge([check], {check.left: left, check.right: right})
    assert (verdict.holds, verdict.points_at) == (points_at is None, points_at)
    assert verdict.difference == left - right


def test_a_check_on_an_unknown_figure_is_left_open() -> None:
    one_missing, both_missing = judge([TESTED, LISTED], {"fever_tests": None, "fever_visits": 3})
    assert (one_missing.holds, one_missing.difference, one_missing.points_at) == (None, None, None)
    assert both_missing.holds is None
    (half,) = judge([TESTED], {"fever_tests": 3})
    assert half.difference is None

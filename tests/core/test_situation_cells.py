"""Figures: what they count, what they do not know, and how they add up."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.days import Window, after, end_of, start_of
from lianfang.core.refusal import Refused
from lianfang.core.situation import Cell, Entry, Metric, add_up, lies_in, tally
from lianfang.core.tasks import Evidence, EvidenceKind, Subject, SubjectKind, Task, TaskKind
from lianfang.core.words import Words

AUG4 = date(2022, 8, 4)
DAY = Window(start_of(AUG4), end_of(AUG4))
FOUND = Metric("found", Words("已核实", "found"), Words("人", "people"))
FEVER = Metric("fever_visits", Words("发热门诊接诊", "fever visits"), Words("人次", "visits"), reported=True)
MEDIAN = Metric("median_wait", Words("等待中位数", "median wait"), Words("分钟", "minutes"), additive=False)


def hour(count: float) -> datetime:
    return after(DAY.start, hours=count)


def cell(region: str, metric: Metric = FEVER, **counts: int) -> Cell:
    return Cell(metric=metric, region=region, period=DAY, as_of=hour(24), **counts)


def entry(number: int, owner: str = "1.5.33", *, due: float = 16, **more: object) -> Entry:
    """A report due at that hour; ``sent`` is when it came, if it did."""
    sent = more.pop("sent", None)
    ends = {name: hour(more.pop(name)) for name in ("excused", "withdrawn") if name in more}  # type: ignore[arg-type]
    task = Task(
        key=f"report:unit:{number}:{due}",
        kind=TaskKind.REPORT,
        subject=Subject(SubjectKind.UNIT, number),
        owner=owner,
        opens=hour(-48),
        due=hour(due),
        clause="日报告制度",
    )
    came = [hour(sent)] if isinstance(sent, int | float) else []
    task = replace(task, **ends)  # type: ignore[arg-type]
    evidence = tuple(Evidence(kind=EvidenceKind.REPORTED, occurred=at, recorded=at) for at in came)
    return Entry(task=task, evidence=evidence, **more)  # type: ignore[arg-type]


def counted(*entries: Entry, metric: Metric = FEVER, region: str = "1.5", as_of: float = 24) -> Cell:
    return tally(entries, metric=metric, region=region, period=DAY, as_of=hour(as_of))


def test_on_time_late_and_missing_make_what_was_expected() -> None:
    seen = counted(entry(1, sent=15), entry(2, sent=17), entry(3), entry(4, excused=10), metric=FOUND)
    assert (seen.on_time, seen.late, seen.missing, seen.excused) == (1, 1, 1, 1)
    assert (seen.expected, seen.value) == (3, 2)
    assert (seen.completeness, seen.timeliness) == (2 / 3, 1 / 3)


def test_what_is_not_yet_due_is_expected_of_nobody_even_when_it_is_done() -> None:
    seen = counted(entry(1, sent=14), entry(2), metric=FOUND, as_of=15)
    assert (seen.expected, seen.value) == (0, 0)
    assert (seen.completeness, seen.timeliness) == (None, None)


def test_a_missing_report_makes_the_figure_unknown_not_zero() -> None:
    seen = counted(entry(1, sent=15, value=23), entry(2, sent=15, value=0), entry(3))
    assert (seen.value, seen.known, seen.unknown) == (None, 23, 1)
    assert counted(entry(1, sent=15, value=23), entry(2, sent=15, value=0)).value == 23


def test_a_figure_left_open_in_a_report_that_came_is_unknown_too() -> None:
    seen = counted(entry(1, sent=15, value=None))
    assert (seen.on_time, seen.value, seen.unknown) == (1, None, 1)


def test_an_early_report_is_known_before_it_is_due() -> None:
    assert counted(entry(1, sent=14, value=23), as_of=15).value == 23


def test_excused_and_withdrawn_reports_owe_no_figure() -> None:
    seen = counted(entry(1, excused=10), entry(2, withdrawn=10), entry(3, sent=15, value=5))
    assert (seen.value, seen.expected) == (5, 1)


def test_a_report_withdrawn_after_its_due_instant_is_still_missing() -> None:
    assert counted(entry(1, withdrawn=17), metric=FOUND).missing == 1


def test_a_task_due_at_midnight_belongs_to_the_day_that_ends() -> None:
    assert counted(entry(1, due=24), metric=FOUND).expected == 1
    assert counted(entry(1, due=0), metric=FOUND).expected == 0


def test_a_report_belongs_to_the_period_it_is_about() -> None:
    assert counted(entry(1, due=34, sent=30, about=DAY), as_of=34, metric=FOUND).on_time == 1
    yesterday = Window(hour(-24), hour(0))
    assert counted(entry(1, due=10, sent=9, about=yesterday), metric=FOUND).expected == 0


def test_tasks_of_other_regions_are_not_counted() -> None:
    assert counted(entry(1, "1.50"), entry(2, "1.6"), entry(3, "1.5"), metric=FOUND).missing == 1
    assert counted(entry(1, "1.50"), entry(2, "1.6"), metric=FOUND, region="").missing == 2


def test_paths_lie_in_a_region_by_whole_ids() -> None:
    assert lies_in("1.5", "1.5")
    assert lies_in("1.5.33", "1.5")
    assert lies_in("1.5", "")
    assert not lies_in("1.50", "1.5")
    assert not lies_in("1", "1.5")


def test_a_county_is_its_townships_and_its_own_units() -> None:
    county = add_up(
        [
            cell("1.5.33", on_time=3, known=20),
            cell("1.5.34", late=1, missing=2, known=4, unknown=2),
            cell("1.5"),
        ],
        region="1.5",
    )
    assert county == cell("1.5", on_time=3, late=1, missing=2, known=24, unknown=2)
    assert county.value is None


@pytest.mark.parametrize(
    ("children", "code"),
    [
        ([], "cell.nothing_to_add"),
        ([cell("1.5.33", MEDIAN), cell("1.5.34", MEDIAN)], "cell.not_additive"),
        ([cell("1.5.33"), cell("1.5.34", FOUND)], "cell.mixed"),
        ([cell("1.5.33"), replace(cell("1.5.34"), as_of=hour(23))], "cell.mixed"),
        ([cell("1.5.33"), replace(cell("1.5.34"), period=Window(hour(0), hour(1)))], "cell.mixed"),
        ([cell("1.5.33"), cell("1.6.40")], "cell.elsewhere"),
        ([cell("1.5.33"), cell("1.5.33")], "cell.counted_twice"),
        ([cell("1.5.33"), cell("1.5.33.2")], "cell.counted_twice"),
        ([cell("1.5"), cell("1.5")], "cell.counted_twice"),
    ],
)
def test_what_cannot_be_added_up_is_refused(children: list[Cell], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        add_up(children, region="1.5")
    assert refusal.value.code == code


@pytest.mark.parametrize("field", ["on_time", "late", "missing", "excused", "unknown"])
def test_a_count_below_zero_is_refused(field: str) -> None:
    with pytest.raises(Refused) as refusal:
        replace(cell("1.5"), **{field: -1})  # type: ignore[arg-type]
    assert refusal.value.code == "cell.negative"


hours = st.integers(-2, 50)
owners = st.sampled_from(["1", "1.5", "1.5.33", "1.5.33.8", "1.5.34", "1.6", "1.6.40"])


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    made = []
    for number in range(draw(st.integers(0, 8))):
        more: dict[str, object] = {"value": draw(st.none() | st.integers(0, 9))}
        for name in ("sent", "excused", "withdrawn"):
            if draw(st.booleans()):
                more[name] = draw(hours)
        more["about"] = draw(st.sampled_from([None, None, DAY]))
        made.append(entry(number, draw(owners), due=draw(hours), **more))
    return made


@given(entries(), st.sampled_from([FOUND, FEVER]), hours)
def test_parents_are_sums_of_their_children_at_every_level(
    owed: list[Entry], metric: Metric, as_of: int
) -> None:
    def seen(region: str) -> Cell:
        return counted(*owed, metric=metric, region=region, as_of=as_of)

    def own(region: str) -> Cell:
        mine = (each for each in owed if each.task.owner == region)
        return counted(*mine, metric=metric, region=region, as_of=as_of)

    county = add_up(
        [own("1.5"), add_up([own("1.5.33"), seen("1.5.33.8")], region="1.5.33"), seen("1.5.34")], region="1.5"
    )
    assert county == seen("1.5")
    assert add_up([own("1"), county, seen("1.6")], region="1") == seen("1")
    assert replace(seen("1"), region="") == seen("")


@given(entries(), hours)
def test_a_value_is_known_just_when_nobody_owes_it(owed: list[Entry], as_of: int) -> None:
    seen = counted(*owed, region="", as_of=as_of)
    assert (seen.value is None) == (seen.unknown > 0)
    assert seen.expected + seen.excused <= sum(each.belongs_to(DAY) for each in owed)

"""Days and instants as people write them."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_made import AT

from lianfang.core.days import ZONE, days_between
from lianfang.core.intake import Moment, read_moment
from lianfang.core.intake.cells import Cell

DAY = date(2022, 8, 3)
HALF_PAST_TWO = datetime(2022, 8, 3, 14, 30, tzinfo=ZONE)


def read(value: Cell) -> Moment | time | None:
    return read_moment(value, at=AT)


@pytest.mark.parametrize(
    "written",
    [
        "2022-08-03",
        "2022/8/3",
        "2022.8.3",
        "2022年8月3日",
        "2022 年 8 月 3 号",
        "２０２２－０８－０３",
        "'2022-08-03",
        "2022年8月3日(星期三)",
        "2022-08-03 下午",
        "2022-8-3前后",
        "20220803",
        20220803,
        20220803.0,
        "44776",
        44776,
        44776.0,
        date(2022, 8, 3),
        datetime(2022, 8, 3),  # noqa: DTZ001 - as a spreadsheet gives it
        "03.08.2022",
        "3.8.2022",
        "Aug 3, 2022",
        "3 August 2022",
        "3rd Aug 2022",
    ],
)
def test_a_day_without_clock_is_read_however_it_is_written(written: Cell) -> None:
    assert read(written) == Moment(DAY)


@pytest.mark.parametrize(
    "written",
    [
        "2022-08-03 14:30",
        "2022-08-03T14:30:00",
        "2022/8/3 14:30:00",
        "2022.8.3 14:30",
        "2022年8月3日14时30分",
        "2022年8月3日 14点30分",
        "2022年8月3日下午2点半",
        "2022-08-03 2:30 PM",
        "2022-08-03 2:30 p.m.",
        "2022-08-03 14:30左右",
        "北京时间2022-08-03 14:30",
        "2022-08-03 14:30 CST",
        "2022-08-03 14：30",
        "2022-08-03T14:30+08:00",
        "2022-08-03T06:30Z",
        "2022-08-03T06:30:00.000Z",
        "2022-08-03 06:30 UTC",
        "2022-08-03 15:30+09:00",
        "2022-08-03 14:30 UTC+8",
        "2022-08-02 18:30 -1200",
        202208031430,
        "20220803143000",
        44776 + 14.5 / 24,
        datetime(2022, 8, 3, 14, 29, 59, 700_000),  # noqa: DTZ001 - as a spreadsheet gives it
        datetime(2022, 8, 3, 15, 30, tzinfo=timezone(timedelta(hours=9))),
        "Aug 3 2022 2:30pm",
    ],
)
def test_an_instant_is_local_time_unless_it_names_its_offset(written: Cell) -> None:
    found = read(written)
    assert isinstance(found, Moment)
    assert (found.at, found.day) == (HALF_PAST_TWO, DAY)


def test_an_offset_can_bring_another_local_day() -> None:
    found = read("2022-08-03T20:00Z")
    assert isinstance(found, Moment)
    assert found.day == date(2022, 8, 4)


@pytest.mark.parametrize(
    ("said", "hour", "day"), [("24:00", 0, 4), ("晚上12点", 0, 4), ("中午12点", 12, 3), ("凌晨12点", 0, 3)]
)
def test_midnight_and_noon_are_told_apart(said: str, hour: int, day: int) -> None:
    found = read(f"2022-08-03 {said}")
    assert isinstance(found, Moment)
    assert found.at == datetime(2022, 8, day, hour, tzinfo=ZONE)
    assert found.day == date(2022, 8, day)


@pytest.mark.parametrize("said", ["中午1点", "下午1点", "13时", "13点整", "1 pm"])
def test_the_part_of_the_day_moves_the_hour(said: str) -> None:
    found = read(f"2022-08-03 {said}")
    assert isinstance(found, Moment)
    assert found.at == datetime(2022, 8, 3, 13, tzinfo=ZONE)


def test_a_clock_alone_is_a_clock() -> None:
    assert read("14:30") == time(14, 30)
    assert read("下午2点半") == time(14, 30)
    assert read(time(14, 30)) == time(14, 30)
    assert read("24:00") is None


@pytest.mark.parametrize(
    "written",
    [
        "8/3/2022",
        "3-8-2022",
        "2022-13-01",
        "2022年8月",
        "8.3-8.5",
        "8月3日至5日",
        "2022-08-03 25:00",
        "2022-08-03 14:61",
        "2022-08-03 14",
        "14:30:61",
        "刚才",
        "",
        "3 8月",
        "Aug 2022",
        "3 Aug 4",
        "2月30日",
        "0022-08-03",
        "202213011430",
        "202208032561",
        1.5,
        8.3,
        1.1010519491231002e17,
        True,
        None,
        float("nan"),
        float("inf"),
        date(1, 1, 1),
        datetime(9999, 12, 31, 23, 59, 59, 900000),  # noqa: DTZ001
        "9999-12-31",
        99,
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_not_read(written: Cell) -> None:
    assert read(written) is None


def test_figures_tell_which_is_the_month_when_one_cannot_be() -> None:
    assert read("13/8/2022") == Moment(date(2022, 8, 13))
    assert read("8/13/2022") == Moment(date(2022, 8, 13))
    assert read("8/8/2022") == Moment(date(2022, 8, 8))


@pytest.mark.parametrize("written", ["8月3日", "8.3", "8-3", "08/03", "Aug 3", "3 Aug"])
def test_a_missing_year_is_inferred_and_said(written: str) -> None:
    assert read(written) == Moment(DAY, year_inferred=True)


def test_in_january_a_day_of_december_is_of_last_year() -> None:
    new_year = datetime(2023, 1, 5, 9, tzinfo=ZONE)
    assert read_moment("12月28日 8时", at=new_year) == Moment(
        date(2022, 12, 28), datetime(2022, 12, 28, 8, tzinfo=ZONE), year_inferred=True
    )
    assert read_moment("1月2日", at=datetime(2022, 12, 31, tzinfo=ZONE)) == Moment(
        date(2023, 1, 2), year_inferred=True
    )


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.dates(date(2001, 1, 1), date(2098, 12, 31)))
def test_the_inferred_year_is_the_nearest(day: date, today: date) -> None:
    at = datetime(today.year, today.month, today.day, 12, tzinfo=ZONE)
    found = read_moment(f"{day.month}月{day.day}日", at=at)
    if (day.month, day.day) == (2, 29):
        return
    assert isinstance(found, Moment)
    assert abs(days_between(found.day, today)) <= 183


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(lambda one: one.replace(microsecond=0)))  # noqa: DTZ001
def test_every_way_of_writing_an_instant_reads_the_same(at: datetime) -> None:
    local = at.replace(tzinfo=ZONE)
    serial = (at - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001
    for written in (
        at.isoformat(),
        f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute}分{at.second}秒",
        f"{at:%Y%m%d%H%M%S}",
        f"{at:%Y.%m.%d %H:%M:%S}",
        f"{local.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    ):
        found = read(written)
        assert isinstance(found, Moment)
        assert found.start == local
    found = read(serial)
    assert isinstance(found, Moment)
    assert found.start == local


def test_serials_of_the_1904_system_count_from_1904() -> None:
    assert read_moment(44776 - 1462, at=AT, date1904=True) == Moment(DAY)
    assert read_moment(str(44776 - 1462), at=AT, date1904=True) == Moment(DAY)


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.none()))
def test_anything_else_is_passed_over_without_a_stumble(value: Cell) -> None:
    assert read(value) is None or isinstance(read(value), Moment | time)

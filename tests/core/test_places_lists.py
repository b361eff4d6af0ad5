"""Risk lists: reading them, their own counts, their differences, their history."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import days
from lianfang.core.places import (
    Counts,
    History,
    RiskArea,
    RiskSnapshot,
    diff,
    read_published,
    read_time,
    read_typed,
)
from lianfang.core.refusal import Refused

TRIPLE = {"province": "云州省", "city": "云泽市", "county": "青石县"}


def entry(*places: str, **names: str) -> dict[str, Any]:
    return {"type": "2", **TRIPLE, **names, "communitys": list(places)}


def published(time: str = "2022-08-01 7时", **lists: Any) -> RiskSnapshot:
    data = {"end_update_time": time, "highlist": [], "middlelist": [], **lists}
    return read_published({"data": data, "code": 0}, digest="d", source="名单.json")


def notes(snapshot: RiskSnapshot) -> dict[str, int]:
    return {note.code: note.times for note in snapshot.notes}


def test_a_published_list_is_its_time_its_areas_and_its_own_counts() -> None:
    low = [entry("青石县除高风险区外的其他区域")]
    got = published(hcount=2, mcount=0, lcount=1, highlist=[entry("一村", "二村3号楼")], lowlist=low)
    assert got.as_of == days.instant("2022-08-01T07:00+08:00")
    assert [area.level for area in got.areas] == ["high", "high", "low"]
    assert [area.complement for area in got.areas] == [False, False, True]
    assert got.areas[0].written == "云州省/云泽市/青石县/一村"
    assert got.counts() == Counts(2, 0, 1) == got.listed()
    assert got.notes == ()


def test_a_level_that_a_list_does_not_have_is_missing_not_zero() -> None:
    assert published(hcount=1, mcount=0, highlist=[entry("一村")]).counts() == Counts(1, 0, None)


def test_a_list_that_states_no_counts_is_counted() -> None:
    got = published(highlist=[entry("一村", "二村")], hcount="many")
    assert got.counts() == Counts(2, None, None)


def test_declared_counts_are_reported_and_a_disagreement_is_noted() -> None:
    got = published(hcount=3, mcount=0, highlist=[entry("一村", "二村")])
    assert got.counts().high == 3
    assert got.listed().high == 2
    assert notes(got) == {"risk.count_differs": 1}
    assert got.notes[0].where == ("高风险 3 ≠ 2",)


def test_empty_entries_are_dropped_and_counted() -> None:
    blank = {"type": "", "province": "", "city": "", "county": "", "communitys": []}
    got = published(hcount=1, mcount=0, highlist=[blank, entry("一村"), entry()])
    assert len(got.areas) == 1
    assert notes(got) == {"risk.empty_entry": 1, "risk.no_place": 1}


def test_blanks_repeats_and_two_levels_are_noted() -> None:
    got = published(
        hcount=4,
        mcount=1,
        highlist=[entry(" 一村", "二村", "二村"), entry("三村", county="青石县 ")],
        middlelist=[entry("一村")],
    )
    assert got.areas[0].place == "一村"
    assert notes(got) == {"risk.blanks": 2, "risk.repeated": 1, "risk.two_levels": 1}


def test_a_place_that_is_no_list_is_one_place() -> None:
    assert published(highlist=[{**TRIPLE, "communitys": "一村"}]).areas[0].place == "一村"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2022-08-01 7时", "2022-08-01T07:00"),
        ("2022-08-01 07时", "2022-08-01T07:00"),
        (" 2022-09-16 00时", "2022-09-16T00:00"),
        ("截至2022年8月1日0时", "2022-08-01T00:00"),
        ("2022-8-1 07:30", "2022-08-01T07:30"),
        ("2022年8月1日 19时5分", "2022-08-01T19:05"),
        ("2022-08-01 24时", "2022-08-02T00:00"),
        ("risk 2022080107-041c.json", "2022-08-01T07:00"),
    ],
)
def test_times_are_read_as_people_write_them(text: str, at: str) -> None:
    assert read_time(text) == days.instant(at + "+08:00")


@pytest.mark.parametrize("text", ["", "8月1日", "2022-13-01 7时", "2022-08-01 25时", "2022-08-01"])
def test_a_time_that_is_none_is_not_guessed(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(
    "document",
    [None, [], {}, {"data": 3}, {"data": {"highlist": {}}}, {"data": {"highlist": ["一村"]}}],
)
def test_what_is_no_risk_list_is_refused_by_name(document: object) -> None:
    if isinstance(document, dict) and isinstance(document.get("data"), dict):
        document["data"]["end_update_time"] = "2022-08-01 7时"
        document["data"]["highlist"] = document["data"]["highlist"] or {"not": "a list"}
    with pytest.raises(Refused) as refused:
        read_published(document, digest="d", source="名单.json")
    assert refused.value.code == "risk.not_a_list"
    assert "名单.json" in refused.value.words.zh


def test_a_list_without_a_time_is_refused() -> None:
    with pytest.raises(Refused, match="does not say of when"):
        published(time="")


HEADINGS = ["序号", "风险等级", "省", "市", "县/区", "风险地区"]


def typed(*rows: list[str], titles: list[str] | None = None, **options: Any) -> RiskSnapshot:
    lines = [titles or ["全国风险地区(2022年8月1日7时)"], HEADINGS, *rows]
    return read_typed(list(enumerate(lines, 1)), digest="d", **options)


def test_a_typed_list_is_read_by_its_headings() -> None:
    got = typed(
        ["1", "高风险区", "云州省", "云泽市", "青石县", "一村\n二村"],
        ["2", "低", "云州省", "云泽市", "青石县", "其余地区"],
        ["", "", "", ""],
    )
    assert got.as_of == days.instant("2022-08-01T07:00+08:00")
    assert [(area.level, area.place) for area in got.areas] == [
        ("high", "一村"),
        ("high", "二村"),
        ("low", "其余地区"),
    ]
    assert got.counts() == Counts(2, None, 1)
    assert got.notes == ()


def test_a_row_without_level_province_or_place_is_noted_by_its_number() -> None:
    got = typed(
        ["1", "很高", "云州省", "云泽市", "青石县", "一村"],
        ["2", "高风险", "", "云泽市", "青石县", "一村"],
        ["3", "高风险", "云州省", "云泽市", "青石县"],
        ["4", "high", "云州省", "云泽市", "青石县", "一村"],
    )
    assert len(got.areas) == 1
    assert [(note.code, note.where) for note in got.notes] == [("risk.bad_row", ("3", "4", "5"))]


def test_the_time_of_a_typed_list_is_given_or_stands_in_its_title_or_name() -> None:
    row = ["1", "高风险", "云州省", "云泽市", "青石县", "一村"]
    at = days.instant("2022-08-02T10:00+08:00")
    assert typed(row, as_of=at).as_of == at
    assert typed(row, titles=["名单"], source="名单 2022-08-02 10时.xlsx").as_of == at
    with pytest.raises(Refused, match="does not say of when"):
        typed(row, titles=["名单"], source="名单.xlsx")


def test_a_typed_list_without_a_city_column_is_read() -> None:
    rows = [["等级", "省份", "区县", "地点"], ["中风险", "江左市", "朝晖区", "一号院"]]
    [area] = read_typed(enumerate(rows, 1), digest="d", source="2022-08-01 7时.csv").areas
    assert area == RiskArea("middle", "江左市", "", "朝晖区", "一号院")


def test_a_table_without_the_headings_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read_typed(enumerate([["姓名", "电话"]] * 40, 1), digest="d", source="返乡.xlsx")
    assert refused.value.code == "risk.no_headings"
    assert "返乡.xlsx" in refused.value.words.en


def test_a_difference_names_what_came_went_and_moved() -> None:
    before = published(highlist=[entry("一村", "二村")], middlelist=[entry("三村")])
    after = published(highlist=[entry("一村", "三村", "三村")], middlelist=[entry("四村")])
    got = diff(before, after)
    assert [(area.level, area.place) for area in got.added] == [("high", "三村"), ("middle", "四村")]
    assert [(area.level, area.place) for area in got.removed] == [("high", "二村"), ("middle", "三村")]
    assert [(was.level, now.level, now.place) for was, now in got.moved()] == [("middle", "high", "三村")]


AREAS = st.builds(
    RiskArea.of,
    st.sampled_from(["high", "middle", "low"]),
    st.tuples(st.just("云州省"), st.sampled_from(["云泽市", ""]), st.sampled_from(["青石县", "新华区"])),
    st.sampled_from(["一村", "二村3号楼", "除高风险区外的其他区域", "全域", "东山街道"]),
)


def listed(areas: list[RiskArea]) -> RiskSnapshot:
    return RiskSnapshot(days.instant("2022-08-01T07:00+08:00"), "d", tuple(areas))


@given(st.lists(AREAS), st.lists(AREAS))
def test_the_difference_applied_to_one_list_is_the_other(one: list[RiskArea], other: list[RiskArea]) -> None:
    got = diff(listed(one), listed(other))
    assert got.apply(one) == frozenset(other)
    assert not set(got.added) & set(got.removed)
    assert diff(listed(one), listed(one)) == diff(listed([]), listed([]))


@given(st.lists(AREAS))
def test_what_is_listed_adds_up(areas: list[RiskArea]) -> None:
    assert sum(count or 0 for count in listed(areas).counts()) == len(areas)


def test_the_list_in_force_is_the_last_one_not_later_and_of_one_hour_the_last_received() -> None:
    seven, ten = days.instant("2022-08-01T07:00+08:00"), days.instant("2022-08-01T10:00+08:00")
    history = History(
        [RiskSnapshot(ten, "c", ()), RiskSnapshot(seven, "a", ()), RiskSnapshot(seven, "b", ())]
    )
    assert history.at(seven).snapshot.digest == "b"
    assert len(history.snapshots) == 3
    later = history.at(days.instant("2022-08-01T09:30+08:00"))
    assert (later.as_of, later.age_hours) == (seven, 2.5)
    assert history.at(days.instant("2023-01-01T00:00+08:00")).as_of == ten


def test_before_the_first_list_the_answer_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        History([]).at(days.instant("2022-08-01T07:00+08:00"))
    assert refused.value.code == "risk.no_list"

"""Filling the forms of others: what their rows and columns ask for, and what is left to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.situation.cells import Metric
from lianfang.core.situation.figure_words import Headings, Wanted, wanted_of
from lianfang.core.situation.metrics import METRICS, PEOPLE
from lianfang.core.situation.paper import Part
from lianfang.core.situation.refill import Reader, chosen, place_of, read_form
from lianfang.core.words import Words

HEADINGS = Headings(METRICS)
REGIONS = {"青石县": "1.5.33", "白沙县": "1.5.34"}
READER = Reader(REGIONS.get, HEADINGS.meaning, "1.5", frozenset({"全市"}))


def read(*rows, merges=()):
    numbered = [(n, list(cells)) for n, cells in enumerate(rows, 1) if any(cells)]
    return read_form("Sheet1", numbered, merges, READER)


def asked(layout):
    return {
        place_of(row, column): (path, "+".join(wanted.metrics))
        for row, column, path, wanted in layout.places()
    }


@pytest.mark.parametrize(
    ("heading", "metric"),
    [
        ("集中隔离人数", "held.central"),
        ("现有居家隔离人数(人)", "held.home_iso"),
        ("其中:红码人员", "codes.red"),
        ("在管人员", "held"),
        ("目前隔离人数", "held.central+held.home_iso"),
        ("集中隔离密接", "held.central.close_contact"),
        ("密切接触者(集中隔离)", "held.central.close_contact"),
        ("集中隔离(单位:人)", "held.central"),
        ("集中隔离(不含入境)", None),
        ("今日新增集中隔离", "entered.central"),
        ("当日解除", "released"),
        ("剩余房间数", "rooms.free"),
        ("People in isolation", None),
        ("Released today", "released"),
        ("累计隔离人数", None),
        ("确诊病例", None),
        ("备注", None),
        ("", None),
    ],
)
def test_a_heading_means_a_figure_only_where_the_whole_of_it_does(heading, metric):
    found = HEADINGS.meaning(heading)
    assert ("+".join(found.metrics) if found else None) == metric


def test_reports_are_asked_for_by_their_standing():
    assert HEADINGS.meaning("未报单位数") == Wanted(("reports",), Part.MISSING)
    assert HEADINGS.meaning("应报单位") == Wanted(("reports",), Part.EXPECTED)


def test_what_units_report_is_found_by_the_name_of_its_field_where_only_one_report_has_it():
    def reported(name, kind, zh, en):
        words = Words(f"{kind}:{zh}", f"{kind}: {en}")
        return Metric(f"reported.{name}", words, PEOPLE, reported=True)

    more = [
        reported("school.absent", "学校日报", "缺课", "absent"),
        reported("station.fever", "车站日报", "发热", "fever"),
        reported("community.fever", "社区日报", "发热", "fever"),
        reported("community.red", "社区日报", "红码", "red"),
    ]
    known = Headings({**METRICS, **{each.name: each for each in more}})
    assert known.meaning("缺课人数").metrics == ("reported.school.absent",)
    assert known.meaning("发热") is None
    assert known.meaning("红码").metrics == ("codes.red",)


def test_regions_stand_down_and_figures_across_in_two_rows_under_a_title():
    layout = read(
        ["全省疫情防控情况统计表", None, None, None, None],
        ["单位", "集中隔离", None, "当日解除", "备注"],
        [None, "密接", "次密接", None, None],
        ["合计", None, None, None, None],
        ["青石县", None, None, None, None],
        ["白沙县", None, None, None, None],
        ["黑水县", None, None, None, None],
        merges=[((0, 0), (0, 4)), ((1, 1), (1, 2)), ((1, 0), (2, 0)), ((1, 3), (2, 3))],
    )
    assert layout.title == "全省疫情防控情况统计表"
    assert asked(layout)["B5"] == ("1.5.33", "held.central.close_contact")
    assert asked(layout)["C6"] == ("1.5.34", "held.central.secondary_contact")
    assert asked(layout)["D4"] == ("1.5", "released")
    assert [slot.label for slot in layout.rows if not slot.known] == ["黑水县"]
    assert [slot.label for slot in layout.columns if not slot.known] == ["备注"]
    assert len(asked(layout)) == 9


def test_figures_stand_down_and_regions_across():
    layout = read(
        ["指标", "青石县", "白沙县", "全市"], ["集中隔离", None, None, None], ["红码", None, None, None]
    )
    assert not layout.regions_down
    assert asked(layout)["B2"] == ("1.5.33", "held.central")
    assert asked(layout)["D3"] == ("1.5", "codes.red")
    assert [slot.label for slot in layout.figures] == ["集中隔离", "红码"]
    assert [slot.path for slot in layout.regions] == ["1.5.33", "1.5.34", "1.5"]


def test_figures_stand_down_beside_the_numbers_of_ones_own_area():
    layout = read(
        ["序号", "项目", "数值"], [1, "集中隔离", None], [2, "居家隔离", None], [3, "发热门诊数", None]
    )
    assert asked(layout) == {"C2": ("1.5", "held.central"), "C3": ("1.5", "held.home_iso")}
    bare = read(["集中隔离", None], ["居家隔离", None])
    assert asked(bare) == {"B1": ("1.5", "held.central"), "B2": ("1.5", "held.home_iso")}


def test_a_heading_under_a_figure_of_another_kind_is_not_guessed():
    layout = read(["单位", "红码", None], [None, "集中隔离", "其他"], ["青石县"], merges=[((0, 1), (0, 2))])
    assert [slot.known for slot in layout.columns] == [False, False]
    above = read(
        ["单位", "第一部分", None], [None, "集中隔离", "居家隔离"], ["青石县"], merges=[((0, 1), (0, 2))]
    )
    assert asked(above)["C3"] == ("1.5.33", "held.home_iso")


def test_a_sheet_that_speaks_of_neither_is_no_form():
    assert read(["甲", "乙"], ["一", "二"]) is None
    assert read() is None


def test_what_a_person_said_of_a_heading_holds_and_may_leave_it_out():
    layout = read(["单位", "隔离点人员", "红码"], ["青石县", 3, None])
    assert layout.texts == {(2, 1): "3"}
    known = {"隔离点人员": "held.central|value", "红码": ""}
    said = chosen(layout, known, lambda code: wanted_of(code, METRICS))
    assert asked(said) == {"B2": ("1.5.33", "held.central")}
    assert said.signature == layout.signature
    down = read(["项目", "数值"], ["集中隔离", None], ["隔离点人员", None])
    again = chosen(down, known, lambda code: wanted_of(code, METRICS))
    assert asked(again)["B3"] == ("1.5", "held.central")


def test_the_same_form_filled_on_another_day_is_the_same_form():
    blank = read(["单位", "红码"], ["青石县", None])
    filled = read(["单位", "红码"], ["青石县", 7])
    other = read(["单位", "黄码"], ["青石县", None])
    assert blank.signature == filled.signature != other.signature


def test_a_code_says_what_a_cell_asks_for_and_nothing_else():
    assert wanted_of("held.central+held.home_iso|value", METRICS) == Wanted(("held.central", "held.home_iso"))
    assert wanted_of("reports|missing", METRICS) == Wanted(("reports",), Part.MISSING)
    assert [wanted_of(code, METRICS) for code in ("", "held", "held|most", "x|value")] == [None] * 4
    assert Wanted(("held.central", "held.home_iso")).code == "held.central+held.home_iso|value"
    assert Headings({}).meaning("集中隔离") is None
    assert Wanted(("held.central", "held.home_iso")).words(METRICS).zh == "集中隔离医学观察+居家隔离医学观察"
    assert Wanted(("reports",), Part.MISSING).words(METRICS).en == "reports owed: missing"


@given(st.sampled_from(sorted(METRICS)))
def test_every_figure_is_found_by_its_own_name_or_left_to_a_person(name):
    found = HEADINGS.meaning(METRICS[name].words.zh)
    assert found is None or name in found.metrics or len(found.metrics) >= 1


@given(
    st.lists(st.lists(st.sampled_from(["青石县", "红码", "合计", "备注", None, 3]), max_size=5), max_size=6)
)
def test_whatever_the_form_every_cell_asked_for_has_one_region_and_one_figure(rows):
    layout = read(*rows)
    if layout is not None:
        places = [(row, column) for row, column, _, _ in layout.places()]
        assert len(places) == len(set(places))
        assert all(path in {"1.5", *REGIONS.values()} for _, _, path, _ in layout.places())

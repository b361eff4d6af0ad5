"""Was a place at risk: the most specific line answers, never by likeness."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import days
from lianfang.core.places import (
    LEVELS,
    Counts,
    Difference,
    Found,
    RiskArea,
    RiskIndex,
    RiskSnapshot,
    Stay,
    Tree,
    lookup,
    touches,
)
from lianfang.core.places.phrases import rest as unread_of
from lianfang.core.places.placed import ask

TREE = Tree.of(
    [
        (1, None, "province", "91", "云州省"),
        (2, 1, "city", "9101", "云泽市"),
        (3, 2, "county", "910101", "青石县"),
        (4, 3, "township", "910101001", "河口镇"),
        (5, 3, "township", "910101002", "东山街道"),
        (6, 2, "county", "910102", "新华区"),
        (7, 1, "city", "9103", "长亭市"),
        (8, 7, "county", "910300", "长亭市"),
        (9, 8, "township", "910300001", "南城街道"),
        (20, None, "province", "92", "江左市"),
        (21, 20, "city", "9201", "市辖区"),
        (22, 21, "county", "920101", "朝晖区"),
        (23, 22, "township", "920101001", "望亭地区"),
    ]
)
QINGSHI = ("云州省", "云泽市", "青石县")
HERE = "云州省/云泽市/青石县/"


def area(level: str, place: str, names: tuple[str, str, str] = QINGSHI) -> RiskArea:
    return RiskArea.of(level, names, place)  # type: ignore[arg-type]


def asked(place: str, *areas: RiskArea) -> Found:
    written = place if re.search("[/／]", place) else HERE + place
    index = RiskIndex(areas, TREE)
    found = index.find(written)
    once = lookup(RiskSnapshot(days.instant("2022-08-01T07:00+08:00"), "d", areas), TREE, written)
    assert once == found, "asking a list once and asking its index are the same"
    return found


def answer(place: str, *areas: RiskArea) -> tuple[str | None, str | None]:
    found = asked(place, *areas)
    return found.level, found.how


def test_a_place_that_is_named_has_the_level_it_is_named_at() -> None:
    found = asked("河口镇一村", area("high", "河口镇 一村"), area("middle", "二村"))
    assert (found.level, found.how, found.matched) == ("high", "exact", HERE + "河口镇 一村")
    assert found.asked.level == "county"


def test_upper_names_may_be_short_repeated_or_shifted() -> None:
    line = area("high", "云泽市青石县河口镇一村")
    for place in (
        "云州/云泽/青石/河口镇一村",
        HERE + "青石县河口镇一村",
        "云州省／云泽市／青石县／河口镇／一村",
    ):
        assert answer(place, line) == ("high", "exact")
    shifted = area("high", "一号院", ("江左市", "朝晖区", "望亭（地区）乡"))
    for place in (
        "江左市/江左市/朝晖区/望亭地区一号院",
        "江左市/朝晖区/望亭地区一号院",
        "江左/朝晖区/望亭地区/一号院",
    ):
        assert answer(place, shifted) == ("high", "exact")


def test_a_stroke_within_a_place_is_part_of_its_name() -> None:
    assert answer(HERE + "东至河口/东山界河", area("high", "东至河口/东山界河")) == ("high", "exact")
    assert answer(HERE + "河口镇/一村/二村", area("high", "河口镇一村/二村")) == ("high", "exact")


def test_a_place_that_is_not_listed_has_no_level() -> None:
    found = asked("三村", area("high", "一村"))
    assert (found.level, found.matched, found.how) == (None, None, None)
    assert answer("某省/某市/某县/一村", area("high", "一村")) == (None, None)
    assert answer("//", area("high", "一村")) == (None, None)


def test_of_two_levels_the_higher_answers() -> None:
    assert answer("一村", area("low", "一村"), area("high", "一村"), area("middle", "一村")) == (
        "high",
        "exact",
    )


def test_what_holds_the_place_answers_for_it() -> None:
    assert answer("一村3组", area("middle", "一村")) == ("middle", "within")
    assert answer("幸福小区北门", area("middle", "幸福小区")) == ("middle", "within")
    assert answer("河口镇一村", area("high", "河口镇全域")) == ("high", "whole")
    assert answer("河口镇", area("high", "河口镇全域")) == ("high", "exact")
    assert answer("河口镇一村", area("high", "青石县全域")) == ("high", "whole")


@pytest.mark.parametrize("place", ["一村北路12号", "一村新居", "二一村", "幸福里12号", "九村一组"])
def test_a_name_that_only_begins_or_ends_alike_is_another_place(place: str) -> None:
    lines = (area("high", "一村"), area("high", "幸福里1"), area("high", "九村一"))
    assert answer(place, *lines) == (None, None)


def test_the_most_specific_line_answers() -> None:
    lines = (area("high", "河口镇全域"), area("middle", "河口镇一村"), area("low", "青石县其余地区"))
    assert answer("河口镇一村", *lines) == ("middle", "exact")
    assert answer("河口镇一村3组", *lines) == ("middle", "within")
    assert answer("河口镇二村", *lines) == ("high", "whole")
    assert answer("东山街道一号院", *lines) == ("low", "complement")


def test_the_rest_of_a_county_is_all_of_it_that_is_not_named_higher() -> None:
    lines = (area("high", "一村"), area("low", "青石县除高风险区以外的其他区域"))
    assert answer("一村", *lines) == ("high", "exact")
    assert answer("二村", *lines) == ("low", "complement")
    assert answer("云州省/云泽市/新华区/二村", *lines) == (None, None)
    assert answer("青石县除高风险区以外的其他区域", *lines) == ("low", "exact")


def test_a_county_asked_as_a_whole_says_what_is_inside_it() -> None:
    found = asked(
        "云州省/云泽市/青石县", area("high", "一村"), area("high", "河口镇二村"), area("low", "其余地区")
    )
    assert (found.level, found.how, found.inside) == ("low", "complement", Counts(2, 0, 0))
    part = asked("幸福小区", area("high", "幸福小区3号楼"), area("low", "其余地区"))
    assert (part.level, part.inside) == ("low", Counts(1, 0, 0))


def test_named_exceptions_are_not_covered() -> None:
    line = area("middle", "河口镇（除杨店村、一村2组、幸福小区1、2号楼外）")
    assert answer("河口镇大杨村", line) == ("middle", "complement")
    for place in ("河口镇杨店村", "河口镇杨店村3组", "河口镇一村2组", "河口镇幸福小区1号楼"):
        assert answer(place, line) == (None, None), place
    assert answer("河口镇一村20组", area("middle", "河口镇除一村2外的区域")) == ("middle", "complement")
    whole = area("low", "青石县除河口镇外的其他地区")
    assert answer("河口镇一村", whole) == (None, None)
    assert answer("东山街道一村", whole) == ("low", "complement")
    named = area("low", "河口镇除青石县、一村外的其他地区")
    assert answer("河口镇二村", named) == ("low", "complement"), "what holds the base is no exception to it"
    house = area("high", "幸福小区及周边（除幸福小区）")
    assert answer("幸福小区及周边（除幸福小区）", house) == ("high", "exact")


def test_a_township_that_only_one_side_says_is_told() -> None:
    assert answer("一村", area("high", "河口镇一村")) == ("high", "township_unsaid")
    assert answer("河口镇一村", area("high", "一村")) == ("high", "township_unsaid")
    assert answer("河口镇一村3组", area("high", "一村")) == ("high", "within")
    assert answer("河口镇一村", area("high", "东山街道一村")) == (None, None)


def test_a_street_office_is_the_township_when_it_is_the_whole_line() -> None:
    assert answer("东山街道一号院", area("middle", "东山街（高风险区除外）")) == ("middle", "complement")
    assert answer("东山街一号院", area("middle", "东山街（高风险区除外）")) == ("middle", "complement")
    assert answer("新村街一号院", area("middle", "新村街")) == ("middle", "within"), "a street and its number"
    assert answer("新村街口市场", area("middle", "新村街")) == (None, None)


def test_each_of_several_townships_is_covered() -> None:
    line = area("low", "河口镇、东山街道除高风险区以外的其他区域")
    for place in ("河口镇一村", "东山街道一村"):
        assert answer(place, line) == ("low", "complement")
    assert asked("云州省/云泽市/青石县", line).inside == Counts(0, 0, 1)


@pytest.mark.parametrize(
    ("line", "held", "others"),
    [
        (
            "河口镇南庭26栋、27栋(含底层商铺)",
            ["河口镇南庭26栋", "河口镇南庭27栋2单元"],
            ["河口镇南庭2栋", "河口镇27栋"],
        ),
        ("幸福小区1、2、13号楼", ["幸福小区1号楼", "幸福小区2号楼"], ["幸福小区3号楼", "幸福小区113号楼"]),
        (
            "阳光里3号楼1单元、18号楼",
            ["阳光里3号楼1单元", "阳光里18号楼2单元"],
            ["阳光里3号楼2单元", "阳光里3号楼18号楼"],
        ),
        ("卫生路33-17号、33-18号;石桥弄5号", ["卫生路33-18号", "石桥弄5号"], ["卫生路33号", "卫生路18号"]),
        ("河口镇振华里3号楼、惠民汽修", ["河口镇振华里3号楼"], ["河口镇振华里2号楼"]),
    ],
)
def test_each_of_several_numbered_places_is_named_and_no_other(
    line: str, held: list[str], others: list[str]
) -> None:
    rest = area("low", "青石县除高风险区以外的其他区域")
    for place in held:
        assert answer(place, area("high", line), rest)[0] == "high", place
    for place in others:
        assert answer(place, area("high", line), rest) == ("low", "complement"), place


REST = area("low", "青石县除高风险区以外的其他区域")


@pytest.mark.parametrize(
    ("line", "held", "others"),
    [
        ("幸福小区71-75栋", ["幸福小区71栋", "幸福小区73栋2单元", "幸福小区75栋"], ["幸福小区76栋"]),
        ("幸福小区1至5号楼", ["幸福小区1号楼", "幸福小区5号楼"], ["幸福小区6号楼"]),
        ("幸福小区8号楼1—3单元", ["幸福小区8号楼2单元"], ["幸福小区8号楼4单元"]),
        ("幸福小区1、3-5栋及底商(河口路40号)", ["幸福小区1栋", "幸福小区4栋"], ["幸福小区2栋"]),
        ("一村1-2号楼4单元", ["一村2号楼4单元"], ["一村2号楼5单元"]),
        ("商城116号至118号、121号至122号", ["商城117号", "商城121号"], ["商城119号", "商城120号"]),
        ("一村第10-13栋、第18-22栋", ["一村第12栋", "一村第20栋"], ["一村第15栋"]),
        ("名城8号楼和10号楼", ["名城8号楼", "名城10号楼"], ["名城9号楼"]),
    ],
)
def test_a_range_of_numbered_buildings_is_each_of_them(line: str, held: list[str], others: list[str]) -> None:
    for place in held:
        assert answer(place, area("high", line), REST)[0] == "high", place
    for place in others:
        assert answer(place, area("high", line), REST) == ("low", "complement"), place


@pytest.mark.parametrize(
    ("line", "unknown", "low"),
    [
        (
            "东山街道远大林语城南庭26栋、27栋以外的其他楼栋(含底层商铺)和远大林语城(含底层商铺)",
            ["东山街道远大林语城南庭28栋", "东山街道远大林语城3栋", "河口镇远大林语城3栋"],
            ["东山街道远大新城28栋", "河口镇远大城3栋"],
        ),
        (
            "上林苑小区除14号楼以外其他楼栋以及德茂小区29号楼",
            ["上林苑小区3号楼", "德茂小区29号楼"],
            ["上林路3号楼"],
        ),
        ("河口路5-18号", ["河口路5号", "河口路11号"], ["河口路4号", "河口路19号"]),
        ("河口路29号-39号(单号)", ["河口路30号", "河口路31号"], ["河口路40号"]),
        ("东风路、解放路", ["东风路12号", "解放路3号"], ["长征路3号"]),
        ("花苑明泰A栋、B栋", ["花苑明泰B栋", "花苑明泰A栋"], ["花园明泰B栋"]),
        ("红星村一组、四组", ["红星村四组"], ["红旗村四组"]),
        ("一村413号及周围7户", ["一村411号"], ["二村411号"]),
        ("河口镇镇区及河口镇其他村队", ["河口镇一村"], ["东山街道一号院"]),
        ("甲小区、乙小区(除高风险区外)", ["甲小区1号楼", "乙小区2号楼"], ["丙小区1号楼"]),
        ("文博小区7号楼(除4单元2、翰墨居1号楼(除1单元)", ["文博小区6号楼"], ["文博园6号楼"]),
    ],
)
def test_what_is_not_understood_of_an_estate_leaves_it_unknown_and_never_low(
    line: str, unknown: list[str], low: list[str]
) -> None:
    said = area("middle", line)
    for place in unknown:
        found = asked(place, said, REST)
        assert (found.level, found.how, found.unclear) == (None, None, said), place
        assert answer(place, said, REST, area("high", "青石县全域"))[0] == "high", place
        assert asked(place, said).unclear == said
    for place in low:
        assert answer(place, said, REST) == ("low", "complement"), place


def test_a_phrase_not_understood_reaches_no_other_number_and_no_whole_county() -> None:
    assert answer("河口路12号", area("middle", "河口路1、解放路"), REST) == ("low", "complement")
    assert answer("二村", area("middle", "青石县、一村"), REST) == ("low", "complement")


def test_an_exception_that_is_no_name_leaves_its_base_unknown() -> None:
    assert unread_of(("幸福小区",), ("外的区域(除2栋",)) == ("幸福小区",)
    assert unread_of(("幸福小区",), ("2栋",)) == ()


def test_a_line_that_names_the_place_answers_beside_one_that_is_not_understood() -> None:
    said = area("middle", "远大林语城南庭26栋、27栋以外的其他楼栋")
    assert answer("远大林语城南庭26栋", area("high", "远大林语城南庭26栋"), said) == ("high", "exact")
    assert answer("远大林语城南庭26栋2单元", area("low", "远大林语城南庭26栋"), said) == ("low", "within")


def test_an_exception_behind_the_rest_is_an_exception() -> None:
    line = area("middle", "河口镇除高风险区外的其他区域（除一村、二村外）")
    assert answer("河口镇三村", line) == ("middle", "complement")
    for place in ("河口镇一村", "河口镇二村3组"):
        assert answer(place, line) == (None, None), place


@pytest.mark.parametrize("line", ["东风路、解放路", "1栋、2栋", "、、", "幸福小区1、2"])
def test_what_names_no_numbered_places_stays_one_text(line: str) -> None:
    assert answer(line, area("high", line)) == ("high", "exact")
    assert answer("东风路12号", area("high", line)) == (None, None)


def test_a_zone_the_tree_does_not_have_is_a_place_of_its_own() -> None:
    names = ("云州省", "云泽市", "经开区")
    lines = (area("high", "一号院", names), area("low", "经开区除高风险区以外的其他区域", names))
    assert answer("云州省/云泽市/经开区/一号院", *lines) == ("high", "exact")
    assert answer("云州省/云泽市/经开区/云泽市经开区二号院", *lines) == ("low", "complement")
    assert answer("云州省/云泽市/新华区/一号院", *lines) == (None, None)
    assert answer("云州省/云泽市/青石县/经开区一号院", *lines) == (None, None)


def test_a_city_that_is_its_own_county_is_asked_either_way() -> None:
    line = area("high", "南城街道一号院", ("云州省", "长亭市", "市辖区"))
    for place in (
        "云州省/长亭市/长亭市/南城街道一号院",
        "云州省/长亭市/南城街道/一号院",
        "云州省/长亭市/南城街道一号院",
    ):
        assert answer(place, line) == ("high", "exact")


def test_a_province_the_tree_does_not_have_is_asked_by_its_text() -> None:
    line = area("high", "一团", ("某兵团", "某兵团", "某兵团"))
    assert answer("某兵团/某兵团/某兵团/一团", line) == ("high", "exact")
    assert answer("某兵团/某兵团/某兵团/二团", line) == (None, None)


PLACES = ["一村", "一村3组", "河口镇一村", "河口镇", "东山街道一号院", "二村", "东山街", "除一村外的其他区域"]
TEXTS = [
    *PLACES,
    "河口镇全域",
    "其余地区",
    "河口镇除高风险区外的其他区域",
    "河口镇、东山街道",
    "青石县(除一村3组外)",
    "一村3栋、4栋以外的其他楼栋和二村",
    "河口镇一村、二村",
]
LINES = st.builds(
    area,
    st.sampled_from(LEVELS),
    st.sampled_from(TEXTS),
    st.sampled_from([QINGSHI, ("云州省", "云泽市", "新华区"), ("云州省", "云泽市", "经开区")]),
)
ASKED = st.sampled_from([HERE + place for place in PLACES] + ["云州省/云泽市/经开区/一村", "云州省/云泽市"])


@given(st.lists(LINES, max_size=8), ASKED)
def test_the_answer_is_never_lower_than_a_line_that_names_the_place(
    lines: list[RiskArea], place: str
) -> None:
    found = asked(place, *lines)
    named = [LEVELS.index(line.level) for line in lines if line.written == place]
    if named:
        assert found.level is not None
        assert LEVELS.index(found.level) <= min(named)
    assert (found.level is None) == (found.area is None) == (found.how is None)


@given(st.lists(LINES, max_size=6), st.lists(LINES, max_size=6), ASKED)
def test_a_stay_that_a_difference_does_not_touch_keeps_its_answer(
    one: list[RiskArea], other: list[RiskArea], place: str
) -> None:
    added = tuple(line for line in dict.fromkeys(other) if line not in one)
    removed = tuple(line for line in dict.fromkeys(one) if line not in other)
    if not touches(Difference(added, removed), [Stay("甲", place)], TREE):
        assert RiskIndex(one, TREE).find(place) == RiskIndex(other, TREE).find(place)


@given(st.lists(LINES, max_size=8), ASKED)
def test_a_place_that_no_line_singles_out_is_answered_as_all_else_in_its_region(
    lines: list[RiskArea], written: str
) -> None:
    index = RiskIndex(lines, TREE)
    names, at = ask(TREE, written)
    if at.text and not index.singles_out(at):
        elsewhere = index.answer(names, replace(at, text="没有人写过的地方"))
        assert index.answer(names, at) == elsewhere


def test_places_that_lines_name_hold_or_except_are_singled_out() -> None:
    index = RiskIndex([area("high", "一村"), area("low", "除二村外的其他区域"), area("high", "河口镇")], TREE)

    def singled_out(place: str) -> bool:
        return index.singles_out(ask(TREE, HERE + place)[1])

    for place in ("一村", "一村3组", "一", "二村", "二村1组"):
        assert singled_out(place), place
    for place in ("三村", "河口镇三村"):
        assert not singled_out(place), place


def test_stays_in_the_window_that_a_difference_bears_on_are_touched() -> None:
    gone = Difference((), (area("high", "一村"),))
    stays = [
        Stay("here", HERE + "一村", date(2022, 8, 1)),
        Stay("part", HERE + "一村3组", None),
        Stay("coarse", "云州省/云泽市/青石县", date(2022, 7, 25)),
        Stay("elsewhere", HERE + "二村", date(2022, 8, 1)),
        Stay("again", HERE + "一村", date(2022, 7, 1)),
    ]
    keys = [stay.key for stay in touches(gone, stays, TREE, since=date(2022, 7, 20))]
    assert keys == ["here", "part", "coarse"]
    assert len(touches(gone, stays, TREE)) == 4

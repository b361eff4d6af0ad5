"""Finding written names in the tree: exactly, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.places import Tree, resolve

ROWS = [
    (1, None, "province", "91", "云州省"),
    (2, 1, "city", "9101", "云泽市"),
    (3, 2, "county", "910101", "青石县"),
    (4, 3, "township", "910101001", "河口镇"),
    (5, 3, "township", "910101002", "东山街道"),
    (6, 3, "township", "910101003", "渔浦地区"),
    (7, 2, "county", "910102", "新华区"),
    (8, 2, "county", "910171", "云泽高新技术产业开发区"),
    (9, 1, "city", "9102", "北屏市"),
    (10, 9, "county", "910201", "新华区"),
    (11, 9, "county", "910202", "白水市"),
    (12, 1, "city", "9190", "省直辖县级行政区划"),
    (13, 12, "county", "919001", "石桥市"),
    (14, 1, "city", "9103", "长亭市"),
    (15, 14, "county", "910300", "长亭市"),
    (16, 15, "township", "910300001", "南城街道"),
    (20, None, "province", "92", "江左市"),
    (21, 20, "city", "9201", "市辖区"),
    (22, 21, "county", "920101", "朝晖区"),
    (23, 22, "township", "920101001", "望亭地区"),
    (24, 22, "township", "920101002", "红旗农场"),
    (25, 20, "city", "9202", "县"),
    (26, 25, "county", "920221", "沙洲县"),
    (30, 5, "community", "910101002001", "东山社区居民委员会"),
]
TREE = Tree.of(ROWS)


def found(*parts: str) -> tuple[str | None, tuple[str, ...], str, str]:
    match = resolve(TREE, parts)
    name = TREE.regions[match.key].name if match.key is not None else None
    return name, match.rest, match.text, match.how


def test_full_names_are_found_exactly() -> None:
    assert found("云州省", "云泽市", "青石县", "河口镇一村") == ("河口镇", (), "一村", "exact")
    assert resolve(TREE, ("云州省", "云泽市", "青石县")).complete


def test_short_and_full_width_names_are_found() -> None:
    assert found("云州", "云泽", "青石") == ("青石县", (), "", "short")
    assert found("　云州省", "云泽市 ", "青石县（虚拟）") == ("青石县", (), "", "exact")


def test_a_municipality_needs_no_city_and_may_repeat_itself() -> None:
    for names in [
        ("江左市", "江左市", "朝晖区"),
        ("江左", "江左", "朝晖区"),
        ("江左市", "市辖区", "朝晖区"),
        ("江左市", "", "朝晖区"),
    ]:
        assert found(*names)[0] == "朝晖区"
    assert found("江左市", "县", "沙洲县")[0] == "沙洲县"
    assert found("江左市", "江左市")[0] == "江左市"


def test_the_county_may_stand_in_the_citys_column_and_the_township_in_the_countys() -> None:
    assert found("江左市", "朝晖区", "望亭（地区）乡") == ("望亭地区", (), "", "short")
    assert found("江左市", "朝晖区", "望亭（地区）乡", "望亭乡一村")[:3] == ("望亭地区", (), "一村")


def test_a_county_directly_under_the_province_is_found_below_its_filler() -> None:
    assert found("云州省", "省直辖县级行政单位", "石桥市") == ("石桥市", (), "", "exact")
    assert found("云州省", "石桥市", "石桥市")[0] == "石桥市"


def test_a_city_that_is_left_out_is_skipped_only_for_the_only_full_name_of_its_province() -> None:
    assert found("云州省", "白水市", "白水市") == ("白水市", (), "", "skipped")
    assert found("云州省", "白水", "") == ("云州省", ("白水",), "", "exact")
    assert found("云州省", "新华区", "") == ("云州省", ("新华区",), "", "exact")
    assert found("云泽市", "青石县") == ("青石县", (), "", "skipped")


def test_a_city_that_is_its_own_county_is_one_place() -> None:
    for names in [("云州省", "长亭市", "长亭市"), ("云州省", "长亭市", "市辖区"), ("云州省", "长亭市", "")]:
        assert resolve(TREE, names).key == 15
    assert resolve(TREE, ("云州省", "长亭市", "南城街道")).key == 16


def test_a_zone_is_found_under_its_official_abbreviation_only() -> None:
    assert found("云州省", "云泽市", "高新区") == ("云泽高新技术产业开发区", (), "", "short")
    assert found("云州省", "云泽市", "开发区") == ("云泽市", ("开发区",), "", "exact")


def test_a_name_that_is_not_in_the_tree_ends_the_search_and_stays_with_what_follows() -> None:
    match = resolve(TREE, ("云州省", "云泽市", "经开区", "云泽市经开区东山街道一号院"))
    assert (match.level, match.rest, match.text, match.complete) == (
        "city",
        ("经开区",),
        "东山街道一号院",
        False,
    )
    assert found("云州省", "某示范区", "青石县") == ("云州省", ("某示范区", "青石县"), "", "exact")
    assert found("某省", "某市", "某市") == (None, ("某省", "某市"), "", "none")
    assert found("", "", "") == (None, (), "", "none")


def test_an_address_repeats_upper_names_and_begins_with_lower_ones() -> None:
    for text in ("云州省云泽市青石县东山街道办事处一号院", "青石县东山街道一号院", "东山街道办一号院"):
        assert found("云州省", "云泽市", "青石县", text)[:3] == ("东山街道", (), "一号院")
    assert found("云州省", "云泽市", "", "青石县河口镇一村")[:3] == ("河口镇", (), "一村")
    assert found("江左市", "", "", "沙洲县一村")[:3] == ("沙洲县", (), "一村")
    assert found("江左市", "朝晖区", "", "红旗农场三队")[:3] == ("红旗农场", (), "三队")


@pytest.mark.parametrize("text", ["东山街12号", "东山", "河口", "河口路3号", "镇中心", "东山社区3号楼"])
def test_an_address_is_not_guessed_from_a_stem_or_a_street(text: str) -> None:
    assert found("云州省", "云泽市", "青石县", text)[:3] == ("青石县", (), text)


def test_a_name_that_only_seems_to_be_repeated_stays() -> None:
    assert found("云州省", "云泽市", "新华区", "新华区街道二号院")[2] == "新华区街道二号院"


def test_two_divisions_with_one_short_form_have_none() -> None:
    tree = Tree.of([*ROWS, (40, 3, "township", "910101004", "河口乡")])
    assert resolve(tree, ("云州省", "云泽市", "青石县", "河口")).key == 3
    assert tree.child(3, "河口") is None
    assert tree.child(3, "河口镇") is not None


def test_a_tree_may_have_the_country_on_top() -> None:
    rows = [(key, parent or 99, level, code, name) for key, parent, level, code, name in ROWS]
    tree = Tree.of([(99, None, "country", "", "国家"), *rows])
    assert resolve(tree, ("云州省", "云泽市", "青石县")).key == 3
    assert [region.key for region in tree.line(3)] == [99, 1, 2, 3]


def test_a_written_name_means_the_division_that_somebody_said_it_means() -> None:
    tree = Tree.of(ROWS, [(("云州省", "云泽市", "高 铁新城"), 3), (("云州省", "云泽市", "旧县"), 77)])
    match = resolve(tree, ("云州省", "云泽市", "高铁新城", "河口镇一村"))
    assert (match.key, match.rest, match.text, match.how) == (4, (), "一村", "mended")
    assert resolve(tree, ("云州省", "云泽市", "青石县", "高铁新城一村")).how == "exact"
    assert not resolve(tree, ("云州省", "云泽市", "旧县")).complete, "that division is gone"
    assert not resolve(tree, ("云州省", "北屏市", "高铁新城")).complete, "the name of another city"


@given(st.lists(st.sampled_from([row[4] for row in ROWS] + ["", "某地", "东山", "一村"]), max_size=5))
def test_whatever_is_written_the_division_found_is_one_that_was_named(parts: list[str]) -> None:
    match = resolve(TREE, parts)
    if match.key is not None:
        written = "".join(parts)
        assert any(region.name[:2] in written for region in TREE.line(match.key))
    for name in match.rest:
        assert any(name in part for part in parts)

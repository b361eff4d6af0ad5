"""Names as they are written, and what a line of a risk list covers."""

import pytest

from lianfang.core.places import Extent, clean, extent, fold, is_complement
from lianfang.core.places.names import is_filler, short_forms, typed_forms, written_forms


def test_folding_takes_away_width_blanks_and_dashes_and_nothing_else() -> None:
    assert fold(" 青石县(虚拟) ") == "青石县"
    assert fold("河口镇Ａ区（东）1—3 号楼\u200b") == "河口镇a区(东)1-3号楼"
    assert clean("\u3000 河口镇  一村 ") == "河口镇 一村"


@pytest.mark.parametrize(
    "name", ["", "-", "/", "市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政单位", "无"]
)
def test_a_name_that_only_fills_its_column_is_no_name(name: str) -> None:
    assert is_filler(name)


def test_a_real_name_is_no_filler() -> None:
    assert not is_filler("青石县")
    assert not is_filler("城区")


@pytest.mark.parametrize(
    ("name", "level", "forms"),
    [
        ("北京市", "province", {"北京"}),
        ("内蒙古自治区", "province", {"内蒙古"}),
        ("新疆维吾尔自治区", "province", {"新疆"}),
        ("广西壮族自治区", "province", {"广西"}),
        ("湖北省", "province", {"湖北"}),
        ("德宏傣族景颇族自治州", "city", {"德宏州", "德宏"}),
        ("喀什地区", "city", {"喀什"}),
        ("兴安盟", "city", {"兴安"}),
        ("民和回族土族自治县", "county", {"民和县", "民和"}),
        ("莫力达瓦达斡尔族自治旗", "county", {"莫力达瓦旗", "莫力达瓦"}),
        ("浦东新区", "county", {"浦东"}),
        ("于家务回族乡", "township", {"于家务乡", "于家务"}),
        ("河口街道", "township", {"河口街道办事处", "河口街道办", "河口街", "河口"}),
        ("河口村民委员会", "community", {"河口村委会", "河口村", "河口"}),
        ("河口社区居民委员会", "community", {"河口社区居委会", "河口社区", "河口居委会", "河口"}),
        ("城区", "county", set()),
        ("雄县", "county", set()),
        ("一号网格", "grid", set()),
        ("红旗农场", "township", set()),
    ],
)
def test_official_short_forms(name: str, level: str, forms: set[str]) -> None:
    assert set(short_forms(name, level)) == forms


def test_a_zone_is_also_written_without_the_names_above_it_and_abbreviated() -> None:
    forms = short_forms("某省云泽高新技术产业开发区", "county", above=("某省", "某", "云泽市", "云泽"))
    assert {"云泽高新技术产业开发区", "高新技术产业开发区", "高新区", "云泽高新区"} <= set(forms)
    assert "经开区" in short_forms("云泽经济技术开发区", "county", above=("云泽市", "云泽"))
    assert set(short_forms("云泽新区", "county", above=("云泽市", "云泽"))) == {"云泽"}, (
        "新区 alone names nothing"
    )


def test_a_short_form_says_its_kind_or_it_does_not() -> None:
    assert typed_forms("德宏傣族景颇族自治州", "city") == ("德宏傣族景颇族自治州", "德宏州")
    assert typed_forms("青石县", "county") == ("青石县",)


def test_a_parallel_name_in_brackets_is_another_written_form() -> None:
    assert written_forms("河口(地区)乡") == ("河口(地区)乡", "河口地区")
    assert written_forms("河口(渔浦地区)镇") == ("河口(渔浦地区)镇", "渔浦地区")
    assert written_forms("河口镇") == ("河口镇",)
    assert written_forms("高新技术开发区") == ("高新技术开发区", "高新区")


@pytest.mark.parametrize(
    ("text", "base", "excepted"),
    [
        ("青石县除高风险区以外的其他区域", "青石县", ()),
        ("青石县（除高、中风险区外的其他地区）", "青石县", ()),
        ("除青石县中高风险区以外地区", "青石县", ()),
        ("中高风险区以外的青石县其他所有区域", "青石县", ()),
        ("青石县辖区内除中风险区外的其他区域", "青石县", ()),
        ("青石县域内除已公布的高风险区外的其他区域", "青石县", ()),
        ("青石县其余地区", "青石县", ()),
        ("其它区域", "", ()),
        ("除高风险区外其他区域", "", ()),
        ("河口街道全域（高风险区除外）", "河口街道", ()),
        ("河口街道的其他区域（高风险区除外）", "河口街道", ()),
        ("建外街道除上述高中风险区之外的区域", "建外街道", ()),
        ("河口镇（除杨店村、大杨村外）", "河口镇", ("杨店村", "大杨村")),
        ("幸福小区除1、2、14组外区域", "幸福小区", ("1组", "2组", "14组")),
        ("幸福小区（除8号楼）", "幸福小区", ("8号楼",)),
        ("幸福大厦（底商除外）", "幸福大厦", ("底商",)),
        ("幸福小区（除高风险区8号楼外）", "幸福小区", ("8号楼",)),
    ],
)
def test_the_rest_of_a_place_is_a_complement(text: str, base: str, excepted: tuple[str, ...]) -> None:
    assert extent(text) == Extent((base,), True, excepted)
    assert is_complement(text)


@pytest.mark.parametrize(
    "text",
    [
        "河口镇一村3号楼",
        "建外街道一号院",
        "一村（除2组外）、二村",
        "河口镇高风险区以外的一村、二村",
        "A栋除1层，B栋",
        "除一村外的河口镇全域",
        "3号楼除外其余区域",
        "4号楼外的其他区域",
    ],
)
def test_what_fits_no_known_form_is_a_plain_text(text: str) -> None:
    assert extent(text) == Extent((fold(text),))


def test_words_for_all_of_it_are_not_part_of_the_name() -> None:
    assert extent("河口街道全域") == Extent(("河口街道",))
    assert extent("河口镇的全部辖区") == Extent(("河口镇",))
    assert extent("全域") == Extent(("",))


def test_a_list_of_townships_is_each_of_them() -> None:
    assert extent("河口镇、东山街道除高风险区以外的其他区域").bases == ("河口镇", "东山街道")
    assert extent("一村、二村").bases == ("一村、二村",)

"""Where an address lies, and who answers for somebody two areas may claim: rules without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.intake import Parts
from lianfang.intake.origins import origin_of, split_origin
from lianfang.intake.placing import Gazetteer, standing
from lianfang.places.paths import contains
from lianfang.places.queries import Area
from tests.cast import REGIONS

NUMBERS = {code: n for n, (code, *_) in enumerate(REGIONS, 1)}


def paths():
    found = {}
    for code, _, _, above in REGIONS:
        found[code] = f"{found[above]}.{NUMBERS[code]}" if above else str(NUMBERS[code])
    return found


PATHS = paths()
AREAS = {
    code: Area(NUMBERS[code], PATHS[code], level, code, name, NUMBERS.get(above))
    for code, name, level, above in REGIONS
}


def names(home="379901", extra=()):
    line = [AREAS[code] for code in AREAS if contains(PATHS[code], PATHS[home])]
    below = [area for code, area in AREAS.items() if contains(PATHS[home], PATHS[code])]
    return Gazetteer(line, [*below, *extra])


def place(text="", home="379901", extra=(), **parts):
    spot = names(home, extra).find(Parts(**parts), text)
    return next((code for code, path in PATHS.items() if path == spot.path), spot.path)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("江东省云泽市青石县河口镇东风社区1号网格3号楼2单元101室", "379901100001001"),
        ("云泽市青石县河口镇东风社区2号网格", "379901100001002"),
        ("青石县河口镇东风社区东风社区1号网格3号楼", "379901100001001"),
        ("河口镇东风社区幸福路3号", "379901100001"),
        ("河口镇东风社区居委会旁", "379901100001"),
        ("河口镇", "379901100"),
        ("河口 镇 东风 社区", "379901100001"),
        ("东风社区3号楼", "379901100001"),
        ("石桥乡石桥村1号网格12号", "379901200001001"),
        ("青石县", "379901"),
        ("", "379901"),
    ],
)
def test_an_address_is_followed_down_as_far_as_its_names_go(text, code):
    assert place(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "白沙县沙洲镇新洲社区",  # beside the receiving area
        "江西省云泽市",
        "河口",  # a bare stem may be anything
        "1号网格",  # whose?
        "东风路3号",
        "幸福小区",
        "外省",
    ],
)
def test_what_names_nothing_of_the_area_stays_with_the_receiver(text):
    assert place(text) == "379901"


def test_a_street_that_bears_the_name_of_a_village_is_not_the_village():
    assert place("石桥乡石桥村路12号") == "379901200"
    assert place("石桥乡石桥村12号") == "379901200001"


def test_a_name_that_two_regions_bear_stands_for_none():
    twin = Area(99, f"{PATHS['379901200']}.99", "community", "379901200099", "东风社区", None)
    assert place("东风社区3号楼", extra=(twin,)) == "379901"
    assert place("河口镇东风社区3号楼", extra=(twin,)) == "379901100001"


def test_parts_in_columns_lead_down_also_by_short_forms_and_codes():
    assert place(county="青石", township="河口", community="东风") == "379901100001"
    assert place(province="江东", city="云泽市", county="青石县", township="河口镇") == "379901100"
    assert place(grid="379901100001002") == "379901100001002"
    assert place(township="河口镇东风社区", text="1号网格5号楼") == "379901100001001"
    assert place(city="市辖区", township="河口镇", text="云泽市青石县河口镇南街社区9号") == "379901100002"


def test_a_part_that_is_not_found_ends_the_search_and_nothing_is_guessed():
    assert place(county="白沙县", township="河口镇") == "379901"
    assert place(township="河口镇", community="西风社区", text="东风社区1号网格") == "379901100"


def test_the_city_receives_for_all_its_counties():
    assert place("白沙县沙洲镇新洲社区1号网格3号", home="3799") == "379902100001001"
    assert place("东风社区3号楼", home="3799") == "379901100001"


CODES = st.sampled_from(sorted(PATHS))


@given(said=CODES, registered=CODES, home=CODES)
def test_a_row_stands_with_one_area_and_no_area_is_given_work_it_did_not_accept(said, registered, home):
    if not contains(PATHS[home], PATHS[said]):
        return
    one, other, top = PATHS[said], PATHS[registered], PATHS[home]
    where = standing(one, registered=other, home=top)
    assert contains(top, where.path)
    if contains(one, other):
        assert (where.path, where.claimed) == (other, "")
    elif not contains(top, other):
        assert (where.path, where.claimed) == (one, other)
    elif contains(other, one):
        assert (where.path, where.claimed, where.finer) == (one, "", True)
    else:
        assert (where.path, where.claimed) == (other, one)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("上海市浦东新区张江镇", ("上海市", "上海市", "浦东新区", "张江镇")),
        ("江苏省南京市玄武区", ("江苏省", "南京市", "玄武区", "")),
        ("江苏/南京/玄武区/梅园街道", ("江苏", "南京", "玄武区", "梅园街道")),
        ("云南省德宏州瑞丽市", ("云南省", "德宏州", "瑞丽市", "")),
        ("新疆维吾尔自治区乌鲁木齐市天山区", ("新疆维吾尔自治区", "乌鲁木齐市", "天山区", "")),
        ("湖北省武汉市江夏区;上海市", ("湖北省", "武汉市", "江夏区", "")),
        ("浙江义乌", ("浙江", "", "", "义乌")),
        ("美国", ("", "", "", "美国")),
        ("", ("", "", "", "")),
    ],
)
def test_an_origin_is_taken_apart_by_names_that_say_what_they_are(text, parts):
    assert tuple(split_origin(text)) == parts


def test_columns_of_an_origin_go_before_its_text():
    parts = Parts(province="江苏省", city="南京市")
    assert tuple(origin_of(parts, "江苏省南京市梅园街道")) == ("江苏省", "南京市", "", "梅园街道")
    assert tuple(origin_of(parts, "江苏省南京市")) == ("江苏省", "南京市", "", "")

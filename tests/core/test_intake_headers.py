"""Recognising what the columns of a list mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_made import mapping, unsure

from lianfang.core.intake import Cell, Field, Mapping, Unsure, column_letters, normal, recognise
from lianfang.core.intake.headers import documents_told
from lianfang.core.intake.headings import HEADINGS, WEAK
from lianfang.core.intake.synonyms import EXACT, Side, exact, likely, perhaps, side_of


def fields(headings: list[Cell]) -> list[Field | None]:
    found = mapping(headings)
    return [found.columns.get(index) for index in range(len(headings))]


def test_no_collected_heading_has_two_meanings_and_all_are_in_plain_form() -> None:
    words = [word for table in (HEADINGS, WEAK) for text in table.values() for word in text.split()]
    assert len(words) == len(set(words))
    assert [word for word in words if normal(word) != word] == []


def test_this_products_own_headings_are_understood_in_both_languages() -> None:
    for field in Field:
        for text in field.words:
            assert EXACT[normal(text)] is field, text


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓名", Field.NAME),
        (" 姓 名 ", Field.NAME),
        ("姓名*", Field.NAME),
        ("姓名/Name", Field.NAME),
        ("1、您的姓名:(必填)", Field.NAME),
        ("来返人员姓名", Field.NAME),
        ("旅客姓名", Field.NAME),
        ("受检者姓名", Field.NAME),
        ("Full Name", Field.NAME),
        ("person.phone", Field.PHONE),
        ("身份证号码(必须为文本)", Field.IDENTIFIER),
        ("公民身份号码", Field.IDENTIFIER),
        ("ID No.", Field.IDENTIFIER),
        ("证件类型", Field.IDENTIFIER_KIND),
        ("联系\n电话", Field.PHONE),
        ("Mobile phone", Field.PHONE),
        ("目的地详细地址", Field.ADDRESS),
        ("何处返程", Field.ORIGIN),
        ("来源地省", Field.ORIGIN_PROVINCE),
        ("出发地城市", Field.ORIGIN_CITY),
        ("风险地区详细地址", Field.RISK_AREA),
        ("现住址乡镇", Field.TOWNSHIP),
        ("离开(离淳)时间", Field.LEFT),
        ("最后停留时间", Field.LEFT),
        ("返程所乘车次/航班", Field.RIDE),
        ("码色", Field.CODE_COLOUR),
        ("与病例最后接触时间", Field.LAST_EXPOSURE),
        ("关联密接姓名", Field.LINKED),
        ("关联密接身份证号", Field.LINKED_IDENTIFIER),
        ("所属密接(证件号码)", Field.LINKED),
        ("Linked close contact ID", Field.LINKED_IDENTIFIER),
        ("Linked contact's ID", Field.LINKED_IDENTIFIER),
        ("紧急联系人电话", Field.GUARDIAN_PHONE),
        ("Date of birth", Field.BORN),
    ],
)
def test_a_heading_is_understood_in_the_wordings_people_use(heading: str, field: Field) -> None:
    assert exact(normal(heading)) is field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("抵昌时间", Field.ARRIVED),
        ("到达云泽市时间", Field.ARRIVED),
        ("返乡具体时间", Field.ARRIVED),
        ("离开三亚时间", Field.LEFT),
        ("最后一次与阳性接触时间", Field.LAST_EXPOSURE),
        ("来云前居住地", Field.ORIGIN),
        ("返回后住址", Field.ADDRESS),
        ("返程时所乘交通工具", Field.TRANSPORT),
    ],
)
def test_a_heading_with_a_place_in_its_middle_is_likely(heading: str, field: Field) -> None:
    assert (exact(normal(heading)) or likely(normal(heading))) is field


@pytest.mark.parametrize(
    "heading", ["网格员姓名", "户籍地址", "单位电话", "体温", "采样时间", "审核人", "同行人员到达时间"]
)
def test_what_speaks_of_others_or_other_things_is_left_alone(heading: str) -> None:
    assert exact(normal(heading)) is None
    assert likely(normal(heading)) is None


def test_the_heading_is_found_below_titles_and_blank_rows() -> None:
    rows = [
        (1, ["来返人员信息登记表", None, None]),
        (2, ["填报单位:河口镇", None, "联系电话:0376-1234567"]),
        (4, ["姓名", "身份证号", "备注"]),
        (5, ["王小明", "110101199003070012", None]),
    ]
    found = recognise(rows)
    assert isinstance(found, Mapping)
    assert found.header_rows == (4,)
    assert found.columns == {0: Field.NAME, 1: Field.IDENTIFIER, 2: Field.NOTE}


def test_two_rows_with_groups_above_are_read_together_merged_or_not() -> None:
    upper = ["序号", "姓名", "目的地", None, None, "来源地", None, "监护人", None, "联系电话"]
    lower = [None, None, "县", "乡镇", "详细地址", "省", "市", "姓名", "联系电话", None]
    wanted = [Field.SERIAL, Field.NAME, Field.COUNTY, Field.TOWNSHIP, Field.ADDRESS, Field.ORIGIN_PROVINCE]
    wanted += [Field.ORIGIN_CITY, Field.GUARDIAN, Field.GUARDIAN_PHONE, Field.PHONE]
    merged_down = [cell or upper[index] for index, cell in enumerate(lower)]
    merged_down[6] = lower[6]
    for below in (lower, merged_down):
        found = recognise([(1, upper), (2, below), (3, [1, "王小明"])])
        assert isinstance(found, Mapping)
        assert found.header_rows == (1, 2)
        assert [found.columns[index] for index in range(10)] == wanted
        assert found.headings[3] == "目的地/乡镇"
        assert found.place(3) == "D 目的地/乡镇"


def test_a_group_that_speaks_of_others_hides_what_stands_under_it() -> None:
    upper = ["姓名", "身份证号", "同行人员", None, "风险地区", None, "代报人", None]
    lower = [None, None, "姓名", "电话", "面积", "地点", "与本人关系", "电话"]
    found = recognise([(1, upper), (2, lower)])
    assert isinstance(found, Mapping)
    assert found.columns == {0: Field.NAME, 1: Field.IDENTIFIER, 5: Field.RISK_AREA, 7: Field.GUARDIAN_PHONE}
    assert found.ignored == {
        2: "同行人员/姓名",
        3: "同行人员/电话",
        4: "风险地区/面积",
        6: "代报人/与本人关系",
    }
    assert side_of("基本信息") is None
    assert side_of("居住地址") is Side.HERE


def test_a_row_of_data_is_never_taken_for_the_lower_heading() -> None:
    for data in (["王小明", date(2022, 8, 3)], ["王小明", 3.0], ["王小明", "13800138000"], [None, None]):
        found = recognise([(1, ["姓名", "电话"]), (2, data)])
        assert isinstance(found, Mapping)
        assert found.header_rows == (1,)


def test_bare_parts_of_an_address_belong_to_what_stands_beside_them() -> None:
    assert fields(["姓名", "电话", "省", "市", "县/区", "风险地区"])[2:5] == [
        Field.ORIGIN_PROVINCE,
        Field.ORIGIN_CITY,
        Field.ORIGIN_COUNTY,
    ]
    assert fields(["姓名", "电话", "现住址", "省", "市"])[3:] == [Field.PROVINCE, Field.CITY]
    assert fields(["姓名", "电话", "市", "乡镇", "省", "来源地"])[2] == Field.CITY
    lost = unsure(["姓名", "电话", "省", "备注"])
    assert lost.candidates[2] == (Field.PROVINCE, Field.ORIGIN_PROVINCE)
    assert lost.missing == ()


def test_a_likely_column_gives_way_to_a_certain_one() -> None:
    assert fields(["姓名", "电话", "返程时间", "到达时间"])[2:] == [None, Field.ARRIVED]
    assert fields(["姓名", "电话", "返程时间", "返乡时间"])[2:] == [Field.ARRIVED, None]
    assert fields(["姓名", "电话", "行程轨迹", "途经"])[2:] == [Field.ORIGIN, Field.ORIGIN]


def test_a_field_that_a_person_has_once_may_not_stand_twice() -> None:
    found = unsure(["姓名", "电话", "姓名", "电话"])
    assert found.missing == (Field.NAME,)
    assert found.candidates == {0: (Field.NAME,), 2: (Field.NAME,)}
    assert not found.is_no_list
    settled = found.settled({0: Field.NAME, 1: Field.PHONE})
    assert settled.columns == {0: Field.NAME, 1: Field.PHONE}
    assert settled.ignored == {2: "姓名", 3: "电话"}


def test_several_telephones_and_documents_are_welcome() -> None:
    found = mapping(["姓名", "手机号", "家庭电话", "身份证号", "护照号"])
    assert found.columns_of(Field.PHONE) == (1, 2)
    assert documents_told(found) == {4: "护照"}
    assert documents_told(mapping(["姓名", "身份证/护照号码"])) == {}


def test_day_and_clock_may_stand_in_two_columns() -> None:
    assert fields(["姓名", "电话", "到达日期", "到达时间"])[2:] == [Field.ARRIVED, Field.ARRIVED]
    assert unsure(["姓名", "电话", "到达时间", "抵达时间"]).candidates[3] == (Field.ARRIVED,)


def test_surname_and_given_name_make_a_name() -> None:
    assert fields(["Surname", "Given name", "Passport No."]) == [Field.SURNAME, Field.GIVEN, Field.IDENTIFIER]
    assert unsure(["Surname", "Passport No."]).missing == (Field.NAME,)


def test_an_unknown_heading_is_offered_with_what_it_might_mean() -> None:
    found = unsure(["人名全称姓名栏", "家中电话栏", "体温"])
    assert found.candidates == {0: (Field.NAME,), 1: (Field.PHONE,), 2: ()}
    assert found.missing == (Field.NAME, Field.IDENTIFIER, Field.PHONE)
    assert found.header_rows == (1,)


def test_a_list_of_names_without_numbers_is_a_list_that_lacks_something() -> None:
    found = unsure(["姓名", "返程时间", "何处返程"])
    assert not found.is_no_list
    assert found.missing == (Field.IDENTIFIER, Field.PHONE)


def test_a_sheet_without_people_is_no_list() -> None:
    for rows in (
        [],
        [(1, ["一人一行,不要合并单元格。"])],
        [(1, [1.0, None])],
        [(1, ["男", "居民身份证", "高风险"])],
    ):
        found = recognise(rows)
        assert isinstance(found, Unsure)
        assert found.is_no_list


def test_a_remembered_profile_goes_before_all_wordings() -> None:
    profile = {"代号": "name", "电话": "guardian_phone", "本机": "phone", "备注": ""}
    found = mapping(["代号", "电话", "本机", "备注"], profile)
    assert found.columns == {0: Field.NAME, 1: Field.GUARDIAN_PHONE, 2: Field.PHONE}
    assert found.as_profile() == profile
    assert found.ignored == {3: "备注"}


@given(st.lists(st.sampled_from(sorted(EXACT)), min_size=1, max_size=12, unique=True))
def test_what_was_recognised_once_is_recognised_again_from_its_profile(headings: list[str]) -> None:
    found = recognise([(1, headings)])
    if isinstance(found, Mapping):
        again = recognise([(1, headings)], found.as_profile())
        assert isinstance(again, Mapping)
        assert again.columns == found.columns


@given(st.lists(st.lists(st.one_of(st.text(max_size=6), st.none(), st.integers()), max_size=6), max_size=20))
def test_no_sheet_makes_it_stumble(rows: list[list[Cell]]) -> None:
    found = recognise(list(enumerate(rows, 1)))
    assert isinstance(found, Mapping | Unsure)


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [column_letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_heading_that_says_nothing_else_keeps_what_stands_in_brackets() -> None:
    assert normal("(姓名)") == "姓名"
    assert perhaps("县") == (Field.COUNTY, Field.ORIGIN_COUNTY)


def test_the_linked_contact_stands_beside_the_person_also_under_a_heading_of_its_own() -> None:
    plain = mapping(["姓名", "身份证号", "关联密接姓名", "关联密接身份证号"])
    wanted = [Field.NAME, Field.IDENTIFIER, Field.LINKED, Field.LINKED_IDENTIFIER]
    assert list(plain.columns.values()) == wanted
    grouped = recognise([(1, ["姓名", "身份证号", "关联密接", None]), (2, [None, None, "姓名", "身份证号"])])
    assert isinstance(grouped, Mapping)
    assert list(grouped.columns.values()) == wanted


def test_a_name_of_a_close_contact_beside_another_name_is_asked_about() -> None:
    assert set(unsure(["姓名", "身份证号", "密接姓名"]).candidates) == {0, 2}

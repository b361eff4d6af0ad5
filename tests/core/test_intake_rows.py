"""Reading rows into values or problems."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_made import AT, errors, judged, mapping, number, row, warnings

from lianfang.core.days import ZONE
from lianfang.core.findings.values import Colour, Grade, RiskLevel, Transport
from lianfang.core.intake import (
    Cell,
    Duplicates,
    Field,
    Level,
    Parts,
    Rejected,
    Row,
    RowReader,
    masked,
    read_row,
    recognise,
)
from lianfang.core.people import IdentifierKind, Sex


def test_a_whole_row_of_a_push_is_read() -> None:
    found = row(
        {
            "联系电话": 13800138000.0,
            "性别": "男",
            "年龄": "32岁",
            "出生日期": "1990-03-07",
            "现住址": " 云泽市青石县河口镇\n和平村3号 ",
            "乡镇(街道)": "河口镇",
            "村(社区)": "和平村",
            "来源地": "上海市浦东新区",
            "风险等级": "高风险",
            "离开风险地区时间": "2022-08-08 10:20",
            "到达时间": "2022.8.9",
            "交通工具": "G1234次高铁",
            "座位号": "7车07A",
            "健康码": "黄码",
            "工作单位": "青石县第一中学",
            "备注": "无",
        }
    )
    assert found.problems == ()
    assert (found.sheet, found.row) == ("名单", 2)
    assert found.name.value == "王小明"
    assert found.identifiers[0].kind is IdentifierKind.RESIDENT_ID
    assert [phone.number for phone in found.phones] == ["+8613800138000"]
    assert (found.sex, found.age, found.born) == (Sex.MALE, 32, date(1990, 3, 7))
    assert found.address == "云泽市青石县河口镇 和平村3号"
    assert found.destination == Parts(township="河口镇", community="和平村")
    assert (found.origin, found.risk_level) == ("上海市浦东新区", RiskLevel.HIGH)
    assert (found.left, found.left_at) == (date(2022, 8, 8), datetime(2022, 8, 8, 10, 20, tzinfo=ZONE))
    assert (found.arrived, found.day_only) == (datetime(2022, 8, 9, tzinfo=ZONE), True)
    assert (found.transport, found.ride, found.seat) == (Transport.TRAIN, "G1234", "7车07A")
    assert (found.code_colour, found.note) == (Colour.YELLOW, "")


def test_a_list_of_contacts_is_read_and_asks_for_no_origin() -> None:
    found = row({"接触类型": "次密接", "最后接触时间": "8月7日", "来源地": None})
    assert (found.contact_grade, found.last_exposure) == (Grade.SECONDARY_CONTACT, date(2022, 8, 7))
    assert [problem.code for problem in found.problems] == ["date.year_inferred"]


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    found = judged({"姓名": None, "证件号码": "110101199003070013", "到达时间": "2023-01-01", "来源地": "?"})
    assert isinstance(found, Rejected)
    assert [(problem.column, problem.code) for problem in found.problems] == [
        ("A", "name.missing"),
        ("B", "identifier.check_digit"),
        ("C", "date.future"),
        ("D", "origin.unknown"),
    ]
    assert {problem.level for problem in found.problems[:3]} == {Level.ERROR}
    for problem in found.problems:
        assert problem.message.zh != problem.message.en
        assert problem.remedy.zh
        assert (problem.sheet, problem.row) == ("名单", 2)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (110101199003070012.0, "identifier.damaged"),
        ("1.10101E+17", "identifier.damaged"),
        ("110101199003070013", "identifier.check_digit"),
        ("11010119900307", "identifier.length"),
        (True, "identifier.form"),
        ("#N/A", "cell.error"),
        ("=VLOOKUP(A1,B:C,2)", "cell.formula"),
    ],
)
def test_a_damaged_identifier_rejects_the_row(value: Cell, code: str) -> None:
    assert errors({"证件号码": value}) == [code]


def test_an_unknown_kind_of_document_rejects_the_row_and_a_known_one_helps() -> None:
    assert errors({"证件类型": "军人保障卡", "证件号码": "军字第001号"}) == ["identifier.kind_unknown"]
    assert row({"证件类型": "台胞证", "证件号码": "12345678"}).identifiers[0].value == "12345678"
    newborn = row({"证件类型": "暂无证件", "证件号码": None, "联系电话": "13800138000"})
    assert newborn.identifiers[0].kind is IdentifierKind.NO_DOCUMENT
    assert newborn.numbers() == frozenset()


def test_a_kind_without_a_number_is_as_if_nothing_was_said() -> None:
    assert row({"证件类型": "身份证", "证件号码": None, "联系电话": "13800138000"}).identifiers == ()


def test_a_number_sign_at_the_start_is_no_error() -> None:
    assert row({"现住址": "#3号楼"}).address == "#3号楼"


def test_documents_of_several_columns_are_all_kept() -> None:
    found = row({"护照号": "E12345678", "台胞证号": None})
    assert [one.kind for one in found.identifiers] == [IdentifierKind.RESIDENT_ID, IdentifierKind.PASSPORT]
    only = row({"证件号码": "无", "护照号": "E12345678"})
    assert [one.kind for one in only.identifiers] == [IdentifierKind.PASSPORT]
    assert only.numbers() == {(IdentifierKind.PASSPORT, "E12345678")}


def test_text_kept_from_becoming_a_number_is_unwrapped() -> None:
    assert row({"证件号码": f'="{number()}"'}).identifiers[0].value == number()
    assert row({"证件号码": "'" + number()}).identifiers[0].value == number()


def test_without_identifier_a_telephone_must_tell_who_it_is() -> None:
    assert row({"证件号码": None, "联系电话": "13800138000"}).identifiers == ()
    assert errors({"证件号码": None, "联系电话": None}) == ["row.no_identity"]
    assert errors({"证件号码": "无", "联系电话": "无"}) == ["row.no_identity"]
    assert [code[:6] for code in errors({"证件号码": None, "联系电话": "1380013800"})] == ["phone."]
    assert errors({"证件号码": None, "联系电话": "#REF!"})[-1:] == ["row.no_identity"]
    found = row({"证件号码": "无证件", "联系电话": None, "监护人": "王大明", "监护人电话": "13900139000"})
    assert (found.guardian, found.guardian_phones[0].tail) == ("王大明", "9000")


def test_a_wrong_telephone_beside_an_identifier_is_a_warning() -> None:
    assert [code[:6] for code in warnings({"联系电话": "1380013800"})] == ["phone."]
    two = row({"联系电话": "13800138000/1380013", "手机号": "13800138000"})
    assert ([phone.tail for phone in two.phones], len(two.problems)) == (["8000"], 1)
    assert [code[:6] for code in warnings({"监护人电话": "123456789"})] == ["phone."]


def test_notes_about_who_it_is_are_warnings() -> None:
    assert warnings({"姓名": "王"}) == ["name.single_character"]
    assert warnings({"证件号码": "110101900307001"}) == ["identifier.first_generation"]


def test_surname_and_given_name_are_put_together() -> None:
    for surname, given_name, whole in (("王", "小明", "王小明"), ("Smith", "John", "Smith John")):
        found = RowReader(mapping(["姓", "名", "证件号码"]), sheet="s", at=AT).person(
            2, [surname, given_name, number()]
        )
        assert isinstance(found, Row)
        assert found.name.value == whole
    cells: list[Cell] = ["#N/A", "小明", number()]
    refused = RowReader(mapping(["姓", "名", "证件号码"]), sheet="s", at=AT).person(2, cells)
    assert isinstance(refused, Rejected)
    assert [problem.code for problem in refused.problems] == ["cell.error"]


def test_what_list_and_document_say_differently_is_said_and_not_overwritten() -> None:
    found = row({"性别": "女", "出生日期": "1990-03-08"})
    assert {problem.code for problem in found.problems} == {"sex.differs", "born.differs"}
    assert (found.sex, found.born) == (Sex.FEMALE, date(1990, 3, 8))
    assert (
        row({"性别": "1", "证件号码": None, "联系电话": "13800138000", "出生日期": "1990年3月7日"}).sex
        is Sex.MALE
    )


@pytest.mark.parametrize(
    ("said", "born"),
    [
        (date(1990, 3, 7), date(1990, 3, 7)),
        ("1990年3月", None),
        ("1990.03", None),
        (199003.0, None),
        ("不详", None),
        ("", None),
    ],
)
def test_a_birth_date_without_its_day_is_passed_over(said: Cell, born: date | None) -> None:
    found = row({"出生日期": said})
    assert (found.born, found.problems) == (born, ())


@pytest.mark.parametrize("said", ["3月7日", "2023-01-01", "属马", "9:30"])
def test_a_birth_date_that_cannot_be_is_a_warning(said: str) -> None:
    assert warnings({"出生日期": said}) == ["date.unreadable"]


@pytest.mark.parametrize(
    ("said", "age"), [(32.0, 32), ("32岁", 32), ("6个月", 0), ("20天", 0), ("不详", None), (None, None)]
)
def test_ages_are_whole_years(said: Cell, age: int | None) -> None:
    found = row({"年龄": said})
    assert (found.age, found.problems) == (age, ())


@pytest.mark.parametrize("said", ["成年", 1990.0, -3.0])
def test_an_age_nobody_has_is_a_warning(said: Cell) -> None:
    assert warnings({"年龄": said}) == ["choice.unknown"]


def test_an_arrival_may_be_announced_a_day_ahead_and_no_further() -> None:
    assert warnings({"到达时间": "2022-08-11 09:00"}) == []
    assert errors({"到达时间": "2022-08-11 09:01"}) == ["date.future"]
    assert warnings({"到达时间": "2022-08-11"}) == []
    assert errors({"到达时间": "2022-08-12"}) == ["date.future"]
    assert errors({"离开时间": "2022-08-12"}) == ["date.future"]
    assert errors({"最后接触时间": "2022-08-11"}) == ["date.future"]


def test_doubtful_days_are_used_and_said() -> None:
    assert warnings({"到达时间": "8月9日"}) == ["date.year_inferred"]
    assert warnings({"离开时间": "2021-08-08"}) == ["date.old"]
    assert warnings({"离开时间": "2022-08-09", "到达时间": "2022-08-08"}) == ["date.order"]
    assert warnings({"到达时间": "不详"}) == ["date.unreadable"]
    assert warnings({"到达时间": "/"}) == []
    assert errors({"到达时间": "上周"}) == ["date.unreadable"]
    assert errors({"到达时间": "8/3/2022"}) == ["date.unreadable"]


def test_day_and_clock_of_two_columns_make_an_instant() -> None:
    found = row({"到达日期": "2022-08-09", "到达时间": time(14, 30)})
    assert (found.arrived, found.day_only) == (datetime(2022, 8, 9, 14, 30, tzinfo=ZONE), False)
    assert row({"到达日期": date(2022, 8, 9), "到达时间": None}).day_only
    assert errors({"到达日期": None, "到达时间": "14:30"}) == ["date.no_day"]


def test_serial_numbers_follow_the_date_system_of_the_workbook() -> None:
    assert row({"到达时间": 44782.0}).arrived == datetime(2022, 8, 9, tzinfo=ZONE)
    assert row({"到达时间": 44782.0 - 1462}, date1904=True).arrived == datetime(2022, 8, 9, tzinfo=ZONE)


@pytest.mark.parametrize("said", ["不详", "???", "12", "不清楚", "不知道哪里", "老家", "三亚"])
def test_an_origin_that_is_not_understood_is_accepted_with_a_warning(said: str) -> None:
    found = row({"来源地": said})
    assert found.origin == said
    assert [(problem.code, problem.level) for problem in found.problems] == [
        ("origin.unknown", Level.WARNING)
    ]


@pytest.mark.parametrize(
    "said", ["海南", "三亚市", "吉阳区", "河口镇东风村", "日本", "泰国", "Sanya, Hainan"]
)
def test_an_origin_that_says_of_itself_what_it_is_needs_no_warning(said: str) -> None:
    assert warnings({"来源地": said}) == []


def test_a_missing_origin_is_a_warning_unless_the_risk_area_says_it() -> None:
    assert warnings({"来源地": None}) == ["origin.missing"]
    assert warnings({"来源地": None, "风险地区": "三亚市吉阳区"}) == []
    assert warnings({"来源地": "#N/A"}) == ["cell.error"]


def test_parts_of_the_origin_make_its_text() -> None:
    found = row({"来源地省": "海南省", "来源地市": "三亚市", "风险等级": "高"})
    assert found.origin == "海南省三亚市"
    assert found.origin_parts == Parts("海南省", "三亚市")


def test_texts_of_several_columns_are_joined_once_each() -> None:
    found = row({"现住址": "和平村", "楼栋": "3号楼", "小区": "和平村", "备注": "密", "备注1": 5.0})
    assert (found.address, found.note) == ("和平村3号楼", "密; 5")


def test_a_value_of_a_closed_list_that_is_not_known_is_not_used() -> None:
    found = row({"健康码": "紫码", "性别": "?"})
    assert found.code_colour is None
    assert [(problem.code, problem.value) for problem in found.problems] == [("choice.unknown", "紫*")]


def test_codes_are_read_as_the_heading_of_the_form_explains_them() -> None:
    heading = "返程所乘交通工具(0-铁路 1-飞机 2-客运 3-自驾 4-渡轮 5-骆驼)"
    for code, meant in (
        (0.0, Transport.TRAIN),
        ("1", Transport.PLANE),
        (3, Transport.CAR),
        ("飞机", Transport.PLANE),
    ):
        assert row({heading: code}).transport is meant
    assert warnings({heading: 5}) == ["choice.unknown"]
    assert row({"性别(1:女 2:男)": 1.0, "证件号码": number(2)}).sex is Sex.FEMALE


def test_a_short_row_is_read_as_if_its_end_were_empty() -> None:
    mapped = mapping(["姓名", "证件号码", "备注", "来源地"])
    found = read_row(["王小明", number()], mapped, row=3, sheet="s", at=AT)
    assert isinstance(found, Row)
    assert (found.note, found.row) == ("", 3)


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        (Field.NAME, "王小明", "王*明"),
        (Field.IDENTIFIER, number(), "110***********" + number()[-4:]),
        (Field.PHONE, 13800138000.0, "138****8000"),
        (Field.ADDRESS, "河口镇和平村3号", "河口镇和平村***"),
        (Field.ARRIVED, "2023-01-01", "2023-01-01"),
        (Field.ORIGIN, f"上海{number()}", "上海110***********" + number()[-4:]),
        (Field.SEX, "王小明", "王**"),
        (Field.ARRIVED, datetime(2023, 1, 1, 8, 30), "2023-01-01 08:30"),  # noqa: DTZ001
        (Field.NOTE, None, ""),
    ],
)
def test_values_beside_problems_are_masked(field: Field, value: Cell, shown: str) -> None:
    assert masked(field, value) == shown


def test_the_same_words_of_the_same_person_are_a_duplicate() -> None:
    seen = Duplicates()
    first = row({"联系电话": "13800138000", "来源地": "上海市"})
    assert seen.earlier(first) is None
    assert seen.earlier(first) == ("名单", 2)
    assert seen.earlier(row({"联系电话": "13900139000", "来源地": "上海市"})) == ("名单", 2)
    assert seen.earlier(row({"证件号码": None, "联系电话": "13800138000", "来源地": "上海市"})) == ("名单", 2)
    assert seen.earlier(row({"联系电话": "13800138000", "来源地": "北京市"})) is None
    assert seen.earlier(row({"证件号码": number(3), "联系电话": "13800138000", "来源地": "上海市"})) is None
    assert seen.earlier(row({"证件号码": None, "联系电话": "13700137000", "来源地": "上海市"})) is None


def test_a_number_copied_into_the_line_of_somebody_else_makes_that_line_no_duplicate() -> None:
    seen = Duplicates()
    for name in ("王小明", "李小红", "王 小 明"):
        found = seen.earlier(row({"姓名": name, "来源地": "上海市"}))
        assert found == (("名单", 2) if name == "王 小 明" else None)
    assert seen.earlier(row({"姓名": "李小红", "来源地": "上海市"})) == ("名单", 2)


def test_equal_rows_have_equal_digests_wherever_they_stand() -> None:
    one = row({"联系电话": "13800138000", "来源地": "上海市"})
    other = row({"来源地": "上海市", "联系电话": 13800138000.0})
    assert one.digest() == other.digest()
    assert one.digest() != row({"来源地": "上海市", "联系电话": None}).digest()
    assert one.content() != row({"来源地": "上海"}).content()


cells = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
)


@given(st.lists(cells, min_size=1, max_size=40))
def test_any_cells_at_all_become_a_row_or_problems_that_name_a_place(values: list[Cell]) -> None:
    headings: list[Cell] = [field.words.zh for field in Field]
    found = recognise([(1, [heading for heading in headings if heading not in ("姓", "名")])])
    reader = RowReader(found, sheet="s", at=AT)  # type: ignore[arg-type]
    judged_row = reader.person(7, values)
    if isinstance(judged_row, Rejected):
        assert any(problem.level is Level.ERROR for problem in judged_row.problems)
    for problem in judged_row.problems:
        assert problem.row == 7
        assert problem.column
        assert problem.place.startswith(problem.column)


def test_more_different_words_and_days_than_are_remembered_are_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from lianfang.core.intake import moments, reader

    monkeypatch.setattr(moments, "_KEPT", 1)
    monkeypatch.setattr(reader, "_KEPT", 1)
    read = RowReader(mapping(["姓名", "证件号码", "到达时间", "性别"]), sheet="s", at=AT)
    for day, sex in ((1, "男"), (2, "男性"), (3, "男"), (4, "M"), (4, "M")):
        found = read.person(2, ["王小明", number(), f"2022-08-0{day}", sex])
        assert isinstance(found, Row)
        assert found.arrived == datetime(2022, 8, day, tzinfo=ZONE)
        assert found.sex is Sex.MALE


def test_the_linked_contact_is_read_and_faults_in_it_reject_nobody() -> None:
    said = row({"关联密接姓名": "李 明", "关联密接身份证号": number(4)})
    assert (said.linked, said.linked_document and said.linked_document.value) == ("李明", number(4))
    wrong = {"关联密接姓名": "138", "关联密接身份证号": number(4)[:-2]}
    faulty = row(wrong)
    assert (faulty.linked, faulty.linked_document) == ("", None)
    assert all(problem.level == "warning" for problem in faulty.problems)
    assert len(faulty.problems) == 2
    assert not any(number(4)[6:14] in problem.value for problem in faulty.problems)
    assert row({"关联密接姓名": "无", "关联密接身份证号": "/"}).linked_document is None


def test_a_check_digit_that_is_wrong_is_noted_beside_the_linked_contact() -> None:
    other = number(4)[:-1] + ("0" if number(4)[-1] != "0" else "1")
    told = row({"关联密接证件号码": other})
    assert [problem.level for problem in told.problems] == ["warning"]
    old = row({"关联密接证件号码": "110101900307001"})
    assert [problem.level for problem in old.problems] == ["warning"]
    assert old.linked_document


def test_who_names_the_linked_contact_says_something_else_and_who_does_not_what_it_said_before() -> None:
    assert row({"关联密接姓名": "", "关联密接身份证号": None}).content() == row().content()
    assert row({"关联密接姓名": "李明"}).content() != row().content()
    assert row({"关联密接身份证号": number(4)}).content() != row({"关联密接身份证号": number(6)}).content()

"""Telephone numbers: one spelling each, several in a cell, damage refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.people import Phone, PhoneKind, Unreadable, read_phones

mobiles = st.builds(
    lambda second, rest: f"1{second}{rest:09d}", st.integers(3, 9), st.integers(0, 999_999_999)
)


def read(cell: object, *, area_code: str | None = None) -> list[str]:
    found = read_phones(cell, area_code=area_code)
    assert all(isinstance(phone, Phone) for phone in found), found
    return [phone.number for phone in found if isinstance(phone, Phone)]


def codes(cell: object, *, area_code: str | None = None) -> list[str]:
    return [
        found.code if isinstance(found, Unreadable) else "read"
        for found in read_phones(cell, area_code=area_code)
    ]


def only(cell: object) -> Phone:
    (found,) = read_phones(cell)
    assert isinstance(found, Phone)
    return found


@pytest.mark.parametrize(
    "written",
    [
        "13812345678",
        13812345678,
        13812345678.0,
        "13812345678.0",
        "138 1234 5678",
        "138-1234-5678",
        "＋８６１３８１２３４５６７８",
        "+86 138 1234 5678",
        "0086-13812345678",
        "8613812345678",
        "'13812345678",
        "手机：13812345678",
        "Tel: 13812345678",
        "\u202d13812345678\u202c",
        "13812345678/13812345678",
    ],
)
def test_every_dress_of_a_mobile_is_one_number(written: object) -> None:
    assert read(written) == ["+8613812345678"]
    assert only(written).kind is PhoneKind.MOBILE


@given(mobiles)
def test_a_mobile_is_read_whatever_cell_it_comes_in(number: str) -> None:
    assert read(number) == read(int(number)) == read(float(number)) == read("+86" + number)
    assert only(number).shown == number
    assert only(number).tail == number[-4:]
    assert number not in repr(only(number))
    assert only(number).masked == f"{number[:3]}****{number[-4:]}"


@given(st.lists(mobiles, min_size=1, max_size=4, unique=True), st.sampled_from("/、;；,，|或"))
def test_several_numbers_in_a_cell_are_all_read_in_order(numbers: list[str], sign: str) -> None:
    assert read(sign.join(numbers)) == ["+86" + number for number in numbers]
    assert read("\n".join(numbers)) == read(" ".join(numbers)) == read(sign.join(numbers))


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans()))
def test_no_cell_whatever_breaks_the_reading(cell: object) -> None:
    assert all(isinstance(found, Phone | Unreadable) for found in read_phones(cell))


@pytest.mark.parametrize(
    ("written", "number", "shown"),
    [
        ("010-62345678", "+861062345678", "010-62345678"),
        ("(0376)5923456", "+863765923456", "0376-5923456"),
        ("0376 59234567", "+8637659234567", "0376-59234567"),
        ("+86 10 62345678", "+861062345678", "010-62345678"),
        ("+86-010-62345678", "+861062345678", "010-62345678"),
        ("4008208820", "4008208820", "4008208820"),
        ("12320", "12320", "12320"),
        ("+86 400 820 8820", "4008208820", "4008208820"),
        ("+852 9123 4567", "+85291234567", "+85291234567"),
        ("00853 66123456", "+85366123456", "+85366123456"),
        ("+886 0912 345 678", "+886912345678", "+886912345678"),
        ("+1 (415) 555-2671", "+14155552671", "+14155552671"),
    ],
)
def test_landlines_hotlines_and_numbers_abroad(written: str, number: str, shown: str) -> None:
    assert only(written).number == number
    assert only(written).shown == shown


@pytest.mark.parametrize(
    "written", ["010-62345678-801", "010 62345678转801", "(010)62345678 ext. 801", "01062345678#801"]
)
def test_an_extension_is_kept_apart(written: str) -> None:
    assert only(written).number == "+861062345678"
    assert only(written).extension == "801"
    assert only(written).shown == "010-62345678-801"


def test_two_extensions_of_one_line_are_two_telephones() -> None:
    assert len(read("010-62345678-801/010-62345678-802")) == 2


def test_what_stands_in_brackets_is_whose_number_it_is() -> None:
    father = only("13812345678（父亲）")
    assert (father.number, father.note) == ("+8613812345678", "父亲")


def test_a_landline_without_area_code_takes_that_of_the_place() -> None:
    assert codes("5923456") == ["phone.area_code"]
    assert read("5923456", area_code="0376") == ["+863765923456"]
    assert codes("5923456", area_code="010") == ["phone.area_code"]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("1.38E+10", ["phone.damaged"]),
        (1.3812345678e15, ["phone.damaged"]),
        (date(2022, 8, 1), ["phone.form"]),
        ("张三13812345678", ["phone.form"]),
        ("(父亲)", ["phone.form"]),
        ("138123456", ["phone.number"]),
        ("1381234567813912345678", ["phone.number"]),
        ("12812345678", ["phone.number"]),
        ("010-12345678", ["phone.number"]),
        ("010-6234567", ["phone.number"]),
        ("12321", ["phone.number"]),
        ("+852 123", ["phone.number"]),
        ("+123", ["phone.number"]),
        ("+010", ["phone.number"]),
        (1062345678, ["phone.leading_zero"]),
        ("13812345678/123", ["read", "phone.number"]),
        ("13812345678 家", ["phone.form"]),
        ("", []),
        (None, []),
        ("//", []),
    ],
)
def test_what_is_no_number_is_refused_and_the_others_stand(written: object, found: list[str]) -> None:
    assert codes(written) == found


def test_a_refusal_is_masked_and_says_what_to_do() -> None:
    (found,) = read_phones("张三13812345678")
    assert isinstance(found, Unreadable)
    assert "1381234" not in found.masked
    assert found.message.zh
    assert found.remedy.en


def test_every_kind_has_words() -> None:
    assert all(kind.words.zh and kind.words.en for kind in PhoneKind)


def test_a_plain_mobile_is_read_as_one_that_needs_tidying():
    assert read_phones("13812345678") == read_phones(" 13812345678")

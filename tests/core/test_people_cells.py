"""A spreadsheet cell: what was written, and how a sheet damages it."""

from datetime import date

import pytest

from lianfang.core.people.cells import CellState, read_cell


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("  abc ", "abc"),
        ("'00123", "00123"),
        ("１２３Ｘ", "123X"),
        ("a\u00a0\u3000b", "a  b"),
        ("\u202d13812345678\u202c", "13812345678"),
        ("\ufeff张三", "张三"),
        ("一\r\n二", "一\n\n二"),
        ("a\tb", "a b"),
        ("王\U000e0100", "王\U000e0100"),
        ("", ""),
        (None, ""),
    ],
)
def test_text_is_kept_without_what_nobody_sees(written: object, text: str) -> None:
    assert read_cell(written) == (text, CellState.TEXT)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13812345678, "13812345678"),
        (13812345678.0, "13812345678"),
        ("13812345678.0", "13812345678"),
        ("110105491231002.00", "110105491231002"),
        (110105491231002.0, "110105491231002"),
        (-5, "-5"),
        (1.5, "1.5"),
    ],
)
def test_a_number_of_up_to_fifteen_digits_is_whole(value: object, text: str) -> None:
    assert read_cell(value) == (text, CellState.NUMBER)


@pytest.mark.parametrize(
    "value",
    [
        1.1010519491231e17,
        110105194912310016,
        10**15,
        "1.10105E+17",
        "1.10105e17",
        "1E+17",
        "110105194912310016.0",
    ],
)
def test_a_longer_number_is_damaged_whatever_it_shows(value: object) -> None:
    assert read_cell(value).state is CellState.DAMAGED


def test_a_number_too_long_to_be_anybodys_is_not_written_out() -> None:
    assert read_cell(10**5000) == ("", CellState.DAMAGED)


@pytest.mark.parametrize("value", [True, date(2022, 8, 1), float("nan"), float("inf"), b"x"])
def test_dates_truth_values_and_errors_are_neither_text_nor_number(value: object) -> None:
    assert read_cell(value) == ("", CellState.OTHER)


@pytest.mark.parametrize("text", ["12E34567", "1E2345678", "E1234567"])
def test_a_passport_with_an_e_in_it_is_not_a_power_of_ten(text: str) -> None:
    assert read_cell(text).state is CellState.TEXT

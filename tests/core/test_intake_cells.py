"""Cells as text, and what people write where they have nothing to write."""

from datetime import date, datetime, time

import pytest

from lianfang.core.intake.cells import Cell, plain, text_of, unquoted


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ("无", ""),
        (" N/A ", ""),
        ("——", ""),
        ("　Ａ１　", "A1"),
        ("和平村\r\n3号", "和平村 3号"),
        ("'+86", "+86"),
        ("\u200b王\ufeff", "王"),
        (101.0, "101"),
        (37.5, "37.5"),
        (12, "12"),
        (True, "True"),
        (datetime(2022, 8, 3, 14, 30), "2022-08-03 14:30"),  # noqa: DTZ001
        (date(2022, 8, 3), "2022-08-03"),
        (time(14, 30), "14:30:00"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
    ],
)
def test_a_cell_reads_as_the_text_it_shows(value: Cell, text: str) -> None:
    assert text_of(value) == text


def test_only_text_protected_by_a_formula_is_unwrapped() -> None:
    assert unquoted('="0376"') == "0376"
    assert unquoted('＝"0376"') == "0376"
    assert unquoted("=A1") is None


def test_control_signs_become_blanks() -> None:
    assert plain("a\tb\x0bc") == "a b c"

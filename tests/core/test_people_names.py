"""Names: kept as they are written, compared in one form, refused where not whole."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lianfang.core.people import (
    COMPOUND_SURNAMES,
    Name,
    NameNote,
    Unreadable,
    is_ideograph,
    mask_name,
    name_index_form,
    normalise_name,
    read_name,
    split_name,
)

RARE = [chr(code) for code in (0x20BB7, 0x2B300, 0x2CE93, 0x30EDD, 0x31350, 0x2EBF0, 0x2EE5D, 0x323B0)]
"""One character of each of the extensions B to J; H, I and J are newer than the table of Python 3.11."""

characters = st.one_of(
    st.sampled_from([*RARE, "〇", "﨑", "\U0002f800"]),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
)


def read(cell: object) -> Name:
    found = read_name(cell)
    assert isinstance(found, Name), found
    return found


def refused(cell: object) -> str:
    found = read_name(cell)
    assert isinstance(found, Unreadable), found
    assert found.message.zh
    assert found.remedy.en
    return found.code


@given(st.text(alphabet=characters, min_size=1, max_size=8))
def test_no_chinese_character_is_ever_exchanged(text: str) -> None:
    assert normalise_name(text) == text
    assert read(f"王{text}明").value == f"王{text}明"


signs = st.sampled_from(list("·•‧・･●ㆍ.．。﹒ '‘\u00a0\n　`＇´\u200b一\U00020bb7〇aＡ\u0301\ufe0f⼀"))


@example("●'")
@given(st.text(max_size=12) | st.text(alphabet=signs, max_size=7))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans()))
def test_no_cell_whatever_breaks_the_reading(cell: object) -> None:
    found = read_name(cell)
    assert isinstance(found, Name | Unreadable)
    assert isinstance(found.masked, str)


@pytest.mark.parametrize("dot", "·•‧・･∙⋅●ㆍ．.。")
def test_every_middle_dot_is_one_dot(dot: str) -> None:
    assert read(f"阿依古丽{dot}买买提").value == "阿依古丽·买买提"
    assert read(f"阿依古丽 {dot} 买买提").value == "阿依古丽·买买提"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("张 三", "张三"),
        ("张\u3000三", "张三"),
        ("李 小 明", "李小明"),
        ("欧阳 明月", "欧阳明月"),
        ("John   Smith", "John Smith"),
        ("Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith"),
        ("John Smith Jr.", "John Smith Jr."),
        ("O'Neill-Brown, Mary", "O'Neill-Brown, Mary"),
        ("Jose\u0301", "José"),
        ("김 민수", "김 민수"),
        ("⼀⼆", "一二"),
        ("·阿里·", "阿里"),
        ("王\U000e0100明", "王\U000e0100明"),
    ],
)
def test_blanks_and_widths_are_tidied(written: str, kept: str) -> None:
    assert read(written).value == kept


def test_characters_newer_than_the_table_are_characters() -> None:
    assert all(map(is_ideograph, RARE))
    assert is_ideograph("〇")
    assert not any(map(is_ideograph, "A·あ1"))


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("王小明", "王"),
        ("李明", "李"),
        ("王", "王"),
        ("欧阳明月", "欧阳"),
        ("欧阳修", "欧阳"),
        ("欧阳", "欧"),
        ("尉迟恭", "尉迟"),
        ("萬俟卨", "萬俟"),
        ("王\U000e0100明", "王\U000e0100"),
        ("阿依古丽·买买提", ""),
        ("John Smith", ""),
        ("", ""),
    ],
)
def test_the_surname_is_parted_where_the_writing_tells_it(name: str, surname: str) -> None:
    assert split_name(name) == (surname, name[len(surname) :])


@given(st.sampled_from(sorted(COMPOUND_SURNAMES)), st.text(alphabet=characters, min_size=1, max_size=2))
def test_every_compound_surname_is_known(surname: str, given_name: str) -> None:
    assert split_name(surname + given_name) == (surname, given_name)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "name.missing"),
        (None, "name.missing"),
        ("不详", "name.missing"),
        ("N/A", "name.missing"),
        ("张三2", "name.digit"),
        ("13812345678", "name.digit"),
        (42, "name.digit"),
        (date(2022, 8, 1), "name.digit"),
        ("王*明", "name.incomplete"),
        ("王×", "name.incomplete"),
        ("张某", "name.incomplete"),
        ("张某某", "name.incomplete"),
        ("张XX", "name.incomplete"),
        ("李先生", "name.incomplete"),
        ("王?", "name.lost_character"),
        ("王？明", "name.lost_character"),
        ("王□", "name.lost_character"),
        ("王\ufffd", "name.lost_character"),
        ("张三、李四", "name.several"),
        ("张三/李四", "name.several"),
        ("张三，李四", "name.several"),
        ("张三\n李四", "name.several"),
        ("张三 李四", "name.several"),
        ("阿依古丽 买买提", "name.several"),
        ("张三(本人)", "name.sign"),
        ("张三#", "name.sign"),
        ("一" * 31, "name.too_long"),
        ("A" * 81, "name.too_long"),
    ],
)
def test_what_is_not_the_whole_name_of_one_person_is_refused(written: object, code: str) -> None:
    assert refused(written) == code


@pytest.mark.parametrize("name", ["丁一", "李和平", "王〇", "某明", "A" * 80, "Nguyễn Văn An", "Иван Петров"])
def test_uncommon_names_are_names(name: str) -> None:
    assert read(name).value == name


def test_a_refused_name_is_shown_masked() -> None:
    found = read_name("张三丰#")
    assert isinstance(found, Unreadable)
    assert found.masked == "张**#"


def test_a_name_to_look_at_is_noted() -> None:
    assert read("王").notes == {NameNote.SINGLE_CHARACTER}
    assert read("王\ue000明").notes == {NameNote.PRIVATE_CHARACTER}
    assert not read("王明").notes
    assert not read("J").notes
    assert all(note.words.zh and note.words.en for note in NameNote)


def test_a_name_does_not_slip_out_in_a_trace() -> None:
    assert "王" not in repr(read("王小明"))
    assert read("王小明").masked == "王*明"
    assert (read("王小明").surname, read("王小明").given) == ("王", "小明")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("SMITH John", "John Smith"),
        ("Smith, John", "JOHN SMITH"),
        ("José Núñez", "jose nunez"),
        ("Jean-Pierre", "Jean Pierre"),
        ("王\U000e0100明", "王明"),
        ("\uf9e1", "\u674e"),
    ],
)
def test_two_spellings_of_one_name_compare_alike(one: str, other: str) -> None:
    assert name_index_form(normalise_name(one)) == name_index_form(normalise_name(other))


@pytest.mark.parametrize(
    ("one", "other"), [("张伟", "张炜"), ("張伟", "张伟"), ("John Smith", "Joan Smith"), (RARE[0], RARE[1])]
)
def test_different_names_compare_differently(one: str, other: str) -> None:
    assert name_index_form(one) != name_index_form(other)


@given(st.text(alphabet=characters, min_size=1, max_size=6))
def test_the_form_compared_is_never_empty(name: str) -> None:
    assert name_index_form(name)


@given(st.text(alphabet=characters, min_size=2, max_size=8))
def test_a_mask_shows_at_most_two_characters_and_never_all(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert 1 <= len(name) - masked.count("*") <= min(2, len(name) - 1)


@given(st.text("王某先生女士小姐无名氏欧阳明月未知暂不详张三丰", min_size=1, max_size=6))
def test_a_plain_name_is_read_as_any_other(text):
    """The short way for plain names and the long way (a blank in front) say the same."""
    assert read_name(text) == read_name(f" {text}")

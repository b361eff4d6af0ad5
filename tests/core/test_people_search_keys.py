"""Names are found by their sound, as a surname is read and as the dictionary reads it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lianfang.core.people import SURNAME_READINGS
from lianfang.people.search_keys import MOST_KEYS, full_pinyin, initials


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("单雄信", "shan xiong xin"),
        ("仇英", "qiu ying"),
        ("解珍", "xie zhen"),
        ("曾子墨", "zeng zi mo"),
        ("查良镛", "zha liang yong"),
        ("盖叫天", "ge jiao tian"),
        ("朴树", "piao shu"),
        ("区浩", "ou hao"),
        ("任正非", "ren zheng fei"),
        ("华罗庚", "hua luo geng"),
        ("翟天", "zhai tian"),
        ("尉迟恭", "yu chi gong"),
        ("万俟卨", "mo qi xie"),
        ("欧阳明月", "ou yang ming yue"),
        ("王\U0002ebf0", "wang ?"),
        ("阿依古丽·买买提", "a yi gu li mai mai ti"),
        ("José Núñez", "jose nunez"),
    ],
)
def test_a_name_is_read_as_its_bearer_reads_it(name: str, pinyin: str) -> None:
    assert full_pinyin(name) == pinyin


@pytest.mark.parametrize(
    ("name", "first", "others"),
    [
        ("单雄信", "sxx", {"dxx"}),
        ("朴树", "ps", set()),
        ("区浩", "oh", {"qh"}),
        ("乐嘉", "yj", {"lj"}),
        ("尉迟恭", "ycg", {"wcg"}),
        ("万俟卨", "mqx", {"wqx"}),
        ("长孙无忌", "zswj", {"cswj"}),
        ("阿依古丽·买买提", "ayglmmt", set()),
        ("John Smith", "js", {"sj"}),
        ("José", "j", set()),
        ("王\U0002ebf0明", "wm", set()),
    ],
)
def test_initials_hold_every_reading_the_usual_first(name: str, first: str, others: set[str]) -> None:
    found = initials(name)
    assert found[0] == first
    assert others <= set(found)


@pytest.mark.parametrize("name", ["", "\U0002ebf0", "·", "-"])
def test_a_name_without_any_reading_has_no_initials(name: str) -> None:
    assert initials(name) == ()


@example("王欸")
@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=15))
def test_there_are_few_keys_all_different_and_lower_case(name: str) -> None:
    found = initials(name)
    assert len(found) == len(set(found)) <= MOST_KEYS
    assert all(key.isascii() and key.isalpha() and key.islower() for key in found)


@pytest.mark.parametrize("surname", SURNAME_READINGS)
def test_every_reading_of_a_surname_in_the_table_is_a_key(surname: str) -> None:
    for reading in SURNAME_READINGS[surname]:
        syllables = reading.split()
        assert len(syllables) == len(surname)
        expected = "".join(syllable[0] for syllable in syllables) + "m"
        assert expected in initials(surname + "明")

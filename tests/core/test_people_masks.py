"""Masks: enough to recognise what one has before oneself, and nothing more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.people import mask_address, mask_identifier, mask_name, mask_phone


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010519491231002X", "110***********002X"),
        ("110105491231002", "110********1002"),
        ("E12345678", "E*****678"),
        ("1234567", "1***567"),
        ("123456", "1*****"),
        ("1", "1"),
        ("", ""),
    ],
)
def test_identifiers_keep_their_ends_and_length(number: str, masked: str) -> None:
    assert mask_identifier(number) == masked


@given(st.text(alphabet="0123456789X", min_size=2, max_size=40))
def test_an_identifier_is_hidden_at_least_by_half_less_one(number: str) -> None:
    masked = mask_identifier(number)
    assert len(masked) == len(number)
    assert masked.count("*") >= len(number) // 2 - 1
    assert masked != number


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小明", "王*明"),
        ("王小明月", "王**月"),
        ("李明", "李*"),
        ("王", "*"),
        ("欧阳明月", "欧阳**"),
        ("欧阳修", "欧阳*"),
        ("阿依古丽·买买提", "阿***·***"),
        ("阿依古丽•买买提•艾力", "阿***·***·***"),
        ("John Smith", "J*** S***"),
        ("Jean·Pierre", "J***·***"),
        ("김 민수", "김*** 민***"),
        ("\ue000明", "\ue000*"),
        ("王\U000e0100明", "王\U000e0100*"),
        ("E\u0302nh", "Ê***"),
        ("", ""),
        ("·", ""),
    ],
)
def test_names_keep_a_first_letter(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+8613812345678", "138****5678"),
        ("+86 138-1234-5678", "138****5678"),
        ("010-62345678", "010-****5678"),
        ("0376 5923456", "0376-***3456"),
        ("+861062345678", "010-****5678"),
        ("+863765923456", "0376-***3456"),
        ("+85291234567", "+852****4567"),
        ("+886912345678", "+886*****5678"),
        ("+14155552671", "+*******2671"),
        ("12320", "12320"),
        ("120", "120"),
        ("4008208820", "4008208820"),
        ("张三13812345678", "***********78"),
        ("abcd", "****"),
        ("a", "*"),
        ("", ""),
    ],
)
def test_telephones_keep_the_tail(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        (
            "河南省信阳市息县谯楼街道西大街社区文化路12号3单元502室",
            "河南省信阳市息县谯楼街道西大街社区文化路***",
        ),
        ("云泽市青石县河口镇三里村二组15号", "云泽市青石县河口镇三里村***"),
        ("上海市浦东新区世纪大道100弄5号", "上海市浦东新区世纪大道***"),
        ("北京市朝阳区三里屯路甲3号", "北京市朝阳区三里屯路***"),
        ("郑州市二七区五一公园小区3栋", "郑州市二七区***"),
        ("西安市第9大街12号", "西安市第9大街***"),
        ("青石县107国道旁李庄村", "青石县107国道旁李庄村"),
        ("云泽市青石县", "云泽市青石县"),
        ("青石县阳光小区A栋", "青石县***"),
        ("河口镇八里村十二号", "河口镇八里村***"),
        ("息县人民医院", "息县***"),
        ("家乐福超市后", "***"),
        ("3栋502", "***"),
        ("12 Wenhua Road, Xi County, Henan", "***, Xi County, Henan"),
        ("Room 502, Building 3, Wenhua Road, Xi County, Henan", "***, Xi County, Henan"),
        ("Green Garden", "***"),
        ("", ""),
    ],
)
def test_addresses_end_at_community_or_road(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@given(
    st.sampled_from(["文化路", "世纪大道", "三里村", "东风社区", "第9大街"]),
    st.integers(1, 9999),
    st.sampled_from(["号", "栋", "弄", "单元"]),
    st.integers(101, 3204),
)
def test_no_house_or_room_number_is_left(road: str, house: int, unit: str, room: int) -> None:
    assert mask_address(f"云泽市青石县{road}{house}{unit}{room}室") == f"云泽市青石县{road}***"

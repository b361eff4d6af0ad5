"""Rows of a sheet that are no persons."""

import pytest
from intake_made import AT, mapping, number

from lianfang.core.intake import Cell, Mapping, NotRow, Rejected, Row, RowReader, recognise
from lianfang.core.intake.skips import Skips

HEADINGS: list[Cell] = ["序号", "姓名", "身份证号", "联系电话", "备注"]


def kind(cells: list[Cell]) -> NotRow | None:
    return Skips(mapping(HEADINGS)).kind(cells)


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        ([12.0, None, None, None, None], NotRow.BLANK),
        ([12.0, "无", "-", None, None], NotRow.BLANK),
        (["合计", None, None, None, 37.0], NotRow.SUBTOTAL),
        (["合 计:37人", None, None, None, None], NotRow.SUBTOTAL),
        ([None, "小计", "37", None, None], NotRow.SUBTOTAL),
        (["Total", 3.0], NotRow.SUBTOTAL),
        (["序号", "姓名", "身份证号", "联系电话", "备注"], NotRow.HEADER),
        (["##No", "##Name", None, None, None], NotRow.HEADER),
        ([1.0, 2.0, 3.0, 4.0, 5.0], NotRow.HEADER),
        (["填表人:李四", None, "审核人:王五", None, None], NotRow.FOOTER),
        (["备注:本表一式两份", None, None, None, None], NotRow.FOOTER),
        (
            [
                "本表由各村社区于每日十六时前报送至镇专班,逾期未报的予以通报,请务必核对后再行上报,谢谢配合",
                None,
            ],
            NotRow.FOOTER,
        ),
        (["Prepared by: Li", None, None, None, None], NotRow.FOOTER),
        (["示例", "张三", number(), "13800138000", None], NotRow.EXAMPLE),
        (["例", "张三", number(), "13800138000", None], NotRow.EXAMPLE),
        ([1.0, "例:张三", number(), None, None], NotRow.EXAMPLE),
        ([1.0, "王小明", number(), None, None], None),
        (["1", "王小明", None, "13800138000", None], None),
        ([None, "小明", number(), None, "合计"], None),
        ([12.0, "合计", number(), "13800138000", None], None),
        (["12", "合计", number(), "13800138000", None], None),
        ([None, None, number(), None, None], None),
        ([1.0, "备注", None, None, "与上一行同住"], None),
        ([1.0], NotRow.BLANK),
    ],
)
def test_sums_headings_signatures_and_examples_are_told_from_people(
    cells: list[Cell], meant: NotRow | None
) -> None:
    assert kind(cells) is meant


def test_a_heading_of_two_rows_is_recognised_when_a_page_repeats_it() -> None:
    upper: list[Cell] = ["姓名", "目的地", None, "联系电话"]
    lower: list[Cell] = [None, "县", "乡镇", None]
    mapped = recognise([(1, upper), (2, lower)])
    assert isinstance(mapped, Mapping)
    skips = Skips(mapped)
    assert skips.kind(upper) is NotRow.HEADER
    assert skips.kind(lower) is NotRow.HEADER
    assert skips.kind(["王小明", "青石县", "河口镇", "13800138000"]) is None


def test_lists_without_identifiers_or_with_two_name_columns_are_judged_too() -> None:
    assert Skips(mapping(["姓名", "电话"])).kind(["合计", 3.0]) is NotRow.SUBTOTAL
    assert Skips(mapping(["姓", "名", "电话"])).kind(["王", "小明", "13800138000"]) is None


def test_the_reader_tells_them_apart_from_rows() -> None:
    reader = RowReader(mapping(HEADINGS), sheet="名单", at=AT)
    assert reader.read(9, ["合计", None, None, None, 37.0]) is NotRow.SUBTOTAL
    assert isinstance(reader.read(2, [1.0, "王小明", number()]), Row)
    assert isinstance(reader.read(2, [1.0, "王小明", "1"]), Rejected)


def test_every_kind_has_its_words() -> None:
    for one in NotRow:
        assert one.words.zh != one.words.en

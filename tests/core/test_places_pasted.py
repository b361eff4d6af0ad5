"""Lists of risk areas that somebody pastes."""

from lianfang.core.places import read_typed
from lianfang.core.places.pasted import HEADINGS, as_table


def read(text):
    rows = [(n, line.split("\t")) for n, line in enumerate(as_table(text).splitlines(), 1)]
    return read_typed(rows, digest="d", source="粘贴")


def places(text):
    return [(a.level, a.written) for a in read(text).areas]


TITLE = "2022-08-01 7时\n"


def test_lines_of_level_and_slashed_names_are_places():
    text = f"{TITLE}高风险 江东省/云泽市/青石县/一村\n中风险区: 江东省/云泽市/青石县/二村/3号楼"
    assert places(text) == [
        ("high", "江东省/云泽市/青石县/一村"),
        ("middle", "江东省/云泽市/青石县/二村/3号楼"),
    ]


def test_with_fewer_names_the_last_is_the_place():
    assert places(f"{TITLE}高 北京市/朝阳区/一村") == [("high", "北京市/朝阳区/一村")]
    assert read(f"{TITLE}高 北京市/朝阳区/一村").areas[0].place == "一村"


def test_cells_copied_from_a_table_are_places():
    text = f"{TITLE}低风险\t江东省\t云泽市\t青石县\t除高风险区外的其他区域"
    (area,) = read(text).areas
    assert (area.level, area.complement) == ("low", True)
    assert places(f"{TITLE}高风险,江东省,云泽市,青石县,一村,二村") == [
        ("high", "江东省/云泽市/青石县/一村,二村")
    ]


def test_a_table_with_its_own_headings_stays_as_it_is():
    text = TITLE + "\t".join(HEADINGS) + "\n高风险\t江东省\t云泽市\t青石县\t一村"
    assert as_table(text) == text


def test_a_text_without_any_place_stays_as_it_is():
    assert as_table("没有名单") == "没有名单"


def test_a_line_that_is_no_place_is_noted_and_not_lost():
    found = read(f"{TITLE}高风险 江东省/云泽市/青石县/一村\n这一行不是 江东省/一村\n随便写的")
    assert len(found.areas) == 1
    assert [(n.code, n.times) for n in found.notes] == [("risk.bad_row", 2)]

"""Documents: the layout of the norm, the words on them, and what must never be missing."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from lianfang.core.days import instant
from lianfang.core.situation.paper import Figure, Heading, Line, Table
from lianfang.core.words import Words
from lianfang.gateway.documents import (
    BulletinPaper,
    Ground,
    IsolationNotice,
    PaperList,
    PaperPart,
    PaperTask,
    RegisterRow,
    ReleaseNotice,
    export_register,
    write_bulletin,
    write_isolation_notice,
    write_release_notice,
    write_task_list,
)
from lianfang.gateway.documents.punctuation import wide

FIVE = instant("2022-08-05T17:00+08:00")
HELD = Figure("held", "1.5", 339)
BLOCKS = (
    Heading(1, Words("总体情况", "Overview")),
    Line().say("在管{n}人,到期17:00(当日)。", "Held {n} (at 17:00).", n=HELD).paragraph(),
    Heading(1, Words("在管人员", "People")),
    Heading(2, Words("集中隔离", "Central")),
    Table(
        Words("到期任务(件)", "Tasks"),
        (Words("任务", "Task"), Words("应办", "Due")),
        ((Words("采样", "sample"), Figure("tasks.sample", "1.5", 0, unknown=2)),),
    ),
)
PAPER = BulletinPaper(
    title=Words("云泽市疫情防控日报", "Yunze daily bulletin"),
    day=date(2022, 8, 5),
    special=False,
    number=None,
    edition=1,
    issuer="云泽市疫情防控指挥部",
    as_of=FIVE,
    blocks=BLOCKS,
    composed_by="林专班",
    signer="",
    signer_title="",
    signed=None,
    sha256="ab" * 32,
    ledger_number=217,
    ledger_digest="cd" * 32,
)
SIGNED = replace(PAPER, number=9, signer="高指挥", signer_title="指挥长", signed=FIVE)


DRILL = Words("演练", "EXERCISE")


def opened(file: bytes) -> Any:
    return Document(BytesIO(file))


def texts(document: Any) -> list[str]:
    return [p.text for p in document.paragraphs if p.text]


def xml(file: bytes, name: str) -> str:
    return ZipFile(BytesIO(file)).read(name).decode()


def headers(file: bytes) -> str:
    names = [n for n in ZipFile(BytesIO(file)).namelist() if n.startswith("word/header")]
    return "".join(xml(file, name) for name in names)


def about(one: int, other: int) -> bool:
    """Equal but for the twentieths of a point in which the format counts."""
    return abs(one - other) < 1000


def test_the_page_is_that_of_the_norm() -> None:
    (section,) = opened(write_bulletin(PAPER)).sections
    assert about(section.page_width, Mm(210))
    assert about(section.page_height, Mm(297))
    margins = (section.top_margin, section.left_margin, section.bottom_margin, section.right_margin)
    assert all(about(have, Mm(want)) for have, want in zip(margins, (37, 28, 35, 26), strict=True))


def test_22_lines_of_28_characters_fill_the_type_area() -> None:
    document = opened(write_bulletin(PAPER))
    (section,) = document.sections
    normal = document.styles["Normal"]
    assert normal.font.size == Pt(16)
    line = normal.paragraph_format.line_spacing
    high = (section.page_height - section.top_margin - section.bottom_margin) / line
    assert 22 <= high < 23
    closer = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    broad = (section.page_width - section.left_margin - section.right_margin) / Pt(16 + closer)
    assert 28 <= broad < 29


def test_faces_are_named_by_the_norm_with_substitutes_and_none_is_shipped() -> None:
    file = write_bulletin(PAPER)
    styles = opened(file).styles
    named = {
        name: styles[name].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1", "Heading 2")
    }
    assert named == {"Normal": "仿宋", "Title": "方正小标宋简体", "Heading 1": "黑体", "Heading 2": "楷体"}
    table = xml(file, "word/fontTable.xml")
    for face in named.values():
        assert f'w:name="{face}"' in table
    assert table.count("w:altName") >= 4
    assert "Noto Serif CJK SC" in table
    assert not [n for n in ZipFile(BytesIO(file)).namelist() if "fonts/" in n]


def test_headings_are_numbered_as_official_papers_number_them() -> None:
    document = opened(write_bulletin(PAPER))
    styled = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert styled == [
        ("Heading 1", "一、总体情况"), ("Heading 1", "二、在管人员"), ("Heading 2", wide("(一)集中隔离")),
    ]  # fmt: skip
    english = opened(write_bulletin(PAPER, language="en"))
    assert [p.text for p in english.paragraphs if p.style.name.startswith("Heading")] == [
        "1. Overview", "2. People", "(1) Central",
    ]  # fmt: skip


def test_numbers_stand_in_the_text_and_the_unknown_is_never_zero() -> None:
    document = opened(write_bulletin(PAPER))
    assert wide("在管339人,到期17:00(当日)。") in texts(document)
    (table,) = document.tables
    assert [cell.text for cell in table.rows[1].cells] == ["采样", "未报"]


def test_a_table_repeats_its_head_and_breaks_no_row() -> None:
    (table,) = opened(write_bulletin(PAPER)).tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_page_numbers_stand_outside_with_the_hash_and_the_ledgers_head_below() -> None:
    document = opened(write_bulletin(PAPER))
    (section,) = document.sections
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        number, small = footer.paragraphs
        assert number._p.xpath(".//w:instrText")[0].text == "PAGE"
        assert number.alignment.name.lower() == side
        assert {run.font.size for run in number.runs} == {Pt(14)}
        assert "ab" * 8 in small.text
        assert f"217-{'cd' * 8}" in small.text


def test_a_draft_is_marked_on_every_page_and_a_signed_bulletin_is_not() -> None:
    assert headers(write_bulletin(PAPER)).count('string="草稿"') == 2
    assert "string=" not in headers(write_bulletin(SIGNED))
    assert headers(write_bulletin(PAPER, language="en")).count('string="DRAFT"') == 2


def test_an_exercise_cannot_be_taken_for_the_real_thing() -> None:
    assert headers(write_bulletin(replace(SIGNED, mark=DRILL))).count('string="演练"') == 2


def test_a_draft_says_that_nobody_signed_it_and_a_signed_one_who_did() -> None:
    assert any("尚未签发" in text for text in texts(opened(write_bulletin(PAPER))))
    signed = texts(opened(write_bulletin(SIGNED)))
    assert wide("签发:指挥长高指挥(2022年8月5日17:00)") in signed
    assert "云泽市疫情防控指挥部" in signed
    assert "2022年8月5日" in signed


def test_a_special_bulletin_has_a_red_head_its_number_and_a_red_rule() -> None:
    file = write_bulletin(replace(SIGNED, special=True))
    document = opened(file)
    title = document.paragraphs[0]
    assert title.runs[0].font.color.rgb == RGBColor(0xFF, 0x33, 0x33)
    assert title.style.name == "Title"
    assert "第9期" in texts(document)
    assert 'w:color="FF3333"' in xml(file, "word/document.xml")
    unsigned = texts(opened(write_bulletin(replace(PAPER, special=True))))
    assert wide("(待签发)") in unsigned


def test_a_correction_says_which_edition_it_is() -> None:
    said = texts(opened(write_bulletin(replace(SIGNED, edition=2))))
    assert any("更正第2版" in text for text in said)


@pytest.mark.parametrize(
    ("plain", "printed"),
    [
        ("截至17:00,在管3人(其中2人)。", "截至17:00\uff0c在管3人\uff08其中2人\uff09。"),
        ("人数689/694;位置1", "人数689/694\uff1b位置1"),
        ("no Chinese, (none): here; ok", "no Chinese, (none): here; ok"),
        ("推送0803(8月3日):待处理", "推送0803\uff088月3日\uff09\uff1a待处理"),
    ],
)
def test_chinese_is_printed_with_full_width_marks(plain: str, printed: str) -> None:
    assert wide(plain) == printed


COMMON: Mapping[str, Any] = {
    "number": "GL20220805-12",
    "issuer": "青石县疫情防控指挥部",
    "name": "王小明",
    "identifier": "110105********002X",
    "address": "河口镇东风社区3栋",
    "measure": Words("集中隔离医学观察", "isolation at a central site"),
    "grounds": [Ground("9-03", Words("有高风险区旅居史", "stayed in a high-risk area"), "风险区外溢人员")],
    "edition": Words("防控方案(第九版)", "protocol, 9th edition"),
    "decided_by": ["指挥长 秦指挥"],
    "signed_on": date(2022, 8, 5),
    "contact": "李社区 0379-5551234",
    "complaint": "指挥部办公室",
}
ISOLATION = IsolationNotice(
    **COMMON, place="青石宾馆", start=date(2022, 8, 5), until=date(2022, 8, 10), cap=date(2022, 8, 12),
    tests=(date(2022, 8, 5), date(2022, 8, 7)),
)  # fmt: skip
RELEASE = ReleaseNotice(**COMMON, start=date(2022, 8, 5), ended=date(2022, 8, 10))


def test_a_notice_of_isolation_says_what_why_until_when_who_decided_and_where_to_complain() -> None:
    said = "\n".join(texts(opened(write_isolation_notice(ISOLATION))))
    for needed in (
        "集中隔离医学观察告知书", "GL20220805-12", "王小明", "110105********002X", "有高风险区旅居史",
        "第9-03项", "2022年8月5日起至2022年8月10日止", "共6天", "最迟至2022年8月12日", "青石宾馆", "8月7日",
        "指挥长 秦指挥",
        "申诉", "24小时内答复", "您的权利", "送达回执", "未签收的原因",
    ):  # fmt: skip
        assert needed in said, needed


def test_a_measure_that_hangs_on_no_result_has_no_later_end() -> None:
    for cap in (None, ISOLATION.until):
        assert "最迟" not in "\n".join(texts(opened(write_isolation_notice(replace(ISOLATION, cap=cap)))))
    assert "核酸检测" not in "\n".join(texts(opened(write_isolation_notice(replace(ISOLATION, tests=())))))


def test_a_notice_of_release_says_what_was_met_and_what_follows() -> None:
    plain = "\n".join(texts(opened(write_release_notice(RELEASE))))
    assert "解除集中隔离医学观察告知书" in plain
    assert "自2022年8月10日起解除" in plain
    assert "期限届满" in plain
    more = replace(
        RELEASE,
        met=(Words("两次核酸阴性", "two negative tests"),),
        afterwards=Words("居家健康监测3天", "monitoring at home for 3 days"),
    )
    said = "\n".join(texts(opened(write_release_notice(more))))
    assert "两次核酸阴性" in said
    assert "居家健康监测3天" in said


@pytest.mark.parametrize(
    ("write", "notice"), [(write_isolation_notice, ISOLATION), (write_release_notice, RELEASE)]
)
def test_for_a_foreign_person_every_part_stands_in_english_too(
    write: Callable[[Any], bytes], notice: Any
) -> None:
    plain = "\n".join(texts(opened(write(notice))))
    both = "\n".join(texts(opened(write(replace(notice, foreign=True)))))
    assert "stayed in a high-risk area" not in plain
    for needed in ("Notice of", "stayed in a high-risk area", "Decided by", "If you disagree", "Receipt"):
        assert needed in both, needed


def test_an_exercise_notice_is_marked() -> None:
    assert 'string="演练"' in headers(write_release_notice(replace(RELEASE, mark=DRILL)))


TASKS = PaperList(
    printed=FIVE, printed_by="李社区", reference="P-217",
    parts=[
        PaperPart(
            unit, "王网格", "13800000000",
            [
                PaperTask(
                    FIVE, Words("上门核实", "find and check"), "王小明", "13812345678", "3栋502室",
                    Words("8月3日从高风险区返回", "back from a high-risk area"), code="RW12",
                )
            ],
        )
        for unit in ("东风社区1号网格", "东风社区2号网格")
    ],
)  # fmt: skip


def test_the_paper_list_lies_across_with_room_to_write() -> None:
    document = opened(write_task_list(TASKS))
    (section,) = document.sections
    assert section.orientation is WD_ORIENT.LANDSCAPE
    table, _ = document.tables
    row = [cell.text for cell in table.rows[1].cells]
    assert row == [
        "□", "RW12", "8月5日17:00", "上门核实", "王小明", "13812345678", "3栋502室",
        "8月3日从高风险区返回", "", "",
    ]  # fmt: skip
    widths = sum(cell.width for cell in table.rows[0].cells)
    assert widths <= section.page_width - section.left_margin - section.right_margin + 1000


def test_each_unit_has_pages_of_its_own_to_sign_and_pages_are_counted() -> None:
    document = opened(write_task_list(TASKS))
    titles = [p for p in document.paragraphs if p.style is not None and p.style.name == "Title"]
    assert [bool(p.paragraph_format.page_break_before) for p in titles] == [False, True]
    assert sum("领取人签名" in line for line in texts(document)) == 2
    assert "NUMPAGES" in document.sections[0].footer._element.xml


def test_each_copy_says_who_printed_it_and_is_to_be_given_back() -> None:
    document = opened(write_task_list(TASKS))
    small = document.sections[0].footer.paragraphs[1].text
    for needed in ("李社区", "8月5日17:00", "P-217", "销毁"):
        assert needed in small
    english = opened(write_task_list(TASKS, language="en"))
    assert "to be destroyed" in english.sections[0].footer.paragraphs[1].text


def test_a_list_without_tasks_says_so() -> None:
    document = opened(write_task_list(replace(TASKS, parts=[], mark=DRILL)))
    assert "目前没有到期的任务。" in texts(document)
    assert not document.tables


def test_the_register_is_given_out_as_text_that_no_program_changes() -> None:
    row = RegisterRow(
        name="=1+1", identifier="110105194912310021", phone="13812345678", region="东风社区",
        category=Words("密切接触者", "close contact"), measure=Words("集中隔离", "central"), place="青石宾馆",
        since=FIVE, until=date(2022, 8, 10), state=Words("在管", "held"),
    )  # fmt: skip
    sheet = openpyxl.load_workbook(
        BytesIO(export_register([row], title=Words("在管台账", "Register")))
    ).active
    assert sheet is not None
    assert sheet.title == "在管台账"
    assert [cell.value for cell in sheet[1]][:2] == ["姓名", "证件号码"]
    assert sheet["B2"].value == "110105194912310021"
    assert not str(sheet["A2"].value).startswith("=")
    assert sheet["A2"].data_type == "s"

"""The sheet of people who are held already: its headings, its rows, what is wrong with them."""

from datetime import date

import pytest

from lianfang.core.days import instant
from lianfang.core.findings.values import RiskLevel
from lianfang.core.intake import NotRow, Rejected
from lianfang.core.intake.opening import Done, Opening, OpeningReader
from lianfang.core.intake.opening_headings import Part, recognise_opening
from lianfang.core.refusal import Refused

AT = instant("2022-08-05T09:00+08:00")
_HEADINGS = (
    "姓名 身份证号 联系电话 人员类别 风险等级 末次接触日期 隔离方式 入住时间 解除日期 "
    "方案版本 隔离酒店 房间号 通知书编号 依据 核酸结果"
)
HEAD = _HEADINGS.split()
GOOD = {
    "姓名": "王小明", "身份证号": "11010519491231002X", "联系电话": "13800000001", "人员类别": "密接",
    "末次接触日期": "2022-08-01", "隔离方式": "集中隔离", "入住时间": "2022-08-02 10:00", "房间号": "301",
    "隔离酒店": "云泽宾馆", "核酸结果": "2022-08-02 阴性;8月4日 阴",
}  # fmt: skip


def read(head=HEAD, **said):
    cells = {**GOOD, **said}
    mapping = recognise_opening([(1, head), (2, [cells.get(name) for name in head])])
    assert mapping is not None
    return OpeningReader(mapping, sheet="表", at=AT).read(2, [cells.get(name) for name in head])


def code(**said):
    found = read(**said)
    assert isinstance(found, Rejected), found
    return found.problems[-1].code


def test_a_row_says_who_is_held_as_what_since_when_and_where():
    found = read()
    assert isinstance(found, Opening)
    assert (found.person_class, found.measure, found.room) == ("close_contact", "central", "301")
    assert found.began == instant("2022-08-02T10:00+08:00")
    assert (found.key_day, found.until, found.facility) == (date(2022, 8, 1), None, "云泽宾馆")
    negatives = [instant("2022-08-02T00:00+08:00"), instant("2022-08-04T00:00+08:00")]
    assert found.tests == tuple(Done(taken, "negative") for taken in negatives)


@pytest.mark.parametrize(
    ("written", "cls", "risk"),
    [
        ("次密接", "secondary_contact", None),
        ("高风险区来返人员", "traveller", RiskLevel.HIGH),
        ("高风险岗位人员", "high_risk_post", None),
        ("entrant", "entrant", None),
        ("Close Contact", "close_contact", None),
    ],
)
def test_classes_are_read_as_people_write_them(written, cls, risk):
    found = read(人员类别=written)
    assert (found.person_class, found.risk) == (cls, risk)


def test_a_column_of_its_own_tells_the_level():
    assert read(人员类别="来返人员", 风险等级="中风险").risk is RiskLevel.MIDDLE


def test_what_cannot_be_taken_over_goes_back_with_its_reason():
    assert code(人员类别="领导") == "opening.class"
    assert code(隔离方式="自由") == "opening.measure"
    assert code(入住时间=None) == "opening.no_start"
    assert code(入住时间="不知道") == "date.unreadable"
    assert code(入住时间="2022-08-06") == "opening.ahead"
    assert code(解除日期="2022-08-01") == "opening.order"
    assert code(解除日期="2022-08-04") == "opening.over"
    assert code(末次接触日期="2022-08-09") == "date.future"
    assert code(末次接触日期=None) == "opening.no_end"
    assert code(人员类别="来返人员") == "opening.no_end"
    for bad in ("阴性", "2022-08-02", "2022-08-02 好", "2022-08-09 阴性", "好几天 3 阴性"):
        assert code(核酸结果=bad) == "opening.test"
    assert read(身份证号="110105194912310021").problems


def test_the_problem_names_the_column_and_shows_nothing_personal():
    problem = read(隔离方式="自由").problems[-1]
    assert (problem.sheet, problem.row, problem.place, problem.value) == ("表", 2, "G 隔离方式", "自由")


def test_an_end_on_paper_will_do_where_the_day_to_count_from_is_not_known():
    found = read(末次接触日期=None, 解除日期=date(2022, 8, 9))
    assert (found.until, found.countable) == (date(2022, 8, 9), False)


def test_rows_of_no_person_are_passed_over():
    mapping = recognise_opening([(1, HEAD)])
    assert isinstance(OpeningReader(mapping, sheet="表", at=AT).read(9, ["合计", None]), NotRow)


def test_without_an_end_column_the_start_is_pointed_out():
    head = [name for name in HEAD if name != "解除日期"]
    assert read(head, 末次接触日期=None).problems[-1].heading == "入住时间"


def test_a_sheet_that_lacks_a_column_is_refused_by_its_name():
    for lacking, said in (("隔离方式", "管控措施"), ("入住时间", "管控开始时间"), ("姓名", "姓名")):
        with pytest.raises(Refused, match="headings lack") as refused:
            recognise_opening([(1, [name for name in HEAD if name != lacking])])
        assert said in refused.value.words.zh


def test_two_columns_of_one_meaning_are_refused():
    with pytest.raises(Refused, match="two columns"):
        recognise_opening([(1, [*HEAD, "房号"])])


def test_several_columns_of_tests_are_all_read():
    head = [*HEAD, "第2次核酸"]
    found = read(head, 核酸结果="2022-08-02 阴性", 第2次核酸="2022-08-03 阳性")
    assert [test.outcome for test in found.tests] == ["negative", "positive"]


def test_headings_that_nobody_needs_or_that_say_the_same_are_left_out():
    assert isinstance(read([*HEAD, "甲", "性别", "性别"]), Opening)
    with pytest.raises(Refused, match="lack Name"):
        read([*HEAD, "名字"])


def test_a_sheet_that_is_no_such_list_is_passed_over():
    assert recognise_opening([(1, ["填写说明"]), (2, ["请按模板填写"])]) is None


def test_every_part_is_recognised_by_its_own_words_in_both_languages():
    for language in ("zh", "en"):
        own = [part.words.said_in(language) for part in Part]
        found = recognise_opening([(1, ["姓名", "身份证号", *own])])
        assert found is not None
        assert set(found.parts) == set(Part)

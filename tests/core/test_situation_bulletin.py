"""The bulletin: what it says of the figures, what it finds wrong, and nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lianfang.core.days import Window, end_of, instant, start_of
from lianfang.core.situation import ZERO_TO_24, Cell, CrossCheck, Op, Suspicion, judge
from lianfang.core.situation.bulletin import closing, compose
from lianfang.core.situation.checks import Verdict
from lianfang.core.situation.day_facts import (
    NAMED,
    Below,
    Doubt,
    Facts,
    LateWork,
    OpenList,
    OwedReport,
    day_words,
    moment_words,
)
from lianfang.core.situation.metrics import METRICS
from lianfang.core.situation.paper import Block, Figure, Heading, Paragraph, Part, Table
from lianfang.core.situation.problems import problems
from lianfang.core.tasks import TaskKind
from lianfang.core.words import Words

AUG5 = date(2022, 8, 5)
FIVE = instant("2022-08-05T17:00+08:00")
DAY = Window(start_of(AUG5), end_of(AUG5))
REPORT = Words("社区日报", "community report")


def cells(path: str = "1.5", **known: Any) -> Mapping[str, Cell]:
    """Cells by metric; a number is what is known, a dict the counts. ``__`` stands for the point."""
    found = {}
    for name, given in known.items():
        metric = METRICS[name.replace("__", ".")]
        counts = given if isinstance(given, dict) else {"known": given}
        found[metric.name] = Cell(metric=metric, region=path, period=DAY, as_of=FIVE, **counts)
    return found


def facts(found: Mapping[str, Cell] | None = None, **more: Any) -> Facts:
    given: dict[str, Any] = {
        "name": "云泽市",
        "path": "1.5",
        "day": AUG5,
        "window": ZERO_TO_24,
        "as_of": FIVE,
    }
    return Facts(**given, cells=found or {}, **more)


def text(blocks: tuple[Block, ...], language: str = "zh") -> str:
    return "\n".join(b.text(language) for b in blocks if isinstance(b, Paragraph))


def tables(blocks: tuple[Block, ...]) -> list[Table]:
    return [b for b in blocks if isinstance(b, Table)]


def test_people_in_isolation_are_told_apart_by_why_they_are_there() -> None:
    parts = {"close_contact": 2, "secondary_contact": 95, "entrant": 24, "traveller_high": 218}
    found = cells(held__central=339, **{f"held__central__{kind}": n for kind, n in parts.items()})
    said = compose(facts(found))
    assert "在管339人:密切接触者2人、密接的密接95人、入境人员24人、高风险区旅居人员218人。" in text(said)
    english = "Held 339: close contacts 2, contacts of close contacts 95, entrants from abroad 24, "
    assert english in text(said, "en")
    assert sum(parts.values()) == 339


@pytest.mark.parametrize(
    ("before", "zh", "en"),
    [
        (300, "较上日增加39人", "39 more than the day before"),
        (350, "较上日减少11人", "11 fewer than the day before"),
        (339, "与上日持平", "as many as the day before"),
    ],
)
def test_a_figure_is_held_against_the_day_before(before: int, zh: str, en: str) -> None:
    said = compose(facts(cells(held=339), before=cells(held=before)))
    assert zh in text(said)
    assert en in text(said, "en")


def test_nothing_is_compared_with_what_is_not_known() -> None:
    assert "上日" not in text(compose(facts(cells(held=339))))
    assert "上日" not in text(compose(facts(cells(held=339), before=cells(held={"known": 3, "unknown": 1}))))
    assert "上日" not in text(compose(facts(cells(held={"known": 3, "unknown": 1}), before=cells(held=339))))


def test_who_changes_from_one_measure_to_another_is_neither_new_nor_released() -> None:
    said = text(
        compose(facts(cells(held__home_monitor=8, moved_in__home_monitor=3, entered__home_monitor=1)))
    )
    assert "当日新增1人,解除0人,由其他措施转入3人、转出0人。" in said
    quiet = text(compose(facts(cells(held__central=8))))
    assert "转入" not in quiet


def test_a_quiet_day_says_so() -> None:
    said = compose(facts())
    assert "目前无在管人员。" in text(said)
    assert not tables(said)
    assert "Nobody is under a measure." in text(said, "en")


def test_every_number_in_a_sentence_can_be_opened() -> None:
    said = compose(facts(cells(held=3, tasks={"on_time": 5, "missing": 2, "known": 5})))
    figures = [f for b in said if isinstance(b, Paragraph) for f in b.figures.values()]
    assert Figure("held", "1.5", 3) in figures
    assert Figure("tasks", "1.5", 2, part=Part.MISSING) in figures
    assert all(f.metric in METRICS and f.path == "1.5" for f in figures)


def test_tasks_stand_in_a_table_with_their_sum() -> None:
    found = cells(
        tasks={"on_time": 6, "late": 1, "missing": 2, "known": 7},
        tasks__locate={"on_time": 5, "missing": 2, "known": 5},
        tasks__sample={"on_time": 1, "late": 1, "known": 2},
        tasks__release={"excused": 4},
    )
    (table,) = tables(compose(facts(found)))
    names = [row[0].zh for row in table.rows if isinstance(row[0], Words)]
    assert names == ["核实落地", "采样", "解除管控", "合计"]
    expected = [cell.known for row in table.rows for cell in row[1:2] if isinstance(cell, Figure)]
    assert expected == [7, 2, 0, 9]


def test_regions_are_compared_with_their_sum_and_what_stands_with_none_of_them() -> None:
    below = [
        Below("青石县", "1.5.6", cells("1.5.6", held=200)),
        Below("白沙县", "1.5.7", cells("1.5.7", held=130)),
        Below("云泽市", "1.5", cells("1.5", held=9)),
    ]
    (table,) = tables(compose(facts(cells(held=339), below=below)))
    names = [row[0].en for row in table.rows if isinstance(row[0], Words)]
    assert names == ["青石县", "白沙县", "own level", "Total"]
    held = [row[1].known for row in table.rows if isinstance(row[1], Figure)]
    assert held == [200, 130, 9, 339]


def test_late_and_missing_units_are_named_and_the_many_are_counted() -> None:
    late = [OwedReport("东风社区", REPORT, FIVE, sent=FIVE)]
    many = [OwedReport(f"{n}号社区", REPORT, FIVE) for n in range(NAMED + 2)]
    said = compose(facts(late=late, missing=many))
    assert "迟报单位:东风社区(社区日报)。" in text(said)
    assert f"等{NAMED + 2}份。" in text(said)
    assert "and 2 more." in text(said, "en")


def test_nothing_wrong_means_no_problem() -> None:
    assert problems(facts(cells(held=3, rooms__capacity=100, rooms__free=50))) == ()


def test_problems_are_proposed_from_the_data_with_what_would_mend_them() -> None:
    check = CrossCheck(
        name="all_tested", left="tested", op=Op.AT_LEAST, right="visits",
        words=Words("发热患者应检尽检", "every fever patient is tested"), if_less=Suspicion.UNDONE,
    )  # fmt: skip
    (verdict,) = judge([check], {"tested": 3, "visits": 5})
    found = problems(
        facts(
            cells(
                not_isolated=4, not_isolated__late=3, not_isolated__not_found=1, not_isolated__unsigned=3,
                overdue=7, lists__open=1, reports={"missing": 1},
                orders__unsigned=2, rooms__capacity=100, rooms__free=9,
            ),
            worst=[LateWork("河口镇", TaskKind.LOCATE, 6, instant("2022-08-03T09:00+08:00"))],
            lists=[OpenList("省推送0803", instant("2022-08-03T09:00+08:00"), 2, 11)],
            missing=[OwedReport("南街社区", REPORT, FIVE)],
            doubts=[Doubt("市医院", verdict)],
        )
    )  # fmt: skip
    assert [p.code for p in found] == [
        "not_isolated", "late_work", "open_lists", "missing_reports", "doubts", "unsigned", "few_rooms",
    ]  # fmt: skip
    said = [p.said.text("zh") for p in found]
    assert said[0] == "应隔离未隔离4人(尚未找到本人1人、通知书待签发3人),其中3人已超时限。"
    assert said[1] == "逾期未完成任务7件:河口镇「核实落地」6件,最早一件8月3日09:00到期。"
    assert said[2] == "未闭环名单1份:省推送0803(8月3日09:00接收)待处理2条、未核实11人。"
    assert said[3] == "未报报表1份:南街社区(社区日报)。"
    assert said[4] == "数据核对不一致1处:市医院「发热患者应检尽检」3对5,疑似应做未做。"
    assert said[6] == "隔离房间剩余9间,不足总数100间的一成。"
    assert all(p.step.zh and p.step.en and p.said.text("en") for p in found)


def test_a_doubt_that_points_at_nothing_is_still_to_be_checked() -> None:
    check = CrossCheck(name="x", left="a", op=Op.EQUAL, right="b", words=Words("甲", "A"))
    found = problems(facts(doubts=[Doubt("市医院", Verdict(check, 1, 1, True))]))
    assert "待核" in found[0].said.text("zh")


def test_who_is_not_held_yet_within_the_clock_is_no_problem() -> None:
    assert problems(facts(cells(not_isolated=4, not_isolated__in_time=4))) == ()


def test_the_end_numbers_problems_and_steps() -> None:
    late = cells(not_isolated=4, not_isolated__late=4, not_isolated__refused=4)
    (problem,) = problems(facts(late))
    said = closing([problem.said], [problem.step, Words("第二", "second")])
    assert [b.words.zh for b in said if isinstance(b, Heading)] == ["存在问题", "下一步工作"]
    assert text(said).splitlines() == [
        "1. 应隔离未隔离4人(拒绝配合4人),其中4人已超时限。",
        "1. 对超时限的应隔离未隔离人员逐人核清原因,落实转运和管控。",
        "2. 第二",
    ]


def test_an_end_without_problems_says_that_there_are_none() -> None:
    assert text(closing([], [])).splitlines() == ["未发现突出问题。", "按方案继续做好各项工作。"]


def test_days_and_moments_are_said_as_people_say_them() -> None:
    assert day_words(AUG5) == Words("8月5日", "5 Aug")
    assert moment_words(FIVE) == Words("8月5日17:00", "5 Aug 17:00")
    assert moment_words(instant("2022-08-04T23:30Z")) == Words("8月5日07:30", "5 Aug 07:30")


def test_the_same_facts_make_the_same_bulletin() -> None:
    one = facts(cells(held=3, tasks__locate={"missing": 2}))
    assert compose(one) == compose(replace(one))

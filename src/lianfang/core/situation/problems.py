"""What the data show to be wrong, proposed for the bulletin with what would mend it.

People edit both before a leader signs; a proposal is never a verdict on a unit.
"""

from dataclasses import dataclass

from lianfang.core.situation.day_facts import (
    NAMED,
    Doubt,
    Facts,
    LateWork,
    OpenList,
    moment_words,
    units_named,
)
from lianfang.core.situation.gaps import Why
from lianfang.core.situation.paper import Line, Paragraph, Part
from lianfang.core.words import Words

FEW_ROOMS = 0.1
"""Free rooms below this share of all are a problem (convention of the product)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong that the data show: which kind, in words with figures, and what would mend it."""

    code: str
    said: Paragraph
    step: Words


def problems(facts: Facts) -> tuple[Problem, ...]:
    """What the data show to be wrong: people first, then work, lists, reports, doubts and room."""
    found = (
        _not_isolated(facts),
        _late_work(facts),
        _open_lists(facts),
        _missing_reports(facts),
        _doubts(facts),
        _unsigned(facts),
        _few_rooms(facts),
    )
    return tuple(one for one in found if one is not None)


def _not_isolated(facts: Facts) -> Problem | None:
    """Only who is late: those within the clock are work under way."""
    if not facts.known("not_isolated.late"):
        return None
    line = Line().say(
        "应隔离未隔离{n}人", "To be isolated and not isolated yet: {n}", n=facts.figure("not_isolated")
    )
    waiting = [why for why in Why if facts.known(f"not_isolated.{why}")]
    for place, why in enumerate(waiting):
        line.say(
            f"{'、' if place else '('}{why.words.zh}{{n}}人",
            f"{', ' if place else ' ('}{why.words.en} {{n}}",
            n=facts.figure(f"not_isolated.{why}"),
        )
    line.say("),其中{late}人已超时限。", "), of them late {late}.", late=facts.figure("not_isolated.late"))
    step = Words(
        "对超时限的应隔离未隔离人员逐人核清原因,落实转运和管控。",
        "Settle for each person who is late why, and bring them in.",
    )
    return Problem("not_isolated", line.paragraph(), step)


def _late_work(facts: Facts) -> Problem | None:
    if not facts.worst:
        return None
    line = Line().say("逾期未完成任务{n}件", "Tasks overdue ({n})", n=facts.figure("overdue"))
    line.listing(_late(one) for one in facts.worst)
    step = Words(
        "对逾期任务逐件督办,由上级单位直接协调。",
        "Follow up each overdue task; the unit above helps directly.",
    )
    return Problem("late_work", line.say("。", ".").paragraph(), step)


def _late(one: LateWork) -> Words:
    kind, oldest = one.kind.words, moment_words(one.oldest)
    return Words(
        f"{one.unit}「{kind.zh}」{one.count}件,最早一件{oldest.zh}到期",
        f"{one.unit}, “{kind.en}” {one.count}, the oldest due {oldest.en}",
    )


def _open_lists(facts: Facts) -> Problem | None:
    if not facts.lists:
        return None
    line = Line().say("未闭环名单{n}份", "Lists not closed ({n})", n=facts.figure("lists.open"))
    line.listing(_open(one) for one in facts.lists)
    step = Words(
        "抓紧核查未闭环名单,查清后逐份销号。", "Work through the open lists and close them one by one."
    )
    return Problem("open_lists", line.say("。", ".").paragraph(), step)


def _open(one: OpenList) -> Words:
    received = moment_words(one.received)
    return Words(
        f"{one.name}({received.zh}接收)待处理{one.unsettled}条、未核实{one.unfound}人",
        f"{one.name} (received {received.en}), {one.unsettled} rows to settle, {one.unfound} not found",
    )


def _missing_reports(facts: Facts) -> Problem | None:
    if not facts.missing:
        return None
    zh, en = units_named(facts.missing)
    line = Line().say("未报报表{n}份", "Reports not come ({n})", n=facts.figure("reports", Part.MISSING))
    line.say(f":{zh}。", f": {en}.")
    step = Words(
        "提醒未报单位补报,无情况须零报告。", "Remind the units that have not reported; a zero must be said."
    )
    return Problem("missing_reports", line.paragraph(), step)


def _doubts(facts: Facts) -> Problem | None:
    if not facts.doubts:
        return None
    many = len(facts.doubts)
    line = Line().say(f"数据核对不一致{many}处", f"Figures that do not agree ({many})")
    line.listing(_doubt(one) for one in facts.doubts[:NAMED])
    step = Words(
        "请有关单位核对不一致数据并说明原因。", "The units concerned check these figures and say why."
    )
    return Problem("doubts", line.say("。", ".").paragraph(), step)


def _doubt(one: Doubt) -> Words:
    check, left, right = one.verdict.check.words, one.verdict.left, one.verdict.right
    points = one.verdict.points_at
    why = points.words if points else Words("待核", "to be checked")
    return Words(
        f"{one.unit}「{check.zh}」{left}对{right},{why.zh}",
        f"{one.unit}, “{check.en}” {left} against {right}, {why.en}",
    )


def _unsigned(facts: Facts) -> Problem | None:
    if not facts.known("orders.unsigned"):
        return None
    said = Line().say(
        "待签发通知书{n}份。", "Notices waiting for a signature: {n}.", n=facts.figure("orders.unsigned")
    )
    step = Words("抓紧审核签发通知书。", "Review and sign the notices.")
    return Problem("unsigned", said.paragraph(), step)


def _few_rooms(facts: Facts) -> Problem | None:
    capacity, free = facts.figure("rooms.capacity"), facts.figure("rooms.free")
    if not capacity.known or free.known >= FEW_ROOMS * capacity.known:
        return None
    said = Line().say(
        "隔离房间剩余{free}间,不足总数{all}间的一成。",
        "Isolation rooms free: {free}, fewer than a tenth of {all}.",
        free=free,
        all=capacity,
    )
    step = Words("启用备用隔离点。", "Open a reserve isolation site.")
    return Problem("few_rooms", said.paragraph(), step)

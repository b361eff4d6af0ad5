"""The bulletin (疫情防控日报/专报): from the figures of a day to sentences and tables.

Nothing is said that the figures do not say, and every number in it is a figure that can be opened.
"""

from collections.abc import Iterable, Iterator, Mapping

from lianfang.core.measures.vocabulary import MEASURES
from lianfang.core.situation.cells import Cell
from lianfang.core.situation.day_facts import Below, Facts, day_words, figure_of, moment_words, units_named
from lianfang.core.situation.metrics import CATEGORIES, CERTAINTIES, HELD
from lianfang.core.situation.paper import Block, Figure, Heading, Line, Paragraph, Part, Table
from lianfang.core.tasks import TaskKind
from lianfang.core.words import Words


def compose(facts: Facts) -> tuple[Block, ...]:
    """The bulletin without its problems and next steps, which people may edit."""
    return (
        *_overall(facts),
        *_under_measures(facts),
        *_lists_and_tasks(facts),
        *_reports(facts),
        *_rooms(facts),
        *_comparison(facts),
    )


def closing(problems: Iterable[Paragraph], steps: Iterable[Words]) -> tuple[Block, ...]:
    """The end of the bulletin: what is wrong and what is done next, numbered."""
    return (
        Heading(1, Words("存在问题", "Problems")),
        *_numbered(problems, Words("未发现突出问题。", "None stands out.")),
        Heading(1, Words("下一步工作", "Next steps")),
        *_numbered(
            [Line().say(step.zh, step.en).paragraph() for step in steps],
            Words("按方案继续做好各项工作。", "Work goes on as the protocol has it."),
        ),
    )


def _numbered(paragraphs: Iterable[Paragraph], none: Words) -> Iterator[Paragraph]:
    found = list(paragraphs)
    if not found:
        yield Paragraph(none)
    for number, said in enumerate(found, 1):
        yield Paragraph(Words(f"{number}. {said.words.zh}", f"{number}. {said.words.en}"), said.figures)


def _overall(facts: Facts) -> Iterator[Block]:
    yield Heading(1, Words("总体情况", "Overview"))
    as_of, day, window = moment_words(facts.as_of), day_words(facts.day), facts.window.words
    line = Line().say(
        f"统计时段为{day.zh}({window.zh}),数据截至{as_of.zh}。",
        f"The figures are those of {day.en} ({window.en}) as known at {as_of.en}. ",
    )
    line.say(
        f"{facts.name}在管{{held}}人", f"{facts.name}: under measures {{held}}", held=facts.figure("held")
    )
    _compared(line, facts, "held")
    line.say(
        ",当日新增{entered}人、解除{released}人,应隔离未隔离{gap}人(时限内{in_time}人、已超时限{late}人)。",
        ", newly taken in {entered}, released {released}, to be isolated and not isolated yet {gap} "
        "(within the clock {in_time}, late {late}). ",
        entered=facts.figure("entered"),
        released=facts.figure("released"),
        gap=facts.figure("not_isolated"),
        in_time=facts.figure("not_isolated.in_time"),
        late=facts.figure("not_isolated.late"),
    )
    line.say(
        "到期任务{expected}件,按时完成{on_time}件、逾期完成{late}件、逾期未完成{missing}件。",
        "Tasks fallen due {expected}: done on time {on_time}, done late {late}, not done {missing}.",
        **_parts(facts, "tasks"),
    )
    yield line.paragraph()


def _parts(facts: Facts, name: str) -> dict[str, Figure]:
    parts = (Part.EXPECTED, Part.ON_TIME, Part.LATE, Part.MISSING)
    return {part.value: facts.figure(name, part) for part in parts}


def _compared(line: Line, facts: Facts, name: str) -> None:
    """How a figure stands to that of the period before, where both are known."""
    before = facts.before.get(name)
    if before is None or before.unknown or facts.figure(name).unknown:
        return
    more = facts.known(name) - before.known
    if more > 0:
        line.say(f"(较上日增加{more}人)", f" ({more} more than the day before)")
    elif more < 0:
        line.say(f"(较上日减少{-more}人)", f" ({-more} fewer than the day before)")
    else:
        line.say("(与上日持平)", " (as many as the day before)")


def _under_measures(facts: Facts) -> Iterator[Block]:
    yield Heading(1, Words("在管人员", "People under measures"))
    moving = ("held", "entered", "moved_in", "moved_out", "released")
    active = [m for m in HELD if any(facts.known(f"{family}.{m}") for family in moving)]
    for measure in active:
        yield Heading(2, _headed(MEASURES[measure].words))
        yield _held(facts, measure)
    if not active:
        yield Paragraph(Words("目前无在管人员。", "Nobody is under a measure."))


def _headed(words: Words) -> Words:
    """A term as it stands at the head of something: English with a capital."""
    return Words(words.zh, words.en[:1].upper() + words.en[1:])


def _held(facts: Facts, measure: str) -> Paragraph:
    line = Line().say("在管{n}人", "Held {n}", n=facts.figure(f"held.{measure}"))
    _compared(line, facts, f"held.{measure}")
    kinds = [kind for kind in CATEGORIES if facts.known(f"held.{measure}.{kind}")]
    for place, kind in enumerate(kinds):
        words = CATEGORIES[kind]
        line.say(
            f"{':' if place == 0 else '、'}{words.zh}{{n}}人",
            f"{': ' if place == 0 else ', '}{words.en} {{n}}",
            n=facts.figure(f"held.{measure}.{kind}"),
        )
    line.say(
        "。当日新增{entered}人,解除{released}人",
        ". New {entered}, released {released}",
        entered=facts.figure(f"entered.{measure}"),
        released=facts.figure(f"released.{measure}"),
    )
    if facts.known(f"moved_in.{measure}") or facts.known(f"moved_out.{measure}"):
        line.say(
            ",由其他措施转入{into}人、转出{out}人",
            "; come over from another measure {into}, gone over to one {out}",
            into=facts.figure(f"moved_in.{measure}"),
            out=facts.figure(f"moved_out.{measure}"),
        )
    return line.say("。", ".").paragraph()


def _lists_and_tasks(facts: Facts) -> Iterator[Block]:
    yield Heading(1, Words("名单核查和任务落实", "Lists and tasks"))
    states = ("received", "accepted", "duplicate", "rejected", "ambiguous", "pending")
    line = Line().say(
        "当日接收推送名单{lists}份、{received}条:接受{accepted}条、重复{duplicate}条、退回{rejected}条、"
        "待认定{ambiguous}条、待处理{pending}条;其中来源报告红码{red}人。未闭环名单{open}份。",
        "Lists received {lists}, with rows {received}: accepted {accepted}, duplicate {duplicate}, rejected "
        "{rejected}, to be settled {ambiguous}, pending {pending}; red codes as their sources report {red}. "
        "Lists not closed {open}. ",
        red=facts.figure("codes.red"),
        lists=facts.figure("lists.received"),
        open=facts.figure("lists.open"),
        **{state: facts.figure(f"rows.{state}") for state in states},
    )
    _certainties(line, facts)
    line.say(
        "应于时限内核实落地{expected}人,按时{on_time}人,逾期核实{late}人,逾期未核实{missing}人。",
        "To be found and checked by now {expected}: in time {on_time}, late {late}, not found {missing}.",
        **_parts(facts, "tasks.locate"),
    )
    yield line.paragraph()
    if rows := _task_rows(facts):
        head = (Words("任务", "Task"), *(_headed(part.words) for part in _COUNTS))
        yield Table(Words("到期任务完成情况(件)", "Tasks fallen due"), head, rows)


def _certainties(line: Line, facts: Facts) -> None:
    line.say("四个查清", "The four certainties")
    for place, (name, words) in enumerate(CERTAINTIES.items()):
        line.say(
            f"{':' if place == 0 else '、'}{words.zh}{{done}}/{{of}}",
            f"{': ' if place == 0 else ', '}{words.en} {{done}}/{{of}}",
            done=facts.figure(f"certain.{name}"),
            of=facts.figure(f"certain.{name}.of"),
        )
    line.say("。", ". ")


_COUNTS = (Part.EXPECTED, Part.ON_TIME, Part.LATE, Part.MISSING, Part.EXCUSED)


def _task_rows(facts: Facts) -> tuple[tuple[Words | Figure, ...], ...]:
    kinds = [
        kind
        for kind in TaskKind
        if any(facts.known(f"tasks.{kind}", part) for part in (Part.EXPECTED, Part.EXCUSED))
    ]
    if not kinds:
        return ()
    rows = [_task_row(kind.words, facts, f"tasks.{kind}") for kind in kinds]
    return (*rows, _task_row(Words("合计", "Total"), facts, "tasks"))


def _task_row(name: Words, facts: Facts, metric: str) -> tuple[Words | Figure, ...]:
    return (_headed(name), *(facts.figure(metric, part) for part in _COUNTS))


def _reports(facts: Facts) -> Iterator[Block]:
    yield Heading(1, Words("报表报送", "Reports"))
    yield (
        Line()
        .say(
            "应报{expected}份,按时{on_time}份、迟报{late}份、未报{missing}份。",
            "Reports owed {expected}: on time {on_time}, late {late}, not come {missing}.",
            **_parts(facts, "reports"),
        )
        .paragraph()
    )
    for title, owed in (
        (Words("迟报单位", "Late"), facts.late),
        (Words("未报单位", "Not reported"), facts.missing),
    ):
        if owed:
            zh, en = units_named(owed)
            yield Line().say(f"{title.zh}:{zh}。", f"{title.en}: {en}.").paragraph()


def _rooms(facts: Facts) -> Iterator[Block]:
    yield Heading(1, Words("隔离资源和文书", "Rooms and notices"))
    yield (
        Line()
        .say(
            "隔离房间共{all}间,已用{used}间,剩余{free}间;待签发通知书{unsigned}份。",
            "Isolation rooms {all}: in use {used}, free {free}. Notices waiting for a signature {unsigned}.",
            all=facts.figure("rooms.capacity"),
            used=facts.figure("rooms.occupied"),
            free=facts.figure("rooms.free"),
            unsigned=facts.figure("orders.unsigned"),
        )
        .paragraph()
    )


_COMPARED = (
    (Words("在管", "Held"), "held", Part.VALUE),
    (Words("集中", "Central"), "held.central", Part.VALUE),
    (Words("居家", "Home"), "held.home_iso", Part.VALUE),
    (Words("新增", "New"), "entered", Part.VALUE),
    (Words("解除", "Ended"), "released", Part.VALUE),
    (Words("应办", "Due"), "tasks", Part.EXPECTED),
    (Words("未办", "Undone"), "tasks", Part.MISSING),
    (Words("应报", "Owed"), "reports", Part.EXPECTED),
    (Words("未报", "Missing"), "reports", Part.MISSING),
)


def _comparison(facts: Facts) -> Iterator[Block]:
    if not facts.below:
        return
    yield Heading(1, Words("各地对比", "Comparison"))
    head = (Words("地区", "Region"), *(words for words, _, _ in _COMPARED))
    rows = [_compared_row(_called(facts, each), each.path, each.cells) for each in facts.below]
    total = _compared_row(Words("合计", "Total"), facts.path, facts.cells)
    yield Table(Words("单位:人、件、份", "in people, tasks and reports"), head, (*rows, total))


def _called(facts: Facts, below: Below) -> Words:
    return Words("本级", "own level") if below.path == facts.path else Words(below.name, below.name)


def _compared_row(name: Words, path: str, cells: Mapping[str, Cell]) -> tuple[Words | Figure, ...]:
    return (name, *(figure_of(cells, metric, path, part) for _, metric, part in _COMPARED))

"""The figures that are kept, each declared once: its name, its words, its unit.

A name is a family and what it counts, parted by points: ``held.central.close_contact`` is the close contacts
in central isolation, ``tasks.locate`` the searches that fell due. Every figure declared here is additive: one
person is in one place, one task has one owner, so that a parent is the sum of its children.

A period runs from its start (in) to its end (out). ``held`` counts people under a measure at its end (now,
while it runs), by open stays and not by decisions; whom a standing decision would hold and no stay does is
``not_isolated`` (应隔离未隔离, see ``gaps``): the parts ``.in_time`` and ``.late`` make it up, and so do the
parts by reason. For each measure and period
*held at the end = held at the start + entered + moved in − moved out − released*.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from lianfang.core.findings import Colour
from lianfang.core.measures.classes import CLASSES, SUBJECTS
from lianfang.core.measures.vocabulary import MEASURES
from lianfang.core.situation.cells import Metric
from lianfang.core.situation.gaps import Why
from lianfang.core.tasks import TaskKind
from lianfang.core.words import Words

PEOPLE = Words("人", "people")
TASKS = Words("件", "tasks")
LISTS = Words("份", "lists")
ROWS = Words("条", "rows")
ROOMS = Words("间", "rooms")
ORDERS = Words("份", "notices")
REPORTS = Words("份", "reports")

HELD = tuple(name for name, measure in MEASURES.items() if measure.severity >= 20)
"""Measures that people are under, strictest first; a mere test holds nobody."""

_RISK_WORDS = {
    "traveller_high": Words("高风险区旅居人员", "travellers from high-risk areas"),
    "traveller_middle": Words("中风险区旅居人员", "travellers from medium-risk areas"),
    "traveller_low": Words("低风险区旅居人员", "travellers from low-risk areas"),
    "traveller": Words("风险区旅居人员(等级未明)", "travellers, level of the area unknown"),
}
_OTHER = "other"


def _categories() -> Iterator[tuple[str, Words]]:
    for name in SUBJECTS:
        if name == "traveller":
            yield from _RISK_WORDS.items()
        else:
            words = CLASSES[name].words
            yield name, Words(words.zh, _PLURALS.get(name, f"{words.en}s"))
    yield _OTHER, Words("其他", "others")


_PLURALS = {
    "secondary_contact": "contacts of close contacts",
    "venue_exposed": "people exposed in affected venues",
    "entrant": "entrants from abroad",
    "asymptomatic": "asymptomatic infections",
    "recovered": "people discharged after recovery",
    "high_risk_post": "staff of high-risk posts",
}
CATEGORIES: Mapping[str, Words] = MappingProxyType(dict(_categories()))
"""Why people are under a measure, in the order in which a bulletin lists them."""


def category(person_class: str, risk: str | None = None) -> str:
    """The category of a person held as ``person_class``, a traveller by the risk level of the area."""
    name = f"{person_class}_{risk}" if person_class == "traveller" else person_class
    if name in CATEGORIES:
        return name
    return person_class if person_class in CATEGORIES else _OTHER


def _held() -> Iterator[Metric]:
    yield Metric("held", Words("在管人员", "people under measures"), PEOPLE)
    for name in HELD:
        words = MEASURES[name].words
        yield Metric(f"held.{name}", words, PEOPLE)
        yield Metric(f"entered.{name}", Words(f"新增{words.zh}", f"new to {words.en}"), PEOPLE)
        yield Metric(f"moved_in.{name}", Words(f"转入{words.zh}", f"moved into {words.en}"), PEOPLE)
        yield Metric(f"moved_out.{name}", Words(f"转出{words.zh}", f"moved out of {words.en}"), PEOPLE)
        yield Metric(f"released.{name}", Words(f"解除{words.zh}", f"released from {words.en}"), PEOPLE)
        for kind, said in CATEGORIES.items():
            joined = Words(f"{words.zh}:{said.zh}", f"{words.en}: {said.en}")
            yield Metric(f"held.{name}.{kind}", joined, PEOPLE)
    yield Metric("entered", Words("新增管控", "newly under measures"), PEOPLE)
    yield Metric("released", Words("解除管控", "released"), PEOPLE)
    yield from _gaps()


def _gaps() -> Iterator[Metric]:
    """Who should be held and is not: in all, by whether the clock for it still runs, and by reason."""
    gap = Words("应隔离未隔离", "to be held and not held yet")
    yield Metric("not_isolated", gap, PEOPLE)
    for name, said in (("in_time", IN_TIME), ("late", TOO_LATE), *((why, why.words) for why in Why)):
        yield Metric(f"not_isolated.{name}", Words(f"{gap.zh}:{said.zh}", f"{gap.en}: {said.en}"), PEOPLE)


IN_TIME, TOO_LATE = Words("时限内", "within the clock"), Words("已超时限", "late")


def _tasks() -> Iterator[Metric]:
    yield Metric("tasks", Words("到期任务", "tasks fallen due"), TASKS)
    for kind in TaskKind:
        yield Metric(f"tasks.{kind}", kind.words, TASKS)
    yield Metric("overdue", Words("逾期未完成任务", "tasks overdue, of any day"), TASKS)
    yield Metric("orders.unsigned", Words("待签发通知书", "notices waiting for signature"), ORDERS)
    yield Metric("reports", Words("应报报表", "reports owed"), REPORTS)


CERTAINTIES = {
    "number": Words("人数", "number"),
    "person": Words("人员", "person"),
    "location": Words("位置", "location"),
    "control": Words("管控", "control"),
}
"""The four certainties (四个查清) of pushed lists, in the order in which they are said."""

_ROW_STATES = {
    "received": Words("接收条目", "rows received"),
    "accepted": Words("接受条目", "rows accepted"),
    "duplicate": Words("重复条目", "duplicate rows"),
    "rejected": Words("退回条目", "rows rejected"),
    "ambiguous": Words("待认定条目", "rows to be settled"),
    "pending": Words("待处理条目", "rows pending"),
}


def _lists() -> Iterator[Metric]:
    yield Metric("lists.received", Words("接收名单", "lists received"), LISTS)
    yield Metric("lists.open", Words("未闭环名单", "lists not closed"), LISTS)
    for state, words in _ROW_STATES.items():
        yield Metric(f"rows.{state}", words, ROWS)
    for name, said in CERTAINTIES.items():
        yield Metric(f"certain.{name}", Words(f"{said.zh}已查清", f"{said.en} certain"), ROWS)
        yield Metric(f"certain.{name}.of", Words(f"应查清{said.zh}", f"{said.en} to be certain of"), ROWS)
    for colour in (Colour.RED, Colour.YELLOW):
        words = Words(f"来源报告{colour.words.zh}", f"{colour.words.en} as their source reports")
        yield Metric(f"codes.{colour}", words, PEOPLE)


def _rooms() -> Iterator[Metric]:
    yield Metric("rooms.capacity", Words("隔离房间总数", "isolation rooms"), ROOMS)
    yield Metric("rooms.occupied", Words("已用隔离房间", "isolation rooms in use"), ROOMS)
    yield Metric("rooms.free", Words("剩余隔离房间", "isolation rooms free"), ROOMS)


METRICS: Mapping[str, Metric] = MappingProxyType(
    {metric.name: metric for metric in (*_held(), *_tasks(), *_lists(), *_rooms())}
)
"""Every figure that is counted from the register; those that units report come with their kinds of report."""


_MOVING = ("held", "entered", "moved_in", "moved_out", "released")
_SAID_FAMILIES = frozenset({"not_isolated", "lists", "rows", "certain", "codes", "rooms", "orders"})
_SAID = (
    *(name for name in METRICS if "." not in name or name.partition(".")[0] in _SAID_FAMILIES),
    "held.central",
    "held.home_iso",
    "tasks.locate",
)


def with_zeros_said(names: Iterable[str]) -> list[str]:
    """These figures and those that a bulletin says although they are zero, in order.

    A measure that one figure speaks of is spoken of with all who came into it and left it.
    """
    found = {*names, *_SAID}
    for measure in HELD:
        family = {f"{one}.{measure}" for one in _MOVING}
        if family & found:
            found |= family
    return sorted(found)


def reports_of(kind: str, words: Words) -> Metric:
    """How many reports of a kind were owed, on time, late, missing."""
    return Metric(f"reports.{kind}", words, REPORTS)


def reported(kind: str, field: str, words: Words, unit: Words) -> Metric:
    """What units say in one field of a report: the sum of what was said, unknown where a report is owed."""
    return Metric(f"reported.{kind}.{field}", words, unit, reported=True)

"""What the headings of other people's forms mean in the figures that are kept here.

A heading means a figure only where the whole of it does; one that may mean several means none until a person
says which. A figure is the sum of one or more metrics: people "in isolation" are those at a site and those at
home.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lianfang.core.intake.cells import vocabulary
from lianfang.core.intake.synonyms import normal
from lianfang.core.situation.cells import Metric
from lianfang.core.situation.metrics import CATEGORIES, HELD
from lianfang.core.situation.paper import Part
from lianfang.core.words import Words


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a cell asks for: the sum of metrics, by one of their counts."""

    metrics: tuple[str, ...]
    part: Part = Part.VALUE

    @property
    def code(self) -> str:
        """As a form's memory and a page's choice carry it: ``held.central+held.home_iso|value``."""
        return f"{'+'.join(self.metrics)}|{self.part}"

    def words(self, metrics: Mapping[str, Metric]) -> Words:
        """What it is called here."""
        named = [metrics[name].words for name in self.metrics if name in metrics]
        zh, en = "+".join(one.zh for one in named), " + ".join(one.en for one in named)
        if self.part is Part.VALUE:
            return Words(zh, en)
        return Words(f"{zh}:{self.part.words.zh}", f"{en}: {self.part.words.en}")


def wanted_of(code: str, metrics: Iterable[str]) -> Wanted | None:
    """What a code asks for; None for an empty one and for a metric that is not kept."""
    names, _, part = code.partition("|")
    found = tuple(names.split("+"))
    if not names or part not in set(Part) or not set(found) <= set(metrics):
        return None
    return Wanted(found, Part(part))


_MEASURES = {
    "central": "集中 集中隔离 集中医学观察 集中隔离医学观察 集中隔离点 central centralisolation centralsite",
    "home_iso": "居家 居家隔离 居家医学观察 居家隔离医学观察 home homeisolation",
    "home_monitor": "居家监测 居家健康监测 健康监测 homemonitoring healthmonitoring",
    "self_monitor": "自我监测 自我健康监测 selfmonitoring",
}
_CATEGORIES = {
    "close_contact": "密接 密接者 密切接触 密切接触者 closecontact closecontacts",
    "secondary_contact": "次密接 次密接者 密接的密接 密接之密接 次密切接触者 secondarycontacts",
    "general_contact": "一般接触者 generalcontacts",
    "venue_exposed": "涉疫场所暴露 涉疫场所暴露人员 场所暴露人员",
    "companion": "时空伴随 时空伴随者 时空伴随人员 companions",
    "entrant": "入境 入境人员 境外 境外人员 境外来返 境外来返人员 境外返回人员 entrants fromabroad",
    "traveller_high": "高风险区 高风险区来返 高风险区来返人员 高风险区旅居 高风险区旅居人员 highrisk",
    "traveller_middle": "中风险区 中风险区来返 中风险区来返人员 中风险区旅居 中风险区旅居人员 mediumrisk",
    "traveller_low": "低风险区 低风险区来返 低风险区来返人员 低风险区旅居 低风险区旅居人员 lowrisk",
    "other": "其他 其它 other others",
}
_ISOLATION = "隔离 在隔离 隔离医学观察 在隔离医学观察 isolation inisolation"
_NEW = "新增 当日新增 今日新增 本日新增 24小时新增 new newtoday"
_FREED = "解除 当日解除 今日解除 本日解除 released releasedtoday"
_OTHERS: tuple[tuple[str, Part, str], ...] = (
    ("held", Part.VALUE, "在管 管控 在管人员 管控人员 管控总数 undermeasures held"),
    ("held.central+held.home_iso", Part.VALUE, _ISOLATION),
    ("entered", Part.VALUE, f"{_NEW} 新增管控 当日新增管控 今日新增管控"),
    ("entered.central+entered.home_iso", Part.VALUE, "新增隔离 当日新增隔离 今日新增隔离 newisolation"),
    ("released", Part.VALUE, f"{_FREED} 解除管控 当日解除管控 今日解除管控"),
    ("released.central+released.home_iso", Part.VALUE, "解除隔离 当日解除隔离 今日解除隔离 解除医学观察"),
    ("not_isolated", Part.VALUE, "应隔离未隔离 应管未管 notheldyet"),
    ("lists.received", Part.VALUE, "接收名单 收到名单 listsreceived"),
    ("lists.open", Part.VALUE, "未闭环名单 未销号名单 openlists"),
    ("rows.received", Part.VALUE, "接收推送 推送 推送人员 接收推送人员 下发 下发人员 接收条目 pushed"),
    ("certain.person", Part.VALUE, "查清人员"),
    ("certain.location", Part.VALUE, "已落地 落地 核实落地 已核实 已核查 located found"),
    ("certain.control", Part.VALUE, "已管控 落实管控 controlled"),
    ("codes.red", Part.VALUE, "红码 红码人员 redcodes"),
    ("codes.yellow", Part.VALUE, "黄码 黄码人员 yellowcodes"),
    ("tasks", Part.EXPECTED, "到期任务 应办任务"),
    ("tasks", Part.ON_TIME, "按时完成任务 按时办结"),
    ("overdue", Part.VALUE, "逾期任务 逾期未完成任务 overdue"),
    ("orders.unsigned", Part.VALUE, "待签发通知书 待签发"),
    ("reports", Part.EXPECTED, "应报 应报单位 应报报表 reportsowed"),
    ("reports", Part.ON_TIME, "按时报送 按时报"),
    ("reports", Part.LATE, "迟报 迟报单位"),
    ("reports", Part.MISSING, "未报 未报单位 漏报 notreported"),
    ("rooms.capacity", Part.VALUE, "隔离房间 房间 隔离房间总量 房间总量 rooms isolationrooms"),
    ("rooms.occupied", Part.VALUE, "已用隔离房间 已用房间 已使用房间 已使用 已用 roomsinuse"),
    ("rooms.free", Part.VALUE, "剩余隔离房间 剩余房间 空余房间 隔离点剩余房间 剩余 空余 roomsfree freerooms"),
)  # fmt: skip

_BEFORE = re.compile(r"^(?:其中|截至目前|目前|当前|现有|实有|现|正在|currently|current|now)(?=.)")
_BEHIND = vocabulary(
    "人员总数 人员数 总人数 合计 小计 总计 人数 人次 总数 数量 数 人员 人",
    "份数 份 件数 件 间数 间 条数 条 people persons",
)
_REMARK = re.compile(
    r"[(〔【\[]\s*(?:单位[::]?)?\s*(?:人|名|人次|例|间|份|件|条|个|户|people|persons)\s*[)〕】\]]"
)
_BRACKETS = re.compile(r"[()\[\]〔〕【】<>{}]")


def _read(heading: str) -> Iterator[str]:
    """A heading, and it without what stands around its meaning ("现有…人数(人)").

    A unit in brackets is a remark; anything else in them belongs to the meaning.
    """
    plain = unicodedata.normalize("NFKC", heading)
    text = normal(_BRACKETS.sub("", _REMARK.sub("", plain)))
    for start in dict.fromkeys((text, _BEFORE.sub("", text))):
        yield start
        yield from (
            start.removesuffix(end) for end in sorted(_BEHIND) if start.endswith(end) and start != end
        )


def _pairs() -> Iterator[tuple[str, Wanted]]:
    for metrics, part, texts in _OTHERS:
        yield from ((text, Wanted(tuple(metrics.split("+")), part)) for text in texts.split())
    for measure, texts in _MEASURES.items():
        for text in texts.split():
            yield text, Wanted((f"held.{measure}",))
            yield from ((f"{new}{text}", Wanted((f"entered.{measure}",))) for new in _NEW.split())
            yield from ((f"{freed}{text}", Wanted((f"released.{measure}",))) for freed in _FREED.split())
            yield from ((f"{text}{new}", Wanted((f"entered.{measure}",))) for new in _NEW.split())
            yield from ((f"{text}{freed}", Wanted((f"released.{measure}",))) for freed in _FREED.split())
    yield from _by_category()


def _by_category() -> Iterator[tuple[str, Wanted]]:
    """A category alone is counted over all measures; with a measure beside it, under that one."""
    for kind, texts in _CATEGORIES.items():
        for text in texts.split():
            if kind != "other":
                yield text, Wanted(tuple(f"held.{measure}.{kind}" for measure in HELD))
            for isolation in _ISOLATION.split():
                both = Wanted((f"held.central.{kind}", f"held.home_iso.{kind}"))
                yield from ((f"{isolation}{text}", both), (f"{text}{isolation}", both))
            for measure, names in _MEASURES.items():
                one = Wanted((f"held.{measure}.{kind}",))
                for name in names.split():
                    yield from ((f"{name}{text}", one), (f"{text}{name}", one))


def _own_words(metrics: Mapping[str, Metric]) -> Iterator[tuple[str, Wanted]]:
    """Every figure by the name it has here, in both languages."""
    for name, metric in metrics.items():
        if not name.startswith(("tasks", "reports", "certain")):
            yield from ((normal(text), Wanted((name,))) for text in metric.words)


def _reported_fields(metrics: Mapping[str, Metric]) -> Iterator[tuple[str, Wanted]]:
    """What units report, by the name of the field alone; a figure of the register goes before it."""
    for name, metric in metrics.items():
        if metric.reported:
            for text, sign in zip(metric.words, (":", ": "), strict=True):
                yield normal(text.partition(sign)[2]), Wanted((name,))


class Headings:
    """What headings mean among the metrics that are kept."""

    def __init__(self, metrics: Mapping[str, Metric]) -> None:
        self._known: dict[str, set[Wanted]] = {}
        for text, wanted in (*_pairs(), *_own_words(metrics)):
            if set(wanted.metrics) <= metrics.keys():
                self._known.setdefault(text, set()).add(wanted)
        fields: dict[str, set[Wanted]] = {}
        for text, wanted in _reported_fields(metrics):
            fields.setdefault(text, set()).add(wanted)
        self._known = fields | self._known

    def meaning(self, heading: str) -> Wanted | None:
        """The one figure that a heading means; None where it means none, or may mean several."""
        for text in _read(heading):
            found = self._known.get(text, set())
            if len(found) == 1:
                return next(iter(found))
            if found:
                return None
        return None


assert set(_CATEGORIES) <= set(CATEGORIES)
assert set(_MEASURES) == set(HELD)

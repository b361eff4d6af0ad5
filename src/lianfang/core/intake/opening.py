"""Reading the sheet of people who are under a measure already when the product is taken into use."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianfang.core import days
from lianfang.core.findings.values import RiskLevel
from lianfang.core.intake import problems as faults
from lianfang.core.intake.cells import Cell, text_of
from lianfang.core.intake.dates import Moment, read_moment
from lianfang.core.intake.fields import Field
from lianfang.core.intake.opening_headings import OpeningMapping, Part
from lianfang.core.intake.problems import Fault, Level, Problem, Spot, masked
from lianfang.core.intake.reader import RowReader
from lianfang.core.intake.rows import Rejected, Row
from lianfang.core.intake.skips import NotRow
from lianfang.core.measures.classes import CLASSES
from lianfang.core.measures.vocabulary import MEASURES
from lianfang.core.places.names import fold
from lianfang.core.words import Words

_CLASSES = {
    "close_contact": "密接 密切接触者 密接者 一级密接",
    "secondary_contact": "次密接 密接的密接 次密接者 二级密接",
    "general_contact": "一般接触者 一般接触",
    "venue_exposed": "涉疫场所暴露人员 涉疫场所人员 场所暴露",
    "companion": "时空伴随人员 时空伴随者 时空伴随",
    "entrant": "入境人员 入境 境外来返 境外人员",
    "traveller": """
        风险区旅居史人员 风险区人员 风险地区来返人员 来返人员 中高风险区来返人员 风险区来返人员 旅居史人员
    """,
    "high_risk_post": """
        高风险岗位人员 高风险岗位 结束闭环人员 闭环人员 高风险从业人员 结束闭环作业的高风险岗位人员
    """,
    "recovered": "出院人员 出院(舱)人员 治愈出院人员 康复人员 出舱人员",
}
_TRAVELLERS = {"高风险": RiskLevel.HIGH, "中风险": RiskLevel.MIDDLE, "低风险": RiskLevel.LOW}
_MEASURES = {
    "central": "集中隔离 集中 集中隔离医学观察 集中医学观察 集中观察",
    "home_iso": "居家隔离 居家 居家隔离医学观察 居家医学观察 居家观察",
    "home_monitor": "居家健康监测 居家监测 健康监测 居家健康观察",
}
_OUTCOMES = {
    "negative": "阴性 阴 未检出 negative neg -",
    "positive": "阳性 阳 检出 positive pos +",
    "grey": "灰区 可疑 grey suspect",
    "invalid": "无效 invalid",
}
_BETWEEN = re.compile(r"[;\uff1b、\n,\uff0c]+")
_TEST = re.compile(r"(?P<when>.*\d\S*?)[\s::\uff1a]*(?P<outcome>[^\d\s::\uff1a]+)$")
_ONE_OF = Words("请填写:{zh}", "write one of: {en}")


def _table(lists: dict[str, str], named: dict[str, Words]) -> dict[str, str]:
    """How each may be written, folded: the words of people, the product's own in both languages, the code."""
    own = {fold(text): key for key in lists for text in (key, *named.get(key, ()))}
    return {fold(word): key for key, words in lists.items() for word in words.split()} | own


_CLASS_OF = _table(_CLASSES, {name: known.words for name, known in CLASSES.items()})
_MEASURE_OF = _table(_MEASURES, {name: known.words for name, known in MEASURES.items()})
_OUTCOME_OF = _table(_OUTCOMES, {})


def _fault(code: str, zh: str, en: str, *, mend: tuple[str, str]) -> Fault:
    return Fault(code, Words(zh, en), Words(*mend))


def _listed(names: Sequence[Words]) -> Words:
    return _ONE_OF.fill(zh="、".join(n.zh for n in names), en=", ".join(n.en for n in names))


CLASS_CHOICES = tuple(CLASSES[name].words for name in _CLASSES)
MEASURE_CHOICES = tuple(MEASURES[name].words for name in _MEASURES)
NO_CLASS = Fault(
    "opening.class",
    Words("人员类别无法识别", "the person class is not known"),
    _listed(CLASS_CHOICES),
)
NO_MEASURE = Fault(
    "opening.measure",
    Words("管控措施无法识别,或不需要接管", "the measure is not known, or none that is taken over"),
    _listed(MEASURE_CHOICES),
)
NO_START = _fault(
    "opening.no_start",
    "没有管控开始时间",
    "it is not said since when",
    mend=("请填写实际开始的日期,如 2022-08-03", "write the day it really began, as 2022-08-03"),
)
STARTS_AHEAD = _fault(
    "opening.ahead",
    "管控开始时间晚于现在",
    "it would begin only later",
    mend=("尚未开始的按名单接收,不在这里接管", "who is not held yet comes by a list, not by this sheet"),
)
ENDS_BEFORE = _fault(
    "opening.order",
    "计划解除日期早于开始日期",
    "it would end before it began",
    mend=("请核对两个日期", "check both dates"),
)
OVER = _fault(
    "opening.over",
    "计划解除日期已过",
    "its planned end has passed",
    mend=(
        "已解除的不必接管;仍在管的请写延长后的解除日期",
        "leave out who was released; for who is still held write the new end",
    ),
)
NO_END = _fault(
    "opening.no_end",
    "没有起算日期,也没有计划解除日期,不知道何时解除",
    "neither the day to count from nor a planned release is given: no end is known",
    mend=(
        "请补填其中一项;来返人员还要有风险等级",
        "give one of them; for a traveller the risk level as well",
    ),
)
BAD_TEST = _fault(
    "opening.test",
    "核酸记录无法识别",
    "a test cannot be read",
    mend=(
        "每次写日期和结果,用分号分开,如「2022-08-02 阴性;2022-08-04 阴性」",
        "for each the day and the outcome, parted by semicolons: 2022-08-02 negative; 2022-08-04 negative",
    ),
)


@dataclass(frozen=True, slots=True)
class Done:
    """A test that was done: when the swab was taken (the day's first instant where no clock is given)."""

    taken: datetime
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Somebody already held, as the sheet says it. ``edition`` and ``facility`` are its own words."""

    row: Row
    person_class: str
    risk: RiskLevel | None
    key_day: date | None
    measure: str
    began: datetime
    until: date | None
    edition: str
    facility: str
    room: str
    order: str
    ground: str
    tests: tuple[Done, ...]
    spots: dict[Part, Spot]

    @property
    def countable(self) -> bool:
        """Whether the sheet says enough for rules to count from."""
        return self.key_day is not None and (self.person_class != "traveller" or self.risk is not None)


class OpeningReader:
    """Reads the rows of one sheet; ``at`` is the instant of receipt."""

    def __init__(self, mapping: OpeningMapping, *, sheet: str, at: datetime, date1904: bool = False) -> None:
        self.sheet, self.at, self.date1904 = sheet, at, date1904
        self.receipt_day = days.local_day(at)
        self.parts = mapping.parts
        self.headings = mapping.person.headings
        self._people = RowReader(mapping.person, sheet=sheet, at=at, date1904=date1904)

    def read(self, number: int, cells: Sequence[Cell]) -> Opening | Rejected | NotRow:
        """One row: who is held, or everything that is wrong with it."""
        person = self._people.read(number, cells)
        if isinstance(person, NotRow):
            return person
        line = _Line(self, number, cells)
        held = line.held()
        problems = (*person.problems, *line.problems)
        if isinstance(person, Rejected) or any(p.level is Level.ERROR for p in line.problems):
            return Rejected(self.sheet, number, problems)
        told_risk = held.pop("told_risk")
        risk = person.risk_level or told_risk
        opening = Opening(row=person, risk=risk, spots=line.spots, **held)
        if opening.until is None and not opening.countable:
            line.wrong(Part.UNTIL if Part.UNTIL in self.parts else Part.BEGAN, NO_END)
            return Rejected(self.sheet, number, (*person.problems, *line.problems))
        return opening


class _Line:
    """The cells of one row that speak of the measure."""

    def __init__(self, reader: OpeningReader, number: int, cells: Sequence[Cell]) -> None:
        self._reader, self._cells = reader, cells
        self.problems: list[Problem] = []
        self.spots = {
            part: Spot(reader.sheet, number, indexes[0], reader.headings.get(indexes[0], ""))
            for part, indexes in reader.parts.items()
        }

    def wrong(self, part: Part, fault: Fault, *, level: Level = Level.ERROR) -> None:
        """Note a problem with a column."""
        value = masked(Field.RISK_AREA, self._cell(part))
        self.problems.append(self.spots[part].problem(fault, value, level))

    def held(self) -> dict[str, Any]:
        """What the row says of the measure."""
        person_class, told_risk = self._class()
        began = self._began()
        return {
            "person_class": person_class,
            "told_risk": told_risk,
            "key_day": self._key_day(),
            "measure": self._choice(Part.MEASURE, _MEASURE_OF, NO_MEASURE),
            "began": began or self._reader.at,
            "until": self._until(days.local_day(began) if began else None),
            "edition": self._text(Part.EDITION),
            "facility": self._text(Part.FACILITY),
            "room": self._text(Part.ROOM),
            "order": self._text(Part.ORDER),
            "ground": self._text(Part.GROUND),
            "tests": tuple(self._tests()),
        }

    def _cells_of(self, part: Part) -> list[Cell]:
        indexes = self._reader.parts.get(part, ())
        return [self._cells[index] for index in indexes if index < len(self._cells)]

    def _cell(self, part: Part) -> Cell:
        return next((cell for cell in self._cells_of(part) if text_of(cell)), None)

    def _text(self, part: Part) -> str:
        return text_of(self._cell(part))

    def _choice(self, part: Part, table: dict[str, str], fault: Fault) -> str:
        found = table.get(fold(self._text(part)))
        if found is None:
            self.wrong(part, fault)
        return found or ""

    def _class(self) -> tuple[str, RiskLevel | None]:
        """The class, and the risk level that its own words name (高风险区来返人员)."""
        said = fold(self._text(Part.CLASS))
        for words, level in _TRAVELLERS.items():
            if said.startswith(words) and "岗位" not in said and "从业" not in said:
                return "traveller", level
        return self._choice(Part.CLASS, _CLASS_OF, NO_CLASS), None

    def _moment(self, part: Part) -> Moment | None:
        """The moment in a column; one that cannot be read is noted."""
        cell = self._cell(part)
        if cell is None:
            return None
        found = read_moment(cell, at=self._reader.at, date1904=self._reader.date1904)
        if isinstance(found, Moment):
            return found
        self.wrong(part, faults.UNREADABLE_DATE)
        return None

    def _began(self) -> datetime | None:
        found = self._moment(Part.BEGAN)
        if found is None:
            if self._cell(Part.BEGAN) is None:
                self.wrong(Part.BEGAN, NO_START)
            return None
        if found.start > self._reader.at:
            self.wrong(Part.BEGAN, STARTS_AHEAD)
        return found.start

    def _until(self, began: date | None) -> date | None:
        found = self._moment(Part.UNTIL)
        if found is None:
            return None
        if began is not None and found.day < began:
            self.wrong(Part.UNTIL, ENDS_BEFORE)
        elif found.day < self._reader.receipt_day:
            self.wrong(Part.UNTIL, OVER)
        return found.day

    def _key_day(self) -> date | None:
        found = self._moment(Part.KEY_DAY)
        if found is not None and found.day > self._reader.receipt_day:
            self.wrong(Part.KEY_DAY, faults.FUTURE)
        return found.day if found else None

    def _tests(self) -> Iterator[Done]:
        for cell in self._cells_of(Part.TESTS):
            for said in filter(None, map(str.strip, _BETWEEN.split(_lines(cell)))):
                tested = self._tested(said)
                if tested is None:
                    self.wrong(Part.TESTS, BAD_TEST)
                    return
                yield tested

    def _tested(self, said: str) -> Done | None:
        found = _TEST.match(said)
        outcome = _OUTCOME_OF.get(fold(found["outcome"])) if found else None
        moment = read_moment(found["when"], at=self._reader.at) if found and outcome else None
        if not isinstance(moment, Moment) or outcome is None or moment.start > self._reader.at:
            return None
        return Done(moment.start, outcome)


def _lines(cell: Cell) -> str:
    """A cell with its lines kept, since each may be a test."""
    return cell if isinstance(cell, str) and text_of(cell) else text_of(cell)

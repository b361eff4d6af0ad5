"""What is known of a person or place: one frozen dataclass for each kind of finding.

A field that is None was not said: unknown is never filled in. Days are local days, instants are
aware. A payload that contradicts itself is refused where it is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import ClassVar

from lianfang.core.findings.values import (
    Basis,
    Cause,
    Colour,
    Grade,
    HomeFault,
    Kind,
    Method,
    Need,
    Outcome,
    Relation,
    RiskLevel,
    Sign,
    Transport,
)
from lianfang.core.refusal import Refused

COLDEST, HOTTEST = 34.0, 43.0
"""Degrees Celsius a living person's thermometer shows; outside them it is a slip of the pen (convention)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """The content of a finding; ``kind`` names its shape."""

    kind: ClassVar[Kind]

    def _refuse(self, zh: str, en: str) -> Refused:
        return Refused("finding.contradiction", zh, en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival(Payload):
    """Somebody came or came back. ``origin`` is the source's own text.

    Where the source gives a day only, ``arrived`` is that day's first instant and ``day_only`` says so.
    """

    kind: ClassVar[Kind] = Kind.ARRIVAL
    origin: str
    arrived: datetime | None = None
    day_only: bool = False
    transport: Transport | None = None
    ride: str | None = None
    seat: str | None = None
    from_abroad: bool = False

    def __post_init__(self) -> None:
        if self.day_only and self.arrived is None:
            raise self._refuse("未填到达日期", "a day of arrival is announced but not given")


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskStay(Payload):
    """Somebody was in an area that is, or may be, a risk area; ``left`` is the last day there.

    ``level``, that of the stay itself, is the source's own (reported), that of the list ``list_as_of``
    (looked up), or unknown. ``worst`` and ``newest`` are what the lists have said of the place since, within
    the look-back: the worst of them, and the newest, which is that of ``newest_as_of``. Absent: no list says
    for certain (see :mod:`.looking_up`).
    """

    kind: ClassVar[Kind] = Kind.RISK_STAY
    province: str
    city: str | None = None
    county: str | None = None
    place: str | None = None
    left: date | None = None
    basis: Basis
    level: RiskLevel | None = None
    list_as_of: datetime | None = None
    worst: RiskLevel | None = None
    newest: RiskLevel | None = None
    newest_as_of: datetime | None = None

    def __post_init__(self) -> None:
        if (self.basis is Basis.UNKNOWN) != (self.level is None):
            raise self._refuse(
                "风险等级与其来源不符:未知即不填等级",
                "the level and its basis disagree: unknown has no level, anything else has one",
            )
        if (self.basis is Basis.LOOKED_UP) != (self.list_as_of is not None):
            raise self._refuse(
                "查得的等级必须注明名单时点,其他来源不得注明",
                "a level that was looked up names its list; no other does",
            )
        if self.newest_as_of is None and not (self.worst is None and self.newest is None):
            raise self._refuse(
                "离开后的等级必须注明最近的名单时点", "levels since the stay name the newest list"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure(Payload):
    """Contact with a case. ``through`` is the number in the register of the close contact through whom a
    secondary contact became one.
    """

    kind: ClassVar[Kind] = Kind.EXPOSURE
    grade: Grade
    last_exposure: date
    case_ref: str | None = None
    through: int | None = None
    relation: Relation | None = None

    def __post_init__(self) -> None:
        if self.through is not None and self.grade is not Grade.SECONDARY_CONTACT:
            raise self._refuse(
                "只有密接的密接才指明关联密接", "only a contact of a close contact is one through somebody"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeColour(Payload):
    """A code colour as somebody reported it; never computed here and never a label of the person."""

    kind: ClassVar[Kind] = Kind.CODE_COLOUR
    colour: Colour
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom(Payload):
    """Signs somebody has, since ``onset``; "none" is said in a daily check, not here."""

    kind: ClassVar[Kind] = Kind.SYMPTOM
    signs: tuple[Sign, ...]
    onset: date | None = None

    def __post_init__(self) -> None:
        if not self.signs:
            raise self._refuse("未填症状", "no sign is named")


@dataclass(frozen=True, slots=True, kw_only=True)
class Located(Payload):
    """What one search for a pushed person came to; ``forward_to`` names the region to take over."""

    kind: ClassVar[Kind] = Kind.LOCATED
    outcome: Outcome
    method: Method
    attempted_by: str
    forward_to: str | None = None

    def __post_init__(self) -> None:
        if self.forward_to is not None and not self.outcome.forwards:
            raise self._refuse(
                "该结果不能推转其他地区", "nobody is pushed on to another area with this outcome"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacted(Payload):
    """One attempt to reach a person, shown before the next one so that nobody is called twice."""

    kind: ClassVar[Kind] = Kind.CONTACTED
    method: Method
    reached: bool
    attempted_by: str
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn(Payload):
    """The health of one day: temperatures in °C, morning and evening; no sign named means "asked, none"."""

    kind: ClassVar[Kind] = Kind.CHECK_IN
    day: date
    morning: float | None = None
    evening: float | None = None
    signs: tuple[Sign, ...] = ()

    def __post_init__(self) -> None:
        for reading in (self.morning, self.evening):
            if reading is not None and not COLDEST <= reading <= HOTTEST:
                raise self._refuse(
                    "体温读数不合理,请核对后重填", "this is no body temperature; read it again"
                )

    @property
    def highest(self) -> float | None:
        """The higher of the readings taken; None where none was."""
        return max((taken for taken in (self.morning, self.evening) if taken is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupation(Payload):
    """What somebody does; ``group`` is the edition's code of a high-risk post.

    ``closed_loop_ended`` is the last day worked in a closed loop.
    """

    kind: ClassVar[Kind] = Kind.OCCUPATION
    title: str
    employer: str | None = None
    group: str | None = None
    closed_loop_ended: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vulnerability(Payload):
    """All the needs of a person at that time; none named means "asked, none"."""

    kind: ClassVar[Kind] = Kind.VULNERABILITY
    needs: tuple[Need, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeUnsuitable(Payload):
    """The home was seen and will not do; withdrawn by retracting the finding."""

    kind: ClassVar[Kind] = Kind.HOME_UNSUITABLE
    reason: HomeFault
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosesCentral(Payload):
    """The person asks for a central site where the home would do; withdrawn by retracting the finding."""

    kind: ClassVar[Kind] = Kind.CHOOSES_CENTRAL
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override(Payload):
    """A person's decision in place of the rules: ``measure`` holds from the day ``start`` through ``until``.

    ``in_place_of`` are rows of the edition that it sets aside from ``start`` on; without ``measure`` nothing
    takes their place. ``evidence`` names what it stands on, ``second`` who signed it besides the author.
    Refused without a ground and an author, where it would end before it starts, and where it says nothing.
    """

    kind: ClassVar[Kind] = Kind.OVERRIDE
    measure: str | None = None
    start: date
    until: date
    tests: tuple[date, ...] = ()
    in_place_of: tuple[str, ...] = ()
    cause: Cause | None = None
    ground: str
    evidence: tuple[str, ...] = ()
    author: str
    second: str | None = None

    def __post_init__(self) -> None:
        if self.until < self.start:
            raise self._refuse("人工决定的结束日早于开始日", "a decision by a person ends before it starts")
        if not (self.ground.strip() and self.author.strip()):
            raise self._refuse(
                "人工决定必须写明依据和决定人", "a decision by a person needs its ground and its author"
            )
        if self.measure is None and not self.in_place_of:
            raise self._refuse(
                "人工决定既无措施,也未停用任何条目",
                "a decision by a person sets a measure or sets rows aside",
            )
        if not all(self.start <= day <= self.until for day in self.tests):
            raise self._refuse("采样日须在起止日之间", "tests of a decision by a person lie between its days")


PAYLOADS: Mapping[Kind, type[Payload]] = MappingProxyType(
    {
        shape.kind: shape
        for shape in (
            Arrival,
            RiskStay,
            Exposure,
            CodeColour,
            Symptom,
            Located,
            Contacted,
            CheckIn,
            Occupation,
            Vulnerability,
            HomeUnsuitable,
            ChoosesCentral,
            Override,
        )
    }
)
"""The shape of each kind."""

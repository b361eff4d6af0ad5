"""An edition: a protocol as dated data, in the types that :func:`decide` reads.

Every value keeps where it was found (``source``) and how well (``status``, see ``STATUSES``). The
texts behind these types, and the columns of the tables, are read by :mod:`lianfang.policies`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lianfang.core.measures.predicates import Predicate
from lianfang.core.words import Words


@dataclass(frozen=True, slots=True)
class Status:
    """How a row's values were found: one code for the row, other codes for the columns named."""

    code: str
    exceptions: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def of(self, column: str) -> str:
        """The code of one column."""
        return next((code for code, columns in self.exceptions if column in columns), self.code)

    def codes(self) -> tuple[str, ...]:
        """Every code that occurs."""
        return (self.code, *(code for code, _ in self.exceptions))

    def conventions(self) -> tuple[str, ...]:
        """The columns on which the text is silent and the product's convention stands."""
        return tuple(column for code, columns in self.exceptions if code == "P" for column in columns)

    def __str__(self) -> str:
        return "; ".join((self.code, *(f"{code} {' '.join(columns)}" for code, columns in self.exceptions)))


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule: the fact's ``field`` is one of ``values``."""

    field: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.field}={'|'.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Phase:
    """What a rule asks for, in order: see :mod:`lianfang.core.measures.schedule` for how it is dated.

    ``days`` whole local days of ``measure``; ``tests`` are day numbers; ``cap_days`` is how many days
    beyond its earliest end the measure may stand while its release is not met.
    """

    number: int
    measure: str
    days: int
    count_from: str
    anchor_day: int
    credit: str
    credit_after: int | None
    tests: tuple[int, ...]
    tests_from: str
    missed_test: str
    sample: str | None
    release: tuple[Predicate, ...]
    release_text: str
    cap_days: int
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Rule:
    """Who a row of the edition speaks of, and what follows.

    ``severity`` 0 means that the text determines no measure for this class; otherwise it breaks ties
    between reasons that ask for the same measure on the same day.
    """

    row: str
    cls: str
    when: tuple[Condition, ...]
    lookback_days: int | None
    risk_as_of: str | None
    severity: int
    alternative: str | None
    alternative_if: tuple[str, ...]
    on_fail: str | None
    source: str
    status: Status
    phases: tuple[Phase, ...]

    def when_text(self) -> str:
        """The conditions as they are written in the table."""
        return " & ".join(str(condition) for condition in self.when)


@dataclass(frozen=True, slots=True)
class ContactRule:
    """With whom contact is made: one row of ``contacts.csv``. Lengths in metres, times in minutes."""

    grade: str
    parent_grade: str
    setting: str
    relation: str
    role: str
    window_start_anchor: str
    before_days: int | None
    window_end: str
    max_m: float | None
    min_min: float | None
    protection: str
    widen_if_symptoms: bool
    judge: str
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class RoutineRule:
    """How often a group is tested: ``tests`` in ``per_days`` days, None where the text leaves it open."""

    row: str
    group: Words
    tests: int | None
    per_days: int | None
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Norm:
    """One number (or list) of an edition: a deadline in hours, a pool size, a ratio."""

    value: float | tuple[float, ...]
    words: Words
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of escalation: whom an overdue task reaches, how many hours after it fell due."""

    level: str
    after_hours: float
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A value that was looked for and not found: of a whole class, or of one column of a row."""

    cls: str | None
    row: str | None
    column: str | None
    words: Words


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: facts, and what a person who knows the text says follows from them."""

    name: str
    title: Words
    at: str
    facts: str
    rows: str
    phases: str
    tests: str
    due: str
    release: str
    said: str


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """A protocol as data. ``rules`` are in order, the first that matches a fact decides it."""

    id: str
    name: Words
    disease: str
    kind: str
    document: Words
    issued: date
    valid_from: date
    valid_to: date | None
    base: str | None
    notes: tuple[Words, ...]
    deadlines: Mapping[str, Norm]
    norms: Mapping[str, Norm]
    escalation: tuple[Step, ...]
    rules: tuple[Rule, ...]
    contacts: tuple[ContactRule, ...]
    routine: tuple[RoutineRule, ...]
    absent: tuple[Absent, ...]
    examples: tuple[Example, ...]
    overridden: tuple[Rule, ...]
    own_rows: frozenset[str]
    digest: str

    def rules_for(self, cls: str) -> tuple[Rule, ...]:
        """The rules that speak of a class, in order."""
        return tuple(rule for rule in self.rules if rule.cls == cls)

    def rule(self, row: str) -> Rule | None:
        """The rule of that row."""
        return next((rule for rule in self.rules if rule.row == row), None)

    def missing(self, *, cls: str | None = None, row: str | None = None) -> tuple[Absent, ...]:
        """What was not found for a class or for a row."""
        return tuple(gap for gap in self.absent if (cls and gap.cls == cls) or (row and gap.row == row))

    def in_force(self, day: date) -> bool:
        """Whether the document itself was in force on that day (adoption is another matter)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def deadline_hours(self, name: str) -> float | None:
        """The deadline called ``name`` in hours, None where the edition has none."""
        norm = self.deadlines.get(name)
        return norm.value if norm is not None and not isinstance(norm.value, tuple) else None

"""What follows from facts under an edition, with every reason kept."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from lianfang.core.measures.answers import Answer, State
from lianfang.core.measures.facts import Fact
from lianfang.core.measures.schedule import Dated
from lianfang.core.measures.vocabulary import MEASURES
from lianfang.core.words import Words


class Kind(Enum):
    """What a remark says beside the reasons."""

    NO_MEASURE = "no_measure"  # the text says that nothing follows
    OUTSIDE_WINDOW = "outside_window"  # the rule's look-back does not reach the fact
    NO_ROW = "no_row"  # the edition does not say what follows
    RUN_OUT = "run_out"  # every day had gone when the person was found
    POSITIVE = "positive"  # an own positive result: a case has to be determined
    SYMPTOM = "symptom"  # a symptom: report and see a doctor
    REGRADED = "regraded"  # a condition on somebody else's result failed: a stricter class follows


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader of the decision must know that is no reason for a measure."""

    kind: Kind
    cls: str
    row: str | None
    because: Words


@dataclass(frozen=True, slots=True)
class Reason:
    """One row that applies: why, which phases, and what its release hangs on.

    ``conventions`` are the columns in which the text is silent (status P); ``absent`` says what the
    edition does not give for this row; ``needs_other`` is true where somebody else's result decides.
    """

    row: str
    fact: Fact
    because: Words
    status: str
    source: str
    severity: int
    found: date | None
    phases: tuple[Dated, ...]
    release: Answer
    conventions: tuple[str, ...] = ()
    absent: tuple[Words, ...] = ()
    needs_other: bool = False

    @property
    def until(self) -> date:
        """The earliest day on which this reason ends, in."""
        return max(phase.until for phase in self.phases)

    @property
    def cap(self) -> date:
        """The latest day on which this reason ends unless a person signs an extension, in."""
        return max(phase.cap for phase in self.phases)


@dataclass(frozen=True, slots=True)
class Day:
    """The strictest measure of all reasons on one day; ``rows`` are those that ask for something.

    ``test``: the text has a test on this day. ``due``: a test is really owed on it, see ``Dated.due``.
    """

    date: date
    measure: str
    test: bool
    due: bool
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows, under which edition, from which facts (``digest``), and why.

    ``days`` run from the first to the earliest last day of every reason, days already gone included.
    ``due`` are the test days that can still be met, a make-up on the day found among them.
    """

    edition: str
    region: str
    reasons: tuple[Reason, ...]
    days: tuple[Day, ...]
    due: tuple[date, ...]
    remarks: tuple[Remark, ...]
    digest: str

    def on(self, day: date) -> Day | None:
        """What stands on one day, days held between ``until`` and ``cap`` among them; None if nothing."""
        return strictest(day, self.reasons)


def calendar(reasons: tuple[Reason, ...]) -> tuple[Day, ...]:
    """Per day the strictest measure of all reasons, test days united."""
    days = sorted({day for reason in reasons for phase in reason.phases for day in phase.days()})
    found = (strictest(day, reasons, held=False) for day in days)
    return tuple(day for day in found if day is not None)


def strictest(day: date, reasons: tuple[Reason, ...], *, held: bool = True) -> Day | None:
    """The strictest measure on ``day`` by severity of the measure, then of the row."""
    standing = [
        (MEASURES[phase.measure].severity, reason.severity, phase.measure, reason, phase)
        for reason in reasons
        for phase in reason.phases
        if _stands(phase, day, held=held)
    ]
    if not standing:
        return None
    leading = max(standing, key=lambda each: each[:3])
    rows = tuple(dict.fromkeys(reason.row for *_, reason, _ in standing))
    return Day(
        date=day,
        measure=leading[2],
        test=any(day in phase.tests for *_, phase in standing),
        due=any(day in phase.due for *_, phase in standing),
        rows=rows,
    )


def _stands(phase: Dated, day: date, *, held: bool) -> bool:
    if phase.start <= day <= phase.until:
        return True
    return held and phase.until < day <= phase.cap and phase.release.state is not State.MET

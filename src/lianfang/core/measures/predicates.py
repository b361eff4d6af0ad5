"""The release predicates, one small class each; :mod:`lianfang.core.measures.release` says what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from lianfang.core.days import days_between, hours_between, plus
from lianfang.core.measures.answers import (
    Answer,
    Course,
    State,
    by_moment,
    day_of,
    first_positive,
    is_outcome,
    listed,
    together,
)
from lianfang.core.measures.facts import Fact
from lianfang.core.words import Words


@dataclass(frozen=True, slots=True)
class OwnNegative:
    """``own_negative(all)`` (``count`` None) or ``own_negative(n)``."""

    count: int | None
    about_other: ClassVar[bool] = False
    last_day: ClassVar[int] = 0

    def answer(self, course: Course) -> Answer:
        """Met when no test that falls due in the phase still lacks its negative."""
        results = course.results()
        failed = first_positive(results)
        if failed:
            return failed
        days = [day_of(result) for result in results if is_outcome(result, "negative")]
        if self.count is not None:
            return _counted(len(days), self.count)
        owed = _unproven(course.owed, days)
        if owed:
            return Answer(
                State.UNKNOWN,
                Words(f"尚缺应检日 {listed(owed)} 的阴性结果", f"negatives still owed for {listed(owed)}"),
                owed,
            )
        if course.owed:
            return Answer(State.MET, Words("应检结果均为阴性", "every test due was negative"))
        return Answer(State.MET, Words("本阶段没有应做的检测", "no test falls due in this phase"))


def _counted(have: int, need: int) -> Answer:
    words = Words(f"阴性结果 {have}/{need}", f"{have} of {need} negatives")
    return Answer(State.MET if have >= need else State.UNKNOWN, words)


def _unproven(owed: Sequence[date], negatives: Sequence[date]) -> tuple[date, ...]:
    """The test days left without a negative: of that very day, else one to spare of a later day."""
    spare = list(negatives)
    for day in owed:
        if day in spare:
            spare.remove(day)
    missing = []
    for day in (day for day in owed if day not in negatives):
        later = next((taken for taken in spare if taken > day), None)
        if later is None:
            missing.append(day)
        else:
            spare.remove(later)
    return tuple(missing)


@dataclass(frozen=True, slots=True)
class OwnConsecutive:
    """``own_consecutive(n, h h)``."""

    count: int
    hours: int
    about_other: ClassVar[bool] = False
    last_day: ClassVar[int] = 0

    def answer(self, course: Course) -> Answer:
        """Met when the last ``count`` results in a row were negative and far enough apart."""
        run: list[Fact] = []
        results = course.results()
        for result in results:
            if is_outcome(result, "positive"):
                run = []
            elif is_outcome(result, "negative") and (not run or _apart(run[-1], result) >= self.hours):
                run.append(result)
        if len(run) >= self.count:
            return Answer(State.MET, Words(f"连续 {self.count} 次阴性", f"{self.count} negatives in a row"))
        if results and is_outcome(results[-1], "positive"):
            return Answer(State.FAILED, Words("最近一次结果为阳性", "the latest result is positive"))
        words = Words(
            f"间隔至少 {self.hours} 小时的连续阴性 {len(run)}/{self.count}",
            f"{len(run)} of {self.count} negatives in a row at least {self.hours} h apart",
        )
        return Answer(State.UNKNOWN, words)


def _apart(first: Fact, second: Fact) -> float:
    """Hours between two samples; a bare date counts by whole days."""
    one, two = first.get("taken"), second.get("taken")
    if isinstance(one, datetime) and isinstance(two, datetime):
        return hours_between(one, two)
    return 24.0 * days_between(day_of(first), day_of(second))


@dataclass(frozen=True, slots=True)
class OwnClear:
    """``own_clear@6+7(ct>=35)``."""

    days: tuple[int, ...]
    ct: float
    about_other: ClassVar[bool] = False

    @property
    def last_day(self) -> int:
        """The last day of the phase that this speaks of."""
        return max(self.days)

    def answer(self, course: Course) -> Answer:
        """Met when clear on the days named, or on as many days in a row from the first of them on."""
        first = course.day(min(self.days))
        sampled: dict[date, bool] = {}
        for result in course.results():
            if day_of(result) >= first and not is_outcome(result, "invalid"):
                sampled[day_of(result)] = sampled.get(day_of(result), True) and self._clear(result)
        named = tuple(course.day(number) for number in self.days)
        if self._run(sampled, first, course.cap):
            return Answer(
                State.MET, Words(f"连续 {len(named)} 天达标", f"clear on {len(named)} days in a row")
            )
        owed = tuple(day for day in named if day not in sampled)
        if owed:
            return Answer(
                State.UNKNOWN,
                Words(f"尚缺 {listed(owed)} 的结果", f"results still owed for {listed(owed)}"),
                owed,
            )
        return Answer(
            State.FAILED, Words(f"{listed(named)} 未全部达标", f"not clear on all of {listed(named)}")
        )

    def _clear(self, result: Fact) -> bool:
        ct = result.get("ct")
        return is_outcome(result, "negative") or (isinstance(ct, int | float) and ct >= self.ct)

    def _run(self, sampled: dict[date, bool], first: date, last: date) -> bool:
        length = 0
        for offset in range(days_between(first, last) + 1):
            length = length + 1 if sampled.get(plus(first, offset), False) else 0
            if length == len(self.days):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Double:
    """``double@14(kits differ, labs differ)``: the two samples of release."""

    day: int
    about_other: ClassVar[bool] = False

    @property
    def last_day(self) -> int:
        """The last day of the phase that this speaks of."""
        return self.day

    def answer(self, course: Course) -> Answer:
        """Met when two negatives of one day, that day or later, differ in kit and laboratory."""
        results = course.results()
        failed = first_positive(results)
        if failed:
            return failed
        due = course.day(self.day)
        late = [result for result in results if is_outcome(result, "negative") and day_of(result) >= due]
        pairs = [(a, b) for n, a in enumerate(late) for b in late[n + 1 :] if day_of(a) == day_of(b)]
        if any(_differ(a, b, "kit") and _differ(a, b, "lab") for a, b in pairs):
            return Answer(State.MET, Words("双采双检均为阴性", "both samples of release were negative"))
        if pairs:
            return Answer(
                State.UNKNOWN,
                Words(
                    "双采双检未注明不同试剂、不同机构",
                    "the two samples are not shown to differ in kit and laboratory",
                ),
                (due,),
            )
        return Answer(
            State.UNKNOWN, Words(f"尚缺 {due} 的双采双检", f"the two samples of {due} are still owed"), (due,)
        )


def _differ(one: Fact, two: Fact, name: str) -> bool:
    first, second = one.get(name), two.get(name)
    return first is not None and second is not None and first != second


@dataclass(frozen=True, slots=True)
class LinkedFirstNegative:
    """``linked_contact.first_negative(n)``: hangs on the results of each close contact."""

    count: int
    about_other: ClassVar[bool] = True
    last_day: ClassVar[int] = 0

    def answer(self, course: Course) -> Answer:
        """Met when of every linked contact the first ``count`` results that say anything are negative."""
        contacts = sorted({fact.text("contact") or "" for fact in course.linked})
        if not contacts:
            return Answer(
                State.UNKNOWN,
                Words(
                    f"关联密接未指明,其前 {self.count} 次检测结果无从核对",
                    f"no linked close contact is named whose first {self.count} results could be looked at",
                ),
            )
        return together([self._of_one(course.linked, contact) for contact in contacts])

    def _of_one(self, linked: Sequence[Fact], contact: str) -> Answer:
        said = [
            fact
            for fact in linked
            if (fact.text("contact") or "") == contact
            and (is_outcome(fact, "negative") or is_outcome(fact, "positive"))
        ]
        first = sorted(said, key=by_moment)[: self.count]
        positive = next((result for result in first if is_outcome(result, "positive")), None)
        if positive:
            day = day_of(positive)
            return Answer(
                State.FAILED,
                Words(f"关联密接 {day} 采样阳性", f"the linked contact's sample of {day} was positive"),
            )
        words = Words(
            f"关联密接前 {self.count} 次检测已有阴性 {len(first)}/{self.count}",
            f"{len(first)} of the linked contact's first {self.count} results are known, negative",
        )
        return Answer(State.MET if len(first) == self.count else State.UNKNOWN, words)


Predicate = OwnNegative | OwnConsecutive | OwnClear | Double | LinkedFirstNegative

"""Reviewing people: from what is known to what follows, for one or for a hundred thousand.

Facts are loaded in bulk, each distinct set of facts is decided once by the rules, and what changed is
written in bulk. The same facts under the same edition make the same decision, so an unchanged person
costs nothing but the reading.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lianfang import policies
from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.bulk import any_of, copy_rows, fresh_numbers
from lianfang.core import measures as rules
from lianfang.core.days import local_day
from lianfang.core.findings import Finding
from lianfang.core.measures.from_findings import Sample, facts_from, found_day
from lianfang.core.refusal import Refused
from lianfang.findings import queries as findings
from lianfang.ledger import actions as ledger
from lianfang.measures.actions import drafting, owing
from lianfang.measures.actions.hanging import linked_of_many
from lianfang.measures.models import Decision, Span
from lianfang.measures.queries.editions import editions_for
from lianfang.people import queries as people
from lianfang.people.actions.locking import lock_many

PORTION = 5000
_DECISION = (
    "id", "person", "path", "edition", "facts_digest", "reasons", "days", "refusal", "made", "by",
)  # fmt: skip
_SPAN = ("decision", "person", "path", "row", "person_class", "measure", "start", "until", "cap", "live")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review did to a set of people."""

    people: int = 0
    decided: int = 0
    unchanged: int = 0
    refused: int = 0
    tasks_added: int = 0
    tasks_withdrawn: int = 0

    def plus(self, other: "Reviewed") -> "Reviewed":
        return Reviewed(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(slots=True)
class Subject:
    """One person under review: where they are, what is known of them, what was and is decided."""

    id: int
    path: str
    found: date | None
    facts: rules.Facts
    edition: rules.Edition
    before: Decision | None
    verdict: rules.Decision | Refused | None = None
    decision_id: int = 0
    days: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    @property
    def changed(self) -> bool:
        """Whether the standing decision no longer says what follows."""
        if self.before is None:
            return bool(self.facts.subjects()) or self.facts.has("override")
        return self.before.facts_digest != self.digest or self.before.edition != self.edition.id

    @property
    def is_refused(self) -> bool:
        """Whether the edition does not say what follows, so that somebody has to."""
        return isinstance(self.verdict, Refused)

    @property
    def digest(self) -> str:
        return rules.digest_of(self.facts, self.edition)


Known = Mapping[int, tuple[Finding, ...]]


def review_many(
    person_ids: Iterable[int], *, by: Viewer, at: datetime, strangers: Known | None = None
) -> Reviewed:
    """Decide again for these people and bring their orders and tasks into line, in portions.

    ``strangers`` are people of whom nothing was known or decided before, with all that is known of them
    now: nothing is asked about them. A record that was merged stands for the one it was merged into.
    """
    new = strangers or {}
    asked = set(person_ids)
    numbers = sorted({*people.roots(asked - new.keys()).values(), *(asked & new.keys())})
    total = Reviewed()
    for start in range(0, len(numbers), PORTION):
        total = total.plus(_portion(numbers[start : start + PORTION], by=by, at=at, strangers=new))
    return total


@transaction.atomic
def review_with(
    person_ids: Iterable[int],
    others: Iterable[int],
    *,
    by: Viewer,
    at: datetime,
    strangers: Known | None = None,
) -> Reviewed:
    """Decide again for people, and for others whom what is new of them concerns wherever these stand.

    All of them are locked first, in one order. The others are no matter of the actor's: it is the rules
    that decide about them again.
    """
    persons = set(person_ids)
    apart = set(others) - persons
    if not apart:
        return review_many(persons, by=by, at=at, strangers=strangers)
    with acting(SYSTEM):
        lock_many(persons | apart)
    reviewed = review_many(persons, by=by, at=at, strangers=strangers)
    with acting(SYSTEM):
        return reviewed.plus(review_many(apart, by=SYSTEM, at=at))


@transaction.atomic
def _portion(numbers: Sequence[int], *, by: Viewer, at: datetime, strangers: Known) -> Reviewed:
    where = lock_many(numbers)
    subjects = _load(where, at=at, strangers=strangers)
    changed = [s for s in subjects if s.changed]
    _decide(changed, at=at)
    _write(changed, by=by, at=at)
    owing_something = [s for s in subjects if s.id not in strangers or s.found or s.is_refused]
    drafting.bring_into_line(owing_something, by=by, at=at)
    counts = owing.bring_into_line(owing_something, by=by, at=at)
    refused = sum(s.is_refused for s in changed)
    return Reviewed(
        len(subjects), len(changed), len(subjects) - len(changed), refused, counts.added, counts.withdrawn
    )


Overlay = Mapping[int, Mapping[int, Finding]]


def _load(
    where: Mapping[int, str], *, at: datetime, overlay: Overlay | None = None, strangers: Known | None = None
) -> list[Subject]:
    """The people with what is known of them; ``overlay`` puts findings in the place of those of a number."""
    new = strangers or {}
    asked = [number for number in where if number not in new]
    kin = findings.kin_of(asked)  # asked once for all three
    known = {**findings.facts_of_many(asked, at=at, kin=kin), **new}
    since = {**findings.pushed_of_many(asked, at=at, kin=kin), **dict.fromkeys(new, at)}
    results = findings.results_of_many(asked, kin=kin)
    standing = {
        d.person_id: d for d in Decision.objects.filter(any_of("person_id", asked), superseded__isnull=True)
    }
    linked = linked_of_many(known, at=at)
    in_force = editions_for({p: standing.get(p) for p in where}, where, at=at)
    subjects = []
    for number, path in where.items():
        instead = (overlay or {}).get(number, {})
        held = [instead.get(each.id, each) for each in known.get(number, ())]
        pushed = local_day(since[number]) if number in since else None
        samples = [Sample(r.taken, r.outcome, r.ct, r.kit, r.laboratory) for r in results.get(number, ())]
        subjects.append(
            Subject(
                id=number,
                path=path,
                found=found_day(held),
                facts=facts_from(held, samples, pushed=pushed, linked=linked.get(number, ())),
                edition=policies.load(in_force[number]),
                before=standing.get(number),
            )
        )
    return subjects


def _decide(changed: Sequence[Subject], *, at: datetime) -> None:
    """Each distinct set of facts once, under each edition."""
    by_edition: dict[str, list[Subject]] = defaultdict(list)
    for subject in changed:
        by_edition[subject.edition.id].append(subject)
    for subjects in by_edition.values():
        decided = rules.decide_many((s.facts for s in subjects), subjects[0].edition, at=at)
        for subject in subjects:
            subject.verdict = decided[subject.facts]


def _write(changed: Sequence[Subject], *, by: Viewer, at: datetime) -> None:
    """Supersede what stood and write what stands, decisions and their spans by COPY."""
    if not changed:
        return
    before = [s.before.pk for s in changed if s.before]
    Decision.objects.filter(any_of("id", before)).update(superseded=at)
    Span.objects.filter(any_of("decision_id", before)).update(live=False)
    for subject, number in zip(changed, fresh_numbers(Decision, len(changed)), strict=True):
        subject.decision_id = number
    told = _Told()
    copy_rows(Decision, _DECISION, [told.decision_row(s, by=by, at=at) for s in changed])
    copy_rows(Span, _SPAN, [row for s in changed for row in _span_rows(s)])
    ledger.record("measures.decided", by=by, at=at, path=by.path, members=[s.id for s in changed])


class _Told:
    """Decisions as data, told once for each verdict however many people share it."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[dict[str, Any], str]] = {}

    def decision_row(self, subject: Subject, *, by: Viewer, at: datetime) -> tuple[Any, ...]:
        verdict = subject.verdict
        refusal, digest = None, ""
        reasons: list[Any] = []
        if isinstance(verdict, Refused):
            refusal = {"code": verdict.code, "zh": verdict.words.zh, "en": verdict.words.en}
        elif verdict is not None:
            if id(verdict) not in self._kept:
                self._kept[id(verdict)] = rules.as_data(verdict), subject.digest
            told, digest = self._kept[id(verdict)]
            reasons, subject.days = told["reasons"], told["days"]
        return (
            subject.decision_id, subject.id, subject.path, subject.edition.id, digest or subject.digest,
            reasons, subject.days, refusal, at, by.post_id,
        )  # fmt: skip


def _span_rows(subject: Subject) -> list[tuple[Any, ...]]:
    if not isinstance(subject.verdict, rules.Decision):
        return []
    return [
        (
            subject.decision_id, subject.id, subject.path, reason.row, reason.fact.cls, phase.measure,
            phase.start, phase.until, phase.cap, True,
        )
        for reason in subject.verdict.reasons
        for phase in reason.phases
    ]  # fmt: skip

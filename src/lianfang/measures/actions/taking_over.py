"""Taking over people who are held already when the product is taken into use (opening balance, 期初在管).

They keep their past start; what is known of why they are held and the tests done so far are recorded with
it, so that the rules count from then and only what is left becomes tasks. Their ground is the opening
balance itself: what was ordered on paper before is named there and not drawn up again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lianfang import policies
from lianfang.accounts.scope import Viewer
from lianfang.core import findings as known
from lianfang.core import measures as rules
from lianfang.core.days import local_day
from lianfang.core.findings import Finding
from lianfang.core.measures.from_findings import Sample, facts_from
from lianfang.core.measures.owed import RESTRICTING
from lianfang.core.refusal import Refused
from lianfang.core.tasks import EvidenceKind, Subject, SubjectKind, TaskKind
from lianfang.findings.actions import NewFinding, NewResult, record_many, record_results
from lianfang.ledger import actions as ledger
from lianfang.measures.actions.reviewing import review_many
from lianfang.measures.models import Stay
from lianfang.measures.queries.editions import editions_for
from lianfang.tasks import actions as tasks

SOURCE = "opening_balance"


@dataclass(frozen=True, slots=True)
class Already:
    """Somebody already under a measure. ``edition`` is the one they are held by, ``risk`` a traveller's.

    ``because`` are the findings behind it (an exposure, a stay, a decision by a person), ``results`` the
    tests so far; ``order`` and ``ground`` what was written on paper; ``site`` the name of a site that is
    none of the facilities known.
    """

    person_id: int
    measure: str
    person_class: str
    began: datetime
    planned_end: date
    edition: str
    path: str
    facility_id: int | None = None
    room: str = ""
    site: str = ""
    risk: str = ""
    order: str = ""
    ground: str = ""
    because: tuple[known.Payload, ...] = ()
    results: tuple[NewResult, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the edition says of somebody held: the last day, the rows, or why it does not say."""

    edition: str
    until: date | None = None
    rows: tuple[str, ...] = ()
    refused: Refused | None = None


def expect_many(rows: Sequence[Already], *, at: datetime) -> list[Expected]:
    """Until when each of these is held by the rules, counted from the past start; nothing is written.

    The edition is that of the row where the one in force applies to new people only, else the one in force.
    """
    places = {number: row.path for number, row in enumerate(rows)}
    held = {number: (row.edition, row.began) for number, row in enumerate(rows)}
    editions = editions_for({}, places, at=at, held=held)
    found = []
    for number, row in enumerate(rows):
        edition = policies.load(editions[number])
        decided = rules.decide_many([_facts(row, at)], edition, at=at)[_facts(row, at)]
        found.append(_expected(edition.id, decided))
    return found


def _facts(row: Already, at: datetime) -> rules.Facts:
    findings = [
        Finding(id=n, payload=each.payload, occurred=each.occurred, recorded=at, source=SOURCE, by="")
        for n, each in enumerate(_findings(row), 1)
    ]
    samples = [Sample(each.taken, each.outcome) for each in row.results]
    return facts_from(findings, samples, pushed=local_day(row.began))


def _expected(edition: str, decided: rules.Decision | Refused) -> Expected:
    if isinstance(decided, Refused):
        return Expected(edition, refused=decided)
    held = [day.date for day in decided.days if day.measure in RESTRICTING]
    if not held:
        return Expected(edition)
    return Expected(edition, max(held), tuple(reason.row for reason in decided.reasons))


def _findings(row: Already) -> list[NewFinding]:
    """Why the person is held, and that they were found: by whom is not known any more."""
    located = known.Located(
        outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="接管时已在管"
    )
    payloads = [*row.because, located] if row.because else []
    return [NewFinding(row.person_id, each, row.began, SOURCE, row.path) for each in payloads]


@transaction.atomic
def take_over_many(rows: Sequence[Already], *, by: Viewer, at: datetime) -> int:
    """Enter people who are already isolated, with their past start; answers how many.

    Who is under a stay already is passed over. Tests done are counted, and what is left of tests, checks and
    releases becomes tasks at once.
    """
    by.require("onboard")
    standing = Stay.objects.filter(person_id__in=[r.person_id for r in rows], ended__isnull=True)
    before = set(standing.values_list("person_id", flat=True))
    once: dict[int, Already] = {}
    for row in rows:
        if row.person_id not in before:
            once.setdefault(row.person_id, row)
    fresh = list(once.values())
    record_many([finding for row in fresh for finding in _findings(row)], by=by, at=at)
    record_results([result for row in fresh for result in row.results], by=by, at=at)
    Stay.objects.bulk_create([_stay(row) for row in fresh], batch_size=2000)
    taken = [row.person_id for row in fresh]
    ledger.record("measures.taken_over", by=by, at=at, path=by.path, members=taken)
    review_many(taken, by=by, at=at)
    _prove_todays_tests(fresh, by=by, at=at)
    return len(fresh)


def _prove_todays_tests(rows: Sequence[Already], *, by: Viewer, at: datetime) -> None:
    """A swab taken today already meets today's sample; those of days before are owed by nobody here."""
    today = local_day(at)
    proofs = []
    for row in rows:
        taken = max((r.taken for r in row.results if local_day(r.taken) == today), default=None)
        if taken is not None:
            key = f"{TaskKind.SAMPLE}:{Subject(SubjectKind.PERSON, row.person_id)}:{today}"
            number = tasks.number_of(key)
            proofs += [tasks.Proof(number, EvidenceKind.SAMPLED, taken)] if number else []
    if proofs:
        tasks.submit_evidence_many(proofs, by=by, at=at)


def _stay(row: Already) -> Stay:
    return Stay(
        person_id=row.person_id, path=row.path, measure=row.measure, person_class=row.person_class,
        edition=row.edition, facility_id=row.facility_id, room=row.room[:20], began=row.began,
        planned_end=row.planned_end, opening_balance=True, ground=_ground(row),
    )  # fmt: skip


def _ground(row: Already) -> dict[str, Any]:
    """The opening balance as the ground of a stay, with what was on paper."""
    said = {"risk": row.risk, "order": row.order, "said": row.ground, "site": row.site}
    return {"opening_balance": True, **{key: text for key, text in said.items() if text}}


def held_before(rows: Sequence[Already]) -> dict[int, list[tuple[str, date, bool, bool]]]:
    """The stays that these people have: measure, first day, whether open, whether taken over before."""
    found: dict[int, list[tuple[str, date, bool, bool]]] = {}
    stays = Stay.objects.filter(person_id__in=[row.person_id for row in rows]).order_by("pk")
    for stay in stays:
        held = (stay.measure, local_day(stay.began), stay.ended is None, stay.opening_balance)
        found.setdefault(stay.person_id, []).append(held)
    return found

"""Reading what is known of people: for the rules in bulk, for a page one by one."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db import connection

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core import findings as rules
from lianfang.core.days import start_of
from lianfang.findings.links import LinkRow, hanging_on, links_of_many
from lianfang.findings.models import Finding, Result
from lianfang.people import queries as people
from lianfang.places.paths import inside

__all__ = [
    "Held",
    "Known",
    "LinkRow",
    "ResultRow",
    "about",
    "about_place",
    "close_contacts",
    "count_risk_stays_since",
    "facts_of_many",
    "hanging_on",
    "links_of_many",
    "pushed_of_many",
    "results_of",
    "results_of_many",
    "risk_stays_since",
]


class ResultRow(NamedTuple):
    """A test result."""

    person_id: int
    taken: datetime
    reported: datetime
    outcome: str
    ct: float | None
    kit: str
    laboratory: str
    specimen: str


@dataclass(frozen=True, slots=True)
class Known:
    """A finding as a timeline shows it; ``superseded`` says that a later one has taken its place."""

    id: int
    payload: rules.Payload
    occurred: datetime
    recorded: datetime
    source: str
    by: str
    retracted: datetime | None
    superseded: bool


_FACTS = """
    SELECT id, subject_id, kind, payload::text, occurred, recorded, source, by, supersedes, retracted, path
    FROM findings_finding
    WHERE subject_kind = 'person' AND subject_id = ANY(%s) AND recorded <= %s
"""


Kin = Mapping[int, Sequence[int]]


def facts_of_many(
    person_ids: Iterable[int], *, at: datetime, kin: Kin | None = None
) -> dict[int, tuple[rules.Finding, ...]]:
    """What holds of each person at an instant, oldest first; those of whom nothing is known are left out.

    Unscoped, for rules: what another area found out counts too, and what was written under a record that
    was merged into the person's. ``kin`` is what :func:`kin_of` said of these people, where it was asked.
    """
    found: dict[int, list[rules.Finding]] = defaultdict(list)
    kin = kin_of(person_ids) if kin is None else kin
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_FACTS, [list(kin), at])
        for row in cursor:
            finding = _finding(row)
            for person in kin[row[1]]:
                found[person].append(finding)
    return {person: rules.facts_at(held, at) for person, held in found.items()}


def _finding(row: Sequence[Any]) -> rules.Finding:
    key, _, kind, payload, occurred, recorded, source, by, supersedes, retracted, _ = row
    return rules.Finding(
        id=key, payload=_payload(kind, payload), occurred=occurred, recorded=recorded, source=source,
        by=str(by or ""), supersedes=supersedes, retracted=retracted,
    )  # fmt: skip


class Held(NamedTuple):
    """A finding that holds of a record, and where the record stands."""

    person_id: int
    path: str
    finding: rules.Finding


_STAYS = """
    SELECT id, subject_id, kind, payload::text, occurred, recorded, source, by, supersedes, retracted, path
    FROM findings_finding
    WHERE subject_kind = 'person' AND kind = 'risk_stay' AND recorded <= %(at)s AND subject_id IN (
        SELECT subject_id FROM findings_finding
        WHERE subject_kind = 'person' AND kind = 'risk_stay' AND payload ->> 'left' >= %(day)s
    )
    ORDER BY subject_id
"""


def risk_stays_since(day: date, *, at: datetime) -> list[Held]:
    """Every stay in a risk area, or in what may be one, that ended on a day or later and holds at an instant.

    Unscoped, for rules: a list of risk areas is applied to everybody. A stay whose end nobody knows is not
    among them.
    """
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_STAYS, {"at": at, "day": day.isoformat()})
        rows = cursor.fetchall()
    held: list[Held] = []
    for subject, group in groupby(rows, key=itemgetter(1)):
        own = list(group)
        standing = rules.facts_at(map(_finding, own), at)
        held += [Held(subject, own[-1][-1], each) for each in standing if _left(each) >= day]
    return held


def count_risk_stays_since(day: date, *, at: datetime) -> int:
    """How many stays at most :func:`risk_stays_since` answers; those replaced since are counted too."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_STAYS}) AS stays", {"at": at, "day": day.isoformat()})  # noqa: S608 - our own text
        ((count,),) = cursor.fetchall()
    return int(count)


def _left(finding: rules.Finding) -> date:
    stay = finding.payload
    return (stay.left if isinstance(stay, rules.RiskStay) else None) or date.min


_PUSHED = """
    SELECT subject_id, min(recorded) FROM findings_finding
    WHERE subject_kind = 'person' AND subject_id = ANY(%s) AND (retracted IS NULL OR retracted > %s)
    GROUP BY subject_id
"""


def pushed_of_many(person_ids: Iterable[int], *, at: datetime, kin: Kin | None = None) -> dict[int, datetime]:
    """Since when anything is known of each person, also by what was replaced since. Unscoped, for rules."""
    kin = kin_of(person_ids) if kin is None else kin
    first: dict[int, datetime] = {}
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_PUSHED, [list(kin), at])
        for subject, recorded in cursor:
            for person in kin[subject]:
                first[person] = min(recorded, first.get(person, recorded))
    return first


_RESULTS = """
    SELECT DISTINCT ON (person_id, specimen, taken)
        person_id, taken, reported, outcome, ct, kit, laboratory, specimen
    FROM findings_result WHERE person_id = ANY(%s)
    ORDER BY person_id, specimen, taken, reported DESC
"""


def results_of_many(person_ids: Iterable[int], *, kin: Kin | None = None) -> dict[int, list[ResultRow]]:
    """The test results that count of each person, oldest first. Unscoped, for rules, as the facts are."""
    found: dict[int, list[ResultRow]] = defaultdict(list)
    kin = kin_of(person_ids) if kin is None else kin
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_RESULTS, [list(kin)])
        for row in map(ResultRow._make, cursor):
            for person in kin[row.person_id]:
                found[person].append(row)
    return {person: sorted(rows, key=attrgetter("taken", "specimen")) for person, rows in found.items()}


def results_of(viewer: Viewer, person_id: int) -> list[ResultRow]:
    """One person's results, newest first, also the corrected; none of somebody the viewer does not see."""
    if not people.seen_ids(viewer, [person_id]):
        return []
    rows = Result.objects.filter(person_id__in=people.families([person_id])[person_id])
    columns = ResultRow._fields
    return [ResultRow(*row) for row in rows.order_by("-taken", "-reported").values_list(*columns)]


def about(viewer: Viewer, person_id: int) -> list[Known]:
    """Everything known of one person, newest first, also what was taken back; scoped as the results."""
    if not people.seen_ids(viewer, [person_id]):
        return []
    family = people.families([person_id])[person_id]
    return _told(Finding.objects.filter(subject_kind="person", subject_id__in=family))


def close_contacts(viewer: Viewer, *, since: date) -> list[int]:
    """People of the viewer's area who were exposed as close contacts since a day, the newest told first."""
    rows = Finding.objects.filter(
        subject_kind="person", kind=str(rules.Kind.EXPOSURE), retracted__isnull=True,
        payload__grade=str(rules.Grade.CLOSE_CONTACT), payload__last_exposure__gte=since.isoformat(),
        recorded__gte=start_of(since),
    )  # fmt: skip
    if not viewer.everything:
        rows = rows.filter(**inside(viewer.path))
    return list(dict.fromkeys(rows.order_by("-recorded", "-pk").values_list("subject_id", flat=True)))


def about_place(viewer: Viewer, place_id: int) -> list[Known]:
    """Everything known of one place in the viewer's area, newest first."""
    rows = Finding.objects.filter(subject_kind="place", subject_id=place_id)
    return _told(row for row in rows if viewer.sees(row.path))


def _told(rows: Iterable[Finding]) -> list[Known]:
    held = sorted(rows, key=attrgetter("occurred", "pk"), reverse=True)
    replaced = {row.supersedes for row in held if row.supersedes and not row.retracted}
    names = accounts.names_of({row.by for row in held if row.by})
    return [
        Known(
            row.pk, rules.from_payload(row.kind, row.payload), row.occurred, row.recorded, row.source,
            names.get(row.by or 0, ""), row.retracted, row.pk in replaced,
        )
        for row in held
    ]  # fmt: skip


def kin_of(person_ids: Iterable[int]) -> Kin:
    """For each record the people asked about that it stands for: one, unless two of a family were asked."""
    kin: dict[int, list[int]] = defaultdict(list)
    for person, family in people.families(person_ids).items():
        for record in family:
            kin[record].append(person)
    return kin


@lru_cache(maxsize=8192)
def _payload(kind: str, text: str) -> rules.Payload:
    """The payload of a row; many of a list are alike, and a payload is frozen."""
    return rules.from_payload(kind, json.loads(text))

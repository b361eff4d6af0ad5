"""Deciding again about everybody whom new lists of risk areas reach, the difference shown first."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.findings.values import RiskLevel
from lianfang.findings import queries as findings
from lianfang.intake.actions.risk import LOCK, mend_risk_name
from lianfang.intake.models import RiskList
from lianfang.intake.queries.risk_stays import Change, changes, first_day
from lianfang.ledger import actions as ledger
from lianfang.measures import actions as measures
from lianfang.measures.actions.foreseeing import foresee_many
from lianfang.people import queries as people

_NAMED_SINCE = """
SELECT min(as_of) FROM intake_risklist
WHERE areas && ARRAY(SELECT id FROM intake_riskarea WHERE name_id = %s)
"""
Levels = tuple[RiskLevel | None, RiskLevel | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """What the waiting lists change: how many of whose stays, from which level to which.

    ``raised`` counts the stays whose worst known level is higher than it was. ``levels``: (level known
    before, level by the lists) to how many stays; None is unknown. ``decisions`` as
    ``measures.actions.foreseeing`` counts them, empty where nothing was asked of it.
    """

    lists: int = 0
    stays: int = 0
    people: int = 0
    raised: int = 0
    levels: dict[Levels, int] = field(default_factory=dict)
    decisions: dict[str, int] = field(default_factory=dict)


def foresee_risk_lists(*, at: datetime) -> Difference:
    """What deciding again by the waiting lists would change; nothing is written."""
    waiting = _waiting()
    with acting(SYSTEM):
        found = _changes(waiting, at=at)
        decisions = foresee_many([change.as_finding() for change in found], at=at) if found else {}
        return _difference(len(waiting), found, decisions)


@transaction.atomic
def apply_risk_lists(*, by: Viewer, at: datetime) -> Difference:
    """Decide again about everybody whom the waiting lists reach, in one pass, up and down.

    For each stay whose levels the lists now give otherwise a finding takes the place of the one held; who
    is concerned is reviewed with all that follows. Everybody is reached, whoever asks: lists are national.
    """
    by.require("risk_lists")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    waiting = _waiting()
    if not waiting:
        return Difference()
    difference = _decide_again(len(waiting), lambda: _changes(waiting, at=at), by=by, at=at)
    RiskList.objects.filter(pk__in=waiting).update(applied=at, applied_by=by.post_id)
    body = {"stays": difference.stays, "people": difference.people, "raised": difference.raised}
    ledger.record("intake.risk_lists_applied", by=by, at=at, members=waiting, body=body)
    return difference


@transaction.atomic
def mend_and_redecide(name_id: int, *, region_id: int | None, by: Viewer, at: datetime) -> Difference:
    """Say which region a written name means, and decide again about everybody of whom that tells more.

    Reached are stays that lists naming it bear on, as far as an edition in use looks back.
    """
    by.require("risk_lists")
    mend_risk_name(name_id, region_id=region_id, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(_NAMED_SINCE, [name_id])
        ((since,),) = cursor.fetchall()
    if since is None:
        return Difference()
    first = max(first_day([since]), first_day([at]))
    difference = _decide_again(0, lambda: changes(first, at=at), by=by, at=at)
    body = {"stays": difference.stays, "people": difference.people, "raised": difference.raised}
    ledger.record("intake.risk_lists_applied", by=by, at=at, subject=("risk_name", name_id), body=body)
    return difference


def reached(*, at: datetime) -> int:
    """How many stays the waiting lists may reach: how long deciding again by them may take."""
    waiting = _waiting()
    return findings.count_risk_stays_since(first_day(waiting.values()), at=at) if waiting else 0


def _decide_again(lists: int, find: Callable[[], list[Change]], *, by: Viewer, at: datetime) -> Difference:
    """Let the levels that the lists now give take the place of those held; whoever asks, all are reached."""
    with acting(SYSTEM):
        found = find()
        measures.learn_many([change.as_finding() for change in found], by=by, at=at)
        measures.review_many(_people(found) - _records(found), by=by, at=at)
        return _difference(lists, found, {})


def _waiting() -> dict[int, datetime]:
    rows = RiskList.objects.filter(applied__isnull=True).order_by("as_of")
    return dict(rows.values_list("pk", "as_of"))


def _changes(waiting: dict[int, datetime], *, at: datetime) -> list[Change]:
    return changes(first_day(waiting.values()), at=at) if waiting else []


def _records(found: Sequence[Change]) -> set[int]:
    return {change.held.person_id for change in found}


def _people(found: Sequence[Change]) -> set[int]:
    """The people whom the records are about: a record may have been merged into another."""
    return set(people.roots(_records(found)).values())


def _difference(lists: int, found: Sequence[Change], decisions: dict[str, int]) -> Difference:
    return Difference(
        lists=lists,
        stays=len(found),
        people=len(_people(found)),
        raised=sum(change.raised for change in found),
        levels=dict(Counter(change.levels for change in found)),
        decisions=decisions,
    )

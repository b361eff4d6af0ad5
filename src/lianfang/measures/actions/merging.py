"""Two records become one, or two again: what follows is decided again in the same transaction.

``people`` knows nothing of what follows for a person, so whoever merges does it here. What really is moves
with the person: an open stay and its order stand under the record that stands, marked with the one they came
from, and go back when the merge is undone. What merely should be is decided anew for who is left.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.measures.from_findings import found_day
from lianfang.core.refusal import Refused
from lianfang.findings.queries import facts_of_many, hanging_on
from lianfang.ledger import actions as ledger
from lianfang.measures.actions.owing import KINDS
from lianfang.measures.actions.reviewing import Reviewed, review_with
from lianfang.measures.models import Decision, Handover, Order, Span, Stay
from lianfang.people import actions as people
from lianfang.people import queries as people_queries
from lianfang.tasks import actions as tasks

MERGED, PARTED = "档案合并", "撤销档案合并"
"""Why an order of a record that no longer stands is withdrawn, or of one that stands by itself again."""
_ENDED = "merged"


@transaction.atomic
def merge_people(
    person_id: int,
    into_id: int,
    *,
    reason: str,
    by: Viewer,
    at: datetime,
    despite_conflicts: bool = False,
) -> Reviewed:
    """Let one record point to another, and decide again about the person they are.

    Refused as :func:`people.actions.merge` refuses, and while either is being handed over.
    """
    people.merge(person_id, into_id, reason=reason, despite_conflicts=despite_conflicts, by=by, at=at)
    with acting(SYSTEM):
        _refuse_on_the_way(person_id, into_id)
        _give_up(person_id, at=at)
        tasks.apply_many([], people=[person_id], kinds=KINDS, by=by, at=at)
        _move_what_is(person_id, into_id, at=at)
        reviewed = review_with([into_id], hanging_on([into_id]), by=by, at=at)
    body = {"into": into_id}
    ledger.record(
        "measures.people_merged", by=by, at=at, subject=("person", person_id), path=by.path, body=body
    )
    return reviewed


@transaction.atomic
def unmerge_people(person_id: int, *, reason: str, by: Viewer, at: datetime) -> Reviewed:
    """Let a merged record stand for itself again, and decide again about both."""
    into_id = people_queries.roots([person_id])[person_id]
    people.unmerge(person_id, reason=reason, by=by, at=at)
    with acting(SYSTEM):
        _move_back(person_id)
        both = [person_id, into_id]
        _withdraw_of_who_is_not_found(both, at=at)
        reviewed = review_with(both, hanging_on(both), by=by, at=at)
    body = {"from": into_id}
    ledger.record(
        "measures.people_unmerged", by=by, at=at, subject=("person", person_id), path=by.path, body=body
    )
    return reviewed


def _refuse_on_the_way(*person_ids: int) -> None:
    if Handover.objects.filter(person_id__in=person_ids, answered__isnull=True).exists():
        raise Refused(
            "handover.open", "此人正在移交,请先答复移交再合并", "a handover is open; let it be answered first"
        )


def _give_up(person_id: int, *, at: datetime) -> None:
    """What was decided about the record by itself holds no more."""
    Decision.objects.filter(person_id=person_id, superseded__isnull=True).update(superseded=at)
    Span.objects.filter(person_id=person_id, live=True).update(live=False)


def _move_what_is(person_id: int, into_id: int, *, at: datetime) -> None:
    """Who is held under the first record is held; of two stays of one person the second record's goes on."""
    stays = {stay.person_id: stay for stay in _open_stays(person_id, into_id)}
    stay = stays.get(person_id)
    if stay is not None and into_id not in stays:
        path = people_queries.homes([into_id])[into_id].path
        moved = {"person_id": into_id, "moved_from": person_id, "path": path}
        Stay.objects.filter(pk=stay.pk).update(**moved)
        Order.objects.filter(stays=stay).update(**moved)
        _withdraw_waiting(into_id, at=at)
    elif stay is not None:
        Stay.objects.filter(pk=stay.pk).update(ended=at, ended_why=_ENDED)
        Order.objects.filter(stays=stay).update(withdrawn=at, withdrawn_reason=MERGED)
    _withdraw_waiting(person_id, at=at)


def _open_stays(*person_ids: int) -> list[Stay]:
    rows = Stay.objects.select_for_update().filter(person_id__in=person_ids, ended__isnull=True)
    return list(rows.order_by("pk"))


def _withdraw_of_who_is_not_found(person_ids: Sequence[int], *, at: datetime) -> None:
    """Who was found only as the other record has not been found: nobody can be served what was drawn up."""
    known = facts_of_many(person_ids, at=at)
    for person_id in person_ids:
        if found_day(known.get(person_id, ())) is None:
            _withdraw_waiting(person_id, at=at, why=PARTED)


def _withdraw_waiting(person_id: int, *, at: datetime, why: str = MERGED) -> None:
    """Orders under which nobody was ever held: whoever is left gets what then follows."""
    waiting = Order.objects.filter(
        person_id=person_id, kind="isolation", withdrawn__isnull=True, stays__isnull=True
    )
    numbers = list(waiting.values_list("pk", flat=True))
    Order.objects.filter(pk__in=numbers).update(withdrawn=at, withdrawn_reason=why)


def _move_back(person_id: int) -> None:
    """Stays and orders that came from the record, and those it gave up, are its own again."""
    path = people_queries.homes([person_id])[person_id].path
    for table in (Order, Stay):
        table.objects.filter(moved_from=person_id).update(person_id=person_id, moved_from=None, path=path)
    Order.objects.filter(person_id=person_id, withdrawn_reason=MERGED).update(
        withdrawn=None, withdrawn_reason=""
    )
    Stay.objects.filter(person_id=person_id, ended_why=_ENDED).update(ended=None, ended_why="")

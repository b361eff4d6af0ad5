"""Two records of one person become one, and two again where that was wrong. No row is rewritten."""

from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.people import merge_conflicts
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
from lianfang.people.actions.register import only_registrar
from lianfang.people.models import Grant, Ground, Person
from lianfang.people.queries.marks import marks_of
from lianfang.people.queries.seen import seen
from lianfang.places.paths import contains


@transaction.atomic
def merge(
    person_id: int,
    into_id: int,
    *,
    reason: str,
    by: Viewer,
    at: datetime,
    despite_conflicts: bool = False,
    ref: str | None = None,
) -> None:
    """Let one record point to another: from now on both are found, decided on and counted as the second.

    The area of the first goes on seeing the person. Whoever merges does so by ``measures.merge_people``,
    which decides again what follows. Refused: a record already merged, records that contradict
    each other gravely (two numbers of one lifelong document) unless ``despite_conflicts``, an empty reason.
    """
    if ledger.once(ref, verb="people.merged") is not None:
        return
    only_registrar()
    one, other = _both(person_id, into_id, by=by)
    reason = _said(reason)
    if not despite_conflicts:
        _refuse_contradictions(person_id, into_id)
    with acting(SYSTEM):
        Person.objects.filter(pk=one.pk).update(merged_into=other)
        _open_to_each_other(one, other, by=by, at=at)
    body = {"into": other.pk, "reason": reason, "despite_conflicts": despite_conflicts}
    event = ledger.record("people.merged", by=by, at=at, subject=("person", one.pk), path=one.path, body=body)
    ledger.keep_ref(ref, verb="people.merged", event=event, outcome={})


@transaction.atomic
def unmerge(person_id: int, *, reason: str, by: Viewer, at: datetime, ref: str | None = None) -> None:
    """Undo a merge: the record stands for itself again, with all that was ever written under it."""
    if ledger.once(ref, verb="people.unmerged") is not None:
        return
    only_registrar()
    one = _one(person_id, by=by)
    if one.merged_into_id is None:
        raise Refused("people.not_merged", "该档案没有合并", "this record is not merged")
    reason = _said(reason)
    with acting(SYSTEM):
        other = Person.objects.get(pk=one.merged_into_id)
        Person.objects.filter(pk=one.pk).update(merged_into=None)
        _close_to_each_other(one, other, at=at)
    body = {"from": other.pk, "reason": reason}
    event = ledger.record(
        "people.unmerged", by=by, at=at, subject=("person", one.pk), path=one.path, body=body
    )
    ledger.keep_ref(ref, verb="people.unmerged", event=event, outcome={})


def _open_to_each_other(one: Person, other: Person, *, by: Viewer, at: datetime) -> None:
    """Each of the two areas sees the record of the other: it is their person too."""
    Grant.objects.bulk_create(
        [
            Grant(
                person=person, path=path, home=person.path, ground=Ground.MERGED, since=at, by_id=by.post_id
            )
            for person, path in ((one, other.path), (other, one.path))
            if not contains(path, person.path)
        ],
        ignore_conflicts=True,
    )


def _close_to_each_other(one: Person, other: Person, *, at: datetime) -> None:
    """What the merge had opened, unless another merged record of that area keeps it open."""
    granted = Grant.objects.filter(ground=Ground.MERGED, ended__isnull=True)
    granted.filter(person=one).update(ended=at)
    if not Person.objects.filter(merged_into=other, path=one.path).exists():
        granted.filter(person=other, path=one.path).update(ended=at)


def _both(person_id: int, into_id: int, *, by: Viewer) -> tuple[Person, Person]:
    if person_id == into_id:
        raise Refused("people.merge_self", "同一档案不能与自己合并", "a record is not merged with itself")
    locked = Person.objects.select_for_update(of=("self",)).filter(pk__in=[person_id, into_id])
    list(locked.order_by("pk").values_list("pk"))  # both at once, in the order in which everybody locks
    one, other = _one(person_id, by=by), _one(into_id, by=by)
    if one.merged_into_id is not None or other.merged_into_id is not None:
        raise Refused(
            "people.already_merged",
            "其中一份档案已经合并,请对合并后的档案操作",
            "one of the records is merged already; act on the record it was merged into",
        )
    return one, other


def _one(person_id: int, *, by: Viewer) -> Person:
    found = Person.objects.select_for_update(of=("self",)).filter(seen(by), pk=person_id).first()
    if found is None:
        raise Refused("not_found", "没有这个人,或不在您的辖区内", "nobody of this number in your area")
    by.require("settle_rows")
    return found


def _refuse_contradictions(person_id: int, into_id: int) -> None:
    marks = marks_of([person_id, into_id])
    grave = [c for c in merge_conflicts(marks[person_id], marks[into_id]) if c.grave]
    if grave:
        raise Refused(
            "people.merge_conflict",
            "两份档案互相矛盾:{what_zh}",
            "the records contradict each other: {what_en}",
            what_zh=grave[0].words.zh,
            what_en=grave[0].words.en,
        )


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused("people.reason", "请写明理由", "state the reason")
    return reason.strip()[:200]

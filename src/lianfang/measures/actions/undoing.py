"""Taking back what was just reported or done by mistake, with everything that followed from it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import Viewer
from lianfang.core.days import hours_between
from lianfang.core.refusal import Refused
from lianfang.core.tasks import EvidenceKind
from lianfang.findings import actions as findings
from lianfang.findings.queries import hanging_on
from lianfang.ledger import actions as ledger
from lianfang.measures.actions.fieldwork import Told
from lianfang.measures.actions.reviewing import Reviewed, review_many, review_with
from lianfang.measures.models import Order, Stay
from lianfang.tasks import actions as tasks
from lianfang.tasks import queries as task_queries

UNDO_WITHIN_MINUTES = 10
WHY = "误报撤销"


@transaction.atomic
def undo(task_id: int, *, by: Viewer, at: datetime) -> Told:
    """Take back what one's own post has told for a task in the last ten minutes.

    Findings are retracted, a notice is unserved, a stay that began is gone and one that ended goes on.
    Refused: after ten minutes, for another post, once the notice that followed was signed, an answer to a
    handover.
    """
    by.require("do_tasks")
    card = task_queries.card(by, task_id)
    newest = _newest(by, task_id, at=at)
    tasks.take_back(task_id, by=by, at=at)
    if newest.finding_id is not None:
        findings.retract_many(newest.payload.get("findings", [newest.finding_id]), reason=WHY, by=by, at=at)
    if card.person_id is not None:
        _unmake(newest, card.person_id, card.order_id or 0, at=at)
        review_many([card.person_id], by=by, at=at)
    ledger.record("measures.undone", by=by, at=at, subject=("task", task_id), path=card.owner_path)
    return Told(task_id, str(task_queries.card(by, task_id).standing))


def _newest(by: Viewer, task_id: int, *, at: datetime) -> task_queries.Said:
    """The evidence to take back, as long as it may be."""
    live = [each for each in task_queries.history(by, task_id).evidence if each.retracted is None]
    if not live or live[0].by_id != by.post_id:
        raise Refused("task.nothing_to_undo", "没有可撤销的记录", "there is nothing of yours to take back")
    if hours_between(live[0].recorded, at) * 60 > UNDO_WITHIN_MINUTES:
        raise Refused(
            "task.undo_late",
            "已超过 {minutes} 分钟,不能撤销;请登记新的情况更正",
            "more than {minutes} minutes have passed; correct it by reporting anew",
            minutes=UNDO_WITHIN_MINUTES,
        )
    if live[0].kind in {EvidenceKind.ACCEPTED, EvidenceKind.DECLINED}:
        raise Refused("handover.answered", "移交已答复,不能撤销", "the handover was answered already")
    return live[0]


def _unmake(said: task_queries.Said, person_id: int, order_id: int, *, at: datetime) -> None:
    match said.kind:
        case EvidenceKind.LOCATED:
            _unfind(person_id, since=said.recorded, at=at)
        case EvidenceKind.SERVED:
            _unbegin(order_id)
            Order.objects.filter(pk=order_id).update(served=None, served_by=None)
        case EvidenceKind.STAY_BEGAN:
            _unbegin(order_id)
        case EvidenceKind.RELEASED:
            _unrelease(person_id, occurred=said.occurred, at=at)


def _unfind(person_id: int, *, since: datetime, at: datetime) -> None:
    """Withdraw the order drafted because somebody was found; a signed one is its signer's matter."""
    drafted = Order.objects.select_for_update().filter(
        person_id=person_id, kind="isolation", withdrawn__isnull=True, drafted__gte=since
    )
    if drafted.filter(first_signed__isnull=False).exists():
        raise Refused(
            "order.signed_since",
            "通知书已签发,不能撤销;请先由签发人撤回通知书",
            "the notice has been signed since; let its signer withdraw it first",
        )
    drafted.update(withdrawn=at, withdrawn_reason=WHY)


def _unbegin(order_id: int) -> None:
    """The stay that this act began never was; the one it replaced goes on. The ledger keeps both."""
    for stay in Stay.objects.select_for_update().filter(order_id=order_id, ended__isnull=True):
        before = Stay.objects.filter(person_id=stay.person_id, ended=stay.began, ended_why="replaced")
        stay.delete()
        before.update(ended=None, ended_why="")


def _unrelease(person_id: int, *, occurred: datetime, at: datetime) -> None:
    Stay.objects.filter(person_id=person_id, ended=occurred, ended_why="released").update(
        ended=None, ended_why=""
    )
    Order.objects.filter(person_id=person_id, kind="release", served=occurred, withdrawn__isnull=True).update(
        withdrawn=at, withdrawn_reason=WHY
    )


@transaction.atomic
def unlearn_many(finding_ids: Iterable[int], *, reason: str, by: Viewer, at: datetime) -> Reviewed:
    """Take findings back with a reason (a home that will do after all), and decide again."""
    people = findings.retract_many(finding_ids, reason=reason, by=by, at=at)
    return review_with(people, hanging_on(people), by=by, at=at)

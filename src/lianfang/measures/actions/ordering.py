"""Signing, serving and withdrawing orders. Each row of a bulk act answers for itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import Viewer
from lianfang.core.days import local_day
from lianfang.core.refusal import Refused
from lianfang.core.tasks import EvidenceKind, TaskKind
from lianfang.ledger import actions as ledger
from lianfang.measures.actions.reviewing import review_many
from lianfang.measures.models import Order, Stay
from lianfang.tasks import actions as tasks
from lianfang.tasks import queries as task_queries

_AT_HOME = frozenset({"home_iso", "home_monitor"})


@dataclass(frozen=True, slots=True)
class OrderResult:
    """What a bulk act did to one order: done, or the reason why not."""

    order_id: int
    refused: Refused | None = None


@transaction.atomic
def sign_many(
    order_ids: Sequence[int], *, by: Viewer, at: datetime, ref: str | None = None
) -> list[OrderResult]:
    """Sign orders of the viewer's area; where a second signature is needed, by another person."""
    by.require("sign_order")
    orders = _locked(order_ids)
    results = [OrderResult(n, why_not_sign(by, orders.get(n))) for n in order_ids]
    signed = [orders[r.order_id] for r in results if r.refused is None]
    for order in signed:
        if order.first_signed is None:
            order.first_by_id, order.first_signed = by.post_id, at
        else:
            order.second_by_id, order.second_signed = by.post_id, at
    Order.objects.bulk_update(signed, ["first_by", "first_signed", "second_by", "second_signed"])
    if signed:
        ledger.record("measures.orders_signed", by=by, at=at, path=by.path, members=[o.pk for o in signed])
        _prove([o for o in signed if is_signed(o)], by=by, at=at)
        review_many([o.person_id for o in signed], by=by, at=at)
    return results


def _prove(signed: Sequence[Order], *, by: Viewer, at: datetime) -> None:
    """Signing settles the task that asked for it, so that it counts as done and not as withdrawn."""
    live = task_queries.live_of_orders(by, [o.pk for o in signed], TaskKind.SIGN_ORDER)
    if live:
        proofs = [tasks.Proof(number, EvidenceKind.SIGNED, at) for number in live.values()]
        tasks.submit_evidence_many(proofs, by=by, at=at)


def why_not_sign(by: Viewer, order: Order | None) -> Refused | None:
    """Why this viewer may not sign an order."""
    if order is None or not by.sees(order.path):
        return Refused("not_found", "没有这份通知书,或不在您的辖区", "no such order in your area")
    if order.withdrawn is not None:
        return Refused("order.withdrawn", "通知书已撤回", "the order was withdrawn")
    if order.first_signed is not None and not order.needs_second:
        return Refused("order.signed", "通知书已签发", "the order is signed already")
    if order.second_signed is not None:
        return Refused("order.signed", "通知书已签发", "the order is signed already")
    if order.first_by_id is not None and order.first_by_id == by.post_id:
        return Refused(
            "order.second_person", "须由另一人第二次签发", "the second signature must be another person's"
        )
    return None


@transaction.atomic
def serve(order_id: int, *, occurred: datetime, by: Viewer, at: datetime, ref: str | None = None) -> None:
    """Hand the signed notice to the person; under a measure at home the stay begins with it."""
    by.require("do_tasks")
    if ledger.once(ref, verb="measures.served") is not None:
        return
    order = _locked([order_id]).get(order_id)
    if order is None or not by.sees(order.path):
        raise Refused("not_found", "没有这份通知书,或不在您的辖区", "no such order in your area")
    if not is_signed(order):
        raise Refused("order.unsigned", "通知书尚未签发,不能送达", "an unsigned order cannot be served")
    if refused := why_over(order, occurred=occurred):
        raise refused
    if order.served is None:
        order.served, order.served_by_id = occurred, by.post_id
        order.save(update_fields=["served", "served_by"])
        if order.measure in _AT_HOME:
            begin_from(order, occurred=occurred)
    event = ledger.record("measures.served", by=by, at=at, subject=("order", order.pk), path=order.path)
    ledger.keep_ref(ref, verb="measures.served", event=event, outcome={})


def why_over(order: Order, *, occurred: datetime) -> Refused | None:
    """Why an order holds nobody from an instant on: its last day has passed."""
    if local_day(occurred) <= order.until:
        return None
    return Refused(
        "order.over",
        "通知书的管控期已于{until}结束,不再执行",
        "the days of this notice ended on {until}",
        until=order.until.isoformat(),
    )


def is_signed(order: Order) -> bool:
    """Whether every signature the order needs is on it."""
    return (order.second_signed if order.needs_second else order.first_signed) is not None


def begin_from(order: Order, *, occurred: datetime, facility_id: int | None = None, room: str = "") -> Stay:
    """Begin the stay that a served order asks for. One open stay a person: the one before ends here."""
    Stay.objects.filter(person_id=order.person_id, ended__isnull=True).update(
        ended=occurred, ended_why="replaced"
    )
    reasons = order.decision.reasons
    return Stay.objects.create(
        person_id=order.person_id,
        path=order.path,
        order=order,
        measure=order.measure,
        person_class=reasons[0]["fact"]["class"] if reasons else "",
        edition=order.decision.edition,
        facility_id=facility_id,
        room=room,
        ground=order.ground,
        began=occurred,
        planned_end=order.until,
    )


@transaction.atomic
def withdraw_order(order_id: int, *, reason: str, by: Viewer, at: datetime) -> None:
    """Withdraw an order with a reason; a stay under it ends."""
    by.require("sign_order")
    order = _locked([order_id]).get(order_id)
    if order is None or not by.sees(order.path):
        raise Refused("not_found", "没有这份通知书,或不在您的辖区", "no such order in your area")
    if not reason.strip():
        raise Refused("order.no_reason", "请写明撤回理由", "give the reason for withdrawing")
    Order.objects.filter(pk=order_id).update(withdrawn=at, withdrawn_reason=reason[:200])
    Stay.objects.filter(order_id=order_id, ended__isnull=True).update(ended=at, ended_why="withdrawn")
    ledger.record("measures.order_withdrawn", by=by, at=at, subject=("order", order_id), path=order.path)
    review_many([order.person_id], by=by, at=at)


def _locked(order_ids: Sequence[int]) -> dict[int, Order]:
    rows = Order.objects.select_for_update(of=("self",)).filter(pk__in=set(order_ids))
    return {o.pk: o for o in rows.select_related("decision").order_by("pk")}

"""Orders that follow from decisions: drafted when a person is found, replaced when what follows changes."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from lianfang.accounts.scope import Viewer
from lianfang.bulk import any_of
from lianfang.core.days import local_day
from lianfang.core.measures import MEASURES
from lianfang.core.measures.owed import PlannedDay, restricting
from lianfang.ledger import actions as ledger
from lianfang.measures.models import Order, Stay

if TYPE_CHECKING:
    from lianfang.measures.actions.reviewing import Subject

CHANGED, PASSED = "判定变化", "管控期已过,未执行"


def planned(days: Sequence[Any]) -> tuple[PlannedDay, ...]:
    """The stored days of a decision, as the rules read them."""
    return tuple(
        PlannedDay(
            day=date.fromisoformat(day["date"]),
            measure=day["measure"],
            test=day["due"],
            row=",".join(day["rows"]),
        )
        for day in days
    )


def bring_into_line(subjects: Sequence["Subject"], *, by: Viewer, at: datetime) -> None:
    """Draft an order for everybody found whom a measure is to hold, unless the one they have says so.

    An order that says the same as before stays, under the new decision. One that no longer does is
    withdrawn; what was already served stays readable as withdrawn, with the reason. So is one whose days
    went by without anybody being held.
    """
    fill_days(subjects)
    orders = Order.objects.filter(
        any_of("person_id", [s.id for s in subjects]), kind="isolation", withdrawn__isnull=True
    )
    held = Exists(Stay.objects.filter(order=OuterRef("pk"), ended__isnull=True))
    begun = set(Stay.objects.filter(order__in=orders).values_list("order_id", flat=True))
    live = {o.person_id: o for o in orders.order_by(held, "pk")}  # who is held: the order of their stay
    standing = Stay.objects.filter(any_of("person_id", [s.id for s in subjects]), ended__isnull=True)
    columns = ("person_id", "measure", "planned_end", "order_id", "opening_balance")
    open_stays = {stay.person_id: stay for stay in standing.only(*columns)}
    taken_over = {stay.person_id: stay for stay in open_stays.values() if stay.opening_balance}
    withdrawn: list[int] = []
    passed: list[int] = []
    moved, drafted = [], []
    for subject in subjects:
        order, wanted = live.get(subject.id), _wanted(subject, at=at)
        if wanted and _taken_over(wanted, taken_over.get(subject.id)):
            wanted = None
        over = order is not None and order.until < local_day(at) and subject.id not in open_stays
        if order and over and order.pk in begun:
            order = None  # served, held, ended: history
        if order and wanted and (order.measure, order.until) == (wanted.measure, wanted.until):
            if order.decision_id != subject.decision_id:
                order.decision_id = subject.decision_id
                moved.append(order)
            continue
        if order and (over or order.decision_id != subject.decision_id):
            (passed if over else withdrawn).append(order.pk)
            order = None
        if wanted and order is None:
            drafted.append(wanted)
    Order.objects.filter(pk__in=withdrawn).update(withdrawn=at, withdrawn_reason=CHANGED)
    Order.objects.filter(pk__in=passed).update(withdrawn=at, withdrawn_reason=PASSED)
    Order.objects.bulk_update(moved, ["decision_id"])
    _draft(drafted, by=by, at=at)


def _taken_over(wanted: Order, stay: Stay | None) -> bool:
    """Whether somebody who was taken over is held as strictly and as long already as an order would say."""
    if stay is None or stay.order_id is not None:
        return False
    strict = MEASURES[wanted.measure].severity <= MEASURES[stay.measure].severity
    return strict and wanted.until <= stay.planned_end


def fill_days(subjects: Sequence["Subject"]) -> None:
    """Decisions that did not change keep the days that were stored."""
    for subject in subjects:
        if not subject.decision_id and subject.before is not None:
            subject.decision_id, subject.days = subject.before.pk, subject.before.days


def _wanted(subject: "Subject", *, at: datetime) -> Order | None:
    if subject.found is None or not subject.decision_id:
        return None
    held = restricting(planned(subject.days), today=local_day(at))
    if not held:
        return None
    return Order(
        kind="isolation",
        person_id=subject.id,
        path=subject.path,
        decision_id=subject.decision_id,
        measure=held[0].measure,
        ground={
            "rows": sorted({row for day in held for row in day.row.split(",")}),
            "edition": subject.edition.id,
        },
        start=held[0].day,
        until=held[-1].day,
        drafted=at,
    )


def _draft(orders: list[Order], *, by: Viewer, at: datetime) -> None:
    if not orders:
        return
    threshold = SECOND_SIGNATURE_ABOVE
    batch = f"{local_day(at):%Y%m%d}-{orders[0].decision_id}"
    drawn = Counter(
        Order.objects.filter(any_of("decision_id", [o.decision_id for o in orders])).values_list(
            "decision_id", flat=True
        )
    )
    for order in orders:
        again = drawn[order.decision_id]  # one that was withdrawn keeps its number
        order.number = f"GL{local_day(at):%Y%m%d}-{order.decision_id}" + (f"-{again + 1}" if again else "")
        order.batch, order.needs_second = batch, len(orders) > threshold
    made = Order.objects.bulk_create(orders, batch_size=2000)
    ledger.record("measures.orders_drafted", by=by, at=at, path=by.path, members=[o.pk for o in made])


SECOND_SIGNATURE_ABOVE = 20
"""More orders than this drafted by one act need a second signature (DESIGN §7; ECOSYSTEM §6.2)."""

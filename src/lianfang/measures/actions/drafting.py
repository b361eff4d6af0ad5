"""Orders that follow from decisions: drafted when a person is found, replaced when what follows changes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class _Known:
    """The orders and stays there are, by person: the live order, the open stay, the order it once had."""

    live: dict[int, Order]
    begun: set[int]
    stays: dict[int, Stay]
    once: dict[int, Order]


@dataclass(slots=True)
class _Changes:
    """What is to be written: orders withdrawn since the decision changed, or since their days went by."""

    withdrawn: list[int] = field(default_factory=list)
    passed: list[int] = field(default_factory=list)
    moved: list[Order] = field(default_factory=list)
    revived: list[Order] = field(default_factory=list)
    drafted: list[Order] = field(default_factory=list)


def bring_into_line(subjects: Sequence["Subject"], *, by: Viewer, at: datetime) -> None:
    """Draft an order for everybody found whom a measure is to hold, unless the one they have says so.

    An order that says the same as before stays, under the new decision. One that no longer does is
    withdrawn; what was already served stays readable as withdrawn, with the reason. So is one whose days
    went by without anybody being held. The one somebody is still held under holds again where it says so.
    """
    fill_days(subjects)
    known, changes = _known([s.id for s in subjects]), _Changes()
    for subject in subjects:
        _compare(subject, known, changes, at=at)
    Order.objects.filter(pk__in=changes.withdrawn).update(withdrawn=at, withdrawn_reason=CHANGED)
    Order.objects.filter(pk__in=changes.passed).update(withdrawn=at, withdrawn_reason=PASSED)
    Order.objects.bulk_update(changes.moved, ["decision_id"])
    Order.objects.bulk_update(changes.revived, ["decision_id", "withdrawn", "withdrawn_reason"])
    _draft(changes.drafted, by=by, at=at)


def _known(people: Sequence[int]) -> _Known:
    isolating = Order.objects.filter(any_of("person_id", people), kind="isolation")
    orders = isolating.filter(withdrawn__isnull=True)
    held = Exists(Stay.objects.filter(order=OuterRef("pk"), ended__isnull=True))
    columns = ("person_id", "measure", "planned_end", "order_id", "opening_balance")
    stays = Stay.objects.filter(any_of("person_id", people), ended__isnull=True).only(*columns)
    return _Known(
        live={o.person_id: o for o in orders.order_by(held, "pk")},  # who is held: the order of their stay
        begun=set(Stay.objects.filter(order__in=orders).values_list("order_id", flat=True)),
        stays={stay.person_id: stay for stay in stays},
        once={o.person_id: o for o in isolating.filter(held, withdrawn_reason=CHANGED)},
    )


def _compare(subject: "Subject", known: _Known, changes: _Changes, *, at: datetime) -> None:
    """What becomes of one person's order, given the one they should have."""
    order, wanted, stay = known.live.get(subject.id), _wanted(subject, at=at), known.stays.get(subject.id)
    if wanted and _taken_over(wanted, stay):
        wanted = None
    over = order is not None and order.until < local_day(at) and stay is None
    if order and over and order.pk in known.begun:
        order = None  # served, held, ended: history
    if order and wanted and _says_the_same(order, wanted):
        if order.decision_id != subject.decision_id:
            order.decision_id = subject.decision_id
            changes.moved.append(order)
        return
    if order and (over or order.decision_id != subject.decision_id):
        (changes.passed if over else changes.withdrawn).append(order.pk)
        order = None
    if wanted is None or order is not None:
        return
    mine = known.once.get(subject.id)
    if mine is not None and _says_the_same(mine, wanted):
        mine.decision_id, mine.withdrawn, mine.withdrawn_reason = wanted.decision_id, None, ""
        changes.revived.append(mine)
    else:
        changes.drafted.append(wanted)


def _says_the_same(order: Order, wanted: Order) -> bool:
    return (order.measure, order.until) == (wanted.measure, wanted.until)


def _taken_over(wanted: Order, stay: Stay | None) -> bool:
    """Whether somebody who was taken over is held as strictly and as long already as an order would say."""
    if stay is None or not stay.opening_balance or stay.order_id is not None:
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

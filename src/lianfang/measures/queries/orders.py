"""Orders: what waits for a signature or to be served, and one order for its notice."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.core.measures import MEASURES
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.measures.models import Order
from lianfang.people import queries as people
from lianfang.places.paths import inside


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as a list and its notice show it."""

    id: int
    number: str
    kind: str
    person_id: int
    who: str
    measure: str
    words: Words
    reasons: list[dict[str, Any]]
    edition: str
    start: date
    until: date
    path: str
    state: str
    needs_second: bool
    drafted: datetime
    first_by: str
    first_by_id: int | None
    first_signed: datetime | None
    second_by: str
    second_signed: datetime | None
    served: datetime | None
    withdrawn: datetime | None
    withdrawn_reason: str


STATES = {
    "drafted": Words("待签发", "to be signed"),
    "second": Words("待第二人签发", "waiting for the second signature"),
    "signed": Words("待送达", "to be served"),
    "served": Words("已送达", "served"),
    "withdrawn": Words("已撤回", "withdrawn"),
}


def _of_state(rows: QuerySet[Order], state: str) -> QuerySet[Order]:
    live = rows.filter(withdrawn__isnull=True)
    one = Q(needs_second=False, first_signed__isnull=False) | Q(second_signed__isnull=False)
    match state:
        case "drafted":
            return live.filter(first_signed__isnull=True)
        case "second":
            return live.filter(needs_second=True, first_signed__isnull=False, second_signed__isnull=True)
        case "signed":
            return live.filter(one, served__isnull=True)
        case "served":
            return live.filter(served__isnull=False)
        case "withdrawn":
            return rows.filter(withdrawn__isnull=False)
    return rows


def orders(viewer: Viewer, ask: Ask) -> Answer[OrderRow]:
    """Orders in the viewer's area; filters: state, kind, measure, person. Newest first."""
    rows = Order.objects.all() if viewer.everything else Order.objects.filter(**inside(viewer.path))
    rows = _of_state(rows, ask.only("state"))
    for name, column in (("kind", "kind"), ("measure", "measure"), ("person", "person_id")):
        if value := ask.only(name):
            rows = rows.filter(**{column: value})
    if ask.words:
        rows = rows.filter(number__icontains=ask.words)
    page = rows.select_related("decision", "first_by__staff", "second_by__staff").order_by("-drafted", "-pk")
    return Answer(tuple(_rows(viewer, list(page[ask.start : ask.stop]))), rows.count())


def order(viewer: Viewer, order_id: int) -> OrderRow:
    """One order; one outside the viewer's area looks like none."""
    found = (
        Order.objects.filter(pk=order_id)
        .select_related("decision", "first_by__staff", "second_by__staff")
        .first()
    )
    if found is None or not viewer.sees(found.path):
        raise Refused("not_found", "没有这份通知书,或不在您的辖区", "no such order in your area")
    return _rows(viewer, [found])[0]


def _rows(viewer: Viewer, found: list[Order]) -> list[OrderRow]:
    names = {p.id: p.masked_name for p in people.people(viewer, [o.person_id for o in found])}
    return [_row(o, names.get(o.person_id, "")) for o in found]


def state_of(o: Order) -> str:
    """Where an order stands."""
    if o.withdrawn is not None:
        return "withdrawn"
    if o.served is not None:
        return "served"
    if o.first_signed is None:
        return "drafted"
    return "second" if o.needs_second and o.second_signed is None else "signed"


def _row(o: Order, who: str) -> OrderRow:
    return OrderRow(
        o.pk, o.number, o.kind, o.person_id, who, o.measure, MEASURES[o.measure].words, o.decision.reasons,
        o.decision.edition, o.start, o.until, o.path, state_of(o), o.needs_second, o.drafted,
        o.first_by.staff.name if o.first_by else "", o.first_by_id, o.first_signed,
        o.second_by.staff.name if o.second_by else "", o.second_signed, o.served, o.withdrawn,
        o.withdrawn_reason,
    )  # fmt: skip

"""Between what should be and what is: who is to be held and is not, and how many are held as what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef

from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import local_day
from lianfang.core.measures import MEASURES
from lianfang.core.measures.owed import RESTRICTING
from lianfang.core.words import Words
from lianfang.measures.models import Order, Span, Stay
from lianfang.measures.queries.orders import STATES, state_of
from lianfang.measures.queries.persons import StayRow, stay_row
from lianfang.measures.queries.stays import open_stays
from lianfang.people import queries as people
from lianfang.places.paths import inside

NO_ORDER = Words("未找到本人,尚无通知书", "not found yet, no order")


@dataclass(frozen=True, slots=True)
class Unheld:
    """Somebody whom a standing decision would hold today and who is under no stay (应隔离未隔离)."""

    id: int
    who: str
    region: str
    measure: Words
    row: str
    since: date
    until: date
    order_id: int | None
    order: Words


def unheld(viewer: Viewer, ask: Ask, *, now: datetime) -> Answer[Unheld]:
    """Who should be held and is not, longest first; filter: measure. One row for each person."""
    today = local_day(now)
    spans = Span.objects.filter(live=True, measure__in=RESTRICTING, start__lte=today, until__gte=today)
    if not viewer.everything:
        spans = spans.filter(**inside(viewer.path))
    if measure := ask.only("measure"):
        spans = spans.filter(measure=measure)
    held = Stay.objects.filter(person_id=OuterRef("person_id"), ended__isnull=True)
    earlier = Span.objects.filter(
        live=True, person_id=OuterRef("person_id"), measure=OuterRef("measure"), pk__lt=OuterRef("pk"),
        start__lte=today, until__gte=today,
    )  # fmt: skip
    rows = spans.filter(~Exists(held), ~Exists(earlier)).order_by("start", "person_id", "pk")
    page = list(rows[ask.start : ask.stop])
    numbers = [span.person_id for span in page]
    shown = {p.id: p for p in people.people(viewer, numbers)}
    live = Order.objects.filter(person_id__in=numbers, kind="isolation", withdrawn__isnull=True)
    orders = {order.person_id: order for order in live.order_by("pk")}
    return Answer(
        tuple(_unheld(s, shown.get(s.person_id), orders.get(s.person_id)) for s in page), rows.count()
    )


def _unheld(span: Span, shown: people.Shown | None, order: Order | None) -> Unheld:
    return Unheld(
        id=span.person_id,
        who=shown.masked_name if shown else "",
        region=shown.region if shown else "",
        measure=MEASURES[span.measure].words,
        row=span.row,
        since=span.start,
        until=span.until,
        order_id=order.pk if order else None,
        order=STATES[state_of(order)] if order else NO_ORDER,
    )


def held_now(viewer: Viewer, person_ids: Iterable[int]) -> dict[int, StayRow]:
    """The open stay of each of these people who has one, in one query."""
    rows = open_stays(viewer).filter(person_id__in=list(person_ids)).select_related("facility")
    return {stay.person_id: stay_row(stay) for stay in rows}


def held_counts(viewer: Viewer) -> list[tuple[str, str, int]]:
    """How many people are held now, by measure and class."""
    rows = open_stays(viewer).values_list("measure", "person_class").annotate(many=Count("pk")).order_by()
    return [(measure, cls, many) for measure, cls, many in rows]

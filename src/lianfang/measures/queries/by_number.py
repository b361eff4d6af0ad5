"""Notices by what is printed on them: their number, whole or its beginning. One statement."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Window

from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer
from lianfang.core.measures import MEASURES
from lianfang.core.words import Words
from lianfang.measures.models import Order
from lianfang.measures.queries.orders import STATES, state_of
from lianfang.places.paths import inside


@dataclass(frozen=True, slots=True)
class OrderFound:
    """A notice as a search shows it: for whom it is, is told on its page."""

    id: int
    number: str
    measure: Words
    state: Words
    drafted: datetime


def look_up_orders(viewer: Viewer, number: str, *, limit: int) -> Answer[OrderFound]:
    """Notices in the viewer's area whose number begins so; newest first."""
    page = (
        Order.objects.filter(number__startswith=number.upper(), **inside(viewer.path))
        .annotate(total=Window(Count("pk")))
        .order_by("-drafted", "-pk")[:limit]
    )
    found = list(page)
    rows = (
        OrderFound(o.pk, o.number, MEASURES[o.measure].words, STATES[state_of(o)], o.drafted) for o in found
    )
    return Answer(tuple(rows), found[0].total if found else 0)

"""Who is really held, and who should be and is not (应隔离未隔离)."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import local_day
from lianfang.core.measures.owed import RESTRICTING
from lianfang.measures.models import Span, Stay
from lianfang.measures.queries.persons import StayRow, stay_row
from lianfang.people import queries as people
from lianfang.places.paths import inside


def open_stays(viewer: Viewer) -> QuerySet[Stay]:
    """Stays in the viewer's area that have not ended; for counting."""
    rows = Stay.objects.filter(ended__isnull=True)
    return rows if viewer.everything else rows.filter(**inside(viewer.path))


def stay_rows(viewer: Viewer, ask: Ask) -> Answer[StayRow]:
    """Open stays; filters: measure, class, path (a part of the viewer's area). By planned end."""
    rows = open_stays(viewer)
    if measure := ask.only("measure"):
        rows = rows.filter(measure=measure)
    if person_class := ask.only("class"):
        rows = rows.filter(person_class=person_class)
    if ask.words:
        meant = people.find(viewer, ask.words, limit=200).people
        rows = rows.filter(person_id__in=[person.id for person in meant])
    if path := ask.only("path"):
        rows = rows.filter(**inside(path))
    page = rows.select_related("facility").order_by("planned_end", "pk")[ask.start : ask.stop]
    return Answer(tuple(map(stay_row, page)), rows.count())


def not_held(viewer: Viewer, *, now: datetime, limit: int = 1000) -> list[int]:
    """People whom a standing decision would hold today and who are under no stay, longest first."""
    today = local_day(now)
    spans = Span.objects.filter(live=True, measure__in=RESTRICTING, start__lte=today, until__gte=today)
    if not viewer.everything:
        spans = spans.filter(**inside(viewer.path))
    held = Stay.objects.filter(person_id=OuterRef("person_id"), ended__isnull=True)
    rows = spans.filter(~Exists(held)).order_by("start", "person_id").values_list("person_id", flat=True)
    return list(dict.fromkeys(rows[:limit]))

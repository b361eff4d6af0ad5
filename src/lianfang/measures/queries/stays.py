"""Who is really held."""

from django.db.models import QuerySet

from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.measures.models import Stay
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

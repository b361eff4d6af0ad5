"""Which people a post sees: those of its area, and those opened to it."""

from collections.abc import Iterable

from django.db.models import Q

from lianfang.accounts.scope import Viewer
from lianfang.people.models import Grant, Person
from lianfang.places.paths import inside


def seen(viewer: Viewer) -> Q:
    """The people in the viewer's area and those granted to it; the wall in the database says the same."""
    if viewer.everything:
        return Q()
    if not viewer.path:
        return Q(pk__in=())
    granted = Grant.objects.filter(ended__isnull=True, **inside(viewer.path)).values("person_id")
    return Q(**inside(viewer.path)) | Q(pk__in=granted)


def seen_ids(viewer: Viewer, ids: Iterable[int]) -> set[int]:
    """Those of the people whom the viewer sees."""
    return set(Person.objects.filter(seen(viewer), pk__in=list(ids)).values_list("pk", flat=True))

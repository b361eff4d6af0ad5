"""What is: who is held, and how many as what. Who should be and is not: ``situation.queries.gaps``."""

from collections.abc import Iterable

from django.db.models import Count

from lianfang.accounts.scope import Viewer
from lianfang.measures.queries.persons import StayRow, stay_row
from lianfang.measures.queries.stays import open_stays


def held_now(viewer: Viewer, person_ids: Iterable[int]) -> dict[int, StayRow]:
    """The open stay of each of these people who has one, in one query."""
    rows = open_stays(viewer).filter(person_id__in=list(person_ids)).select_related("facility")
    return {stay.person_id: stay_row(stay) for stay in rows}


def held_counts(viewer: Viewer) -> list[tuple[str, str, int]]:
    """How many people are held now, by measure and class."""
    rows = open_stays(viewer).values_list("measure", "person_class").annotate(many=Count("pk")).order_by()
    return [(measure, cls, many) for measure, cls, many in rows]

"""Locking people: the subject is locked first, once in a transaction, in the order of its numbers."""

from collections.abc import Iterable

from lianfang.bulk import any_of
from lianfang.people.models import Person


def lock_many(person_ids: Iterable[int]) -> dict[int, str]:
    """Lock people until the transaction ends; answers where each stands, by ascending number.

    A record that was merged into another is passed over: what is known goes by the one that stands.
    """
    rows = Person.objects.select_for_update(of=("self",)).filter(
        any_of("id", person_ids), merged_into__isnull=True
    )
    return dict(rows.order_by("pk").values_list("pk", "path"))

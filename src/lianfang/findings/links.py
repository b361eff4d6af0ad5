"""Reading who hangs on whose results, both ways. Unscoped, for rules: pages show what is theirs."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.bulk import any_of
from lianfang.core.people import mask_name
from lianfang.findings.linking import NAMED
from lianfang.findings.models import Link
from lianfang.people import queries as people
from lianfang.vault.sealing import reveal


class LinkRow(NamedTuple):
    """One link: ``contact_id`` is None while the contact is in no register; ``masked`` is then their name.

    ``numbered`` says that they will be known by a number when they come. It holds as long as the exposure
    ``finding_id`` does.
    """

    id: int
    person_id: int
    contact_id: int | None
    finding_id: int
    masked: str
    numbered: bool


def links_of_many(person_ids: Iterable[int]) -> dict[int, list[LinkRow]]:
    """On whom each person hangs, in the order it was told; also what was told under a merged record."""
    found: dict[int, list[LinkRow]] = defaultdict(list)
    families = people.families(person_ids)
    owners = {record: person for person, family in families.items() for record in family}
    with acting(SYSTEM):
        for row in Link.objects.filter(any_of("person_id", owners), ended__isnull=True).order_by("pk"):
            found[owners[row.person_id]].append(_row(row))
    return dict(found)


def _row(row: Link) -> LinkRow:
    masked = mask_name(reveal(NAMED, row.named)) if row.named else ""
    return LinkRow(row.pk, row.person_id, row.contact_id, row.finding_id, masked, row.mark is not None)


def hanging_on(contact_ids: Iterable[int]) -> dict[int, LinkRow]:
    """Who hangs on any of these people or of their merged records: by the number of each, one of the links.

    Some may hang on them no more, since the exposure was taken back.
    """
    records = {record for family in people.families(contact_ids).values() for record in family}
    if not records:
        return {}
    with acting(SYSTEM):
        rows = list(Link.objects.filter(any_of("contact_id", records), ended__isnull=True).order_by("pk"))
    roots = people.roots(row.person_id for row in rows)
    return {roots[row.person_id]: _row(row) for row in rows}

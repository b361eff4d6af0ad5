"""One person's file: what is held, masked; who lives with them; to whom they are open; who looked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import Viewer
from lianfang.core.people import IdentifierKind, mask_address, mask_identifier, mask_phone
from lianfang.core.refusal import Refused
from lianfang.ledger import queries as ledger
from lianfang.people.indexes import ADDRESS, NUMBER, PHONE
from lianfang.people.models import Grant, Ground, Identifier, Person, Phone
from lianfang.people.queries.marks import related
from lianfang.people.queries.seen import seen
from lianfang.people.queries.shown import Shown, people
from lianfang.places import queries as places
from lianfang.vault.sealing import reveal

_LOOKS_READ = 2000


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a person: what it is called, its masked number, whether its check digit confirms it."""

    kind: IdentifierKind
    masked: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """An area to which a person is open besides their own."""

    path: str
    region: str
    ground: Ground
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class File:
    """A person as their page shows them. ``records`` are the numbers of all records that are this person."""

    shown: Shown
    phones: tuple[str, ...]
    documents: tuple[Document, ...]
    masked_address: str
    opened: tuple[Opened, ...]
    records: tuple[int, ...]
    created: datetime

    @property
    def path(self) -> str:
        """Where the person stands in the register."""
        return self.shown.path


@dataclass(frozen=True, slots=True)
class Dwelling:
    """A household: its people whom the viewer sees, and its head."""

    id: int
    region_id: int
    masked_address: str
    head: int | None
    members: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody opened sealed fields of a person: when, who, which, why. ``who`` is empty for the system."""

    at: datetime
    post_id: int | None
    who: str
    fields: tuple[str, ...]
    reason: str


def person(viewer: Viewer, person_id: int, *, on: date | None = None) -> File:
    """The file of one person; refused where the viewer does not see them."""
    row = _visible(viewer, person_id)
    (shown,) = people(viewer, [row.pk], on=on)
    records = related([row.pk])[row.pk]
    live = {"person_id__in": records, "withdrawn__isnull": True}
    numbers = Identifier.objects.filter(**live).order_by("-pk")
    household = row.household
    return File(
        shown=shown,
        phones=tuple(
            mask_phone(reveal(PHONE, phone.sealed)) for phone in Phone.objects.filter(**live).order_by("-pk")
        ),
        documents=tuple(
            Document(IdentifierKind(n.kind), mask_identifier(reveal(NUMBER, n.sealed)), n.checked)
            for n in numbers
        ),
        masked_address=mask_address(reveal(ADDRESS, household.address_sealed)) if household else "",
        opened=_opened(row.pk),
        records=records,
        created=row.created,
    )


def household(viewer: Viewer, person_id: int, *, on: date | None = None) -> Dwelling | None:
    """The household of a person; None where none is known or it lies outside the viewer's area."""
    home = _visible(viewer, person_id).household
    if home is None:
        return None
    members = Person.objects.filter(household=home, merged_into__isnull=True).order_by("born", "pk")
    return Dwelling(
        home.pk,
        home.region_id,
        mask_address(reveal(ADDRESS, home.address_sealed)),
        home.head_id,
        tuple(people(viewer, members.values_list("pk", flat=True), on=on)),
    )


def looks(viewer: Viewer, person_id: int) -> list[Look]:
    """Who opened what of a person and why, newest first: theirs to know, and their area's."""
    _visible(viewer, person_id)
    entries = [
        entry
        for record in related([person_id])[person_id]
        for entry in ledger.about("person", record, limit=_LOOKS_READ)
        if entry.verb == "people.unmasked"
    ]
    names = accounts.names_of(entry.post_id for entry in entries if entry.post_id)
    return [
        Look(e.at, e.post_id, names.get(e.post_id or 0, ""), tuple(e.body["fields"]), e.body["reason"])
        for e in sorted(entries, key=lambda entry: -entry.id)
    ]


def headcount(viewer: Viewer, paths: Iterable[str]) -> dict[str, int]:
    """How many people each area has in the register; of an area beyond their own a viewer counts none."""
    counted = {}
    standing = Person.objects.filter(merged_into__isnull=True)
    for path in paths:
        within = standing.filter(path__gte=path, path__lt=f"{path}/")
        counted[path] = within.count() if viewer.sees(path) else 0
    return counted


def _visible(viewer: Viewer, person_id: int) -> Person:
    found = Person.objects.filter(seen(viewer), pk=person_id).select_related("household").first()
    if found is None:
        raise Refused("not_found", "没有这个人,或不在您的辖区内", "nobody of this number in your area")
    return found


def _opened(person_id: int) -> tuple[Opened, ...]:
    grants = list(Grant.objects.filter(person_id=person_id, ended__isnull=True).order_by("since"))
    regions = places.regions_by_path({grant.path for grant in grants})
    return tuple(
        Opened(g.path, regions[g.path].name, Ground(g.ground), g.since, g.until)
        for g in grants
        if g.path in regions
    )

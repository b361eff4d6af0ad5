"""People as a list shows them: masked, with what is needed to tell them apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lianfang.accounts.scope import Viewer
from lianfang.core.people import Sex, mask_identifier, mask_name, mask_phone
from lianfang.people.indexes import NAME, NUMBER, PHONE
from lianfang.people.models import Identifier, Person, Phone
from lianfang.people.queries.marks import related
from lianfang.people.queries.seen import seen
from lianfang.places import queries as places
from lianfang.vault.sealing import reveal


@dataclass(frozen=True, slots=True)
class Shown:
    """A person in a list. ``region`` is the name of their area; ``age`` in whole years, None where not known.

    ``masked_phone`` and ``masked_id`` are the newest of each, empty where there is none. ``merged_into`` is
    the record that stands for this one.
    """

    id: int
    masked_name: str
    masked_phone: str
    masked_id: str
    region_id: int
    region: str
    path: str
    age: int | None
    sex: Sex
    foreign: bool
    nationality: str
    household_id: int | None
    merged_into: int | None


def people(
    viewer: Viewer,
    ids: Iterable[int],
    *,
    on: date | None = None,
    family: Mapping[int, tuple[int, ...]] | None = None,
) -> list[Shown]:
    """Those of the people whom the viewer sees, in the order asked: five queries for any number.

    ``on`` is the day for ages; without it no age is told. ``family``: for each record all records of its
    person, where the caller has asked already (see :func:`related`).
    """
    asked = list(dict.fromkeys(ids))
    rows = {p.pk: p for p in Person.objects.filter(seen(viewer), pk__in=asked)}
    kin = related(rows) if family is None else {p: _family(family, p) for p in rows}
    phones, numbers = _newest(Phone, kin), _newest(Identifier, kin)
    regions = places.regions_by_id({p.region_id for p in rows.values()})
    return [
        Shown(
            id=p.pk,
            masked_name=mask_name(reveal(NAME, p.name_sealed)),
            masked_phone=mask_phone(reveal(PHONE, phones.get(p.pk))),
            masked_id=mask_identifier(reveal(NUMBER, numbers.get(p.pk))),
            region_id=p.region_id,
            region=regions[p.region_id].name,
            path=p.path,
            age=age(p.born, on),
            sex=Sex(p.sex),
            foreign=p.foreign,
            nationality=p.nationality,
            household_id=p.household_id,
            merged_into=p.merged_into_id,
        )
        for p in map(rows.get, asked)
        if p is not None
    ]


def _family(families: Mapping[int, tuple[int, ...]], person_id: int) -> tuple[int, ...]:
    """The records of a person, who may be asked for by a record other than the one they were read by."""
    return next((f for f in families.values() if person_id in f), (person_id,))


def age(born: date | None, on: date | None) -> int | None:
    """Whole years on a day; who was born on 29 February turns a year older on 1 March."""
    if born is None or on is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _newest(model: type[Phone] | type[Identifier], families: Mapping[int, Iterable[int]]) -> dict[int, bytes]:
    """For each person the sealed value that was added last to any of their records."""
    owner = {record: person for person, family in families.items() for record in family}
    rows = model.objects.filter(person_id__in=owner, withdrawn__isnull=True).order_by("pk")
    return {owner[record]: bytes(sealed) for record, sealed in rows.values_list("person_id", "sealed")}

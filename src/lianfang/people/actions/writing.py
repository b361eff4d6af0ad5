"""Rows of the register, written in sets: each table in one statement, each field sealed under one key.

The caller holds the registrar's lock and acts for the whole tree, since what is known of a person may lie
in several areas.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from lianfang.accounts.scope import Viewer
from lianfang.bulk import array, copy_rows, fresh_numbers
from lianfang.core.people import Sex
from lianfang.people.actions.claims import Claim, Held, Sought, Telephone, sought_of
from lianfang.people.indexes import ADDRESS, NAME, NUMBER, PHONE, tail_index
from lianfang.people.models import Household, Identifier, Initials, Person, Phone
from lianfang.vault.sealing import seal_many


class Owner(NamedTuple):
    """The person that numbers and telephones are written for."""

    person_id: int
    path: str
    name_index: bytes


@dataclass(frozen=True, slots=True)
class Addition:
    """What a claim says of a known person that was not known of them."""

    owner: Owner
    numbers: tuple[Held, ...]
    phones: tuple[Telephone, ...]
    born: date | None
    sex: Sex | None

    def __bool__(self) -> bool:
        return bool(self.numbers or self.phones or self.born or self.sex)


def add_people(sought: Sequence[Sought], *, by: Viewer, at: datetime) -> list[int]:
    """Make a record for each claim; answers their numbers."""
    if not sought:
        return []
    people = fresh_numbers(Person, len(sought))
    names = seal_many(NAME, [one.claim.name for one in sought])
    rows = (
        (
            number, one.claim.path, one.claim.region_id, household, name, one.name, one.surname,
            one.sex.value, one.born, one.foreign, one.claim.nationality, at, by.post_id,
        )
        for number, one, household, name in zip(people, sought, _households(sought), names, strict=True)
    )  # fmt: skip
    copy_rows(Person, _PERSON, rows)
    owned = [(Owner(n, one.claim.path, one.name or b""), one) for n, one in zip(people, sought, strict=True)]
    add_numbers([(owner, held) for owner, one in owned for held in one.numbers], at=at)
    add_phones([(owner, phone) for owner, one in owned for phone in one.phones], at=at)
    sounds = ((o.person_id, o.path, sound) for o, one in owned for sound in one.initials)
    copy_rows(Initials, ("person", "path", "index"), sounds)
    return people


_PERSON = (
    "id", "path", "region", "household", "name_sealed", "name_index", "surname_index", "sex", "born",
    "foreign", "nationality", "created", "created_by",
)  # fmt: skip


def add_numbers(pairs: Sequence[tuple[Owner, Held]], *, at: datetime) -> None:
    """Write numbers of documents. The caller has seen to it that a confirmed one has no other holder."""
    sealed = seal_many(NUMBER, [held.value for _, held in pairs]) if pairs else []
    rows = (
        (owner.person_id, owner.path, mark.kind.value, blob, mark.index, mark.checked, at)
        for (owner, (_, mark)), blob in zip(pairs, sealed, strict=True)
    )
    copy_rows(Identifier, ("person", "path", "kind", "sealed", "index", "checked", "added"), rows)


def add_phones(pairs: Sequence[tuple[Owner, Telephone]], *, at: datetime) -> None:
    """Write telephones."""
    sealed = seal_many(PHONE, [phone.value for _, phone in pairs]) if pairs else []
    rows = (
        (owner.person_id, owner.path, blob, phone.mark, owner.name_index, tail_index(phone.value), at)
        for (owner, phone), blob in zip(pairs, sealed, strict=True)
    )
    columns = ("person", "path", "sealed", "index", "name_index", "tail_index", "added")
    copy_rows(Phone, columns, rows)


def without_held_numbers(sought: Sought, *, but_of: int | None) -> Sought:
    """The claim without those confirmed numbers that another record holds: they stay with their holder."""
    live = Identifier.objects.filter(checked=True, withdrawn__isnull=True)
    if but_of is not None:
        live = live.exclude(person_id=but_of)
    wanted = [held.mark.index for held in sought.numbers if held.mark.checked]
    taken = {bytes(index) for index in live.filter(index__in=wanted).values_list("index", flat=True)}
    kept = tuple(held for held in sought.numbers if held.mark.index not in taken)
    return replace(sought, numbers=kept)


_KNOWN = """
    WITH RECURSIVE family AS (
        SELECT id AS root, id FROM people_person WHERE id = ANY(%s)
        UNION ALL
        SELECT f.root, p.id FROM family AS f JOIN people_person AS p ON p.merged_into_id = f.id
    ),
    numbers AS (
        SELECT f.root, array_agg(i.index) AS held
        FROM family AS f JOIN people_identifier AS i ON i.person_id = f.id GROUP BY f.root
    ),
    phones AS (
        SELECT f.root, array_agg(h.index) AS held
        FROM family AS f JOIN people_phone AS h ON h.person_id = f.id GROUP BY f.root
    )
    SELECT p.id, p.path, p.name_index, p.born, p.sex,
        coalesce(numbers.held, '{}'), coalesce(phones.held, '{}')
    FROM people_person AS p
    LEFT JOIN numbers ON numbers.root = p.id LEFT JOIN phones ON phones.root = p.id
    WHERE p.id = ANY(%s)
"""


def additions_to(pairs: Sequence[tuple[int, Sought]]) -> list[Addition]:
    """What each claim adds to the person it is about; what was once withdrawn is not added again."""
    people = list({person_id for person_id, _ in pairs})
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [people, people])
        known = {row[0]: row for row in cursor.fetchall()}
    return [_addition(known[person_id], sought) for person_id, sought in pairs]


def _addition(known: tuple[Any, ...], sought: Sought) -> Addition:
    person_id, path, name_index, born, sex, numbers, phones = known
    held, rung = set(numbers), set(phones)
    return Addition(
        Owner(person_id, path, bytes(name_index)),
        tuple(number for number in sought.numbers if number.mark.index not in held),
        tuple(phone for phone in sought.phones if phone.mark not in rung),
        sought.born if born is None else None,
        sought.sex if sex == Sex.UNKNOWN and sought.sex is not Sex.UNKNOWN else None,
    )


_COMPLETE = """
    UPDATE people_person AS p SET born = coalesce(p.born, n.born), sex = coalesce(n.sex, p.sex)
    FROM unnest(%s::bigint[], %s::date[], %s::text[]) AS n(id, born, sex) WHERE p.id = n.id
"""


def write_additions(additions: Iterable[Addition], *, at: datetime) -> None:
    """Write what was not known of known people."""
    told = [addition for addition in additions if addition]
    if not told:
        return
    numbers = {(each.owner.person_id, n.mark.index): (each.owner, n) for each in told for n in each.numbers}
    phones = {(each.owner.person_id, p.mark): (each.owner, p) for each in told for p in each.phones}
    add_numbers(list(numbers.values()), at=at)
    add_phones(list(phones.values()), at=at)
    completed = [(each.owner.person_id, each.born, each.sex) for each in told if each.born or each.sex]
    if completed:
        with connection.cursor() as cursor:
            cursor.execute(_COMPLETE, _columns(completed))


_DOORS = """
    SELECT n.region_id, n.index, h.id FROM unnest(%s::bigint[], %s::bytea[]) AS n(region_id, index)
    JOIN people_household AS h ON h.region_id = n.region_id AND h.address_index = n.index
"""


def _households(sought: Sequence[Sought]) -> list[int | None]:
    """The household of each claim: those at one door share one, an address that names no door is its own."""
    doors = [_door(one, n) if one.claim.address else None for n, one in enumerate(sought)]
    first = {door: one for door, one in zip(reversed(doors), reversed(sought), strict=True) if door}
    known = _known_doors([door for door in first if isinstance(door[1], bytes)])
    fresh = [door for door in first if door not in known]
    numbers = dict(zip(fresh, fresh_numbers(Household, len(fresh)), strict=True))
    if fresh:
        sealed = seal_many(ADDRESS, [first[door].claim.address for door in fresh])
        rows = (
            (
                numbers[door],
                door[0],
                first[door].claim.path,
                blob,
                door[1] if isinstance(door[1], bytes) else None,
            )
            for door, blob in zip(fresh, sealed, strict=True)
        )
        copy_rows(Household, ("id", "region", "path", "address_sealed", "address_index"), rows)
    found = known | numbers
    return [found[door] if door else None for door in doors]


def household_at(address: str, *, region_id: int, path: str) -> int:
    """The household at an address, made where none is known there."""
    claim = Claim("", address=address, region_id=region_id, path=path)
    (household,) = _households(sought_of([claim]))
    assert household is not None
    return household


Door = tuple[int, bytes | int]


def _door(one: Sought, ordinal: int) -> Door:
    """The region and the index of the address; its ordinal where the address names no house or room."""
    return one.claim.region_id, ordinal if one.door is None else one.door


def _known_doors(doors: list[Door]) -> dict[Door, int]:
    if not doors:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_DOORS, _columns(doors))
        return {(region_id, bytes(index)): household for region_id, index, household in cursor.fetchall()}


def _columns(rows: Iterable[Sequence[object]]) -> list[Any]:
    return [array(column) for column in zip(*rows, strict=True)]

"""Which records are one person, and the marks of known people for the rules of ``core``."""

from collections import defaultdict
from collections.abc import Iterable

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.bulk import any_of
from lianfang.core.people import IdentifierKind, Marks, Number, Sex
from lianfang.people.indexes import number_index
from lianfang.people.models import Identifier, Initials, Person, Phone


def families(ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """For each record all records of the same person, the one they were merged into first.

    Unscoped, for actions and rules: what is known of a person may lie in several areas.
    """
    with acting(SYSTEM):
        return related(ids)


def related(ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """The same, of records that the wall lets through: a merge opens both records to both areas.

    One query where nobody was merged, one more for each step of a chain.
    """
    asked = set(ids)
    into = _merges(asked)
    if not into:
        return {record: (record,) for record in asked}
    members: dict[int, set[int]] = defaultdict(set)
    for record in asked | set(into) | set(into.values()):
        members[_root(record, into)].add(record)
    ordered = {root: (root, *sorted(records - {root})) for root, records in members.items()}
    return {record: ordered[_root(record, into)] for record in asked}


def roots(ids: Iterable[int]) -> dict[int, int]:
    """For each record the one that stands for the person: itself, unless it was merged."""
    return {record: family[0] for record, family in families(ids).items()}


def mark_of(number: str) -> bytes:
    """The blind mark of a document's number, as ``core.people`` has normalised it."""
    return number_index(number)


def holders(marks: Iterable[bytes]) -> dict[bytes, int]:
    """Who holds the documents of these marks, unscoped; a document that two people hold tells nobody."""
    found: dict[bytes, set[int]] = defaultdict(set)
    with acting(SYSTEM):
        rows = Identifier.objects.filter(index__any=list(marks), withdrawn__isnull=True)
        pairs = [(bytes(index), person) for index, person in rows.values_list("index", "person_id")]
        standing = {record: family[0] for record, family in related({p for _, p in pairs}).items()}
    for mark, person in pairs:
        found[mark].add(standing[person])
    return {mark: next(iter(held)) for mark, held in found.items() if len(held) == 1}


def _merges(ids: Iterable[int]) -> dict[int, int]:
    """Every merge that touches these records or those they are merged with: record → what it points to."""
    into: dict[int, int] = {}
    known = frontier = set(ids)
    while frontier:
        near = any_of("id", frontier) | any_of("merged_into_id", frontier)
        edges = Person.objects.filter(near, merged_into__isnull=False).values_list("pk", "merged_into_id")
        into |= {record: other for record, other in edges if other is not None}
        touched = set(into) | set(into.values())
        frontier, known = touched - known, known | touched
    return into


def _root(record: int, into: dict[int, int]) -> int:
    while record in into:
        record = into[record]
    return record


def marks_of(ids: Iterable[int]) -> dict[int, Marks]:
    """What is known of people, nothing sealed opened; of merged records all that any of them holds."""
    kin = families(ids)
    records = {record for family in kin.values() for record in family}
    with acting(SYSTEM):
        people = {p.pk: p for p in Person.objects.filter(any_of("id", records))}
        numbers, phones, sounds = _numbers(records), _phones(records), _sounds(records)
    return {
        asked: Marks(
            numbers=tuple(number for record in family for number in numbers[record]),
            names=frozenset(bytes(people[record].name_index) for record in family),
            surname=bytes(people[family[0]].surname_index or b"") or None,
            initials=frozenset(sound for record in family for sound in sounds[record]),
            phones=frozenset(phone for record in family for phone in phones[record]),
            born=next((people[record].born for record in family if people[record].born), None),
            sex=next((Sex(people[r].sex) for r in family if people[r].sex != Sex.UNKNOWN), Sex.UNKNOWN),
        )
        for asked, family in kin.items()
    }


def _numbers(records: Iterable[int]) -> dict[int, list[Number]]:
    found: dict[int, list[Number]] = defaultdict(list)
    for row in Identifier.objects.filter(any_of("person_id", records), withdrawn__isnull=True).order_by("pk"):
        found[row.person_id].append(Number(IdentifierKind(row.kind), bytes(row.index), row.checked))
    return found


def _phones(records: Iterable[int]) -> dict[int, list[bytes]]:
    found: dict[int, list[bytes]] = defaultdict(list)
    rows = Phone.objects.filter(any_of("person_id", records), withdrawn__isnull=True)
    for person_id, index in rows.values_list("person_id", "index"):
        found[person_id].append(bytes(index))
    return found


def _sounds(records: Iterable[int]) -> dict[int, list[bytes]]:
    found: dict[int, list[bytes]] = defaultdict(list)
    rows = Initials.objects.filter(any_of("person_id", records)).values_list("person_id", "index")
    for person_id, index in rows:
        found[person_id].append(bytes(index))
    return found

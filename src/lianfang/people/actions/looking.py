"""Opening what is sealed: one person at a time, for a reason, and never without a trace."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import Viewer
from lianfang.core.people import Phone as Number
from lianfang.core.people import read_phones
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
from lianfang.people.indexes import ADDRESS, BORN, NAME, NUMBER, PHONE, SEX
from lianfang.people.models import Correction, Identifier, Person, Phone
from lianfang.people.queries.marks import related
from lianfang.people.queries.seen import seen
from lianfang.vault.sealing import reveal

FIELDS = ("name", "phone", "identifier", "address")
"""What can be opened of a person; telephones and identifiers are opened together, newest first."""

_SEPARATOR = "、"
_LONGEST_REASON = 200
_PERSONAL = re.compile(r"\d{6,}")


def unmask(person_id: int, field: str, reason: str, *, by: Viewer, at: datetime) -> str:
    """The value of one sealed field. The look, its field and its reason are in the ledger before it is read.

    Refused: an empty reason, one that itself holds a long number, somebody the actor does not see.
    """
    return unmask_many([person_id], [field], reason, by=by, at=at)[person_id][field]


@transaction.atomic
def unmask_many(
    person_ids: Iterable[int], fields: Sequence[str], reason: str, *, by: Viewer, at: datetime
) -> dict[int, dict[str, str]]:
    """Open the same fields of several people, as a set of notices to be printed needs; one entry for each."""
    by.require("unmask")
    wanted = set(person_ids)
    for field in set(fields) - set(FIELDS):
        raise Refused("people.field", "没有「{field}」这一项", "there is no field {field!r}", field=field)
    body = {"fields": list(fields), "reason": fit_reason(reason)}
    people = Person.objects.filter(seen(by), pk__in=wanted).select_related("household").order_by("pk")
    if len(people) != len(wanted):
        raise Refused("not_found", "没有这个人,或不在您的辖区内", "nobody of this number in your area")
    for person in people:
        ledger.record(
            "people.unmasked", by=by, at=at, subject=("person", person.pk), path=person.path, body=body
        )
    opened = {field: _OPENERS[field](people) for field in fields}
    return {person.pk: {field: opened[field].get(person.pk, "") for field in fields} for person in people}


SEALED_AS = {
    "name": NAME, "identifier": NUMBER, "phone": PHONE, "address": ADDRESS, "born": BORN, "sex": SEX,
}  # fmt: skip
"""Under which name the former values of each field are sealed."""


@transaction.atomic
def reveal_former(correction_id: int, reason: str, *, by: Viewer, at: datetime) -> str:
    """What stood in a field before it was set right; the look and its reason are in the ledger first."""
    by.require("unmask")
    made = Correction.objects.filter(pk=correction_id).select_related("person").first()
    if made is None or not Person.objects.filter(seen(by), pk=made.person_id).exists():
        raise Refused("not_found", "没有这项更正,或不在您的辖区内", "no such correction in your area")
    body = {"fields": [made.field], "reason": fit_reason(reason), "correction": made.pk}
    subject = ("person", made.person_id)
    ledger.record("people.unmasked", by=by, at=at, subject=subject, path=made.person.path, body=body)
    return reveal(SEALED_AS[made.field], made.before)


def fit_reason(reason: str) -> str:
    """The reason, trimmed. The ledger holds no personal value, and a reason is written by hand."""
    said = " ".join(reason.split())
    if not said:
        raise Refused("people.reason", "请写明理由", "state the reason")
    if _PERSONAL.search(said) or len(said) > _LONGEST_REASON:
        raise Refused(
            "people.reason_form",
            "理由中请勿写号码等个人信息,不超过 {limit} 字",
            "leave numbers and other personal values out of the reason; at most {limit} characters",
            limit=_LONGEST_REASON,
        )
    return said


def _names(people: Iterable[Person]) -> dict[int, str]:
    return {person.pk: reveal(NAME, person.name_sealed) for person in people}


def _addresses(people: Iterable[Person]) -> dict[int, str]:
    return {p.pk: reveal(ADDRESS, p.household.address_sealed) for p in people if p.household}


def _phones(people: Iterable[Person]) -> dict[int, str]:
    return _joined(Phone, people, lambda sealed: _at_home(reveal(PHONE, sealed)))


def _numbers(people: Iterable[Person]) -> dict[int, str]:
    return _joined(Identifier, people, lambda sealed: reveal(NUMBER, sealed))


def _at_home(number: str) -> str:
    """The number as it is dialled in the country."""
    read = next(iter(read_phones(number)), None)
    return read.shown if isinstance(read, Number) else number


def _joined(
    model: type[Phone] | type[Identifier],
    people: Iterable[Person],
    opened: Callable[[bytes | memoryview], str],
) -> dict[int, str]:
    """The live values of each person, those of merged records among them, newest first and once each."""
    owner = {
        record: person
        for person, family in related(person.pk for person in people).items()
        for record in family
    }
    found: dict[int, dict[str, None]] = {}
    rows = model.objects.filter(person_id__in=owner, withdrawn__isnull=True).order_by("-pk")
    for record, sealed in rows.values_list("person_id", "sealed"):
        found.setdefault(owner[record], {})[opened(sealed)] = None
    return {person: _SEPARATOR.join(values) for person, values in found.items()}


_OPENERS = {"name": _names, "phone": _phones, "identifier": _numbers, "address": _addresses}

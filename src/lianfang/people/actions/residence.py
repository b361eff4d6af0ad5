"""Where people belong: their household, and the area whose register they stand in."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
from lianfang.people.actions.writing import household_at
from lianfang.people.models import Correction, Grant, Household, Identifier, Initials, Person, Phone
from lianfang.people.queries.seen import seen
from lianfang.places import queries as places


@transaction.atomic
def house(
    person_ids: Iterable[int],
    address: str,
    *,
    region_id: int,
    head: int | None = None,
    by: Viewer,
    at: datetime,
) -> int:
    """Say that these people live at one address, with ``head`` (户主) among them; answers their household.

    The household that is known at that door is taken, else a new one is made. Refused: people of another
    area than the address (move them first), an empty address.
    """
    area = places.area(region_id)
    by.require("declare", area.path)
    people = _seen(person_ids, by=by)
    if not address.strip():
        raise Refused("people.address", "请填写地址", "state the address")
    if any(person.region_id != region_id for person in people):
        raise Refused("people.elsewhere", "有人不属于该地址所在辖区", "somebody belongs to another area")
    if head is not None and head not in {person.pk for person in people}:
        raise Refused("people.head", "户主须在同住人员之中", "the head is one of the household")
    household = household_at(address.strip(), region_id=region_id, path=area.path)
    Person.objects.filter(pk__in=[p.pk for p in people]).update(household_id=household)
    if head is not None:
        Household.objects.filter(pk=household).update(head_id=head)
    body = {"household": household}
    ledger.record("people.housed", by=by, at=at, path=area.path, members=_ids(people), body=body)
    return household


@transaction.atomic
def leave_household(person_ids: Iterable[int], *, by: Viewer, at: datetime) -> None:
    """Say that these people live no longer where they did; where now is not known."""
    people = _seen(person_ids, by=by)
    by.require("declare")
    Household.objects.filter(head__in=people).update(head=None)
    Person.objects.filter(pk__in=_ids(people)).update(household=None)
    ledger.record("people.left_household", by=by, at=at, path=by.path, members=_ids(people))


@transaction.atomic
def move_many(
    person_ids: Iterable[int], region_id: int, *, by: Viewer, at: datetime, ref: str | None = None
) -> int:
    """Take people over into an area, with their numbers and telephones; answers how many were elsewhere.

    Whoever takes over must have the new area and see the people: those of another area have been offered by
    a grant, so a hand-over needs both sides. Households of another area are left. The apps above rewrite the
    paths of their own open rows (``follow_many``).
    """
    area = places.area(region_id)
    by.require("hand_over", area.path)
    if ledger.once(ref, verb="people.moved") is not None:
        return 0
    moved = [person for person in _seen(person_ids, by=by) if person.path != area.path]
    with acting(SYSTEM):
        Household.objects.filter(head__in=moved).exclude(region_id=region_id).update(head=None)
        Person.objects.filter(pk__in=_ids(moved)).update(region_id=region_id, path=area.path)
        left = Person.objects.filter(pk__in=_ids(moved)).exclude(household__region_id=region_id)
        left.update(household=None)
        follow_many(_ids(moved), area.path)
    subject = ("person", moved[0].pk) if len(moved) == 1 else None
    body = {"from": sorted({person.path for person in moved}), "to": area.path}
    event = ledger.record(
        "people.moved", by=by, at=at, subject=subject, path=area.path, members=_ids(moved), body=body
    )
    ledger.keep_ref(ref, verb="people.moved", event=event, outcome={})
    return len(moved)


def follow_many(person_ids: Iterable[int], path: str) -> None:
    """Give what belongs to people the path of the area they now stand in. Part of :func:`move_many`."""
    people = list(person_ids)
    for table in (Identifier, Phone, Initials, Correction):
        table.objects.filter(person_id__in=people).update(path=path)
    Grant.objects.filter(person_id__in=people).update(home=path)


def _seen(person_ids: Iterable[int], *, by: Viewer) -> list[Person]:
    """The people, locked in the order of their numbers; refused unless the actor sees every one of them."""
    wanted = set(person_ids)
    locked = Person.objects.select_for_update(of=("self",)).filter(seen(by), pk__in=wanted)
    people = list(locked.order_by("pk"))
    if len(people) != len(wanted):
        raise Refused("not_found", "有人不在您的辖区内", "some of these people are not in your area")
    return people


def _ids(people: Iterable[Person]) -> list[int]:
    return [person.pk for person in people]

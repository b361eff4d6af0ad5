"""Naming the close contact through whom somebody is a contact of one, by hand, and taking that back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import Viewer
from lianfang.core.refusal import Refused
from lianfang.findings import actions as findings
from lianfang.findings import queries as known
from lianfang.ledger import actions as ledger
from lianfang.measures.actions.reviewing import Reviewed, review_many, review_with
from lianfang.measures.queries.linked_contacts import is_secondary
from lianfang.people import queries as people


@transaction.atomic
def name_contact(
    person_id: int,
    *,
    contact_id: int | None = None,
    named: findings.Named | None = None,
    by: Viewer,
    at: datetime,
    ref: str | None = None,
) -> Reviewed:
    """Say through whom somebody is a contact: somebody the actor sees, or whoever holds a document.

    Who holds it may stand in another area, or come into the register later; the link is made then. Refused:
    somebody who is no contact of a close contact, who is named as their own contact, and nobody named.
    """
    by.require("do_tasks")
    if ledger.once(ref, verb="measures.contact_named") is not None:
        return Reviewed()
    path = people.person(by, person_id).path
    contact = _who(person_id, contact_id, named, by=by)
    exposures = _exposures(person_id, at=at)
    findings.end_names_alone(person_id, by=by, at=at)
    naming = findings.Naming(person_id, exposures[-1], path, contact, named or findings.Named())
    findings.link_many([naming], by=by, at=at)
    event = ledger.record(
        "measures.contact_named", by=by, at=at, subject=("person", person_id), path=path,
        body={"contact": contact},
    )  # fmt: skip
    ledger.keep_ref(ref, verb="measures.contact_named", event=event, outcome={})
    return review_with([person_id], [contact] if contact else (), by=by, at=at)


def _who(person_id: int, contact_id: int | None, named: findings.Named | None, *, by: Viewer) -> int | None:
    """The register's number of who is named, None where they are not in it."""
    number = named.number if named else ""
    if contact_id is None and not number:
        raise Refused("link.nobody", "请指明关联密接", "say who the linked close contact is")
    if contact_id is not None and not people.seen_ids(by, [contact_id]):
        raise Refused("not_found", "没有这个人,或不在您的辖区内", "nobody of this number in your area")
    contact = people.holders([people.mark_of(number)]).get(people.mark_of(number)) if number else contact_id
    if contact is not None and people.roots([contact]) == {contact: people.roots([person_id])[person_id]}:
        raise Refused("link.self", "关联密接不能是本人", "nobody is their own linked contact")
    return contact


def _exposures(person_id: int, *, at: datetime) -> Sequence[int]:
    held = known.facts_of_many([person_id], at=at).get(person_id, ())
    found = [each.id for each in held if is_secondary(each.payload)]
    if not found:
        raise Refused(
            "link.not_secondary", "此人不是密接的密接", "this person is no contact of a close contact"
        )
    return found


@transaction.atomic
def unname_contact(link_id: int, *, reason: str, by: Viewer, at: datetime) -> Reviewed:
    """Take back who was named, with a reason, and decide again."""
    person_id, _ = findings.end_link(link_id, reason=reason, by=by, at=at)
    return review_many([person_id], by=by, at=at)

"""Who hangs on whose results: what a decision reads of another person, and who is decided with whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from lianfang.core.findings import Exposure, Finding, Grade
from lianfang.core.measures.from_findings import Linked, Sample, exposed_as
from lianfang.findings import queries as findings
from lianfang.findings.actions import NewFinding
from lianfang.measures.queries.linked_contacts import is_secondary, standing_links

Known = Mapping[int, tuple[Finding, ...]]


def linked_of_many(known: Known, *, at: datetime) -> dict[int, tuple[Linked, ...]]:
    """For those who are contacts of close contacts: these, each with their exposures and results.

    Three queries for any number of people, none where nobody is such a contact. What another area found
    out of the close contact counts, as of the person themselves.
    """
    links = standing_links(known)
    contacts = {link.contact_id for held in links.values() for link in held if link.contact_id is not None}
    exposures = findings.facts_of_many(contacts, at=at) if contacts else {}
    results = findings.results_of_many(contacts) if contacts else {}
    told = {
        contact: Linked(
            exposed_as(Grade.CLOSE_CONTACT, exposures.get(contact, ())),
            tuple(Sample(r.taken, r.outcome) for r in results.get(contact, ())),
        )
        for contact in contacts
    }
    return {
        person: tuple(Linked() if link.contact_id is None else told[link.contact_id] for link in held)
        for person, held in links.items()
    }


def concerned_by(new: Sequence[NewFinding]) -> set[int]:
    """Whom findings concern beside the people they are about: who hangs on these, and on whom these hang.

    Only exposures bear on others. On whom somebody hangs is looked at with them, so that a result that
    comes at the same moment waits for the link, or the link for it.
    """
    about = {
        each.person_id for each in new if each.person_id is not None and isinstance(each.payload, Exposure)
    }
    if not about:
        return set()
    secondary = {each.person_id for each in new if each.person_id is not None and is_secondary(each.payload)}
    held = findings.links_of_many(secondary) if secondary else {}
    contacts = {link.contact_id for links in held.values() for link in links if link.contact_id is not None}
    return (contacts | findings.hanging_on(about).keys()) - about

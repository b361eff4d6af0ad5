"""Through whom somebody is the contact of a close contact, and who waits for whose results."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.accounts.scope import Viewer
from lianfang.core.days import local_day, plus
from lianfang.core.findings import Exposure, Finding, Grade
from lianfang.core.measures.from_findings import exposed_as
from lianfang.findings import queries as findings
from lianfang.measures.models import Decision
from lianfang.people import queries as people

CHOICES, CHOICE_DAYS = 100, 30
"""How many close contacts are offered to pick from at most, and of how many days."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A linked close contact: shown where the viewer sees them, else only whether the register has them.

    ``masked`` is the name a list gave of somebody who is in no register yet; ``numbered`` that they will be
    linked by their number when they come.
    """

    link_id: int
    person: people.Shown | None
    registered: bool
    masked: str
    numbered: bool


@dataclass(frozen=True, slots=True)
class LinkedShown:
    """The linked contacts of one person. ``needed``: their release hangs on these and is not met yet."""

    contacts: tuple[Contact, ...]
    needed: bool

    @property
    def unnamed(self) -> bool:
        """Whether nobody has said who it is."""
        return not any(contact.registered or contact.numbered for contact in self.contacts)


def standing_links(known: Mapping[int, tuple[Finding, ...]]) -> dict[int, list[findings.LinkRow]]:
    """The links of these people whose exposure holds, each contact once; of people without any, nothing."""
    met = {person: _as_secondary(held) for person, held in known.items()}
    met = {person: numbers for person, numbers in met.items() if numbers}
    if not met:
        return {}
    links = findings.links_of_many(met)
    return {
        person: _each_once(link for link in held if link.finding_id in met[person])
        for person, held in links.items()
    }


def _as_secondary(held: Iterable[Finding]) -> set[int]:
    return {each.id for each in held if is_secondary(each.payload)}


def is_secondary(payload: object) -> bool:
    """Whether a finding makes somebody the contact of a close contact."""
    return isinstance(payload, Exposure) and payload.grade is Grade.SECONDARY_CONTACT


def _each_once(links: Iterable[findings.LinkRow]) -> list[findings.LinkRow]:
    once = {link.contact_id if link.contact_id is not None else -link.id: link for link in links}
    return sorted(once.values(), key=lambda link: link.id)


def linked(viewer: Viewer, person_id: int, *, at: datetime) -> LinkedShown | None:
    """Through whom a person the viewer sees is a contact; None where they are no contact of a contact."""
    if not people.seen_ids(viewer, [person_id]):
        return None
    held = findings.facts_of_many([person_id], at=at).get(person_id, ())
    if not exposed_as(Grade.SECONDARY_CONTACT, held):
        return None
    rows = standing_links({person_id: held}).get(person_id, [])
    shown = {p.id: p for p in people.people(viewer, [row.contact_id for row in rows if row.contact_id])}
    contacts = tuple(
        Contact(row.id, shown.get(row.contact_id or 0), row.contact_id is not None, row.masked, row.numbered)
        for row in rows
    )
    return LinkedShown(contacts, _waits(person_id))


def _waits(person_id: int) -> bool:
    decision = Decision.objects.filter(person_id=person_id, superseded__isnull=True).first()
    return decision is not None and any(map(_hangs, decision.reasons))


def _hangs(reason: dict[str, dict[str, object]]) -> bool:
    release = reason["release"]
    return bool(release["needs_other"]) and release["state"] != "met"


def hanging(viewer: Viewer, person_id: int, *, at: datetime) -> list[people.Shown]:
    """Those of the viewer's area whose release waits for the results of a person the viewer sees."""
    if not people.seen_ids(viewer, [person_id]):
        return []
    waiting = people.seen_ids(viewer, findings.hanging_on([person_id]))
    links = standing_links(findings.facts_of_many(waiting, at=at))
    family = set(people.families([person_id])[person_id])
    hung = [p for p, rows in links.items() if any(row.contact_id in family for row in rows)]
    standing = Decision.objects.filter(person_id__in=hung, superseded__isnull=True)
    held = {d.person_id for d in standing if any(map(_hangs, d.reasons))}
    return people.people(viewer, sorted(held))


def close_contacts(viewer: Viewer, *, at: datetime) -> list[people.Shown]:
    """Close contacts of the viewer's area of the last days, newest first, to pick the linked one from."""
    since: date = plus(local_day(at), -CHOICE_DAYS)
    return people.people(viewer, findings.close_contacts(viewer, since=since)[:CHOICES])

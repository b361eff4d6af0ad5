"""Writing through whom somebody is the contact of a close contact, and knowing them when they come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.refusal import Refused
from lianfang.findings.models import Link
from lianfang.ledger import actions as ledger
from lianfang.people import queries as people
from lianfang.vault.sealing import seal_many

NAMED = "link.name"
"""Under which name the name of somebody who is in no register yet is sealed."""
TWICE, TOLD_BY_HAND = "重复", "已由人工指明"
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A close contact as a list or a form names them: by a document's number, by their name, or by both."""

    number: str = field(default="", repr=False)
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Naming:
    """Who hangs on whom, by which exposure: somebody of the register, or somebody as they are named."""

    person_id: int
    finding_id: int
    path: str
    contact_id: int | None = None
    named: Named = Named()


def link_many(namings: Sequence[Naming], *, by: Viewer, at: datetime) -> None:
    """Link people to the close contacts through whom they are contacts; part of recording an exposure.

    Who is named by a number that the register does not know is awaited under it. Nobody is known by a name
    alone: somebody has to say who it is. Refused: a number of the register that stands for nobody. Nobody
    hangs on themselves, so that is passed over.
    """
    if not namings:
        return
    _refuse_strangers(namings)
    marks = {n.named.number: people.mark_of(n.named.number) for n in namings if n.named.number}
    holders = people.holders(marks.values())
    names = seal_many(NAMED, [n.named.name for n in namings])
    rows = []
    for naming, name in zip(namings, names, strict=True):
        mark = marks.get(naming.named.number)
        contact = naming.contact_id or (holders.get(mark) if mark else None)
        if contact == naming.person_id:
            contact, mark = None, None
        if contact or mark or name:
            rows.append(
                Link(
                    person_id=naming.person_id, contact_id=contact, finding_id=naming.finding_id, mark=mark,
                    named=b"" if contact else name, path=naming.path, since=at, by=by.post_id,
                )
            )  # fmt: skip
    with acting(SYSTEM):
        Link.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000)
    if rows:
        ledger.record("findings.linked", by=by, at=at, path=by.path, members=[row.person_id for row in rows])


def _refuse_strangers(namings: Iterable[Naming]) -> None:
    wanted = {naming.contact_id for naming in namings if naming.contact_id is not None}
    if wanted and wanted - people.homes(wanted).keys():
        raise Refused(
            "finding.through",
            "登记册里没有所指明的关联密接",
            "the linked close contact is not in the register",
        )


def carry_over(replaced: dict[int, int]) -> None:
    """What was told of an exposure that was replaced (old number → new) holds of the one in its place."""
    rows = list(Link.objects.filter(finding_id__in=replaced, ended__isnull=True))
    for row in rows:
        row.finding_id = replaced[row.finding_id]
    Link.objects.bulk_update(rows, ["finding_id"])


@transaction.atomic
def resolve_awaited(marks: Iterable[bytes] | None = None, *, at: datetime) -> list[int]:
    """Link those who were awaited and are in the register now; answers who hangs on them.

    ``marks`` are those of the numbers that came in; without them everybody awaited is looked for.
    """
    with acting(SYSTEM):
        waiting = Link.objects.filter(ended__isnull=True, contact_id__isnull=True, mark__isnull=False)
        if marks is not None:
            awaited = {bytes(mark) for mark in waiting.values_list("mark", flat=True) if mark}
            waiting = waiting.filter(mark__any=awaited.intersection(marks))
        rows = list(waiting.select_for_update().order_by("pk"))
        holders = people.holders(bytes(row.mark) for row in rows if row.mark)
        come = [row for row in rows if holders.get(bytes(row.mark or b"")) not in (None, row.person_id)]
        known = set(_links_there_are(come))
        for row in come:
            contact = holders[bytes(row.mark or b"")]
            if (row.finding_id, contact) in known:
                row.ended, row.ended_why = at, TWICE
            else:
                row.contact_id, row.named = contact, b""
                known.add((row.finding_id, contact))
        Link.objects.bulk_update(come, ["contact_id", "named", "ended", "ended_why"], batch_size=2000)
    persons = sorted({row.person_id for row in come})
    if persons:
        ledger.record("findings.linked", by=SYSTEM, at=at, members=persons)
    return persons


def _links_there_are(rows: Sequence[Link]) -> Iterable[tuple[int, int]]:
    live = Link.objects.filter(finding_id__in={row.finding_id for row in rows}, ended__isnull=True)
    pairs = live.filter(contact_id__isnull=False).values_list("finding_id", "contact_id")
    return [(finding, contact) for finding, contact in pairs if contact is not None]


def end_names_alone(person_id: int, *, by: Viewer, at: datetime) -> None:
    """Somebody has said who is meant: what named nobody but by a name is answered."""
    with acting(SYSTEM):
        Link.objects.filter(
            person_id=person_id, ended__isnull=True, contact_id__isnull=True, mark__isnull=True
        ).update(ended=at, ended_by=by.post_id, ended_why=TOLD_BY_HAND)


@transaction.atomic
def end_link(link_id: int, *, reason: str, by: Viewer, at: datetime) -> tuple[int, int | None]:
    """Take a link back with a reason; answers the person, and the contact they hung on.

    Refused: an empty reason, a link of nobody in the actor's area, one that was ended before.
    """
    if not reason.strip():
        raise Refused("finding.reason", "请写明撤回理由", "say why it is taken back")
    row = Link.objects.select_for_update().filter(pk=link_id, ended__isnull=True).first()
    if row is None:
        raise Refused("not_found", "没有这项关联,或不在您的辖区内", "no such link in your area")
    by.require("do_tasks", row.path)
    row.ended, row.ended_by, row.ended_why = at, by.post_id, reason.strip()[:_LONGEST_REASON]
    row.save(update_fields=["ended", "ended_by", "ended_why"])
    ledger.record("findings.link_ended", by=by, at=at, subject=("person", row.person_id), path=row.path)
    return row.person_id, row.contact_id

"""What was set right about a person, and the entries that can be: masked, each with its number."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import Viewer
from lianfang.core.people import (
    IdentifierKind,
    Sex,
    mask_address,
    mask_identifier,
    mask_name,
    mask_phone,
)
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.people.indexes import ADDRESS, BORN, NAME, NUMBER, PHONE, SEX
from lianfang.people.models import Correction, Identifier, Person, Phone
from lianfang.people.queries.marks import related
from lianfang.people.queries.seen import seen
from lianfang.vault.sealing import reveal


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction as the file shows it: what stood there and what stands there now, masked; who, when, why.

    ``undoable``: nothing has been set right on top of it. ``opens``: there is a former value to be opened.
    """

    id: int
    field: str
    act: str
    before: Words
    after: Words
    reason: str
    at: datetime
    by: str
    undone: datetime | None
    undone_by: str
    undoable: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A number or telephone that can be corrected or withdrawn."""

    row: int
    kind: str
    masked: str


def corrections(viewer: Viewer, person_id: int) -> list[Corrected]:
    """What was set right about a person, of merged records too, newest first."""
    _refuse_unseen(viewer, person_id)
    kin = related([person_id])[person_id]
    rows = list(Correction.objects.filter(person_id__in=kin).order_by("-at", "-pk"))
    names = accounts.names_of(post for row in rows for post in (row.by_id, row.undone_by_id) if post)
    return [_corrected(row, rows, names) for row in rows]


def _corrected(row: Correction, rows: list[Correction], names: dict[int, str]) -> Corrected:
    return Corrected(
        id=row.pk,
        field=row.field,
        act=row.act,
        before=_masked(row.field, row.before),
        after=_masked(row.field, row.after),
        reason=row.reason,
        at=row.at,
        by=names.get(row.by_id or 0, ""),
        undone=row.undone,
        undone_by=names.get(row.undone_by_id or 0, ""),
        undoable=row.undone is None and row.part_of_id is None and not _built_on(row, rows),
        opens=bool(row.before),
    )


def _built_on(row: Correction, rows: list[Correction]) -> bool:
    later = [r for r in rows if r.field == row.field and r.undone is None and r.pk > row.pk]
    later = [r for r in later if r.person_id == row.person_id and r.part_of_id != row.pk]
    if row.field in {"identifier", "phone"}:
        return any(row.row_after and r.row_before == row.row_after for r in later)
    return bool(later)


def _masked(field: str, sealed: bytes | memoryview) -> Words:
    """A value as it is shown closed. Birth dates stand open in the register, but a former one by its year."""
    if field == "sex":
        return Sex(reveal(SEX, sealed) or Sex.UNKNOWN).words
    text = _MASKS[field][1](reveal(_MASKS[field][0], sealed)) if sealed else ""
    return Words(text, text)


_MASKS = {
    "name": (NAME, mask_name),
    "identifier": (NUMBER, mask_identifier),
    "phone": (PHONE, mask_phone),
    "address": (ADDRESS, mask_address),
    "born": (BORN, lambda text: text[:4] + text[4:].translate(str.maketrans("0123456789", "*" * 10))),
}


def entries_of(viewer: Viewer, person_id: int, field: str) -> list[Entry]:
    """The live identifiers or telephones of a person, newest first, for choosing which one is wrong."""
    _refuse_unseen(viewer, person_id)
    live = {"person_id__in": related([person_id])[person_id], "withdrawn__isnull": True}
    if field == "phone":
        phones = Phone.objects.filter(**live).order_by("-pk")
        return [Entry(phone.pk, "", mask_phone(reveal(PHONE, phone.sealed))) for phone in phones]
    numbers = Identifier.objects.filter(**live).order_by("-pk")
    return [
        Entry(n.pk, str(IdentifierKind(n.kind)), mask_identifier(reveal(NUMBER, n.sealed))) for n in numbers
    ]


def _refuse_unseen(viewer: Viewer, person_id: int) -> None:
    if not Person.objects.filter(seen(viewer), pk=person_id).exists():
        raise Refused("not_found", "没有这个人,或不在您的辖区内", "nobody of this number in your area")

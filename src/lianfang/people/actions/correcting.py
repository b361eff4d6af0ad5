"""Setting the register right: a name, number, telephone, birth date, sex or address that was wrong.

What stood there leaves a trace: it stays sealed in the correction, with who, when and why, and a number or
telephone is withdrawn and not deleted, so that a list that repeats the mistake does not bring it back. A
number that belongs to somebody else is refused: perhaps it is the same person, to be merged by hand.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
from lianfang.people.actions.looking import fit_reason
from lianfang.people.actions.register import only_registrar
from lianfang.people.actions.setting_right import (
    Note,
    set_address,
    set_born,
    set_name,
    set_number,
    set_phone,
    set_sex,
    take_back,
)
from lianfang.people.models import Correction, Person
from lianfang.people.queries.seen import seen

NEEDS = {
    "name": "settle_rows",
    "identifier": "settle_rows",
    "sex": "settle_rows",
    "born": "settle_rows",
    "phone": "do_tasks",
    "address": "do_tasks",
}
"""What a post must be allowed to set each field right: who somebody is, is settled above the grid."""
ACTS = {
    "identifier": ("add", "correct", "withdraw"),
    "phone": ("add", "correct", "withdraw"),
    "address": ("correct", "withdraw"),
}
_VERB = "people.corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be set right: the field, ``add``, ``correct`` or ``withdraw``, and the value as typed.

    ``row`` is the number of the identifier or telephone concerned; ``kind`` what the document is.
    ``checked``: of an address, that all who live there are meant; of a number without a check digit, that its
    other holder was looked at and is somebody else.
    """

    field: str
    act: str = "correct"
    value: str = dataclasses.field(default="", repr=False)
    kind: str = ""
    row: int | None = None
    checked: bool = False


_SETTERS: dict[str, Callable[[Note, "Change"], Correction]] = {
    "name": lambda note, change: set_name(note, change.value),
    "identifier": lambda note, change: set_number(
        note, change.act, change.value, kind=change.kind, row=change.row, checked=change.checked
    ),
    "phone": lambda note, change: set_phone(note, change.act, change.value, row=change.row),
    "sex": lambda note, change: set_sex(note, change.value),
    "born": lambda note, change: set_born(note, change.value),
    "address": lambda note, change: set_address(note, change.act, change.value, everybody=change.checked),
}


@transaction.atomic
def correct(
    person_id: int, change: Change, *, reason: str, by: Viewer, at: datetime, ref: str | None = None
) -> int:
    """Set one value of a person right; answers the correction's number.

    Indexes and initials follow; birth date and sex follow a number where they were taken from the old one.
    Refused: an empty reason or one with a number in it, a value that cannot be read or that stands there
    already, a number that belongs to somebody else (``people.number_taken``, with the candidates).
    """
    if kept := ledger.once(ref, verb=_VERB):
        return int(kept["correction"])
    if change.field not in NEEDS or change.act not in ACTS.get(change.field, ("correct",)):
        raise Refused("people.field", "没有这一项", "there is no such field")
    person = _locked(person_id, change.field, by=by)
    note = Note(person, fit_reason(reason), by, at)
    with acting(SYSTEM):
        only_registrar()
        made = _SETTERS[change.field](note, change)
    body = {"field": change.field, "act": change.act, "correction": made.pk}
    event = ledger.record(_VERB, by=by, at=at, subject=("person", person.pk), path=person.path, body=body)
    ledger.keep_ref(ref, verb=_VERB, event=event, outcome={"correction": made.pk})
    return int(made.pk)


@transaction.atomic
def undo_correction(correction_id: int, *, by: Viewer, at: datetime) -> int:
    """Put back what stood before a correction, with all that came with it; answers the person's number.

    Refused where the value was set right again since, and where a number has another holder by now.
    """
    made = Correction.objects.select_for_update().filter(pk=correction_id).first()
    if made is None or made.part_of_id is not None:
        raise Refused("not_found", "没有这项更正,或不在您的辖区内", "no such correction in your area")
    person = _locked(made.person_id, made.field, by=by)
    if made.undone is not None:
        raise Refused("people.undone", "这项更正已经撤销", "this correction was undone already")
    with acting(SYSTEM):
        only_registrar()
        rows = [*Correction.objects.filter(part_of=made, undone__isnull=True).order_by("-pk"), made]
        for row in rows:
            take_back(row, at=at)
        Correction.objects.filter(pk__in=[row.pk for row in rows]).update(undone=at, undone_by=by.post_id)
    body = {"field": made.field, "correction": made.pk}
    ledger.record(
        "people.correction_undone", by=by, at=at, subject=("person", person.pk), path=person.path, body=body
    )
    return int(person.pk)


def _locked(person_id: int, what: str, *, by: Viewer) -> Person:
    """The person, locked; only their own area sets them right, and a merged record not at all."""
    found = Person.objects.select_for_update(of=("self",)).filter(seen(by), pk=person_id).first()
    if found is None:
        raise Refused("not_found", "没有这个人,或不在您的辖区内", "nobody of this number in your area")
    by.require(NEEDS[what], found.path)
    if found.merged_into_id is not None:
        raise Refused(
            "people.already_merged",
            "该档案已并入另一份档案,请在那里更正",
            "this record is merged into another; set that one right",
        )
    return found

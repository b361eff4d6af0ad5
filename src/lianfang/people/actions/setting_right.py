"""Writing one value of a person anew and putting the former one back. Part of :mod:`.correcting`.

The caller holds the registrar's lock and the person's row, and acts for the whole tree: records that were
merged into the person's may lie in other areas.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianfang.accounts.scope import Viewer
from lianfang.core.days import local_day
from lianfang.core.people import Identifier as Read
from lianfang.core.people import (
    Name,
    Number,
    Sex,
    Unreadable,
    read_identifier,
    read_name,
    read_phones,
    split_name,
)
from lianfang.core.people import Phone as Dialled
from lianfang.core.refusal import Refused
from lianfang.people.actions.claims import Held, Telephone
from lianfang.people.actions.writing import Owner, add_numbers, add_phones, household_at
from lianfang.people.indexes import (
    ADDRESS,
    BORN,
    NAME,
    NUMBER,
    SEX,
    initials_index,
    name_index,
    number_index,
    phone_index,
    surname_index,
)
from lianfang.people.models import Correction, Household, Identifier, Initials, Person, Phone
from lianfang.people.queries.marks import related
from lianfang.people.search_keys import initials
from lianfang.vault.sealing import reveal, seal

EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Note:
    """Whose register entry is set right, why, by whom and when."""

    person: Person
    reason: str
    by: Viewer
    at: datetime

    def made(self, what: str, act: str = "correct", **values: Any) -> Correction:
        """The correction, written."""
        given = {"person": self.person, "path": self.person.path, **values}
        return Correction.objects.create(
            field=what, act=act, reason=self.reason, at=self.at, by_id=self.by.post_id, **given
        )


def set_name(note: Note, typed: str) -> Correction:
    """The name, with its indexes and initials and those of the person's telephones."""
    read = read_name(typed)
    if not isinstance(read, Name):
        raise _unreadable(read)
    before = bytes(note.person.name_sealed)
    if reveal(NAME, before) == read.value:
        raise _same()
    sealed = seal(NAME, read.value)
    _write_name(note.person, read.value, sealed)
    return note.made("name", before=before, after=sealed)


def _write_name(person: Person, name: str, sealed: bytes) -> None:
    surname, index = split_name(name)[0], name_index(name)
    Person.objects.filter(pk=person.pk).update(
        name_sealed=sealed, name_index=index, surname_index=surname_index(surname) if surname else None
    )
    Phone.objects.filter(person=person).update(name_index=index)
    Initials.objects.filter(person=person).delete()
    sounds = {initials_index(letters) for letters in initials(name)}
    Initials.objects.bulk_create(
        Initials(person=person, path=person.path, index=sound) for sound in sorted(sounds)
    )


def set_sex(note: Note, typed: str, *, part_of: Correction | None = None) -> Correction:
    """The sex."""
    if typed not in {str(sex) for sex in Sex}:
        raise Refused("people.sex", "请选择性别", "choose a sex")
    before = Person.objects.values_list("sex", flat=True).get(pk=note.person.pk)
    if typed == before:
        raise _same()
    Person.objects.filter(pk=note.person.pk).update(sex=typed)
    return note.made("sex", before=seal(SEX, before), after=seal(SEX, typed), part_of=part_of)


def set_born(note: Note, typed: str, *, part_of: Correction | None = None) -> Correction:
    """The birth date, written as 1990-01-31."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Refused("people.born", "请填写出生日期", "state the birth date") from None
    if not EARLIEST <= day <= local_day(note.at):
        raise Refused("people.born", "出生日期不合理,请核对", "this birth date cannot be; check it")
    before = Person.objects.values_list("born", flat=True).get(pk=note.person.pk)
    if day == before:
        raise _same()
    Person.objects.filter(pk=note.person.pk).update(born=day)
    was = seal(BORN, before.isoformat() if before else "")
    return note.made("born", before=was, after=seal(BORN, typed), part_of=part_of)


def set_number(note: Note, act: str, typed: str, *, kind: str, row: int | None, checked: bool) -> Correction:
    """A number of a document: added, put in the place of another, or withdrawn."""
    old = None if act == "add" else _live_row(Identifier, note.person, row)
    if act == "withdraw":
        return _withdrawn(note, "identifier", old)
    read = read_identifier(typed, kind=kind or None, on=local_day(note.at))
    if not isinstance(read, Read):
        raise _unreadable(read)
    if not read.value:
        raise Refused("people.number", "请填写证件号码", "state the number of the document")
    index = number_index(read.value)
    _refuse_other_holder(note.person, index, checked=read.checked, different=checked)
    new = _revived(Identifier, note.person, index)
    if new is None:
        held = Held(read.value, Number(read.kind, index, read.checked))
        add_numbers([(_owner(note.person), held)], at=note.at)
        new = Identifier.objects.get(person=note.person, index=index)
    made = _replaced(note, "identifier", act, old, new)
    _follow(note, old, read, made)
    return made


def _follow(note: Note, old: Identifier | None, read: Read, made: Correction) -> None:
    """Birth date and sex follow the number where they were not known or were what the old number said."""
    said = read_identifier(reveal(NUMBER, old.sealed), kind=old.kind) if old else None
    before = said if isinstance(said, Read) else Read(read.kind, "")
    person = Person.objects.get(pk=note.person.pk)
    if read.born and read.born != person.born and person.born in (None, before.born):
        set_born(note, read.born.isoformat(), part_of=made)
    if read.sex is not Sex.UNKNOWN and read.sex != person.sex and person.sex in (Sex.UNKNOWN, before.sex):
        set_sex(note, str(read.sex), part_of=made)


def set_phone(note: Note, act: str, typed: str, *, row: int | None) -> Correction:
    """A telephone: added, put in the place of another, or withdrawn. Families share them."""
    old = None if act == "add" else _live_row(Phone, note.person, row)
    if act == "withdraw":
        return _withdrawn(note, "phone", old)
    read = read_phones(typed)
    if len(read) != 1:
        raise Refused("people.one_phone", "请填写一个电话号码", "state one telephone number")
    if not isinstance(read[0], Dialled):
        raise _unreadable(read[0])
    index = phone_index(read[0].number)
    new = _revived(Phone, note.person, index)
    if new is None:
        add_phones([(_owner(note.person), Telephone(read[0].number, index))], at=note.at)
        new = Phone.objects.get(person=note.person, index=index)
    return _replaced(note, "phone", act, old, new)


def set_address(note: Note, act: str, typed: str, *, everybody: bool) -> Correction:
    """Where the person lives; with ``everybody`` the whole household, whose head goes with it."""
    person = note.person
    text = " ".join(typed.split())
    if act == "correct" and not text:
        raise Refused("people.address", "请填写地址", "state the address")
    old = Household.objects.filter(pk=person.household_id or 0).first()
    if old is None and act == "withdraw":
        raise _same()
    new = household_at(text, region_id=person.region_id, path=person.path) if act == "correct" else None
    if new is not None and new == person.household_id:
        raise _same()
    after = seal(ADDRESS, text) if new else b""
    given = {
        "before": bytes(old.address_sealed) if old else b"", "after": after,
        "row_before": person.household_id, "row_after": new,
    }  # fmt: skip
    made = note.made("address", act, **given)
    # Who moves out of a household stays written as its head: only those who live there are asked about it.
    Person.objects.filter(pk=person.pk).update(household_id=new)
    if everybody and old is not None:
        for other in Person.objects.filter(household=old).order_by("pk"):
            note.made("address", act, person=other, path=other.path, part_of=made, **given)
        Person.objects.filter(household=old).update(household_id=new)
        Household.objects.filter(pk=new or 0, head__isnull=True).update(head=old.head_id)
    return made


def take_back(made: Correction, *, at: datetime) -> None:
    """Put back what stood before one correction."""
    later = Correction.objects.filter(
        person_id=made.person_id, field=made.field, undone__isnull=True, pk__gt=made.pk
    )
    if made.field in {"identifier", "phone"}:
        later = later.filter(row_before=made.row_after) if made.row_after else later.none()
    if later.exists():
        raise Refused(
            "people.corrected_since",
            "之后又更正过,请先撤销后面的更正",
            "it was set right again since; undo the later correction first",
        )
    _PUT_BACK[made.field](made, at)


def _put_name_back(made: Correction, at: datetime) -> None:
    _write_name(made.person, reveal(NAME, made.before), bytes(made.before))


def _put_number_back(made: Correction, at: datetime) -> None:
    Identifier.objects.filter(pk=made.row_after or 0).update(withdrawn=at)
    old = Identifier.objects.filter(pk=made.row_before or 0).first()
    if old is not None:
        _refuse_other_holder(made.person, bytes(old.index), checked=old.checked, different=True)
        Identifier.objects.filter(pk=old.pk).update(withdrawn=None)


def _put_phone_back(made: Correction, at: datetime) -> None:
    Phone.objects.filter(pk=made.row_after or 0).update(withdrawn=at)
    Phone.objects.filter(pk=made.row_before or 0).update(withdrawn=None)


def _put_born_back(made: Correction, at: datetime) -> None:
    was = reveal(BORN, made.before)
    Person.objects.filter(pk=made.person_id).update(born=date.fromisoformat(was) if was else None)


def _put_sex_back(made: Correction, at: datetime) -> None:
    Person.objects.filter(pk=made.person_id).update(sex=reveal(SEX, made.before))


def _put_address_back(made: Correction, at: datetime) -> None:
    Person.objects.filter(pk=made.person_id).update(household_id=made.row_before)


_PUT_BACK: dict[str, Callable[[Correction, datetime], object]] = {
    "name": _put_name_back,
    "identifier": _put_number_back,
    "phone": _put_phone_back,
    "born": _put_born_back,
    "sex": _put_sex_back,
    "address": _put_address_back,
}


def _owner(person: Person) -> Owner:
    index = Person.objects.values_list("name_index", flat=True).get(pk=person.pk)
    return Owner(person.pk, person.path, bytes(index))


def _live_row(model: Any, person: Person, row: int | None) -> Any:
    """The identifier or telephone meant: one of the person's, of a merged record too, and not withdrawn."""
    mine = related([person.pk])[person.pk]
    found = model.objects.select_for_update().filter(person_id__in=mine, withdrawn__isnull=True, pk=row)
    if (one := found.first()) is None:
        raise Refused("people.row", "没有这一条,或已经撤下", "there is no such entry, or it was withdrawn")
    return one


def _revived(model: Any, person: Person, index: bytes) -> Any:
    """The person's entry with this value that was withdrawn once, live again; None where there is none."""
    mine = related([person.pk])[person.pk]
    held = model.objects.filter(person_id__in=mine, index=index).order_by("pk")
    if held.filter(withdrawn__isnull=True).exists():
        raise _same()
    if (one := held.first()) is not None:
        model.objects.filter(pk=one.pk).update(withdrawn=None)
    return one


def _withdrawn(note: Note, what: str, old: Any) -> Correction:
    type(old).objects.filter(pk=old.pk).update(withdrawn=note.at)
    return note.made(what, "withdraw", before=bytes(old.sealed), row_before=old.pk)


def _replaced(note: Note, what: str, act: str, old: Any, new: Any) -> Correction:
    if old is not None:
        type(old).objects.filter(pk=old.pk).update(withdrawn=note.at)
    return note.made(
        what, act, before=bytes(old.sealed) if old else b"", row_before=old.pk if old else None,
        after=bytes(new.sealed), row_after=new.pk,
    )  # fmt: skip


def _refuse_other_holder(person: Person, index: bytes, *, checked: bool, different: bool) -> None:
    """Refuse a number that somebody else has: with a check digit always, else unless they were compared."""
    mine = related([person.pk])[person.pk]
    others = Identifier.objects.filter(index=index, withdrawn__isnull=True).exclude(person_id__in=mine)
    holders = {record for (record,) in others.values_list("person_id")}
    if not holders or (different and not checked):
        return
    raise Refused(
        "people.number_taken",
        "可能是同一个人:这个号码已登记在另一份档案。请核对,同一人就合并;不是,先更正那一份",
        "may be the same person: another file has this number. Compare them: merge the two, or correct the"
        " other first",
        candidates=tuple(sorted({related([record])[record][0] for record in holders})),
    )


def _same() -> Refused:
    return Refused("people.same_value", "与现有的一样,没有改动", "that is what stands there already")


def _unreadable(read: Unreadable) -> Refused:
    message, remedy = read.message, read.remedy
    return Refused("people.unreadable", f"{message.zh};{remedy.zh}", f"{message.en}; {remedy.en}")

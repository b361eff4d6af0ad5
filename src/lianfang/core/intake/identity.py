"""Who a row speaks of: name, documents and telephones."""

from datetime import date

from lianfang.core.intake import problems as faults
from lianfang.core.intake.cells import NOTHING, Cell
from lianfang.core.intake.draft import Draft
from lianfang.core.intake.fields import Field
from lianfang.core.intake.headers import Mapping, documents_told
from lianfang.core.intake.problems import Fault, Level
from lianfang.core.people import (
    Identifier,
    Name,
    Phone,
    Unreadable,
    is_ideograph,
    read_identifier,
    read_name,
    read_phones,
)
from lianfang.core.words import Words

_CHECK = Words("请与证件核对", "compare with the card")


def _is_nothing(cell: Cell) -> bool:
    return cell is None or (cell.__class__ is str and str(cell).strip().lower() in NOTHING) or cell == ""


class Identity:
    """Reads who a row speaks of, for one mapping. ``on`` is the local day of the receipt."""

    def __init__(self, mapping: Mapping, on: date) -> None:
        self._on = on
        self._names = mapping.columns_of(Field.NAME)
        self._parts = (mapping.columns_of(Field.SURNAME), mapping.columns_of(Field.GIVEN))
        self._numbers = mapping.columns_of(Field.IDENTIFIER)
        self._kind = next(iter(mapping.columns_of(Field.IDENTIFIER_KIND)), None)
        self._told = documents_told(mapping)
        self._phones = mapping.columns_of(Field.PHONE)
        self._linked = next(iter(mapping.columns_of(Field.LINKED)), None)
        self._linked_number = next(iter(mapping.columns_of(Field.LINKED_IDENTIFIER)), None)
        self._proxy_phones = mapping.columns_of(Field.GUARDIAN_PHONE)

    def name(self, draft: Draft) -> Name | None:
        """The name; None where it is missing or refused."""
        index = self._names[0] if self._names else self._parts[0][0]
        value = draft.cells[index] if self._names else self._joined(draft)
        if index in draft.faulty:
            return None
        read = read_name(value)
        if isinstance(read, Unreadable):
            draft.unreadable(index, read, Level.ERROR)
            return None
        for note in read.notes:
            draft.wrong(index, Fault(f"name.{note}", note.words, _CHECK), level=Level.WARNING)
        return read

    def _joined(self, draft: Draft) -> str:
        """Surname and given name of two columns: as one word in Chinese, with a blank in letters."""
        surname, given = (draft.text(columns) for columns in self._parts)
        blank = "" if any(map(is_ideograph, surname + given)) else " "
        return f"{surname}{blank}{given}".strip()

    def identifiers(self, draft: Draft) -> tuple[Identifier, ...]:
        """The documents; those refused are noted."""
        found: list[Identifier] = []
        for index in self._numbers:
            kind = self._told.get(index) or self._stated(draft)
            value = draft.cells[index]
            if value is None and (kind is None or index in draft.faulty or len(self._numbers) > 1):
                continue
            read = read_identifier(value, kind=kind, on=self._on)
            if isinstance(read, Identifier):
                found.append(read)
                for note in read.notes:
                    draft.wrong(index, Fault(f"identifier.{note}", note.words, _CHECK), level=Level.WARNING)
            elif read.code != "identifier.missing":
                draft.unreadable(index, read, Level.ERROR)
        numbered = tuple(one for one in dict.fromkeys(found) if one.value)
        return numbered or tuple(found[:1])

    def _stated(self, draft: Draft) -> str | None:
        cell = None if self._kind is None else draft.cells[self._kind]
        return None if cell is None else str(cell).strip() or None

    def phones(self, draft: Draft, *, needed: bool) -> tuple[Phone, ...]:
        """The telephones; a number refused rejects the row only where nothing else tells who it is."""
        return self._read_phones(draft, self._phones, Level.ERROR if needed else Level.WARNING)

    def proxy_phones(self, draft: Draft) -> tuple[Phone, ...]:
        """The telephones of whoever answers for the person."""
        return self._read_phones(draft, self._proxy_phones, Level.WARNING)

    def linked(self, draft: Draft) -> tuple[str, Identifier | None]:
        """Name and document of the close contact through whom the person is one; refused ones are noted.

        Neither rejects the row: who is meant can be asked, and the person is to be found today.
        """
        return self._linked_name(draft), self._linked_document(draft)

    def _linked_name(self, draft: Draft) -> str:
        index = self._linked
        if index is None or _is_nothing(draft.cells[index]):
            return ""
        read = read_name(draft.cells[index])
        if isinstance(read, Unreadable):
            draft.unreadable(index, read, Level.WARNING)
            return ""
        return read.value

    def _linked_document(self, draft: Draft) -> Identifier | None:
        index = self._linked_number
        if index is None or _is_nothing(draft.cells[index]):
            return None
        read = read_identifier(draft.cells[index], on=self._on)
        if isinstance(read, Unreadable):
            draft.unreadable(index, read, Level.WARNING)
            return None
        for note in read.notes:
            draft.wrong(index, Fault(f"identifier.{note}", note.words, _CHECK), level=Level.WARNING)
        return read if read.value else None

    def _read_phones(self, draft: Draft, columns: tuple[int, ...], level: Level) -> tuple[Phone, ...]:
        found: list[Phone] = []
        for index in columns:
            value = draft.cells[index]
            if _is_nothing(value):
                continue
            for read in read_phones(value):
                if isinstance(read, Phone):
                    found.append(read)
                else:
                    draft.unreadable(index, read, level)
        return tuple(found) if len(found) < 2 else tuple(dict.fromkeys(found))

    def lacking(self, draft: Draft, identifiers: tuple[Identifier, ...], reachable: bool) -> None:
        """Note that a row has neither a number nor a telephone, unless one was refused already."""
        columns = (*self._numbers, *self._phones)
        spoken_of = any(problem.level is Level.ERROR for problem in draft.problems)
        if not reachable and not any(one.value for one in identifiers) and not spoken_of:
            draft.lacking(columns[0], faults.UNREACHABLE)

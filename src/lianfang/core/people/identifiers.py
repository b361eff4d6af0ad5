"""Reading the number of a document: recognised, normalised, or refused with how to mend it.

What a number says of birth date and sex is a suggestion; where a list says otherwise the difference is
shown (:meth:`Identifier.differences`) and nothing is overwritten. The area in a number is advisory: codes
change, and people keep the code of the place and year in which they were numbered.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from lianfang.core.people.cells import Cell, CellState, Unreadable, read_cell
from lianfang.core.people.digits import (
    EARLIEST_YEAR,
    PROVINCES,
    check_digit,
    day_of,
    passport_check_digit,
    sex_of,
)
from lianfang.core.people.identifier_words import NOTE_WORDS, refuse
from lianfang.core.people.kinds import NONE_WORDS, IdentifierKind, Sex, read_kind
from lianfang.core.people.masks import mask_identifier
from lianfang.core.words import Words


class IdentifierNote(StrEnum):
    """Something to look at in a number that is accepted."""

    FIRST_GENERATION = "first_generation"
    AREA_UNKNOWN = "area_unknown"
    MAY_BE_DAMAGED = "may_be_damaged"
    KIND_DIFFERS = "kind_differs"
    KIND_INFERRED = "kind_inferred"
    CHECK_UNCONFIRMED = "check_unconfirmed"
    LEADING_ZERO = "leading_zero"

    @property
    def words(self) -> Words:
        """The note in both languages."""
        return NOTE_WORDS[self]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number as it is kept and indexed: one spelling for one document.

    ``area`` is the six-digit code in the number, ``nationality`` the ISO 3166-1 numeric or alpha-3 code in
    it; both None where the number holds none. ``value`` is empty for a person without a document, and an
    empty value is never indexed.
    """

    kind: IdentifierKind
    value: str = field(repr=False)
    born: date | None = field(default=None, repr=False)
    sex: Sex = Sex.UNKNOWN
    area: str | None = None
    nationality: str | None = None
    notes: frozenset[IdentifierNote] = frozenset()

    @property
    def masked(self) -> str:
        """The number as it is shown to people who need not know it."""
        return mask_identifier(self.value)

    @property
    def checked(self) -> bool:
        """Whether a check digit of its own confirms the number: a slip of the pen is nobody else's number."""
        return self.kind.has_check_digit and not self.notes & _WEAKENING

    def differences(self, *, born: date | None = None, sex: Sex = Sex.UNKNOWN) -> tuple[Words, ...]:
        """What the number says otherwise than the list it came with."""
        found = []
        if born and self.born and born != self.born:
            found.append(Words("出生日期与证件号码不一致", "the birth date differs from the identifier's"))
        if Sex.UNKNOWN not in (sex, self.sex) and sex is not self.sex:
            found.append(Words("性别与证件号码不一致", "the sex differs from the identifier's"))
        return tuple(found)


_WEAKENING = frozenset(
    {IdentifierNote.FIRST_GENERATION, IdentifierNote.CHECK_UNCONFIRMED, IdentifierNote.MAY_BE_DAMAGED}
)


def read_identifier(
    cell_value: object, *, kind: str | None = None, on: date | None = None
) -> Identifier | Unreadable:
    """The number in a cell, as a spreadsheet reader gives it (text, integer or float).

    ``kind`` is what the list calls the document, in any wording :func:`read_kind` knows. Without it only
    numbers of an unmistakable form are read, save that one or two letters before six to eight digits are
    taken for a passport, H or M before eight for a travel permit, and noted as inferred. Eighteen signs say
    themselves what they are, whatever they are called. ``on`` is the day of the reading: nobody is born
    after it, and it decides the century of two-digit years.

    Refused, never guessed: a number kept as a number beyond fifteen digits, or shown as 1.1E+17.
    """
    stated = (kind or "").strip()
    if not stated and isinstance(cell_value, str) and _EIGHTEEN.fullmatch(cell_value):
        return _eighteen(cell_value, on)
    declared = read_kind(stated)
    cell = read_cell(cell_value)
    text = _tidy(cell.text)
    if cell.state is CellState.DAMAGED:
        return refuse("damaged", text)
    if cell.state is CellState.OTHER:
        return refuse("form", "")
    if stated and declared is None:
        return refuse("kind_unknown", text)
    if text in NONE_WORDS or (not text and declared is IdentifierKind.NO_DOCUMENT):
        return Identifier(IdentifierKind.NO_DOCUMENT, "")
    if not text:
        return refuse("missing", "")
    return _read(cell._replace(text=text), declared, on)


_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_ECKS = re.compile(r"(?<=[0-9]{17})[×✕✖ХΧⅩ]$")


def _tidy(text: str) -> str:
    """Upper case without blanks, dashes and apostrophes; in last place × and the Cyrillic X are X."""
    return _ECKS.sub("X", re.sub(r"[\s'’‘`_\-‐‑‒–—―−]", "", text).upper())


def _read(cell: Cell, declared: IdentifierKind | None, on: date | None) -> Identifier | Unreadable:
    if _EIGHTEEN.fullmatch(cell.text):
        found = _eighteen(cell.text, on)
    elif declared is None:
        found = _undeclared(cell.text, on)
    else:
        found = _READERS[declared](cell.text, on)
    if isinstance(found, Unreadable):
        return found
    if declared and found.kind is not declared:
        found = _noted(found, IdentifierNote.KIND_DIFFERS)
    if cell.state is CellState.NUMBER and found.kind is IdentifierKind.PASSPORT:
        found = _noted(found, IdentifierNote.LEADING_ZERO)
    return found


def _noted(found: Identifier, note: IdentifierNote) -> Identifier:
    return replace(found, notes=found.notes | {note})


# --- eighteen signs: residents, residents of Hong Kong, Macao and Taiwan, foreign permanent residents ---


def _eighteen(number: str, on: date | None) -> Identifier | Unreadable:
    if check_digit(number[:17]) != number[17]:
        return refuse("damaged" if number.endswith("000") else "check_digit", number)
    born = day_of(number[6:14])
    if born is None or born.year < EARLIEST_YEAR or (on and born > on):
        return refuse("birth_date", number)
    foreign = number[0] == "9"
    area = number[1:3] + "0000" if foreign else number[:6]
    notes = set()
    if area[:2] not in PROVINCES:
        notes.add(IdentifierNote.AREA_UNKNOWN)
    if number.endswith("000"):
        notes.add(IdentifierNote.MAY_BE_DAMAGED)
    return Identifier(
        _kind_of_eighteen(number),
        number,
        born=born,
        sex=sex_of(number[16]),
        area=area,
        nationality=number[3:6] if foreign else None,
        notes=frozenset(notes),
    )


def _kind_of_eighteen(number: str) -> IdentifierKind:
    if number[0] == "9":
        return IdentifierKind.FOREIGN_PERMANENT_RESIDENCE
    if number[:2] in ("81", "82", "83"):
        return IdentifierKind.HMT_RESIDENCE_PERMIT
    return IdentifierKind.RESIDENT_ID


# --- fifteen signs: first-generation residents, first form of the foreign permanent residence card ---


def _fifteen(number: str, on: date | None) -> Identifier | Unreadable:
    """A number of before 1999, raised to eighteen signs; it has no check digit of its own.

    The century is 19; serials 996 to 999 were kept for people born before 1900, and are refused. Only
    residents of the mainland had such numbers.
    """
    if number[:2] not in PROVINCES or number[0] == "8":
        return refuse("length", number, count=15)
    if number[12:] >= "996":
        return refuse("century", number)
    first_seventeen = number[:6] + "19" + number[6:]
    read = _eighteen(first_seventeen + check_digit(first_seventeen), on)
    if isinstance(read, Unreadable):
        return refuse("birth_date", number)
    return replace(read, notes=read.notes - _WEAKENING | {IdentifierNote.FIRST_GENERATION})


def _card_of_fifteen(number: str, on: date | None) -> Identifier | Unreadable:
    """Three letters of nationality, four digits of area, six of birth, a serial and a check digit.

    The check digit is that of machine-readable passports (weights 7, 3, 1). This could be confirmed on few
    numbers only, so that a failing one is noted, not refused. Sex does not follow from the serial.
    """
    days = [day_of(century + number[7:13]) for century in ("19", "20")]
    real = [day for day in days if day]
    possible = [day for day in real if on is None or (day <= on and on.year - day.year <= 115)]
    if not possible:
        return refuse("birth_date", number)
    agrees = passport_check_digit(number[:14]) == number[14]
    return Identifier(
        IdentifierKind.FOREIGN_PERMANENT_RESIDENCE,
        number,
        born=possible[0] if len(possible) == 1 else None,
        area=number[3:7] + "00",
        nationality=number[:3],
        notes=frozenset() if agrees else frozenset({IdentifierNote.CHECK_UNCONFIRMED}),
    )


# --- by kind, and without one ---


def _resident(text: str, on: date | None) -> Identifier | Unreadable:
    if re.fullmatch(r"[0-9]{15}", text):
        return _fifteen(text, on)
    return _misshapen(text, IdentifierKind.RESIDENT_ID)


def _residence_permit(text: str, on: date | None) -> Identifier | Unreadable:
    return _misshapen(text, IdentifierKind.HMT_RESIDENCE_PERMIT)


def _foreign_resident(text: str, on: date | None) -> Identifier | Unreadable:
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", text):
        return _card_of_fifteen(text, on)
    return _misshapen(text, IdentifierKind.FOREIGN_PERMANENT_RESIDENCE)


def _passport(text: str, on: date | None) -> Identifier | Unreadable:
    if re.fullmatch(r"(?=.*[0-9])[A-Z0-9]{5,9}", text):
        return Identifier(IdentifierKind.PASSPORT, text)
    return _misshapen(text, IdentifierKind.PASSPORT)


def _travel_permit_hm(text: str, on: date | None) -> Identifier | Unreadable:
    """H or M and eight digits for life; two more count the renewals of cards before 2013 and are left out."""
    if re.fullmatch(r"[HM][0-9]{8}(?:[0-9]{2})?", text):
        return Identifier(IdentifierKind.MAINLAND_TRAVEL_PERMIT_HM, text[:9])
    return _misshapen(text, IdentifierKind.MAINLAND_TRAVEL_PERMIT_HM)


def _travel_permit_taiwan(text: str, on: date | None) -> Identifier | Unreadable:
    """Eight digits for life; two for renewals and the issuer in brackets, on older ones, are left out."""
    if re.fullmatch(r"[0-9]{8}(?:[0-9]{2})?(?:\([A-Z0-9]\))?", text):
        return Identifier(IdentifierKind.TAIWAN_TRAVEL_PERMIT, text[:8])
    return _misshapen(text, IdentifierKind.TAIWAN_TRAVEL_PERMIT)


def _no_document(text: str, on: date | None) -> Identifier | Unreadable:
    return refuse("kind_contradicts", text)


_READERS: dict[IdentifierKind, Callable[[str, date | None], Identifier | Unreadable]] = {
    IdentifierKind.RESIDENT_ID: _resident,
    IdentifierKind.HMT_RESIDENCE_PERMIT: _residence_permit,
    IdentifierKind.FOREIGN_PERMANENT_RESIDENCE: _foreign_resident,
    IdentifierKind.PASSPORT: _passport,
    IdentifierKind.MAINLAND_TRAVEL_PERMIT_HM: _travel_permit_hm,
    IdentifierKind.TAIWAN_TRAVEL_PERMIT: _travel_permit_taiwan,
    IdentifierKind.NO_DOCUMENT: _no_document,
}


def _undeclared(text: str, on: date | None) -> Identifier | Unreadable:
    if re.fullmatch(r"[0-9]{15}", text):
        return _fifteen(text, on)
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", text):
        return _card_of_fifteen(text, on)
    if re.fullmatch(r"[HM][0-9]{8}(?:[0-9]{2})?", text):
        return _noted(
            Identifier(IdentifierKind.MAINLAND_TRAVEL_PERMIT_HM, text[:9]), IdentifierNote.KIND_INFERRED
        )
    if re.fullmatch(r"[A-Z][0-9]{7,8}|[A-Z]{2}[0-9]{6,7}", text):
        return _noted(Identifier(IdentifierKind.PASSPORT, text), IdentifierNote.KIND_INFERRED)
    if re.fullmatch(r"[0-9]{13,}X?", text):
        return _misshapen(text, IdentifierKind.RESIDENT_ID)
    return refuse("kind_needed", text)


def _misshapen(text: str, kind: IdentifierKind) -> Unreadable:
    if kind is IdentifierKind.RESIDENT_ID and re.fullmatch(r"[0-9]+X?", text):
        return refuse("length", text, count=len(text))
    return refuse("form", text, kind=kind)

"""A row of a list once it is read: who, from where, when, as the source says it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import NamedTuple

from lianfang.core.findings.values import Colour, Grade, RiskLevel, Transport
from lianfang.core.intake.problems import Problem
from lianfang.core.people import Identifier, IdentifierKind, Name, Phone, Sex, name_index_form

_DIGEST_BYTES = 16


class Parts(NamedTuple):
    """The parts of an address that stood in columns of their own; empty where not said."""

    province: str = ""
    city: str = ""
    county: str = ""
    township: str = ""
    community: str = ""
    grid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One accepted row. Texts are empty and values None where the source says nothing; nothing is filled in.

    ``identifiers`` may hold one without a number: the source says that the person has no document.
    """

    sheet: str
    row: int
    name: Name = field(repr=False)
    identifiers: tuple[Identifier, ...] = field(repr=False)
    phones: tuple[Phone, ...] = field(repr=False)
    sex: Sex
    age: int | None
    born: date | None = field(repr=False)
    nationality: str
    workplace: str = field(repr=False)
    address: str = field(repr=False)
    destination: Parts
    origin: str
    """The source's text, or the parts of the origin put together."""
    origin_parts: Parts
    risk_area: str
    risk_level: RiskLevel | None
    """As reported by the source, never looked up here."""
    left: date | None
    left_at: datetime | None
    """Where the source gives a clock."""
    arrived: datetime | None
    day_only: bool
    """Whether ``arrived`` is the first instant of a day whose clock is not known."""
    transport: Transport | None
    ride: str
    seat: str
    code_colour: Colour | None
    """As reported by the source."""
    contact_grade: Grade | None
    last_exposure: date | None
    linked: str = field(repr=False)
    """Name of the close contact through whom the person is a contact of one, as the source gives it."""
    linked_document: Identifier | None = field(repr=False)
    guardian: str = field(repr=False)
    guardian_phones: tuple[Phone, ...] = field(repr=False)
    note: str = field(repr=False)
    problems: tuple[Problem, ...]
    """Warnings; a row with an error is rejected."""

    def numbers(self) -> frozenset[tuple[IdentifierKind, str]]:
        """The documents with a number."""
        return frozenset((one.kind, one.value) for one in self.identifiers if one.value)

    def content(self) -> bytes:
        """A digest of what the row says of the person, without who that is and where the row stands."""
        return _digest(
            self.address,
            *self.destination,
            self.origin,
            self.risk_area,
            self.risk_level,
            self.left_at or self.left,
            self.arrived,
            self.transport,
            self.ride,
            self.seat,
            self.code_colour,
            self.contact_grade,
            self.last_exposure,
            self.nationality,
            self.workplace,
            self.guardian,
            self.note,
            *self._linked(),
        )

    def _linked(self) -> tuple[str, ...]:
        """Who is linked, where the list says it; others have the digest they had before lists could."""
        number = self.linked_document.value if self.linked_document else ""
        return (self.linked, number) if self.linked or number else ()

    def digest(self) -> bytes:
        """A digest of the whole row, equal for equal rows; without a key, so not to be kept in the clear."""
        numbers = sorted(f"{kind}{number}" for kind, number in self.numbers())
        phones = sorted(phone.number for phone in self.phones)
        return _digest(name_index_form(self.name.value), *numbers, *phones, self.content().hex())


def _digest(*values: object) -> bytes:
    joined = "\x1f".join(["" if value is None else str(value) for value in values])
    return blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that goes back to its sender, with everything that is wrong with it."""

    sheet: str
    row: int
    problems: tuple[Problem, ...]


class Duplicates:
    """Finds rows that say the same of the same person as an earlier row of the list.

    The same person: the name and one number in common; or the name and one telephone, where not both have
    numbers. A row that says something else of the same person (another journey) is no duplicate, nor is one
    with the number of another name: a number copied into the next line would lose the second person.
    """

    def __init__(self) -> None:
        self._by_number: dict[bytes, list[tuple[str, tuple[str, int]]]] = {}
        self._by_phone: dict[bytes, list[tuple[bool, tuple[str, int]]]] = {}

    def earlier(self, row: Row) -> tuple[str, int] | None:
        """Sheet and row that this one repeats; None, and it is remembered, where it is the first."""
        content, numbers = row.content(), row.numbers()
        by_number = [content + f"{kind}{number}".encode() for kind, number in numbers]
        name = row.name.value.casefold()
        found = self._with_number(by_number, row.name.value)
        by_phone = [content + f"{name}{phone.number}".encode() for phone in row.phones]
        found = found or self._with_phone(by_phone, numbered=bool(numbers))
        if found is None:
            place = (row.sheet, row.row)
            for key in by_number:
                self._by_number.setdefault(key, []).append((row.name.value, place))
            for key in by_phone:
                self._by_phone.setdefault(key, []).append((bool(numbers), place))
        return found

    def _with_number(self, keys: list[bytes], name: str) -> tuple[str, int] | None:
        for key in keys:
            for other, place in self._by_number.get(key, ()):
                if other == name or name_index_form(other) == name_index_form(name):
                    return place
        return None

    def _with_phone(self, keys: list[bytes], *, numbered: bool) -> tuple[str, int] | None:
        for key in keys:
            for has_number, place in self._by_phone.get(key, ()):
                if not (numbered and has_number):
                    return place
        return None

"""What a list or a form says of a person, and the same without its personal values: blind marks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

from lianfang.core.people import (
    HIDDEN,
    Identifier,
    IdentifierKind,
    Marks,
    Number,
    Sex,
    mask_address,
    read_identifier,
    split_name,
)
from lianfang.core.words import Words
from lianfang.people.indexes import (
    address_index,
    initials_index,
    name_index,
    number_index,
    phone_index,
    surname_index,
)
from lianfang.people.search_keys import initials

HOME_COUNTRY = frozenset({"", "CHN", "HKG", "MAC", "TWN"})
"""Nationalities that are not foreign; empty is not said."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A person as somebody outside describes them; every value as ``core.people`` has normalised it.

    ``identifiers`` are pairs of kind and number, with False behind a number that its check digit does not
    confirm. ``phones`` are in international form. ``region_id`` and ``path`` say where the person is to be
    found; ``nationality`` is ISO 3166-1 alpha-3. Birth date and sex, where not said, are read from a number.
    """

    name: str = field(repr=False)
    identifiers: tuple[tuple[str, str] | tuple[str, str, bool], ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    sex: str = Sex.UNKNOWN.value
    born: date | None = None
    address: str = field(default="", repr=False)
    region_id: int = 0
    path: str = ""
    nationality: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """The person a claim is about: known before or new, and why."""

    person_id: int
    new: bool
    because: Words
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Nobody was registered: somebody must say which of the candidates it is, or none."""

    candidates: tuple[int, ...]
    because: Words
    rule: str = ""


class Held(NamedTuple):
    """A number of a claim, readable, beside its mark."""

    value: str
    mark: Number


class Telephone(NamedTuple):
    """A telephone of a claim, readable, beside its index."""

    value: str
    mark: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Sought:
    """A claim with its marks, as it is looked for and written."""

    claim: Claim
    name: bytes | None
    surname: bytes | None
    initials: tuple[bytes, ...]
    numbers: tuple[Held, ...]
    phones: tuple[Telephone, ...]
    born: date | None
    sex: Sex
    door: bytes | None = None
    """The index of the address, where it names a house or a room."""

    @property
    def foreign(self) -> bool:
        """Whether the claim says a nationality that is not China's."""
        return self.claim.nationality not in HOME_COUNTRY

    @property
    def marks(self) -> Marks:
        """The marks in the shape of the rules."""
        return Marks(
            numbers=tuple(held.mark for held in self.numbers),
            names=frozenset({self.name} - {None}),  # type: ignore[arg-type]
            surname=self.surname,
            initials=frozenset(self.initials),
            phones=frozenset(phone.mark for phone in self.phones),
            born=self.born,
            sex=self.sex,
        )


def marked(claims: Sequence[Claim | Sought]) -> list[Sought]:
    """The claims with their marks, those that have them as they are. Asks nothing of the database."""
    fresh = iter(sought_of([claim for claim in claims if isinstance(claim, Claim)]))
    return [claim if isinstance(claim, Sought) else next(fresh) for claim in claims]


def sought_of(claims: Sequence[Claim]) -> list[Sought]:
    """The claims with their marks. Surnames and initials recur in a list and are hashed once."""
    of_surname, of_initials = cache(surname_index), cache(initials_index)
    found = []
    for claim in claims:
        numbers, born, sex = _numbers(claim)
        surname = split_name(claim.name)[0]
        found.append(
            Sought(
                claim,
                name_index(claim.name) if claim.name else None,
                of_surname(surname) if surname else None,
                tuple(of_initials(sound) for sound in initials(claim.name)),
                numbers,
                tuple(Telephone(phone, phone_index(phone)) for phone in dict.fromkeys(claim.phones)),
                born,
                sex,
                _door(claim.address),
            )
        )
    return found


def _door(address: str) -> bytes | None:
    """The index of an address whose mask hides something: others name a village, not a dwelling."""
    return address_index(address) if address and HIDDEN in mask_address(address) else None


def _numbers(claim: Claim) -> tuple[tuple[Held, ...], date | None, Sex]:
    """The numbers with their marks, and what is known of birth and sex: as said, else as the numbers say."""
    held, born, sex = {}, claim.born, Sex(claim.sex or Sex.UNKNOWN)
    for kind, value, *confirmed in claim.identifiers:
        if not value:
            continue
        known = IdentifierKind(kind)
        checked = known.has_check_digit and all(confirmed)
        held[value] = Held(value, Number(known, number_index(value), checked))
        if known.has_check_digit and (born is None or sex is Sex.UNKNOWN):
            read = read_identifier(value, kind=kind)
            if isinstance(read, Identifier):
                born = born or read.born
                sex = read.sex if sex is Sex.UNKNOWN else sex
    return tuple(held.values()), born, sex

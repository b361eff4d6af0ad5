"""What may be compared of a person without opening what is sealed.

Blind indexes (keyed, from the vault) stand for identifier, telephone and name; birth date and sex are open.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lianfang.core.people.kinds import IdentifierKind, Sex
from lianfang.core.words import Words


class Agreement(StrEnum):
    """How one thing known of two sides compares.

    ``NEARLY`` is used for numbers that are equal but have no check digit, and for names that share surname
    and initials but not all characters; ``MIXED`` for identifiers of which one is equal while two of another
    lifelong kind differ; neither for anything else.
    """

    AGREES = "agrees"
    NEARLY = "nearly"
    MIXED = "mixed"
    DISAGREES = "disagrees"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Number:
    """The blind index of an identifier; ``checked`` as :attr:`Identifier.checked` said when it was read."""

    kind: IdentifierKind
    index: bytes
    checked: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """What is known of one side, a claim or a person. Empty and ``None`` mean not known.

    ``names`` holds the index of the whole name (of former names and other spellings too), ``initials``
    those of every reading of it.
    """

    numbers: tuple[Number, ...] = ()
    names: frozenset[bytes] = frozenset()
    surname: bytes | None = None
    initials: frozenset[bytes] = frozenset()
    phones: frozenset[bytes] = frozenset()
    born: date | None = None
    sex: Sex = Sex.UNKNOWN


def numbers_agree(ours: Collection[Number], theirs: Collection[Number]) -> Agreement:
    """Whether two sides hold one identifier.

    Equal indexes agree (nearly, if either number has no check digit of its own), whatever their kinds are
    called. Two different numbers of one lifelong kind disagree. All else is unknown: people renew passports
    and hold several documents.
    """
    pairs = [(our, their) for our in ours for their in theirs]
    equal = [our.checked and their.checked for our, their in pairs if our.index == their.index]
    against = any(_contradict(ours, theirs, kind) for kind in IdentifierKind if kind.lifelong)
    if against:
        return Agreement.MIXED if equal else Agreement.DISAGREES
    if equal:
        return Agreement.AGREES if any(equal) else Agreement.NEARLY
    return Agreement.UNKNOWN


def _contradict(ours: Collection[Number], theirs: Collection[Number], kind: IdentifierKind) -> bool:
    """Whether both sides hold a number of the kind and none in common."""
    mine, other = ({number.index for number in side if number.kind is kind} for side in (ours, theirs))
    return bool(mine and other) and mine.isdisjoint(other)


def names_agree(ours: Marks, theirs: Marks) -> Agreement:
    """Whether two sides bear one name; nearly, where surname and a reading of the initials are the same."""
    if not ours.names or not theirs.names:
        return Agreement.UNKNOWN
    if ours.names & theirs.names:
        return Agreement.AGREES
    if ours.surname and ours.surname == theirs.surname and ours.initials & theirs.initials:
        return Agreement.NEARLY
    return Agreement.DISAGREES


def sets_agree(ours: Collection[bytes], theirs: Collection[bytes]) -> Agreement:
    """Whether two sides share one of several, such as telephones."""
    if not ours or not theirs:
        return Agreement.UNKNOWN
    return Agreement.DISAGREES if set(ours).isdisjoint(theirs) else Agreement.AGREES


def births_agree(ours: date | None, theirs: date | None) -> Agreement:
    """Whether two sides were born on one day."""
    if ours is None or theirs is None:
        return Agreement.UNKNOWN
    return Agreement.AGREES if ours == theirs else Agreement.DISAGREES


def sexes_agree(ours: Sex, theirs: Sex) -> Agreement:
    """Whether two sides are of one sex."""
    if Sex.UNKNOWN in (ours, theirs):
        return Agreement.UNKNOWN
    return Agreement.AGREES if ours is theirs else Agreement.DISAGREES


@dataclass(frozen=True, slots=True)
class Conflict:
    """What two records that are to be merged contradict each other in; a ``grave`` one forbids it."""

    code: str
    grave: bool
    words: Words


def merge_conflicts(a: Marks, b: Marks) -> tuple[Conflict, ...]:
    """What stands against making one person of two records, gravest first, whichever comes first.

    Grave: two numbers of one lifelong kind, even where another number agrees. One of them has to be taken
    back before the merge.
    """
    lifelong = [kind for kind in IdentifierKind if kind.lifelong]
    found = [_two_numbers(kind) for kind in lifelong if _contradict(a.numbers, b.numbers, kind)]
    rest = {
        "name": names_agree(a, b),
        "born": births_agree(a.born, b.born),
        "sex": sexes_agree(a.sex, b.sex),
    }
    against = (Agreement.DISAGREES, Agreement.NEARLY)
    return (*found, *(Conflict(code, False, _DIFFERS[code]) for code, bit in rest.items() if bit in against))


def _two_numbers(kind: IdentifierKind) -> Conflict:
    words = Words(f"两个不同的{kind.words.zh}号码", f"two different numbers: {kind.words.en}")
    return Conflict(f"number.{kind}", True, words)


_DIFFERS = {
    "name": Words("姓名不同", "the names differ"),
    "born": Words("出生日期不同", "the birth dates differ"),
    "sex": Words("性别不同", "the sexes differ"),
}

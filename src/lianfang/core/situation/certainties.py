"""The four certainties (四个查清) of a pushed list: number, each person, each location, each control status.

Every row of a list stands with exactly one region at a time: whoever offers a person to another region still
answers for them until they are accepted there. Sums over regions therefore agree at every level.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import NamedTuple

from lianfang.core.findings import Worded
from lianfang.core.refusal import Refused
from lianfang.core.situation.cells import lies_in


class RowState(Worded):
    """What became of a row; received = accepted + duplicate + rejected + ambiguous (+ pending)."""

    PENDING = "pending", "待处理", "pending"
    ACCEPTED = "accepted", "接受", "accepted"
    DUPLICATE = "duplicate", "重复", "duplicate"
    REJECTED = "rejected", "退回", "rejected"
    AMBIGUOUS = "ambiguous", "待认定", "ambiguous"


class Custody(Worded):
    """Who answers for the person of a row."""

    HELD = "held", "本地负责", "held here"
    OFFERED = "offered", "已推转,待接收", "offered, not yet accepted"
    HANDED_ON = "handed_on", "已由他区接收", "accepted by another region of ours"
    GONE = "gone", "已由外地接收", "accepted outside"


_SETTLED = (RowState.ACCEPTED, RowState.DUPLICATE, RowState.REJECTED)
_NOBODY = (RowState.DUPLICATE, RowState.REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A row of a list as it stands with one region; ``attempts`` names who tried, for each try to reach them.

    Refused: located or taken over outside before anybody knows who it is, controlled before located.
    """

    list_id: int
    region: str
    day: date
    state: RowState
    person: int | None = None
    located: bool = False
    controlled: bool = False
    custody: Custody = Custody.HELD
    attempts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        placed = self.located or self.custody is Custody.GONE
        if (placed and self.person is None) or (self.controlled and not self.located):
            raise Refused(
                "certainty.out_of_order",
                "须先查清人,再查清位置,再查清管控",
                "first who it is, then where, then under which control",
            )


class Share(NamedTuple):
    """So many of so many."""

    done: int
    total: int


_NONE = Share(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainties:
    """The four shares, and beside them who was pushed on and who cannot be reached.

    ``number`` is of rows received, the others of rows that stand for somebody. ``offered`` wait to be
    accepted and are still ours; ``accepted`` were taken over, here or outside. ``attempts`` counts the tries
    at those not reached, by who tried.
    """

    number: Share = _NONE
    person: Share = _NONE
    location: Share = _NONE
    control: Share = _NONE
    offered: int = 0
    accepted: int = 0
    unreachable: int = 0
    attempts: tuple[tuple[str, int], ...] = ()

    def __add__(self, other: "Certainties") -> "Certainties":
        return Certainties(
            number=_sum(self.number, other.number),
            person=_sum(self.person, other.person),
            location=_sum(self.location, other.location),
            control=_sum(self.control, other.control),
            offered=self.offered + other.offered,
            accepted=self.accepted + other.accepted,
            unreachable=self.unreachable + other.unreachable,
            attempts=_tried(Counter(dict(self.attempts)) + Counter(dict(other.attempts))),
        )

    @property
    def closed(self) -> bool:
        """Whether all four are certain and nobody waits to be accepted."""
        shares = (self.number, self.person, self.location, self.control)
        return not self.offered and all(share.done == share.total for share in shares)


def certainties(rows: Iterable[ListRow]) -> Certainties:
    """The four certainties of any set of rows: of a list, a region, a day, or all of them."""
    return reduce(Certainties.__add__, map(_of_row, rows), Certainties())


def by_region(rows: Iterable[ListRow], parent: str) -> dict[str, Certainties]:
    """The certainties of each region directly below ``parent`` (the empty path is above all), by path.

    Rows that stand with the parent itself are under its own path, so that the parts always make the whole.
    """
    depth = parent.count(".") + 2 if parent else 1
    parts: dict[str, Certainties] = {}
    for row in rows:
        if lies_in(row.region, parent):
            part = ".".join(row.region.split(".")[:depth])
            parts[part] = parts.get(part, Certainties()) + _of_row(row)
    return dict(sorted(parts.items()))


class Astray(NamedTuple):
    """People of a list, as (list, person), who stand with nobody, and who stand with two."""

    lost: tuple[tuple[int, int], ...]
    twice: tuple[tuple[int, int], ...]


def astray(rows: Iterable[ListRow]) -> Astray:
    """Who is lost and who is counted twice; over all rows of a list both must be empty."""
    holders: dict[tuple[int, int], int] = {}
    for row in rows:
        if row.person is not None and row.state not in _NOBODY:
            who = (row.list_id, row.person)
            holders[who] = holders.get(who, 0) + (row.custody is not Custody.HANDED_ON)
    return Astray(
        lost=tuple(sorted(who for who, count in holders.items() if count == 0)),
        twice=tuple(sorted(who for who, count in holders.items() if count > 1)),
    )


def _of_row(row: ListRow) -> Certainties:
    if row.custody is Custody.HANDED_ON:
        return Certainties(accepted=1)
    number = Share(int(row.state in _SETTLED), 1)
    if row.state in _NOBODY:
        return Certainties(number=number)
    gone = row.custody is Custody.GONE
    unreachable = bool(row.attempts) and not row.located and row.custody is Custody.HELD
    return Certainties(
        number=number,
        person=Share(int(row.person is not None), 1),
        location=Share(int(row.located or gone), 1),
        control=Share(int(row.controlled or gone), 1),
        offered=int(row.custody is Custody.OFFERED),
        accepted=int(gone),
        unreachable=int(unreachable),
        attempts=_tried(Counter(row.attempts)) if unreachable else (),
    )


def _sum(one: Share, other: Share) -> Share:
    return Share(one.done + other.done, one.total + other.total)


def _tried(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items()))

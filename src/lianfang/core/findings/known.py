"""What was known at an instant.

Findings are never edited. A later one may supersede an earlier one, and one may be retracted; both count
from the instant they were recorded, so that any past picture can be drawn again as it was seen then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from lianfang.core.findings.payloads import (
    CheckIn,
    ChoosesCentral,
    CodeColour,
    HomeUnsuitable,
    Occupation,
    Override,
    Payload,
    Vulnerability,
)
from lianfang.core.findings.values import Colour

_Shape = TypeVar("_Shape", bound=Payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding about one subject.

    ``occurred`` is when it was so, ``recorded`` when the register learnt it. ``supersedes`` is the id of the
    finding it replaces; ``retracted`` is the instant at which it was taken back.
    """

    id: int
    payload: Payload
    occurred: datetime
    recorded: datetime
    source: str
    by: str
    supersedes: int | None = None
    retracted: datetime | None = None


def facts_at(
    findings: Iterable[Finding], at: datetime, *, known: datetime | None = None
) -> tuple[Finding, ...]:
    """What one subject's findings say of ``at``, as known at ``known`` (``at`` itself unless said).

    Oldest first. A finding holds unless it was retracted, or replaced by one that holds its ground: a chain
    A ← B ← C leaves C, also where B was retracted; retracting C brings B back. Of the kinds that have
    one value at a time (see :func:`slot`) only the newest is left.
    """
    asked = at if known is None else known
    recorded = {each.id: each for each in findings if each.recorded <= asked}
    live = [each for each in recorded.values() if not _retracted(each, asked)]
    replaced = _replaced(live, recorded)
    held = [each for each in live if each.id not in replaced and each.occurred <= at]
    return _newest_of_each_slot(sorted(held, key=lambda each: (each.occurred, each.recorded, each.id)))


def of_kind(facts: Iterable[Finding], shape: type[_Shape]) -> tuple[_Shape, ...]:
    """The payloads of one kind among the facts, in their order."""
    return tuple(each.payload for each in facts if isinstance(each.payload, shape))


def slot(payload: Payload) -> tuple[object, ...] | None:
    """What a payload is the one value of; None for kinds that add up (stays, exposures, attempts).

    Of one day's health the last entry counts, of overrides the last for each measure and the rows it stands
    in place of; of colours one of the health code and one of the travel card.
    """
    match payload:
        case CheckIn(day=day):
            return (payload.kind, day)
        case Override(measure=measure, in_place_of=rows):
            return (payload.kind, measure, rows)
        case CodeColour(colour=colour):
            return (payload.kind, colour is Colour.STARRED)
        case Occupation() | Vulnerability() | HomeUnsuitable() | ChoosesCentral():
            return (payload.kind,)
    return None


def _retracted(finding: Finding, asked: datetime) -> bool:
    return finding.retracted is not None and finding.retracted <= asked


def _replaced(live: Iterable[Finding], recorded: dict[int, Finding]) -> set[int]:
    replaced: set[int] = set()
    for each in live:
        older = each.supersedes
        while older in recorded and older not in replaced:
            replaced.add(older)
            older = recorded[older].supersedes
    return replaced


def _newest_of_each_slot(in_order: list[Finding]) -> tuple[Finding, ...]:
    newest = {slot(each.payload): each.id for each in in_order}
    return tuple(
        each for each in in_order if slot(each.payload) is None or newest[slot(each.payload)] == each.id
    )

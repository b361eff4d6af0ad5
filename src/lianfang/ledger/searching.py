"""Finding events: by area, verb, person, subject and day, page by page through the whole ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Min, Q

from lianfang.ledger.actions import GENESIS, chained, stamp, unsealed
from lianfang.ledger.models import Event, Seal
from lianfang.ledger.queries import Entry, digest, entry

COUNTED = 100_000
"""Events are counted up to here: nobody turns so many pages, and counting millions takes its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for. ``low`` and ``high`` bound the area; what lies nowhere is found with every area.

    ``verbs`` empty: any. ``staff`` and ``subjects`` (kind, number) and ``numbers`` (of subjects or events)
    are alternatives, None: anybody and anything. ``since`` and ``until`` bound the instant of the act.
    """

    low: str
    high: str
    verbs: Sequence[str] = ()
    staff: Iterable[int] | None = None
    subjects: Iterable[tuple[str, int]] = ()
    numbers: Iterable[int] = ()
    since: datetime | None = None
    until: datetime | None = None


def search(sought: Sought, *, start: int, count: int) -> tuple[list[Entry], int]:
    """Events, newest first, and how many there are, counted up to ``COUNTED``."""
    found = Event.objects.filter(Q(path__gte=sought.low, path__lt=sought.high) | Q(path=""))
    if sought.verbs:
        found = found.filter(verb__in=sought.verbs)
    if sought.staff is not None:
        found = found.filter(_meant(sought))
    if sought.since is not None:
        found = found.filter(at__gte=sought.since)
    if sought.until is not None:
        found = found.filter(at__lt=sought.until)
    total = found[:COUNTED].count()
    return [entry(event) for event in found.order_by("-pk")[start : start + count]] if count else [], total


def _meant(sought: Sought) -> Q:
    numbers = list(sought.numbers)
    meant = Q(staff__in=list(sought.staff or ())) | Q(subject_id__in=numbers) | Q(pk__in=numbers)
    for kind, number in sought.subjects:
        meant |= Q(subject_kind=kind, subject_id=number)
    return meant


@dataclass(frozen=True, slots=True)
class Tail:
    """How far the ledger is sealed: since when, what is not yet, and whether the newest seals agree.

    ``waited`` is how many seconds the oldest event without a seal is there, by the clock of the database.
    """

    number: int
    digest: str
    sealed: datetime | None
    waiting: int
    waited: float
    agrees: bool


def tail(*, seals: int = 5) -> Tail:
    """The end of the chain, its newest seals recomputed; the whole chain is walked by ``queries.verify``."""
    newest = list(Seal.objects.order_by("-id")[: seals + 1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, clock_timestamp()")
        horizon, now = cursor.fetchone()
    last = newest[0] if newest else None
    waiting, oldest = unsealed(last, horizon).aggregate(many=Count("pk"), oldest=Min("recorded")).values()
    waited = (now - oldest).total_seconds() if oldest else 0.0
    if last is None:
        return Tail(0, GENESIS.hex(), None, waiting, waited, True)
    pairs = zip(newest, [*newest[1:], None], strict=True)
    checked = [_agrees(seal, before) for seal, before in pairs][:seals]
    return Tail(last.pk, bytes(last.digest).hex(), last.sealed, waiting, waited, all(checked))


def _agrees(seal: Seal, before: Seal | None) -> bool:
    """Whether a seal says what its events and the seal before it say."""
    previous = bytes(before.digest) if before else GENESIS if seal.pk == _first() else bytes(seal.previous)
    rows = Event.objects.in_bulk(seal.members)
    if bytes(seal.previous) != previous or len(rows) != len(seal.members):
        return False
    links = [digest(rows[key]) for key in seal.members]
    return chained(previous, [*links, stamp(seal.sealed, seal.horizon)]) == bytes(seal.digest)


def _first() -> int:
    return Seal.objects.order_by("id").values_list("pk", flat=True).first() or 0

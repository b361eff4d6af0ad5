"""Reading the ledger: its chain, its tail, and what was done to one subject."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianfang.core.words import Words
from lianfang.ledger.actions import GENESIS, chained, digest_of, stamp
from lianfang.ledger.models import Event, Message, Seal

_DIGESTED = (
    "id", "at", "actor", "staff", "verb", "subject_kind", "subject_id", "path", "count", "members", "body",
    "xact",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as a page shows it."""

    id: int
    at: datetime
    post_id: int | None
    staff_id: int | None
    verb: str
    subject_kind: str
    subject_id: int | None
    count: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """The newest seal: what a bulletin prints in its footer."""

    number: int
    digest: str
    sealed: datetime | None


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying the chain found. ``altered`` names rows, also those that changed places.

    ``broken`` names seals. ``inserted`` are rows that no seal covers though they say to be older than it.
    """

    seals: int
    events: int
    unsealed: int
    altered: tuple[int, ...]
    missing: tuple[int, ...]
    broken: tuple[int, ...]
    inserted: tuple[int, ...] = ()

    @property
    def sound(self) -> bool:
        return not (self.altered or self.missing or self.broken or self.inserted)


def head() -> Head:
    """The newest seal, number 0 where nothing is sealed yet."""
    last = Seal.objects.order_by("-id").first()
    return Head(last.pk, bytes(last.digest).hex(), last.sealed) if last else Head(0, GENESIS.hex(), None)


def was_head(digest: str) -> bool:
    """Whether a head written down earlier (hex) is in the chain: seals cut off its end take theirs along."""
    try:
        return Seal.objects.filter(digest=bytes.fromhex(digest)).exists() or digest == GENESIS.hex()
    except ValueError:
        return False


def verify() -> Verification:
    """Walk the whole chain and recompute every digest. Reads each event once."""
    previous, count, altered, missing, broken = GENESIS, 0, [], [], []
    for seal in Seal.objects.order_by("id").iterator(chunk_size=50):
        rows = {e.pk: e for e in Event.objects.filter(pk__in=seal.members)}
        missing += [key for key in seal.members if key not in rows]
        altered += [e.pk for e in rows.values() if digest(e) != bytes(e.digest)]
        digests = [bytes(rows[key].digest) for key in seal.members if key in rows]
        digests.append(stamp(seal.sealed, seal.horizon))
        if bytes(seal.previous) != previous or chained(previous, digests) != bytes(seal.digest):
            broken.append(seal.pk)
        previous = bytes(seal.digest)
        count += len(seal.members)
    total = Event.objects.count()
    unsealed = total - count + len(missing)
    return Verification(
        Seal.objects.count(),
        count,
        unsealed,
        tuple(altered),
        tuple(missing),
        tuple(broken),
        _inserted(unsealed),
    )


def _inserted(unsealed: int) -> tuple[int, ...]:
    """Rows that no seal covers, of transactions that had ended when the newest one was made."""
    last = Seal.objects.order_by("-id").first()
    if last is None or not unsealed:
        return ()
    sealed = {key for members in Seal.objects.values_list("members", flat=True) for key in members}
    early = Event.objects.filter(xact__lt=last.horizon).order_by("pk").values_list("pk", flat=True)
    return tuple(key for key in early if key not in sealed)


def digest(event: Event) -> bytes:
    """The digest of an event as it stands now."""
    values = {name: getattr(event, name) for name in _DIGESTED}
    values["members"] = bytes(values["members"]) if values["members"] is not None else None
    return digest_of(values, event.recorded)


def about(kind: str, key: int, *, limit: int = 100) -> list[Entry]:
    """What was done to one subject, newest first. The caller has already seen the subject."""
    return [entry(e) for e in Event.objects.filter(subject_kind=kind, subject_id=key).order_by("-pk")[:limit]]


def within(low: str, high: str, *, verbs: tuple[str, ...] = (), limit: int = 100) -> list[Entry]:
    """What happened in an area (a range of paths), newest first."""
    events = Event.objects.filter(path__gte=low, path__lt=high)
    if verbs:
        events = events.filter(verb__in=verbs)
    return [entry(e) for e in events.order_by("-pk")[:limit]]


def entry(event: Event) -> Entry:
    """An event as a page shows it."""
    return Entry(
        event.pk,
        event.at,
        event.actor,
        event.staff,
        event.verb,
        event.subject_kind,
        event.subject_id,
        event.count,
        event.body,
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message in the outbox."""

    id: int
    words: Words
    channel: str
    path: str


def unsent(limit: int = 200) -> list[Waiting]:
    """Messages the gateway has not sent yet, oldest first; given up after five attempts."""
    rows = Message.objects.filter(sent__isnull=True, attempts__lt=5).order_by("made")[:limit]
    return [Waiting(m.pk, Words(m.words["zh"], m.words["en"]), m.channel, m.path) for m in rows]

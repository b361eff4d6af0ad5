"""Writing to the ledger. Every action of every app ends here, inside its own transaction."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import F, QuerySet

from lianfang.core.words import Words
from lianfang.ledger.models import Event, Message, Ref, Seal

GENESIS = b"\0" * 32


class Actor(Protocol):
    """Who acts: a post holder, or the system."""

    @property
    def post_id(self) -> int | None: ...
    @property
    def staff_id(self) -> int | None: ...
    def require(self, verb: str, path: str | None = None) -> None:
        """Raise ``Refused`` where the actor may not do ``verb`` in the area of ``path``."""


def record(
    verb: str,
    *,
    by: Actor,
    at: datetime,
    subject: tuple[str, int] | None = None,
    path: str = "",
    body: Mapping[str, Any] | None = None,
    members: Iterable[int] | None = None,
) -> int:
    """Write one event and return its number.

    ``members`` are the subjects of a set-based act: the event keeps their count and digest, so one
    event stands for the whole set. ``body`` must hold no personal value.
    """
    held = sorted(members) if members is not None else None
    kind, key = subject or ("", None)
    values = {
        "at": at,
        "actor": by.post_id,
        "staff": by.staff_id,
        "verb": verb,
        "subject_kind": kind,
        "subject_id": key,
        "path": path,
        "count": len(held) if held is not None else 1,
        "members": digest_of_members(held) if held is not None else None,
        "body": dict(body or {}),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('ledger_event', 'id')),"
            " pg_current_xact_id()::text::bigint, clock_timestamp()"
        )
        values["id"], values["xact"], recorded = cursor.fetchone()
    event = Event(**values, recorded=recorded, digest=digest_of(values, recorded))
    event.save(force_insert=True)
    return int(event.pk)


def digest_of(values: Mapping[str, Any], recorded: datetime) -> bytes:
    """The digest of an event: over its values in canonical JSON, instants as microseconds.

    Its number is one of them, so that two events that changed places are both known by it.
    """
    plain = {
        **{name: value for name, value in values.items() if name not in {"at", "members"}},
        "at": _microseconds(values["at"]),
        "recorded": _microseconds(recorded),
        "members": values["members"].hex() if values["members"] else None,
    }
    return sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).digest()


def digest_of_members(members: Iterable[int]) -> bytes:
    """The digest of a set of row numbers, whatever their order."""
    return sha256(",".join(map(str, sorted(members))).encode()).digest()


def _microseconds(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)


def keep_ref(ref: str | None, *, verb: str, event: int, outcome: Mapping[str, Any]) -> None:
    """Remember what an act under a client's reference answered, so that a repeat is answered alike."""
    if ref is not None:
        Ref(ref=ref, verb=verb, event=event, outcome=dict(outcome)).save(force_insert=True)


def once(ref: str | None, *, verb: str) -> dict[str, Any] | None:
    """What the act with this reference answered before, or None where it is new.

    Takes a lock on the reference until the transaction ends: two devices that send the same thing at
    the same instant are served one after the other.
    """
    if ref is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [ref])
    kept = Ref.objects.filter(ref=ref, verb=verb).first()
    return kept.outcome if kept else None


def post_message(words: Words, *, channel: str, at: datetime, path: str = "") -> None:
    """Leave a text in the outbox; the gateway sends it after the transaction has committed."""
    Message.objects.create(made=at, channel=channel, path=path, words={"zh": words.zh, "en": words.en})


def settle_messages(numbers: Iterable[int], *, at: datetime | None) -> None:
    """Note that messages were sent at an instant, or (None) that an attempt failed."""
    rows = Message.objects.filter(pk__in=list(numbers))
    if at is None:
        rows.update(attempts=F("attempts") + 1)
    else:
        rows.update(sent=at, attempts=F("attempts") + 1)


@transaction.atomic
def seal(*, at: datetime) -> int:
    """Seal every event whose transaction has surely ended; answers how many were sealed.

    One sealer at a time (advisory lock). Transactions still running keep their events, and those of
    later transactions, for the next batch, so the order of the chain is the order of commitment.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7105)")
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (horizon,) = cursor.fetchone()
    last = Seal.objects.order_by("-id").first()
    waiting = unsealed(last, horizon).filter(xact__lt=horizon)
    rows = list(waiting.order_by("pk").values_list("pk", "digest"))
    if not rows:
        return 0
    previous = bytes(last.digest) if last else GENESIS
    Seal(
        sealed=at,
        horizon=horizon,
        members=[key for key, _ in rows],
        previous=previous,
        digest=chained(previous, [*(bytes(digest) for _, digest in rows), stamp(at, horizon)]),
    ).save(force_insert=True)
    return len(rows)


def unsealed(last: Seal | None, horizon: int) -> QuerySet[Event]:
    """The events that no seal holds yet; ``horizon`` is the oldest transaction that still runs."""
    if last is None:
        return Event.objects.all()
    if last.horizon <= horizon:
        return Event.objects.filter(xact__gte=last.horizon)
    # restored into a new cluster, whose transactions count from the start again
    return Event.objects.filter(pk__gt=max(last.members, default=0))


def stamp(sealed: datetime, horizon: int) -> bytes:
    """What a seal says of itself, as the last link of its batch."""
    return sha256(f"{_microseconds(sealed)},{horizon}".encode()).digest()


def chained(previous: bytes, digests: Iterable[bytes]) -> bytes:
    """The hash of a batch: over the hash before it and the digests of its events in order."""
    return sha256(previous + b"".join(digests)).digest()

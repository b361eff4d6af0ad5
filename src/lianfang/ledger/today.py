"""What happened in an area since an instant: some verbs entry by entry, others counted hour by hour.

The ledger is searched from the last seal made before that instant on, by number, so that a day's question
reads a day's entries however long the ledger has grown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from lianfang.ledger.models import Event, Seal
from lianfang.ledger.queries import Entry, entry

ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Hour:
    """How much of one verb happened within an hour, and when the last of it did."""

    verb: str
    last: datetime
    count: int


def entries_since(low: str, high: str, *, verbs: Sequence[str], since: datetime) -> list[Entry]:
    """The newest entries of these verbs in a range of paths."""
    events = Event.objects.filter(
        pk__gt=_last_before(since), path__gte=low, path__lt=high, verb__in=verbs, at__gte=since
    )
    return [entry(event) for event in events.order_by("-at", "-pk")[:ENTRIES]]


def hours_since(low: str, high: str, *, verbs: Sequence[str], since: datetime) -> list[Hour]:
    """How much of each verb happened in each hour, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT verb, max(at), sum(count) FROM ledger_event"
            " WHERE id > %s AND path >= %s AND path < %s AND verb = ANY(%s) AND at >= %s"
            " GROUP BY verb, date_trunc('hour', at) ORDER BY 2 DESC",
            [_last_before(since), low, high, list(verbs), since],
        )
        return [Hour(verb, last, int(count)) for verb, last, count in cursor.fetchall()]


def _last_before(since: datetime) -> int:
    """The highest number that was sealed before an instant; 0 where nothing was."""
    seal = Seal.objects.filter(sealed__lt=since).order_by("-id").first()
    return max(seal.members) if seal and seal.members else 0

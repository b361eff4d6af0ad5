"""Opening a person to an area that is not their own, and closing it again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
from lianfang.people.models import Grant, Ground
from lianfang.people.queries.seen import seen_ids


@transaction.atomic
def grant_many(
    person_ids: Iterable[int], path: str, *, ground: str, until: datetime, by: Viewer, at: datetime
) -> int:
    """Let the area at ``path`` see these people until then; answers how many were not open to it before.

    Refused: people whom the actor does not see, an end that has passed, a ground that is not on the list.
    An area that sees a person already keeps the later of the two ends.
    """
    people = set(person_ids)
    by.require("hand_over")
    if until <= at:
        raise Refused("people.grant_end", "开放期限须晚于现在", "a grant ends after it begins")
    if ground not in Ground.values or ground == Ground.MERGED:
        raise Refused(
            "people.ground", "没有开放理由「{ground}」", "there is no ground {ground!r}", ground=ground
        )
    if people - seen_ids(by, people):
        raise Refused("not_found", "有人不在您的辖区内", "some of these people are not in your area")
    with acting(SYSTEM):
        opened = _open(people, path, ground=ground, until=until, by=by, at=at)
    body = {"to": path, "ground": ground, "until": until.isoformat()}
    ledger.record("people.granted", by=by, at=at, path=path, members=people, body=body)
    return opened


def grant(person_id: int, path: str, *, ground: str, until: datetime, by: Viewer, at: datetime) -> int:
    """Let the area at ``path`` see one person until then."""
    return grant_many([person_id], path, ground=ground, until=until, by=by, at=at)


@transaction.atomic
def end_grants(person_ids: Iterable[int], path: str, *, ground: str, by: Viewer, at: datetime) -> int:
    """Close people to an area again; answers how many grants were ended."""
    by.require("hand_over")
    people = set(person_ids)
    live = Grant.objects.filter(person_id__in=people, path=path, ground=ground, ended__isnull=True)
    ended = live.update(ended=at)
    if ended:
        body = {"to": path, "ground": ground}
        ledger.record("people.grant_ended", by=by, at=at, path=path, members=people, body=body)
    return ended


@transaction.atomic
def end_expired(*, by: Viewer, at: datetime) -> int:
    """End every grant whose time has run out; the watch calls this as the system."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_grant SET ended = until WHERE ended IS NULL AND until <= %s RETURNING person_id",
            [at],
        )
        people = [person_id for (person_id,) in cursor.fetchall()]
    if people:
        ledger.record("people.grants_expired", by=by, at=at, members=people)
    return len(people)


def open_elsewhere(
    person_ids: Iterable[int], path: str, *, by: Viewer, at: datetime, until: datetime
) -> None:
    """Open to an area those of the people whose own area does not lie in it: it holds them on a list.

    Called by the register, which acts for the whole tree and records what it did.
    """
    _open(person_ids, path, ground=Ground.LIST, until=until, by=by, at=at)


_OPEN = """
    INSERT INTO people_grant (person_id, path, home, ground, since, until, by_id)
    SELECT p.id, %(path)s, p.path, %(ground)s, %(at)s, %(until)s, %(by)s FROM people_person AS p
    WHERE p.id = ANY(%(people)s) AND NOT (p.path >= %(path)s AND p.path < %(path)s || '/')
    ORDER BY p.id
    ON CONFLICT (person_id, path, ground) WHERE ended IS NULL
    DO UPDATE SET until = greatest(people_grant.until, excluded.until)
    RETURNING xmax = 0
"""


def _open(
    person_ids: Iterable[int], path: str, *, ground: str, until: datetime | None, by: Viewer, at: datetime
) -> int:
    values = {"people": list(person_ids), "path": path, "ground": ground, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {**values, "at": at, "by": by.post_id})
        return sum(fresh for (fresh,) in cursor.fetchall())

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
        pairs = [(person_id, path) for person_id in people]
        opened = _open(pairs, ground=ground, until=until, by=by, at=at)
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


def open_elsewhere(pairs: Iterable[tuple[int, str]], *, by: Viewer, at: datetime, until: datetime) -> None:
    """Open each person to the area of the path beside them, which has them on a list, unless it is theirs.

    Called by the register, which acts for the whole tree and records what it did.
    """
    _open(pairs, ground=Ground.LIST, until=until, by=by, at=at)


_OPEN = """
    INSERT INTO people_grant (person_id, path, home, ground, since, until, by_id)
    SELECT p.id, n.path, p.path, %s, %s, %s, %s::bigint
    FROM unnest(%s::bigint[], %s::text[]) AS n(id, path) JOIN people_person AS p ON p.id = n.id
    WHERE NOT (p.path >= n.path AND p.path < n.path || '/')
    ON CONFLICT (person_id, path, ground) WHERE ended IS NULL
    DO UPDATE SET until = greatest(people_grant.until, excluded.until)
    RETURNING xmax = 0
"""


def _open(pairs: Iterable[tuple[int, str]], *, ground: str, until: datetime, by: Viewer, at: datetime) -> int:
    """Write the grants; answers how many are new. Areas that hold the person themselves are passed over."""
    held = sorted(set(pairs))
    people, paths = [person_id for person_id, _ in held], [path for _, path in held]
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [ground, at, until, by.post_id, people, paths])
        return sum(fresh for (fresh,) in cursor.fetchall())

"""Bringing the tasks there are to the tasks there should be."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import Viewer
from lianfang.bulk import any_of, column_of, copy_rows
from lianfang.core import tasks as rules
from lianfang.core.words import Words
from lianfang.ledger import actions as ledger
from lianfang.tasks.models import LIVE, Task

_COLUMNS = (
    "key", "kind", "person", "list_id", "decision_id", "order_id", "place_path", "owner",
    "owner_path", "post", "edition", "clause", "because", "title", "body", "opens", "due", "made",
    "standing", "reason", "level", "next_look",
)  # fmt: skip
_MANY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A wanted task with what the rules do not need to know of it.

    ``task.owner`` is the owner's path; ``because`` is the reason on the card, at most seven words.
    """

    task: rules.Task
    owner_id: int
    place_path: str
    person_id: int | None = None
    list_id: int | None = None
    decision_id: int | None = None
    order_id: int | None = None
    edition: str = ""
    because: Words | None = None
    title: Words | None = None
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a reconciliation did; ``lapsed`` belonged to days that were over before anybody asked."""

    added: int
    kept: int
    withdrawn: int
    lapsed: int


def value(row: Task) -> rules.Task:
    """The task as the rules read it. Its subject's kind is that of its kind of task."""
    kind = rules.TaskKind(row.kind)
    subject = rules.Subject(rules.NATURES[kind].subject, row.person_id or row.order_id or row.owner_id)
    return rules.Task(
        key=row.key,
        kind=kind,
        subject=subject,
        owner=row.owner_path,
        owner_level=row.body.get("owner_level", "grid"),
        opens=row.opens,
        due=row.due,
        clause=row.clause,
        excused=row.excused,
        withdrawn=row.withdrawn,
    )


@transaction.atomic
def apply_many(
    wanted: Sequence[NewTask],
    *,
    people: Iterable[int],
    kinds: Iterable[rules.TaskKind],
    by: Viewer,
    at: datetime,
) -> Counts:
    """Make the live tasks of these people and kinds the wanted ones. The caller has locked the people.

    Whatever else they owe is not touched. A due instant is never moved: the task is withdrawn with its
    reason and another takes its place; tasks already met or excused stay.
    """
    persons = sorted(set(people))
    rows = list(
        Task.objects.filter(
            any_of("person_id", persons), kind__in=[str(k) for k in kinds], withdrawn__isnull=True
        )
    )
    by_key = {row.key: row for row in rows}
    changes = rules.reconcile(
        [value(row) for row in rows],
        [new.task for new in wanted],
        now=at,
        settled={row.key for row in rows if row.standing not in LIVE},
    )
    _withdraw(changes.withdraw, by_key, at=at)
    new_by_key = {new.task.key: new for new in wanted}
    insert([new_by_key[task.key] for task in changes.add], at=at)
    if changes.add or changes.withdraw:
        ledger.record(
            "tasks.reconciled",
            by=by,
            at=at,
            path=by.path,
            members=persons,
            body={"added": len(changes.add), "withdrawn": len(changes.withdraw)},
        )
    return Counts(len(changes.add), len(changes.keep), len(changes.withdraw), len(changes.lapsed))


def _withdraw(withdrawals: Iterable[rules.Withdrawal], by_key: dict[str, Task], *, at: datetime) -> None:
    groups: dict[rules.Why, list[int]] = defaultdict(list)
    for each in withdrawals:
        groups[each.why].append(by_key[each.task.key].pk)
    for why, numbers in groups.items():
        Task.objects.filter(any_of("id", numbers)).update(
            standing="withdrawn", withdrawn=at, reason=str(why), next_look=None
        )


@transaction.atomic
def add_many(new: Sequence[NewTask], *, by: Viewer, at: datetime) -> list[int]:
    """Add tasks whose keys are not live yet; answers the numbers of those added, in no order."""
    keys = {each.task.key for each in new}
    known = set(
        Task.objects.filter(any_of("key", keys), withdrawn__isnull=True).values_list("key", flat=True)
    )
    fresh = {each.task.key: each for each in new if each.task.key not in known}
    if not fresh:
        return []
    insert(list(fresh.values()), at=at)
    numbers = Task.objects.filter(any_of("key", fresh), withdrawn__isnull=True)
    added = list(numbers.values_list("pk", flat=True))
    ledger.record("tasks.added", by=by, at=at, path=by.path, members=added)
    return added


def number_of(key: str) -> int | None:
    """The number of the live task with a key."""
    found: int | None = (
        Task.objects.filter(key=key, withdrawn__isnull=True).values_list("pk", flat=True).first()
    )
    return found


def live_of_many(person_ids: Iterable[int], kind: rules.TaskKind) -> dict[int, int]:
    """For each person the task of a kind that somebody is at already; unscoped, for actions."""
    rows = Task.objects.filter(any_of("person_id", person_ids), kind=str(kind), standing__in=LIVE)
    return dict(rows.order_by("-pk").values_list("person_id", "pk"))


def insert(new: Sequence[NewTask], *, at: datetime) -> None:
    """Write tasks, each with the named person of its owner; long sets by COPY."""
    if not new:
        return
    holders = accounts.holders({each.owner_id for each in new})
    rows = [_row(each, holders.get(each.owner_id), at) for each in new]
    if len(rows) >= _MANY:
        copy_rows(Task, _COLUMNS, rows)
        return
    attnames = [column_of(Task, name) for name in _COLUMNS]
    Task.objects.bulk_create(Task(**dict(zip(attnames, row, strict=True))) for row in rows)


def _row(new: NewTask, post: Any, at: datetime) -> tuple[Any, ...]:
    task = new.task
    return (
        task.key, str(task.kind), new.person_id, new.list_id, new.decision_id, new.order_id, new.place_path,
        new.owner_id, task.owner, post.pk if post else None, new.edition, task.clause, _said(new.because),
        _said(new.title), {**new.body, "owner_level": task.owner_level}, task.opens, task.due, at, "open", "",
        task.owner_level, task.due,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _said(words: Words | None) -> dict[str, str]:
    """The words as data; many of a set share them. Nobody changes it."""
    return words._asdict() if words else {}


@transaction.atomic
def follow_many(
    person_ids: Iterable[int], *, path: str, owner_id: int, owner_level: str, at: datetime
) -> int:
    """Give the live tasks of people handed over to the unit that now answers for them.

    What was due before stays with whom owed it: a late task does not become on time by moving house.
    """
    kept = [str(kind) for kind, nature in rules.NATURES.items() if nature.stays]
    rows = Task.objects.filter(person_id__in=set(person_ids), standing="open", due__gt=at)
    rows = rows.exclude(kind__in=kept)
    post = accounts.holders([owner_id]).get(owner_id)
    moved = 0
    for row in rows:
        row.place_path = row.owner_path = path
        row.owner_id, row.post, row.level = owner_id, post, owner_level
        row.body = {**row.body, "owner_level": owner_level}
        moved += 1
    Task.objects.bulk_update(rows, ["place_path", "owner_path", "owner_id", "post", "level", "body"])
    return moved

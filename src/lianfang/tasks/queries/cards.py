"""Tasks as cards: whom they concern, why, the act, how long is left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import OF_ONE_UNIT, Viewer
from lianfang.bulk import any_of
from lianfang.core import tasks as rules
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import after, end_of, local_day
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.people import queries as people
from lianfang.places import queries as places
from lianfang.places.paths import contains, inside, upper
from lianfang.tasks.models import LIVE, Evidence, Task

SOON_HOURS = 2
SHOWN = 200
_ORDERS = {"due": "due", "kind": "kind", "owner": "owner_path", "standing": "standing", "made": "made"}


@dataclass(frozen=True, slots=True)
class Card:
    """One task as a person sees it. Names are masked; ``who`` is empty where it concerns no person.

    ``subject_id`` is the number of what it is about: the person, row, declaration, document or unit.
    """

    id: int
    kind: rules.TaskKind
    standing: rules.Standing
    who: str
    age: int | None
    phone: str
    person_id: int | None
    household_id: int | None
    region: str
    order_id: int | None
    list_id: int | None
    subject_id: int
    title: Words
    because: Words
    clause: str
    edition: str
    owner_id: int
    owner: str
    owner_path: str
    post_id: int | None
    post: str
    opens: datetime
    due: datetime
    settled: datetime | None
    level: str
    attempts: int
    reason: str

    @property
    def act(self) -> Words:
        """What is to be done, in words."""
        return self.kind.words

    def is_late(self, now: datetime) -> bool:
        """Whether it is past its due instant and not settled."""
        return str(self.standing) in LIVE and now >= self.due


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under one heading, with how many there are in all."""

    key: str
    words: Words
    cards: tuple[Card, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Today:
    """What a post must do now: groups in order of urgency, and when the next thing falls due."""

    groups: tuple[Group, ...]
    overdue: int
    total: int
    next_due: datetime | None


def visible(viewer: Viewer) -> QuerySet[Task]:
    """Tasks in the viewer's area, owed there or to be done there."""
    tasks = Task.objects.all()
    if viewer.everything:
        return tasks
    if viewer.role in OF_ONE_UNIT:
        return tasks.filter(owner_id=viewer.unit_id)
    here = Q(**inside(viewer.path, column="owner_path")) | Q(**inside(viewer.path, column="place_path"))
    return tasks.filter(here)


def owed_in(viewer: Viewer, path: str | None = None) -> QuerySet[Task]:
    """Tasks owed in the viewer's area, or in a part of it; by owner alone, so that sums go by owner."""
    low = viewer.path if path is None else path
    if not viewer.everything and not contains(viewer.path, low):
        raise Refused("scope.area", "不在您的辖区内", "this is outside your area")
    owed = Task.objects.filter(owner_path__gte=low, owner_path__lt=upper(low))
    return owed.filter(owner_id=viewer.unit_id) if viewer.role in OF_ONE_UNIT else owed


def today(viewer: Viewer, *, now: datetime, shown: int = SHOWN) -> Today:
    """The viewer's day: overdue, within two hours, later today, then what is due after today.

    ``shown`` cards of each group at most, the earliest due first; the totals count all.
    """
    live = owed_in(viewer).filter(standing__in=LIVE, opens__lte=now)
    headings = _headings(now)
    totals = live.aggregate(**{key: Count("due", filter=when) for key, _, when in headings})
    wanted = [(key, words, when) for key, words, when in headings if totals[key]]
    rows = {key: list(live.filter(when).order_by("due", "pk")[:shown]) for key, _, when in wanted}
    every = [row for some in rows.values() for row in some]
    by_id = {card.id: card for card in cards(viewer, every, on=local_day(now))}
    upcoming = owed_in(viewer).filter(standing="open", due__gt=now).order_by("due")
    return Today(
        groups=tuple(
            Group(key, words, tuple(by_id[row.pk] for row in rows[key]), totals[key])
            for key, words, _ in wanted
        ),
        overdue=totals["overdue"],
        total=totals["overdue"] + totals["soon"] + totals["today"],
        next_due=upcoming.values_list("due", flat=True).first(),
    )


def _headings(now: datetime) -> tuple[tuple[str, Words, Q], ...]:
    soon = after(now, hours=SOON_HOURS)
    tonight = max(end_of(local_day(now)), soon)
    return (
        ("overdue", Words("超时", "Overdue"), Q(due__lte=now)),
        ("soon", Words("2 小时内", "Within 2 hours"), Q(due__gt=now, due__lte=soon)),
        ("today", Words("今天", "Today"), Q(due__gt=soon, due__lte=tonight)),
        ("later", Words("明天以后", "After today"), Q(due__gt=tonight)),
    )


def search(
    viewer: Viewer, ask: Ask, *, now: datetime, path: str | None = None, named: bool = True
) -> Answer[Card]:
    """Matching tasks by due instant; filters: standing, kind, person, list, order, post (``none`` is nobody).

    Words find people (initials, end of a telephone number, document, name) and the tasks about them. Whoever
    shows nobody may leave people unnamed.
    """
    rows = _filtered(owed_in(viewer, path), ask, now=now)
    if ask.words:
        meant = people.find(viewer, ask.words, limit=SHOWN).people
        rows = rows.filter(person_id__in=[person.id for person in meant])
    first = _ORDERS.get(ask.order, "due")
    ordered = rows.order_by(f"-{first}" if ask.descending else first, "pk")
    shown = cards(viewer, ordered[ask.start : ask.stop], on=local_day(now), named=named)
    return Answer(tuple(shown), rows.count())


def _filtered(rows: QuerySet[Task], ask: Ask, *, now: datetime) -> QuerySet[Task]:
    standing = ask.only("standing")
    if standing == "late":  # late now, whether or not the watch has come by
        rows = rows.filter(standing__in=LIVE, due__lte=now)
    elif standing == "late_then":  # late at an instant that has passed, whatever has become of it since
        ended_since = Q(settled__gt=now) | Q(excused__gt=now) | Q(withdrawn__gt=now)
        rows = rows.filter(Q(standing__in=LIVE) | ended_since, due__lte=now, made__lte=now)
    elif standing == "live":
        rows = rows.filter(standing__in=LIVE)
    elif standing == "today":
        tonight = max(end_of(local_day(now)), after(now, hours=SOON_HOURS))
        rows = rows.filter(standing__in=LIVE, opens__lte=now, due__lte=tonight)
    elif standing == "soon":
        rows = rows.filter(standing__in=LIVE, due__gt=now, due__lte=after(now, hours=SOON_HOURS))
    elif standing == "later":  # today, but neither late nor soon: what the day shows beside those two
        soon, tonight = after(now, hours=SOON_HOURS), end_of(local_day(now))
        rows = rows.filter(standing__in=LIVE, opens__lte=now, due__gt=soon, due__lte=tonight)
    elif standing:
        rows = rows.filter(standing=standing)
    if ask.only("post") == "none":
        rows = rows.filter(post__isnull=True)
    columns = {
        "kind": "kind",
        "person": "person_id",
        "list": "list_id",
        "order": "order_id",
        "post": "post_id",
    }
    chosen = {
        column: ask.only(name) for name, column in columns.items() if ask.only(name) not in {"", "none"}
    }
    return rows.filter(**chosen)


def card(viewer: Viewer, task_id: int, *, on: date | None = None) -> Card:
    """One task; one outside the viewer's area looks like none."""
    found = cards(viewer, visible(viewer).filter(pk=task_id), on=on)
    if not found:
        raise Refused("not_found", "没有这项任务,或不在您的辖区", "no such task in your area")
    return found[0]


def cards(
    viewer: Viewer, rows: Iterable[Task] | QuerySet[Task], *, on: date | None = None, named: bool = True
) -> list[Card]:
    """Tasks as cards, in as many queries however many there are. ``on`` is the day for ages."""
    rows = list(rows)
    shown = people.people(viewer, [t.person_id for t in rows if t.person_id], on=on) if named else []
    who = {person.id: person for person in shown}
    attempts = _attempts(rows)
    owners = places.units_by_id({t.owner_id for t in rows})
    posts = accounts.names_of({t.post_id for t in rows if t.post_id})
    return [
        _card(
            t,
            who.get(t.person_id or 0),
            attempts.get(t.pk, 0),
            owner=owners[t.owner_id].name,
            post=posts.get(t.post_id or 0, ""),
        )
        for t in rows
    ]


def _attempts(rows: Sequence[Task] | Iterable[Task]) -> dict[int, int]:
    numbers = [t.pk for t in rows]
    found: dict[int, int] = {}
    tried = Evidence.objects.filter(any_of("task_id", numbers), kind="attempted", retracted__isnull=True)
    for (task_id,) in tried.values_list("task_id"):
        found[task_id] = found.get(task_id, 0) + 1
    return found


def _card(task: Task, person: people.Shown | None, attempts: int, *, owner: str, post: str) -> Card:
    return Card(
        id=task.pk,
        kind=rules.TaskKind(task.kind),
        standing=rules.Standing(task.standing),
        who=person.masked_name if person else "",
        age=person.age if person else None,
        phone=person.masked_phone if person else "",
        person_id=task.person_id,
        household_id=person.household_id if person else None,
        region=person.region if person else "",
        order_id=task.order_id,
        list_id=task.list_id,
        subject_id=_subject_id(task.key),
        title=Words(task.title.get("zh", ""), task.title.get("en", "")),
        because=Words(task.because.get("zh", ""), task.because.get("en", "")),
        clause=task.clause,
        edition=task.edition,
        owner_id=task.owner_id,
        owner=owner,
        owner_path=task.owner_path,
        post_id=task.post_id,
        post=post,
        opens=task.opens,
        due=task.due,
        settled=task.settled,
        level=task.level,
        attempts=attempts,
        reason=task.reason,
    )


def _subject_id(key: str) -> int:
    """The number in a key as ``sample:person:9:2022-08-07``; 0 where a key names none."""
    parts = key.split(":")
    return int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else 0


def chosen(viewer: Viewer, task_ids: Iterable[int], *, on: date | None = None) -> list[Card]:
    """Those of the tasks that the viewer sees, earliest due first: a household's, or those of a bulk act."""
    rows = visible(viewer).filter(pk__in=list(task_ids)).order_by("due", "pk")
    return cards(viewer, rows, on=on)


def live_ids(viewer: Viewer, *, person_id: int, kind: rules.TaskKind) -> list[int]:
    """Numbers of a person's live tasks of one kind: what evidence about that person settles."""
    rows = visible(viewer).filter(person_id=person_id, kind=str(kind), standing__in=LIVE)
    return list(rows.order_by("due").values_list("pk", flat=True))


def live_of_orders(viewer: Viewer, order_ids: Iterable[int], kind: rules.TaskKind) -> dict[int, int]:
    """For each of these orders its live task of one kind: what signing or serving it settles."""
    rows = visible(viewer).filter(order_id__in=list(order_ids), kind=str(kind), standing__in=LIVE)
    return {order: pk for order, pk in rows.values_list("order_id", "pk") if order is not None}

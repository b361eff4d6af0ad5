"""Tasks that follow from decisions: to sign, serve, begin, sample, check and release."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from lianfang.accounts.scope import Viewer
from lianfang.bulk import any_of
from lianfang.core.measures.owed import Way, owed
from lianfang.core.refusal import Refused
from lianfang.core.tasks import Obligation, Subject, SubjectKind, Task, TaskKind, Within, derive
from lianfang.core.words import Words
from lianfang.measures.actions.drafting import planned
from lianfang.measures.models import Order, Stay
from lianfang.places import queries as places
from lianfang.tasks import actions as tasks

if TYPE_CHECKING:
    from lianfang.measures.actions.reviewing import Subject as Reviewed

KINDS = (
    TaskKind.DECIDE,
    TaskKind.SIGN_ORDER,
    TaskKind.SERVE_NOTICE,
    TaskKind.BEGIN_STAY,
    TaskKind.SAMPLE,
    TaskKind.DAILY_CHECK,
    TaskKind.RELEASE,
)
_AT_COUNTY = (TaskKind.DECIDE, TaskKind.SIGN_ORDER)
_TOWARDS_STAY = (TaskKind.SIGN_ORDER, TaskKind.SERVE_NOTICE, TaskKind.BEGIN_STAY)


def bring_into_line(subjects: Sequence["Reviewed"], *, by: Viewer, at: datetime) -> tasks.Counts:
    """Make the live tasks of these people those that follow from how far each has come."""
    ids = [s.id for s in subjects]
    held = list(Stay.objects.filter(any_of("person_id", ids)).order_by("pk"))
    stays = {s.person_id: s for s in sorted(held, key=lambda stay: stay.ended is None)}
    under, begun = {s.order_id for s in held if s.ended is None}, {s.order_id for s in held}
    rows = Order.objects.filter(any_of("person_id", ids), kind="isolation", withdrawn__isnull=True)
    last = sorted(rows.order_by("pk"), key=lambda order: (order.pk not in begun, order.pk in under))
    orders = {o.person_id: o for o in last}  # the one still to be begun, else that of the stay
    owners = _Owners(s.path for s in subjects)
    wanted = [
        task for s in subjects for task in _wanted(s, orders.get(s.id), stays.get(s.id), owners, now=at)
    ]
    return tasks.apply_many(wanted, people=ids, kinds=KINDS, by=by, at=at)


class _Owners:
    """Who owes what for a place: its grid, and its county for what a county signs."""

    def __init__(self, paths: Iterable[str]) -> None:
        every = set(paths)
        self._near = places.answering_units(every)
        self._county = places.units_at_level({(path, "county") for path in every})
        self._levels = {
            path: area.level
            for path, area in places.regions_by_path({u.path for u in self._near.values()}).items()
        }

    def of(self, path: str, kind: TaskKind) -> tuple[places.Body, str]:
        if kind in _AT_COUNTY and (county := self._county.get((path, "county"))):
            return county, "county"
        unit = self._near.get(path)
        if unit is None:
            raise Refused("places.nobody_answers", "该区域没有责任单位", "no unit answers for this area")
        return unit, self._levels.get(unit.path, "grid")


def _wanted(
    subject: "Reviewed", order: Order | None, stay: Stay | None, owners: _Owners, *, now: datetime
) -> list[tasks.NewTask]:
    obligations = list(_obligations(subject, order, stay, now=now))
    found: list[tasks.NewTask] = []
    by_kind: dict[bool, list[Obligation]] = {True: [], False: []}
    for each in obligations:
        by_kind[each.kind in _AT_COUNTY].append(each)
    for at_county, some in by_kind.items():
        if not some:
            continue
        unit, level = owners.of(subject.path, TaskKind.SIGN_ORDER if at_county else TaskKind.SAMPLE)
        derived = derive(
            some,
            subject=Subject(SubjectKind.PERSON, subject.id),
            owner=unit.path,
            owner_level=level,
            now=now,
        )
        found += [
            tasks.NewTask(
                task=task,
                owner_id=unit.id,
                place_path=subject.path,
                person_id=subject.id,
                decision_id=subject.decision_id or None,
                order_id=_order_of(task, order, stay),
                edition=subject.edition.id,
                because=_because(subject),
            )
            for task in derived
        ]
    return found


def _order_of(task: Task, order: Order | None, stay: Stay | None) -> int | None:
    """The order that a task is about: the one to be begun, or the one somebody is held under."""
    if task.kind not in _TOWARDS_STAY and stay is not None and stay.order_id and stay.ended is None:
        return int(stay.order_id)
    return order.pk if order else None


def _obligations(
    subject: "Reviewed", order: Order | None, stay: Stay | None, *, now: datetime
) -> Iterator[Obligation]:
    if refusal := _refusal(subject):
        yield Obligation(
            kind=TaskKind.DECIDE,
            occasion=subject.digest[:12],
            on=subject.before.made if subject.before and not isinstance(subject.verdict, Refused) else now,
            due=Within(hours=_hours(subject, "sign_order_hours")),
            clause=refusal,
        )
        return
    if not subject.decision_id:
        return
    yield from owed(way(subject.found, order, stay), planned(subject.days), subject.edition, now=now)


def _refusal(subject: "Reviewed") -> str:
    if isinstance(subject.verdict, Refused):
        return subject.verdict.code
    if subject.verdict is None and subject.before is not None and subject.before.refusal:
        return str(subject.before.refusal["code"])
    return ""


def _hours(subject: "Reviewed", name: str) -> float:
    return subject.edition.deadline_hours(name) or 24


def way(found: date | None, order: Order | None, stay: Stay | None) -> Way:
    """How far a person has come, as the rules read it."""
    mine = (
        stay
        if stay is not None and (order is None or stay.order_id == order.pk or stay.ended is None)
        else None
    )
    return Way(
        found=found is not None or mine is not None,
        order=f"order-{order.pk}" if order else "",
        drafted=order.drafted if order else None,
        signed=_signed(order),
        served=order.served if order else None,
        stay_began=mine.began if mine else None,
        stay_measure=mine.measure if mine else "",
        stay_order=f"order-{mine.order_id}" if mine and mine.order_id else "",
        replaces=order is not None and mine is not None and mine.order_id != order.pk,
        stay_until=mine.planned_end if mine else None,
        ended=mine is not None and mine.ended is not None and mine.ended_why != "phase",
    )


def _signed(order: Order | None) -> datetime | None:
    if order is None:
        return None
    return order.second_signed if order.needs_second else order.first_signed


def _because(subject: "Reviewed") -> Words | None:
    """The first reason of the decision, for the card: what the person is, without the row that says so."""
    verdict = subject.verdict
    if verdict is not None and not isinstance(verdict, Refused):
        return brief(verdict.reasons[0].because) if verdict.reasons else None
    reasons = subject.before.reasons if subject.before else []
    return brief(Words(reasons[0]["because"]["zh"], reasons[0]["because"]["en"])) if reasons else None


def brief(because: Words) -> Words:
    """A reason without the edition and row before its colon, which a card and a notice name elsewhere."""
    if not because.zh.startswith("因"):
        return because  # a person's decision names its author, which belongs to it
    zh, en = because.zh.partition(":")[2], because.en.partition(": ")[2]
    return Words(zh or because.zh, en or because.en)

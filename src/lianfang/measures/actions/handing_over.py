"""Handing a person to another area: offered, then accepted or sent back; theirs only once accepted."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core import tasks as rules
from lianfang.core.days import after
from lianfang.core.refusal import Refused
from lianfang.findings import actions as findings
from lianfang.ledger import actions as ledger
from lianfang.measures.actions.reviewing import review_many
from lianfang.measures.models import Appeal, ByHand, Decision, Handover, Order, Span, Stay
from lianfang.people import actions as people
from lianfang.people import queries as people_queries
from lianfang.places import queries as places
from lianfang.tasks import actions as tasks

ACCEPT_WITHIN_HOURS = 24
SEEN_FOR_HOURS = 72
"""How long the receiving side sees whom it is offered while it has not answered."""


@transaction.atomic
def offer(
    person_id: int, to_region_id: int, *, why: str, by: Viewer, at: datetime, list_id: int | None = None
) -> int:
    """Offer a person to another area; its unit is asked to accept. Answers the handover's number."""
    by.require("do_tasks")
    person = people_queries.person(by, person_id)
    target = places.regions_by_id([to_region_id]).get(to_region_id)
    if target is None or target.path == person.path:
        raise Refused("handover.target", "请选择另一个接收地区", "choose another area to receive the person")
    unit = places.answering_units([target.path]).get(target.path)
    if unit is None:
        raise Refused("places.nobody_answers", "该区域没有责任单位", "no unit answers for this area")
    with acting(SYSTEM):
        open_one = Handover.objects.filter(person_id=person_id, answered__isnull=True).first()
        if open_one is not None:
            raise Refused(
                "handover.open", "此人已在移交中,等待接收", "this person is being handed over already"
            )
        made = Handover.objects.create(
            person_id=person_id, from_path=person.path, to_path=target.path, to_region_id=target.id,
            to_unit_id=unit.id, list_id=list_id, why=why[:200], asked=at, asked_by_id=by.post_id,
        )  # fmt: skip
        _ask(made, unit, target.level, at=at)
        until = after(at, hours=SEEN_FOR_HOURS)
        people.grant(person_id, target.path, ground="hand_over", until=until, by=SYSTEM, at=at)
    ledger.record("measures.handover_offered", by=by, at=at, subject=("person", person_id), path=person.path)
    return int(made.pk)


def _ask(made: Handover, unit: places.Body, level: str, *, at: datetime) -> None:
    subject = rules.Subject(rules.SubjectKind.PERSON, made.person_id)
    task = rules.Task(
        key=f"{rules.TaskKind.ACCEPT_HANDOVER}:{subject}:{made.pk}",
        kind=rules.TaskKind.ACCEPT_HANDOVER,
        subject=subject,
        owner=unit.path,
        owner_level=level,
        opens=at,
        due=after(at, hours=ACCEPT_WITHIN_HOURS),
        clause=f"handover-{made.pk}",
    )
    tasks.add_many(
        [
            tasks.NewTask(
                task=task, owner_id=unit.id, place_path=made.to_path, person_id=made.person_id,
                list_id=made.list_id, body={"handover": made.pk},
            )
        ],
        by=SYSTEM,
        at=at,
    )  # fmt: skip


@transaction.atomic
def answer(handover_id: int, *, accept: bool, text: str = "", by: Viewer, at: datetime) -> None:
    """Accept a person into one's area, or send them back with a reason. Only the receiving side may."""
    by.require("hand_over" if not accept else "do_tasks")
    made = Handover.objects.select_for_update().filter(pk=handover_id).first()
    if made is None or not by.sees(made.to_path):
        raise Refused("not_found", "没有这项移交,或不是移交给您的", "no such handover to you")
    if made.answered is not None:
        raise Refused("handover.answered", "移交已答复", "the handover was answered already")
    if not accept and not text.strip():
        raise Refused("handover.no_reason", "退回须写明理由", "sending a person back needs a reason")
    made.answered, made.answered_by_id, made.accepted, made.answer = at, by.post_id, accept, text[:200]
    made.save(update_fields=["answered", "answered_by", "accepted", "answer"])
    with acting(SYSTEM):
        if accept:
            _move(made, at=at)
        people.end_grants([made.person_id], made.to_path, ground="hand_over", by=SYSTEM, at=at)
        _settle(made, by=by, at=at)
    ledger.record(
        "measures.handover_answered", by=by, at=at, subject=("person", made.person_id), path=made.to_path,
        body={"accepted": accept},
    )  # fmt: skip
    with acting(SYSTEM):
        review_many([made.person_id], by=SYSTEM, at=at)


def _move(made: Handover, *, at: datetime) -> None:
    """Everything open about the person follows; what is past stays where it happened."""
    person = [made.person_id]
    people.move_many(person, made.to_region_id, by=SYSTEM, at=at)
    findings.follow_many(person, made.to_path)
    follow_many(person, made.to_path)
    level = places.area(made.to_region_id).level
    tasks.follow_many(person, path=made.to_path, owner_id=made.to_unit_id, owner_level=level, at=at)


@transaction.atomic
def place_closer(person_ids: Iterable[int], region_id: int, *, at: datetime) -> None:
    """Let people known by a wider area only stand in an area inside it; all that is theirs goes with them.

    No hand-over, since nobody gives anybody away: the wider area goes on seeing them. The caller has made
    sure that the area lies inside that of each of them.
    """
    persons = list(person_ids)
    area = places.area(region_id)
    unit = places.answering_units([area.path])[area.path]
    with acting(SYSTEM):
        people.move_many(persons, region_id, by=SYSTEM, at=at)
        findings.follow_many(persons, area.path)
        follow_many(persons, area.path)
        level = places.level_of(unit)
        tasks.follow_many(persons, path=area.path, owner_id=unit.id, owner_level=level, at=at)


def _settle(made: Handover, *, by: Viewer, at: datetime) -> None:
    kind = rules.EvidenceKind.ACCEPTED if made.accepted else rules.EvidenceKind.DECLINED
    number = tasks.number_of(f"{rules.TaskKind.ACCEPT_HANDOVER}:person:{made.person_id}:{made.pk}")
    if number is not None:
        tasks.submit_evidence(tasks.Proof(number, kind, at), by=SYSTEM, at=at)


def follow_many(person_ids: Iterable[int], path: str) -> None:
    """Give what stands about people the path of the area they now belong to."""
    people_moved = list(person_ids)
    Decision.objects.filter(person_id__in=people_moved, superseded__isnull=True).update(path=path)
    Span.objects.filter(person_id__in=people_moved, live=True).update(path=path)
    Order.objects.filter(person_id__in=people_moved, withdrawn__isnull=True).update(path=path)
    Stay.objects.filter(person_id__in=people_moved, ended__isnull=True).update(path=path)
    ByHand.objects.filter(person_id__in=people_moved, withdrawn__isnull=True).update(path=path)
    Appeal.objects.filter(person_id__in=people_moved).update(path=path)

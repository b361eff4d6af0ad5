"""Stays: what really is. They begin with a served order, change with the phase, end with a release."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from lianfang.accounts.scope import SYSTEM, Viewer
from lianfang.core.days import days_between, local_day
from lianfang.core.measures.owed import RESTRICTING, last_day, next_phase
from lianfang.core.refusal import Refused
from lianfang.findings.actions import resolve_awaited
from lianfang.ledger import actions as ledger
from lianfang.measures.actions.drafting import planned
from lianfang.measures.actions.ordering import begin_from, is_signed, why_over
from lianfang.measures.actions.reviewing import Reviewed, review_many
from lianfang.measures.models import Decision, Order, Stay
from lianfang.people.actions.locking import lock_many


@transaction.atomic
def begin_stay(
    order_id: int,
    *,
    occurred: datetime,
    by: Viewer,
    at: datetime,
    facility_id: int | None = None,
    room: str = "",
) -> int:
    """Somebody is at the place the order names; answers the stay's number. A repeat is the same stay."""
    by.require("do_tasks")
    order = (
        Order.objects.select_for_update(of=("self",)).select_related("decision").filter(pk=order_id).first()
    )
    if order is None or not by.sees(order.path):
        raise Refused("not_found", "没有这份通知书,或不在您的辖区", "no such order in your area")
    if not is_signed(order) or order.served is None:
        raise Refused("stay.unserved", "通知书尚未送达", "the order has not been served")
    running = Stay.objects.filter(order=order, ended__isnull=True).first()
    if running is not None:
        return int(running.pk)
    if refused := why_not_begin(order, occurred=occurred):
        raise refused
    stay = begin_from(order, occurred=occurred, facility_id=facility_id, room=room)
    ledger.record("measures.stay_began", by=by, at=at, subject=("person", order.person_id), path=order.path)
    return int(stay.pk)


def why_not_begin(order: Order, *, occurred: datetime) -> Refused | None:
    """Why nobody is held under an order from an instant on: its days are over, or they were let go since."""
    if over := why_over(order, occurred=occurred):
        return over
    freed = Stay.objects.filter(
        person_id=order.person_id, ended_why__in=("released", "cap"), ended__gte=occurred
    ).first()
    if freed is None:
        return None
    return Refused(
        "stay.released_since",
        "此人已于{day}解除,不能补记更早的进入时间",
        "they were released on {day}; nothing begins before that any more",
        day=local_day(freed.ended or occurred).isoformat(),
    )


@transaction.atomic
def release(person_id: int, *, occurred: datetime, by: Viewer, at: datetime) -> int:
    """End a person's stay on or after its last day and draw up the notice; answers the notice's number.

    Refused before the last day, and while a result that the release hangs on is owed (until the cap).
    """
    by.require("do_tasks")
    lock_many([person_id])
    stay = Stay.objects.filter(person_id=person_id, ended__isnull=True).select_related("order").first()
    if stay is None or not by.sees(stay.path):
        raise Refused("stay.none", "此人目前不在管", "this person is under no measure now")
    if refused := why_not_release(stay, on=local_day(occurred)):
        raise refused
    stay.ended, stay.ended_why = occurred, "released"
    stay.save(update_fields=["ended", "ended_why"])
    decision = Decision.objects.filter(person_id=person_id, superseded__isnull=True).first()
    if decision is None:
        raise Refused("stay.no_decision", "没有判定依据", "there is no decision for this person")
    notice, _ = Order.objects.get_or_create(
        kind="release",
        decision=decision,
        measure=stay.measure,
        withdrawn=None,
        defaults={
            "number": f"JC{local_day(occurred):%Y%m%d}-{stay.pk}",
            "person_id": person_id,
            "path": stay.path,
            "ground": stay.ground,
            "start": local_day(stay.began),
            "until": local_day(occurred),
            "drafted": at,
            "first_by_id": by.post_id,
            "first_signed": at,
            "served": occurred,
            "served_by_id": by.post_id,
        },
    )
    ledger.record("measures.released", by=by, at=at, subject=("person", person_id), path=stay.path)
    return int(notice.pk)


def why_not_release(stay: Stay, *, on: date) -> Refused | None:
    """Why a stay may not end on a day."""
    decision = Decision.objects.filter(person_id=stay.person_id, superseded__isnull=True).first()
    until = last_day(stay.planned_end, planned(decision.days) if decision else ())
    if on < until:
        return Refused(
            "stay.too_early",
            "管控至{until},尚余 {left} 天",
            "the measure stands until {until}: {left} day(s) left",
            until=until.isoformat(),
            left=days_between(on, until),
        )
    owing = [r for r in decision.reasons if r["release"]["state"] != "met"] if decision else []
    caps = [phase["cap"] for reason in owing for phase in reason["phases"]]
    if caps and on < date.fromisoformat(max(caps)):
        because = owing[0]["release"]["because"]
        return Refused(
            "stay.result_owed",
            "尚缺解除所需结果:{owed_zh}",
            "a result is owed: {owed_en}",
            owed_zh=because["zh"],
            owed_en=because["en"],
        )
    return None


@dataclass(frozen=True, slots=True)
class Rolled:
    """What the nightly roll did."""

    reviewed: Reviewed
    phased: int
    ended_by_cap: int


@transaction.atomic
def roll(*, at: datetime) -> Rolled:
    """Bring everybody under a measure into the new day: next phase, ends by themselves, tasks of the horizon.

    Harmless when run again on the same day.
    """
    today = local_day(at)
    stays = list(Stay.objects.select_for_update().filter(ended__isnull=True).order_by("person_id"))
    decisions = {
        d.person_id: d
        for d in Decision.objects.filter(person_id__in=[s.person_id for s in stays], superseded__isnull=True)
    }
    over = [s for s in stays if _capped(s, decisions.get(s.person_id), today)]
    for stay in over:
        stay.ended, stay.ended_why = at, "cap"
    Stay.objects.bulk_update(over, ["ended", "ended_why"])
    phased = _change_phase([s for s in stays if s.ended is None], decisions, today, at=at)
    owing = set(decisions) | set(_untied(today)) | set(_awaited_by_orders()) | set(resolve_awaited(at=at))
    reviewed = review_many(owing, by=SYSTEM, at=at)
    if over or phased:
        ledger.record("measures.rolled", by=SYSTEM, at=at, members=[s.pk for s in [*over, *phased]])
    return Rolled(reviewed, len(phased), len(over))


def _capped(stay: Stay, decision: Decision | None, today: date) -> bool:
    """Whether the latest end has passed: a measure ends by itself unless a person signs an extension."""
    caps = [
        date.fromisoformat(phase["cap"])
        for reason in (decision.reasons if decision else [])
        for phase in reason["phases"]
        if phase["measure"] in RESTRICTING
    ]
    return max([stay.planned_end, *caps]) < today


def _change_phase(
    stays: Sequence[Stay], decisions: dict[int, Decision], today: date, *, at: datetime
) -> list[Stay]:
    changed, begun = [], []
    for stay in stays:
        decision = decisions.get(stay.person_id)
        days = planned(decision.days) if decision else ()
        now = next_phase(stay.measure, days, today=today)
        if now is None:
            continue
        stay.ended, stay.ended_why = at, "phase"
        changed.append(stay)
        begun.append(_next_phase(stay, now, until=last_day(stay.planned_end, days), at=at))
    Stay.objects.bulk_update(changed, ["ended", "ended_why"])
    Stay.objects.bulk_create(begun)
    return changed


def _next_phase(stay: Stay, measure: str, *, until: date, at: datetime) -> Stay:
    return Stay(
        person_id=stay.person_id,
        path=stay.path,
        order_id=stay.order_id,
        measure=measure,
        person_class=stay.person_class,
        edition=stay.edition,
        ground=stay.ground,
        began=at,
        planned_end=until,
        opening_balance=stay.opening_balance,
        moved_from=stay.moved_from,
    )


def _awaited_by_orders() -> list[int]:
    """People for whom an order was drafted under which nobody is held yet: its days may have passed."""
    held = Stay.objects.filter(order=OuterRef("pk"))
    rows = Order.objects.filter(~Exists(held), kind="isolation", withdrawn__isnull=True)
    return list(rows.values_list("person_id", flat=True).distinct())


def _untied(today: date) -> list[int]:
    """People who owe tests or checks without being held anywhere, whose days are not over."""
    from lianfang.measures.models import Span

    rows = Span.objects.filter(live=True, until__gte=today, measure__in=["self_monitor", "test_only"])
    return list(rows.values_list("person_id", flat=True).distinct())

"""Appeals (申诉): filed by the person or for them, reviewed by another unit in time, answered."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from lianfang import policies
from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.bulk import fresh_numbers
from lianfang.core import tasks as rules
from lianfang.core.days import after, local_day
from lianfang.core.findings import Cause
from lianfang.core.measures.appeals import (
    ANSWER_WITHIN_HOURS,
    CLAUSE,
    Appellant,
    Bench,
    Outcome,
    reviewer,
    why_not_review,
)
from lianfang.core.measures.by_hand import Proposal, why_not_after_appeal, why_not_decide
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.ledger import actions as ledger
from lianfang.measures.actions.deciding_by_hand import carry_out, situation_of, write
from lianfang.measures.models import Appeal, ByHand, Decision, Order, Stay
from lianfang.people import actions as people
from lianfang.people.actions.locking import lock_many
from lianfang.people.queries.homes import homes
from lianfang.places import queries as places
from lianfang.places.paths import contains
from lianfang.tasks import actions as tasks
from lianfang.vault.sealing import seal

TEXT, ANSWER = "appeal.text", "appeal.answer"
_LONGEST = 2000
_SEEN_AFTER_HOURS = 72
"""How long a reviewer of another area still sees whom it was about after the answer was due."""
_LEVELS = ("province", "city", "county")


@transaction.atomic
def file_appeal(
    person_id: int,
    text: str,
    said_by: Appellant,
    *,
    order_id: int | None = None,
    by: Viewer,
    at: datetime,
    ref: str | None = None,
) -> int:
    """File an appeal against what is decided about a person, or against one notice; answers its number.

    It is due within the time the edition gives, else within that of the product, and goes to a unit without
    a hand in the decision. Refused: nothing decided, nothing said, one that waits for an answer already.
    """
    text = text.strip()[:_LONGEST]
    if not text:
        raise Refused("appeal.text", "请写明申诉内容", "say what the appeal is about")
    if (kept := ledger.once(ref, verb="measures.appealed")) is not None:
        return int(kept["appeal"])
    path = _home(person_id)
    by.require("declare", path)
    with acting(SYSTEM):
        lock_many([person_id])
        order, decision = _against(person_id, order_id)
        if Appeal.objects.filter(person_id=person_id, answered__isnull=True).exists():
            raise Refused(
                "appeal.open",
                "已有一件申诉在复核,可以补充说明",
                "an appeal of this person is being reviewed already",
            )
        involved = _involved(person_id, decision, order, path)
        unit = _reviewer(path, [Bench(*pair) for pair in involved["units"]])
        within, status = _deadline(decision.edition)
        (key,) = fresh_numbers(Appeal, 1)  # two people may appeal at the same instant
        made = Appeal.objects.create(
            id=key, number=f"SS{local_day(at):%Y%m%d}-{key}", person_id=person_id, path=path,
            decision=decision, order=order, said_by=str(said_by), text_sealed=seal(TEXT, text), filed=at,
            filed_by_id=by.post_id, due=after(at, hours=within), status=status, involved=involved,
            before=_before(decision, order), reviewer_id=unit.id, reviewer_path=unit.path,
        )  # fmt: skip
        _ask(made, unit, at=at)
        if not contains(unit.path, path):
            until = after(made.due, hours=_SEEN_AFTER_HOURS)
            people.grant(person_id, unit.path, ground="appeal", until=until, by=SYSTEM, at=at)
    body = {"appeal": made.pk, "reviewer": unit.id}
    event = ledger.record(
        "measures.appealed", by=by, at=at, subject=("person", person_id), path=path, body=body
    )
    ledger.keep_ref(ref, verb="measures.appealed", event=event, outcome={"appeal": made.pk})
    return int(made.pk)


def _home(person_id: int) -> str:
    home = homes([person_id]).get(person_id)
    if home is None:
        raise Refused("not_found", "没有这个人", "nobody of this number")
    return home.path


def _against(person_id: int, order_id: int | None) -> tuple[Order | None, Decision]:
    """The notice and the decision appealed against: the notice named, else the newest that stands."""
    orders = Order.objects.filter(person_id=person_id, first_signed__isnull=False).select_related("decision")
    if order_id is not None:
        order = orders.filter(pk=order_id).first()
        if order is None:
            raise Refused("appeal.order", "没有这份已签发的通知书", "there is no such signed notice")
        return order, order.decision
    order = orders.filter(withdrawn__isnull=True).order_by("-pk").first()
    decision = Decision.objects.filter(person_id=person_id, superseded__isnull=True).first()
    if decision is None or not decision.reasons:
        raise Refused(
            "appeal.nothing", "目前没有对此人的决定可以申诉", "nothing is decided about this person"
        )
    return order, decision


def _involved(person_id: int, decision: Decision, order: Order | None, path: str) -> dict[str, list[Any]]:
    """Units with their depth, and staff, who drafted, signed or execute the decision."""
    posts = {decision.by_id}
    if order is not None:
        posts |= {order.first_by_id, order.second_by_id, order.served_by_id}
    for made in ByHand.objects.filter(person_id=person_id, signed__isnull=False, withdrawn__isnull=True):
        posts |= {made.first_by_id, made.second_by_id}
    hands = [accounts.viewer_of_post(post) for post in posts if post is not None]
    units = {hand.unit_id for hand in hands if hand.unit_id is not None}
    units |= {unit.id for unit in places.answering_units([path]).values()}
    stay = Stay.objects.filter(person_id=person_id, ended__isnull=True).select_related("facility").first()
    if stay is not None and stay.facility is not None and stay.facility.unit_id is not None:
        units.add(stay.facility.unit_id)
    benches = _benches(places.units_by_id(units).values())
    return {
        "units": sorted([bench.unit_id, bench.depth] for bench in benches),
        "staff": sorted({hand.staff_id for hand in hands if hand.staff_id is not None}),
    }


def _benches(units: Iterable[places.Body]) -> list[Bench]:
    bodies = list(units)
    areas = places.regions_by_path({unit.path for unit in bodies})
    return [Bench(unit.id, places.DEPTH[areas[unit.path].level]) for unit in bodies if unit.path in areas]


def _reviewer(path: str, involved: list[Bench]) -> places.Body:
    """The unit that reviews: headquarters above the person first, those of neighbouring counties after."""
    line = [area for area in places.line(path) if area.level in _LEVELS]
    above = places.units_at_level({(path, area.level) for area in line}).values()
    tops = [area.path for area in line if area.level == "city"] or [area.path for area in line[:1]]
    beside = [unit for top in tops for unit in places.units_in(top, kinds=["headquarters"])]
    for units in (above, beside):
        staffed = accounts.holders({unit.id for unit in units})
        benches = [bench for bench in _benches(units) if bench.unit_id in staffed]
        chosen = reviewer(_least_busy_first(benches), involved)
        if chosen is not None:
            return places.units_by_id([chosen])[chosen]
    raise Refused(
        "appeal.nobody",
        "没有不涉及该决定的单位可以复核,请拨打 12345,并请上级增设复核单位",
        "no unit without a hand in the decision is there to review it: dial 12345, and have one set up",
    )


def _least_busy_first(benches: list[Bench]) -> list[Bench]:
    """Of several units that are as fit the one with the fewest appeals before it is chosen."""
    open_ones = Appeal.objects.filter(answered__isnull=True, reviewer_id__in=[b.unit_id for b in benches])
    busy = Counter(open_ones.values_list("reviewer_id", flat=True))
    return sorted(benches, key=lambda bench: (busy[bench.unit_id], bench.unit_id))


def _deadline(edition: str) -> tuple[float, str]:
    """Within how many hours an appeal is answered, and how well that is founded."""
    norm = policies.load(edition).deadlines.get(CLAUSE)
    if norm is None or isinstance(norm.value, tuple):
        return ANSWER_WITHIN_HOURS, "P"
    return float(norm.value), norm.status


def _before(decision: Decision, order: Order | None) -> dict[str, Any]:
    """What was decided, as far as a reviewer must know it."""
    return {
        "edition": decision.edition,
        "reasons": decision.reasons,
        "days": list(decision.days),
        "order": order.number if order else "",
        "measure": order.measure if order else "",
        "start": order.start.isoformat() if order else "",
        "until": order.until.isoformat() if order else "",
    }


def _ask(made: Appeal, unit: places.Body, *, at: datetime) -> None:
    task = rules.Task(
        key=key_of(made.pk),
        kind=rules.TaskKind.ANSWER_APPEAL,
        subject=rules.Subject(rules.SubjectKind.DOCUMENT, made.pk),
        owner=unit.path,
        owner_level=places.level_of(unit),
        opens=at,
        due=made.due,
        clause=CLAUSE,
    )
    new = tasks.NewTask(
        task=task, owner_id=unit.id, place_path=made.path, person_id=made.person_id, order_id=made.pk,
        edition=made.decision.edition,
        because=Words(f"申诉 {made.number},由本单位复核", f"appeal {made.number}, reviewed by this unit"),
    )  # fmt: skip
    tasks.add_many([new], by=SYSTEM, at=at)


def key_of(appeal_id: int) -> str:
    """The key of the task that asks for the answer."""
    return f"{rules.TaskKind.ANSWER_APPEAL}:{rules.Subject(rules.SubjectKind.DOCUMENT, appeal_id)}"


@transaction.atomic
def answer_appeal(
    appeal_id: int,
    outcome: Outcome,
    reasons: str,
    *,
    proposal: Proposal | None = None,
    by: Viewer,
    at: datetime,
) -> None:
    """Answer an appeal with reasons: the decision stands, or is changed by hand (``proposal``) at once.

    The reviewer is of the unit asked or of one above it, and had no hand in the decision. Nobody is put
    under more because they appealed. The reviewer's is the second look: no further signature is asked for.
    """
    by.require("sign_order")
    made = _waiting(appeal_id, by=by)
    if refused := why_not_answer(made, by):
        raise refused
    reasons = reasons.strip()[:_LONGEST]
    if not reasons:
        raise Refused("appeal.reasons", "请写明复核理由", "give the reasons")
    if (outcome is Outcome.CHANGED) != (proposal is not None) or outcome is Outcome.WITHDRAWN:
        raise Refused("appeal.outcome", "变更决定要写明改成什么", "a change says what takes its place")
    if proposal is not None:
        made.by_hand = _changed(made, proposal, by=by, at=at)
    _close(made, outcome, reasons, by=by, at=at)
    number = tasks.number_of(key_of(made.pk))
    if number is not None:
        proof = tasks.Proof(number, rules.EvidenceKind.ANSWERED, at, payload={"outcome": str(outcome)})
        tasks.submit_evidence(proof, by=by, at=at)


def why_not_answer(made: Appeal, by: Viewer) -> Refused | None:
    """Why this viewer may not answer an appeal."""
    if made.answered is not None:
        return Refused("appeal.answered", "申诉已答复", "the appeal is answered already")
    units, staff = {unit for unit, _ in made.involved["units"]}, set(made.involved["staff"])
    if refused := why_not_review(by.unit_id, by.staff_id, units=units, staff=staff):
        return refused
    if not by.sees(made.reviewer_path):
        return Refused(
            "appeal.not_reviewer",
            "由指定的复核单位或其上级答复",
            "the reviewing unit answers, or one above it",
        )
    return None


def _changed(made: Appeal, proposal: Proposal, *, by: Viewer, at: datetime) -> ByHand:
    """The decision by hand that follows, in force at once, wherever the reviewer stands."""
    found = situation_of(made.person_id, at=at)
    told = Proposal(
        measure=proposal.measure, start=proposal.start, until=proposal.until, tests=proposal.tests,
        in_place_of=proposal.in_place_of, cause=Cause.APPEAL, ground=proposal.ground or made.number,
        evidence=(f"appeal:{made.number}",),
    )  # fmt: skip
    refused = why_not_decide(told, found.edition, standing=found.rows, today=local_day(at))
    if refused := refused or why_not_after_appeal(told, made.before["days"]):
        raise refused
    by_hand = write(made.person_id, told, found, by=by, at=at, needs_second=False)
    with acting(SYSTEM):
        carry_out(by_hand, by=by, at=at)
    return by_hand


def _close(made: Appeal, outcome: Outcome, words: str, *, by: Viewer, at: datetime) -> None:
    made.answered, made.answered_by_id, made.outcome = at, by.post_id, str(outcome)
    made.answer_sealed = seal(ANSWER, words)
    made.save(update_fields=["answered", "answered_by", "outcome", "answer_sealed", "by_hand"])
    ledger.record(
        "measures.appeal_answered", by=by, at=at, subject=("person", made.person_id), path=made.path,
        body={"appeal": made.pk, "outcome": str(outcome)},
    )  # fmt: skip


@transaction.atomic
def withdraw_appeal(appeal_id: int, *, reason: str, by: Viewer, at: datetime) -> None:
    """Note that the person takes an appeal back; the task that asked for the answer goes with it."""
    made = _waiting(appeal_id, by=by)
    by.require("declare", made.path)
    if not reason.strip():
        raise Refused("appeal.reasons", "请写明撤回原因", "say why it is taken back")
    if made.answered is not None:
        raise Refused("appeal.answered", "申诉已答复", "the appeal is answered already")
    _close(made, Outcome.WITHDRAWN, reason.strip()[:_LONGEST], by=by, at=at)
    with acting(SYSTEM):
        number = tasks.number_of(key_of(made.pk))
        if number is not None:
            tasks.withdraw_many([number], reason=Outcome.WITHDRAWN.words.zh, by=by, at=at)


def _waiting(appeal_id: int, *, by: Viewer) -> Appeal:
    found = Appeal.objects.select_for_update(of=("self",)).filter(pk=appeal_id).first()
    if found is None or not (by.sees(found.path) or by.sees(found.reviewer_path)):
        raise Refused("not_found", "没有这件申诉,或不在您的辖区内", "no such appeal in your area")
    return found

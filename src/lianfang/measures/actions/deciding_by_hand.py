"""Deciding by hand (人工判定): proposed with its evidence, signed by a second person where two must, undone.

What was signed becomes a finding, and the decision made anew names it as a reason with its author. Somebody
who is held for longer than that may be released at once.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from lianfang import policies
from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core import findings as known
from lianfang.core import tasks as rules
from lianfang.core.days import after, local_day
from lianfang.core.measures.by_hand import ROW, Proposal, why_not_decide
from lianfang.core.measures.edition import Edition
from lianfang.core.measures.owed import hours, restricting
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.findings import actions as findings
from lianfang.findings import queries as finding_queries
from lianfang.ledger import actions as ledger
from lianfang.measures.actions.drafting import planned
from lianfang.measures.actions.reviewing import review_many
from lianfang.measures.models import ByHand, Decision, Order, Stay
from lianfang.measures.queries.editions import editions_for
from lianfang.people.actions.locking import lock_many
from lianfang.places import queries as places
from lianfang.tasks import actions as tasks
from lianfang.tasks import queries as task_queries

NEEDS = "sign_order"
"""Who may sign notices may decide by hand."""
_SOURCE = "by_hand"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A decision by hand: its number, and whether it is in force or waits for a second signature."""

    id: int
    signed: bool


class Situation(NamedTuple):
    """What a decision by hand starts from: where the person is, the edition there, what stands."""

    path: str
    edition: Edition
    standing: Decision | None

    @property
    def rows(self) -> frozenset[str]:
        """The rows that decide about the person now."""
        reasons = self.standing.reasons if self.standing else []
        return frozenset(reason["row"] for reason in reasons) - {ROW}


@transaction.atomic
def propose_by_hand(
    person_id: int, proposal: Proposal, *, by: Viewer, at: datetime, ref: str | None = None
) -> Proposed:
    """Decide about a person by hand. It is in force at once, unless it holds them or sets a row aside: then
    a second person signs, and is asked to by a task.

    Refused: what :func:`lianfang.core.measures.by_hand.why_not_decide` refuses, and evidence that is not the
    person's.
    """
    by.require(NEEDS)
    if (kept := ledger.once(ref, verb="measures.by_hand_proposed")) is not None:
        return Proposed(kept["by_hand"], kept["signed"])
    found = situation_of(person_id, at=at)
    if not by.sees(found.path):
        raise Refused("not_found", "没有这个人,或不在您的辖区内", "nobody of this number in your area")
    _refuse(proposal, found, today=local_day(at))
    _refuse_strange_evidence(person_id, proposal.evidence, by=by)
    made = write(person_id, proposal, found, by=by, at=at, needs_second=proposal.needs_second)
    if made.needs_second:
        _ask_second(made, found, at=at)
    else:
        carry_out(made, by=by, at=at)
    event = ledger.record(
        "measures.by_hand_proposed", by=by, at=at, subject=("person", person_id), path=found.path,
        body={"by_hand": made.pk, "signed": not made.needs_second},
    )  # fmt: skip
    outcome = {"by_hand": made.pk, "signed": not made.needs_second}
    ledger.keep_ref(ref, verb="measures.by_hand_proposed", event=event, outcome=outcome)
    return Proposed(made.pk, not made.needs_second)


def situation_of(person_id: int, *, at: datetime) -> Situation:
    """Lock a person and say what a decision by hand starts from."""
    with acting(SYSTEM):
        where = lock_many([person_id])
        if person_id not in where:
            raise Refused("not_found", "没有这个人,或不在您的辖区内", "nobody of this number in your area")
        standing = Decision.objects.filter(person_id=person_id, superseded__isnull=True).first()
        edition = editions_for({person_id: standing}, where, at=at)[person_id]
    return Situation(where[person_id], policies.load(edition), standing)


def _refuse(proposal: Proposal, found: Situation, *, today: date) -> None:
    if refused := why_not_decide(proposal, found.edition, standing=found.rows, today=today):
        raise refused


def _refuse_strange_evidence(person_id: int, evidence: Collection[str], *, by: Viewer) -> None:
    if not set(evidence) <= set(evidence_of(by, person_id)):
        raise Refused(
            "by_hand.evidence_gone",
            "所选佐证已撤回,或不是此人的",
            "evidence you chose was taken back, or is not about this person",
        )


def evidence_of(
    viewer: Viewer, person_id: int
) -> dict[str, finding_queries.Known | finding_queries.ResultRow]:
    """What is known of a person that a decision may stand on, by the name it is kept under: newest first."""
    held = finding_queries.about(viewer, person_id)
    live = [each for each in held if each.retracted is None and not each.superseded]
    telling = [each for each in live if _tells(each.payload)]
    results = finding_queries.results_of(viewer, person_id)
    return {
        **{f"result:{row.specimen}": row for row in results},
        **{f"finding:{each.id}": each for each in telling},
    }


def _tells(payload: known.Payload) -> bool:
    """Whether it bears on a decision: not one made by hand, nor a call or a day without signs."""
    if isinstance(payload, known.CheckIn):
        return bool(payload.signs)
    return not isinstance(payload, known.Override | known.Contacted)


def write(
    person_id: int, proposal: Proposal, found: Situation, *, by: Viewer, at: datetime, needs_second: bool
) -> ByHand:
    """The proposal as it waits to be carried out; its author by name and unit."""
    payload = known.Override(
        measure=proposal.measure,
        start=proposal.start,
        until=proposal.until,
        tests=tuple(sorted(proposal.tests)),
        in_place_of=tuple(sorted(proposal.in_place_of)),
        cause=proposal.cause,
        ground=proposal.ground.strip(),
        evidence=tuple(sorted(proposal.evidence)),
        author=signature(by),
    )
    with acting(SYSTEM):
        return ByHand.objects.create(
            person_id=person_id, path=found.path, payload=known.to_payload(payload), proposed=at,
            needs_second=needs_second, first_by_id=by.post_id, first_staff=by.staff_id,
        )  # fmt: skip


def signature(by: Viewer) -> str:
    """Who signs, with the unit they sign for."""
    unit = places.units_by_id([by.unit_id]).get(by.unit_id) if by.unit_id else None
    return f"{by.name}({unit.name})" if unit else by.name


def _ask_second(made: ByHand, found: Situation, *, at: datetime) -> None:
    near = places.units_at_level({(found.path, "county")})
    unit = near.get((found.path, "county")) or places.answering_units([found.path])[found.path]
    subject = rules.Subject(rules.SubjectKind.DOCUMENT, made.pk)
    task = rules.Task(
        key=_key(made),
        kind=rules.TaskKind.COUNTERSIGN,
        subject=subject,
        owner=unit.path,
        owner_level=places.level_of(unit),
        opens=at,
        due=after(at, hours=hours(found.edition, "sign_order_hours")),
        clause="sign_order_hours",
    )
    first = made.payload["author"]
    new = tasks.NewTask(
        task=task, owner_id=unit.id, place_path=found.path, person_id=made.person_id, order_id=made.pk,
        edition=found.edition.id,
        because=Words(f"{first}提出,须第二人签署", f"proposed by {first}; a second person signs"),
    )  # fmt: skip
    tasks.add_many([new], by=SYSTEM, at=at)


def _key(made: ByHand) -> str:
    subject = rules.Subject(rules.SubjectKind.DOCUMENT, made.pk)
    return f"{rules.TaskKind.COUNTERSIGN}:{subject}"


@transaction.atomic
def countersign(by_hand_id: int, *, by: Viewer, at: datetime) -> None:
    """Sign a decision by hand as the second person: it is in force.

    Refused: the first signer, under whatever post; a proposal whose first day has gone, or whose rows no
    longer stand.
    """
    by.require(NEEDS)
    made = _locked(by_hand_id, by=by)
    if refused := why_not_countersign(made, by):
        raise refused
    payload = known.from_payload("override", made.payload)
    assert isinstance(payload, known.Override)
    found = situation_of(made.person_id, at=at)
    _refuse(_proposal(payload), found, today=local_day(at))
    made.payload = known.to_payload(replace(payload, second=signature(by)))
    made.second_by_id = by.post_id
    carry_out(made, by=by, at=at)
    if (number := tasks.number_of(_key(made))) is not None:
        tasks.submit_evidence(tasks.Proof(number, rules.EvidenceKind.SIGNED, at), by=by, at=at)
    ledger.record(
        "measures.by_hand_signed", by=by, at=at, subject=("person", made.person_id), path=made.path,
        body={"by_hand": made.pk},
    )  # fmt: skip


def _proposal(payload: known.Override) -> Proposal:
    return Proposal(
        measure=payload.measure, start=payload.start, until=payload.until, tests=payload.tests,
        in_place_of=payload.in_place_of, cause=payload.cause or known.Cause.SILENT, ground=payload.ground,
        evidence=payload.evidence,
    )  # fmt: skip


def why_not_countersign(made: ByHand, by: Viewer) -> Refused | None:
    """Why this viewer may not sign as the second."""
    if made.withdrawn is not None:
        return Refused("by_hand.withdrawn", "该判定已撤回", "it was withdrawn")
    if made.signed is not None:
        return Refused("by_hand.signed", "该判定已生效", "it is in force already")
    same_post = made.first_by_id is not None and made.first_by_id == by.post_id
    if same_post or (made.first_staff is not None and made.first_staff == by.staff_id):
        return Refused("by_hand.second_person", "须由另一人签署", "another person must sign")
    return None


def carry_out(made: ByHand, *, by: Viewer, at: datetime) -> None:
    """Make a signed decision by hand known, settle who was to decide, and decide anew."""
    payload = known.from_payload("override", made.payload)
    new = findings.NewFinding(made.person_id, payload, at, _SOURCE, made.path)
    (made.finding_id,) = findings.record_many([new], by=by, at=at)
    made.signed = at
    made.save(update_fields=["payload", "second_by", "signed", "finding_id"])
    waiting = task_queries.live_ids(by, person_id=made.person_id, kind=rules.TaskKind.DECIDE)
    if waiting:
        decided = rules.EvidenceKind.DECIDED
        proofs = [tasks.Proof(number, decided, at, made.finding_id) for number in waiting]
        tasks.submit_evidence_many(proofs, by=by, at=at)
    review_many([made.person_id], by=by, at=at)
    if _fit_stay(made.person_id, longer=False, today=local_day(at)):
        review_many([made.person_id], by=by, at=at)


@transaction.atomic
def withdraw_by_hand(by_hand_id: int, *, reason: str, by: Viewer, at: datetime) -> None:
    """Withdraw a decision by hand, signed or not; what the rules say stands again."""
    by.require(NEEDS)
    made = _locked(by_hand_id, by=by)
    if made.withdrawn is not None:
        raise Refused("by_hand.withdrawn", "该判定已撤回", "it was withdrawn")
    if not reason.strip():
        raise Refused("by_hand.no_reason", "请写明撤回理由", "say why it is withdrawn")
    made.withdrawn, made.withdrawn_by_id, made.withdrawn_reason = at, by.post_id, reason.strip()[:200]
    made.save(update_fields=["withdrawn", "withdrawn_by", "withdrawn_reason"])
    if made.finding_id is None:
        if (number := tasks.number_of(_key(made))) is not None:
            tasks.withdraw_many([number], reason=made.withdrawn_reason, by=by, at=at)
    else:
        findings.retract_many([made.finding_id], reason=reason, by=by, at=at)
        tasks.let_fall(made.finding_id, rules.EvidenceKind.DECIDED, by=by, at=at)
        review_many([made.person_id], by=by, at=at)
        if _fit_stay(made.person_id, longer=True, today=local_day(at)):
            review_many([made.person_id], by=by, at=at)
    ledger.record(
        "measures.by_hand_withdrawn", by=by, at=at, subject=("person", made.person_id), path=made.path,
        body={"by_hand": made.pk},
    )  # fmt: skip


def _fit_stay(person_id: int, *, longer: bool, today: date) -> bool:
    """Let an open stay end with the last day that anybody is to be held; ``longer``: back to what was served.

    A stay is only ever lengthened by a notice that was served, so a longer decision waits for its notice.
    """
    stay = Stay.objects.filter(person_id=person_id, ended__isnull=True).first()
    decision = Decision.objects.filter(person_id=person_id, superseded__isnull=True).first()
    if stay is None or decision is None:
        return False
    held = restricting(planned(decision.days), today=today)
    last = held[-1].day if held else today
    served = Order.objects.filter(pk=stay.order_id or 0).values_list("until", flat=True).first()
    end = min(last, served or stay.planned_end) if longer else min(last, stay.planned_end)
    if end == stay.planned_end:
        return False
    Stay.objects.filter(pk=stay.pk).update(planned_end=end)
    return True


def _locked(by_hand_id: int, *, by: Viewer) -> ByHand:
    found = ByHand.objects.select_for_update(of=("self",)).filter(pk=by_hand_id).first()
    if found is None or not by.sees(found.path):
        raise Refused("not_found", "没有这项判定,或不在您的辖区内", "no such decision in your area")
    return found

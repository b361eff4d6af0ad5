"""What people do about rows: say who a doubtful one is, push somebody on to an area outside."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core import findings as known
from lianfang.core import intake as rules
from lianfang.core.findings import Outcome
from lianfang.core.refusal import Refused
from lianfang.core.tasks import EvidenceKind, TaskKind
from lianfang.findings import actions as finding_actions
from lianfang.intake.actions import duties
from lianfang.intake.actions.accepting import Accepted, learn
from lianfang.intake.actions.portions import RAW, Line, accepted, origin_of
from lianfang.intake.models import Forward, InboundList, InboundRow
from lianfang.intake.placing import Gazetteer
from lianfang.intake.said import claim_of, said_of
from lianfang.intake.sheets import mapping_of, raw_cells
from lianfang.ledger import actions as ledger
from lianfang.measures import actions as measures
from lianfang.people import actions as people
from lianfang.places import queries as places
from lianfang.tasks import actions as tasks
from lianfang.vault.sealing import reveal


def said_by(row: InboundRow) -> rules.Row:
    """What a kept row says, read again from the cells that were sent."""
    plan = row.inbound.sheets[row.sheet]
    cells = raw_cells(reveal(RAW, row.raw))
    read = rules.read_row(cells, mapping_of(plan), row=row.number, sheet=plan["name"], at=row.inbound.at)
    if isinstance(read, rules.Rejected):
        raise Refused("row.rejected", "该行已退回来源单位", "this row was sent back")
    return read


@transaction.atomic
def settle_row(
    row_id: int, person_id: int | None, *, by: Viewer, at: datetime, ref: str | None = None
) -> int:
    """Say who a doubtful row is: one of the candidates, or somebody new (None). Answers the person's number.

    The row is then accepted like any other: what it says is known, and the person is to be found. Refused:
    a row that is not doubtful, a person who is none of its candidates.
    """
    if (before := ledger.once(ref, verb="intake.row_settled")) is not None:
        return int(before["person"])
    row = _doubtful(row_id, by=by)
    if person_id is not None and person_id not in row.candidates:
        raise Refused("row.candidate", "请从候选人中选择", "choose one of the candidates")
    said = said_by(row)
    spot = Gazetteer(places.line(row.home), places.subtree(row.home)).find(said.destination, said.address)
    with acting(SYSTEM):
        settled = people.settle_ambiguous(claim_of(said, spot), person_id, by=SYSTEM, at=at)
        origin = origin_of(row.inbound)
        told = said_of(said, spot, received=origin.received, source=origin.source)
        (outcome,) = learn([(told, settled)], origin, by=by, at=at)
        assert isinstance(outcome, Accepted)
        line = Line(row.sheet, row.number, "", said, id=row.pk)
        accepted(line, outcome)
        _keep(row, line)
        duties.give(row.inbound, [line], by=by, at=at)
        _settle_review(row, at=at)
        event = ledger.record(
            "intake.row_settled", by=by, at=at, subject=("row", row.pk), path=row.home,
            body={"person": settled.person_id, "new": settled.new},
        )  # fmt: skip
        ledger.keep_ref(ref, verb="intake.row_settled", event=event, outcome={"person": settled.person_id})
    return settled.person_id


def _doubtful(row_id: int, *, by: Viewer) -> InboundRow:
    row = InboundRow.objects.select_for_update(of=("self",)).filter(pk=row_id).first()
    if row is None or not (by.sees(row.home) or by.sees(row.path)):
        raise Refused("not_found", "没有这一行,或不在您的辖区", "no such row in your area")
    by.require("settle_rows")
    if row.state != "ambiguous":
        raise Refused("row.settled", "该行已认定", "it is settled who this row is")
    return row


def _keep(row: InboundRow, line: Line) -> None:
    """The row is accepted, and the balance of its list says so."""
    row.state, row.person_id, row.path, row.claimed = "accepted", line.person_id, line.path, line.claimed
    row.save(update_fields=["state", "person", "path", "claimed"])
    InboundList.objects.filter(pk=row.inbound_id).update(
        accepted=F("accepted") + 1, ambiguous=F("ambiguous") - 1
    )


def _settle_review(row: InboundRow, *, at: datetime) -> None:
    number = tasks.number_of(duties.review_key(row.inbound, row.pk))
    if number is not None:
        proof = tasks.Proof(number, EvidenceKind.ROW_SETTLED, at)
        tasks.submit_evidence(proof, by=SYSTEM, at=at)


@transaction.atomic
def push_on(
    row_ids: Sequence[int], to: str, *, outcome: Outcome, by: Viewer, at: datetime
) -> dict[int, Refused | None]:
    """Push people who are not here on to an area outside the tree; answers for each row why not, or None.

    They are ours until the receipt comes. The search ends with it: what was found out is recorded and
    the task to find them is met.
    """
    by.require("do_tasks")
    if not outcome.forwards or not to.strip():
        raise Refused(
            "forward.where",
            "请写明推往何地,以及已离开还是不在本地",
            "say to where, and whether they have left",
        )
    locked = InboundRow.objects.select_for_update(of=("self",)).filter(pk__in=list(row_ids))
    rows = {row.pk: row for row in locked.order_by("pk")}
    pushed = set(
        Forward.objects.filter(row__in=rows).exclude(accepted=False).values_list("row_id", flat=True)
    )
    refusals = {number: _why_not_push(by, rows.get(number), pushed) for number in row_ids}
    going = [rows[number] for number, refused in refusals.items() if refused is None]
    Forward.objects.bulk_create(
        Forward(
            row=row, path=row.path, home=row.home, to=to.strip()[:120], why=str(outcome), sent=at,
            sent_by_id=by.post_id,
        )
        for row in going
    )  # fmt: skip
    _end_search(going, to.strip(), outcome, by=by, at=at)
    if going:
        ledger.record("intake.pushed_on", by=by, at=at, path=by.path, members=[r.pk for r in going])
    return refusals


def _why_not_push(by: Viewer, row: InboundRow | None, pushed: set[int]) -> Refused | None:
    if row is None or not by.sees(row.path):
        return Refused("not_found", "没有这一行,或不由您的辖区负责", "no such row that your area answers for")
    if row.state != "accepted":
        return Refused("row.nobody", "该行没有对应人员", "this row stands for nobody")
    if row.pk in pushed:
        return Refused("forward.open", "已推往外地", "it was pushed on already")
    return None


def _end_search(rows: Sequence[InboundRow], to: str, outcome: Outcome, *, by: Viewer, at: datetime) -> None:
    payload = known.Located(
        outcome=outcome, method=known.Method.CALL, attempted_by=by.name or "—", forward_to=to
    )
    with acting(SYSTEM):
        people_pushed = {row.person_id: row for row in rows if row.person_id is not None}
        measures.learn_many(
            [
                finding_actions.NewFinding(person, payload, at, "field", row.path)
                for person, row in people_pushed.items()
            ],
            by=by,
            at=at,
        )
        searching = tasks.live_of_many(people_pushed, TaskKind.LOCATE)
        proofs = [tasks.Proof(number, EvidenceKind.LOCATED, at) for number in searching.values()]
        if proofs:
            tasks.submit_evidence_many(proofs, by=SYSTEM, at=at)


@transaction.atomic
def note_receipt(forward_id: int, *, accepted: bool, receipt: str, by: Viewer, at: datetime) -> None:
    """Note what an area outside answered: accepted with its receipt, or sent back, and ours again."""
    by.require("do_tasks")
    made = Forward.objects.select_for_update(of=("self",)).filter(pk=forward_id).first()
    if made is None or not (by.sees(made.path) or by.sees(made.home)):
        raise Refused("not_found", "没有这项推转", "nothing of this kind was pushed on")
    if made.answered is not None:
        raise Refused("forward.answered", "推转已答复", "it was answered already")
    if accepted and not receipt.strip():
        raise Refused("forward.receipt", "请填写接收回执", "state the receipt")
    made.accepted, made.receipt = accepted, receipt.strip()[:120]
    made.answered, made.answered_by_id = at, by.post_id
    made.save(update_fields=["accepted", "receipt", "answered", "answered_by"])
    ledger.record(
        "intake.forward_answered", by=by, at=at, subject=("forward", made.pk), path=made.path,
        body={"accepted": accepted},
    )  # fmt: skip

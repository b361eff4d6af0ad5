"""Self-declaration (报备): people tell of themselves, on the page, through somebody else, or on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core import findings as known
from lianfang.core.days import after, local_day
from lianfang.core.intake import Level, Rejected, Row
from lianfang.core.refusal import Refused
from lianfang.core.tasks import EvidenceKind, TaskKind
from lianfang.core.words import Words
from lianfang.findings import actions as finding_actions
from lianfang.intake import receipts
from lianfang.intake.actions.accepting import Accepted, Origin, accept_many, learn
from lianfang.intake.actions.answering import ask, due_at, key_of
from lianfang.intake.models import Declaration, DeclarationKind, InboundList, InboundRow
from lianfang.intake.placing import Gazetteer
from lianfang.intake.said import claim_of, said_of
from lianfang.ledger import actions as ledger
from lianfang.measures import actions as measures
from lianfang.people import actions as people
from lianfang.places import queries as places
from lianfang.tasks import actions as tasks
from lianfang.vault.sealing import seal, seal_many

if TYPE_CHECKING:
    from lianfang.intake.actions.portions import Line

_SEEN_HOURS = 30 * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeclaration:
    """What somebody tells: text by field of ``receipts.FORM``. ``region_id`` is the area that takes it.

    By proxy the guardian's fields say who tells it, and ``relation`` what they are to the person.
    """

    said: Mapping[str, str] = field(repr=False)
    region_id: int
    kind: str = DeclarationKind.SELF
    paper: str = ""
    relation: str = ""


def public_desk(region_id: int) -> Viewer:
    """Who acts for people without an account: may declare in the area, and nothing else."""
    area = places.region(region_id)
    return Viewer(None, None, receipts.SOURCE, "public", None, area.id, area.path, area.level)


def faults(said: Mapping[str, str], *, at: datetime) -> dict[str, tuple[Words, Words]]:
    """For each field that cannot be taken why, and how to mend it; empty where the declaration stands."""
    read = receipts.read_said(said, at=at)
    errors = [problem for problem in read.problems if problem.level is Level.ERROR]
    return {str(receipts.field_at(p.column)): (p.message, p.remedy) for p in reversed(errors)}


@transaction.atomic
def declare(new: NewDeclaration, *, by: Viewer, at: datetime, ref: str | None = None) -> str:
    """Take a declaration; answers its receipt. The same reference again answers the same.

    What is told becomes known and is decided about like a row of a list. Whoever a list has pushed already
    is called once, for the list. Refused: fields that cannot be read (see :func:`faults`).
    """
    area = places.region(new.region_id)
    by.require("declare", area.path)
    if (before := ledger.once(ref, verb="intake.declared")) is not None:
        return str(before["receipt"])
    read = receipts.read_said(new.said, at=at)
    if isinstance(read, Rejected):
        raise _unreadable(read)
    with acting(SYSTEM):
        spot = _names(area.path).find(read.destination, read.address)
        origin = Origin(area.path, receipts.SOURCE, at, after(at, hours=_SEEN_HOURS))
        said = said_of(read, spot, received=at, source=receipts.SOURCE)
        (outcome,) = accept_many([said], origin, by=by, at=at)
        made = Declaration(
            receipt=receipts.new_receipt(), kind=new.kind, region_id=spot.region_id, path=spot.path, at=at,
            by_id=by.post_id, paper=new.paper[:40], due=due_at(area.path, at=at),
            sealed=seal(receipts.SEALED, receipts.sealed_text(new.said, relation=new.relation)),
            **_told(read),
        )  # fmt: skip
        _know(made, outcome)
        made.save()
        ask([(made, read)], at=at)
        event = ledger.record(
            "intake.declared", by=by, at=at, subject=("declaration", made.pk), path=made.path,
            body={"kind": made.kind},
        )  # fmt: skip
        ledger.keep_ref(ref, verb="intake.declared", event=event, outcome={"receipt": made.receipt})
    return made.receipt


def _unreadable(read: Rejected) -> Refused:
    first = next(problem for problem in read.problems if problem.level is Level.ERROR)
    named = receipts.field_at(first.column).words
    return Refused(
        "declaration.unreadable",
        "{field}:{why}。{mend}",
        "{field_en}: {why_en}; {mend_en}",
        field=named.zh,
        field_en=named.en,
        why=first.message.zh,
        why_en=first.message.en,
        mend=first.remedy.zh,
        mend_en=first.remedy.en,
    )


def _names(path: str) -> Gazetteer:
    return Gazetteer(places.line(path), places.subtree(path))


def _told(read: Row) -> dict[str, object]:
    """What stands open beside the sealed text."""
    return {
        "tail_index": receipts.tail_of(read),
        "origin": (read.origin or read.risk_area)[:200],
        "left": read.left,
        "arrived": local_day(read.arrived) if read.arrived else None,
        "transport": str(read.transport or ""),
    }


def _know(made: Declaration, outcome: Accepted | people.Ambiguous) -> None:
    """Note who declared, where they stand, and which row of a list pushed the same person."""
    if isinstance(outcome, people.Ambiguous):
        made.candidates = list(outcome.candidates)
        return
    made.person_id, made.path = outcome.person_id, outcome.standing.path
    made.region_id = places.regions_by_path([made.path])[made.path].id
    pushed = InboundRow.objects.filter(person_id=made.person_id, state="accepted")
    made.row_id = pushed.order_by("-pk").values_list("pk", flat=True).first()
    if outcome.found:
        made.answered, made.answer = made.at, str(known.Outcome.FOUND)


def declare_rows(inbound: InboundList, lines: Sequence["Line"], *, by: Viewer, at: datetime) -> None:
    """Make declarations of the accepted rows of a paper list, each with its receipt, and ask for answers."""
    said = [(line, line.read) for line in lines if line.state == "accepted" and isinstance(line.read, Row)]
    if not said:
        return
    texts = [receipts.sealed_text(receipts.said_of(read)) for _, read in said]
    regions = places.regions_by_path({line.path for line, _ in said})
    due = due_at(inbound.path, at=inbound.at)
    made = Declaration.objects.bulk_create(
        Declaration(
            receipt=receipts.new_receipt(), kind=DeclarationKind.PAPER, region_id=regions[line.path].id,
            path=line.path, at=inbound.at, by_id=by.post_id, person_id=line.person_id, row_id=line.id,
            due=due, sealed=blob, paper=f"{inbound.filename}#{line.number}"[-40:],
            answered=inbound.at if line.found else None,
            answer=str(known.Outcome.FOUND) if line.found else "",
            **_told(read),
        )
        for (line, read), blob in zip(said, seal_many(receipts.SEALED, texts), strict=True)
    )  # fmt: skip
    ask(list(zip(made, (read for _, read in said), strict=True)), at=at)


@transaction.atomic
def settle_declaration(declaration_id: int, person_id: int | None, *, by: Viewer, at: datetime) -> int:
    """Say who declared: one of the candidates, or somebody new (None). Answers the person's number."""
    by.require("settle_rows")
    made = _locked(declaration_id, by=by)
    if made.person_id is not None:
        raise Refused("declaration.settled", "已认定是谁", "it is settled who declared")
    if person_id is not None and person_id not in made.candidates:
        raise Refused("row.candidate", "请从候选人中选择", "choose one of the candidates")
    read = receipts.read_said(receipts.opened(made.sealed), at=made.at)
    assert isinstance(read, Row)
    with acting(SYSTEM):
        home = made.path
        spot = _names(home).find(read.destination, read.address)
        settled = people.settle_ambiguous(claim_of(read, spot), person_id, by=SYSTEM, at=at)
        origin = Origin(home, receipts.SOURCE, made.at, after(at, hours=_SEEN_HOURS))
        said = said_of(read, spot, received=made.at, source=receipts.SOURCE)
        (outcome,) = learn([(said, settled)], origin, by=by, at=at)
        _know(made, outcome)
        made.save()
        ledger.record(
            "intake.declaration_settled", by=by, at=at, subject=("declaration", made.pk), path=made.path,
            body={"person": settled.person_id},
        )  # fmt: skip
    return settled.person_id


@transaction.atomic
def answer(
    declaration_id: int, outcome: known.Outcome, method: known.Method, *, by: Viewer, at: datetime
) -> None:
    """Note what calling back came to. An attempt without an outcome is kept and shown, and answers nothing.

    Being found answers the search of a list for the same person as well. Refused: somebody not settled yet.
    """
    by.require("do_tasks")
    made = _locked(declaration_id, by=by)
    if made.person_id is None:
        raise Refused("declaration.nobody", "请先认定是哪位居民", "first settle who it is")
    payload = known.Located(outcome=outcome, method=method, attempted_by=by.name or "—")
    with acting(SYSTEM):
        new = finding_actions.NewFinding(made.person_id, payload, at, receipts.SOURCE, made.path)
        measures.learn_many([new], by=by, at=at)
        _prove(made, outcome, at=at)
        if outcome.closes:
            made.answered, made.answered_by_id, made.answer = at, by.post_id, str(outcome)
            made.save(update_fields=["answered", "answered_by", "answer"])
        ledger.record(
            "intake.declaration_answered", by=by, at=at, subject=("declaration", made.pk), path=made.path,
            body={"outcome": str(outcome)},
        )  # fmt: skip


def _prove(made: Declaration, outcome: known.Outcome, *, at: datetime) -> None:
    person = [made.person_id or 0]
    kinds = {
        TaskKind.ANSWER_DECLARATION: EvidenceKind.ANSWERED,
        TaskKind.LOCATE: EvidenceKind.LOCATED,
    }
    own = tasks.number_of(key_of(made.pk))
    for kind, proof in kinds.items():
        numbers = set(tasks.live_of_many(person, kind).values())
        if kind is TaskKind.ANSWER_DECLARATION and own is not None:
            numbers.add(own)
        evidence = proof if outcome.closes else EvidenceKind.ATTEMPTED
        if numbers:
            proofs = [tasks.Proof(number, evidence, at) for number in sorted(numbers)]
            tasks.submit_evidence_many(proofs, by=SYSTEM, at=at)


@transaction.atomic
def withdraw_declaration(declaration_id: int, *, reason: str, by: Viewer, at: datetime) -> None:
    """Withdraw a declaration made by mistake; what it let be known is retracted on the person's own page."""
    by.require("settle_rows")
    made = _locked(declaration_id, by=by)
    made.withdrawn = at
    made.save(update_fields=["withdrawn"])
    number = tasks.number_of(key_of(made.pk))
    if number is not None:
        tasks.withdraw_many([number], reason=reason, by=by, at=at)
    ledger.record(
        "intake.declaration_withdrawn", by=by, at=at, subject=("declaration", made.pk), path=made.path,
        body={"reason": reason[:200]},
    )  # fmt: skip


def _locked(declaration_id: int, *, by: Viewer) -> Declaration:
    found = Declaration.objects.select_for_update(of=("self",)).filter(pk=declaration_id).first()
    if found is None or not by.sees(found.path):
        raise Refused("not_found", "没有这份报备,或不在您的辖区", "no such declaration in your area")
    if found.withdrawn is not None:
        raise Refused("declaration.withdrawn", "报备已撤回", "the declaration was withdrawn")
    return found

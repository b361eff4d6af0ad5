"""Taking people into the register: many claims at once, or one; and settling a doubtful one by hand."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.people import Ambiguous as Unsure
from lianfang.core.people import IdentifierKind, New, Same
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.ledger import actions as ledger
from lianfang.people.actions import grants
from lianfang.people.actions.claims import Ambiguous, Claim, Registered, Sought, marked, sought_of
from lianfang.people.actions.matching import CROWD, judge
from lianfang.people.actions.writing import (
    Addition,
    add_people,
    additions_to,
    without_held_numbers,
    write_additions,
)
from lianfang.people.queries.marks import roots
from lianfang.people.queries.seen import seen_ids

Answer = Registered | Ambiguous
_LOCK = 7107
_NAMELESS = Words("没有姓名,不能建立新档案", "without a name no new record is made")
_DECIDED = Words("人工认定", "decided by a person")


@transaction.atomic
def register_many(
    claims: Sequence[Claim | Sought], *, by: Viewer, at: datetime, seen_until: datetime | None = None
) -> list[Answer]:
    """Find or make the person of each claim; the answers are in the order of the claims.

    The same as registering one claim after the other: a person who stands twice in the batch is one. What a
    claim adds to a known person (a number, a telephone, birth date, sex) is kept; nothing known is changed.
    ``seen_until``: persons whose own area lies elsewhere are opened to the area of the claim until then.
    Claims may have been :func:`marked` before, where there was time. Refused: a claim for an area that is
    not the actor's own.
    """
    return _register(claims, by=by, at=at, seen_until=seen_until)[0]


@transaction.atomic
def register(
    claim: Claim, *, by: Viewer, at: datetime, ref: str | None = None, seen_until: datetime | None = None
) -> Answer:
    """Find or make the person of one claim; the same reference again answers the same."""
    if kept := ledger.once(ref, verb="people.registered"):
        return _answer_of(kept)
    (answer,), event = _register([claim], by=by, at=at, seen_until=seen_until)
    ledger.keep_ref(ref, verb="people.registered", event=event, outcome=_kept(answer))
    return answer


@transaction.atomic
def settle_ambiguous(
    claim: Claim, person_id: int | None, *, by: Viewer, at: datetime, ref: str | None = None
) -> Registered:
    """Say who an ambiguous claim is: one of the people known, or somebody new (None).

    Numbers that already belong to another record stay there: a new person is made without them. A record
    that was merged stands for the one it was merged into. Refused: a person whom the actor does not see, and
    a new person without a name.
    """
    by.require("settle_rows", claim.path)
    if kept := ledger.once(ref, verb="people.settled"):
        return Registered(kept["person"], kept["new"], _DECIDED, "settled")
    (sought,) = sought_of([claim])
    if person_id is not None and person_id not in seen_ids(by, [person_id]):
        raise Refused("not_found", "没有这个人,或不在您的辖区内", "nobody of this number in your area")
    if person_id is None and sought.name is None:
        raise Refused("people.nameless", _NAMELESS.zh, _NAMELESS.en)
    with acting(SYSTEM):
        only_registrar()
        sought = without_held_numbers(sought, but_of=person_id)
        if person_id is None:
            (settled,) = add_people([sought], by=by, at=at)
        else:
            settled = roots([person_id])[person_id]
            write_additions(additions_to([(settled, sought)]), at=at)
    answer = Registered(settled, person_id is None, _DECIDED, "settled")
    event = ledger.record("people.settled", by=by, at=at, subject=("person", settled), path=claim.path)
    ledger.keep_ref(ref, verb="people.settled", event=event, outcome=_kept(answer))
    return answer


def _register(
    given: Sequence[Claim | Sought], *, by: Viewer, at: datetime, seen_until: datetime | None
) -> tuple[list[Answer], int]:
    if not given:
        return [], 0
    sought = marked(given)
    claims = [one.claim for one in sought]
    _refuse_unfit(claims, by=by)
    with acting(SYSTEM):
        only_registrar()
        answers = _one_after_the_other(sought, by=by, at=at)
        if seen_until is not None:
            known = [
                (answer.person_id, claim.path)
                for claim, answer in zip(claims, answers, strict=True)
                if isinstance(answer, Registered) and not answer.new
            ]
            grants.open_elsewhere(known, by=by, at=at, until=seen_until)
    people = {answer.person_id for answer in answers if isinstance(answer, Registered)}
    counts = _counts(answers)
    event = ledger.record("people.registered", by=by, at=at, path=by.path, members=people, body=counts)
    return answers, event


def _refuse_unfit(claims: Sequence[Claim], *, by: Viewer) -> None:
    for path in {claim.path for claim in claims}:
        by.require("declare", path)
    if not all(claim.region_id and claim.path for claim in claims):
        raise Refused("people.place", "没有说明所在辖区", "a claim must say in which area the person is")
    if any(len(claim.nationality) not in (0, 3) for claim in claims):
        raise Refused("people.nationality", "国籍请用三位字母代码", "a nationality has three letters")


def only_registrar() -> None:
    """Until the transaction ends nobody else registers: two lists with one new person make one record."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@dataclass
class _Round:
    """What one pass over the waiting claims came to; what it writes may change how later ones are judged."""

    answers: dict[int, Answer] = field(default_factory=dict)
    new: list[int] = field(default_factory=list)
    added: list[Addition] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)


def _one_after_the_other(sought: Sequence[Sought], *, by: Viewer, at: datetime) -> list[Answer]:
    """Judge all waiting claims at once, keep of each kin what goes before and with its first write; again."""
    kin = _kin(sought)
    answers: dict[int, Answer] = {}
    waiting: list[int] = list(range(len(sought)))
    while waiting:
        verdicts = judge({n: sought[n] for n in waiting})
        passed = _pass(waiting, verdicts, sought=sought, kin=kin)
        numbers = add_people([sought[n] for n in passed.new], by=by, at=at)
        for n, person_id in zip(passed.new, numbers, strict=True):
            verdict = verdicts[n]
            passed.answers[n] = Registered(person_id, True, verdict.because, verdict.rule)
        write_additions(passed.added, at=at)
        answers |= passed.answers
        waiting = passed.waiting
    return [answers[n] for n in range(len(sought))]


def _pass(
    waiting: Iterable[int],
    verdicts: Mapping[int, Same | New | Unsure],
    *,
    sought: Sequence[Sought],
    kin: Sequence[int],
) -> _Round:
    known = [(n, v.person_id) for n, v in verdicts.items() if isinstance(v, Same)]
    adds = dict(zip([n for n, _ in known], additions_to([(p, sought[n]) for n, p in known]), strict=True))
    passed, written, changed = _Round(), set[int](), set[int]()
    for n in waiting:
        if kin[n] in written:
            passed.waiting.append(n)
            continue
        match verdicts[n]:
            case Same(person_id) if person_id in changed:
                passed.waiting.append(n)
            case Same(person_id, rule, because):
                passed.answers[n] = Registered(person_id, False, because, rule)
                if adds[n]:
                    passed.added.append(adds[n])
                    written.add(kin[n])
                    changed.add(person_id)
            case Unsure(candidates, rule, because):
                passed.answers[n] = Ambiguous(candidates, because, rule)
            case New() if sought[n].name is None:
                passed.answers[n] = Ambiguous((), _NAMELESS, "nameless")
            case New():
                passed.new.append(n)
                written.add(kin[n])
    return passed


def _kin(sought: Sequence[Sought]) -> list[int]:
    """For each claim the first one of its kin: the claims that could find one another by a shared mark."""
    leader = list(range(len(sought)))

    def lead(n: int) -> int:
        while leader[n] != n:
            leader[n] = leader[leader[n]]
            n = leader[n]
        return n

    first: dict[object, int] = {}
    for n, marks in enumerate(_finding_marks(sought)):
        for mark in marks:
            older, younger = sorted((lead(first.setdefault(mark, n)), lead(n)))
            leader[younger] = older
    return [lead(n) for n in range(len(sought))]


def _finding_marks(sought: Sequence[Sought]) -> Iterable[list[object]]:
    """The marks by which the matching would find one claim from another.

    Crowded telephones count only with the name. A name counts only where its bearers in the batch do not
    all hold a number of one lifelong document: with such numbers they are told apart, or joined, already.
    """
    crowd = Counter(phone.mark for one in sought for phone in one.phones)
    vague = {one.name for one in sought if one.born is None}
    shared: dict[bytes | None, frozenset[IdentifierKind]] = {}
    for one in sought:
        lifelong = frozenset(held.mark.kind for held in one.numbers if held.mark.kind.lifelong)
        shared[one.name] = shared.get(one.name, lifelong) & lifelong
    for one in sought:
        marks: list[object] = [held.mark.index for held in one.numbers]
        marks += [phone.mark for phone in one.phones if crowd[phone.mark] <= CROWD]
        marks += [(phone.mark, one.name) for phone in one.phones]
        if one.name is not None and not shared[one.name]:
            marks.append((one.name, None if one.name in vague else one.born))
        yield marks


def _counts(answers: Sequence[Answer]) -> dict[str, int]:
    known = [answer for answer in answers if isinstance(answer, Registered)]
    new = sum(answer.new for answer in known)
    return {"new": new, "known": len(known) - new, "ambiguous": len(answers) - len(known)}


def _kept(answer: Answer) -> dict[str, object]:
    """An answer as it is kept under a client's reference; it names persons by number only."""
    if isinstance(answer, Registered):
        told: dict[str, object] = {"person": answer.person_id, "new": answer.new}
    else:
        told = {"candidates": list(answer.candidates)}
    return {**told, "because": list(answer.because), "rule": answer.rule}


def _answer_of(kept: Mapping[str, Any]) -> Answer:
    because = Words(*kept["because"])
    if "person" in kept:
        return Registered(kept["person"], kept["new"], because, kept["rule"])
    return Ambiguous(tuple(kept["candidates"]), because, kept["rule"])

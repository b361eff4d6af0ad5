"""The work in the field: people found, notices served, stays begun, swabs taken, health asked, releases.

In the community with logins everybody enters their own work of the last days, one act at a time. All else
headquarters enter as the grids tell them, many acts at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianfang.accounts.scope import SYSTEM, Viewer
from lianfang.core import findings as known
from lianfang.core.asking import Ask
from lianfang.core.days import ZONE, end_of, local_day
from lianfang.core.refusal import Refused
from lianfang.core.tasks import EvidenceKind, TaskKind, evidence_of
from lianfang.exercise import doubts, handing
from lianfang.exercise.dice import dice
from lianfang.exercise.fates import done_at
from lianfang.exercise.scene import Scene
from lianfang.exercise.searching import search_of
from lianfang.findings.actions import NewFinding
from lianfang.measures import actions as measures
from lianfang.tasks import actions as tasks
from lianfang.tasks import queries as reading
from lianfang.tasks.queries import Card

_PORTION = 2000
_ALL = 10_000
_NOON = 12
_ACTS = {
    TaskKind.SERVE_NOTICE: EvidenceKind.SERVED,
    TaskKind.BEGIN_STAY: EvidenceKind.STAY_BEGAN,
    TaskKind.SAMPLE: EvidenceKind.SAMPLED,
    TaskKind.RELEASE: EvidenceKind.RELEASED,
}
"""Kinds of tasks that are acts, and what proves each."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A task done or tried: when, and what was found out with it."""

    card: Card
    occurred: datetime
    payloads: tuple[known.Payload, ...] = ()
    swabbed: bool = False
    """Whether the swab was taken before, when the person was found."""

    @property
    def where(self) -> str:
        """The area that owes the task."""
        return self.card.owner_path


def work(scene: Scene, *, at: datetime) -> None:
    """Do whatever has been done by an instant and is not entered yet."""
    handing.answer(scene, at=at)
    _enter(scene, [deed for card in at_hand(at=at) if (deed := _deed(scene, card, at=at))], at=at)
    _enter(scene, list(_swabbed_at_the_door(scene, at=at)), at=at)


def _enter(scene: Scene, deeds: Sequence[Deed], *, at: datetime) -> None:
    """Enter deeds, in the own name of who did them or for all grids of a county together."""
    for deed in deeds:
        if _is_swabbed(deed):
            scene.swab(deed.card.person_id or 0, deed.occurred, deed.where)
            scene.swabbed[deed.card.person_id or 0] = deed.occurred
    for deed in deeds:
        if scene.in_own_name(deed.where, at):
            _enter_one(scene, deed, at=at)
    others = [deed for deed in deeds if not scene.in_own_name(deed.where, at)]
    for desk, some in scene.by_desk(others, lambda deed: deed.where, at=at):
        _enter_many(scene, some, by=desk, at=at)


def _swabbed_at_the_door(scene: Scene, *, at: datetime) -> Iterator[Deed]:
    """The samples of today that were taken when the person was found, before anybody asked for them."""
    asked = Ask(filters={"standing": "live", "kind": str(TaskKind.SAMPLE)}, order="due", count=_ALL)
    for card in reading.search(SYSTEM, asked, now=at, named=False).rows:
        taken = scene.swabbed.get(card.person_id or 0)
        if taken is not None and card.opens <= taken < card.due:
            yield Deed(card, taken, swabbed=True)


def at_hand(*, at: datetime) -> Iterator[Card]:
    """Every live task that is due today or overdue, the earliest due first, and every live search."""
    asked = Ask(filters={"standing": "live"}, order="due", count=_PORTION)
    tonight = end_of(local_day(at))
    while cards := reading.search(SYSTEM, asked, now=at, named=False).rows:
        yield from (card for card in cards if card.due <= tonight and card.kind is not TaskKind.LOCATE)
        if cards[-1].due > tonight:
            break
        asked = asked.rows(asked.stop, _PORTION)
    searches = Ask(filters={"standing": "live", "kind": str(TaskKind.LOCATE)}, count=_ALL)
    yield from reading.search(SYSTEM, searches, now=at, named=False).rows


def _deed(scene: Scene, card: Card, *, at: datetime) -> Deed | None:
    """What has become of a task by now, None while nobody has come to it."""
    if card.opens > at:
        return None
    county = scene.county(card.owner_path)
    if card.kind is TaskKind.LOCATE:
        return None if handing.offered(scene, card, at=at) else _searched(scene, card, county, at=at)
    if card.kind is not TaskKind.DAILY_CHECK and card.kind not in _ACTS:
        return None
    moment = done_at(card, scene.who(card), county)
    if moment is None or moment > at or scene.put_off.get(card.id) == local_day(at):
        return None
    if card.kind is TaskKind.DAILY_CHECK:
        return _checked(card, scene.who(card), moment)
    return Deed(card, at if card.id in scene.put_off else moment)


def _searched(scene: Scene, card: Card, county: str, *, at: datetime) -> Deed | None:
    """The next attempt to find somebody, once it has been made."""
    attempts = search_of(card, scene.who(card), county)[card.attempts :]
    if not attempts or attempts[0].at > at:
        return None
    if attempts[0].outcome is known.Outcome.LEFT and card.list_id is not None:
        doubts.push_on(scene, card, at=at)
        return None
    return Deed(card, attempts[0].at, attempts[0].payloads(card.post))


def _is_swabbed(deed: Deed) -> bool:
    """Whether a swab is taken: on a test day, and at once of everybody who is found."""
    found = any(isinstance(p, known.Located) and p.outcome is known.Outcome.FOUND for p in deed.payloads)
    return found or (deed.card.kind is TaskKind.SAMPLE and not deed.swabbed)


def _checked(card: Card, who: str, moment: datetime) -> Deed:
    """A daily check with its temperature; a few have a fever."""
    chosen = dice("warmth", who, card.due.isoformat())
    ill = chosen.random() < 0.004
    warmth = round(chosen.gauss(36.5, 0.2) + (1.6 if ill else 0), 1)
    signs = (known.Sign.FEVER, known.Sign.COUGH) if ill else ()
    morning = card.due.astimezone(ZONE).hour < _NOON
    check = known.CheckIn(
        day=local_day(card.opens),
        signs=signs,
        morning=warmth if morning else None,
        evening=None if morning else warmth,
    )
    more = (known.Symptom(signs=signs, onset=local_day(moment)),) if ill else ()
    return Deed(card, moment, (check, *more))


def _enter_one(scene: Scene, deed: Deed, *, at: datetime) -> None:
    """Enter one deed in the name of who did it; an act that is refused (a result is owed) waits."""
    card, by = deed.card, scene.staff.by_unit[deed.card.owner_id]
    try:
        if deed.payloads:
            measures.report(card.id, deed.payloads, occurred=deed.occurred, by=by, at=at)
        else:
            measures.do(card.id, occurred=deed.occurred, by=by, at=at, details=_details(scene, deed))
    except Refused:
        scene.put_off[card.id] = local_day(at)


def _details(scene: Scene, deed: Deed) -> dict[str, object]:
    if deed.card.kind is not TaskKind.BEGIN_STAY:
        return {}
    facility, room = scene.room(deed.where)
    return {"facility_id": facility, "room": room}


def _enter_many(scene: Scene, deeds: Sequence[Deed], *, by: Viewer, at: datetime) -> None:
    """Enter what a county's grids did: the acts, what was found out, the evidence for all of it."""
    done = [deed for deed in deeds if deed.payloads or _has_acted(scene, deed, at=at)]
    proofs = [tasks.Proof(deed.card.id, _proof(deed), deed.occurred) for deed in done]
    if not proofs:
        return
    tasks.submit_evidence_many(proofs, by=by, at=at)
    new = [
        NewFinding(deed.card.person_id, payload, deed.occurred, "field", deed.where)
        for deed in done
        for payload in deed.payloads
    ]
    acted = [d.card for d in done if not d.payloads and d.card.kind is not TaskKind.SAMPLE]
    measures.learn_many(new, by=by, at=at, also={card.person_id for card in acted if card.person_id})


def _proof(deed: Deed) -> EvidenceKind:
    kind = evidence_of(deed.payloads[0]) if deed.payloads else _ACTS[deed.card.kind]
    assert kind is not None
    return kind


def _has_acted(scene: Scene, deed: Deed, *, at: datetime) -> bool:
    """Whether the act itself went through."""
    card, by = deed.card, scene.staff.by_unit[deed.card.owner_id]
    try:
        if card.kind is TaskKind.SERVE_NOTICE and card.order_id:
            measures.serve(card.order_id, occurred=deed.occurred, by=by, at=at)
        elif card.kind is TaskKind.BEGIN_STAY and card.order_id:
            site, room = scene.room(deed.where)
            measures.begin_stay(
                card.order_id, occurred=deed.occurred, by=by, at=at, facility_id=site, room=room
            )
        elif card.kind is TaskKind.RELEASE and card.person_id:
            measures.release(card.person_id, occurred=deed.occurred, by=by, at=at)
    except Refused:
        scene.put_off[card.id] = local_day(at)
        return False
    return True

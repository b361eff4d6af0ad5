"""Decisions by hand: those of a person, and one for whoever signs it as the second."""

from dataclasses import dataclass
from datetime import date, datetime

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import Viewer
from lianfang.core import findings as known
from lianfang.core.measures import MEASURES
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.measures.actions.deciding_by_hand import why_not_countersign
from lianfang.measures.models import ByHand
from lianfang.people import queries as people

NO_MEASURE = Words("不采取措施", "no measure")


@dataclass(frozen=True, slots=True)
class ByHandShown:
    """A decision by hand as pages show it; ``why_not_sign``: why the viewer may not sign second."""

    id: int
    person_id: int
    who: str
    path: str
    payload: known.Override
    words: Words
    proposed: datetime
    signed: datetime | None
    needs_second: bool
    finding_id: int | None
    withdrawn: datetime | None
    withdrawn_by: str
    withdrawn_reason: str
    why_not_sign: Refused | None

    @property
    def state(self) -> Words:
        """Where it stands."""
        if self.withdrawn is not None:
            return Words("已撤回", "withdrawn")
        if self.signed is None:
            return Words("待第二人签署", "waiting for the second signature")
        return Words("已生效", "in force")

    def over(self, today: date) -> bool:
        """Whether its days have gone."""
        return self.payload.until < today


def by_hand(viewer: Viewer, by_hand_id: int) -> ByHandShown:
    """One decision by hand; one outside the viewer's area looks like none."""
    found = ByHand.objects.filter(pk=by_hand_id).first()
    if found is None or not viewer.sees(found.path):
        raise Refused("not_found", "没有这项判定,或不在您的辖区内", "no such decision in your area")
    return _shown(viewer, [found])[0]


def by_hand_of(viewer: Viewer, person_id: int) -> list[ByHandShown]:
    """What was decided about a person by hand, newest first."""
    rows = [
        row for row in ByHand.objects.filter(person_id=person_id).order_by("-pk") if viewer.sees(row.path)
    ]
    return _shown(viewer, rows)


def _shown(viewer: Viewer, rows: list[ByHand]) -> list[ByHandShown]:
    who = {p.id: p.masked_name for p in people.people(viewer, [row.person_id for row in rows])}
    names = accounts.names_of(row.withdrawn_by_id for row in rows if row.withdrawn_by_id)
    return [
        _row(viewer, row, who.get(row.person_id, ""), names.get(row.withdrawn_by_id or 0, "")) for row in rows
    ]


def _row(viewer: Viewer, row: ByHand, who: str, withdrawn_by: str) -> ByHandShown:
    payload = known.from_payload("override", row.payload)
    assert isinstance(payload, known.Override)
    return ByHandShown(
        id=row.pk,
        person_id=row.person_id,
        who=who,
        path=row.path,
        payload=payload,
        words=MEASURES[payload.measure].words if payload.measure else NO_MEASURE,
        proposed=row.proposed,
        signed=row.signed,
        needs_second=row.needs_second,
        finding_id=row.finding_id,
        withdrawn=row.withdrawn,
        withdrawn_by=withdrawn_by,
        withdrawn_reason=row.withdrawn_reason,
        why_not_sign=why_not_countersign(row, viewer),
    )

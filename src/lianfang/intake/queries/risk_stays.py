"""What the lists of risk areas say of stays: for rows just read, and for everybody a list reaches."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from lianfang.core.days import local_day, plus, start_of
from lianfang.core.findings import RiskStay
from lianfang.core.findings.looking_up import RISING, looked_up, place_of
from lianfang.core.findings.values import RiskLevel
from lianfang.findings import queries as findings
from lianfang.findings.actions import NewFinding
from lianfang.intake.risk_answers import answers_since
from lianfang.measures.queries.looking_back import adopted_look_backs, longest_look_back, look_backs
from lianfang.people import queries as people

SOURCE = "risk_areas"
"""The source of a finding that a list made: the list of risk areas."""


@dataclass(frozen=True, slots=True)
class Change:
    """A stay of which the lists now say something else than is known."""

    held: findings.Held
    before: RiskStay
    after: RiskStay

    @property
    def levels(self) -> tuple[RiskLevel | None, RiskLevel | None]:
        """The level of the place as it was known and as it is: by the newest list, else that of the stay."""
        return _level(self.before), _level(self.after)

    @property
    def raised(self) -> bool:
        """Whether the worst level known of the place is higher now, counting nothing known as lowest."""
        return _rank(self.after) > _rank(self.before)

    def as_finding(self) -> NewFinding:
        """The finding that takes the place of the one held."""
        person, path, held = self.held
        return NewFinding(person, self.after, held.occurred, SOURCE, path, supersedes=held.id)


def changes(since: date, *, at: datetime) -> list[Change]:
    """The stays that ended on a day or later, and of which the lists now say something else. Unscoped."""
    held = [
        (each, stay)
        for each in findings.risk_stays_since(since, at=at)
        if isinstance(stay := each.finding.payload, RiskStay)
    ]
    days = _look_backs({each.person_id for each, _ in held}, at=at)
    after = _looked_up([(stay, days[each.person_id]) for each, stay in held], since)
    changed = (Change(each, stay, then) for (each, stay), then in zip(held, after, strict=True))
    return [change for change in changed if _said(change.before) != _said(change.after)]


def looked_up_findings(new: Sequence[NewFinding], *, at: datetime) -> list[NewFinding]:
    """Findings about to be recorded, each stay with its levels by the lists; the others as they are.

    A stay so long ago that no edition looks back to it is left as it was told.
    """
    since = first_day([at])
    recent = {
        n: (stay, each)
        for n, each in enumerate(new)
        if isinstance(stay := each.payload, RiskStay) and stay.left is not None and stay.left >= since
    }
    days = _look_backs({each.person_id for _, each in recent.values() if each.person_id is not None}, at=at)
    after = _looked_up([(stay, days[each.person_id or 0]) for stay, each in recent.values()], since)
    payloads = dict(zip(recent, after, strict=True))
    return [replace(each, payload=payloads[n]) if n in payloads else each for n, each in enumerate(new)]


def first_day(as_of: Iterable[datetime]) -> date:
    """The first day on which a stay may have ended that lists of these instants reach."""
    longest = longest_look_back()
    return date.min if longest is None else plus(local_day(min(as_of)), -longest)


def _look_backs(records: Collection[int], *, at: datetime) -> dict[int, int | None]:
    """For each record the look-back that holds where the person it is about stands; 0 for a place.

    Mostly all editions in use look back equally far, and then nobody need be asked about.
    """
    if len(adopted := adopted_look_backs()) == 1:
        return dict.fromkeys((0, *records), *adopted)
    roots = people.roots(records)
    homes = people.homes(roots.values())
    days = look_backs({person: home.path for person, home in homes.items()}, at=at)
    return {0: 0, **{record: days[roots[record]] for record in records}}


def _looked_up(asked: Sequence[tuple[RiskStay, int | None]], since: date) -> list[RiskStay]:
    """The stays by the lists, each distinct one looked up once."""
    if not asked:
        return []
    said = answers_since(start_of(since), {place_of(stay) for stay, _ in asked})
    done = {(stay, days): looked_up(stay, said[place_of(stay)], look_back=days) for stay, days in set(asked)}
    return [done[each] for each in asked]


def _said(stay: RiskStay) -> tuple[RiskLevel | None, ...]:
    """The levels; which list said so is no difference."""
    return stay.level, stay.worst, stay.newest


def _level(stay: RiskStay) -> RiskLevel | None:
    return stay.newest or stay.level


def _rank(stay: RiskStay) -> int:
    known = [level for level in (stay.level, stay.worst, stay.newest) if level is not None]
    return max(map(RISING.index, known), default=-1)

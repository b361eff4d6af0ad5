"""One portion of a list: rows in; people, decisions, tasks and the balance out; all of it or nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.bulk import array, copy_rows, fresh_numbers
from lianfang.core import intake as rules
from lianfang.core.days import after
from lianfang.intake.actions import duties
from lianfang.intake.actions.accepting import Accepted, Origin, accept_many
from lianfang.intake.models import InboundList, InboundRow, ListState
from lianfang.intake.placing import Gazetteer
from lianfang.intake.said import Said, claim_of, findings_of, is_risky, since_of
from lianfang.ledger import actions as ledger
from lianfang.people import actions as people
from lianfang.vault.sealing import blind, seal_many

RAW = "inbound.row"
SEEN_HOURS = 30 * 24
"""How long an area that was pushed somebody else's person sees them (convention of the product)."""
_COLUMNS = (
    "id", "inbound", "sheet", "number", "state", "path", "home", "claimed", "raw", "digest", "person",
    "since", "risky", "same_as", "candidates", "problems",
)  # fmt: skip


@dataclass(slots=True)
class Line:
    """A row on its way: where it stood, what it says, then what became of it."""

    sheet: int
    number: int
    raw: str = field(repr=False)
    read: rules.Row | rules.Rejected
    earlier: tuple[int, int] | None = None
    """Sheet and row of the same list that it repeats."""
    id: int = 0
    said: Said | None = None
    digest: bytes | None = None
    state: str = ""
    person_id: int | None = None
    path: str = ""
    claimed: str = ""
    same_as: int | None = None
    candidates: tuple[int, ...] = ()
    found: bool = False
    new: bool = False
    """Whether the person came into the register with this row."""

    @property
    def place(self) -> tuple[int, int]:
        """Where it stood."""
        return self.sheet, self.number


def origin_of(inbound: InboundList) -> Origin:
    """Where the rows of a list came from."""
    until = after(inbound.at, hours=SEEN_HOURS)
    return Origin(inbound.path, inbound.source, inbound.at, until)


def prepare(lines: list[Line], origin: Origin, names: Gazetteer) -> list[Line]:
    """Place and mark rows and say what they say; asks nothing of the database, so it can be done ahead."""
    rows = [(line, line.read) for line in lines if isinstance(line.read, rules.Row)]
    spots = [names.find(read.destination, read.address) for _, read in rows]
    claims = people.marked([claim_of(read, spot) for (_, read), spot in zip(rows, spots, strict=True)])
    for (line, read), spot, claim in zip(rows, spots, claims, strict=True):
        facts = tuple(findings_of(read, received=origin.received, source=origin.source))
        line.said = Said(read, spot, claim, facts)
        line.digest = blind("inbound.row", read.digest().hex())
    return lines


def take(list_id: int, lines: Sequence[Line], *, by: Viewer, at: datetime) -> InboundList:
    """Take one portion; answers the list as it then stands. Rows taken before, or after a stop, are left."""
    with acting(SYSTEM):
        _without_waiting_for_the_disk()
        inbound = InboundList.objects.select_for_update(of=("self",)).get(pk=list_id)
        fresh = [line for line in lines if line.place > (inbound.sheet, inbound.row)]
        if inbound.state != ListState.RECEIVING or not fresh:
            return inbound
        for line, number in zip(fresh, fresh_numbers(InboundRow, len(fresh)), strict=True):
            line.id, line.path = number, line.said.spot.path if line.said else inbound.path
        _judge(inbound, fresh)
        _accept(inbound, [line for line in fresh if not line.state], by=by, at=at)
        _write(inbound, fresh)
        duties.give(inbound, fresh, by=by, at=at)
        _advance(inbound, fresh, by=by, at=at)
        _check_now()
        return inbound


def _without_waiting_for_the_disk() -> None:
    """A portion that is lost with the machine is taken again: rows and position are lost together."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")


def _check_now() -> None:
    """Check foreign keys in a statement, not while committing: during a statement the next rows are read."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _judge(inbound: InboundList, lines: Sequence[Line]) -> None:
    """Settle the rows that go back and those that repeat another."""
    own = {line.place: line.id for line in lines}
    earlier = _ids_at(inbound.pk, {line.earlier for line in lines if line.earlier} - own.keys())
    for line in lines:
        if isinstance(line.read, rules.Rejected):
            line.state = "rejected"
        elif line.earlier:
            line.state = "duplicate"
            line.same_as = own.get(line.earlier) or earlier[line.earlier]
    told = _told_before(inbound, [line.digest for line in lines if not line.state and line.digest])
    for line in lines:
        if not line.state and line.digest in told:
            line.state, line.same_as = "duplicate", told[line.digest]


def _ids_at(list_id: int, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Numbers of rows of the list by where they stood."""
    wanted = sorted(places)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.sheet, r.number, r.id FROM unnest(%s::int[], %s::int[]) AS w(sheet, number)"
            " JOIN intake_inboundrow AS r ON r.inbound_id = %s AND r.sheet = w.sheet AND r.number = w.number",
            [[sheet for sheet, _ in wanted], [number for _, number in wanted], list_id],
        )
        return {(sheet, number): row for sheet, number, row in cursor.fetchall()}


def _told_before(inbound: InboundList, digests: list[bytes]) -> dict[bytes, int]:
    """Rows of earlier lists of the same receiving area that say exactly the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.digest, min(r.id) FROM intake_inboundrow AS r"
            " WHERE r.digest = ANY(%s) AND r.state IN ('accepted', 'ambiguous')"
            " AND r.home = %s AND r.inbound_id <> %s GROUP BY r.digest",
            [array(digests), inbound.path, inbound.pk],
        )
        return {bytes(digest): row for digest, row in cursor.fetchall()}


def _accept(inbound: InboundList, lines: Sequence[Line], *, by: Viewer, at: datetime) -> None:
    said = [line.said for line in lines if line.said]
    outcomes = accept_many(said, origin_of(inbound), by=by, at=at)
    for line, outcome in zip(lines, outcomes, strict=True):
        if isinstance(outcome, people.Ambiguous):
            line.state, line.candidates = "ambiguous", outcome.candidates
        else:
            accepted(line, outcome)


def accepted(line: Line, outcome: Accepted) -> None:
    """Note on a row who it is and where it stands."""
    line.state, line.person_id = "accepted", outcome.person_id
    line.found, line.new = outcome.found, outcome.new
    line.path, line.claimed = outcome.standing.path, outcome.standing.claimed


def _write(inbound: InboundList, lines: Sequence[Line]) -> None:
    sealed = seal_many(RAW, [line.raw for line in lines])
    rows = (_columns(inbound, line, blob) for line, blob in zip(lines, sealed, strict=True))
    copy_rows(InboundRow, _COLUMNS, rows)


def _columns(inbound: InboundList, line: Line, blob: bytes) -> tuple[Any, ...]:
    row = line.read if isinstance(line.read, rules.Row) else None
    return (
        line.id, inbound.pk, line.sheet, line.number, line.state, line.path, inbound.path, line.claimed, blob,
        line.digest, line.person_id, since_of(row, inbound.at) if row else inbound.at,
        row is not None and is_risky(row), line.same_as, list(line.candidates),
        [problem_data(problem) for problem in line.read.problems],
    )  # fmt: skip


def problem_data(problem: rules.Problem) -> dict[str, str]:
    """A problem as it is kept with its row; its value is masked already."""
    return {
        "column": problem.column,
        "heading": problem.heading,
        "value": problem.value,
        "code": problem.code,
        "zh": problem.message.zh,
        "en": problem.message.en,
        "remedy_zh": problem.remedy.zh,
        "remedy_en": problem.remedy.en,
        "level": str(problem.level),
    }


def _advance(inbound: InboundList, lines: Sequence[Line], *, by: Viewer, at: datetime) -> None:
    """Count the portion into the balance and remember how far the list has come."""
    counts = Counter(line.state for line in lines)
    for state, count in counts.items():
        setattr(inbound, state, getattr(inbound, state) + count)
    inbound.pending -= len(lines)
    inbound.sheet, inbound.row = lines[-1].place
    inbound.save(update_fields=["accepted", "duplicate", "rejected", "ambiguous", "pending", "sheet", "row"])
    ledger.record(
        "intake.rows_taken",
        by=by,
        at=at,
        subject=("list", inbound.pk),
        path=inbound.path,
        members=[line.id for line in lines],
        body=dict(counts),
    )

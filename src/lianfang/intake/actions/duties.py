"""What a list asks for: everybody found and checked in time, doubtful rows settled by a person."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from lianfang.accounts.scope import Viewer
from lianfang.core import tasks as rules
from lianfang.core.intake import Row
from lianfang.core.words import Words
from lianfang.intake.actions.declaring import declare_rows
from lianfang.intake.actions.owners import Owners
from lianfang.intake.models import InboundList, ListKind
from lianfang.intake.said import because_of
from lianfang.places import queries as places
from lianfang.tasks import actions as tasks

if TYPE_CHECKING:
    from lianfang.intake.actions.portions import Line

CLAUSE = "found_and_checked_hours"
ONE_CALL = "已并入名单核实任务,不重复联系"
_NOWHERE = Words("地址不详", "place unknown")


def give(inbound: InboundList, lines: Sequence["Line"], *, by: Viewer, at: datetime) -> None:
    """Give the tasks that follow from rows just taken: to find people, or to answer what they declared."""
    owners = Owners({line.path for line in lines} | {inbound.path})
    wanted = [review(inbound, line, owners) for line in lines if line.state == "ambiguous"]
    if inbound.kind == ListKind.PAPER:
        declare_rows(inbound, lines, by=by, at=at)
    else:
        wanted += locate(inbound, lines, owners, by=by, at=at)
    tasks.add_many(wanted, by=by, at=at)


def locate(
    inbound: InboundList, lines: Sequence["Line"], owners: Owners, *, by: Viewer, at: datetime
) -> list[tasks.NewTask]:
    """Find everybody who was not found yet and whom nobody is looking for already; one call each.

    Whoever declared themselves and still waits for the call is called once, for the list.
    """
    sought: dict[int, Line] = {}
    for line in lines:
        if line.state == "accepted" and line.person_id is not None and not line.found:
            sought.setdefault(line.person_id, line)
    known = [person_id for person_id, line in sought.items() if not line.new]
    looked_for = tasks.live_of_many(known, rules.TaskKind.LOCATE)
    waiting = tasks.live_of_many(known, rules.TaskKind.ANSWER_DECLARATION)
    if waiting:
        tasks.withdraw_many(waiting.values(), reason=ONE_CALL, by=by, at=at)
    others = places.regions_by_path({line.claimed for line in sought.values() if line.claimed})
    return [
        _locate(inbound, person_id, line, owners, others.get(line.claimed))
        for person_id, line in sought.items()
        if person_id not in looked_for
    ]


def _locate(
    inbound: InboundList, person_id: int, line: "Line", owners: Owners, other: places.Area | None
) -> tasks.NewTask:
    unit, level = owners.of(line.path)
    subject = rules.Subject(rules.SubjectKind.PERSON, person_id)
    assert isinstance(line.read, Row)
    because = because_of(line.read)
    if line.path == inbound.path:
        because = Words(f"{because.zh};{_NOWHERE.zh}", f"{because.en}; {_NOWHERE.en}")
    elif other is not None:
        because = Words(f"{because.zh};也可能在{other.name}", f"{because.en}; may be in {other.name}")
    return tasks.NewTask(
        task=_task(inbound, rules.TaskKind.LOCATE, subject, unit, level),
        owner_id=unit.id,
        place_path=line.path,
        person_id=person_id,
        list_id=inbound.pk,
        edition=inbound.edition,
        because=because,
        body={"row": line.id, **({"claimed": line.claimed} if line.claimed else {})},
    )


def review(inbound: InboundList, line: "Line", owners: Owners) -> tasks.NewTask:
    """Ask the receiving unit who a doubtful row is."""
    unit, level = owners.of(inbound.path)
    subject = rules.Subject(rules.SubjectKind.ROW, line.id)
    count = len(line.candidates)
    return tasks.NewTask(
        task=_task(inbound, rules.TaskKind.REVIEW_ROW, subject, unit, level),
        owner_id=unit.id,
        place_path=inbound.path,
        list_id=inbound.pk,
        edition=inbound.edition,
        title=Words(f"{inbound.source} 第 {line.number} 行", f"{inbound.source}, row {line.number}"),
        because=Words(f"与 {count} 份档案疑似同一人", f"may be one of {count} people known"),
        body={"row": line.id},
    )


def review_key(inbound: InboundList, row_id: int) -> str:
    """The key of the task that asks who a row is."""
    subject = rules.Subject(rules.SubjectKind.ROW, row_id)
    return f"{rules.TaskKind.REVIEW_ROW}:{subject}:list-{inbound.pk}"


def _task(
    inbound: InboundList, kind: rules.TaskKind, subject: rules.Subject, unit: places.Body, level: str
) -> rules.Task:
    assert inbound.due is not None
    return rules.Task(
        key=f"{kind}:{subject}:list-{inbound.pk}",
        kind=kind,
        subject=subject,
        owner=unit.path,
        owner_level=level,
        opens=inbound.at,
        due=inbound.due,
        clause=CLAUSE,
    )

"""Answering declarations: asked of the community once for each person, settled by what it finds out."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from lianfang import policies
from lianfang.accounts.scope import SYSTEM
from lianfang.core import tasks as rules
from lianfang.core.days import after
from lianfang.core.intake import Row
from lianfang.core.words import Words
from lianfang.intake.actions.owners import Owners
from lianfang.intake.models import Declaration
from lianfang.intake.said import because_of
from lianfang.measures import queries as measures
from lianfang.places import queries as places
from lianfang.tasks import actions as tasks

CLAUSE, HOURS = "answer_declaration_hours", 12.0
"""Within what time a declaration is answered, where the edition does not say (convention of the product)."""


def due_at(path: str, *, at: datetime) -> datetime:
    """When a declaration received at an instant is to be answered."""
    edition = policies.load(measures.edition_at(path, at=at))
    return after(at, hours=edition.deadline_hours(CLAUSE) or HOURS)


def ask(made: Sequence[tuple[Declaration, Row]], *, at: datetime) -> None:
    """Ask the communities to answer, each person once; who is being called already is not called again."""
    waiting = [(one, read) for one, read in made if one.answered is None]
    persons = {one.person_id for one, _ in waiting if one.person_id}
    busy = tasks.live_of_many(persons, rules.TaskKind.LOCATE)
    busy |= tasks.live_of_many(persons, rules.TaskKind.ANSWER_DECLARATION)
    wanted: dict[int, tasks.NewTask] = {}
    owners = _owners({one.path for one, _ in waiting})
    for one, read in waiting:
        if one.person_id not in busy:
            wanted.setdefault(one.person_id or -one.pk, _answer(one, read, owners[one.path]))
    tasks.add_many(list(wanted.values()), by=SYSTEM, at=at)


def _owners(paths: set[str]) -> Mapping[str, tuple[places.Body, str]]:
    """For each path the community that answers for it, else the nearest unit above."""
    found = places.units_at_level({(path, "community") for path in paths})
    near = {path: found[path, "community"].path if (path, "community") in found else path for path in paths}
    owners = Owners(near.values())
    return {path: owners.of(at) for path, at in near.items()}


def _answer(made: Declaration, read: Row, owed: tuple[places.Body, str]) -> tasks.NewTask:
    unit, level = owed
    because = because_of(read)
    if made.candidates:
        count = len(made.candidates)
        because = Words(f"{because.zh};与 {count} 份档案疑似同一人", f"{because.en}; may be one of {count}")
    return tasks.NewTask(
        task=rules.Task(
            key=key_of(made.pk),
            kind=rules.TaskKind.ANSWER_DECLARATION,
            subject=rules.Subject(rules.SubjectKind.DECLARATION, made.pk),
            owner=unit.path,
            owner_level=level,
            opens=made.at,
            due=made.due,
            clause=CLAUSE,
        ),
        owner_id=unit.id,
        place_path=made.path,
        person_id=made.person_id,
        because=because,
        body={"declaration": made.pk},
    )


def key_of(declaration_id: int) -> str:
    """The key of the task to answer a declaration."""
    subject = rules.Subject(rules.SubjectKind.DECLARATION, declaration_id)
    return f"{rules.TaskKind.ANSWER_DECLARATION}:{subject}"

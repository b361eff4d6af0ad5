"""Tasks by number and orders by number or title, as people type or scan them. One statement each."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, Window

from lianfang.accounts.scope import Viewer
from lianfang.core import tasks as rules
from lianfang.core.asking import Answer
from lianfang.core.words import Words
from lianfang.places.paths import inside
from lianfang.tasks.models import Instruction
from lianfang.tasks.queries.cards import visible


@dataclass(frozen=True, slots=True)
class TaskFound:
    """A task as a search shows it: whom it concerns is told on its page."""

    id: int
    act: Words
    owner: str
    due: datetime
    standing: rules.Standing


@dataclass(frozen=True, slots=True)
class InstructionFound:
    """An order written by hand, as a search shows it."""

    id: int
    number: str
    title: str
    issued: datetime
    withdrawn: bool


def look_up_task(viewer: Viewer, number: int) -> TaskFound | None:
    """The task of that number, None where there is none in the viewer's area."""
    found = visible(viewer).filter(pk=number).select_related("owner").first()
    if found is None:
        return None
    kind, standing = rules.TaskKind(found.kind), rules.Standing(found.standing)
    return TaskFound(found.pk, kind.words, found.owner.name, found.due, standing)


def look_up_instructions(viewer: Viewer, words: str, *, limit: int) -> Answer[InstructionFound]:
    """Orders issued in the viewer's area or sent to units in it, by number or title; newest first."""
    units = Instruction.units.through.objects.filter(
        instruction=OuterRef("pk"), **inside(viewer.path, column="unit__path")
    )
    ours = Q(**inside(viewer.path)) | Exists(units)
    page = (
        Instruction.objects.filter(Q(title__icontains=words) | Q(number__istartswith=words), ours)
        .annotate(total=Window(Count("pk")))
        .order_by("-issued", "-pk")[:limit]
    )
    found = list(page)
    rows = (InstructionFound(i.pk, i.number, i.title, i.issued, i.withdrawn is not None) for i in found)
    return Answer(tuple(rows), found[0].total if found else 0)

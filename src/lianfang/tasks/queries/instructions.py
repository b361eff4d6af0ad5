"""Orders written by hand: the list, and one with where each addressee stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from lianfang.accounts.scope import Viewer
from lianfang.core import tasks as rules
from lianfang.core.asking import Answer, Ask
from lianfang.core.refusal import Refused
from lianfang.places.paths import inside
from lianfang.tasks.models import LIVE, Evidence, Instruction, Task

_KINDS = [str(rules.TaskKind.ACKNOWLEDGE_ORDER), str(rules.TaskKind.ANSWER_ORDER)]


@dataclass(frozen=True, slots=True)
class InstructionRow:
    """An order in a list: how many units it went to, how many acknowledged and answered, what is late."""

    id: int
    number: str
    title: str
    text: str
    issued: datetime
    by: str
    acknowledge_by: datetime
    answer_by: datetime
    withdrawn: datetime | None
    attachment: str
    attachment_name: str
    units: int
    acknowledged: int
    answered: int
    late: int


@dataclass(frozen=True, slots=True)
class Addressed:
    """Where one unit stands with an order."""

    unit_id: int
    unit: str
    acknowledge: rules.Standing
    answer: rules.Standing
    acknowledged: datetime | None
    answered: datetime | None
    answer_text: str
    task_ids: tuple[int, int]


def instructions(viewer: Viewer, ask: Ask, *, now: datetime) -> Answer[InstructionRow]:
    """Orders issued in the viewer's area, or that went to units in it; newest first."""
    rows = Instruction.objects.filter(
        Q(**inside(viewer.path)) | Q(units__path__gte=viewer.path, units__path__lt=f"{viewer.path}/")
    )
    if ask.words:
        rows = rows.filter(Q(title__icontains=ask.words) | Q(number__icontains=ask.words))
    rows = rows.distinct()
    page = list(rows.select_related("by__staff").order_by("-issued", "-pk")[ask.start : ask.stop])
    return Answer(tuple(_rows(page, now)), rows.count())


def instruction(
    viewer: Viewer, instruction_id: int, *, now: datetime
) -> tuple[InstructionRow, list[Addressed]]:
    """One order and where each of its addressees in the viewer's area stands."""
    found = Instruction.objects.filter(pk=instruction_id).select_related("by__staff").first()
    tasks = list(
        Task.objects.filter(order_id=instruction_id, kind__in=_KINDS)
        .select_related("owner")
        .order_by("owner_path")
    )
    if found is None or not (viewer.sees(found.path) or tasks):
        raise Refused("not_found", "没有这项指令", "no such order")
    answers = dict(
        Evidence.objects.filter(task__in=tasks, kind="fed_back").values_list("task_id", "payload__text")
    )
    return _rows([found], now)[0], _addressed(tasks, answers)


def _addressed(tasks: list[Task], answers: dict[int, str]) -> list[Addressed]:
    by_unit: dict[int, dict[str, Task]] = {}
    for task in tasks:
        by_unit.setdefault(task.owner_id, {})[task.kind] = task
    found = []
    for unit_id, pair in by_unit.items():
        first, second = pair.get(_KINDS[0]), pair.get(_KINDS[1])
        if first is None or second is None:
            continue
        found.append(
            Addressed(
                unit_id, first.owner.name, rules.Standing(first.standing), rules.Standing(second.standing),
                first.settled, second.settled, answers.get(second.pk) or "", (first.pk, second.pk),
            )
        )  # fmt: skip
    return found


def _rows(found: list[Instruction], now: datetime) -> list[InstructionRow]:
    done = Q(standing__in=["met", "met_late"])
    counts: dict[int | None, dict[str, Any]] = {
        row["order_id"]: dict(row)
        for row in Task.objects.filter(order_id__in=[i.pk for i in found], kind__in=_KINDS)
        .values("order_id")
        .annotate(
            units=Count("owner", distinct=True),
            acknowledged=Count("pk", filter=done & Q(kind=_KINDS[0])),
            answered=Count("pk", filter=done & Q(kind=_KINDS[1])),
            late=Count("pk", filter=Q(standing__in=LIVE, due__lte=now)),
        )
    }
    return [_instruction_row(i, counts.get(i.pk, {})) for i in found]


def _instruction_row(found: Instruction, counts: dict[str, Any]) -> InstructionRow:
    return InstructionRow(
        found.pk, found.number, found.title, found.text, found.issued, found.by.staff.name,
        found.acknowledge_by, found.answer_by, found.withdrawn, found.attachment,
        found.attachment_name, counts.get("units", 0),
        counts.get("acknowledged", 0), counts.get("answered", 0), counts.get("late", 0),
    )  # fmt: skip

"""Orders written by hand (工作指令): a text to units; each acknowledges it and answers it in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.accounts.scope import Viewer
from lianfang.core import tasks as rules
from lianfang.core.days import local_day
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.ledger import actions as ledger
from lianfang.places import queries as places
from lianfang.tasks.actions.deriving import NewTask, insert
from lianfang.tasks.actions.settling import withdraw_many
from lianfang.tasks.models import LIVE, Instruction, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInstruction:
    """The text, its attachment (a digest in the file store and its name), to whom, and its two clocks."""

    title: str
    text: str
    unit_ids: Sequence[int]
    acknowledge_by: datetime
    answer_by: datetime
    edition: str = ""
    attachment: str = ""
    attachment_name: str = ""


@transaction.atomic
def issue(new: NewInstruction, *, by: Viewer, at: datetime, ref: str | None = None) -> int:
    """Issue an order to units of the viewer's area: two tasks for each unit. Answers its row number."""
    by.require("order")
    if by.post_id is None:
        raise Refused("order.author", "指令须由有名有姓的岗位下达", "an order is issued by a named post")
    if (before := ledger.once(ref, verb="tasks.instructed")) is not None:
        return int(before["instruction"])
    units = _addressees(new, by=by)
    _refuse_clocks(new, at=at)
    made = Instruction.objects.create(
        number=_number(at),
        title=new.title.strip(),
        text=new.text.strip(),
        attachment=new.attachment,
        attachment_name=new.attachment_name,
        issued=at,
        by_id=by.post_id,
        path=by.path,
        acknowledge_by=new.acknowledge_by,
        answer_by=new.answer_by,
    )
    made.units.set([unit.id for unit in units])
    insert([task for unit in units for task in _tasks(made, unit, new.edition, at)], at=at)
    event = ledger.record(
        "tasks.instructed",
        by=by,
        at=at,
        subject=("instruction", made.pk),
        path=by.path,
        body={"units": len(units), "number": made.number},
    )
    ledger.keep_ref(ref, verb="tasks.instructed", event=event, outcome={"instruction": made.pk})
    return int(made.pk)


def _addressees(new: NewInstruction, *, by: Viewer) -> list[places.Body]:
    if not new.title.strip() or not new.text.strip():
        raise Refused("order.empty", "请填写标题和内容", "an order needs a title and a text")
    units = list(places.units_by_id(new.unit_ids).values())
    if not units or not all(by.sees(unit.path) for unit in units):
        raise Refused("order.addressee", "请选择本辖区内的单位", "choose units in your own area")
    return units


def _refuse_clocks(new: NewInstruction, *, at: datetime) -> None:
    if not at < new.acknowledge_by <= new.answer_by:
        raise Refused(
            "order.clocks",
            "签收时限须晚于现在,且不晚于反馈时限",
            "acknowledgement is due after now and not after the answer",
        )


def _number(at: datetime) -> str:
    """The next number of the day: the ledger of orders is read aloud by it."""
    day = f"{local_day(at):%Y%m%d}"
    used = Instruction.objects.filter(number__startswith=f"ZL{day}").count()
    return f"ZL{day}-{used + 1:03d}"


def _tasks(made: Instruction, unit: places.Body, edition: str, at: datetime) -> list[NewTask]:
    subject = rules.Subject(rules.SubjectKind.ORDER, made.pk)
    level = places.level_of(unit)
    found = []
    for kind, due in (
        (rules.TaskKind.ACKNOWLEDGE_ORDER, made.acknowledge_by),
        (rules.TaskKind.ANSWER_ORDER, made.answer_by),
    ):
        task = rules.Task(
            key=f"{kind}:{subject}:{unit.id}",
            kind=kind,
            subject=subject,
            owner=unit.path,
            owner_level=level,
            opens=at,
            due=due,
            clause=made.number,
        )
        found.append(
            NewTask(
                task=task,
                owner_id=unit.id,
                place_path=unit.path,
                order_id=made.pk,
                edition=edition,
                title=Words(made.title, made.title),
            )
        )
    return found


@transaction.atomic
def withdraw_instruction(instruction_id: int, *, reason: str, by: Viewer, at: datetime) -> int:
    """Withdraw an order and what is still open of it; answers how many tasks that were."""
    by.require("order")
    made = Instruction.objects.select_for_update().filter(pk=instruction_id).first()
    if made is None or not by.sees(made.path):
        raise Refused("not_found", "没有这项指令", "no such order")
    kinds = [str(rules.TaskKind.ACKNOWLEDGE_ORDER), str(rules.TaskKind.ANSWER_ORDER)]
    open_tasks = Task.objects.filter(order_id=made.pk, kind__in=kinds, standing__in=LIVE)
    count = withdraw_many(open_tasks.values_list("pk", flat=True), reason=reason, by=by, at=at)
    Instruction.objects.filter(pk=made.pk).update(withdrawn=at)
    ledger.record("tasks.instruction_withdrawn", by=by, at=at, subject=("instruction", made.pk), path=by.path)
    return count

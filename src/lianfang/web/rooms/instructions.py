"""Orders written by hand (工作指令): write, choose units, follow who acknowledged and answered, remind."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts.scope import MAY, Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import ZONE, local_day
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.language import spoken
from lianfang.places import queries as places
from lianfang.places.paths import parent
from lianfang.tasks import actions, attachments, queries
from lianfang.tasks.queries import Addressed, InstructionRow
from lianfang.web.columns import Chip, Column
from lianfang.web.door import door
from lianfang.web.listing import Listing
from lianfang.web.rooms.instructions_forms import InstructionForm

MOST_UNITS = 3_000
_BELOW = {
    "city": ("city", "county", "township"),
    "county": ("county", "township", "community"),
    "township": ("township", "community", "grid"),
}
"""How far down the tree of units a post of each level chooses; its addressees order further down."""


@dataclass(slots=True)
class Branch:
    """A region with its units and the regions below it, for choosing."""

    area: places.Area
    units: list[places.Body] = field(default_factory=list)
    below: list["Branch"] = field(default_factory=list)


class InstructionList(Listing[InstructionRow]):
    """Orders issued in the viewer's area or to it, newest first."""

    name = Words("指令", "Orders")
    search = Words("标题或编号", "title or number")
    columns = (
        Column("title", Words("标题", "Title"), lambda r: r.title,
               link=lambda r: reverse("instruction", args=[r.id]), order=False),
        Column("number", Words("编号", "Number"), lambda r: r.number, order=False),
        Column("by", Words("下达人", "By"), lambda r: r.by, order=False),
        Column("issued", Words("下达", "Issued"), lambda r: r.issued, kind="moment", order=False, label=True),
        Column("answer_by", Words("反馈时限", "Answer by"), lambda r: r.answer_by, kind="moment",
               order=False, label=True),
        Column("units", Words("单位", "Units"), lambda r: r.units, kind="number", order=False, label=True),
        Column("acknowledged", Words("已签收", "Acknowledged"), lambda r: r.acknowledged, kind="number",
               order=False, label=True),
        Column("answered", Words("已反馈", "Answered"), lambda r: r.answered, kind="number",
               order=False, label=True),
        Column("state", Words("状态", "State"), lambda r: _state(r), order=False, aside=True),
    )  # fmt: skip
    empty = Words("还没有指令", "No orders yet")

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        if "order" in MAY[request.viewer.role]:
            self.next_step = (Words("下达指令", "Give an order"), "instruction_new")

    def fetch(self, ask: Ask) -> Answer[InstructionRow]:
        """The orders."""
        return queries.instructions(self.viewer, ask, now=self.request.now)


def _state(row: InstructionRow) -> Chip:
    if row.withdrawn:
        return Chip(Words("已撤回", "withdrawn"))
    if row.late:
        return Chip(Words(f"逾期 {row.late} 项", f"{row.late} late"), "late")
    if row.answered == row.units:
        return Chip(Words("全部反馈", "all answered"), "ok")
    return Chip(Words("办理中", "running"))


@door("do_tasks")
@require_GET
def instructions(request: Any) -> HttpResponse:
    """The list of orders."""
    may = "order" in MAY[request.viewer.role]
    return InstructionList(request).respond("instructions/list.html", may_order=may)


@door("order")
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """Write an order: text, clocks, attachment, and the units it goes to."""
    posted = request.method == "POST"
    form = InstructionForm(request.POST or None, request.FILES or None, now=request.now)
    chosen = {int(n) for n in request.POST.getlist("units") if n.isdigit()}
    if posted and form.is_valid():
        try:
            number = _issue(request, form, chosen)
        except Refused as refused:
            form.add_error(None, spoken(refused.words))
        else:
            messages.success(request, spoken(Words("指令已下达", "The order is given")))
            return redirect("instruction", number)
    ref = request.POST.get("ref") or f"order/{secrets.token_hex(8)}"
    context = {"form": form, "tree": _tree(request.viewer), "chosen": chosen, "ref": ref}
    return render(request, "instructions/new.html", context, status=422 if posted else 200)


def _issue(request: Any, form: InstructionForm, chosen: set[int]) -> int:
    data = form.cleaned_data
    upload = data["attachment"]
    made = actions.NewInstruction(
        title=data["title"],
        text=data["text"],
        unit_ids=sorted(chosen),
        acknowledge_by=data["acknowledge_by"],
        answer_by=data["answer_by"],
        attachment=attachments.keep(upload.read()) if upload else "",
        attachment_name=upload.name[:200] if upload else "",
    )
    return actions.issue(made, by=request.viewer, at=request.now, ref=request.POST.get("ref") or None)


def _tree(viewer: Viewer) -> list[Branch]:
    """The units a post may order, as the tree of regions they lie in; two levels below its own."""
    levels = _BELOW.get(viewer.level, ("community", "grid"))
    branches = {area.path: Branch(area) for area in places.subtree(viewer.path, levels=levels)}
    for unit in places.units_in(viewer.path)[:MOST_UNITS]:
        if unit.path in branches and unit.id != viewer.unit_id:
            branches[unit.path].units.append(unit)
    roots: list[Branch] = []
    for area_path, branch in sorted(branches.items()):
        above = branches.get(parent(area_path))
        (above.below if above else roots).append(branch)
    return roots


@door("do_tasks")
@require_GET
def instruction(request: Any, instruction_id: int) -> HttpResponse:
    """One order: its text, where each unit stands, a reminder to copy."""
    row, addressed = queries.instruction(request.viewer, instruction_id, now=request.now)
    mine = next((each for each in addressed if each.unit_id == request.viewer.unit_id), None)
    waiting = [each for each in addressed if each.answer.waits]
    context = {
        "row": row, "addressed": addressed, "mine": mine, "state": _state(row),
        "reminder": _reminder(row, waiting), "waiting": waiting,
        "may_withdraw": "order" in MAY[request.viewer.role] and row.withdrawn is None,
    }  # fmt: skip
    return render(request, "instructions/instruction.html", context)


def _reminder(row: InstructionRow, waiting: Sequence[Addressed]) -> Words:
    """A reminder to send by any messenger; it names units and no person."""
    local = row.answer_by.astimezone(ZONE)
    day, clock = local_day(row.answer_by), f"{local:%H:%M}"
    units_zh = "、".join(each.unit for each in waiting)
    units_en = ", ".join(each.unit for each in waiting)
    return Words(
        f"【催办】{row.number}《{row.title}》请于{day.month}月{day.day}日 {clock} 前反馈。"
        f"未反馈:{units_zh}。",
        f"Reminder: {row.number} “{row.title}” is to be answered by {day} {clock}. Not answered: {units_en}.",
    )


@door("do_tasks")
@require_GET
def attachment(request: Any, instruction_id: int) -> HttpResponse:
    """The file that goes with an order, as a download."""
    row, _ = queries.instruction(request.viewer, instruction_id, now=request.now)
    answer = HttpResponse(attachments.kept(row.attachment), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, row.attachment_name) or "attachment"
    return answer


@door("order")
@require_POST
def withdraw(request: Any, instruction_id: int) -> HttpResponse:
    """Withdraw an order and what is open of it, with a reason."""
    reason = request.POST.get("reason", "")
    actions.withdraw_instruction(instruction_id, reason=reason, by=request.viewer, at=request.now)
    messages.success(request, spoken(Words("指令已撤回", "The order is withdrawn")))
    return redirect("instruction", instruction_id)


urlpatterns = [
    path("today/instructions/", instructions, name="instructions"),
    path("today/instructions/new", new, name="instruction_new"),
    path("today/instructions/<int:instruction_id>/", instruction, name="instruction"),
    path("today/instructions/<int:instruction_id>/file", attachment, name="instruction_file"),
    path("today/instructions/<int:instruction_id>/withdraw", withdraw, name="instruction_withdraw"),
]

"""Declarations for those who answer them: who waits for a call, whom they may be, what was tried."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from lianfang.core.asking import Answer, Ask
from lianfang.core.findings import Method, Outcome
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.intake import actions, queries
from lianfang.intake.queries import DeclarationLine
from lianfang.language import say
from lianfang.web.columns import Chip, Column, Filter
from lianfang.web.door import door
from lianfang.web.listing import Listing
from lianfang.web.rooms.declare_forms import AnswerForm, WithdrawForm


class DeclarationList(Listing[DeclarationLine]):
    """Declarations in the viewer's area, the newest first."""

    name = Words("自主报备", "Declarations")
    search = Words("回执编号", "receipt number")
    columns = (
        Column("who", Words("姓名", "Name"), lambda r: r.who, order=False,
               link=lambda r: reverse("declaration", args=[r.id])),
        Column("receipt", Words("回执", "Receipt"), lambda r: r.receipt, order=False),
        Column("origin", Words("从哪里来", "From"), lambda r: r.origin or None, order=False),
        Column("left", Words("离开", "Left"), lambda r: r.left, kind="day", order=False, label=True),
        Column("area", Words("负责", "Answers for it"), lambda r: r.area, order=False),
        Column("at", Words("报备时间", "Declared"), lambda r: r.at, kind="moment", order=False, label=True),
        Column("due", Words("答复时限", "Due"), lambda r: r.due, kind="moment", order=False, label=True),
        Column("state", Words("状态", "State"), lambda r: _chip(r), order=False, aside=True),
    )  # fmt: skip
    filters = (
        Filter(
            "state", Words("状态", "State"),
            (
                ("waiting", Words("待答复", "To answer")),
                ("doubtful", Words("待认定是谁", "Not settled who")),
                ("answered", Words("已答复", "Answered")),
            ),
        ),
    )  # fmt: skip
    empty = Words("还没有报备", "No declaration yet")

    def fetch(self, ask: Ask) -> Answer[DeclarationLine]:
        """The declarations."""
        return queries.declarations(self.viewer, ask)


def _chip(row: DeclarationLine) -> Chip:
    if row.candidates and row.person_id is None:
        return Chip(Words("待认定是谁", "not settled who"), "soon")
    if row.answered is not None:
        return Chip(Words("已答复", "answered"), "ok")
    return Chip(Words("待答复", "to answer"), "soon")


@door("see_people")
@require_GET
def declarations(request: Any) -> HttpResponse:
    """All declarations, and the address and sheet by which more come in."""
    address = request.build_absolute_uri(reverse("declare"))
    return DeclarationList(request).respond("declare/list.html", address=address)


@door("see_people")
@require_GET
def declaration(request: Any, declaration_id: int) -> HttpResponse:
    """One declaration: what was told, what was tried before, and the answer."""
    line = queries.declaration(request.viewer, declaration_id)
    context = {
        "line": line,
        "chip": _chip(line),
        "attempts": queries.attempts(request.viewer, line.person_id) if line.person_id else [],
        "form": AnswerForm(),
        "withdraw": WithdrawForm(),
        "may_answer": "do_tasks" in request.viewer.may and line.answered is None and line.person_id,
        "may_settle": "settle_rows" in request.viewer.may and line.person_id is None,
        "may_withdraw": "settle_rows" in request.viewer.may and line.answered is None,
    }
    return render(request, "declare/declaration.html", context)


@door("do_tasks")
@require_POST
def answer(request: Any, declaration_id: int) -> HttpResponse:
    """Note what calling back came to."""
    queries.declaration(request.viewer, declaration_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Refused("declaration.outcome", "请选择联系结果", "choose what calling back came to")
    said = form.cleaned_data
    actions.answer(
        declaration_id, Outcome(said["outcome"]), Method(said["method"]), by=request.viewer, at=request.now
    )
    messages.success(request, say("已登记", "Noted"))
    return redirect("declaration", declaration_id)


@door("settle_rows")
@require_POST
def settle(request: Any, declaration_id: int) -> HttpResponse:
    """Say who declared: one of the candidates, or somebody new."""
    queries.declaration(request.viewer, declaration_id)
    chosen = request.POST.get("person", "")
    if chosen != "new" and not (chosen.isascii() and chosen.isdigit()):
        raise Refused("row.choose", "请选择是哪位,或登记为新人员", "choose a person, or somebody new")
    actions.settle_declaration(
        declaration_id, None if chosen == "new" else int(chosen), by=request.viewer, at=request.now
    )
    messages.success(request, say("已认定", "Settled"))
    return redirect("declaration", declaration_id)


@door("settle_rows")
@require_POST
def withdraw(request: Any, declaration_id: int) -> HttpResponse:
    """Withdraw a declaration made by mistake."""
    queries.declaration(request.viewer, declaration_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        raise Refused("declaration.reason", "请写明撤回原因", "say why it is withdrawn")
    actions.withdraw_declaration(
        declaration_id, reason=form.cleaned_data["reason"], by=request.viewer, at=request.now
    )
    messages.success(request, say("已撤回", "Withdrawn"))
    return redirect("declarations")


urlpatterns = [
    path("lists/declarations/", declarations, name="declarations"),
    path("lists/declarations/<int:declaration_id>/", declaration, name="declaration"),
    path("lists/declarations/<int:declaration_id>/answer", answer, name="declaration_answer"),
    path("lists/declarations/<int:declaration_id>/settle", settle, name="declaration_settle"),
    path("lists/declarations/<int:declaration_id>/withdraw", withdraw, name="declaration_withdraw"),
]

"""Handovers: people offered to us and by us; accepted, or sent back with a reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from lianfang.core.asking import Answer, Ask
from lianfang.core.words import Words
from lianfang.intake import queries as intake
from lianfang.language import spoken
from lianfang.measures import actions, queries
from lianfang.measures.queries import HandoverRow
from lianfang.web.columns import Chip, Column, Filter
from lianfang.web.door import door
from lianfang.web.listing import Listing

_CLAIMS = 20


class HandoverList(Listing[HandoverRow]):
    """Handovers to or from the viewer's area, newest first."""

    name = Words("移交", "Handovers")
    columns = (
        Column("who", Words("姓名", "Name"), lambda r: r.who or None,
               link=lambda r: reverse("person", args=[r.person_id]) if r.who else "", order=False),
        Column("from", Words("移出", "From"), lambda r: r.from_region, order=False, label=True),
        Column("to", Words("接收", "To"), lambda r: r.to_region, order=False, label=True),
        Column("why", Words("理由", "Why"), lambda r: r.why, order=False),
        Column("asked", Words("提出", "Offered"), lambda r: r.asked, kind="moment", order=False, label=True),
        Column("answered", Words("答复", "Answered"), lambda r: r.answered, kind="moment",
               order=False, label=True),
        Column("state", Words("状态", "State"), lambda r: _state(r), order=False, aside=True),
    )  # fmt: skip
    filters = (Filter("open", Words("状态", "State"), [("1", Words("待答复", "waiting for an answer"))]),)
    empty = Words("没有移交", "No handovers")

    def fetch(self, ask: Ask) -> Answer[HandoverRow]:
        """The handovers."""
        return queries.handovers(self.viewer, ask)


def _state(row: HandoverRow) -> Chip:
    if row.answered is None:
        return Chip(
            Words("待我方答复", "ours to answer") if row.mine else Words("等待对方", "waiting"), "soon"
        )
    if row.accepted:
        return Chip(Words("已接收", "accepted"), "ok")
    return Chip(Words("已退回", "sent back"), "late")


@door("see_people")
@require_GET
def handovers(request: Any) -> HttpResponse:
    """The list, with those that wait for us above it, and whom a list names in two areas below that."""
    waiting = [h for h in queries.handovers(request.viewer, Ask(filters={"open": "1"})).rows if h.mine]
    claims = intake.claims(request.viewer, Ask(count=_CLAIMS))
    return HandoverList(request).respond("handovers/list.html", waiting=waiting, claims=claims)


@door("do_tasks")
@require_POST
def answer(request: Any, handover_id: int) -> HttpResponse:
    """Accept a person, or send them back with a reason."""
    accept = request.POST.get("accept") == "yes"
    text = request.POST.get("text", "")
    actions.answer(handover_id, accept=accept, text=text, by=request.viewer, at=request.now)
    said = Words("已接收", "Accepted") if accept else Words("已退回", "Sent back")
    messages.success(request, spoken(said))
    return redirect("handovers")


urlpatterns = [
    path("measures/handovers/", handovers, name="handovers"),
    path("measures/handovers/<int:handover_id>/answer", answer, name="handover_answer"),
]

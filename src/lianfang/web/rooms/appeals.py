"""Appeals (申诉): filed from the file or the public page, reviewed by another unit, answered on paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import local_day
from lianfang.core.measures.appeals import Appellant, Outcome
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.intake.actions import public_desk
from lianfang.language import say, spoken
from lianfang.measures import queries as measure_queries
from lianfang.measures.actions.appealing import answer_appeal, file_appeal, withdraw_appeal
from lianfang.measures.queries.appeals import (
    AppealRow,
    AppealShown,
    appeal,
    appeal_by_number,
    appeals,
    notice_of,
    number_of,
)
from lianfang.people import queries as people
from lianfang.web.columns import Chip, Column, Filter
from lianfang.web.door import door
from lianfang.web.going import go
from lianfang.web.listing import Listing
from lianfang.web.rooms.appeals_forms import (
    AnswerForm,
    FileForm,
    NumberForm,
    PublicForm,
    last_day,
    severest,
)
from lianfang.web.rooms.declare import _limit
from lianfang.web.rooms.people_by_hand import reasons_as_rows
from lianfang.web.rooms.people_by_hand_forms import ReasonForm
from lianfang.web.rooms.people_line import Entry
from lianfang.web.rooms.people_words import told


class AppealList(Listing[AppealRow]):
    """Appeals of people in the viewer's area and those it reviews, newest first."""

    name = Words("申诉", "Appeals")
    search = Words("申诉编号", "number of an appeal")
    columns = (
        Column("number", Words("编号", "Number"), lambda r: r.number,
               link=lambda r: reverse("appeal", args=[r.id]), order=False),
        Column("who", Words("对象", "Whom"), lambda r: r.who or None, order=False),
        Column("order", Words("通知书", "Notice"), lambda r: r.order or None, order=False, label=True),
        Column("filed", Words("提出", "Filed"), lambda r: r.filed, kind="moment", order=False, label=True),
        Column("due", Words("答复时限", "Due"), lambda r: r.due, kind="moment", order=False, label=True),
        Column("reviewer", Words("复核单位", "Reviewed by"), lambda r: r.reviewer, order=False, label=True),
        Column("state", Words("状态", "State"), lambda r: chip(r), order=False, aside=True),
    )  # fmt: skip
    filters = (
        Filter(
            "state",
            Words("状态", "State"),
            [("open", Words("待复核", "under review")), *((str(o), o.words) for o in Outcome)],
        ),
    )
    empty = Words("没有申诉", "No appeals")

    def fetch(self, ask: Ask) -> Answer[AppealRow]:
        """The appeals."""
        return appeals(self.viewer, ask)


def chip(row: AppealRow) -> Chip:
    """Where an appeal stands."""
    return Chip(row.state, "soon" if row.outcome is None else "ok")


@door("see_people")
@require_GET
def appeal_list(request: Any) -> HttpResponse:
    """The list of appeals."""
    address = request.build_absolute_uri(reverse("appeal_public"))
    return AppealList(request).respond("appeals/list.html", address=address)


@door("see_people")
@require_GET
def one(request: Any, appeal_id: int) -> HttpResponse:
    """One appeal: what is said, what was decided and by whom, and the answer or its form."""
    return _page(request, appeal(request.viewer, appeal_id))


def _page(request: Any, found: AppealShown, form: AnswerForm | None = None) -> HttpResponse:
    may = "sign_order" in request.viewer.may
    context = {
        "found": found,
        "row": found.row,
        "mine": request.viewer.sees(found.row.path),
        "instead": told(found.instead) if found.instead else None,
        "chip": chip(found.row),
        "form": (form or _form(request, found, None)) if may and found.why_not is None else None,
        "why_not": None if found.row.answered else found.why_not.words if found.why_not else _MAY_NOT,
        "withdraw": ReasonForm()
        if found.row.answered is None and request.viewer.sees(found.row.path)
        else None,
    }
    return render(request, "appeals/appeal.html", context, status=422 if form else 200)


_MAY_NOT = Words("由有签发权的岗位答复", "a post that may sign answers it")


def _form(request: Any, found: AppealShown, data: Any) -> AnswerForm:
    today = local_day(request.now)
    return AnswerForm(
        data,
        rows=reasons_as_rows(found.reasons),
        severest=severest(found.days, today=today),
        last=last_day(found.days),
        today=today,
    )


@door("sign_order")
@require_POST
def answer(request: Any, appeal_id: int) -> HttpResponse:
    """Answer an appeal; what takes the place of what was decided is in force at once."""
    found = appeal(request.viewer, appeal_id)
    form = _form(request, found, request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        answer_appeal(
            appeal_id, form.outcome_said, form.cleaned_data["reasons"], proposal=form.proposal,
            by=request.viewer, at=request.now,
        )  # fmt: skip
    except Refused as refused:
        if found.why_not is not None:
            raise
        form.add_error(None, spoken(refused.words))
        return _page(request, found, form)
    messages.success(request, spoken(Words("已答复,请打印送达本人", "Answered; print it for the person")))
    return redirect("appeal", appeal_id)


@door("declare")
@require_POST
def withdraw(request: Any, appeal_id: int) -> HttpResponse:
    """Note that the person takes the appeal back."""
    appeal(request.viewer, appeal_id)
    withdraw_appeal(appeal_id, reason=request.POST.get("reason", ""), by=request.viewer, at=request.now)
    messages.success(request, spoken(Words("已登记撤回", "Noted that it is taken back")))
    return redirect("appeal", appeal_id)


@door("declare")
@require_http_methods(["GET", "POST"])
def file(request: Any, person_id: int) -> HttpResponse:
    """File an appeal for a person, in their words."""
    shown = people.person(request.viewer, person_id).shown
    form = FileForm(request.POST or None, orders=_orders(request.viewer, person_id))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            number = file_appeal(
                person_id, data["text"], Appellant(data["said_by"]), order_id=data.get("order"),
                by=request.viewer, at=request.now,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, spoken(refused.words))
        else:
            return _filed(request, number)
    context = {"person": shown, "form": form}
    template = "appeals/file.html" if request.htmx else "appeals/file_page.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _orders(viewer: Viewer, person_id: int) -> list[tuple[int, str]]:
    rows = measure_queries.orders(viewer, Ask(filters={"person": str(person_id)})).rows
    signed = [row for row in rows if row.first_signed is not None]
    return [(row.id, f"{row.number} {spoken(row.words)}") for row in signed]


def _filed(request: Any, number: int) -> HttpResponse:
    messages.success(request, spoken(Words("申诉已登记,由其他单位复核", "Filed; another unit reviews it")))
    return go(request, reverse("appeal", args=[number]))


@door(public=True)
@require_http_methods(["GET", "POST"])
def public(request: Any) -> HttpResponse:
    """Appeal without an account, by the number of the notice and the end of the person's telephone."""
    form = PublicForm(request.POST or None, initial={"ref": request.number})
    if request.method == "POST" and form.is_valid():
        _limit(request, "declare")
        try:
            number = _by_notice(request, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, say(*refused.words))
        else:
            return redirect(f"{reverse('appeal_status')}?{urlencode({'number': number, 'new': '1'})}")
    return render(request, "appeals/public.html", {"form": form}, status=422 if form.errors else 200)


def _by_notice(request: Any, data: dict[str, Any]) -> str:
    found = notice_of(data["number"], data["tail"])
    desk = public_desk(found.region_id)
    ref = f"public-appeal-{data['ref'][:40]}" if data["ref"] else None
    number = file_appeal(
        found.person_id, data["text"], Appellant(data["said_by"]), order_id=found.order_id,
        by=desk, at=request.now, ref=ref,
    )  # fmt: skip
    return number_of(number)


@door(public=True)
@require_http_methods(["GET", "POST"])
def status(request: Any) -> HttpResponse:
    """How an appeal stands, for whoever has its number and the end of the person's telephone."""
    number = "".join(s for s in request.GET.get("number", "") if s.isalnum() or s == "-")[:40]
    form = NumberForm(request.POST or None, initial={"number": number})
    found = None
    if request.method == "POST" and form.is_valid():
        _limit(request, "status")
        try:
            found = appeal_by_number(form.cleaned_data["number"], form.cleaned_data["tail"])
        except Refused as refused:
            form.add_error(None, say(*refused.words))
    context = {"form": form, "found": found, "new": number if request.GET.get("new") else ""}
    return render(request, "appeals/status.html", context, status=422 if form.errors else 200)


def lines(rows: list[AppealRow]) -> list[Entry]:
    """Appeals on a person's line of time: filed, answered."""
    found = []
    for row in rows:
        url = reverse("appeal", args=[row.id])
        words = Words(f"{row.number} · {row.reviewer}复核", f"{row.number} · reviewed by {row.reviewer}")
        found.append(
            Entry(row.filed, Words("提出申诉", "Appeal"), words, row.filed_by or spoken(row.said_by), url)
        )
        if row.answered is not None and row.outcome is not None:
            kind = Words(f"申诉答复:{row.outcome.words.zh}", f"Appeal: {row.outcome.words.en}")
            found.append(Entry(row.answered, kind, Words(row.number, row.number), row.answered_by, url))
    return found


urlpatterns = [
    path("measures/appeals/", appeal_list, name="appeals"),
    path("measures/appeals/<int:appeal_id>/", one, name="appeal"),
    path("measures/appeals/<int:appeal_id>/answer", answer, name="appeal_answer"),
    path("measures/appeals/<int:appeal_id>/withdraw", withdraw, name="appeal_withdraw"),
    path("people/<int:person_id>/appeal", file, name="person_appeal"),
    path("declare/appeal/", public, name="appeal_public"),
    path("declare/appeal/status/", status, name="appeal_status"),
]

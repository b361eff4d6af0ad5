"""Orders to people (通知书): the list, signing, the notice as it prints, withdrawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang import policies
from lianfang.accounts.scope import Viewer, why_not
from lianfang.core.asking import Answer, Ask
from lianfang.core.measures import MEASURES
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.language import spoken
from lianfang.measures import actions, queries
from lianfang.measures.queries import OrderRow
from lianfang.measures.queries.orders import STATES
from lianfang.people import actions as people_actions
from lianfang.people import queries as people
from lianfang.places import queries as places
from lianfang.web.bulk import Outcome, answer_each, chosen_ids
from lianfang.web.columns import Act, Chip, Column, Filter
from lianfang.web.door import door
from lianfang.web.listing import Listing

TO_SERVE = Words("打印并送达通知书", "printing and serving the notice")
_CHIPS = {"drafted": "soon", "second": "soon", "signed": "soon", "served": "ok", "withdrawn": ""}
KINDS = {
    "isolation": Words("管控", "measure"),
    "release": Words("解除", "release"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it prints. ``name`` and ``identifier`` are masked unless they were opened to be served."""

    order: OrderRow
    name: str
    identifier: str
    foreign: bool
    document: Words
    issuer: str
    issuer_phone: str

    @property
    def draft(self) -> bool:
        """Whether a signature is still missing, so that the sheet must not pass for a notice."""
        return self.order.first_signed is None or self.order.state == "second"

    @property
    def phone_words(self) -> Words:
        """The telephone behind the issuer's name, where one is known."""
        said = f"({self.issuer_phone})" if self.issuer_phone else ""
        return Words(said, said)


class OrderList(Listing[OrderRow]):
    """Orders in the viewer's area, newest first."""

    name = Words("通知书", "Notices")
    search = Words("通知书编号", "number of a notice")
    columns = (
        Column("number", Words("编号", "Number"), lambda r: r.number,
               link=lambda r: reverse("order", args=[r.id]), order=False),
        Column("who", Words("对象", "Whom"), lambda r: r.who, order=False),
        Column("kind", Words("种类", "Kind"), lambda r: KINDS[r.kind], order=False),
        Column("measure", Words("措施", "Measure"), lambda r: r.words, order=False),
        Column("start", Words("起", "From"), lambda r: r.start, kind="day", order=False, label=True),
        Column("until", Words("止", "Until"), lambda r: r.until, kind="day", order=False, label=True),
        Column("drafted", Words("拟稿", "Drafted"), lambda r: r.drafted, kind="moment",
               order=False, label=True),
        Column("signed", Words("签发人", "Signed by"), lambda r: _signers(r), order=False, label=True),
        Column("state", Words("状态", "State"), lambda r: Chip(STATES[r.state], _CHIPS[r.state]),
               order=False, aside=True),
    )  # fmt: skip
    filters = (
        Filter("state", Words("状态", "State"), tuple(STATES.items())),
        Filter("kind", Words("种类", "Kind"), tuple(KINDS.items())),
        Filter("measure", Words("措施", "Measure"), [(m.name, m.words) for m in MEASURES.values()]),
    )
    empty = Words(
        "没有通知书。人员找到并判定后会自动拟稿", "No notices. One is drafted when a person is found"
    )

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        sign = (Act("sign", Words("签发", "Sign"), "orders_sign"),)
        show = (Act("print", Words("打印", "Print"), "orders_print"),)
        self.acts = (*sign, *show) if why_not(request.viewer, "sign_order") is None else show

    def fetch(self, ask: Ask) -> Answer[OrderRow]:
        """The orders."""
        return queries.orders(self.viewer, ask)


def _signers(row: OrderRow) -> str | None:
    return "、".join(name for name in (row.first_by, row.second_by) if name) or None


@door("see_board", "do_tasks")
@require_GET
def orders(request: Any) -> HttpResponse:
    """The list of orders."""
    return OrderList(request).respond("orders/list.html")


@door("see_people")
@require_GET
def order(request: Any, order_id: int) -> HttpResponse:
    """One order: its notice as it will print, who signed, why it may not be signed."""
    row = queries.order(request.viewer, order_id)
    context = {
        "order": row,
        "notice": notices_of(request.viewer, [row])[0],
        "state_words": STATES[row.state],
        "state_chip": _CHIPS[row.state],
        "why_not_sign": _why_not_sign(request.viewer, row),
        "may_withdraw": why_not(request.viewer, "sign_order") is None
        and row.withdrawn is None
        and row.kind == "isolation",
    }
    return render(request, "orders/order.html", context)


def _why_not_sign(viewer: Viewer, row: OrderRow) -> Words | None:
    """Why the viewer may not sign now; None where they may."""
    if refused := why_not(viewer, "sign_order"):
        return refused.words
    if row.state == "second" and row.first_by_id == viewer.post_id:
        return Words("须由另一人第二次签发", "the second signature must be another person's")
    return None


@door("sign_order")
@require_POST
def sign(request: Any) -> HttpResponse:
    """Sign orders; each answers for itself."""
    ids = chosen_ids(request)
    results = actions.sign_many(ids, by=request.viewer, at=request.now)
    names = {row.id: f"{row.number} {row.who}" for row in _rows(request.viewer, ids)}
    outcomes = [
        Outcome(r.order_id, names.get(r.order_id, str(r.order_id)), r.refused.words if r.refused else None)
        for r in results
    ]
    back = reverse("order", args=[ids[0]]) if len(ids) == 1 else f"{reverse('orders')}?state=drafted"
    return answer_each(request, outcomes, done=Words("已签发 {count} 份", "{count} signed"), back=back)


def _rows(viewer: Viewer, ids: Sequence[int]) -> list[OrderRow]:
    """Those of the orders that the viewer sees."""
    found = []
    for number in ids[:200]:
        try:
            found.append(queries.order(viewer, number))
        except Refused:
            continue
    return found


@door("sign_order")
@require_POST
def withdraw(request: Any, order_id: int) -> HttpResponse:
    """Withdraw an order with a reason."""
    reason = request.POST.get("reason", "")
    actions.withdraw_order(order_id, reason=reason, by=request.viewer, at=request.now)
    messages.success(request, spoken(Words("通知书已撤回", "The notice is withdrawn")))
    return redirect("order", order_id)


@door("see_people")
@require_http_methods(["GET", "POST"])
def notice(request: Any, order_id: int) -> HttpResponse:
    """The notice on paper: masked to look at, in full to be served, which goes into the record."""
    return _paper(request, [queries.order(request.viewer, order_id)], reverse("order", args=[order_id]))


@door("see_people")
@require_POST
def print_many(request: Any) -> HttpResponse:
    """Several notices at once, each on paper of its own."""
    return _paper(request, _rows(request.viewer, chosen_ids(request)), reverse("orders"))


def _paper(request: Any, rows: Sequence[OrderRow], back: str) -> HttpResponse:
    opened: dict[int, dict[str, str]] = {}
    if request.POST.get("full"):
        people_of = {row.person_id for row in rows}
        fields = ["name", "identifier"]
        opened = people_actions.unmask_many(people_of, fields, TO_SERVE.zh, by=request.viewer, at=request.now)
    context = {"notices": notices_of(request.viewer, rows, opened), "opened": bool(opened), "back": back}
    return render(request, "orders/notice.html", context)


def notices_of(
    viewer: Viewer, rows: Sequence[OrderRow], opened: dict[int, dict[str, str]] | None = None
) -> list[Notice]:
    """The notices of orders; names are masked but for the people whose fields were opened."""
    shown = {p.id: p for p in people.people(viewer, [row.person_id for row in rows])}
    issuers = places.units_at_level({(row.path, "county") for row in rows})
    phones = {unit.id: places.unit(unit.id).phone for unit in set(issuers.values())}
    return [_notice(row, shown.get(row.person_id), issuers, phones, (opened or {})) for row in rows]


def _notice(
    row: OrderRow,
    person: people.Shown | None,
    issuers: dict[tuple[str, str], places.Body],
    phones: dict[int, str],
    opened: dict[int, dict[str, str]],
) -> Notice:
    full = opened.get(row.person_id)
    issuer = issuers.get((row.path, "county"))
    return Notice(
        order=row,
        name=full["name"] if full else row.who,
        identifier=full["identifier"] if full else (person.masked_id if person else ""),
        foreign=bool(person and person.foreign),
        document=policies.load(row.edition).document,
        issuer=issuer.name if issuer else "",
        issuer_phone=phones.get(issuer.id, "") if issuer else "",
    )


urlpatterns = [
    path("measures/orders/", orders, name="orders"),
    path("measures/orders/sign", sign, name="orders_sign"),
    path("measures/orders/print", print_many, name="orders_print"),
    path("measures/orders/<int:order_id>/", order, name="order"),
    path("measures/orders/<int:order_id>/notice", notice, name="order_notice"),
    path("measures/orders/<int:order_id>/withdraw", withdraw, name="order_withdraw"),
]

"""Lists: is every pushed person accounted for? Each list with its balance, certainties and clock."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from lianfang.core.asking import Answer, Ask
from lianfang.core.findings import Outcome
from lianfang.core.intake import Level, Problem
from lianfang.core.refusal import Refused
from lianfang.core.situation import Certainties, Share
from lianfang.core.situation.certainties import RowState
from lianfang.core.situation.metrics import CERTAINTIES
from lianfang.core.words import Words
from lianfang.gateway import inbound
from lianfang.intake import actions, files, queries
from lianfang.intake.queries import RowLine
from lianfang.intake.queries.standing_here import Here, list_here, lists_here
from lianfang.language import say
from lianfang.places import queries as places
from lianfang.web.columns import Chip, Column, Filter
from lianfang.web.door import door
from lianfang.web.listing import XLSX, Listing, attachment
from lianfang.web.rooms.lists_forms import PushForm, ReceiptForm

SHOWN_PROBLEMS = 300
_STATES = (
    ("open", Words("未闭环", "Not closed")),
    ("running", Words("接收中", "Being received")),
    ("done", Words("已接收", "Received")),
    ("cancelled", Words("已中止", "Stopped")),
)
_ROW_CHIPS = {
    RowState.ACCEPTED: "ok",
    RowState.DUPLICATE: "zero",
    RowState.AMBIGUOUS: "soon",
    RowState.REJECTED: "late",
    RowState.PENDING: "",
}
_BESIDE = {
    "offered": Words("推转待接收", "offered, not yet accepted"),
    "accepted": Words("已由外地接收", "accepted elsewhere"),
    "unreachable": Words("联系不上", "unreachable"),
}


@dataclass(frozen=True, slots=True)
class Certain:
    """One of the four: how many of how many, and the rows behind both."""

    key: str
    words: Words
    share: Share
    done_url: str
    left_url: str

    @property
    def left(self) -> int:
        """How many are not certain yet."""
        return self.share.total - self.share.done


@dataclass(frozen=True, slots=True)
class Beside:
    """A count beside the four, with its rows."""

    words: Words
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class RegionLine:
    """The certainties of one region directly below."""

    area: places.Area
    own: bool
    certainties: Certainties


class InboundLists(Listing[Here]):
    """Lists that concern the viewer's area."""

    name = Words("名单", "Lists")
    search = Words("来源、文件名、名单号", "source, file, number")
    filters = (Filter("state", Words("状态", "State"), _STATES),)
    size = 20
    columns = (
        Column("number", Words("名单号", "Number"), lambda r: r.line.id, kind="number"),
        Column("source", Words("来源", "Source"), lambda r: r.line.source),
        Column("file", Words("文件", "File"), lambda r: r.line.filename),
        Column("at", Words("接收时间", "Received"), lambda r: r.line.at, kind="moment"),
        Column("due", Words("时限", "Due"), lambda r: r.line.due, kind="moment"),
        Column("received", Words("收到", "Rows"), lambda r: r.line.balance.received, kind="number"),
        Column("accepted", Words("接受", "Accepted"), lambda r: r.line.balance.accepted, kind="number"),
        Column("duplicate", Words("重复", "Duplicate"), lambda r: r.line.balance.duplicate, kind="number"),
        Column("ambiguous", Words("待认定", "To settle"), lambda r: r.line.balance.ambiguous, kind="number"),
        Column("rejected", Words("退回", "Sent back"), lambda r: r.line.balance.rejected, kind="number"),
        Column("unfound", Words("未落地", "Not found"), lambda r: r.unfound, kind="number"),
    )
    empty = Words("还没有收到名单", "No list has come in yet")

    def fetch(self, ask: Ask) -> Answer[Here]:
        """The lists."""
        return lists_here(self.viewer, ask)


@door("see_lists")
@require_GET
def lists(request: Any) -> HttpResponse:
    """All lists; their certainties are asked for once the page stands."""
    listing = InboundLists(request)
    ids = ",".join(str(row.line.id) for row in listing.answer.rows)
    ended = ",".join(str(row.line.id) for row in listing.answer.rows if row.closed)
    return listing.respond("lists/index.html", ids=ids, ended=ended)


@door("see_lists")
@require_GET
def shares(request: Any) -> HttpResponse:
    """The four certainties of several lists, each for its place on the page."""
    ids, ended = _numbers(request, "ids"), set(_numbers(request, "ended"))
    found = queries.certainties_by_list(request.viewer, ids) if ids else {}
    known = [(number, found.get(number, Certainties())) for number in ids]
    lines = [(n, _certain(n, each), _why_left(each, ended=n in ended)) for n, each in known]
    return render(request, "lists/shares.html", {"lines": lines})


def _numbers(request: Any, name: str) -> list[int]:
    """The numbers of an address, fifty at most."""
    given = request.GET.get(name, "").split(",")[:50]
    return [int(text) for text in given if text.isascii() and text.isdigit()]


def _why_left(found: Certainties, *, ended: bool) -> list[Words]:
    """Why people of a list are not certain yet, each reason with its count.

    ``ended``: nobody is looked for any more; whoever is not found then was looked for in vain, or left.
    """
    unclear = found.person.total - found.person.done
    missing = found.location.total - found.location.done - unclear
    begun = found.control.total - found.control.done - missing - unclear
    sought = missing - found.unreachable - found.offered
    said = (
        (found.unreachable, "联系不上 {n} 人", "{n} unreachable"),
        (found.offered, "推转待接收 {n} 人", "{n} offered, not yet accepted"),
        (sought if ended else 0, "核实已结束未找到 {n} 人", "{n} not found, search ended"),
        (begun, "已落地、管控手续在办 {n} 人", "{n} found, measure under way"),
    )
    return [Words(zh.format(n=n), en.format(n=n)) for n, zh, en in said if n > 0]


@door("see_lists")
@require_GET
def detail(request: Any, list_id: int) -> HttpResponse:
    """One list: its balance, the four certainties, progress by region."""
    here = list_here(request.viewer, list_id)
    if here.line.state == "needs_mapping" and here.own:
        return redirect("list_mapping", list_id)
    where = _narrowed(request)
    parts = queries.certainties_by_region(request.viewer, where, list_id=list_id)
    whole = sum(parts.values(), Certainties())
    context = {
        **_head(request, here),
        "certain": _certain(list_id, whole),
        "whole": whole,
        "beside": _beside(list_id, whole),
        "regions": _regions(parts, where),
        "area": places.regions_by_path([where]).get(where),
        "narrowed": where != request.viewer.path,
        "tab": "progress",
    }
    return render(request, "lists/detail.html", context)


def _narrowed(request: Any) -> str:
    wanted = request.GET.get("region", "")
    if not (wanted.isascii() and wanted.isdigit()):
        return str(request.viewer.path)
    found = places.regions_by_id([int(wanted)]).get(int(wanted))
    if found is None or not request.viewer.sees(found.path):
        raise Refused("not_found", "没有这个区划,或不在您的辖区", "no such region in your area")
    return found.path


def _head(request: Any, here: Here) -> dict[str, Any]:
    """What stands above every page of a list."""
    may = request.viewer.may
    return {
        "here": here,
        "balance": here.line.balance,
        "may_receive": here.own and "receive_list" in may,
        "may_settle": "settle_rows" in may,
        "kept": here.own and files.is_kept(here.line.sha256),
    }


def _certain(list_id: int, found: Certainties) -> list[Certain]:
    url = reverse("list_rows", args=[list_id])
    return [
        Certain(name, words, getattr(found, name), f"{url}?{urlencode({'certainty': name, 'done': 'yes'})}",
                f"{url}?{urlencode({'certainty': name, 'done': 'no'})}")
        for name, words in CERTAINTIES.items()
    ]  # fmt: skip


def _beside(list_id: int, found: Certainties) -> list[Beside]:
    url = reverse("list_rows", args=[list_id])
    return [
        Beside(words, getattr(found, name), f"{url}?{urlencode({'certainty': name, 'done': 'yes'})}")
        for name, words in _BESIDE.items()
        if getattr(found, name)
    ]


def _regions(parts: dict[str, Certainties], where: str) -> list[RegionLine]:
    areas = places.regions_by_path(parts)
    lines = [
        RegionLine(areas[path_], path_ == where, counts) for path_, counts in parts.items() if path_ in areas
    ]
    return sorted(lines, key=_how_open, reverse=True)


def _how_open(line: RegionLine) -> int:
    """How many people of a region are not found yet: the worst stand first."""
    share = line.certainties.location
    return share.total - share.done


class RowList(Listing[RowLine]):
    """Rows of a list in the order of the file."""

    name = Words("名单条目", "Rows of a list")
    columns = (
        Column("number", Words("行", "Row"), lambda r: r.number, kind="number", order=False,
               link=lambda r: reverse("list_row", args=[r.id])),
        Column("who", Words("姓名", "Name"), lambda r: r.who or None, order=False,
               link=lambda r: reverse("person", args=[r.person_id]) if r.person_id else ""),
        Column("phone", Words("电话", "Telephone"), lambda r: r.phone or None, order=False),
        Column("area", Words("负责", "Answers for it"), lambda r: r.area or None, order=False),
        Column("more", Words("说明", "Remark"), lambda r: _remark(r), order=False),
        Column("state", Words("结果", "State"), lambda r: Chip(r.state.words, _ROW_CHIPS[r.state]),
               order=False, aside=True),
    )  # fmt: skip
    empty = Words("没有这样的条目", "No such rows")

    def __init__(self, request: Any, list_id: int, where: str) -> None:
        super().__init__(request)
        self.list_id, self.where = list_id, where
        states = [(str(s), s.words) for s in RowState if s is not RowState.PENDING]
        four = [*CERTAINTIES.items(), *_BESIDE.items()]
        self.filters = (
            Filter("state", Words("结果", "State"), states),
            Filter("certainty", Words("查清", "Certainty"), four),
            Filter(
                "done", Words("是否查清", "Certain"),
                (("yes", Words("已查清", "Certain")), ("no", Words("未查清", "Not yet"))),
            ),
            Filter("claimed", Words("两地", "Claims"), (("1", Words("两地都可能负责", "two areas")),)),
        )  # fmt: skip

    def fetch(self, ask: Ask) -> Answer[RowLine]:
        """The rows."""
        return queries.rows(self.viewer, self.list_id, ask, path=self.where)


def _remark(row: RowLine) -> Words | None:
    if row.problems:
        first = row.problems[0]
        return Words(f"{first.place}:{first.message.zh}", f"{first.place}: {first.message.en}")
    if row.same_as:
        same = row.same_as
        return Words(
            f"与「{same.source}」第 {same.number} 行重复", f"repeats row {same.number} of {same.source}"
        )
    if row.forward:
        to = row.forward.to
        return Words(f"已推转 {to}", f"pushed on to {to}")
    return Words(f"{row.claimed}也可能负责", f"{row.claimed} may answer too") if row.claimed else None


@door("see_lists")
@require_GET
def list_rows(request: Any, list_id: int) -> HttpResponse:
    """The rows of a list, narrowed by what became of them or by a certainty."""
    here = list_here(request.viewer, list_id)
    listing = RowList(request, list_id, _narrowed(request))
    return listing.respond("lists/rows.html", **_head(request, here), tab="rows")


@door("see_lists")
@require_GET
def errors(request: Any, list_id: int) -> HttpResponse:
    """What is wrong with rows and how to mend it; the first of them, all in the annotated file."""
    here = _own(request, list_id)
    found: list[Problem] = []
    total = 0
    for problem in queries.problems(request.viewer, list_id):
        total += 1
        if len(found) < SHOWN_PROBLEMS:
            found.append(problem)
    errors_first = sorted(found, key=lambda p: p.level is not Level.ERROR)
    context = {**_head(request, here), "problems": errors_first, "total": total, "tab": "errors"}
    return render(request, "lists/errors.html", context)


def _own(request: Any, list_id: int) -> Here:
    here = list_here(request.viewer, list_id)
    if not here.own:
        raise Refused(
            "list.not_received_here",
            "这份名单由上级接收,请向上级索取",
            "this list was received above your area; ask there",
        )
    return here


@door("see_lists")
@require_GET
def sheets(request: Any, list_id: int) -> HttpResponse:
    """How the headings of each sheet were understood."""
    here = _own(request, list_id)
    read = queries.sheets_read(request.viewer, list_id)
    return render(request, "lists/sheets.html", {**_head(request, here), "sheets": read, "tab": "sheets"})


@door("see_lists")
@require_GET
def annotated(request: Any, list_id: int) -> HttpResponse:
    """The sender's file back: same layout, wrong cells red, how to mend them beside."""
    name, content = inbound.annotated(request.viewer, _own(request, list_id).line.id)
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = attachment(name)
    return answer


@door("see_lists")
@require_GET
def hands(request: Any, list_id: int) -> HttpResponse:
    """Rows that need hands: each beside those it may be."""
    here = list_here(request.viewer, list_id)
    ask = Ask(filters={"state": "ambiguous"}, count=20)
    found = queries.rows(request.viewer, list_id, ask)
    told = [queries.told(request.viewer, row.id) for row in found.rows]
    context = {**_head(request, here), "told": told, "total": found.total, "tab": "hands"}
    return render(request, "lists/hands.html", context)


@door("see_lists")
@require_GET
def row(request: Any, row_id: int) -> HttpResponse:
    """One row: what it says, whom it may be, what is wrong, where it was pushed on to."""
    told = queries.told(request.viewer, row_id)
    here = list_here(request.viewer, told.row.list_id)
    context = {
        **_head(request, here),
        "one": told,
        "push": PushForm(),
        "receipt": ReceiptForm(),
        "may_push": "do_tasks" in request.viewer.may
        and told.row.state is RowState.ACCEPTED
        and request.viewer.sees(told.row.path),
        "tab": "rows",
    }
    return render(request, "lists/row.html", context)


@door("settle_rows")
@require_POST
def settle(request: Any, row_id: int) -> HttpResponse:
    """Say who a doubtful row is: one of the candidates, or somebody new."""
    list_id = queries.row(request.viewer, row_id).list_id
    chosen = request.POST.get("person", "")
    if chosen != "new" and not (chosen.isascii() and chosen.isdigit()):
        raise Refused("row.choose", "请选择是哪位,或登记为新人员", "choose a person, or somebody new")
    actions.settle_row(
        row_id, None if chosen == "new" else int(chosen), by=request.viewer, at=request.now,
        ref=request.POST.get("ref") or None,
    )  # fmt: skip
    messages.success(
        request, say("已认定,按名单继续核实", "Settled; the search goes on as for any other row")
    )
    left = queries.rows(request.viewer, list_id, Ask(filters={"state": "ambiguous"}, count=1)).total
    return redirect("list_hands" if left else "list_detail", list_id)


@door("do_tasks")
@require_POST
def push_on(request: Any, row_id: int) -> HttpResponse:
    """Push somebody who is not here on to an area outside."""
    queries.row(request.viewer, row_id)
    form = PushForm(request.POST)
    if not form.is_valid():
        raise Refused("forward.where", "请写明推往何地和原因", "say to where, and why")
    said = form.cleaned_data
    refusals = actions.push_on(
        [row_id], said["to"], outcome=Outcome(said["why"]), by=request.viewer, at=request.now
    )
    if refused := refusals.get(row_id):
        raise refused
    messages.success(request, say("已推转,收到回执前仍由本地负责", "Pushed on; ours until the receipt comes"))
    return redirect("list_row", row_id)


@door("do_tasks")
@require_POST
def receipt(request: Any, row_id: int, forward_id: int) -> HttpResponse:
    """Note what the area outside answered."""
    queries.row(request.viewer, row_id)
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        raise Refused("forward.receipt", "请填写接收回执", "state the receipt")
    said = form.cleaned_data
    actions.note_receipt(
        forward_id,
        accepted=said["answer"] == "yes",
        receipt=said["receipt"],
        by=request.viewer,
        at=request.now,
    )
    messages.success(request, say("已登记", "Noted"))
    return redirect("list_row", row_id)


urlpatterns = [
    path("lists/", lists, name="lists"),
    path("lists/shares", shares, name="lists_shares"),
    path("lists/<int:list_id>/", detail, name="list_detail"),
    path("lists/<int:list_id>/rows/", list_rows, name="list_rows"),
    path("lists/<int:list_id>/hands/", hands, name="list_hands"),
    path("lists/<int:list_id>/errors/", errors, name="list_errors"),
    path("lists/<int:list_id>/sheets/", sheets, name="list_sheets"),
    path("lists/<int:list_id>/annotated", annotated, name="list_annotated"),
    path("lists/rows/<int:row_id>/", row, name="list_row"),
    path("lists/rows/<int:row_id>/settle", settle, name="row_settle"),
    path("lists/rows/<int:row_id>/push", push_on, name="row_push"),
    path("lists/rows/<int:row_id>/forwards/<int:forward_id>/", receipt, name="row_receipt"),
]

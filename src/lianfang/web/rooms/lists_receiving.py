"""Receiving a list in the browser: the file, how far it has come, what its headings mean, cancel, go on."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from procrastinate.contrib.django import app

from lianfang.accounts.scope import acting
from lianfang.core.intake import Field
from lianfang.core.intake.fields import LABELS
from lianfang.core.refusal import Refused
from lianfang.gateway import inbound
from lianfang.intake import actions, files, queries
from lianfang.intake.queries.standing_here import Here, list_here, list_of_file
from lianfang.language import say
from lianfang.web.door import door
from lianfang.web.going import go
from lianfang.web.rooms.lists_forms import ReceiveForm

JOB = "receive_list"
_COLUMN = "column-"


@door("receive_list")
@require_http_methods(["GET", "POST"])
def receive(request: Any) -> HttpResponse:
    """A file and its source; a small file is received at once, a large one by the worker."""
    form = ReceiveForm(
        request.POST or None, request.FILES or None, initial={"paper": request.GET.get("paper") == "1"}
    )
    if request.method == "POST" and form.is_valid():
        file, refused = _kept(request, form), None
        try:
            return _start(request, file, small=form.cleaned_data["file"].size <= inbound.SMALL)
        except Refused as why:
            refused = why
        form.add_error(
            "file" if refused.code.startswith(("sheet", "file", "list")) else None, say(*refused.words)
        )
    with acting(request.viewer):
        known = [name for name, _, _ in queries.sources(request.viewer)]
        context = {"form": form, "sources": known}
        return render(request, "lists/receive.html", context, status=422 if form.errors else 200)


receive.own_transaction = True  # type: ignore[attr-defined]


def _kept(request: Any, form: ReceiveForm) -> inbound.Waiting:
    said = form.cleaned_data
    with acting(request.viewer):
        digest = files.keep(said["file"].read())
    return inbound.Waiting(
        sha256=digest,
        filename=said["file"].name[:200],
        source=said["source"].strip(),
        region_id=request.viewer.region_id,
        kind="paper" if said["paper"] else "pushed",
    )


def _start(request: Any, file: inbound.Waiting, *, small: bool) -> HttpResponse:
    """Receive now, or hand over to the worker and show how far it is."""
    inbound.forget_failure(file.sha256, file.source)
    if small:
        done = inbound.receive_kept(file, by=request.viewer, at=request.now)
        if done.known and done.state == "done":
            messages.info(
                request,
                say("这份文件以前已接收,没有重复录入", "This file was received before; nothing was added"),
            )
        return redirect("list_mapping" if done.questions else "list_detail", done.list_id)
    _hand_over(request, file)
    return redirect(f"{reverse('list_incoming', args=[file.sha256])}?{urlencode({'source': file.source})}")


def _hand_over(request: Any, file: inbound.Waiting, told: dict[str, str] | None = None) -> None:
    with acting(request.viewer):
        app.configure_task(JOB, queue="lists").defer(
            sha256=file.sha256, filename=file.filename, source=file.source, region_id=file.region_id,
            kind=file.kind, told={**(told or {})}, post_id=request.viewer.post_id, at=request.now.isoformat(),
        )  # fmt: skip


@door("receive_list")
@require_GET
def incoming(request: Any, sha256: str) -> HttpResponse:
    """A large file on its way: read by the worker, then row by row."""
    source = request.GET.get("source", "")
    number = list_of_file(request.viewer, sha256, source)
    failed = inbound.failure(sha256, source) if number is None else None
    here = list_here(request.viewer, number) if number else None
    ended = here is not None and (here.line.state != "receiving")
    if ended and number is not None:
        return go(request, reverse("list_detail", args=[number]))
    context = {"here": here, "failed": failed, "source": source}
    template = "lists/progress.html" if request.htmx else "lists/incoming.html"
    return render(request, template, context)


@door("see_lists")
@require_GET
def progress(request: Any, list_id: int) -> HttpResponse:
    """How far a list has come, for the bar on its page."""
    here = list_here(request.viewer, list_id)
    if here.line.state != "receiving":
        return go(request, reverse("list_detail", args=[list_id]))
    return render(request, "lists/progress.html", {"here": here, "source": here.line.source})


@door("receive_list")
@require_POST
def cancel(request: Any, list_id: int) -> HttpResponse:
    """Stop a list; what was taken stays, sending it again goes on."""
    actions.cancel(list_id, by=request.viewer, at=request.now)
    messages.success(
        request, say("已中止;已录入的保留,可以继续接收", "Stopped; what is in stays, and it can go on")
    )
    return redirect("list_detail", list_id)


@door("receive_list")
@require_POST
def go_on(request: Any, list_id: int) -> HttpResponse:
    """Go on with a list that was stopped, behind its last portion."""
    with acting(request.viewer):
        here = list_here(request.viewer, list_id)
        files.kept(here.line.sha256)
    _hand_over(request, _waiting(request, here))
    source = urlencode({"source": here.line.source})
    return redirect(f"{reverse('list_incoming', args=[here.line.sha256])}?{source}")


go_on.own_transaction = True  # type: ignore[attr-defined]


def _waiting(request: Any, here: Here) -> inbound.Waiting:
    line = here.line
    return inbound.Waiting(
        sha256=line.sha256,
        filename=line.filename,
        source=line.source,
        region_id=int(line.path.rpartition(".")[2]),
        kind=line.kind,
    )


@door("receive_list")
@require_http_methods(["GET", "POST"])
def mapping(request: Any, list_id: int) -> HttpResponse:
    """What the columns mean where headings were unclear; the answer is remembered for the source."""
    with acting(request.viewer):
        here = list_here(request.viewer, list_id)
        if here.line.state != "needs_mapping":
            return redirect("list_sheets", list_id)
        profile = {name: meant for name, _, meant in queries.sources(request.viewer)}.get(
            here.line.source, {}
        )
        asked = inbound.questions(here.line.sha256, here.line.filename, profile)
    refused = None
    if request.method == "POST":
        if files.size(here.line.sha256) > inbound.SMALL:
            return _map_later(request, here, dict(_told(request, asked)))
        try:
            done = inbound.receive_kept(
                _waiting(request, here), told=dict(_told(request, asked)), by=request.viewer, at=request.now
            )
            if not done.questions:
                messages.success(request, say("已记住这个来源的表头", "Remembered for this source"))
                return redirect("list_detail", list_id)
            refused = Refused(
                "list.still_unclear",
                "还不能确定:须有姓名,以及证件号码或联系电话",
                "still unclear: there must be a name, and an ID number or a telephone",
            )
        except Refused as why:
            refused = why
    with acting(request.viewer):
        context = {
            "here": here, "sheets": asked, "fields": [(str(f), w) for f, w in LABELS.items()],
            "refused": refused, "chosen": _chosen(request, asked),
        }  # fmt: skip
        return render(request, "lists/mapping.html", context, status=422 if refused else 200)


mapping.own_transaction = True  # type: ignore[attr-defined]


def _map_later(request: Any, here: Here, told: dict[str, str]) -> HttpResponse:
    """A large file goes on with the worker; its page comes back here where headings stay unclear."""
    _hand_over(request, _waiting(request, here), told)
    source = urlencode({"source": here.line.source})
    return redirect(f"{reverse('list_incoming', args=[here.line.sha256])}?{source}")


def _told(request: Any, asked: list[inbound.AskedSheet]) -> Iterator[tuple[str, str]]:
    """What was chosen for each column, by its heading; by its letters where it has none."""
    for place, sheet in enumerate(asked):
        for column in sheet.columns:
            value = request.POST.get(f"{_COLUMN}{place}-{column.letters}", "")
            if value in set(Field) or value == "":
                yield column.heading or column.letters, value


def _chosen(request: Any, asked: list[inbound.AskedSheet]) -> list[tuple[inbound.AskedSheet, list[Any]]]:
    """Each sheet with its columns, the name of each select and what stands in it."""
    return [
        (sheet, [_select(request, place, column) for column in sheet.columns])
        for place, sheet in enumerate(asked)
    ]


def _select(request: Any, place: int, column: inbound.AskedColumn) -> tuple[inbound.AskedColumn, str, str]:
    name = f"{_COLUMN}{place}-{column.letters}"
    guess = str(column.understood or "")
    return column, name, request.POST.get(name, guess)


urlpatterns = [
    path("lists/receive/", receive, name="list_receive"),
    path("lists/incoming/<slug:sha256>/", incoming, name="list_incoming"),
    path("lists/<int:list_id>/progress", progress, name="list_progress"),
    path("lists/<int:list_id>/cancel", cancel, name="list_cancel"),
    path("lists/<int:list_id>/go-on", go_on, name="list_go_on"),
    path("lists/<int:list_id>/mapping/", mapping, name="list_mapping"),
]

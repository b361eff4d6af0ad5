"""Reports: what do I owe today, is it right? And for those above: who has reported, who has not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core.days import local_day, plus
from lianfang.core.refusal import Refused
from lianfang.core.situation import ReportState
from lianfang.core.words import Words
from lianfang.language import say
from lianfang.places import queries as places
from lianfang.situation import actions, queries
from lianfang.situation.queries import FieldShown, MatrixRow, ReportRow, Sheet
from lianfang.situation.report_kinds import KINDS, kind_of
from lianfang.web.columns import day_in
from lianfang.web.door import door
from lianfang.web.rooms.reports_forms import CallForm, EndCallForm, UnlockForm
from lianfang.web.rooms.reports_refill import urlpatterns as refilling

DAYS = 7
_PREFIX = "field-"


@dataclass(frozen=True, slots=True)
class Box:
    """One number of a report as the form shows it: ``typed`` is what stands in the box."""

    field: FieldShown
    name: str
    typed: str
    marked: bool

    @property
    def more(self) -> int | None:
        """By how much it differs from yesterday; None where one of the two is unknown."""
        if self.field.value is None or self.field.before is None:
            return None
        return self.field.value - self.field.before


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell of the matrix."""

    report_id: int
    state: ReportState
    zero: bool
    revised: int


@dataclass(frozen=True, slots=True)
class Line:
    """A unit over the days."""

    unit: str
    above: str
    marks: tuple[Mark | None, ...]
    missing: int


@door("report")
@require_GET
def reports(request: Any) -> HttpResponse:
    """What the viewer's own unit owes today, and what it still owes of the week."""
    today = local_day(request.now)
    owed = queries.owed_by_unit(request.viewer, day=today, now=request.now)
    waiting = [row for row in owed if row.sent is None and row.standing.state is not ReportState.EXCUSED]
    context = {
        "waiting": waiting,
        "sent": [row for row in owed if row.sent is not None],
        "excused": [row for row in owed if row.standing.state is ReportState.EXCUSED],
        "late": sum(row.standing.state is ReportState.MISSING for row in waiting),
        "today": today,
    }
    return render(request, "reports/owed.html", context)


@door("report", "see_board")
@require_http_methods(["GET", "POST"])
def report(request: Any, report_id: int) -> HttpResponse:
    """One report: filled from the register, to be checked, changed where it is wrong, and sent."""
    sheet = queries.report(request.viewer, report_id, now=request.now)
    refused = None
    if request.method == "POST":
        refused = _send(request, sheet)
        if refused is None:
            return redirect("reports" if request.viewer.unit_id == sheet.row.unit_id else "reports_matrix")
    context = {
        "sheet": sheet,
        "boxes": _boxes(sheet, request.POST if refused else None),
        "refused": refused,
        "zero": bool(request.POST.get("zero")) if refused else sheet.zero,
        "may_send": "report" in request.viewer.may and sheet.why_not is None,
        "may_unlock": _may_unlock(request, sheet),
        "unlock": UnlockForm(),
        "doubts": [v for v in sheet.checks if v.holds is False],
        "labels": {f.filled.name: f.filled.words for f in sheet.fields},
    }
    return render(request, "reports/report.html", context, status=422 if refused else 200)


def _may_unlock(request: Any, sheet: Sheet) -> bool:
    locked = sheet.why_not is not None and sheet.why_not.code == "report.locked"
    return locked and "unlock_report" in request.viewer.may and request.viewer.path != sheet.row.path


def _send(request: Any, sheet: Sheet) -> Refused | None:
    """Send what was typed; answers why it was not taken, None where it was."""
    request.viewer.require("report")
    try:
        values = {
            f.filled.name: _number(request.POST.get(f"{_PREFIX}{f.filled.name}", "")) for f in sheet.fields
        }
        done = actions.submit(
            sheet.row.id,
            values=values,
            zero=bool(request.POST.get("zero")),
            by=request.viewer,
            at=request.now,
        )
    except Refused as refused:
        return refused
    if done.number:
        messages.success(request, say("已更正", "Revised"))
    elif done.standing.state is ReportState.LATE:
        messages.warning(request, say("已报送(迟报)", "Sent, late"))
    else:
        messages.success(request, say("已报送", "Sent"))
    return None


def _number(text: str) -> int | None:
    """A whole number; None for an empty box, which is open and not zero."""
    plain = text.strip().replace(",", "")
    if not plain:
        return None
    try:
        return int(plain)
    except ValueError:
        raise Refused(
            "report.no_number", "「{text}」不是数字", "{text!r} is no number", text=plain[:20]
        ) from None


def _boxes(sheet: Sheet, typed: Any) -> list[Box]:
    return [_box(field, typed) for field in sheet.fields]


def _box(field: FieldShown, typed: Any) -> Box:
    name = f"{_PREFIX}{field.filled.name}"
    stands = "" if field.value is None else str(field.value)
    text = typed.get(name, "") if typed is not None else stands
    register = "" if field.filled.value is None else str(field.filled.value)
    return Box(
        field, name, text, field.changed or (typed is not None and bool(register) and text != register)
    )


@door("unlock_report")
@require_POST
def unlock(request: Any, report_id: int) -> HttpResponse:
    """Open a locked report for one revision, with a reason."""
    queries.report(request.viewer, report_id, now=request.now)
    form = UnlockForm(request.POST)
    if not form.is_valid():
        raise Refused("report.unlock_reason", "解锁必须写明原因", "unlocking a report needs a reason")
    actions.unlock(report_id, reason=form.cleaned_data["reason"], by=request.viewer, at=request.now)
    messages.success(request, say("已解锁,单位可以更正一次", "Unlocked for one revision"))
    return redirect("report", report_id)


@door("see_board", "unlock_report")
@require_GET
def matrix(request: Any) -> HttpResponse:
    """Units by days for one kind of report; and which reports are asked for."""
    today = local_day(request.now)
    calls = queries.calls(request.viewer, on=today)
    kinds = [kind for kind in KINDS.values() if any(call.kind == kind.code for call in calls)]
    asked = request.GET.get("kind", "")
    chosen = kind_of(asked) if asked in KINDS else kinds[0] if kinds else None
    last = day_in(request.GET.get("last", "")) or today
    context: dict[str, Any] = {
        "kinds": kinds,
        "chosen": chosen,
        "calls": calls,
        "today": today,
        "form": CallForm(initial={"since": today}, kinds=_not_called(request, calls)),
        "end_form": EndCallForm(initial={"last_day": today}),
        "may_call": "order" in request.viewer.may,
        "state": request.GET.get("state", ""),
    }
    if chosen:
        context |= _matrix(request, chosen.code, last)
    return render(request, "reports/matrix.html", context)


def _matrix(request: Any, kind: str, last: date) -> dict[str, Any]:
    first = plus(last, 1 - DAYS)
    found = queries.matrix(request.viewer, kind, first=first, last=last, now=request.now)
    above = places.lines(row.path for row in found.rows)
    lines = [_line(row, above[row.path]) for row in found.rows]
    state = request.GET.get("state", "")
    if state == "missing":
        lines = [line for line in lines if line.marks[-1] and line.marks[-1].state is ReportState.MISSING]
    sums = queries.rolled_up(request.viewer, kind, day=last, now=request.now)
    return {
        "matrix": found,
        "lines": lines,
        "last_counts": found.counts[-1],
        "sums": sums,
        "last": last,
        "earlier": plus(last, -DAYS),
        "later": plus(last, DAYS) if last < local_day(request.now) else None,
    }


def _line(row: MatrixRow, above: Sequence[places.Area]) -> Line:
    marks = tuple(map(_mark, row.cells))
    missing = sum(mark is not None and mark.state is ReportState.MISSING for mark in marks)
    return Line(row.unit, " › ".join(area.name for area in above[2:-1]), marks, missing)


def _mark(row: ReportRow | None) -> Mark | None:
    if row is None:
        return None
    return Mark(row.id, row.standing.state, row.standing.zero, row.standing.revisions)


def _not_called(request: Any, calls: Sequence[queries.CallRow]) -> list[tuple[str, Words]]:
    here = {call.kind for call in calls if call.path == request.viewer.path}
    return [(kind.code, kind.words) for kind in KINDS.values() if kind.code not in here]


@door("order")
@require_POST
def call_for(request: Any) -> HttpResponse:
    """Ask every unit of a sort for a report a day; those of today are given out at once."""
    form = CallForm(request.POST, kinds=[(kind.code, kind.words) for kind in KINDS.values()])
    if not form.is_valid():
        raise Refused(
            "report.call_form",
            "请选择报表并写明依据",
            "choose a report and say on what ground it is asked for",
        )
    said = form.cleaned_data
    actions.call_for(
        said["kind"], region_id=request.viewer.region_id, since=said["since"], ground=said["ground"],
        by=request.viewer, at=request.now,
    )  # fmt: skip
    given = actions.give_out(local_day(request.now), by=request.viewer, at=request.now)
    messages.success(
        request, say("已布置,今天 {n} 份已下发", "Asked for; {n} of today are given out").format(n=given)
    )
    return redirect("reports_matrix")


@door("order")
@require_POST
def end_call(request: Any, call_id: int) -> HttpResponse:
    """Stop asking for a report after a day."""
    if call_id not in {call.id for call in queries.calls(request.viewer, on=local_day(request.now))}:
        raise Refused("not_found", "没有这项报送要求", "no such call for reports")
    form = EndCallForm(request.POST)
    if not form.is_valid():
        raise Refused("report.end_form", "请写明最后一天和原因", "give the last day and the reason")
    said = form.cleaned_data
    actions.end_call(
        call_id, last_day=said["last_day"], reason=said["reason"], by=request.viewer, at=request.now
    )
    messages.success(request, say("已停止报送", "The report is no longer asked for"))
    return redirect("reports_matrix")


urlpatterns = [
    path("reports/", reports, name="reports"),
    *refilling,
    path("reports/<int:report_id>/", report, name="report"),
    path("reports/<int:report_id>/unlock", unlock, name="report_unlock"),
    path("situation/reports/", matrix, name="reports_matrix"),
    path("situation/reports/ask", call_for, name="report_call"),
    path("situation/reports/asked/<int:call_id>/end", end_call, name="report_call_end"),
]

"""Forms of the level above: upload one blank, see what goes where and from where, take it back filled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core.days import local_day
from lianfang.core.intake.synonyms import normal
from lianfang.core.refusal import Refused
from lianfang.core.situation import ZERO_TO_24, ReportWindow
from lianfang.core.situation.figure_words import Wanted
from lianfang.core.situation.paper import Figure, Part
from lianfang.core.situation.refill import Slot
from lianfang.core.words import Words
from lianfang.gateway import refilling as gateway
from lianfang.gateway.refilling import Entry, Page, Preview
from lianfang.language import say, spoken
from lianfang.situation import actions
from lianfang.situation.counting import every_metric
from lianfang.situation.queries import upper_forms as queries
from lianfang.web.columns import day_in
from lianfang.web.door import door
from lianfang.web.listing import XLSX, attachment

WINDOWS = {
    "0-24": (ZERO_TO_24, Words("当日 0–24 时", "0:00 to 24:00")),
    "17-17": (
        ReportWindow(time(17, 0), time(17, 0)),
        Words("前一日 17 时至当日 17 时", "17:00 the day before to 17:00"),
    ),
}
"""The hours a form may be about, by the code its address carries."""
_CHOICE = "means-"
_OFFERED = (
    "held", "held.central+held.home_iso", "held.central", "held.home_iso", "held.home_monitor",
    "entered", "released", "not_isolated", "not_isolated.late", "lists.received", "lists.open",
    "rows.received", "certain.location", "certain.control", "codes.red", "orders.unsigned", "overdue",
    "rooms.capacity", "rooms.occupied", "rooms.free",
)  # fmt: skip


class UploadForm(forms.Form):
    """A blank form as it came."""

    file = forms.FileField(
        label=say("上级下发的空表", "The blank form"),
        help_text=say(
            "xlsx,表头和排版都不用改;昨天填过的也行",
            "xlsx, headings and layout as they are; yesterday's filled one will do",
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


@dataclass(frozen=True, slots=True)
class Source:
    """One number behind a cell: what it is, and the list it opens."""

    words: Words
    known: float
    url: str


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of the preview with what stands behind it."""

    entry: Entry
    sources: tuple[Source, ...]

    @property
    def url(self) -> str:
        """The list behind a cell of one figure; a cell that adds several up has one list for each."""
        return self.sources[0].url if len(self.sources) == 1 else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One sheet: for each row its label and its cells."""

    page: Page
    lines: tuple[tuple[Slot, tuple[Box, ...]], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A figure of the form, what it is taken for, and what else it may be."""

    slot: Slot
    name: str
    code: str
    choices: tuple[tuple[str, Words], ...]


@door("export")
@require_http_methods(["GET", "POST"])
def upper_forms(request: Any) -> HttpResponse:
    """The forms that are kept, and taking in another."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            number = gateway.take_in(request.viewer, file.read(), file.name, at=request.now)
        except Refused as refused:
            form.add_error("file", spoken(refused.words))
        else:
            return redirect("upper_form", number)
    context = {"form": form, "kept": queries.forms(request.viewer)}
    return render(request, "reports/forms.html", context, status=422 if form.errors else 200)


@door("export")
@require_GET
def upper_form(request: Any, form_id: int) -> HttpResponse:
    """What goes into a form for a day, and from where."""
    seen, code = _seen(request, form_id)
    pages = [
        Shown(page, tuple((slot, tuple(_boxes(line, code, seen))) for slot, line in page.lines))
        for page in seen.pages
    ]
    context = {
        "seen": seen,
        "pages": pages,
        "boxes": [box for page in pages for _, line in page.lines for box in line if box.sources],
        "headings": _headings(seen),
        "windows": [(key, words) for key, (_, words) in WINDOWS.items()],
        "window": code,
        "today": local_day(request.now),
    }
    return render(request, "reports/form.html", context)


def _seen(request: Any, form_id: int) -> tuple[Preview, str]:
    given = request.GET if request.method == "GET" else request.POST
    code = given.get("window", "")
    window, _ = WINDOWS.get(code, WINDOWS["0-24"])
    day = day_in(given.get("day", "")) or local_day(request.now)
    seen = gateway.preview(request.viewer, form_id, day=day, window=window, now=request.now)
    return seen, code if code in WINDOWS else "0-24"


def _boxes(line: Iterable[Entry], window: str, seen: Preview) -> list[Box]:
    return [
        Box(entry, tuple(_source(one, window, seen.day) for one in entry.answered.figures))
        if entry.answered is not None
        else Box(entry, ())
        for entry in line
    ]


def _source(one: Figure, window: str, day: date) -> Source:
    asked = {
        "metric": one.metric, "part": str(one.part), "region": one.path.rpartition(".")[2],
        "day": day.isoformat(), "window": window,
    }  # fmt: skip
    words = Wanted((one.metric,), one.part).words(every_metric())
    return Source(words, one.known, f"{reverse('figure')}?{urlencode(asked)}")


def _headings(seen: Preview) -> list[Heading]:
    return [_heading(slot) for slot in seen.headings]


def _heading(slot: Slot) -> Heading:
    metrics = every_metric()
    offered = {Wanted(tuple(names.split("+"))).code for names in _OFFERED}
    offered |= {Wanted(("reports",), part).code for part in (Part.EXPECTED, Part.LATE, Part.MISSING)}
    offered |= {Wanted((name,)).code for name in metrics if name.startswith("reported.")}
    code = slot.wanted.code if slot.wanted else ""
    every = sorted(offered | ({code} - {""}))
    named = [(each, _of_code(each).words(metrics)) for each in every]
    return Heading(slot, f"{_CHOICE}{normal(slot.label)}", code, tuple(named))


def _of_code(code: str) -> Wanted:
    names, _, part = code.partition("|")
    return Wanted(tuple(names.split("+")), Part(part))


@door("export")
@require_POST
def upper_form_teach(request: Any, form_id: int) -> HttpResponse:
    """Say what headings mean; remembered for this form."""
    said = {
        name.removeprefix(_CHOICE): value for name, value in request.POST.items() if name.startswith(_CHOICE)
    }
    actions.choose_figures(form_id, said, by=request.viewer, at=request.now)
    messages.success(request, say("已记住,下次同一张表不用再指定", "Remembered for this form"))
    back = {"day": request.POST.get("day", ""), "window": request.POST.get("window", "")}
    return redirect(f"{reverse('upper_form', args=[form_id])}?{urlencode(back)}")


@door("export")
@require_POST
def upper_form_file(request: Any, form_id: int) -> HttpResponse:
    """The form, filled."""
    seen, _ = _seen(request, form_id)
    done = gateway.fill(request.viewer, seen, at=request.now)
    answer = HttpResponse(done, content_type=XLSX)
    answer["Content-Disposition"] = attachment(seen.form.row.filename)
    return answer


@door("export")
@require_POST
def upper_form_drop(request: Any, form_id: int) -> HttpResponse:
    """Keep a form no longer."""
    actions.drop_form(form_id, by=request.viewer, at=request.now)
    messages.success(request, say("已删除这张表", "The form is no longer kept"))
    return redirect("upper_forms")


urlpatterns = [
    path("reports/forms/", upper_forms, name="upper_forms"),
    path("reports/forms/<int:form_id>/", upper_form, name="upper_form"),
    path("reports/forms/<int:form_id>/means", upper_form_teach, name="upper_form_teach"),
    path("reports/forms/<int:form_id>/file", upper_form_file, name="upper_form_file"),
    path("reports/forms/<int:form_id>/drop", upper_form_drop, name="upper_form_drop"),
]

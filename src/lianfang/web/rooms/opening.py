"""Before the first day: who is held already is taken over, residents are brought in, from sheets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from lianfang.accounts.scope import acting
from lianfang.core.intake import Level, Problem
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.gateway import opening as openings
from lianfang.gateway import residents, returned
from lianfang.language import CHINESE, say, spoken
from lianfang.places import queries as places
from lianfang.web.door import door
from lianfang.web.listing import XLSX, attachment

SHOWN = 300
"""So many problems stand on the page; all of them in the annotated sheet."""
LARGEST = 20 * 1024 * 1024


class SheetForm(forms.Form):
    """One sheet."""

    file = forms.FileField(label=say("表格文件", "Sheet"))

    def clean_file(self) -> Any:
        """Refuse what is too large to be read while somebody waits."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                say(
                    "文件超过 20 MB,请拆分,或用命令行导入",
                    "The file is over 20 MB: split it, or use the command line",
                )
            )
        return file


@dataclass(frozen=True, slots=True)
class Figure:
    """A count on the page of results."""

    words: Words
    count: int
    late: bool = False


Done = tuple[list[Figure], tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A kind of sheet: its page, and what takes its rows."""

    template: str
    take: Callable[[Any, bytes, str, places.Area], Done]


def _held(request: Any, content: bytes, name: str, area: places.Area) -> Done:
    with acting(request.viewer):
        done = openings.take_over(content, name, area=area, by=request.viewer, at=request.now)
    return [
        Figure(Words("表中行数", "Rows"), done.received),
        Figure(Words("已接管", "Taken over"), done.accepted),
        Figure(Words("以前已接管", "Taken over before"), done.duplicate),
        Figure(Words("待认定", "To be told apart"), done.ambiguous, done.ambiguous > 0),
        Figure(Words("退回", "Sent back"), done.rejected, done.rejected > 0),
    ], done.problems


def _residents(request: Any, content: bytes, name: str, area: places.Area) -> Done:
    done = residents.take_in(content, name, area=area, by=request.viewer, at=request.now)
    return [
        Figure(Words("表中行数", "Rows"), done.received),
        Figure(Words("新登记", "New"), done.new),
        Figure(Words("以前已登记", "Known before"), done.known),
        Figure(Words("移到更细的区域", "Moved to a closer area"), done.moved),
        Figure(Words("待认定", "To be told apart"), done.ambiguous, done.ambiguous > 0),
        Figure(Words("退回", "Sent back"), done.rejected, done.rejected > 0),
    ], done.problems


_HELD = _Sheet("opening/held.html", _held)
_RESIDENTS = _Sheet("opening/residents.html", _residents)


def _page(request: Any, sheet: _Sheet) -> HttpResponse:
    """The form, and what became of each row; the sheet is kept for its sender to have it back marked."""
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content, name = file.read(), file.name[:200]
        try:
            with acting(request.viewer):
                area = places.region(request.viewer.region_id)
            figures, problems = sheet.take(request, content, name, area)
            context |= _outcome(request, content, name, figures, problems)
        except Refused as refused:
            form.add_error("file", say(*refused.words))
    with acting(request.viewer):
        return render(request, sheet.template, context, status=422 if form.errors else 200)


def _outcome(
    request: Any, content: bytes, name: str, figures: list[Figure], problems: tuple[Problem, ...]
) -> dict[str, Any]:
    ranked = sorted(problems, key=lambda problem: problem.level is not Level.ERROR)
    found: dict[str, Any] = {
        "figures": figures,
        "problems": ranked[:SHOWN],
        "total": len(problems),
        "name": name,
    }
    if problems:
        with acting(request.viewer):
            found["digest"] = returned.keep(content, name, problems, by=request.viewer)
    return found


@door("onboard")
@require_http_methods(["GET", "POST"])
def opening(request: Any) -> HttpResponse:
    """Take over who is held already."""
    return _page(request, _HELD)


@door("onboard")
@require_http_methods(["GET", "POST"])
def bring_residents(request: Any) -> HttpResponse:
    """Bring residents in."""
    return _page(request, _RESIDENTS)


opening.own_transaction = True  # type: ignore[attr-defined]
bring_residents.own_transaction = True  # type: ignore[attr-defined]


@door("onboard")
@require_GET
def opening_blank(request: Any) -> HttpResponse:
    """The blank sheet of who is held."""
    body = openings.blank_sheet(language=get_language() or CHINESE)
    return _file(spoken(Words("在管人员接管表", "People held")) + ".xlsx", body)


@door("onboard")
@require_GET
def residents_blank(request: Any) -> HttpResponse:
    """The blank sheet of residents."""
    body = residents.blank_sheet(language=get_language() or CHINESE)
    return _file(spoken(Words("居民底册", "Residents")) + ".xlsx", body)


@door("onboard", "onboard_staff")
@require_GET
def annotated(request: Any, sha256: str) -> HttpResponse:
    """A sheet back to its sender: wrong cells red, how to mend them beside."""
    return _file(*returned.annotated(sha256, by=request.viewer))


def _file(name: str, body: bytes) -> HttpResponse:
    answer = HttpResponse(body, content_type=XLSX)
    answer["Content-Disposition"] = attachment(name)
    return answer


urlpatterns = [
    path("lists/opening/", opening, name="opening"),
    path("lists/opening/blank/", opening_blank, name="opening_blank"),
    path("lists/residents/", bring_residents, name="residents"),
    path("lists/residents/blank/", residents_blank, name="residents_blank"),
    path("lists/returned/<slug:sha256>/", annotated, name="sheet_annotated"),
]

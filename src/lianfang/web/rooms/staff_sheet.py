"""Bringing staff in from a spreadsheet, and the blank form for it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from lianfang.accounts import actions, onboarding
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.gateway import returned
from lianfang.gateway.sheets import exporting, read
from lianfang.language import CHINESE, say, spoken
from lianfang.web.door import door
from lianfang.web.listing import XLSX, attachment
from lianfang.web.rooms.staff_forms import OnboardForm

_BLANKS = {
    "staff": (Words("人员开户表", "Staff sheet"), tuple(onboarding.HEADINGS)),
    "units": (Words("单位表", "Units"), ("unit", "kind", "code", "region", "superior", "phone")),
    "grids": (Words("网格表", "Grids"), ("grid", "code", "region", "phone")),
}


@door("onboard_staff")
@require_http_methods(["GET", "POST"])
def onboard(request: Any) -> HttpResponse:
    """Upload the sheet; what went through and what did not is answered row by row."""
    form = OnboardForm(request.POST, request.FILES) if request.method == "POST" else OnboardForm()
    context: dict[str, Any] = {"form": form, "headings": onboarding.HEADINGS}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read()
            with read(content, file.name) as workbook:
                entries, problems = onboarding.read_workbook(workbook)
                columns = onboarding.columns_of(workbook)
            context["done"] = done = actions.onboard(entries, problems, by=request.viewer, at=request.now)
            if done.problems:
                marks = returned.as_marks(done.problems, columns)
                context["digest"] = returned.keep(content, file.name[:200], marks, by=request.viewer)
        except Refused as refused:
            form.add_error("file", say(*refused.words))
    status = 422 if form.errors else 200
    return render(request, "accounts/onboard.html", context, status=status)


@door("onboard_staff")
@require_GET
def blank_form(request: Any) -> HttpResponse:
    """The blank sheet of staff, of units or of grids, with its headings."""
    name, keys = _BLANKS.get(request.GET.get("of", ""), _BLANKS["staff"])
    columns = [exporting.Column(onboarding.HEADINGS[key]) for key in keys]
    body = exporting.export(columns, [], sheet=name, language=get_language() or CHINESE)
    answer = HttpResponse(body, content_type=XLSX)
    answer.headers["Content-Disposition"] = attachment(f"{spoken(name)}.xlsx")
    return answer


urlpatterns = [
    path("administration/staff/sheet/", onboard, name="onboard"),
    path("administration/staff/sheet/blank/", blank_form, name="onboard_form"),
]

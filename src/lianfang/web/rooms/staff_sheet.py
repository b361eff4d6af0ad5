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
from lianfang.gateway.sheets import exporting, read
from lianfang.language import CHINESE, say, spoken
from lianfang.web.door import door
from lianfang.web.listing import XLSX, attachment
from lianfang.web.rooms.staff_forms import OnboardForm


@door("onboard_staff")
@require_http_methods(["GET", "POST"])
def onboard(request: Any) -> HttpResponse:
    """Upload the sheet; what went through and what did not is answered row by row."""
    form = OnboardForm(request.POST, request.FILES) if request.method == "POST" else OnboardForm()
    context: dict[str, Any] = {"form": form, "headings": onboarding.HEADINGS}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with read(file.read(), file.name) as workbook:
                entries, problems = onboarding.read_workbook(workbook)
            context["done"] = actions.onboard(entries, problems, by=request.viewer, at=request.now)
        except Refused as refused:
            form.add_error("file", say(*refused.words))
    status = 422 if form.errors else 200
    return render(request, "accounts/onboard.html", context, status=status)


@door("onboard_staff")
@require_GET
def blank_form(request: Any) -> HttpResponse:
    """The blank sheet with its headings."""
    name = Words("人员开户表", "Staff sheet")
    columns = [exporting.Column(words) for words in onboarding.HEADINGS.values()]
    body = exporting.export(columns, [], sheet=name, language=get_language() or CHINESE)
    answer = HttpResponse(body, content_type=XLSX)
    answer.headers["Content-Disposition"] = attachment(f"{spoken(name)}.xlsx")
    return answer


urlpatterns = [
    path("administration/staff/sheet/", onboard, name="onboard"),
    path("administration/staff/sheet/blank/", blank_form, name="onboard_form"),
]

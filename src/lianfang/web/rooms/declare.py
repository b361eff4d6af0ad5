"""Declare: how do I report my return, what happens next? Public, no account, large print."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.intake import actions, queries
from lianfang.language import say
from lianfang.places import queries as places
from lianfang.web.door import door
from lianfang.web.rooms.declare_forms import DeclareForm, StatusForm

MOST_AN_HOUR = {"declare": 20, "status": 60}
"""How often one address may send each form: a household or a hotel desk, not a script."""
_HOUR = 3600
_CHECK_NUMBER = Words("请与证件核对后重填,没有可不填", "check it against the document, or leave it empty")
"""Instead of the remedy for a list, which speaks of columns."""


@door(public=True)
@require_http_methods(["GET", "POST"])
def declare(request: Any) -> HttpResponse:
    """The form; six fields for oneself, three more for whoever tells it for somebody."""
    area = _area(request)
    form = DeclareForm(request.POST or None, initial={"ref": request.number})
    if request.method == "POST" and form.is_valid():
        said = form.said()
        for name, (message, told) in actions.faults(said, at=request.now).items():
            remedy = _CHECK_NUMBER if name == "identifier" else told
            form.add_error(name if name in form.fields else None, say(
                f"{message.zh}。{remedy.zh}", f"{message.en}; {remedy.en}"))  # fmt: skip
        if not form.errors:
            _limit(request, "declare")
            return _take(request, form, area)
    context = {"form": form, "area": area, "phone": _phone(area), "cities": _cities() if area is None else []}
    return render(request, "declare/form.html", context, status=422 if form.errors else 200)


def _take(request: Any, form: DeclareForm, area: places.Area | None) -> HttpResponse:
    if area is None:
        raise Refused("declaration.where", "请先选择到达的城市", "choose the city you came to first")
    new = actions.NewDeclaration(
        said=form.said(),
        region_id=area.id,
        kind="proxy" if form.cleaned_data["guardian"] else "self",
        relation=form.cleaned_data["relation"],
    )
    number = actions.declare(
        new, by=actions.public_desk(area.id), at=request.now, ref=f"public-{form.cleaned_data['ref'][:40]}"
    )
    return redirect(f"{reverse('declare_done')}?{urlencode({'receipt': number, 'area': area.code})}")


@door(public=True)
@require_http_methods(["GET"])
def done(request: Any) -> HttpResponse:
    """The receipt number, what happens next, whom to call."""
    area = _area(request)
    receipt = "".join(s for s in request.GET.get("receipt", "") if s.isalnum() or s == "-")[:16]
    return render(request, "declare/done.html", {"receipt": receipt, "area": area, "phone": _phone(area)})


@door(public=True)
@require_http_methods(["GET", "POST"])
def status(request: Any) -> HttpResponse:
    """What became of a declaration, for whoever has its receipt and the end of the telephone number."""
    form = StatusForm(request.POST or None, initial={"receipt": request.GET.get("receipt", "")[:16]})
    found = None
    if request.method == "POST" and form.is_valid():
        _limit(request, "status")
        try:
            found = queries.status(form.cleaned_data["receipt"], form.cleaned_data["tail"], at=request.now)
        except Refused as refused:
            form.add_error(None, say(*refused.words))
    return render(
        request, "declare/status.html", {"form": form, "found": found}, status=422 if form.errors else 200
    )


def _limit(request: Any, what: str) -> None:
    """Refuse an address that sends a form more often than people do."""
    who = get_adapter().get_client_ip(request)
    key = f"declare-{what}-{who}"
    cache.add(key, 0, _HOUR)
    if cache.incr(key) > MOST_AN_HOUR[what]:
        raise Refused(
            "declaration.often",
            "提交次数太多,请一小时后再试,或直接打电话给社区",
            "too many from this address: try again in an hour, or call the community",
        )


def _area(request: Any) -> places.Area | None:
    """The area that takes it: the one a poster's code names, else the only city; None where to be chosen."""
    code = request.POST.get("area") or request.GET.get("area", "")
    if code and (named := places.area_by_code(code)):
        return named
    cities = _cities()
    return cities[0] if len(cities) == 1 else None


def _cities() -> list[places.Area]:
    found = places.named_regions(["city"])
    areas = places.regions_by_id([number for number, *_ in found])
    answering = places.answering_units([area.path for area in areas.values()])
    return sorted((a for a in areas.values() if _answers(a, answering)), key=lambda a: a.code)


def _answers(area: places.Area, answering: dict[str, places.Body]) -> bool:
    unit = answering.get(area.path)
    return unit is not None and unit.path == area.path


def _phone(area: places.Area | None) -> str:
    """The telephone of whoever answers for the area; empty where none is known."""
    if area is None:
        return ""
    unit = places.answering_units([area.path]).get(area.path)
    return places.unit(unit.id).phone if unit else ""


urlpatterns = [
    path("declare/", declare, name="declare"),
    path("declare/done/", done, name="declare_done"),
    path("declare/status/", status, name="declare_status"),
]

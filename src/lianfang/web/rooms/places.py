"""Administration of the tree: one region with what is below it, its units, its history; lists of units."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from lianfang.core.asking import Answer, Ask
from lianfang.core.days import local_day
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.language import say
from lianfang.places import actions, queries
from lianfang.places.divisions import initials_of
from lianfang.places.queries import Area, Level, UnitKind, UnitRow
from lianfang.web.door import door
from lianfang.web.listing import Chip, Column, Filter, Listing, choices_of
from lianfang.web.rooms.places_forms import CloseForm, RegionForm, RenameForm, UnitForm

_BELOW = dict(zip(Level.values, Level.values[1:], strict=False))


@door("administer")
@require_GET
def places(request: Any) -> HttpResponse:
    """The top of one's own area."""
    return redirect("place", request.viewer.region_id)


@door("administer")
@require_GET
def place(request: Any, region_id: int) -> HttpResponse:
    """One region: what is below it, its units, what it was called."""
    area = _own(request, region_id)
    closed = request.GET.get("closed") == "1"
    context = {
        "area": area,
        "line": [a for a in queries.line(area.path)[:-1] if request.viewer.sees(a.path)],
        "below": queries.below(area.id, closed=closed),
        "below_level": Level(_BELOW[area.level]).label if area.level in _BELOW else "",
        "closed": closed,
        "units": queries.units_at(area.id),
        "unit_kinds": {kind.value: kind.label for kind in UnitKind},
        "history": queries.history(area.id),
        "found": queries.look_up(request.GET.get("q", ""), under=request.viewer.path),
        "words": request.GET.get("q", ""),
    }
    return render(request, "places/place.html", context)


def _own(request: Any, region_id: int) -> Area:
    """A region within the viewer's area; unknown otherwise."""
    area = queries.region(region_id)
    if not request.viewer.sees(area.path):
        raise Refused("not_found", "没有这个区划", "no such region")
    return area


@door("administer")
@require_http_methods(["GET", "POST"])
def add_region(request: Any, region_id: int) -> HttpResponse:
    """Add a region below this one."""
    area = _own(request, region_id)
    if area.level not in _BELOW:
        raise Refused("places.no_lower_level", "网格以下不再划分", "nothing lies below a grid")
    form = RegionForm(request.POST or None, initial={"code": area.code})
    if request.method == "POST" and form.is_valid() and _add(request, form, area):
        messages.success(request, say("已添加", "Added"))
        return redirect("place", area.id)
    level = Level(_BELOW[area.level]).label
    title = Words(f"在{area.name}下添加", f"Add below {area.name}")
    return _form_page(request, form, area, title=title, lead=level)


def _add(request: Any, form: RegionForm, area: Area) -> bool:
    given = form.cleaned_data
    if given["code"] in queries.known_codes([given["code"]]):
        form.add_error("code", say("这个编码已被使用", "This code is in use"))
        return False
    new = actions.NewRegion(
        given["code"], given["name"], _BELOW[area.level], area.code, initials_of(given["name"])
    )
    return _try(form, lambda: actions.add_regions([new], by=request.viewer, at=request.now))


@door("administer")
@require_http_methods(["GET", "POST"])
def rename_region(request: Any, region_id: int) -> HttpResponse:
    """Another name or code, from a day on."""
    area = _own(request, region_id)
    start = {"code": area.code, "name": area.name, "on": local_day(request.now)}
    form = RenameForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = actions.NewRegion(given["code"], given["name"], area.level, "", initials_of(given["name"]))
        if _try(
            form,
            lambda: actions.rename_region(area.id, new, on=given["on"], by=request.viewer, at=request.now),
        ):
            messages.success(request, say("已更名,原名称保留可查", "Renamed; the former name is kept"))
            return redirect("place", area.id)
    title = Words(f"{area.name}更名或改码", f"Rename {area.name}")
    return _form_page(request, form, area, title=title)


@door("administer")
@require_http_methods(["GET", "POST"])
def close_region(request: Any, region_id: int) -> HttpResponse:
    """End a region, or merge it into a sibling."""
    area = _own(request, region_id)
    siblings = [a for a in queries.children(area.parent_id) if a.id != area.id] if area.parent_id else []
    form = CloseForm(
        request.POST or None,
        initial={"on": local_day(request.now)},
        siblings=[(a.id, f"{a.name} {a.code}") for a in siblings],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _try(
            form,
            lambda: actions.close_region(
                area.id, on=given["on"], successor_id=given["successor"], by=request.viewer, at=request.now
            ),
        ):
            messages.success(request, say("已撤销", "Closed"))
            return redirect("place", area.parent_id or request.viewer.region_id)
    title = Words(f"撤销或并入:{area.name}", f"Close or merge {area.name}")
    return _form_page(request, form, area, title=title)


@door("administer")
@require_http_methods(["GET", "POST"])
def add_unit(request: Any, region_id: int) -> HttpResponse:
    """Add a unit to a region."""
    area = _own(request, region_id)
    form = UnitForm(request.POST or None, superiors=_superiors(area))
    if request.method == "POST" and form.is_valid():
        new = _unit_of(form, area.id)
        if _try(form, lambda: actions.add_units([new], by=request.viewer, at=request.now)):
            messages.success(request, say("已添加", "Added"))
            return redirect("place", area.id)
    return _form_page(request, form, area, title=Words(f"{area.name}:添加单位", f"Add a unit to {area.name}"))


@door("administer")
@require_http_methods(["GET", "POST"])
def unit(request: Any, unit_id: int) -> HttpResponse:
    """One unit: change it, or close it with its posts."""
    found = queries.unit(unit_id)
    area = _own(request, found.region_id)
    body = queries.units_by_id([unit_id])[unit_id]
    start = {"name": found.name, "kind": found.kind, "phone": found.phone, "parent": body.parent_id}
    form = UnitForm(
        request.POST or None, initial=start, superiors=[s for s in _superiors(area) if s[0] != unit_id]
    )
    if request.method == "POST" and form.is_valid():
        new = _unit_of(form, area.id)
        if _try(form, lambda: actions.rename_unit(unit_id, new, by=request.viewer, at=request.now)):
            messages.success(request, say("已保存", "Saved"))
            return redirect("place", area.id)
    return _form_page(request, form, area, title=Words(found.name, found.name), unit=found)


def _superiors(area: Area) -> list[tuple[int, str]]:
    """Units of the region itself and of those above it, the nearest first."""
    stops = reversed(queries.line(area.path))
    return [(u.id, f"{u.name}({a.name})") for a in stops for u in queries.units_at(a.id)]


def _unit_of(form: UnitForm, region_id: int) -> actions.NewUnit:
    given = form.cleaned_data
    return actions.NewUnit(
        given["name"], given["kind"], region_id, parent=given["parent"] or 0, phone=given["phone"]
    )


def _try(form: Form, act: Any) -> bool:
    """Do it; a refusal is noted on the form."""
    try:
        act()
    except Refused as refused:
        form.add_error(None, say(*refused.words))
        return False
    return True


def _form_page(request: Any, form: Form, area: Area, **context: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "places/form.html", {"form": form, "area": area, **context}, status=status)


@door()
@require_GET
def map_below(request: Any, region_id: int) -> JsonResponse:
    """Boundaries of the regions directly below one, as GeoJSON for a chart; each states its system."""
    area = _own(request, region_id)
    answer = JsonResponse(queries.boundaries(area.id))
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


class UnitList(Listing[UnitRow]):
    """Units of the administrator's area."""

    name = Words("单位", "Units")
    search = Words("单位或区划名称", "unit or area")
    export_verb = "administer"
    columns = (
        Column(
            "name",
            Words("单位", "Unit"),
            lambda row: row.name,
            link=lambda row: reverse("unit", args=[row.id]),
        ),
        Column("kind", Words("类型", "Kind"), lambda row: row.kind_words),
        Column(
            "region",
            Words("区划", "Area"),
            lambda row: row.region,
            link=lambda row: reverse("place", args=[row.region_id]),
        ),
        Column("parent", Words("上级单位", "Superior"), lambda row: row.parent or None, label=True),
        Column("phone", Words("值班电话", "Duty telephone"), lambda row: row.phone or None, order=False),
        Column(
            "state",
            Words("状态", "State"),
            lambda row: (
                Chip(Words("现行", "open"), "ok") if row.valid_to is None else Chip(Words("已撤销", "closed"))
            ),
            order=False,
            aside=True,
        ),
    )
    filters = (
        Filter("kind", Words("类型", "Kind"), choices_of(UnitKind)),
        Filter(
            "closed",
            Words("状态", "State"),
            (("1", Words("已撤销", "Closed")),),
            none=Words("状态:现行", "State: open"),
        ),
    )
    empty = Words("还没有单位", "No units yet")
    next_step = (Words("到区划中添加", "Add one to an area"), "places")

    def fetch(self, ask: Ask) -> Answer[UnitRow]:
        return queries.units(self.viewer.path, ask)


@door("administer")
@require_GET
def units(request: Any) -> HttpResponse:
    """All units of one's area."""
    return UnitList(request).respond("places/units.html")


urlpatterns = [
    path("administration/places/", places, name="places"),
    path("administration/places/<int:region_id>/", place, name="place"),
    path("administration/places/<int:region_id>/add/", add_region, name="place_add"),
    path("administration/places/<int:region_id>/rename/", rename_region, name="place_rename"),
    path("administration/places/<int:region_id>/close/", close_region, name="place_close"),
    path("administration/places/<int:region_id>/units/add/", add_unit, name="unit_add"),
    path("maps/<int:region_id>/", map_below, name="map"),
    path("administration/units/", units, name="units"),
    path("administration/units/<int:unit_id>/", unit, name="unit"),
]

"""People: finding them, and the file of one: situation, time line, reasons, calendar, household, looks."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts.scope import MAY, Viewer
from lianfang.core.asking import Ask
from lianfang.core.days import local_day
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.findings import queries as findings
from lianfang.findings.actions import NewFinding
from lianfang.language import spoken
from lianfang.measures import actions as measures
from lianfang.measures import queries as measure_queries
from lianfang.measures.queries.appeals import AppealRow, appeals_of
from lianfang.measures.queries.by_hand import ByHandShown, by_hand_of
from lianfang.people import actions, queries
from lianfang.places import queries as places
from lianfang.tasks import queries as tasks
from lianfang.web.door import door
from lianfang.web.going import go
from lianfang.web.rooms import appeals, people_by_hand, people_corrections, people_forms
from lianfang.web.rooms.people_line import Entry, calendar, entries
from lianfang.web.rooms.tasks import attempts_of

FIELDS = {
    "name": Words("姓名", "Name"),
    "phone": Words("电话", "Telephone"),
    "identifier": Words("证件号码", "Document number"),
    "address": Words("住址", "Address"),
}
WEEKDAYS = tuple(
    Words(zh, en) for zh, en in zip("一二三四五六日", ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), strict=True)
)
PAGE = 50


@door("see_people")
@require_GET
def people(request: Any) -> HttpResponse:
    """People found by initials, end of a telephone number, document or name; without words, everybody."""
    words = " ".join(request.GET.get("q", "").split())
    after = request.GET.get("after", "")
    region = _region(request.viewer, request.GET.get("region", ""))
    found = queries.find(
        request.viewer,
        words,
        inside=region.path if region else "",
        limit=PAGE,
        after=int(after) if after.isdigit() else 0,
        on=local_day(request.now),
    )
    held = measure_queries.held_now(request.viewer, [person.id for person in found.people])
    context = {
        "words": words,
        "found": found,
        "rows": [(person, held.get(person.id)) for person in found.people],
        "areas": places.children(request.viewer.region_id) if request.viewer.region_id else [],
        "region": region,
    }
    return render(request, "people/people.html", context)


def _region(viewer: Viewer, wanted: str) -> places.Area | None:
    if not wanted.isdigit():
        return None
    found = places.regions_by_id([int(wanted)]).get(int(wanted))
    return found if found and viewer.sees(found.path) else None


@door("see_people")
@require_GET
def person(request: Any, person_id: int) -> HttpResponse:
    """The file of one person."""
    return _file(request, person_id)


def _file(request: Any, person_id: int) -> HttpResponse:
    viewer, now = request.viewer, request.now
    today = local_day(now)
    file = queries.person(viewer, person_id, on=today)
    if file.shown.merged_into is not None:
        return redirect("person", file.shown.merged_into)
    known = findings.about(viewer, person_id)
    results = findings.results_of(viewer, person_id)
    decisions = measure_queries.decisions(viewer, person_id)
    standing = next((d for d in decisions if d.superseded is None), None)
    about = Ask(filters={"person": str(person_id)}, count=100)
    orders = measure_queries.orders(viewer, about).rows
    stays = measure_queries.stays_of(viewer, person_id)
    passed = measure_queries.handovers_of(viewer, person_id)
    cards = tasks.search(viewer, about, now=now).rows
    made = by_hand_of(viewer, person_id)
    complaints = appeals_of(viewer, person_id)
    context = {
        "file": file,
        "person": file.shown,
        "sealed": _sealed(file),
        "sentence": measure_queries.sentence(viewer, person_id, now=now),
        "standing": standing,
        "past": [d for d in decisions if d.superseded is not None],
        "line": _line(entries(known, results, decisions, orders, stays, passed), made, complaints),
        "days": calendar(standing, results, known, today=today),
        "tasks": sorted(cards, key=lambda card: not card.standing.waits),
        "waiting": [card for card in cards if card.standing.waits],
        "orders": orders,
        "attempts": attempts_of(known),
        "household": queries.household(viewer, person_id, on=today),
        "looks": queries.looks(viewer, person_id),
        "corrections": people_corrections.lines(viewer, person_id),
        "correctable": people_corrections.may_correct(viewer),
        "by_hand_waiting": [each for each in made if each.signed is None and each.withdrawn is None],
        "appeal": next((each for each in complaints if each.outcome is None), None),
        "appealable": bool(standing and standing.reasons),
        "linked": measure_queries.linked(viewer, person_id, at=now),
        "hanging": measure_queries.hanging(viewer, person_id, at=now),
        "handover": measure_queries.open_handover(viewer, person_id),
        "records": _records(viewer),
        "may": MAY[viewer.role],
        "weekdays": WEEKDAYS,
        "merged": [record for record in file.records if record != file.shown.id],
    }
    return render(request, "people/person.html", context)


def _line(line: list[Entry], made: list[ByHandShown], complaints: list[AppealRow]) -> list[Entry]:
    """The line of time with what people decided and what was said against it."""
    told = [*people_by_hand.with_by_hand(line, made), *appeals.lines(complaints)]
    return sorted(told, key=lambda entry: entry.at, reverse=True)


def _sealed(file: queries.File) -> list[tuple[str, Words, str]]:
    """The sealed fields with what is shown of them while they are closed; empty ones are left out."""
    masked = {
        "name": file.shown.masked_name,
        "phone": "、".join(file.phones),
        "identifier": "、".join(document.masked for document in file.documents),
        "address": file.masked_address,
    }
    return [(field, words, masked[field]) for field, words in FIELDS.items() if masked[field]]


def _records(viewer: Viewer) -> list[tuple[str, Words]]:
    """What this post may record by hand."""
    may = MAY[viewer.role]
    return [(kind, words) for kind, (words, verb, _) in people_forms.RECORDS.items() if verb in may]


@door("unmask")
@require_http_methods(["GET", "POST"])
def look(request: Any, person_id: int, field: str) -> HttpResponse:
    """Open one sealed field for a reason; the look is in the record before it is shown."""
    if field not in FIELDS:
        raise Refused("people.field", "没有这一项", "there is no such field")
    queries.person(request.viewer, person_id)
    form = people_forms.LookForm(request.POST or None, initial={"reason": "contact"})
    context = {"person_id": person_id, "field": field, "field_words": FIELDS[field], "form": form}
    if request.method == "POST" and form.is_valid():
        value = actions.unmask(person_id, field, form.said, by=request.viewer, at=request.now)
        answer = render(request, "people/opened.html", {**context, "value": value})
        answer["HX-Trigger"] = "done"
        answer["HX-Retarget"] = f"#sealed-{field}"
        return answer
    status = 422 if request.method == "POST" else 200
    return render(request, "people/look.html", context, status=status)


@door("do_tasks")
@require_http_methods(["GET", "POST"])
def record(request: Any, person_id: int, kind: str) -> HttpResponse:
    """Record something about a person by hand; what follows is decided at once."""
    if kind not in people_forms.RECORDS:
        raise Refused("finding.kind", "没有这种情况", "there is no such finding")
    title, verb, _ = people_forms.RECORDS[kind]
    shown = queries.person(request.viewer, person_id).shown
    request.viewer.require(verb, shown.path)
    form = people_forms.record_form(kind, request.POST or None)
    if request.method == "POST" and form.is_valid():
        payload = form.payload(request.viewer.name)  # type: ignore[attr-defined]
        new = NewFinding(person_id, payload, request.now, "field", shown.path)
        measures.learn_many([new], by=request.viewer, at=request.now)
        return _done(request, person_id, Words("已记下,并重新判定", "Noted, and decided again"))
    return _dialog(request, title, form, more=shown.masked_name)


@door("settle_rows")
@require_POST
def take_back(request: Any, person_id: int, finding_id: int) -> HttpResponse:
    """Take back a finding about a person with a reason."""
    if finding_id not in {each.id for each in findings.about(request.viewer, person_id)}:
        raise Refused("not_found", "没有这条情况", "no such finding")
    if finding_id in {made.finding_id for made in by_hand_of(request.viewer, person_id)}:
        raise Refused("by_hand.own_page", "请在人工判定的页面撤回", "withdraw it on the decision's own page")
    reason = request.POST.get("reason", "")
    measures.unlearn_many([finding_id], reason=reason, by=request.viewer, at=request.now)
    return _done(request, person_id, Words("已撤回,并重新判定", "Taken back, and decided again"))


@door("do_tasks")
@require_http_methods(["GET", "POST"])
def offer(request: Any, person_id: int) -> HttpResponse:
    """Offer a person to another area; theirs once they accept."""
    shown = queries.person(request.viewer, person_id).shown
    form = people_forms.OfferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        target, why = form.cleaned_data["to"], form.cleaned_data["why"]
        measures.offer(person_id, target.id, why=why, by=request.viewer, at=request.now)
        said = Words(f"已推送{target.name},等待接收", f"Offered to {target.name}; waiting for their answer")
        return _done(request, person_id, said)
    title = Words("移交到其他地区", "Hand over to another area")
    return _dialog(request, title, form, more=shown.masked_name)


@door("settle_rows")
@require_http_methods(["GET", "POST"])
def merge(request: Any, person_id: int) -> HttpResponse:
    """Let this file point to another of the same person."""
    shown = queries.person(request.viewer, person_id).shown
    form = people_forms.MergeForm(request.POST or None, initial={"into": request.GET.get("into")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        measures.merge_people(
            person_id, data["into"], reason=data["reason"], despite_conflicts=data["despite"],
            by=request.viewer, at=request.now,
        )  # fmt: skip
        return _done(request, data["into"], Words("两份档案已合并", "The two files are one"))
    return _dialog(request, Words("合并档案", "Merge files"), form, more=shown.masked_name)


@door("settle_rows")
@require_POST
def unmerge(request: Any, person_id: int, record_id: int) -> HttpResponse:
    """Let a merged file stand for itself again."""
    if record_id not in queries.person(request.viewer, person_id).records:
        raise Refused("people.not_merged", "该档案没有合并", "this record is not merged")
    measures.unmerge_people(
        record_id, reason=request.POST.get("reason", ""), by=request.viewer, at=request.now
    )
    return _done(request, person_id, Words("已撤销合并", "The merge is undone"))


def _dialog(request: Any, title: Words, form: forms.Form, *, more: str) -> HttpResponse:
    context = {"heading": title, "form": form, "more": more, "areas": _areas(request.viewer)}
    status = 422 if form.is_bound else 200
    template = "people/dialog.html" if request.htmx else "people/dialog_page.html"
    return render(request, template, context, status=status)


def _areas(viewer: Viewer) -> list[str]:
    city = next((area for area in places.line(viewer.path) if area.level == "city"), None)
    if city is None:
        return []
    return [area.name for area in places.subtree(city.path, levels=["county", "township"])[:200]]


def _done(request: Any, person_id: int, words: Words) -> HttpResponse:
    """Back to the file, read anew."""
    messages.success(request, spoken(words))
    return go(request, reverse("person", args=[person_id]))


urlpatterns = [
    path("people/", people, name="people"),
    path("people/<int:person_id>/", person, name="person"),
    path("people/<int:person_id>/look/<slug:field>", look, name="person_look"),
    path("people/<int:person_id>/record/<slug:kind>", record, name="person_record"),
    path("people/<int:person_id>/findings/<int:finding_id>/back", take_back, name="finding_back"),
    path("people/<int:person_id>/offer", offer, name="person_offer"),
    path("people/<int:person_id>/merge", merge, name="person_merge"),
    path("people/<int:person_id>/unmerge/<int:record_id>", unmerge, name="person_unmerge"),
]

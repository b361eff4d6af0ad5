"""Setting a person's entry right: one field at a time with a reason; what stood before, and back to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.accounts.scope import MAY, Viewer
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.language import spoken
from lianfang.people import actions, queries
from lianfang.web.door import door
from lianfang.web.going import go
from lianfang.web.rooms.people_corrections_forms import ACTS, FIELDS, correct_form, former_form

_SAID = Words("已更正", "Set right")


def may_correct(viewer: Viewer) -> list[tuple[str, Words]]:
    """The fields that a post may set right."""
    may = MAY.get(viewer.role, frozenset())
    return [(field, words) for field, words in FIELDS.items() if actions.NEEDS[field] in may]


@door("do_tasks")
@require_http_methods(["GET", "POST"])
def correct(request: Any, person_id: int, field: str) -> HttpResponse:
    """Set one field of a person right; a number of another file shows whose it is and leads to the merge."""
    if field not in FIELDS:
        raise Refused("people.field", "没有这一项", "there is no such field")
    shown = queries.person(request.viewer, person_id).shown
    request.viewer.require(actions.NEEDS[field], shown.path)
    form = correct_form(field, request.POST or None, viewer=request.viewer, person_id=person_id)
    same: list[queries.Shown] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(
                person_id, form.change, reason=form.cleaned_data["reason"], by=request.viewer, at=request.now
            )
            return _back(request, person_id, _SAID)
        except Refused as refused:
            same = _refused(request.viewer, form, refused)
    context = {
        "person": shown,
        "form": form,
        "field_words": FIELDS[field],
        "same": same,
        "may": MAY[request.viewer.role],
    }
    template = "people/correct.html" if request.htmx else "people/correct_page.html"
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def _refused(viewer: Viewer, form: Any, refused: Refused) -> list[queries.Shown]:
    """Say in the form why it was refused; those who may be the same person, if the viewer sees them."""
    form.add_error(None, spoken(refused.words))
    candidates = refused.data.get("candidates", ())
    found = queries.people(viewer, candidates) if isinstance(candidates, tuple) else []
    if candidates and not found:
        unseen = Words("那份档案不在您的辖区,请上级处理", "that file is not in your area; ask your superior")
        form.add_error(None, spoken(unseen))
    return found


@door("do_tasks")
@require_POST
def undo(request: Any, person_id: int, correction_id: int) -> HttpResponse:
    """Put back what stood before a correction."""
    _one(request.viewer, person_id, correction_id)
    actions.undo_correction(correction_id, by=request.viewer, at=request.now)
    return _back(request, person_id, Words("已恢复更正前的内容", "What stood before is back"))


@door("unmask")
@require_http_methods(["GET", "POST"])
def former(request: Any, person_id: int, correction_id: int) -> HttpResponse:
    """Open what stood in a field before, for a reason; the look is in the record first."""
    made = _one(request.viewer, person_id, correction_id)
    form = former_form(request.POST or None)
    context = {"person_id": person_id, "made": made, "field_words": FIELDS[made.field], "form": form}
    if request.method == "POST" and form.is_valid():
        value = actions.reveal_former(correction_id, form.said, by=request.viewer, at=request.now)
        answer = render(request, "people/former_opened.html", {**context, "value": value})
        answer["HX-Trigger"] = "done"
        answer["HX-Retarget"] = f"#former-{correction_id}"
        return answer
    status = 422 if request.method == "POST" else 200
    return render(request, "people/former.html", context, status=status)


def _one(viewer: Viewer, person_id: int, correction_id: int) -> queries.Corrected:
    found = [each for each in queries.corrections(viewer, person_id) if each.id == correction_id]
    if not found:
        raise Refused("not_found", "没有这项更正,或不在您的辖区内", "no such correction in your area")
    return found[0]


def lines(viewer: Viewer, person_id: int) -> list[dict[str, Any]]:
    """What was set right about a person, as the file shows it."""
    may = MAY.get(viewer.role, frozenset())
    return [
        {
            "made": made,
            "field": FIELDS[made.field],
            "act": ACTS[made.act],
            "may": actions.NEEDS[made.field] in may,
        }
        for made in queries.corrections(viewer, person_id)
    ]


def _back(request: Any, person_id: int, words: Words) -> HttpResponse:
    messages.success(request, spoken(words))
    return go(request, reverse("person", args=[person_id]))


urlpatterns = [
    path("people/<int:person_id>/correct/<slug:field>", correct, name="person_correct"),
    path("people/<int:person_id>/corrections/<int:correction_id>/undo", undo, name="correction_undo"),
    path("people/<int:person_id>/corrections/<int:correction_id>/look", former, name="correction_look"),
]

"""Naming the close contact through whom somebody is a contact of one, on their file, and taking that back."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.core.days import local_day
from lianfang.core.people import Identifier, read_identifier
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.findings.actions import Named
from lianfang.language import say, spoken
from lianfang.measures import actions as measures
from lianfang.measures import queries as measure_queries
from lianfang.people import queries
from lianfang.people.queries import Shown
from lianfang.web.door import door
from lianfang.web.rooms.people import _dialog, _done

TITLE = Words("指明关联密接", "Name the linked close contact")


class LinkForm(forms.Form):
    """Who the linked close contact is: one of the area's close contacts, or whoever holds a document."""

    contact = forms.ChoiceField(
        label=say("从本辖区的密接中选", "One of the close contacts here"), required=False
    )
    number = forms.CharField(
        label=say("或填写其证件号码", "Or the number of their document"),
        required=False,
        max_length=40,
        help_text=say(
            "外地的、尚未登记的密接也可填写;一经登记即自动关联",
            "also of somebody elsewhere, or not registered yet: linked when they are",
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        nobody = ("", spoken(Words("请选择", "choose")))
        self.fields["contact"].choices = [nobody, *choices]  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """A number that can be one."""
        text = str(self.cleaned_data["number"]).strip()
        if not text:
            return ""
        read = read_identifier(text, on=self.day)
        if isinstance(read, Identifier) and read.value:
            return read.value
        words = Words("无法识别的证件号码", "no number of a document")
        raise forms.ValidationError(spoken(words if isinstance(read, Identifier) else read.message))

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        if not self.errors and bool(data.get("contact")) == bool(data.get("number")):
            raise forms.ValidationError(say("选择一人或填写一个证件号码", "Choose one, or write one number"))
        return data


@door("do_tasks")
@require_http_methods(["GET", "POST"])
def link(request: Any, person_id: int) -> HttpResponse:
    """Say through whom somebody is a contact; their release is decided again at once."""
    shown = queries.person(request.viewer, person_id).shown
    offered = measure_queries.close_contacts(request.viewer, at=request.now)
    choices = [(str(each.id), _line(each)) for each in offered if each.id != person_id]
    form = LinkForm(request.POST or None, choices=choices, day=local_day(request.now))
    if request.method == "POST" and form.is_valid():
        contact, number = form.cleaned_data["contact"], form.cleaned_data["number"]
        measures.name_contact(
            person_id, contact_id=int(contact) if contact else None, named=Named(number=number),
            by=request.viewer, at=request.now,
        )  # fmt: skip
        return _done(request, person_id, Words("已指明,并重新判定", "Named, and decided again"))
    return _dialog(request, TITLE, form, more=shown.masked_name)


def _line(shown: Shown) -> str:
    return " · ".join(part for part in (shown.masked_name, shown.region, shown.masked_id) if part)


@door("do_tasks")
@require_POST
def unlink(request: Any, person_id: int, link_id: int) -> HttpResponse:
    """Take back who was named, with a reason."""
    linked = measure_queries.linked(request.viewer, person_id, at=request.now)
    if linked is None or link_id not in {contact.link_id for contact in linked.contacts}:
        raise Refused("not_found", "没有这项关联,或不在您的辖区内", "no such link in your area")
    measures.unname_contact(link_id, reason=request.POST.get("reason", ""), by=request.viewer, at=request.now)
    return _done(request, person_id, Words("已撤回,并重新判定", "Taken back, and decided again"))


urlpatterns = [
    path("people/<int:person_id>/link", link, name="person_link"),
    path("people/<int:person_id>/links/<int:link_id>/back", unlink, name="person_unlink"),
]

"""What may be recorded about a person by hand, and why somebody looks at what is sealed."""

from typing import Any

from django import forms

from lianfang.core import findings as known
from lianfang.core.words import Words
from lianfang.language import say
from lianfang.places import queries as places
from lianfang.web.rooms.tasks_forms import choices

REASONS = (
    ("contact", Words("联系本人办理任务", "to contact the person for a task")),
    ("visit", Words("上门办理任务", "to visit the person for a task")),
    ("identity", Words("核对身份", "to check an identity")),
    ("document", Words("开具文书", "to draw up a document")),
    ("medical", Words("就医、用药、急救", "for treatment, medicine or rescue")),
    ("tracing", Words("流行病学调查", "for tracing")),
    ("other", Words("其他(须说明)", "other (to be explained)")),
)


class LookForm(forms.Form):
    """Why a sealed field is opened: one of a closed list, with words where that is not enough."""

    reason = forms.ChoiceField(
        label=say("查看理由", "Reason"),
        choices=[(key, say(words.zh, words.en)) for key, words in REASONS],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=say("说明", "In words"),
        required=False,
        max_length=100,
        help_text=say("请勿写号码等个人信息", "no numbers or other personal values"),
    )

    def clean(self) -> dict[str, Any]:
        """The last of the list is explained."""
        data = super().clean() or {}
        if data.get("reason") == "other" and not data.get("text", "").strip():
            self.add_error("text", say("请说明", "Please explain"))
        return data

    @property
    def said(self) -> str:
        """The reason as the record keeps it."""
        words = dict(REASONS)[self.cleaned_data["reason"]]
        return ":".join(part for part in (words.zh, self.cleaned_data["text"].strip()) if part)


class HomeForm(forms.Form):
    """The home will not do for isolation."""

    reason = forms.ChoiceField(label=say("不具备什么条件", "What it lacks"), choices=choices(known.HomeFault))
    note = forms.CharField(label=say("备注", "Note"), required=False, max_length=100)

    def payload(self, author: str) -> known.Payload:
        """The finding."""
        data = self.cleaned_data
        return known.HomeUnsuitable(reason=known.HomeFault(data["reason"]), note=data["note"] or None)


class NeedsForm(forms.Form):
    """All special needs of the person now."""

    needs = forms.MultipleChoiceField(
        label=say("特殊需要(没有就不选)", "Special needs (none: leave empty)"),
        required=False,
        choices=choices(known.Need),
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label=say("备注", "Note"), required=False, max_length=100)

    def payload(self, author: str) -> known.Payload:
        """The finding."""
        data = self.cleaned_data
        return known.Vulnerability(needs=tuple(map(known.Need, data["needs"])), note=data["note"] or None)


class SymptomForm(forms.Form):
    """Signs the person has."""

    signs = forms.MultipleChoiceField(
        label=say("症状", "Signs"), choices=choices(known.Sign), widget=forms.CheckboxSelectMultiple
    )
    onset = forms.DateField(
        label=say("从哪天起", "Since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def payload(self, author: str) -> known.Payload:
        """The finding."""
        data = self.cleaned_data
        return known.Symptom(signs=tuple(map(known.Sign, data["signs"])), onset=data["onset"])


class CentralForm(forms.Form):
    """The person asks for a central site."""

    note = forms.CharField(label=say("备注", "Note"), required=False, max_length=100)

    def payload(self, author: str) -> known.Payload:
        """The finding."""
        return known.ChoosesCentral(note=self.cleaned_data["note"] or None)


RECORDS: dict[str, tuple[Words, str, type[forms.Form]]] = {
    "home": (Words("不具备居家条件", "Home not suitable"), "do_tasks", HomeForm),
    "needs": (Words("特殊需要", "Special needs"), "do_tasks", NeedsForm),
    "symptom": (Words("症状", "Symptoms"), "do_tasks", SymptomForm),
    "central": (Words("自愿集中隔离", "Chooses a central site"), "do_tasks", CentralForm),
}
"""What may be recorded: its words, the verb it needs, its form."""


def record_form(kind: str, data: Any) -> forms.Form:
    """The form of a kind."""
    return RECORDS[kind][2](data)


class OfferForm(forms.Form):
    """To which area somebody is handed over, and why."""

    to = forms.CharField(
        label=say("移交到哪里", "Hand over to"),
        max_length=80,
        help_text=say("写区划名称,如「白沙县 沙洲镇」", "the name of the area"),
        widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}),
    )
    why = forms.CharField(label=say("理由", "Why"), max_length=200)

    def clean_to(self) -> places.Area:
        """One area of the tree."""
        text = self.cleaned_data["to"]
        found = places.resolve([text], under="")[text]
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(say("没有这个区划,请写全称", "No such area; write its full name"))
        lines = places.lines(area.path for area in found[:4])
        names = ";".join(places.written(lines[area.path]) for area in found[:4])
        raise forms.ValidationError(say(f"有几个同名的:{names}", f"Several have this name: {names}"))


class MergeForm(forms.Form):
    """Which file this one is merged into, and why."""

    into = forms.IntegerField(label=say("并入档案号", "Into file number"), min_value=1)
    reason = forms.CharField(label=say("为什么是同一个人", "Why they are one person"), max_length=200)
    despite = forms.BooleanField(
        label=say("证件号不一致也合并(已核对)", "merge although the documents disagree (checked)"),
        required=False,
    )

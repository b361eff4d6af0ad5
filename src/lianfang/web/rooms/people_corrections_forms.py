"""What is asked when a field of a person is set right."""

from typing import Any

from django import forms

from lianfang.accounts.scope import Viewer
from lianfang.core.people import IdentifierKind, Sex
from lianfang.core.words import Words
from lianfang.language import say
from lianfang.people import queries
from lianfang.people.actions import Change
from lianfang.web.rooms.people_forms import LookForm

FIELDS = {
    "name": Words("姓名", "Name"),
    "identifier": Words("证件号码", "Document number"),
    "phone": Words("电话", "Telephone"),
    "sex": Words("性别", "Sex"),
    "born": Words("出生日期", "Birth date"),
    "address": Words("住址", "Address"),
}
ACTS = {
    "correct": Words("更正", "corrected"),
    "add": Words("添加", "added"),
    "withdraw": Words("撤下", "withdrawn"),
}
_ACTS = (
    ("correct", Words("改正其中一条", "correct one of them")),
    ("add", Words("添加一条", "add one")),
    ("withdraw", Words("撤下一条(写错了或已停用)", "withdraw one (wrong, or no longer used)")),
)
_NO_KIND = say("自动识别", "read from the number")
_NOT_WITHDRAWN = say("撤下时不填", "leave it empty to withdraw one")


class CorrectForm(forms.Form):
    """The right value and why; the fields that a kind of value needs besides are added by its own form."""

    field = ""
    value: Any = forms.CharField(max_length=200)
    reason = forms.CharField(
        label=say("更正理由", "Why"),
        max_length=200,
        help_text=say("如「本人出示身份证」;请勿写号码", "e.g. “showed the identity card”; no numbers here"),
    )

    def __init__(self, *args: Any, viewer: Viewer, person_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(viewer, person_id)

    def prepare(self, viewer: Viewer, person_id: int) -> None:
        """Fill in what depends on the person."""

    @property
    def change(self) -> Change:
        """What is to be set right."""
        data = self.cleaned_data
        value = data.get("value")
        return Change(
            field=self.field,
            act=data.get("act") or "correct",
            value="" if value is None else str(value),
            kind=data.get("kind", ""),
            row=data.get("row"),
            checked=bool(data.get("checked")),
        )


class NameForm(CorrectForm):
    """The name."""

    field = "name"
    value = forms.CharField(
        label=say("正确的姓名", "The right name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SexForm(CorrectForm):
    """The sex."""

    field = "sex"
    value = forms.ChoiceField(
        label=say("性别", "Sex"),
        choices=[(str(sex), say(sex.words.zh, sex.words.en)) for sex in Sex],
        widget=forms.RadioSelect,
    )


class BornForm(CorrectForm):
    """The birth date."""

    field = "born"
    value = forms.DateField(
        label=say("出生日期", "Birth date"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class AddressForm(CorrectForm):
    """Where the person lives, alone or with the household."""

    field = "address"
    act = forms.ChoiceField(
        label=say("怎么改", "What to do"),
        choices=[
            ("correct", say("更正住址", "correct the address")),
            ("withdraw", say("已搬走,现住址不明", "moved away; where now is not known")),
        ],
        widget=forms.RadioSelect,
        initial="correct",
    )
    value = forms.CharField(
        label=say("正确的住址", "The right address"),
        max_length=200,
        required=False,
        help_text=say(
            "乡镇、村(社区)、门牌;换辖区请用「移交」", "house and room; to another area: hand over"
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    checked = forms.BooleanField(
        label=say("同户的人一并更正", "for everybody in the household"), required=False
    )
    field_order = ("act", "value", "checked", "reason")

    def prepare(self, viewer: Viewer, person_id: int) -> None:
        """Who lives alone is not asked about the others."""
        home = queries.household(viewer, person_id)
        if home is None or len(home.members) < 2:
            del self.fields["checked"]


class EntryForm(CorrectForm):
    """One of several: which one, and what to do with it."""

    act = forms.ChoiceField(
        label=say("怎么改", "What to do"),
        choices=[(key, say(words.zh, words.en)) for key, words in _ACTS],
        widget=forms.RadioSelect,
        initial="correct",
    )
    row = forms.TypedChoiceField(
        label=say("哪一条", "Which one"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    field_order = ("act", "row", "kind", "value", "checked", "reason")

    def prepare(self, viewer: Viewer, person_id: int) -> None:
        """The entries there are; where there is none, one can only be added.

        Whether the other holder of a number was looked at is asked only once there is one.
        """
        if not self.is_bound:
            self.fields.pop("checked", None)
        entries = queries.entries_of(viewer, person_id, self.field)
        kinds = {kind.value: kind.words for kind in IdentifierKind}
        named = [(e.row, say(*_called(e.masked, kinds.get(e.kind)))) for e in entries]
        self.fields["row"].choices = named  # type: ignore[attr-defined]
        self.use_required_attribute = False
        if len(named) == 1:
            self.initial["row"] = named[0][0]
        if not named:
            del self.fields["row"]
            self.fields["act"].choices = [self.fields["act"].choices[1]]  # type: ignore[attr-defined]
            self.initial["act"] = "add"

    def clean(self) -> dict[str, Any]:
        """An entry is named where one is changed; a value where one is written."""
        data = super().clean() or {}
        act = data.get("act")
        if act == "withdraw":
            self.errors.pop("value", None)
        if act in {"correct", "withdraw"} and "row" not in self.errors and data.get("row") is None:
            self.add_error("row", say("请选择是哪一条", "Choose which one"))
        return data


def _called(masked: str, kind: Words | None) -> tuple[str, str]:
    return (f"{kind.zh} {masked}", f"{kind.en} {masked}") if kind else (masked, masked)


class PhoneForm(EntryForm):
    """A telephone."""

    field = "phone"
    value = forms.CharField(
        label=say("正确的号码", "The right number"),
        max_length=30,
        help_text=_NOT_WITHDRAWN,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class NumberForm(EntryForm):
    """The number of a document."""

    field = "identifier"
    kind = forms.ChoiceField(
        label=say("证件种类", "Document"),
        required=False,
        choices=[
            ("", _NO_KIND),
            *(
                (kind.value, say(kind.words.zh, kind.words.en))
                for kind in IdentifierKind
                if kind is not IdentifierKind.NO_DOCUMENT
            ),
        ],
    )
    value = forms.CharField(
        label=say("正确的号码", "The right number"),
        max_length=40,
        help_text=_NOT_WITHDRAWN,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    checked = forms.BooleanField(
        label=say(
            "护照等无校验位的号码:已与同号的人核对,不是同一人",
            "passports and the like: compared with the other holder; not the same person",
        ),
        required=False,
    )


_FORMS: dict[str, type[CorrectForm]] = {
    form.field: form for form in (NameForm, NumberForm, PhoneForm, SexForm, BornForm, AddressForm)
}


def correct_form(field: str, data: Any, *, viewer: Viewer, person_id: int) -> CorrectForm:
    """The form of a field."""
    return _FORMS[field](data, viewer=viewer, person_id=person_id)


def former_form(data: Any) -> LookForm:
    """Why a former value is opened."""
    return LookForm(data, initial={"reason": "identity"})

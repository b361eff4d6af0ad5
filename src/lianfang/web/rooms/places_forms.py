"""What is typed in about regions and units."""

from typing import Any

from django import forms

from lianfang.language import say
from lianfang.places.queries import UnitKind

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RegionForm(forms.Form):
    """The code and name of a region; ``on`` where an existing one is renamed."""

    code = forms.RegexField(
        r"^[0-9]{2,20}$",
        label=say("区划编码", "Code"),
        error_messages={"invalid": say("编码只能是数字", "A code is digits only")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    name = forms.CharField(label=say("名称", "Name"), max_length=80)


class RenameForm(RegionForm):
    """Another name or code from a day on."""

    on = forms.DateField(label=say("从哪天起", "From which day"), widget=_DAY)


class CloseForm(forms.Form):
    """The end of a region, and who takes it over."""

    on = forms.DateField(label=say("从哪天起撤销", "Closed from"), widget=_DAY)
    successor = forms.TypedChoiceField(
        label=say("并入", "Taken over by"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *given: Any, siblings: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        none = ("", say("不并入,直接撤销", "none, it just ends"))
        self.fields["successor"].choices = [none, *siblings]  # type: ignore[attr-defined]


class UnitForm(forms.Form):
    """A unit of a region."""

    name = forms.CharField(label=say("名称", "Name"), max_length=80)
    kind = forms.ChoiceField(label=say("类型", "Kind"), choices=UnitKind.choices)
    phone = forms.CharField(label=say("值班电话", "Duty telephone"), max_length=30, required=False)
    parent = forms.TypedChoiceField(
        label=say("上级单位", "Superior unit"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *given: Any, superiors: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["parent"].choices = [("", say("无", "none")), *superiors]  # type: ignore[attr-defined]

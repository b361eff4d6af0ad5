"""Forms of the risk areas: a list to take in, a place to ask about, a region that a name means."""

from typing import Any

from django import forms

from lianfang.core.places.pasted import as_table
from lianfang.language import say

_CLOCK = "%Y-%m-%dT%H:%M"
_PASTED_MOST = 200_000


def _instant(label: Any, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_CLOCK)
    formats = [_CLOCK, "%Y-%m-%d %H:%M"]
    return forms.DateTimeField(label=label, input_formats=formats, widget=widget, required=False, **more)


class ReceiveForm(forms.Form):
    """A published file, or lines that somebody typed; and when it holds from, where it does not say so."""

    file = forms.FileField(
        label=say("名单文件", "File"),
        required=False,
        help_text=say(
            "发布的 JSON(含 gz)、2021 年的 .js,或表格 xlsx、xls、csv、ods",
            "published JSON (also packed), the .js of 2021, or a table: xlsx, xls, csv, ods",
        ),
    )
    pasted = forms.CharField(
        label=say("或粘贴名单", "Or paste the list"),
        required=False,
        max_length=_PASTED_MOST,
        widget=forms.Textarea(
            attrs={"rows": 6, "placeholder": "高风险 江东省/云泽市/青石县/河口镇东风社区1号楼"}
        ),
        help_text=say(
            "每行一处:「高风险 省/市/县/地点」,或从表格复制的「等级、省、市、县、地点」五列",
            "one place a line: 高风险 省/市/县/地点, or five columns copied from a table",
        ),
    )
    as_of = _instant(
        say("名单时间", "Holds from"),
        help_text=say(
            "文件内、文件名或第一行写明「2022-08-01 7时」的不用填",
            "not needed where the file, its name or the first line states it, as 2022-08-01 7时",
        ),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        said = super().clean() or {}
        if bool(said.get("file")) == bool((said.get("pasted") or "").strip()) and not self.errors:
            raise forms.ValidationError(
                say("请选择一个文件,或粘贴名单(二选一)", "Choose a file or paste a list, one of the two")
            )
        return said

    def content(self) -> tuple[bytes, str]:
        """What was given, and what it is called."""
        file = self.cleaned_data["file"]
        if file:
            return file.read(), file.name[:200]
        return as_table(self.cleaned_data["pasted"]).encode(), "粘贴的名单.csv"


class LookUpForm(forms.Form):
    """A place, and the instant that is asked about."""

    place = forms.CharField(
        label=say("地点(省/市/县/地点)", "Place: 省/市/县/地点"),
        max_length=300,
        widget=forms.TextInput(
            attrs={"placeholder": "江东省/云泽市/青石县/河口镇东风社区", "autocomplete": "off"}
        ),
    )
    at = _instant(say("时间", "At"), help_text=say("不填即现在", "now, where left empty"))


class CompareForm(forms.Form):
    """Two of the lists held."""

    before = forms.ChoiceField(label=say("先", "From"))
    after = forms.ChoiceField(label=say("后", "To"))

    def __init__(self, *args: Any, lists: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("before", "after"):
            self.fields[field].choices = lists  # type: ignore[attr-defined]

"""What is typed in about posts, covers and accounts."""

from datetime import datetime
from typing import Any

from django import forms

from lianfang.accounts.queries import Role
from lianfang.language import say

_WHEN = "%Y-%m-%dT%H:%M"


class AppointForm(forms.Form):
    """Who is appointed to a unit, as what."""

    name = forms.CharField(label=say("姓名", "Name"), max_length=60)
    username = forms.CharField(
        label=say("账号", "Account"),
        max_length=60,
        required=False,
        help_text=say(
            "已有账号的填原账号;不填则用手机号",
            "The present account where there is one; else the telephone",
        ),
    )
    phone = forms.CharField(label=say("手机", "Telephone"), max_length=30, required=False)
    role = forms.ChoiceField(label=say("岗位", "Post"), choices=Role.choices)
    title = forms.CharField(label=say("职务", "Title"), max_length=60, required=False)
    region = forms.CharField(
        label=say("负责区划", "Area"),
        max_length=60,
        required=False,
        help_text=say("编码或名称;不填则为单位所在区划", "Code or name; the unit's own where left empty"),
    )

    def clean(self) -> dict[str, Any]:
        """An account needs a name to sign in with."""
        given = super().clean() or {}
        if not given.get("username") and not given.get("phone"):
            self.add_error("username", say("账号和手机至少填一项", "Write the account or the telephone"))
        return given


class CoverForm(forms.Form):
    """Who stands in, from when until when, and why."""

    stand_in = forms.IntegerField(
        error_messages={"required": say("请选择代班人", "Choose who stands in")}, widget=forms.HiddenInput
    )
    since = forms.DateTimeField(
        label=say("从", "From"),
        input_formats=[_WHEN],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_WHEN),
    )
    until = forms.DateTimeField(
        label=say("到", "Until"),
        input_formats=[_WHEN],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_WHEN),
    )
    reason = forms.CharField(label=say("原因", "Reason"), max_length=100)

    def cover(self) -> tuple[int, datetime, datetime, str]:
        """The four values as they were typed."""
        given = self.cleaned_data
        return given["stand_in"], given["since"], given["until"], given["reason"]


class ReasonForm(forms.Form):
    """Why something is done to an account."""

    reason = forms.CharField(label=say("原因", "Reason"), max_length=100)


class OnboardForm(forms.Form):
    """The sheet of staff."""

    file = forms.FileField(
        label=say("表格文件", "Spreadsheet"),
        error_messages={"required": say("请先选择文件", "Choose a file first")},
    )

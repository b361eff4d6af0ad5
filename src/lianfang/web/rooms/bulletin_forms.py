"""Forms of the bulletin: which day and window, what people write into it, why it is corrected."""

from datetime import time

from django import forms

from lianfang.core.situation import ZERO_TO_24, ReportWindow
from lianfang.language import say

_DATE = {"type": "date"}
_WINDOWS = {
    "0-24": ZERO_TO_24,
    "15-15": ReportWindow(time(15), time(15)),
    "17-17": ReportWindow(time(17), time(17)),
}


def window_key(start: str) -> str:
    """The choice whose window begins at this clock; the whole day where there is none."""
    return next((key for key, window in _WINDOWS.items() if f"{window.start:%H:%M}" == start), "0-24")


class ComposeForm(forms.Form):
    """Of which day and which hours."""

    day = forms.DateField(label=say("日期", "Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs=_DATE))
    kind = forms.ChoiceField(
        label=say("种类", "Kind"),
        choices=[("daily", say("日报", "daily")), ("special", say("专报(红头)", "special, red head"))],
    )
    window = forms.ChoiceField(
        label=say("统计时段", "Hours covered"),
        choices=[
            ("0-24", say("当日 0–24 时", "0–24 of the day")),
            ("15-15", say("前一日 15 时至当日 15 时", "15–15")),
            ("17-17", say("前一日 17 时至当日 17 时", "17–17")),
        ],
    )

    def hours(self) -> ReportWindow:
        """The window that was chosen."""
        return _WINDOWS[self.cleaned_data["window"]]


class TextsForm(forms.Form):
    """What no figure says."""

    outside = forms.CharField(
        label=say("外部疫情形势", "Situation elsewhere"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    more = forms.CharField(
        label=say("补充问题(每行一条)", "Further problems, one a line"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    steps = forms.CharField(
        label=say("下一步工作(每行一条)", "Next steps, one a line"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip


class CorrectForm(forms.Form):
    """Why a signed bulletin is corrected."""

    reason = forms.CharField(label=say("更正原因", "Reason for the correction"), max_length=200)

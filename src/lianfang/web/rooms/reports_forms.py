"""Forms of the reports' room: opening a locked report, asking for one, no longer asking."""

from collections.abc import Sequence
from typing import Any

from django import forms

from lianfang.core.words import Words
from lianfang.language import say, spoken

_DATE = {"type": "date"}


class UnlockForm(forms.Form):
    """Why a locked report is opened."""

    reason = forms.CharField(label=say("解锁原因", "Why it is unlocked"), max_length=200)


class CallForm(forms.Form):
    """Which report is asked for, from which day, on what ground."""

    kind = forms.ChoiceField(label=say("报表", "Report"))
    since = forms.DateField(
        label=say("自哪天起", "From"), widget=forms.DateInput(format="%Y-%m-%d", attrs=_DATE)
    )
    ground = forms.CharField(
        label=say("报送依据", "On what ground"),
        max_length=200,
        help_text=say("文件名称和文号,填报单位看得到", "name and number of the paper; the units see it"),
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, Words]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(code, spoken(words)) for code, words in kinds]  # type: ignore[attr-defined]


class EndCallForm(forms.Form):
    """After which day a report is no longer asked for, and why."""

    last_day = forms.DateField(
        label=say("最后一天", "Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs=_DATE)
    )
    reason = forms.CharField(label=say("原因", "Reason"), max_length=200)

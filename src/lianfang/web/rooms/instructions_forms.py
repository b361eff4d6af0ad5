"""The form of an order written by hand."""

from datetime import datetime
from typing import Any

from django import forms

from lianfang.core.days import ZONE, after
from lianfang.language import say

_CLOCK = "%Y-%m-%dT%H:%M"


def _instant(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_CLOCK)
    return forms.DateTimeField(label=label, input_formats=[_CLOCK], widget=widget)


class InstructionForm(forms.Form):
    """Title, text, attachment and the two clocks; the units come from the tree beside it."""

    title = forms.CharField(label=say("标题", "Title"), max_length=120)
    text = forms.CharField(label=say("内容", "Text"), widget=forms.Textarea(attrs={"rows": 8}))
    acknowledge_by = _instant(say("签收时限", "To be acknowledged by"))
    answer_by = _instant(say("反馈时限", "To be answered by"))
    attachment = forms.FileField(label=say("附件", "Attachment"), required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        local = now.astimezone(ZONE).replace(second=0, microsecond=0)
        self.initial.setdefault("acknowledge_by", after(local, hours=1))
        self.initial.setdefault("answer_by", after(local, hours=8))

"""Forms of the lists: a file to receive, somebody to push on, a receipt to note."""

from django import forms

from lianfang.core.findings import Outcome
from lianfang.language import say, spoken


class ReceiveForm(forms.Form):
    """A file and who sent it."""

    file = forms.FileField(
        label=say("名单文件", "File"),
        help_text=say(
            "Excel(xlsx、xls)、WPS、csv、ods;表头不用改", "xlsx, xls, csv or ods; headings as they are"
        ),
    )
    source = forms.CharField(
        label=say("来源单位", "Who sent it"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
        help_text=say(
            "同一来源的表头对应关系会记住", "what its headings mean is remembered for the next list"
        ),
    )
    paper = forms.BooleanField(
        label=say("这是纸质报备的汇总表", "declarations that people filled in on paper"), required=False
    )


class PushForm(forms.Form):
    """To where somebody is pushed on, and why."""

    to = forms.CharField(
        label=say("推往何地(省、市、县)", "To where (province, city, county)"), max_length=120
    )
    why = forms.ChoiceField(label=say("原因", "Why"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        reasons = [(str(o), spoken(o.words)) for o in Outcome if o.forwards]
        self.fields["why"].choices = reasons  # type: ignore[attr-defined]


class ReceiptForm(forms.Form):
    """What the area outside answered."""

    answer = forms.ChoiceField(
        label=say("对方答复", "They"),
        choices=[("yes", say("已接收", "accepted")), ("no", say("退回", "sent it back"))],
    )
    receipt = forms.CharField(label=say("回执编号或说明", "Receipt or remark"), max_length=120)

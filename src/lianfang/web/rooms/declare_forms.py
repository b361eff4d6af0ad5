"""Forms of self-declaration: what is asked, the receipt, and what staff answer."""

from typing import Any

from django import forms

from lianfang.core.findings import Method, Outcome
from lianfang.language import say, spoken

_SAID = ("name", "identifier", "phone", "origin", "left", "address", "guardian", "guardian_phone")


class DeclareForm(forms.Form):
    """Six fields for oneself; the others only by proxy."""

    ref = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    name = forms.CharField(
        label=say("姓名", "Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    identifier = forms.CharField(
        label=say("身份证或护照号码", "ID card or passport number"), max_length=40, required=False,
        help_text=say("没有证件可不填", "leave it empty where there is none"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=say("手机号码", "Telephone"), max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    origin = forms.CharField(
        label=say("从哪里来", "Where you came from"), max_length=100,
        help_text=say("写到县(区),最好到街道", "province, city, county; the street if you know it"),
    )  # fmt: skip
    left = forms.DateField(
        label=say("哪天离开那里", "On which day you left there"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    address = forms.CharField(
        label=say("现在住在哪里", "Where you stay now"), max_length=200,
        help_text=say("乡镇(街道)、村(社区)、门牌", "township, community, house"),
    )  # fmt: skip
    guardian = forms.CharField(label=say("您的姓名", "Your name"), max_length=60, required=False)
    guardian_phone = forms.CharField(
        label=say("您的手机号码", "Your telephone"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    relation = forms.CharField(label=say("与本人关系", "What you are to them"), max_length=20, required=False)

    def clean(self) -> dict[str, Any]:
        """By proxy, whoever tells it is to be reached as well."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("guardian") and not said.get("guardian_phone"):
            self.add_error("guardian_phone", say("请填写您的手机号码", "give your telephone"))
        return said

    def said(self) -> dict[str, str]:
        """The fields as text, by the names of the form of declarations."""
        return {name: _text(self.cleaned_data.get(name)) for name in _SAID}


def _text(value: Any) -> str:
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value).strip()


class StatusForm(forms.Form):
    """A receipt, and what only its holder knows."""

    receipt = forms.CharField(
        label=say("回执编号", "Receipt number"), max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    tail = forms.RegexField(
        r"^\d{4}$", label=say("手机号后四位", "Last four digits of the telephone"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}),
        error_messages={"invalid": say("请填 4 位数字", "four digits")},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What calling back came to."""

    outcome = forms.ChoiceField(label=say("结果", "Outcome"), widget=forms.RadioSelect)
    method = forms.ChoiceField(label=say("方式", "How"), widget=forms.RadioSelect, initial="call")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(str(o), spoken(o.words)) for o in Outcome]  # type: ignore[attr-defined]
        self.fields["method"].choices = [(str(m), spoken(m.words)) for m in Method]  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why a declaration is withdrawn."""

    reason = forms.CharField(label=say("撤回原因", "Why it is withdrawn"), max_length=200)

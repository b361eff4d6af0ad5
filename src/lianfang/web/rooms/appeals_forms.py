"""What is asked when somebody appeals, and when the reviewer answers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from lianfang.core.findings import Cause
from lianfang.core.measures import MEASURES
from lianfang.core.measures.appeals import Appellant, Outcome
from lianfang.core.measures.by_hand import Proposal
from lianfang.core.words import Words
from lianfang.language import say
from lianfang.web.rooms.people_by_hand_forms import NOTHING, days_of

_OUTCOMES = (Outcome.UPHELD, Outcome.CHANGED)
_WHOLE = Words("全部决定", "everything decided")


class FileForm(forms.Form):
    """Who appeals, against which notice, and what they say."""

    said_by = forms.ChoiceField(
        label=say("谁提出", "Who appeals"),
        choices=[(str(who), say(who.words.zh, who.words.en)) for who in Appellant],
        widget=forms.RadioSelect,
        initial=str(Appellant.SELF),
    )
    order = forms.TypedChoiceField(
        label=say("对哪份通知书", "Against which notice"), required=False, coerce=int, empty_value=None
    )
    text = forms.CharField(
        label=say("申诉内容", "What is said against it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=say("照本人的话写;密封保存", "in the person's words; kept sealed"),
    )

    def __init__(self, *args: Any, orders: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].choices = [("", say(*_WHOLE)), *orders]  # type: ignore[attr-defined]
        if orders:
            self.initial.setdefault("order", orders[0][0])
        else:
            del self.fields["order"]


class AnswerForm(forms.Form):
    """The outcome with its reasons; where the decision is changed, what takes its place."""

    outcome = forms.ChoiceField(
        label=say("复核结果", "Outcome"),
        choices=[(str(each), say(each.words.zh, each.words.en)) for each in _OUTCOMES],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=say("理由", "Reasons"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=say("会写进给本人的答复", "they stand in the answer to the person"),
    )
    measure = forms.ChoiceField(label=say("改为", "Changed to"), required=False)
    start = forms.DateField(
        label=say("自", "From"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=say("至(含当日)", "Through"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    tests = forms.RegexField(
        r"^\s*\d{1,2}(\s*[,,、 ]\s*\d{1,2})*\s*$",
        label=say("第几天采样", "Tests on day"),
        required=False,
        max_length=40,
        help_text=say("如 1、3;开始当天是第 1 天", "e.g. 1, 3; the first day is day 1"),
        error_messages={"invalid": say("写成 1、3", "write 1, 3")},
    )
    in_place_of = forms.MultipleChoiceField(
        label=say("不再适用的条目", "Rows that apply no more"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        rows: Sequence[tuple[str, str]],
        severest: int,
        last: date | None,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        milder = [m for m in MEASURES.values() if m.severity <= severest]
        named = [(m.name, say(m.words.zh, m.words.en)) for m in milder]
        self._offer("measure", [("", say(NOTHING.zh, NOTHING.en)), *named])
        self._offer("in_place_of", rows)
        self.initial.setdefault("in_place_of", [row for row, _ in rows])
        self.initial.setdefault("start", today)
        self.initial.setdefault("until", max(last or today, today))
        self.fields["until"].help_text = say("不长于原判定", "no longer than was decided")

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A change has its days."""
        data = super().clean() or {}
        if data.get("outcome") == str(Outcome.CHANGED):
            for name in ("start", "until"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, say("请填写日期", "Enter the day"))
        return data

    @property
    def outcome_said(self) -> Outcome:
        """The outcome."""
        return Outcome(self.cleaned_data["outcome"])

    @property
    def proposal(self) -> Proposal | None:
        """What takes the place of what was decided; None where it stands."""
        data = self.cleaned_data
        if self.outcome_said is not Outcome.CHANGED:
            return None
        return Proposal(
            measure=data["measure"] or None,
            start=data["start"],
            until=data["until"],
            tests=days_of(data["tests"], data["start"]) if data["measure"] else (),
            in_place_of=tuple(data["in_place_of"]),
            cause=Cause.APPEAL,
            ground="",
        )


class NumberForm(forms.Form):
    """A number that stands on paper, and what only the person knows."""

    number = forms.CharField(
        label=say("申诉编号", "Number of the appeal"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    tail = forms.RegexField(
        r"^\d{4}$",
        label=say("本人手机号后四位", "Last four digits of the person's telephone"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}),
        error_messages={"invalid": say("请填 4 位数字", "four digits")},
    )


class PublicForm(NumberForm):
    """An appeal by whoever holds the notice."""

    number = forms.CharField(
        label=say("通知书编号", "Number of the notice"),
        max_length=40,
        help_text=say("通知书上方,如 GL20220805-12", "at the top of the notice, e.g. GL20220805-12"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    said_by = forms.ChoiceField(
        label=say("谁提出", "Who appeals"),
        choices=[(str(who), say(who.words.zh, who.words.en)) for who in Appellant],
        widget=forms.RadioSelect,
        initial=str(Appellant.SELF),
    )
    text = forms.CharField(
        label=say("为什么有异议", "Why you disagree"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    ref = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


def last_day(days: Sequence[dict[str, Any]]) -> date | None:
    """The last day that was decided."""
    return max((date.fromisoformat(day["date"]) for day in days), default=None)


def severest(days: Sequence[dict[str, Any]], *, today: date) -> int:
    """How strict what was decided still is from today on."""
    coming = [day for day in days if day["date"] >= today.isoformat()] or list(days)
    return max((MEASURES[day["measure"]].severity for day in coming), default=0)

"""What is asked when a person decides in place of the rules."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from lianfang.core.days import nth_day, plus
from lianfang.core.findings import Cause
from lianfang.core.measures import MEASURES
from lianfang.core.measures.by_hand import Proposal, longest_days
from lianfang.core.measures.edition import Edition
from lianfang.core.words import Words
from lianfang.language import say

_SHOWN = 12
NONE = "none"
NOTHING = Words("不采取措施(只停用条目)", "no measure (rows set aside only)")


class DecideForm(forms.Form):
    """The measure with its days and tests, the rows it takes the place of, the cause, ground and evidence."""

    measure = forms.ChoiceField(label=say("措施", "Measure"))
    start = forms.DateField(
        label=say("自", "From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until = forms.DateField(
        label=say("至(含当日,到期自动结束)", "Through (in; it ends by itself)"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    tests = forms.RegexField(
        r"^\s*\d{1,2}(\s*[,,、 ]\s*\d{1,2})*\s*$",
        label=say("第几天采样", "Tests on day"),
        required=False,
        max_length=40,
        help_text=say("如 1、4、7;开始当天是第 1 天", "e.g. 1, 4, 7; the first day is day 1"),
        error_messages={"invalid": say("写成 1、4、7", "write 1, 4, 7")},
    )
    in_place_of = forms.MultipleChoiceField(
        label=say("代替哪些条目(自开始日起不再适用)", "In place of which rows (from the first day on)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    cause = forms.ChoiceField(
        label=say("缘由", "Cause"),
        choices=[
            (str(cause), say(cause.words.zh, cause.words.en)) for cause in Cause if cause is not Cause.APPEAL
        ],
    )
    ground = forms.CharField(
        label=say("依据", "Ground"),
        max_length=200,
        help_text=say(
            "会商纪要、医嘱、专家意见等,写明文号或日期", "minutes, a doctor's or expert's opinion; with date"
        ),
    )
    evidence = forms.MultipleChoiceField(
        label=say("佐证(至少一项)", "Evidence (at least one)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": say("请至少选一项佐证", "Choose at least one")},
    )

    def __init__(
        self,
        *args: Any,
        edition: Edition,
        rows: Sequence[tuple[str, str]],
        evidence: Mapping[str, str],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("start", today)
        self.initial.setdefault("until", plus(today, 6))
        self._offer("measure", measures_of(edition, lifting=bool(rows)))
        self._offer("evidence", list(evidence.items())[:_SHOWN])
        self._offer("in_place_of", rows)
        if not rows:
            del self.fields["in_place_of"]

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def proposal(self) -> Proposal:
        """What is decided."""
        data = self.cleaned_data
        return Proposal(
            measure=None if data["measure"] == NONE else data["measure"],
            start=data["start"],
            until=data["until"],
            tests=days_of(data["tests"], data["start"]),
            in_place_of=tuple(data.get("in_place_of", ())),
            cause=Cause(data["cause"]),
            ground=data["ground"],
            evidence=tuple(data["evidence"]),
        )


def measures_of(edition: Edition, *, lifting: bool) -> list[tuple[str, Any]]:
    """The measures the edition knows, each with its longest; nothing where rows can be set aside."""
    found: list[tuple[str, Any]] = [("", say("请选择", "Choose"))]
    for name, measure in MEASURES.items():
        if longest := longest_days(edition, name):
            zh, en = f"{measure.words.zh}(最长 {longest} 天)", f"{measure.words.en} (at most {longest} days)"
            found.append((name, say(zh, en)))
    return [*found, (NONE, say(NOTHING.zh, NOTHING.en))] if lifting else found


def days_of(text: str, start: date) -> tuple[date, ...]:
    """The days that numbers such as "1、4、7" mean, the first day being day 1."""
    numbers = "".join(sign if sign.isdigit() else " " for sign in text or "").split()
    return tuple(nth_day(start, int(number), anchor_day=1) for number in dict.fromkeys(numbers))


class ReasonForm(forms.Form):
    """Why something is withdrawn."""

    reason = forms.CharField(label=say("撤回理由", "Why it is withdrawn"), max_length=200)

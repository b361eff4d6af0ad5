"""Forms of the policy room."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from lianfang.core import measures as rules
from lianfang.language import say, spoken

_DATE = {"type": "date"}


class AdoptForm(forms.Form):
    """Which edition, from which day, for whom."""

    edition = forms.ChoiceField(label=say("方案版本", "Edition"))
    valid_from = forms.DateField(label=say("自哪天起", "From"), widget=forms.DateInput(attrs=_DATE))
    applies_to = forms.ChoiceField(
        label=say("适用于", "Applies to"),
        choices=[
            ("all", say("所有在管人员(重新判定)", "everybody (decided again)")),
            ("new", say("只适用新发现人员", "new people only")),
        ],
    )

    def __init__(self, *args: Any, editions: Iterable[rules.Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].choices = [(e.id, spoken(e.name)) for e in editions]  # type: ignore[attr-defined]


class FactForm(forms.Form):
    """One fact to try: a class, its day, its risk level."""

    edition = forms.ChoiceField(label=say("方案版本", "Edition"))
    person_class = forms.ChoiceField(label=say("这个人是", "The person is"))
    day = forms.DateField(
        label=say("起算日(末次暴露、离开、入境……)", "Counted from (last exposure, leaving, entry …)"),
        widget=forms.DateInput(attrs=_DATE),
    )
    risk = forms.ChoiceField(
        label=say("风险区等级(旅居人员)", "Risk level (travellers)"),
        required=False,
        choices=[
            ("high", say("高风险", "high")),
            ("middle", say("中风险", "medium")),
            ("low", say("低风险", "low")),
        ],
    )
    known = forms.DateField(
        label=say("发现日", "Found on"), required=False, widget=forms.DateInput(attrs=_DATE)
    )
    home_unsuitable = forms.BooleanField(label=say("不具备居家条件", "Home unsuitable"), required=False)

    def __init__(self, *args: Any, editions: Iterable[rules.Edition], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["edition"]
        chosen.choices = [(e.id, spoken(e.name)) for e in editions]
        classes: Any = self.fields["person_class"]
        classes.choices = [(name, spoken(rules.CLASSES[name].words)) for name in rules.SUBJECTS]
        self.initial.setdefault("day", today)

    def facts(self) -> rules.Facts:
        """The facts the form says; the day goes to the one date its class asks for."""
        said = self.cleaned_data
        name = said["person_class"]
        dated = next(f.name for f in rules.CLASSES[name].fields if f.required and f.kind == "day")
        values: dict[str, Any] = {dated: said["day"], "known": said["known"]}
        if name == "traveller":
            values["risk"] = said["risk"] or "high"
        facts = [rules.Fact.of(name, **values)]
        if said["home_unsuitable"]:
            facts.append(rules.Fact.of("home_unsuitable"))
        return rules.Facts.of(*facts)

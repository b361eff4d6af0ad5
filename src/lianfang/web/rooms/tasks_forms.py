"""What is asked when a task is done: at most four fields for each kind, filled with what is known."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms

from lianfang.core import findings as known
from lianfang.core.days import ZONE, at_clock, local_day
from lianfang.core.words import Words
from lianfang.language import say, spoken
from lianfang.places import queries as places


def choices(values: Iterable[Any], *, first: tuple[str, Words] | None = None) -> list[tuple[str, Any]]:
    """A closed list as choices in both languages; ``first`` stands for "not said"."""
    found = [(str(value), say(value.words.zh, value.words.en)) for value in values]
    return [(first[0], say(first[1].zh, first[1].en)), *found] if first else found


class ActForm(forms.Form):
    """Anything done at some clock time of today; ``ref`` makes a second press harmless."""

    clock = forms.TimeField(
        label=say("什么时候", "When"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    ref = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.initial.setdefault("ref", f"sheet/{secrets.token_hex(8)}")
        self.initial.setdefault("clock", now.astimezone(ZONE).time().replace(second=0, microsecond=0))

    def clean_clock(self) -> time | None:
        """A time of today that has been; to the minute, so that "now" is never ahead of the server."""
        clock: time | None = self.cleaned_data["clock"]
        if clock is not None and at_clock(local_day(self.now), clock) > self.now:
            raise forms.ValidationError(say("还没到这个时间", "That time has not come yet"))
        return clock

    @property
    def occurred(self) -> datetime:
        """When it happened: at the time said, else now."""
        clock = self.cleaned_data.get("clock")
        said = at_clock(local_day(self.now), clock) if clock is not None else None
        same_minute = said is not None and (self.now - said).total_seconds() < 60
        return self.now if said is None or same_minute else said

    @property
    def shown(self) -> list[Any]:
        """The fields of the sheet but the hidden ones and the clock, which stands by itself."""
        return [field for field in self.visible_fields() if field.name != "clock"]

    @property
    def details(self) -> dict[str, Any]:
        """What is kept with the evidence."""
        return {}


class LocateForm(ActForm):
    """The outcome of a search: what it came to, how, what the home is like, where the person is instead."""

    outcome = forms.ChoiceField(
        label=say("结果", "Outcome"), choices=choices(known.Outcome), widget=forms.RadioSelect
    )
    method = forms.ChoiceField(
        label=say("怎么联系的", "How"),
        choices=choices(known.Method),
        widget=forms.RadioSelect,
        initial=str(known.Method.VISIT),
    )
    home = forms.ChoiceField(
        label=say("家里能否居家隔离", "Will the home do for isolation?"),
        required=False,
        choices=choices(known.HomeFault, first=("", Words("可以,或不需要", "yes, or not needed"))),
    )
    needs = forms.MultipleChoiceField(
        label=say("特殊需要", "Special needs"),
        required=False,
        choices=choices(known.Need),
        widget=forms.CheckboxSelectMultiple,
    )
    to = forms.CharField(
        label=say("现在哪里", "Where now"),
        required=False,
        max_length=80,
        help_text=say(
            "写区划名称,如「白沙县 沙洲镇」;对方接收后才算移交",
            "name the area; it is theirs once they accept",
        ),
        widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """A place to forward to is one of the tree, and only where the outcome forwards."""
        data = super().clean() or {}
        outcome = data.get("outcome")
        if not outcome or not known.Outcome(outcome).forwards:
            data["to"] = ""
        if data.get("to"):
            data["region"] = self._region(data["to"])
        return data

    def _region(self, text: str) -> places.Area | None:
        found = places.resolve([text], under="")[text]
        if len(found) == 1:
            return found[0]
        if found:
            lines = places.lines(area.path for area in found[:4])
            names = ";".join(places.written(lines[area.path]) for area in found[:4])
            self.add_error("to", say(f"有几个同名的:{names}", f"Several have this name: {names}"))
        else:
            self.add_error("to", say("没有这个区划,请写全称", "No such area; write its full name"))
        return None

    def payloads(self, author: str) -> tuple[known.Payload, ...]:
        """What the answers say, as findings: the search first."""
        data = self.cleaned_data
        outcome = known.Outcome(data["outcome"])
        region = data.get("region")
        said: list[known.Payload] = [
            known.Located(
                outcome=outcome,
                method=known.Method(data["method"]),
                attempted_by=author,
                forward_to=region.name if region else None,
            )
        ]
        if outcome is known.Outcome.FOUND and data["home"]:
            said.append(known.HomeUnsuitable(reason=known.HomeFault(data["home"])))
        if outcome is known.Outcome.FOUND and data["needs"]:
            said.append(known.Vulnerability(needs=tuple(map(known.Need, data["needs"]))))
        return tuple(said)


class CheckForm(ActForm):
    """A day's health: two temperatures as they are taken, and signs."""

    morning = forms.DecimalField(
        label=say("早晨体温 °C", "Morning °C"),
        required=False,
        min_value=34,
        max_value=43,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.1", "placeholder": "36.5"}),
    )
    evening = forms.DecimalField(
        label=say("下午体温 °C", "Afternoon °C"),
        required=False,
        min_value=34,
        max_value=43,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.1", "placeholder": "36.5"}),
    )
    signs = forms.MultipleChoiceField(
        label=say("症状(没有就不选)", "Signs (none: leave empty)"),
        required=False,
        choices=choices(known.Sign),
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        """At least one temperature."""
        data = super().clean() or {}
        if not self.errors and data.get("morning") is None and data.get("evening") is None:
            self.add_error(None, say("请至少填一次体温", "Enter at least one temperature"))
        return data

    def payloads(self, author: str) -> tuple[known.Payload, ...]:
        """The health of the day."""
        data = self.cleaned_data
        return (
            known.CheckIn(
                day=local_day(self.occurred),
                morning=_degrees(data["morning"]),
                evening=_degrees(data["evening"]),
                signs=tuple(map(known.Sign, data["signs"])),
            ),
        )


def _degrees(value: Any) -> float | None:
    return None if value is None else float(value)


def taken_today(findings: Iterable[Any], day: date) -> dict[str, Any]:
    """What of the day's health is already entered, to be completed and not overwritten."""
    for each in findings:
        payload = each.payload
        if (
            isinstance(payload, known.CheckIn)
            and payload.day == day
            and not (each.retracted or each.superseded)
        ):
            return {
                "morning": payload.morning,
                "evening": payload.evening,
                "signs": [str(sign) for sign in payload.signs],
            }
    return {}


class StayForm(ActForm):
    """Where somebody is held now: the site and the room, or at home."""

    facility = forms.TypedChoiceField(
        label=say("隔离点", "Site"), required=False, coerce=int, empty_value=None, choices=[]
    )
    room = forms.CharField(label=say("房间", "Room"), required=False, max_length=20)

    def __init__(self, *args: Any, sites: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(site.pk, f"{site.name} · {site.region.name}") for site in sites]
        self.fields["facility"].choices = [("", say("居家", "At home")), *named]  # type: ignore[attr-defined]

    @property
    def details(self) -> dict[str, Any]:
        """The site and the room."""
        return {"facility_id": self.cleaned_data["facility"], "room": self.cleaned_data["room"]}


class SampleForm(ActForm):
    """A swab was taken; the code of the tube where there is one to scan."""

    tube = forms.CharField(
        label=say("管号", "Tube code"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"data-scan": "", "autocomplete": "off"}),
    )

    @property
    def details(self) -> dict[str, Any]:
        """The tube."""
        return {"tube": self.cleaned_data["tube"]} if self.cleaned_data["tube"] else {}


class HandoverForm(ActForm):
    """Whether a person offered to us is taken over."""

    accept = forms.ChoiceField(
        label=say("是否接收", "Accept?"),
        choices=[("yes", say("接收", "Accept")), ("no", say("退回", "Send back"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=say("退回理由", "Reason for sending back"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Sending back needs a reason."""
        data = super().clean() or {}
        if data.get("accept") == "no" and not data.get("text", "").strip():
            self.add_error("text", say("退回要写理由", "Sending back needs a reason"))
        return data


class TextForm(ActForm):
    """The answer to an order, in words."""

    text = forms.CharField(
        label=say("反馈内容", "What was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    @property
    def details(self) -> dict[str, Any]:
        """The text."""
        return {"text": self.cleaned_data["text"].strip()}


class ReasonForm(forms.Form):
    """A reason for an act on many rows."""

    reason = forms.CharField(label=say("理由", "Reason"), max_length=200)


def said(words: Words) -> str:
    """Words in the reader's language."""
    return spoken(words)

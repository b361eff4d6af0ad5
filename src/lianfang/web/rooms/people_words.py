"""What is known of a person, said in a line: each kind of finding in both languages."""

from datetime import date

from lianfang.core import findings as known
from lianfang.core.days import local_day
from lianfang.core.findings import Payload, Worded
from lianfang.core.measures import MEASURES
from lianfang.core.words import Words

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def told(payload: Payload) -> Words:
    """The content of a finding in one line; empty where its kind says it all."""
    match payload:
        case known.Arrival():
            return _arrival(payload)
        case known.RiskStay():
            return _risk_stay(payload)
        case known.Exposure(grade=grade, last_exposure=day):
            return joined(grade.words, Words(f"末次接触 {_zh(day)}", f"last exposure {_en(day)}"))
        case known.CodeColour(colour=colour):
            return colour.words
        case known.Symptom(signs=signs, onset=onset):
            since = Words(f"{_zh(onset)}起", f"since {_en(onset)}") if onset else None
            return joined(each_of(signs), since)
        case known.Located(outcome=outcome, method=method, forward_to=to):
            return joined(
                outcome.words, method.words, Words(f"推往{to}", f"forwarded to {to}") if to else None
            )
        case known.Contacted(method=method, reached=reached):
            said = Words("已联系上", "reached") if reached else Words("未联系上", "not reached")
            return joined(method.words, said)
        case known.CheckIn():
            return _check_in(payload)
        case known.Override():
            return _by_hand(payload)
    return _plain(payload)


def _plain(payload: Payload) -> Words:
    match payload:
        case known.Occupation(title=title, employer=employer):
            return joined(Words(title, title), Words(employer, employer) if employer else None)
        case known.Vulnerability(needs=needs, note=note):
            said = each_of(needs) if needs else Words("问过,没有", "asked, none")
            return joined(said, Words(note, note) if note else None)
        case known.HomeUnsuitable(reason=reason, note=note):
            return joined(reason.words, Words(note, note) if note else None)
        case known.ChoosesCentral(note=note) if note:
            return Words(note, note)
    return Words("", "")


def _by_hand(payload: known.Override) -> Words:
    name = payload.measure
    words = MEASURES[name].words if name in MEASURES else Words("不采取措施", "no measure")
    start, until, rows = payload.start, payload.until, ", ".join(payload.in_place_of)
    span = Words(f"{_zh(start)}至{_zh(until)}", f"{_en(start)} to {_en(until)}")
    if name is None:
        span = Words(f"{_zh(start)}起", f"from {_en(start)} on")
    aside = Words(f"代替第 {rows} 条", f"in place of row {rows}") if rows else None
    return joined(words, span, aside, Words(payload.ground, payload.ground))


def _arrival(payload: known.Arrival) -> Words:
    day = local_day(payload.arrived) if payload.arrived else None
    when = Words(f"{_zh(day)}到达", f"arrived {_en(day)}") if day else None
    ride = Words(payload.ride, payload.ride) if payload.ride else None
    transport = payload.transport.words if payload.transport else None
    return joined(Words(f"来自{payload.origin}", f"from {payload.origin}"), when, transport, ride)


def _risk_stay(payload: known.RiskStay) -> Words:
    place = "".join(filter(None, (payload.province, payload.city, payload.county, payload.place)))
    left = Words(f"{_zh(payload.left)}离开", f"left {_en(payload.left)}") if payload.left else None
    level = payload.level.words if payload.level else Words("风险等级未知", "level unknown")
    return joined(Words(place, place), level, left)


def _check_in(payload: known.CheckIn) -> Words:
    temperatures = [
        Words(f"{zh} {value:.1f} °C", f"{en} {value:.1f} °C")
        for zh, en, value in (("早", "morning", payload.morning), ("晚", "afternoon", payload.evening))
        if value is not None
    ]
    signs = each_of(payload.signs) if payload.signs else Words("无症状", "no signs")
    return joined(*temperatures, signs)


def each_of(values: tuple[Worded, ...]) -> Words:
    """Several values of a closed list, side by side."""
    return Words("、".join(v.words.zh for v in values), ", ".join(v.words.en for v in values))


def joined(*parts: Words | None) -> Words:
    """Parts of a line, those that are there."""
    said = [part for part in parts if part is not None and part.zh]
    return Words(" · ".join(p.zh for p in said), " · ".join(p.en for p in said))


def _zh(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""


def _en(day: date | None) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}" if day else ""

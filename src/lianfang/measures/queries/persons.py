"""One person's situation: in a sentence, in decisions with their reasons, in stays."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianfang.accounts.scope import Viewer
from lianfang.core.days import days_between, local_day, plus
from lianfang.core.measures import MEASURES
from lianfang.core.measures.from_findings import found_day
from lianfang.core.words import Words
from lianfang.findings import queries as findings
from lianfang.measures.models import Decision, Order, Stay

NOT_FOUND = Words("待核实落地:还没有找到本人", "To be found and checked: nobody has reached the person yet")
NO_MEASURE = Words("目前没有管控措施", "Under no measure now")


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """A decision as a page shows it; ``reasons`` and ``days`` are as ``core.measures.as_data`` tells them."""

    id: int
    edition: str
    reasons: list[dict[str, Any]]
    days: list[dict[str, Any]]
    refusal: Words | None
    made: datetime
    by: str
    superseded: datetime | None
    digest: str


@dataclass(frozen=True, slots=True)
class StayRow:
    """A stay as a list shows it."""

    id: int
    person_id: int
    measure: str
    words: Words
    person_class: str
    edition: str
    began: datetime
    planned_end: date
    ended: datetime | None
    ended_why: str
    facility: str
    room: str
    path: str
    opening_balance: bool
    paper_order: str
    """The number of the order on paper that an opening balance took over; that of our own is on the order."""
    paper_ground: str
    paper_risk: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """The situation of a person in one sentence, and what it stands on."""

    words: Words
    measure: str
    test_tomorrow: bool
    waiting_for_order: bool


def decisions(viewer: Viewer, person_id: int) -> list[DecisionShown]:
    """Everything ever decided about a person the viewer sees, newest first."""
    rows = Decision.objects.filter(person_id=person_id).select_related("by__staff").order_by("-made", "-pk")
    return [_decision(d) for d in rows if viewer.sees(d.path)]


def _decision(d: Decision) -> DecisionShown:
    refusal = Words(d.refusal["zh"], d.refusal["en"]) if d.refusal else None
    name = d.by.staff.name if d.by else ""
    return DecisionShown(
        d.pk, d.edition, d.reasons, d.days, refusal, d.made, name, d.superseded, d.facts_digest
    )


def stays_of(viewer: Viewer, person_id: int) -> list[StayRow]:
    """A person's stays, newest first."""
    rows = Stay.objects.filter(person_id=person_id).select_related("facility").order_by("-began")
    return [stay_row(s) for s in rows if viewer.sees(s.path)]


def stay_row(s: Stay) -> StayRow:
    """A stay as a list shows it."""
    site = s.facility.name if s.facility else s.ground.get("site", "")
    return StayRow(
        s.pk, s.person_id, s.measure, MEASURES[s.measure].words, s.person_class, s.edition, s.began,
        s.planned_end, s.ended, s.ended_why, site, s.room, s.path,
        s.opening_balance, *(s.ground.get(key, "") for key in ("order", "said", "risk")),
    )  # fmt: skip


def sentence(viewer: Viewer, person_id: int, *, now: datetime) -> Sentence:
    """ "集中隔离第 4 天,共 7 天;明天采样": what is true of the person today."""
    today = local_day(now)
    stay = Stay.objects.filter(person_id=person_id, ended__isnull=True).first()
    decision = Decision.objects.filter(person_id=person_id, superseded__isnull=True).first()
    days = decision.days if decision else []
    tomorrow = plus(today, 1).isoformat()
    tested = any(d["date"] == tomorrow and d["due"] for d in days)
    owed_today = any(d["date"] == today.isoformat() and d["due"] for d in days)
    waiting = Order.objects.filter(
        person_id=person_id, kind="isolation", withdrawn__isnull=True, served__isnull=True
    ).exists()
    if stay is None and days and not _is_found(person_id, now):
        return Sentence(NOT_FOUND, "", False, waiting)
    freed = _released(person_id, days) if stay is None and not waiting else None
    if freed is not None:
        return Sentence(freed, "", test_tomorrow=False, waiting_for_order=False)
    words = _sentence(stay, days, today, tested=tested, owed_today=owed_today, waiting=waiting)
    return Sentence(words, stay.measure if stay else "", tested, waiting)


def _is_found(person_id: int, now: datetime) -> bool:
    held = findings.facts_of_many([person_id], at=now).get(person_id, ())
    return found_day(held) is not None


def _released(person_id: int, days: list[dict[str, Any]]) -> Words | None:
    """That somebody was released, where nothing is planned after that day; None where it is not so."""
    last = Stay.objects.filter(person_id=person_id, ended_why="released").order_by("-ended").first()
    if last is None or last.ended is None:
        return None
    day = local_day(last.ended)
    if any(planned["date"] > day.isoformat() for planned in days):
        return None
    measure = MEASURES[last.measure].words
    return Words(
        f"{measure.zh}已于{day.month}月{day.day}日解除,目前没有管控措施",
        f"released from {measure.en} on {day}; under no measure now",
    )


def _sentence(
    stay: Stay | None,
    days: list[dict[str, Any]],
    today: date,
    *,
    tested: bool,
    owed_today: bool,
    waiting: bool,
) -> Words:
    if stay is None:
        words = NO_MEASURE
        if waiting:
            words = Words(
                "通知书待签发或送达,尚未落实管控", "Order waiting to be signed or served; not yet held"
            )
        elif any(d["date"] >= today.isoformat() for d in days):
            words = Words("按判定接受健康监测或检测", "To be monitored or tested as decided")
    else:
        words = _held(stay, days, today)
    if owed_today:
        words = Words(f"{words.zh};今天采样", f"{words.en}; test today")
    if tested:
        words = Words(f"{words.zh};明天采样", f"{words.en}; test tomorrow")
    return words


def _held(stay: Stay, days: list[dict[str, Any]], today: date) -> Words:
    """The number of the day within the days of this measure, and how many there are."""
    mine = sorted(d["date"] for d in days if d["measure"] == stay.measure)
    measure = MEASURES[stay.measure].words
    if mine:
        first, last = date.fromisoformat(mine[0]), date.fromisoformat(mine[-1])
    else:
        first, last = local_day(stay.began), stay.planned_end
    number, whole = days_between(first, today) + 1, days_between(first, last) + 1
    if number < 1:
        return Words(f"{measure.zh},{first.month}月{first.day}日起计", f"{measure.en}, counted from {first}")
    if number > whole:
        return Words(f"{measure.zh}已满 {whole} 天,待解除", f"{measure.en}: {whole} days over, release due")
    return Words(f"{measure.zh}第 {number} 天,共 {whole} 天", f"{measure.en}, day {number} of {whole}")

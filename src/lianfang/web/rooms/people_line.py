"""One person's line of time and calendar, from what the apps below answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from lianfang.core import findings as known
from lianfang.core.days import days_between, local_day, plus
from lianfang.core.measures import MEASURES
from lianfang.core.places import LEVEL_WORDS, LEVELS
from lianfang.core.words import Words
from lianfang.findings.queries import Known, ResultRow
from lianfang.measures.actions.owing import brief
from lianfang.measures.queries import DecisionShown, HandoverRow, OrderRow, StayRow
from lianfang.measures.queries.orders import STATES
from lianfang.web.rooms.people_words import joined, told

OUTCOMES = {
    "negative": Words("阴性", "negative"),
    "positive": Words("阳性", "positive"),
    "grey": Words("灰区", "grey zone"),
    "invalid": Words("无效", "invalid"),
}
_ENDED = {
    "released": Words("期满解除", "released"),
    "phase": Words("转入下一阶段", "next phase"),
    "replaced": Words("改为其他措施", "replaced"),
    "withdrawn": Words("通知书撤回", "notice withdrawn"),
    "cap": Words("到最长期限自动结束", "ended at its latest day"),
}
_STRENGTH = {"central": "strict", "home_iso": "strict", "home_monitor": "mild"}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened: when, what, more about it, who said it, where it opens, how it is marked."""

    at: datetime
    kind: Words
    detail: Words
    who: str = ""
    url: str = ""
    state: str = "done"
    finding_id: int | None = None
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: what is planned, what was done."""

    day: date
    css: str
    measure: Words | None
    test: Words | None
    check: Words | None


def entries(
    findings: Iterable[Known],
    results: Iterable[ResultRow],
    decisions: Iterable[DecisionShown],
    orders: Iterable[OrderRow],
    stays: Iterable[StayRow],
    handovers: Iterable[HandoverRow] = (),
) -> list[Entry]:
    """All of it in one list, newest first."""
    found = [
        *map(_finding, findings), *map(_result, results), *map(_decision, decisions),
        *(e for order in orders for e in _order(order)), *(e for stay in stays for e in _stay(stay)),
        *handed(handovers),
    ]  # fmt: skip
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _finding(each: Known) -> Entry:
    taken_back = each.retracted is not None
    kind = each.payload.kind.words
    if taken_back:
        kind = Words(f"{kind.zh}(已撤回)", f"{kind.en} (taken back)")
    elif each.superseded:
        kind = Words(f"{kind.zh}(已更正)", f"{kind.en} (corrected)")
    live = None if taken_back or each.superseded else each.id
    state = "ahead" if live is None else "done"
    return Entry(each.occurred, kind, told(each.payload), each.by, state=state, finding_id=live)


def _result(row: ResultRow) -> Entry:
    outcome = OUTCOMES.get(row.outcome, Words(row.outcome, row.outcome))
    more = joined(outcome, Words(row.laboratory, row.laboratory))
    state = "late" if row.outcome == "positive" else "done"
    return Entry(row.taken, Words("检测结果", "Test result"), more, state=state)


def _decision(each: DecisionShown) -> Entry:
    because = [brief(Words(r["because"]["zh"], r["because"]["en"])) for r in each.reasons]
    detail = joined(*because) if because else each.refusal or Words("没有应采取的措施", "No measure follows")
    state = "ahead" if each.superseded else "done"
    return Entry(each.made, Words("判定", "Decision"), detail, each.by, state=state, edition=each.edition)


def _order(order: OrderRow) -> Iterator[Entry]:
    url = reverse("order", args=[order.id])
    kind = Words("解除通知书", "Notice of release") if order.kind == "release" else Words("通知书", "Notice")
    steps = (
        (order.drafted, Words("拟稿", "drafted"), ""),
        (order.first_signed, Words("签发", "signed"), order.first_by),
        (order.second_signed, Words("第二人签发", "signed by a second person"), order.second_by),
        (order.served, Words("送达", "served"), ""),
        (order.withdrawn, joined(STATES["withdrawn"], _same(order.withdrawn_reason)), ""),
    )
    for at, words, who in steps:
        if at is not None:
            yield Entry(at, joined(kind, words), Words(order.number, order.number), who, url)


def handed(rows: Iterable[HandoverRow]) -> Iterator[Entry]:
    """Handovers as they were offered and answered."""
    for row in rows:
        ways = _same(f"{row.from_region} → {row.to_region}")
        yield Entry(row.asked, Words("提出移交", "Handover offered"), joined(ways, _same(row.why)))
        if row.answered is not None:
            kind = (
                Words("移交已接收", "Handover accepted") if row.accepted else Words("移交被退回", "Sent back")
            )
            yield Entry(row.answered, kind, joined(ways, _same(row.answer)))


def _same(text: str) -> Words:
    """What somebody wrote by hand stays as it is in both languages."""
    return Words(text, text)


def _stay(stay: StayRow) -> Iterator[Entry]:
    site = f"{stay.facility} {stay.room}".strip()
    detail = joined(stay.words, Words(site, site), *_on_paper(stay))
    yield Entry(stay.began, Words("开始管控", "Measure begins"), detail)
    if stay.ended is not None:
        why = _ENDED.get(stay.ended_why, Words("", ""))
        yield Entry(stay.ended, Words("管控结束", "Measure ends"), joined(stay.words, why))


def _on_paper(stay: StayRow) -> Iterator[Words]:
    """What an opening balance took over from paper: the order's number, its ground, a traveller's level."""
    if stay.opening_balance:
        yield Words("系统启用前已在管(接管)", "held before this system (taken over)")
    if stay.paper_order:
        yield Words(f"纸质通知书 {stay.paper_order}", f"order on paper {stay.paper_order}")
    if stay.paper_ground:
        yield Words(f"依据:{stay.paper_ground}", f"ground: {stay.paper_ground}")
    if risk := next((LEVEL_WORDS[level] for level in LEVELS if level == stay.paper_risk), None):
        yield Words(f"来自{risk.zh}区", f"from a {risk.en} area")


def calendar(
    decision: DecisionShown | None,
    results: Sequence[ResultRow],
    findings: Sequence[Known],
    *,
    today: date,
) -> list[Day]:
    """The days of the standing decision: the measure and test planned, and what was done on each."""
    days = decision.days if decision else []
    if not days:
        return []
    taken: dict[date, ResultRow] = {local_day(r.taken): r for r in reversed(results)}
    checks = {
        f.payload.day: f.payload
        for f in reversed(findings)
        if isinstance(f.payload, known.CheckIn) and f.retracted is None
    }
    planned = {date.fromisoformat(d["date"]): d for d in days}
    first, last = min(planned), max(planned)
    every = [plus(first, n) for n in range(days_between(first, last) + 1)]
    return [_day(day, planned.get(day), taken.get(day), checks.get(day), today, every) for day in every]


def _day(
    day: date,
    plan: dict[str, Any] | None,
    result: ResultRow | None,
    check: known.CheckIn | None,
    today: date,
    every: Sequence[date],
) -> Day:
    measure = plan["measure"] if plan else ""
    css = [_STRENGTH.get(measure, "light" if plan else "")]
    css += ["test"] if plan and (plan["due"] or plan["test"]) else []
    css += ["release"] if day == every[-1] else []
    css += ["today"] if day == today else []
    css += [f"from-{day.isoweekday()}"] if day == every[0] else []
    return Day(
        day=day,
        css=" ".join(filter(None, css)),
        measure=MEASURES[measure].words if measure in MEASURES else None,
        test=_test(plan, result, day, today),
        check=told(check) if check else None,
    )


def _test(plan: dict[str, Any] | None, result: ResultRow | None, day: date, today: date) -> Words | None:
    if result is not None:
        outcome = OUTCOMES.get(result.outcome, Words(result.outcome, result.outcome))
        return Words(f"检测{outcome.zh}", f"test {outcome.en}")
    if plan is None or not (plan["due"] or plan["test"]):
        return None
    if not plan["due"]:
        return Words("检测日已过", "test day gone")
    return Words("采样,无结果", "test, no result") if day < today else Words("采样", "test")

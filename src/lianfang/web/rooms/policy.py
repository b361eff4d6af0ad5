"""Policy: what follows for whom, since when, from which paper; compare, and try it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from lianfang import policies
from lianfang.core import measures as rules
from lianfang.core.days import local_day, plus, start_of
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.measures import actions as measures
from lianfang.measures import queries as measure_queries
from lianfang.web.door import door
from lianfang.web.rooms import policy_words
from lianfang.web.rooms.policy_forms import AdoptForm, FactForm

VERDICTS = {
    "stricter": Words("更严", "stricter"),
    "laxer": Words("更宽", "laxer"),
    "mixed": Words("有严有宽", "mixed"),
    "same": Words("一致", "same"),
    "added": Words("本地增加", "added here"),
    "no_national_row": Words("全国方案无此条", "no national row"),
    "dropped": Words("本地未列", "not in the local one"),
}
LEVELS = {
    "grid": Words("网格", "grid"),
    "community": Words("社区(村)", "community"),
    "township": Words("乡镇(街道)", "township"),
    "county": Words("县区", "county"),
    "city": Words("市", "city"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison, ready for the page."""

    subject: str
    local: str
    national: str
    verdict: str
    words: Words
    by: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day drawn on the calendar of "try it"."""

    day: date
    measure: str
    words: Words
    test: bool
    shade: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the decision table in words: whom it is about, and each of its phases."""

    rule: rules.Rule
    who: Words
    when: tuple[Words, ...]
    phases: tuple[tuple[rules.Phase, Words], ...]


@door("see_people")
def index(request: Any) -> HttpResponse:
    """Editions on a time line, and which one is in force here."""
    editions = sorted(policies.list_editions(), key=lambda e: e.valid_from)
    return render(
        request,
        "policy/index.html",
        {
            "editions": editions,
            "adoptions": measure_queries.adoptions(request.viewer.path),
            "in_force": _in_force(request),
            "adopt": AdoptForm(editions=editions),
        },
    )


def _in_force(request: Any) -> str:
    try:
        return measure_queries.edition_at(request.viewer.path, at=request.now)
    except Refused:
        return ""


@door("see_people")
def edition(request: Any, edition_id: str) -> HttpResponse:
    """One edition: its decision table with sources, clocks, numbers, gaps and worked examples."""
    loaded = policies.load(edition_id)
    context = {
        "edition": loaded,
        "rows": [_row(rule) for rule in loaded.rules],
        "steps": [(LEVELS[step.level], step) for step in loaded.escalation],
        "statuses": rules.STATUSES,
        "examples": [
            (each.title, policy_words.facts(each), policy_words.phases(each)) for each in loaded.examples
        ],
        "editions": policies.list_editions(),
    }
    return render(request, "policy/edition.html", context)


def _row(rule: rules.Rule) -> Row:
    return Row(
        rule,
        rules.CLASSES[rule.cls].words,
        tuple(policy_words.condition(rule.cls, each) for each in rule.when),
        tuple((phase, rules.MEASURES[phase.measure].words) for phase in rule.phases),
    )


@door("see_people")
def compare(request: Any) -> HttpResponse:
    """Two editions side by side: stricter, laxer, added, without a national row, and by how much."""
    editions = policies.list_editions()
    known = {e.id for e in editions}
    local = request.GET.get("local", "banner-2021-08")
    national = request.GET.get("national") or (policies.load(local).base if local in known else "") or ""
    if local not in known or national not in known:
        raise Refused("edition.unknown", "没有这个方案版本", "there is no such edition")
    ours, theirs = policies.load(local), policies.load(national)
    lines = [
        Line(
            policy_words.subject(each, ours, theirs),
            policy_words.cell(each, each.local, ours.deadlines.get(each.subject)),
            policy_words.cell(each, each.national, theirs.deadlines.get(each.subject)),
            each.verdict,
            VERDICTS[each.verdict],
            policy_words.amounts(each.by),
        )
        for each in rules.compare(ours, theirs)
        if each.verdict != "same" or request.GET.get("all")
    ]
    return render(
        request,
        "policy/compare.html",
        {
            "lines": lines,
            "local": ours,
            "national": theirs,
            "editions": editions,
        },
    )


@door("see_people")
def try_it(request: Any) -> HttpResponse:
    """Facts left, phases on a calendar right; nothing is stored."""
    editions = policies.list_editions()
    form = FactForm(request.GET or None, editions=editions, today=local_day(request.now))
    decision, refused, weeks = None, None, []
    if request.GET and form.is_valid():
        try:
            decision = rules.decide(form.facts(), policies.load(form.cleaned_data["edition"]), at=request.now)
            weeks = _calendar(decision)
        except Refused as reason:
            refused = reason
    context = {
        "form": form,
        "decision": decision,
        "refused": refused,
        "days": weeks,
        "measures": rules.MEASURES,
    }
    return render(request, "policy/try.html", context)


_SHADES = {"central": "strict", "home_iso": "mild", "home_monitor": "light", "self_monitor": "light"}


def _calendar(decision: rules.Decision) -> list[CalendarDay]:
    """Every day from the first to the last, days without a measure between them left blank."""
    if not decision.days:
        return []
    by_day = {day.date: day for day in decision.days}
    first, last = min(by_day), max(by_day)
    found = []
    current = first
    while current <= last:
        held = by_day.get(current)
        measure = held.measure if held else ""
        found.append(
            CalendarDay(
                current,
                measure,
                rules.MEASURES[measure].words if measure else Words("", ""),
                held.test if held else False,
                _SHADES.get(measure, ""),
            )
        )
        current = plus(current, 1)
    return found


@door("adopt")
def propose(request: Any) -> HttpResponse:
    """Propose an edition for the viewer's own area; another post signs it."""
    form = AdoptForm(request.POST, editions=policies.list_editions())
    if not form.is_valid():
        raise Refused(
            "adoption.form", "请选择方案、生效日和适用范围", "choose an edition, a day and for whom"
        )
    day = form.cleaned_data["valid_from"]
    measures.propose(
        form.cleaned_data["edition"],
        region_id=request.viewer.region_id,
        valid_from=max(start_of(day), request.now) if day == local_day(request.now) else start_of(day),
        applies_to=form.cleaned_data["applies_to"],
        by=request.viewer,
        at=request.now,
    )
    return redirect("policy")


@door("adopt")
def sign(request: Any, adoption_id: int) -> HttpResponse:
    """Sign a proposal as the second person."""
    if request.method == "POST":
        measures.sign(adoption_id, by=request.viewer, at=request.now)
    return redirect("policy")


urlpatterns = [
    path("policy/", index, name="policy"),
    path("policy/compare/", compare, name="policy_compare"),
    path("policy/try/", try_it, name="policy_try"),
    path("policy/adopt/", propose, name="policy_propose"),
    path("policy/adopt/<int:adoption_id>/sign/", sign, name="policy_sign"),
    path("policy/<slug:edition_id>/", edition, name="policy_edition"),
]

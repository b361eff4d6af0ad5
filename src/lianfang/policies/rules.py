"""``rules.csv`` and ``phases.csv``: who, and what follows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lianfang.core.measures.classes import CHOICE, CLASSES, DAY, SUBJECTS
from lianfang.core.measures.edition import Condition, Phase, Rule
from lianfang.core.measures.predicates import Predicate
from lianfang.core.measures.release import FORMS, parse
from lianfang.core.measures.vocabulary import (
    CIRCUMSTANCES,
    COUNT_FROM,
    MEASURES,
    MISSED_TESTS,
    RISK_AS_OF,
    SAMPLES,
    TESTS_FROM,
)
from lianfang.core.words import Words
from lianfang.policies.defects import Defects
from lianfang.policies.tables import Cells, read_table, unknown

RULES, PHASES = "rules.csv", "phases.csv"
RULE_COLUMNS = (
    "row", "class", "when", "lookback_days", "risk_as_of", "severity",
    "alternative", "alternative_if", "on_fail", "source", "status",
)  # fmt: skip
PHASE_COLUMNS = (
    "row", "phase", "measure", "days", "count_from", "anchor_day", "credit", "tests", "tests_from",
    "missed_test", "sample", "release", "cap_days", "source", "status",
)  # fmt: skip
LONGEST_DAYS = 366
_CREDIT = re.compile(r"(none|elapsed)|skip_phase_after\((\d{1,3})\)")


@dataclass(frozen=True, slots=True)
class Tables:
    """The rules of one folder. ``patches`` are phases for rows of the base that it leaves otherwise alone."""

    rules: tuple[Rule, ...]
    patches: Mapping[str, tuple[Phase, ...]]


def read_rules(folder: Path, *, base: Sequence[Rule], defects: Defects, national: bool) -> Tables:
    """Read both tables and put the phases to their rules; every defect is noted."""
    rows = read_table(folder / RULES, RULE_COLUMNS, key="row", defects=defects, national=national)
    phase_rows = read_table(folder / PHASES, PHASE_COLUMNS, key="row", defects=defects, national=national)
    rules = [_rule(cells) for cells in rows]
    _check_repeats(rules, rows)
    of_class = {rule.row: rule.cls for rule in (*base, *rules)}
    phases: dict[str, list[Phase]] = {}
    for cells in phase_rows:
        phases.setdefault(cells.row, []).append(_phase(cells, of_class))
        _check_order(phases[cells.row], cells)
    inherited = {rule.row: rule.phases for rule in base}
    made = tuple(_joined(rule, phases, inherited, cells) for rule, cells in zip(rules, rows, strict=True))
    own = {rule.row for rule in rules}
    return Tables(made, {row: tuple(given) for row, given in phases.items() if row not in own})


def merged(base: Sequence[Rule], own: Tables) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules of an overlay on its base, and those of the base that it overrides.

    A row replaces the base's row of the same name, or for the same class and conditions; phases alone
    replace the phases of that number. Own rules come first, since the first that fits decides.
    """
    names = {rule.row for rule in own.rules}
    keys = {(rule.cls, rule.when) for rule in own.rules}
    replaced = [rule for rule in base if rule.row in names or (rule.cls, rule.when) in keys]
    kept = [rule for rule in base if rule not in replaced]
    patched = [rule for rule in kept if rule.row in own.patches]
    rest = (replace(rule, phases=_patched(rule.phases, own.patches.get(rule.row, ()))) for rule in kept)
    return (*own.rules, *rest), (*replaced, *patched)


def _patched(base: Sequence[Phase], own: Sequence[Phase]) -> tuple[Phase, ...]:
    by_number = {phase.number: phase for phase in (*base, *own)}
    return tuple(by_number[number] for number in sorted(by_number))


def _rule(cells: Cells) -> Rule:
    cls = cells.one_of("class", SUBJECTS, needed=True) or ""
    when = _when(cells, cls)
    as_of = cells.one_of("risk_as_of", RISK_AS_OF)
    if any(condition.field == "risk" for condition in when) and not as_of:
        cells.wrong(
            "risk_as_of",
            Words("按风险等级的条目须写明", "a row about risk levels needs it"),
            unknown(RISK_AS_OF)[1],
        )
    alternative, conditions = _alternative(cells)
    return Rule(
        row=cells.text("row", needed=True),
        cls=cls,
        when=when,
        lookback_days=cells.whole("lookback_days", most=LONGEST_DAYS),
        risk_as_of=as_of,
        severity=cells.whole("severity", needed=True) or 0,
        alternative=alternative,
        alternative_if=conditions,
        on_fail=_on_fail(cells, cls),
        source=cells.text("source", needed=True),
        status=cells.status("status", RULE_COLUMNS),
        phases=(),
    )


def _when(cells: Cells, cls: str) -> tuple[Condition, ...]:
    made = []
    for part in filter(None, (part.strip() for part in cells.text("when").split("&"))):
        name, _, values = (piece.strip() for piece in part.partition("="))
        field = CLASSES[cls].field(name) if cls else None
        chosen = tuple(sorted(value.strip() for value in values.split("|")))
        if cls and (field is None or field.kind != CHOICE):
            options = [each.name for each in CLASSES[cls].fields if each.kind == CHOICE]
            cells.wrong(
                "when",
                Words(f"{cls} 没有可作条件的「{name}」", f"{cls} has no {name!r} to ask"),
                unknown(options)[1],
            )
        elif field is not None and not set(chosen) <= set(field.choices):
            cells.wrong("when", *unknown(f"{name}={choice}" for choice in field.choices))
        else:
            made.append(Condition(name, chosen))
    return tuple(sorted(made, key=lambda condition: condition.field))


def _alternative(cells: Cells) -> tuple[str | None, tuple[str, ...]]:
    """A stricter measure in place of isolation at home, and the circumstances that call for it."""
    stricter = [name for name, known in MEASURES.items() if known.severity > MEASURES["home_iso"].severity]
    alternative = cells.one_of("alternative", stricter)
    conditions = tuple(part.strip() for part in cells.text("alternative_if").split("|") if part.strip())
    if not set(conditions) <= set(CIRCUMSTANCES):
        cells.wrong("alternative_if", *unknown(CIRCUMSTANCES))
    if bool(cells.text("alternative")) != bool(conditions):
        message = Words(
            "alternative 与 alternative_if 须同时填写", "alternative and alternative_if go together"
        )
        cells.wrong("alternative_if", message, Words("两列都填或都空", "fill in both or neither"))
    return alternative, conditions


def _on_fail(cells: Cells, cls: str) -> str | None:
    """``class:NAME``: the class that follows when a condition on somebody else's result fails."""
    text = cells.text("on_fail")
    if not text:
        return None
    target = text.removeprefix("class:")
    if cls and target != cls and text != target and target in _alike(cls):
        return target
    cells.wrong("on_fail", *unknown(f"class:{name}" for name in _alike(cls) if name != cls))
    return None


def _alike(cls: str) -> list[str]:
    """The classes that carry the same required dates, so that a fact of one can become the other."""

    def needs(name: str) -> set[str]:
        return {field.name for field in CLASSES[name].fields if field.required}

    return [name for name in SUBJECTS if cls and needs(name) == needs(cls)]


def _phase(cells: Cells, of_class: Mapping[str, str]) -> Phase:
    if cells.row not in of_class:
        cells.wrong("row", Words("rules.csv 没有这一条", "rules.csv has no such row"), unknown(of_class)[1])
    number = cells.whole("phase", least=1, most=9, needed=True) or 1
    days = cells.whole("days", least=1, most=LONGEST_DAYS, needed=True) or 1
    credit, after = _credit(cells)
    return Phase(
        number=number,
        measure=cells.one_of("measure", tuple(MEASURES), needed=True) or "test_only",
        days=days,
        count_from=_count_from(cells, of_class.get(cells.row, ""), number),
        anchor_day=cells.whole("anchor_day", most=1, needed=True) or 0,
        credit=credit,
        credit_after=after,
        tests=cells.wholes("tests", most=days),
        tests_from=cells.one_of("tests_from", TESTS_FROM) or "phase",
        missed_test=cells.one_of("missed_test", MISSED_TESTS) or "none",
        sample=cells.one_of("sample", SAMPLES),
        release=_release(cells, days),
        release_text=cells.text("release"),
        cap_days=cells.whole("cap_days", most=LONGEST_DAYS) or 0,
        source=cells.text("source", needed=True),
        status=cells.status("status", PHASE_COLUMNS),
    )


def _count_from(cells: Cells, cls: str, number: int) -> str:
    """A date that the class must carry, or ``found``, for the first phase; ``prev_end`` for the others."""
    dates = (
        [field.name for field in CLASSES[cls].fields if field.required and field.kind == DAY] if cls else []
    )
    options = [*dates, "found"] if number == 1 else ["prev_end"]
    if not cls:
        options = [*COUNT_FROM, *dates]
    return cells.one_of("count_from", options, needed=True) or options[0]


def _credit(cells: Cells) -> tuple[str, int | None]:
    text = cells.text("credit", needed=True)
    match = _CREDIT.fullmatch(text)
    follows = cells.text("count_from") == "prev_end"
    if match and not (follows and text != "none"):
        return (match[1], None) if match[1] else ("skip_phase_after", int(match[2]))
    if text:
        options = ("none",) if follows else ("none", "elapsed", "skip_phase_after(14)")
        cells.wrong("credit", *unknown(options))
    return "none", None


def _release(cells: Cells, days: int) -> tuple[Predicate, ...]:
    predicates = parse(cells.text("release"))
    if predicates is None:
        cells.wrong("release", Words("未知的解除条件", "is not a known release condition"), unknown(FORMS)[1])
        return ()
    if any(predicate.last_day > days for predicate in predicates):
        remedy = Words(f"写 1 到 {days} 天", f"name days from 1 to {days}")
        cells.wrong("release", Words("所指日超出本阶段", "speaks of a day beyond the phase"), remedy)
    return predicates


def _check_repeats(rules: Sequence[Rule], rows: Sequence[Cells]) -> None:
    rows_seen: set[str] = set()
    keys_seen: set[tuple[str, tuple[Condition, ...]]] = set()
    for rule, cells in zip(rules, rows, strict=True):
        if rule.row in rows_seen:
            cells.wrong(
                "row",
                Words("条目号重复", "this row is named twice"),
                Words("改用另一条目号", "use another name"),
            )
        elif (rule.cls, rule.when) in keys_seen:
            message = Words("同一类别和条件已有条目", "another row has the same class and conditions")
            cells.wrong("when", message, Words("合并两条或区分条件", "join the two or tell them apart"))
        rows_seen.add(rule.row)
        keys_seen.add((rule.cls, rule.when))


def _check_order(phases: Sequence[Phase], cells: Cells) -> None:
    numbers = [phase.number for phase in phases]
    if len(set(numbers)) < len(numbers):
        cells.wrong(
            "phase",
            Words("阶段号重复", "this phase is named twice"),
            Words("逐一编号", "number them 1, 2, 3"),
        )


def _joined(
    rule: Rule,
    phases: Mapping[str, Sequence[Phase]],
    inherited: Mapping[str, tuple[Phase, ...]],
    cells: Cells,
) -> Rule:
    """The rule with its phases: its own, else those of the row of that name which it replaces."""
    own = phases.get(rule.row, inherited.get(rule.row, ()) if rule.severity else ())
    ordered = tuple(sorted(own, key=lambda phase: phase.number))
    if [phase.number for phase in ordered] != list(range(1, len(ordered) + 1)):
        cells.wrong(
            "row",
            Words("阶段号不连续", "its phases are not numbered 1, 2, 3"),
            Words("从 1 连续编号", "number from 1"),
        )
    if (rule.severity == 0) != (not ordered):
        remedy = Words(
            "severity 0 表示不采取措施,不写阶段", "severity 0 says no measure follows and has no phases"
        )
        cells.wrong("severity", Words("与阶段不符", "does not agree with its phases"), remedy)
    return replace(rule, phases=ordered)

"""Editions as data for a page or a script (``tables``) and as documentation (``print_all``)."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from lianfang.core.measures.classes import CLASSES
from lianfang.core.measures.comparing import Difference, compare
from lianfang.core.measures.edition import Edition, Norm, Phase, Rule
from lianfang.core.measures.vocabulary import MEASURES, STATUSES
from lianfang.policies.examples import Outcome, run_examples
from lianfang.policies.loading import list_editions, load

DOCS = Path("docs/reference/policies")
INDEX = "README.md"
_NOTICE = "<!-- printed by `lianfang policy print`; edit the data, not this page -->"


def tables(edition: Edition) -> dict[str, object]:
    """Everything an edition says, as JSON values, with source and status beside each value."""
    return {
        "edition": edition.id,
        "kind": edition.kind,
        "disease": edition.disease,
        "base": edition.base,
        "name": edition.name._asdict(),
        "document": edition.document._asdict(),
        "issued": str(edition.issued),
        "valid_from": str(edition.valid_from),
        "valid_to": str(edition.valid_to) if edition.valid_to else None,
        "digest": edition.digest,
        "notes": [note._asdict() for note in edition.notes],
        "rules": [_rule(rule, edition) for rule in edition.rules],
        "overridden": [_rule(rule, edition) for rule in edition.overridden],
        "contacts": [_plain(rule) for rule in edition.contacts],
        "routine": [_plain(rule) for rule in edition.routine],
        "deadlines": {name: _norm(norm) for name, norm in edition.deadlines.items()},
        "norms": {name: _norm(norm) for name, norm in edition.norms.items()},
        "escalation": [_plain(step) for step in edition.escalation],
        "absent": [
            {"class": gap.cls, "row": gap.row, "column": gap.column, **gap.words._asdict()}
            for gap in edition.absent
        ],
        "cases": [
            {"case": example.name, **example.title._asdict(), "at": example.at, "facts": example.facts}
            for example in edition.examples
        ],
    }


def _plain(row: object) -> dict[str, object]:
    """A row's fields; a status and a text in two languages as they are written."""
    values = {name: getattr(row, name) for name in type(row).__dataclass_fields__}  # type: ignore[attr-defined]
    return {
        name: value._asdict() if hasattr(value, "_asdict") else str(value) if name == "status" else value
        for name, value in values.items()
    }


def _norm(norm: Norm) -> dict[str, object]:
    value = list(norm.value) if isinstance(norm.value, tuple) else norm.value
    return {"value": value, **norm.words._asdict(), "source": norm.source, "status": norm.status}


def _rule(rule: Rule, edition: Edition) -> dict[str, object]:
    return {
        "row": rule.row,
        "class": rule.cls,
        "when": rule.when_text(),
        "lookback_days": rule.lookback_days,
        "risk_as_of": rule.risk_as_of,
        "severity": rule.severity,
        "alternative": rule.alternative,
        "alternative_if": list(rule.alternative_if),
        "on_fail": rule.on_fail,
        "own": rule.row in edition.own_rows,
        "source": rule.source,
        "status": str(rule.status),
        "phases": [_phase(phase) for phase in rule.phases],
    }


def _phase(phase: Phase) -> dict[str, object]:
    return {
        "phase": phase.number,
        "measure": phase.measure,
        "days": phase.days,
        "count_from": phase.count_from,
        "anchor_day": phase.anchor_day,
        "credit": phase.credit if phase.credit_after is None else f"{phase.credit}({phase.credit_after})",
        "tests": list(phase.tests),
        "tests_from": phase.tests_from,
        "missed_test": phase.missed_test,
        "sample": phase.sample,
        "release": phase.release_text,
        "cap_days": phase.cap_days,
        "source": phase.source,
        "status": str(phase.status),
    }


def print_all() -> dict[str, str]:
    """Every page of ``docs/reference/policies``: file name -> text, made from the data alone."""
    editions = list_editions()
    return {INDEX: _index(editions), **{f"{edition.id}.md": page(edition) for edition in editions}}


def stale(folder: Path) -> list[str]:
    """The pages in ``folder`` that are not what ``print_all`` would write, by name."""
    wanted = print_all()
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))


def write_all(folder: Path) -> list[str]:
    """Write every page into ``folder``; the names of those that changed."""
    changed = stale(folder)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = print_all()
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed


def page(edition: Edition) -> str:
    """One edition as a page: rules, numbers, gaps and worked examples, Chinese first."""
    sections = (
        _head(edition),
        _table("判定表 Rules", _RULE_HEAD, _rule_lines(edition.rules)),
        _table("条目来源 Sources of the rules", _SOURCE_HEAD, _source_lines(edition.rules)),
        _table("时限 Deadlines (h)", _NORM_HEAD, _norm_lines(edition.deadlines.items())),
        _table("数值 Norms", _NORM_HEAD, _norm_lines(edition.norms.items())),
        _table(
            "逐级提醒 Escalation",
            ("层级 level", "到期后小时 hours after due", "来源 source", "状态 status"),
            ((step.level, f"{step.after_hours:g}", step.source, step.status) for step in edition.escalation),
        ),
        _table("接触者判定 Contacts", _CONTACT_HEAD, _contact_lines(edition)),
        _table("重点人群检测 Routine testing", _ROUTINE_HEAD, _routine_lines(edition)),
        _table("未查到的内容 Not found", ("对象 of", "说明 what"), _gap_lines(edition)),
        _compared(edition),
        _examples(run_examples(edition)),
    )
    return "\n\n".join(section for section in sections if section) + "\n"


_RULE_HEAD = (
    "条目 row", "对象 who", "条件 when", "回溯天数 look-back", "阶段 phase", "措施 measure", "天数 days",
    "起算 counted from", "抵扣 credit", "检测日 tests", "解除条件 release", "最多延长 cap days",
    "状态 status",
)  # fmt: skip
_SOURCE_HEAD = ("条目 row", "来源 source", "替代措施 alternative", "不满足时 on fail")
_NORM_HEAD = ("名称 name", "数值 value", "说明 what", "来源 source", "状态 status")
_CONTACT_HEAD = (
    "等级 grade", "上级 of", "场景 setting", "关系 relation", "角色 role", "起点 window start",
    "前推天数 before", "距离 max m", "判定 judge", "来源 source", "状态 status",
)  # fmt: skip
_ROUTINE_HEAD = ("条目 row", "人群 group", "频次 frequency", "来源 source", "状态 status")


def _head(edition: Edition) -> str:
    span = f"{edition.valid_from} – {edition.valid_to or ''}".rstrip()
    base = f"\n- 依据 base: [{edition.base}]({edition.base}.md)" if edition.base else ""
    notes = "".join(f"\n- {note.zh}\n  {note.en}" for note in edition.notes)
    return (
        f"{_NOTICE}\n# {edition.name.zh} · {edition.name.en}\n\n"
        f"- `{edition.id}` ({edition.kind})\n"
        f"- 文件 document: {edition.document.zh} · {edition.document.en}, {edition.issued}\n"
        f"- 有效期 in force: {span}{base}{notes}"
    )


def _table(title: str, head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    body = ["| " + " | ".join(_cell(value) for value in line) + " |" for line in lines]
    if not body:
        return ""
    ruler = "|" + " --- |" * len(head)
    return "\n".join((f"## {title}", "", "| " + " | ".join(head) + " |", ruler, *body))


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")


def _rule_lines(rules: Iterable[Rule]) -> Iterable[Sequence[object]]:
    for rule in rules:
        who = CLASSES[rule.cls].words
        start = (rule.row, f"{who.zh} {rule.cls}", rule.when_text(), rule.lookback_days)
        if not rule.phases:
            yield (*start, "", "不采取措施 no measure", "", "", "", "", "", "", str(rule.status))
        for phase in rule.phases:
            yield (*start, *_phase_cells(phase))
            start = ("", "", "", None)


def _phase_cells(phase: Phase) -> tuple[object, ...]:
    credit = phase.credit if phase.credit_after is None else f"{phase.credit}({phase.credit_after})"
    words = MEASURES[phase.measure].words
    return (
        phase.number,
        f"{words.zh} {phase.measure}",
        phase.days,
        f"{phase.count_from} = {phase.anchor_day}",
        credit,
        " ".join(str(day) for day in phase.tests),
        phase.release_text,
        phase.cap_days or "",
        str(phase.status),
    )


def _source_lines(rules: Iterable[Rule]) -> Iterable[Sequence[object]]:
    for rule in rules:
        instead = f"{rule.alternative} ← {' | '.join(rule.alternative_if)}" if rule.alternative else ""
        yield rule.row, rule.source, instead, rule.on_fail


def _norm_lines(norms: Iterable[tuple[str, Norm]]) -> Iterable[Sequence[object]]:
    for name, norm in norms:
        values = norm.value if isinstance(norm.value, tuple) else (norm.value,)
        shown = ", ".join(f"{value:g}" for value in values)
        yield f"`{name}`", shown, f"{norm.words.zh} · {norm.words.en}", norm.source, norm.status


def _contact_lines(edition: Edition) -> Iterable[Sequence[object]]:
    for rule in edition.contacts:
        yield (
            rule.grade, rule.parent_grade, rule.setting, rule.relation, rule.role, rule.window_start_anchor,
            rule.before_days, rule.max_m, rule.judge, rule.source, rule.status,
        )  # fmt: skip


def _routine_lines(edition: Edition) -> Iterable[Sequence[object]]:
    for rule in edition.routine:
        often = f"{rule.tests} / {rule.per_days} d" if rule.tests else "未写明 left open"
        yield rule.row, f"{rule.group.zh} · {rule.group.en}", often, rule.source, rule.status


def _gap_lines(edition: Edition) -> Iterable[Sequence[object]]:
    for gap in edition.absent:
        yield " ".join(filter(None, (gap.cls, gap.row, gap.column))), f"{gap.words.zh} · {gap.words.en}"


def _compared(edition: Edition) -> str:
    if edition.base is None:
        return ""
    lines = (difference_cells(each) for each in compare(edition, load(edition.base)))
    title = f"与 {edition.base} 比较 Compared with {edition.base}"
    return _table(
        title, ("部分 part", "对象 of", "本方案 here", "对照 there", "结论 verdict", "差 by"), lines
    )


def difference_cells(difference: Difference) -> tuple[str, ...]:
    """One row of a comparison as text."""
    by = ", ".join(f"{name} {value:+g}" for name, value in difference.by.items() if value)
    local, national = difference.local or "–", difference.national or "–"
    return difference.part, difference.subject, local, national, difference.verdict, by


def _examples(outcomes: Sequence[Outcome]) -> str:
    lines = (
        (
            outcome.example.name,
            f"{outcome.example.title.zh} · {outcome.example.title.en}",
            outcome.example.at,
            outcome.example.facts,
            outcome.example.rows,
            outcome.example.phases,
            outcome.example.tests,
            outcome.example.release,
            outcome.example.said,
        )
        for outcome in outcomes
    )
    head = (
        "算例 case", "情形 what", "判定时间 at", "情况 facts", "条目 rows", "阶段 phases", "检测日 tests",
        "解除 release", "说明 said",
    )  # fmt: skip
    return _table("算例 Worked examples", head, lines)


def _index(editions: Sequence[Edition]) -> str:
    lines = (
        (
            f"[{edition.id}]({edition.id}.md)",
            f"{edition.name.zh} · {edition.name.en}",
            edition.kind,
            edition.valid_from,
            edition.valid_to,
            edition.base,
        )
        for edition in editions
    )
    head = ("方案 edition", "名称 name", "类型 kind", "自 from", "至 to", "依据 base")
    codes = _table(
        "状态码 Status codes",
        ("代码 code", "含义 meaning"),
        ((k, f"{w.zh} · {w.en}") for k, w in STATUSES.items()),
    )
    listed = _table("方案 Editions", head, lines)
    return f"{_NOTICE}\n# 方案版本 · Policy editions\n\n{listed}\n\n{codes}\n"

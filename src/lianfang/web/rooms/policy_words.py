"""What the policy pages say: conditions, lines of a comparison and worked examples in words, no codes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lianfang.core import measures as rules
from lianfang.core.measures.classes import CHOICE_WORDS, DAY
from lianfang.core.measures.comparing import Difference
from lianfang.core.measures.edition import Edition, Example, Norm, Rule
from lianfang.core.words import Words
from lianfang.language import spoken
from lianfang.policies.examples import facts_of
from lianfang.web.templatetags.lf import date_in_full, day, t

_AMOUNTS = {
    "days": Words("共 {n} 天", "{n} days in all"),
    "tests": Words("检测 {n} 次", "{n} tests"),
    "lookback_days": Words("回溯 {n} 天", "looks back {n} days"),
    "hours": Words("{n} 小时", "{n} hours"),
    "before_days": Words("向前追溯 {n} 天", "{n} days before"),
    "max_m": Words("距离 {n} 米", "{n} m"),
    "min_min": Words("时长 {n} 分钟", "{n} minutes"),
    "tests_per_week": Words("每周检测 {n} 次", "{n} tests a week"),
}
_MORE = {
    "severity": Words("最严一天更严", "strictest day stricter"),
    "determined": Words("新列为接触者", "counts as a contact"),
}
_LESS = {
    "severity": Words("最严一天更宽", "strictest day laxer"),
    "determined": Words("不再列为接触者", "no longer counts as a contact"),
}
_SETTINGS = {
    "household": Words("家庭", "household"),
    "care": Words("照护、诊疗", "care"),
    "visit": Words("探视", "visit"),
    "aerosol_procedure": Words("产生气溶胶的操作", "aerosol procedure"),
    "office_class_dorm": Words("办公室、教室、宿舍", "office, class or dormitory"),
    "workplace_or_class": Words("单位、班级", "workplace or class"),
    "closed_workplace": Words("封闭的工作场所", "closed workplace"),
    "closed_space": Words("密闭空间", "closed space"),
    "meal": Words("聚餐", "meal"),
    "entertainment": Words("文娱场所", "entertainment"),
    "vehicle": Words("交通工具", "vehicle"),
    "aircraft": Words("飞机", "aircraft"),
    "ship": Words("轮船", "ship"),
    "train_sealed": Words("全封闭空调列车", "sealed train"),
    "train_sealed_soft_sleeper": Words("全封闭列车软卧", "sealed train, soft sleeper"),
    "train_open": Words("普通列车", "open train"),
    "train_open_soft_sleeper": Words("普通列车软卧", "open train, soft sleeper"),
    "coach_sealed": Words("全密封客车", "sealed coach"),
    "bus_ventilated": Words("通风的客车", "ventilated bus"),
    "contaminated": Words("受污染的物品、环境", "contaminated goods or places"),
    "other": Words("其他", "other"),
}
_RELATIONS = {
    "same_household": Words("共同生活", "living together"),
    "direct_care": Words("直接照护", "direct care"),
    "same_room": Words("同一房间", "same room"),
    "same_room_near": Words("同室且邻近", "same room, near"),
    "same_space": Words("同一空间", "same space"),
    "same_zone": Words("同一区域", "same zone"),
    "same_workplace": Words("同一工作场所", "same workplace"),
    "same_table": Words("同桌", "same table"),
    "meal_same_or_adjacent_table": Words("同桌或邻桌就餐", "same or next table"),
    "shared_toilet_lift_entertainment": Words("共用卫生间、电梯、文娱设施", "shared toilet, lift or venue"),
    "service": Words("提供服务", "service"),
    "within_reach": Words("近距离", "within reach"),
    "row±3": Words("前后三排", "three rows either side"),
    "rest_of_flight": Words("同机其他人", "others of the flight"),
    "bay±1": Words("同格及前后格", "same and next bays"),
    "compartment": Words("同一包厢", "same compartment"),
    "carriage": Words("同一车厢", "same carriage"),
    "cabin": Words("同一舱室", "same cabin"),
    "all": Words("全部人员", "everybody"),
    "together": Words("同处", "together"),
    "together_long": Words("长时间同处", "together for long"),
    "exposed": Words("暴露", "exposed"),
    "assessed": Words("经评估", "as assessed"),
}
_ROLES = {
    "crew": Words("乘务人员", "crew"),
    "staff": Words("工作人员", "staff"),
    "passenger": Words("乘客", "passenger"),
}


def condition(cls: str, each: Any) -> Words:
    """A condition in words: "风险等级:高风险区" rather than "risk=high"."""
    field = rules.CLASSES[cls].field(each.field)
    choices = CHOICE_WORDS.get(each.field, {})
    said = [choices.get(value, Words(value, value)) for value in each.values]
    name = field.words if field else Words(each.field, each.field)
    return Words(f"{name.zh}:{'、'.join(w.zh for w in said)}", f"{name.en}: {', '.join(w.en for w in said)}")


def subject(line: Difference, local: Edition, national: Edition) -> str:
    """What a line of a comparison is about."""
    if line.part == "rule":
        rule = _rule(local, line.local) if line.local else _rule(national, line.national)
        parts = [rules.CLASSES[rule.cls].words, *(condition(rule.cls, each) for each in rule.when)]
        return " · ".join(map(spoken, parts))
    if line.part == "deadline":
        return spoken((local.deadlines.get(line.subject) or national.deadlines[line.subject]).words)
    if line.part == "contact":
        return _contact(line.subject)
    known = {rule.group.zh: rule.group for rule in (*national.routine, *local.routine)}
    return spoken(known.get(line.subject, Words(line.subject, line.subject)))


def _rule(edition: Edition, row: str | None) -> Rule:
    return next(rule for rule in edition.rules if rule.row == row)


def _contact(subject: str) -> str:
    grade, setting, relation, role = subject.split(" ")
    same = Words(relation, relation)
    said = [
        rules.CLASSES[grade].words,
        _SETTINGS.get(setting, Words(setting, setting)),
        _RELATIONS.get(relation, same),
    ]
    return " · ".join(map(spoken, [*said, *([_ROLES[role]] if role in _ROLES else [])]))


def cell(line: Difference, said: str | None, norm: Norm | None) -> str:
    """What an edition says of a line: its row, its hours, that it lists such contacts; a dash for nothing."""
    if line.part == "deadline" and norm is not None:
        values = norm.value if isinstance(norm.value, tuple) else (norm.value,)
        hours = t("{n} 小时", "{n} h", n="、".join(f"{value:g}" for value in values))
        return f"{hours}{t('(产品约定)', ' (our convention)') if norm.status == 'P' else ''}"
    if line.part == "contact" and said:
        return t("有此条", "listed")
    return said or "—"


def amounts(found: Mapping[str, float]) -> str:
    """By how much two lines differ; what does not differ is left out."""
    return " · ".join(_amount(name, amount) for name, amount in found.items() if amount)


def _amount(name: str, amount: float) -> str:
    if name in _MORE:
        return spoken((_MORE if amount > 0 else _LESS)[name])
    if name in _AMOUNTS:
        return t(*_AMOUNTS[name], n=f"{amount:+g}")
    known = rules.MEASURES.get(name)
    return t(
        "{what} {n} 天", "{what} {n} days", what=spoken(known.words) if known else name, n=f"{amount:+g}"
    )


def facts(example: Example) -> str:
    """The facts of a worked example: "密切接触者,末次暴露日 2022年7月1日;判定时间 …"."""
    given: Any = facts_of(example)["facts"]
    return t(";", "; ").join(_fact(each) for each in given)


def _fact(given: Mapping[str, str]) -> str:
    known = rules.CLASSES.get(given["class"])
    if known is None:
        return given["class"]
    parts = [spoken(known.words)]
    for name, value in given.items():
        field = known.field(name)
        if field is not None:
            choice = CHOICE_WORDS.get(name, {}).get(value)
            said = spoken(choice) if choice else _day(value) if field.kind == DAY else value
            parts.append(f"{spoken(field.words)} {said}")
    return t(",", ", ").join(parts)


def _day(text: str) -> str:
    try:
        return date_in_full(date.fromisoformat(text))
    except ValueError:
        return text


def phases(example: Example) -> str:
    """What follows in a worked example: "集中隔离医学观察 7月2日–7月8日;…"; a dash where nothing does."""
    return t(";", "; ").join(_phase(each) for each in example.phases.split(";") if each.strip()) or "—"


def _phase(text: str) -> str:
    measure, _, days = text.strip().partition(" ")
    start, _, until = days.partition("/")
    name = spoken(rules.MEASURES[measure].words) if measure in rules.MEASURES else measure
    try:
        return f"{name} {day(date.fromisoformat(start))}–{day(date.fromisoformat(until))}"
    except ValueError:
        return f"{name} {days}"

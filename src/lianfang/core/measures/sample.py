"""One file of facts with every class and every field, to copy from."""

from lianfang.core.measures.classes import CLASSES, DAY, Field

AT = "2022-08-05T09:00:00+08:00"
_VALUES: dict[str, object] = {
    "known": "2022-08-04",
    "arrived": "2022-08-04",
    "since": "2022-08-04",
    "start": "2022-08-05",
    "until": "2022-08-12",
    "taken": "2022-08-04T08:30:00+08:00",
    "outcome": "negative",
    "ct": 40,
    "contact": "1",
    "kit": "试剂甲 kit A",
    "lab": "市疾控中心 city CDC",
    "what": "发热 fever",
    "risk": "high",
    "risk_worst": "high",
    "risk_now": "middle",
    "severity": "mild",
    "measure": "home_iso",
    "tests": "2022-08-06,2022-08-08",
    "in_place_of": "9-04",
    "cause": "home",
    "second": "指挥长 commander",
    "ground": "医师意见 2022-08-05 doctor's opinion",
    "by": "县区专班 county officer",
}


def sample() -> dict[str, object]:
    """The file: ``at``, ``region`` and one fact of each class with all its fields."""
    facts = [
        {"class": known.name, **{field.name: _value(field) for field in known.fields}}
        for known in CLASSES.values()
    ]
    return {"at": AT, "region": "1.5.33", "facts": facts}


def _value(field: Field) -> object:
    return _VALUES.get(field.name, "2022-08-03" if field.kind == DAY else "")

"""Small editions made by hand, for tests of the rules that no shipped edition happens to use."""

from datetime import date
from typing import Any

from lianfang.core.measures.edition import Edition, Phase, Rule, Status
from lianfang.core.measures.release import parse
from lianfang.core.words import Words

_PHASE: dict[str, Any] = {
    "number": 1,
    "measure": "central",
    "days": 7,
    "count_from": "last_exposure",
    "anchor_day": 0,
    "credit": "elapsed",
    "credit_after": None,
    "tests": (),
    "tests_from": "phase",
    "missed_test": "none",
    "sample": None,
    "cap_days": 0,
    "source": "made for a test",
    "status": Status("V1"),
}
_RULE: dict[str, Any] = {
    "row": "t-01",
    "cls": "close_contact",
    "when": (),
    "lookback_days": None,
    "risk_as_of": None,
    "severity": 50,
    "alternative": None,
    "alternative_if": (),
    "on_fail": None,
    "source": "made for a test",
    "status": Status("V1"),
}


def phase(release: str = "", **changed: Any) -> Phase:
    """A phase of seven days at a central site after the last exposure, with some values changed."""
    predicates = parse(release)
    assert predicates is not None, release
    if changed.get("number", 1) > 1:
        changed = {"count_from": "prev_end", "anchor_day": 1, "credit": "none", **changed}
    return Phase(**{**_PHASE, "release": predicates, "release_text": release, **changed})


def rule(*phases: Phase, **changed: Any) -> Rule:
    """A rule for close contacts with these phases, with some values changed."""
    return Rule(**{**_RULE, "phases": phases, "severity": 50 if phases else 0, **changed})


def edition(*rules: Rule, **changed: Any) -> Edition:
    """An edition of these rules and nothing else."""
    values: dict[str, Any] = {
        "id": "made",
        "name": Words("试", "made edition"),
        "disease": "covid19",
        "kind": "national",
        "document": Words("试", "made"),
        "issued": date(2022, 1, 1),
        "valid_from": date(2022, 1, 1),
        "valid_to": None,
        "base": None,
        "notes": (),
        "deadlines": {},
        "norms": {},
        "escalation": (),
        "rules": rules,
        "contacts": (),
        "routine": (),
        "absent": (),
        "examples": (),
        "overridden": (),
        "own_rows": frozenset(),
        "digest": "made",
    }
    return Edition(**{**values, **changed})

"""Worked examples: facts on one side, what follows on the other; run as tests, printed as documentation.

Facts are written ``class field=value field=value``, several separated by ``;`` (a value with spaces in
double quotes). Expected are, in the order of the decision: ``rows``; ``phases`` as
``measure first/last``; ``tests``, the text's test days; ``due``, those that can still be met (empty:
the same as ``tests``, ``-``: none); ``release``, a state per row; ``said``, the kinds of remarks, or
``refused:code``.
"""

import shlex
from typing import NamedTuple

from lianfang.core.days import instant
from lianfang.core.measures.asking import read
from lianfang.core.measures.deciding import decide
from lianfang.core.measures.decision import Decision
from lianfang.core.measures.edition import Edition, Example
from lianfang.core.refusal import Refused


class Outcome(NamedTuple):
    """One worked example run: what was expected and what followed, where they differ."""

    edition: str
    example: Example
    differences: tuple[tuple[str, str, str], ...]

    @property
    def passed(self) -> bool:
        """Whether all that was expected followed, and nothing else."""
        return not self.differences


def run_examples(edition: Edition) -> tuple[Outcome, ...]:
    """Run every worked example of the edition."""
    return tuple(run(edition, example) for example in edition.examples)


def run(edition: Edition, example: Example) -> Outcome:
    """Run one worked example; ``differences`` are (column, expected, followed)."""
    expected = {
        "rows": example.rows,
        "phases": example.phases,
        "tests": example.tests,
        "due": "" if example.due == "-" else example.due or example.tests,
        "release": example.release,
        "said": example.said,
    }
    followed = _followed(edition, example)
    differing = (
        (name, want, followed[name]) for name, want in expected.items() if _spaced(want) != followed[name]
    )
    return Outcome(edition.id, example, tuple(differing))


def facts_of(example: Example) -> dict[str, object]:
    """The example's facts as a file of facts."""
    return {"at": example.at, "facts": [_fact(part) for part in example.facts.split(";") if part.strip()]}


def _fact(text: str) -> dict[str, object]:
    name, *pairs = shlex.split(text)
    return {"class": name, **dict(pair.split("=", 1) for pair in pairs)}


def _followed(edition: Edition, example: Example) -> dict[str, str]:
    try:
        asked = read(facts_of(example), now=instant(example.at))
        return _told(decide(asked.facts, edition, at=asked.at))
    except Refused as refused:
        return {
            **dict.fromkeys(("rows", "phases", "tests", "due", "release"), ""),
            "said": f"refused:{refused.code}",
        }


def _told(decision: Decision) -> dict[str, str]:
    phases = [phase for reason in decision.reasons for phase in reason.phases]
    return {
        "rows": " ".join(reason.row for reason in decision.reasons),
        "phases": "; ".join(f"{phase.measure} {phase.start}/{phase.until}" for phase in phases),
        "tests": " ".join(str(day.date) for day in decision.days if day.test),
        "due": " ".join(str(day) for day in decision.due),
        "release": " ".join(reason.release.state.value for reason in decision.reasons),
        "said": " ".join(remark.kind.value for remark in decision.remarks),
    }


def _spaced(text: str) -> str:
    return " ".join(text.split())

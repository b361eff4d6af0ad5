"""What findings would change if they were recorded: counted, and nothing written."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import measures as rules
from lianfang.core.findings import Finding
from lianfang.core.refusal import Refused
from lianfang.findings import actions as findings
from lianfang.measures.actions.adopting import _count
from lianfang.measures.actions.reviewing import PORTION, Subject, _decide, _load
from lianfang.people import queries as people

COUNTED = ("released", "shortened", "lengthened", "same", "undecidable", "tests", "room_days")


def foresee_many(new: Sequence[findings.NewFinding], *, at: datetime) -> dict[str, int]:
    """What replacing findings by these would change, for all people together.

    ``people`` counts those whose decision would be made again, by whether they would be under a measure
    for fewer days, for more or for as many as before; ``tests`` and ``room_days`` are the differences in
    test days and in days at central sites. Each of the new ones replaces a finding.
    """
    overlay: dict[int, dict[int, Finding]] = defaultdict(dict)
    roots = people.roots(each.person_id for each in new if each.person_id is not None)
    for each in new:
        if each.person_id is not None and each.supersedes is not None:
            overlay[roots[each.person_id]][each.supersedes] = _as_known(each, at)
    counts: Counter[str] = Counter()
    numbers = sorted(overlay)
    with acting(SYSTEM):
        for start in range(0, len(numbers), PORTION):
            homes = people.homes(numbers[start : start + PORTION])
            where = {person: home.path for person, home in homes.items()}
            _tally(_load(where, at=at, overlay=overlay), counts, at=at)
    return {"people": counts["people"], **{name: counts[name] for name in COUNTED}}


def _as_known(new: findings.NewFinding, at: datetime) -> Finding:
    return Finding(id=-1, payload=new.payload, occurred=new.occurred, recorded=at, source=new.source, by="")


def _tally(subjects: Sequence[Subject], counts: Counter[str], *, at: datetime) -> None:
    changed = [subject for subject in subjects if subject.changed]
    _decide(changed, at=at)
    for subject in changed:
        counts["people"] += 1
        if isinstance(subject.verdict, Refused) or subject.verdict is None:
            counts["undecidable"] += 1
            continue
        before: list[dict[str, Any]] = subject.before.days if subject.before else []
        _count(counts, before, rules.as_data(subject.verdict)["days"])

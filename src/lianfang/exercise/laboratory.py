"""Results of swabs, nearly all of them negative, and what follows from them."""

from collections.abc import Iterator
from datetime import datetime

from lianfang.exercise.dice import dice
from lianfang.exercise.scene import Scene
from lianfang.exercise.swabs import Swab
from lianfang.findings import actions as findings
from lianfang.measures import actions as measures

_POSITIVE, _GREY, _INVALID = 0.0012, 0.0020, 0.0035
"""Shares of results, each with those before it."""


def report(scene: Scene, *, at: datetime) -> None:
    """Report every result that is known by an instant, and decide again about those it concerns."""
    ready = [swab for swab in scene.swabs if swab.known <= at]
    if not ready:
        return
    scene.swabs = [swab for swab in scene.swabs if swab.known > at]
    by = scene.staff.by_login["city"]
    measures.learn_results(list(_results(ready)), by=by, at=at)


def _results(swabs: list[Swab]) -> Iterator[findings.NewResult]:
    for swab in swabs:
        outcome, ct = _outcome(swab)
        yield findings.NewResult(
            person_id=swab.person_id,
            taken=swab.taken,
            reported=swab.known,
            outcome=outcome,
            specimen=swab.code,
            path=swab.path,
            source="lab",
            laboratory="市疾病预防控制中心",
            kit="试剂甲",
            ct=ct,
        )


def _outcome(swab: Swab) -> tuple[str, float | None]:
    chosen = dice("result", swab.who, swab.taken)
    luck = chosen.random()
    if luck < _POSITIVE:
        return "positive", round(chosen.uniform(21, 33), 1)
    if luck < _GREY:
        return "grey", round(chosen.uniform(35, 39), 1)
    return ("invalid" if luck < _INVALID else "negative"), None

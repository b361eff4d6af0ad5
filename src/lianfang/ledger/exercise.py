"""Whether what is kept here is real: a demonstration or an exercise says so on every page and paper.

The mark of a database lies in the ledger, where nothing is ever taken away: what once was an exercise can
never become the real thing. An installation may say so of itself too (``LIANFANG_EXERCISE``,
``LIANFANG_DEMO``), and then needs no look into the database.
"""

import os
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.ledger.actions import Actor, keep_ref, record
from lianfang.ledger.models import Ref

_REF = "exercise"
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Mark:
    """What a page says above everything, and the word that stands across its papers."""

    kind: str
    banner: Words
    stamp: Words


DEMO = Mark(
    "demo",
    Words("演示数据 · 城市、人员和文书均为虚构", "Demonstration data · all invented"),
    Words("演示", "DEMO"),
)


def _exercise(name: str) -> Mark:
    zh = f"演练:{name}" if name else "演练"
    en = f"Exercise: {name}" if name else "Exercise"
    return Mark(
        "exercise",
        Words(f"{zh} · 不是真实疫情", f"{en} · not real"),
        Words("演练", "EXERCISE"),
    )


def mark() -> Mark | None:
    """The mark of this installation or of its database; None for the real thing."""
    said = os.environ.get("LIANFANG_EXERCISE", "")
    if said not in {"", "0"}:
        return _exercise("" if said == "1" else said[:_LONGEST])
    if os.environ.get("LIANFANG_DEMO", "") not in {"", "0"}:
        return DEMO
    kept = Ref.objects.filter(ref=_REF).values_list("outcome", flat=True).first()
    if kept is None:
        return None
    return DEMO if kept.get("kind") == "demo" else _exercise(kept.get("name", ""))


def is_demo() -> bool:
    """Whether the database itself is marked as a demonstration, whatever the installation says."""
    return Ref.objects.filter(ref=_REF, outcome__kind="demo").exists()


def stamp() -> Words:
    """The word across every paper, empty for the real thing."""
    found = mark()
    return found.stamp if found else Words("", "")


@transaction.atomic
def mark_for_good(kind: str, *, name: str = "", by: Actor, at: datetime) -> None:
    """Mark the database as a demonstration (``demo``) or an ``exercise``; nothing takes the mark away.

    Refused where it is marked already, or the name is longer than a banner holds.
    """
    if len(name) > _LONGEST:
        raise Refused("exercise.name", "名称不超过 40 个字", "a name has 40 letters at most")
    if Ref.objects.filter(ref=_REF).exists():
        raise Refused("exercise.marked", "已经标记过了", "it is marked already")
    event = record("exercise.marked", by=by, at=at, body={"kind": kind, "name": name})
    keep_ref(_REF, verb="exercise.marked", event=event, outcome={"kind": kind, "name": name})

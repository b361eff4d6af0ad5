"""What a bulletin says, as plain data: built once, hashed, printed by page and document alike."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

from lianfang.core.situation import Cell, ReportWindow
from lianfang.core.situation.bulletin import closing, compose
from lianfang.core.situation.paper import (
    Block,
    Heading,
    Line,
    Paragraph,
    Table,
    as_data,
    from_data,
)
from lianfang.core.situation.problems import problems
from lianfang.core.words import Words
from lianfang.ledger.actions import digest_of_members
from lianfang.situation.models import Bulletin
from lianfang.situation.queries.cells import RegionCells
from lianfang.situation.queries.day import Behind, Gathered

VERSION = 1
_COUNTS = ("expected", "on_time", "late", "missing", "excused", "known", "unknown", "value")


@dataclass(frozen=True, slots=True)
class Texts:
    """What people wrote into a draft.

    ``outside`` is the situation elsewhere, which no register knows. ``dropped`` are the codes of proposed
    problems that were struck out, ``more`` problems that were added. ``steps`` are the next steps in the
    place of the proposed ones; None leaves those.
    """

    outside: Words | None = None
    dropped: tuple[str, ...] = ()
    more: tuple[Words, ...] = ()
    steps: tuple[Words, ...] | None = None

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """The texts of a stored draft."""
        steps = data.get("steps")
        return cls(
            _read_words(data["outside"]) if data.get("outside") else None,
            tuple(data.get("dropped", ())),
            tuple(map(_read_words, data.get("more", ()))),
            tuple(map(_read_words, steps)) if steps is not None else None,
        )

    def as_data(self) -> dict[str, Any]:
        """The texts as JSON values."""
        return {
            "outside": self.outside._asdict() if self.outside else None,
            "dropped": list(self.dropped),
            "more": [words._asdict() for words in self.more],
            "steps": None if self.steps is None else [words._asdict() for words in self.steps],
        }


def _read_words(data: Mapping[str, str]) -> Words:
    return Words(data["zh"], data["en"])


def snapshot_of(
    draft: Bulletin, gathered: Gathered, behind: Sequence[Behind], *, issuer: str
) -> dict[str, Any]:
    """All that a draft says, except who signs it. ``blocks`` are put together by :func:`assembled`."""
    facts, picture = gathered.facts, gathered.picture
    whole = picture.whole
    return {
        "version": VERSION,
        "kind": draft.kind,
        "edition": draft.edition,
        "issuer": issuer,
        "region": {
            "id": whole.id,
            "code": whole.code,
            "name": whole.name,
            "path": whole.path,
            "level": whole.level,
        },
        "day": facts.day.isoformat(),
        "window": {**_window(facts.window), **facts.window.words._asdict()},
        "period": [picture.period.start.isoformat(), picture.period.end.isoformat()],
        "as_of": facts.as_of.isoformat(),
        "cells": cells_data(whole.cells.values()),
        "parts": [region_data(part) for part in picture.parts],
        "body": as_data(compose(facts)),
        "proposed": [
            {"code": one.code, "said": as_data([one.said])[0], "step": one.step._asdict()}
            for one in problems(facts)
        ],
        "members": [
            {
                "metric": one.metric,
                "standing": one.standing,
                "path": one.path or whole.path,
                "subject": one.subject,
                "count": len(one.members),
                "digest": digest_of_members(one.members).hex(),
            }
            for one in behind
        ],
        "corrects": None,
        "ledger": None,
        "signed": None,
    }


def _window(window: ReportWindow) -> dict[str, str]:
    return {"start": f"{window.start:%H:%M}", "end": f"{window.end:%H:%M}"}


def region_data(region: RegionCells) -> dict[str, Any]:
    """A part of a region with its figures, as JSON values."""
    return {
        "code": region.code,
        "name": region.name,
        "path": region.path,
        "own": region.own,
        "cells": cells_data(region.cells.values()),
    }


def cells_data(cells: Iterable[Cell]) -> list[dict[str, Any]]:
    """Figures as JSON values, by name; ``value`` is null while a part of it is unknown."""
    return [
        {
            "metric": cell.metric.name,
            "name": cell.metric.words.zh,
            "name_en": cell.metric.words.en,
            "unit": cell.metric.unit.zh,
            **{name: getattr(cell, name) for name in _COUNTS},
        }
        for cell in sorted(cells, key=lambda cell: cell.metric.name)
    ]


def assembled(snapshot: Mapping[str, Any], texts: Texts) -> list[dict[str, Any]]:
    """The whole paper: a correction's reason, what is elsewhere, the body, problems and next steps."""
    kept = [one for one in snapshot["proposed"] if one["code"] not in texts.dropped]
    said = [one for each in kept for one in from_data([each["said"]]) if isinstance(one, Paragraph)]
    said += [Line().say(words.zh, words.en).paragraph() for words in texts.more]
    steps = texts.steps if texts.steps is not None else [_read_words(one["step"]) for one in kept]
    front = as_data([*_correction(snapshot["corrects"]), *_outside(texts.outside)])
    return [*front, *snapshot["body"], *as_data(closing(said, steps))]


def _outside(outside: Words | None) -> list[Block]:
    if outside is None:
        return []
    said = Line().say(outside.zh, outside.en).paragraph()
    return [Heading(1, Words("外部疫情形势", "Situation elsewhere")), said]


def _correction(corrects: Mapping[str, Any] | None) -> list[Block]:
    if corrects is None:
        return []
    edition, reason = corrects["edition"], corrects["reason"]
    said = Line().say(
        f"本期为第{edition + 1}版,更正第{edition}版(摘要{corrects['sha256'][:12]})。更正原因:{reason}。",
        f"This is edition {edition + 1}; it corrects edition {edition} (hash {corrects['sha256'][:12]}). "
        f"Reason: {reason}.",
    )
    found: list[Block] = [Heading(1, Words("更正说明", "Correction")), said.paragraph()]
    if corrects["changes"]:
        head = (Words("指标", "Figure"), Words("地区", "Region"), Words("原数", "Was"), Words("更正后", "Is"))
        rows = tuple(
            (
                Words(each["name"], each["name_en"]),
                Words(each["region"], each["region"]),
                _plain(each["was"]),
                _plain(each["is"]),
            )
            for each in corrects["changes"]
        )
        found.append(Table(Words("更正的数据", "Figures corrected"), head, rows))
    return found


def _plain(value: int | None) -> Words:
    return Words("未报", "not reported") if value is None else Words(f"{value}", f"{value}")


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Which values of the region itself differ between two snapshots, by metric."""
    old = {cell["metric"]: cell for cell in before["cells"]}
    new = {cell["metric"]: cell for cell in after["cells"]}
    found = []
    for metric in sorted(old.keys() | new.keys()):
        was = old[metric]["value"] if metric in old else 0
        now = new[metric]["value"] if metric in new else 0
        if was != now:
            named = new.get(metric) or old[metric]
            found.append(
                {
                    "metric": metric,
                    "name": named["name"],
                    "name_en": named["name_en"],
                    "region": after["region"]["name"],
                    "was": was,
                    "is": now,
                }
            )
    return found


def correction_data(wrong: Bulletin, snapshot: Mapping[str, Any], *, reason: str) -> dict[str, Any]:
    """What an edition corrects, why, and which figures differ."""
    return {
        "edition": wrong.edition,
        "sha256": wrong.sha256,
        "reason": reason,
        "changes": changes(wrong.snapshot, snapshot),
    }


def signed_data(*, name: str, title: str, at: datetime) -> dict[str, str]:
    """Who signed, as the paper prints it."""
    return {"name": name, "title": title, "at": at.isoformat()}


def hash_of(snapshot: Mapping[str, Any]) -> str:
    """The SHA-256 of a snapshot's canonical JSON: keys in order, no blanks, UTF-8."""
    canonical = json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()

"""The figures that ``lianfang situation cells`` tells: those of the bulletin, and those counted again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianfang.accounts.scope import SYSTEM
from lianfang.core.days import ZONE
from lianfang.core.situation import ZERO_TO_24, ReportWindow
from lianfang.core.situation.metrics import with_zeros_said
from lianfang.core.words import Words
from lianfang.situation import queries
from lianfang.situation.counting import every_metric
from lianfang.situation.snapshots import cells_data, region_data

Data = dict[str, Any]
_PARTS = ("value", "expected", "on_time", "late", "missing", "excused")
_SINCE = Words(
    "同一时段重新统计;差异是专报取数后录入、更正或完成的事项",
    "the same hours counted again; what differs was entered, corrected or done after the bulletin's instant",
)
_OTHER_HOURS = Words("统计时段与专报不同", "these are other hours than the bulletin's")


@dataclass(frozen=True, slots=True)
class Question:
    """A region, a day and the instant whose knowledge counts. No hours given: its bulletin's, or 0–24."""

    path: str
    day: date
    kind: str
    hours: ReportWindow | None
    at: datetime


def answer(asked: Question, *, recount: bool = False) -> Data:
    """The figures of a region and its parts, every figure in each, beside the bulletin of the day.

    ``figures`` is "frozen" where they are those of a signed bulletin (then ``counted`` are those of now for
    the same hours) and "counted" otherwise. ``bulletin.differs`` names each figure that is not the
    same in both.
    """
    paper = _paper(asked)
    hours = asked.hours or (paper.row.hours if paper else ZERO_TO_24)
    picture = queries.count_now(SYSTEM, asked.path, day=asked.day, window=hours, now=asked.at)
    counted = _counted(picture)
    if paper is None:
        return {**counted, "figures": "counted", "bulletin": None, "counted": None}
    frozen, same = frozen_data(paper), hours == paper.row.hours
    beside = _beside(paper, frozen, counted, _SINCE if same else _OTHER_HOURS)
    if paper.draft or recount or not same:
        return {**counted, "figures": "counted", "bulletin": beside, "counted": None}
    again = {name: counted[name] for name in ("as_of", "cells", "children")}
    return {**frozen, "figures": "frozen", "bulletin": beside, "counted": again}


def _paper(asked: Question) -> queries.Paper | None:
    """The newest edition signed by then, else the draft of the day where there is one."""
    found = queries.in_force(SYSTEM, asked.path, day=asked.day, kind=asked.kind, at=asked.at)
    if found is None:
        found = queries.newest(SYSTEM, asked.path, day=asked.day, kind=asked.kind)
    paper = None if found is None else queries.bulletin(SYSTEM, found)
    return None if paper and paper.row.signed and paper.row.signed > asked.at else paper


def _counted(picture: queries.Picture) -> Data:
    whole, period = picture.whole, picture.period
    return _even(
        {
            "date": picture.day.isoformat(),
            "region": whole.code,
            "name": whole.name,
            "window": _window(picture.window),
            "period": [period.start.isoformat(), period.end.isoformat()],
            "as_of": picture.as_of.isoformat(),
            "cells": cells_data(whole.cells.values()),
            "children": [_part(region_data(part)) for part in picture.parts],
        }
    )


def frozen_data(paper: queries.Paper) -> Data:
    """The figures that a bulletin stands on, of its region and of each part."""
    kept = paper.snapshot
    return _even(
        {
            "date": kept["day"],
            "region": kept["region"]["code"],
            "name": kept["region"]["name"],
            "window": _window(paper.row.hours),
            "period": kept["period"],
            "as_of": kept["as_of"],
            "cells": kept["cells"],
            "children": [_part(part) for part in kept["parts"]],
        }
    )


def _window(hours: ReportWindow) -> Data:
    words = hours.words
    return {
        "start": f"{hours.start:%H:%M}",
        "end": f"{hours.end:%H:%M}",
        "words": words.zh,
        "words_en": words.en,
    }


def _part(part: Mapping[str, Any]) -> Data:
    return {"region": part["code"], **{name: part[name] for name in ("name", "own", "cells")}}


def _even(told: Data) -> Data:
    """Every figure that one region has, or that a bulletin says, in each: a zero is a figure."""
    names = {cell["metric"] for one in (told, *told["children"]) for cell in one["cells"]}
    wanted = with_zeros_said(names)
    children = [{**child, "cells": _filled(child["cells"], wanted)} for child in told["children"]]
    return {**told, "cells": _filled(told["cells"], wanted), "children": children}


def _filled(cells: list[Data], wanted: list[str]) -> list[Data]:
    there = {cell["metric"]: cell for cell in cells}
    return [there.get(name) or _zero(name) for name in wanted]


def _zero(name: str) -> Data:
    metric = every_metric().get(name)
    said = {"name": metric.words.zh, "name_en": metric.words.en, "unit": metric.unit.zh} if metric else {}
    return {"metric": name, **said, **dict.fromkeys((*_PARTS, "known", "unknown"), 0)}


def _beside(paper: queries.Paper, frozen: Data, counted: Data, because: Words) -> Data:
    """A bulletin beside figures: for which hours and of when it is, and what it says otherwise and why."""
    return {
        "state": "draft" if paper.draft else "signed",
        "number": paper.row.number,
        "edition": paper.row.edition,
        "sha256": paper.row.sha256,
        "sound": paper.sound,
        "signed": paper.row.signed.astimezone(ZONE).isoformat() if paper.row.signed else None,
        "window": paper.snapshot["window"],
        "as_of": paper.snapshot["as_of"],
        "because": because._asdict(),
        "differs": list(_differing(frozen["cells"], counted["cells"])),
    }


def _differing(frozen: list[Data], counted: list[Data]) -> Iterator[Data]:
    was, now = ({cell["metric"]: cell for cell in cells} for cells in (frozen, counted))
    for name in sorted(was.keys() | now.keys()):
        for part in _PARTS:
            before, after = (found[name][part] if name in found else 0 for found in (was, now))
            if before != after:
                yield {"metric": name, "part": part, "bulletin": before, "counted": after}


def in_lines(told: Data) -> Iterator[str]:
    """The answer as lines of text."""
    signed, hours = told["bulletin"], told["window"]["words_en"]
    yield f"{told['name']} {told['date']} {hours}, {told['figures']} as of {told['as_of']}"
    for cell in told["cells"]:
        yield f"  {_line(cell)}"
    if signed is not None:
        yield (
            f"bulletin {signed['state']}, edition {signed['edition']}, {signed['window']['en']}, as of"
            f" {signed['as_of']}, sha256 {signed['sha256']}"
        )
        yield f"counted: {signed['because']['en']}; {len(signed['differs'])} counts differ"
    for one in (signed or {}).get("differs", ()):
        yield f"  {one['metric']} {one['part']}: bulletin {one['bulletin']}, counted {one['counted']}"


def _line(cell: Data) -> str:
    value = "unknown" if cell["value"] is None else cell["value"]
    due = (
        f", due {cell['expected']}: {cell['on_time']} on time, {cell['late']} late, {cell['missing']} missing"
    )
    return f"{cell['metric']:<40} {value}{due if cell['expected'] or cell['excused'] else ''}"

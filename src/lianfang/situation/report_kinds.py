"""Kinds of report, read from ``reports/*.toml``: who owes it, about which hours, by when, and its fields.

A field with ``metric`` is filled from the register at the unit's place, one with ``rollup`` from the reports
of the units below; any other is typed. Both are shown with the records they come from and may be changed,
which is marked. A field without value is open, never zero.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lianfang.core.refusal import Refused
from lianfang.core.situation import Calendar, CrossCheck, Metric, Op, ReportWindow, Suspicion
from lianfang.core.situation.metrics import METRICS, reported, reports_of
from lianfang.core.tasks import LADDER
from lianfang.core.words import Words

FOLDER = Path(__file__).parent / "reports"


@dataclass(frozen=True, slots=True)
class Field:
    """One number of a report. ``metric`` is the figure it is filled from, ``rollup`` the field it sums up.

    With both it sums up what the units below say, and is the register's where none of them is asked.
    """

    name: str
    words: Words
    unit: Words
    metric: str = ""
    rollup: str = ""


@dataclass(frozen=True)
class ReportKind:
    """One kind of report. ``owed_by`` says at which level's clock each kind of unit owes it.

    The name of a check's figure is a field of the report, or a figure of the register.
    """

    code: str
    version: int
    words: Words
    clause: str
    calendar: Calendar
    owed_by: Mapping[str, str]
    fields: tuple[Field, ...]
    checks: tuple[CrossCheck, ...]

    @cached_property
    def said(self) -> tuple[Metric, ...]:
        """The fields as figures, named by the field alone."""
        return tuple(Metric(f.name, f.words, f.unit, reported=True) for f in self.fields)

    def metrics(self) -> Iterator[Metric]:
        """The figures that this kind of report adds to those of the register."""
        yield reports_of(self.code, self.words)
        for field in self.fields:
            words = Words(f"{self.words.zh}:{field.words.zh}", f"{self.words.en}: {field.words.en}")
            yield reported(self.code, field.name, words, field.unit)


def read(path: Path) -> ReportKind:
    """Read one kind; refused where it names what there is not."""
    try:
        kind = _kind(tomllib.loads(path.read_text(encoding="utf-8")))
    except (KeyError, ValueError, TypeError) as trouble:
        raise _wrong(path, repr(trouble)) from trouble
    known = {field.name for field in kind.fields} | METRICS.keys()
    named = {field.metric for field in kind.fields if field.metric}
    named |= {name for check in kind.checks for name in (check.left, check.right)}
    if unknown := sorted(named - known):
        raise _wrong(path, ", ".join(unknown))
    if strange := sorted(set(kind.owed_by.values()) - kind.calendar.leads.keys()):
        raise _wrong(path, ", ".join(strange))
    return kind


def _kind(raw: Mapping[str, Any]) -> ReportKind:
    return ReportKind(
        code=raw["code"],
        version=raw["version"],
        words=_words(raw["name"]),
        clause=raw["clause"],
        calendar=Calendar(
            window=ReportWindow(_clock(raw["window"]["start"]), _clock(raw["window"]["end"])),
            clock=_clock(raw["due"]["clock"]),
            days_after=raw["due"].get("days_after", 0),
            leads={level: raw["due"]["leads"][level] for level in LADDER if level in raw["due"]["leads"]},
        ),
        owed_by=raw["owed_by"],
        fields=tuple(_field(each) for each in raw["fields"]),
        checks=tuple(_check(each) for each in raw.get("checks", [])),
    )


def _field(raw: Mapping[str, Any]) -> Field:
    unit = Words(raw["unit_zh"], raw["unit_en"])
    return Field(raw["name"], _words(raw), unit, raw.get("metric", ""), raw.get("rollup", ""))


def _check(raw: Mapping[str, Any]) -> CrossCheck:
    return CrossCheck(
        name=raw["name"],
        left=raw["left"],
        op=Op(raw["op"]),
        right=raw["right"],
        words=_words(raw),
        if_less=Suspicion(raw.get("if_less", "concealed")),
        if_more=Suspicion(raw.get("if_more", "false")),
    )


def _words(raw: Mapping[str, Any]) -> Words:
    return Words(raw["zh"], raw["en"])


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def _wrong(path: Path, what: str) -> Refused:
    return Refused(
        "report.kind_unreadable",
        "报表定义 {file} 有误:{what}",
        "the report definition {file} is wrong: {what}",
        file=path.name,
        what=what,
    )


def _all() -> Mapping[str, ReportKind]:
    kinds = {kind.code: kind for kind in map(read, sorted(FOLDER.glob("*.toml")))}
    summed = {f"{kind.code}.{field.name}" for kind in kinds.values() for field in kind.fields}
    for kind in kinds.values():
        for field in kind.fields:
            if field.rollup and field.rollup not in summed:
                raise _wrong(FOLDER / f"{kind.code}.toml", field.rollup)
    return MappingProxyType(kinds)


KINDS: Mapping[str, ReportKind] = _all()
"""Every kind of report that comes with the product, by code."""


def kind_of(code: str) -> ReportKind:
    """A kind by its code; refused by name where there is none."""
    if code not in KINDS:
        raise Refused("report.no_kind", "没有「{name}」这种报表", "there is no report {name!r}", name=code)
    return KINDS[code]

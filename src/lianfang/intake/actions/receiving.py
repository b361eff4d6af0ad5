"""Receiving a list: the same file is one list, its rows go in in portions, a run that was killed goes on."""

import gc
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lianfang import policies
from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core import intake as rules
from lianfang.core.days import after
from lianfang.core.refusal import Refused
from lianfang.intake.actions.duties import CLAUSE
from lianfang.intake.actions.portions import Line, origin_of, prepare, take
from lianfang.intake.models import RUNNING, InboundList, ListKind, ListState, SourceProfile
from lianfang.intake.placing import Gazetteer
from lianfang.intake.queries.lists import balance
from lianfang.intake.reading_ahead import Turns, read_ahead
from lianfang.intake.sheets import Question, SheetRows, mapping_of, people_rows, raw_text, understand
from lianfang.ledger import actions as ledger
from lianfang.measures import queries as measures
from lianfang.places import queries as places

PORTION = 5000
_TURN_SECONDS = 0.0003
_UNSAID_HOURS = 24.0
"""For an edition that states no deadline for finding a pushed person (convention of the product)."""

Told = Callable[[rules.Balance], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewList:
    """A file that came from outside. ``source`` is the sender's name, ``region_id`` who receives it.

    ``sheets`` are what gateway read of the file. ``told`` says what headings mean, by heading or by letters
    of the column; it is remembered for the source.
    """

    source: str
    filename: str
    sha256: str
    sheets: Sequence[SheetRows]
    region_id: int
    kind: str = ListKind.PUSHED
    date1904: bool = False
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Received:
    """A list as it stands: its balance, and the questions that wait where headings were unclear."""

    list_id: int
    state: str
    balance: rules.Balance
    known: bool
    questions: tuple[Question, ...] = ()


def receive(
    new: NewList,
    *,
    by: Viewer,
    at: datetime,
    ref: str | None = None,
    watch: Told = lambda so_far: None,
) -> Received:
    """Receive a list: every row is accepted, a duplicate, sent back, or waits for somebody to say who it is.

    The same file of the same source is the same list: done, it answers as before; stopped or killed on the
    way, it goes on behind the last portion. Each portion is a transaction of its own, so this is called
    outside of any other. ``watch`` is told the balance after each. Unclear headings stop nothing but this
    list, which then waits for ``told``.
    """
    inbound, known, questions = _open(new, by=by, at=at, ref=ref)
    if inbound.state == ListState.RECEIVING:
        inbound = _run(inbound, new, by=by, at=at, watch=watch)
    return Received(inbound.pk, inbound.state, balance(inbound), known, tuple(questions))


def _open(
    new: NewList, *, by: Viewer, at: datetime, ref: str | None
) -> tuple[InboundList, bool, list[Question]]:
    """The list of the file, made or found; headings are read where that has not been done yet."""
    area = places.region(new.region_id)
    by.require("receive_list", area.path)
    with acting(SYSTEM):
        if kept := ledger.once(ref, verb="intake.received"):
            return InboundList.objects.get(pk=kept["list"]), True, []
        made = _new(new, area, by=by, at=at)
        inbound, fresh = InboundList.objects.get_or_create(
            path=area.path, source=made.source, sha256=new.sha256, defaults=_values(made)
        )
        inbound = InboundList.objects.select_for_update(of=("self",)).get(pk=inbound.pk)
        questions = _read_headings(inbound, new, by=by, at=at)
        if inbound.state == ListState.CANCELLED:
            inbound.state, inbound.ended = ListState.RECEIVING, None
        inbound.save()
        if fresh:
            event = ledger.record(
                "intake.received", by=by, at=at, subject=("list", inbound.pk), path=inbound.path,
                body={"rows": inbound.received, "sheets": len(inbound.sheets)},
            )  # fmt: skip
            ledger.keep_ref(ref, verb="intake.received", event=event, outcome={"list": inbound.pk})
    return inbound, not fresh, questions


def _new(new: NewList, area: places.Area, *, by: Viewer, at: datetime) -> InboundList:
    unit = places.answering_units([area.path]).get(area.path)
    if unit is None:
        raise Refused(
            "places.nobody_answers",
            "「{name}」没有指挥部或其他责任单位,无法接收名单;请先建立单位",
            "{name!r} has no headquarters or other unit that answers for it; add one before receiving lists",
            name=area.name,
        )
    edition = measures.edition_at(area.path, at=at)
    hours = policies.load(edition).deadline_hours(CLAUSE) or _UNSAID_HOURS
    return InboundList(
        source=new.source.strip()[:60] or new.filename[:60],
        kind=new.kind,
        filename=new.filename[:200],
        sha256=new.sha256,
        region_id=area.id,
        unit_id=unit.id,
        path=area.path,
        at=at,
        by_id=by.post_id,
        state=ListState.NEEDS_MAPPING,
        edition=edition,
        due=after(at, hours=hours),
    )


def _values(made: InboundList) -> dict[str, Any]:
    names = ("kind", "filename", "region_id", "unit_id", "at", "by_id", "state", "edition", "due")
    return {name: getattr(made, name) for name in names}


def _read_headings(inbound: InboundList, new: NewList, *, by: Viewer, at: datetime) -> list[Question]:
    """Understand the sheets of a list that still waits for it; what somebody tells is remembered."""
    if inbound.state != ListState.NEEDS_MAPPING:
        return []
    profile = SourceProfile.objects.filter(path=inbound.path, source=inbound.source).first()
    known = profile.mapping if profile else {}
    inbound.sheets, questions = understand(
        new.sheets, profile=known, told=_fields(new.told), file=new.filename
    )
    if questions:
        return questions
    if new.told:
        profile = _remember(inbound, by=by, at=at)
    inbound.profile, inbound.state = profile, ListState.RECEIVING
    inbound.received = inbound.pending = sum(plan.get("rows", 0) for plan in inbound.sheets)
    return []


def _fields(told: Mapping[str, str]) -> Mapping[str, str]:
    unknown = sorted(set(told.values()) - {""} - set(rules.Field))
    if unknown:
        raise Refused(
            "list.no_such_field",
            "没有字段「{unknown}」;可用:{listed}",
            "there is no field {unknown!r}; there are: {listed}",
            unknown=unknown[0],
            listed=", ".join(rules.Field),
        )
    return told


def _remember(inbound: InboundList, *, by: Viewer, at: datetime) -> SourceProfile:
    meanings: dict[str, str] = {}
    for plan in inbound.sheets:
        if plan["is"] == "list":
            meanings |= mapping_of(plan).as_profile()
    profile, fresh = SourceProfile.objects.get_or_create(
        path=inbound.path,
        source=inbound.source,
        defaults={"mapping": meanings, "remembered": at, "by_id": by.post_id},
    )
    if not fresh:
        profile.mapping, profile.remembered, profile.by_id = profile.mapping | meanings, at, by.post_id
        profile.save()
    ledger.record("intake.headings_told", by=by, at=at, subject=("profile", profile.pk), path=inbound.path)
    return profile


def _run(inbound: InboundList, new: NewList, *, by: Viewer, at: datetime, watch: Told) -> InboundList:
    names, origin = _names(inbound.path), origin_of(inbound)
    turns = Turns()
    ahead = read_ahead(
        _lines(inbound, new), PORTION, lambda lines: prepare(lines, origin, names), turns=turns
    )
    with _at_full_speed(), connection.execute_wrapper(turns), ahead as portions:
        for portion in portions:
            inbound = take(inbound.pk, portion, by=by, at=at)
            if inbound.state != ListState.RECEIVING:
                break
            watch(balance(inbound))
    return _finish(inbound.pk, by=by, at=at)


@contextmanager
def _at_full_speed() -> Iterator[None]:
    """Without the collector of cycles, since rows are many and hold none and looking for them costs a fifth;
    with quick turns, so that whoever waits for the database need not wait for the reader as well."""
    was_on, turn = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(turn)
        if was_on:
            gc.enable()


def _names(path: str) -> Gazetteer:
    return Gazetteer(places.line(path), places.subtree(path))


def _lines(inbound: InboundList, new: NewList) -> Iterator[Line]:
    """The rows still to be taken. Those taken before are read again only to know what repeats them."""
    reached = (inbound.sheet, inbound.row)
    repeats = rules.Duplicates()
    numbers = {plan["name"]: index for index, plan in enumerate(inbound.sheets)}
    for index, (plan, sheet) in enumerate(zip(inbound.sheets, new.sheets, strict=True)):
        if plan["is"] != "list":
            continue
        rows = people_rows(sheet, mapping_of(plan), at=inbound.at, date1904=new.date1904)
        for number, cells, read in rows:
            before = repeats.earlier(read) if isinstance(read, rules.Row) else None
            if (index, number) > reached:
                earlier = (numbers[before[0]], before[1]) if before else None
                yield Line(index, number, raw_text(cells), read, earlier)


@transaction.atomic
def _finish(list_id: int, *, by: Viewer, at: datetime) -> InboundList:
    with acting(SYSTEM):
        inbound = InboundList.objects.select_for_update(of=("self",)).get(pk=list_id)
        if inbound.state == ListState.RECEIVING and inbound.pending == 0:
            inbound.state, inbound.ended = ListState.DONE, at
            inbound.save(update_fields=["state", "ended"])
            body = {"accepted": inbound.accepted, "duplicate": inbound.duplicate,
                    "rejected": inbound.rejected, "ambiguous": inbound.ambiguous}  # fmt: skip
            ledger.record(
                "intake.done", by=by, at=at, subject=("list", inbound.pk), path=inbound.path, body=body
            )
        return inbound


@transaction.atomic
def cancel(list_id: int, *, by: Viewer, at: datetime) -> rules.Balance:
    """Stop a list on its way. What was taken stays; the rest stays pending, and sending it again goes on."""
    with acting(SYSTEM):
        inbound = InboundList.objects.select_for_update(of=("self",)).filter(pk=list_id).first()
        if inbound is None or not by.sees(inbound.path):
            raise Refused("not_found", "没有这份名单", "no such list")
        by.require("receive_list", inbound.path)
        if inbound.state not in RUNNING:
            raise Refused("list.ended", "名单已接收完毕或已中止", "the list is received already, or stopped")
        inbound.state, inbound.ended = ListState.CANCELLED, at
        inbound.save(update_fields=["state", "ended"])
        ledger.record("intake.stopped", by=by, at=at, subject=("list", inbound.pk), path=inbound.path)
        return balance(inbound)

"""Lists for a page: each with its balance and clock, and how its sheets were read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import Viewer
from lianfang.core import intake as rules
from lianfang.core.asking import Answer, Ask
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.intake.models import RUNNING, InboundList, ListKind, ListState, SourceProfile
from lianfang.places.paths import inside

_ORDERS = {"at": "at", "source": "source", "received": "received", "due": "due", "state": "state"}


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list among others. ``due`` is when everybody on it is to be found."""

    id: int
    source: str
    kind: str
    filename: str
    sha256: str
    region: str
    path: str
    at: datetime
    due: datetime | None
    ended: datetime | None
    state: str
    by: str
    edition: str
    balance: rules.Balance

    @property
    def state_words(self) -> str:
        """The state in the reader's language."""
        return str(ListState(self.state).label)

    @property
    def kind_words(self) -> str:
        """The kind in the reader's language."""
        return str(ListKind(self.kind).label)

    @property
    def running(self) -> bool:
        """Whether it is still on its way and may be stopped."""
        return self.state in RUNNING

    @property
    def share_done(self) -> float:
        """How far its receipt has come, from 0 to 1."""
        done = self.balance.received - self.balance.pending
        return done / self.balance.received if self.balance.received else 0.0


@dataclass(frozen=True, slots=True)
class SheetRead:
    """How a sheet was read: what its columns mean, how many rows it has, which lines are no rows."""

    name: str
    hidden: bool
    what: str
    header_rows: tuple[int, ...]
    columns: tuple[tuple[str, str, Words | None], ...]
    """Letters, heading, and what it means (None: left out)."""
    rows: int
    hidden_rows: int
    hidden_columns: frozenset[str]
    """Letters of columns with a heading that whoever opened the file did not see."""
    skipped: tuple[tuple[Words, int], ...]


def lists(viewer: Viewer, ask: Ask) -> Answer[ListLine]:
    """Lists received in the viewer's area, newest first: words in source or file; ``state``, ``source``."""
    found = InboundList.objects.filter(**inside(viewer.path)) if viewer.path or viewer.everything else None
    if found is None:
        return Answer((), 0)
    if ask.words:
        found = found.filter(Q(source__icontains=ask.words) | Q(filename__icontains=ask.words))
    if state := ask.only("state"):
        found = found.filter(state__in=RUNNING if state == "running" else [state])
    if source := ask.only("source"):
        found = found.filter(source=source)
    first = _ORDERS.get(ask.order, "at")
    falling = ask.descending or ask.order not in _ORDERS
    ordered = found.order_by(f"-{first}" if falling else first, "-pk")
    return Answer(_lines(list(_read(ordered)[ask.start : ask.stop])), found.count())


def list_line(viewer: Viewer, list_id: int) -> ListLine:
    """One list; outside the viewer's area it looks like none."""
    (line,) = _lines([_one(viewer, list_id)])
    return line


def sheets_read(viewer: Viewer, list_id: int) -> list[SheetRead]:
    """How the sheets of a list were read."""
    return [_sheet(plan) for plan in _one(viewer, list_id).sheets]


def sources(viewer: Viewer) -> list[tuple[str, datetime, Mapping[str, str]]]:
    """Sources whose headings somebody explained: name, when, what each heading means."""
    found = SourceProfile.objects.filter(**inside(viewer.path)).order_by("source")
    return [(p.source, p.remembered, p.mapping) for p in found]


def _one(viewer: Viewer, list_id: int) -> InboundList:
    found = _read(InboundList.objects.filter(pk=list_id)).first()
    if found is None or not viewer.sees(found.path):
        raise Refused("not_found", "没有这份名单,或不在您的辖区", "no such list in your area")
    return found


def _read(found: QuerySet[InboundList]) -> QuerySet[InboundList]:
    return found.select_related("region").defer("region__boundary")


def _lines(found: list[InboundList]) -> tuple[ListLine, ...]:
    names = accounts.names_of({row.by_id for row in found if row.by_id})
    return tuple(
        ListLine(
            id=row.pk,
            source=row.source,
            kind=row.kind,
            filename=row.filename,
            sha256=row.sha256,
            region=row.region.name,
            path=row.path,
            at=row.at,
            due=row.due,
            ended=row.ended,
            state=row.state,
            by=names.get(row.by_id or 0, ""),
            edition=row.edition,
            balance=balance(row),
        )
        for row in found
    )


def balance(row: InboundList) -> rules.Balance:
    """The balance of a list, which the rules check."""
    return rules.balance(
        received=row.received,
        accepted=row.accepted,
        duplicate=row.duplicate,
        rejected=row.rejected,
        ambiguous=row.ambiguous,
        pending=row.pending,
    )


def _sheet(plan: Mapping[str, Any]) -> SheetRead:
    columns = plan.get("columns", {})
    meant = [
        (rules.column_letters(int(index)), text, _meaning(columns.get(index)))
        for index, text in sorted(plan.get("headings", {}).items(), key=lambda pair: int(pair[0]))
    ]
    return SheetRead(
        name=plan["name"],
        hidden=plan["hidden"],
        what=plan["is"],
        header_rows=tuple(plan.get("header", ())),
        columns=tuple(meant),
        rows=plan.get("rows", 0),
        hidden_rows=plan.get("hidden_rows", 0),
        hidden_columns=frozenset(map(rules.column_letters, plan.get("hidden_columns", ()))),
        skipped=tuple((rules.NotRow(kind).words, count) for kind, count in plan.get("skipped", {}).items()),
    )


def _meaning(field: str | None) -> Words | None:
    return rules.Field(field).words if field else None

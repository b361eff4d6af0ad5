"""Lists and declarations by what people type or scan: a number, a receipt, a source, the name of a file.

Each takes one statement, however many it finds.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Window

from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer
from lianfang.intake import receipts
from lianfang.intake.models import Declaration, DeclarationKind, InboundList, InboundRow, ListState
from lianfang.places.paths import inside


@dataclass(frozen=True, slots=True)
class ListFound:
    """A list as a search shows it."""

    id: int
    source: str
    filename: str
    area: str
    at: datetime
    state: str
    rows: int

    @property
    def state_words(self) -> str:
        """The state in the reader's language."""
        return str(ListState(self.state).label)


@dataclass(frozen=True, slots=True)
class DeclarationFound:
    """A declaration as a search shows it: of whom it is, is not told."""

    id: int
    receipt: str
    area: str
    at: datetime
    kind: str

    @property
    def kind_words(self) -> str:
        """Who told it, in the reader's language."""
        return str(DeclarationKind(self.kind).label)


def look_up_lists(viewer: Viewer, words: str, *, limit: int) -> Answer[ListFound]:
    """Lists of that number, or with the words in source or file; newest first.

    Those received in the viewer's area, and those received above it that have rows in it.
    """
    named = Q(source__icontains=words) | Q(filename__icontains=words)
    if words.isascii() and words.isdigit() and len(words) <= 9:
        named |= Q(pk=int(words))
    rows = InboundRow.objects.filter(inbound=OuterRef("pk"), **inside(viewer.path))
    ours = Q(**inside(viewer.path)) | Exists(rows)
    found = (
        InboundList.objects.filter(named, ours)
        .annotate(area=F("region__name"), total=Window(Count("pk")))
        .order_by("-at", "-pk")
        .values_list("pk", "source", "filename", "area", "at", "state", "received", "total")[:limit]
    )
    lines = [(ListFound(*row[:-1]), row[-1]) for row in found]
    return Answer(tuple(line for line, _ in lines), lines[0][1] if lines else 0)


def look_up_declarations(viewer: Viewer, words: str, *, limit: int) -> Answer[DeclarationFound]:
    """Declarations in the viewer's area whose receipt begins so, however it was typed; newest first."""
    written = receipts.as_written(words).rstrip("-")
    found = (
        Declaration.objects.filter(receipt__startswith=written, **inside(viewer.path))
        .annotate(area=F("region__name"), total=Window(Count("pk")))
        .order_by("-at", "-pk")
        .values_list("pk", "receipt", "area", "at", "kind", "total")[:limit]
    )
    lines = [(DeclarationFound(*row[:-1]), row[-1]) for row in found]
    return Answer(tuple(line for line, _ in lines), lines[0][1] if lines else 0)

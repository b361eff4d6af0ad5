"""Late tasks of one owner and kind: the list behind a line of "late, worst first"."""

from datetime import datetime

from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import local_day
from lianfang.tasks.models import LIVE
from lianfang.tasks.queries.cards import Card, cards, owed_in


def late_of(viewer: Viewer, owner_path: str, kind: str, ask: Ask, *, now: datetime) -> Answer[Card]:
    """Live tasks past due that one place owes itself, not what is owed below it; the oldest first."""
    rows = owed_in(viewer, owner_path).filter(owner_path=owner_path, standing__in=LIVE, due__lte=now)
    if kind:
        rows = rows.filter(kind=kind)
    page = rows.order_by("due", "pk")[ask.start : ask.stop]
    return Answer(tuple(cards(viewer, page, on=local_day(now))), rows.count())

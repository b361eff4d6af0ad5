"""Who should be held today and is not (应隔离未隔离), why, and whether the clock for it still runs.

Counted is whoever a standing decision would hold somewhere today and who is under no stay. Not counted: those
released today, whose measure ran until today; those whose search has closed elsewhere than at the person
(accepted by another area, wrong number, no such person), of whom nobody here can hold anybody.

The register counts in SQL (``situation.counting.gaps``); on random data both must agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.core.days import after, local_day
from lianfang.core.findings import Outcome, Worded

RECEIPT_HOURS = 24
"""So long an area elsewhere has to confirm whom it was sent (convention of the product, as for handovers)."""


class Why(Worded):
    """What has to happen before somebody is held; in the order of the way there."""

    NOT_FOUND = "not_found", "尚未找到本人", "not found yet"
    PUSHED_ON = "pushed_on", "已转外地,待回执", "sent on, no receipt yet"
    REFUSED = "refused", "拒绝配合", "refuses"
    UNDRAFTED = "undrafted", "已找到,待出通知书", "found, no notice yet"
    UNSIGNED = "unsigned", "通知书待签发", "notice to be signed"
    UNSERVED = "unserved", "通知书待送达", "notice to be served"
    NOT_BEGUN = "not_begun", "已送达,待落实", "served, not begun"


@dataclass(frozen=True, slots=True)
class Spell:
    """A stay from ``began`` until ``ended`` (None: it runs); ``why`` it ended."""

    began: datetime
    ended: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A live notice of isolation and how far it has come; ``signed`` by all who have to."""

    signed: bool = False
    served: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """Somebody sent on elsewhere; ``accepted`` is None until the answer comes."""

    at: datetime
    accepted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of one person at an instant.

    ``days`` are the first and last day (in) of each restricting measure of the standing decision. ``outcome``
    is that of the newest search that ended; ``due`` says for each reason when the task that would end it
    falls due, where such a task is live.
    """

    days: tuple[tuple[date, date], ...]
    stays: tuple[Spell, ...] = ()
    notice: Notice | None = None
    outcome: Outcome | None = None
    sent: Sent | None = None
    due: tuple[tuple[Why, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Why somebody is not held, until when that is within the clock; late from ``due`` on or without one."""

    why: Why
    due: datetime | None

    def late(self, now: datetime) -> bool:
        """Whether no clock runs any more: it has run out, or nobody was given the step."""
        return self.due is None or self.due <= now


def gap(case: Case, *, now: datetime) -> Gap | None:
    """Why a person who should be held at ``now`` is not; None where they are held or need not be."""
    today = local_day(now)
    if not any(first <= today <= last for first, last in case.days):
        return None
    if any(_covers(spell, now, today) for spell in case.stays):
        return None
    due = dict(case.due)
    why = _why(case, searched=Why.NOT_FOUND in due)
    if why is None:
        return None
    if why is Why.PUSHED_ON and case.sent is not None:
        return Gap(why, after(case.sent.at, hours=RECEIPT_HOURS))
    return Gap(why, due.get(why))


def _covers(spell: Spell, now: datetime, today: date) -> bool:
    """Whether a stay holds somebody at ``now``, or ended today in a release."""
    if spell.began > now:
        return False
    if spell.ended is None or spell.ended > now:
        return True
    return spell.why in ("released", "cap") and local_day(spell.ended) == today


def _why(case: Case, *, searched: bool) -> Why | None:
    outcome = case.outcome
    if case.notice is not None and outcome in (None, Outcome.FOUND):
        return _on_paper(case.notice)
    if outcome is Outcome.FOUND:
        return Why.UNDRAFTED
    if searched or outcome is None:
        return Why.NOT_FOUND
    return _closed(outcome, case.sent)


def _on_paper(notice: Notice) -> Why:
    if notice.served:
        return Why.NOT_BEGUN
    return Why.UNSERVED if notice.signed else Why.UNSIGNED


def _closed(outcome: Outcome, sent: Sent | None) -> Why | None:
    """Why nobody holds somebody whose search closed elsewhere; None where nobody here can."""
    if outcome.returns:
        return None
    if not outcome.forwards:
        return Why.REFUSED
    if sent is not None and sent.accepted is not None:
        return None if sent.accepted else Why.NOT_FOUND
    return Why.PUSHED_ON


def shared_out(gaps: Iterable[Gap], *, now: datetime) -> dict[tuple[Why, bool], int]:
    """How many for each reason, within the clock and late; the parts make the whole."""
    counts: dict[tuple[Why, bool], int] = {}
    for one in gaps:
        key = one.why, one.late(now)
        counts[key] = counts.get(key, 0) + 1
    return counts

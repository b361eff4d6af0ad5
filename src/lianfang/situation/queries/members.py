"""The list behind a figure: which people, tasks, reports, lists, rows, orders or sites it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.refusal import Refused
from lianfang.core.situation import ZERO_TO_24, ReportWindow
from lianfang.core.situation.paper import Part
from lianfang.ledger.actions import digest_of_members
from lianfang.situation.counting import SOURCES, Asked, Row, every_metric, rows

STANDINGS = {
    Part.EXPECTED: {"on_time", "late", "missing"},
    Part.ON_TIME: {"on_time"},
    Part.LATE: {"late"},
    Part.MISSING: {"missing"},
    Part.EXCUSED: {"excused"},
}


@dataclass(frozen=True, slots=True)
class Behind:
    """Row numbers of ``subject`` (person, task, report, list, row, order, facility) behind a figure."""

    subject: str
    members: tuple[int, ...]

    @property
    def digest(self) -> str:
        """The digest under which a frozen figure keeps them."""
        return digest_of_members(self.members).hex()


def behind(
    viewer: Viewer,
    metric: str,
    *,
    path: str,
    part: Part = Part.VALUE,
    day: date,
    window: ReportWindow = ZERO_TO_24,
    now: datetime,
) -> Behind:
    """Who or what a figure counts, as known now. The page opens them through their own app's queries."""
    if not viewer.sees(path):
        raise Refused("scope.area", "不在您的辖区内", "this is outside your area")
    if metric not in every_metric():
        raise Refused("situation.no_metric", "没有指标「{name}」", "there is no figure {name!r}", name=metric)
    asked = Asked(path=path, day=day, window=window, as_of=now)
    with acting(SYSTEM):
        for source in SOURCES:
            if metric.partition(".")[0] not in source.families:
                continue
            found = [row for row in rows(source, asked) if metric in source.metrics(row.what)]
            if found:
                return Behind(source.subject, of_part(found, part))
    return Behind("", ())


def of_part(found: Iterable[Row], part: Part) -> tuple[int, ...]:
    """The row numbers that a part of a figure counts, each once."""
    if part is Part.VALUE:
        chosen = {row.member for row in found if row.known or row.unknown}
    else:
        chosen = {row.member for row in found if row.standing in STANDINGS[part]}
    return tuple(sorted(chosen))

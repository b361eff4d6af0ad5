"""Forms of the level above, and the figures their cells ask for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.refusal import Refused
from lianfang.core.situation import Cell, ReportWindow
from lianfang.core.situation.day_facts import figure_of
from lianfang.core.situation.figure_words import Wanted
from lianfang.core.situation.paper import Figure
from lianfang.places.paths import contains
from lianfang.situation import models
from lianfang.situation.counting import SOURCES, Asked, summed


@dataclass(frozen=True, slots=True)
class FormRow:
    """A kept form in a list."""

    id: int
    title: str
    filename: str
    kept: datetime
    by: str
    filled: datetime | None


@dataclass(frozen=True, slots=True)
class FormFile:
    """A kept form with its file and what a person said of its headings."""

    row: FormRow
    path: str
    content: bytes
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a cell is filled with: the sum of ``figures``, None while a part of it is not known."""

    figures: tuple[Figure, ...]

    @property
    def unknown(self) -> int:
        """From how many reports a part of it is still missing."""
        return sum(one.unknown for one in self.figures)

    @property
    def value(self) -> int | None:
        """The number."""
        return None if self.unknown else int(sum(one.known for one in self.figures))


def forms(viewer: Viewer) -> list[FormRow]:
    """The forms kept for the viewer's own area, the last used first."""
    rows = models.Form.objects.filter(path=viewer.path, dropped__isnull=True).defer("content")
    found = [_row(row) for row in rows.select_related("by__staff")]
    return sorted(found, key=lambda row: (row.filled or row.kept, row.id), reverse=True)


def form(viewer: Viewer, form_id: int) -> FormFile:
    """One form; one of another area looks like none."""
    found = models.Form.objects.filter(pk=form_id, dropped__isnull=True).select_related("by__staff").first()
    if found is None or not viewer.sees(found.path):
        raise Refused("not_found", "没有这张表,或不是您辖区的", "no such form of your area")
    return FormFile(_row(found), found.path, bytes(found.content), found.choices)


def _row(row: models.Form) -> FormRow:
    name = row.by.staff.name if row.by else ""
    return FormRow(row.pk, row.title, row.filename, row.kept, name, row.filled)


def answers(
    viewer: Viewer,
    path: str,
    asked: Iterable[tuple[str, Wanted]],
    *,
    day: date,
    window: ReportWindow,
    now: datetime,
) -> dict[tuple[str, Wanted], Answered]:
    """Each region's figure that is asked for, all counted in one pass over the area of the form."""
    wanted = set(asked)
    if not viewer.sees(path) or any(not contains(path, low) for low, _ in wanted):
        raise Refused("scope.area", "不在您的辖区内", "this is outside your area")
    families = {name.partition(".")[0] for _, one in wanted for name in one.metrics}
    needed = [source for source in SOURCES if source.families & families]
    with acting(SYSTEM):
        tree = summed(Asked(path=path, day=day, window=window, as_of=now), needed)
    return {(low, one): _answered(tree.of(low), low, one) for low, one in wanted}


def _answered(cells: Mapping[str, Cell], path: str, wanted: Wanted) -> Answered:
    return Answered(tuple(figure_of(cells, name, path, wanted.part) for name in wanted.metrics))

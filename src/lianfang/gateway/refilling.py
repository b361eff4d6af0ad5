"""Filling a form of the level above: read, recognised, counted, shown before it is filled.

Every cell is one of: filled with a number that opens its records; calculated by the form itself; open, with
why. Rows and columns that were not recognised are named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from lianfang.accounts.scope import Viewer
from lianfang.core.intake.synonyms import normal
from lianfang.core.refusal import Refused
from lianfang.core.situation import ReportWindow
from lianfang.core.situation.figure_words import Headings, Wanted, wanted_of
from lianfang.core.situation.refill import ROWS, Layout, Reader, Slot, chosen, place_of, read_form
from lianfang.core.words import Words
from lianfang.gateway.sheets.reading import read
from lianfang.gateway.sheets.refilling import formulas, refill
from lianfang.gateway.sheets.workbook import Sheet
from lianfang.places import queries as places
from lianfang.situation import actions
from lianfang.situation.counting import every_metric
from lianfang.situation.queries import upper_forms as queries
from lianfang.situation.queries.upper_forms import Answered, FormFile

_TOTALS = {
    "province": "全省", "city": "全市", "county": "全县 全区 全市", "township": "全镇 全乡 全街道",
    "community": "全村 全社区",
}  # fmt: skip
_SHORT = "省市县区镇乡村"
CALCULATED = Words("表内公式", "the form calculates it")
STANDS = Words("表内已有文字", "the form has a text here")


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of the form where a row and a column meet, and what comes into it.

    ``left`` says why a cell that is asked for is not filled; ``answered`` is None where nothing is asked.
    """

    place: str
    row: int
    column: int
    region: str
    wanted: Wanted | None
    answered: Answered | None
    left: Words | None = None
    before: str = ""

    @property
    def value(self) -> int | None:
        """The number that is written."""
        return self.answered.value if self.answered is not None and self.left is None else None


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet as it will be filled: for each row its label and its entries in the order of the columns."""

    layout: Layout
    lines: tuple[tuple[Slot, tuple[Entry, ...]], ...]

    @property
    def entries(self) -> Iterator[Entry]:
        """Every cell."""
        return (entry for _, line in self.lines for entry in line)


@dataclass(frozen=True, slots=True)
class Preview:
    """A form as it will be filled for a day."""

    form: FormFile
    pages: tuple[Page, ...]
    day: date
    window: ReportWindow
    as_of: datetime

    @property
    def filled(self) -> list[Entry]:
        """The cells that get a number."""
        return [one for page in self.pages for one in page.entries if one.value is not None]

    @property
    def left(self) -> list[Entry]:
        """The cells that are asked for and stay open, each with why."""
        return [one for page in self.pages for one in page.entries if one.left not in (None, CALCULATED)]

    @property
    def calculated(self) -> list[Entry]:
        """The cells that the form calculates by itself."""
        return [one for page in self.pages for one in page.entries if one.left is CALCULATED]

    @property
    def strangers(self) -> list[Slot]:
        """Rows and columns that were not recognised."""
        return [s for p in self.pages for s in (*p.layout.rows, *p.layout.columns) if not s.known]

    @property
    def headings(self) -> list[Slot]:
        """The figures of the form, each label once, so that a person may say what it means."""
        found = {normal(slot.label): slot for page in self.pages for slot in page.layout.figures}
        return list(found.values())


def take_in(viewer: Viewer, content: bytes, filename: str, *, at: datetime) -> int:
    """Keep an uploaded form; refused where it is no xlsx, or shows neither areas nor figures."""
    layouts = _layouts(viewer.path, content, filename)
    if not layouts:
        raise Refused(
            "form.unreadable",
            "没有认出这张表:找不到本辖区的地区名称,也找不到指标名称",
            "this form was not recognised: no name of an area of yours and no figure stands in it",
        )
    signature = sha256("".join(layout.signature for layout in layouts).encode()).hexdigest()
    title = next((layout.title for layout in layouts if layout.title), "")
    return actions.keep_form(content, filename=filename, title=title, signature=signature, by=viewer, at=at)


def preview(viewer: Viewer, form_id: int, *, day: date, window: ReportWindow, now: datetime) -> Preview:
    """What would be written into a form for a day."""
    form = queries.form(viewer, form_id)
    metrics = every_metric()
    layouts = [
        chosen(layout, form.choices, lambda code: wanted_of(code, metrics))
        for layout in _layouts(form.path, form.content, form.row.filename)
    ]
    asked = {(path, wanted) for layout in layouts for _, _, path, wanted in layout.places()}
    answered = queries.answers(viewer, form.path, asked, day=day, window=window, now=now) if asked else {}
    names = {path: area.name for path, area in places.regions_by_path({path for path, _ in asked}).items()}
    calculated = formulas(form.content, form.row.filename)
    pages = tuple(
        _page(layout, answered, names, calculated.get(layout.sheet, frozenset())) for layout in layouts
    )
    return Preview(form, pages, day, window, now)


def fill(viewer: Viewer, seen: Preview, *, at: datetime) -> bytes:
    """The workbook with its numbers, logged."""
    cells: dict[str, dict[tuple[int, int], int]] = {}
    for page in seen.pages:
        for entry in page.entries:
            if entry.value is not None:
                cells.setdefault(page.layout.sheet, {})[entry.row, entry.column] = entry.value
    if not cells:
        raise Refused(
            "form.nothing_to_fill",
            "还没有能填的格子:请先指定各栏是什么指标",
            "there is no cell to fill yet: say first what the headings mean",
        )
    done = refill(seen.form.content, seen.form.row.filename, cells)
    actions.note_filled(
        seen.form.row.id, day=seen.day, cells=len(seen.filled), left=len(seen.left),
        sha256=sha256(done).hexdigest(), by=viewer, at=at,
    )  # fmt: skip
    return done


def _page(
    layout: Layout,
    answered: dict[tuple[str, Wanted], Answered],
    names: dict[str, str],
    calculated: frozenset[tuple[int, int]],
) -> Page:
    asked = {(row, column): (path, wanted) for row, column, path, wanted in layout.places()}
    lines = []
    for row in layout.rows:
        line = []
        for column in layout.columns:
            at = row.at, column.at
            path, wanted = asked.get(at, ("", None))
            found = answered.get((path, wanted)) if wanted else None
            before = layout.texts.get(at, "")
            left = _why_left(found, before, at in calculated)
            line.append(Entry(place_of(*at), *at, names.get(path, ""), wanted, found, left, before))
        lines.append((row, tuple(line)))
    return Page(layout, tuple(lines))


def _why_left(found: Answered | None, before: str, calculated: bool) -> Words | None:
    if found is None:
        return None
    if calculated:
        return CALCULATED
    if before and not _is_number(before):
        return STANDS
    if found.unknown:
        return Words(f"{found.unknown} 份报表未报", f"{found.unknown} reports have not come")
    return None


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", ""))
    except ValueError:
        return False
    return True


def _layouts(path: str, content: bytes, filename: str) -> list[Layout]:
    formulas(content, filename)  # refuses whatever is no xlsx before it is read
    with read(content, filename) as book:
        sheets = [(sheet, _rows(sheet)) for sheet in book.sheets if not sheet.hidden]
        reader = _reader(path, [cells for _, rows in sheets for _, cells in rows])
        found = [read_form(sheet.name, rows, sheet.merges, reader) for sheet, rows in sheets]
    return [layout for layout in found if layout is not None]


def _rows(sheet: Sheet) -> list[tuple[int, Sequence[Any]]]:
    rows: list[tuple[int, Sequence[Any]]] = list(sheet.head(ROWS + 1))
    if len(rows) > ROWS:
        raise Refused(
            "form.too_long",
            "「{sheet}」超过 {most} 行,不像是汇总表;名单请在“名单”里接收",
            "{sheet!r} has more than {most} rows and is no form; lists are received under Lists",
            sheet=sheet.name,
            most=ROWS,
        )
    return rows


def _reader(path: str, rows: Sequence[Sequence[Any]]) -> Reader:
    """What labels mean in an area: regions of it, by name; figures by their words."""
    texts = {c.strip() for cells in rows for c in cells if isinstance(c, str) and 1 < len(c.strip()) < 40}
    found = places.resolve(texts, under=path)
    known = {text: areas[0].path for text, areas in found.items() if len(areas) == 1}
    own = places.regions_by_path([path])[path]
    totals = frozenset(_TOTALS.get(own.level, "").split())
    return Reader((_short_names(own.id) | known).get, Headings(every_metric()).meaning, path, totals)


def _short_names(region_id: int) -> dict[str, str]:
    """The regions directly below by what people call them: 青石 for 青石县, where it can be only one."""
    short: dict[str, list[str]] = {}
    for area in places.children(region_id):
        name = area.name.removesuffix("街道")
        name = name[:-1] if name[-1:] in _SHORT and len(name) > 2 else name
        short.setdefault(name, []).append(area.path)
    return {name: paths[0] for name, paths in short.items() if len(paths) == 1}


__all__ = ["Entry", "Page", "Preview", "fill", "preview", "take_in"]

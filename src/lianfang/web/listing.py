"""Lists: search, filter, sort, page, export, bulk acts with a result for each row.

A list is a class that says its columns and where its rows come from::

    class PostList(Listing[PostRow]):
        name = Words("人员岗位", "Staff and posts")
        search = Words("姓名、账号或单位", "name, account or unit")
        columns = (
            Column("name", Words("姓名", "Name"), lambda row: row.name, link=lambda row: staff_url(row)),
            Column("role", Words("岗位", "Post"), lambda row: row.role_words),
            Column("state", Words("状态", "State"), chip_of, order=False, aside=True),
        )
        filters = (Filter("role", Words("岗位", "Post"), choices_of(Role)),)
        acts = (Act("end", Words("结束岗位", "End posts"), "end_posts", danger=True),)
        empty = Words("没有符合条件的岗位", "No post fits")

        def fetch(self, ask: Ask) -> Answer[PostRow]:
            return accounts.posts(self.viewer, ask)

    @door("onboard_staff")
    def staff(request):
        return PostList(request).respond("accounts/staff.html")

The template extends ``page.html`` and says ``{% include "components/listing.html" %}`` inside a
``.panel``; or it writes its own rows between ``components/toolbar.html`` and ``components/pager.html``.
The address keeps everything: ``?q=…&role=grid&sort=-name&page=2``; ``file=xlsx`` answers the export.
A bulk act posts ``chosen`` ids to its address; see :func:`chosen_ids` and ``lianfang.web.bulk``.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from lianfang.core.asking import Answer, Ask
from lianfang.core.days import ZONE
from lianfang.core.words import Words
from lianfang.gateway.sheets import exporting
from lianfang.language import CHINESE, spoken
from lianfang.ledger import actions as ledger
from lianfang.ledger.exercise import stamp
from lianfang.web.columns import Act, Cell, Chip, Column, Filter, Heading, cell_of, choices_of

__all__ = ["Act", "Cell", "Chip", "Column", "Filter", "Heading", "Listing", "attachment", "choices_of"]

Row = TypeVar("Row")
PAGE = 50
EXPORT_MOST = 100_000
_PORTION = 5_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE_KINDS = {
    "text": exporting.Kind.TEXT,
    "number": exporting.Kind.NUMBER,
    "day": exporting.Kind.DATE,
    "moment": exporting.Kind.INSTANT,
}


class Listing(ABC, Generic[Row]):
    """A list on a page; see the head of this module."""

    name: Words
    columns: Sequence[Column[Any]]
    search: Words | None = None
    filters: Sequence[Filter] = ()
    acts: Sequence[Act] = ()
    empty: Words = Words("这里还没有内容", "Nothing here yet")
    export_verb: str = "export"
    """What a post must be allowed to do to take the list away as a file."""
    next_step: tuple[Words, str] | None = None
    """What to do where the list is empty without any filter: words and the name of an address."""
    order = ""
    size = PAGE

    def __init__(self, request: Any) -> None:
        self.request = request
        self.viewer = request.viewer

    @abstractmethod
    def fetch(self, ask: Ask) -> Answer[Row]:
        """The rows that are asked for."""

    def row_id(self, row: Row) -> Any:
        """What a bulk act is sent for a row."""
        return row.id  # type: ignore[attr-defined]

    @cached_property
    def ask(self) -> Ask:
        """What the address asks of the list."""
        given = self.request.GET
        sort = given.get("sort") or self.order
        filters = {f.key: given[f.key] for f in self.filters if f.knows(given.get(f.key, ""))}
        return Ask(
            words=" ".join(given.get("q", "").split())[:100],
            filters=filters,
            order=sort.removeprefix("-"),
            descending=sort.startswith("-"),
            start=(self.number - 1) * self.size,
            count=self.size,
        )

    @cached_property
    def number(self) -> int:
        """The number of the page asked for, from 1."""
        written = self.request.GET.get("page", "")
        return min(max(int(written), 1), 10_000) if written.isascii() and written.isdigit() else 1

    @cached_property
    def answer(self) -> Answer[Row]:
        """The rows of this page, read once."""
        return self.fetch(self.ask)

    @property
    def shown(self) -> list[Column[Any]]:
        """The columns of the page."""
        return [column for column in self.columns if column.page]

    @property
    def rows(self) -> Iterator[tuple[Any, Row, list[Cell]]]:
        """For each row what a bulk act calls it, the row itself, and its cells."""
        for row in self.answer.rows:
            yield self.row_id(row) if self.acts else None, row, [cell_of(c, row) for c in self.shown]

    @property
    def headings(self) -> list[Heading]:
        """The columns with the addresses that order by them; a second press turns the order round."""
        found = []
        for column in self.shown:
            now = column.key == self.ask.order
            back = now and not self.ask.descending
            url = self.url(sort=f"-{column.key}" if back else column.key, page="") if column.order else ""
            found.append(Heading(column, url, ("descending" if not back else "ascending") if now else ""))
        return found

    @property
    def choices(self) -> list[tuple[Filter, str]]:
        """Filters with the value each is set to."""
        return [(f, self.ask.only(f.key)) for f in self.filters]

    @property
    def narrowed(self) -> bool:
        """Whether words or filters narrow the list."""
        return bool(self.ask.words or self.ask.filters)

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.answer.total // self.size))

    @property
    def first_row(self) -> int:
        """The number of the first row of this page, 0 where there is none."""
        return self.ask.start + 1 if self.answer.rows else 0

    @property
    def last_row(self) -> int:
        """The number of the last row of this page."""
        return self.ask.start + len(self.answer.rows)

    @property
    def pages(self) -> list[tuple[int, str]]:
        """Page numbers with addresses: the ends and the neighbours of this one; 0 stands for a gap."""
        near = {1, self.last, *range(self.number - 2, self.number + 3)}
        found: list[tuple[int, str]] = []
        for page in sorted(p for p in near if 1 <= p <= self.last):
            if found and page - found[-1][0] > 1:
                found.append((0, ""))
            found.append((page, self.url(page=str(page))))
        return found

    @property
    def before(self) -> str:
        """The address of the page before, empty on the first."""
        return self.url(page=str(self.number - 1)) if self.number > 1 else ""

    @property
    def after(self) -> str:
        """The address of the next page, empty on the last."""
        return self.url(page=str(self.number + 1)) if self.number < self.last else ""

    @property
    def file_url(self) -> str:
        """Where all the rows are to be had as a spreadsheet; empty where that is not allowed."""
        return self.url(file="xlsx", page="") if self.export_verb in self.viewer.may else ""

    def url(self, **changes: str) -> str:
        """This list's address with some of its values changed; an empty value leaves it out."""
        values = self.request.GET.copy()
        for key, value in changes.items():
            values.pop(key, None)
            if value:
                values[key] = value
        return f"?{values.urlencode()}"

    def respond(self, template: str, **context: Any) -> HttpResponse:
        """The page; its export where the address asks for a file; for a part of a page the list alone."""
        if self.request.GET.get("file") == "xlsx":
            self.viewer.require(self.export_verb)
            return self.export()
        whole = not self.request.htmx or self.request.htmx.boosted
        used = template if whole else "components/listing.html"
        return render(self.request, used, {**context, "listing": self})

    def export(self) -> HttpResponse:
        """Every row that fits the filters, as a spreadsheet; formulas in values are not run.

        The ledger notes who took which list away and how many rows it had.
        """
        ledger.record(
            "web.exported",
            by=self.viewer,
            at=self.request.now,
            path=self.viewer.path,
            body={"list": self.name.en, "rows": self.answer.total},
        )
        columns = [column for column in self.columns if column.file]
        body = exporting.export(
            [exporting.Column(column.words, _FILE_KINDS[column.kind]) for column in columns],
            ([_plain(column.value(row)) for column in columns] for row in self._all()),
            sheet=self.name,
            language=get_language() or CHINESE,
            mark=stamp(),
        )
        answer = HttpResponse(body, content_type=XLSX)
        when = self.request.now.astimezone(ZONE).strftime("%Y%m%d-%H%M")
        answer.headers["Content-Disposition"] = attachment(f"{spoken(self.name)}-{when}.xlsx")
        return answer

    def _all(self) -> Iterator[Row]:
        for start in range(0, EXPORT_MOST, _PORTION):
            rows = self.fetch(self.ask.rows(start, _PORTION)).rows
            yield from rows
            if len(rows) < _PORTION:
                return


def _plain(value: Any) -> Any:
    """A value as a spreadsheet keeps it; a chip is its words."""
    return value.words if isinstance(value, Chip) else value


def attachment(filename: str) -> str:
    """The header by which a browser keeps an answer as a file; the name of what is not real says so first."""
    marked = spoken(stamp())
    named = f"{marked}-{filename}" if marked else filename
    return content_disposition_header(True, named) or "attachment"

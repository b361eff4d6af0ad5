"""The day on paper, for the day the system fails: every task, unit by unit, each with pages of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from lianfang.accounts import queries as accounts
from lianfang.core.asking import Ask
from lianfang.core.days import local_day
from lianfang.core.words import Words
from lianfang.gateway import documents
from lianfang.language import CHINESE, spoken
from lianfang.ledger.exercise import stamp
from lianfang.people import actions as people
from lianfang.places import queries as places
from lianfang.tasks import actions as task_actions
from lianfang.tasks import queries as tasks
from lianfang.tasks.queries import Card
from lianfang.web import codes
from lianfang.web.door import door
from lianfang.web.rooms.orders_files import answer as docx_answer

MOST = 3_000
"""Tasks printed at once: above it an area is chosen first, for names are opened and noted one by one."""
ROWS = 9
"""Lines of a page: 16 mm each, so that there is room to write and a page is a page in every browser."""
REASONS = (
    Words("系统停用,按纸质清单上门", "system down: visits by paper list"),
    Words("网络不通的村组上门", "visits where there is no network"),
    Words("交接班清单", "handing over a shift"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One task on paper; ``full`` holds what was opened of its person."""

    number: int
    card: Card
    full: dict[str, str]

    @property
    def code(self) -> str:
        """What the telephone reads to open the task when the system is back."""
        return codes.task_code(self.card.id)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of one unit."""

    owner: str
    holder: str
    phone: str
    number: int
    of: int
    total: int
    lines: Sequence[Line]


@door("do_tasks")
@require_http_methods(["GET", "POST"])
def paper(request: Any) -> HttpResponse:
    """All that is due today as sheets to tick and sign; names in full for a reason that is noted."""
    viewer = request.viewer
    areas = places.children(viewer.region_id) if viewer.region_id else []
    area = next((a for a in areas if str(a.id) == request.GET.get("region")), None)
    ask = Ask(filters={"standing": "today"}, order="owner", count=MOST)
    found = tasks.search(viewer, ask, now=request.now, path=area.path if area else None)
    cards = found.rows if found.total <= MOST else ()
    opened = _opened(request, cards) if request.method == "POST" else {}
    if request.POST.get("file") == "docx":
        name = f"tasks-{local_day(request.now)}.docx"
        return docx_answer(_written(request, cards, opened), name)
    context = {
        "sheets": list(_sheets(cards, opened)), "total": found.total, "too_many": found.total > MOST,
        "most": MOST, "areas": areas, "area": area, "reasons": REASONS,
        "reason": request.POST.get("reason", ""), "opened": bool(opened),
    }  # fmt: skip
    return render(request, "today/paper.html", context)


def _opened(request: Any, cards: Sequence[Card]) -> dict[int, dict[str, str]]:
    """Names, telephones and addresses of everybody on the list; the look and the print are noted."""
    wanted = {card.person_id for card in cards if card.person_id}
    fields, reason = ["name", "phone", "address"], request.POST.get("reason", "")
    found = people.unmask_many(wanted, fields, reason, by=request.viewer, at=request.now)
    task_actions.note_printed([card.id for card in cards], by=request.viewer, at=request.now)
    return found


def _units(cards: Sequence[Card]) -> Iterator[tuple[str, str, str, list[Card]]]:
    """Each unit with its named person, their telephone and its tasks."""
    holders = accounts.holders({card.owner_id for card in cards})
    for number, run in groupby(cards, key=lambda card: card.owner_id):
        rows, post = list(run), holders.get(number)
        yield rows[0].owner, post.staff.name if post else "", post.staff.phone if post else "", rows


def _sheets(cards: Sequence[Card], opened: dict[int, dict[str, str]]) -> Iterator[Sheet]:
    for owner, holder, phone, rows in _units(cards):
        lines = [Line(n, card, opened.get(card.person_id or 0, {})) for n, card in enumerate(rows, 1)]
        pages = [lines[at : at + ROWS] for at in range(0, len(lines), ROWS)]
        for number, part in enumerate(pages, 1):
            yield Sheet(owner, holder, phone, number, len(pages), len(lines), part)


def _written(request: Any, cards: Sequence[Card], opened: dict[int, dict[str, str]]) -> bytes:
    """The list as a Word file, unit by unit, with who printed it and when."""
    parts = [
        documents.PaperPart(owner, holder, phone, [_task(card, opened) for card in rows])
        for owner, holder, phone, rows in _units(cards)
    ]
    made = documents.PaperList(
        parts=parts,
        printed=request.now,
        printed_by=request.viewer.name,
        reference=request.number,
        mark=stamp(),
    )
    return documents.write_task_list(made, language=get_language() or CHINESE)


def _task(card: Card, opened: dict[int, dict[str, str]]) -> documents.PaperTask:
    full = opened.get(card.person_id or 0, {})
    return documents.PaperTask(
        due=card.due,
        act=card.act,
        name=full.get("name", "") or spoken(card.title),
        phone=full.get("phone", ""),
        address=full.get("address", ""),
        because=card.because,
        code=codes.task_code(card.id),
    )


urlpatterns = [path("today/paper", paper, name="today_paper")]

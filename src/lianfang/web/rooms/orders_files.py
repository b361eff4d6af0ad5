"""A signed notice as a Word file, in the layout of official documents, with the slip for its receipt."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from lianfang import policies
from lianfang.core.days import local_day
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.gateway import documents
from lianfang.ledger.exercise import stamp
from lianfang.measures import queries
from lianfang.measures.actions.owing import brief
from lianfang.measures.queries import OrderRow
from lianfang.people import actions as people_actions
from lianfang.web.door import door
from lianfang.web.listing import attachment
from lianfang.web.rooms.orders import TO_SERVE, Notice, notices_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HOTLINE = "12345"


@door("unmask")
@require_POST
def docx(request: Any, order_id: int) -> HttpResponse:
    """The notice to be served, with the name in full, which goes into the record; refused while unsigned."""
    row = queries.order(request.viewer, order_id)
    if row.state in {"drafted", "second"}:
        raise Refused("order.unsigned", "通知书尚未签发,不能下载", "an unsigned notice is not handed out")
    fields = ["name", "identifier", "address"]
    opened = people_actions.unmask_many(
        [row.person_id], fields, TO_SERVE.zh, by=request.viewer, at=request.now
    )
    (notice,) = notices_of(request.viewer, [row], opened)
    return answer(_written(request, notice, opened[row.person_id]["address"]), f"{row.number}.docx")


def answer(body: bytes, filename: str) -> HttpResponse:
    """A Word file as a download."""
    found = HttpResponse(body, content_type=DOCX)
    found["Content-Disposition"] = attachment(filename)
    return found


def _written(request: Any, notice: Notice, address: str) -> bytes:
    row = notice.order
    common = _common(notice, address)
    if row.kind == "release":
        met = [_words(reason["release"]["because"]) for reason in row.reasons]
        return documents.write_release_notice(
            documents.ReleaseNotice(**common, start=row.start, ended=row.until, met=met)
        )
    phases = list(_phases(row))
    tests = sorted({day for phase in phases for day in map(date.fromisoformat, phase["due"])})
    return documents.write_isolation_notice(
        documents.IsolationNotice(
            **common,
            place=_place(request, row, address),
            start=row.start,
            until=row.until,
            cap=max((date.fromisoformat(phase["cap"]) for phase in phases), default=None),
            tests=[day for day in tests if row.start <= day <= row.until],
        )
    )


def _common(notice: Notice, address: str) -> dict[str, Any]:
    """What both kinds of notice say."""
    row = notice.order
    grounds = [documents.Ground(r["row"], brief(_words(r["because"])), r["source"]) for r in row.reasons]
    return {
        "number": row.number,
        "issuer": notice.issuer,
        "name": notice.name,
        "identifier": notice.identifier,
        "address": address,
        "measure": row.words,
        "grounds": grounds,
        "edition": policies.load(row.edition).name,
        "decided_by": [name for name in (row.first_by, row.second_by) if name],
        "signed_on": local_day(row.second_signed or row.first_signed or row.drafted),
        "contact": notice.issuer_phone or HOTLINE,
        "complaint": HOTLINE,
        "foreign": notice.foreign,
        "mark": stamp(),
    }


def _place(request: Any, row: OrderRow, address: str) -> str:
    """The site where the person is, else their home, else what the area arranges."""
    stays = [s for s in queries.stays_of(request.viewer, row.person_id) if s.ended is None]
    site = f"{stays[0].facility} {stays[0].room}".strip() if stays else ""
    arranged = "由属地安排的集中隔离点" if row.measure == "central" else ""
    return site or arranged or address


def _phases(row: OrderRow) -> Iterator[dict[str, Any]]:
    for reason in row.reasons:
        yield from (phase for phase in reason["phases"] if phase["measure"] == row.measure)


def _words(pair: dict[str, str]) -> Words:
    return Words(pair["zh"], pair["en"])


urlpatterns = [path("measures/orders/<int:order_id>/docx", docx, name="order_docx")]

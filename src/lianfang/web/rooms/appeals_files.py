"""The answer to an appeal as a Word file."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from lianfang import policies
from lianfang.core.days import local_day
from lianfang.core.measures import MEASURES
from lianfang.core.measures.appeals import Outcome
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.gateway import documents
from lianfang.gateway.documents.appeal_answer import AppealAnswer, write_appeal_answer
from lianfang.gateway.documents.notices import _day
from lianfang.ledger.exercise import stamp
from lianfang.measures.actions.owing import brief
from lianfang.measures.queries.appeals import AppealShown, appeal
from lianfang.people import actions as people_actions
from lianfang.people import queries as people
from lianfang.web.door import door
from lianfang.web.rooms.orders_files import HOTLINE, answer

_TO_SERVE = "送达申诉答复"
_DECIDED = Words("原管控决定", "the measure decided on")


@door("unmask")
@require_POST
def docx(request: Any, appeal_id: int) -> HttpResponse:
    """The answer to be served, with the name in full, which goes into the record."""
    found = appeal(request.viewer, appeal_id)
    if found.row.answered is None or found.row.outcome is Outcome.WITHDRAWN:
        raise Refused("appeal.unanswered", "申诉尚未答复", "the appeal is not answered yet")
    person = found.row.person_id
    opened = people_actions.unmask_many(
        [person], ["name", "identifier", "address"], _TO_SERVE, by=request.viewer, at=request.now
    )[person]
    return answer(_written(request, found, opened), f"{found.row.number}.docx")


def _written(request: Any, found: AppealShown, opened: dict[str, str]) -> bytes:
    row = found.row
    assert row.answered is not None
    assert row.outcome is not None
    (shown,) = people.people(request.viewer, [row.person_id])
    return write_appeal_answer(
        AppealAnswer(
            number=row.number,
            issuer=row.reviewer,
            name=opened["name"],
            identifier=opened["identifier"],
            address=opened["address"] or "未登记",
            measure=found.measure or _DECIDED,
            grounds=[
                documents.Ground(r["row"], brief(_words(r["because"])), r["source"]) for r in found.reasons
            ],
            edition=policies.load(found.edition).name,
            decided_by=[row.answered_by],
            signed_on=local_day(row.answered),
            contact=HOTLINE,
            complaint=HOTLINE,
            foreign=shown.foreign,
            mark=stamp(),
            against=row.order,
            filed_on=local_day(row.filed),
            outcome=row.outcome.words,
            reasons=found.answer,
            instead=_instead(found),
        )
    )


def _instead(found: AppealShown) -> list[Words] | None:
    """What takes the place of the decision, in lines."""
    made = found.instead
    if made is None:
        return None
    rows = ", ".join(made.in_place_of)
    lines = []
    start, until = _day(made.start), _day(made.until)
    if rows:
        zh, en = f"自{start.zh}起不再适用第 {rows} 条;", f"from {start.en} row {rows} applies no more;"
        lines.append(Words(zh, en))
    if made.measure is None:
        lines.append(Words("不采取措施,即办理解除。", "no measure: you are released."))
    else:
        words = MEASURES[made.measure].words
        zh = f"改为{words.zh},自{start.zh}至{until.zh}(含首尾)。"
        lines.append(Words(zh, f"{words.en} instead, from {start.en} through {until.en}."))
    return lines


def _words(pair: dict[str, str]) -> Words:
    return Words(pair["zh"], pair["en"])


urlpatterns = [path("measures/appeals/<int:appeal_id>/docx", docx, name="appeal_docx")]

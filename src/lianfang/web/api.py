"""The programming interface: the same actions and queries behind it as behind the pages.

A caller signs in like a person and acts as a post; scope, masking and the ledger are the same. Every
writing call takes a ``ref`` of the caller's own: the same call twice counts once.
"""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.security import django_auth

from lianfang import policies
from lianfang.core import measures as rules
from lianfang.core import tasks as task_rules
from lianfang.core.asking import Ask
from lianfang.core.refusal import Refused
from lianfang.measures import queries as measures
from lianfang.people import queries as people
from lianfang.places import queries as places
from lianfang.tasks import actions as task_actions
from lianfang.tasks import queries as tasks
from lianfang.web.errors import STATUS

api = NinjaAPI(
    title="Lianfang 联防",
    version="1",
    description=__doc__ or "",
    auth=django_auth,
    docs_url=None,
    urls_namespace="api",
)


MOST = 500
"""Rows of one answer; more are asked for by ``start``."""


class Text(Schema):
    """A text in both languages."""

    zh: str
    en: str


class Refusal(Schema):
    """Why something was not done."""

    code: str
    reason: Text


class Area(Schema):
    """A region of the tree."""

    id: int
    code: str
    name: str
    level: str
    path: str


class TaskOut(Schema):
    """A task as its owner sees it; names are masked."""

    id: int
    kind: str
    standing: str
    who: str
    because: Text
    owner: str
    clause: str
    edition: str
    opens: datetime
    due: datetime
    level: str


class TaskPage(Schema):
    """Tasks with how many there are in all."""

    total: int
    tasks: list[TaskOut]


class EvidenceIn(Schema):
    """What proves a task done: its kind, when it occurred, and the caller's own reference."""

    kind: task_rules.EvidenceKind
    occurred: datetime
    ref: str
    payload: dict[str, Any] = {}


class Standing(Schema):
    """Where a task stands."""

    id: int
    standing: str


class PersonOut(Schema):
    """A person, masked."""

    id: int
    name: str
    phone: str
    number: str
    region: str
    situation: Text


class FactsIn(Schema):
    """Facts to decide on, as ``lianfang policy decide`` reads them."""

    at: datetime
    region: str = ""
    facts: list[dict[str, Any]]


class StayOut(Schema):
    """Somebody under a measure."""

    person_id: int
    measure: str
    person_class: str
    began: datetime
    planned_end: date


@api.exception_handler(Refused)
def refused(request: HttpRequest, reason: Refused) -> HttpResponse:
    """A refusal as JSON, with the status its page would have; what was written is taken back."""
    from django.db import transaction

    transaction.set_rollback(True)
    body = {"code": reason.code, "reason": reason.words._asdict()}
    return api.create_response(request, body, status=STATUS.get(reason.code, 409))


@api.get("/me", response=dict[str, Any], tags=["accounts"])
def me(request: Any) -> dict[str, Any]:
    """The post one acts as, and its area."""
    viewer = request.viewer
    return {"post": viewer.post_id, "name": viewer.name, "role": viewer.role, "path": viewer.path}


@api.get("/areas", response=list[Area], tags=["places"])
def areas(request: Any, under: str = "") -> list[places.Area]:
    """Regions directly below the one with this code; below one's own area where none is given."""
    parent = places.area_by_code(under) if under else None
    return places.children(parent.id if parent else request.viewer.region_id)


@api.get("/tasks", response={200: TaskPage, 403: Refusal, 404: Refusal}, tags=["tasks"])
def list_tasks(
    request: Any, standing: str = "live", kind: str = "", start: int = 0, count: int = 50
) -> dict[str, Any]:
    """Tasks owed in one's area, earliest due first. ``standing`` may also be ``late`` or ``live``."""
    ask = Ask(filters={"standing": standing, "kind": kind}, start=start, count=min(count, MOST))
    found = tasks.search(request.viewer, ask, now=request.now)
    return {"total": found.total, "tasks": [_task(card) for card in found.rows]}


def _task(card: tasks.Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "kind": str(card.kind),
        "standing": str(card.standing),
        "who": card.who,
        "because": card.because._asdict(),
        "owner": card.owner,
        "clause": card.clause,
        "edition": card.edition,
        "opens": card.opens,
        "due": card.due,
        "level": card.level,
    }


@api.post("/tasks/{task_id}/evidence", response={200: Standing, 409: Refusal, 404: Refusal}, tags=["tasks"])
def prove(request: Any, task_id: int, evidence: EvidenceIn) -> dict[str, Any]:
    """Send evidence for a task. The same ``ref`` again answers as the first time."""
    proof = task_actions.Proof(task_id, evidence.kind, evidence.occurred, payload=evidence.payload)
    told = task_actions.submit_evidence(proof, by=request.viewer, at=request.now, ref=evidence.ref)
    return {"id": told.task_id, "standing": str(told.standing)}


@api.get("/people/{person_id}", response={200: PersonOut, 404: Refusal}, tags=["people"])
def person(request: Any, person_id: int) -> dict[str, Any]:
    """One person, masked, with their situation in a sentence."""
    found = people.people(request.viewer, [person_id])
    if not found:
        raise Refused("not_found", "没有这个人,或不在您的辖区内", "nobody of this number in your area")
    shown = found[0]
    sentence = measures.sentence(request.viewer, person_id, now=request.now)
    return {
        "id": shown.id,
        "name": shown.masked_name,
        "phone": shown.masked_phone,
        "number": shown.masked_id,
        "region": shown.region,
        "situation": sentence.words._asdict(),
    }


@api.get("/stays", response=list[StayOut], tags=["measures"])
def stays(request: Any, measure: str = "", start: int = 0, count: int = 50) -> Any:
    """Who is under a measure in one's area, by planned end."""
    ask = Ask(filters={"measure": measure}, start=start, count=min(count, MOST))
    return list(measures.stay_rows(request.viewer, ask).rows)


@api.get("/policy", response=list[dict[str, Any]], tags=["policy"])
def editions(request: Any) -> list[dict[str, Any]]:
    """The editions there are."""
    return [
        {"id": e.id, "name": e.name._asdict(), "valid_from": e.valid_from, "valid_to": e.valid_to}
        for e in policies.list_editions()
    ]


@api.post("/policy/{edition_id}/decide", response={200: dict[str, Any], 409: Refusal}, tags=["policy"])
def decide(request: Any, edition_id: str, facts: FactsIn) -> dict[str, object]:
    """What follows from facts under an edition; nothing is stored."""
    asked = rules.read(facts.model_dump(mode="json"), now=request.now)
    decision = rules.decide(asked.facts, policies.load(edition_id), at=asked.at, region=asked.region)
    return rules.as_data(decision)

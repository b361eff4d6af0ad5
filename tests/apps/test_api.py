"""The programming interface: the same doors as the pages, for programs."""

import pytest

from lianfang.accounts.models import Staff
from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after
from lianfang.tasks import actions
from tests.apps.test_tasks import new_task
from tests.cast import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(cast):
    with acting(SYSTEM):
        (number,) = actions.add_many([new_task(cast)], by=SYSTEM, at=MORNING)
    return number


def signed_in(client, username, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    client.force_login(Staff.objects.get(username=username))
    return client


def test_nobody_calls_without_signing_in(client, cast):
    assert client.get("/api/tasks").status_code in {302, 401}


def test_tasks_are_those_of_the_callers_own_area(client, cast, task, monkeypatch):
    mine = signed_in(client, "wang", monkeypatch).get("/api/tasks").json()
    assert [t["id"] for t in mine["tasks"]] == [task]
    assert signed_in(client, "zhou", monkeypatch).get("/api/tasks").json()["total"] == 0


def test_evidence_sent_twice_counts_once_and_a_stranger_is_refused(client, cast, task, monkeypatch):
    body = {"kind": "answered", "occurred": after(MORNING, hours=1).isoformat(), "ref": "device-7/1"}
    caller = signed_in(client, "wang", monkeypatch)
    first, again = (
        caller.post(f"/api/tasks/{task}/evidence", body, content_type="application/json") for _ in range(2)
    )
    assert first.json() == again.json() == {"id": task, "standing": "met"}
    stranger = signed_in(client, "zhou", monkeypatch).post(
        f"/api/tasks/{task}/evidence", body | {"ref": "x"}, content_type="application/json"
    )
    assert stranger.status_code == 404
    assert stranger.json()["code"] == "not_found"


def test_a_decision_is_asked_for_and_refused_in_words(client, cast, monkeypatch):
    caller = signed_in(client, "chen", monkeypatch)
    facts = {
        "at": "2022-07-02T09:00+08:00",
        "facts": [{"class": "close_contact", "last_exposure": "2022-07-01"}],
    }
    told = caller.post("/api/policy/cn-covid19-9/decide", facts, content_type="application/json").json()
    assert told["reasons"][0]["phases"][0]["measure"] == "central"
    facts["facts"][0]["class"] = "venue_exposed"
    answer = caller.post("/api/policy/cn-covid19-9/decide", facts, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["reason"]["zh"]


def test_the_description_names_every_call():
    from lianfang.web.api import api

    paths = set(api.get_openapi_schema(path_prefix="/api/")["paths"])
    assert {"/api/tasks", "/api/tasks/{task_id}/evidence", "/api/policy/{edition_id}/decide"} <= paths

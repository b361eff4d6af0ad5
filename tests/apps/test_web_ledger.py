"""The ledger as an auditor reads it: back to its first event, narrowed and exported."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from lianfang.accounts.models import Staff
from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after
from lianfang.ledger import actions
from tests.apps.pages import set_clock
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
LEDGER = "/administration/ledger/"


@pytest.fixture
def auditor(cast, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    set_clock(monkeypatch, MORNING)
    client = Client()
    client.force_login(Staff.objects.get(username="audit"))
    return client


def record(verb, cast, *, by=None, at=MORNING, **more):
    with acting(SYSTEM):
        return actions.record(verb, by=by or cast.county_officer, at=at, path=cast.paths["379901"], **more)


def listed(client, **asked):
    listing = client.get(LEDGER, asked).context["listing"]
    return [row.id for row in listing.answer.rows], listing.answer.total


def test_every_event_is_reached_page_by_page(cast, auditor):
    first = record("tasks.added", cast)
    for _ in range(2_100):
        record("tasks.proved", cast)
    total = listed(auditor)[1]
    assert total > 2_100
    found, _ = listed(auditor, page=str(-(-total // 50)))
    assert found
    pages = [listed(auditor, page=str(n))[0] for n in (41, 42, 43, 44)]
    ids = [number for page in pages for number in page]
    assert first in ids
    assert ids == sorted(set(ids), reverse=True)


def test_events_are_narrowed_by_act_person_subject_and_day(cast, auditor):
    here = record("tasks.excused", cast, subject=("task", 4711))
    other = record("tasks.escalated", cast, by=cast.neighbour_officer, at=after(MORNING, hours=-48))
    assert listed(auditor, verb="tasks.excused")[0] == [here]
    assert {here, other} <= set(listed(auditor, noun="tasks")[0])
    assert listed(auditor, noun="tasks", q="孙专班")[0] == [other]
    assert listed(auditor, q="4711")[0] == [here]
    assert listed(auditor, q=str(other))[0] == [other]
    assert other in listed(auditor, day="2022-08-03")[0]
    assert here not in listed(auditor, day="2022-08-03")[0]
    assert listed(auditor, q="绝无此人")[0] == []
    everything = listed(auditor)[1]
    assert listed(auditor, day="2022-13-77")[1] == everything  # no day: not narrowed, no failure


def test_what_is_narrowed_is_exported(cast, auditor):
    record("tasks.excused", cast)
    file = auditor.get(LEDGER, {"verb": "tasks.excused", "file": "xlsx"})
    rows = list(load_workbook(BytesIO(file.content)).active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][1:3] == ("陈专班", "免办")

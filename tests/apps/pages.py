"""Opening pages as the people of the cast, at an instant of one's choice."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianfang import clock


def signed_in(post, *, language="zh-hans"):
    """A browser in which this post is signed in."""
    from lianfang.accounts.models import Staff

    staff = Staff.objects.get(pk=post.staff_id)
    Staff.objects.filter(pk=post.staff_id).update(password_given=False, language=language)
    client = Client()
    client.force_login(Staff.objects.get(pk=staff.pk))
    return client


def set_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """Let the doors read this instant now; time runs on from it."""
    elapsed = datetime.now(UTC) - clock._STARTED
    monkeypatch.setenv("LIANFANG_CLOCK", (at - elapsed).isoformat())


def part(client, method, url, data=None):
    """A request as htmx makes it."""
    return getattr(client, method)(url, data or {}, headers={"HX-Request": "true"})


def said(answer):
    """The text of the toast that an answer brings."""
    return json.loads(answer["HX-Trigger"])["toast"]["text"]


def statements(client, url):
    """How many statements a page takes; marks of transactions ask nothing and are not counted."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    marks = ("SAVEPOINT", "RELEASE SAVEPOINT")
    return sum(not each["sql"].startswith(marks) for each in captured.captured_queries)

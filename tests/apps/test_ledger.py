"""The ledger: one event for each act, a chain that shows what was touched."""

import pytest
from django.db import ProgrammingError, connection, transaction

from lianfang.accounts.scope import SYSTEM
from lianfang.ledger import actions, queries
from tests.cast import MORNING

pytestmark = pytest.mark.django_db


def test_an_act_sent_twice_under_one_reference_is_known():
    assert actions.once("phone-7/1", verb="test.done") is None
    event = actions.record("test.done", by=SYSTEM, at=MORNING)
    actions.keep_ref("phone-7/1", verb="test.done", event=event, outcome={"task": 9})
    assert actions.once("phone-7/1", verb="test.done") == {"task": 9}


def test_the_app_role_cannot_alter_or_remove_what_happened():
    actions.record("test.done", by=SYSTEM, at=MORNING)
    for statement in (
        "DELETE FROM ledger_event",
        "UPDATE ledger_event SET verb = ''",
        "UPDATE ledger_event_2026 SET verb = ''",
        "TRUNCATE ledger_event_2026",
        "DELETE FROM ledger_seal",
        "DELETE FROM ledger_ref",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


def test_a_chain_digest_depends_on_every_batch_before_it():
    first = actions.chained(actions.GENESIS, [b"a" * 32])
    assert actions.chained(first, [b"b" * 32]) != actions.chained(actions.GENESIS, [b"b" * 32])


def test_the_cast_writes_events_for_every_act(cast):
    verbs = {entry.verb for entry in queries.within("", "~")}
    assert {"places.regions_added", "places.units_added", "accounts.appointed"} <= verbs

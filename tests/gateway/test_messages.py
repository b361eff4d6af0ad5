"""The outbox goes to the nearest robot as one digest, and only when a site says so."""

import pytest
from tests.cast import MORNING

from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.gateway import messages
from lianfang.ledger import actions as ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def posted(cast):
    for code in ("379901100001001", "379901100001002", "379902100001001"):
        ledger.post_message(
            Words("新增 1 件超时任务", "1 task overdue"), channel="overdue", at=MORNING, path=cast.paths[code]
        )
    return cast


def test_nothing_leaves_where_no_robot_is_named(posted, monkeypatch):
    monkeypatch.delenv("LIANFANG_ROBOTS", raising=False)
    assert messages.send_waiting(at=MORNING, send=lambda *_: pytest.fail("sent")) == messages.Sent(0, 0)


def test_each_robot_gets_one_digest_of_its_own_area(posted, monkeypatch):
    monkeypatch.setenv(
        "LIANFANG_ROBOTS", '{"379901": "json://a", "379901100": "json://b", "999": "json://c"}'
    )
    told = []
    done = messages.send_waiting(at=MORNING, send=lambda *said: told.append(said) or True)
    assert told == [("json://b", "新增 1 件超时任务(×2)")]
    assert done == messages.Sent(2, 1)
    assert messages.send_waiting(at=MORNING, send=lambda *_: True) == messages.Sent(0, 1)


def test_a_robot_that_does_not_answer_is_tried_five_times(posted, monkeypatch):
    monkeypatch.setenv("LIANFANG_ROBOTS", '{"3799": "json://a"}')
    tries = []
    for _ in range(7):
        messages.send_waiting(at=MORNING, send=lambda *said: bool(tries.append(said)))
    assert len(tries) == 5


def test_a_setting_that_is_no_json_is_refused_with_an_example(monkeypatch):
    monkeypatch.setenv("LIANFANG_ROBOTS", "wecombot://KEY")
    with pytest.raises(Refused, match="should be JSON such as"):
        messages.robots()

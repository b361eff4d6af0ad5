"""A fill that was stopped on its way is no city, and is not patched."""

from datetime import date

import pytest

from lianfang.core.days import instant
from lianfang.core.refusal import Refused
from lianfang.exercise import city, wholeness
from lianfang.exercise.scale import HAMLET

EVENING = instant("2022-08-15T20:00+08:00")


class Stopped(Exception):  # noqa: N818 - an operator's key, not an error
    """Somebody pressed Ctrl-C."""


def stop(day: date) -> None:
    raise Stopped


def test_an_empty_database_holds_no_city(db: None) -> None:
    assert not wholeness.is_filled()
    assert not wholeness.is_broken_off()


def test_a_stopped_fill_is_not_whole_and_is_refused_to_go_on(db: None) -> None:
    with pytest.raises(Stopped):
        city.fill(at=EVENING, scale=HAMLET, tell=stop)
    assert not wholeness.is_filled()
    assert wholeness.is_broken_off()
    with pytest.raises(Refused, match="--fresh"):
        city.fill(at=EVENING, scale=HAMLET)

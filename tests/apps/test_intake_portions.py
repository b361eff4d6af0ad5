"""Portions: the balance holds after each, and a run that ends on the way is finished by the next."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.refusal import Refused
from lianfang.findings.models import Finding
from lianfang.intake import actions, queries
from lianfang.intake.actions import receiving
from lianfang.intake.models import InboundList, InboundRow
from lianfang.people.models import Person
from lianfang.tasks.models import Task
from tests.cast import MORNING
from tests.factories.pushes import adopt, file_of, person, push

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(cast):
    adopt(cast)
    return cast


def counts(balance):
    return tuple(
        getattr(balance, name)
        for name in ("received", "accepted", "duplicate", "rejected", "ambiguous", "pending")
    )


def mix(kinds):
    """Rows of several kinds: new people, repeats, another journey, damaged, doubtful."""
    rows = []
    for n, kind in enumerate(kinds):
        one = person(n)
        if kind == "repeat" and rows:
            one = rows[n // 2]
        elif kind == "journey" and rows:
            one = {**rows[n // 2], "车次": f"G{900 + n}"}
        elif kind == "damaged":
            one = person(n, 身份证号="3.7E+17")
        elif kind == "doubtful" and rows:
            one = {**rows[0], "身份证号": person(700 + n)["身份证号"]}
        rows.append(one)
    return rows


KINDS = st.lists(
    st.sampled_from(["new", "new", "repeat", "journey", "damaged", "doubtful"]), min_size=1, max_size=12
)


@given(kinds=KINDS, size=st.integers(1, 5))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_list_balances_after_every_portion_whatever_it_holds(city, kinds, size):
    seen = []
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(receiving, "PORTION", size)
        got = push(city, mix(kinds), watch=seen.append)
        assert [b.received for b in seen] == [len(kinds)] * len(seen)  # ``balance`` refuses what is uneven
        assert seen[-1].pending == 0
        with acting(SYSTEM):
            states = list(InboundRow.objects.order_by("number").values_list("state", flat=True))
            assert len(states) == len(kinds)
            for state in ("accepted", "duplicate", "rejected", "ambiguous"):
                assert states.count(state) == getattr(got.balance, state)
            found = InboundRow.objects.filter(state="accepted").values_list("person_id", flat=True).distinct()
            asked = Task.objects.filter(kind="locate").values_list("person_id", flat=True)
            assert sorted(asked) == sorted(found)
        transaction.set_rollback(True)


class Killed(Exception):  # noqa: N818 - it stands for what befalls a process
    """The process is gone."""


@given(kinds=KINDS, at=st.integers(1, 6))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_run_that_ends_on_the_way_is_finished_by_the_next_as_if_it_had_not(city, kinds, at):
    def told(stop):
        taken = []

        def watch(balance):
            taken.append(balance)
            if len(taken) == stop:
                raise Killed

        return watch

    outcomes = []
    for stop in (at, 0):
        with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(receiving, "PORTION", 2)
            rows = mix(kinds)
            try:
                got = push(city, rows, watch=told(stop))
            except Killed:
                got = push(city, rows)
            with acting(SYSTEM):
                first = InboundRow.objects.order_by("pk").first().pk
                kept = InboundRow.objects.order_by("number").values_list("number", "state", "same_as", "path")
                outcomes.append(
                    (
                        counts(got.balance),
                        [(n, state, same and same - first, path) for n, state, same, path in kept],
                        Person.objects.count(),
                        Task.objects.count(),
                        Finding.objects.count(),
                    )
                )
            transaction.set_rollback(True)
    assert outcomes[0] == outcomes[1]


def test_a_list_may_be_stopped_and_goes_on_when_it_is_sent_again(city, monkeypatch):
    monkeypatch.setattr(receiving, "PORTION", 2)
    content = file_of([person(n) for n in range(6)])

    def stop(balance):
        with acting(SYSTEM):
            number = InboundList.objects.get().pk
        if balance.pending == 4:
            with acting(city.county_officer) as viewer:
                actions.cancel(number, by=viewer, at=MORNING)

    stopped = push(city, content, watch=stop)
    assert (stopped.state, counts(stopped.balance)) == ("cancelled", (6, 2, 0, 0, 0, 4))
    with acting(city.county_officer) as viewer:
        assert queries.list_line(viewer, stopped.list_id).share_done == pytest.approx(1 / 3)
        with pytest.raises(Refused, match="stopped"):
            actions.cancel(stopped.list_id, by=viewer, at=MORNING)
    on = push(city, content)
    assert (on.list_id, on.state, counts(on.balance)) == (stopped.list_id, "done", (6, 6, 0, 0, 0, 0))


def test_two_runs_of_one_list_at_once_take_each_row_once(city, monkeypatch):
    monkeypatch.setattr(receiving, "PORTION", 2)
    content = file_of([person(n) for n in range(7)] + [person(0)])
    others = []

    def meanwhile(balance):
        if not others:
            others.append(push(city, content))

    got = push(city, content, watch=meanwhile)
    assert counts(got.balance) == counts(others[0].balance) == (8, 7, 1, 0, 0, 0)
    with acting(SYSTEM):
        assert sorted(InboundRow.objects.values_list("number", flat=True)) == list(range(2, 10))
        assert Task.objects.filter(kind="locate").count() == 7

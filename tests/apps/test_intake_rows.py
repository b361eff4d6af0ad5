"""Rows of a list: who sees them, who a doubtful one is, and where somebody is pushed on to."""

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core.asking import Ask
from lianfang.core.days import after
from lianfang.core.refusal import Refused
from lianfang.intake import actions, queries
from lianfang.intake.actions import receiving
from lianfang.intake.models import InboundList, InboundRow
from lianfang.people.models import Person
from lianfang.tasks import queries as task_queries
from lianfang.tasks.models import Task
from tests.cast import MORNING
from tests.factories.pushes import FAR_GRID, adopt, person, push

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


def test_a_doubtful_row_waits_for_the_receiving_unit_which_says_who_it_is(city):
    push(city, [person(1)])
    got = push(city, [person(1, 身份证号=person(28)["身份证号"])], source="铁路")
    assert counts(got.balance) == (1, 0, 0, 0, 1, 0)
    with acting(city.county_officer) as viewer:
        (row,) = queries.rows(viewer, got.list_id, Ask(filters={"state": "ambiguous"})).rows
        told = queries.told(viewer, row.id)
        assert [one.id for one in told.candidates] == list(row.candidates)
        assert told.name.endswith("*") or "*" in told.name
        (task,) = task_queries.search(viewer, Ask(filters={"kind": "review_ambiguous"}), now=MORNING).rows
        assert task.owner_id == city.units["379901"]
        settled = actions.settle_row(row.id, None, by=viewer, at=after(MORNING, hours=1))
    with acting(SYSTEM):
        assert Person.objects.count() == 2
        assert Task.objects.get(pk=task.id).standing == "met"
        assert Task.objects.filter(kind="locate", person_id=settled, list_id=got.list_id).exists()
        assert counts(receiving.balance(InboundList.objects.get(pk=got.list_id))) == (1, 1, 0, 0, 0, 0)
    with acting(city.county_officer) as viewer, pytest.raises(Refused, match="settled"):
        actions.settle_row(row.id, None, by=viewer, at=after(MORNING, hours=2))


def test_only_the_receiving_area_sees_the_list_and_each_area_its_own_rows(city):
    got = push(city, [person(1), person(2, 现住址=FAR_GRID)])
    for stranger in (city.neighbour_officer, city.other_grid_worker):
        with acting(stranger) as viewer:
            assert queries.rows(viewer, got.list_id, Ask()).total == 0
            assert not InboundRow.objects.exists()
            with pytest.raises(Refused):
                queries.list_line(viewer, got.list_id)
    with acting(city.grid_worker) as viewer:
        (own,) = queries.rows(viewer, got.list_id, Ask()).rows
        assert own.number == 2
    with acting(city.county_officer) as viewer:
        assert queries.rows(viewer, got.list_id, Ask()).total == 2
        assert queries.lists(viewer, Ask()).total == 1
    with acting(city.neighbour_officer) as viewer:
        assert queries.lists(viewer, Ask()).total == 0


def test_a_list_is_received_only_by_posts_that_may_and_for_their_own_area(city):
    with pytest.raises(Refused, match="may not"):
        push(city, [person(1)], by=city.grid_worker)
    with pytest.raises(Refused, match="outside your area"):
        push(city, [person(1)], by=city.neighbour_officer)


def test_who_is_not_here_is_pushed_on_and_stays_ours_until_the_receipt_comes(city):
    got = push(city, [person(1), person(2)])
    with acting(city.grid_worker) as viewer:
        one, _other = queries.rows(viewer, got.list_id, Ask()).rows
        result = actions.push_on([one.id, 0], "江南省", outcome=known.Outcome.LEFT, by=viewer, at=MORNING)
        assert result[one.id] is None
        assert result[0].code == "not_found"
        again = actions.push_on([one.id], "江南省", outcome=known.Outcome.LEFT, by=viewer, at=MORNING)
        assert again[one.id].code == "forward.open"
        assert not task_queries.live_ids(viewer, person_id=one.person_id, kind="locate")
        sent = queries.row(viewer, one.id).forward
        assert (sent.to, sent.accepted) == ("江南省", None)
        assert queries.certainties(viewer, list_id=got.list_id).offered == 1
        with pytest.raises(Refused, match="receipt"):
            actions.note_receipt(sent.id, accepted=True, receipt=" ", by=viewer, at=MORNING)
        actions.note_receipt(sent.id, accepted=True, receipt="南函〔2022〕17 号", by=viewer, at=MORNING)
        figures = queries.certainties(viewer, list_id=got.list_id)
        assert (figures.offered, figures.accepted, figures.location) == (0, 1, (1, 2))
        with pytest.raises(Refused, match="answered"):
            actions.note_receipt(sent.id, accepted=False, receipt="", by=viewer, at=MORNING)

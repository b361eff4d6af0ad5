"""Undo: what was reported by mistake is taken back with what followed, soon and by the same post only."""

from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core import tasks as rules
from lianfang.core.asking import Ask
from lianfang.core.days import after, end_of, instant, local_day
from lianfang.core.refusal import Refused
from lianfang.findings.actions import NewFinding
from lianfang.measures import actions, queries
from lianfang.measures.models import Order, Stay
from lianfang.people.actions.claims import Claim
from lianfang.people.actions.register import register
from lianfang.tasks import actions as tasks
from lianfang.tasks.models import Evidence, Task
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
GRID = "379901100001001"
FOUND = known.Located(outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格")
FAULT = known.HomeUnsuitable(reason=known.HomeFault.SHARED_TOILET)


@pytest.fixture
def city(cast):
    with acting(SYSTEM):
        number = actions.propose(
            "cn-covid19-9",
            region_id=cast.regions["3799"],
            valid_from=instant("2022-08-01T00:00+08:00"),
            applies_to="all",
            by=cast.commander,
            at=MORNING,
        )
        actions.sign(number, by=cast.second_commander, at=MORNING)
    return cast


@pytest.fixture
def person(city):
    with acting(SYSTEM):
        claim = Claim(name="王小明", region_id=city.regions[GRID], path=city.paths[GRID])
        number = register(claim, by=SYSTEM, at=MORNING).person_id
        stay = known.RiskStay(
            province="江北省",
            left=date(2022, 8, 3),
            basis=known.Basis.REPORTED,
            level=known.RiskLevel.MIDDLE,
        )
        actions.learn_many(
            [NewFinding(number, stay, MORNING, "province", city.paths[GRID])], by=SYSTEM, at=MORNING
        )
    return number


def locate(city, person, occasion):
    task = rules.Task(
        key=f"locate:person:{person}:{occasion}",
        kind=rules.TaskKind.LOCATE,
        subject=rules.Subject(rules.SubjectKind.PERSON, person),
        owner=city.paths[GRID],
        opens=MORNING,
        due=end_of(local_day(MORNING)),
        clause="list",
    )
    new = tasks.NewTask(task=task, owner_id=city.units[GRID], place_path=city.paths[GRID], person_id=person)
    with acting(SYSTEM):
        return tasks.add_many([new], by=SYSTEM, at=MORNING)[0]


def live(person):
    return sorted(
        Task.objects.filter(person_id=person, standing__in=["open", "overdue"]).values_list("kind", flat=True)
    )


def test_a_person_found_by_mistake_is_to_be_found_again_and_the_draft_is_gone(city, person):
    first, twin = locate(city, person, "list-1"), locate(city, person, "list-2")
    with acting(city.grid_worker) as viewer:
        actions.report(first, (FOUND, FAULT), occurred=MORNING, by=viewer, at=MORNING)
        assert Order.objects.get().measure == "central"
    with acting(SYSTEM):
        assert set(live(person)) == {"sample", "sign_order"}
    soon = after(MORNING, minutes=1)
    with acting(city.grid_worker) as viewer:
        assert actions.undo(first, by=viewer, at=soon).standing == "open"
    with acting(SYSTEM):
        assert live(person) == ["locate", "locate"]
        assert Evidence.objects.filter(retracted__isnull=True).count() == 0
        assert Order.objects.get().withdrawn == soon
    with acting(city.grid_worker) as viewer:
        again = after(MORNING, minutes=2)
        actions.report(twin, (FOUND,), occurred=again, by=viewer, at=again)
        assert Order.objects.get(withdrawn__isnull=True).measure == "home_iso"


def test_a_draft_withdrawn_by_its_signer_is_drawn_up_again_under_a_number_of_its_own(city, person):
    task = locate(city, person, "list-1")
    with acting(city.grid_worker) as viewer:
        actions.report(task, (FOUND,), occurred=MORNING, by=viewer, at=MORNING)
    with acting(city.county_commander) as viewer:
        (order,) = queries.orders(viewer, Ask()).rows
        actions.withdraw_order(order.id, reason="写错了", by=viewer, at=MORNING)
        numbers = {row.number for row in queries.orders(viewer, Ask()).rows}
    assert numbers == {order.number, f"{order.number}-2"}


def test_undo_is_refused_after_ten_minutes_for_another_post_and_once_the_notice_is_signed(city, person):
    task = locate(city, person, "list-1")
    with acting(city.grid_worker) as viewer:
        actions.report(task, (FOUND,), occurred=MORNING, by=viewer, at=MORNING)
        with pytest.raises(Refused, match="10 minutes"):
            actions.undo(task, by=viewer, at=after(MORNING, minutes=11))
    with acting(city.community_officer) as viewer, pytest.raises(Refused, match="nothing of yours"):
        actions.undo(task, by=viewer, at=MORNING)
    with acting(city.county_commander) as viewer:
        (order,) = queries.orders(viewer, Ask()).rows
        actions.sign_many([order.id], by=viewer, at=after(MORNING, minutes=1))
    with acting(city.grid_worker) as viewer, pytest.raises(Refused, match="signed since"):
        actions.undo(task, by=viewer, at=after(MORNING, minutes=2))
    with acting(SYSTEM):
        assert Task.objects.get(pk=task).standing == "met"


def test_a_notice_served_by_mistake_is_unserved_and_the_stay_never_was(city, person):
    with acting(city.grid_worker) as viewer:
        actions.report(locate(city, person, "list-1"), (FOUND,), occurred=MORNING, by=viewer, at=MORNING)
    with acting(city.county_commander) as viewer:
        (order,) = queries.orders(viewer, Ask()).rows
        actions.sign_many([order.id], by=viewer, at=MORNING)
    with acting(city.grid_worker) as viewer:
        task = Task.objects.get(person_id=person, kind="serve_notice", standing="open").pk
        actions.do(task, occurred=MORNING, by=viewer, at=MORNING)
        assert Stay.objects.filter(ended__isnull=True).count() == 1
        actions.undo(task, by=viewer, at=after(MORNING, minutes=1))
        assert not Stay.objects.exists()
        assert Order.objects.get().served is None
        assert set(live(person)) == {"sample", "serve_notice"}


def test_a_finding_taken_back_is_decided_without(city, person):
    with acting(city.grid_worker) as viewer:
        actions.report(locate(city, person, "l"), (FOUND, FAULT), occurred=MORNING, by=viewer, at=MORNING)
        finding = next(f.id for f in _about(viewer, person) if f.payload.kind is known.Kind.HOME_UNSUITABLE)
        actions.unlearn_many([finding], reason="已腾出房间", by=viewer, at=after(MORNING, minutes=30))
        assert Order.objects.get(withdrawn__isnull=True).measure == "home_iso"


def _about(viewer, person):
    from lianfang.findings import queries as findings

    return findings.about(viewer, person)

"""What really is: never stricter by itself, begun before nothing that ended, over when all of it is over."""

from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core.asking import Ask
from lianfang.core.days import after, local_day, plus
from lianfang.core.findings import RiskLevel
from lianfang.core.refusal import Refused
from lianfang.findings.actions import NewFinding
from lianfang.measures import actions as measures
from lianfang.measures import queries
from lianfang.measures.models import Decision, Order, Stay
from lianfang.tasks.models import Task
from tests.cast import MORNING
from tests.factories.stays import GRID, adopt, push, stay

STEPS = {"sign_order", "serve_notice", "begin_stay"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(cast):
    adopt(cast)
    return cast


def ordered(cast, level: RiskLevel) -> tuple[int, Order]:
    """Somebody found this morning, with the notice that follows, signed."""
    (person,) = push(cast, stay(reported=level), found=MORNING)
    with acting(cast.county_commander) as viewer:
        (row,) = queries.orders(viewer, Ask()).rows
        measures.sign_many([row.id], by=viewer, at=MORNING)
        return person, Order.objects.get(pk=row.id)


def served(cast, order: Order, at=MORNING) -> None:
    with acting(cast.grid_worker) as viewer:
        measures.serve(order.pk, occurred=at, by=viewer, at=at)


def begun(cast, order: Order, *, occurred, at) -> None:
    with acting(cast.grid_worker) as viewer:
        measures.begin_stay(order.pk, occurred=occurred, by=viewer, at=at)


def owed_for(order: Order) -> list[str]:
    """The steps still to be done until somebody is held under an order."""
    steps = Task.objects.filter(order_id=order.pk, standing__in=["open", "overdue"])
    return [kind for kind in steps.values_list("kind", flat=True) if kind in STEPS]


def high_risk_after_all(cast, person: int, at) -> None:
    """It is learnt that the place was one of high risk."""
    told = known.RiskStay(
        province="江北省", left=date(2022, 8, 3), basis=known.Basis.REPORTED, level=RiskLevel.HIGH
    )
    with acting(SYSTEM):
        measures.learn_many([NewFinding(person, told, at, "province", cast.paths[GRID])], by=SYSTEM, at=at)


def test_a_stay_at_home_becomes_no_stay_at_a_hotel_overnight(city):
    person, order = ordered(city, RiskLevel.MIDDLE)
    served(city, order)
    high_risk_after_all(city, person, after(MORNING, hours=1))
    with acting(SYSTEM):
        assert Decision.objects.get(person_id=person, superseded=None).days[1]["measure"] == "central"
        measures.roll(at=after(MORNING, hours=20))
        assert [s.measure for s in Stay.objects.filter(person_id=person)] == ["home_iso"]
        wanted = Order.objects.get(person_id=person, withdrawn=None)
        assert (wanted.measure, wanted.first_signed) == ("central", None)


def test_whoever_moves_to_the_hotel_later_is_held_once(city):
    person, order = ordered(city, RiskLevel.MIDDLE)
    served(city, order)
    high_risk_after_all(city, person, after(MORNING, hours=1))
    later = after(MORNING, hours=24)
    with acting(city.county_commander) as viewer:
        hotel = Order.objects.get(person_id=person, withdrawn=None)
        assert owed_for(hotel) == ["sign_order"]
        measures.sign_many([hotel.pk], by=viewer, at=later)
        assert owed_for(hotel) == ["serve_notice"]
    with acting(city.grid_worker) as viewer:
        (notice,) = Task.objects.filter(order_id=hotel.pk, kind="serve_notice", standing="open")
        measures.do(notice.pk, occurred=later, by=viewer, at=later)
        assert owed_for(hotel) == ["begin_stay"]
    begun(city, hotel, occurred=later, at=later)
    with acting(SYSTEM):
        stays = Stay.objects.filter(person_id=person).order_by("pk")
        assert [(s.measure, s.ended_why) for s in stays] == [("home_iso", "replaced"), ("central", "")]


def test_a_notice_whose_days_went_by_is_served_no_more_and_withdrawn_by_the_night(city):
    person, order = ordered(city, RiskLevel.HIGH)
    late = after(MORNING, hours=24 * 9)
    assert local_day(late) > order.until
    with pytest.raises(Refused, match=f"{order.until}"):
        served(city, order, late)
    with acting(SYSTEM):
        measures.roll(at=late)
        order.refresh_from_db()
        assert order.withdrawn_reason == "管控期已过,未执行"
        assert not Task.objects.filter(person_id=person, kind="serve_notice", standing="overdue").exists()


def test_nobody_who_was_released_is_entered_as_held_before_that(city):
    person, order = ordered(city, RiskLevel.HIGH)
    served(city, order)
    begun(city, order, occurred=MORNING, at=MORNING)
    last = after(MORNING, hours=24 * 6)
    with acting(SYSTEM):
        Stay.objects.filter(person_id=person).update(ended=last, ended_why="released")
    with pytest.raises(Refused, match="2022-08-11"):
        begun(city, order, occurred=after(MORNING, hours=24), at=after(last, hours=3))
    with acting(SYSTEM):
        assert not Stay.objects.filter(person_id=person, ended=None).exists()


def test_whoever_is_taken_over_is_let_go_when_all_of_it_is_over(city):
    """The paper said when the hotel ends; the edition has days at home behind that."""
    (person,) = push(city, stay(), found=MORNING)
    with acting(SYSTEM):
        measures.learn_many(
            [
                NewFinding(
                    person,
                    known.Arrival(origin="境外", arrived=MORNING, from_abroad=True),
                    MORNING,
                    "opening_balance",
                    city.paths[GRID],
                )
            ],
            by=SYSTEM,
            at=MORNING,
        )
        hotel_ends = plus(local_day(MORNING), 7)
        already = measures.Already(
            person_id=person, measure="central", person_class="entrant", began=MORNING,
            planned_end=hotel_ends, edition="cn-covid19-9", path=city.paths[GRID],
        )  # fmt: skip
        measures.take_over_many([already], by=SYSTEM, at=MORNING)
        held = Stay.objects.get(person_id=person)
        days = Decision.objects.get(person_id=person, superseded=None).days
        all_over = max(day["date"] for day in days if day["measure"] in {"central", "home_monitor"})
        assert all_over > hotel_ends.isoformat()
        with pytest.raises(Refused, match=all_over):
            measures.release(
                person, occurred=after(MORNING, hours=24 * 7), by=SYSTEM, at=after(MORNING, hours=24 * 7)
            )
        measures.roll(at=after(MORNING, hours=24 * 8))
        held.refresh_from_db()
        after_it = Stay.objects.get(person_id=person, ended=None)
        assert (held.ended_why, after_it.measure) == ("phase", "home_monitor")
        assert after_it.planned_end.isoformat() == all_over

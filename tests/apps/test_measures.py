"""Orders, stays, handovers and editions through their real actions."""

from dataclasses import replace
from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import after, end_of, instant
from lianfang.core.refusal import Refused
from lianfang.findings.actions import NewFinding, NewResult, record_results
from lianfang.measures import actions, queries
from lianfang.measures.models import Decision, Order, Span, Stay
from lianfang.people.actions.claims import Claim
from lianfang.people.actions.register import register_many
from lianfang.tasks.models import Task
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
GRID = "379901100001001"


@pytest.fixture
def city(cast):
    """The district with the ninth edition in force."""
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


def people(city, count, *, code=GRID):
    with acting(SYSTEM):
        claims = [
            Claim(
                name="王小" + "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"[n],
                phones=(f"+861380000{1000 + n}",),
                region_id=city.regions[code],
                path=city.paths[code],
            )
            for n in range(count)
        ]
        return [answer.person_id for answer in register_many(claims, by=SYSTEM, at=MORNING)]


def stay(level=known.RiskLevel.MIDDLE, left=date(2022, 8, 3)):
    return known.RiskStay(province="江北省", left=left, basis=known.Basis.REPORTED, level=level)


FOUND = known.Located(outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格")


def learn(city, persons, *payloads, code=GRID, at=MORNING):
    with acting(SYSTEM):
        return actions.learn_many(
            [NewFinding(p, payload, at, "test", city.paths[code]) for p in persons for payload in payloads],
            by=SYSTEM,
            at=at,
        )


def serve_all(city, at=MORNING):
    with acting(city.county_commander) as viewer:
        orders = [o.id for o in queries.orders(viewer, Ask(filters={"state": "drafted"})).rows]
        actions.sign_many(orders, by=viewer, at=at)
    with acting(city.grid_worker) as viewer:
        for number in orders:
            actions.serve(number, occurred=at, by=viewer, at=at)
    return orders


def test_the_same_facts_again_decide_nothing_anew(city):
    persons = people(city, 3)
    first = learn(city, persons, stay(), FOUND)
    with acting(SYSTEM):
        again = actions.review_many(persons, by=SYSTEM, at=after(MORNING, hours=30))
        assert (first.decided, again.decided, again.unchanged) == (3, 0, 3)
        assert Decision.objects.count() == 3
        assert Order.objects.count() == 3


def test_middle_risk_is_held_at_home_once_served_and_released_when_the_results_are_in(city):
    (person,) = people(city, 1)
    learn(city, [person], stay(), FOUND)
    serve_all(city)
    with acting(city.grid_worker) as viewer:
        held = Stay.objects.get(ended__isnull=True)
        assert (held.measure, held.planned_end) == ("home_iso", date(2022, 8, 10))
        with pytest.raises(Refused, match="stands until 2022-08-10"):
            actions.release(person, occurred=MORNING, by=viewer, at=MORNING)
        last = instant("2022-08-10T20:00+08:00")
        with pytest.raises(Refused, match="a result is owed"):
            actions.release(person, occurred=last, by=viewer, at=last)
    taken = [instant(f"2022-08-{day:02d}T09:00+08:00") for day in (5, 7, 10)]
    with acting(SYSTEM):
        record_results(
            [
                NewResult(person, at, after(at, hours=6), "negative", f"S{n}", city.paths[GRID])
                for n, at in enumerate(taken)
            ],
            by=SYSTEM,
            at=last,
        )
        actions.review_many([person], by=SYSTEM, at=last)
        assert Task.objects.filter(kind="release", standing="open").exists()
    with acting(city.grid_worker) as viewer:
        actions.release(person, occurred=last, by=viewer, at=last)
        assert not Stay.objects.filter(ended__isnull=True).exists()
        assert queries.orders(viewer, Ask(filters={"kind": "release"})).total == 1


def test_a_served_measure_ends_by_itself_at_its_cap(city):
    persons = people(city, 1)
    learn(city, persons, stay(), FOUND)
    serve_all(city)
    with acting(SYSTEM):
        assert actions.roll(at=end_of(date(2022, 8, 10))).ended_by_cap == 0
        caps = Span.objects.filter(live=True).values_list("cap", flat=True)
        assert actions.roll(at=after(end_of(max(caps)), hours=1)).ended_by_cap == 1
        assert Stay.objects.get().ended_why == "cap"


def test_more_than_twenty_orders_at_once_need_a_second_signer_who_is_another(city):
    learn(city, people(city, 21), stay(), FOUND)
    with acting(city.commander) as viewer:
        numbers = list(Order.objects.values_list("pk", flat=True))
        assert len(numbers) == 21
        assert all(r.refused is None for r in actions.sign_many(numbers, by=viewer, at=MORNING))
        again = actions.sign_many(numbers[:1], by=viewer, at=MORNING)
        assert again[0].refused.code == "order.second_person"
    with acting(city.grid_worker) as viewer, pytest.raises(Refused, match="unsigned"):
        actions.serve(numbers[0], occurred=MORNING, by=viewer, at=MORNING)
    with acting(city.second_commander) as viewer:
        assert actions.sign_many(numbers, by=viewer, at=MORNING)[0].refused is None
    with acting(city.grid_worker) as viewer:
        actions.serve(numbers[0], occurred=MORNING, by=viewer, at=MORNING)
        assert Stay.objects.count() == 1


def test_a_neighbour_sees_no_order_and_signs_none(city):
    learn(city, people(city, 1), stay(), FOUND)
    with acting(SYSTEM):
        (number,) = Order.objects.values_list("pk", flat=True)
    with acting(city.neighbour_officer) as viewer:
        assert queries.orders(viewer, Ask()).total == 0
        assert actions.sign_many([number], by=viewer, at=MORNING)[0].refused.code == "not_found"


def test_a_worse_level_learnt_later_replaces_the_order_and_says_why(city):
    (person,) = people(city, 1)
    learn(city, [person], stay(), FOUND)
    learn(city, [person], stay(known.RiskLevel.HIGH), at=after(MORNING, hours=1))
    with acting(SYSTEM):
        old, new = Order.objects.order_by("pk")
        assert (old.measure, old.withdrawn_reason) == ("home_iso", "判定变化")
        assert (new.measure, new.withdrawn) == ("central", None)
        assert Decision.objects.filter(superseded__isnull=True).count() == 1
        assert Task.objects.filter(kind="sign_order", standing="open").count() == 1


def test_what_the_edition_does_not_say_becomes_a_task_to_decide_by_hand(city):
    learn(
        city,
        people(city, 1),
        known.Exposure(grade=known.Grade.VENUE_EXPOSED, last_exposure=date(2022, 8, 2)),
        FOUND,
    )
    with acting(SYSTEM):
        decision = Decision.objects.get()
        assert decision.refusal["code"] == "edition.no_row"
        task = Task.objects.get(standing="open")
        assert (task.kind, task.owner_id) == ("decide", city.units["379901"])


def test_adopting_an_edition_shows_the_difference_and_needs_two(city):
    persons = people(city, 4)
    learn(city, persons, stay(known.RiskLevel.HIGH), FOUND)
    at = after(MORNING, hours=2)
    with acting(city.commander) as viewer:
        number = actions.propose(
            "cn-covid19-20", region_id=city.regions["3799"], valid_from=at, applies_to="all", by=viewer, at=at
        )
        (proposal,) = [a for a in queries.adoptions() if a.id == number]
        assert proposal.difference["people"] == 4
        assert proposal.difference["room_days"] < 0
        with pytest.raises(Refused, match="another person"):
            actions.sign(number, by=viewer, at=at)
        assert queries.edition_at(city.paths[GRID], at=at) == "cn-covid19-9"
    with acting(city.second_commander) as viewer:
        reviewed = actions.sign(number, by=viewer, at=at)
        assert reviewed.decided == 4
        assert queries.edition_at(city.paths[GRID], at=at) == "cn-covid19-20"
        days = Decision.objects.filter(superseded__isnull=True).first().days
        assert {d["measure"] for d in days} == {"home_iso"}


def test_an_edition_for_new_people_leaves_those_decided_before_with_theirs(city):
    old, new = people(city, 2)
    learn(city, [old], stay(), FOUND)
    at = after(MORNING, hours=2)
    with acting(SYSTEM):
        number = actions.propose(
            "cn-covid19-20",
            region_id=city.regions["3799"],
            valid_from=at,
            applies_to="new",
            by=city.commander,
            at=at,
        )
        actions.sign(number, by=city.second_commander, at=at)
    learn(city, [new], stay(known.RiskLevel.HIGH), FOUND, at=after(at, hours=1))
    with acting(SYSTEM):
        actions.review_many([old], by=SYSTEM, at=after(at, hours=1))
        editions = dict(Decision.objects.filter(superseded__isnull=True).values_list("person_id", "edition"))
    assert editions == {old: "cn-covid19-9", new: "cn-covid19-20"}


def test_a_person_passed_to_another_county_and_back_is_seen_by_one_side_at_a_time(city):
    (person,) = people(city, 1)
    learn(city, [person], stay(), FOUND)
    target = city.regions["379902100001001"]
    with acting(city.grid_worker) as viewer:
        number = actions.offer(person, target, why="在白沙县居住", by=viewer, at=MORNING)
        with pytest.raises(Refused, match="handed over already"):
            actions.offer(person, target, why="again", by=viewer, at=MORNING)
    with acting(city.neighbour_officer) as viewer:
        assert queries.handovers(viewer, Ask()).rows[0].mine
        clinic = replace(viewer, role="reporter")
        assert queries.handovers(clinic, Ask()) == Answer((), 0), "who may see nobody is told no name"
        with pytest.raises(Refused, match="needs a reason"):
            actions.answer(number, accept=False, by=viewer, at=MORNING)
    with acting(city.neighbour_grid_worker) as viewer:
        actions.answer(number, accept=True, by=viewer, at=after(MORNING, hours=1))
        assert len(queries.decisions(viewer, person)) == 1
        assert Task.objects.filter(person_id=person, kind="sign_order").exists()
    with acting(city.grid_worker) as viewer:
        assert queries.decisions(viewer, person) == []
        assert not Task.objects.filter(person_id=person, standing="open").exists()
    with acting(city.neighbour_grid_worker) as viewer:
        back = actions.offer(person, city.regions[GRID], why="已返回", by=viewer, at=after(MORNING, hours=2))
    with acting(city.grid_worker) as viewer:
        actions.answer(back, accept=True, by=viewer, at=after(MORNING, hours=3))
        assert len(queries.decisions(viewer, person)) == 1
        assert Task.objects.filter(person_id=person, kind="sign_order", standing="open").count() <= 1
    with acting(city.neighbour_officer):
        assert not Decision.objects.filter(person_id=person).exists()


def test_people_already_isolated_are_taken_over_with_their_past_start(city):
    (person,) = people(city, 1)
    row = actions.Already(
        person_id=person,
        measure="home_iso",
        person_class="traveller",
        began=instant("2022-08-02T10:00+08:00"),
        planned_end=date(2022, 8, 9),
        edition="cn-covid19-9",
        path=city.paths[GRID],
    )
    with acting(city.county_officer) as viewer:
        assert actions.take_over_many([row, row][:1], by=viewer, at=MORNING) == 1
        assert actions.take_over_many([row], by=viewer, at=MORNING) == 0
        assert queries.stays_of(viewer, person)[0].opening_balance

"""Two records become one person, and two again: what follows and what really is go with them."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core.asking import Ask
from lianfang.core.days import after, instant
from lianfang.core.refusal import Refused
from lianfang.findings import queries as findings
from lianfang.findings.actions import NewFinding, NewResult
from lianfang.measures import actions, queries
from lianfang.measures.models import Decision, Order, Span, Stay
from lianfang.people.actions.claims import Claim
from lianfang.people.actions.register import register
from lianfang.tasks.models import Task
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
GRID, NEXT, FAR = "379901100001001", "379901100001002", "379902100001001"
LATER = after(MORNING, hours=2)
STAY = known.RiskStay(
    province="江北省", left=date(2022, 8, 3), basis=known.Basis.REPORTED, level=known.RiskLevel.MIDDLE
)
CLOSE = known.Exposure(grade=known.Grade.CLOSE_CONTACT, last_exposure=date(2022, 8, 4))
FOUND = known.Located(outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格")
WHY = "电话核实为同一人"


@pytest.fixture
def city(cast):
    """The district with the ninth edition in force."""
    with acting(SYSTEM):
        number = actions.propose(
            "cn-covid19-9", region_id=cast.regions["3799"], valid_from=instant("2022-08-01T00:00+08:00"),
            applies_to="all", by=cast.commander, at=MORNING,
        )  # fmt: skip
        actions.sign(number, by=cast.second_commander, at=MORNING)
    return cast


def somebody(city, n, *payloads, code=GRID):
    with acting(SYSTEM):
        claim = Claim("王小" + "甲乙丙丁"[n], phones=(f"+861380000{1000 + n}",), region_id=city.regions[code],
                      path=city.paths[code])  # fmt: skip
        person = register(claim, by=SYSTEM, at=MORNING).person_id
        new = [NewFinding(person, each, MORNING, "test", city.paths[code]) for each in payloads]
        actions.learn_many(new, by=SYSTEM, at=MORNING)
    return person


def hold(city, person, by=None):
    with acting(city.county_commander) as viewer:
        order = Order.objects.get(person_id=person, withdrawn__isnull=True).pk
        actions.sign_many([order], by=viewer, at=MORNING)
    with acting(by or city.grid_worker) as viewer:
        actions.serve(order, occurred=MORNING, by=viewer, at=MORNING)
    return order


def merge(city, one, other, at=LATER):
    with acting(city.county_officer) as viewer:
        return actions.merge_people(one, other, reason=WHY, by=viewer, at=at)


def part(city, one, at=None):
    with acting(city.county_officer) as viewer:
        return actions.unmerge_people(one, reason="弄错了", by=viewer, at=at or after(LATER, hours=1))


def picture(person):
    """What follows and what is, for one record."""
    with acting(SYSTEM):
        decision = Decision.objects.filter(person_id=person, superseded__isnull=True).first()
        orders = Order.objects.filter(person_id=person, kind="isolation", withdrawn__isnull=True)
        return {
            "rows": [reason["row"] for reason in decision.reasons] if decision else [],
            "spans": Span.objects.filter(person_id=person, live=True).count(),
            "orders": sorted(orders.values_list("measure", "until", "served")),
            "stays": list(
                Stay.objects.filter(person_id=person, ended__isnull=True).values_list("measure", "began")
            ),
            "tasks": sorted(
                Task.objects.filter(person_id=person, standing="open").values_list("kind", "due")
            ),
        }


NOTHING = {"rows": [], "spans": 0, "orders": [], "stays": [], "tasks": []}


def test_what_was_known_of_either_record_decides_about_the_one_and_nothing_is_owed_of_the_other(city):
    one, other = somebody(city, 0, STAY, FOUND), somebody(city, 1, CLOSE)
    assert picture(other)["tasks"] == []
    merge(city, one, other)
    assert picture(one) == NOTHING
    whole = picture(other)
    assert set(whole["rows"]) == {"9-01", "9-04"}
    assert [measure for measure, _, _ in whole["orders"]] == ["central"]
    assert {kind for kind, _ in whole["tasks"]} == {"sample", "sign_order"}


def test_a_person_under_a_stay_stays_held_under_the_record_that_stands(city):
    one, other = somebody(city, 0, STAY, FOUND), somebody(city, 1, STAY)
    order = hold(city, one)
    merge(city, one, other)
    with acting(city.grid_worker) as viewer:
        held = Stay.objects.get(ended__isnull=True)
        assert (held.person_id, held.order_id, held.moved_from) == (other, order, one)
        assert queries.held_now(viewer, [other])[other].measure == "home_iso"
        assert {"daily_check", "sample"} <= {kind for kind, _ in picture(other)["tasks"]}
        assert "第 2 天" in queries.sentence(viewer, other, now=LATER).words.zh
    assert picture(one) == NOTHING


def test_of_two_stays_of_one_person_one_goes_on_and_the_figure_counts_one(city):
    one, other = somebody(city, 0, STAY, FOUND), somebody(city, 1, STAY, FOUND)
    hold(city, one)
    hold(city, other)
    with acting(city.county_officer) as viewer:
        assert queries.open_stays(viewer).count() == 2
    merge(city, one, other)
    with acting(city.county_officer) as viewer:
        assert queries.open_stays(viewer).get().person_id == other
        assert Stay.objects.get(person_id=one).ended_why == "merged"


def test_a_notice_nobody_was_held_under_is_withdrawn_with_the_record(city):
    one, other = somebody(city, 0, STAY, FOUND), somebody(city, 1, STAY, FOUND)
    hold(city, other)
    merge(city, one, other)
    with acting(SYSTEM):
        assert Order.objects.get(person_id=one).withdrawn_reason == "档案合并"
        assert Order.objects.filter(person_id=other, withdrawn__isnull=True).count() == 1


def test_results_of_either_record_release_the_person(city):
    one, other = somebody(city, 0, STAY), somebody(city, 1, STAY, FOUND)
    hold(city, other)
    for person, day in ((one, 5), (other, 7), (one, 10)):
        taken = instant(f"2022-08-{day:02d}T09:00+08:00")
        new = NewResult(person, taken, after(taken, hours=6), "negative", f"S{day}", city.paths[GRID])
        with acting(SYSTEM):
            actions.learn_results([new], by=SYSTEM, at=after(taken, hours=6))
    last = instant("2022-08-10T20:00+08:00")
    with acting(city.grid_worker) as viewer, pytest.raises(Refused, match="a result is owed"):
        actions.release(other, occurred=last, by=viewer, at=last)
    merge(city, one, other, at=last)
    with acting(city.grid_worker) as viewer:
        actions.release(other, occurred=last, by=viewer, at=last)


def test_a_merge_reviews_who_hangs_on_either_record(city):
    one, other, b = somebody(city, 0, CLOSE), somebody(city, 1), somebody(city, 2)
    met = known.Exposure(grade=known.Grade.SECONDARY_CONTACT, last_exposure=date(2022, 8, 4), through=other)
    with acting(SYSTEM):
        new = NewFinding(b, met, MORNING, "test", city.paths[GRID])
        actions.learn_many([new], by=SYSTEM, at=MORNING)
        for day in (4, 5):
            taken = instant(f"2022-08-{day:02d}T09:00+08:00")
            told = NewResult(one, taken, MORNING, "negative", f"S{day}", city.paths[GRID])
            actions.learn_results([told], by=SYSTEM, at=MORNING)
        before = Decision.objects.get(person_id=b, superseded__isnull=True)
        assert "0/2" in before.reasons[0]["release"]["because"]["zh"]
    merge(city, one, other)
    with acting(SYSTEM):
        after_it = Decision.objects.get(person_id=b, superseded__isnull=True)
        assert "2/2" in str(after_it.reasons) or "0/2" not in after_it.reasons[0]["release"]["because"]["zh"]
        assert set(findings.hanging_on([other])) == {b}


def test_somebody_on_the_way_to_another_area_is_not_merged(city):
    one, other = somebody(city, 0, STAY), somebody(city, 1, STAY)
    with acting(city.grid_worker) as viewer:
        actions.offer(one, city.regions[NEXT], why="住那边", by=viewer, at=MORNING)
    with pytest.raises(Refused, match="handover is open"):
        merge(city, one, other)
    assert picture(one)["rows"] == ["9-04"]


def test_what_is_reported_for_the_search_of_a_merged_record_is_decided_for_the_person(city):
    one, other = somebody(city, 0, STAY), somebody(city, 1, STAY)
    merge(city, one, other)
    with acting(SYSTEM):
        new = NewFinding(one, FOUND, LATER, "field", city.paths[GRID])
        actions.learn_many([new], by=SYSTEM, at=LATER)
    assert {kind for kind, _ in picture(other)["tasks"]} == {"sample", "sign_order"}


def test_people_of_two_counties_are_merged_by_who_sees_both_and_decided_whole(city):
    one, other = somebody(city, 0, STAY, FOUND), somebody(city, 1, CLOSE, code=FAR)
    with acting(city.city_officer) as viewer:
        actions.merge_people(one, other, reason=WHY, by=viewer, at=LATER)
    with acting(city.neighbour_officer) as viewer:
        (standing,) = (d for d in queries.decisions(viewer, other) if d.superseded is None)
        assert {reason["row"] for reason in standing.reasons} == {"9-01", "9-04"}
        assert queries.orders(viewer, Ask()).total == 1


WAYS = st.sampled_from([(), (STAY,), (STAY, FOUND), (CLOSE, FOUND), (STAY, FOUND, "hold"), (CLOSE,)])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WAYS, WAYS)
def test_a_merge_undone_leaves_both_as_they_were_but_for_what_was_never_begun(city, first, second):
    """Rows, spans and what really is; notices that nobody was held under may be drawn up anew."""
    from django.db import transaction

    with transaction.atomic():
        one, other = (
            somebody(city, n, *(p for p in way if p != "hold")) for n, way in enumerate((first, second))
        )
        for person, way in ((one, first), (other, second)):
            if "hold" in way:
                hold(city, person)
        with acting(SYSTEM):
            actions.review_many([one, other], by=SYSTEM, at=LATER)
        before = [picture(one), picture(other)]
        merge(city, one, other)
        assert picture(one) == NOTHING
        part(city, one, at=LATER)
        now = [picture(one), picture(other)]
        for name in ("rows", "spans", "stays"):
            assert [each[name] for each in now] == [each[name] for each in before], name
        for name in ("orders", "tasks"):
            kinds = [[sorted(row[0] for row in each[name]) for each in both] for both in (before, now)]
            assert kinds[0] == kinds[1], name
        transaction.set_rollback(True)

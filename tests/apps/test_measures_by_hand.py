"""Deciding by hand: two people, evidence, an end, a name among the reasons, and back to the rules."""

from datetime import date

import pytest

from lianfang.accounts import actions as accounts
from lianfang.accounts.queries import viewer_of_post
from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core import tasks as rules
from lianfang.core.days import after, plus
from lianfang.core.findings import Cause
from lianfang.core.measures.by_hand import Proposal
from lianfang.core.refusal import Refused
from lianfang.findings.actions import NewFinding
from lianfang.measures import actions as measures
from lianfang.measures import queries
from lianfang.measures.actions.deciding_by_hand import (
    countersign,
    evidence_of,
    propose_by_hand,
    withdraw_by_hand,
)
from lianfang.measures.models import ByHand, Order, Stay
from lianfang.measures.queries.by_hand import by_hand, by_hand_of
from lianfang.tasks.models import Task
from tests.cast import MORNING
from tests.factories.stays import adopt, measures_of, push, stay

pytestmark = pytest.mark.django_db
TODAY = date(2022, 8, 5)


@pytest.fixture
def person(cast):
    """Somebody back from a high-risk area and found: seven days at a central site."""
    adopt(cast)
    return push(cast, stay(reported=known.RiskLevel.HIGH), found=MORNING)[0]


@pytest.fixture
def undecidable(cast):
    """A companion found, of whom the 8th edition says nothing."""
    adopt(cast, "cn-covid19-8")
    (number,) = push(cast, stay(left=date(2022, 6, 1)), found=MORNING)
    exposed = known.Exposure(grade=known.Grade.GENERAL_CONTACT, last_exposure=TODAY)
    learn(cast, number, exposed)
    return number


def learn(cast, person, payload):
    with acting(SYSTEM):
        path = cast.paths["379901100001001"]
        measures.learn_many([NewFinding(person, payload, MORNING, "field", path)], by=SYSTEM, at=MORNING)


def proposal(viewer, person, **changed) -> Proposal:
    terms = {
        "measure": "home_iso", "start": TODAY, "until": plus(TODAY, 4), "cause": Cause.HOME,
        "ground": "透析病人", "evidence": tuple(evidence_of(viewer, person))[:1],
    }  # fmt: skip
    return Proposal(**(terms | changed))


def tasks_of(person, kind):
    with acting(SYSTEM):
        return list(Task.objects.filter(person_id=person, kind=str(kind)).order_by("pk"))


def reasons(viewer, person):
    standing = next(d for d in queries.decisions(viewer, person) if d.superseded is None)
    return standing.reasons


def test_whom_the_edition_does_not_speak_of_is_decided_by_a_person_and_the_task_is_met(cast, undecidable):
    assert [each.standing for each in tasks_of(undecidable, rules.TaskKind.DECIDE)] == ["open"]
    with acting(cast.county_officer) as officer:
        terms = {"measure": "self_monitor", "until": plus(TODAY, 6), "cause": Cause.SILENT, "ground": "会商"}
        made = propose_by_hand(
            undecidable, proposal(officer, undecidable, tests=(TODAY,), **terms), by=officer, at=MORNING
        )
        assert made.signed
        (reason,) = reasons(officer, undecidable)
    assert reason["because"]["zh"] == ("人工判定:方案没有规定,专家研判,会商,由陈专班(青石县指挥部)决定")
    assert reason["phases"][0]["tests"] == ["2022-08-05"]
    assert [each.standing for each in tasks_of(undecidable, rules.TaskKind.DECIDE)] == ["met"]
    assert tasks_of(undecidable, rules.TaskKind.SAMPLE)


def test_what_is_withdrawn_leaves_the_person_to_be_decided_again(cast, undecidable):
    with acting(cast.county_officer) as officer:
        terms = {"measure": "self_monitor", "cause": Cause.SILENT}
        made = propose_by_hand(undecidable, proposal(officer, undecidable, **terms), by=officer, at=MORNING)
        with pytest.raises(Refused):
            withdraw_by_hand(made.id, reason=" ", by=officer, at=MORNING)
        withdraw_by_hand(made.id, reason="判定有误", by=officer, at=after(MORNING, hours=1))
        (shown,) = by_hand_of(officer, undecidable)
        assert (shown.withdrawn_by, shown.withdrawn_reason) == ("陈专班", "判定有误")
        with pytest.raises(Refused):
            withdraw_by_hand(made.id, reason="再撤", by=officer, at=MORNING)
    assert tasks_of(undecidable, rules.TaskKind.DECIDE)[-1].standing == "open"


def test_setting_a_row_aside_needs_a_second_person_who_is_asked(cast, person):
    with acting(cast.county_officer) as officer:
        made = propose_by_hand(
            person, proposal(officer, person, in_place_of=("9-03",)), by=officer, at=MORNING, ref="one"
        )
        assert made == propose_by_hand(
            person, proposal(officer, person, in_place_of=("9-03",)), by=officer, at=MORNING, ref="one"
        )
        assert not made.signed
        assert measures_of(person)[0] == "central"
        with pytest.raises(Refused, match="another person"):
            countersign(made.id, by=officer, at=MORNING)
    (task,) = tasks_of(person, rules.TaskKind.COUNTERSIGN)
    assert task.owner_id == cast.units["379901"]
    with acting(cast.county_commander) as commander:
        countersign(made.id, by=commander, at=after(MORNING, minutes=5))
        told = [reason["because"]["zh"] for reason in reasons(commander, person)]
        assert "代替第 9-03 条,由陈专班(青石县指挥部)、秦指挥(青石县指挥部)决定" in told[-1]
        with pytest.raises(Refused, match="in force"):
            countersign(made.id, by=commander, at=MORNING)
    assert [each.standing for each in tasks_of(person, rules.TaskKind.COUNTERSIGN)] == ["met"]
    with acting(SYSTEM):
        assert Order.objects.get(person_id=person, withdrawn__isnull=True).measure == "home_iso"
    assert ByHand.objects.count() == 0  # outside an area nobody sees anything


def test_the_same_person_at_another_post_is_no_second_person(cast, person):
    with acting(cast.county_officer) as officer:
        made = propose_by_hand(person, proposal(officer, person), by=officer, at=MORNING)
    again = accounts.Appointment("chen2", "陈专班", "", cast.units["3799"], "city")
    other = viewer_of_post(accounts.appoint(again, by=SYSTEM, at=MORNING))
    same = type(other)(
        other.post_id, cast.county_officer.staff_id, "陈专班", "city", other.unit_id, other.region_id,
        other.path, other.level,
    )  # fmt: skip
    with acting(same), pytest.raises(Refused, match="another person"):
        countersign(made.id, by=same, at=MORNING)


def test_who_is_held_for_longer_than_now_decided_may_be_released_at_once_and_a_withdrawal_holds_again(
    cast, person
):
    hold(cast, person)
    with acting(cast.county_officer) as officer:
        lifted = proposal(officer, person, measure=None, in_place_of=("9-03",))
        made = propose_by_hand(person, lifted, by=officer, at=MORNING)
    with acting(cast.county_commander) as commander:
        countersign(made.id, by=commander, at=MORNING)
    assert planned_end(person) == TODAY
    (task,) = tasks_of(person, rules.TaskKind.RELEASE)
    assert task.standing == "open"
    with acting(cast.county_commander) as commander:
        withdraw_by_hand(made.id, reason="复核有误", by=commander, at=MORNING)
    assert planned_end(person) == date(2022, 8, 10)
    with acting(cast.county_officer) as officer:
        made = propose_by_hand(person, lifted, by=officer, at=MORNING)
    with acting(cast.county_commander) as commander:
        countersign(made.id, by=commander, at=MORNING)
    with acting(cast.grid_worker) as grid:
        assert measures.release(person, occurred=MORNING, by=grid, at=MORNING)


def hold(cast, person):
    with acting(cast.county_commander) as commander:
        order = Order.objects.get(person_id=person)
        measures.sign_many([order.pk], by=commander, at=MORNING)
    with acting(cast.grid_worker) as grid:
        measures.serve(order.pk, occurred=MORNING, by=grid, at=MORNING)
        measures.begin_stay(order.pk, occurred=MORNING, by=grid, at=MORNING)
        measures.review_many([person], by=grid, at=MORNING)


def planned_end(person):
    with acting(SYSTEM):
        return Stay.objects.get(person_id=person, ended__isnull=True).planned_end


def test_a_proposal_not_yet_signed_is_withdrawn_with_its_task(cast, person):
    with acting(cast.county_officer) as officer:
        made = propose_by_hand(person, proposal(officer, person), by=officer, at=MORNING)
        withdraw_by_hand(made.id, reason="不需要了", by=officer, at=MORNING)
        assert by_hand(officer, made.id).state.en == "withdrawn"
    assert [task.standing for task in tasks_of(person, rules.TaskKind.COUNTERSIGN)] == ["withdrawn"]
    with acting(cast.county_commander) as commander, pytest.raises(Refused, match="withdrawn"):
        countersign(made.id, by=commander, at=MORNING)


def test_a_proposal_whose_day_has_gone_is_not_signed(cast, person):
    with acting(cast.county_officer) as officer:
        made = propose_by_hand(person, proposal(officer, person), by=officer, at=MORNING)
    with acting(cast.county_commander) as commander, pytest.raises(Refused, match="before today"):
        countersign(made.id, by=commander, at=after(MORNING, hours=24))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"evidence": ()}, "by_hand.evidence"),
        ({"evidence": ("finding:0",)}, "by_hand.evidence_gone"),
        ({"in_place_of": ("9-04",)}, "by_hand.row"),
        ({"until": plus(TODAY, 30)}, "by_hand.too_long"),
    ],
)
def test_what_may_not_be_decided_leaves_nothing_behind(cast, person, changed, code):
    with acting(cast.county_officer) as officer:
        with pytest.raises(Refused) as refusal:
            propose_by_hand(person, proposal(officer, person, **changed), by=officer, at=MORNING)
        assert refusal.value.code == code
        assert by_hand_of(officer, person) == []


def test_only_who_may_sign_and_sees_the_person_decides(cast, person):
    with acting(cast.grid_worker) as grid, pytest.raises(Refused):
        propose_by_hand(person, proposal(grid, person), by=grid, at=MORNING)
    with acting(cast.county_officer) as officer:
        told = proposal(officer, person)
        made = propose_by_hand(person, told, by=officer, at=MORNING)
    with acting(cast.neighbour_officer) as stranger:
        for act in (
            lambda: propose_by_hand(person, told, by=stranger, at=MORNING),
            lambda: countersign(made.id, by=stranger, at=MORNING),
            lambda: by_hand(stranger, made.id),
        ):
            with pytest.raises(Refused):
                act()

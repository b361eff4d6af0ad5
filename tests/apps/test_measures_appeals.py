"""Appeals: due in time, reviewed by another unit, answered with reasons, and what follows from them."""

from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core import tasks as rules
from lianfang.core.asking import Ask
from lianfang.core.days import after, plus
from lianfang.core.findings import Cause
from lianfang.core.measures.appeals import Appellant, Outcome
from lianfang.core.measures.by_hand import Proposal
from lianfang.core.refusal import Refused
from lianfang.intake.actions import public_desk
from lianfang.measures import actions as measures
from lianfang.measures import queries
from lianfang.measures.actions.appealing import answer_appeal, file_appeal, withdraw_appeal
from lianfang.measures.models import Appeal, Order
from lianfang.measures.queries.appeals import appeal, appeal_by_number, appeals, appeals_of, notice_of
from lianfang.people import queries as people
from lianfang.tasks.models import Task
from tests.apps.test_measures_by_hand import hold, planned_end
from tests.cast import MORNING
from tests.factories.stays import adopt, push, stay

pytestmark = pytest.mark.django_db
TODAY = date(2022, 8, 5)
LATER = after(MORNING, hours=2)


@pytest.fixture
def person(cast):
    """Somebody held at a central site, by a notice that the county signed."""
    adopt(cast)
    number = push(cast, stay(reported=known.RiskLevel.HIGH), found=MORNING)[0]
    hold(cast, number)
    return number


def filed(person, by, **more):
    return file_appeal(person, "我没有去过那里", Appellant.SELF, by=by, at=MORNING, **more)


def lifting(**changed) -> Proposal:
    terms = {
        "measure": None, "start": TODAY, "until": plus(TODAY, 2), "in_place_of": ("9-03",),
        "cause": Cause.APPEAL, "ground": "行程核实无误",
    }  # fmt: skip
    return Proposal(**(terms | changed))


def test_an_appeal_goes_to_a_unit_above_all_who_had_a_hand_in_it_and_is_due_in_a_day(cast, person):
    with acting(cast.grid_worker) as grid:
        number = filed(person, grid, ref="a")
        assert number == filed(person, grid, ref="a")
        shown = appeal(grid, number)
    assert (shown.row.reviewer, shown.row.due) == ("云泽市指挥部", after(MORNING, hours=24))
    assert (shown.row.status, shown.text, shown.row.filed_by) == ("P", "我没有去过那里", "王网格")
    with acting(SYSTEM):
        task = Task.objects.get(kind=str(rules.TaskKind.ANSWER_APPEAL))
        assert (task.owner_id, task.due, task.order_id) == (cast.units["3799"], shown.row.due, number)
        assert "没有去过".encode() not in bytes(Appeal.objects.get().text_sealed)


def test_nobody_of_a_unit_that_signed_or_executes_answers(cast, person):
    with acting(cast.grid_worker) as grid:
        number = filed(person, grid)
    for own in (cast.county_officer, cast.county_commander):
        with acting(own) as officer, pytest.raises(Refused) as refusal:
            answer_appeal(number, Outcome.UPHELD, "维持", by=officer, at=LATER)
        assert refusal.value.code == "appeal.own_unit"
    with acting(cast.grid_worker) as grid, pytest.raises(Refused):
        answer_appeal(number, Outcome.UPHELD, "维持", by=grid, at=LATER)
    with acting(cast.city_officer) as city:
        answer_appeal(number, Outcome.UPHELD, "行程码和车票相符", by=city, at=LATER)
        shown = appeal(city, number)
    assert (shown.row.outcome, shown.answer, shown.row.answered_by) == (
        Outcome.UPHELD,
        "行程码和车票相符",
        "林专班",
    )
    with acting(SYSTEM):
        assert Task.objects.get(kind=str(rules.TaskKind.ANSWER_APPEAL)).standing == "met"
    with acting(cast.city_officer) as city, pytest.raises(Refused, match="answered already"):
        answer_appeal(number, Outcome.UPHELD, "维持", by=city, at=LATER)


def test_an_appeal_that_is_right_lifts_the_row_and_the_person_goes_home(cast, person):
    with acting(cast.grid_worker) as grid:
        number = filed(person, grid)
    with acting(cast.city_officer) as city:
        answer_appeal(number, Outcome.CHANGED, "车票证明未到过", proposal=lifting(), by=city, at=LATER)
        standing = next(d for d in queries.decisions(city, person) if d.superseded is None)
    assert standing.reasons[-1]["because"]["zh"] == (
        "人工判定:申诉复核,行程核实无误,代替第 9-03 条,由林专班(云泽市指挥部)决定"
    )
    assert planned_end(person) == TODAY
    with acting(cast.grid_worker) as grid:
        measures.release(person, occurred=LATER, by=grid, at=LATER)


def test_nobody_is_put_under_more_for_appealing_and_a_change_says_what_takes_its_place(cast, person):
    with acting(cast.grid_worker) as grid:
        number = filed(person, grid)
    longer = lifting(measure="central", until=plus(TODAY, 6), in_place_of=())
    wrong = (
        (Outcome.CHANGED, longer, "by_hand.worse"),
        (Outcome.CHANGED, None, "appeal.outcome"),
        (Outcome.UPHELD, lifting(), "appeal.outcome"),
        (Outcome.WITHDRAWN, None, "appeal.outcome"),
        (Outcome.CHANGED, lifting(in_place_of=("9-99",)), "by_hand.row"),
    )
    for outcome, proposal, code in wrong:
        with acting(cast.city_officer) as city, pytest.raises(Refused) as refusal:
            answer_appeal(number, outcome, "理由", proposal=proposal, by=city, at=LATER)
        assert refusal.value.code == code
    with acting(cast.city_officer) as city, pytest.raises(Refused, match="reasons"):
        answer_appeal(number, Outcome.UPHELD, " ", by=city, at=LATER)


def test_where_the_city_signed_the_county_reviews_and_where_both_did_a_neighbour_who_then_sees_the_person(
    cast,
):
    adopt(cast)
    one, other = push(
        cast, stay(reported=known.RiskLevel.HIGH), stay(reported=known.RiskLevel.HIGH), found=MORNING
    )
    with acting(SYSTEM):
        first, second = Order.objects.order_by("person_id")
        Order.objects.filter(pk=second.pk).update(needs_second=True)
    with acting(cast.commander) as commander:
        measures.sign_many([first.pk, second.pk], by=commander, at=MORNING)
    with acting(cast.county_commander) as county:
        measures.sign_many([second.pk], by=county, at=MORNING)
    with acting(cast.grid_worker) as grid:
        assert appeal(grid, filed(one, grid)).row.reviewer == "青石县指挥部"
        number = filed(other, grid)
        assert appeal(grid, number).row.reviewer == "白沙县指挥部"
    with acting(cast.neighbour_officer) as neighbour:
        shown = appeal(neighbour, number)
        assert shown.row.who
        assert shown.reasons[0]["row"] == "9-03"
        assert people.seen_ids(neighbour, [one, other]) == {other}
        answer_appeal(number, Outcome.CHANGED, "理由充分", proposal=lifting(), by=neighbour, at=LATER)
    with acting(cast.county_officer) as officer:
        assert appeals_of(officer, other)[0].outcome is Outcome.CHANGED


def test_one_appeal_at_a_time_with_words_against_something_decided(cast, person):
    with acting(cast.grid_worker) as grid:
        with pytest.raises(Refused, match="say what"):
            file_appeal(person, " ", Appellant.SELF, by=grid, at=MORNING)
        with pytest.raises(Refused, match="no such signed notice"):
            filed(person, grid, order_id=0)
        number = filed(person, grid)
        with pytest.raises(Refused, match="reviewed already"):
            filed(person, grid)
        with pytest.raises(Refused, match="taken back"):
            withdraw_appeal(number, reason="", by=grid, at=MORNING)
        withdraw_appeal(number, reason="本人不再申诉", by=grid, at=LATER)
        with pytest.raises(Refused, match="answered already"):
            withdraw_appeal(number, reason="再撤", by=grid, at=LATER)
        assert filed(person, grid)
        states = [row.state.en for row in appeals(grid, Ask()).rows]
        assert states == ["under review", "taken back by the person"]
        assert appeals(grid, Ask(filters={"state": "open"})).total == 1
        assert appeals(grid, Ask(filters={"state": "withdrawn"})).total == 1
    with acting(SYSTEM):
        (gone, _) = Task.objects.filter(kind=str(rules.TaskKind.ANSWER_APPEAL)).order_by("pk")
        assert gone.standing == "withdrawn"
    with acting(cast.neighbour_officer) as stranger, pytest.raises(Refused):
        appeal(stranger, number)


def test_where_nothing_is_decided_there_is_nothing_to_appeal_against(cast):
    adopt(cast)
    (number,) = push(cast, stay())
    with acting(cast.grid_worker) as grid, pytest.raises(Refused, match="nothing is decided"):
        filed(number, grid)
    with acting(cast.neighbour_grid_worker) as stranger, pytest.raises(Refused):
        filed(number, stranger)


def test_whoever_holds_the_notice_and_knows_the_telephone_appeals_without_an_account(cast, person):
    with acting(SYSTEM):
        order = Order.objects.get(person_id=person)
        tail = people.people(SYSTEM, [person])[0].masked_phone[-4:]
    with pytest.raises(Refused, match="do not agree"):
        notice_of(order.number, "9999")
    with pytest.raises(Refused, match="do not agree"):
        notice_of("GL20220805-0", tail)
    found = notice_of(order.number.lower(), tail)
    desk = public_desk(found.region_id)
    with acting(desk):
        number = filed(found.person_id, desk, order_id=found.order_id)
    with acting(cast.county_officer) as officer:
        shown = appeal(officer, number).row
        assert (shown.filed_by, shown.order) == ("", order.number)
    told = appeal_by_number(shown.number, tail)
    assert (told.state.zh, told.reviewer, told.answer) == ("待复核", "云泽市指挥部", "")
    with pytest.raises(Refused, match="do not agree"):
        appeal_by_number(shown.number, "9876")


def test_an_appeal_stays_with_its_reviewer_when_the_person_moves(cast, person):
    with acting(cast.grid_worker) as grid:
        filed(person, grid)
        handover = measures.offer(person, cast.regions["379902100001001"], why="已搬家", by=grid, at=MORNING)
    with acting(cast.neighbour_officer) as neighbour:
        measures.answer(handover, accept=True, by=neighbour, at=LATER)
        assert appeals_of(neighbour, person)[0].path == cast.paths["379902100001001"]
    with acting(SYSTEM):
        task = Task.objects.get(kind=str(rules.TaskKind.ANSWER_APPEAL))
        assert task.owner_id == cast.units["3799"]

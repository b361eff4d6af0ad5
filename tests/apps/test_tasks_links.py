"""Every kind of task opens where its act can be done: tried by its owner on a real task of the kind."""

from datetime import date

import pytest
from django.urls import resolve

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core.asking import Ask
from lianfang.core.days import after
from lianfang.core.measures.appeals import Appellant
from lianfang.core.measures.by_hand import Proposal
from lianfang.core.tasks import TaskKind
from lianfang.findings.actions import NewFinding
from lianfang.intake import actions as intake
from lianfang.measures import actions as measures
from lianfang.measures.actions.appealing import file_appeal
from lianfang.measures.actions.deciding_by_hand import evidence_of, propose_by_hand
from lianfang.measures.models import Order
from lianfang.people import actions as people
from lianfang.situation import actions as situation
from lianfang.tasks import queries
from lianfang.tasks.models import Task
from lianfang.web.rooms import acts
from tests.apps.pages import part, set_clock, signed_in
from tests.cast import MORNING
from tests.factories.pushes import person, push
from tests.journeys import district

pytestmark = pytest.mark.django_db
TODAY = date(2022, 8, 5)

ACT = {
    TaskKind.REVIEW_ROW: "就是这个人",
    TaskKind.ANSWER_DECLARATION: "登记结果",
    TaskKind.DECIDE: "签署",
    TaskKind.COUNTERSIGN: "作为第二人签署",
    TaskKind.SIGN_ORDER: "签发",
    TaskKind.ANSWER_APPEAL: "签署答复",
    TaskKind.REPORT: "核对并报送",
}
"""What stands on the page where a task is done that has no sheet of its own."""


@pytest.fixture
def full(cast, monkeypatch):
    """The district with a task of every kind that waits."""
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    set_clock(monkeypatch, after(MORNING, hours=1))
    filled = district.work(cast, MORNING)
    _doubtful(cast)
    _declared(cast)
    _undecidable(cast)
    _by_hand(cast, filled["people"][0])
    _towards_stays(cast)
    _ending(cast)
    with acting(cast.grid_worker) as grid:
        grid_2 = cast.regions[district.OTHER_GRID]
        measures.offer(filled["people"][1], grid_2, why="已搬家", by=grid, at=MORNING)
        file_appeal(filled["home"][0], "没有去过", Appellant.SELF, by=grid, at=MORNING)
    situation.call_for(
        "community_daily", region_id=cast.regions["379901"], since=TODAY, ground="通知", by=SYSTEM, at=MORNING
    )
    situation.give_out(TODAY, by=SYSTEM, at=MORNING)
    return cast


def _doubtful(cast):
    push(cast, [person(1)])
    push(cast, [person(1, 身份证号=person(28)["身份证号"])], source="铁路")


def _declared(cast):
    said = {"name": "李报备", "phone": "13800002201", "origin": "江北省", "left": "2022-08-03"}
    area = cast.regions[district.GRID]
    new = intake.NewDeclaration(said=said, region_id=area)
    intake.declare(new, by=intake.public_desk(area), at=MORNING)


def _known(cast, name, *payloads):
    claim = people.Claim(name=name, region_id=cast.regions[district.GRID], path=cast.paths[district.GRID])
    with acting(SYSTEM):
        number = people.register(claim, by=SYSTEM, at=MORNING).person_id
        path = cast.paths[district.GRID]
        new = [NewFinding(number, payload, MORNING, "field", path) for payload in payloads]
        measures.learn_many(new, by=SYSTEM, at=MORNING)
    return number


FOUND = known.Located(outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格")


def _undecidable(cast):
    """Somebody of whom the edition in force says nothing."""
    _known(cast, "郑不明", known.Occupation(title="工作人员", closed_loop_ended=date(2022, 8, 1)), FOUND)
    _known(cast, "郑未定", known.Exposure(grade=known.Grade.GENERAL_CONTACT, last_exposure=TODAY), FOUND)


def _by_hand(cast, number):
    with acting(cast.county_commander) as viewer:
        evidence = tuple(evidence_of(viewer, number))[:1]
        proposal = Proposal(
            measure="home_iso", start=TODAY, until=date(2022, 8, 8), cause=known.Cause.HOME, ground="会商",
            evidence=evidence,
        )  # fmt: skip
        propose_by_hand(number, proposal, by=viewer, at=MORNING)


def _towards_stays(cast):
    """Two who are to go to a site: one with a notice to be served, one served."""
    one, other = (
        _known(cast, name, district.risk("high", date(2022, 8, 3)), FOUND) for name in ("孙一", "孙二")
    )
    with acting(cast.county_commander) as viewer:
        orders = dict(Order.objects.filter(person_id__in=[one, other]).values_list("person_id", "pk"))
        measures.sign_many(list(orders.values()), by=viewer, at=MORNING)
    with acting(cast.grid_worker) as viewer:
        measures.serve(orders[other], occurred=MORNING, by=viewer, at=MORNING)
        measures.review_many([one, other], by=viewer, at=MORNING)


def _ending(cast):
    """Somebody whose last day is today."""
    number = _known(cast, "钱到期", district.risk("middle", date(2022, 7, 29)), FOUND)
    with acting(cast.county_commander) as viewer:
        order = Order.objects.get(person_id=number)
        measures.sign_many([order.pk], by=viewer, at=MORNING)
    with acting(cast.grid_worker) as viewer:
        measures.serve(order.pk, occurred=MORNING, by=viewer, at=MORNING)
        measures.review_many([number], by=viewer, at=MORNING)


def owners(cast):
    """For each unit somebody of it who may do its tasks."""
    posts = (
        cast.grid_worker, cast.other_grid_worker, cast.community_officer, cast.township_officer,
        cast.county_officer, cast.city_officer,
    )  # fmt: skip
    return {post.unit_id: post for post in posts}


def test_every_kind_of_task_leads_its_owner_to_where_it_is_done(full):
    with acting(SYSTEM):
        live = Task.objects.filter(standing__in=["open", "overdue"]).order_by("pk")
        first = {}
        for task in live:
            if task.owner_id in owners(full):
                first.setdefault(TaskKind(task.kind), (task.pk, task.owner_id))
    assert set(TaskKind) - set(first) == set()
    for kind, (number, unit) in first.items():
        owner = owners(full)[unit]
        client = signed_in(owner)
        with acting(owner) as viewer:
            button = acts.button(queries.card(viewer, number))
        page = client.get(f"/today/tasks/{number}/")
        assert page.status_code == 200, kind
        if button.sheet:
            sheet = part(client, "get", f"/today/tasks/{number}/sheet")
            assert sheet.status_code == 200, kind
            assert f"/today/tasks/{number}/done" in sheet.content.decode(), kind
        else:
            assert resolve(button.url).url_name != "task", kind
            there = client.get(button.url)
            assert there.status_code == 200, (kind, button.url)
            assert ACT[kind] in there.content.decode(), (kind, button.url)


def test_a_kind_without_a_sheet_has_a_page(full):
    with acting(full.county_officer) as viewer:
        cards = queries.search(viewer, Ask(count=500), now=MORNING).rows
    for kind in set(TaskKind) - set(acts._FORMS):
        assert kind in acts._PAGES, kind
        assert kind in ACT, kind
    assert {card.kind for card in cards} >= set(acts._FORMS)

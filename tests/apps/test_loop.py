"""The loop for one person: pushed, found, decided, ordered, held, checked, released."""

from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core.days import after, instant, local_day
from lianfang.core.refusal import Refused
from lianfang.core.tasks import TaskKind
from lianfang.findings.actions import NewFinding, NewResult
from lianfang.findings.queries import about
from lianfang.measures import actions as measures
from lianfang.measures import queries as measure_queries
from lianfang.people.actions.claims import Claim
from lianfang.people.actions.register import register
from lianfang.people.queries import find
from lianfang.tasks import queries as task_queries
from lianfang.tasks.models import Task
from tests.cast import MORNING
from tests.factories.pushes import GRID_1, person, push

pytestmark = pytest.mark.django_db


@pytest.fixture
def adopted(cast):
    with acting(SYSTEM):
        number = measures.propose(
            "cn-covid19-9",
            region_id=cast.regions["3799"],
            valid_from=instant("2022-08-01T00:00+08:00"),
            applies_to="all",
            by=cast.commander,
            at=MORNING,
        )
        measures.sign(number, by=cast.second_commander, at=MORNING)
    return cast


@pytest.fixture
def traveller(adopted):
    cast = adopted
    with acting(SYSTEM):
        registered = register(
            Claim(
                name="王小明",
                identifiers=(("resident_id", "11010519491231002X"),),
                phones=("+8613812345678",),
                region_id=cast.regions["379901100001001"],
                path=cast.paths["379901100001001"],
            ),
            by=SYSTEM,
            at=MORNING,
        )
        measures.learn_many(
            [
                NewFinding(
                    registered.person_id,
                    known.RiskStay(
                        province="江北省",
                        left=date(2022, 8, 3),
                        basis=known.Basis.REPORTED,
                        level=known.RiskLevel.HIGH,
                    ),
                    MORNING,
                    "province",
                    cast.paths["379901100001001"],
                )
            ],
            by=SYSTEM,
            at=MORNING,
        )
    return registered.person_id


def kinds_of(person):
    return sorted(Task.objects.filter(person_id=person, standing="open").values_list("kind", flat=True))


def test_nothing_but_a_decision_stands_before_somebody_is_found(adopted, traveller):
    with acting(adopted.grid_worker) as viewer:
        (decision,) = measure_queries.decisions(viewer, traveller)
        assert decision.refusal is None
        said = measure_queries.sentence(viewer, traveller, now=MORNING).words
        assert said.zh.startswith("待核实落地")
        assert decision.reasons[0]["phases"][0]["measure"] == "central"
        assert kinds_of(traveller) == []


def test_the_whole_way_from_found_to_released(adopted, traveller):
    cast, grid = adopted, adopted.grid_worker
    found_at = after(MORNING, hours=2)
    with acting(SYSTEM):
        measures.learn_many(
            [
                NewFinding(
                    traveller,
                    known.Located(
                        outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格"
                    ),
                    found_at,
                    "field",
                    cast.paths["379901100001001"],
                )
            ],
            by=grid,
            at=found_at,
        )
    with acting(cast.county_commander) as viewer:
        assert kinds_of(traveller) == ["sample", "sample", "sign_order"]
        samples = Task.objects.filter(person_id=traveller, kind="sample").order_by("due")
        assert [local_day(sample.opens).day for sample in samples] == [5, 6]
        order = measure_queries.orders(viewer, _ask()).rows[0]
        assert (order.state, order.measure) == ("drafted", "central")
        (result,) = measures.sign_many([order.id], by=viewer, at=found_at)
        assert result.refused is None
    with acting(grid) as viewer:
        (task,) = Task.objects.filter(person_id=traveller, standing="open").exclude(kind="sample")
        assert task.kind == TaskKind.SERVE_NOTICE
        measures.do(task.pk, occurred=found_at, by=viewer, at=found_at)
        (task,) = Task.objects.filter(person_id=traveller, standing="open").exclude(kind="sample")
        assert task.kind == TaskKind.BEGIN_STAY
        measures.do(task.pk, occurred=found_at, by=viewer, at=found_at)
        assert set(kinds_of(traveller)) == {"sample", "daily_check"}
        sentence = measure_queries.sentence(viewer, traveller, now=found_at)
        assert sentence.words.zh.startswith("集中隔离医学观察第 2 天,共 7 天")
        day = task_queries.today(viewer, now=found_at)
        assert day.total > 0
    with acting(cast.neighbour_officer) as viewer:
        assert not Task.objects.exists()
        assert measure_queries.decisions(viewer, traveller) == []


def test_the_sample_of_the_day_found_counts_although_the_stay_begins_the_day_after(adopted, traveller):
    """The notice is slow; the swab of that day is asked for, taken, negative: release waits for no cap."""
    cast, grid = adopted, adopted.grid_worker
    found = known.Located(outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格")
    with acting(SYSTEM):
        home = known.RiskStay(
            province="江北省", left=date(2022, 8, 3), basis=known.Basis.REPORTED, level=known.RiskLevel.MIDDLE
        )
        measures.unlearn_many([f.id for f in about(SYSTEM, traveller)], reason="改正", by=SYSTEM, at=MORNING)
        path = cast.paths["379901100001001"]
        told = [NewFinding(traveller, each, MORNING, "field", path) for each in (home, found)]
        measures.learn_many(told, by=SYSTEM, at=MORNING)
    with acting(grid) as viewer:
        (first,) = Task.objects.filter(person_id=traveller, kind="sample", opens__lte=MORNING)
        measures.do(first.pk, occurred=after(MORNING, hours=1), by=viewer, at=after(MORNING, hours=1))
        assert Task.objects.get(pk=first.pk).standing == "met"
    _swabbed(cast, traveller, 5)
    next_day = after(MORNING, hours=24)
    with acting(cast.county_commander) as viewer:
        (order,) = measure_queries.orders(viewer, _ask()).rows
        measures.sign_many([order.id], by=viewer, at=next_day)
    with acting(grid) as viewer:
        measures.serve(order.id, occurred=next_day, by=viewer, at=next_day)
    _swabbed(cast, traveller, 7)
    _swabbed(cast, traveller, 10)
    last = instant("2022-08-10T23:30+08:00")
    with acting(grid) as viewer:
        measures.release(traveller, occurred=last, by=viewer, at=last)


def test_a_contact_of_a_contact_is_released_on_the_last_day_once_both_are_negative(adopted):
    """The list says through whom; the close contact's own two results let the other go before the cap."""
    cast = adopted
    a, b = (person(n)["身份证号"] for n in (1, 2))
    push(
        cast,
        [
            {"姓名": "李一", "身份证号": a, "联系电话": "13800000001", "现住址": GRID_1, "接触类型": "密接",
             "最后接触时间": "2022-08-03"},
            {"姓名": "王二", "身份证号": b, "联系电话": "13800000002", "现住址": GRID_1, "接触类型": "次密接",
             "最后接触时间": "2022-08-04", "关联密接身份证号": a},
        ],
    )  # fmt: skip
    with acting(cast.grid_worker) as viewer:
        one, two = (find(viewer, number).people[0].id for number in (a, b))
        search = Task.objects.get(person_id=two, kind="locate")
        found = known.Located(outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格")
        measures.report(search.pk, (found,), occurred=MORNING, by=viewer, at=MORNING)
    with acting(cast.county_commander) as viewer:
        (order,) = measure_queries.orders(viewer, _ask()).rows
        measures.sign_many([order.id], by=viewer, at=MORNING)
    with acting(cast.grid_worker) as viewer:
        measures.serve(order.id, occurred=MORNING, by=viewer, at=MORNING)
    for day in (5, 8, 11):
        _swabbed(cast, two, day)
    last = instant("2022-08-11T23:30+08:00")
    with (
        acting(cast.grid_worker) as viewer,
        pytest.raises(Refused, match="0 of the linked contact's first 2"),
    ):
        measures.release(two, occurred=last, by=viewer, at=last)
    for day in (9, 10):
        _swabbed(cast, one, day, reported=last)
    with acting(cast.grid_worker) as viewer:
        measures.release(two, occurred=last, by=viewer, at=last)
        said = measure_queries.sentence(viewer, two, now=last).words
        assert "解除" in said.zh


def _swabbed(cast, person, day, *, reported=None):
    taken = instant(f"2022-08-{day:02d}T10:00+08:00")
    known_at = reported or after(taken, hours=8)
    new = NewResult(person, taken, known_at, "negative", f"S{person}-{day}", cast.paths["379901100001001"])
    with acting(SYSTEM):
        measures.learn_results([new], by=SYSTEM, at=known_at)


def _ask():
    from lianfang.core.asking import Ask

    return Ask()

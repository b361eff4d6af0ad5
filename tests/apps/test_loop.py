"""The loop for one person: pushed, found, decided, ordered, held, checked, released."""

from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core.days import after, instant, local_day
from lianfang.core.tasks import TaskKind
from lianfang.findings.actions import NewFinding
from lianfang.measures import actions as measures
from lianfang.measures import queries as measure_queries
from lianfang.people.actions.claims import Claim
from lianfang.people.actions.register import register
from lianfang.tasks import queries as task_queries
from lianfang.tasks.models import Task
from tests.cast import MORNING

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


def _ask():
    from lianfang.core.asking import Ask

    return Ask()

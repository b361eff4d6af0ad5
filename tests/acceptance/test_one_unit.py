"""The reporting officer of one unit sees what that unit owes, and nothing of the people of the area."""

from typing import Any

import pytest

from lianfang.accounts import actions as accounts
from lianfang.accounts import queries as staff
from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.days import after
from lianfang.core.refusal import Refused
from lianfang.core.tasks import EvidenceKind
from lianfang.findings.models import Finding
from lianfang.people.models import Person
from lianfang.places import actions as places
from lianfang.tasks import actions, queries
from lianfang.tasks.models import Task
from tests.cast import MORNING
from tests.factories.pushes import adopt, person, push

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic(cast: Any) -> int:
    """A fever clinic of the county, with an instruction of the county to answer."""
    with acting(SYSTEM):
        unit = places.NewUnit("青石县人民医院发热门诊", "fever_clinic", cast.regions["379901"])
        (number,) = places.add_units([unit], by=SYSTEM, at=MORNING)
    return int(number)


@pytest.fixture
def reporter(cast: Any, clinic: int) -> Viewer:
    with acting(SYSTEM):
        post = accounts.Appointment("bai", "白填报", "13800009999", clinic, "reporter")
        (number,) = accounts.appoint_many([post], by=SYSTEM, at=MORNING, password="correct horse battery")
    return staff.viewer_of_post(number)


@pytest.fixture
def search(cast: Any) -> int:
    """A search for a person of the county, owed by a grid."""
    adopt(cast)
    push(cast, [person(1)])
    with acting(SYSTEM):
        return int(Task.objects.values_list("pk", flat=True).get(kind="locate"))


def instruct(cast: Any, clinic: int) -> set[int]:
    """An order of the county to the clinic; the two tasks it makes."""
    new = actions.NewInstruction(
        title="上报发热门诊人数",
        text="请今日内上报",
        unit_ids=[clinic],
        acknowledge_by=after(MORNING, hours=1),
        answer_by=after(MORNING, hours=6),
    )
    with acting(cast.county_officer) as viewer:
        actions.issue(new, by=viewer, at=MORNING)
    with acting(SYSTEM):
        return set(Task.objects.filter(owner_id=clinic).values_list("pk", flat=True))


def test_the_tasks_of_other_units_and_the_people_in_them_are_not_there(reporter: Viewer, search: int) -> None:
    with acting(reporter):
        assert queries.today(reporter, now=MORNING).total == 0
        with pytest.raises(Refused, match="no such task"):
            queries.card(reporter, search)
        assert not Task.objects.exists()
        assert not Person.objects.exists()
        assert not Finding.objects.exists()


def test_nobody_proves_for_another_unit(reporter: Viewer, search: int) -> None:
    proof = actions.Proof(search, EvidenceKind.LOCATED, MORNING)
    with acting(reporter), pytest.raises(Refused, match="no such task"):
        actions.submit_evidence(proof, by=reporter, at=MORNING)
    assert not reporter.sees("1.2.3")


def test_what_the_unit_itself_owes_is_there_and_can_be_done(
    cast: Any, clinic: int, reporter: Viewer, search: int
) -> None:
    own = instruct(cast, clinic)
    with acting(reporter):
        today = queries.today(reporter, now=MORNING)
        assert {card.id for group in today.groups for card in group.cards} == own
        first = min(own)
        proof = actions.Proof(first, EvidenceKind.ACKNOWLEDGED, MORNING)
        assert actions.submit_evidence(proof, by=reporter, at=MORNING).task_id == first

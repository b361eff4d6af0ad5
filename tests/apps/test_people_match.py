"""Matching in the database against the obvious way, on random people; a batch against one after the other."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.people import Ambiguous as Unsure
from lianfang.core.people import Same, claim_of, compare, match
from lianfang.people import actions, queries
from lianfang.people.actions import Ambiguous, Claim
from lianfang.people.actions.claims import sought_of
from lianfang.people.actions.matching import judge
from lianfang.people.actions.writing import add_people
from lianfang.people.models import Person
from tests.apps.test_people_claims import GRID, mobile, resident_number
from tests.cast import MORNING

pytestmark = pytest.mark.django_db

NAMES = ("王小明", "王晓明", "王大力", "李娜", "单雄信", "阿卜杜拉·买买提", "John Smith")
BIRTHS = (None, date(1990, 3, 7), date(1962, 12, 31))
CHECKED = [("resident_id", resident_number(n), True) for n in range(1, 5)]
UNCHECKED = [
    ("passport", "E12345678", True),
    ("passport", "K1234567", True),
    ("resident_id", resident_number(1), False),
    ("mainland_travel_permit_hm", "H12345678", True),
    ("mainland_travel_permit_hm", "H87654321", True),
]
PHONES = [mobile(n) for n in range(1, 4)]

claims = st.builds(
    Claim,
    name=st.sampled_from(NAMES),
    identifiers=st.lists(st.sampled_from(CHECKED + UNCHECKED), max_size=2, unique=True).map(tuple),
    phones=st.lists(st.sampled_from(PHONES), max_size=2, unique=True).map(tuple),
    sex=st.sampled_from(("unknown", "male", "female")),
    born=st.sampled_from(BIRTHS),
)
nameless = st.builds(
    Claim,
    name=st.just(""),
    identifiers=st.lists(st.sampled_from(CHECKED + UNCHECKED), max_size=1).map(tuple),
    phones=st.lists(st.sampled_from(PHONES), max_size=1).map(tuple),
)
on_one_database = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@contextmanager
def undone():
    """The whole tree's register, put back as it was afterwards."""
    with acting(SYSTEM), transaction.atomic():
        yield
        transaction.set_rollback(True)


def placed(cast, drawn):
    return [
        Claim(
            c.name, c.identifiers, c.phones, c.sex, c.born,
            region_id=cast.regions[GRID], path=cast.paths[GRID],
        )
        for c in drawn
    ]  # fmt: skip


def without_second_holders(drawn):
    """The claims without confirmed numbers that an earlier one holds: such people cannot both be known."""
    held, kept = set(), []
    for c in drawn:
        numbers = tuple(i for i in c.identifiers if i not in held)
        held.update(i for i in numbers if i in CHECKED)
        kept.append(Claim(c.name, numbers, c.phones, c.sex, c.born))
    return kept


@on_one_database
@given(
    known=st.lists(claims, max_size=6), doubled=st.booleans(), asked=st.lists(claims | nameless, min_size=1)
)
def test_the_database_finds_whom_the_rules_would_find_among_everybody(cast, known, doubled, asked):
    with undone():
        people = add_people(sought_of(placed(cast, without_second_holders(known))), by=SYSTEM, at=MORNING)
        if doubled and people:
            _merge_a_twin(cast, known[0], people[0])
        everybody = queries.marks_of(people)
        sought = dict(enumerate(sought_of(placed(cast, asked))))
        found = judge(sought)
        for ordinal, one in sought.items():
            among = [compare(one.marks, marks, person_id=n) for n, marks in everybody.items()]
            expected = match(claim_of(one.marks), among)
            assert _said(found[ordinal]) == _said(expected)


def _merge_a_twin(cast, said, person_id):
    """A second record of somebody, with a telephone of its own, that points to the first."""
    twin = Claim(said.name, phones=(PHONES[-1],), sex=said.sex, born=said.born)
    (other,) = add_people(sought_of(placed(cast, [twin])), by=SYSTEM, at=MORNING)
    Person.objects.filter(pk=other).update(merged_into=person_id)


def _said(verdict):
    """What a verdict says of people; why somebody is new may rest on namesakes the database leaves out."""
    match verdict:
        case Same(person_id, rule, _):
            return (person_id, rule)
        case Unsure(candidates, rule, _):
            return (candidates, rule)
    return "new"


@on_one_database
@given(batch=st.lists(claims | nameless, min_size=2, max_size=8))
def test_a_batch_comes_to_the_same_as_one_claim_after_the_other(cast, batch):
    said = placed(cast, batch)
    with undone():
        together = _outcome(actions.register_many(said, by=SYSTEM, at=MORNING))
    with undone():
        apart = _outcome([actions.register(each, by=SYSTEM, at=MORNING) for each in said])
    assert together == apart


def _outcome(answers):
    """Each answer, with people called by the claim that made them; why somebody is new may differ."""
    maker = {answer.person_id: n for n, answer in enumerate(answers) if getattr(answer, "new", False)}
    return [
        ("unsure", answer.rule, [maker[person] for person in answer.candidates])
        if isinstance(answer, Ambiguous)
        else (maker[answer.person_id], answer.new or answer.rule)
        for answer in answers
    ]


def test_a_merged_record_is_answered_by_the_one_that_stands_through_any_chain(cast):
    with acting(SYSTEM):
        names = [Claim("李娜", phones=(phone,)) for phone in PHONES]
        first, second, third = add_people(sought_of(placed(cast, names)), by=SYSTEM, at=MORNING)
        Person.objects.filter(pk=first).update(merged_into=second)
        Person.objects.filter(pk=second).update(merged_into=third)
        (found,) = judge({0: sought_of(placed(cast, [Claim("李娜", phones=(PHONES[0],))]))[0]}).values()
    assert found.person_id == third

"""What is known: added to and taken back, never edited; seen by those who see the person."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as rules
from lianfang.core.days import after
from lianfang.core.refusal import Refused
from lianfang.findings import actions, queries
from lianfang.findings.actions import NewFinding, NewResult
from lianfang.findings.models import Finding, Result
from lianfang.ledger import queries as ledger
from lianfang.people import actions as people
from tests.apps.test_people_claims import GRID, OTHER_GRID, claim, mobile, somebody
from tests.cast import MORNING

pytestmark = pytest.mark.django_db

STAY = rules.RiskStay(
    province="江东省",
    city="临海市",
    left=date(2022, 8, 3),
    basis=rules.Basis.REPORTED,
    level=rules.RiskLevel.HIGH,
)
FOUND = rules.Located(outcome=rules.Outcome.FOUND, method=rules.Method.CALL, attempted_by="王网格")
JOB = rules.Occupation(title="司机")
NOON, EVENING = after(MORNING, hours=3), after(MORNING, hours=9)


@pytest.fixture
def officer(cast):
    """The county's task force at work."""
    with acting(cast.county_officer) as viewer:
        yield viewer


@pytest.fixture
def person(cast, officer):
    """Somebody of the first grid."""
    (answer,) = people.register_many([somebody(cast)], by=officer, at=MORNING)
    return answer.person_id


def new(person, payload=STAY, *, occurred=MORNING, **more):
    return NewFinding(person, payload, occurred, "省推送", "", **more)


def swab(person, outcome="negative", *, taken=MORNING, reported=NOON, specimen="T1"):
    return NewResult(person, taken, reported, outcome, specimen, "", laboratory="市疾控", kit="A", ct=None)


def held(person, at=EVENING):
    return [finding.payload for finding in queries.facts_of_many([person], at=at).get(person, ())]


# --- recording ---


def test_what_was_recorded_is_known_from_then_on(officer, person):
    numbers = actions.record_many([new(person), new(person, FOUND)], by=officer, at=NOON)
    assert held(person) == [STAY, FOUND]
    assert held(person, at=MORNING) == []
    assert [known.id for known in queries.about(officer, person)] == sorted(numbers, reverse=True)


def test_a_finding_lies_where_its_person_stands_whatever_the_sender_says(cast, officer, person):
    said = NewFinding(person, STAY, MORNING, "省推送", path=cast.paths["379902"])
    actions.record_many([said], by=officer, at=NOON)
    assert Finding.objects.get().path == cast.paths[GRID]


def test_a_finding_about_a_place_lies_where_it_is_said_to(cast, officer):
    fault = rules.HomeUnsuitable(reason=rules.HomeFault.DORMITORY)
    said = NewFinding(None, fault, MORNING, "检查", cast.paths["379901100"], place_id=7)
    actions.record_many([said], by=officer, at=NOON)
    (known,) = queries.about_place(officer, 7)
    assert (known.payload, known.by) == (fault, "陈专班")


def test_a_set_of_findings_is_one_event_that_names_kinds_only(officer, person):
    actions.record_many([new(person), new(person, FOUND)], by=officer, at=NOON)
    (event,) = [e for e in ledger.within("", "~") if e.verb == "findings.recorded"]
    assert (event.count, event.body) == (2, {"kinds": ["located", "risk_stay"]})


def test_nothing_new_is_no_act(officer):
    assert actions.record_many([], by=officer, at=NOON) == []
    assert actions.record_results([], by=officer, at=NOON) == 0
    assert not [e for e in ledger.within("", "~") if e.verb.startswith("findings.")]


def test_findings_that_cannot_be_are_refused(officer, person):
    for unfit, code in (
        (new(person, occurred=EVENING), "finding.ahead"),
        (new(None), "finding.subject"),
        (new(person, place_id=7), "finding.subject"),
        (new(person, supersedes=999_999), "finding.supersedes"),
    ):
        with pytest.raises(Refused) as refused:
            actions.record_many([new(person), unfit], by=officer, at=NOON)
        assert refused.value.code == code
    assert Finding.objects.count() == 0


def test_one_persons_finding_does_not_replace_anothers(cast, officer, person):
    (other,) = people.register_many([somebody(cast)], by=officer, at=MORNING)
    (number,) = actions.record_many([new(person)], by=officer, at=NOON)
    with pytest.raises(Refused, match="somebody else"):
        actions.record_many([new(other.person_id, supersedes=number)], by=officer, at=NOON)


# --- replacing and taking back ---


def test_a_later_finding_takes_the_place_of_the_one_it_replaces(officer, person):
    (first,) = actions.record_many([new(person)], by=officer, at=NOON)
    actions.record_many([new(person, FOUND, supersedes=first)], by=officer, at=EVENING)
    assert held(person) == [FOUND]
    assert held(person, at=NOON) == [STAY]
    assert [known.superseded for known in queries.about(officer, person)] == [False, True]


def test_what_is_taken_back_was_known_before_and_is_not_after(officer, person):
    (number,) = actions.record_many([new(person)], by=officer, at=MORNING)
    assert actions.retract_many([number], reason="报错人", by=officer, at=EVENING) == [person]
    assert held(person) == []
    assert held(person, at=NOON) == [STAY]
    assert [known.retracted for known in queries.about(officer, person)] == [EVENING]
    assert actions.retract_many([number], reason="再撤", by=officer, at=EVENING) == []


def test_taking_back_needs_a_reason_and_sight(cast, officer, person):
    (number,) = actions.record_many([new(person)], by=officer, at=NOON)
    with pytest.raises(Refused, match="say why"):
        actions.retract_many([number], reason=" ", by=officer, at=EVENING)
    with acting(cast.neighbour_officer) as neighbour, pytest.raises(Refused, match="in your area"):
        actions.retract_many([number], reason="报错人", by=neighbour, at=EVENING)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE findings_finding SET payload = '{}'",
        "UPDATE findings_finding SET occurred = occurred - interval '1 day'",
        "UPDATE findings_finding SET retracted = now(), retracted_why = 'later' WHERE retracted IS NOT NULL",
        "UPDATE findings_finding SET retracted = NULL WHERE retracted IS NOT NULL",
        "UPDATE findings_finding SET retracted = now()",
        "DELETE FROM findings_finding",
        "UPDATE findings_result SET outcome = 'positive'",
        "DELETE FROM findings_result",
    ],
)
def test_the_database_itself_refuses_to_edit_what_is_known(officer, person, statement):
    kept, taken_back = actions.record_many([new(person), new(person, FOUND)], by=officer, at=NOON)
    actions.retract_many([taken_back], reason="报错人", by=officer, at=NOON)
    actions.record_results([swab(person)], by=officer, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(statement)
    assert {kept, taken_back} == set(Finding.objects.values_list("pk", flat=True))


# --- results ---


def test_a_result_sent_twice_is_one(officer, person):
    assert actions.record_results([swab(person), swab(person)], by=officer, at=NOON) == 1
    assert actions.record_results([swab(person), swab(person, specimen="T2")], by=officer, at=NOON) == 1
    assert [r.specimen for r in queries.results_of_many([person])[person]] == ["T1", "T2"]


def test_a_corrected_result_counts_and_the_first_is_kept(officer, person):
    wrong = swab(person, "positive")
    actions.record_results([wrong], by=officer, at=NOON)
    actions.record_results([swab(person, "negative", reported=EVENING)], by=officer, at=EVENING)
    assert [r.outcome for r in queries.results_of_many([person])[person]] == ["negative"]
    assert [r.outcome for r in queries.results_of(officer, person)] == ["negative", "positive"]


def test_results_that_cannot_be_are_refused_all_together(officer, person):
    for unfit, code in (
        (swab(person, "fine"), "result.outcome"),
        (swab(person, taken=EVENING), "result.order"),
        (swab(person, reported=EVENING), "result.order"),
    ):
        with pytest.raises(Refused) as refused:
            actions.record_results([swab(person, specimen="T9"), unfit], by=officer, at=NOON)
        assert refused.value.code == code
    assert Result.objects.count() == 0


# --- who sees ---


@pytest.fixture
def told(officer, person):
    """The person with a stay and a result."""
    actions.record_many([new(person)], by=officer, at=NOON)
    actions.record_results([swab(person)], by=officer, at=NOON)
    return person


def test_neighbours_see_nothing_of_it_and_rules_see_it_all(cast, told):
    for viewer in (cast.neighbour_officer, cast.other_grid_worker):
        with acting(viewer):
            assert queries.about(viewer, told) == []
            assert queries.results_of(viewer, told) == []
            assert (Finding.objects.count(), Result.objects.count()) == (0, 0)
            assert held(told) == [STAY]
            assert len(queries.results_of_many([told])[told]) == 1


def test_a_partition_asked_by_its_own_name_is_shut(cast, told):
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^findings_'")
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 40
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            assert cursor.fetchone() == (0,), table
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            cursor.execute(
                "INSERT INTO findings_result_2022 (person_id, taken, reported, outcome, kit, laboratory,"
                " specimen, source, path)"
                " VALUES (1, '2022-08-01Z', '2022-08-01Z', 'negative', '', '', '', '', '')"
            )


def test_whoever_is_granted_the_person_sees_what_is_known_of_them(cast, told):
    with acting(cast.county_officer) as officer:
        until = after(MORNING, hours=48)
        people.grant(told, cast.paths["379902"], ground="isolation", until=until, by=officer, at=NOON)
    with acting(cast.neighbour_officer) as neighbour:
        assert [known.payload for known in queries.about(neighbour, told)] == [STAY]
        assert len(queries.results_of(neighbour, told)) == 1


def test_what_is_known_follows_the_person(cast, told):
    with acting(cast.county_officer) as officer:
        people.move_many([told], cast.regions[OTHER_GRID], by=officer, at=NOON)
        actions.follow_many([told], cast.paths[OTHER_GRID])
    with acting(cast.other_grid_worker) as worker:
        assert [known.payload for known in queries.about(worker, told)] == [STAY]
        assert len(queries.results_of(worker, told)) == 1
    with acting(cast.grid_worker):
        assert Finding.objects.count() == 0


def test_what_was_written_under_a_merged_record_is_known_of_the_person(cast, officer, told):
    (other,) = people.register_many([claim(cast, "王小明", phone=mobile(9))], by=officer, at=MORNING)
    actions.record_many([new(other.person_id, FOUND)], by=officer, at=NOON)
    actions.record_results([swab(other.person_id, specimen="T2")], by=officer, at=NOON)
    people.merge(other.person_id, told, reason="同一人", by=officer, at=NOON)
    assert set(held(told)) == {STAY, FOUND}
    assert [r.specimen for r in queries.results_of_many([told])[told]] == ["T1", "T2"]
    assert len(queries.about(officer, told)) == len(queries.results_of(officer, told)) == 2
    people.unmerge(other.person_id, reason="弄错了", by=officer, at=NOON)
    assert held(told) == [STAY]


# --- many at once ---


def read(row):
    """A row as the rules read it, one by one."""
    return rules.Finding(
        id=row.pk,
        payload=rules.from_payload(row.kind, row.payload),
        occurred=row.occurred,
        recorded=row.recorded,
        source=row.source,
        by=str(row.by or ""),
        supersedes=row.supersedes,
        retracted=row.retracted,
    )


payloads = st.sampled_from([STAY, FOUND, JOB, rules.Occupation(title="医生"), rules.ChoosesCentral()])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.tuples(st.integers(0, 2), payloads, st.integers(0, 3)), max_size=12))
def test_facts_of_many_are_the_facts_of_each(cast, officer, said):
    with transaction.atomic():
        three = [
            a.person_id
            for a in people.register_many([somebody(cast) for _ in range(3)], by=officer, at=MORNING)
        ]
        for n, (whose, payload, hours) in enumerate(said):
            occurred = after(MORNING, hours=hours - 3)
            actions.record_many(
                [new(three[whose], payload, occurred=occurred)], by=officer, at=after(MORNING, minutes=n)
            )
        together = queries.facts_of_many(three, at=NOON)
        apart = {p: f for person in three for p, f in queries.facts_of_many([person], at=NOON).items()}
        assert together == apart
        for person, facts in together.items():
            rows = [read(row) for row in Finding.objects.filter(subject_id=person)]
            assert facts == rules.facts_at(rows, NOON)
        transaction.set_rollback(True)


def test_many_cost_no_more_questions_than_few(cast, officer, django_assert_max_num_queries):
    crowd = [
        a.person_id for a in people.register_many([somebody(cast) for _ in range(40)], by=officer, at=MORNING)
    ]
    with django_assert_max_num_queries(25) as recording:
        actions.record_many([new(crowd[0])], by=officer, at=NOON)
    with django_assert_max_num_queries(len(recording.captured_queries)):
        actions.record_many([new(person) for person in crowd], by=officer, at=NOON)
    with django_assert_max_num_queries(12):
        assert len(queries.facts_of_many(crowd, at=NOON)) == 40

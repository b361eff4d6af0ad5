"""A pushed list: every row accounted for, every person known, decided on and asked after in time."""

import json
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core.asking import Ask
from lianfang.core.days import after, instant
from lianfang.core.refusal import Refused
from lianfang.findings.models import Finding
from lianfang.intake import queries
from lianfang.intake.models import InboundList, InboundRow
from lianfang.ledger.models import Event
from lianfang.measures import actions as measures
from lianfang.measures.models import Decision
from lianfang.people.models import Person
from lianfang.places import actions as places
from lianfang.tasks import queries as task_queries
from lianfang.tasks.models import Task
from tests.cast import MORNING
from tests.factories.pushes import FAR_GRID, GRID_2, adopt, file_of, person, push

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(cast):
    adopt(cast)
    return cast


def counts(balance):
    return tuple(
        getattr(balance, name)
        for name in ("received", "accepted", "duplicate", "rejected", "ambiguous", "pending")
    )


def everything():
    with acting(SYSTEM):
        return [model.objects.count() for model in (Person, InboundRow, Finding, Decision, Task)]


def test_each_person_is_known_decided_on_and_asked_after_by_their_grid_within_the_deadline(city):
    got = push(city, [person(1), person(2, 现住址=GRID_2), person(3, 现住址=FAR_GRID)])
    assert counts(got.balance) == (3, 3, 0, 0, 0, 0)
    with acting(SYSTEM):
        tasks = list(Task.objects.filter(kind="locate", list_id=got.list_id).order_by("pk"))
        grids = ["379901100001001", "379901100001002", "379901200001001"]
        assert [t.owner_path for t in tasks] == [city.paths[code] for code in grids]
        assert {t.due for t in tasks} == {after(MORNING, hours=24)}
        assert {(t.clause, t.edition) for t in tasks} == {("found_and_checked_hours", "cn-covid19-9")}
        assert tasks[0].because["zh"] == "8月3日离开高风险区"
        assert tasks[0].post_id == city.grid_worker.post_id
        assert Decision.objects.filter(person_id__in=[t.person_id for t in tasks]).count() == 3
        kinds = Finding.objects.filter(subject_id=tasks[0].person_id).values_list("kind", flat=True)
        assert sorted(kinds) == ["arrival", "risk_stay"]


def test_somebody_whose_place_is_not_told_is_asked_after_by_the_receiving_headquarters(city):
    push(city, [person(1, 现住址="外省"), person(2, 现住址="河口镇幸福路3号")])
    with acting(SYSTEM):
        unknown, township = Task.objects.filter(kind="locate").order_by("pk")
        assert unknown.owner_id == city.units["379901"]
        assert unknown.because["zh"].endswith("地址不详")
        assert township.owner_id == city.units["379901100"]


def test_the_same_file_twice_is_one_list_and_changes_nothing(city):
    content = file_of([person(n) for n in range(5)] + [person(3)])
    first = push(city, content)
    before = everything()
    again = push(city, content, at=after(MORNING, hours=3))
    assert (again.list_id, again.known, counts(again.balance)) == (first.list_id, True, counts(first.balance))
    assert everything() == before
    assert push(city, content, source="铁路").list_id != first.list_id


def test_a_row_that_repeats_another_of_the_list_or_of_an_earlier_list_says_which(city):
    first = push(city, [person(1), person(2), person(1)])
    second = push(city, [person(2), person(4)], source="省推送")
    with acting(city.county_officer) as viewer:
        (inside,) = queries.rows(viewer, first.list_id, Ask(filters={"state": "duplicate"})).rows
        (across,) = queries.rows(viewer, second.list_id, Ask(filters={"state": "duplicate"})).rows
    assert (inside.number, inside.same_as.list_id, inside.same_as.number) == (4, first.list_id, 2)
    assert (across.same_as.list_id, across.same_as.number) == (first.list_id, 3)
    assert counts(second.balance) == (2, 1, 1, 0, 0, 0)


def test_another_journey_of_the_same_person_is_a_row_of_its_own_and_one_call(city):
    got = push(city, [person(1), person(1, 离开时间="2022-08-01", 到达时间="2022-08-01 20:00", 车次="G7")])
    assert counts(got.balance) == (2, 2, 0, 0, 0, 0)
    with acting(SYSTEM):
        assert Person.objects.count() == 1
        assert Task.objects.filter(kind="locate").count() == 1


def test_who_is_looked_for_already_is_linked_and_not_called_twice(city):
    push(city, [person(1)])
    other = push(city, [person(1, 车次="G999")], source="铁路")
    assert counts(other.balance) == (1, 1, 0, 0, 0, 0)
    with acting(SYSTEM):
        assert Task.objects.filter(kind="locate").count() == 1
        (task,) = Task.objects.filter(kind="locate")
        assert len(queries.rows_of_person(SYSTEM, task.person_id)) == 2


def find(city, person_id, at):
    said = known.Located(outcome=known.Outcome.FOUND, method=known.Method.CALL, attempted_by="王网格")
    with acting(SYSTEM):
        number = Task.objects.get(kind="locate", person_id=person_id, standing="open").pk
    with acting(city.grid_worker) as viewer:
        measures.report(number, (said,), occurred=at, by=viewer, at=at)


def test_who_was_found_after_coming_is_not_looked_for_again_but_a_later_journey_is(city):
    push(city, [person(1)])
    with acting(SYSTEM):
        somebody = Person.objects.get().pk
    find(city, somebody, after(MORNING, hours=1))
    push(city, [person(1, 车次="G2")], source="铁路", at=after(MORNING, hours=2))
    with acting(SYSTEM):
        assert Task.objects.filter(kind="locate").count() == 1
    later = {"离开时间": "2022-08-06", "到达时间": "2022-08-06 10:00"}
    push(city, [person(1, **later)], source="机场", at=after(MORNING, hours=30))
    with acting(SYSTEM):
        assert Task.objects.filter(kind="locate").count() == 2


def test_ids_damaged_by_a_spreadsheet_go_back_masked_with_how_to_mend_them(city):
    rows = [
        person(1),
        person(2, 身份证号="3.7990119800103E+17"),
        person(3, 身份证号=person(3)["身份证号"][:-1] + "0"),
        person(4, 姓名=""),
        person(5, 离开时间="2022-13-40"),
        person(6, 到达时间="2022-09-30"),
    ]
    got = push(city, rows)
    assert counts(got.balance) in {(6, 1, 0, 5, 0, 0), (6, 2, 0, 4, 0, 0)}
    with acting(city.county_officer) as viewer:
        wrong = list(queries.problems(viewer, got.list_id))
    assert {p.row for p in wrong if p.level == "error"} >= {3, 5, 6, 7}
    assert all(p.remedy.zh and p.remedy.en and p.column for p in wrong)
    told = json.dumps([[p.value, p.message, p.remedy] for p in wrong], ensure_ascii=False)
    assert not any(person(n)["身份证号"] in told for n in range(1, 7))


def test_rows_are_kept_sealed_and_the_ledger_holds_nothing_personal(city):
    push(city, [person(1), person(2, 身份证号="12345")])
    with acting(SYSTEM):
        kept = b"".join(bytes(raw) for raw in InboundRow.objects.values_list("raw", flat=True))
        assert person(1)["身份证号"].encode() not in kept
        ledger = json.dumps(list(Event.objects.values_list("verb", "body")), ensure_ascii=False)
        assert not any(value in ledger for value in person(1).values() if len(value) > 2)
        assert "intake.rows_taken" in ledger


def test_an_unclear_heading_holds_up_its_list_alone_and_what_is_told_is_remembered(city):
    def odd(p):
        return {"甲": p["姓名"], "乙": p["身份证号"], "联系电话": p["联系电话"], "现住址": p["现住址"]}

    rows = [odd(person(n)) for n in range(3)]
    waiting = push(city, rows, source="园区")
    assert (waiting.state, counts(waiting.balance)) == ("needs_mapping", (0,) * 6)
    assert [q.sheet for q in waiting.questions] == ["推送"]
    done = push(city, rows, source="园区", told={"甲": "name", "B": "identifier"})
    assert (done.list_id, done.state, done.balance.accepted) == (waiting.list_id, "done", 3)
    more = [odd(person(n)) for n in range(5, 7)]
    assert push(city, more, source="园区").balance.accepted == 2
    with pytest.raises(Refused, match="no field"):
        push(city, rows, source="别处", told={"甲": "nonsense"})


def test_a_file_without_people_is_refused_and_leaves_nothing(city):
    with pytest.raises(Refused, match="no list of people"):
        push(city, "说明\n请按要求填写\n".encode())
    with acting(SYSTEM):
        assert not InboundList.objects.exists()


def test_a_receiver_without_a_unit_is_told_what_to_do_first(city):
    with acting(SYSTEM):
        numbers = places.add_regions(
            [places.NewRegion("38", "无人省", "province", "")], by=SYSTEM, at=MORNING
        )
    city.regions["38"] = numbers["38"]
    with pytest.raises(Refused, match="add one before receiving"):
        push(city, [person(1)], by=SYSTEM, region="38")


def test_the_balance_is_a_constraint_of_the_database(city):
    got = push(city, [person(1)])
    with acting(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        InboundList.objects.filter(pk=got.list_id).update(accepted=7)


def test_the_number_of_queries_does_not_grow_with_the_rows(city):
    def asked(count, source):
        rows = [person(n + 1000 * count) for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            push(city, rows, source=source)
        return len(captured)

    few = asked(30, "甲")
    assert asked(300, "乙") <= few + 15  # COPY and bulk inserts take some statements more or less


def test_paper_declarations_come_in_as_a_list_and_each_gets_a_receipt(city):
    got = push(city, [person(1), person(2), person(2)], kind="paper", source="纸质报备")
    assert counts(got.balance) == (3, 2, 1, 0, 0, 0)
    with acting(city.community_officer) as viewer:
        told = queries.declarations(viewer, Ask()).rows
        assert len({one.receipt for one in told}) == 2
        tasks = task_queries.search(viewer, Ask(filters={"kind": "answer_declaration"}), now=MORNING)
        assert tasks.total == 2
        assert {t.owner_id for t in tasks.rows} == {city.units["379901100001"]}
    shown = queries.status(told[0].receipt, person(2)["联系电话"][-4:], at=MORNING)
    assert shown.who == told[0].who


def test_what_was_said_of_the_list_stays_as_it_was_received(city):
    content = file_of([person(1)])
    got = push(city, content)
    with acting(city.county_officer) as viewer:
        line = queries.list_line(viewer, got.list_id)
        (sheet,) = queries.sheets_read(viewer, got.list_id)
    assert line.sha256 == sha256(content).hexdigest()
    assert line.due == instant("2022-08-06T09:00+08:00")
    assert sheet.columns[0][:2] == ("A", "姓名")
    assert sheet.columns[0][2].en == "Name"
    assert line.at == MORNING

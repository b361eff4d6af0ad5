"""Self-declaration: a receipt for whoever tells, one call for whoever is on a list as well."""

from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM, acting, why_not
from lianfang.core import findings as known
from lianfang.core.asking import Ask
from lianfang.core.days import after
from lianfang.core.refusal import Refused
from lianfang.intake import actions, queries
from lianfang.intake.models import Declaration
from lianfang.intake.queries import DeclarationState
from lianfang.measures import actions as measures
from lianfang.measures.models import Decision
from lianfang.people.models import Person
from lianfang.tasks.models import Task
from tests.cast import MORNING
from tests.factories.pushes import GRID_1, adopt, id_number, person, push

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(cast):
    adopt(cast)
    return cast


def said(n=1, **changes):
    row = person(n)
    told = {
        "name": row["姓名"],
        "identifier": row["身份证号"],
        "phone": row["联系电话"],
        "origin": row["来源地"],
        "left": row["离开时间"],
        "arrived": row["到达时间"],
        "transport": "火车",
        "address": f"{GRID_1}9号楼101室",
    }
    return told | changes


def declare(city, n=1, *, at=MORNING, ref=None, by=None, **changes):
    new = actions.NewDeclaration(said=said(n, **changes), region_id=city.regions["3799"])
    desk = by or actions.public_desk(city.regions["3799"])
    with acting(desk) as viewer:
        return actions.declare(new, by=viewer, at=at, ref=ref)


def tasks_of(kind):
    with acting(SYSTEM):
        return list(Task.objects.filter(kind=kind).order_by("pk"))


def test_a_declaration_is_known_decided_on_and_answered_by_the_community_within_twelve_hours(city):
    receipt = declare(city, risk_level="高风险")
    assert len(receipt) == 11
    (task,) = tasks_of("answer_declaration")
    assert (task.owner_id, task.due) == (city.units["379901100001"], after(MORNING, hours=12))
    with acting(SYSTEM):
        made = Declaration.objects.get()
        assert (made.left, made.arrived) == (date(2022, 8, 3), date(2022, 8, 4))
        assert Decision.objects.filter(person_id=made.person_id).exists()
    with acting(city.community_officer) as viewer:
        (line,) = queries.declarations(viewer, Ask(words=receipt[:3].lower())).rows
        assert line.who.endswith("*") or "*" in line.who
        assert person(1)["联系电话"] not in str(line)
        assert line.state == DeclarationState.WAITING
    with acting(city.neighbour_officer) as viewer:
        assert queries.declarations(viewer, Ask()).total == 0
        assert not Declaration.objects.exists()


def test_what_was_told_is_sealed_and_receipts_cannot_be_guessed(city):
    receipts = {declare(city, n) for n in range(1, 6)}
    assert len(receipts) == 5
    with acting(SYSTEM):
        kept = b"".join(bytes(s) for s in Declaration.objects.values_list("sealed", flat=True))
    assert id_number(1).encode() not in kept
    wrong = ("AAAAA-AAAAA", "0001"), (min(receipts), "9999"), (min(receipts), "")
    for receipt, tail in wrong:
        with pytest.raises(Refused, match="nothing found"):
            queries.status(receipt, tail, at=MORNING)


def test_who_holds_the_receipt_learns_what_became_of_it_and_whom_to_call(city):
    receipt = declare(city)
    tail = person(1)["联系电话"][-4:]
    first = queries.status(receipt.lower().replace("-", " "), f" {tail} ", at=MORNING)
    assert (first.state, first.unit) == (DeclarationState.WAITING, "东风社区")
    assert first.due == after(MORNING, hours=12)
    with acting(city.community_officer) as viewer:
        (line,) = queries.declarations(viewer, Ask()).rows
        actions.answer(
            line.id, known.Outcome.UNREACHABLE, known.Method.CALL, by=viewer, at=after(MORNING, hours=1)
        )
        assert tasks_of("answer_declaration")[0].standing == "open"
        actions.answer(line.id, known.Outcome.FOUND, known.Method.CALL, by=viewer, at=after(MORNING, hours=2))
        tried = queries.attempts(viewer, line.person_id)
    assert [(one.outcome.en, one.by) for one in tried] == [("found", "李社区"), ("not reached yet", "李社区")]
    assert tasks_of("answer_declaration")[0].standing == "met"
    assert queries.status(receipt, tail, at=after(MORNING, hours=3)).state == DeclarationState.ANSWERED


def test_the_same_form_sent_twice_is_one_declaration(city):
    assert declare(city, ref="form-1") == declare(city, ref="form-1", at=after(MORNING, minutes=1))
    with acting(SYSTEM):
        assert Declaration.objects.count() == 1


def test_a_field_that_cannot_be_read_is_refused_with_how_to_mend_it(city):
    wrong = said(identifier=id_number(1)[:-1] + "0", left="2022-08-33", name="")
    assert set(actions.faults(wrong, at=MORNING)) == {"identifier", "left", "name"}
    assert actions.faults(said(), at=MORNING) == {}
    with pytest.raises(Refused, match=r"^Name"):
        declare(city, name="")
    with acting(SYSTEM):
        assert not Declaration.objects.exists()


def test_the_public_desk_may_declare_in_its_area_and_nothing_else(city):
    desk = actions.public_desk(city.regions["379901"])
    assert why_not(desk, "declare", city.paths["379901100"]) is None
    assert why_not(desk, "declare", city.paths["379902"]).code == "scope.area"
    assert why_not(desk, "see_people").code == "scope.role"
    with pytest.raises(Refused, match="outside"):
        declare(city, by=desk)


def test_who_declared_and_then_is_pushed_is_called_once_for_the_list(city):
    receipt = declare(city)
    got = push(city, [person(1)])
    assert got.balance.accepted == 1
    (answer,), (locate,) = tasks_of("answer_declaration"), tasks_of("locate")
    assert (answer.standing, locate.standing) == ("withdrawn", "open")
    assert answer.person_id == locate.person_id
    with acting(city.grid_worker) as viewer:
        found = known.Located(outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格")
        at = after(MORNING, hours=1)
        measures.report(locate.pk, (found,), occurred=at, by=viewer, at=at)
    tail = person(1)["联系电话"][-4:]
    assert queries.status(receipt, tail, at=after(MORNING, hours=2)).state == DeclarationState.ANSWERED


def test_who_is_on_a_list_and_then_declares_is_linked_to_the_row_and_not_called_twice(city):
    push(city, [person(1)])
    receipt = declare(city, at=after(MORNING, hours=1))
    assert not tasks_of("answer_declaration")
    with acting(city.community_officer) as viewer:
        (line,) = queries.declarations(viewer, Ask()).rows
        assert queries.row(viewer, line.row_id).person_id == line.person_id
        assert queries.declarations_of(viewer, line.person_id) == [line]
    tail = person(1)["联系电话"][-4:]
    assert queries.status(receipt, tail, at=after(MORNING, hours=1)).state == DeclarationState.ON_A_LIST
    with acting(city.community_officer) as viewer:
        actions.answer(line.id, known.Outcome.FOUND, known.Method.CALL, by=viewer, at=after(MORNING, hours=2))
    assert tasks_of("locate")[0].standing == "met"


def test_who_was_found_already_gets_an_answer_at_once(city):
    push(city, [person(1)])
    (locate,) = tasks_of("locate")
    with acting(city.grid_worker) as viewer:
        found = known.Located(outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格")
        measures.report(locate.pk, (found,), occurred=MORNING, by=viewer, at=MORNING)
    receipt = declare(city, at=after(MORNING, hours=1))
    assert not tasks_of("answer_declaration")
    tail = person(1)["联系电话"][-4:]
    assert queries.status(receipt, tail, at=after(MORNING, hours=1)).state == DeclarationState.ANSWERED


def test_a_proxy_declares_for_somebody_without_a_telephone_and_asks_by_their_own(city):
    receipt = declare(city, phone="", guardian="李丽", guardian_phone="13900001234")
    assert queries.status(receipt, "1234", at=MORNING).receipt == receipt
    with acting(city.community_officer) as viewer:
        (line,) = queries.declarations(viewer, Ask()).rows
    assert line.proxy.startswith("李")


def test_a_doubtful_declaration_waits_for_somebody_to_say_who_it_is(city):
    push(city, [person(1)])
    declare(city, identifier=id_number(300))
    with acting(city.community_officer) as viewer:
        (line,) = queries.declarations(viewer, Ask(filters={"state": "doubtful"})).rows
        assert [one.id for one in line.candidates]
        with pytest.raises(Refused, match="first settle"):
            actions.answer(line.id, known.Outcome.FOUND, known.Method.CALL, by=viewer, at=MORNING)
        with pytest.raises(Refused, match="one of the candidates"):
            actions.settle_declaration(line.id, 10**9, by=viewer, at=MORNING)
        settled = actions.settle_declaration(line.id, None, by=viewer, at=MORNING)
        assert queries.declaration(viewer, line.id).person_id == settled
        with pytest.raises(Refused, match="it is settled"):
            actions.settle_declaration(line.id, None, by=viewer, at=MORNING)
    with acting(SYSTEM):
        assert Person.objects.count() == 2


def test_a_declaration_made_by_mistake_is_withdrawn_with_its_task(city):
    receipt = declare(city)
    with acting(city.community_officer) as viewer:
        (line,) = queries.declarations(viewer, Ask(filters={"state": "waiting"})).rows
        actions.withdraw_declaration(line.id, reason="重复填写", by=viewer, at=MORNING)
        with pytest.raises(Refused, match="withdrawn"):
            actions.answer(line.id, known.Outcome.FOUND, known.Method.CALL, by=viewer, at=MORNING)
        assert queries.declarations(viewer, Ask(filters={"state": "waiting"})).total == 0
    assert tasks_of("answer_declaration")[0].standing == "withdrawn"
    tail = person(1)["联系电话"][-4:]
    assert queries.status(receipt, tail, at=MORNING).state == DeclarationState.WITHDRAWN


def test_another_area_neither_sees_nor_answers_a_declaration(city):
    declare(city)
    with acting(SYSTEM):
        number = Declaration.objects.get().pk
    with acting(city.neighbour_officer) as viewer:
        for act in (
            lambda: queries.declaration(viewer, number),
            lambda: actions.answer(number, known.Outcome.FOUND, known.Method.CALL, by=viewer, at=MORNING),
            lambda: actions.withdraw_declaration(number, reason="x", by=viewer, at=MORNING),
        ):
            with pytest.raises(Refused, match="no such declaration"):
                act()

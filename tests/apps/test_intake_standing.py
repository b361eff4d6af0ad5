"""Where people stand whom the register knew before a list spoke of them, and what goes along."""

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core.asking import Ask
from lianfang.core.days import after
from lianfang.findings.models import Finding
from lianfang.intake import queries
from lianfang.intake.models import InboundRow
from lianfang.intake.reading_ahead import Turns, read_ahead
from lianfang.measures import actions as measures
from lianfang.measures.models import Decision
from lianfang.people import actions as people
from lianfang.people.models import Person
from lianfang.tasks.models import Task
from tests.cast import MORNING
from tests.factories.pushes import FAR_GRID, GRID_1, adopt, person, push

pytestmark = pytest.mark.django_db
GRID = "379901100001001"


@pytest.fixture
def city(cast):
    adopt(cast)
    return cast


def test_who_stood_with_the_county_alone_is_placed_closer_with_all_that_is_theirs(city):
    push(city, [person(1, 现住址="外省")])
    second = push(city, [person(1, 车次="G8")], source="铁路")
    grid = city.paths[GRID]
    with acting(SYSTEM):
        assert Person.objects.get().path == grid
        assert set(InboundRow.objects.values_list("path", flat=True)) == {grid}
        assert set(Finding.objects.values_list("path", flat=True)) == {grid}
        assert set(Decision.objects.filter(superseded=None).values_list("path", flat=True)) == {grid}
        (task,) = Task.objects.filter(kind="locate")
        assert (task.owner_path, task.owner_id) == (grid, city.units[GRID])
    with acting(city.grid_worker) as viewer:
        assert queries.rows(viewer, second.list_id, Ask()).total == 1


def test_what_is_decided_about_people_never_heard_of_is_what_reading_them_back_would_decide(city):
    contact = {
        "姓名": "陈明",
        "联系电话": "13900009999",
        "现住址": GRID_1,
        "接触类型": "一般接触",
        "最后接触时间": "2022-08-04",
    }
    push(city, [person(1), person(2, 风险等级=""), person(2, 车次="G9"), person(3, 风险等级="低风险")])
    push(city, [contact], source="疾控")
    with acting(SYSTEM):
        everybody = list(Person.objects.values_list("pk", flat=True))
        tasks = sorted(Task.objects.values_list("kind", "person_id"))
        assert "decide" in {kind for kind, _ in tasks}
        again = measures.review_many(everybody, by=SYSTEM, at=after(MORNING, hours=1))
        assert (again.people, again.decided, again.tasks_added, again.tasks_withdrawn) == (4, 0, 0, 0)
        assert sorted(Task.objects.values_list("kind", "person_id")) == tasks


def test_a_list_that_tells_less_of_a_place_than_the_register_moves_nobody(city):
    push(city, [person(1)])
    push(city, [person(1, 现住址="青石县", 车次="G8")], source="铁路")
    with acting(SYSTEM):
        assert Person.objects.get().path == city.paths[GRID]
        assert set(InboundRow.objects.values_list("path", "claimed")) == {(city.paths[GRID], "")}


def test_somebody_of_the_neighbours_stays_with_whom_the_list_names_and_both_see_the_row(city):
    push(
        city, [person(1, 现住址="白沙县沙洲镇新洲社区1号网格2号")], by=city.neighbour_officer, region="379902"
    )
    ours = push(city, [person(1, 车次="G8")], source="铁路")
    with acting(SYSTEM):
        row = InboundRow.objects.get(inbound_id=ours.list_id)
        assert (row.path, row.claimed) == (city.paths[GRID], city.paths["379902100001001"])
        assert Person.objects.get().path == city.paths["379902100001001"]
        assert Task.objects.filter(kind="locate").count() == 1  # the neighbours look for them already
    for officer in (city.grid_worker, city.neighbour_grid_worker):
        with acting(officer) as viewer:
            (seen,) = queries.claims(viewer, Ask()).rows
            assert seen.who
            assert queries.certainties(viewer, list_id=ours.list_id).number.total == int(
                officer is city.grid_worker
            )


def test_what_is_found_out_under_a_record_that_was_merged_counts_for_the_row(city):
    got = push(city, [person(1), person(2, 现住址=GRID_1 + "5号", 身份证号="")])
    with acting(SYSTEM):
        one, other = Person.objects.order_by("pk").values_list("pk", flat=True)
        task = Task.objects.get(kind="locate", person_id=one)
        said = known.Located(outcome=known.Outcome.FOUND, method=known.Method.CALL, attempted_by="王")
        measures.report(task.pk, (said,), occurred=MORNING, by=SYSTEM, at=MORNING)
        assert queries.certainties(SYSTEM, list_id=got.list_id).location == (1, 2)
        people.merge(one, other, reason="同一人", by=SYSTEM, at=after(MORNING, hours=1))
        assert queries.certainties(SYSTEM, list_id=got.list_id).location == (2, 2)


def test_the_same_reference_is_the_same_receipt(city):
    from hashlib import sha256

    from lianfang.gateway.sheets import read
    from lianfang.intake import actions
    from tests.factories.pushes import file_of

    answers = []
    for rows in ([person(1)], [person(2)]):
        data = file_of(rows)
        with read(data, "a.csv") as book:
            new = actions.NewList(
                source="省推送", filename="a.csv", sha256=sha256(data).hexdigest(), sheets=book.sheets,
                region_id=city.regions["379901"],
            )  # fmt: skip
            answers.append(actions.receive(new, by=city.county_officer, at=MORNING, ref="batch-7"))
    assert answers[0].list_id == answers[1].list_id
    assert (answers[1].known, answers[1].balance.received) == (True, 1)


def test_several_sheets_are_one_list_and_repeats_are_known_across_them(city, tmp_path):
    import xlsxwriter

    file = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("说明").write(0, 0, "请勿外传")
        for name, numbers in (("一", (1, 2)), ("二", (2, 3))):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(person(1)))
            for n, number in enumerate(numbers, 1):
                sheet.write_row(n, 0, list(person(number).values()))
            sheet.write_row(9, 0, ["合计", "2 人"])
    got = push(city, file.read_bytes(), filename="two.xlsx")
    assert (got.balance.received, got.balance.accepted, got.balance.duplicate) == (4, 3, 1)
    with acting(city.county_officer) as viewer:
        (repeat,) = queries.rows(viewer, got.list_id, Ask(filters={"state": "duplicate"})).rows
        told, one, two = queries.sheets_read(viewer, got.list_id)
        assert queries.rows(viewer, got.list_id, Ask(filters={"sheet": "2"})).total == 2
        assert queries.sources(viewer) == []
    assert (repeat.sheet, repeat.number, repeat.same_as.number) == (2, 2, 3)
    assert (told.what, one.rows, two.rows) == ("none", 2, 2)
    assert [(words.en, count) for words, count in one.skipped] == [("row of sums", 1)]


def test_reading_ahead_keeps_the_order_and_says_what_went_wrong():
    with read_ahead(range(7), 3, turns=Turns()) as portions:
        assert list(portions) == [[0, 1, 2], [3, 4, 5], [6]]

    def broken():
        yield 1
        raise ValueError("torn")

    with pytest.raises(ValueError, match="torn"), read_ahead(broken(), 1, turns=Turns()) as portions:
        list(portions)


def test_reading_ahead_stops_when_nobody_takes_any_more():
    drawn = []

    def endless():
        while True:
            drawn.append(1)
            yield 1

    with read_ahead(endless(), 2, turns=Turns()) as portions:
        next(portions)
    assert len(drawn) < 100


def test_a_farther_grid_is_named_by_the_row_and_noted_on_the_task(city):
    push(city, [person(1)])
    with acting(SYSTEM):
        locate = Task.objects.get(kind="locate")
        said = known.Located(
            outcome=known.Outcome.NO_SUCH_PERSON, method=known.Method.CALL, attempted_by="王"
        )
        measures.report(locate.pk, (said,), occurred=MORNING, by=SYSTEM, at=MORNING)
    push(city, [person(1, 现住址=FAR_GRID + "8号", 车次="G9")], source="乙")
    with acting(SYSTEM):
        task = Task.objects.get(kind="locate", standing="open")
        assert task.owner_path == city.paths[GRID]
        assert task.body["claimed"] == city.paths["379901200001001"]

"""The command line of the register: residents from a sheet, finding, a person's own slip."""

import json

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.refusal import Refused
from lianfang.findings import actions as findings
from lianfang.measures import actions as measures
from lianfang.people import actions, queries
from lianfang.project.cli.people import group
from lianfang.tasks.models import Task
from tests.apps.pages import set_clock
from tests.apps.test_findings import FOUND, STAY
from tests.apps.test_people_claims import claim, mobile, resident_number
from tests.cast import MORNING
from tests.factories.pushes import adopt

pytestmark = pytest.mark.django_db

HEADINGS = ("姓名", "身份证号", "联系电话", "住址")


@pytest.fixture
def sheet(tmp_path):
    """A sheet of residents with the rows given."""

    def written(*rows, headings=HEADINGS):
        book = Workbook()
        for row in (headings, *rows):
            book.active.append(row)
        file = tmp_path / "residents.xlsx"
        book.save(file)
        return str(file)

    return written


def run(*words):
    return CliRunner().invoke(group, words, catch_exceptions=False)


def answer(*words):
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


RESIDENTS = (
    ("王小明", resident_number(1), "13900000001", "河口镇东风社区1号网格东风路3号2栋301室"),
    ("李秀英", resident_number(2), "13900000001", "河口镇东风社区1号网格东风路3号2栋301室"),
    ("赵大海", resident_number(3), "13900000003", "石桥乡"),
)


def test_residents_come_in_once_each_at_the_place_their_address_names(cast, sheet):
    file = sheet(*RESIDENTS)
    first = answer("import", file, "--region", "379901")
    again = answer("import", file, "--region", "379901")
    assert (first["received"], first["new"], first["errors"]) == (3, 3, [])
    assert (again["new"], again["known"]) == (0, 3)
    with acting(cast.grid_worker) as worker:
        one, _ = queries.find(worker, "").people
        assert len(queries.household(worker, one.id).members) == 2
    with acting(cast.county_officer) as officer:
        (dahai,) = queries.find(officer, "赵大海").people
        assert dahai.path == cast.paths["379901200"]


def test_who_is_known_by_a_wider_area_is_moved_to_the_grid_of_the_sheet_with_what_is_owed(
    cast, sheet, monkeypatch
):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    set_clock(monkeypatch, MORNING)
    adopt(cast)
    with acting(SYSTEM):
        county, grid = cast.paths["379901"], cast.paths["379901100001001"]
        wide = claim(cast, "王小明", number=resident_number(1), grid="379901")
        there = claim(cast, "李秀英", number=resident_number(2), grid="379902100001001")
        one, other = (a.person_id for a in actions.register_many([wide, there], by=SYSTEM, at=MORNING))
        told = [(STAY, MORNING), (FOUND, MORNING)]
        new = [findings.NewFinding(one, payload, at, "test", county) for payload, at in told]
        measures.learn_many(new, by=SYSTEM, at=MORNING)
        assert {t.owner_id for t in Task.objects.filter(person_id=one, kind="sample")} == {
            cast.units["379901"]
        }
    first = answer("import", sheet(*RESIDENTS), "--region", "379901")
    assert (first["known"], first["moved"], first["rejected"]) == (2, 1, 0)
    (notice,) = first["warnings"]
    assert notice["message"] == "已在册,由青石县移到东风社区1号网格"
    again = answer("import", sheet(*RESIDENTS), "--region", "379901")
    assert (again["moved"], again["warnings"]) == (0, [])
    with acting(cast.grid_worker) as worker:
        assert queries.person(worker, one).path == grid
        tasks = Task.objects.filter(person_id=one, kind="sample", standing="open")
        assert {(t.owner_path, t.owner_id) for t in tasks} == {(grid, cast.units["379901100001001"])}
    with acting(SYSTEM):
        assert queries.homes([other])[other].path == cast.paths["379902100001001"], "another county's stays"


def test_rows_that_cannot_be_read_are_named_and_the_others_go_in(cast, sheet):
    file = sheet(*RESIDENTS, ("钱小山", resident_number(4)[:-1] + "A", "", ""))
    told = answer("import", file, "--region", "379901")
    assert (told["received"], told["new"], told["rejected"], told["ambiguous"]) == (4, 3, 1, 0)
    (error,) = told["errors"]
    assert error["row"] == 5
    assert resident_number(4)[6:14] not in json.dumps(told)
    assert run("import", file, "--region", "379901", "--strict").exit_code == 1


def test_a_doubtful_row_is_counted_and_not_taken(cast, sheet):
    with acting(SYSTEM):
        said = claim(cast, "王小明", number=resident_number(1))
        (known,) = actions.register_many([said], by=SYSTEM, at=MORNING)
    told = answer("import", sheet(("赵大海", resident_number(1), "", "")), "--region", "379901")
    assert (told["ambiguous"], told["new"]) == (1, 0)
    assert told["errors"][0]["candidates"] == [known.person_id]
    assert told["errors"][0]["value"] == "赵*海"


def test_a_sheet_that_is_no_list_and_an_area_that_is_none_are_refused(cast, sheet):
    with pytest.raises(Refused):
        run("import", sheet(("甲", "乙"), headings=("品名", "数量")), "--region", "379901")
    assert run("import", sheet(*RESIDENTS), "--region", "999999").exit_code == 2


@pytest.fixture
def xiaoming(cast):
    """Somebody known, found out about and looked at."""
    with acting(SYSTEM):
        said = claim(cast, "王小明", number=resident_number(1), phone=mobile(42), address="东风路3号301室")
        (known,) = actions.register_many([said], by=SYSTEM, at=MORNING)
        new = findings.NewFinding(known.person_id, STAY, MORNING, "省推送", "")
        findings.record_many([new], by=SYSTEM, at=MORNING)
    with acting(cast.grid_worker) as worker:
        actions.unmask(known.person_id, "phone", "电话核实行程", by=worker, at=MORNING)
    return known.person_id


def test_people_are_found_masked(cast, xiaoming):
    (found,) = answer("find", "wxm")["people"]
    assert (found["id"], found["name"], found["phone"]) == (xiaoming, "王*明", "139****0042")
    assert answer("find", "wxm", "--region", "379902")["people"] == []
    assert "王*明" in run("find", "0042").stdout
    assert "王小明" not in run("find", "0042").stdout


def test_long_answers_are_paged(cast, sheet):
    answer("import", sheet(*RESIDENTS), "--region", "379901")
    page = answer("find", "--limit", "2")
    rest = answer("find", "--limit", "2", "--after", str(page["after"]))
    assert (len(page["people"]), len(rest["people"]), rest["after"]) == (2, 1, None)


def test_the_slip_says_what_is_held_and_who_looked(cast, xiaoming):
    told = answer("slip", str(xiaoming))
    assert told["phones"] == ["139****0042"]
    assert [known["kind"] for known in told["known"]] == ["risk_stay"]
    assert told["looks"] == [
        {"at": "2022-08-05T09:00+08:00", "who": "王网格", "fields": ["phone"], "reason": "电话核实行程"}
    ]
    for language, said in (("zh", "查看记录"), ("en", "who looked")):
        text = run("slip", str(xiaoming), "--language", language).stdout
        assert said in text
        assert "王小明" not in text
        assert "0000042" not in text


def test_the_slip_of_nobody_is_refused(cast):
    with pytest.raises(Refused):
        run("slip", "999999")

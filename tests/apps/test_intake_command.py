"""``lianfang intake``: the same doors from the command line, on a city and on an empty home."""

import json

import openpyxl
import pytest
import xlsxwriter
from click.testing import CliRunner

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.refusal import Refused
from lianfang.intake.models import InboundList
from lianfang.people.models import Person
from lianfang.places import queries as places
from lianfang.project.cli.intake import group
from lianfang.tasks.models import Task
from tests.factories.pushes import adopt, file_of, person

pytestmark = pytest.mark.django_db
AT = ["--at", "2022-08-05T09:00+08:00"]


def run(*words):
    return CliRunner().invoke(group, [str(word) for word in words])


def answer(*words):
    done = run(*words, "--json")
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


@pytest.fixture
def city(cast):
    adopt(cast)
    return cast


@pytest.fixture
def pushed(tmp_path):
    """A list with a good row, its repeat, a damaged number and an unknown origin."""
    rows = [
        person(1),
        person(1),
        person(2, 身份证号="3.7990119800103E+17"),
        person(3, 来源地="不详"),
    ]
    file = tmp_path / "推送.csv"
    file.write_bytes(file_of(rows))
    return file


def test_the_answer_balances_and_names_what_went_back(city, pushed):
    got = answer("receive", pushed, "--source", "省推送", *AT)
    names = ("received", "accepted", "duplicate", "rejected", "ambiguous", "pending")
    assert [got[name] for name in names] == [4, 2, 1, 1, 0, 0]
    damaged, unknown = got["errors"]
    assert {"sheet", "row", "column", "value", "message", "remedy"} <= damaged.keys()
    assert (damaged["file"], damaged["sheet"], damaged["row"], damaged["level"]) == (
        "推送.csv",
        "推送",
        4,
        "error",
    )
    assert "3.7990119800103E+17" not in json.dumps(got)
    assert (unknown["row"], unknown["code"], unknown["level"]) == (5, "origin.unknown", "warning")
    with acting(SYSTEM):
        assert InboundList.objects.get().region_id == city.regions["3799"]


def test_sent_again_it_is_the_same_list_and_nothing_new(city, pushed):
    first = answer("receive", pushed, "--source", "省推送", *AT)
    with acting(SYSTEM):
        before = Person.objects.count(), Task.objects.count()
    assert answer("receive", pushed, "--source", "省推送", *AT) == first
    with acting(SYSTEM):
        assert (Person.objects.count(), Task.objects.count()) == before


def test_strict_exits_with_one_where_a_row_went_back(city, pushed, tmp_path):
    assert run("receive", pushed, "--strict", *AT).exit_code == 1
    clean = tmp_path / "clean.csv"
    clean.write_bytes(file_of([person(8)]))
    assert run("receive", clean, "--strict", *AT).exit_code == 0


def test_a_file_that_cannot_be_read_is_refused_as_a_whole(city, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing of the kind")
    done = run("receive", broken, *AT)
    assert isinstance(done.exception, Refused)
    with acting(SYSTEM):
        assert not InboundList.objects.exists()


def test_a_region_is_named_by_its_code(city, pushed):
    answer("receive", pushed, "--region", "379901", *AT)
    with acting(SYSTEM):
        assert InboundList.objects.get().region_id == city.regions["379901"]
    assert run("receive", pushed, "--region", "99", *AT).exception.code == "places.unknown"


def test_an_unclear_heading_says_what_to_say_and_a_mapping_settles_it(city, tmp_path):
    file = tmp_path / "园区.csv"
    file.write_text("甲,乙,联系电话,现住址\n王伟," + person(1)["身份证号"] + ",13800000001,河口镇\n")
    done = run("receive", file, *AT)
    assert done.exception.code == "list.needs_mapping"
    assert "甲" in done.exception.words.zh
    got = answer("receive", file, *AT, "--mapping", "甲=name", "--mapping", "B=identifier")
    assert (got["state"], got["accepted"]) == ("done", 1)
    assert run("receive", file, "--mapping", "oops").exit_code == 2


def test_the_senders_file_comes_back_in_red_in_its_own_layout(city, tmp_path):
    file, target = tmp_path / "推送.xlsx", tmp_path / "red.xlsx"
    rows = [person(1), person(2, 身份证号="37990119800103")]
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, list(rows[0]))
        for n, row in enumerate(rows, 1):
            sheet.write_row(n, 0, list(row.values()))
        sheet.set_column(1, 1, 33)
    got = answer("receive", file, *AT, "--annotated", target)
    cells = openpyxl.load_workbook(target)["名单"]
    assert cells["A2"].value == rows[0]["姓名"]
    assert cells["B3"].fill.fgColor.rgb.endswith("FFC7CE")
    assert not str(cells["B2"].fill.fgColor.rgb).endswith("FFC7CE")
    assert "身份证号" in str(cells.cell(3, len(rows[0]) + 1).value)
    assert cells.column_dimensions["B"].width == pytest.approx(33, abs=1)
    again = tmp_path / "again.xlsx"
    assert run("annotated", got["list"], file, again).exit_code == 0
    assert openpyxl.load_workbook(again)["名单"]["B3"].fill.fgColor.rgb.endswith("FFC7CE")
    assert run("annotated", got["list"], target, again).exception.code == "list.other_file"


def test_lists_and_certainties_are_printed_with_their_parts(city, pushed):
    number = answer("receive", pushed, *AT)["list"]
    (line,) = answer("lists")["lists"]
    assert (line["list"], line["received"], line["state"]) == (number, 4, "done")
    assert answer("lists", "--state", "running")["lists"] == []
    got = answer("certainties", number, "--region", "3799")
    assert got["number"] == {"done": 4, "total": 4}
    assert sum(part["number"]["total"] for part in got["regions"]) == 4
    assert answer("certainties", "--day", "2022-08-04")["number"] == {"done": 0, "total": 0}
    assert "379901" in {part["code"] for part in got["regions"]}
    assert "2022-08-05 09:00 done" in " ".join(run("lists").output.split())


def test_on_an_empty_home_a_region_is_founded_that_receives(db, pushed):
    got = answer("receive", pushed, "--source", "省推送", *AT)
    assert (got["received"], got["accepted"], got["rejected"]) == (4, 2, 1)
    with acting(SYSTEM):
        (unit,) = places.units_in("")
        assert (unit.name, unit.kind) == ("本地指挥部", "headquarters")
        assert set(Task.objects.filter(kind="locate").values_list("owner_id", flat=True)) == {unit.id}
    assert answer("receive", pushed, "--source", "省推送", *AT)["list"] == got["list"]

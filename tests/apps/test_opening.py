"""The opening balance: who is held already comes in with the past start; what is left becomes tasks."""

import json
from datetime import date
from io import BytesIO

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from openpyxl import Workbook, load_workbook

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after, instant, local_day, start_of
from lianfang.findings import queries as findings
from lianfang.gateway import opening as sheets
from lianfang.measures import actions as measures
from lianfang.measures import queries
from lianfang.measures.models import Decision, Order, Stay
from lianfang.places import actions as place_actions
from lianfang.places import queries as places
from lianfang.project.cli.measures import group
from lianfang.project.doctor import INVARIANTS
from lianfang.situation.actions import fill
from lianfang.situation.models import Cell
from lianfang.tasks.models import Task
from tests.apps.pages import set_clock, signed_in
from tests.cast import MORNING
from tests.factories.pushes import id_number as number
from tests.factories.stays import adopt

pytestmark = pytest.mark.django_db
GRID = "379901100001001"
ADDRESS = "云泽市青石县河口镇东风社区1号网格"
_HEADINGS = (
    "姓名 证件号码 联系电话 现住址 人员类别 风险等级 起算日期 管控措施 管控开始时间 "
    "计划解除日期 方案版本 隔离点 房间号 通知书编号 管控依据 已做核酸"
)
HEAD = _HEADINGS.split()


@pytest.fixture
def city(cast, monkeypatch, tmp_path):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    monkeypatch.setattr("lianfang.intake.files._folder", lambda: tmp_path)
    set_clock(monkeypatch, after(MORNING, hours=1))
    adopt(cast)
    with acting(SYSTEM):
        site = place_actions.NewFacility("云泽宾馆", "isolation_site", cast.regions["379901"])
        place_actions.add_facilities([site], by=SYSTEM, at=MORNING)
    return cast


def held(n=1, **said):
    """A close contact at a site since the second of August, tested twice."""
    return {
        "姓名": f"张{'一二三四五六七八九'[n - 1]}", "证件号码": number(n), "联系电话": f"1391111{n:04d}",
        "现住址": ADDRESS, "人员类别": "密接", "起算日期": "2022-08-01", "管控措施": "集中隔离",
        "管控开始时间": "2022-08-02 10:00",
        "隔离点": "云泽宾馆", "房间号": "301", "通知书编号": "青隔〔2022〕7号",
        "已做核酸": "2022-08-02 阴性;2022-08-03 阴性", **said,
    }  # fmt: skip


def book(*rows):
    made = Workbook()
    made.active.append(list(HEAD))
    for row in rows:
        made.active.append([row.get(name) for name in HEAD])
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def take(city, *rows, by=None, at=MORNING):
    viewer = by or city.county_officer
    with acting(viewer):
        area = places.region(viewer.region_id)
        return sheets.take_over(book(*rows), "在管.xlsx", area=area, by=viewer, at=at)


def stay_of(name_index=0):
    with acting(SYSTEM):
        return list(Stay.objects.filter(ended__isnull=True).order_by("pk"))[name_index]


def days_of(person):
    with acting(SYSTEM):
        return Decision.objects.get(person_id=person, superseded__isnull=True).days


def codes(done):
    return [problem.code for problem in done.problems]


def sound():
    """The invariants that do not hold, asked as the system: tests see one database alone."""
    with acting(SYSTEM), connection.cursor() as cursor:
        broken = []
        for invariant in INVARIANTS:
            cursor.execute(invariant.sql, {"now": MORNING})
            broken += [invariant.code for _ in cursor.fetchall()]
        return broken


def test_a_stay_stands_with_its_past_start_its_place_and_the_end_that_follows_from_it(city):
    done = take(city, held())
    assert (done.received, done.accepted, done.problems) == (1, 1, ())
    stay = stay_of()
    assert stay.began == instant("2022-08-02T10:00+08:00")
    assert (stay.room, stay.opening_balance, stay.edition) == ("301", True, "cn-covid19-9")
    assert stay.ground["order"] == "青隔〔2022〕7号"
    days = days_of(stay.person_id)
    assert stay.planned_end == max(date.fromisoformat(d["date"]) for d in days)
    with acting(city.county_officer) as viewer:
        assert queries.stays_of(viewer, stay.person_id)[0].facility == "云泽宾馆"


def test_tests_already_done_count_and_what_is_left_becomes_tasks(city):
    since = {"起算日期": "2022-08-02", "管控开始时间": "2022-08-03"}
    take(city, held(**since, 已做核酸="2022-08-04 阴;2022-08-05 08:00 阴"), held(2, **since, 已做核酸=None))
    tested, untested = stay_of(0).person_id, stay_of(1).person_id
    with acting(SYSTEM):
        assert len(findings.results_of_many([tested])[tested]) == 2
        kinds = {
            p: set(Task.objects.filter(person_id=p).values_list("kind", flat=True))
            for p in (tested, untested)
        }
        owed = {
            p: {local_day(t.opens) for t in Task.objects.filter(person_id=p, kind="sample", standing="open")}
            for p in (tested, untested)
        }
    assert "daily_check" in kinds[tested]
    assert not kinds[tested] & {"sign_order", "serve_notice", "begin_stay", "find"}
    assert owed[tested] < owed[untested]
    assert not any(day < local_day(MORNING) for day in owed[tested])


def test_no_order_is_drawn_up_and_nothing_is_unsound(city):
    take(city, held(), held(2, 起算日期=None, 计划解除日期="2022-08-10"))
    with acting(SYSTEM):
        assert not Order.objects.exists()
        measures.roll(at=after(MORNING, hours=24))
        assert not Order.objects.exists()
    assert sound() == []


def test_they_are_released_on_their_day(city):
    take(city, held(计划解除日期="2022-08-05", 起算日期=None))
    person = stay_of().person_id
    with acting(city.grid_worker) as viewer:
        assert Task.objects.filter(person_id=person, kind="release").exists()
        measures.release(person, occurred=MORNING, by=viewer, at=MORNING)
    with acting(SYSTEM):
        assert not Stay.objects.filter(ended__isnull=True).exists()


def test_figures_count_them_by_class_and_risk(city):
    take(
        city,
        held(),
        held(2, 人员类别="来返人员", 风险等级="高风险", 起算日期="2022-08-01"),
        held(3, 人员类别="中风险区来返人员", 管控措施="居家隔离", 隔离点=None, 房间号=None),
    )
    with acting(SYSTEM):
        fill(city.paths["379901"], day=date(2022, 8, 5), by=SYSTEM, at=MORNING)
        rows = Cell.objects.filter(region_id=city.regions["379901"]).values_list("metric", "known")
    cells = dict(rows)
    assert (cells["held"], cells["held.central.close_contact"]) == (3, 1)
    assert (cells["held.central.traveller_high"], cells["held.home_iso.traveller_middle"]) == (1, 1)
    assert cells.get("entered", 0) == 0


def test_the_same_sheet_twice_counts_once_also_after_the_release(city):
    rows = [held(), held(2)]
    assert take(city, *rows).accepted == 2
    again = take(city, *rows)
    assert (again.received, again.accepted, again.duplicate, again.rejected) == (2, 0, 2, 0)
    with acting(SYSTEM):
        Stay.objects.update(ended=MORNING, ended_why="released")
    assert take(city, *rows).duplicate == 2
    with acting(SYSTEM):
        assert Stay.objects.count() == 2


def test_a_person_twice_in_one_sheet_counts_once_or_goes_back(city):
    done = take(city, held(), held(), held(管控开始时间="2022-08-03"))
    assert (done.accepted, done.duplicate, done.rejected) == (1, 1, 1)
    assert codes(done) == ["opening.twice"]


def test_somebody_held_otherwise_already_goes_back(city):
    take(city, held())
    done = take(city, held(管控措施="居家隔离"))
    assert (done.accepted, done.rejected, codes(done)) == (0, 1, ["opening.held"])


def test_rows_that_are_wrong_go_back_and_the_others_go_through(city):
    done = take(
        city,
        held(),
        held(2, 管控措施="散步"),
        held(3, 方案版本="第一百版"),
        held(4, 起算日期=None),
        held(5, 起算日期="2022-07-10"),
        held(6, 证件号码="110105194912310021", 联系电话=None),
        held(7, 隔离点="没有的宾馆"),
    )
    assert (done.received, done.accepted, done.rejected) == (7, 2, 5)
    assert set(codes(done)) >= {
        "opening.measure", "opening.edition", "opening.no_end", "opening.over", "opening.site"
    }  # fmt: skip
    with acting(SYSTEM):
        assert Stay.objects.get(ground__site="没有的宾馆").facility_id is None


def test_an_end_on_paper_stands_and_a_difference_is_pointed_out(city):
    done = take(city, held(计划解除日期="2022-08-20"), held(2, 起算日期=None, 计划解除日期="2022-08-12"))
    assert codes(done) == ["opening.differs"]
    assert (stay_of(0).planned_end, stay_of(1).planned_end) == (date(2022, 8, 20), date(2022, 8, 12))
    rows = {row for day in days_of(stay_of(1).person_id) for row in day["rows"]}
    assert rows == {"override"}


def test_where_the_rules_hold_them_longer_than_was_ordered_a_new_order_is_drawn_up(city):
    take(city, held(计划解除日期="2022-08-06"))
    with acting(SYSTEM):
        assert Order.objects.get().until > date(2022, 8, 6)


def test_who_was_held_before_a_new_edition_for_new_people_keeps_the_edition(city):
    with acting(SYSTEM):
        proposed = measures.propose(
            "cn-covid19-9", region_id=city.regions["379901"], valid_from=start_of(date(2022, 8, 4)),
            applies_to="new", by=city.commander, at=instant("2022-08-04T00:00+08:00"),
        )  # fmt: skip
        measures.sign(proposed, by=city.second_commander, at=instant("2022-08-04T00:00+08:00"))
    done = take(city, held(方案版本="第八版"), held(2, 方案版本="第九版"))
    assert done.accepted == 2
    with acting(SYSTEM):
        decided = {d.person_id: d.edition for d in Decision.objects.filter(superseded__isnull=True)}
        first, second = stay_of(0), stay_of(1)
        assert (decided[first.person_id], decided[second.person_id]) == ("cn-covid19-8", "cn-covid19-9")
        assert first.planned_end > second.planned_end
        measures.roll(at=after(MORNING, hours=24))
        assert (
            Decision.objects.get(person_id=first.person_id, superseded__isnull=True).edition == "cn-covid19-8"
        )


def test_people_registered_elsewhere_are_not_taken_over_here(city):
    take(city, held(现住址="云泽市白沙县沙洲镇新洲社区1号网格"), by=city.neighbour_officer)
    done = take(city, held(管控措施="居家隔离"))
    assert codes(done) == ["opening.elsewhere"]


def upload(client, url, content, name="在管.xlsx"):
    return client.post(url, {"file": SimpleUploadedFile(name, content)})


def text(answer):
    return answer.content.decode()


def test_the_page_tells_what_became_of_each_row_and_gives_the_sheet_back_marked(city):
    client = signed_in(city.county_officer)
    answer = upload(client, "/lists/opening/", book(held(), held(2, 管控措施="散步")))
    html = text(answer)
    assert "管控措施无法识别" in html
    assert "第 3 行" in html
    assert number(2) not in html
    back = client.get(f"/lists/returned/{answer.context['digest']}/")
    sheet = load_workbook(BytesIO(back.content)).active
    assert any("管控措施无法识别" in str(cell.value) for cell in sheet[3])
    assert not any("无法识别" in str(cell.value) for cell in sheet[2])
    other = signed_in(city.township_officer)
    assert other.get(f"/lists/returned/{answer.context['digest']}/").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_persons_page_tells_what_stood_on_paper(city, language):
    take(city, held(管控依据="区指挥部令第3号", 人员类别="高风险区来返人员", 起算日期="2022-08-01"))
    client = signed_in(city.county_officer, language=language)
    page = text(client.get(f"/people/{stay_of().person_id}/"))
    said = {
        "zh": ("纸质通知书 青隔〔2022〕7号", "依据:区指挥部令第3号", "来自高风险区"),
        "en": ("order on paper 青隔〔2022〕7号", "ground: 区指挥部令第3号", "from a high risk area"),
    }
    for words in said[language]:
        assert words in page, words


def test_a_file_that_is_no_such_sheet_is_refused_on_the_page(city):
    client = signed_in(city.county_officer)
    for content, said in ((b"\x00", "在管.xlsx"), (book(), "")):
        answer = upload(client, "/lists/opening/", content)
        assert answer.status_code == (422 if content == b"\x00" else 200)
        assert said in text(answer)
    answer = upload(client, "/lists/opening/", "姓名,电话\n王,13800000000".encode(), "a.csv")
    assert answer.status_code == 422
    assert "在管人员表" in text(answer)
    answer = upload(client, "/lists/opening/", "姓名,电话,管控措施\n王,13800000000,集中".encode(), "a.csv")
    assert "人员类别" in text(answer)


def test_the_blank_sheet_filled_in_is_read_back(city):
    client = signed_in(city.county_officer)
    blank = load_workbook(BytesIO(client.get("/lists/opening/blank/").content))
    sheet = blank.worksheets[0]
    values = {**held(), "证件类型": None}
    for column, cell in enumerate(sheet[1], 1):
        heading = str(cell.value).rstrip("*").partition("(")[0]
        sheet.cell(2, column, values.get(heading))
    out = BytesIO()
    blank.save(out)
    answer = upload(client, "/lists/opening/", out.getvalue())
    assert [figure.count for figure in answer.context["figures"]][:2] == [1, 1]


def test_the_command_answers_in_counts_and_errors_and_marks_the_sheet(city, tmp_path):
    file, back = tmp_path / "在管.xlsx", tmp_path / "back.xlsx"
    file.write_bytes(book(held(), held(2, 人员类别="领导")))
    words = ["opening", str(file), "--at", "2022-08-05T09:00+08:00", "--annotated", str(back), "--json"]
    result = CliRunner().invoke(group, words)
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    counts = {name: told[name] for name in ("received", "accepted", "duplicate", "rejected", "ambiguous")}
    assert counts == {"received": 2, "accepted": 1, "duplicate": 0, "rejected": 1, "ambiguous": 0}
    (error,) = told["errors"]
    assert (error["row"], error["column"], error["value"]) == (3, "人员类别", "领导")
    assert error["remedy"]
    assert back.read_bytes()
    again = json.loads(CliRunner().invoke(group, [*words, "--region", "379901"]).output)
    assert (again["accepted"], again["duplicate"]) == (0, 1)
    assert CliRunner().invoke(group, [*words, "--strict"]).exit_code == 1
    assert CliRunner().invoke(group, [*words, "--region", "99"]).exit_code == 2


def test_residents_come_in_on_the_page_once_and_errors_go_back(city):
    client = signed_in(city.township_officer)
    rows = (
        f"姓名,证件号码,联系电话,现住址\n钱一,{number(11)},13922220001,{ADDRESS}\n钱二,1,,{ADDRESS}".encode()
    )
    answer = upload(client, "/lists/residents/", rows, "底册.csv")
    assert [figure.count for figure in answer.context["figures"]] == [2, 1, 0, 0, 0, 1]
    assert client.get(f"/lists/returned/{answer.context['digest']}/").status_code == 200
    again = upload(client, "/lists/residents/", rows, "底册.csv")
    assert [figure.count for figure in again.context["figures"]] == [2, 0, 1, 0, 0, 1]
    assert client.get("/lists/residents/blank/").content.startswith(b"PK")

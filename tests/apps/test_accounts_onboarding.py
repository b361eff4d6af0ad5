"""Bringing staff in from a sheet: what is new is made, what is wrong is named, repeating changes nothing."""

import json

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from lianfang.accounts import actions, onboarding, queries
from lianfang.accounts.models import Staff
from lianfang.core.asking import Ask
from lianfang.core.refusal import Refused
from lianfang.places import queries as places
from lianfang.project.cli.accounts import group
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
HEADS = ["姓名", "账号", "手机", "单位", "单位类型", "辖区编码", "网格", "岗位", "上级单位", "职务"]


def row(name="新人", account="xinren", phone="13912345678", unit="河口镇", **more) -> list[str]:
    given = {"kind": "", "code": "379901100", "grid": "", "role": "乡镇干部", "superior": "", "title": ""}
    given |= more
    return [
        name,
        account,
        phone,
        unit,
        *(given[k] for k in ("kind", "code", "grid", "role", "superior", "title")),
    ]


def bring_in(cast, *rows, heads=HEADS, by=None):
    entries, problems = onboarding.read_sheet("Sheet1", enumerate([heads, *rows], start=1))
    return actions.onboard(entries, problems, by=by or cast.administrator, at=MORNING)


def only_problem(done):
    (problem,) = done.problems
    return problem


def test_a_row_becomes_an_account_with_a_post_and_a_password_to_hand_over(cast):
    done = bring_in(cast, row())
    assert (done.rows, done.appointed, done.unchanged, done.problems) == (1, 1, 0, ())
    (account,) = done.accounts
    staff = Staff.objects.get(username="xinren")
    assert staff.check_password(account.password)
    assert staff.password_given
    (post,) = queries.posts_of(staff, at=MORNING)
    assert (post.role, post.unit.name, post.path) == ("township", "河口镇", cast.paths["379901100"])


def test_the_same_sheet_again_changes_nothing_and_gives_no_passwords(cast):
    rows = [
        row(),
        row(
            "网格员甲", "", "13900000001", code="379901100002", grid="南街社区2号网格", unit="", role="网格员"
        ),
    ]
    first = bring_in(cast, *rows)
    again = bring_in(cast, *rows)
    assert (first.appointed, first.grids, first.units) == (2, 1, 1)
    assert (again.appointed, again.unchanged, again.grids, again.units, again.accounts) == (0, 2, 0, 0, ())


def test_a_new_grid_is_numbered_after_the_last_one_of_its_community(cast):
    bring_in(cast, row("甲", "jia", code="379901100002", grid="南街社区2号网格", unit="", role="grid worker"))
    grid = places.area_by_code("379901100002002")
    assert (grid.name, grid.level) == ("南街社区2号网格", "grid")
    (post,) = queries.posts_of(Staff.objects.get(username="jia"), at=MORNING)
    assert (post.path, post.unit.kind) == (grid.path, "grid")


def test_units_and_their_superiors_are_made_whatever_their_order(cast):
    done = bring_in(
        cast,
        row("乙", "yi", unit="镇防疫专班", superior="镇防疫办", kind="工作专班"),
        row("甲", "jia", unit="镇防疫办", superior="青石县指挥部", kind="department"),
    )
    assert (done.units, done.problems) == (2, ())
    by_name = {u.name: u for u in places.units_in(cast.paths["379901100"])}
    assert by_name["镇防疫专班"].parent_id == by_name["镇防疫办"].id
    assert by_name["镇防疫专班"].kind == "task_force"


@pytest.mark.parametrize(
    "written", ["379901100001", "东风社区", "河口镇/东风社区", "青石县 › 河口镇 › 东风社区"]
)
def test_an_area_is_written_as_code_name_or_path_of_names(cast, written):
    done = bring_in(cast, row(unit="东风社区", code=written, role="社区(村)干部"))
    assert done.problems == ()
    assert done.appointed == 1


def test_without_an_area_the_unit_says_where(cast):
    assert bring_in(cast, row(unit="石桥乡", code="")).appointed == 1


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ({"name": ""}, "name", "no name"),
        ({"account": "", "phone": ""}, "username", "neither"),
        ({"phone": "1391234567"}, "phone", "no telephone number"),
        ({"phone": "1.39E+10"}, "phone", "power of ten"),
        ({"role": "皇帝"}, "role", "no such post"),
        ({"kind": "帮派"}, "kind", "no such unit kind"),
        ({"code": "999999"}, "region", "no such area"),
        ({"code": "3.79901E+14"}, "code", "rounded number"),
        ({"unit": ""}, "unit", "no unit"),
        ({"unit": "新单位", "superior": "没有的单位"}, "superior", "no such superior"),
        ({"grid": "1号网格"}, "grid", "lies in a community"),
        ({"account": "wang"}, "username", "somebody else"),
        ({"account": "chen", "name": "陈专班", "role": "审计员"}, "role", "administrators"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_taken_is_named_with_cell_and_remedy(cast, change, column, says):
    done = bring_in(cast, row(**change), row("好人", "haoren"))
    problem = only_problem(done)
    assert (problem.sheet, problem.row, problem.column) == ("Sheet1", 2, column)
    assert says in problem.message.en
    assert problem.remedy.zh
    assert done.appointed == 1
    assert not Staff.objects.filter(username="xinren").exists()


def test_a_grid_code_kept_as_a_number_is_still_read(cast):
    assert bring_in(cast, row(unit="东风社区1号网格", code=379901100001001.0, role="网格员")).appointed == 1


def test_a_telephone_number_in_a_problem_is_masked(cast):
    assert "1234567" not in only_problem(bring_in(cast, row(phone="1391234567"))).value


def test_a_name_shared_by_two_areas_is_asked_back_with_their_codes(cast):
    from lianfang.places import actions as places_actions

    twin = places_actions.NewRegion("379901200002", "东风社区", "community", "379901200")
    places_actions.add_regions([twin], by=cast.administrator, at=MORNING)
    problem = only_problem(bring_in(cast, row(unit="东风社区", code="东风社区")))
    assert "379901200002" in problem.remedy.en
    assert bring_in(cast, row(unit="东风社区", code="石桥乡/东风社区")).appointed == 1


def test_a_county_administrator_brings_nobody_into_the_neighbouring_county(cast):
    number = actions.appoint(
        actions.Appointment("ca", "县管", "", cast.units["379901"], "administrator"),
        by=cast.administrator, at=MORNING,
    )  # fmt: skip
    county_admin = queries.viewer_of_post(number)
    problem = only_problem(bring_in(cast, row(code="379902100", unit="沙洲镇"), by=county_admin))
    assert problem.column == "region"


def test_english_headings_and_values_are_understood(cast):
    heads = [
        "Name",
        "Account",
        "Phone",
        "Unit",
        "Unit kind",
        "Area code",
        "Grid",
        "Post",
        "Superior unit",
        "Title",
    ]
    done = bring_in(cast, row(role="township officer", kind="department", unit="镇办"), heads=heads)
    assert (done.appointed, done.problems) == (1, ())


def test_title_rows_above_the_heading_are_passed_over(cast):
    entries, problems = onboarding.read_sheet(
        "S", enumerate([["人员名册"], [None, "2022年"], HEADS, row()], 1)
    )
    assert (len(entries), problems, entries[0].row) == (1, [], 4)
    assert onboarding.read_sheet("S", enumerate([["甲", "乙"]] * 30, 1)) is None


def test_a_workbook_without_the_headings_is_refused():
    class Empty:
        sheets = ()

    with pytest.raises(Refused) as refused:
        onboarding.read_workbook(Empty())
    assert refused.value.code == "accounts.no_heading"


def test_the_command_reads_an_excel_file_lists_posts_and_sets_passwords(cast, tmp_path):
    book = Workbook()
    for line in (HEADS, row(), row(name="", account="x")):
        book.active.append(line)
    book.save(tmp_path / "staff.xlsx")
    run = CliRunner()
    done = run.invoke(group, ["import", str(tmp_path / "staff.xlsx"), "--json"], catch_exceptions=False)
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["rows"], answer["appointed"]) == (0, 2, 1)
    assert answer["errors"][0]["column"] == "姓名"
    assert run.invoke(group, ["import", str(tmp_path / "staff.xlsx"), "--strict"]).exit_code == 1
    listed = json.loads(run.invoke(group, ["list", "新人", "--json"]).stdout)
    assert (listed["total"], listed["posts"][0]["phone"]) == (1, "139****5678")
    drawn = run.invoke(group, ["password", "xinren", "--draw"], catch_exceptions=False).stdout.strip()
    assert Staff.objects.get(username="xinren").check_password(drawn)


def test_a_post_brought_in_shows_in_the_list_of_staff(cast):
    bring_in(cast, row(title="副主任"))
    (found,) = queries.posts(cast.administrator, Ask(words="xinren")).rows
    assert (found.title, found.last_login) == ("副主任", None)


UNIT_HEADS = ["单位", "单位类型", "辖区编码", "上级单位", "手机"]


def test_units_alone_are_brought_in_without_a_person(cast):
    done = bring_in(
        cast,
        ["镇中心小学", "学校", "379901100", "", "13800001111"],
        ["镇卫生院", "医院", "河口镇", "", ""],
        ["某单位", "医院", "无此地", "", ""],
        heads=UNIT_HEADS,
    )
    assert (done.rows, done.bodies, done.units, done.appointed, len(done.problems)) == (3, 2, 2, 0, 1)
    again = bring_in(cast, ["镇中心小学", "学校", "379901100", "", ""], heads=UNIT_HEADS)
    assert (again.bodies, again.units) == (1, 0)
    assert {u.kind for u in places.units_in(cast.paths["379901100"]) if u.name == "镇中心小学"} == {"school"}


def test_grids_alone_are_brought_in_with_their_unit(cast):
    done = bring_in(cast, ["南街社区2号网格", "379901100002"], heads=["网格", "辖区编码"])
    assert (done.bodies, done.grids, done.units, done.problems) == (1, 1, 1, ())


def test_the_sheet_goes_back_marked_where_it_is_wrong(cast, tmp_path):
    book = Workbook()
    book.active.append(HEADS)
    book.active.append(row(role="国王"))
    file, back = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    book.save(file)
    result = CliRunner().invoke(group, ["import", str(file), "--annotated", str(back), "--json"])
    assert result.exit_code == 0, result.output
    marked = load_workbook(back).active
    assert marked["H2"].fill.start_color.rgb.endswith("FFC7CE")
    assert "没有这种岗位" in str([cell.value for cell in marked[2]])

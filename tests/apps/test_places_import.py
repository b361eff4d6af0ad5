"""Official lists of divisions: read whole, harmless when repeated, each bad row named."""

import json

import pytest
from click.testing import CliRunner

from lianfang.accounts.scope import SYSTEM
from lianfang.core.refusal import Refused
from lianfang.places import actions, divisions, queries
from lianfang.project.cli.places import group
from tests.cast import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists(tmp_path):
    def write(name: str, text: str, encoding: str = "utf-8"):
        (tmp_path / name).write_bytes(text.encode(encoding))
        return tmp_path

    write("provinces.csv", 'code,name\n98,"江东省"\n')
    write("cities.csv", 'code,name,provinceCode\n9801,"云泽市",98\n')
    write("areas.csv", 'code,name,cityCode,provinceCode\n980101,"青石县",9801,98\n')
    write.folder = tmp_path
    return write


def run(*arguments: str) -> dict:
    done = CliRunner().invoke(group, [*map(str, arguments), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_folder_of_lists_becomes_a_tree_and_repeating_it_changes_nothing(lists):
    first = run("import", lists.folder)
    assert (first["added"], first["renamed"], first["errors"]) == (3, 0, [])
    assert first["by_level"] == {"province": 1, "city": 1, "county": 1}
    again = run("import", lists.folder)
    assert (again["regions"], again["added"], again["renamed"]) == (3, 0, 0)
    county = queries.area_by_code("980101")
    assert [a.name for a in queries.line(county.path)] == ["江东省", "云泽市", "青石县"]
    assert [a.code for a in queries.look_up("qsx")] == ["980101"]


def test_a_changed_name_is_a_renaming(lists):
    run("import", lists.folder)
    lists("areas.csv", "code,name,cityCode\n980101,青石市,9801\n")
    assert run("import", lists.folder)["renamed"] == 1
    assert queries.history(queries.area_by_code("980101").id).former[0].name == "青石县"


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("98010,短码镇,980101", "code", "not 2, 4, 6, 9 or 12 digits"),
        ("9.80101E+8,坏镇,980101", "code", "not 2, 4, 6, 9 or 12 digits"),
        ("980101002,,980101", "name", "empty"),
        ("980199001,无主镇,980199", "code", "parent code 980199 is unknown"),
        ("980101001,另一镇,980101", "code", "the code is that of 河口镇 (streets.csv, line 2)"),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_through(lists, row, column, says):
    lists("streets.csv", f"code,name,areaCode\n980101001,河口镇,980101\n{row}\n")
    answer = run("import", lists.folder)
    (error,) = answer["errors"]
    assert (error["file"], error["row"], error["column"]) == ("streets.csv", 3, column)
    assert says in error["message_en"]
    assert error["remedy"]
    assert answer["added"] == 4


def test_strict_import_with_a_bad_row_exits_1(lists):
    lists("streets.csv", "code,name,areaCode\nx,河口镇,980101\n")
    done = CliRunner().invoke(group, ["import", str(lists.folder), "--strict"])
    assert done.exit_code == 1
    assert "streets.csv:2 code 'x'" in done.stderr


def test_rows_hang_under_what_is_already_there(lists, tmp_path):
    run("import", lists.folder)
    later = tmp_path / "later"
    later.mkdir()
    (later / "streets.csv").write_text("code,name,areaCode\n980101001,河口镇,980101\n")
    assert run("import", later)["added"] == 1


def test_codes_filled_with_zeros_and_files_in_gb18030_are_understood(lists, tmp_path):
    folder = tmp_path / "filled"
    folder.mkdir()
    text = "code,name\n970000000000,江西省\n970100000000,云泽市\n970101000000,㙍石县\n970101001000,河口镇\n"
    (folder / "all.csv").write_bytes(text.encode("gb18030"))
    assert run("import", folder)["by_level"] == {"province": 1, "city": 1, "county": 1, "township": 1}
    assert queries.area_by_code("970101").name == "㙍石县"


def test_a_folder_without_lists_is_refused(tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Refused) as refused:
        divisions.read_folder(tmp_path)
    assert refused.value.code == "places.no_lists"


SQUARE = {"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}


def geojson(tmp_path, *told: dict):
    file = tmp_path / "shapes.json"
    features = [{"type": "Feature", "properties": each, "geometry": SQUARE} for each in told]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def test_boundaries_find_their_regions_by_adcode_and_state_their_system(cast, tmp_path):
    file = geojson(
        tmp_path,
        {"adcode": 379900, "level": "city"},
        {"adcode": 379901},
        {"adcode": 379977, "level": "district"},
    )
    assert run("boundaries", file, "--crs", "GCJ-02") == {"set": 2, "unknown": ["379977"], "crs": "GCJ-02"}
    (feature,) = queries.boundaries(cast.regions["3799"])["features"]
    assert feature["properties"]["name"] == "青石县"
    assert feature["properties"]["crs"] == "GCJ-02"


def test_a_boundary_without_its_coordinate_system_is_refused(cast):
    with pytest.raises(Refused) as refused:
        actions.set_boundaries({"379901": SQUARE}, crs="", by=SYSTEM, at=MORNING)
    assert refused.value.code == "places.crs"


@pytest.mark.parametrize("text", ["[]", "not json", '{"features": [{"properties": {}, "geometry": {}}]}'])
def test_what_is_no_map_is_refused_by_name(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(Refused) as refused:
        divisions.read_boundaries(tmp_path / "x.json")
    assert "x.json" in refused.value.words.en


def test_the_tree_and_the_look_up_are_printed(cast):
    branch = run("tree", "379901")["below"]
    assert [b["name"] for b in branch] == ["河口镇", "石桥乡"]
    assert run("lookup", "河口")["found"][0]["line"] == ["江东省", "云泽市", "青石县", "河口镇"]
    with pytest.raises(Refused):
        CliRunner().invoke(group, ["lookup", "没有的地方"], catch_exceptions=False)


def test_the_whole_country_is_imported(shared):
    answer = run("import", shared / "data" / "admin_divisions")
    assert answer["by_level"]["township"] == 41_352
    assert answer["errors"] == []

"""``lianfang intake risk-areas``: what an operator types and what comes back."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from lianfang.core.findings import RiskStay
from lianfang.core.refusal import Refused
from lianfang.intake.models import RiskList
from lianfang.project.cli.intake import group
from tests.factories.stays import adopt, measures_of, push, stay

pytestmark = pytest.mark.django_db

NAMES = {"province": "江东省", "city": "云泽市", "county": "青石县"}
COUNTY = "江东省/云泽市/青石县"


def published(folder: Path, name: str, time: str, *, high=(), middle=(), **more) -> Path:
    def entries(places):
        return [{"type": "2", **NAMES, "communitys": list(places)}] if places else []

    data = {
        "end_update_time": time,
        "hcount": len(high),
        "mcount": len(middle),
        "highlist": entries(high),
        "middlelist": entries(middle),
        **more,
    }
    file = folder / name
    file.write_text(json.dumps({"data": data, "code": 0}, ensure_ascii=False), encoding="utf-8")
    return file


@pytest.fixture
def ninth(cast):
    adopt(cast)
    return cast


@pytest.fixture
def morning(tmp_path: Path) -> Path:
    return published(tmp_path, "m.json", "2022-08-01 7时", high=["一村", "二村"], middle=["三村"])


@pytest.fixture
def evening(tmp_path: Path) -> Path:
    rest = [{"type": "2", **NAMES, "communitys": ["青石县除高风险区外的其他区域"]}]
    return published(tmp_path, "e.json", "2022-08-01 20时", high=["一村", "三村"], lcount=1, lowlist=rest)


def run(*words: object, code: int = 0, env: dict[str, str] | None = None):
    result = CliRunner().invoke(group, ["risk-areas", *map(str, words)], env=env)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def answer(*words: object, code: int = 0):
    return json.loads(run(*words, "--json", code=code).stdout)


def test_files_are_received_once(morning: Path, evening: Path) -> None:
    first = answer(morning, evening)
    assert (first["snapshots"], first["areas"], first["unresolved"], first["new"]) == (2, 6, 6, 2)
    again = answer(morning, evening)
    assert [one["id"] for one in again["lists"]] == [one["id"] for one in first["lists"]]
    assert (again["snapshots"], again["areas"], again["unresolved"], again["new"]) == (2, 6, 6, 0)
    assert RiskList.objects.count() == 2


def test_counts_are_those_of_the_list_in_force(morning: Path, evening: Path) -> None:
    answer(morning, evening)
    counted = answer("--at", "2022-08-01T19:59+08:00", "--count")
    assert (counted["high"], counted["middle"], counted["low"]) == (2, 1, None)
    assert (counted["as_of"], counted["age_hours"]) == ("2022-08-01T07:00+08:00", 12.98)
    assert counted["list"]["source"] == "m.json"
    counted = answer("--at", "2022-08-01T20:00+08:00", "--count")
    assert (counted["high"], counted["middle"], counted["low"]) == (2, 0, 1)


def test_a_lookup_names_the_line_and_the_list(morning: Path, evening: Path) -> None:
    answer(morning, evening)
    found = answer("--lookup", f"{COUNTY}/三村", "--at", "2022-08-01T08:00+08:00")
    assert (found["level"], found["matched"], found["how"]) == ("middle", f"{COUNTY}/三村", "exact")
    assert (found["as_of"], found["age_hours"]) == ("2022-08-01T07:00+08:00", 1.0)
    later = answer("--lookup", f"{COUNTY}/某路1号", "--at", "2022-08-02T08:00+08:00")
    assert (later["level"], later["how"]) == ("low", "complement")
    elsewhere = answer("--lookup", "江西省/某市/某县", "--at", "2022-08-02T08:00+08:00")
    assert (elsewhere["level"], elsewhere["matched"]) == (None, None)


def test_two_files_are_compared_and_nothing_is_stored(morning: Path, evening: Path) -> None:
    found = answer("--diff", morning, evening)
    assert [(each["level"], each["place"]) for each in found["added"]] == [
        ("high", "三村"),
        ("low", "青石县除高风险区外的其他区域"),
    ]
    assert found["removed"] == [
        {"level": "high", **NAMES, "place": "二村", "complement": False},
        {"level": "middle", **NAMES, "place": "三村", "complement": False},
    ]
    assert found["moved"] == [{"place": f"{COUNTY}/三村", "from": "middle", "to": "high"}]
    assert RiskList.objects.count() == 0


def test_a_file_that_is_no_list_is_named_and_the_others_go_through(morning: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"data": {"highlist": [', encoding="utf-8")
    result = run(broken, morning, "--json", code=1)
    told = json.loads(result.stdout)
    assert told["snapshots"] == 1
    assert [error["file"] for error in told["errors"]] == ["broken.json"]
    assert "broken.json" in result.stderr


def test_before_the_first_list_the_command_refuses(morning: Path) -> None:
    answer(morning)
    for words in (("--count",), ("--lookup", COUNTY)):
        with pytest.raises(Refused) as refused:
            run(*words, "--at", "2022-08-01T06:59+08:00")
        assert refused.value.code == "risk.no_list"


def test_a_file_with_several_lists_is_not_compared(morning: Path, tmp_path: Path) -> None:
    both = tmp_path / "both.json"
    one = json.loads(morning.read_text(encoding="utf-8"))
    both.write_text(json.dumps([one, one["data"]], ensure_ascii=False), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        run("--diff", both, morning)
    assert refused.value.code == "risk.several_lists"


def test_a_typed_table_may_be_told_its_time(tmp_path: Path) -> None:
    typed = tmp_path / "typed.csv"
    typed.write_text("风险等级,省,市,县/区,风险地区\n高风险,江东省,云泽市,青石县,一村\n", encoding="utf-8")
    told = answer(typed, code=1)
    assert told["snapshots"] == 0
    answer(typed, "--as-of", "2022-08-01T07:00+08:00")
    assert answer("--at", "2022-08-01T07:00+08:00", "--count")["high"] == 1


def test_names_are_listed_for_repair_and_repaired(cast, morning: Path) -> None:
    text = morning.read_text(encoding="utf-8").replace("青石县", "青石新城")
    morning.write_text(text, encoding="utf-8")
    assert answer(morning)["unresolved"] == 3
    (name,) = answer("--unresolved")["names"]
    assert (name["county"], name["region"], name["areas"]) == ("青石新城", "云泽市", 3)
    with pytest.raises(Refused):
        run("--repair", "江东省/云泽市/青石新城", "000000")
    mended = answer("--repair", "江东省/云泽市/青石新城", "379901")
    assert mended["region"] == "青石县"
    assert answer("--unresolved")["unresolved"] == 0
    asked = ("--lookup", f"{COUNTY}/一村", "--at", "2022-08-01T08:00+08:00")
    assert answer(*asked)["level"] == "high"
    answer("--repair", "江东省/云泽市/青石新城", "-")
    assert answer(*asked)["level"] is None


def test_answers_are_told_in_words_of_both_languages(morning: Path, evening: Path) -> None:
    chinese, english = {"LIANFANG_LANG": "zh"}, {"LIANFANG_LANG": "en"}
    assert "2 份名单" in run(morning, evening, env=chinese).output
    at = ("--at", "2022-08-01T08:00+08:00")
    assert "低风险 无此项" in run("--count", *at, env=chinese).output
    assert "low risk not in this list" in run("--count", *at, env=english).output
    assert "高风险  江东省/云泽市/青石县/一村" in run("--lookup", f"{COUNTY}/一村", *at, env=chinese).output
    assert "not in the list" in run("--lookup", f"{COUNTY}/九村", *at, env=english).output
    assert "2 added, 2 removed" in run("--diff", morning, evening, env=english).output
    assert f"{COUNTY}  5 处" in run("--unresolved", env=chinese).output


@pytest.mark.parametrize("words", [(), ("--count", "--unresolved")])
def test_what_is_not_one_question_is_a_usage_error(words: tuple[str, ...]) -> None:
    run(*words, code=2)


def test_a_preview_shows_what_a_file_would_change_and_stores_nothing(ninth, morning: Path) -> None:
    (person,) = push(ninth, lived_in("一村"))
    shown = answer(morning, "--preview", "--at", "2022-08-05T09:00+08:00")
    assert (shown["snapshots"], shown["new"]) == (1, 1)
    assert shown["changes"]["applied"] is False
    assert shown["changes"]["levels"] == [{"from": None, "to": "high", "stays": 1}]
    assert shown["changes"]["decisions"]["lengthened"] == 1
    assert RiskList.objects.count() == 0
    assert measures_of(person) == []


def test_lists_are_held_until_they_are_applied(ninth, morning: Path) -> None:
    (person,) = push(ninth, lived_in("一村"))
    at = ("--at", "2022-08-05T09:00+08:00")
    assert answer(morning, "--hold", *at)["changes"]["people"] == 1
    assert measures_of(person) == []
    done = answer("--apply", *at)
    assert (done["applied"], done["lists"], done["people"]) == (True, 1, 1)
    assert measures_of(person) == ["central"]
    assert "没有待执行的名单" in run("--apply", *at, env={"LIANFANG_LANG": "zh"}).output


def test_a_new_list_decides_again_about_whom_it_reaches(ninth, morning: Path, evening: Path) -> None:
    (person,) = push(ninth, lived_in("三村"))
    at = ("--at", "2022-08-05T09:00+08:00")
    answer(morning, *at)
    assert measures_of(person) == ["home_iso"]
    told = run(evening, *at, env={"LIANFANG_LANG": "zh"}).output
    assert "已重新判定:1 人 1 条旅居,其中等级上调 1" in told
    assert "中风险 → 高风险:1" in told
    assert measures_of(person) == ["central"]
    run("--preview", code=2)


def lived_in(place: str) -> RiskStay:
    return replace(stay(left=date(2022, 8, 1)), county="青石县", place=place)


def test_a_lookup_beside_a_line_that_is_not_understood_names_it_and_says_no_level(tmp_path: Path) -> None:
    rest = [{"type": "2", **NAMES, "communitys": ["青石县除高风险区外的其他区域"]}]
    line = "林语城26栋、27栋以外的其他楼栋和林语苑"
    answer(published(tmp_path, "u.json", "2022-08-01 7时", middle=[line], lcount=1, lowlist=rest))
    asked = ("--lookup", f"{COUNTY}/林语城28栋", "--at", "2022-08-01T08:00+08:00")
    found = answer(*asked)
    assert (found["level"], found["unclear"]) == (None, f"{COUNTY}/{line}")
    assert (
        f"不能确定:名单中的「{COUNTY}/{line}」无法完全识别" in run(*asked, env={"LIANFANG_LANG": "zh"}).output
    )

"""``lianfang policy`` on the command line, without a database."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from editions_made import made

from lianfang.core.measures import CLASSES
from lianfang.core.refusal import Refused
from lianfang.policies import list_editions
from lianfang.project.cli.policy import group

FACTS = {
    "at": "2022-08-04T09:00+08:00",
    "region": "1.5.33",
    "facts": [
        {"class": "close_contact", "last_exposure": "2022-07-01"},
        {"class": "traveller", "risk": "high", "left": "2022-08-03"},
    ],
}


def call(*arguments, stdin=None, code=0):
    result = CliRunner().invoke(group, [str(each) for each in arguments], input=stdin)
    if isinstance(result.exception, Refused):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def asked(*arguments, **options):
    return json.loads(call(*arguments, "--json", **options).stdout)


@pytest.fixture
def facts(tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS))
    return path


def test_decide_answers_with_reasons_phases_and_days(facts):
    answer = asked("decide", "--edition", "cn-covid19-9", "--facts", facts)
    assert answer["edition"] == "cn-covid19-9"
    contact, traveller = answer["reasons"]
    assert (contact["row"], contact["status"], traveller["row"]) == ("9-01", "V1", "9-03")
    assert set(contact) >= {"row", "because", "status", "phases", "release"}
    assert set(contact["phases"][0]) >= {"measure", "start", "until", "cap", "tests"}
    assert traveller["phases"][0]["tests"] == [
        "2022-08-04",
        "2022-08-05",
        "2022-08-06",
        "2022-08-08",
        "2022-08-10",
    ]
    assert set(answer["days"][0]) >= {"date", "measure", "test"}
    assert len([day for day in answer["days"] if day["date"] < "2022-07-12"]) == 10
    assert [said["kind"] for said in answer["said"]] == ["run_out"]


def test_decide_speaks_the_language_asked_for(facts, monkeypatch):
    arguments = ("decide", "--edition", "cn-covid19-9", "--facts", facts)
    assert "高风险区" in call(*arguments, "--lang", "zh").stdout
    assert "stayed in a high-risk area" in call(*arguments, "--lang", "en").stdout
    monkeypatch.setenv("LIANFANG_LANG", "zh_CN.UTF-8")
    assert "集中隔离医学观察" in call(*arguments).stdout


def test_decide_reads_standard_input_and_without_at_it_is_now(monkeypatch):
    monkeypatch.setenv("LIANFANG_CLOCK", "2022-08-04T09:00+08:00")
    text = json.dumps({"facts": FACTS["facts"]})
    answer = asked("decide", "--edition", "cn-covid19-9", "--facts", "-", stdin=text)
    assert answer["reasons"][1]["fact"]["known"] == "2022-08-04"


def test_no_measure_is_said_in_words(tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS))
    answer = asked("decide", "--edition", "cn-covid19-b", "--facts", path)
    assert (answer["reasons"], answer["days"]) == ([], [])
    assert [said["row"] for said in answer["said"]] == ["b-01", "b-07"]
    assert (
        "没有管控措施" in call("decide", "--edition", "cn-covid19-b", "--facts", path, "--lang", "zh").stdout
    )


def test_what_the_edition_does_not_say_goes_to_stderr_and_is_an_error_when_strict(facts):
    arguments = ("decide", "--edition", "cn-covid19-8", "--facts", facts, "--lang", "en")
    assert "no row for traveller" in call(*arguments).stderr
    assert "no row for traveller" in call(*arguments, "--strict", code=1).stderr


@pytest.mark.parametrize("edition", list_editions(), ids=lambda edition: edition.id)
def test_the_example_has_every_class_and_can_be_decided_under_every_edition(edition, tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(call("decide", "--example").stdout)
    assert [fact["class"] for fact in json.loads(path.read_text())["facts"]] == list(CLASSES)
    assert asked("decide", "--edition", edition.id, "--facts", path)["reasons"]
    assert call("decide", "--edition", edition.id, "--facts", path, "--lang", "zh").stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot read the facts"),
        ("{", "cannot read the facts"),
        ("[]", "cannot read the facts"),
        ('{"facts": [{"class": "nobody"}]}', "unknown class of fact"),
        ('{"at": "2022-07-01", "facts": [{"class": "entrant", "entry": "2022-07-02"}]}', "lies after"),
        ('{"at": "2022-07-01", "facts": [{"class": "entrant", "entry": "1.7.2022"}]}', "is not a date"),
        (
            '{"facts": [{"class": "venue_exposed", "last_exposure": "2022-07-01"}]}',
            "has no row for venue_exposed",
        ),
    ],
)
def test_facts_that_cannot_be_decided_on_are_refused(tmp_path, text, message):
    path = tmp_path / "facts.json"
    path.write_text(text)
    with pytest.raises(Refused, match=message):
        call("decide", "--edition", "cn-covid19-8", "--facts", path)


def test_files_and_editions_that_are_not_there_are_refused(facts, tmp_path):
    with pytest.raises(Refused, match="cannot read the facts"):
        call("decide", "--edition", "cn-covid19-9", "--facts", tmp_path / "none.json")
    with pytest.raises(Refused, match="there is no edition"):
        call("decide", "--edition", "cn-covid19-10", "--facts", facts)


def test_a_refusal_speaks_the_language_asked_for(facts):
    result = call("decide", "--edition", "none", "--facts", facts, "--lang", "zh", code=1)
    assert result.stderr.startswith("没有方案「none」")
    assert "[edition.unknown]" in result.stderr


def test_decide_without_edition_or_facts_is_a_usage_error():
    assert "--example" in call("decide", code=2).stderr


def test_list_names_the_editions_in_order():
    assert [edition["edition"] for edition in asked("list")] == [edition.id for edition in list_editions()]
    assert "第九版" in call("list", "--lang", "zh").stdout


def test_show_gives_the_tables_with_source_and_status():
    answer = asked("show", "cn-covid19-9")
    assert set(answer) >= {
        "rules",
        "contacts",
        "routine",
        "deadlines",
        "norms",
        "escalation",
        "absent",
        "cases",
    }
    first = answer["rules"][0]
    assert (first["row"], first["phases"][0]["tests"]) == ("9-01", [1, 2, 3, 5, 7])
    assert first["source"]
    assert first["phases"][0]["status"].startswith("V1")
    assert answer["deadlines"]["found_and_checked_hours"]["status"] == "P"
    assert answer["contacts"][0]["status"] == "V2; P judge"
    assert answer["routine"][0]["group"]["en"]
    assert asked("show", "cn-covid19-b")["valid_to"] is None
    assert call("show", "cn-covid19-9").stdout.startswith("<!--")


def test_show_takes_the_folder_of_an_edition_too(tmp_path):
    folder = made(tmp_path / "made-9")
    assert asked("show", folder)["edition"] == "made-9"
    assert "skip_phase_after(14)" in call("show", folder).stdout


def test_compare_says_by_how_much():
    answer = asked("compare", "banner-2021-08", "cn-covid19-8")
    assert answer[0]["verdict"] == "no_national_row"
    assert answer[0]["by"]["central"] == 14
    assert "central +14" in call("compare", "banner-2021-08", "cn-covid19-8").stdout


def test_cases_run_and_fail_aloud(tmp_path):
    assert all(outcome["passed"] for outcome in asked("cases"))
    assert "0 failed" in call("cases", "cn-covid19-9", "--lang", "en").stdout
    folder = made(tmp_path / "made-9", "cases.csv", "m-01,", "m-02,")
    assert "rows: 'm-02' ≠ 'm-01'" in call("cases", folder, code=1).stdout
    assert not asked("cases", folder, code=1)[0]["passed"]


def test_pages_are_printed_and_checked(tmp_path):
    assert "cn-covid19-9.md" in call("print", "--out", tmp_path, "--check", code=1).stdout
    assert "cn-covid19-9.md" in call("print", "--out", tmp_path).stdout
    assert call("print", "--out", tmp_path, "--check").stdout == ""


def test_the_command_needs_no_settings_and_no_database():
    script = "import sys; from lianfang.project.cli.policy import group; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0

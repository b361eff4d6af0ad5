"""A file that a command cannot read is named on stderr, and the command exits 1; 2 is for bad usage."""

import os
from pathlib import Path

import pytest

from lianfang.project import command as door_of
from tests.apps.test_risk_lists_command import published

pytestmark = pytest.mark.django_db

COMMANDS = (
    ("accounts", "import", "{file}"),
    ("intake", "receive", "{file}"),
    ("intake", "annotated", "1", "{file}", "out.xlsx"),
    ("intake", "risk-areas", "{file}"),
    ("intake", "risk-areas", "--diff", "{file}", "{file}"),
    ("measures", "opening", "{file}"),
    ("people", "import", "{file}", "--region", "37"),
    ("places", "import", "{file}"),
    ("places", "boundaries", "{file}", "--crs", "WGS-84"),
    ("policy", "decide", "--edition", "cn-covid19-9", "--facts", "{file}"),
)


@pytest.fixture
def door(monkeypatch, capsys):
    """The command as an operator types it: its exit code and what it says on stderr."""

    def typed(*words: object) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["lianfang", *map(str, words)])
        monkeypatch.setattr(door_of, "open_database", lambda: None)  # the tests' own is open
        monkeypatch.setenv("LIANFANG_LANG", "en")
        with pytest.raises(SystemExit) as end:
            door_of.main()
        return end.value.code, capsys.readouterr().err

    return typed


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_file_that_does_not_exist_is_named_and_exits_1(door, tmp_path: Path, command) -> None:
    missing = tmp_path / "missing.xlsx"
    code, said = door(*(word.format(file=missing) for word in command))
    assert code == 1
    assert "missing.xlsx" in said
    assert "Traceback" not in said


def test_a_folder_in_place_of_a_file_and_the_reverse_are_said(door, tmp_path: Path) -> None:
    code, said = door("intake", "receive", tmp_path)
    assert (code, "it is a folder" in said) == (1, True)
    file = tmp_path / "a.csv"
    file.touch()
    code, said = door("places", "import", file)
    assert (code, "it is no folder" in said) == (1, True)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_that_may_not_be_read_is_said(door, tmp_path: Path) -> None:
    file = tmp_path / "locked.csv"
    file.touch(mode=0o000)
    code, said = door("intake", "receive", file)
    assert (code, "it may not be read" in said) == (1, True)


def test_bad_usage_still_exits_2(door) -> None:
    assert door("intake", "receive")[0] == 2


def test_of_several_lists_the_one_that_is_missing_is_named_and_the_others_go_through(
    door, tmp_path: Path
) -> None:
    morning = published(tmp_path, "m.json", "2022-08-01 7时", high=["一村"])
    code, said = door("intake", "risk-areas", tmp_path / "missing.json", morning)
    assert (code, "missing.json" in said) == (1, True)
    from lianfang.intake.models import RiskList

    assert RiskList.objects.count() == 1

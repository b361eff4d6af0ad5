"""An edition is loaded whole or refused with every defect named: file, row, column, value, remedy."""

import pytest
from editions_made import FILES, LOCAL, PHASES, RULES, TOML, made, places, refusal, write

from lianfang.policies import load_folder


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("rules.csv", "close_contact,,", "closecontact,,", ("rules.csv", "m-01", "class", "closecontact")),
        ("rules.csv", "risk=high|middle", "risk=red", ("rules.csv", "m-03", "when", "risk=red")),
        ("rules.csv", "risk=high|middle", "colour=red", ("rules.csv", "m-03", "when", "colour=red")),
        ("rules.csv", "7,any_in_window", "7,", ("rules.csv", "m-03", "risk_as_of", "")),
        ("rules.csv", "7,any_in_window", "7,sometimes", ("rules.csv", "m-03", "risk_as_of", "sometimes")),
        ("rules.csv", "7,any_in_window", "-7,any_in_window", ("rules.csv", "m-03", "lookback_days", "-7")),
        ("rules.csv", ",90,", ",,", ("rules.csv", "m-01", "severity", "")),
        ("rules.csv", ",90,", ",0,", ("rules.csv", "m-01", "severity", "0")),
        (
            "rules.csv",
            "central,home_unsuitable",
            "self_monitor,home_unsuitable",
            ("rules.csv", "m-02", "alternative", "self_monitor"),
        ),
        (
            "rules.csv",
            "central,home_unsuitable",
            "central,rain",
            ("rules.csv", "m-02", "alternative_if", "rain"),
        ),
        ("rules.csv", "central,home_unsuitable", "central,", ("rules.csv", "m-02", "alternative_if", "")),
        (
            "rules.csv",
            "class:close_contact",
            "class:entrant",
            ("rules.csv", "m-02", "on_fail", "class:entrant"),
        ),
        (
            "rules.csv",
            "class:close_contact",
            "close_contact",
            ("rules.csv", "m-02", "on_fail", "close_contact"),
        ),
        (
            "rules.csv",
            "class:close_contact",
            "class:secondary_contact",
            ("rules.csv", "m-02", "on_fail", "class:secondary_contact"),
        ),
        ("rules.csv", "2022-01-01,V1\n", "2022-01-01,V9\n", ("rules.csv", "m-01", "status", "V9")),
        ("rules.csv", "2022-01-01,V1\n", "2022-01-01,M\n", ("rules.csv", "m-01", "status", "M")),
        ("rules.csv", "2022-01-01,V1\n", "2022-01-01,NF\n", ("rules.csv", "m-01", "status", "NF")),
        ("rules.csv", "2022-01-01,V1\n", "2022-01-01,L\n", ("rules.csv", "m-01", "status", "L")),
        ("rules.csv", "2022-01-01,V1\n", "2022-01-01,\n", ("rules.csv", "m-01", "status", "")),
        ("rules.csv", "V1; P severity", "V1; P sevrity", ("rules.csv", "m-02", "status", "V1; P sevrity")),
        ("rules.csv", "V1; P severity", "V1; P", ("rules.csv", "m-02", "status", "V1; P")),
        ("rules.csv", "V1; P severity", "V1; M severity", ("rules.csv", "m-02", "status", "V1; M severity")),
        ("rules.csv", "试行文件 2022-01-01,V1\n", ",V1\n", ("rules.csv", "m-01", "source", "")),
        ("rules.csv", "m-02,sec", "m-01,sec", ("rules.csv", "m-01", "row", "m-01")),
        ("rules.csv", "secondary_contact", "close_contact", ("rules.csv", "m-02", "when", "")),
        ("rules.csv", ",V2\n", ",V2,more\n", ("rules.csv", "m-03", "", "")),
        ("rules.csv", "row,class", "row,klass", ("rules.csv", "", "klass", "klass")),
        ("rules.csv", "source,status\n", "source,status,note\n", ("rules.csv", "", "note", "note")),
        ("rules.csv", "source,status\n", "source,row\n", ("rules.csv", "", "row", "row")),
        ("phases.csv", "m-03,1", "m-09,1", ("phases.csv", "m-09", "row", "m-09")),
        ("phases.csv", "central,7", "centre,7", ("phases.csv", "m-01", "measure", "centre")),
        ("phases.csv", "central,7,", "central,seven,", ("phases.csv", "m-01", "days", "seven")),
        ("phases.csv", "central,7,", "central,0,", ("phases.csv", "m-01", "days", "0")),
        ("phases.csv", "central,7,", "central,,", ("phases.csv", "m-01", "days", "")),
        (
            "phases.csv",
            "central,7,last_exposure",
            "central,7,left",
            ("phases.csv", "m-01", "count_from", "left"),
        ),
        (
            "phases.csv",
            "central,7,last_exposure",
            "central,7,prev_end",
            ("phases.csv", "m-01", "count_from", "prev_end"),
        ),
        (
            "phases.csv",
            "home_monitor,3,prev_end",
            "home_monitor,3,found",
            ("phases.csv", "m-01", "count_from", "found"),
        ),
        (
            "phases.csv",
            "last_exposure,0,elapsed",
            "last_exposure,2,elapsed",
            ("phases.csv", "m-01", "anchor_day", "2"),
        ),
        (
            "phases.csv",
            "last_exposure,0,elapsed",
            "last_exposure,,elapsed",
            ("phases.csv", "m-01", "anchor_day", ""),
        ),
        (
            "phases.csv",
            "last_exposure,0,elapsed",
            "last_exposure,0,half",
            ("phases.csv", "m-01", "credit", "half"),
        ),
        ("phases.csv", "last_exposure,0,elapsed", "last_exposure,0,", ("phases.csv", "m-01", "credit", "")),
        ("phases.csv", "prev_end,1,none", "prev_end,1,elapsed", ("phases.csv", "m-01", "credit", "elapsed")),
        ("phases.csv", "1 4 7", "1 4 8", ("phases.csv", "m-01", "tests", "1 4 8")),
        ("phases.csv", "1 4 7", "4 1 7", ("phases.csv", "m-01", "tests", "4 1 7")),
        ("phases.csv", "1 4 7", "1 4 x", ("phases.csv", "m-01", "tests", "1 4 x")),
        ("phases.csv", "oropharyngeal", "nose", ("phases.csv", "m-01", "sample", "nose")),
        (
            "phases.csv",
            "own_negative(all)",
            "own_negativ(all)",
            ("phases.csv", "m-01", "release", "own_negativ(all)"),
        ),
        (
            "phases.csv",
            "own_negative(all)",
            "own_clear@6+8(ct>=35)",
            ("phases.csv", "m-01", "release", "own_clear@6+8(ct>=35)"),
        ),
        ("phases.csv", "make_up", "whenever", ("phases.csv", "m-01", "missed_test", "whenever")),
        ("phases.csv", "m-01,2", "m-01,3", ("rules.csv", "m-01", "row", "m-01")),
        (
            "phases.csv",
            "own_negative(all),3",
            "own_negative(all),soon",
            ("phases.csv", "m-01", "cap_days", "soon"),
        ),
        (
            "contacts.csv",
            "close_contact,case",
            "stranger,case",
            ("contacts.csv", "meal", "grade", "stranger"),
        ),
        ("contacts.csv", "1.5", "near", ("contacts.csv", "meal", "max_m", "near")),
        ("contacts.csv", "1.5", "nan", ("contacts.csv", "meal", "max_m", "nan")),
        (
            "contacts.csv",
            ",no,person",
            ",maybe,person",
            ("contacts.csv", "meal", "widen_if_symptoms", "maybe"),
        ),
        ("routine.csv", "couriers", "", ("routine.csv", "r-01", "group_en", "")),
        ("routine.csv", ",2,7,", ",0,7,", ("routine.csv", "r-01", "tests", "0")),
        ("cases.csv", "contact,2022-07-02", "contact,", ("cases.csv", "01", "at", "")),
        ("edition.toml", 'kind = "national"', 'kind = "galactic"', ("edition.toml", "", "kind", "galactic")),
        ("edition.toml", 'id = "made-9"\n', "", ("edition.toml", "", "id", "")),
        (
            "edition.toml",
            "valid_from = 2022-01-02",
            'valid_from = "2022-01-02"',
            ("edition.toml", "", "valid_from", "2022-01-02"),
        ),
        (
            "edition.toml",
            "valid_from = 2022-01-02",
            "valid_from = 2022-01-02\nvalid_to = 2022-01-01",
            ("edition.toml", "", "valid_to", "2022-01-01"),
        ),
        ("edition.toml", "issued", "isued", ("edition.toml", "", "isued", "isued")),
        ("edition.toml", 'en = "trial edition"', "", ("edition.toml", "name", "en", "")),
        (
            "edition.toml",
            '[name]\nzh = "试行版"\nen = "trial edition"',
            'name = "x"',
            ("edition.toml", "name", "", "x"),
        ),
        (
            "edition.toml",
            "value = 24",
            'value = "24"',
            ("edition.toml", "deadlines.found_and_checked_hours", "value", "24"),
        ),
        (
            "edition.toml",
            "value = 24",
            "value = -1",
            ("edition.toml", "deadlines.found_and_checked_hours", "value", "-1"),
        ),
        (
            "edition.toml",
            "value = 24",
            "value = true",
            ("edition.toml", "deadlines.found_and_checked_hours", "value", "True"),
        ),
        (
            "edition.toml",
            "value = [5, 10]",
            "value = []",
            ("edition.toml", "norms.pool_sizes", "value", "[]"),
        ),
        (
            "edition.toml",
            "value = 24",
            "value = 24\nunit = 1",
            ("edition.toml", "deadlines.found_and_checked_hours", "unit", "unit"),
        ),
        (
            "edition.toml",
            'status = "V1"',
            'status = "L"',
            ("edition.toml", "deadlines.found_and_checked_hours", "status", "L"),
        ),
        (
            "edition.toml",
            "[deadlines.found_and_checked_hours]",
            "[deadlines]",
            ("edition.toml", "", "deadlines", "{"),
        ),
        ("edition.toml", '"community"', '"village"', ("edition.toml", "escalation", "level", "village")),
        (
            "edition.toml",
            "after_hours = 2",
            "after_hours = 9",
            ("edition.toml", "escalation", "level", "county"),
        ),
        (
            "edition.toml",
            "after_hours = 2",
            'after_hours = "2"',
            ("edition.toml", "escalation", "after_hours", "2"),
        ),
        (
            "edition.toml",
            'class = "companion"',
            'class = "nobody"',
            ("edition.toml", "absent", "class", "nobody"),
        ),
        ("edition.toml", 'class = "companion"', "", ("edition.toml", "absent", "", "")),
        ("edition.toml", "[[absent]]", "[absent]", ("edition.toml", "", "absent", "{")),
        ("edition.toml", 'id = "made-9"', "id = made-9", ("edition.toml", "", "", "")),
        ("edition.toml", 'kind = "national"', 'kind = "local"', ("edition.toml", "", "base", "")),
        (
            "edition.toml",
            'kind = "national"',
            'kind = "national"\nbase = "nowhere"',
            ("edition.toml", "", "base", "nowhere"),
        ),
    ],
)
def test_a_defect_is_named_with_its_place(tmp_path, file, old, new, place):
    found = places(made(tmp_path, file, old, new))
    assert any(each[:3] == place[:3] and each[3].startswith(place[3]) for each in found), found


def test_all_defects_are_told_together_in_both_languages_with_remedies(tmp_path):
    folder = made(tmp_path, "rules.csv", "close_contact,,", "closecontact,,")
    write(folder, {"phases.csv": PHASES.replace("central,7,", "centre,x,")})
    told = refusal(folder)
    assert {defect.column for defect in told.data["defects"]} >= {"class", "measure", "days"}
    assert "rules.csv · m-01 · class" in told.words.zh
    assert "use one of: central" in told.words.en
    assert all(defect.remedy.zh and defect.remedy.en for defect in told.data["defects"])


def test_repeated_phases_contacts_and_cases_are_named(tmp_path):
    folder = made(tmp_path)
    for name in ("phases.csv", "contacts.csv", "routine.csv", "cases.csv"):
        head, first, *rest = FILES[name].splitlines()
        write(folder, {name: "\n".join((head, first, first, *rest)) + "\n"})
    assert [each[:3] for each in places(folder)] >= [
        ("phases.csv", "m-01", "phase"),
    ]
    assert {each[0] for each in places(folder)} >= {"phases.csv", "contacts.csv", "routine.csv", "cases.csv"}


def test_files_that_are_not_there_or_cannot_be_read_are_named(tmp_path):
    assert places(tmp_path / "nothing")[0][:3] == ("edition.toml", "", "")
    only_header = write(tmp_path / "header", {"edition.toml": TOML})
    assert ("rules.csv", "", "", "header") in places(only_header)
    garbled = made(tmp_path / "garbled")
    (garbled / "rules.csv").write_bytes(b"\xff\xff\xff\x00")
    assert ("rules.csv", "", "", "") in places(garbled)


@pytest.mark.parametrize("name", ["rules.csv", "phases.csv", "contacts.csv", "routine.csv"])
def test_a_table_that_is_missing_is_named_with_its_folder(tmp_path, name):
    folder = made(tmp_path / "版本")
    (folder / name).unlink()
    assert (name, "", "", "版本") in places(folder)
    told = refusal(folder)
    assert f"{name}「版本」:文件夹里没有此文件;补上 {name}" in told.words.zh
    assert f"{name} '版本': this file is not in the folder; add {name}" in told.words.en


def test_an_edition_that_holds_nobody_needs_its_rules_alone(tmp_path):
    rules = RULES.replace(",90,", ",0,").replace(",70,", ",0,").replace(",60,", ",0,")
    folder = write(tmp_path, {"edition.toml": TOML, "rules.csv": rules})
    assert len(load_folder(folder, among=()).rules) == 3


def test_an_overlay_needs_phases_for_rows_of_its_own_and_no_other_table(tmp_path):
    base = load_folder(made(tmp_path / "base"), among=())
    row = "x-01,traveller,risk=low,7,any_in_window,20,,,,本市文件 2022-02-01,L\n"
    folder = write(
        tmp_path / "local", {"edition.toml": LOCAL, "rules.csv": RULES.splitlines()[0] + "\n" + row}
    )
    assert ("phases.csv", "", "", "local") in [
        (one.file, one.row, one.column, one.value) for one in refusal(folder, among=(base,)).data["defects"]
    ]


def test_blank_lines_in_a_table_are_passed_over(tmp_path):
    folder = write(made(tmp_path), {"rules.csv": RULES + "\n,,,,,,,,,,\n"})
    assert len(load_folder(folder, among=()).rules) == 3

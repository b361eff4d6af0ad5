"""Loading editions: from a folder, on a base, beside others."""

from datetime import date
from itertools import pairwise

import pytest
from editions_made import LOCAL, PHASES, ROUTINE, RULES, TOML, made, places, write

from lianfang.core.refusal import Refused
from lianfang.policies import list_editions, load, load_folder, run_examples


def test_a_sound_folder_becomes_an_edition(tmp_path):
    edition = load_folder(made(tmp_path), among=())
    assert (edition.id, edition.valid_from, edition.valid_to) == ("made-9", date(2022, 1, 2), None)
    assert [rule.row for rule in edition.rules] == ["m-01", "m-02", "m-03"]
    assert edition.rule("m-02").phases[0].credit_after == 14
    assert edition.rule("m-03").when_text() == "risk=high|middle"
    assert edition.deadline_hours("found_and_checked_hours") == 24
    assert edition.norms["pool_sizes"].value == (5.0, 10.0)
    assert [(step.level, step.after_hours) for step in edition.escalation] == [
        ("community", 2),
        ("county", 8),
    ]
    assert (edition.contacts[0].max_m, edition.routine[0].per_days) == (1.5, 7)
    assert all(outcome.passed for outcome in run_examples(edition))


def test_a_folder_saved_by_a_spreadsheet_reads_the_same(tmp_path):
    plain = load_folder(made(tmp_path / "plain"), among=())
    marked = made(tmp_path / "marked")
    (marked / "rules.csv").write_bytes(b"\xef\xbb\xbf" + RULES.encode())
    (marked / "phases.csv").write_bytes(PHASES.replace("\n", "\r\n").encode("gb18030"))
    found = load_folder(marked, among=())
    assert [rule.phases for rule in found.rules] == [rule.phases for rule in plain.rules]
    assert [rule.source for rule in found.rules] == [rule.source for rule in plain.rules]


def test_an_id_may_not_be_used_twice_nor_dates_of_national_editions_overlap(tmp_path):
    first = load_folder(made(tmp_path / "one"), among=())
    again = places(made(tmp_path / "two"), among=(first,))
    assert again == [
        ("edition.toml", "", "id", "made-9"),
        ("edition.toml", "", "valid_from", "2022-01-02 – …"),
    ]
    later = made(tmp_path / "three", "edition.toml", 'id = "made-9"', 'id = "made-10"')
    assert [each[2] for each in places(later, among=(first,))] == ["valid_from"]


def test_editions_of_other_diseases_or_other_dates_stand_beside_each_other(tmp_path):
    ended = TOML.replace("valid_from = 2022-01-02", "valid_from = 2022-01-02\nvalid_to = 2022-06-30")
    first = load_folder(write(made(tmp_path / "one"), {"edition.toml": ended}), among=())
    after = TOML.replace("made-9", "made-10").replace("valid_from = 2022-01-02", "valid_from = 2022-07-01")
    second = load_folder(write(made(tmp_path / "two"), {"edition.toml": after}), among=(first,))
    before = TOML.replace("made-9", "made-8").replace("2022-01-02", "2021-01-01\nvalid_to = 2022-01-01")
    assert (
        load_folder(write(made(tmp_path / "three"), {"edition.toml": before}), among=(first, second)).id
        == "made-8"
    )
    assert load_folder(made(tmp_path / "four")).id == "made-9"


def test_an_overlay_changes_only_the_rows_it_names_and_keeps_what_it_overrides(tmp_path):
    base = load_folder(made(tmp_path / "base"), among=())
    rules = RULES.splitlines()[0] + "\nlocal-01,close_contact,,,,90,,,,本市文件 2022-02-01,L\n"
    phases = (
        PHASES.splitlines()[0]
        + "\nlocal-01,1,central,14,last_exposure,0,elapsed,1 14,,,,,,本市文件 2022-02-01,L"
        + "\nm-03,1,central,7,found,1,none,,,,,,,本市文件 2022-02-01,L\n"
    )
    routine = ROUTINE.splitlines()[0] + "\nr-01,快递,couriers,1,1,本市,L\nr-02,外卖,meals,1,1,本市,L\n"
    folder = write(
        tmp_path / "local",
        {"edition.toml": LOCAL, "rules.csv": rules, "phases.csv": phases, "routine.csv": routine},
    )
    overlay = load_folder(folder, among=(base,))
    assert [rule.row for rule in overlay.rules] == ["local-01", "m-02", "m-03"]
    assert [rule.row for rule in overlay.overridden] == ["m-01", "m-03"]
    assert overlay.overridden[0] is base.rule("m-01")
    assert overlay.own_rows == {"local-01", "m-03"}
    assert overlay.rule("m-02") == base.rule("m-02")
    assert overlay.rule("m-03").phases[0].measure == "central"
    assert [(rule.row, rule.tests) for rule in overlay.routine] == [("r-01", 1), ("r-02", 1)]
    assert (overlay.deadlines, overlay.contacts, overlay.escalation) == (
        base.deadlines,
        base.contacts,
        base.escalation,
    )
    assert overlay.digest != base.digest


def test_a_row_replaced_under_its_own_name_keeps_its_phases_unless_it_gives_others(tmp_path):
    base = load_folder(made(tmp_path / "base"), among=())
    rules = RULES.splitlines()[0] + "\nm-03,traveller,risk=high|middle,14,now,60,,,,本市文件 2022-02-01,L\n"
    overlay = load_folder(
        write(tmp_path / "local", {"edition.toml": LOCAL, "rules.csv": rules}), among=(base,)
    )
    assert overlay.rule("m-03").lookback_days == 14
    assert overlay.rule("m-03").phases == base.rule("m-03").phases


def test_an_overlay_that_says_when_it_ends_does_and_one_that_does_not_ends_with_its_base(tmp_path):
    ended = TOML.replace("valid_from = 2022-01-02", "valid_from = 2022-01-02\nvalid_to = 2022-06-30")
    base = load_folder(write(made(tmp_path / "base"), {"edition.toml": ended}), among=())
    overlay = load_folder(write(tmp_path / "local", {"edition.toml": LOCAL}), among=(base,))
    assert overlay.valid_to == date(2022, 6, 30)
    with_end = LOCAL.replace("valid_from = 2022-02-01", "valid_from = 2022-02-01\nvalid_to = 2022-03-01")
    assert load_folder(write(tmp_path / "short", {"edition.toml": with_end}), among=(base,)).valid_to == date(
        2022, 3, 1
    )


def test_what_an_overlay_gives_rows_for_is_no_longer_absent(tmp_path):
    base = load_folder(made(tmp_path / "base"), among=())
    assert base.missing(cls="companion")
    rules = RULES.splitlines()[0] + "\nlocal-01,companion,,,,0,,,,本市文件 2022-02-01,L\n"
    overlay = load_folder(
        write(tmp_path / "local", {"edition.toml": LOCAL, "rules.csv": rules}), among=(base,)
    )
    assert not overlay.missing(cls="companion")


def test_a_local_overlay_may_not_be_a_base(tmp_path):
    base = load_folder(made(tmp_path / "base"), among=())
    overlay = load_folder(write(tmp_path / "local", {"edition.toml": LOCAL}), among=(base,))
    second = LOCAL.replace("made-local", "made-second").replace('base = "made-9"', 'base = "made-local"')
    found = places(write(tmp_path / "second", {"edition.toml": second}), among=(base, overlay))
    assert ("edition.toml", "", "base", "made-local") in found


def test_the_digest_follows_the_content_and_not_the_worked_examples(tmp_path):
    first = load_folder(made(tmp_path / "one"), among=())
    better = load_folder(made(tmp_path / "two", "cases.csv", "contact,", "a contact,"), among=())
    other = load_folder(made(tmp_path / "three", "phases.csv", "central,7", "central,8"), among=())
    assert first.digest == better.digest != other.digest


def test_a_worked_example_that_does_not_hold_names_what_followed(tmp_path):
    edition = load_folder(made(tmp_path, "cases.csv", "m-01,", "m-02,"), among=())
    (outcome,) = run_examples(edition)
    assert not outcome.passed
    assert outcome.differences == (("rows", "m-02", "m-01"),)


def test_an_unknown_id_is_refused_with_those_there_are():
    with pytest.raises(Refused, match="cn-covid19-9"):
        load("cn-covid19-99")
    with pytest.raises(Refused):
        load("../policies/cn-covid19-9")


def test_the_shipped_editions_are_sound_beside_each_other():
    editions = list_editions()
    assert [edition.id for edition in editions] == [
        "cn-covid19-8",
        "banner-2021-08",
        "cn-covid19-9",
        "cn-covid19-20",
        "cn-covid19-new10",
        "cn-covid19-b",
    ]
    national = [edition for edition in editions if edition.kind == "national"]
    for one, following in pairwise(national):
        assert one.valid_to
        assert (following.valid_from - one.valid_to).days == 1


@pytest.mark.parametrize("edition", list_editions(), ids=lambda edition: edition.id)
def test_every_value_shipped_has_its_source_and_a_status_that_may_stand(edition):
    allowed = {"V1", "V2", "D", "P"} | ({"L"} if edition.kind == "local" else set())
    rows = [
        *edition.rules,
        *(phase for rule in edition.rules for phase in rule.phases),
        *edition.contacts,
        *edition.routine,
    ]
    norms = [*edition.deadlines.values(), *edition.norms.values(), *edition.escalation]
    assert {code for row in rows for code in row.status.codes()} <= allowed
    assert {norm.status for norm in norms} <= allowed
    assert all(row.source for row in (*rows, *norms))
    assert not any("http" in row.source for row in (*rows, *norms))

"""Two editions side by side: stricter, laxer, added, without a national row, and by how much."""

import pytest
from measures_made import edition, phase, rule

from lianfang.core.measures import Norm, compare
from lianfang.core.measures.edition import Condition, ContactRule, RoutineRule, Status
from lianfang.core.words import Words


def only(local, national):
    (difference,) = compare(local, national)
    return difference


def test_editions_that_say_the_same_do_not_differ():
    assert compare(edition(rule(phase())), edition(rule(phase(), row="n-01"))) == ()


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        (phase(days=14), phase(days=7), "stricter"),
        (phase(days=7), phase(days=14), "laxer"),
        (phase(measure="home_iso"), phase(), "laxer"),
        (phase(tests=(1, 4)), phase(tests=(1,)), "stricter"),
        (phase(days=5, tests=(1, 2)), phase(days=7), "mixed"),
        (phase(measure="home_iso", days=14), phase(days=7), "mixed"),
    ],
)
def test_a_row_is_stricter_with_more_days_stricter_measures_or_more_tests(ours, theirs, verdict):
    assert only(edition(rule(ours)), edition(rule(theirs))).verdict == verdict


def test_by_how_much_is_local_minus_national():
    local = edition(rule(phase(days=14, tests=(1, 4, 7, 10, 14)), lookback_days=14))
    found = only(
        local, edition(rule(phase(measure="home_iso", tests=(1, 4, 7)), row="n-01", lookback_days=7))
    )
    assert (found.local, found.national, found.subject) == ("t-01", "n-01", "close_contact")
    assert found.by == {
        "days": 7,
        "central": 14,
        "home_iso": -7,
        "tests": 2,
        "severity": 10,
        "lookback_days": 7,
    }


def test_a_longer_look_back_alone_is_stricter():
    local, national = (edition(rule(phase(), lookback_days=days)) for days in (14, 7))
    assert only(local, national).verdict == "stricter"
    assert compare(edition(rule(phase())), national) == ()


def test_a_class_the_national_edition_does_not_speak_of_has_no_national_row():
    found = only(edition(rule(phase())), edition())
    assert (found.verdict, found.national, found.by["central"]) == ("no_national_row", None, 7)


def test_a_measure_where_the_national_edition_asks_for_none_is_added():
    assert only(edition(rule(phase())), edition(rule(row="n-01"))).verdict == "added"
    when = (Condition("severity", ("mild",)),)
    local = edition(rule(phase(), cls="case", when=when), rule(phase(), row="t-02", cls="case"))
    assert [each.verdict for each in compare(local, edition(rule(phase(), cls="case")))] == ["added"]


def test_a_row_only_the_national_edition_has_is_dropped():
    found = only(edition(), edition(rule(phase())))
    assert (found.verdict, found.local, found.by["days"]) == ("dropped", None, -7)


def hours(value, status="L"):
    return Norm(value, Words("限", "limit"), "made", status)


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        (hours(12), hours(24, "V1"), "stricter"),
        (hours(24), hours(12, "V1"), "laxer"),
        (hours(12), hours(24, "P"), "no_national_row"),
        (hours(12), None, "no_national_row"),
        (None, hours(24, "V1"), "dropped"),
        (hours((8.0, 12.0)), hours(12, "V2"), "stricter"),
    ],
)
def test_a_shorter_deadline_is_stricter_and_a_convention_is_no_national_rule(ours, theirs, verdict):
    local, national = (edition(deadlines={"found": norm} if norm else {}) for norm in (ours, theirs))
    assert only(local, national).verdict == verdict


def test_deadlines_that_agree_or_are_conventions_on_both_sides_do_not_differ():
    assert compare(edition(deadlines={"a": hours(2, "V1")}), edition(deadlines={"a": hours(2, "V1")})) == ()
    assert compare(edition(deadlines={"a": hours(2, "P")}), edition(deadlines={"a": hours(4, "P")})) == ()
    assert compare(edition(), edition(deadlines={"a": hours(4, "P")})) == ()


def met(grade="close_contact", **changed):
    values = {
        "grade": grade,
        "parent_grade": "case",
        "setting": "meal",
        "relation": "same_table",
        "role": "any",
        "window_start_anchor": "onset",
        "before_days": 2,
        "window_end": "isolation",
        "max_m": None,
        "min_min": None,
        "protection": "",
        "widen_if_symptoms": False,
        "judge": "auto",
        "source": "made",
        "status": Status("V1"),
    }
    return ContactRule(**{**values, **changed})


@pytest.mark.parametrize(
    ("ours", "verdict", "by"),
    [
        (met(before_days=4), "stricter", {"before_days": 2}),
        (met(before_days=None), "laxer", {"before_days": -2}),
        (met(judge="none"), "laxer", {"determined": -1}),
        (met(min_min=10.0), "laxer", {"min_min": 10}),
        (met(max_m=2.0), "stricter", {"max_m": 2}),
        (met(before_days=4, min_min=10.0), "mixed", {"before_days": 2, "min_min": 10}),
    ],
)
def test_a_wider_definition_of_contact_is_stricter(ours, verdict, by):
    found = only(edition(contacts=(ours,)), edition(contacts=(met(),)))
    assert (found.part, found.verdict, found.by) == ("contact", verdict, by)


def test_contact_rows_that_stand_on_one_side_only():
    table, lift = met(), met(setting="lift")
    assert compare(edition(contacts=(table,)), edition(contacts=(table,))) == ()
    assert only(edition(contacts=(table,)), edition()).verdict == "no_national_row"
    assert only(edition(contacts=(table, lift)), edition(contacts=(table,))).verdict == "added"
    assert only(edition(contacts=(table,)), edition(contacts=(table, lift))).verdict == "dropped"


def often(tests, per_days, group="couriers"):
    return RoutineRule("r-01", Words(group, group), tests, per_days, "made", Status("V1"))


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict", "step"),
    [
        (often(1, 1), often(2, 7), "stricter", 5),
        (often(1, 7), often(2, 7), "laxer", -1),
        (often(None, None), often(2, 7), "laxer", -2),
    ],
)
def test_more_frequent_testing_is_stricter(ours, theirs, verdict, step):
    found = only(edition(routine=(ours,)), edition(routine=(theirs,)))
    assert (found.verdict, found.by) == (verdict, {"tests_per_week": step})


def test_groups_tested_on_one_side_only():
    assert compare(edition(routine=(often(1, 1),)), edition(routine=(often(7, 7),))) == ()
    assert only(edition(routine=(often(1, 1),)), edition()).verdict == "no_national_row"
    assert only(edition(), edition(routine=(often(1, 1),))).verdict == "dropped"

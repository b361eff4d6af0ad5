"""``lianfang policy decide`` beside the numbers of the texts, written out by hand and counted separately."""

import json
from datetime import date
from random import Random
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result

from lianfang.project.cli.policy import group


class Stage(NamedTuple):
    """A stage of the text: measure, days, numbered test days."""

    measure: str
    days: int
    tests: tuple[int, ...]


class Said(NamedTuple):
    """What a text says of a class: from which day it counts, its stages, whether missed tests are made up."""

    since: str
    stages: tuple[Stage, ...]
    make_up: bool = True


_14_7 = (Stage("central", 14, (1, 4, 7, 14)), Stage("home_monitor", 7, (2, 7)))
_7_3 = (Stage("central", 7, (1, 2, 3, 5, 7)), Stage("home_monitor", 3, (3,)))
_5_3 = (Stage("central", 5, (1, 2, 3, 5)), Stage("home_iso", 3, (1, 3)))

TEXTS: dict[tuple[str, str, str], Said] = {
    ("cn-covid19-8", "close_contact", ""): Said("last_exposure", _14_7),
    ("cn-covid19-8", "secondary_contact", ""): Said("last_exposure", (Stage("central", 7, (1, 4, 7)),)),
    ("cn-covid19-8", "entrant", ""): Said(
        "entry", (Stage("central", 14, (1, 4, 7, 14)), Stage("home_monitor", 7, ()))
    ),
    ("cn-covid19-9", "close_contact", ""): Said("last_exposure", _7_3),
    ("cn-covid19-9", "secondary_contact", ""): Said("last_exposure", (Stage("home_iso", 7, (1, 4, 7)),)),
    ("cn-covid19-9", "entrant", ""): Said("entry", _7_3),
    ("cn-covid19-9", "traveller", "high"): Said("left", (Stage("central", 7, (1, 2, 3, 5, 7)),)),
    ("cn-covid19-9", "traveller", "middle"): Said("left", (Stage("home_iso", 7, (1, 4, 7)),)),
    ("cn-covid19-9", "traveller", "low"): Said("found", (Stage("self_monitor", 3, (1, 3)),), False),
    ("cn-covid19-9", "recovered", ""): Said("discharged", (Stage("home_monitor", 7, ()),)),
    ("cn-covid19-20", "close_contact", ""): Said("last_exposure", _5_3),
    ("cn-covid19-20", "entrant", ""): Said("entry", _5_3),
    ("cn-covid19-20", "traveller", "high"): Said("left", (Stage("home_iso", 7, (1, 3, 5, 7)),)),
    ("cn-covid19-20", "traveller", "low"): Said("found", (Stage("test_only", 3, (1, 3)),), False),
    ("cn-covid19-20", "high_risk_post", ""): Said("left_post", (Stage("home_monitor", 5, (1, 3, 5)),)),
    ("cn-covid19-new10", "close_contact", ""): Said("last_exposure", (Stage("home_iso", 5, (5,)),)),
    ("cn-covid19-new10", "asymptomatic", ""): Said("positive", (Stage("home_iso", 7, (6, 7)),), False),
    ("banner-2021-08", "traveller", "high"): Said("found", (Stage("central", 14, (1, 4, 7, 10, 14)),), False),
    ("banner-2021-08", "traveller", "middle"): Said(
        "found", (Stage("home_iso", 14, (1, 4, 7, 10, 14)),), False
    ),
}
STRICTEST = ("central", "home_iso", "home_monitor", "self_monitor", "test_only")
ENDS = (date(2021, 12, 31), date(2022, 2, 28), date(2024, 2, 28), date(2022, 6, 30), date(2022, 8, 31))


def decide(edition: str, at: str, *facts: dict[str, str]) -> Result:
    """Run the command on these facts."""
    question = json.dumps({"at": at, "region": "海滨市", "facts": list(facts)})
    arguments = ["decide", "--edition", edition, "--facts", "-", "--json", "--lang", "en"]
    return CliRunner().invoke(group, arguments, input=question)


def decided(edition: str, at: str, *facts: dict[str, str]) -> dict[str, Any]:
    """The answer, which must be one."""
    result = decide(edition, at, *facts)
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def days_later(day: date, count: int) -> date:
    """Counted on the proleptic calendar's day numbers, not by the product's arithmetic."""
    return date.fromordinal(day.toordinal() + count)


def by_hand(said: Said, since: date, found: date) -> list[dict[str, Any]]:
    """The stages: the day counted from is day 0; where it is the day found, that is day 1."""
    first = found if said.since == "found" else days_later(since, 1)
    stages, gone, planned = [], False, False
    for stage in said.stages:
        last = days_later(first, stage.days - 1)
        tests = [days_later(first, number - 1) for number in stage.tests]
        gone = gone or any(day < found for day in tests)
        planned = planned or found in tests
        stages.append({"measure": stage.measure, "start": first, "until": last, "tests": tests})
        first = days_later(last, 1)
    for stage in stages:
        due = {day for day in stage["tests"] if day >= found}
        if said.make_up and gone and not planned and stage["start"] <= found <= stage["until"]:
            due.add(found)
        stage["due"] = sorted(due)
    return stages


def told(reason: dict[str, Any]) -> list[dict[str, Any]]:
    """The stages of an answer, in the form they are worked out in by hand."""
    return [
        {
            "measure": phase["measure"],
            "start": date.fromisoformat(phase["start"]),
            "until": date.fromisoformat(phase["until"]),
            "tests": [date.fromisoformat(day) for day in phase["tests"]],
            "due": [date.fromisoformat(day) for day in phase["due"]],
        }
        for phase in reason["phases"]
    ]


def fact_of(cls: str, risk: str, since: str, day: date) -> dict[str, str]:
    """A fact of the class whose period is counted from ``day``."""
    field = "left" if cls == "traveller" else since
    return {"class": cls, field: day.isoformat()} | ({"risk": risk} if risk else {})


@pytest.mark.parametrize(("edition", "cls", "risk"), sorted(TEXTS))
@pytest.mark.parametrize("late", [0, 1, 2, 4, 6])
def test_every_row_of_the_texts_is_dated_as_by_hand_across_ends_of_months_and_years(
    edition: str, cls: str, risk: str, late: int
) -> None:
    said = TEXTS[edition, cls, risk]
    for end in ENDS:
        for before in (0, 3):
            since = days_later(end, -before)
            found = days_later(since, late)
            answer = decided(edition, f"{found}T10:00+08:00", fact_of(cls, risk, said.since, since))
            [reason] = answer["reasons"]
            assert told(reason) == by_hand(said, since, found), (since, found)
            expected = {day for stage in by_hand(said, since, found) for day in stage["due"]}
            assert {date.fromisoformat(day) for day in answer["due"]} == expected


def test_of_several_reasons_the_strictest_stands_each_day_and_all_tests_are_kept() -> None:
    random = Random(20221111)
    rows = sorted(TEXTS)
    for _ in range(150):
        edition = random.choice(rows)[0]
        chosen = random.sample(own := [row for row in rows if row[0] == edition], min(len(own), 3))
        found = days_later(date(2022, 7, 25), random.randrange(220))
        facts, stages = [], []
        for _, cls, risk in {row[1]: row for row in chosen}.values():
            said = TEXTS[edition, cls, risk]
            since = days_later(found, -random.randrange(7))
            facts.append(fact_of(cls, risk, said.since, since))
            stages += by_hand(said, since, found)
        answer = decided(edition, f"{found}T23:59+08:00", *facts)
        for day in answer["days"]:
            now = date.fromisoformat(day["date"])
            over = [stage["measure"] for stage in stages if stage["start"] <= now <= stage["until"]]
            assert day["measure"] == min(over, key=STRICTEST.index), (facts, now)
            assert day["test"] == any(now in stage["tests"] for stage in stages)
        assert {day["date"] for day in answer["days"]} == {
            days_later(stage["start"], n).isoformat()
            for stage in stages
            for n in range((stage["until"] - stage["start"]).days + 1)
        }


def test_a_home_that_does_not_suit_moves_isolation_at_home_to_a_site_and_nothing_else() -> None:
    unsuitable = {"class": "home_unsuitable", "since": "2022-11-20"}
    for edition, cls, risk in [
        ("cn-covid19-9", "secondary_contact", ""),
        ("cn-covid19-9", "traveller", "middle"),
        ("cn-covid19-20", "close_contact", ""),
        ("cn-covid19-20", "traveller", "high"),
        ("cn-covid19-new10", "close_contact", ""),
    ]:
        said = TEXTS[edition, cls, risk]
        fact = fact_of(cls, risk, said.since, date(2022, 11, 19))
        at_home = decided(edition, "2022-11-20T08:00+08:00", fact)["reasons"][0]["phases"]
        at_site = decided(edition, "2022-11-20T08:00+08:00", fact, unsuitable)["reasons"][0]["phases"]
        moved = {"home_iso": "central"}
        assert [phase["measure"] for phase in at_site] == [
            moved.get(phase["measure"], phase["measure"]) for phase in at_home
        ]
        assert [phase["tests"] for phase in at_site] == [phase["tests"] for phase in at_home]


def test_a_contact_of_a_contact_waits_for_the_first_two_results_of_that_contact() -> None:
    fact = {"class": "secondary_contact", "last_exposure": "2022-08-30", "known": "2022-08-31"}
    own = [
        {"class": "result", "taken": f"{day}T08:00+08:00", "outcome": "negative"}
        for day in ("2022-08-31", "2022-09-03", "2022-09-06")
    ]
    linked = [
        {"class": "linked_result", "taken": f"2022-09-0{n}T08:00+08:00", "outcome": "negative"}
        for n in (1, 2)
    ]
    at = "2022-09-06T20:00+08:00"
    assert decided("cn-covid19-9", at, fact, *own)["reasons"][0]["release"]["state"] == "unknown"
    assert decided("cn-covid19-9", at, fact, *own, linked[0])["reasons"][0]["release"]["state"] == "unknown"
    assert decided("cn-covid19-9", at, fact, *own, *linked)["reasons"][0]["release"]["state"] == "met"
    positive = linked[1] | {"outcome": "positive"}
    rows = [
        reason["row"] for reason in decided("cn-covid19-9", at, fact, *own, linked[0], positive)["reasons"]
    ]
    assert rows == ["9-02", "9-01"]


@pytest.mark.parametrize("ago", range(10))
def test_a_stay_in_a_risk_area_counts_for_seven_days_and_not_for_eight(ago: int) -> None:
    left = days_later(date(2022, 9, 3), -ago)
    answer = decided(
        "cn-covid19-9", "2022-09-03T10:00+08:00", {"class": "traveller", "risk": "high", "left": str(left)}
    )
    assert bool(answer["reasons"]) == (ago <= 7)


def test_nothing_follows_from_what_the_texts_abolished() -> None:
    at = "2023-01-10T10:00+08:00"
    for cls, field in (
        ("close_contact", "last_exposure"),
        ("entrant", "entry"),
        ("asymptomatic", "positive"),
    ):
        answer = decided("cn-covid19-b", at, {"class": cls, field: "2023-01-09"})
        assert (answer["reasons"], answer["days"]) == ([], [])
    secondary = {"class": "secondary_contact", "last_exposure": "2022-11-12"}
    assert decided("cn-covid19-20", "2022-11-13", secondary)["reasons"] == []


def test_what_a_text_does_not_say_is_refused_by_the_name_of_the_edition_and_the_class() -> None:
    result = decide(
        "cn-covid19-8", "2021-08-10", {"class": "traveller", "risk": "high", "left": "2021-08-09"}
    )
    assert result.exit_code == 1
    assert "edition cn-covid19-8 has no row for traveller" in result.stderr


def test_the_level_that_the_overlay_asks_for_is_the_one_named_when_it_has_no_row_for_it() -> None:
    fact = {"class": "traveller", "risk": "high", "risk_now": "low", "left": "2021-08-15"}
    result = decide("banner-2021-08", "2021-08-20", fact)
    assert result.exit_code == 1
    assert "has no row for traveller risk=low" in result.stderr


@pytest.mark.parametrize(
    "fact",
    [
        {"class": "close_contact", "last_exposure": "2022.8.1"},
        {"class": "close_contact", "last_exposure": "2022-02-30"},
        {"class": "close_contact", "last_exposure": "2022-09-01"},
        {"class": "close_contact", "last_exposure": "9999-12-31"},
        {"class": "close_contact"},
        {"class": "neighbour", "last_exposure": "2022-08-01"},
        {"class": "close_contact", "last_exposure": "2022-08-01", "colour": "red"},
        {"class": "result", "taken": "2022-08-01", "outcome": "negative", "ct": "NaN"},
    ],
)
def test_a_fact_that_cannot_be_used_is_refused_with_its_place(fact: dict[str, str]) -> None:
    result = decide("cn-covid19-9", "2022-08-20T09:00+08:00", fact)
    assert result.exit_code == 1
    assert "facts[1]." in result.stderr


def test_a_day_at_the_end_of_the_calendar_is_refused_and_does_not_break_the_command() -> None:
    fact = {"class": "close_contact", "last_exposure": "9999-12-31"}
    result = decide("cn-covid19-9", "9999-12-31", fact)
    assert result.exit_code == 1
    assert "is not a date" in result.stderr


def test_the_printed_example_is_decided_on_by_every_edition() -> None:
    example = CliRunner().invoke(group, ["decide", "--example"])
    facts = json.loads(example.stdout)
    for edition in ("cn-covid19-8", "cn-covid19-9", "cn-covid19-20", "cn-covid19-new10", "cn-covid19-b"):
        assert decided(edition, facts["at"], *facts["facts"])["edition"] == edition

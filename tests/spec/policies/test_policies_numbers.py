"""The numbers of the protocols, written here a second time from the documents and not from the tables."""

from datetime import date

import pytest

from lianfang.core.days import days_between, instant, plus
from lianfang.core.measures import Fact, Facts, compare, decide
from lianfang.core.refusal import Refused
from lianfang.policies import list_editions, load

ANCHOR = date(2022, 7, 1)
AT = instant("2022-07-02T09:00+08:00")


def contact(cls="close_contact"):
    return Fact.of(cls, last_exposure=ANCHOR)


def traveller(risk):
    return Fact.of("traveller", risk=risk, left=ANCHOR)


ENTRANT = Fact.of("entrant", entry=ANCHOR)
POST = Fact.of("high_risk_post", left_post=ANCHOR)
RECOVERED = Fact.of("recovered", discharged=ANCHOR)
ASYMPTOMATIC = Fact.of("asymptomatic", positive=ANCHOR)
MILD = Fact.of("case", positive=ANCHOR, severity="mild")

# edition, fact, (measure, days, test days) per phase
NUMBERS = [
    ("cn-covid19-8", contact(), [("central", 14, [1, 4, 7, 14]), ("home_monitor", 7, [2, 7])]),
    ("cn-covid19-8", contact("secondary_contact"), [("central", 7, [1, 4, 7])]),
    ("cn-covid19-8", ENTRANT, [("central", 14, [1, 4, 7, 14]), ("home_monitor", 7, [])]),
    ("cn-covid19-8", ASYMPTOMATIC, [("central", 14, []), ("home_iso", 14, [])]),
    ("cn-covid19-8", RECOVERED, [("home_iso", 14, [])]),
    ("cn-covid19-9", contact(), [("central", 7, [1, 2, 3, 5, 7]), ("home_monitor", 3, [3])]),
    ("cn-covid19-9", contact("secondary_contact"), [("home_iso", 7, [1, 4, 7])]),
    ("cn-covid19-9", ENTRANT, [("central", 7, [1, 2, 3, 5, 7]), ("home_monitor", 3, [3])]),
    ("cn-covid19-9", traveller("high"), [("central", 7, [1, 2, 3, 5, 7])]),
    ("cn-covid19-9", traveller("middle"), [("home_iso", 7, [1, 4, 7])]),
    ("cn-covid19-9", traveller("low"), [("self_monitor", 3, [1, 3])]),
    ("cn-covid19-9", POST, [("home_iso", 7, [])]),
    ("cn-covid19-9", RECOVERED, [("home_monitor", 7, [])]),
    ("cn-covid19-20", contact(), [("central", 5, [1, 2, 3, 5]), ("home_iso", 3, [1, 3])]),
    ("cn-covid19-20", contact("secondary_contact"), []),
    ("cn-covid19-20", ENTRANT, [("central", 5, [1, 2, 3, 5]), ("home_iso", 3, [1, 3])]),
    ("cn-covid19-20", traveller("high"), [("home_iso", 7, [1, 3, 5, 7])]),
    ("cn-covid19-20", traveller("middle"), []),
    ("cn-covid19-20", traveller("low"), [("test_only", 3, [1, 3])]),
    ("cn-covid19-20", POST, [("home_monitor", 5, [1, 3, 5])]),
    ("cn-covid19-new10", contact(), [("home_iso", 5, [5])]),
    ("cn-covid19-new10", contact("secondary_contact"), []),
    ("cn-covid19-new10", traveller("high"), []),
    ("cn-covid19-new10", traveller("low"), []),
    ("cn-covid19-new10", ASYMPTOMATIC, [("home_iso", 7, [6, 7])]),
    ("cn-covid19-new10", MILD, [("home_iso", 7, [6, 7])]),
    *[
        ("cn-covid19-b", fact, [])
        for fact in (
            contact(),
            contact("secondary_contact"),
            ENTRANT,
            traveller("high"),
            POST,
            MILD,
            ASYMPTOMATIC,
        )
    ],
    ("banner-2021-08", traveller("high"), [("central", 14, [1, 4, 7, 10, 14])]),
    ("banner-2021-08", traveller("middle"), [("home_iso", 14, [1, 4, 7, 10, 14])]),
]


@pytest.mark.parametrize(
    ("edition", "fact", "expected"), NUMBERS, ids=lambda value: getattr(value, "cls", None)
)
def test_days_and_test_days_are_those_of_the_document(edition, fact, expected):
    decision = decide(Facts.of(fact), load(edition), at=AT)
    phases = [phase for reason in decision.reasons for phase in reason.phases]
    assert [
        (
            phase.measure,
            days_between(phase.start, phase.until) + 1,
            [days_between(phase.start, day) + 1 for day in phase.tests],
        )
        for phase in phases
    ] == expected
    if not expected:
        assert decision.remarks


@pytest.mark.parametrize("edition", ["cn-covid19-8", "cn-covid19-9", "cn-covid19-20", "cn-covid19-new10"])
def test_a_close_contact_counts_from_the_last_exposure_the_next_day_being_day_1(edition):
    for found in (AT, instant("2022-07-04T09:00+08:00")):
        (reason,) = decide(Facts.of(contact()), load(edition), at=found).reasons
        assert reason.phases[0].start == plus(ANCHOR, 1)
        assert "anchor_day" in reason.conventions


@pytest.mark.parametrize(
    ("edition", "classes"),
    [
        (
            "cn-covid19-8",
            ["venue_exposed", "general_contact", "companion", "high_risk_post", "traveller", "case"],
        ),
        ("cn-covid19-9", ["venue_exposed", "general_contact", "companion", "case", "asymptomatic"]),
        ("cn-covid19-20", ["venue_exposed", "general_contact", "companion"]),
        ("banner-2021-08", ["companion", "venue_exposed"]),
    ],
)
def test_what_was_not_found_in_a_document_is_refused_by_name(edition, classes):
    facts = {fact.cls: fact for fact in (traveller("high"), POST, MILD, ASYMPTOMATIC)}
    for cls in classes:
        with pytest.raises(Refused) as refused:
            decide(Facts.of(facts.get(cls, contact(cls))), load(edition), at=AT)
        assert f"edition {edition} has no row for {cls}" in refused.value.words.en
        assert f"没有 {cls} 的条目" in refused.value.words.zh


def test_class_b_management_names_no_measure_for_anybody():
    edition = load("cn-covid19-b")
    assert not any(rule.phases for rule in edition.rules)
    assert edition.norms["predeparture_test_hours"].value == 48


def test_deadlines_of_the_banner_document():
    banner = load("banner-2021-08")
    assert banner.deadline_hours("found_and_checked_hours") == 24
    assert banner.deadline_hours("report_on_arrival_hours") == 12
    assert banner.deadlines["report_on_arrival_hours"].status == "L"


def test_the_banner_adds_rows_where_the_8th_edition_has_none():
    found = {each.subject: each for each in compare(load("banner-2021-08"), load("cn-covid19-8"))}
    high = found["traveller risk=high"]
    assert (high.verdict, high.by["central"], high.by["tests"]) == ("no_national_row", 14, 5)
    assert {each.verdict for each in found.values()} == {"no_national_row"}


def test_the_twenty_articles_are_laxer_for_travellers_and_drop_contacts_of_contacts():
    found = {each.subject: each for each in compare(load("cn-covid19-20"), load("cn-covid19-9"))}
    assert found["traveller risk=high"].verdict == "laxer"
    assert found["traveller risk=high"].by["central"] == -7
    assert found["secondary_contact"].verdict == "laxer"
    assert found["close_contact"].by["central"] == -2


@pytest.mark.parametrize("edition", list_editions(), ids=lambda edition: edition.id)
def test_every_edition_gives_what_the_work_of_the_day_asks_for(edition):
    for name in ("found_and_checked_hours", "sign_order_hours", "serve_notice_hours", "begin_stay_hours"):
        assert edition.deadline_hours(name)
    assert all(0 <= hour < 24 for hour in edition.norms["daily_check_clock"].value)
    assert [step.level for step in edition.escalation] == ["grid", "community", "township", "county"]

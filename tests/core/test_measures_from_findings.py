"""From what the register knows to the facts that rules read."""

from dataclasses import replace
from datetime import date

from lianfang.core import findings as known
from lianfang.core.days import instant
from lianfang.core.measures import Fact
from lianfang.core.measures.from_findings import Linked, Sample, facts_from, found_day

AT = instant("2022-08-05T09:00+08:00")


def finding(payload, number=1, at=AT):
    return known.Finding(id=number, payload=payload, occurred=at, recorded=at, source="test", by="1")


def located(outcome, at=AT):
    return finding(known.Located(outcome=outcome, method=known.Method.CALL, attempted_by="x"), at=at)


STAY = known.RiskStay(
    province="江北省", left=date(2022, 8, 3), basis=known.Basis.REPORTED, level=known.RiskLevel.HIGH
)


def test_a_reported_stay_makes_a_traveller_known_since_the_push():
    facts = facts_from([finding(STAY)], pushed=date(2022, 8, 4))
    assert facts.of_class("traveller") == (
        Fact.of("traveller", risk="high", left=date(2022, 8, 3), known=date(2022, 8, 4)),
    )


def test_the_day_found_counts_from_then_on_and_never_before_the_event():
    early = instant("2022-08-01T09:00+08:00")
    assert found_day([located(known.Outcome.UNREACHABLE), located(known.Outcome.FOUND)]) == date(2022, 8, 5)
    assert found_day([located(known.Outcome.LEFT)]) is None
    (fact,) = facts_from([finding(STAY), located(known.Outcome.FOUND, early)]).of_class("traveller")
    assert fact.day("known") == date(2022, 8, 3)


def test_nobody_found_and_nobody_pushed_leaves_the_day_open():
    (fact,) = facts_from([finding(STAY)]).of_class("traveller")
    assert fact.day("known") is None


def test_a_stay_of_unknown_level_or_end_is_no_fact_yet():
    unknown = known.RiskStay(province="江北省", basis=known.Basis.UNKNOWN, left=date(2022, 8, 3))
    endless = known.RiskStay(province="江北省", basis=known.Basis.REPORTED, level=known.RiskLevel.LOW)
    assert facts_from([finding(unknown), finding(endless)]).items == ()


def test_what_lists_have_said_since_stands_beside_the_level_of_the_stay():
    since = {"worst": known.RiskLevel.HIGH, "newest": known.RiskLevel.NONE, "newest_as_of": AT}
    unknown = {"basis": known.Basis.UNKNOWN, "level": None}
    (fact,) = facts_from([finding(replace(STAY, level=known.RiskLevel.LOW, **since))]).items
    assert [fact.get(name) for name in ("risk", "risk_worst", "risk_now")] == ["low", "high", "none"]
    (fact,) = facts_from([finding(replace(STAY, **unknown, **since))]).items
    assert fact.get("risk") == "high", "the level of the stay itself is not known: the worst since stands"
    assert facts_from([finding(replace(STAY, **unknown))]).items == ()


def test_the_arrival_stands_beside_the_stay_unless_it_was_before_it():
    came = finding(known.Arrival(origin="江北省", arrived=instant("2022-08-04T20:00+08:00")), 2)
    (fact,) = facts_from([finding(STAY), came]).of_class("traveller")
    assert fact.day("arrived") == date(2022, 8, 4)
    before = finding(known.Arrival(origin="江北省", arrived=instant("2022-08-01T20:00+08:00")), 2)
    (fact,) = facts_from([finding(STAY), before]).of_class("traveller")
    assert fact.day("arrived") is None


def test_every_kind_that_bears_on_measures_becomes_its_fact():
    payloads = [
        known.Exposure(grade=known.Grade.CLOSE_CONTACT, last_exposure=date(2022, 8, 1)),
        known.Arrival(origin="国外", arrived=AT, from_abroad=True),
        known.Occupation(title="口岸", closed_loop_ended=date(2022, 8, 2)),
        known.Occupation(title="教师"),
        known.HomeUnsuitable(reason=known.HomeFault.SHARED_TOILET),
        known.Symptom(signs=(known.Sign.FEVER,)),
        known.ChoosesCentral(),
        known.CodeColour(colour=known.Colour.RED, source="province"),
    ]
    facts = facts_from([finding(p, n) for n, p in enumerate(payloads)], [Sample(AT, "negative")])
    assert {f.cls for f in facts.items} == {
        "close_contact",
        "entrant",
        "high_risk_post",
        "home_unsuitable",
        "chooses_central",
        "symptom",
        "result",
    }


def test_a_signed_override_is_a_fact_with_its_author():
    override = known.Override(
        measure="central", start=date(2022, 8, 5), until=date(2022, 8, 9), ground="医嘱", author="高指挥"
    )
    (fact,) = facts_from([finding(override)]).of_class("override")
    assert (fact.day("until"), fact.get("by")) == (date(2022, 8, 9), "高指挥")


SECONDARY = finding(known.Exposure(grade=known.Grade.SECONDARY_CONTACT, last_exposure=date(2022, 8, 2)))


def sampled(day, outcome="negative"):
    return Sample(instant(f"2022-08-{day:02d}T10:00+08:00"), outcome)


def told_of(*linked, findings=(SECONDARY,)):
    return facts_from(findings, linked=linked).of_class("linked_contact", "linked_result")


def test_each_linked_contact_is_told_by_a_number_with_the_results_since_their_own_exposure():
    first = Linked((date(2022, 7, 1), date(2022, 8, 1)), (sampled(1), sampled(3, "positive")))
    told = told_of(first, Linked())
    assert [fact.get("contact") for fact in told if fact.cls == "linked_contact"] == ["1", "2"]
    results = [(f.get("contact"), f.day("taken"), f.get("outcome")) for f in told if f.get("taken")]
    assert results == [("1", date(2022, 8, 1), "negative"), ("1", date(2022, 8, 3), "positive")]


def test_results_of_the_time_before_the_linked_contact_was_exposed_say_nothing():
    old = Sample(instant("2022-07-20T10:00+08:00"), "negative")
    assert [fact.cls for fact in told_of(Linked((date(2022, 8, 1),), (old,)))] == ["linked_contact"]
    assert [fact.cls for fact in told_of(Linked((), (sampled(1),)))] == ["linked_contact"]
    assert len(told_of(Linked((date(2022, 8, 5),), (sampled(2),)))) == 2, (
        "the meeting counts, not a later day"
    )


def test_who_is_no_contact_of_a_close_contact_hangs_on_nobody():
    assert told_of(Linked((), (sampled(3),)), findings=()) == ()
    close = finding(known.Exposure(grade=known.Grade.CLOSE_CONTACT, last_exposure=date(2022, 8, 2)))
    assert told_of(Linked((), (sampled(3),)), findings=(close,)) == ()

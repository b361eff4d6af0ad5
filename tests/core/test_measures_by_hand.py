"""What a person may decide in place of the rules, and what becomes of the rules then."""

from datetime import date

import pytest
from measures_made import edition, phase, rule

from lianfang.core.days import instant, plus
from lianfang.core.findings import Cause
from lianfang.core.measures import CLASSES, Fact, Facts, State, decide
from lianfang.core.measures.asking import read
from lianfang.core.measures.by_hand import (
    Proposal,
    longest_days,
    why_not_after_appeal,
    why_not_decide,
)
from lianfang.core.refusal import Refused

AT = instant("2022-07-06T09:00+08:00")
TODAY = date(2022, 7, 6)
MADE = edition(
    rule(phase(days=7, tests=(1, 4, 7), cap_days=3, release="own_negative(all)"), phase(number=2, days=3))
)
EXPOSED = Fact.of("close_contact", last_exposure=date(2022, 7, 1), known=date(2022, 7, 3))


def july(number: int) -> date:
    return date(2022, 7, number)


def by_hand(**said: object) -> Fact:
    terms = {"start": TODAY, "until": july(9), "ground": "会商纪要", "by": "陈专班"}
    return Fact.of("override", **(terms | said))  # type: ignore[arg-type]


def decided(*facts: Fact):
    return decide(Facts.of(*facts), MADE, at=AT)


def test_a_row_set_aside_ends_the_day_before_and_waits_for_no_result():
    found = decided(EXPOSED, by_hand(measure="home_monitor", in_place_of="t-01"))
    rules, hand = found.reasons
    assert (rules.until, rules.cap, rules.release.state) == (july(5), july(5), State.MET)
    assert rules.phases[0].tests == (july(2), july(5))
    assert [found.on(july(n)).measure for n in (5, 6, 9)] == ["central", "home_monitor", "home_monitor"]
    assert found.on(july(10)) is None
    assert hand.because.zh == "人工判定:会商纪要,代替第 t-01 条,由陈专班决定"


def test_a_row_can_be_set_aside_for_nothing_and_the_decision_still_names_who_did():
    found = decided(EXPOSED, by_hand(in_place_of="t-01", cause="appeal", second="高指挥"))
    assert found.days[-1].date == july(5)
    hand = found.reasons[-1]
    assert hand.phases == ()
    assert (
        hand.because.en
        == "decided by hand: review of an appeal, 会商纪要, in place of row t-01; by 陈专班 and 高指挥"
    )


def test_nothing_is_left_of_a_row_set_aside_before_its_first_day():
    found = decide(Facts.of(EXPOSED, by_hand(start=july(1), in_place_of="t-01")), MADE, at=AT)
    assert [reason.row for reason in found.reasons] == ["override"]
    assert found.days == ()


def test_a_make_up_test_that_was_owed_later_falls_with_the_row():
    late = Fact.of("close_contact", last_exposure=july(1), known=july(6))
    making_up = edition(rule(phase(tests=(1,), missed_test="make_up")))
    before = decide(Facts.of(late), making_up, at=AT).reasons[0].phases[0]
    after = decide(Facts.of(late, by_hand(in_place_of="t-01")), making_up, at=AT).reasons[0].phases[0]
    assert (before.make_up, after.make_up) == (july(6), None)
    kept = decide(Facts.of(late, by_hand(start=july(7), in_place_of="t-01")), making_up, at=AT)
    assert kept.reasons[0].phases[0].make_up == july(6)


def test_a_later_contact_under_the_same_row_stands():
    later = Fact.of("close_contact", last_exposure=july(8), known=july(8))
    found = decide(
        Facts.of(EXPOSED, later, by_hand(in_place_of="t-01")), MADE, at=instant("2022-07-08T12:00+08:00")
    )
    assert [(reason.row, reason.until) for reason in found.reasons[:2]] == [
        ("t-01", july(5)),
        ("t-01", july(18)),
    ]


def test_other_rows_are_left_as_they_are_and_tests_by_hand_are_owed():
    found = decided(EXPOSED, by_hand(measure="self_monitor", tests="2022-07-07,2022-07-09"))
    assert found.reasons[0].until == july(11)
    assert {july(7), july(9)} <= set(found.due)


@pytest.mark.parametrize("days", ["2022-07-07,x", "2022-07-07T08:00+08:00", "", 7])
def test_days_of_tests_that_are_none_are_refused_where_they_stand(days):
    fact = {"class": "override", "start": "2022-07-06", "until": "2022-07-09", "ground": "x", "by": "y"}
    with pytest.raises(Refused) as refusal:
        read({"at": "2022-07-06", "facts": [{**fact, "tests": days}]}, now=AT)
    assert refusal.value.data["problems"][0].where == "facts[1].tests"
    assert "tests" in {field.name for field in CLASSES["override"].fields}


def proposal(**changed: object) -> Proposal:
    terms = {
        "measure": "central", "start": TODAY, "until": july(9), "cause": Cause.SILENT, "ground": "会商",
        "evidence": ("finding:1",),
    }  # fmt: skip
    return Proposal(**(terms | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"in_place_of": ("t-01",), "measure": None}, None),
        ({"tests": (july(7),)}, None),
        ({"measure": None}, "by_hand.nothing"),
        ({"in_place_of": ("t-02",)}, "by_hand.row"),
        ({"start": july(5)}, "by_hand.past"),
        ({"until": july(5)}, "by_hand.order"),
        ({"tests": (july(10),)}, "by_hand.tests"),
        ({"measure": "home_iso"}, "by_hand.no_such_measure"),
        ({"until": july(13)}, "by_hand.too_long"),
        ({"measure": "self_monitor", "until": july(12)}, None),
        ({"measure": "self_monitor", "until": july(13)}, "by_hand.too_long"),
        ({"ground": " "}, "by_hand.ground"),
        ({"evidence": ()}, "by_hand.evidence"),
    ],
)
def test_what_a_person_may_not_decide(changed, code):
    refused = why_not_decide(proposal(**changed), MADE, standing={"t-01"}, today=TODAY)
    assert (refused.code if refused else None) == code


def test_who_is_held_or_let_off_a_row_is_so_by_two_people():
    assert proposal().needs_second
    assert proposal(measure=None, in_place_of=("t-01",)).needs_second
    assert not proposal(measure="self_monitor").needs_second


def test_the_longest_is_that_of_any_row_and_its_alternative():
    both = edition(rule(phase(measure="home_iso", days=5), alternative="central"), rule(phase(days=3)))
    assert longest_days(both, "central") == 5
    assert longest_days(both, "home_monitor") is None
    assert longest_days(both, "test_only") == 7


def test_an_appeal_never_makes_it_worse():
    days = [{"date": plus(TODAY, n).isoformat(), "measure": "home_iso"} for n in range(3)]
    assert why_not_after_appeal(proposal(measure=None), days) is None
    assert why_not_after_appeal(proposal(measure="home_monitor", until=july(8)), days) is None
    for worse in ({"measure": "central", "until": july(7)}, {"measure": "home_monitor", "until": july(9)}):
        refused = why_not_after_appeal(proposal(**worse), days)
        assert refused is not None
        assert refused.code == "by_hand.worse"

"""Reading a file of facts: what is read, and what is refused with its place and remedy."""

from datetime import date, datetime

import pytest

from lianfang.core.days import instant
from lianfang.core.measures import CLASSES, Fact, Facts, read
from lianfang.core.measures.asking import sound
from lianfang.core.measures.sample import sample
from lianfang.core.refusal import Refused

NOW = instant("2022-08-05T09:00+08:00")


def asked(*facts, **document):
    return read({"at": "2022-08-04T08:00+08:00", "facts": list(facts), **document}, now=NOW)


def refusal(*facts, **document):
    with pytest.raises(Refused) as refused:
        asked(*facts, **document)
    return refused.value


def contact(**values):
    return {"class": "close_contact", "last_exposure": "2022-08-01", **values}


def test_a_file_is_read_into_typed_facts():
    question = asked(
        contact(),
        {"class": "result", "taken": "2022-08-02", "outcome": "negative", "ct": 40},
        region="1.5.33",
    )
    assert question.region == "1.5.33"
    assert question.at == instant("2022-08-04T08:00+08:00")
    assert question.facts == Facts.of(
        Fact.of("close_contact", last_exposure=date(2022, 8, 1)),
        Fact.of("result", taken=date(2022, 8, 2), outcome="negative", ct=40.0),
    )


def test_an_instant_is_kept_for_a_sample_and_becomes_a_local_day_for_an_exposure():
    facts = asked(
        contact(last_exposure="2022-07-31T17:00Z"),
        {"class": "result", "taken": "2022-08-02T07:30", "outcome": "grey"},
    ).facts
    assert facts.of_class("close_contact")[0].get("last_exposure") == date(2022, 8, 1)
    taken = facts.of_class("result")[0].get("taken")
    assert isinstance(taken, datetime)
    assert taken == instant("2022-08-02T07:30+08:00")


def test_without_at_the_question_is_put_now_and_a_bare_date_is_its_first_instant():
    assert read({"facts": [contact()]}, now=NOW).at == NOW
    assert asked(contact(), at="2022-08-04").at == instant("2022-08-04T00:00+08:00")


def test_medium_is_another_word_for_middle_and_numbers_may_be_text():
    facts = asked(
        {"class": "traveller", "risk": "medium", "left": "2022-08-03"},
        {"class": "result", "taken": "2022-08-03", "outcome": "positive", "ct": "31.5"},
    ).facts
    assert facts.subjects()[0].get("risk") == "middle"
    assert facts.of_class("result")[0].get("ct") == 31.5


def test_a_value_that_is_null_is_not_given():
    assert asked(contact(known=None)).facts.subjects()[0].get("known") is None


@pytest.mark.parametrize(
    ("fact", "place"),
    [
        ({"class": "close_contct", "last_exposure": "2022-08-01"}, "facts[1].class"),
        ({"last_exposure": "2022-08-01"}, "facts[1].class"),
        ("close_contact", "facts[1].class"),
        ({"class": ["close_contact"]}, "facts[1].class"),
        ({"class": "close_contact"}, "facts[1].last_exposure"),
        (contact(last_exposure="2022.8.1"), "facts[1].last_exposure"),
        (contact(last_exposure="2022-08-32"), "facts[1].last_exposure"),
        (contact(last_exposure="2022-W31-1"), "facts[1].last_exposure"),
        (contact(last_exposure=20220801), "facts[1].last_exposure"),
        (contact(last_exposure="2022-08-05"), "facts[1].last_exposure"),
        (contact(lastexposure="2022-08-01"), "facts[1].lastexposure"),
        ({"class": "traveller", "risk": "red", "left": "2022-08-01"}, "facts[1].risk"),
        ({"class": "result", "taken": "yesterday", "outcome": "negative"}, "facts[1].taken"),
        ({"class": "result", "taken": "2022-08-01", "outcome": "negative", "ct": "high"}, "facts[1].ct"),
        ({"class": "result", "taken": "2022-08-01", "outcome": "negative", "ct": True}, "facts[1].ct"),
        ({"class": "result", "taken": "2022-08-01", "outcome": "negative", "kit": " "}, "facts[1].kit"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(fact, place):
    refused = refusal(fact)
    assert [problem.where for problem in refused.data["problems"]] == [place]
    assert place in refused.words.zh
    assert place in refused.words.en


def test_all_problems_are_told_together_each_with_its_remedy():
    refused = refusal(
        contact(last_exposure="x"), {"class": "traveller", "risk": "high"}, at="noon", rgion="1"
    )
    assert [problem.where for problem in refused.data["problems"]] == [
        "at",
        "rgion",
        "facts[1].last_exposure",
        "facts[2].left",
    ]
    assert all(problem.remedy.zh and problem.remedy.en for problem in refused.data["problems"])


@pytest.mark.parametrize("facts", [[], None, {"class": "close_contact"}])
def test_a_file_without_facts_is_refused(facts):
    with pytest.raises(Refused, match="no fact to decide on"):
        read({"facts": facts}, now=NOW)


@pytest.mark.parametrize(("start", "until"), [("2022-08-04", "2022-08-03"), ("2022-08-04", "2023-08-05")])
def test_a_persons_decision_may_lie_ahead_but_not_end_before_it_starts_nor_last_a_year(start, until):
    override = {"class": "override", "measure": "central", "ground": "x", "by": "y"}
    assert asked({**override, "start": "2022-08-10", "until": "2022-08-12"}).facts.items
    assert refusal({**override, "start": start, "until": until}).data["problems"][0].where == "facts[1].until"


def test_braces_in_a_value_do_not_break_the_refusal():
    assert "{left}" in refusal(contact(last_exposure="{left}")).words.zh


def test_the_sample_file_has_every_class_and_field_and_can_be_read():
    facts = sample()["facts"]
    assert {fact["class"]: set(fact) - {"class"} for fact in facts} == {
        name: {field.name for field in known.fields} for name, known in CLASSES.items()
    }
    assert len(read(sample(), now=NOW).facts.items) == len(CLASSES)


def test_facts_in_any_order_and_given_twice_are_the_same_facts():
    one = Fact.of("close_contact", last_exposure=date(2022, 8, 1))
    two = Fact.of("entrant", entry=date(2022, 8, 2), known=None)
    assert Facts.of(one, two) == Facts.of(two, one, two)
    assert Facts.of(one).adding(two) == Facts.of(two, one)
    assert hash(Facts.of(one, two)) == hash(Facts.of(two, one))


def test_the_day_found_is_the_day_decided_unless_the_fact_says_otherwise():
    facts = sound(
        Facts.of(
            Fact.of("close_contact", last_exposure=date(2022, 8, 1)),
            Fact.of("entrant", entry=date(2022, 8, 1), known=date(2022, 8, 2)),
        ),
        at=NOW,
    )
    assert [fact.day("known") for fact in facts.subjects()] == [date(2022, 8, 5), date(2022, 8, 2)]


def test_facts_made_in_code_are_checked_like_those_of_a_file():
    with pytest.raises(Refused, match="lies after the day decided on"):
        sound(Facts.of(Fact.of("close_contact", last_exposure=date(2022, 8, 6))), at=NOW)
    with pytest.raises(Refused, match="unknown class"):
        sound(Facts.of(Fact.of("stranger")), at=NOW)


def test_a_fact_tells_its_reason_in_both_languages():
    words = Fact.of("traveller", risk="middle", left=date(2022, 8, 3)).words()
    assert words == ("有中风险区旅居史,2022-08-03 离开", "stayed in a medium-risk area, left 2022-08-03")


def test_a_fact_is_written_back_as_it_is_read():
    fact = Fact.of("result", taken=instant("2022-08-02T07:30+08:00"), outcome="negative", kit="A")
    assert read({"facts": [fact.as_data()]}, now=NOW).facts == Facts.of(fact)
    assert fact.text("kit") == "A"
    assert fact.text("lab") is None
    assert fact.day("kit") is None

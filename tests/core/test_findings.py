"""What is known of a person: the shapes, their JSON, and the picture at an instant."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import findings
from lianfang.core.days import after, instant, start_of
from lianfang.core.findings import (
    PAYLOADS,
    Arrival,
    Basis,
    CheckIn,
    ChoosesCentral,
    CodeColour,
    Colour,
    Exposure,
    Finding,
    HomeFault,
    HomeUnsuitable,
    Kind,
    Located,
    Method,
    Need,
    Occupation,
    Outcome,
    Override,
    Payload,
    RiskLevel,
    RiskStay,
    Sign,
    Symptom,
    Transport,
    Vulnerability,
    Worded,
    facts_at,
    from_payload,
    of_kind,
    to_payload,
)
from lianfang.core.refusal import Refused

AUG3 = date(2022, 8, 3)
NINE = instant("2022-08-04T09:00+08:00")
REPORTED_STAY = RiskStay(province="海南省", left=AUG3, basis=Basis.REPORTED, level=RiskLevel.HIGH)


def decided(**said: object) -> Override:
    terms = {"measure": "home_iso", "start": AUG3, "until": AUG3, "ground": "医生意见", "author": "李医生"}
    return Override(**(terms | said))  # type: ignore[arg-type]


texts = st.text(min_size=1, max_size=8).filter(str.strip)
days = st.dates(date(2020, 1, 1), date(2023, 1, 1))
days_on = st.dates(AUG3, date(2023, 1, 1))
instants = st.builds(start_of, days)
temperatures = st.none() | st.floats(34, 43)


def stays() -> st.SearchStrategy[RiskStay]:
    place = {"province": texts, "city": st.none() | texts, "left": st.none() | days}
    level = st.sampled_from(RiskLevel)
    return st.one_of(
        st.builds(RiskStay, basis=st.just(Basis.UNKNOWN), level=st.none(), list_as_of=st.none(), **place),
        st.builds(RiskStay, basis=st.just(Basis.REPORTED), level=level, list_as_of=st.none(), **place),
        st.builds(RiskStay, basis=st.just(Basis.LOOKED_UP), level=level, list_as_of=instants, **place),
    )


payloads: st.SearchStrategy[Payload] = st.one_of(
    stays(),
    st.builds(Arrival, origin=texts, arrived=instants, day_only=st.booleans()),
    st.builds(Exposure, last_exposure=days),
    st.builds(CodeColour, source=texts),
    st.builds(Symptom, signs=st.lists(st.sampled_from(Sign), min_size=1).map(tuple), onset=st.none() | days),
    st.builds(Located, outcome=st.sampled_from(Outcome), attempted_by=texts, forward_to=st.none()),
    st.builds(findings.Contacted, attempted_by=texts),
    st.builds(CheckIn, day=days, morning=temperatures, evening=temperatures),
    st.builds(Occupation, title=texts, closed_loop_ended=st.none() | days),
    st.builds(Vulnerability, needs=st.lists(st.sampled_from(Need)).map(tuple)),
    st.builds(HomeUnsuitable),
    st.builds(ChoosesCentral, note=st.none() | texts),
    st.builds(Override, measure=texts, start=st.just(AUG3), until=days_on, ground=texts, author=texts),
)


def test_every_kind_has_one_shape_and_words_in_both_languages() -> None:
    assert set(PAYLOADS) == set(Kind)
    lists = [each for each in vars(findings).values() if isinstance(each, type) and issubclass(each, Worded)]
    for value in (value for each in lists if each is not Worded for value in each):
        assert value.words.zh
        assert value.words.en
        assert value.words.zh != value.words.en


@given(payloads)
def test_a_payload_survives_json(payload: Payload) -> None:
    stored = json.loads(json.dumps(to_payload(payload)))
    assert from_payload(payload.kind, stored) == payload


@given(payloads)
def test_what_was_not_said_is_not_written(payload: Payload) -> None:
    said = {field.name for field in fields(payload) if getattr(payload, field.name) is not None}
    assert to_payload(payload).keys() == said


def test_one_instant_has_one_text_whatever_its_offset() -> None:
    shanghai = Arrival(origin="三亚", arrived=NINE)
    greenwich = Arrival(origin="三亚", arrived=NINE.astimezone(UTC))
    assert to_payload(shanghai) == to_payload(greenwich)
    assert to_payload(shanghai)["arrived"] == "2022-08-04T09:00:00+08:00"


def test_an_unsaid_value_may_be_stored_as_null() -> None:
    assert from_payload("arrival", {"origin": "三亚", "transport": None, "ride": "G466"}) == Arrival(
        origin="三亚", ride="G466"
    )
    assert from_payload("arrival", {"origin": "三亚", "transport": "train"}) == Arrival(
        origin="三亚", transport=Transport.TRAIN
    )


@pytest.mark.parametrize(
    ("kind", "payload", "code"),
    [
        ("horoscope", {}, "finding.unknown_kind"),
        ("arrival", {"origin": "三亚", "colour": "red"}, "finding.unknown_field"),
        ("arrival", {}, "finding.missing_field"),
        ("arrival", {"origin": 5}, "finding.bad_value"),
        ("arrival", {"origin": None}, "finding.bad_value"),
        ("arrival", {"origin": "三亚", "day_only": "yes"}, "finding.bad_value"),
        ("arrival", {"origin": "三亚", "transport": "dragon"}, "finding.bad_value"),
        ("arrival", {"origin": "三亚", "arrived": "2022-08-03T09:00:00"}, "finding.bad_value"),
        ("arrival", {"origin": "三亚", "arrived": "yesterday"}, "finding.bad_value"),
        ("exposure", {"grade": "close_contact", "last_exposure": "20220803"}, "finding.bad_value"),
        ("exposure", {"grade": "close_contact", "last_exposure": 5}, "finding.bad_value"),
        ("check_in", {"day": "2022-08-03", "morning": True}, "finding.bad_value"),
        ("check_in", {"day": "2022-08-03", "morning": float("nan")}, "finding.bad_value"),
        ("symptom", {"signs": "fever"}, "finding.bad_value"),
        ("symptom", {"signs": []}, "finding.contradiction"),
    ],
)
def test_a_payload_that_is_not_of_its_kind_is_refused_by_name(
    kind: str, payload: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        from_payload(kind, payload)
    assert refusal.value.code == code


def test_the_refusal_names_the_field_in_both_languages_but_not_the_value() -> None:
    with pytest.raises(Refused) as refusal:
        from_payload("arrival", {"origin": 13800000000})
    assert refusal.value.words.zh == "情况「来返」「origin」的值无法识别"
    assert refusal.value.words.en == "the finding 'arrival' has an unreadable 'origin'"


def test_an_instant_without_offset_is_not_written() -> None:
    with pytest.raises(Refused, match="arrived"):
        to_payload(Arrival(origin="三亚", arrived=datetime(2022, 8, 3, 9)))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    "contradiction",
    [
        lambda: Arrival(origin="三亚", day_only=True),
        lambda: RiskStay(province="海南省", basis=Basis.UNKNOWN, level=RiskLevel.HIGH),
        lambda: RiskStay(province="海南省", basis=Basis.REPORTED),
        lambda: RiskStay(province="海南省", basis=Basis.LOOKED_UP, level=RiskLevel.HIGH),
        lambda: RiskStay(province="海南省", basis=Basis.REPORTED, level=RiskLevel.HIGH, list_as_of=NINE),
        lambda: Symptom(signs=()),
        lambda: Located(
            outcome=Outcome.FOUND, method=Method.VISIT, attempted_by="网格员", forward_to="海南省"
        ),
        lambda: CheckIn(day=AUG3, morning=365.0),
        lambda: decided(ground=" "),
        lambda: decided(author=""),
        lambda: decided(until=date(2022, 8, 2)),
        lambda: decided(measure=None),
        lambda: decided(tests=(date(2022, 8, 4),)),
    ],
)
def test_a_payload_that_contradicts_itself_is_refused(contradiction: object) -> None:
    with pytest.raises(Refused) as refusal:
        contradiction()  # type: ignore[operator]
    assert refusal.value.code == "finding.contradiction"


def test_the_fever_of_a_day_is_the_higher_reading() -> None:
    assert CheckIn(day=AUG3, morning=36.4, evening=37.8).highest == 37.8
    assert CheckIn(day=AUG3, evening=36.6).highest == 36.6
    assert CheckIn(day=AUG3, signs=(Sign.COUGH,)).highest is None


def test_outcomes_say_where_the_row_goes_next() -> None:
    assert [each for each in Outcome if not each.closes] == [Outcome.UNREACHABLE]
    assert [each for each in Outcome if each.forwards] == [Outcome.LEFT, Outcome.NOT_HERE]
    assert [each for each in Outcome if each.returns] == [Outcome.WRONG_NUMBER, Outcome.NO_SUCH_PERSON]


def hour(count: int) -> datetime:
    return after(NINE, hours=count)


def said(number: int, payload: Payload, recorded: int, **more: object) -> Finding:
    terms = {"occurred": hour(0), "source": "省推送", "by": "post:1"} | more
    return Finding(id=number, payload=payload, recorded=hour(recorded), **terms)  # type: ignore[arg-type]


def ids(facts: tuple[Finding, ...]) -> list[int]:
    return [each.id for each in facts]


def test_a_finding_is_not_known_before_it_is_recorded() -> None:
    stay = said(1, REPORTED_STAY, 5)
    assert facts_at([stay], hour(4)) == ()
    assert facts_at([stay], hour(5)) == (stay,)


def test_what_happens_later_is_known_now_but_does_not_hold_yet() -> None:
    planned = said(1, Arrival(origin="三亚", arrived=hour(48)), 0, occurred=hour(48))
    assert facts_at([planned], hour(1)) == ()
    assert facts_at([planned], hour(48), known=hour(1)) == (planned,)


def test_yesterday_can_be_seen_with_todays_knowledge() -> None:
    late = said(1, REPORTED_STAY, 24)
    assert facts_at([late], hour(1)) == ()
    assert facts_at([late], hour(1), known=hour(24)) == (late,)


def test_a_correction_replaces_and_its_retraction_restores() -> None:
    first, second = said(1, REPORTED_STAY, 0), said(2, REPORTED_STAY, 2, supersedes=1, retracted=hour(4))
    assert ids(facts_at([first, second], hour(1))) == [1]
    assert ids(facts_at([first, second], hour(3))) == [2]
    assert ids(facts_at([first, second], hour(4))) == [1]


def test_a_chain_of_corrections_leaves_the_last_even_where_the_middle_was_retracted() -> None:
    first, second = said(1, REPORTED_STAY, 0), said(2, REPORTED_STAY, 1, supersedes=1, retracted=hour(3))
    third = said(3, REPORTED_STAY, 2, supersedes=2)
    assert ids(facts_at([first, second, third], hour(2))) == [3]
    assert ids(facts_at([first, second, third], hour(3))) == [3]


def test_stays_add_up_but_of_a_code_colour_the_newest_counts() -> None:
    known = [
        said(1, REPORTED_STAY, 0),
        said(2, REPORTED_STAY, 1),
        said(3, CodeColour(colour=Colour.RED, source="省推送"), 1),
        said(4, CodeColour(colour=Colour.STARRED, source="省推送"), 1),
        said(5, CodeColour(colour=Colour.GREEN, source="卡口"), 2, occurred=hour(2)),
    ]
    assert ids(facts_at(known, hour(3))) == [1, 2, 4, 5]


def test_a_day_has_one_check_and_a_measure_one_override() -> None:
    known = [
        said(1, CheckIn(day=AUG3, morning=36.4), 0),
        said(2, CheckIn(day=AUG3, morning=36.4, evening=36.6), 1),
        said(3, CheckIn(day=date(2022, 8, 4)), 2),
        said(4, decided(), 3),
        said(5, decided(measure="central"), 4),
        said(6, decided(), 5),
        said(7, HomeUnsuitable(reason=HomeFault.DORMITORY), 6),
        said(8, HomeUnsuitable(reason=HomeFault.SHARED_TOILET), 7),
    ]
    facts = facts_at(known, hour(9))
    assert ids(facts) == [2, 3, 5, 6, 8]
    assert [check.day.day for check in of_kind(facts, CheckIn)] == [3, 4]


histories = st.lists(
    st.tuples(
        payloads, st.integers(0, 9), st.integers(0, 9), st.none() | st.integers(0, 9), st.integers(0, 9)
    ),
    max_size=7,
).map(
    lambda rows: [
        said(
            number,
            payload,
            recorded,
            occurred=hour(occurred),
            supersedes=earlier if earlier < number else None,
            retracted=None if gone is None else hour(gone),
        )
        for number, (payload, occurred, recorded, gone, earlier) in enumerate(rows)
    ]
)


@given(histories, st.integers(0, 9), st.integers(0, 9), st.randoms())
def test_the_picture_does_not_depend_on_the_order_of_the_rows(
    history: list[Finding], at: int, known: int, chance: object
) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert facts_at(shuffled, hour(at), known=hour(known)) == facts_at(history, hour(at), known=hour(known))


@given(histories, st.integers(0, 9), st.integers(0, 9))
def test_what_is_recorded_later_never_changes_a_past_picture(
    history: list[Finding], at: int, known: int
) -> None:
    then = [each for each in history if each.recorded <= hour(known)]
    assert facts_at(history, hour(at), known=hour(known)) == facts_at(then, hour(at), known=hour(known))


@given(histories, st.integers(0, 9))
def test_nothing_holds_that_was_retracted_or_directly_replaced(history: list[Finding], at: int) -> None:
    facts = facts_at(history, hour(9), known=hour(at))
    assert all(each.retracted is None or each.retracted > hour(at) for each in facts)
    replaced = {each.supersedes for each in facts}
    assert not replaced & set(ids(facts))


def test_only_a_contact_of_a_close_contact_is_one_through_somebody() -> None:
    through = Exposure(grade=findings.Grade.SECONDARY_CONTACT, last_exposure=date(2022, 8, 1), through=12)
    assert from_payload("exposure", to_payload(through)) == through
    with pytest.raises(Refused, match="through somebody"):
        Exposure(grade=findings.Grade.CLOSE_CONTACT, last_exposure=date(2022, 8, 1), through=12)

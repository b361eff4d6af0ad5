"""Same, new or ambiguous: by what agrees, never by a guess."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.people import (
    Agreement,
    Ambiguous,
    Candidate,
    Claim,
    IdentifierKind,
    Marks,
    New,
    Number,
    Same,
    Sex,
    claim_of,
    compare,
    match,
    merge_conflicts,
)
from lianfang.core.people.matching import RULES, Standing, rule_for

YES, NEAR, MIXED, NO, OPEN = (
    Agreement.AGREES,
    Agreement.NEARLY,
    Agreement.MIXED,
    Agreement.DISAGREES,
    Agreement.UNKNOWN,
)
FULL = Claim(numbered=True, named=True, phoned=True)
PLAIN = (YES, NO, OPEN)
EVERY = [
    Candidate(1, *bits)
    for bits in product((YES, NEAR, MIXED, NO, OPEN), (YES, NEAR, NO, OPEN), PLAIN, PLAIN, PLAIN)
]


def known(
    person: int = 1,
    *,
    number: Agreement = OPEN,
    name: Agreement = OPEN,
    phone: Agreement = OPEN,
    born: Agreement = OPEN,
    sex: Agreement = OPEN,
) -> Candidate:
    return Candidate(person, number, name, phone, born, sex)


candidates = st.lists(
    st.builds(replace, st.sampled_from(EVERY), person_id=st.integers(1, 50)),
    max_size=5,
    unique_by=lambda candidate: candidate.person_id,
)
claims = st.builds(Claim, numbered=st.booleans(), named=st.booleans(), phoned=st.booleans())


# --- the table ---


def test_every_row_of_the_table_is_of_use_and_every_case_has_a_row() -> None:
    reached = {rule_for(candidate).code for candidate in EVERY}
    assert reached == {rule.code for rule in RULES}
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_every_row_says_why_in_both_languages() -> None:
    assert all(rule.because.zh and rule.because.en for rule in RULES)


@pytest.mark.parametrize(
    ("candidate", "standing"),
    [
        (known(number=YES, name=YES), Standing.CERTAIN),
        (known(number=YES, name=NEAR), Standing.CERTAIN),
        (known(number=YES), Standing.CERTAIN),
        (known(number=YES, name=NO), Standing.DOUBTFUL),
        (known(number=MIXED, name=YES, phone=YES, born=YES), Standing.DOUBTFUL),
        (known(number=NEAR, name=YES), Standing.CERTAIN),
        (known(number=NEAR, name=YES, born=NO), Standing.POSSIBLE),
        (known(number=NEAR), Standing.POSSIBLE),
        (known(number=NEAR, name=NEAR, phone=YES), Standing.POSSIBLE),
        (known(number=NO, name=YES, phone=YES), Standing.POSSIBLE),
        (known(number=NO, name=YES, born=YES), Standing.OTHER),
        (known(name=YES, phone=YES), Standing.LIKELY),
        (known(name=YES, phone=YES, born=YES, sex=YES), Standing.LIKELY),
        (known(name=YES, phone=YES, born=NO), Standing.POSSIBLE),
        (known(name=YES, phone=YES, sex=NO), Standing.POSSIBLE),
        (known(name=NEAR, phone=YES, born=YES), Standing.POSSIBLE),
        (known(name=NO, phone=YES), Standing.OTHER),
        (known(phone=YES), Standing.POSSIBLE),
        (known(name=YES, phone=NO, born=YES), Standing.POSSIBLE),
        (known(name=YES, phone=NO), Standing.OTHER),
        (known(name=YES), Standing.POSSIBLE),
        (known(name=YES, born=NO), Standing.OTHER),
        (known(name=YES, born=YES, sex=NO), Standing.OTHER),
        (known(), Standing.OTHER),
    ],
)
def test_how_one_candidate_stands(candidate: Candidate, standing: Standing) -> None:
    assert rule_for(candidate).standing is standing


@pytest.mark.parametrize("candidate", EVERY)
def test_nobody_is_taken_for_the_same_against_a_contradiction(candidate: Candidate) -> None:
    found = match(FULL, [candidate])
    if isinstance(found, Same):
        assert candidate.number not in (NO, MIXED)
        assert candidate.name is not NO
        assert candidate.number is YES or candidate.born is not NO
        assert candidate.number in (YES, NEAR) or (candidate.name is YES and candidate.phone is YES)
        assert candidate.number is YES or candidate.name is YES


@pytest.mark.parametrize("candidate", [one for one in EVERY if one.number in (YES, NEAR, MIXED)])
def test_whoever_holds_the_same_number_is_never_passed_over(candidate: Candidate) -> None:
    assert not isinstance(match(FULL, [candidate]), New)


# --- several candidates ---


def test_a_certain_one_stands_beside_those_merely_possible() -> None:
    found = match(FULL, [known(1, number=YES, name=YES), known(2, name=YES), known(3, phone=YES)])
    assert isinstance(found, Same)
    assert (found.person_id, found.rule) == (1, "number_and_name")


def test_a_likely_one_does_not() -> None:
    found = match(FULL, [known(3, name=YES, phone=YES), known(2, phone=YES)])
    assert isinstance(found, Ambiguous)
    assert found.candidates == (3, 2)
    assert found.rule == "phone_and_name"


def test_two_certain_a_likely_or_a_doubtful_one_beside_leave_it_open() -> None:
    certain = known(1, number=YES, name=YES)
    for rival in (
        known(2, number=YES, name=YES),
        known(2, name=YES, phone=YES),
        known(2, number=YES, name=NO),
    ):
        found = match(FULL, [rival, certain])
        assert isinstance(found, Ambiguous)
        assert found.candidates == (1, 2)


def test_one_doubtful_or_possible_alone_is_left_to_a_person_with_the_reason() -> None:
    found = match(FULL, [known(7, number=YES, name=NO)])
    assert found == Ambiguous((7,), "number_other_name", rule_for(known(number=YES, name=NO)).because)


def test_a_candidate_given_twice_counts_once_by_its_stronger_row() -> None:
    found = match(FULL, [known(1, phone=YES), known(1, number=YES, name=YES), known(1)])
    assert isinstance(found, Same)


# --- new ---


def test_nobody_known_is_new() -> None:
    assert isinstance(match(FULL, []), New)
    assert match(FULL, [known()]) == match(FULL, [])


def test_somebody_alike_is_named_in_the_reason() -> None:
    found = match(FULL, [known(), known(2, name=NO, phone=YES)])
    assert isinstance(found, New)
    assert found.rule == "household"
    assert "家人" in found.because.zh


def test_a_claim_that_says_too_little_is_never_new() -> None:
    found = match(Claim(numbered=False, named=False, phoned=True), [])
    assert isinstance(found, Ambiguous)
    assert found.candidates == ()
    assert isinstance(match(Claim(numbered=False, named=True, phoned=False), []), New)
    assert isinstance(match(Claim(numbered=True, named=False, phoned=False), []), New)


@given(claims, candidates, st.randoms())
def test_the_order_of_candidates_does_not_matter(
    claim: Claim, found: list[Candidate], random: object
) -> None:
    shuffled = sorted(found, key=lambda _: random.random())  # type: ignore[attr-defined]
    first, second = match(claim, found), match(claim, shuffled)
    assert type(first) is type(second)
    if isinstance(first, Same | Ambiguous):
        assert first == second


@given(claims, candidates)
def test_only_candidates_are_ever_named(claim: Claim, found: list[Candidate]) -> None:
    people = {candidate.person_id for candidate in found}
    match match(claim, found):
        case Same(person_id=person):
            assert person in people
        case Ambiguous(candidates=named):
            assert set(named) <= people
            assert len(set(named)) == len(named)
        case New():
            assert claim.named or claim.numbered


@given(candidates, st.integers(51, 99))
def test_one_more_rival_never_makes_a_doubt_certain(found: list[Candidate], person: int) -> None:
    before = match(FULL, found)
    after = match(FULL, [*found, known(person, name=YES, phone=YES)])
    assert isinstance(after, Same) <= isinstance(before, New)


# --- what is compared ---

ID_A = Number(IdentifierKind.RESIDENT_ID, b"a", True)
ID_B = Number(IdentifierKind.RESIDENT_ID, b"b", True)
OLD_A = Number(IdentifierKind.RESIDENT_ID, b"a", False)
PASS_1 = Number(IdentifierKind.PASSPORT, b"1", False)
PASS_2 = Number(IdentifierKind.PASSPORT, b"2", False)


@pytest.mark.parametrize(
    ("ours", "theirs", "agreement"),
    [
        ((ID_A,), (ID_A,), YES),
        ((ID_A,), (OLD_A,), NEAR),
        ((OLD_A,), (OLD_A, ID_A), NEAR),
        ((ID_A,), (ID_B,), NO),
        ((ID_A, PASS_1), (ID_B, PASS_1), MIXED),
        ((ID_A,), (ID_A, ID_B), YES),
        ((PASS_1,), (PASS_1,), NEAR),
        ((PASS_1,), (PASS_2,), OPEN),
        ((ID_A,), (PASS_1,), OPEN),
        ((), (ID_A,), OPEN),
    ],
)
def test_numbers_agree_contradict_or_say_nothing(
    ours: tuple[Number, ...], theirs: tuple[Number, ...], agreement: Agreement
) -> None:
    assert compare(Marks(numbers=ours), Marks(numbers=theirs), person_id=1).number is agreement
    assert compare(Marks(numbers=theirs), Marks(numbers=ours), person_id=1).number is agreement


ZHANG = Marks(
    numbers=(ID_A,),
    names=frozenset({b"zhangwei"}),
    surname=b"zhang",
    initials=frozenset({b"zw"}),
    phones=frozenset({b"138"}),
    born=date(1990, 1, 1),
    sex=Sex.MALE,
)


def test_everything_of_one_person_agrees_with_itself() -> None:
    assert compare(ZHANG, ZHANG, person_id=9) == Candidate(9, YES, YES, YES, YES, YES)


def test_everything_of_another_disagrees() -> None:
    other = Marks(
        numbers=(ID_B,),
        names=frozenset({b"li"}),
        surname=b"li",
        initials=frozenset({b"l"}),
        phones=frozenset({b"139"}),
        born=date(1991, 1, 1),
        sex=Sex.FEMALE,
    )
    assert compare(ZHANG, other, person_id=9) == Candidate(9, NO, NO, NO, NO, NO)


def test_what_is_not_known_is_unknown() -> None:
    assert compare(ZHANG, Marks(), person_id=9) == Candidate(9, OPEN, OPEN, OPEN, OPEN, OPEN)
    assert compare(Marks(), ZHANG, person_id=9) == Candidate(9, OPEN, OPEN, OPEN, OPEN, OPEN)


def test_a_name_is_near_by_surname_and_initials_only() -> None:
    near = replace(ZHANG, names=frozenset({b"zhangwei2"}))
    assert compare(ZHANG, near, person_id=1).name is NEAR
    assert compare(ZHANG, replace(near, surname=b"chang"), person_id=1).name is NO
    assert compare(ZHANG, replace(near, initials=frozenset({b"zy"})), person_id=1).name is NO
    assert compare(replace(ZHANG, surname=None), replace(near, surname=None), person_id=1).name is NO


def test_a_claim_knows_what_it_holds() -> None:
    assert claim_of(ZHANG) == FULL
    assert claim_of(Marks()) == Claim(numbered=False, named=False, phoned=False)


# --- merging ---


def test_two_records_of_one_person_have_no_conflict() -> None:
    assert merge_conflicts(ZHANG, ZHANG) == ()
    assert merge_conflicts(ZHANG, Marks()) == ()
    assert merge_conflicts(ZHANG, replace(ZHANG, numbers=(ID_A, PASS_1), phones=frozenset())) == ()


def test_conflicts_are_listed_gravest_first() -> None:
    other = replace(
        ZHANG, numbers=(ID_B,), names=frozenset({b"x"}), surname=b"x", born=date(1980, 1, 1), sex=Sex.FEMALE
    )
    found = merge_conflicts(ZHANG, other)
    assert [conflict.code for conflict in found] == ["number.resident_id", "name", "born", "sex"]
    assert [conflict.grave for conflict in found] == [True, False, False, False]
    assert all(conflict.words.zh and conflict.words.en for conflict in found)


def test_a_second_passport_is_no_conflict_and_a_near_name_is() -> None:
    first = replace(ZHANG, numbers=(PASS_1,))
    second = replace(ZHANG, numbers=(PASS_2,), names=frozenset({b"zhangwei2"}))
    assert [conflict.code for conflict in merge_conflicts(first, second)] == ["name"]


marks = st.builds(
    Marks,
    numbers=st.lists(st.sampled_from([ID_A, ID_B, OLD_A, PASS_1, PASS_2]), max_size=3).map(tuple),
    names=st.frozensets(st.sampled_from([b"x", b"y"]), max_size=2),
    surname=st.none() | st.sampled_from([b"s", b"t"]),
    initials=st.frozensets(st.sampled_from([b"i", b"j"]), max_size=2),
    phones=st.frozensets(st.sampled_from([b"1", b"2"]), max_size=2),
    born=st.none() | st.sampled_from([date(1990, 1, 1), date(1991, 1, 1)]),
    sex=st.sampled_from(list(Sex)),
)


@given(marks, marks)
def test_comparing_and_merging_do_not_care_who_comes_first(one: Marks, other: Marks) -> None:
    assert compare(one, other, person_id=1) == compare(other, one, person_id=1)
    assert merge_conflicts(one, other) == merge_conflicts(other, one)


@given(marks, marks)
def test_nobody_is_the_same_whom_a_merge_would_gravely_contradict(one: Marks, other: Marks) -> None:
    found = match(claim_of(one), [compare(one, other, person_id=1)])
    if any(conflict.grave for conflict in merge_conflicts(one, other)):
        assert not isinstance(found, Same)

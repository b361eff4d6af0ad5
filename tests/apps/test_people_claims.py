"""Claims: what a list says of a person, and the marks it is looked for by. Builders for the tests beside."""

from datetime import date
from itertools import count
from typing import Any

import pytest

from lianfang.core.people import Sex, check_digit
from lianfang.people.actions import Claim
from lianfang.people.actions.claims import sought_of

pytestmark = pytest.mark.django_db

GRID, OTHER_GRID, VILLAGE_GRID = "379901100001001", "379901100001002", "379901200001001"
NEIGHBOUR_GRID = "379902100001001"
_SERIALS = count(1000)


def resident_number(serial: int, *, born: date = date(1990, 3, 7)) -> str:
    """A well-formed number nobody bears, a man's if odd; those of :func:`somebody` start at 1,000."""
    first = f"{379901 + serial // 1000:06d}{born:%Y%m%d}{serial % 1000:03d}"
    return first + check_digit(first)


def mobile(serial: int) -> str:
    """A well-formed mobile number."""
    return f"+86139{serial:08d}"


def claim(cast: Any, name: str, *, grid: str = GRID, number: str = "", phone: str = "", **more: Any) -> Claim:
    """A claim for a grid, with a resident number and a telephone where they are given."""
    return Claim(
        name=name,
        identifiers=(("resident_id", number),) if number else (),
        phones=(phone,) if phone else (),
        region_id=cast.regions[grid],
        path=cast.paths[grid],
        **more,
    )


def somebody(cast: Any, name: str = "王小明", *, grid: str = GRID, **more: Any) -> Claim:
    """A claim about a person nobody has heard of: a number and a telephone of their own."""
    serial = next(_SERIALS)
    return claim(
        cast, name, grid=grid, number=resident_number(serial), phone=mobile(10_000_000 + serial), **more
    )


def test_birth_and_sex_that_are_not_said_are_read_from_the_number(cast):
    (sought,) = sought_of([claim(cast, "王小明", number=resident_number(7, born=date(1985, 2, 28)))])
    assert (sought.born, sought.sex) == (date(1985, 2, 28), Sex.MALE)


def test_what_is_said_of_birth_and_sex_stands_against_the_number(cast):
    said = claim(cast, "王小明", number=resident_number(7), born=date(1991, 1, 1), sex="female")
    (sought,) = sought_of([said])
    assert (sought.born, sought.sex) == (date(1991, 1, 1), Sex.FEMALE)


def test_a_number_without_a_document_leaves_no_mark(cast):
    (sought,) = sought_of([claim(cast, "王小明")])
    assert sought.numbers == ()


def test_a_number_said_not_to_be_confirmed_counts_as_unchecked(cast):
    confirmed = Claim("王小明", identifiers=(("resident_id", resident_number(1)),))
    doubted = Claim("王小明", identifiers=(("resident_id", resident_number(1), False),))
    assert [s.numbers[0].mark.checked for s in sought_of([confirmed, doubted])] == [True, False]


def test_one_number_under_two_names_of_documents_has_one_index(cast):
    resident = Claim("王小明", identifiers=(("resident_id", resident_number(1)),))
    permit = Claim("王小明", identifiers=(("hmt_residence_permit", resident_number(1)),))
    first, second = sought_of([resident, permit])
    assert first.numbers[0].mark.index == second.numbers[0].mark.index


def test_a_name_with_several_readings_has_initials_for_each(cast):
    plain, several = sought_of([claim(cast, "张伟"), claim(cast, "单雄信")])
    assert len(plain.initials) == 1
    assert len(several.initials) > 1


def test_a_claim_does_not_print_what_is_personal(cast):
    said = claim(cast, "王小明", number=resident_number(1), phone=mobile(1), address="东风路1号")
    (sought,) = sought_of([said])
    for secret in ("王小明", resident_number(1), mobile(1), "东风路1号"):
        assert secret not in repr(said)
        assert secret not in repr(sought)

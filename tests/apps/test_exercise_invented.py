"""What the city is made of: outlines that fit, names and numbers that are nobody's, repeatable draws."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from lianfang.core.days import instant, plus
from lianfang.core.people import Identifier, read_identifier, read_name, read_phones
from lianfang.core.people.digits import check_digit
from lianfang.exercise import atlas, names, outbreaks
from lianfang.exercise.dice import dice, moment
from lianfang.exercise.fates import awake
from lianfang.exercise.shapes import SHEET, Ring, drawn, joined, shares, spread
from lianfang.exercise.swabs import Swab

ADULT = date(1981, 4, 5)


def area(ring: Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]]))) / 2


def cells() -> list[Ring]:
    return shares(spread(23, SHEET, "test"), SHEET)


def test_shares_of_the_plane_make_the_whole_without_gap_or_overlap() -> None:
    assert sum(map(area, cells())) == pytest.approx(area(SHEET), rel=1e-6)


def test_cells_together_have_the_outline_of_the_whole() -> None:
    assert area(joined(cells())) == pytest.approx(area(SHEET), rel=1e-6)


def test_neighbours_share_their_border_point_for_point() -> None:
    """A border is drawn once from each side; the outline of the whole once from one side only."""
    edges: Counter[frozenset[tuple[float, float]]] = Counter()
    for cell in cells():
        ring = drawn(cell)["coordinates"][0]  # type: ignore[index]
        edges.update(frozenset((tuple(a), tuple(b))) for a, b in pairwise(ring))
    assert set(edges.values()) == {1, 2}
    outline = drawn(joined(cells()))["coordinates"][0]  # type: ignore[index]
    assert sum(times == 1 for times in edges.values()) == len(outline) - 1


def test_outlines_run_against_the_clock_and_close() -> None:
    for cell in cells():
        ring = drawn(cell)["coordinates"][0]  # type: ignore[index]
        assert ring[0] == ring[-1]
        assert sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0


def test_numbers_are_readable_and_of_an_area_that_nobody_has() -> None:
    for n in range(300):
        made = names.resident(dice("one", n), "379921", ADULT, sex="male", family="王")
        ((kind, number),) = made.identifiers
        read = read_identifier(number, kind=kind)
        assert isinstance(read, Identifier)
        assert (read.born, read.sex, number[:4]) == (ADULT, "male", atlas.CITY[0])
        assert check_digit(number[:17]) == number[17]


def test_names_of_all_kinds_are_names() -> None:
    drawn_names = [
        names.resident(dice("n", n), "379902", ADULT, sex="female", family="李") for n in range(1500)
    ]
    strangers = [names.foreigner(n) for n in range(12)] + [
        names.compatriot(n, dice("c", n)) for n in range(8)
    ]
    for made in (*drawn_names, *strangers):
        assert read_name(made.name).value == made.name  # type: ignore[union-attr]
        ((kind, number),) = made.identifiers
        assert isinstance(read_identifier(number, kind=kind), Identifier)
    assert any("·" in made.name for made in drawn_names)
    assert any(ord(sign) > 0xFFFF for made in drawn_names for sign in made.name)


def test_telephones_are_different_and_of_the_block_13x_0000() -> None:
    made = [names.telephone(n) for n in range(1, 60_000)]
    assert len(set(made)) == len(made)
    assert all(phone.startswith("+8613") and phone[6:10] == "0000" for phone in made)
    assert all(read_phones(phone)[0].number == phone for phone in made[::997])  # type: ignore[union-attr]


def test_draws_depend_on_their_occasion_alone() -> None:
    assert dice("a", 1).random() == dice("a", 1).random() != dice("a", 2).random()
    noon = instant("2022-08-05T12:00+08:00")
    assert moment(noon, "x", least=5, most=5) == instant("2022-08-05T12:05+08:00")


def test_places_at_risk_rise_and_fall_and_every_day_has_some() -> None:
    days = [plus(date(2022, 8, 1), n) for n in range(26)]
    for day in days:
        assert {level for _, _, level in outbreaks.at_risk(day)} == {"high", "middle", "low"}
    county = outbreaks.COUNTIES[0]
    assert len({outbreaks.level_of(county, outbreaks.SPOTS[0], day) for day in days}) > 2


def test_nobody_is_called_at_night() -> None:
    bed = instant("2022-08-05T20:00+08:00").timetz().replace(tzinfo=None)
    assert awake(instant("2022-08-05T23:10+08:00"), 0.0, bed) == instant("2022-08-06T07:30+08:00")
    assert awake(instant("2022-08-05T03:00+08:00"), 0.0, bed) == instant("2022-08-05T07:30+08:00")
    assert awake(instant("2022-08-05T11:00+08:00"), 0.5, bed) == instant("2022-08-05T11:00+08:00")


def test_swabs_collected_by_two_are_known_in_the_evening_the_rest_next_morning() -> None:
    early = Swab(1, "w", instant("2022-08-05T09:00+08:00"), "1", "A")
    late = Swab(1, "w", instant("2022-08-05T15:00+08:00"), "1", "B")
    assert early.known == instant("2022-08-05T18:00+08:00")
    assert late.known == instant("2022-08-06T06:30+08:00")

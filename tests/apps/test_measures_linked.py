"""Whose release hangs on somebody else: linked by number or by hand, decided again with their results."""

from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core.days import after, instant
from lianfang.core.refusal import Refused
from lianfang.findings import queries as findings
from lianfang.findings.actions import Named, NewFinding, NewResult
from lianfang.findings.models import Link
from lianfang.measures import actions, queries
from lianfang.measures.models import Decision
from lianfang.people.actions.claims import Claim
from lianfang.people.actions.register import register
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
HERE, BESIDE = "379901100001001", "379902100001001"
MET = known.Exposure(grade=known.Grade.SECONDARY_CONTACT, last_exposure=date(2022, 8, 4))
EXPOSED = known.Exposure(grade=known.Grade.CLOSE_CONTACT, last_exposure=date(2022, 8, 3))
FOUND = known.Located(outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格")
NUMBER, OTHER = "11010519491231002X", "110105194912310038"


@pytest.fixture
def city(cast):
    """The district with the ninth edition in force."""
    with acting(SYSTEM):
        number = actions.propose(
            "cn-covid19-9", region_id=cast.regions["3799"], valid_from=instant("2022-08-01T00:00+08:00"),
            applies_to="all", by=cast.commander, at=MORNING,
        )  # fmt: skip
        actions.sign(number, by=cast.second_commander, at=MORNING)
    return cast


def somebody(city, name, code=HERE, number=""):
    with acting(SYSTEM):
        numbers = (("resident_id", number),) if number else ()
        claim = Claim(name, numbers, (f"+8613800{sum(map(ord, name)):06d}",), region_id=city.regions[code],
                      path=city.paths[code])  # fmt: skip
        return register(claim, by=SYSTEM, at=MORNING).person_id


def tell(city, person, *payloads, code=HERE, named=None, at=MORNING):
    with acting(SYSTEM):
        new = [NewFinding(person, p, at, "test", city.paths[code], named=named) for p in payloads]
        return actions.learn_many(new, by=SYSTEM, at=at)


def sampled(city, person, day, outcome="negative", code=HERE, by=None):
    taken = instant(f"2022-08-{day:02d}T09:00+08:00")
    reported = max(after(taken, hours=6), after(MORNING, hours=1))
    result = NewResult(person, taken, reported, outcome, f"S{person}-{day}", city.paths[code])
    with acting(by or SYSTEM) as viewer:
        return actions.learn_results([result], by=viewer, at=reported)


def release_of(person):
    with acting(SYSTEM):
        return Decision.objects.get(person_id=person, superseded__isnull=True).reasons[0]["release"]


def own_results(city, person, code=HERE):
    for day in (5, 8, 11):
        sampled(city, person, day, code=code)


def test_release_of_a_contact_of_a_contact_follows_the_results_of_the_one_they_hang_on(city):
    a, b = somebody(city, "甲一", number=NUMBER), somebody(city, "乙二")
    tell(city, a, EXPOSED, FOUND)
    tell(city, b, MET, FOUND, named=Named(number=NUMBER))
    assert "0/2" in release_of(b)["because"]["zh"]
    sampled(city, a, 4)
    assert "1/2" in release_of(b)["because"]["zh"]
    sampled(city, a, 5)
    own_results(city, b)
    assert release_of(b)["state"] == "met"


def test_a_result_decides_again_about_who_hangs_on_it_in_an_area_the_reporter_does_not_see(city):
    a, b = somebody(city, "甲一", number=NUMBER), somebody(city, "乙二", BESIDE)
    tell(city, a, EXPOSED, FOUND)
    tell(city, b, MET, FOUND, code=BESIDE, named=Named(number=NUMBER))
    sampled(city, a, 4, "positive", by=city.county_officer)
    with acting(city.county_officer) as viewer:
        assert queries.decisions(viewer, b) == []
    with acting(SYSTEM):
        decision = Decision.objects.get(person_id=b, superseded__isnull=True)
        assert [reason["row"] for reason in decision.reasons] == ["9-02", "9-01"]
        assert decision.by is None, "the rules decide, not who reported somebody else's result"


def test_who_is_not_in_the_register_yet_is_awaited_and_linked_when_they_come(city):
    b = somebody(city, "乙二")
    tell(city, b, MET, FOUND, named=Named(number=NUMBER, name="甲一"))
    assert "0/2" in release_of(b)["because"]["zh"]
    a = somebody(city, "甲一", number=NUMBER)
    tell(city, a, EXPOSED)
    sampled(city, a, 4)
    sampled(city, a, 5)
    with acting(SYSTEM):
        actions.roll(at=instant("2022-08-06T00:05+08:00"))
        assert Link.objects.get().contact_id == a
        assert findings.links_of_many([b])[b][0].masked == "", "the name is forgotten once the link is made"
    assert "尚缺" in release_of(b)["because"]["zh"]
    own_results(city, b)
    assert release_of(b)["state"] == "met"


def test_nobody_is_linked_by_a_name_alone(city):
    somebody(city, "甲一", number=NUMBER)
    b = somebody(city, "乙二")
    tell(city, b, MET, FOUND, named=Named(name="甲一"))
    with acting(SYSTEM):
        (link,) = findings.links_of_many([b])[b]
        assert (link.contact_id, link.numbered, link.masked) == (None, False, "甲*")


def test_nobody_hangs_on_themselves_nor_on_somebody_the_register_does_not_know(city):
    b = somebody(city, "乙二", number=NUMBER)
    tell(city, b, MET, FOUND, named=Named(number=NUMBER))
    with acting(SYSTEM):
        assert not Link.objects.exists()
    through = known.Exposure(grade=MET.grade, last_exposure=MET.last_exposure, through=987654)
    with pytest.raises(Refused, match="not in the register"):
        tell(city, b, through)
    assert "未指明" in release_of(b)["because"]["zh"]


def test_results_of_before_the_contact_was_exposed_release_nobody(city):
    a, b = somebody(city, "甲一"), somebody(city, "乙二")
    tell(city, a, EXPOSED)
    sampled(city, a, 1)
    sampled(city, a, 2)
    tell(city, b, known.Exposure(grade=MET.grade, last_exposure=MET.last_exposure, through=a), FOUND)
    assert "0/2" in release_of(b)["because"]["zh"]


def test_every_named_contact_counts_not_the_luckiest(city):
    a, c, b = somebody(city, "甲一"), somebody(city, "丙三"), somebody(city, "乙二")
    for contact in (a, c):
        tell(city, contact, EXPOSED)
        tell(city, b, known.Exposure(grade=MET.grade, last_exposure=MET.last_exposure, through=contact))
    tell(city, b, FOUND)
    sampled(city, a, 4)
    sampled(city, a, 5)
    own_results(city, b)
    assert release_of(b)["state"] == "unknown"
    sampled(city, c, 12)
    sampled(city, c, 13)
    assert release_of(b)["state"] == "met"


def test_the_contact_is_named_by_hand_and_taken_back_with_a_reason(city):
    a, b = somebody(city, "甲一"), somebody(city, "乙二")
    tell(city, a, EXPOSED)
    tell(city, b, MET, FOUND, named=Named(name="甲一"))
    with acting(city.grid_worker) as viewer:
        actions.name_contact(b, contact_id=a, by=viewer, at=after(MORNING, hours=1))
        actions.name_contact(b, contact_id=a, by=viewer, at=after(MORNING, hours=2))
        shown = queries.linked(viewer, b, at=after(MORNING, hours=2))
        (contact,) = shown.contacts
        assert (contact.person.id, shown.unnamed, shown.needed) == (a, False, True)
        assert [each.id for each in queries.hanging(viewer, a, at=after(MORNING, hours=2))] == [b]
        with pytest.raises(Refused, match="say why"):
            actions.unname_contact(contact.link_id, reason=" ", by=viewer, at=MORNING)
        actions.unname_contact(contact.link_id, reason="认错人", by=viewer, at=after(MORNING, hours=3))
        assert queries.linked(viewer, b, at=after(MORNING, hours=3)).unnamed
        assert queries.hanging(viewer, a, at=after(MORNING, hours=3)) == []
    assert "未指明" in release_of(b)["because"]["zh"]


def test_who_stands_in_another_area_is_named_by_their_number_and_shown_to_nobody(city):
    a, b = somebody(city, "甲一", BESIDE, NUMBER), somebody(city, "乙二")
    tell(city, a, EXPOSED, code=BESIDE)
    tell(city, b, MET, FOUND)
    with acting(city.grid_worker) as viewer:
        with pytest.raises(Refused, match="in your area"):
            actions.name_contact(b, contact_id=a, by=viewer, at=MORNING)
        actions.name_contact(b, named=Named(number=NUMBER), by=viewer, at=MORNING)
        (contact,) = queries.linked(viewer, b, at=MORNING).contacts
        assert (contact.person, contact.registered) == (None, True)
    with acting(city.neighbour_officer) as viewer:
        assert queries.hanging(viewer, a, at=MORNING) == [], "who waits stands in another area"


def test_naming_is_refused_for_others_than_contacts_of_contacts_and_for_oneself(city):
    a, b = somebody(city, "甲一", number=NUMBER), somebody(city, "乙二", number=OTHER)
    tell(city, a, EXPOSED)
    tell(city, b, MET)
    with acting(city.grid_worker) as viewer:
        with pytest.raises(Refused, match="no contact of a close contact"):
            actions.name_contact(a, contact_id=b, by=viewer, at=MORNING)
        with pytest.raises(Refused, match="their own"):
            actions.name_contact(b, named=Named(number=OTHER), by=viewer, at=MORNING)
        with pytest.raises(Refused, match="say who"):
            actions.name_contact(b, named=Named(name="甲一"), by=viewer, at=MORNING)
        assert queries.linked(viewer, a, at=MORNING) is None
    with acting(city.neighbour_officer) as viewer, pytest.raises(Refused, match="in your area"):
        actions.name_contact(b, contact_id=a, by=viewer, at=MORNING)


def test_an_exposure_taken_back_takes_its_link_with_it(city):
    a, b = somebody(city, "甲一"), somebody(city, "乙二")
    tell(city, a, EXPOSED)
    tell(city, b, known.Exposure(grade=MET.grade, last_exposure=MET.last_exposure, through=a), FOUND)
    with acting(city.community_officer) as viewer:
        (finding,) = (f for f in findings.about(viewer, b) if f.payload.kind is known.Kind.EXPOSURE)
        actions.unlearn_many([finding.id], reason="并未接触", by=viewer, at=after(MORNING, hours=1))
        assert queries.linked(viewer, b, at=after(MORNING, hours=1)) is None
        assert queries.hanging(viewer, a, at=after(MORNING, hours=1)) == []


def test_the_link_follows_the_exposure_that_takes_the_place_of_another_and_the_person_who_moves(city):
    a, b = somebody(city, "甲一"), somebody(city, "乙二")
    tell(city, b, MET, FOUND)
    with acting(city.grid_worker) as viewer:
        actions.name_contact(b, contact_id=a, by=viewer, at=MORNING)
    with acting(SYSTEM):
        (before,) = (f for f in findings.about(SYSTEM, b) if f.payload.kind is known.Kind.EXPOSURE)
        later = known.Exposure(grade=MET.grade, last_exposure=date(2022, 8, 5))
        new = NewFinding(b, later, MORNING, "test", city.paths[HERE], supersedes=before.id)
        actions.learn_many([new], by=SYSTEM, at=after(MORNING, hours=1))
        assert queries.linked(SYSTEM, b, at=after(MORNING, hours=1)).contacts[0].person.id == a
    with acting(city.neighbour_officer) as viewer:
        assert not Link.objects.exists()
    with acting(city.grid_worker) as viewer:
        handed = actions.offer(b, city.regions[BESIDE], why="住那边", by=viewer, at=after(MORNING, hours=2))
    with acting(city.neighbour_grid_worker) as viewer:
        actions.answer(handed, accept=True, by=viewer, at=after(MORNING, hours=3))
        assert Link.objects.get().path == city.paths[BESIDE]

"""A new list of risk areas: everybody whose look-back it reaches is decided about again, up and down."""

from dataclasses import replace
from datetime import date, datetime
from random import Random

import pytest

from lianfang import policies
from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import measures as rules
from lianfang.core.days import after, instant, local_day, plus
from lianfang.core.findings import Basis, Located, Method, Outcome, RiskLevel, RiskStay, from_payload
from lianfang.core.findings.looking_up import Answer, certain, looked_up, place_of
from lianfang.core.measures.from_findings import facts_from
from lianfang.core.places import RiskArea, RiskIndex, RiskSnapshot
from lianfang.core.refusal import Refused
from lianfang.findings import queries as findings
from lianfang.findings.actions import NewFinding
from lianfang.findings.models import Finding
from lianfang.intake import risk_memory
from lianfang.intake.actions.risk import receive_risk_lists
from lianfang.intake.actions.risk_redeciding import apply_risk_lists, foresee_risk_lists
from lianfang.intake.models import RiskList
from lianfang.intake.queries.risk_stays import looked_up_findings
from lianfang.ledger.models import Event
from lianfang.measures.models import Decision
from lianfang.people import actions as people
from tests.cast import MORNING
from tests.factories import pushes as pushed
from tests.factories.stays import COUNTY, NINTH, adopt, measures_of, push, stay

pytestmark = pytest.mark.django_db

HIGH, MIDDLE, LOW, NONE = RiskLevel.HIGH, RiskLevel.MIDDLE, RiskLevel.LOW, RiskLevel.NONE
PLACES = ("一村", "二村", "三村", "沙洲镇四村", "沙洲镇五村3组", "幸福小区2号楼")
BANNER = "banner-2021-08"


@pytest.fixture
def ninth(cast):
    adopt(cast)
    return cast


@pytest.fixture
def banner(cast):
    adopt(cast, BANNER)
    return cast


def snapshot(as_of: str, number: int = 1, **levels: str) -> RiskSnapshot:
    """A list: ``high="一村 二村"``, places of 白沙县."""
    areas = [RiskArea.of(level, COUNTY, place) for level, text in levels.items() for place in text.split()]
    return RiskSnapshot(instant(as_of), f"{as_of} {number}", tuple(areas), source=as_of)


def receive(*lists: RiskSnapshot, at: datetime = MORNING) -> None:
    with acting(SYSTEM):
        receive_risk_lists(lists, by=SYSTEM, at=at)


def apply(*lists: RiskSnapshot, by=SYSTEM, at: datetime = MORNING):
    receive(*lists, at=at)
    with acting(by):
        return apply_risk_lists(by=by, at=at)


def known_of(person: int, at: datetime = MORNING) -> RiskStay:
    with acting(SYSTEM):
        (held,) = findings.facts_of_many([person], at=at)[person]
    return held.payload


def test_a_place_raised_after_the_stay_raises_what_follows(ninth) -> None:
    apply(snapshot("2022-08-03T08:00+08:00", low="一村"))
    (person,) = push(ninth, stay(reported=LOW))
    assert measures_of(person) == ["self_monitor"]
    later = after(MORNING, hours=24)
    difference = apply(snapshot("2022-08-06T08:00+08:00", high="一村"), at=later)
    assert measures_of(person) == ["central"]
    assert (difference.stays, difference.people, difference.raised) == (1, 1, 1)
    assert difference.levels == {(LOW, HIGH): 1}
    told = known_of(person, later)
    assert (told.level, told.basis, told.worst, told.newest) == (LOW, Basis.REPORTED, HIGH, HIGH)
    assert told.newest_as_of == instant("2022-08-06T08:00+08:00")


def test_a_place_taken_off_the_list_releases_where_the_newest_list_counts(banner) -> None:
    apply(snapshot("2022-08-03T08:00+08:00", high="一村"))
    (person,) = push(banner, stay(reported=HIGH))
    assert measures_of(person) == ["central"]
    apply(snapshot("2022-08-05T08:00+08:00", middle="一村"))
    assert measures_of(person) == ["home_iso"]
    apply(snapshot("2022-08-05T08:30+08:00", high="二村"))
    assert measures_of(person) == []


def test_where_the_worst_counts_a_place_taken_off_the_list_changes_nothing(ninth) -> None:
    apply(snapshot("2022-08-03T08:00+08:00", high="一村"))
    (person,) = push(ninth, stay(reported=HIGH))
    before = measures_of(person)
    apply(snapshot("2022-08-05T08:00+08:00", low="一村"))
    assert measures_of(person) == before == ["central"]


def test_a_level_that_nobody_stated_is_looked_up(ninth) -> None:
    (person,) = push(ninth, stay())
    assert measures_of(person) == []
    apply(snapshot("2022-08-02T08:00+08:00", high="一村"), snapshot("2022-08-05T08:00+08:00", low="一村"))
    told = known_of(person)
    assert (told.level, told.basis, told.newest) == (HIGH, Basis.LOOKED_UP, LOW)
    assert told.list_as_of == instant("2022-08-02T08:00+08:00")
    assert measures_of(person) == ["central"]


def test_a_stay_that_the_list_does_not_reach_back_to_is_left_alone(ninth) -> None:
    apply(snapshot("2022-07-25T08:00+08:00", low="一村"))
    old, recent = push(
        ninth, stay(left=date(2022, 7, 28), reported=LOW), stay(left=date(2022, 7, 29), reported=LOW)
    )
    difference = apply(snapshot("2022-08-05T08:00+08:00", high="一村"))
    assert difference.people == 1
    assert known_of(old).newest is None
    assert known_of(recent).newest is HIGH


def test_each_person_is_reached_as_far_as_their_own_edition_looks_back(ninth) -> None:
    adopt(ninth, BANNER, "379902")
    ten_days_ago = stay(left=date(2022, 7, 26), reported=MIDDLE)
    (here,) = push(ninth, ten_days_ago)
    (neighbour,) = push(ninth, ten_days_ago, grid="379902100001001")
    difference = apply(snapshot("2022-08-05T08:00+08:00", high="一村"))
    assert difference.people == 1
    assert (known_of(here).newest, known_of(neighbour).newest) == (None, HIGH)


def test_a_place_that_is_not_told_exactly_stays_as_reported(banner) -> None:
    (person,) = push(banner, replace(stay(reported=HIGH), place=None))
    difference = apply(snapshot("2022-08-05T08:00+08:00", high="一村", low="除高风险区外的其他区域"))
    assert difference.people == 0
    assert measures_of(person) == ["central"], "the person may have been in 一村"


def test_whose_place_no_list_names_is_left_alone(ninth) -> None:
    apply(snapshot("2022-08-03T08:00+08:00", high="一村"))
    push(ninth, stay("二村", reported=LOW), stay("一村", reported=HIGH))
    apply(snapshot("2022-08-04T08:00+08:00", high="一村"))
    decided = Event.objects.filter(verb="measures.decided").count()
    difference = apply(snapshot("2022-08-04T16:00+08:00", high="一村 三村"))
    assert (difference.stays, difference.people) == (0, 0)
    assert Event.objects.filter(verb="measures.decided").count() == decided


def test_the_difference_is_shown_first_and_nothing_is_written(ninth) -> None:
    apply(snapshot("2022-08-03T08:00+08:00", low="一村"))
    raised, _ = push(ninth, stay(reported=LOW), stay("二村", reported=LOW))
    receive(snapshot("2022-08-05T08:00+08:00", high="一村", low="二村"))
    before = (Event.objects.count(), measures_of(raised))
    with acting(ninth.city_officer):
        shown = foresee_risk_lists(at=MORNING)
    assert (shown.lists, shown.stays, shown.raised) == (1, 2, 1)
    assert shown.decisions["lengthened"] == 1
    assert shown.decisions["room_days"] == 7
    assert shown.decisions["undecidable"] == 0
    assert (Event.objects.count(), measures_of(raised)) == before
    done = apply(by=ninth.city_officer)
    assert replace(done, decisions=shown.decisions) == shown
    assert measures_of(raised) == ["central"]


def test_a_list_is_applied_once_and_by_whom_is_kept(ninth) -> None:
    push(ninth, stay())
    first = apply(snapshot("2022-08-03T08:00+08:00", high="一村"), by=ninth.city_officer)
    assert (first.lists, first.people) == (1, 1)
    row = RiskList.objects.get()
    assert (row.applied, row.applied_by_id) == (MORNING, ninth.city_officer.post_id)
    event = Event.objects.get(verb="intake.risk_lists_applied")
    assert event.body == {"stays": 1, "people": 1, "raised": 1}
    again = apply(by=ninth.city_officer)
    assert (again.lists, again.people) == (0, 0)
    for post in (ninth.grid_worker, ninth.county_officer):
        with pytest.raises(Refused), acting(post):
            apply_risk_lists(by=post, at=MORNING)


def test_people_beyond_the_area_of_the_one_who_applies_are_reached(ninth) -> None:
    (person,) = push(ninth, stay())
    apply(snapshot("2022-08-03T08:00+08:00", high="一村"), by=narrow(ninth))
    assert measures_of(person) == ["central"]


def narrow(cast):
    """A city officer whose own area is the neighbouring county."""
    return replace(cast.city_officer, path=cast.neighbour_officer.path)


def test_somebody_pushed_again_and_merged_is_decided_about_as_one(ninth) -> None:
    kept, given_up = push(ninth, stay("沙洲镇", left=date(2022, 7, 1)), stay("一村", reported=LOW))
    with acting(SYSTEM):
        people.merge(given_up, kept, reason="同一人", by=SYSTEM, at=MORNING)
    apply(snapshot("2022-08-05T08:00+08:00", high="一村"))
    assert measures_of(kept) == ["central"]


def test_being_decided_about_again_does_not_make_somebody_known_later(ninth) -> None:
    apply(snapshot("2022-08-03T08:00+08:00", high="一村"))
    (person,) = push(ninth, stay(reported=HIGH))
    with acting(SYSTEM):
        before = Decision.objects.get(person_id=person, superseded__isnull=True)
    apply(snapshot("2022-08-08T08:00+08:00", middle="一村"), at=after(MORNING, hours=72))
    with acting(SYSTEM):
        now = Decision.objects.get(person_id=person, superseded__isnull=True)
    assert now.pk != before.pk
    assert now.days == before.days


def test_rows_are_looked_up_as_they_come_in(ninth) -> None:
    apply(snapshot("2022-08-03T08:00+08:00", high="一村"), snapshot("2022-08-04T08:00+08:00", low="一村"))
    unknown = replace(stay(), left=None)
    said = [
        NewFinding(person, each, MORNING, "province", "")
        for person in push(ninth, unknown)
        for each in (
            stay(),
            stay(left=date(2022, 7, 1)),
            unknown,
            stay("九村", reported=MIDDLE),
            Located(outcome=Outcome.FOUND, method=Method.CALL, attempted_by="x"),
        )
    ]
    with acting(SYSTEM):
        told = looked_up_findings(said, at=MORNING)
    first = told[0].payload
    assert (first.level, first.worst, first.newest) == (HIGH, HIGH, LOW)
    assert (told[3].payload.level, told[3].payload.newest) == (MIDDLE, NONE)
    assert [told[n] for n in (1, 2, 4)] == [said[n] for n in (1, 2, 4)]


def test_a_pushed_row_has_the_level_of_the_list_in_force(ninth) -> None:
    unsaid = {"风险等级": "", "来源地": "江东省云泽市白沙县一村"}
    apply(snapshot("2022-08-03T08:00+08:00", high="一村"))
    pushed.push(ninth, [pushed.person(1, **unsaid), pushed.person(2, 来源地="江东省云泽市白沙县九村")])
    with acting(SYSTEM):
        rows = Finding.objects.filter(kind="risk_stay").order_by("pk")
        told = [from_payload(row.kind, row.payload) for row in rows]
        first = Decision.objects.get(person_id=rows[0].subject_id)
    assert (told[0].level, told[0].basis, told[0].newest) == (HIGH, Basis.LOOKED_UP, HIGH)
    assert (told[1].level, told[1].basis, told[1].newest) == (HIGH, Basis.REPORTED, NONE)
    assert first.reasons[0]["phases"][0]["measure"] == "central"


def alone(person: int, edition: rules.Edition, *, at: datetime) -> rules.Decision | None:
    """What follows for one person, all lists read through one after the other: slow and obvious."""
    rows = {row.as_of: row for row in RiskList.objects.order_by("as_of", "received", "pk")}
    indexes = [
        (as_of, RiskIndex(risk_memory.areas_of(row.pk), risk_memory.tree())) for as_of, row in rows.items()
    ]
    reaching = min(plus(local_day(row.as_of), -7) for row in rows.values())
    with acting(SYSTEM):
        held = findings.facts_of_many([person], at=at)[person]
        pushed = local_day(findings.pushed_of_many([person], at=at)[person])
    told = []
    for each in held:
        if isinstance(each.payload, RiskStay) and each.payload.left >= reaching:
            asked = place_of(each.payload)
            said = [Answer(as_of, certain(index.find(asked))) for as_of, index in indexes]
            each = replace(each, payload=looked_up(each.payload, said, look_back=7))
        told.append(each)
    facts = facts_from(told, pushed=pushed)
    return rules.decide(facts, edition, at=at) if facts.subjects() else None


@pytest.mark.parametrize("seed", range(4))
def test_the_pass_comes_to_the_same_as_deciding_about_each_alone(ninth, seed: int) -> None:
    random = Random(seed)

    def some_list(number: int) -> RiskSnapshot:
        day, hour = random.randint(1, 6), random.choice((0, 8, 16))
        levels = {level: random.sample(PLACES, random.randint(0, 3)) for level in ("high", "middle", "low")}
        if random.random() < 0.5:
            levels["low"].append("除高风险区外的其他区域")
        texts = {level: " ".join(places) for level, places in levels.items()}
        return snapshot(f"2022-08-{day:02d}T{hour:02d}:00+08:00", number, **texts)

    def some_stay() -> RiskStay:
        place = random.choice((*PLACES, "一村2组", "幸福小区2号楼3单元", "没有的村", None))
        left = plus(date(2022, 7, 22), random.randint(0, 14))
        level = random.choice((None, None, LOW, MIDDLE, HIGH))
        return replace(stay(reported=level, left=left), place=place)

    at = instant("2022-08-07T09:00+08:00")
    numbers = push(ninth, *(some_stay() for _ in range(40)), found=MORNING, at=MORNING)
    for batch in range(4):
        apply(*(some_list(2 * batch + n) for n in range(2)), at=at)
    edition = policies.load(NINTH)
    kinds = set()
    for person in numbers:
        with acting(SYSTEM):
            stands = Decision.objects.filter(person_id=person, superseded__isnull=True).first()
        expected = alone(person, edition, at=at)
        told = rules.as_data(expected) if expected else {"reasons": [], "days": []}
        assert (stands.reasons if stands else []) == told["reasons"]
        assert (stands.days if stands else []) == told["days"]
        kinds.add(tuple(measures_of(person)))
    assert len(kinds) >= 3, "the people must differ for the test to say anything"

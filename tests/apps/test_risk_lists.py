"""Lists of risk areas in the register: kept as published, counted, asked, and mended where names differ."""

from pathlib import Path

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after, instant
from lianfang.core.places import Counts, RiskArea, RiskSnapshot, lookup
from lianfang.core.refusal import Refused
from lianfang.gateway import risklists
from lianfang.intake import risk_memory
from lianfang.intake.actions import risk as actions
from lianfang.intake.models import RiskArea as StoredArea
from lianfang.intake.models import RiskList
from lianfang.intake.queries import risk as queries
from lianfang.ledger.models import Event
from lianfang.places import actions as places
from tests.cast import MORNING

pytestmark = pytest.mark.django_db

SEVEN = instant("2022-08-01T07:00+08:00")
NAMES = ("江东省", "云泽市", "青石县")
UNSAID = Counts(None, None, None)


def area(place: str, level: str = "high", names: tuple[str, ...] = NAMES) -> RiskArea:
    return RiskArea.of(level, names, place)


def listed(*areas: RiskArea, as_of=SEVEN, digest: str = "a" * 64, declared: Counts = UNSAID) -> RiskSnapshot:
    return RiskSnapshot(as_of, digest, areas, declared, source=f"{digest[:4]}.json")


def receive(*lists: RiskSnapshot, by=SYSTEM, at=MORNING) -> list[actions.StoredList]:
    with acting(by):
        return actions.receive_risk_lists(lists, by=by, at=at)


def test_a_list_is_read_back_as_it_was_published() -> None:
    published = listed(
        area("幸福小区3号楼"),
        area("幸福小区3号楼"),
        area("幸福小区3号楼", "middle"),
        area("除高风险区外的其他区域", "low"),
        area("一村", names=("未知省", "", "某区")),
        declared=Counts(3, 1, None),
    )
    (kept,) = receive(published)
    back = queries.snapshot(kept.id)
    assert (back.as_of, back.areas, back.declared) == (published.as_of, published.areas, published.declared)
    assert queries.listing(kept.id).counts == published.counts() == Counts(3, 1, 1)


def test_lists_share_the_places_they_have_in_common() -> None:
    first = listed(area("一村"), area("二村"))
    second = listed(area("二村"), area("三村"), as_of=after(SEVEN, hours=8), digest="b" * 64)
    receive(first, second)
    assert StoredArea.objects.count() == 3
    one, two = RiskList.objects.order_by("as_of")
    assert one.areas[1] == two.areas[0]
    difference = queries.difference(one.pk, two.pk)
    assert [each.place for each in difference.added] == ["三村"]
    assert [each.place for each in difference.removed] == ["一村"]


def test_the_same_list_again_is_the_same_list() -> None:
    (first,) = receive(listed(area("一村")))
    events = Event.objects.count()
    (again,) = receive(listed(area("一村")), at=after(MORNING, hours=1))
    assert (first.new, again.new) == (True, False)
    assert again.id == first.id
    assert RiskList.objects.count() == 1
    assert Event.objects.count() == events, "nothing was done, so nothing is in the ledger"


def test_the_same_list_twice_in_one_act_is_one_list() -> None:
    one, two = receive(listed(area("一村")), listed(area("一村")))
    assert one.id == two.id


def test_of_two_lists_for_one_hour_the_last_received_stands_and_both_are_kept() -> None:
    receive(listed(area("一村")), listed(area("一村"), area("二村"), digest="b" * 64))
    assert queries.listing_at(SEVEN).counts.high == 2
    receive(listed(area("三村"), digest="c" * 64), at=after(MORNING, hours=1))
    assert queries.look_up("江东省/云泽市/青石县/三村", at=SEVEN).found.level == "high"
    assert queries.look_up("江东省/云泽市/青石县/二村", at=SEVEN).found.level is None
    assert len(queries.listings()) == 3


def test_an_answer_names_its_list_and_how_old_it_was() -> None:
    receive(listed(area("一村")), listed(as_of=after(SEVEN, hours=48), digest="b" * 64))
    looked = queries.look_up("江东省/云泽市/青石县/一村", at=after(SEVEN, hours=30))
    assert (looked.found.level, looked.found.matched) == ("high", "江东省/云泽市/青石县/一村")
    assert (looked.listing.as_of, looked.age_hours) == (SEVEN, 30)
    assert queries.look_up("江东省/云泽市/青石县/一村", at=after(SEVEN, hours=48)).found.level is None


def test_before_the_first_list_nothing_is_answered() -> None:
    receive(listed(area("一村")))
    for ask in (queries.listing_at, lambda at: queries.look_up("江东省", at=at)):
        with pytest.raises(Refused) as refused:
            ask(at=after(SEVEN, hours=-1))
        assert refused.value.code == "risk.no_list"


def test_without_a_tree_lists_are_kept_counted_and_asked_by_their_text() -> None:
    (kept,) = receive(listed(area("一村"), area("其他区域", "low"), declared=Counts(1, 0, 1)))
    assert queries.unfound_areas([kept.id]) == 2
    assert queries.listing_at(SEVEN).counts == Counts(1, 0, 1)
    looked = queries.look_up("江东省/云泽市/青石县/一村2组", at=SEVEN)
    assert (looked.found.level, looked.found.how) == ("high", "within")


def test_names_are_found_once_the_tree_has_them(cast) -> None:
    receive(listed(area("一村", names=("江东省", "云泽市", "临港区"))))
    (waiting,) = queries.unfound()
    assert (waiting.level, waiting.region, waiting.areas) == ("city", "云泽市", 1)
    with acting(SYSTEM):
        assert actions.find_names(by=SYSTEM, at=MORNING) == 0
        places.add_regions([places.NewRegion("379903", "临港区", "county", "3799")], by=SYSTEM, at=MORNING)
        assert actions.find_names(by=SYSTEM, at=MORNING) == 1
    assert queries.unfound() == []


def test_a_name_mended_answers_for_lists_and_questions_alike(cast) -> None:
    (kept,) = receive(
        listed(
            area("一村", names=("江东省", "云泽市", "高铁新城")),
            area("全域", "low", ("江东省", "云泽市", "青石县")),
        )
    )
    assert queries.look_up("江东省/云泽市/青石县/一村", at=SEVEN).found.level == "low"
    assert queries.unfound_areas([kept.id]) == 1
    number = queries.name_id("江东省/云泽市/高铁新城")
    with acting(cast.city_officer) as by:
        actions.mend_risk_name(number, region_id=cast.regions["379901"], by=by, at=MORNING)
    for asked in ("江东省/云泽市/青石县/一村", "江东省/云泽市/高铁新城/一村"):
        assert queries.look_up(asked, at=SEVEN).found.level == "high"
    assert queries.unfound_areas([kept.id]) == 0
    event = Event.objects.get(verb="intake.risk_name_mended")
    assert (event.actor, event.body) == (cast.city_officer.post_id, {"region": cast.regions["379901"]})
    with acting(cast.city_officer) as by:
        actions.mend_risk_name(number, region_id=None, by=by, at=MORNING)
    assert queries.look_up("江东省/云泽市/青石县/一村", at=SEVEN).found.level == "low"
    assert [each.written for each in queries.unfound()] == ["江东省/云泽市/高铁新城"]


def test_later_lists_know_the_name_that_was_mended(cast) -> None:
    new_town = ("江东省", "云泽市", "高铁新城")
    receive(listed(area("一村", names=new_town)))
    with acting(SYSTEM):
        number = queries.name_id("/".join(new_town))
        actions.mend_risk_name(number, region_id=cast.regions["379901"], by=SYSTEM, at=MORNING)
    (later,) = receive(listed(area("二村", names=new_town), as_of=after(SEVEN, hours=8), digest="b" * 64))
    assert queries.unfound_areas([later.id]) == 0


def test_a_name_is_mended_to_a_region_of_the_lists_only(cast) -> None:
    receive(listed(area("一村"), area("一村", names=("江东省", "云泽市", "高铁新城"))))
    new_town = queries.name_id("江东省/云泽市/高铁新城")
    with acting(SYSTEM):
        with pytest.raises(Refused) as refused:
            actions.mend_risk_name(new_town, region_id=cast.regions["379901100001001"], by=SYSTEM, at=MORNING)
        assert refused.value.code == "risk.mend_level"
        found = queries.name_id("江东省/云泽市/青石县")
        with pytest.raises(Refused) as refused:
            actions.mend_risk_name(found, region_id=cast.regions["379902"], by=SYSTEM, at=MORNING)
        assert refused.value.code == "risk.mend_found"
    with pytest.raises(Refused) as refused:
        queries.name_id("江东省/云泽市/无此县")
    assert refused.value.code == "risk.no_such_name"


def test_a_post_without_the_task_may_not_touch_the_lists(cast) -> None:
    for post in (cast.grid_worker, cast.community_officer, cast.county_officer, cast.administrator):
        with pytest.raises(Refused) as refused:
            receive(listed(area("一村")), by=post)
        assert refused.value.code == "scope.role"
    receive(listed(area("一村")), by=cast.city_officer)
    assert RiskList.objects.get().by_id == cast.city_officer.post_id


def test_a_name_too_long_to_be_one_is_refused_and_nothing_is_kept() -> None:
    with pytest.raises(Refused) as refused:
        receive(listed(area("一村")), listed(area("一村", names=("省", "市", "县" * 201)), digest="b" * 64))
    assert refused.value.code == "risk.long_name"
    assert RiskList.objects.count() == 0


def test_lists_as_published_keep_their_counts_and_answers(shared: Path) -> None:
    files = sorted((shared / "data" / "risk_areas" / "snapshots").glob("202208*"))[:6]
    files += sorted((shared / "data" / "risk_areas" / "kaikeping_2021").glob("*.js"))
    lists = [one for file in files for one in risklists.read(file)]
    receive(*lists)
    for one in lists:
        assert queries.listing_at(one.as_of).counts == one.counts(), one.source
        assert queries.snapshot(queries.listing_at(one.as_of).id).areas == one.areas
    newest = max(lists, key=lambda one: one.as_of)
    tree = risk_memory.tree()
    for each in newest.areas[::200]:
        looked = queries.look_up(each.written, at=newest.as_of)
        assert looked.found == lookup(newest, tree, each.written)

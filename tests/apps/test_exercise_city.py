"""The invented city, small: one county, three days. What its pages show is there, and adds up."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.asking import Ask
from lianfang.core.days import instant, local_day, plus, start_of
from lianfang.core.situation import ReportState
from lianfang.core.tasks import Standing, TaskKind
from lianfang.exercise import city, wholeness
from lianfang.exercise.logins import LOGINS
from lianfang.exercise.scale import HAMLET
from lianfang.exercise.scene import Scene
from lianfang.intake import queries as intake
from lianfang.ledger import queries as ledger
from lianfang.measures import queries as measures
from lianfang.people import queries as people
from lianfang.places import queries as places
from lianfang.situation import queries as situation
from lianfang.tasks import queries as tasks

EVENING = instant("2022-08-15T20:00+08:00")
EVERYTHING = Ask(count=100_000)


@pytest.fixture(scope="module")
def hamlet(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Scene]:
    """The small city, filled once for this module and thrown away."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield city.fill(at=EVENING, scale=HAMLET)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def seen(hamlet: Scene) -> Iterator[None]:
    """Every test looks at the whole city."""
    with acting(SYSTEM):
        yield


def cards(hamlet: Scene, **filters: str) -> list[tasks.Card]:
    return list(tasks.search(SYSTEM, Ask(filters=filters, count=100_000), now=hamlet.end).rows)


def test_it_says_that_it_is_whole_and_is_not_filled_twice(hamlet: Scene) -> None:
    from lianfang.core.refusal import Refused

    assert wholeness.is_filled()
    with pytest.raises(Refused, match="--fresh"):
        city.fill(at=EVENING, scale=HAMLET)


def test_every_area_has_a_unit_that_answers_for_it_and_a_person_at_its_post(hamlet: Scene) -> None:
    for level in ("county", "township", "community", "grid"):
        for area in hamlet.land.at(level):
            assert hamlet.staff.by_unit[area.unit].path == area.path


def test_counties_and_townships_have_their_outlines_on_the_map(hamlet: Scene) -> None:
    for level, parents in (("county", [hamlet.land.city]), ("township", hamlet.land.at("county"))):
        drawn = [each for area in parents for each in places.boundaries(area.id)["features"]]
        assert {each["properties"]["path"] for each in drawn} == {a.path for a in hamlet.land.at(level)}
        assert {each["properties"]["crs"] for each in drawn} == {"WGS-84"}


def test_each_login_stands_for_a_post_with_its_role(hamlet: Scene) -> None:
    roles = {name: hamlet.staff.by_login[name].role for name, _ in LOGINS}
    assert roles.pop("leader2") == "leader"
    assert all(role == name for name, role in roles.items())


def test_residents_are_on_the_register_once_each(hamlet: Scene) -> None:
    numbers = [one.id for one in hamlet.residents]
    assert len(set(numbers)) == len(numbers) >= HAMLET.people
    assert len(people.people(SYSTEM, numbers)) == len(numbers)


def test_every_list_balances_and_was_received_whole(hamlet: Scene) -> None:
    lists = intake.lists(SYSTEM, EVERYTHING).rows
    assert len(lists) >= 3 * HAMLET.days
    assert {line.source for line in lists} == {"铁路", "省联防联控机制", "市公安局"}
    for line in lists:
        assert line.state == "done"
        assert line.balance.pending == 0


def test_tasks_of_every_kind_stand_where_tasks_can_stand(hamlet: Scene) -> None:
    found = cards(hamlet)
    kinds = {card.kind for card in found}
    assert kinds >= {
        TaskKind.LOCATE, TaskKind.SIGN_ORDER, TaskKind.SERVE_NOTICE, TaskKind.BEGIN_STAY, TaskKind.SAMPLE,
        TaskKind.DAILY_CHECK, TaskKind.RELEASE, TaskKind.ACCEPT_HANDOVER, TaskKind.REPORT,
        TaskKind.ACKNOWLEDGE_ORDER, TaskKind.ANSWER_ORDER, TaskKind.ANSWER_DECLARATION,
    }  # fmt: skip
    standings = Counter(card.standing for card in found)
    assert standings.keys() >= {Standing.OPEN, Standing.OVERDUE, Standing.MET, Standing.MET_LATE}
    assert standings[Standing.MET] > 10 * standings[Standing.OVERDUE]


def test_most_people_of_a_list_are_found_within_a_day(hamlet: Scene) -> None:
    over = [card for card in cards(hamlet, kind=str(TaskKind.LOCATE)) if card.due <= hamlet.end]
    in_time = sum(card.standing is Standing.MET for card in over)
    assert over
    assert in_time / len(over) > 0.8


def test_tasks_of_the_parts_are_those_of_the_whole(hamlet: Scene) -> None:
    start, end = start_of(local_day(hamlet.start)), hamlet.end
    whole = tasks.tally(SYSTEM, start=start, end=end, as_of=end)
    city_area = hamlet.land.city
    paths = [county.path for county in hamlet.land.at("county")]
    parts = tasks.standings_by_area(SYSTEM, paths, start=start, end=end, as_of=end)
    own = tasks.search(SYSTEM, EVERYTHING, now=end).rows
    at_city = [card for card in own if card.owner_path == city_area.path and start < card.due <= end]
    assert whole.expected == whole.on_time + whole.late + whole.missing
    assert whole.expected <= sum(part.expected for part in parts.values()) + len(at_city)
    assert whole.expected > 100


def test_late_tasks_have_climbed(hamlet: Scene) -> None:
    late = [card for card in cards(hamlet, standing="late") if card.level != "grid"]
    assert late or any(e.verb == "tasks.escalated" for e in ledger.within("", "~", limit=5000))


def test_people_are_held_under_each_kind_of_measure_with_their_orders(hamlet: Scene) -> None:
    held = Counter(row.measure for row in measures.stay_rows(SYSTEM, EVERYTHING).rows)
    assert held["central"]
    assert held["home_iso"]
    orders = measures.orders(SYSTEM, EVERYTHING).rows
    assert {order.state for order in orders} >= {"served"}
    assert any(order.kind == "release" for order in orders)


def test_an_edition_was_adopted_by_two(hamlet: Scene) -> None:
    (adopted,) = measures.adoptions(hamlet.land.city.path)
    assert adopted.edition == "cn-covid19-9"
    assert adopted.signed is not None
    assert adopted.first_by != adopted.second_by


def test_people_were_handed_over_and_accepted(hamlet: Scene) -> None:
    rows = measures.handovers(SYSTEM, EVERYTHING).rows
    assert any(row.accepted for row in rows)


def test_declarations_were_answered_and_some_still_wait(hamlet: Scene) -> None:
    rows = intake.declarations(SYSTEM, EVERYTHING).rows
    assert len(rows) >= HAMLET.declared * HAMLET.days
    assert any(row.answered for row in rows)
    assert {row.kind for row in rows} == {"self", "proxy"}


def test_reports_are_on_time_late_missing_zero(hamlet: Scene) -> None:
    days = [plus(local_day(hamlet.end), -back) for back in range(HAMLET.days + 1)]
    rows = [row for day in days for row in situation.reports(SYSTEM, day=day, now=hamlet.end)]
    states = Counter(row.standing.state for row in rows)
    assert states.keys() >= {ReportState.ON_TIME, ReportState.LATE, ReportState.MISSING}
    assert states[ReportState.ON_TIME] > states[ReportState.LATE] + states[ReportState.MISSING]
    assert any(row.standing.zero for row in rows)


def test_the_bulletin_of_every_day_is_signed_and_sound(hamlet: Scene) -> None:
    leader = hamlet.staff.by_login["leader"]
    days: dict[date, situation.BulletinRow] = {
        row.day: row for row in situation.bulletins(leader, Ask()).rows
    }
    assert set(days) >= {plus(local_day(hamlet.end), -back) for back in range(HAMLET.days)}
    for row in days.values():
        assert row.signed is not None
        assert situation.bulletin(leader, row.id).sound


def test_the_grid_worker_with_a_login_has_something_to_do(hamlet: Scene) -> None:
    mine = tasks.today(hamlet.staff.by_login["grid"], now=hamlet.end)
    assert mine.total or mine.next_due


def test_the_ledger_is_sound(hamlet: Scene) -> None:
    assert ledger.verify().sound


def test_a_record_was_merged_another_parted_again_and_values_were_opened_for_a_reason(hamlet: Scene) -> None:
    (merged, _), (parted, _) = hamlet.doubles
    shown = {one.id for one in people.people(SYSTEM, [merged, parted])}
    assert parted in shown
    events = ledger.within("", "~", limit=100_000)
    verbs = Counter(event.verb for event in events)
    assert verbs["people.merged"] == 2
    assert verbs["people.unmerged"] == 1
    assert verbs["people.unmasked"] > HAMLET.days


def test_the_county_with_logins_has_its_own_bulletins(hamlet: Scene) -> None:
    county = hamlet.staff.by_login["county"]
    assert any(row.signed for row in situation.bulletins(county, Ask()).rows)

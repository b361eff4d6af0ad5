"""The four certainties: counted in sets as the rules count row by row, at every level, each opened."""

from collections import Counter
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core.asking import Ask
from lianfang.core.days import after, local_day
from lianfang.core.refusal import Refused
from lianfang.core.situation.certainties import (
    Certainties,
    Custody,
    ListRow,
    RowState,
    astray,
    by_region,
    certainties,
)
from lianfang.findings import queries as findings
from lianfang.intake import actions, queries
from lianfang.intake.models import Forward, InboundRow
from lianfang.measures import actions as measures
from lianfang.measures import queries as measure_queries
from lianfang.measures.models import Handover
from lianfang.people import queries as people
from lianfang.tasks.models import Task
from tests.cast import MORNING
from tests.factories.pushes import FAR_GRID, GRID_1, GRID_2, adopt, person, push

pytestmark = pytest.mark.django_db
LATER = after(MORNING, hours=1)
NEIGHBOUR = "云泽市白沙县沙洲镇新洲社区1号网格"
PLACES = (GRID_1, GRID_2, FAR_GRID, NEIGHBOUR, "外省", "青石县河口镇")
STEPS = ("kind", "sign_order", "serve_notice", "begin_stay", "decide")


@pytest.fixture
def city(cast):
    adopt(cast)
    return cast


def locate(person_id, outcome, by="王网格"):
    said = known.Located(outcome=outcome, method=known.Method.CALL, attempted_by=by)
    with acting(SYSTEM):
        task = Task.objects.filter(person_id=person_id, kind="locate", standing="open").first()
        if task is not None:
            measures.report(task.pk, (said,), occurred=LATER, by=SYSTEM, at=LATER)


def settle(person_id, *acts):
    """Found, the order signed, then the acts that are named: served, the stay begun."""
    locate(person_id, known.Outcome.FOUND)
    with acting(SYSTEM):
        drafted = [o for o in measure_queries.orders(SYSTEM, Ask()).rows if o.person_id == person_id]
        measures.sign_many([o.id for o in drafted], by=SYSTEM, at=LATER)
        for kind in acts:
            for task in Task.objects.filter(person_id=person_id, kind=kind, standing="open"):
                measures.do(task.pk, occurred=LATER, by=SYSTEM, at=LATER)


def hand_over(city, row, to, accept):
    with acting(SYSTEM):
        try:
            number = measures.offer(
                row.person_id,
                city.regions[to],
                why="现住址在对方",
                by=SYSTEM,
                at=LATER,
                list_id=row.inbound_id,
            )
        except Refused:  # handed over already, or there already
            return
        if accept:
            measures.answer(number, accept=True, by=SYSTEM, at=LATER)


def push_on(row, accept):
    with acting(SYSTEM):
        actions.push_on([row.pk], "江南省", outcome=known.Outcome.LEFT, by=SYSTEM, at=LATER)
        made = Forward.objects.filter(row=row, accepted__isnull=True).first()
        if accept and made is not None:
            actions.note_receipt(made.pk, accepted=True, receipt="南函 1", by=SYSTEM, at=LATER)


def befall(city, row, fate):
    match fate:
        case "found":
            locate(row.person_id, known.Outcome.FOUND)
        case "tried":
            locate(row.person_id, known.Outcome.UNREACHABLE)
            locate(row.person_id, known.Outcome.UNREACHABLE, by="李社区")
        case "signed":
            settle(row.person_id)
        case "served":
            settle(row.person_id, "serve_notice")
        case "settled":
            settle(row.person_id, "serve_notice", "begin_stay")
        case "offered" | "beside" | "away":
            to = {"offered": "379902100001001", "beside": "379901100001002", "away": "379902100001001"}
            hand_over(city, row, to[fate], accept=fate != "offered")
        case "sent" | "gone":
            push_on(row, accept=fate == "gone")


def slowly(list_id):
    """Every row as the rules see it, looked at one by one."""
    rows = []
    with acting(SYSTEM):
        for kept in InboundRow.objects.filter(inbound_id=list_id).select_related("inbound"):
            rows.append(_as_row(kept, kept.path, _custody(kept)))
            if kept.person_id:
                gone = Handover.objects.filter(
                    person_id__in=people.families([kept.person_id])[kept.person_id], accepted=True
                )
                rows += [_as_row(kept, each.from_path, Custody.HANDED_ON) for each in gone]
    return rows


def _custody(kept):
    forward = Forward.objects.filter(row=kept).exclude(accepted=False).first()
    if forward is not None and forward.accepted:
        return Custody.GONE
    open_one = Handover.objects.filter(person_id=kept.person_id, answered__isnull=True).exists()
    return Custody.OFFERED if open_one or forward is not None else Custody.HELD


def _as_row(kept, region, custody):
    facts = []
    if kept.state == "accepted":
        facts = findings.facts_of_many([kept.person_id], at=after(LATER, hours=9))[kept.person_id]
    tries = [f.payload for f in facts if isinstance(f.payload, known.Located) and f.occurred >= kept.since]
    located = any(one.outcome is known.Outcome.FOUND for one in tries)
    waiting = Task.objects.filter(person_id=kept.person_id or 0, standing="open", kind__in=STEPS).exists()
    decided = bool(kept.person_id) and measure_queries.decisions(SYSTEM, kept.person_id)
    return ListRow(
        list_id=kept.inbound_id,
        region=region,
        day=local_day(kept.inbound.at),
        state=RowState(kept.state),
        person=kept.person_id if kept.state == "accepted" else None,
        located=located,
        controlled=located and not waiting and bool(decided or not kept.risky),
        custody=custody,
        attempts=tuple(one.attempted_by for one in tries if one.outcome is not known.Outcome.FOUND),
    )


EVERY_FATE = [
    "found",
    "tried",
    "signed",
    "served",
    "settled",
    "offered",
    "beside",
    "away",
    "sent",
    "gone",
    "repeat",
    "doubtful",
]
FATES = st.lists(
    st.tuples(st.integers(0, len(PLACES) - 1), st.sampled_from(["", *EVERY_FATE])), min_size=1, max_size=7
)


def receive(city, fates):
    rows = []
    for n, (where, fate) in enumerate(fates):
        one = person(n, 现住址=PLACES[where] + f"{n}号")
        if fate == "repeat" and rows:
            one = rows[0]
        if fate == "doubtful" and rows:
            one = {**rows[0], "身份证号": person(500 + n)["身份证号"]}
        rows.append(one)
    got = push(city, rows, by=city.city_officer, region="3799")
    with acting(SYSTEM):
        kept = list(InboundRow.objects.filter(inbound_id=got.list_id).order_by("number"))
    for row, (_, fate) in zip(kept, fates, strict=True):
        if row.person_id and row.state == "accepted":
            befall(city, row, fate)
    return got.list_id


@given(fates=FATES)
@example(fates=[(n % len(PLACES), fate) for n, fate in enumerate(EVERY_FATE)])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counted_in_sets_they_are_what_the_rules_count_row_by_row_at_every_level(city, fates):
    with transaction.atomic():
        list_id = receive(city, fates)
        rows = slowly(list_id)
        assert astray(rows) == ((), ())
        with acting(SYSTEM):
            whole = queries.certainties(SYSTEM, list_id=list_id)
            assert whole == certainties(rows)
            for code in ("37", "3799", "379901", "379901100", "379901100001", "379902"):
                path = city.paths[code]
                parts = queries.certainties_by_region(SYSTEM, path, list_id=list_id)
                assert parts == by_region(rows, path)
                assert sum(parts.values(), Certainties()) == queries.certainties(
                    SYSTEM, path, list_id=list_id
                )
        for viewer in (city.city_officer, city.county_officer, city.neighbour_officer, city.grid_worker):
            with acting(viewer):
                own = queries.certainties(viewer, list_id=list_id)
            with acting(SYSTEM):
                assert own == queries.certainties(SYSTEM, viewer.path, list_id=list_id)
        _figures_open_their_rows(city, list_id, whole)
        transaction.set_rollback(True)


def _figures_open_their_rows(city, list_id, whole):
    with acting(city.city_officer) as viewer:
        for name in ("number", "person", "location", "control"):
            share = getattr(whole, name)
            done = queries.rows(viewer, list_id, Ask(filters={"certainty": name}))
            open_ones = queries.rows(viewer, list_id, Ask(filters={"certainty": name, "done": "no"}))
            assert (done.total, done.total + open_ones.total) == share
            assert len(done.rows) == done.total
        for name in ("offered", "unreachable"):
            behind = queries.rows(viewer, list_id, Ask(filters={"certainty": name}))
            assert behind.total == getattr(whole, name)


def test_somebody_handed_to_the_neighbours_and_back_counts_once_all_the_way(city):
    got = push(city, [person(1)], by=city.city_officer, region="3799")
    with acting(SYSTEM):
        row = InboundRow.objects.get()
    here, there = "379901100001001", "379902100001001"

    def figures():
        with acting(SYSTEM):
            parts = queries.certainties_by_region(SYSTEM, city.paths["3799"], list_id=got.list_id)
            return {
                code: (parts[city.paths[code]].number.total, parts[city.paths[code]].accepted)
                for code in ("379901", "379902")
                if city.paths[code] in parts
            }

    assert figures() == {"379901": (1, 0)}
    hand_over(city, row, there, accept=True)
    assert figures() == {"379901": (0, 1), "379902": (1, 0)}
    with acting(city.neighbour_grid_worker) as viewer:
        assert queries.rows(viewer, got.list_id, Ask()).total == 1
    with acting(city.grid_worker) as viewer:
        (seen,) = queries.rows(viewer, got.list_id, Ask()).rows
        assert seen.area == "新洲社区1号网格"
    hand_over(city, row, here, accept=True)
    assert figures() == {"379901": (1, 1), "379902": (0, 1)}


GRIDS = ("379901100001001", "379901100001002", "379901200001001", "379902100001001")
WALKS = st.lists(st.tuples(st.sampled_from(GRIDS), st.booleans()), min_size=1, max_size=7)


@given(walk=WALKS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(walk=[(GRIDS[3], True), (GRIDS[0], False), (GRIDS[0], True)])
def test_somebody_passed_around_stands_with_one_area_is_sought_there_and_counts_once(city, walk):
    """Offered again and again, accepted or sent back: the area that accepted last answers, nobody else."""
    with transaction.atomic():
        got = push(city, [person(1)], by=city.city_officer, region="3799")
        with acting(SYSTEM):
            row = InboundRow.objects.get()
            holder = row.path
            for to, accepts in walk:
                if city.paths[to] == holder:
                    continue
                offer = measures.offer(row.person_id, city.regions[to], why="搬家", by=SYSTEM, at=LATER)
                measures.answer(offer, accept=accepts, text="不住此处", by=SYSTEM, at=LATER)
                holder = city.paths[to] if accepts else holder
                row.refresh_from_db()
                (search,) = Task.objects.filter(kind="locate", standing="open")
                assert (row.path, search.owner_path) == (holder, holder)
                assert people.homes([row.person_id])[row.person_id].path == holder
                parts = queries.certainties_by_region(SYSTEM, city.paths["3799"], list_id=got.list_id)
                counted = {path for path, part in parts.items() if part.number.total}
                assert counted == {path for path in parts if holder.startswith(f"{path}.")}
                assert sum(part.number.total for part in parts.values()) == 1
        transaction.set_rollback(True)


def test_a_day_and_an_area_are_asked_for_and_another_area_is_refused(city):
    push(city, [person(1)])
    push(city, [person(2, 现住址=FAR_GRID)], at=after(MORNING, hours=24))
    with acting(city.county_officer) as viewer:
        assert queries.certainties(viewer, day=date(2022, 8, 5)).number == (1, 1)
        assert queries.certainties(viewer).number == (2, 2)
        assert queries.certainties(viewer, city.paths["379901200"]).number == (1, 1)
        with pytest.raises(Refused, match="outside"):
            queries.certainties(viewer, city.paths["379902"])


def test_rows_not_yet_judged_are_uncertain_and_stand_with_the_receiver(city, monkeypatch):
    from lianfang.intake.actions import receiving

    monkeypatch.setattr(receiving, "PORTION", 2)
    seen = []

    def look(balance):
        with acting(city.county_officer) as viewer:
            seen.append(queries.certainties(viewer).number)

    push(city, [person(n) for n in range(4)], watch=look)
    assert seen == [(2, 4), (4, 4)]


ROWS_OF_TWO = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from((GRID_1, GRID_2, FAR_GRID, NEIGHBOUR))),
    min_size=1,
    max_size=8,
)


@given(said=ROWS_OF_TWO)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_row_that_two_grids_claim_counts_in_one_and_both_see_it(city, said):
    """Four people, pushed again and again with other addresses: the grid of the register answers for them."""
    with transaction.atomic():
        lists = []
        for n, (who, where) in enumerate(said):
            rows = [person(who, 现住址=f"{where}{who}号", 车次=f"G{100 + n}")]
            lists.append(push(city, rows, by=city.city_officer, region="3799", source=f"来源{n}").list_id)
        with acting(SYSTEM):
            kept = list(InboundRow.objects.order_by("pk"))
            first = {}
            for row, (who, _) in zip(kept, said, strict=True):
                assert row.path == first.setdefault(who, row.path)
            asked = Counter(Task.objects.filter(kind="locate").values_list("person_id", flat=True))
            assert set(asked.values()) == {1}
            assert {t.owner_path for t in Task.objects.filter(kind="locate")} == set(first.values())
            for list_id in lists:
                parts = queries.certainties_by_region(SYSTEM, city.paths["379901"], list_id=list_id)
                far = queries.certainties(SYSTEM, city.paths["379902"], list_id=list_id)
                assert sum(p.number.total for p in parts.values()) + far.number.total == 1
        grids = {
            city.grid_worker: GRID_1,
            city.other_grid_worker: GRID_2,
            city.neighbour_grid_worker: NEIGHBOUR,
        }
        for viewer, grid in grids.items():
            with acting(viewer):
                for list_id, (who, where) in zip(lists, said, strict=True):
                    sees = queries.rows(viewer, list_id, Ask()).total
                    assert sees == int(where == grid or first[who] == viewer.path)
        transaction.set_rollback(True)


def test_two_areas_settle_a_claim_by_a_handover_and_no_list_loses_the_row(city):
    push(city, [person(1)], source="甲")
    second = push(city, [person(1, 现住址=FAR_GRID + "8号", 车次="G9")], source="乙")
    with acting(city.county_officer) as viewer:
        (claim,) = queries.claims(viewer, Ask()).rows
        assert (claim.area, claim.claimed) == ("东风社区1号网格", "石桥村1号网格")
    with acting(SYSTEM):
        row = InboundRow.objects.get(inbound_id=second.list_id)
    hand_over(city, row, "379901200001001", accept=True)
    with acting(SYSTEM):
        assert set(InboundRow.objects.values_list("path", flat=True)) == {city.paths["379901200001001"]}
        assert Task.objects.get(kind="locate", standing="open").owner_path == city.paths["379901200001001"]

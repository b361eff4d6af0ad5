"""Daily and zero reports: asked for, given out, sent, late, missing, revised, and summed."""

from collections import Counter
from dataclasses import asdict
from datetime import date, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after, instant, plus
from lianfang.core.refusal import Refused
from lianfang.core.situation import Cell, Entry, ReportState, tally
from lianfang.core.tasks import TaskKind
from lianfang.ledger import queries as ledger
from lianfang.places import actions as places
from lianfang.situation import actions, queries
from lianfang.situation.counting import Asked, every_metric, summed
from lianfang.situation.models import Report, Revision
from lianfang.situation.queries.standings import rule_task
from lianfang.situation.report_kinds import FOLDER, KINDS, kind_of, read
from lianfang.tasks import actions as tasks
from lianfang.tasks import queries as task_queries
from lianfang.tasks.models import Task
from tests.cast import MORNING

pytestmark = pytest.mark.django_db

AUG5 = date(2022, 8, 5)
DUE = instant("2022-08-05T16:00+08:00")
QUIET = {"pushed": 0, "found": 0, "home_iso": 0, "home_monitor": 0, "released": 0, "arrivals": 0, "fever": 0}
BUSY = QUIET | {"arrivals": 3, "fever": 1}
DONGFENG, NANJIE, SHIQIAO = "379901100001", "379901100002", "379901200001"


def minute(count: float) -> datetime:
    return after(DUE, minutes=count)


@pytest.fixture
def called(cast):
    """The county asks its communities and townships for their daily reports, given out for 5 August."""
    with acting(SYSTEM):
        for kind in ("community_daily", "township_daily"):
            actions.call_for(
                kind, region_id=cast.regions["379901"], since=AUG5, ground="县指挥部通知",
                by=cast.county_officer, at=MORNING,
            )  # fmt: skip
        actions.give_out(AUG5, by=SYSTEM, at=MORNING)
    return cast


def report_of(cast, code: str, *, day: date = AUG5, kind: str = "community_daily") -> int:
    return Report.objects.get(unit_id=cast.units[code], day=day, kind=kind).pk


def send(cast, code: str, values=None, *, at: datetime, by=SYSTEM, **more):
    with acting(SYSTEM):
        zero = not any((values or QUIET).values())
        return actions.submit(report_of(cast, code), values=values or QUIET, zero=zero, by=by, at=at, **more)


def state_of(cast, code: str, *, now: datetime) -> ReportState:
    with acting(SYSTEM):
        return queries.report(SYSTEM, report_of(cast, code), now=now).row.standing.state


def test_every_kind_of_report_that_comes_with_the_product_can_be_owed():
    assert set(KINDS) == {
        "community_daily", "township_daily", "fever_clinic_daily", "school_daily", "station_daily",
        "department_daily",
    }  # fmt: skip
    for kind in KINDS.values():
        assert kind.owed_by
        assert kind.words.zh
        assert kind.words.en
        assert all(field.words.zh and field.words.en for field in kind.fields)


def test_a_definition_that_names_what_there_is_not_is_refused_by_name(tmp_path):
    text = (FOLDER / "school_daily.toml").read_text()
    wrong = tmp_path / "school_daily.toml"
    wrong.write_text(text.replace('right = "absent"', 'right = "absnet"'))
    with pytest.raises(Refused, match="absnet"):
        read(wrong)
    wrong.write_text(text.replace('school = "county"', 'school = "grid"'))
    with pytest.raises(Refused, match="grid"):
        read(wrong)
    wrong.write_text(text.replace("version = 1", ""))
    with pytest.raises(Refused, match="version"):
        read(wrong)


def test_a_report_is_owed_only_where_a_headquarters_asked_for_it(called):
    with acting(SYSTEM):
        units = set(Report.objects.values_list("unit_id", "kind"))
    expected = {(called.units[code], "community_daily") for code in (DONGFENG, NANJIE, SHIQIAO)}
    expected |= {(called.units[code], "township_daily") for code in ("379901100", "379901200")}
    assert units == expected


def test_giving_out_twice_gives_nothing_twice(called):
    with acting(SYSTEM):
        assert actions.give_out(AUG5, by=SYSTEM, at=MORNING) == 0
        assert actions.give_out(plus(AUG5, -1), by=SYSTEM, at=MORNING) == 0
        assert actions.give_out(plus(AUG5, 1), by=SYSTEM, at=MORNING) == 5


def test_a_report_is_a_task_due_at_its_levels_clock(called):
    with acting(SYSTEM):
        mine = Task.objects.filter(kind=TaskKind.REPORT, owner_id=called.units[DONGFENG])
        (task,) = mine
        above = Task.objects.get(kind=TaskKind.REPORT, owner_id=called.units["379901100"])
    assert task.due == DUE
    assert above.due == minute(30)
    assert task.title["zh"] == "社区(村)日报(8月5日)"


def test_the_task_leads_to_its_report(called):
    with acting(SYSTEM):
        row = Report.objects.get(pk=report_of(called, DONGFENG))
        assert queries.report_of_task(called.community_officer, row.task_id) == row.pk
        assert queries.report_of_task(called.neighbour_officer, row.task_id) is None
        assert queries.report_of_task(called.community_officer, 0) is None


def test_what_a_unit_owes_stands_on_its_own_page(called):
    with acting(SYSTEM):
        actions.give_out(plus(AUG5, 1), by=SYSTEM, at=MORNING)
        now = minute(24 * 60 - 30)
        mine = queries.owed_by_unit(called.community_officer, day=plus(AUG5, 1), now=now)
    assert [(row.day.day, row.standing.state) for row in mine] == [
        (5, ReportState.MISSING),
        (6, ReportState.DUE),
    ]


def test_a_late_report_climbs_like_any_other_task(called):
    from lianfang.measures import actions as measures

    with acting(SYSTEM):
        number = measures.propose(
            "cn-covid19-9", region_id=called.regions["3799"], valid_from=instant("2022-08-01T00:00+08:00"),
            applies_to="all", by=called.commander, at=MORNING,
        )  # fmt: skip
        measures.sign(number, by=called.second_commander, at=MORNING)
        actions.give_out(plus(AUG5, 1), by=SYSTEM, at=MORNING)
        tasks.watch(at=minute(24 * 60 + 8 * 60))
        late = Task.objects.get(kind=TaskKind.REPORT, owner_id=called.units[DONGFENG], due=minute(24 * 60))
    assert (late.standing, late.level) == ("overdue", "county")


def test_a_zero_must_be_said(called):
    with acting(SYSTEM):
        number = report_of(called, DONGFENG)
        with pytest.raises(Refused, match="say so"):
            actions.submit(number, values=QUIET, by=called.community_officer, at=minute(-30))
        with pytest.raises(Refused, match="not"):
            actions.submit(number, values=BUSY, zero=True, by=called.community_officer, at=minute(-30))
        sent = actions.submit(number, values=QUIET, zero=True, by=called.community_officer, at=minute(-30))
    assert sent.standing.zero
    assert sent.standing.state is ReportState.ON_TIME


def test_a_blank_is_not_a_zero(called):
    with acting(SYSTEM), pytest.raises(Refused, match="left open: people come back"):
        actions.submit(
            report_of(called, DONGFENG), values=BUSY | {"arrivals": None}, by=called.community_officer,
            at=minute(-30),
        )  # fmt: skip


def test_on_time_late_missing_zero_and_revised_add_up(called):
    send(called, DONGFENG, at=minute(-30))
    send(called, DONGFENG, BUSY, at=minute(-20))
    send(called, NANJIE, BUSY, at=minute(20))
    now = minute(60)
    with acting(SYSTEM):
        found = queries.matrix(SYSTEM, "community_daily", first=AUG5, last=AUG5, now=now)
    (counts,) = found.counts
    assert asdict(counts) == {
        "expected": 3, "on_time": 1, "late": 1, "missing": 1, "excused": 0, "due": 0, "zero": 0, "revised": 1,
    }  # fmt: skip
    states = {row.path: row.cells[0].standing.words.zh for row in found.rows if row.cells[0]}
    assert states[called.paths[DONGFENG]] == "按时 · 更正1次"
    assert states[called.paths[NANJIE]] == "迟报"
    assert states[called.paths[SHIQIAO]] == "未报"
    with acting(SYSTEM):
        cell = summed(Asked(path=called.paths["379901"], day=AUG5, window=_window(), as_of=now)).of(
            called.paths["379901"]
        )["reports.community_daily"]
    assert (cell.expected, cell.on_time, cell.late, cell.missing) == (3, 1, 1, 1)


FATES = st.sampled_from(["zero", "on_time", "late", "missing", "revised"])


@given(fates=st.tuples(FATES, FATES, FATES))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_units_send_the_parts_make_up_what_was_expected_at_every_level(called, fates):
    units = dict(zip((DONGFENG, NANJIE, SHIQIAO), fates, strict=True))
    now = minute(60)
    with transaction.atomic():
        for code, fate in units.items():
            if fate in {"zero", "revised"}:
                send(called, code, at=minute(-30))
            if fate in {"on_time", "late", "revised"}:
                send(called, code, BUSY, at=minute(20 if fate == "late" else -20))
        with acting(SYSTEM):
            (counts,) = queries.matrix(SYSTEM, "community_daily", first=AUG5, last=AUG5, now=now).counts
            cells = {
                code: summed(Asked(path=path, day=AUG5, window=_window(), as_of=now)).of(path)
                for code in ("379901", "379901100", "379901200")
                for path in [called.paths[code]]
            }
        transaction.set_rollback(True)
    told = Counter(fates)
    assert (counts.late, counts.missing, counts.zero) == (told["late"], told["missing"], told["zero"])
    assert (counts.on_time, counts.revised) == (3 - told["late"] - told["missing"], told["revised"])
    for code, here in cells.items():
        below = [fate for unit, fate in units.items() if unit.startswith(code)]
        cell = here["reports.community_daily"]
        assert cell.expected == cell.on_time + cell.late + cell.missing == len(below)
        assert (cell.late, cell.missing) == (below.count("late"), below.count("missing"))
    parts = [cells[code]["reports.community_daily"] for code in ("379901100", "379901200")]
    whole = cells["379901"]["reports.community_daily"]
    for name in ("expected", "on_time", "late", "missing"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts), name


def _window():
    return kind_of("community_daily").calendar.window


def test_before_the_cut_off_nothing_is_missing(called):
    with acting(SYSTEM):
        found = queries.matrix(SYSTEM, "community_daily", first=AUG5, last=AUG5, now=minute(-1))
    assert (found.counts[0].due, found.counts[0].expected) == (3, 0)
    assert state_of(called, SHIQIAO, now=minute(-1)) is ReportState.DUE


def test_after_the_cut_off_a_revision_needs_a_higher_post_and_a_reason(called):
    send(called, DONGFENG, at=minute(-30), by=called.community_officer)
    number = report_of(called, DONGFENG)
    with acting(SYSTEM):
        with pytest.raises(Refused, match="locked"):
            actions.submit(number, values=BUSY, by=called.community_officer, at=minute(5))
        with pytest.raises(Refused, match="may not unlock"):
            actions.unlock(number, reason="漏报", by=called.community_officer, at=minute(6))
        with pytest.raises(Refused, match="reason"):
            actions.unlock(number, reason=" ", by=called.county_officer, at=minute(6))
        actions.unlock(number, reason="漏报发热1人", by=called.county_officer, at=minute(6))
        again = actions.submit(number, values=BUSY, by=called.community_officer, at=minute(7))
        with pytest.raises(Refused, match="locked"):
            actions.submit(number, values=QUIET, zero=True, by=called.community_officer, at=minute(8))
        sheet = queries.report(called.county_officer, number, now=minute(9))
    assert (again.number, again.standing.state, again.standing.revisions) == (1, ReportState.ON_TIME, 1)
    assert [(o.by, o.reason) for o in sheet.unlocks] == [("陈专班", "漏报发热1人")]
    assert [s.by for s in sheet.sendings] == ["李社区", "李社区"]
    assert sheet.why_not is not None


def test_a_first_report_is_taken_however_late(called):
    assert send(called, DONGFENG, BUSY, at=minute(600)).standing.state is ReportState.LATE
    with acting(SYSTEM):
        assert (
            Task.objects.get(pk=Report.objects.get(pk=report_of(called, DONGFENG)).task_id).standing
            == "met_late"
        )


def test_an_excused_report_is_owed_no_more(called):
    with acting(SYSTEM):
        task = Report.objects.get(pk=report_of(called, DONGFENG)).task_id
        tasks.excuse_many([task], reason="停电", by=called.county_officer, at=minute(-60))
        with pytest.raises(Refused, match="nothing is owed"):
            actions.submit(
                report_of(called, DONGFENG), values=BUSY, by=called.community_officer, at=minute(-30)
            )
        found = queries.matrix(SYSTEM, "community_daily", first=AUG5, last=AUG5, now=minute(60))
    assert (found.counts[0].expected, found.counts[0].excused) == (2, 1)


def test_the_same_sending_twice_counts_once(called):
    first = send(called, DONGFENG, BUSY, at=minute(-30), ref="phone-1/7")
    second = send(called, DONGFENG, BUSY, at=minute(-29), ref="phone-1/7")
    assert second == first
    with acting(SYSTEM):
        assert Revision.objects.count() == 1


def test_a_neighbour_can_neither_see_nor_send_it(called):
    with acting(called.neighbour_officer) as viewer:
        assert queries.reports(viewer, day=AUG5, now=MORNING) == []
        with pytest.raises(Refused, match="no such report"):
            queries.report(viewer, report_of(called, DONGFENG), now=MORNING)
        with pytest.raises(Refused, match="no such report"):
            actions.submit(report_of(called, DONGFENG), values=BUSY, by=viewer, at=minute(-30))
        with pytest.raises(Refused, match="outside your area"):
            queries.matrix(
                viewer, "community_daily", first=AUG5, last=AUG5, now=MORNING, path=called.paths["379901"]
            )


def test_values_are_filled_from_the_register_and_changes_are_marked(called):
    from lianfang.measures.models import Stay
    from lianfang.people.models import Person

    with acting(SYSTEM):
        grid = "379901100001001"
        for _ in range(2):
            person = Person.objects.create(
                path=called.paths[grid], region_id=called.regions[grid], name_sealed=b"x", name_index=b"x",
                created=MORNING,
            )  # fmt: skip
            Stay.objects.create(
                person=person, path=called.paths[grid], measure="home_iso", person_class="close_contact",
                edition="cn-covid19-9", began=instant("2022-08-05T10:00+08:00"), planned_end=date(2022, 8, 9),
                opening_balance=True,
            )  # fmt: skip
        number = report_of(called, DONGFENG)
        sheet = queries.report(called.community_officer, number, now=minute(-10))
    fields = {one.filled.name: one for one in sheet.fields}
    assert (fields["home_iso"].value, fields["home_iso"].filled.source.zh) == (2, "来自 2 条记录")
    assert fields["arrivals"].value is None
    assert sheet.why_not is None
    sent = send(called, DONGFENG, BUSY | {"home_iso": 1}, at=minute(-5), by=called.community_officer)
    assert sent.changed == ("home_iso",)
    with acting(SYSTEM):
        after_ = queries.report(called.community_officer, number, now=minute(0))
    shown = {one.filled.name: one for one in after_.fields}
    assert (shown["home_iso"].said, shown["home_iso"].filled.value, shown["home_iso"].changed) == (1, 2, True)
    assert [v.check.name for v in after_.checks if v.holds is False] == ["home_iso_held"]


def test_what_was_said_yesterday_stands_beside(called):
    send(called, DONGFENG, BUSY, at=minute(-10))
    with acting(SYSTEM):
        actions.give_out(plus(AUG5, 1), by=SYSTEM, at=minute(60))
        number = report_of(called, DONGFENG, day=plus(AUG5, 1))
        sheet = queries.report(SYSTEM, number, now=minute(70))
    assert {f.filled.name: f.before for f in sheet.fields}["arrivals"] == 3


def test_the_unit_above_fills_in_the_sum_of_the_units_below(called):
    send(called, DONGFENG, BUSY, at=minute(-10))
    with acting(SYSTEM):
        number = report_of(called, "379901100", kind="township_daily")
        part = {f.filled.name: f.filled for f in queries.report(SYSTEM, number, now=minute(1)).fields}
    assert (part["arrivals"].value, part["arrivals"].unknown) == (None, 1)
    assert part["arrivals"].source.zh == "汇总 2 份下级报表,1 份未报"
    send(called, NANJIE, BUSY, at=minute(5))
    with acting(SYSTEM):
        whole = {f.filled.name: f.filled for f in queries.report(SYSTEM, number, now=minute(6)).fields}
        county = queries.rolled_up(called.county_officer, "community_daily", day=AUG5, now=minute(6))
    assert (whole["arrivals"].value, whole["fever"].value) == (6, 2)
    fever = next(one for one in county if one.name == "fever")
    assert (fever.known, fever.unknown, fever.value) == (2, 1, None)


def test_where_no_unit_below_is_asked_the_register_fills_in_what_it_knows(called):
    with acting(SYSTEM):
        own = report_of(called, "379901100", kind="township_daily")
        waiting = {f.filled.name: f.filled for f in queries.report(SYSTEM, own, now=minute(1)).fields}
        assert waiting["home_iso"].value is None
        actions.call_for(
            "township_daily", region_id=called.regions["379902"], since=AUG5, ground="通知", by=SYSTEM,
            at=MORNING,
        )  # fmt: skip
        actions.give_out(AUG5, by=SYSTEM, at=MORNING)
        number = report_of(called, "379902100", kind="township_daily")
        part = {f.filled.name: f.filled for f in queries.report(SYSTEM, number, now=minute(1)).fields}
    assert (part["home_iso"].value, part["home_iso"].source.zh) == (0, "来自 0 条记录")
    assert part["arrivals"].value is None


def test_ending_a_call_withdraws_the_reports_of_later_days_only(called):
    with acting(SYSTEM):
        actions.give_out(plus(AUG5, 1), by=SYSTEM, at=MORNING)
        (call,) = [c for c in queries.calls(called.county_officer, on=AUG5) if c.kind == "community_daily"]
        assert (
            actions.end_call(
                call.id, last_day=AUG5, reason="专班撤销", by=called.county_officer, at=minute(90)
            )
            == 3
        )
        assert actions.give_out(plus(AUG5, 2), by=SYSTEM, at=minute(90)) == 2
        later = queries.matrix(
            SYSTEM, "community_daily", first=plus(AUG5, 1), last=plus(AUG5, 1), now=minute(3000)
        )
    assert later.counts[0].expected == 0


def test_a_call_needs_a_ground_and_is_not_made_twice(called):
    with acting(SYSTEM):
        given = {
            "region_id": called.regions["379901"],
            "since": AUG5,
            "by": called.county_officer,
            "at": MORNING,
        }
        with pytest.raises(Refused, match="ground"):
            actions.call_for("school_daily", ground=" ", **given)
        with pytest.raises(Refused, match="already"):
            actions.call_for("community_daily", ground="x", **given)
        with pytest.raises(Refused, match="no report"):
            actions.call_for("colour_daily", ground="x", **given)
        with pytest.raises(Refused, match="outside"):
            actions.call_for("school_daily", ground="x", **(given | {"region_id": called.regions["379902"]}))


def test_what_a_unit_reports_is_counted_in_sql_as_the_rules_count_it(called):
    send(called, DONGFENG, BUSY, at=minute(-10))
    send(called, DONGFENG, BUSY | {"fever": 4}, at=minute(-5))
    send(called, NANJIE, BUSY, at=minute(15))
    metric = every_metric()["reported.community_daily.fever"]
    with acting(SYSTEM):
        tasks.excuse_many(
            [Report.objects.get(pk=report_of(called, SHIQIAO)).task_id], reason="停电",
            by=called.county_officer, at=minute(30),
        )  # fmt: skip
        rows = list(Report.objects.filter(kind="community_daily").select_related("task"))
        for as_of in (minute(-60), minute(-7), minute(1), minute(20), minute(45)):
            fast = summed(Asked(path=called.paths["379901"], day=AUG5, window=_window(), as_of=as_of))
            slow = tally(
                [entry(row, as_of) for row in rows], metric=metric, region=called.paths["379901"],
                period=_window().period(AUG5), as_of=as_of,
            )  # fmt: skip
            assert fast.of(called.paths["379901"])[metric.name] == slow, as_of
    assert isinstance(slow, Cell)
    assert (slow.value, slow.excused) == (5, 1)


def entry(row: Report, as_of: datetime) -> Entry:
    """The obvious reading of a report: its newest version by then."""
    from lianfang.core.tasks import Evidence, EvidenceKind

    sent = [r for r in Revision.objects.filter(report=row).order_by("number") if r.at <= as_of]
    return Entry(
        task=rule_task(row),
        evidence=tuple(Evidence(kind=EvidenceKind.REPORTED, occurred=r.at, recorded=r.at) for r in sent),
        about=_window().period(row.day),
        value=sent[-1].values["fever"] if sent else None,
    )


def test_every_sending_is_in_the_ledger_without_its_numbers(called):
    send(called, DONGFENG, BUSY, at=minute(-10), by=called.community_officer)
    (event,) = ledger.within("", "~", verbs=("situation.reported",))
    assert event.body == {"number": 0, "zero": False, "changed": []}


def test_units_of_other_kinds_owe_at_their_own_clock(cast):
    with acting(SYSTEM):
        (clinic,) = places.add_units(
            [places.NewUnit("青石县医院发热门诊", "fever_clinic", cast.regions["379901"])],
            by=SYSTEM,
            at=MORNING,
        )
        actions.call_for(
            "fever_clinic_daily", region_id=cast.regions["379901"], since=AUG5, ground="县指挥部通知",
            by=cast.county_officer, at=MORNING,
        )  # fmt: skip
        assert actions.give_out(AUG5, by=SYSTEM, at=MORNING) == 1
        number = Report.objects.get(unit_id=clinic).pk
        actions.submit(
            number, values={"visits": 5, "tested": 3, "positive": 0, "kept": 0, "transferred": 0}, by=SYSTEM,
            at=minute(-10),
        )  # fmt: skip
        sheet = queries.report(SYSTEM, number, now=minute(0))
        owed = task_queries.tally(
            SYSTEM, start=minute(-1), end=minute(0), as_of=minute(0), path=cast.paths["379901"]
        )
    assert sheet.row.due == DUE
    assert [(v.check.name, v.points_at) for v in sheet.checks if v.holds is False] == [
        ("all_tested", "undone")
    ]
    assert owed.on_time == 1

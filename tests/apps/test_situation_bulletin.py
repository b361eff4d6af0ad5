"""The bulletin: composed from what is known, signed, frozen, corrected; and the command that prints it."""

import json
from datetime import date, datetime, time
from io import BytesIO

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, transaction
from docx import Document

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.asking import Ask
from lianfang.core.days import after, instant, start_of
from lianfang.core.refusal import Refused
from lianfang.core.situation import ReportWindow
from lianfang.core.situation.paper import Part
from lianfang.core.words import Words
from lianfang.gateway.documents import printable, write_bulletin
from lianfang.ledger import queries as ledger
from lianfang.measures.models import Stay
from lianfang.people.models import Person
from lianfang.situation import actions, queries
from lianfang.situation.models import Bulletin, Members
from lianfang.situation.snapshots import hash_of
from lianfang.vault import actions as vault
from lianfang.vault.models import DataKey
from tests.cast import MORNING

pytestmark = pytest.mark.django_db

AUG5 = date(2022, 8, 5)
FIVE = instant("2022-08-05T17:00+08:00")
HERE, THERE = "379901100001001", "379902100001001"


def hold(cast, code: str, kind: str, count: int, *, measure: str = "central", began: datetime | None = None):
    people = Person.objects.bulk_create(
        Person(
            path=cast.paths[code],
            region_id=cast.regions[code],
            name_sealed=b"x",
            name_index=b"x",
            created=MORNING,
        )
        for _ in range(count)
    )
    person_class, _, risk = kind.partition(":")
    Stay.objects.bulk_create(
        Stay(
            person=person, path=cast.paths[code], measure=measure, person_class=person_class,
            ground={"risk": risk} if risk else {}, edition="cn-covid19-9", planned_end=date(2022, 8, 20),
            began=began or after(start_of(AUG5), hours=-5), opening_balance=True,
        )
        for person in people
    )  # fmt: skip
    return [person.pk for person in people]


@pytest.fixture
def busy(cast):
    """339 people in isolation: 2 close contacts, 95 contacts of theirs, 24 entrants, 218 travellers."""
    with acting(SYSTEM):
        hold(cast, HERE, "close_contact", 2)
        hold(cast, HERE, "secondary_contact", 95)
        hold(cast, THERE, "entrant", 24, began=after(start_of(AUG5), hours=9))
        hold(cast, THERE, "traveller:high", 218)
    return cast


def compose(cast, *, by=None, at: datetime = FIVE, code: str = "3799", **more) -> int:
    with acting(SYSTEM):
        return actions.compose(cast.paths[code], day=AUG5, by=by or cast.city_officer, at=at, **more)


def sign(cast, number: int, *, at: datetime = FIVE) -> str:
    with acting(SYSTEM):
        seen = queries.bulletin(SYSTEM, number).row.sha256
        return actions.sign_bulletin(number, seen=seen, by=cast.commander, at=at)


def paper_of(number: int):
    with acting(SYSTEM):
        return queries.bulletin(SYSTEM, number)


def said(paper, language: str = "zh") -> str:
    return "\n".join(block.text(language) for block in paper.blocks if hasattr(block, "text"))


def test_people_are_told_apart_by_category_and_the_parts_make_the_whole(busy):
    paper = paper_of(compose(busy))
    assert (
        "在管339人(较上日增加24人):密切接触者2人、密接的密接95人、入境人员24人、高风险区旅居人员218人。"
        in said(paper)
    )
    assert "云泽市在管339人" in said(paper)
    parts = {
        part["name"]: {c["metric"]: c["value"] for c in part["cells"]} for part in paper.snapshot["parts"]
    }
    assert parts["青石县"]["held"] + parts["白沙县"]["held"] == 339


def test_a_draft_is_composed_anew_and_keeps_what_people_wrote(busy):
    number = compose(busy)
    texts = queries.Texts(
        outside=Words("全国新增 {x} 例", "elsewhere"), dropped=("few_rooms",),
        more=(Words("人手不足", "too few"),),
        steps=(Words("增派二十人", "send twenty"),),
    )  # fmt: skip
    with acting(SYSTEM):
        actions.write_texts(number, texts, by=busy.city_officer, at=FIVE)
        hold(busy, HERE, "close_contact", 1)
    assert compose(busy, at=after(FIVE, minutes=5)) == number
    paper = paper_of(number)
    assert "在管340人" in said(paper)
    for needed in ("全国新增 {x} 例", "1. 人手不足", "1. 增派二十人"):
        assert needed in said(paper)
    assert paper.texts == texts


def test_a_leader_signs_what_was_read_and_it_is_frozen(busy):
    number = compose(busy)
    with acting(SYSTEM):
        seen = queries.bulletin(SYSTEM, number).row.sha256
        with pytest.raises(Refused, match="may not sign"):
            actions.sign_bulletin(number, seen=seen, by=busy.city_officer, at=FIVE)
        hold(busy, HERE, "close_contact", 1)
    compose(busy, at=after(FIVE, minutes=1))
    with acting(SYSTEM), pytest.raises(Refused, match="changed since you read it"):
        actions.sign_bulletin(number, seen=seen, by=busy.commander, at=FIVE)
    digest = sign(busy, number)
    paper = paper_of(number)
    assert (paper.draft, paper.sound, paper.signer, paper.row.number) == (False, True, "高指挥", 1)
    assert paper.row.sha256 == digest == hash_of(paper.snapshot)
    with acting(SYSTEM):
        for act in (
            lambda: actions.write_texts(number, queries.Texts(), by=busy.city_officer, at=FIVE),
            lambda: actions.sign_bulletin(number, seen=digest, by=busy.commander, at=FIVE),
            lambda: actions.discard(number, by=busy.city_officer, at=FIVE),
        ):
            with pytest.raises(Refused, match="frozen"):
                act()
        with pytest.raises(Refused, match="is signed"):
            actions.compose(busy.paths["3799"], day=AUG5, by=busy.city_officer, at=FIVE)


def test_the_database_refuses_to_change_a_signed_bulletin_or_the_lists_behind_it(busy):
    number = compose(busy)
    sign(busy, number)
    row = Bulletin.objects.filter(pk=number)
    lists = Members.objects.filter(bulletin_id=number)
    for act in (
        lambda: row.update(snapshot={}),
        lambda: row.update(signed=None),
        lambda: row.delete(),
        lambda: lists.update(count=0),
        lambda: lists.delete(),
    ):
        with pytest.raises(DatabaseError, match="is signed"), transaction.atomic(), acting(SYSTEM):
            act()


def test_what_comes_later_does_not_change_what_was_signed(busy):
    number = compose(busy)
    sign(busy, number)
    before = write_bulletin(printable(paper_of(number)))
    with acting(SYSTEM):
        hold(busy, HERE, "close_contact", 50)
    again = write_bulletin(printable(paper_of(number)))
    assert [p.text for p in Document(BytesIO(again)).paragraphs] == [
        p.text for p in Document(BytesIO(before)).paragraphs
    ]


def test_a_frozen_number_opens_those_it_counted_within_the_viewers_area(busy):
    number = compose(busy)
    sign(busy, number)
    with acting(SYSTEM):
        mine = set(Stay.objects.filter(path=busy.paths[HERE]).values_list("person_id", flat=True))
        hold(busy, HERE, "close_contact", 5)
        all_ = queries.kept_behind(SYSTEM, number, "held.central")
        county = queries.kept_behind(busy.city_officer, number, "held.central", path=busy.paths["379901"])
    assert (all_.subject, all_.count, len(all_.members)) == ("person", 339, 339)
    assert set(county.members) == mine
    with acting(busy.neighbour_officer) as viewer, pytest.raises(Refused, match="no such bulletin"):
        queries.kept_behind(viewer, number, "held.central")


def test_every_number_in_the_paper_opens_as_many_as_it_says(busy):
    number = compose(busy)
    paper = paper_of(number)
    figures = [f for block in paper.blocks if hasattr(block, "figures") for f in block.figures.values()]
    assert figures
    with acting(SYSTEM):
        for one in figures:
            kept = queries.kept_behind(SYSTEM, number, one.metric, part=one.part, path=one.path)
            if not one.metric.startswith("rooms."):
                assert len(kept.members) == one.known, one


def test_when_the_people_are_destroyed_the_figures_stay(busy):
    number = compose(busy)
    digest = sign(busy, number)
    with acting(SYSTEM):
        for key in DataKey.objects.values_list("number", flat=True):
            vault.destroy(key, by=SYSTEM, at=FIVE)
        kept = queries.kept_behind(SYSTEM, number, "held")
    assert (kept.gone, kept.members, kept.count) == (True, (), 339)
    assert paper_of(number).row.sha256 == digest


def test_a_correction_is_a_new_edition_that_says_what_changed(busy):
    number = compose(busy)
    with acting(SYSTEM), pytest.raises(Refused, match="not signed yet"):
        actions.correct(number, reason="漏计", by=busy.city_officer, at=FIVE)
    digest = sign(busy, number)
    with acting(SYSTEM):
        hold(busy, HERE, "close_contact", 3)
        with pytest.raises(Refused, match="reason"):
            actions.correct(number, reason=" ", by=busy.city_officer, at=FIVE)
        second = actions.correct(
            number, reason="漏计密接3人", by=busy.city_officer, at=after(FIVE, minutes=30)
        )
        with pytest.raises(Refused, match="newer edition"):
            actions.correct(number, reason="再改", by=busy.city_officer, at=FIVE)
    sign(busy, second)
    paper = paper_of(second)
    assert (paper.row.edition, paper.corrects, paper.row.number) == (2, 1, 1)
    assert f"更正第1版(摘要{digest[:12]})。更正原因:漏计密接3人。" in said(paper)
    changed = {one["metric"]: (one["was"], one["is"]) for one in paper.snapshot["corrects"]["changes"]}
    assert changed["held"] == (339, 342)
    assert changed["held.central.close_contact"] == (2, 5)
    assert "entered" not in changed
    assert paper_of(number).row.sha256 == digest
    with acting(SYSTEM):
        rows = queries.bulletins(busy.county_officer, Ask(filters={"day": "2022-08-05"}))
        mine = queries.bulletins(busy.city_officer, Ask(filters={"state": "signed", "kind": "daily"}))
        assert queries.newest(busy.city_officer, busy.paths["3799"], day=AUG5) == second
    assert rows.total == 0
    assert [row.edition for row in mine.rows] == [2, 1]


def test_numbers_run_through_the_year_for_each_kind(busy):
    first = compose(busy)
    special = compose(busy, kind="special")
    sign(busy, first)
    sign(busy, special)
    with acting(SYSTEM):
        third = actions.compose(
            busy.paths["3799"], day=date(2022, 8, 6), by=busy.city_officer, at=after(FIVE, hours=24)
        )
    sign(busy, third)
    assert [paper_of(n).row.number for n in (first, special, third)] == [1, 1, 2]
    assert paper_of(special).title.zh == "云泽市疫情防控专报"


def test_a_draft_may_be_thrown_away(busy):
    number = compose(busy)
    with acting(SYSTEM):
        actions.discard(number, by=busy.city_officer, at=FIVE)
        assert queries.newest(SYSTEM, busy.paths["3799"], day=AUG5) is None
    assert not Members.objects.exists()


def test_a_county_composes_its_own_and_no_other(busy):
    number = compose(busy, by=busy.county_officer, code="379901")
    assert "青石县在管97人" in said(paper_of(number))
    with acting(SYSTEM), pytest.raises(Refused, match="outside your area"):
        actions.compose(busy.paths["379902"], day=AUG5, by=busy.county_officer, at=FIVE)


def test_signing_is_in_the_ledger_with_the_hash_and_without_people(busy):
    digest = sign(busy, compose(busy))
    (event,) = ledger.within("", "~", verbs=("situation.bulletin_signed",))
    assert event.body == {"day": "2022-08-05", "edition": 1, "sha256": digest}


def run(*args: str):
    from lianfang.project.cli.situation import group

    return CliRunner().invoke(group, list(args))


def figures_of(cells: list[dict]) -> dict[str, object]:
    return {cell["metric"]: cell["value"] for cell in cells}


def test_the_command_prints_figures_whose_parts_make_the_whole_and_agree_with_the_bulletin(busy, tmp_path):
    at = ("--date", "2022-08-05", "--region", "3799", "--at", "2022-08-05T17:00+08:00", "--json")
    cells = json.loads(run("cells", *at).output)
    assert {"date", "region", "window", "as_of", "cells", "children"} <= cells.keys()
    assert {"metric", "name", "expected", "on_time", "late", "missing", "excused", "value"} <= cells["cells"][
        0
    ].keys()
    for cell in cells["cells"]:
        parts = [c for child in cells["children"] for c in child["cells"] if c["metric"] == cell["metric"]]
        for name in ("expected", "on_time", "late", "missing", "excused", "known", "unknown"):
            assert sum(part[name] for part in parts) == cell[name], (cell["metric"], name)
    out = tmp_path / "bulletin.docx"
    printed = json.loads(run("bulletin", *at, "--out", str(out)).output)
    assert figures_of(printed["cells"]) == figures_of(cells["cells"])
    text = "\n".join(p.text for p in Document(str(out)).paragraphs)
    assert "云泽市在管339人" in text
    assert "草稿" in text


def test_the_command_prints_the_signed_edition_where_there_is_one(busy):
    number = compose(busy)
    digest = sign(busy, number)
    answer = json.loads(run("bulletin", "--date", "2022-08-05", "--region", "3799", "--json").output)
    assert (answer["state"], answer["sha256"], answer["sound"]) == ("signed", digest, True)


def test_figures_counted_after_a_bulletin_was_signed_name_it_and_what_it_froze_otherwise(busy):
    at = ("--date", "2022-08-05", "--region", "3799", "--at", "2022-08-05T17:00+08:00", "--json")
    assert json.loads(run("cells", *at).output)["bulletin"] is None
    number = compose(busy)
    digest = sign(busy, number)
    signed = json.loads(run("cells", *at).output)["bulletin"]
    assert (signed["edition"], signed["sha256"], signed["differs"]) == (1, digest, [])
    with acting(SYSTEM):
        hold(busy, HERE, "close_contact", 50)
    told = json.loads(run("cells", *at).output)
    differs = {each["metric"]: each for each in told["bulletin"]["differs"]}
    assert differs["held"] == {"metric": "held", "part": "value", "bulletin": 339, "counted": 389}
    assert (told["figures"], figures_of(told["cells"])["held"]) == ("frozen", 339)
    assert figures_of(told["counted"]["cells"])["held"] == 389


def test_a_draft_keeps_its_hours_and_the_cells_are_those_of_the_same_hours(busy):
    compose(busy, window=ReportWindow(time(17), time(17)))
    at = ("--date", "2022-08-05", "--region", "3799", "--at", "2022-08-05T17:00+08:00", "--json")
    paper, told = (json.loads(run(command, *at).output) for command in ("bulletin", "cells"))
    assert told["window"]["start"] == paper["window"]["start"] == "17:00"
    assert (told["figures"], told["bulletin"]["state"]) == ("counted", "draft")
    assert told["cells"] == paper["cells"]


def test_while_a_correction_is_a_draft_the_signed_edition_is_what_is_printed_and_told(busy):
    number = compose(busy)
    digest = sign(busy, number)
    with acting(SYSTEM):
        hold(busy, HERE, "close_contact", 1)
        actions.correct(number, reason="漏报一人", by=busy.city_officer, at=after(FIVE, minutes=9))
    at = ("--date", "2022-08-05", "--region", "3799", "--json")
    paper, told = (json.loads(run(command, *at).output) for command in ("bulletin", "cells"))
    assert paper["sha256"] == told["bulletin"]["sha256"] == digest
    assert figures_of(told["cells"])["held"] == figures_of(paper["cells"])["held"] == 339
    assert figures_of(told["counted"]["cells"])["held"] == 340


def test_before_it_was_signed_a_bulletin_is_refused_and_the_cells_are_counted(busy):
    sign(busy, compose(busy), at=after(FIVE, minutes=30))
    at = ("--date", "2022-08-05", "--region", "3799", "--at", "2022-08-05T17:10+08:00", "--json")
    told = json.loads(run("cells", *at).output)
    assert (told["figures"], told["bulletin"]) == ("counted", None)
    refused = run("bulletin", *at).exception
    assert isinstance(refused, Refused)
    assert refused.code == "bulletin.signed"


def test_the_command_speaks_both_languages(busy):
    chinese = run("bulletin", "--date", "2022-08-05", "--region", "3799").output
    english = run("bulletin", "--date", "2022-08-05", "--region", "3799", "--lang", "en").output
    assert "云泽市在管339人" in chinese
    assert "under measures 339" in english


@pytest.mark.parametrize("command", ["cells", "bulletin", "reports"])
def test_an_empty_database_is_refused_in_plain_words(db, command):
    found = run(command, "--date", "2022-08-05", "--region", "3799")
    assert isinstance(found.exception, Refused)
    assert found.exception.code == "situation.no_regions"


@pytest.mark.parametrize("command", ["cells", "bulletin", "reports"])
def test_an_unknown_region_is_refused_by_its_code(cast, command):
    found = run(command, "--date", "2022-08-05", "--region", "9999")
    assert isinstance(found.exception, Refused)
    assert "9999" in found.exception.words.zh


@pytest.mark.parametrize(
    "wrong", [("--date", "5aug"), ("--window", "9"), ("--at", "teatime"), ("--window", "25-25")]
)
def test_what_cannot_be_read_is_a_usage_error(cast, wrong):
    given = {"--date": "2022-08-05", "--region": "3799"} | {wrong[0]: wrong[1]}
    found = run("cells", *[part for pair in given.items() for part in pair])
    assert found.exit_code == 2


def test_the_command_gives_reports_out_lists_them_and_closes_the_day(cast):
    with acting(SYSTEM):
        actions.call_for(
            "community_daily", region_id=cast.regions["379901"], since=AUG5, ground="县指挥部通知",
            by=cast.county_officer, at=MORNING,
        )  # fmt: skip
    assert run("give-out", "--date", "2022-08-05").output == "3 reports given out\n"
    found = json.loads(run("reports", "--date", "2022-08-05", "--region", "379901", "--json").output)
    assert (found["expected"], found["missing"], len(found["reports"])) == (3, 3, 3)
    assert "3 missing" in run("reports", "--date", "2022-08-05", "--region", "379901").output
    assert "1 region trees counted" in run("close", "--date", "2022-08-05").output
    with acting(SYSTEM):
        kept = queries.last_filled(SYSTEM, cast.paths["3799"], day=AUG5)
    assert kept is not None
    assert kept.closed
    assert kept.whole.cells["reports"].missing == 3


def test_a_problem_in_the_data_is_proposed_and_stands_in_the_paper(cast):
    with acting(SYSTEM):
        actions.call_for(
            "community_daily", region_id=cast.regions["379901"], since=AUG5, ground="县指挥部通知",
            by=cast.county_officer, at=MORNING,
        )  # fmt: skip
        actions.give_out(AUG5, by=SYSTEM, at=MORNING)
        rows = {row.unit: row.id for row in queries.reports(SYSTEM, day=AUG5, now=MORNING)}
        values = dict.fromkeys(
            ("pushed", "found", "home_iso", "home_monitor", "released", "arrivals", "fever"), 0
        )
        actions.submit(
            rows["东风社区"],
            values=values | {"home_iso": 2},
            by=cast.community_officer,
            at=after(FIVE, hours=-2),
        )
        actions.submit(rows["南街社区"], values=values, zero=True, by=SYSTEM, at=after(FIVE, minutes=-20))
    paper = paper_of(compose(cast))
    assert [one.code for one in paper.proposed] == ["late_work", "missing_reports", "doubts"]
    text = said(paper)
    assert "迟报单位:南街社区(社区(村)日报)。" in text
    assert "未报单位:石桥村(社区(村)日报)。" in text
    assert "东风社区「居家隔离人数与在管台账」2对0,疑似虚报谎报" in text
    with acting(SYSTEM):
        missing = queries.kept_behind(SYSTEM, paper.row.id, "reports", part=Part.MISSING)
    assert missing.members == (rows["石桥村"],)

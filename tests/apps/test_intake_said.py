"""What rows of other kinds say: contacts, colours, foreigners, dates as spreadsheets keep them."""

from datetime import date, datetime, time

import pytest
import xlsxwriter

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core import findings as known
from lianfang.core.asking import Ask
from lianfang.core.days import instant
from lianfang.core.refusal import Refused
from lianfang.findings import queries as findings
from lianfang.intake import actions, queries
from lianfang.intake.sheets import raw_cells, raw_text
from lianfang.measures.models import Decision
from lianfang.people.models import Person
from lianfang.tasks.models import Task
from tests.cast import MORNING
from tests.factories.pushes import adopt, person, push

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(cast):
    adopt(cast)
    return cast


def said(person_id):
    with acting(SYSTEM):
        return [fact.payload for fact in findings.facts_of_many([person_id], at=MORNING)[person_id]]


def only():
    with acting(SYSTEM):
        return Person.objects.get().pk


def row(*without, **changes):
    return {name: value for name, value in person(1, **changes).items() if name not in without}


JOURNEY = ("来源地", "风险等级", "离开时间", "到达时间", "交通工具", "车次")


def test_a_contact_is_exposed_on_the_day_the_list_says_and_decided_on_as_one(city):
    push(city, [row(*JOURNEY, 接触类型="密接", 最后接触时间="2022-08-04")])
    (exposure,) = said(only())
    assert exposure == known.Exposure(grade=known.Grade.CLOSE_CONTACT, last_exposure=date(2022, 8, 4))
    with acting(SYSTEM):
        assert Decision.objects.get().reasons[0]["row"] == "9-01"
        assert Task.objects.get(kind="locate").because["en"] == "close contact, last contact 4 Aug"


def test_a_colour_is_kept_as_the_source_reported_it(city):
    push(city, [person(1, 健康码="黄码")], source="大数据局")
    (colour,) = [one for one in said(only()) if isinstance(one, known.CodeColour)]
    assert (colour.colour, colour.source) == (known.Colour.YELLOW, "大数据局")


def test_a_level_that_nobody_stated_stays_unknown_and_waits_for_whoever_finds_the_person(city):
    push(city, [row("风险等级")])
    (stay,) = [one for one in said(only()) if isinstance(one, known.RiskStay)]
    assert (stay.basis, stay.level, stay.county) == (known.Basis.UNKNOWN, None, "高阳区")
    with acting(SYSTEM):
        assert Task.objects.get(kind="locate").because["zh"] == "8月3日离开外地"


def test_an_origin_that_the_source_does_not_know_is_no_stay_anywhere(city):
    got = push(city, [row("风险等级", 来源地="不详")])
    assert [type(one) for one in said(only())] == [known.Arrival]
    with acting(city.county_officer) as viewer:
        (warned,) = queries.problems(viewer, got.list_id)
    assert warned.code == "origin.unknown"


def test_a_place_in_a_column_of_its_own_lies_within_the_origin_beside_it(city):
    push(city, [person(1, 风险地区="望海街道")])
    (stay,) = [one for one in said(only()) if isinstance(one, known.RiskStay)]
    assert (stay.province, stay.city, stay.county, stay.place) == ("江北省", "远山市", "高阳区", "望海街道")


@pytest.mark.parametrize(("stated", "kept"), [("USA", "USA"), ("中国", "CHN"), ("美利坚", "")])
def test_a_nationality_is_kept_where_it_is_stated_by_its_code(city, stated, kept):
    push(city, [person(1, 国籍=stated)])
    with acting(SYSTEM):
        assert Person.objects.get().nationality == kept


@pytest.mark.parametrize(
    ("without", "zh"),
    [(("离开时间",), "8月4日从高风险区来返"), (("离开时间", "到达时间"), "从高风险区来返")],
)
def test_the_reason_on_the_card_says_what_is_known(city, without, zh):
    push(city, [row(*without)])
    with acting(SYSTEM):
        assert Task.objects.get(kind="locate").because["zh"] == zh


def test_cells_come_back_from_their_sealed_text_as_they_were_sent():
    cells = [None, "王伟", 3.0, True, date(2022, 8, 3), datetime(2022, 8, 4, 12, 30), time(7, 5)]  # noqa: DTZ001
    assert raw_cells(raw_text(cells)) == cells


def test_a_doubtful_row_with_dates_of_a_spreadsheet_is_settled_as_the_person_known(city, tmp_path):
    push(city, [person(1)])
    one = only()
    file = tmp_path / "dates.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        doubtful = person(1, 身份证号=person(29)["身份证号"])
        sheet.write_row(0, 0, list(doubtful))
        sheet.write_row(1, 0, list(doubtful.values()))
        sheet.write_datetime(1, list(doubtful).index("离开时间"), datetime(2022, 8, 2), day)  # noqa: DTZ001
    got = push(city, file.read_bytes(), filename="dates.xlsx", source="铁路")
    with acting(city.county_officer) as viewer:
        (doubt,) = queries.rows(viewer, got.list_id, Ask(filters={"state": "ambiguous"})).rows
        with pytest.raises(Refused, match="candidates"):
            actions.settle_row(doubt.id, 10**9, by=viewer, at=MORNING)
        assert actions.settle_row(doubt.id, one, by=viewer, at=MORNING, ref="s-1") == one
        assert actions.settle_row(doubt.id, one, by=viewer, at=MORNING, ref="s-1") == one
    stays = [payload for payload in said(one) if isinstance(payload, known.RiskStay)]
    assert [stay.left for stay in stays] == [date(2022, 8, 2), date(2022, 8, 3)]
    with acting(city.neighbour_officer) as viewer, pytest.raises(Refused, match="no such row"):
        actions.settle_row(doubt.id, None, by=viewer, at=MORNING)
    with acting(city.neighbour_officer) as viewer, pytest.raises(Refused, match="no such row"):
        queries.told(viewer, doubt.id)


def test_an_arrival_announced_for_the_evening_is_known_from_the_receipt_on(city):
    push(city, [person(1, 到达时间="2022-08-05 21:00")])
    (arrival,) = [one for one in said(only()) if isinstance(one, known.Arrival)]
    assert arrival.arrived == instant("2022-08-05T21:00+08:00")

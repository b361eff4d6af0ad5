"""The one search box: every kind of thing by its own form, within the area, straight to a single hit."""

import re

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.asking import Ask
from lianfang.intake import queries as intake
from lianfang.measures import queries as measures
from lianfang.measures.models import Order
from lianfang.tasks import queries as tasks
from lianfang.web.finding import find, finders
from tests.apps.pages import set_clock, signed_in
from tests.apps.subjects import BESIDE, HERE, Subjects
from tests.cast import MORNING
from tests.journeys.district import work

pytestmark = pytest.mark.django_db
LIMIT = 10


@pytest.fixture(autouse=True)
def _this_morning(monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    set_clock(monkeypatch, MORNING)


@pytest.fixture
def morning(cast):
    """A morning's work in 青石县, and one of each thing in the area and beside it."""
    work(cast, MORNING)
    return Subjects(cast)


def of(morning, name, code=HERE):
    with acting(SYSTEM):
        return morning.get(name, code)[0]


def titles(viewer, words):
    with acting(viewer):
        return {found.words.en: [hit.title for hit in found.hits] for found in find(viewer, words)}


def scanned(client, code):
    return client.get("/find/", {"q": code, "open": "1"})


def test_a_list_is_found_by_number_source_and_file(cast, morning):
    number = of(morning, "list_id")
    with acting(cast.county_officer):
        line = intake.list_line(cast.county_officer, number)
    for words in (str(number), f"MD{number}", f"md{number}", line.source[:2], line.filename):
        assert any(line.filename in title for title in titles(cast.county_officer, words)["Lists"]), words


def test_the_notice_of_a_release_is_found_as_the_one_that_began_it(cast, morning):
    client = signed_in(cast.county_officer)
    with acting(SYSTEM):
        Order.objects.filter(pk=of(morning, "order_id")).update(number="JC20220810-5", kind="release")
    assert scanned(client, "jc20220810-5")["Location"] == f"/measures/orders/{of(morning, 'order_id')}/"


def test_a_notice_a_receipt_an_order_and_a_task_are_found_by_their_numbers(cast, morning):
    county = cast.county_officer
    client = signed_in(county)
    order, declaration = of(morning, "order_id"), of(morning, "declaration_id")
    instruction, task = of(morning, "instruction_id"), of(morning, "task_id")
    with acting(SYSTEM):
        notice = measures.order(SYSTEM, order).number
        receipt = intake.declaration(SYSTEM, declaration).receipt
        given = tasks.instruction(SYSTEM, instruction, now=MORNING)[0]
    assert scanned(client, notice)["Location"] == f"/measures/orders/{order}/"
    for typed in (receipt, receipt.lower(), receipt.replace("-", "")):
        assert scanned(client, typed)["Location"] == f"/lists/declarations/{declaration}/"
    assert scanned(client, given.number)["Location"] == f"/today/instructions/{instruction}/"
    assert given.title in titles(county, given.title[:4])["Orders to units"]
    assert scanned(client, f"RW{task}")["Location"] == f"/today/tasks/{task}/"


def test_areas_units_and_staff_are_found_by_name_code_and_telephone(cast, morning):
    county = cast.county_officer
    assert "河口镇" in titles(county, "河口")["Areas and units"]
    assert "河口镇" in titles(county, "379901100")["Areas and units"]
    url = f"/administration/places/{cast.regions['379901100002']}/add/"
    signed_in(cast.administrator).post(url, {"code": "379901100002002", "name": "南街社区2号网格"})
    assert titles(county, "njsq2")["Areas and units"] == ["南街社区2号网格"]
    assert titles(county, "王网格")["Staff"] == ["王网格"]
    assert titles(cast.administrator, "wang")["Staff"] == ["王网格"]


def test_several_kinds_are_grouped_and_counted(cast, morning):
    html = signed_in(cast.county_officer).get("/find/?q=东风&open=1").content.decode()
    counted = re.findall(r'<h2>([^<]+?) <span class="count">([^<]+)</span>', html)
    assert ("区划和单位", "6") in counted
    assert html.count("<tr><td>") == sum(min(int(n.rstrip("+")), 16) for _, n in counted)


def test_nothing_found_says_what_can_be_searched_and_by_what_form(cast):
    html = signed_in(cast.county_officer).get("/find/?q=绝无此名").content.decode()
    assert "没有找到「绝无此名」" in html
    assert all(finder.form.zh in html for finder in finders(cast.county_officer))
    worker = signed_in(cast.grid_worker).get("/find/?q=绝无此名").content.decode()
    assert "来源、文件名" not in worker  # what a post may not open is not offered


def test_nothing_of_the_neighbours_is_found(cast, morning):
    sun = cast.neighbour_officer
    with acting(SYSTEM):
        notice = measures.order(SYSTEM, of(morning, "order_id")).number
        receipt = intake.declaration(SYSTEM, of(morning, "declaration_id")).receipt
    task, number = of(morning, "task_id"), of(morning, "list_id")
    asked = ("王小明", "5678", notice, receipt, f"RW{task}", f"MD{number}", "河口", "王网格")
    assert {words: titles(sun, words) for words in asked} == {words: {} for words in asked}
    beside = of(morning, "task_id", BESIDE)
    assert titles(sun, f"RW{beside}")
    assert titles(cast.county_officer, f"RW{beside}") == {}


@pytest.mark.parametrize(
    "words", ["东风", "王", "王小明", "5678", "wxm", "13812345678", "12", "县", "GL2022"]
)
@pytest.mark.parametrize("post", ["county_officer", "grid_worker", "administrator"])
def test_a_search_takes_ten_statements_at_most(cast, morning, django_assert_max_num_queries, post, words):
    viewer = getattr(cast, post)
    with acting(viewer), django_assert_max_num_queries(LIMIT):
        find(viewer, words)


def test_a_code_that_begins_others_opens_itself(cast, morning):
    with acting(SYSTEM):
        rows = measures.orders(SYSTEM, Ask(count=50)).rows
    first = min(rows, key=lambda row: len(row.number))
    from lianfang.measures.models import Order

    with acting(SYSTEM):
        other = next(row for row in rows if row.id != first.id)
        Order.objects.filter(pk=other.id).update(number=f"{first.number}0")
    answer = scanned(signed_in(cast.city_officer), first.number)
    assert answer["Location"] == f"/measures/orders/{first.id}/"

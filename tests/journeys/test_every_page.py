"""Every page of the product, as every role, on a telephone of 360 px, in both languages.

The pages are those of the URL map, opened on one of every subject an address can name. None is wider than
the screen, shows a word of programs, or Chinese of ours where English is read; what is tapped can be hit.
"""

import json
import re
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Error
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.apps.test_scope_matrix import Page, pages
from tests.journeys.conftest import MORNING, TELEPHONE, City, Seat

SEATS = {
    "grid": "wang", "community": "li", "township": "zhang", "county": "chen", "city": "lin", "leader": "gao",
    "reporter": "bao", "administrator": "admin", "security": "an", "auditor": "audit",
}  # fmt: skip
OF_PROGRAMS = re.compile(r"(?<![A-Za-z])(None(?! [a-z])|null|undefined|NaN|Traceback|\{\{|\}\})(?![A-Za-z])")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
LEFT = frozenset(
    [
        *("中", "中文", "联防"),  # the switch of languages, the name of the product
        *(
            "一村",
            "无此县",
            "江北省",
            "远山市",
            "高阳区",
            "江北省远山市",
            "江北省远山市高阳区",
        ),  # not in the tree
        *(
            "系统",
            "推送",
            "核实",
            "流调",
            "病假",
            "已搬家",
            "会商",
            "没有去过",
            "红码",
            "在管人数",
        ),  # told by hand
        *("表", "通知", "日报告", "零报告制度"),  # papers by their own names
        *(
            "省",
            "市",
            "县",
            "地点",
            "号楼",
            "时",
            "高风险",
        ),  # how a place is written, in the example of a field
    ]
)
"""Chinese that stands on English pages on purpose."""
CITED = re.compile(
    r"新型冠状病毒肺炎防控方案|第九版|旅居史人员|密接的密接管理|医学观察要求|不具备条件的集中隔离"
)
"""What names a paper or its chapter, in the language of the paper."""
QUOTING = {"policy_edition", "list_sheets", "list_mapping"}
"""Pages whose matter is a Chinese text: an edition with its sources, the headings of somebody's file."""
LOOK = (Path(__file__).parent / "look.js").read_text("utf-8")


@pytest.fixture(scope="module")
def crowded(admin_url: str) -> Any:
    """A server on a database that holds one of everything."""
    from lianfang.project.cluster import APP, OWNER, _make_database, _make_roles

    name = "lianfang_crowded"
    _make_roles(admin_url)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    _make_database(admin_url, name)
    server = conninfo_to_dict(admin_url)
    where = f"host={server.get('host', '')} port={server.get('port', '5432')} dbname={name}"
    made = City(f"{where} user={APP}", f"{where} user={OWNER}", filler="tests.journeys.crowded")
    try:
        made.migrate()
        made.filled = json.loads(made.run("fill", MORNING.isoformat()))
        made.at(MORNING)
        yield made
    finally:
        made.stop()
        with psycopg.connect(admin_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def address(page: Page, subjects: dict[str, str]) -> str:
    """The address of a page on the one subject of each kind; empty where it cannot be."""
    try:
        return reverse(page.name, kwargs={name: subjects[name] for name in page.subjects})
    except (NoReverseMatch, KeyError):
        return ""


def opened(seat: Seat, url: str) -> dict[str, Any] | None:
    """What a page looks like; None where it is no page to read: a download, an act, a refusal."""
    try:
        answer = seat.page.goto(f"{seat.city.base}{url}", wait_until="load")
    except Error:  # a file, which the browser keeps and does not show
        return None
    if answer.status >= 500:
        return {"wide": [], "small": [], "text": f"undefined ({answer.status})", "words": ""}
    html = answer.headers.get("content-type", "").startswith("text/html")
    if answer.status != 200 or not html or seat.page.locator("body *").count() == 0:
        return None
    found: dict[str, Any] = seat.page.evaluate(LOOK)
    return found


def untranslated(text: str, names: list[str]) -> set[str]:
    """Chinese that is neither a name of the data nor a masked name."""
    for name in names:
        text = text.replace(name, "")
    text = re.sub(r"[\u3400-\u9fff·]*\*+[\u3400-\u9fff]*", "", text)
    return {run for run in CHINESE.findall(text) if run not in LEFT and not CITED.search(run)}


def faults(seat: Seat, role: str, language: str) -> list[str]:
    """What is wrong with the pages of a role."""
    names = sorted(filter(None, seat.city.filled["names"]), key=len, reverse=True)
    wrong = []
    for page in pages():
        url = address(page, seat.city.filled["subjects"])
        if not url or page.door is None or not page.door.opens_to(role):
            continue
        if (seen := opened(seat, url)) is None:
            continue
        wrong += [f"{url} is wide: {each}" for each in seen["wide"]]
        wrong += [f"{url} has a small target: {each}" for each in seen["small"]]
        wrong += [f"{url} says {each}" for each in set(OF_PROGRAMS.findall(seen["text"]))]
        if language == "en" and page.name not in QUOTING:
            texts = f"{seen['text']}\n{seen['words']}"
            wrong += [f"{url} is not translated: {each}" for each in untranslated(texts, names)]
    return wrong


@pytest.mark.parametrize("role", SEATS)
def test_every_page_of_a_role_fits_a_telephone_and_is_in_its_language(crowded, browser, role):
    seat = Seat(crowded, browser, SEATS[role], TELEPHONE)
    token = seat.page.locator("meta[name=csrf-token]").get_attribute("content")
    wrong = []
    for language in ("zh-hans", "en"):
        seat.context.request.post(
            f"{crowded.base}/language/",
            form={"language": language, "csrfmiddlewaretoken": token},
            headers={"Referer": f"{crowded.base}/"},
        )
        wrong += faults(seat, role, language)
    seat.context.close()
    assert not wrong, "\n".join(sorted(set(wrong)))

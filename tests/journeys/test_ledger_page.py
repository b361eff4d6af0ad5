"""The auditor's page: how far the ledger is sealed, and that an altered row is seen at once."""

import subprocess
import sys

import psycopg
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, REPOSITORY

SEAL = (
    "import django; django.setup(); from lianfang.clock import now; from lianfang.ledger import actions;"
    " actions.seal(at=now())"
)


def seal(city):
    environment = {**city.environment, "LIANFANG_CLOCK": "2022-08-05T09:00+08:00"}
    subprocess.run([sys.executable, "-c", SEAL], env=environment, cwd=REPOSITORY, check=True)


def test_the_page_says_how_far_it_is_sealed_and_sees_an_altered_row(city, sit):
    desk = sit("audit", size=DESK)
    foot = desk.go("/administration/ledger/").locator(".panel > footer")
    seal(city)
    desk.go("/administration/ledger/")
    expect(foot).to_contain_text("最近几批校验无误")
    expect(foot).to_contain_text("已封存至第")
    expect(foot).to_contain_text("未封存")
    desk.keep("ledger-desk-zh")
    with psycopg.connect(city.environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
        sealed = owner.execute("SELECT members->>-1 FROM ledger_seal ORDER BY id DESC LIMIT 1").fetchone()
        owner.execute("UPDATE ledger_event SET count = count + 1 WHERE id = %s", sealed)
        try:
            page = desk.go("/administration/ledger/")
            expect(foot).to_contain_text("校验不符")
            expect(page.get_by_role("alert")).to_contain_text("可能被改动")
        finally:
            owner.execute("UPDATE ledger_event SET count = count - 1 WHERE id = %s", sealed)

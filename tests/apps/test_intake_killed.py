"""A process that is killed while it receives a list: what it committed stands, the next run does the rest."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.findings.models import Finding
from lianfang.intake.actions import receiving
from lianfang.intake.models import InboundRow
from lianfang.people.models import Person
from lianfang.project import cluster
from lianfang.project.cli.intake import group
from lianfang.tasks.models import Task
from tests.factories.pushes import file_of, person

RECEIVE = ["receive", "--source", "省推送", "--at", "2022-08-05T09:00+08:00", "--json"]
SLOWLY = """
import sys
from lianfang.project.command import open_database
open_database()
from lianfang.intake.actions import receiving
receiving.PORTION = 40
take = receiving.take
def told(*given, **named):
    print("portion", flush=True)
    return take(*given, **named)
receiving.take = told
from lianfang.project.cli.intake import group
group(sys.argv[1:])
"""
KEPT = "SELECT number, state FROM intake_inboundrow ORDER BY number"
COUNTS = ("people_person", "tasks_task", "findings_finding", "measures_decision")


@pytest.fixture
def elsewhere(admin_url: str) -> Iterator[dict[str, str]]:
    """An empty database of its own, named in the environment of other processes."""
    name = f"lianfang_killed_{os.getpid()}"
    cluster._make_roles(admin_url)
    cluster._make_database(admin_url, name)
    server = conninfo_to_dict(admin_url) | {"dbname": name, "password": ""}
    urls = {
        "DATABASE_URL": make_conninfo(**server | {"user": cluster.APP}),
        "DATABASE_OWNER_URL": make_conninfo(**server | {"user": cluster.OWNER}),
    }
    yield {**os.environ, **urls}
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def pushed(tmp_path):
    rows = [person(n) for n in range(300)]
    rows[70] = rows[3]
    rows[120] = person(120, 身份证号="3.7E+17")
    rows[200] = {**rows[10], "身份证号": person(900)["身份证号"]}
    file = tmp_path / "push.csv"
    file.write_bytes(file_of(rows))
    return file


def start(environment, words):
    return subprocess.Popen(
        [sys.executable, "-c", SLOWLY, *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.django_db
def test_a_killed_run_is_finished_by_the_next_as_if_nothing_had_been(elsewhere, pushed, monkeypatch):
    words = [*RECEIVE[:1], str(pushed), *RECEIVE[1:]]
    with start(elsewhere, words) as killed:
        for _ in range(3):
            assert killed.stdout.readline() == "portion\n", killed.stderr.read()
        killed.kill()
    owner = elsewhere["DATABASE_OWNER_URL"]
    with psycopg.connect(owner) as connection:
        (state, received, pending, written) = connection.execute(
            "SELECT state, received, pending, (SELECT count(*) FROM intake_inboundrow)"
            " FROM intake_inboundlist"
        ).fetchone()
    assert (state, received) == ("receiving", 300)
    assert 0 < written == received - pending < 300
    assert written % 40 == 0
    with start(elsewhere, words) as next_run:
        got = json.loads(next_run.stdout.read().replace("portion\n", ""))
        assert next_run.wait() == 0, next_run.stderr.read()
    monkeypatch.setattr(receiving, "PORTION", 40)
    straight = json.loads(CliRunner().invoke(group, words).stdout)
    for answer in (got, straight):
        del answer["list"]
    assert got == straight
    with psycopg.connect(owner) as connection:
        rows = connection.execute(KEPT).fetchall()
        counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTS]
    with acting(SYSTEM):
        assert rows == list(InboundRow.objects.order_by("number").values_list("number", "state"))
        assert counts[:3] == [Person.objects.count(), Task.objects.count(), Finding.objects.count()]

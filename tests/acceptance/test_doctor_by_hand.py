"""``lianfang doctor`` after somebody with the owner's role was at the rows."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.acceptance.conftest import Home


@pytest.fixture(scope="module")
def rows(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Connection]:
    """The owner's connection to a home that has received a list of three, one of them sent back."""
    file: Path = tmp_path_factory.mktemp("list") / "list.csv"
    file.write_text(
        "姓名,联系电话,来源地\n欧阳安,18600000001,海南省三亚市\n欧阳平,18600000002,海南省三亚市\n,18600000003,\n"
    )
    code, out, err = home.run("intake", "receive", str(file), "--at", "2022-08-05T09:00+08:00", "--json")
    assert code == 0, err
    assert (json.loads(out)["accepted"], json.loads(out)["rejected"]) == (2, 1)
    with home.as_owner() as connection:
        yield connection


def broken(home: Home) -> dict[str, Any]:
    """What the doctor finds, by code."""
    code, out, _ = home.run("doctor", "--json")
    answer = json.loads(out)
    assert code == (0 if answer["sound"] else 1)
    return {check["code"]: check["rows"] for check in answer["checks"] if not check["holds"]}


_STAY = """
INSERT INTO measures_stay (path, measure, person_class, edition, room, ground, began, planned_end, ended_why,
    opening_balance, person_id)
SELECT path, 'central', 'entrant', 'cn-covid19-9', '', '{"opening_balance": true}', now(), now(), '', true, id
FROM people_person LIMIT 1 RETURNING id
"""


def test_an_open_stay_without_ground_end_or_order_is_named(home: Home, rows: psycopg.Connection) -> None:
    stay = rows.execute(_STAY).fetchone()[0]  # type: ignore[index]
    assert "stay.order" not in broken(home)
    rows.execute("ALTER TABLE measures_stay ALTER planned_end DROP NOT NULL")
    rows.execute("ALTER TABLE measures_stay DROP CONSTRAINT measures_stay_has_its_order")
    for change in ("ground = '{}'", "planned_end = NULL", "opening_balance = false"):
        rows.execute(f"UPDATE measures_stay SET {change}")  # type: ignore[arg-type]
        assert broken(home)["stay.order"] == [stay]
        rows.execute("DELETE FROM measures_stay")
        stay = rows.execute(_STAY).fetchone()[0]  # type: ignore[index]
    rows.execute("DELETE FROM measures_stay; ALTER TABLE measures_stay ALTER planned_end SET NOT NULL")
    rows.execute(
        "ALTER TABLE measures_stay ADD CONSTRAINT measures_stay_has_its_order"
        " CHECK (order_id IS NOT NULL OR opening_balance)"
    )


def test_untouched_all_is_well(home: Home, rows: psycopg.Connection) -> None:
    assert broken(home) == {}


def test_each_broken_invariant_is_named_with_its_row(home: Home, rows: psycopg.Connection) -> None:
    task, person, listed = (
        rows.execute(f"SELECT min(id) FROM {table}").fetchone()[0]  # type: ignore[index, arg-type]
        for table in ("tasks_task", "people_person", "intake_inboundlist")
    )
    changes = (
        ("UPDATE tasks_task SET next_look = NULL, owner_path = '9' WHERE id = %s", task),
        ("UPDATE people_person SET path = '9' WHERE id = %s", person),
        ("UPDATE intake_inboundlist SET accepted = 1, rejected = 2 WHERE id = %s", listed),
    )
    for change, number in changes:
        rows.execute(change, [number])
    found = broken(home)
    assert (found["task.watched"], found["task.path"]) == ([task], [task])
    assert (found["person.path"], found["list.rows"]) == ([person], [listed])


def test_a_task_whose_owner_was_taken_away_is_named(home: Home, rows: psycopg.Connection) -> None:
    task, owner = rows.execute("SELECT min(id), min(owner_id) FROM tasks_task").fetchone()  # type: ignore[misc]
    rows.execute("ALTER TABLE tasks_task ALTER owner_id DROP NOT NULL")
    rows.execute("UPDATE tasks_task SET owner_id = NULL WHERE id = %s", [task])
    assert broken(home)["task.owner"] == [task]
    rows.execute("UPDATE tasks_task SET owner_id = %s WHERE id = %s", [owner, task])
    rows.execute("ALTER TABLE tasks_task ALTER owner_id SET NOT NULL")
    assert "task.owner" not in broken(home)


_FILL = """
INSERT INTO situation_fill (region_id, path, day, window_start, window_end, period_start, period_end, as_of,
    closed, made)
SELECT id, path, '2022-08-05', '0:00', '0:00', now(), now(), now(), true, now() FROM places_region LIMIT 1
RETURNING id
"""
_CELL = """
INSERT INTO situation_cell (fill_id, metric, region_id, path, on_time, late, missing, excused, known, unknown)
SELECT id, %s, region_id, path, 0, 0, 0, 0, %s, 0 FROM situation_fill RETURNING id
"""


def test_a_figure_that_is_not_the_sum_of_its_kinds_is_named(home: Home, rows: psycopg.Connection) -> None:
    rows.execute(_FILL)
    number = {
        metric: rows.execute(_CELL, [metric, known]).fetchone()[0]  # type: ignore[index]
        for metric, known in (("held", 7), ("held.central", 4), ("held.home_iso", 3),
                              ("held.central.entrant", 4), ("held.home_iso.entrant", 3))
    }  # fmt: skip
    assert "cells.kinds" not in broken(home)
    rows.execute("UPDATE situation_cell SET known = 5 WHERE id = %s", [number["held.central"]])
    assert sorted(broken(home)["cells.kinds"]) == [number["held"], number["held.central"]]
    rows.execute("UPDATE situation_cell SET known = 4 WHERE id = %s", [number["held.central"]])
    rows.execute("DELETE FROM situation_cell WHERE id = %s", [number["held"]])
    assert broken(home)["cells.kinds"] == [number["held.central"]]
    rows.execute("DELETE FROM situation_cell; DELETE FROM situation_fill")


_SIGNED = """
import sys
from datetime import date
from lianfang.project.command import open_database
open_database()
from lianfang.accounts.scope import SYSTEM, acting
from lianfang.clock import now
from lianfang.situation import actions, queries
with acting(SYSTEM):
    path = sys.argv[1]
    number = actions.compose(path, day=date(2022, 8, 5), by=SYSTEM, at=now())
    seen = queries.bulletin(SYSTEM, number).row.sha256
    actions.sign_bulletin(number, seen=seen, by=SYSTEM, at=now())
print(number)
"""


_BY = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'situation_signed_by_somebody'"
_GUARDS = (("bulletin", "keep_signed"), ("members", "keep_members"))


@pytest.fixture
def signed(home: Home, rows: psycopg.Connection) -> Iterator[int]:
    """A signed bulletin, in a database from which the guard of signed bulletins was taken meanwhile."""
    path, by = (
        rows.execute(asked).fetchone()[0]  # type: ignore[index, arg-type]
        for asked in ("SELECT min(path) FROM places_region", _BY)
    )
    rows.execute("ALTER TABLE situation_bulletin DROP CONSTRAINT situation_signed_by_somebody")
    with home.begin(_SIGNED, path) as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    for table, guard in _GUARDS:
        rows.execute(f"ALTER TABLE situation_{table} DISABLE TRIGGER {guard}")  # type: ignore[arg-type]
    yield int(out)
    rows.execute("DELETE FROM situation_members; DELETE FROM situation_bulletin")
    rows.execute(f"ALTER TABLE situation_bulletin ADD CONSTRAINT situation_signed_by_somebody {by}")  # type: ignore[arg-type]
    for table, guard in _GUARDS:
        rows.execute(f"ALTER TABLE situation_{table} ENABLE TRIGGER {guard}")  # type: ignore[arg-type]


def test_a_signed_bulletin_that_was_altered_is_named(
    home: Home, rows: psycopg.Connection, signed: int
) -> None:
    assert not [code for code in broken(home) if code.startswith("bulletin.")]
    rows.execute("UPDATE situation_members SET count = count + 1")
    assert broken(home)["bulletin.members"] == [signed]
    rows.execute("UPDATE situation_members SET count = count - 1")
    rows.execute("DELETE FROM situation_members WHERE id = (SELECT min(id) FROM situation_members)")
    assert broken(home)["bulletin.members"] == [signed]
    rows.execute('UPDATE situation_bulletin SET snapshot = snapshot || \'{"members": "none"}\'')
    found = broken(home)
    assert (found["bulletin.hash"], found["bulletin.members"]) == ([signed], [signed])
    rows.execute("UPDATE situation_bulletin SET sha256 = repeat('0', 64)")
    assert broken(home)["bulletin.ledger"] == [signed]


def test_a_second_way_into_a_guarded_table_is_a_hole_in_the_wall(
    home: Home, rows: psycopg.Connection
) -> None:
    rows.execute("CREATE POLICY mine ON people_person USING (true)")
    assert "walls" in broken(home)
    rows.execute("DROP POLICY mine ON people_person")
    assert "walls" not in broken(home)


def test_a_wall_that_was_taken_down_stands_again_for_the_next_command(
    home: Home, rows: psycopg.Connection
) -> None:
    rows.execute("ALTER TABLE people_person DISABLE ROW LEVEL SECURITY")
    rows.execute("DROP POLICY own_area ON tasks_task; CREATE POLICY own_area ON tasks_task USING (true)")
    assert "walls" not in broken(home)
    stands = "SELECT relrowsecurity FROM pg_class WHERE relname = 'people_person'"
    states = "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = 'tasks_task'::regclass"
    assert rows.execute(stands).fetchone() == (True,)
    assert "lianfang.low" in rows.execute(states).fetchone()[0]  # type: ignore[index]

"""``lianfang ledger verify`` after somebody with the owner's role was at the sealed rows."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.acceptance.conftest import Home

COLUMNS = (
    "id, at, recorded, actor, staff, verb, subject_kind, subject_id, path, count, members, body, digest, xact"
)
CHANGES = (
    "at = at + interval '1 microsecond'",
    "recorded = recorded - interval '1 day'",
    "actor = 7",
    "staff = 7",
    "verb = verb || 'x'",
    "subject_kind = 'list'",
    "subject_id = subject_id + 1",
    "path = path || '.1'",
    "count = count + 1",
    "members = 'x'",
    "body = body || '{\"x\": 1}'",
    "digest = sha256(digest)",
    "xact = xact + 1",
)
WORK = """
from lianfang.project import command
command.open_database()
from lianfang.accounts.scope import SYSTEM
from lianfang.clock import now
from lianfang.ledger import actions
for batch in range(3):
    for number in range(8):
        actions.record("test.done", by=SYSTEM, at=now(), subject=("person", number), members=[number])
    actions.seal(at=now())
"""


@pytest.fixture(scope="module")
def rows(home: Home) -> Iterator[psycopg.Connection]:
    """The owner's connection to a home with events under several seals, and a copy of both tables."""
    with home.begin(WORK) as working:
        assert working.wait() == 0
    with home.as_owner() as connection:
        connection.execute("CREATE TABLE kept_event AS SELECT * FROM ledger_event")
        connection.execute("CREATE TABLE kept_seal AS SELECT * FROM ledger_seal")
        yield connection
        connection.execute("DROP TABLE kept_event, kept_seal")


@pytest.fixture(autouse=True)
def _restored(rows: psycopg.Connection) -> Iterator[None]:
    yield
    rows.execute("DELETE FROM ledger_event")
    rows.execute(f"INSERT INTO ledger_event ({COLUMNS}) SELECT {COLUMNS} FROM kept_event")
    rows.execute("DELETE FROM ledger_seal")
    rows.execute("INSERT INTO ledger_seal SELECT * FROM kept_seal")


def verified(home: Home) -> dict[str, Any]:
    code, out, _ = home.run("ledger", "verify", "--json")
    answer: dict[str, Any] = json.loads(out)
    assert code == (0 if answer["sound"] else 1)
    return answer


def numbers(rows: psycopg.Connection) -> list[int]:
    return [number for (number,) in rows.execute("SELECT id FROM ledger_event ORDER BY id")]


def test_untouched_it_is_sound(home: Home, rows: psycopg.Connection) -> None:
    answer = verified(home)
    assert answer["sound"]
    assert (answer["events"], answer["unsealed"]) == (len(numbers(rows)), 0)
    assert answer["seals"] > 2


def test_any_value_of_a_sealed_row_that_was_altered_names_the_row(
    home: Home, rows: psycopg.Connection
) -> None:
    chosen = numbers(rows)[-len(CHANGES) :]
    for number, change in zip(chosen, CHANGES, strict=True):
        rows.execute(f"UPDATE ledger_event SET {change} WHERE id = %s", [number])  # type: ignore[arg-type]
    code, _, err = home.run("ledger", "verify")
    assert code == 1
    assert all(f"ledger row {number}\n" in err for number in chosen)
    assert verified(home)["altered"] == chosen


def test_a_removed_row_is_named_and_so_are_two_that_changed_places(
    home: Home, rows: psycopg.Connection
) -> None:
    first, second, third, *_ = numbers(rows)
    rows.execute("DELETE FROM ledger_event WHERE id = %s", [first])
    rows.execute("UPDATE ledger_event SET id = -id WHERE id IN (%s, %s)", [second, third])
    rows.execute("UPDATE ledger_event SET id = %s WHERE id = %s", [third, -second])
    rows.execute("UPDATE ledger_event SET id = %s WHERE id = %s", [second, -third])
    answer = verified(home)
    assert (answer["missing"], sorted(answer["altered"])) == ([first], [second, third])


def test_a_row_slipped_in_behind_the_seals_is_named(home: Home, rows: psycopg.Connection) -> None:
    columns = COLUMNS.replace("id, ", "", 1)
    inserted = rows.execute(
        f"INSERT INTO ledger_event ({columns}) SELECT {columns} FROM kept_event LIMIT 1 RETURNING id"  # type: ignore[arg-type]
    ).fetchone()
    assert inserted is not None
    assert verified(home)["inserted"] == [inserted[0]]


def test_a_seal_that_was_altered_or_removed_breaks_the_chain(home: Home, rows: psycopg.Connection) -> None:
    chosen = rows.execute("SELECT min(id) FROM ledger_seal").fetchone()
    rows.execute("UPDATE ledger_seal SET sealed = sealed - interval '1 hour' WHERE id = %s", chosen)
    assert not verified(home)["sound"]
    rows.execute("DELETE FROM ledger_seal WHERE id = %s", chosen)
    assert not verified(home)["sound"]


def test_an_end_that_was_cut_off_shows_beside_a_head_written_down_earlier(
    home: Home, rows: psycopg.Connection
) -> None:
    noted = verified(home)["head"]
    assert home.run("ledger", "verify", "--head", noted.upper())[0] == 0
    rows.execute("DELETE FROM ledger_event WHERE id = (SELECT max(id) FROM ledger_event)")
    rows.execute("DELETE FROM ledger_seal WHERE id = (SELECT max(id) FROM ledger_seal)")
    assert verified(home)["sound"]
    code, out, err = home.run("ledger", "verify", "--head", noted, "--json")
    assert (code, json.loads(out)["sound"], json.loads(out)["noted_head"]) == (1, False, False)
    assert "not in the chain" in err
    assert home.run("ledger", "verify", "--head", "xyz")[0] == 1

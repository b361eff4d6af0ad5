"""The volume of a large city: people, stays and tasks over six counties, and a seventh that is small.

It is written by SQL, since only its size matters here, and vacuumed as the server would by itself. Filling
takes minutes, so that it stands until another measurement empties the database or it is six hours old.
``LIANFANG_BENCH_SCALE`` (default 1) makes it smaller.
"""

import os
from collections.abc import Callable, Iterable

from bench.ground import fresh_city, lap

SCALE = float(os.environ.get("LIANFANG_BENCH_SCALE", "1"))
PEOPLE, STAYS, TASKS = int(1_000_000 * SCALE), int(100_000 * SCALE), int(5_000_000 * SCALE)
LARGE = tuple(f"37990{number}" for number in range(1, 7))
SMALL = "379907"
COMMUNITIES, GRIDS = 40, 5
_FRESH_HOURS = 6


def stand(line: Callable[[str], None]) -> None:
    """Fill the database, where what it holds is not this volume already."""
    if _stands():
        line("  the volume stands already")
        return
    regions = fresh_city(communities=COMMUNITIES, grids=GRIDS, counties=len(LARGE) + 1)
    _appoint(regions)
    grids = {code: number for code, number in regions.items() if len(code) == 15}
    with lap() as filling:
        _fill((n for c, n in grids.items() if c.startswith(SMALL)), people=500, stays=100, tasks=1000)
        _fill(
            (n for c, n in grids.items() if not c.startswith(SMALL)),
            people=PEOPLE,
            stays=STAYS,
            tasks=TASKS,
        )
        _finish()
    line(f"  filled {PEOPLE:,} people, {STAYS:,} stays, {TASKS:,} tasks in {filling.seconds:.0f} s")


def _stands() -> bool:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('bench_volume') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(
            "SELECT count(*) FROM bench_volume WHERE scale = %s"
            " AND filled > clock_timestamp() - %s * interval '1 hour'",
            [SCALE, _FRESH_HOURS],
        )
        return bool(cursor.fetchone()[0])


def _appoint(regions: dict[str, int]) -> None:
    """One post at every unit, its account named by the code of the area (``u379901``)."""
    from lianfang.accounts import actions as accounts
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.core.asking import Ask
    from lianfang.core.days import instant
    from lianfang.places import queries as places

    codes = {number: code for code, number in regions.items()}
    with acting(SYSTEM):
        units = places.units("", Ask(count=len(codes))).rows
        answering = {unit.id: codes[unit.region_id] for unit in units if unit.region_id in codes}
        accounts.appoint_many(
            [
                accounts.Appointment(f"u{code}", "陈一二", "13800000000", unit, _role(code))
                for unit, code in answering.items()
            ],
            by=SYSTEM,
            at=instant("2022-08-01T00:00+08:00"),
        )


def _role(code: str) -> str:
    return {4: "city", 6: "county", 9: "township", 12: "community", 15: "grid"}[len(code)]


def _fill(grids: Iterable[int], *, people: int, stays: int, tasks: int) -> None:
    """Rows by SQL, as the owner: people over all grids, tasks over ninety days, one in fifty live."""
    from django.db import connections

    from lianfang.clock import now
    from lianfang.people import indexes
    from lianfang.vault import sealing

    values = {
        "people": people,
        "stays": stays,
        "tasks": tasks,
        "now": now(),
        "name": sealing.seal(indexes.NAME, "王小明"),
        "phone": sealing.seal(indexes.PHONE, "+8613812345678"),
        "name_index": indexes.name_index("王小明"),
        "surname": indexes.surname_index("王"),
        "initials": indexes.initials_index("wxm"),
        "tail": indexes.tail_index("5678"),
        "grids": list(grids),
    }
    with connections["owner"].cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, values)


def _finish() -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CREATE TABLE bench_volume (scale float8, filled timestamptz)")
        cursor.execute("INSERT INTO bench_volume VALUES (%s, clock_timestamp())", [SCALE])


_STATEMENTS = (
    "DROP TABLE IF EXISTS grid, crowd",
    """
    CREATE TEMP TABLE grid AS
    SELECT row_number() OVER (ORDER BY r.id) - 1 AS n, r.id, r.path, u.id AS unit, count(*) OVER () AS many
    FROM places_region r JOIN places_unit u ON u.region_id = r.id WHERE r.id = ANY(%(grids)s)
    """,
    """
    INSERT INTO people_person (path, region_id, name_sealed, name_index, surname_index, sex, "foreign",
        nationality, created)
    SELECT g.path, g.id, %(name)s, %(name_index)s, %(surname)s, 'unknown', false, '', %(now)s
    FROM generate_series(1, %(people)s) AS i JOIN grid g ON g.n = i %% g.many
    """,
    """
    CREATE TEMP TABLE crowd AS
    SELECT row_number() OVER (ORDER BY p.id) - 1 AS n, p.id, p.path, g.unit
    FROM people_person p JOIN grid g ON g.id = p.region_id
    """,
    "CREATE INDEX ON crowd (n)",
    """
    INSERT INTO people_initials (path, "index", person_id)
    SELECT path, %(initials)s, id FROM crowd WHERE n %% 100 = 0
    """,
    """
    INSERT INTO people_phone (path, sealed, "index", name_index, tail_index, added, person_id)
    SELECT path, %(phone)s, decode(lpad(to_hex(id), 32, '0'), 'hex'), %(name_index)s,
        CASE WHEN n %% 10000 = 0 THEN %(tail)s ELSE decode(lpad(to_hex(id %% 10000), 32, '0'), 'hex') END,
        %(now)s, id
    FROM crowd
    """,
    """
    INSERT INTO measures_stay (person_id, path, measure, person_class, edition, room, ground, began,
        planned_end, ended_why, opening_balance)
    SELECT id, path, CASE n %% 3 WHEN 0 THEN 'central' ELSE 'home_iso' END, 'traveller',
        'cn-covid19-9', '', '{"opening_balance": true}', %(now)s - interval '3 days',
        (%(now)s + interval '4 days')::date, '', true
    FROM crowd ORDER BY n LIMIT %(stays)s
    """,
    """
    INSERT INTO tasks_task (key, kind, person_id, place_path, owner_id, owner_path, edition, clause, because,
        title, body, opens, due, made, standing, settled, reason, level, next_look)
    SELECT 'bench:' || c.id || ':' || i,
        CASE i %% 3 WHEN 0 THEN 'sample' WHEN 1 THEN 'daily_check' ELSE 'locate' END,
        c.id, c.path, c.unit, c.path, 'cn-covid19-9', '9-03',
        '{"zh": "从高风险区返回", "en": "back from a high-risk area"}', '{}', '{"owner_level": "grid"}',
        t.due - interval '1 day', t.due, t.due - interval '1 day',
        CASE WHEN i %% 50 = 0 THEN CASE WHEN t.due < %(now)s THEN 'overdue' ELSE 'open' END
             WHEN i %% 29 = 0 THEN 'met_late' ELSE 'met' END,
        CASE WHEN i %% 50 = 0 THEN NULL ELSE t.due END, '', 'grid',
        CASE WHEN i %% 50 = 0 AND t.due >= %(now)s THEN t.due END
    FROM generate_series(1, %(tasks)s) AS i
    CROSS JOIN LATERAL (
        SELECT %(now)s + interval '2 days' - (i %% 50 = 0)::int * interval '1 minute' * (i %% 3600)
            - (i %% 50 <> 0)::int * interval '1 minute' * (2880 + i %% 129600) AS due
    ) t
    JOIN crowd c ON c.n = abs(hashint4(i)::bigint) %% (SELECT count(*) FROM crowd)
    """,
)

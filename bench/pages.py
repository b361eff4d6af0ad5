"""Pages of a county officer with 1,000,000 people, 100,000 stays, 5,000,000 tasks: goal p95 200 ms.

The volume lies in a city of six counties, of which the officer sees one. It is written by SQL, since only
its size matters here, and vacuumed as the server would by itself; the pages are asked through the real
server code, one user, signed in. Beside each: the same page on a district of a few hundred rows.
``LIANFANG_BENCH_SCALE`` (default 1.0) makes it smaller.
"""

import os
import statistics
import time
from collections.abc import Callable

from bench.ground import fresh_city, lap

SCALE = float(os.environ.get("LIANFANG_BENCH_SCALE", "1"))
PEOPLE, STAYS, TASKS = int(1_000_000 * SCALE), int(100_000 * SCALE), int(5_000_000 * SCALE)
ROUNDS = 20
PAGES = (
    "/today/",
    "/situation/",
    "/today/tasks/",
    "/people/",
    "/find/?q=wxm",
    "/find/?q=5678",
    "/measures/",
    "/lists/",
)


def run(line: Callable[[str], None]) -> None:
    """Time the pages on a small district, then on the full volume."""
    regions = fresh_city(communities=40, grids=5, counties=6)
    client = _signed_in(regions)
    _fill(regions, people=500, stays=100, tasks=1000)
    small = {page: _timed(client, page) for page in PAGES}
    with lap() as filling:
        _fill(regions, people=PEOPLE, stays=STAYS, tasks=TASKS)
    line(f"  filled {PEOPLE:,} people, {STAYS:,} stays, {TASKS:,} tasks in {filling.seconds:.0f} s")
    line(f"  {'page':<16}{'median ms':>10}{'p95 ms':>10}{'small ms':>10}{'ratio':>8}")
    for page in PAGES:
        told = _timed(client, page)
        if told is None or small[page] is None:
            line(f"  {page:<16}{'not there':>10}")
            continue
        median, p95 = told
        line(f"  {page:<16}{median:>10.1f}{p95:>10.1f}{small[page][0]:>10.1f}{median / small[page][0]:>8.1f}")


def _timed(client, page: str):  # type: ignore[no-untyped-def]
    if client.get(page).status_code != 200:
        return None
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        client.get(page)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


def _signed_in(regions: dict[str, int]):  # type: ignore[no-untyped-def]
    from django.test import Client

    from lianfang.accounts import actions as accounts
    from lianfang.accounts.models import Staff
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.core.days import instant
    from lianfang.places import queries as places

    os.environ["LIANFANG_DEMO"] = "1"
    at = instant("2022-08-01T00:00+08:00")
    with acting(SYSTEM):
        county = places.area(regions["379901"])
        (unit,) = [u for u in places.units_in(county.path) if u.path == county.path]
        accounts.appoint(
            accounts.Appointment("county", "陈专班", "13800000000", unit.id, "county"), by=SYSTEM, at=at
        )
    client = Client()
    client.force_login(Staff.objects.get(username="county"))
    return client


def _fill(regions: dict[str, int], *, people: int, stays: int, tasks: int) -> None:
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
        "grids": [number for code, number in regions.items() if len(code) == 15],
    }
    with connections["owner"].cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")


_STATEMENTS = (
    "DROP TABLE IF EXISTS grid",
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
    INSERT INTO people_initials (path, "index", person_id)
    SELECT path, %(initials)s, id FROM people_person WHERE id %% 100 = 0 ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO people_phone (path, sealed, "index", name_index, tail_index, added, person_id)
    SELECT path, %(phone)s, decode(lpad(to_hex(id), 32, '0'), 'hex'), %(name_index)s,
        CASE WHEN id %% 10000 = 0 THEN %(tail)s ELSE decode(lpad(to_hex(id %% 10000), 32, '0'), 'hex') END,
        %(now)s, id
    FROM people_person p WHERE NOT EXISTS (SELECT 1 FROM people_phone f WHERE f.person_id = p.id)
    """,
    """
    INSERT INTO measures_stay (person_id, path, measure, person_class, edition, room, ground, began,
        planned_end, ended_why, opening_balance)
    SELECT id, path, CASE id %% 3 WHEN 0 THEN 'central' ELSE 'home_iso' END, 'traveller',
        'cn-covid19-9', '', '{"opening_balance": true}', %(now)s - interval '3 days',
        (%(now)s + interval '4 days')::date, '', true
    FROM people_person p
    WHERE NOT EXISTS (SELECT 1 FROM measures_stay s WHERE s.person_id = p.id AND s.ended IS NULL)
    LIMIT %(stays)s
    """,
    """
    INSERT INTO tasks_task (key, kind, person_id, place_path, owner_id, owner_path, edition, clause, because,
        title, body, opens, due, made, standing, settled, reason, level, next_look)
    SELECT 'bench:' || coalesce((SELECT max(id) FROM tasks_task), 0) || ':' || i,
        CASE i %% 3 WHEN 0 THEN 'sample' WHEN 1 THEN 'daily_check' ELSE 'locate' END,
        p.id, g.path, g.unit, g.path, 'cn-covid19-9', '9-03',
        '{"zh": "从高风险区返回", "en": "back from a high-risk area"}', '{}', '{"owner_level": "grid"}',
        t.due - interval '1 day', t.due, t.due - interval '1 day',
        CASE WHEN i %% 50 = 0 THEN CASE WHEN t.due < %(now)s THEN 'overdue' ELSE 'open' END
             WHEN i %% 29 = 0 THEN 'met_late' ELSE 'met' END,
        CASE WHEN i %% 50 = 0 THEN NULL ELSE t.due END, '', 'grid',
        CASE WHEN i %% 50 = 0 AND t.due >= %(now)s THEN t.due END
    FROM generate_series(1, %(tasks)s) AS i
    JOIN grid g ON g.n = i %% g.many
    CROSS JOIN LATERAL (
        SELECT %(now)s + interval '2 days' - (i %% 50 = 0)::int * interval '1 minute' * (i %% 3600)
            - (i %% 50 <> 0)::int * interval '1 minute' * (2880 + i %% 129600) AS due
    ) t
    JOIN (SELECT min(id) AS first, count(*) AS many FROM people_person) b ON true
    JOIN people_person p ON p.id = b.first + i %% b.many
    """,
)

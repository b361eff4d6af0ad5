"""The ground on which the measurements stand: a database of their own, and a stop-watch."""

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lianfang.places.actions import NewRegion


@dataclass
class Lap:
    """What a stretch of work took: seconds of wall clock, and the peak memory of the process so far."""

    seconds: float = 0.0
    peak_mb: float = 0.0


@contextmanager
def lap() -> Iterator[Lap]:
    """Time the block."""
    told = Lap()
    start = time.perf_counter()
    yield told
    told.seconds = time.perf_counter() - start
    told.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def open_ground() -> None:
    """Start the embedded cluster in a home of its own and set Django up on it."""
    os.environ["LIANFANG_HOME"] = os.environ.get("LIANFANG_BENCH_HOME", "var/bench")
    from lianfang.project.command import open_database

    open_database()


def fresh_city(communities: int = 40, grids: int = 5, counties: int = 1) -> dict[str, int]:
    """Empty the database and build a plain city with its units and edition; region numbers by code.

    Codes are those of ``tests/cast.py``: counties 379901, 379902 … (at most seven), each with one township,
    ``communities`` in it and ``grids`` in each of these.
    """
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.core.days import instant
    from lianfang.measures import actions as measures
    from lianfang.places import actions as places
    from lianfang.project import database
    from lianfang.vault import actions as vault
    from lianfang.vault import sealing

    database.empty()
    sealing.forget_keys()
    database.migrate()
    at = instant("2022-08-01T00:00+08:00")
    rows = [
        places.NewRegion("37", "江东省", "province"),
        places.NewRegion("3799", "云泽市", "city", "37"),
    ]
    for number in range(counties):
        rows += _county(f"3799{number + 1:02d}", _COUNTIES[number], communities, grids)
    kinds = {"city": "headquarters", "county": "headquarters", "township": "township"}
    with acting(SYSTEM):
        vault.open_purpose("register", by=SYSTEM, at=at)
        regions = places.add_regions(rows, by=SYSTEM, at=at)
        places.add_units(
            [
                places.NewUnit(r.name, kinds.get(r.level, r.level), regions[r.code])
                for r in rows
                if r.level != "province"
            ],
            by=SYSTEM,
            at=at,
        )
        number = measures.propose(
            "cn-covid19-9", region_id=regions["37"], valid_from=at, applies_to="new", by=SYSTEM, at=at
        )
        measures.sign(number, by=SYSTEM, at=at)
    return regions


_COUNTIES = ("青石县", "白沙县", "临江区", "东湖区", "南岭县", "西滩县", "北营县")


def _county(code: str, name: str, communities: int, grids: int) -> "Iterator[NewRegion]":
    from lianfang.places.actions import NewRegion

    township = f"{code}100"
    yield NewRegion(code, name, "county", "3799")
    yield NewRegion(township, "河口镇", "township", code)
    for c in range(communities):
        below = f"{township}{c:03d}"
        yield NewRegion(below, f"第{c}社区", "community", township)
        for g in range(grids):
            yield NewRegion(f"{below}{g:03d}", f"第{c}社区{g}号网格", "grid", below)

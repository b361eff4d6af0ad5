"""Risk lists: 67 received, goal 120 s; a question, goal 50 ms; 100,000 people decided again, goal 30 s.

Beside the re-decision: a sample of the same people, each looked up and decided about alone, scaled to the
whole; both must decide alike. The lists are those of ``../shared`` (or ``LIANFANG_SHARED``) where they are.
"""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bench.ground import fresh_city, lap

Line = Callable[[str], None]
PEOPLE, SAMPLE, PLACES, RAISED, FOUND = 100_000, 300, 3_000, 0.3, 0.2
COUNTIES = 30
ASKED = 2_000


def run(line: Line) -> None:
    """Receive and ask the published lists, then decide again on an invented one."""
    shared = Path(os.environ.get("LIANFANG_SHARED", "../shared")) / "data"
    if (shared / "risk_areas").is_dir():
        _published(shared, line)
    else:
        line(f"  no published lists at {shared}: receiving them is not measured")
    _redecision(line)


def _published(shared: Path, line: Line) -> None:
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.core.days import instant
    from lianfang.gateway import risklists
    from lianfang.intake.actions.risk import receive_risk_lists
    from lianfang.intake.queries import risk as queries
    from lianfang.places import actions as places
    from lianfang.places import divisions

    fresh_city(communities=1, grids=1)
    at = instant("2023-02-01T00:00+08:00")
    with acting(SYSTEM):
        regions = divisions.read_folder(shared / "admin_divisions", known={}).regions
        places.add_regions([r for r in regions if r.code[:2] != "37"], by=SYSTEM, at=at)
    files = sorted((shared / "risk_areas" / "snapshots").iterdir())
    with lap() as reading:
        lists = [one for file in files for one in risklists.read(file)]
    with lap() as storing:
        for one in lists:
            with acting(SYSTEM):
                receive_risk_lists([one], by=SYSTEM, at=at)
    areas = sum(len(one.areas) for one in lists)
    both = reading.seconds + storing.seconds
    line(f"  {len(lists)} lists, {areas:,} places, received         {both:8.1f} s  {areas / both:10,.0f} /s")
    line(f"  only read, nothing found or stored     {reading.seconds:8.1f} s")
    longest = max(lists, key=lambda one: len(one.areas))
    asked = [area.written + "5栋2单元" for area in longest.areas[:: len(longest.areas) // ASKED]]
    with lap() as first:
        queries.look_up(asked[0], at=longest.as_of)
    with lap() as rest:
        for written in asked:
            queries.look_up(written, at=longest.as_of)
    each = rest.seconds / len(asked) * 1000
    told = f"(the first {first.seconds:.1f} s)"
    line(f"  a question to {len(longest.areas):,} places            {each:8.2f} ms {told}")


def _redecision(line: Line) -> None:
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.core.days import after, instant
    from lianfang.intake.actions.risk import receive_risk_lists
    from lianfang.intake.actions.risk_redeciding import apply_risk_lists, foresee_risk_lists
    from lianfang.intake.queries.risk_stays import looked_up_findings
    from lianfang.measures import actions as measures

    regions = fresh_city()
    at = instant("2022-08-05T09:00+08:00")
    places = _elsewhere(at)
    with acting(SYSTEM):
        receive_risk_lists([_list(places, 0, after(at, hours=-72))], by=SYSTEM, at=at)
        apply_risk_lists(by=SYSTEM, at=at)
    persons = _register(regions, at)
    stays = [_stay(n, person, places, at) for n, person in enumerate(persons)]
    with lap() as looking, acting(SYSTEM):
        stays = looked_up_findings(stays, at=at)
    line(f"  first look-up of {PEOPLE:,} stays           {looking.seconds:8.1f} s")
    with lap() as first, acting(SYSTEM):
        measures.learn_many(stays, by=SYSTEM, at=at)
        measures.learn_many(_found(persons, at), by=SYSTEM, at=at)
    line(f"  first decision, {FOUND:.0%} found               {first.seconds:8.1f} s")
    later = after(at, hours=20)
    with acting(SYSTEM):
        receive_risk_lists([_list(places, RAISED, later)], by=SYSTEM, at=later)
    with lap() as foreseeing, acting(SYSTEM):
        shown = foresee_risk_lists(at=later)
    line(f"  the difference shown first             {foreseeing.seconds:8.1f} s  {shown.decisions}")
    sample = persons[:: PEOPLE // SAMPLE]
    apart, alone = _one_at_a_time(sample, later)
    with lap() as all_, acting(SYSTEM):
        done = apply_risk_lists(by=SYSTEM, at=later)
    told = f"{done.people:,} changed, {done.raised:,} raised, peak {all_.peak_mb:,.0f} MB"
    line(f"  re-decision on the new list, set-based {all_.seconds:8.1f} s  {told}")
    scaled = alone * PEOPLE / len(sample)
    slower = scaled / all_.seconds
    line(f"  one at a time ({len(sample)} of them, scaled)     {scaled:8.1f} s  {slower:.0f} × slower")
    line(f"  same decisions: {'yes' if apart == _decisions(sample) else 'NO'}")


def _elsewhere(at: Any) -> list[tuple[str, str, str, str]]:
    """Places in counties of another province, as a list writes them."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.places import actions as places

    rows = [places.NewRegion("36", "江北省", "province"), places.NewRegion("3601", "北屏市", "city", "36")]
    rows += [places.NewRegion(f"3601{c:02d}", f"北屏{c}县", "county", "3601") for c in range(1, COUNTIES + 1)]
    with acting(SYSTEM):
        places.add_regions(rows, by=SYSTEM, at=at)
    return [("江北省", "北屏市", f"北屏{n % COUNTIES + 1}县", f"第{n}小区") for n in range(PLACES)]


def _list(places: list[tuple[str, str, str, str]], raised: float, as_of: Any) -> Any:
    from lianfang.core.places import RiskArea, RiskSnapshot

    high = int(len(places) * raised)
    areas = [
        RiskArea.of("high" if n < high else "low", (province, city, county), place)
        for n, (province, city, county, place) in enumerate(places)
    ]
    return RiskSnapshot(as_of, f"invented {raised}", tuple(areas), source="invented")


def _stay(n: int, person: int, places: list[tuple[str, str, str, str]], at: Any) -> Any:
    from lianfang.core import findings as known
    from lianfang.findings.actions import NewFinding

    province, city, county, place = places[n * 7 % PLACES]
    stay = known.RiskStay(
        province=province, city=city, county=county, place=place, left=date(2022, 8, 2 + n % 3),
        basis=known.Basis.REPORTED, level=known.RiskLevel.LOW,
    )  # fmt: skip
    return NewFinding(person, stay, at, "bench", "")


def _found(persons: list[int], at: Any) -> list[Any]:
    from lianfang.core import findings as known
    from lianfang.findings.actions import NewFinding

    located = known.Located(outcome=known.Outcome.FOUND, method=known.Method.CALL, attempted_by="网格员")
    return [NewFinding(person, located, at, "bench", "") for person in persons[:: int(1 / FOUND)]]


def _register(regions: dict[str, int], at: Any) -> list[int]:
    from bench.redecide import _register as register

    return register(regions, at)


def _one_at_a_time(sample: list[int], at: Any) -> tuple[dict[int, Any], float]:
    """Each of the sample looked up and decided about alone; all of it undone again."""
    from django.db import transaction

    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.core.findings import RiskStay
    from lianfang.findings import queries as findings
    from lianfang.findings.actions import NewFinding
    from lianfang.intake.queries.risk_stays import looked_up_findings
    from lianfang.measures import actions as measures

    with transaction.atomic(), acting(SYSTEM):
        with lap() as alone:
            for person in sample:
                for held in findings.facts_of_many([person], at=at)[person]:
                    if isinstance(held.payload, RiskStay):
                        new = NewFinding(person, held.payload, held.occurred, "bench", "", supersedes=held.id)
                        (looked,) = looked_up_findings([new], at=at)
                        if looked.payload.worst != held.payload.worst:
                            measures.learn_many([looked], by=SYSTEM, at=at)
        apart = _decisions(sample)
        transaction.set_rollback(True)
    return apart, alone.seconds


def _decisions(sample: list[int]) -> dict[int, Any]:
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.measures.models import Decision

    with acting(SYSTEM):
        rows = Decision.objects.filter(person_id__in=sample, superseded__isnull=True)
        return dict(rows.values_list("person_id", "days"))

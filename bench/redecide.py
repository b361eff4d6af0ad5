"""Re-decision of 100,000 open people when another edition is adopted: goal 30 s.

Beside it: the same review of a sample, one person at a time, scaled to the whole; both must decide alike.
"""

from collections.abc import Callable
from datetime import date

from bench.ground import fresh_city, lap

PEOPLE, SAMPLE = 100_000, 500


def run(line: Callable[[str], None]) -> None:
    """Fill the register with travellers of three levels, adopt the next edition, measure."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.core.days import after, instant
    from lianfang.measures import actions as measures
    from lianfang.measures.models import Decision

    regions = fresh_city()
    at = instant("2022-08-05T09:00+08:00")
    persons = _register(regions, at)
    with lap() as first, acting(SYSTEM):
        measures.learn_many(_findings(persons, regions, at), by=SYSTEM, at=at)
    rate = PEOPLE / first.seconds
    line(f"  first decision of {PEOPLE:,} people          {first.seconds:8.1f} s  {rate:10,.0f} /s")
    later = after(at, hours=1)
    with acting(SYSTEM):
        number = measures.propose(
            "cn-covid19-20", region_id=regions["37"], valid_from=later, applies_to="all", by=SYSTEM, at=later
        )
    with lap() as all_, acting(SYSTEM):
        done = measures.sign(number, by=SYSTEM, at=later)
    told = f"{done.decided:,} decided anew, peak {all_.peak_mb:,.0f} MB"
    line(f"  re-decision on adoption, set-based     {all_.seconds:8.1f} s  {told}")
    sample = persons[:: PEOPLE // SAMPLE]
    with acting(SYSTEM):
        together = dict(
            Decision.objects.filter(person_id__in=sample, superseded__isnull=True).values_list(
                "person_id", "days"
            )
        )
        Decision.objects.filter(person_id__in=sample, superseded__isnull=True).update(facts_digest="")
    with lap() as alone, acting(SYSTEM):
        for person in sample:
            measures.review_many([person], by=SYSTEM, at=later)
        apart = dict(
            Decision.objects.filter(person_id__in=sample, superseded__isnull=True).values_list(
                "person_id", "days"
            )
        )
    scaled = alone.seconds * PEOPLE / len(sample)
    slower = scaled / all_.seconds
    line(f"  one at a time ({len(sample)} of them, scaled)     {scaled:8.1f} s  {slower:.0f} × slower")
    line(f"  same decisions: {'yes' if together == apart else 'NO'}")


def _register(regions: dict[str, int], at) -> list[int]:  # type: ignore[no-untyped-def]
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.people import actions as people
    from lianfang.places import queries as places

    grids = [code for code in regions if len(code) == 15]
    areas = places.regions_by_id(regions.values())
    found: list[int] = []
    for start in range(0, PEOPLE, 5000):
        claims = [
            people.Claim(
                name=_name(n),
                phones=(f"+86139{n:08d}",),
                region_id=regions[grids[n % len(grids)]],
                path=areas[regions[grids[n % len(grids)]]].path,
            )
            for n in range(start, start + 5000)
        ]
        with acting(SYSTEM):
            found += [a.person_id for a in people.register_many(claims, by=SYSTEM, at=at)]  # type: ignore[union-attr]
    return found


def _name(n: int) -> str:
    surnames, given = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
    return surnames[n % 10] + given[n // 10 % 20] + given[n // 200 % 20]


def _findings(persons: list[int], regions: dict[str, int], at):  # type: ignore[no-untyped-def]
    from lianfang.core import findings as known
    from lianfang.findings.actions import NewFinding
    from lianfang.places import queries as places

    levels = [known.RiskLevel.HIGH] * 3 + [known.RiskLevel.MIDDLE] * 3 + [known.RiskLevel.LOW] * 4
    path = places.area(regions["379901"]).path
    return [
        NewFinding(
            person,
            known.RiskStay(
                province="江北省",
                left=date(2022, 8, 1 + n % 4),
                basis=known.Basis.REPORTED,
                level=levels[n % 10],
            ),
            at,
            "bench",
            path,
        )
        for n, person in enumerate(persons)
    ]

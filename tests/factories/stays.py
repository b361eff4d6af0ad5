"""People who stayed in places of the neighbouring county, for the tests of risk lists."""

from datetime import date, datetime

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import instant, start_of
from lianfang.core.findings import Basis, Located, Method, Outcome, RiskLevel, RiskStay
from lianfang.findings.actions import NewFinding
from lianfang.measures import actions as measures
from lianfang.measures.models import Decision
from lianfang.people import actions as people
from tests.cast import MORNING

AUG3 = date(2022, 8, 3)
COUNTY = ("江东省", "云泽市", "白沙县")
NINTH = "cn-covid19-9"
GRID = "379901100001001"
"""A grid of 青石县."""


def adopt(cast, edition: str = NINTH, code: str = "3799") -> None:
    with acting(SYSTEM):
        number = measures.propose(
            edition,
            region_id=cast.regions[code],
            valid_from=instant("2022-07-01T00:00+08:00"),
            applies_to="all",
            by=cast.commander,
            at=instant("2022-07-01T00:00+08:00"),
        )
        measures.sign(number, by=cast.second_commander, at=instant("2022-07-01T00:00+08:00"))


def stay(place: str = "一村", *, left: date = AUG3, reported: RiskLevel | None = None) -> RiskStay:
    basis = Basis.UNKNOWN if reported is None else Basis.REPORTED
    return RiskStay(
        province=COUNTY[0],
        city=COUNTY[1],
        county=COUNTY[2],
        place=place,
        left=left,
        basis=basis,
        level=reported,
    )


def push(
    cast, *stays: RiskStay, found: datetime | None = None, at: datetime = MORNING, grid: str = GRID
) -> list[int]:
    """One new person for each stay, pushed on to a grid; found there where an instant is given."""
    with acting(SYSTEM):
        claims = [
            people.Claim(
                name=f"人员{n}",
                phones=(f"+8613900{Decision.objects.count():03d}{n:03d}",),
                region_id=cast.regions[grid],
                path=cast.paths[grid],
            )
            for n in range(len(stays))
        ]
        numbers = [each.person_id for each in people.register_many(claims, by=SYSTEM, at=at)]
        new = [
            NewFinding(number, each, min(start_of(each.left or AUG3), at), "province", cast.paths[grid])
            for number, each in zip(numbers, stays, strict=True)
        ]
        measures.learn_many(new, by=SYSTEM, at=at)
        if found is not None:
            located = Located(outcome=Outcome.FOUND, method=Method.VISIT, attempted_by="王网格")
            new = [NewFinding(number, located, found, "field", cast.paths[grid]) for number in numbers]
            measures.learn_many(new, by=SYSTEM, at=found)
    return numbers


def measures_of(person: int) -> list[str]:
    """The measures that stand for a person, each once, in order of days."""
    with acting(SYSTEM):
        found = Decision.objects.filter(person_id=person, superseded__isnull=True).first()
    return list(dict.fromkeys(day["measure"] for day in found.days)) if found else []

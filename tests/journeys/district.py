"""The district of the journeys: the cast, and a morning's work for it, committed to a database of its own.

``python -m tests.journeys.district fill AT`` fills an empty database; ``result PERSON DAY…`` and ``watch AT``
bring what a laboratory or the watch would.
"""

import json
import sys
from datetime import date, datetime
from typing import Any

PASSWORD = "correct horse battery"
GRID, OTHER_GRID, NEIGHBOUR = "379901100001001", "379901100001002", "379902100001001"
PEOPLE = (
    ("王小明", "11010519491231002X", "13812345678", "青年路 8 号 2 单元 301"),
    ("李芳", "", "13900001111", "青年路 10 号 1 单元 102"),
    ("张桂兰", "", "13900002222", "东风街 3 号"),
    ("赵德", "", "13900003333", "东风街 21 号"),
)
HOUSEHOLD = (
    ("陈建国", "13700001111"),
    ("周秀英", "13700001112"),
    ("陈晨", "13700001113"),
    ("陈曦", "13700001114"),
)


def fill(at: datetime) -> dict[str, Any]:
    """The cast in an empty database, with a morning's work."""
    from tests.cast import assemble

    return work(assemble(at=at, password=PASSWORD), at)


def work(cast: Any, at: datetime) -> dict[str, Any]:
    """People to find, a household held at home, a foreigner whose notice is drafted, an order to units."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.core import findings as known
    from lianfang.core.days import after, instant, local_day, plus
    from lianfang.measures import actions as measures
    from lianfang.places import actions as places

    with acting(SYSTEM):
        number = measures.propose(
            "cn-covid19-9", region_id=cast.regions["3799"], valid_from=instant("2022-07-01T00:00+08:00"),
            applies_to="all", by=cast.commander, at=at,
        )  # fmt: skip
        measures.sign(number, by=cast.second_commander, at=at)
        site = places.NewFacility("青石宾馆隔离点", "isolation_site", cast.regions["379901100"], capacity=120)
        places.add_facilities([site], by=SYSTEM, at=at)
    today = local_day(at)
    found = known.Located(outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格")
    high = [_pushed(cast, row, risk("high", plus(today, -2)), at=at) for row in PEOPLE]
    for person, hours in zip(high, (-1, 1.3, 6, 20), strict=True):
        to_find(cast, person, due=after(at, hours=hours), at=after(at, hours=-4))
    stay, yesterday = risk("middle", plus(today, -3)), after(at, hours=-30)
    home = [_pushed(cast, (name, "", phone, "青年路 12 号"), stay, at=yesterday) for name, phone in HOUSEHOLD]
    _together(cast, home, at=at)
    _learn(cast, home, found, at=after(at, hours=-29))
    _hold(cast, at=after(at, hours=-28))
    far = _pushed(
        cast, ("SMITH JOHN", "", "13600001111", "站前路 2 号", "GBR"), risk("middle", plus(today, -2)), at=at
    )
    _learn(cast, [far], found, at=at)
    _instruct(cast, at=at)
    return {"people": high, "home": home, "foreign": far, "facility": "青石宾馆隔离点"}


def more(cast: Any, count: int, *, at: datetime) -> None:
    """More people found at home, for pages that must not take longer for it."""
    from lianfang.core import findings as known
    from lianfang.core.days import local_day, plus

    found = known.Located(outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格")
    stay = risk("middle", plus(local_day(at), -2))
    for n in range(count):
        row = (f"孙{'甲乙丙丁戊己庚辛壬癸子丑寅卯'[n]}", "", f"1350000{1000 + n}", "")
        _learn(cast, [_pushed(cast, row, stay, at=at)], found, at=at)


def risk(level: str, left: date) -> Any:
    """A stay in a risk area, as a province reports it."""
    from lianfang.core import findings as known

    return known.RiskStay(
        province="江北省", city="清源市", left=left, basis=known.Basis.REPORTED, level=known.RiskLevel(level)
    )


def _pushed(cast: Any, row: tuple[str, ...], payload: Any, *, at: datetime) -> int:
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.people import actions as people

    name, document, phone, address, *nation = row
    claim = people.Claim(
        name=name,
        identifiers=(("resident_id", document),) if document else (),
        phones=(f"+86{phone}",),
        address=address,
        region_id=cast.regions[GRID],
        path=cast.paths[GRID],
        nationality=nation[0] if nation else "",
    )
    with acting(SYSTEM):
        number = people.register(claim, by=SYSTEM, at=at).person_id
    _learn(cast, [number], payload, at=at)
    return number


def _learn(cast: Any, persons: list[int], payload: Any, *, at: datetime) -> None:
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.findings.actions import NewFinding
    from lianfang.measures import actions as measures

    new = [NewFinding(person, payload, at, "province", cast.paths[GRID]) for person in persons]
    with acting(SYSTEM):
        measures.learn_many(new, by=SYSTEM, at=at)


def to_find(cast: Any, person: int, *, due: datetime, at: datetime, list_id: int = 1) -> None:
    """A person of a list is to be found by the first grid."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.core import tasks as rules
    from lianfang.core.words import Words
    from lianfang.tasks import actions as tasks

    subject = rules.Subject(rules.SubjectKind.PERSON, person)
    task = rules.Task(
        key=f"locate:{subject}:list-{list_id}", kind=rules.TaskKind.LOCATE, subject=subject,
        owner=cast.paths[GRID], opens=at, due=due, clause="9-03",
    )  # fmt: skip
    new = tasks.NewTask(
        task=task, owner_id=cast.units[GRID], place_path=cast.paths[GRID], person_id=person,
        edition="cn-covid19-9", because=Words("8月3日从高风险区返回", "back from a high-risk area, 3 Aug"),
    )  # fmt: skip
    with acting(SYSTEM):
        tasks.add_many([new], by=SYSTEM, at=at)


def _together(cast: Any, persons: list[int], *, at: datetime) -> None:
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.people import actions as people

    with acting(SYSTEM):
        people.house(
            persons,
            "青年路 12 号 1 单元 501",
            region_id=cast.regions[GRID],
            head=persons[0],
            by=SYSTEM,
            at=at,
        )


def _hold(cast: Any, *, at: datetime) -> None:
    """Sign and serve whatever is drafted; at home the stay begins with it."""
    from lianfang.accounts.scope import acting
    from lianfang.core.asking import Ask
    from lianfang.measures import actions as measures
    from lianfang.measures import queries

    with acting(cast.county_commander) as viewer:
        drafted = [row.id for row in queries.orders(viewer, Ask(filters={"state": "drafted"})).rows]
        measures.sign_many(drafted, by=viewer, at=at)
    with acting(cast.grid_worker) as viewer:
        for number in drafted:
            measures.serve(number, occurred=at, by=viewer, at=at)
        measures.review_many(
            [row.person_id for row in queries.stay_rows(viewer, Ask()).rows], by=viewer, at=at
        )


def _instruct(cast: Any, *, at: datetime) -> None:
    from lianfang.accounts.scope import acting
    from lianfang.core.days import after
    from lianfang.tasks import actions as tasks

    with acting(cast.county_officer) as viewer:
        new = tasks.NewInstruction(
            title="排查 8 月 1 日以来江北省来返人员",
            text="请各乡镇、社区逐户核对,今日 17 时前反馈人数和落实情况。",
            unit_ids=[
                cast.units["379901100"],
                cast.units["379901200"],
                cast.units["379901100001"],
                cast.units[GRID],
            ],
            acknowledge_by=after(at, hours=1),
            answer_by=after(at, hours=8),
        )
        tasks.issue(new, by=viewer, at=at)


def result(person: int, days: list[str]) -> None:
    """Negative results of swabs taken on those days at nine, reported at fifteen o'clock."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.core.days import after, instant
    from lianfang.findings.actions import NewResult, record_results
    from lianfang.measures import actions as measures
    from lianfang.people import queries as people

    path = people.homes([person])[person].path
    taken = [instant(f"{day}T09:00+08:00") for day in days]
    new = [
        NewResult(person, at, after(at, hours=6), "negative", f"S{person}-{n}", path)
        for n, at in enumerate(taken)
    ]
    with acting(SYSTEM):
        record_results(new, by=SYSTEM, at=after(taken[-1], hours=6))
        measures.review_many([person], by=SYSTEM, at=after(taken[-1], hours=6))


def watch(at: datetime) -> None:
    """What the worker does every minute."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.tasks import actions as tasks

    with acting(SYSTEM):
        tasks.watch(at=at)


def main() -> None:
    """Run one of the above by name, in a process that has its own database."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.project.settings")
    import django

    django.setup()
    from lianfang.accounts.models import Staff
    from lianfang.core.days import instant

    name, *rest = sys.argv[1:]
    if name == "fill":
        print(json.dumps(fill(instant(rest[0]))))
        Staff.objects.update(password_given=False)
    elif name == "result":
        result(int(rest[0]), rest[1:])
    else:
        watch(instant(rest[0]))


if __name__ == "__main__":
    main()

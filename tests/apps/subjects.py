"""Subjects that addresses name, made through the real actions in the area of a code: for the scope matrix.

Whoever writes a page whose address names a new kind of subject adds it to ``SUBJECTS``: a function of the
cast and a code that answers the value and the path it lies in (None where everybody may know it).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lianfang.accounts import actions as accounts
from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core import findings as known
from lianfang.core.asking import Ask
from lianfang.core.days import after
from lianfang.core.measures.appeals import Appellant
from lianfang.core.measures.by_hand import Proposal
from lianfang.core.places import RiskArea, RiskSnapshot
from lianfang.findings import queries as findings
from lianfang.findings.actions import Named, NewFinding
from lianfang.gateway import refilling
from lianfang.intake import actions as intake_actions
from lianfang.intake import queries as intake
from lianfang.intake.actions.risk import receive_risk_lists
from lianfang.intake.queries import risk
from lianfang.measures import actions as measures
from lianfang.measures import queries as measure_queries
from lianfang.measures.actions.appealing import file_appeal
from lianfang.measures.actions.deciding_by_hand import evidence_of, propose_by_hand
from lianfang.people import actions as people
from lianfang.people.actions.claims import Claim
from lianfang.people.actions.register import register
from lianfang.situation import actions as situation_actions
from lianfang.situation import queries as situation
from lianfang.tasks import actions as tasks
from lianfang.tasks import queries as task_queries
from tests.cast import MORNING
from tests.factories.forms import blank_form
from tests.factories.pushes import person, push

HERE, BESIDE = "379901100001001", "379902100001001"
"""A grid of 青石县, where the viewers are, and one of 白沙县, which they must not see."""
_COUNTY = {HERE: "379901", BESIDE: "379902"}
_NEXT = {HERE: "379901100001002", BESIDE: "379902100"}


@dataclass
class Subjects:
    """Subjects by name and area, each made once, as the system."""

    cast: Any
    _made: dict[tuple[str, str], tuple[Any, str | None]] = field(default_factory=dict)

    def get(self, name: str, code: str) -> tuple[Any, str | None]:
        """The value of a name in an address and the path it lies in."""
        if (name, code) not in self._made:
            self._made[name, code] = SUBJECTS[name](self, code)
        return self._made[name, code]

    def path(self, code: str) -> str:
        """The path of a code."""
        return str(self.cast.paths[code])

    def value(self, name: str, code: str) -> Any:
        """The value alone."""
        return self.get(name, code)[0]


def _holder(subjects: Subjects, code: str) -> Viewer:
    cast = subjects.cast
    return cast.grid_worker if code == HERE else cast.neighbour_grid_worker


def _cover(subjects: Subjects, code: str) -> int:
    return accounts.cover(
        _holder(subjects, code).post_id, subjects.cast.community_officer.staff_id,
        since=MORNING, until=after(MORNING, hours=9), reason="病假", by=SYSTEM, at=MORNING,
    )  # fmt: skip


def _adoption(subjects: Subjects, code: str) -> int:
    """A proposal for the county, which a second commander is to sign."""
    return measures.propose(
        "cn-covid19-9",
        region_id=subjects.cast.regions[_COUNTY[code]],
        valid_from=MORNING,
        applies_to="new",
        by=subjects.cast.commander,
        at=MORNING,
    )


def _adopted(subjects: Subjects, code: str) -> str:
    """The ninth edition in force in the county; no address names it, other subjects need it."""
    measures.sign(subjects.value("adoption_id", code), by=subjects.cast.second_commander, at=MORNING)
    return "cn-covid19-9"


def _person(subjects: Subjects, code: str) -> int:
    """Somebody from a high-risk area, found at home, under the ninth edition: an order waits."""
    cast, path = subjects.cast, subjects.path(code)
    subjects.value("adopted", code)
    claim = Claim("王小甲", phones=(f"+86138000010{code[5]}0",), region_id=cast.regions[code], path=path)
    number = register(claim, by=SYSTEM, at=MORNING).person_id
    stay = known.RiskStay(
        province="江北省", left=date(2022, 8, 3), basis=known.Basis.REPORTED, level=known.RiskLevel.HIGH
    )
    found = known.Located(outcome=known.Outcome.FOUND, method=known.Method.VISIT, attempted_by="王网格")
    news = [NewFinding(number, payload, MORNING, "field", path) for payload in (stay, found)]
    measures.learn_many(news, by=SYSTEM, at=MORNING)
    return int(number)


def _task(subjects: Subjects, code: str) -> int:
    subjects.value("instruction_id", code)
    (row, *_) = task_queries.search(_holder(subjects, code), Ask(), now=MORNING).rows
    return int(row.id)


def _instruction(subjects: Subjects, code: str) -> int:
    """An order in words from the county to one of its grids."""
    cast = subjects.cast
    author = cast.county_officer if code == HERE else cast.neighbour_officer
    new = tasks.NewInstruction(
        title="核对底册",
        text="今天核对网格底册。",
        unit_ids=[cast.units[code]],
        acknowledge_by=after(MORNING, hours=1),
        answer_by=after(MORNING, hours=8),
    )
    return tasks.issue(new, by=author, at=MORNING)


def _order(subjects: Subjects, code: str) -> int:
    ask = Ask(filters={"person": str(subjects.value("person_id", code))})
    return int(measure_queries.orders(SYSTEM, ask).rows[0].id)


def _handover(subjects: Subjects, code: str) -> int:
    target = subjects.cast.regions[_NEXT[code]]
    return measures.offer(subjects.value("person_id", code), target, why="已搬家", by=SYSTEM, at=MORNING)


def _finding(subjects: Subjects, code: str) -> int:
    return int(findings.about(SYSTEM, subjects.value("person_id", code))[0].id)


def _link(subjects: Subjects, code: str) -> int:
    """The person is a contact through somebody of whom only a name is told."""
    subjects.value("adopted", code)
    person_id = subjects.value("person_id", code)
    met = known.Exposure(grade=known.Grade.SECONDARY_CONTACT, last_exposure=date(2022, 8, 3))
    told = NewFinding(person_id, met, MORNING, "test", subjects.path(code), named=Named(name="张三"))
    measures.learn_many([told], by=SYSTEM, at=MORNING)
    return findings.links_of_many([person_id])[person_id][0].id


def _list(subjects: Subjects, code: str) -> int:
    """A list of the county with one person of the grid."""
    cast, county = subjects.cast, _COUNTY[code]
    subjects.value("adopted", code)
    address = "云泽市青石县河口镇东风社区1号网格" if code == HERE else "云泽市白沙县沙洲镇新洲社区1号网格"
    officer = cast.county_officer if code == HERE else cast.neighbour_officer
    row = person(int(code[5]), 现住址=address)
    return int(push(cast, [row], by=officer, region=county).list_id)


def _row(subjects: Subjects, code: str) -> int:
    return int(intake.rows(SYSTEM, subjects.value("list_id", code), Ask()).rows[0].id)


def _correction(subjects: Subjects, code: str) -> int:
    """A telephone added to somebody, which can be taken back."""
    change = people.Change(field="phone", act="add", value=f"1390000990{code[5]}")
    return people.correct(subjects.value("person_id", code), change, reason="核实", by=SYSTEM, at=MORNING)


def _by_hand(subjects: Subjects, code: str) -> int:
    """A decision by hand about somebody, proposed and waiting for its second signature."""
    person = subjects.value("person_id", code)
    with acting(SYSTEM):
        evidence = tuple(evidence_of(SYSTEM, person))[:1]
        proposal = Proposal(
            measure="home_iso", start=date(2022, 8, 5), until=date(2022, 8, 8), cause=known.Cause.HOME,
            ground="会商", evidence=evidence,
        )  # fmt: skip
        return propose_by_hand(person, proposal, by=SYSTEM, at=MORNING).id


def _appeal(subjects: Subjects, code: str) -> int:
    with acting(SYSTEM):
        return file_appeal(
            subjects.value("person_id", code), "没有去过", Appellant.SELF, by=SYSTEM, at=MORNING
        )


def _forward(subjects: Subjects, code: str) -> int:
    row = subjects.value("row_id", code)
    intake_actions.push_on(
        [row], "江北省远山市", outcome=known.Outcome.LEFT, by=_holder(subjects, code), at=MORNING
    )
    return int(intake.row(SYSTEM, row).forward.id)


def _declaration(subjects: Subjects, code: str) -> int:
    subjects.value("adopted", code)
    said = {"name": "李报备", "phone": f"1380000220{code[5]}", "origin": "江北省", "left": "2022-08-03"}
    area = subjects.cast.regions[code]
    new = intake_actions.NewDeclaration(said=said, region_id=area)
    receipt = intake_actions.declare(new, by=intake_actions.public_desk(area), at=MORNING)
    (line,) = intake.declarations(SYSTEM, Ask(words=receipt)).rows
    return int(line.id)


def _call(subjects: Subjects, code: str) -> int:
    cast = subjects.cast
    number = situation_actions.call_for(
        "community_daily", region_id=cast.regions[_COUNTY[code]], since=date(2022, 8, 5), ground="通知",
        by=SYSTEM, at=MORNING,
    )  # fmt: skip
    situation_actions.give_out(date(2022, 8, 5), by=SYSTEM, at=MORNING)
    return number


def _form(subjects: Subjects, code: str) -> int:
    """A form that the county fills for the level above."""
    author = subjects.cast.county_officer if code == HERE else subjects.cast.neighbour_officer
    return refilling.take_in(author, blank_form("单位", "青石县", "白沙县"), "表.xlsx", at=MORNING)


def _report(subjects: Subjects, code: str) -> int:
    subjects.value("call_id", code)
    path = subjects.path(code).rpartition(".")[0]
    (row, *_) = situation.reports(SYSTEM, day=date(2022, 8, 5), now=MORNING, path=path)
    return int(row.id)


def _bulletin(subjects: Subjects, code: str) -> int:
    path = subjects.path(_COUNTY[code])
    return situation_actions.compose(path, day=date(2022, 8, 5), by=SYSTEM, at=MORNING)


def _risk_list() -> int:
    """A list of risk areas, which everybody may know, with a name that the tree does not have."""
    area = RiskArea.of("high", ("江东省", "云泽市", "无此县"), "一村")
    (stored,) = receive_risk_lists([RiskSnapshot(MORNING, "one", (area,))], by=SYSTEM, at=MORNING)
    return stored.id


def _risk_name() -> int:
    _risk_list()
    return risk.name_id("江东省/云泽市/无此县")


def _in_county(make: Callable[[Subjects, str], Any]) -> Callable[[Subjects, str], tuple[Any, str | None]]:
    return lambda subjects, code: (make(subjects, code), subjects.path(_COUNTY[code]))


def _in_community(make: Callable[[Subjects, str], Any]) -> Callable[[Subjects, str], tuple[Any, str | None]]:
    return lambda subjects, code: (make(subjects, code), subjects.path(code).rpartition(".")[0])


def _in(make: Callable[[Subjects, str], Any]) -> Callable[[Subjects, str], tuple[Any, str | None]]:
    return lambda subjects, code: (make(subjects, code), subjects.path(code))


def _known(value: Any) -> Callable[[Subjects, str], tuple[Any, str | None]]:
    return lambda subjects, code: (value, None)


SUBJECTS: dict[str, Callable[[Subjects, str], tuple[Any, str | None]]] = {
    "act": _known("sessions"),
    "adopted": lambda subjects, code: (_adopted(subjects, code), None),
    "adoption_id": lambda subjects, code: (_adoption(subjects, code), subjects.path(_COUNTY[code])),
    "appeal_id": _in(_appeal),
    "bulletin_id": _in_county(_bulletin),
    "by_hand_id": _in(_by_hand),
    "call_id": _in_county(_call),
    "correction_id": _in(_correction),
    "cover_id": _in(_cover),
    "declaration_id": _in(_declaration),
    "edition_id": _known("cn-covid19-9"),
    "field": _known("phone"),
    "finding_id": _in(_finding),
    "form_id": _in_county(_form),
    "forward_id": _in(_forward),
    "handover_id": _in(_handover),
    "instruction_id": _in(_instruction),
    "kind": _known("home"),
    "link_id": _in(_link),
    "list_id": _in(_list),
    "order_id": _in(_order),
    "person_id": _in(_person),
    "post_id": _in(lambda subjects, code: _holder(subjects, code).post_id),
    "record_id": _in(lambda subjects, code: subjects.value("person_id", code)),
    "region_id": _in(lambda subjects, code: subjects.cast.regions[code]),
    "report_id": _in_community(_report),
    "risk_list_id": lambda subjects, code: (_risk_list(), None),
    "risk_name_id": lambda subjects, code: (_risk_name(), None),
    "row_id": _in(_row),
    "sha256": _known("0" * 64),
    "staff_id": _in(lambda subjects, code: _holder(subjects, code).staff_id),
    "task_id": _in(_task),
    "unit_id": _in(lambda subjects, code: subjects.cast.units[code]),
}

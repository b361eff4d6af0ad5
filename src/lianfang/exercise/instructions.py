"""Orders by hand: what headquarters tell units to do, who acknowledges and answers; who stands in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from lianfang.accounts import actions as accounts
from lianfang.accounts.scope import SYSTEM
from lianfang.core.asking import Ask
from lianfang.core.days import after, at_clock
from lianfang.core.tasks import TaskKind
from lianfang.exercise.dice import dice
from lianfang.exercise.fates import done_at
from lianfang.exercise.scene import Scene
from lianfang.exercise.signing import EDITION
from lianfang.measures import actions as measures
from lianfang.tasks import actions as tasks
from lianfang.tasks import queries as reading

_ALL = 1000
_ISSUED = time(10, 12)
_ANSWERS = (
    "已完成排查,未发现异常。",
    "已落实,明细见附件台账。",
    "已整改,现场复核合格。",
    "已传达到各网格,正在推进。",
)


@dataclass(frozen=True, slots=True)
class _Text:
    """An order: what it says, to which units, in how many hours it is acknowledged and answered."""

    title: str
    text: str
    to: str
    acknowledge: int
    answer: int


_TEXTS = (
    _Text(
        "开展风险区来返人员敲门核实",
        "请各乡镇(街道)于今日 20:00 前完成名单内人员敲门核实,逐户登记。",
        "townships",
        2,
        10,
    ),
    _Text(
        "备足集中隔离房间",
        "请各县(区)核对可用隔离房间,不足每万人 20 间的今日提出补足方案。",
        "counties",
        1,
        8,
    ),
    _Text("发热门诊应检尽检核查", "请各发热门诊核对昨日接诊与检测人次,不一致的逐例说明。", "clinics", 2, 24),
    _Text(
        "车站来返人员信息登记",
        "请各客运站、火车站核对来返人员登记与移交情况,反馈未移交人员原因。",
        "stations",
        2,
        12,
    ),
    _Text(
        "居家隔离人员生活保障走访",
        "请各乡镇(街道)走访居家隔离独居老人、孕产妇、透析患者,落实专人联系。",
        "townships",
        3,
        28,
    ),
)


def happenings(scene: Scene, day: date) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
    """One order a day."""
    number = scene.days.index(day)
    order = _TEXTS[number % len(_TEXTS)]
    yield at_clock(day, _ISSUED), lambda at: _issue(scene, order, at=at)


def _issue(scene: Scene, order: _Text, *, at: datetime) -> int:
    return tasks.issue(
        tasks.NewInstruction(
            title=order.title,
            text=order.text,
            unit_ids=_units(scene, order.to),
            acknowledge_by=after(at, hours=order.acknowledge),
            answer_by=after(at, hours=order.answer),
            edition=EDITION,
        ),
        by=scene.staff.by_login["city"],
        at=at,
    )


def _units(scene: Scene, to: str) -> Sequence[int]:
    kinds = {"clinics": "fever_clinic", "stations": "station"}
    if to in kinds:
        return [body.unit for body in scene.land.institutions if body.kind == kinds[to]]
    if to == "counties":
        return [county.unit for county in scene.land.at("county")]
    home = scene.county(scene.staff.home)
    return [township.unit for township in scene.land.at("township") if township.parent == home]


def answer(scene: Scene, *, at: datetime) -> None:
    """Units acknowledge and answer what has come to its time."""
    for kind in (TaskKind.ACKNOWLEDGE_ORDER, TaskKind.ANSWER_ORDER):
        asked = Ask(filters={"standing": "live", "kind": str(kind)}, count=_ALL)
        for card in reading.search(SYSTEM, asked, now=at, named=False).rows:
            who = scene.who(card)
            moment = done_at(card, who, scene.county(card.owner_path))
            if moment is not None and moment <= at:
                said = {"text": dice("answer", who, card.due).choice(_ANSWERS)}
                details = said if kind is TaskKind.ANSWER_ORDER else {}
                by = scene.staff.by_unit[card.owner_id]
                measures.do(card.id, occurred=moment, by=by, at=at, details=details)


def cover(scene: Scene, *, at: datetime) -> None:
    """Two who are away, and who stands in for them: one in the days past, one until after the present."""
    townships = scene.land.at("township")[:2]
    for number, township in enumerate(townships):
        away = scene.staff.by_unit[township.unit]
        stand_in = scene.staff.by_unit[
            next(c.unit for c in scene.land.at("community") if c.parent == township.code)
        ]
        since = at if number else after(scene.end, hours=-20)
        until = after(since, hours=30 if number else 60)
        accounts.cover(
            away.post_id or 0,
            stand_in.staff_id or 0,
            since=since,
            until=until,
            reason=("外出培训", "值班轮休")[number],
            by=scene.staff.signers[scene.county(township.path)][0],
            at=at,
        )

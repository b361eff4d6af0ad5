"""What needs a person's judgement: doubtful rows, people who have left, tasks that nobody could do."""

from collections import defaultdict
from datetime import datetime

from lianfang.accounts.scope import SYSTEM, Viewer
from lianfang.core.asking import Ask
from lianfang.core.days import hours_between
from lianfang.core.findings import Outcome
from lianfang.core.tasks import TaskKind
from lianfang.exercise import outbreaks
from lianfang.exercise.dice import dice
from lianfang.exercise.scene import Scene
from lianfang.intake import actions as intake
from lianfang.intake import queries as reading
from lianfang.tasks import actions as tasks
from lianfang.tasks import queries as task_queries
from lianfang.tasks.queries import Card

_LISTS, _ROWS = 100, 1000
_SETTLED_HOURS = 5
_ANSWERED_HOURS, _DECLINED = 20, 0.2
_EXCUSED_HOURS, _EXCUSED_AT_LAST_HOURS = 9, 30
"""After so many hours a check that was not made is excused by most townships, and in the end by all."""
_EXCUSES = ("送医就诊,由医院测温", "当日转运途中,未能入户", "采样点设备故障,次日补采", "对象住院,凭证已核")


def settle(scene: Scene, *, at: datetime) -> None:
    """Say who doubtful rows are, some hours after the list came."""
    by = scene.staff.by_login["city"]
    for line in reading.lists(by, Ask(count=_LISTS)).rows:
        if not line.balance.ambiguous or hours_between(line.at, at) < _SETTLED_HOURS:
            continue
        for row in reading.rows(by, line.id, Ask(filters={"state": "ambiguous"}, count=_ROWS)).rows:
            same = row.candidates and dice("same", scene.lists[line.id], row.number).random() < 0.6
            person = intake.settle_row(row.id, row.candidates[0] if same else None, by=by, at=at)
            scene.called.setdefault(person, f"{scene.lists[line.id]}:{row.number}")


def push_on(scene: Scene, card: Card, *, at: datetime) -> None:
    """Push somebody who has left on to where they went."""
    person, by = card.person_id or 0, scene.staff.by_unit[card.owner_id]
    rows = [row for row in reading.rows_of_person(SYSTEM, person) if row.list_id == card.list_id]
    to = "".join(outbreaks.names(dice("left for", scene.who(card)).choice(outbreaks.COUNTIES)))
    numbers = [row.id for row in rows if row.forward is None]
    if numbers and by.sees(rows[0].path):
        intake.push_on(numbers, to, outcome=Outcome.LEFT, by=by, at=at)
        scene.forwarded.append(person)


def note_receipts(scene: Scene, *, at: datetime) -> None:
    """What areas elsewhere answered about people pushed on to them."""
    by = scene.staff.by_login["city"]
    for person in list(scene.forwarded):
        for row in reading.rows_of_person(SYSTEM, person):
            sent = row.forward
            if sent is None or sent.accepted is not None or hours_between(sent.sent, at) < _ANSWERED_HOURS:
                continue
            chosen = dice("receipt", scene.called[person], sent.sent)
            accepted = chosen.random() > _DECLINED
            receipt = f"HZ{sent.sent:%m%d}-{chosen.randrange(10_000):04d}" if accepted else "查无此人,退回"
            intake.note_receipt(sent.id, accepted=accepted, receipt=receipt, by=by, at=at)
            scene.forwarded.remove(person)
            break


def excuse(scene: Scene, *, at: datetime) -> None:
    """Townships excuse checks and swabs that could not be made, with the reason."""
    excused: dict[tuple[Viewer, str], list[int]] = defaultdict(list)
    for kind in (TaskKind.DAILY_CHECK, TaskKind.SAMPLE):
        asked = Ask(filters={"standing": "late", "kind": str(kind)}, count=_ROWS)
        for card in task_queries.search(SYSTEM, asked, now=at, named=False).rows:
            late = hours_between(card.due, at)
            chosen = dice("excused", scene.who(card), card.kind, card.due)
            if late < _EXCUSED_HOURS or (late < _EXCUSED_AT_LAST_HOURS and chosen.random() < 0.4):
                continue
            by = scene.staff.answering(scene.land, card.owner_path, "township")
            if by.path != card.owner_path:
                excused[by, chosen.choice(_EXCUSES)].append(card.id)
    for (by, reason), numbers in excused.items():
        tasks.excuse_many(numbers, reason=reason, by=by, at=at)

"""Appeals against what was decided: one is answered by the unit it goes to, one waits for its answer."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from lianfang.accounts.scope import SYSTEM, Viewer
from lianfang.core.asking import Ask
from lianfang.core.days import at_clock
from lianfang.core.measures.appeals import Appellant, Outcome
from lianfang.core.refusal import Refused
from lianfang.exercise.dice import dice
from lianfang.exercise.scene import Scene
from lianfang.measures import queries as reading
from lianfang.measures.actions import appealing
from lianfang.measures.queries import appeals

_FILED, _ANSWERED = time(11, 5), time(15, 30)
_BEFORE = 2
"""So many days before the present the first is filed; it is answered on the next, when another is filed."""
_ALL, _TRIED = 10_000, 12
_TEXTS = (
    "本人途经中风险区未下车,有行程记录,请求复核管控时长。",
    "家中有透析老人需照护,请求改为居家隔离。",
)
_ANSWER = "经复核行程记录与风险区发布时间,原判定依据充分,维持原决定;就医需求由社区专班保障。"


def happenings(scene: Scene, day: date) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
    """Two are filed on two days; the first is answered before the second day is over."""
    if len(scene.days) <= _BEFORE + 1:
        return
    for number, text in enumerate(_TEXTS):
        if day == scene.days[number - 1 - _BEFORE]:
            yield at_clock(day, _FILED), lambda at, text=text: _file(scene, text, at=at)  # type: ignore[misc]
    if day == scene.days[-_BEFORE]:
        yield at_clock(day, _ANSWERED), lambda at: _answer(scene, at=at)


def _file(scene: Scene, text: str, *, at: datetime) -> None:
    """A community takes down what somebody says who is held.

    A city of one county has nobody without a hand in its decisions, and so no appeals.
    """
    held = [row for row in reading.stay_rows(SYSTEM, Ask(count=_ALL)).rows if row.began >= scene.start]
    held.sort(key=lambda one: scene.called[one.person_id])
    for row in dice("appeal", text).sample(held, min(_TRIED, len(held))):
        by = scene.staff.answering(scene.land, row.path, "community")
        try:
            appealing.file_appeal(row.person_id, text, Appellant.SELF, by=by, at=at)
        except Refused:
            continue
        return


def _answer(scene: Scene, *, at: datetime) -> None:
    """Whoever may answer the oldest does."""
    waiting = [row for row in appeals.appeals(SYSTEM, Ask(count=_ALL)).rows if row.answered is None]
    for row in sorted(waiting, key=lambda one: one.filed)[:1]:
        for by in _commanders(scene):
            try:
                appealing.answer_appeal(row.id, Outcome.UPHELD, _ANSWER, by=by, at=at)
            except Refused:
                continue
            return


def _commanders(scene: Scene) -> list[Viewer]:
    """Those who sign, from the counties up to the city."""
    pairs = [scene.staff.signers[code] for code in sorted(scene.staff.signers, key=len, reverse=True)]
    return [viewer for pair in pairs for viewer in pair]

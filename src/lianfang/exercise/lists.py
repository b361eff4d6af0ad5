"""The lists of each day: pushed as files, read as files, received by the action that receives any file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from hashlib import sha256

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.asking import Ask
from lianfang.core.days import at_clock, local_day
from lianfang.exercise import sheets
from lianfang.exercise.scene import Scene
from lianfang.exercise.travellers import travellers
from lianfang.gateway.sheets import read
from lianfang.intake import actions as intake
from lianfang.intake import queries as reading

_ALL = 10_000


@dataclass(frozen=True, slots=True)
class _Source:
    """Who pushes, when, how many rows for each of the province's, and how they write."""

    name: str
    clock: time
    part: float
    title: str
    writer: sheets.Writer


_SOURCES = (
    _Source("铁路", time(0, 20), 0.5, "铁路到达旅客", sheets.railway),
    _Source("省联防联控机制", time(9, 2), 1.0, "风险区来返人员推送表", sheets.province),
    _Source("市公安局", time(15, 36), 0.4, "密接次密接协查", sheets.police),
)


def happenings(scene: Scene, day: date) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
    """The lists of a day. Each is received in transactions of its own."""
    for source in _SOURCES:
        yield at_clock(day, source.clock), partial(_receive, scene, source)


def _receive(scene: Scene, source: _Source, at: datetime) -> None:
    """Write the file and receive it as the city's officer does."""
    day = local_day(at)
    count = max(3, round(scene.scale.pushed * source.part))
    people = travellers(scene, source.name, count=count, at=at)
    content = source.writer(scene.land, people, at)
    filename = f"{source.title}({day.month}月{day.day}日).xlsx"
    with read(content, filename) as book:
        new = intake.NewList(
            source=source.name,
            filename=filename,
            sha256=sha256(content).hexdigest(),
            sheets=book.sheets,
            region_id=scene.land.city.id,
        )
        received = intake.receive(new, by=scene.staff.by_login["city"], at=at)
    _note_names(scene, received.list_id, f"{source.name}:{day}")


def _note_names(scene: Scene, list_id: int, occasion: str) -> None:
    """Whom only the list has made known the dice call by their row."""
    scene.lists[list_id] = occasion
    with acting(SYSTEM):
        for row in reading.rows(SYSTEM, list_id, Ask(filters={"state": "accepted"}, count=_ALL)).rows:
            if row.person_id is not None:
                scene.called.setdefault(row.person_id, f"{occasion}:{row.number}")

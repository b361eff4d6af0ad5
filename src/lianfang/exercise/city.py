"""The invented city 云泽市 Yunze: made, played through ten days up to the present, and marked as complete."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from django.db import connection
from django.utils import timezone

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.asking import Ask
from lianfang.core.days import after, at_clock, local_day, plus
from lianfang.core.refusal import Refused
from lianfang.exercise import days, geography, instructions, opening, reporting, residents, signing, staff
from lianfang.exercise.scale import CITY, Scale
from lianfang.exercise.scene import Scene
from lianfang.exercise.wholeness import FILLED
from lianfang.ledger import actions as ledger
from lianfang.ledger import exercise
from lianfang.places import queries as places
from lianfang.vault import actions as vault

_OPENED = time(8, 0)


def fill(
    *, at: datetime | None = None, scale: Scale = CITY, tell: Callable[[date], None] = lambda day: None
) -> Scene:
    """Make the city and play its days, so that the last of them is the day of ``at``.

    Refused where the database holds anything already: a fill that was killed is begun anew, never patched.
    """
    end = at or timezone.now()
    _refuse_unless_empty()
    start = at_clock(plus(local_day(end), -scale.days), _OPENED)
    with _hurry():
        scene = _founded(scale, start, end)
        days.play(scene, tell)
    with acting(SYSTEM):
        ledger.record(FILLED, by=SYSTEM, at=end, body={"days": scale.days, "people": len(scene.residents)})
    ledger.seal(at=end)
    return scene


@contextmanager
def _hurry() -> Iterator[None]:
    """Let commits not wait for the disk: a fill that is cut off is begun anew anyway.

    The event that says that the city is whole is written after it, so that it is never there too early.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("RESET synchronous_commit")


def _refuse_unless_empty() -> None:
    with acting(SYSTEM):
        if places.units("", Ask(count=1)).total:
            raise Refused(
                "exercise.not_empty",
                "数据库已有内容(可能是上次未完成的演示数据),请用 --fresh 清空后重新生成",
                "the database is not empty (perhaps a fill that was stopped); begin anew with --fresh",
            )


def _founded(scale: Scale, start: datetime, end: datetime) -> Scene:
    """The city on the morning before its first list."""
    with acting(SYSTEM):
        exercise.mark_for_good("demo", by=SYSTEM, at=start)
        vault.open_purpose("register", by=SYSTEM, at=start)
        land = geography.found(scale, at=start)
        people = staff.appoint(land, at=start)
        scene = Scene(land, people, residents.settle(land, scale, at=start), scale, start, end)
        signing.adopt(scene, at=start)
        opening.take_over(scene, at=after(start, minutes=40))
        reporting.call(scene, at=start)
        instructions.cover(scene, at=start)
    return scene

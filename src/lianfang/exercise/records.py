"""What desks do with records: one too many is merged, one merged by mistake is parted, values are opened."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from lianfang.core.days import at_clock
from lianfang.exercise import names
from lianfang.exercise.dice import dice
from lianfang.exercise.residents import Resident
from lianfang.exercise.scene import Scene
from lianfang.measures import actions as measures
from lianfang.people import actions as people
from lianfang.places.paths import contains

_OPENED, _TAKEN_DOWN, _MERGED, _PARTED = time(10, 31), time(9, 44), time(15, 10), time(10, 20)
_DOUBLED_BEFORE = 2
"""So many days before the present two people are taken down whom the register has; the second wrongly so."""
_TELEPHONES = 97_000
"""The telephones under which they are taken down: above those of residents and strangers."""
_REASONS = (
    ("grid", "phone", "入户前电话联系"),
    ("grid", "address", "上门核实居住地址"),
    ("community", "phone", "通知领取解除通知书"),
    ("township", "identifier", "协查函回复需核对证件"),
    ("county", "identifier", "与公安协查名单逐人比对"),
    ("county", "name", "制作隔离通知书"),
)


def happenings(scene: Scene, day: date) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
    """Values are opened every day; one day two people are taken down once too often."""
    yield at_clock(day, _OPENED), lambda at: _open(scene, day, at=at)
    if len(scene.days) <= _DOUBLED_BEFORE + 1:
        return
    if day == scene.days[-1 - _DOUBLED_BEFORE]:
        yield at_clock(day, _TAKEN_DOWN), lambda at: _take_down(scene, at=at)
        yield at_clock(day, _MERGED), lambda at: _merge(scene, at=at)
    if day == scene.days[-_DOUBLED_BEFORE]:
        yield at_clock(day, _PARTED), lambda at: _part(scene, at=at)


def _open(scene: Scene, day: date, *, at: datetime) -> None:
    """Posts with logins open a value here and there, each with its reason."""
    for login, field, reason in _REASONS:
        by = scene.staff.by_login[login]
        chosen = dice("opened", day, login, field)
        seen = [one for one in scene.neighbours if contains(by.path, one.grid.path)]
        if seen and chosen.random() < 0.7:
            people.unmask(chosen.choice(seen).id, field, reason, by=by, at=at)


def _pair(scene: Scene) -> list[Resident]:
    """The two whose names are taken down once more."""
    grown = [one for one in scene.neighbours if one.phone and one.papers.identifiers[0][0] == "resident_id"]
    return dice("doubled").sample(grown, 2)


def _take_down(scene: Scene, *, at: datetime) -> None:
    """A community takes down two people by name and a new telephone alone: nothing says who they are."""
    by = scene.staff.by_login["community"]
    for number, one in enumerate(_pair(scene)):
        claim = people.Claim(
            name=one.papers.name,
            phones=(names.telephone(_TELEPHONES + number),),
            region_id=one.grid.id,
            path=one.grid.path,
        )
        answer = people.register(claim, by=by, at=at)
        if isinstance(answer, people.Registered) and answer.new:
            scene.doubles.append((answer.person_id, one.id))
            scene.called[answer.person_id] = f"double:{number}"


def _merge(scene: Scene, *, at: datetime) -> None:
    by = scene.staff.by_login["community"]
    for double, known in scene.doubles:
        reason = "同名同网格,经电话核实为同一人"
        measures.merge_people(double, known, reason=reason, by=by, at=at)


def _part(scene: Scene, *, at: datetime) -> None:
    """The second turned out to be another person of the same name."""
    for double, _ in scene.doubles[1:]:
        by = scene.staff.by_login["county"]
        measures.unmerge_people(double, reason="复核:同名不同人,恢复原档案", by=by, at=at)

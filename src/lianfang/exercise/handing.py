"""Hand-overs: people whom a county knows only by name go down to their grid, people found elsewhere go there.

Most are accepted within hours, a few are sent back, and then go to where they really live.
"""

from datetime import datetime

from lianfang.accounts.scope import SYSTEM
from lianfang.core.asking import Ask
from lianfang.core.days import after
from lianfang.core.refusal import Refused
from lianfang.core.tasks import TaskKind
from lianfang.exercise.dice import dice
from lianfang.exercise.fates import done_at
from lianfang.exercise.geography import Area
from lianfang.exercise.scene import Scene
from lianfang.measures import actions as measures
from lianfang.measures import queries as reading
from lianfang.places.paths import contains
from lianfang.tasks import queries as tasks
from lianfang.tasks.queries import Card

_MOVED = 0.022
"""Share of people sought by a grid who live elsewhere in the city by now."""
_SENT_BACK = 0.16
_MOST_OFFERS = 3
_ALL = 10_000


def offered(scene: Scene, card: Card, *, at: datetime) -> bool:
    """Whether a search waits for a hand-over, which is offered once its time has come."""
    person = card.person_id or 0
    times = scene.offers.get(person, 0)
    grid = _whereabouts(scene, card, times)
    if grid is None or times >= _MOST_OFFERS:
        return False
    asked_at = after(
        card.opens, minutes=30 + dice("asked", scene.who(card), times).randrange(240) + 600 * times
    )
    if asked_at <= at and _offer(scene, card, grid, at=at):
        scene.offers[person] = times + 1
    return True


def _whereabouts(scene: Scene, card: Card, times: int) -> Area | None:
    """The grid in which somebody really lives, where that is not the area which seeks them."""
    chosen = dice("whereabouts", scene.who(card), times)
    if card.owner_path in scene.headquarters:
        return chosen.choice([grid for grid in scene.grids if contains(card.owner_path, grid.path)])
    if times == 0 and chosen.random() < _MOVED:
        return chosen.choice([grid for grid in scene.grids if grid.path != card.owner_path])
    return None


def _offer(scene: Scene, card: Card, grid: Area, *, at: datetime) -> bool:
    """Offer the person; refused where an offer waits already."""
    community = scene.land.above(grid, "community")
    try:
        measures.offer(
            card.person_id or 0,
            grid.id,
            why=f"经电话核实,现住{community.name}",
            by=scene.staff.by_unit[card.owner_id],
            at=at,
            list_id=card.list_id,
        )
    except Refused:
        return False
    return True


def answer(scene: Scene, *, at: datetime) -> None:
    """The receiving grids accept, or their communities send back."""
    asked = Ask(filters={"standing": "live", "kind": str(TaskKind.ACCEPT_HANDOVER)}, count=_ALL)
    due = {card.person_id: card for card in tasks.search(SYSTEM, asked, now=at, named=False).rows}
    for row in reading.handovers(SYSTEM, Ask(filters={"open": "1"}, count=_ALL)).rows:
        card = due.get(row.person_id)
        moment = done_at(card, scene.who(card), scene.county(card.owner_path)) if card else None
        if card is None or moment is None or moment > at:
            continue
        grid = scene.staff.by_unit[card.owner_id]
        if dice("sent back", scene.who(card), row.asked).random() < _SENT_BACK:
            by = scene.staff.answering(scene.land, card.owner_path, "community")
            measures.answer(row.id, accept=False, text="经核实不在本社区居住", by=by, at=at)
        else:
            measures.answer(row.id, accept=True, by=grid, at=at)

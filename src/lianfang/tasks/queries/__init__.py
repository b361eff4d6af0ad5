"""Reading tasks: mine today, what is late, one task with its evidence, counts by area."""

from lianfang.tasks.queries.by_words import (
    InstructionFound,
    TaskFound,
    look_up_instructions,
    look_up_task,
)
from lianfang.tasks.queries.cards import (
    SHOWN,
    Card,
    Group,
    Today,
    card,
    cards,
    chosen,
    live_ids,
    live_of_orders,
    search,
    today,
)
from lianfang.tasks.queries.counting import (
    LateLine,
    Load,
    Standings,
    late_worst_first,
    load_by_owner,
    standings_by_area,
    tally,
)
from lianfang.tasks.queries.history import Climb, History, Said, history
from lianfang.tasks.queries.instructions import Addressed, InstructionRow, instruction, instructions

__all__ = [
    "SHOWN",
    "Addressed",
    "Card",
    "Climb",
    "Group",
    "History",
    "InstructionFound",
    "InstructionRow",
    "LateLine",
    "Load",
    "Said",
    "Standings",
    "TaskFound",
    "Today",
    "card",
    "cards",
    "chosen",
    "history",
    "instruction",
    "instructions",
    "late_worst_first",
    "live_ids",
    "live_of_orders",
    "load_by_owner",
    "look_up_instructions",
    "look_up_task",
    "search",
    "standings_by_area",
    "tally",
    "today",
]

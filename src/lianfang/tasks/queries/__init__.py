"""Reading tasks: mine today, what is late, one task with its evidence, counts by area."""

from lianfang.tasks.queries.cards import Card, Group, Today, card, cards, live_ids, search, today
from lianfang.tasks.queries.counting import LateLine, Standings, late_worst_first, standings_by_area, tally
from lianfang.tasks.queries.instructions import Addressed, InstructionRow, instruction, instructions

__all__ = [
    "Addressed",
    "Card",
    "Group",
    "InstructionRow",
    "LateLine",
    "Standings",
    "Today",
    "card",
    "cards",
    "instruction",
    "instructions",
    "late_worst_first",
    "live_ids",
    "search",
    "standings_by_area",
    "tally",
    "today",
]

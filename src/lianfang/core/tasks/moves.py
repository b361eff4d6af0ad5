"""The standings of a task and the table of what may follow what.

The table is the rule: actions ask it before they act, and the diagram in the reference is printed from it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from lianfang.core.findings import Worded
from lianfang.core.refusal import Refused


class Standing(Worded):
    """Where a task stands. Met on time and met late are told apart for ever."""

    OPEN = "open", "待办", "open"
    OVERDUE = "overdue", "已超时", "overdue"
    MET = "met", "按时完成", "met"
    MET_LATE = "met_late", "逾期完成", "met late"
    EXCUSED = "excused", "已免除", "excused"
    WITHDRAWN = "withdrawn", "已撤销", "withdrawn"

    @property
    def waits(self) -> bool:
        """Whether somebody still has to act."""
        return self in (Standing.OPEN, Standing.OVERDUE)


class Event(Worded):
    """What can happen to a task."""

    DUE_PASSED = "due_passed", "到时未完成", "due instant passes"
    PROVED_IN_TIME = "proved_in_time", "按时做到,有佐证", "proof that it was done in time"
    PROVED_LATE = "proved_late", "逾期做到,有佐证", "proof that it was done late"
    PROOF_FELL = "proof_fell", "佐证撤回(未到时)", "proof taken back before due"
    PROOF_FELL_LATE = "proof_fell_late", "佐证撤回(已到时)", "proof taken back after due"
    LATE_PROOF_LEFT = "late_proof_left", "仅余逾期佐证", "only late proof is left"
    EXCUSE = "excuse", "上级免除", "excused by a higher post"
    WITHDRAW = "withdraw", "撤销", "withdrawn"


TRANSITIONS: Mapping[tuple[Standing, Event], Standing] = MappingProxyType(
    {
        (Standing.OPEN, Event.DUE_PASSED): Standing.OVERDUE,
        (Standing.OPEN, Event.PROVED_IN_TIME): Standing.MET,
        (Standing.OPEN, Event.EXCUSE): Standing.EXCUSED,
        (Standing.OPEN, Event.WITHDRAW): Standing.WITHDRAWN,
        (Standing.OVERDUE, Event.PROVED_IN_TIME): Standing.MET,
        (Standing.OVERDUE, Event.PROVED_LATE): Standing.MET_LATE,
        (Standing.OVERDUE, Event.EXCUSE): Standing.EXCUSED,
        (Standing.OVERDUE, Event.WITHDRAW): Standing.WITHDRAWN,
        (Standing.MET, Event.PROOF_FELL): Standing.OPEN,
        (Standing.MET, Event.PROOF_FELL_LATE): Standing.OVERDUE,
        (Standing.MET, Event.LATE_PROOF_LEFT): Standing.MET_LATE,
        (Standing.MET_LATE, Event.PROVED_IN_TIME): Standing.MET,
        (Standing.MET_LATE, Event.PROOF_FELL_LATE): Standing.OVERDUE,
    }
)
"""What follows on what. Excused and withdrawn are ends: what is wanted again is a new task."""


def moved(standing: Standing, event: Event) -> Standing:
    """The standing after the event; refused where the table has no such row."""
    if (standing, event) not in TRANSITIONS:
        raise Refused(
            "task.no_such_move",
            "任务{standing_zh},不能{event_zh}",
            "the task is {standing}: “{event}” cannot follow",
            standing=standing.words.en,
            standing_zh=standing.words.zh,
            event=event.words.en,
            event_zh=event.words.zh,
        )
    return TRANSITIONS[standing, event]

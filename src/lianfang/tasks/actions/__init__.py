"""The only writers of tasks."""

from lianfang.tasks.actions.deriving import (
    Counts,
    NewTask,
    add_many,
    apply_many,
    follow_many,
    live_of_many,
    number_of,
)
from lianfang.tasks.actions.falling import let_fall
from lianfang.tasks.actions.instructing import NewInstruction, issue, withdraw_instruction
from lianfang.tasks.actions.proving import Proof, Proved, submit_evidence, submit_evidence_many, take_back
from lianfang.tasks.actions.settling import RowResult, assign_many, excuse_many, note_printed, withdraw_many
from lianfang.tasks.actions.watching import Watched, watch

__all__ = [
    "Counts",
    "NewInstruction",
    "NewTask",
    "Proof",
    "Proved",
    "RowResult",
    "Watched",
    "add_many",
    "apply_many",
    "assign_many",
    "excuse_many",
    "follow_many",
    "issue",
    "let_fall",
    "live_of_many",
    "note_printed",
    "number_of",
    "submit_evidence",
    "submit_evidence_many",
    "take_back",
    "watch",
    "withdraw_instruction",
    "withdraw_many",
]

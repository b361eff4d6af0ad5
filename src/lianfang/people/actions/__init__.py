"""Writing people: the only way persons, numbers, telephones, households and grants come to be or change."""

from lianfang.people.actions.claims import Ambiguous, Claim, Registered, Sought, marked
from lianfang.people.actions.correcting import ACTS, NEEDS, Change, correct, undo_correction
from lianfang.people.actions.grants import end_expired, end_grants, grant, grant_many
from lianfang.people.actions.looking import FIELDS, reveal_former, unmask, unmask_many
from lianfang.people.actions.merging import merge, unmerge
from lianfang.people.actions.register import register, register_many, settle_ambiguous
from lianfang.people.actions.residence import follow_many, house, leave_household, move_many

__all__ = [
    "ACTS",
    "FIELDS",
    "NEEDS",
    "Ambiguous",
    "Change",
    "Claim",
    "Registered",
    "Sought",
    "correct",
    "end_expired",
    "end_grants",
    "follow_many",
    "grant",
    "grant_many",
    "house",
    "leave_household",
    "marked",
    "merge",
    "move_many",
    "register",
    "register_many",
    "reveal_former",
    "settle_ambiguous",
    "undo_correction",
    "unmask",
    "unmask_many",
    "unmerge",
]

"""The only writers of what comes in: lists, their rows, declarations."""

from lianfang.intake.actions.declaring import (
    NewDeclaration,
    answer,
    declare,
    faults,
    public_desk,
    settle_declaration,
    withdraw_declaration,
)
from lianfang.intake.actions.founding import receiving_region
from lianfang.intake.actions.receiving import NewList, Received, cancel, receive
from lianfang.intake.actions.settling import note_receipt, push_on, settle_row

__all__ = [
    "NewDeclaration",
    "NewList",
    "Received",
    "answer",
    "cancel",
    "declare",
    "faults",
    "note_receipt",
    "public_desk",
    "push_on",
    "receive",
    "receiving_region",
    "settle_declaration",
    "settle_row",
    "withdraw_declaration",
]

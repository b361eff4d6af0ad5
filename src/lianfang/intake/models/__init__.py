"""Tables of what comes in from outside: lists and rows, declarations."""

from lianfang.intake.models.declarations import Declaration, DeclarationKind
from lianfang.intake.models.lists import (
    RUNNING,
    Forward,
    InboundList,
    InboundRow,
    ListKind,
    ListState,
    SourceProfile,
)

__all__ = [
    "RUNNING",
    "Declaration",
    "DeclarationKind",
    "Forward",
    "InboundList",
    "InboundRow",
    "ListKind",
    "ListState",
    "SourceProfile",
]

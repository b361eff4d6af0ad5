"""Tables of what comes in from outside: lists and rows, declarations, lists of risk areas."""

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
from lianfang.intake.models.risk import RiskArea, RiskList, RiskName

__all__ = [
    "RUNNING",
    "Declaration",
    "DeclarationKind",
    "Forward",
    "InboundList",
    "InboundRow",
    "ListKind",
    "ListState",
    "RiskArea",
    "RiskList",
    "RiskName",
    "SourceProfile",
]

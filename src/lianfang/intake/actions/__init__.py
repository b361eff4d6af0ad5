"""The only writers of what comes in: lists, their rows, declarations."""

from lianfang.intake.actions.receiving import NewList, Received, balance_of, cancel, receive

__all__ = ["NewList", "Received", "balance_of", "cancel", "receive"]

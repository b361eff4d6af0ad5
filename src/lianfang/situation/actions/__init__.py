"""The only writers of figures, reports and bulletins."""

from lianfang.situation.actions.calling import call_for, end_call, give_out
from lianfang.situation.actions.composing import compose, correct
from lianfang.situation.actions.filling import close_period, fill
from lianfang.situation.actions.reporting import Sending, submit, unlock
from lianfang.situation.actions.signing import discard, sign_bulletin, write_texts
from lianfang.situation.actions.upper_forms import choose_figures, drop_form, keep_form, note_filled

__all__ = [
    "Sending",
    "call_for",
    "choose_figures",
    "close_period",
    "compose",
    "correct",
    "discard",
    "drop_form",
    "end_call",
    "fill",
    "give_out",
    "keep_form",
    "note_filled",
    "sign_bulletin",
    "submit",
    "unlock",
    "write_texts",
]

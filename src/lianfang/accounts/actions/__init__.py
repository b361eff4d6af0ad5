"""Writing accounts: posts, covers, sign-in, and onboarding from a sheet."""

from lianfang.accounts.actions.covers import cover, end_cover
from lianfang.accounts.actions.onboarding import NewAccount, Onboarded, drawn_password, onboard
from lianfang.accounts.actions.posts import (
    Appointment,
    appoint,
    appoint_many,
    close_unit,
    end_post,
)
from lianfang.accounts.actions.sign_in import (
    disable,
    enable,
    end_sessions,
    note_failed_sign_in,
    note_sign_in,
    password_was_changed,
    reset_second_factor,
    set_language,
    set_password,
)

__all__ = [
    "Appointment",
    "NewAccount",
    "Onboarded",
    "appoint",
    "appoint_many",
    "close_unit",
    "cover",
    "disable",
    "drawn_password",
    "enable",
    "end_cover",
    "end_post",
    "end_sessions",
    "note_failed_sign_in",
    "note_sign_in",
    "onboard",
    "password_was_changed",
    "reset_second_factor",
    "set_language",
    "set_password",
]

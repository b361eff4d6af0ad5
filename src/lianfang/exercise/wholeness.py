"""Whether the invented city is there and whole: every start asks, so nothing that makes it is read here."""

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.ledger import exercise
from lianfang.ledger import queries as ledger

FILLED = "exercise.filled"
"""The ledger event that says that the city is whole."""


def is_filled() -> bool:
    """Whether the city is there and whole; a fill that was killed on its way does not count."""
    with acting(SYSTEM):
        return bool(ledger.within("", "~", verbs=(FILLED,), limit=1))


def is_broken_off() -> bool:
    """Whether a fill was killed on its way: the database is marked as invented, and the city is not whole."""
    with acting(SYSTEM):
        return exercise.is_demo() and not is_filled()

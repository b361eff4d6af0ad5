"""Chance that is the same each time: every draw is named by what it is for, not by when it is made.

A draw for one resident does not move when another resident is added, nor when the day is cut short at
another hour.
"""

from datetime import datetime
from random import Random

from lianfang.core.days import after

SEED = 20220805


def dice(*occasion: object) -> Random:
    """The dice of an occasion (``dice("located", 4711)``)."""
    return Random(f"{SEED}:{':'.join(map(str, occasion))}")  # noqa: S311 - a play, not a secret


def chance(share: float, *occasion: object) -> bool:
    """Whether something befalls, for a share (0 to 1) of all occasions of its name."""
    return dice(*occasion).random() < share


def moment(since: datetime, *occasion: object, least: float, most: float) -> datetime:
    """An instant from ``least`` to ``most`` minutes after ``since``, to the minute."""
    return after(since, minutes=round(dice(*occasion).uniform(least, most)))

"""How large the invented city is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Sizes of the city and of its ten days.

    ``counties`` and ``townships`` (of each county) are the most there may be; ``communities`` of a township
    and ``grids`` of a community are means. ``people`` is the number of residents on the register,
    ``pushed`` the mean number of rows of one pushed list.
    """

    counties: int = 6
    townships: int = 8
    communities: int = 4
    grids: int = 3
    people: int = 20_000
    days: int = 10
    pushed: int = 32
    already: int = 40
    """People who were isolated before the product was taken into use (opening balance)."""
    declared: int = 6
    """Self-declarations a day."""


CITY = Scale()
HAMLET = Scale(
    counties=1, townships=2, communities=2, grids=2, people=200, days=3, pushed=8, already=6, declared=2
)
"""Small enough for a test: one county, a few seconds."""

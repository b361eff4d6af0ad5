"""What a page asks of a list, and what the list answers: the shape every long query shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ask:
    """Words to search, filters by name, an order, and which rows: ``count`` of them after ``start``.

    ``order`` is the key of a column; a query orders as it likes where it does not know the key, and
    ends every order with something unique, so that pages neither repeat nor lose a row.
    """

    words: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    order: str = ""
    descending: bool = False
    start: int = 0
    count: int = 50

    def only(self, name: str) -> str:
        """The value a filter is set to, empty where it is not set."""
        return self.filters.get(name, "")

    @property
    def stop(self) -> int:
        """The number after the last row asked for."""
        return self.start + self.count

    def rows(self, start: int, count: int) -> "Ask":
        """The same question for other rows: the next page, or everything for an export."""
        return replace(self, start=start, count=count)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """The rows asked for, and how many there are in all (before ``start`` and ``count``)."""

    rows: tuple[T, ...]
    total: int

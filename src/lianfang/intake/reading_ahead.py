"""Reading the next portion of rows while the database takes the one before."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from queue import Empty, Queue
from threading import Event, Thread
from typing import Any, TypeVar

T = TypeVar("T")
_AHEAD = 2
"""Portions that wait at most, so that memory does not grow with the file."""
_PART = 25
"""Rows read and prepared in one go: about a millisecond, for which the taker may have to wait."""
_LONGEST = 0.5
"""Seconds after which the reader goes on whosesoever turn it is."""


class Turns:
    """The reader's turn is while the database works, or while the taker waits for rows.

    Python runs one thread at a time: a reader that ran whenever it could would hold up the taker, and then
    have nothing left to do in the time that the database gives both for nothing.
    """

    def __init__(self) -> None:
        self._readers = Event()

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        """Give the turn away while a statement runs (a wrapper for ``connection.execute_wrapper``)."""
        with self.given():
            return execute(*statement)

    @contextmanager
    def given(self) -> Iterator[None]:
        """Give the turn to the reader for the block."""
        self._readers.set()
        try:
            yield
        finally:
            self._readers.clear()

    def wait(self) -> None:
        """Wait for the reader's turn."""
        self._readers.wait(_LONGEST)


@contextmanager
def read_ahead(
    items: Iterable[T],
    size: int,
    prepare: Callable[[list[T]], list[T]] = list,
    *,
    turns: Turns,
) -> Iterator[Iterator[list[T]]]:
    """The items in lists of ``size``, read and prepared by another thread; what it raises is raised here.

    Neither may ask the database: another thread is another connection. Leaving the block stops it.
    """
    waiting: Queue[list[T] | BaseException | None] = Queue(_AHEAD)
    stopped = Event()
    drawn = _drawn(iter(items), size, prepare, turns)
    reader = Thread(target=_read, args=(drawn, waiting, stopped), daemon=True)
    reader.start()
    try:
        yield _taken(waiting, turns)
    finally:
        stopped.set()
        while reader.is_alive():
            _drain(waiting)
            reader.join(0.02)


def _drawn(
    items: Iterator[T], size: int, prepare: Callable[[list[T]], list[T]], turns: Turns
) -> Iterator[list[T]]:
    """Portions of ``size``, drawn and prepared in small parts, each in the reader's turn."""
    portion: list[T] = []
    turns.wait()
    while part := list(islice(items, min(_PART, size - len(portion)))):
        turns.wait()
        portion += prepare(part)
        if len(portion) == size:
            yield portion
            portion = []
        turns.wait()
    if portion:
        yield portion


def _read(
    portions: Iterator[list[T]], waiting: "Queue[list[T] | BaseException | None]", stopped: Event
) -> None:
    try:
        for portion in portions:
            waiting.put(portion)
            if stopped.is_set():
                break
        waiting.put(None)
    except BaseException as trouble:
        waiting.put(trouble)


def _taken(waiting: "Queue[list[T] | BaseException | None]", turns: Turns) -> Iterator[list[T]]:
    while (portion := _next(waiting, turns)) is not None:
        if isinstance(portion, BaseException):
            raise portion
        yield portion


def _next(waiting: "Queue[list[T] | BaseException | None]", turns: Turns) -> list[T] | BaseException | None:
    with turns.given():
        return waiting.get()


def _drain(waiting: "Queue[list[T] | BaseException | None]") -> None:
    try:
        while True:
            waiting.get_nowait()
    except Empty:
        pass

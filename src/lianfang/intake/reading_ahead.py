"""Reading the next portion of rows while the database takes the one before."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from queue import Empty, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
_AHEAD = 2
"""Portions that wait at most, so that memory does not grow with the file."""


@contextmanager
def read_ahead(
    items: Iterable[T], size: int, prepare: Callable[[list[T]], list[T]] = list
) -> Iterator[Iterator[list[T]]]:
    """The items in lists of ``size``, read and prepared by another thread; what it raises is raised here.

    Neither may ask the database: another thread is another connection. Leaving the block stops it.
    """
    waiting: Queue[list[T] | BaseException | None] = Queue(_AHEAD)
    stopped = Event()
    reader = Thread(target=_read, args=(iter(items), size, prepare, waiting, stopped), daemon=True)
    reader.start()
    try:
        yield _taken(waiting)
    finally:
        stopped.set()
        while reader.is_alive():
            _drain(waiting)
            reader.join(0.02)


def _read(
    items: Iterator[T],
    size: int,
    prepare: Callable[[list[T]], list[T]],
    waiting: "Queue[list[T] | BaseException | None]",
    stopped: Event,
) -> None:
    try:
        while not stopped.is_set() and (portion := list(islice(items, size))):
            waiting.put(prepare(portion))
        waiting.put(None)
    except BaseException as trouble:
        waiting.put(trouble)


def _taken(waiting: "Queue[list[T] | BaseException | None]") -> Iterator[list[T]]:
    while (portion := waiting.get()) is not None:
        if isinstance(portion, BaseException):
            raise portion
        yield portion


def _drain(waiting: "Queue[list[T] | BaseException | None]") -> None:
    try:
        while True:
            waiting.get_nowait()
    except Empty:
        pass

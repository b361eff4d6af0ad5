"""From counts where they stand to cells of every region above them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lianfang.core.days import Window
from lianfang.core.situation import Cell, Metric
from lianfang.places.paths import ancestors, contains
from lianfang.situation.counting.asked import Asked
from lianfang.situation.counting.source import Leaf, Source, leaves
from lianfang.situation.counting.sources import SOURCES, every_metric

_STANDINGS = ("on_time", "late", "missing", "excused")


@dataclass(slots=True)
class _Sum:
    on_time: int = 0
    late: int = 0
    missing: int = 0
    excused: int = 0
    known: int = 0
    unknown: int = 0

    def add(self, leaf: Leaf) -> None:
        if leaf.standing in _STANDINGS:
            setattr(self, leaf.standing, getattr(self, leaf.standing) + leaf.number)
        self.known += leaf.known
        self.unknown += leaf.unknown


@dataclass(frozen=True, slots=True)
class Tree:
    """Cells by region path and metric name; what is absent is zero."""

    asked: Asked
    cells: Mapping[str, Mapping[str, Cell]]

    def of(self, path: str) -> Mapping[str, Cell]:
        """The cells of one region."""
        return self.cells.get(path, {})

    def own(self, path: str) -> Mapping[str, Cell]:
        """What stands with a region itself and with no part of it: the whole less its parts."""
        depth = path.count(".") + 1
        below = [p for p in self.cells if p.count(".") == depth and contains(path, p)]
        found = {}
        for name, whole in self.of(path).items():
            parts = [self.cells[p][name] for p in below if name in self.cells[p]]
            rest = _less(whole, parts)
            if _counts(rest):
                found[name] = rest
        return found


def summed(asked: Asked, sources: Iterable[Source] = SOURCES) -> Tree:
    """Count every source once and add each count to its region and to all above it, up to the one asked."""
    return tree_of(asked, ((source, leaf) for source in sources for leaf in leaves(source, asked)))


def whole_of(asked: Asked, sources: Iterable[Source]) -> Mapping[str, Cell]:
    """The cells of the region asked alone, without those of its parts."""
    counted = ((source, leaf) for source in sources for leaf in leaves(source, asked))
    return _tree(asked, counted, lambda path: (asked.path,)).of(asked.path)


def tree_of(asked: Asked, counted: Iterable[tuple[Source, Leaf]]) -> Tree:
    """The cells of counts that were read already."""
    return _tree(asked, counted, lambda path: [p for p in ancestors(path) if contains(asked.path, p)])


def _tree(
    asked: Asked, counted: Iterable[tuple[Source, Leaf]], counts_in: Callable[[str], Iterable[str]]
) -> Tree:
    sums: dict[str, dict[str, _Sum]] = defaultdict(lambda: defaultdict(_Sum))
    for source, leaf in counted:
        names = source.metrics(leaf.what)
        for path in counts_in(leaf.path):
            for name in names:
                sums[path][name].add(leaf)
    metrics, period = every_metric(), asked.period
    return Tree(
        asked,
        {
            path: {name: _cell(metrics[name], path, one, asked, period) for name, one in by_name.items()}
            for path, by_name in sums.items()
        },
    )


def _cell(metric: Metric, path: str, one: _Sum, asked: Asked, period: Window) -> Cell:
    return Cell(
        metric=metric,
        region=path,
        period=period,
        as_of=asked.as_of,
        on_time=one.on_time,
        late=one.late,
        missing=one.missing,
        excused=one.excused,
        known=one.known,
        unknown=one.unknown,
    )


def _less(whole: Cell, parts: Iterable[Cell]) -> Cell:
    left = {name: getattr(whole, name) for name in _fields()}
    for part in parts:
        for name in left:
            left[name] -= getattr(part, name)
    return Cell(metric=whole.metric, region=whole.region, period=whole.period, as_of=whole.as_of, **left)


def _counts(cell: Cell) -> bool:
    return any(getattr(cell, name) for name in _fields())


def _fields() -> Iterator[str]:
    yield from (*_STANDINGS, "known", "unknown")

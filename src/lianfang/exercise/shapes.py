"""Invented outlines: the plane is shared out among points, and areas are what their parts make together.

Pure arithmetic on a sheet of 520 by 268 units (x to the east, y to the south), laid at the end on a piece of
open sea, so that no outline is that of a real place. Neighbours share their borders point for point.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from lianfang.exercise.dice import dice

Point = tuple[float, float]
Ring = list[Point]

SHEET: Ring = [
    (20, 62), (60, 34), (118, 22), (190, 16), (286, 14), (372, 24), (446, 44), (496, 96),
    (504, 150), (470, 214), (404, 246), (300, 256), (196, 254), (96, 246), (36, 200), (14, 128),
]  # fmt: skip
"""The outline of the whole city; it bulges outwards everywhere."""
_WEST, _NORTH = 123.30, 32.15
_DEGREES_EAST, _DEGREES_SOUTH = 0.0040, 0.0034
_ROUNDS = 8


def shares(points: Sequence[Point], outline: Ring) -> list[Ring]:
    """For each point the part of the outline that is nearer to it than to any other."""
    cells = []
    for own in points:
        cell = outline
        for other in points:
            if other != own:
                cell = _nearer(cell, own, other)
        cells.append(_tidy(cell))
    return cells


def _nearer(ring: Ring, own: Point, other: Point) -> Ring:
    """The part of a ring on the own side of the line midway to the other point."""
    ahead = (other[0] - own[0], other[1] - own[1])
    middle = ((own[0] + other[0]) / 2, (own[1] + other[1]) / 2)

    def beyond(point: Point) -> float:
        return (point[0] - middle[0]) * ahead[0] + (point[1] - middle[1]) * ahead[1]

    kept: Ring = []
    for one, following in pairwise([*ring, ring[0]]):
        here, there = beyond(one), beyond(following)
        if here <= 0:
            kept.append(one)
        if here * there < 0:
            part = here / (here - there)
            kept.append((one[0] + part * (following[0] - one[0]), one[1] + part * (following[1] - one[1])))
    return kept


def _tidy(ring: Ring) -> Ring:
    """Points to three places, each once, so that the same corner of two neighbours is the same point."""
    rounded = [(round(x, 3), round(y, 3)) for x, y in ring]
    return [point for before, point in pairwise([rounded[-1], *rounded]) if point != before]


def spread(count: int, outline: Ring, *occasion: object) -> list[Point]:
    """Points spread evenly over an outline that bulges outwards."""
    chosen = dice("spread", *occasion)
    low, high = (
        [min(axis) for axis in zip(*outline, strict=True)],
        [max(axis) for axis in zip(*outline, strict=True)],
    )
    points: list[Point] = []
    while len(points) < count:
        point = (chosen.uniform(low[0], high[0]), chosen.uniform(low[1], high[1]))
        if _holds(outline, point):
            points.append(point)
    for _ in range(_ROUNDS):
        points = [centre(cell) for cell in shares(points, outline)]
    return points


def _holds(ring: Ring, point: Point) -> bool:
    turns = [
        (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
        for a, b in pairwise([*ring, ring[0]])
    ]
    return all(turn >= 0 for turn in turns) or all(turn <= 0 for turn in turns)


def centre(ring: Ring) -> Point:
    """The centre of gravity of a ring."""
    whole = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise([*ring, ring[0]])]
    area = sum(turn for _, _, turn in whole)
    x = sum((a[0] + b[0]) * turn for a, b, turn in whole) / (3 * area)
    y = sum((a[1] + b[1]) * turn for a, b, turn in whole) / (3 * area)
    return x, y


def joined(cells: Iterable[Ring]) -> Ring:
    """The outline of neighbouring cells together: the edges that only one of them has."""
    edges = {edge for cell in cells for edge in pairwise([*cell, cell[0]])}
    onward = dict(edge for edge in edges if edge[::-1] not in edges)
    start = point = min(onward)
    ring = [start]
    while (point := onward[point]) != start:
        ring.append(point)
    return ring


def drawn(ring: Ring) -> dict[str, object]:
    """The ring as GeoJSON in WGS-84, its straight edges bent like rivers and ridges."""
    bent = [point for edge in pairwise([*ring, ring[0]]) for point in _bent(*edge)]
    laid = [[round(_WEST + x * _DEGREES_EAST, 5), round(_NORTH - y * _DEGREES_SOUTH, 5)] for x, y in bent]
    if sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*laid, laid[0]])) < 0:
        laid.reverse()
    return {"type": "Polygon", "coordinates": [[*laid, laid[0]]]}


def _bent(one: Point, other: Point) -> list[Point]:
    """The way from one corner to another, its end left out; seen from the other side it is the same way."""
    low, high = sorted((one, other))
    way = _bend(low, high, 3)
    return way[:-1] if low == one else way[:0:-1]


def _bend(low: Point, high: Point, times: int) -> Ring:
    if times == 0:
        return [low, high]
    aside = dice("bend", low, high).uniform(-0.09, 0.09)
    along = (high[0] - low[0], high[1] - low[1])
    middle = (
        (low[0] + high[0]) / 2 - along[1] * aside,
        (low[1] + high[1]) / 2 + along[0] * aside,
    )
    return _bend(low, middle, times - 1)[:-1] + _bend(middle, high, times - 1)

"""Counting what is: one set-based reading for each source of figures, summed from the leaf to the root."""

from lianfang.situation.counting.asked import Asked
from lianfang.situation.counting.source import Leaf, Row, Source, leaves, leaves_with_members, rows
from lianfang.situation.counting.sources import SOURCES, every_metric, held_at
from lianfang.situation.counting.summing import Tree, summed, whole_of

__all__ = [
    "SOURCES",
    "Asked",
    "Leaf",
    "Row",
    "Source",
    "Tree",
    "every_metric",
    "held_at",
    "leaves",
    "leaves_with_members",
    "rows",
    "summed",
    "whole_of",
]

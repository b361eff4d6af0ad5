"""Places: the tree of divisions, names as they are written, and lists of risk areas."""

from lianfang.core.places.extent import Extent, extent, is_complement
from lianfang.core.places.lookup import Found, RiskIndex, Stay, lookup, touches
from lianfang.core.places.names import clean, fold
from lianfang.core.places.published import read_published, read_time
from lianfang.core.places.risk import (
    LEVEL_WORDS,
    LEVELS,
    Counts,
    Difference,
    History,
    Level,
    Note,
    RiskArea,
    RiskSnapshot,
    Standing,
    diff,
)
from lianfang.core.places.tree import Match, Region, Tree, resolve
from lianfang.core.places.typed import read_typed

__all__ = [
    "LEVELS",
    "LEVEL_WORDS",
    "Counts",
    "Difference",
    "Extent",
    "Found",
    "History",
    "Level",
    "Match",
    "Note",
    "Region",
    "RiskArea",
    "RiskIndex",
    "RiskSnapshot",
    "Standing",
    "Stay",
    "Tree",
    "clean",
    "diff",
    "extent",
    "fold",
    "is_complement",
    "lookup",
    "read_published",
    "read_time",
    "read_typed",
    "resolve",
    "touches",
]

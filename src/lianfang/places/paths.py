"""Paths of immutable ids (``1.5.33``) and the ranges that are their subtrees.

A subtree is searched as ``path >= p AND path < p/``: "/" is the character after ".", so the range
holds ``p`` and everything below it and nothing else. (LIKE is not leakproof and would lose its index
under row-level security.)
"""


def upper(path: str) -> str:
    """The exclusive upper end of the subtree's range; the empty path is the whole tree."""
    return f"{path}/" if path else "~"


def contains(outer: str, inner: str) -> bool:
    """Whether ``inner`` lies in the subtree of ``outer`` (or is it)."""
    return outer <= inner < upper(outer)


def inside(path: str, *, column: str = "path") -> dict[str, str]:
    """The look-ups that filter a queryset to a subtree by its ``column``."""
    return {f"{column}__gte": path, f"{column}__lt": upper(path)}


def ancestors(path: str) -> list[str]:
    """The path's prefixes from the root to itself."""
    parts = path.split(".")
    return [".".join(parts[: n + 1]) for n in range(len(parts))] if path else []


def parent(path: str) -> str:
    """The path one level up; the empty path above a root."""
    return path.rpartition(".")[0]

"""The lists as they were published, on the tree of the whole country."""

import csv
import gzip
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from lianfang.core.places import (
    LEVELS,
    RiskIndex,
    RiskSnapshot,
    Stay,
    Tree,
    diff,
    lookup,
    read_published,
    resolve,
    touches,
)

TABLES = (
    ("provinces", "province", ""),
    ("cities", "city", "provinceCode"),
    ("areas", "county", "cityCode"),
    ("streets", "township", "areaCode"),
)
Rows = list[tuple[int, int | None, str, str, str]]


def rows_of(folder: Path) -> Iterator[tuple[int, int | None, str, str, str]]:
    for name, level, parent in TABLES:
        with (folder / f"{name}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield int(row["code"]), int(row[parent]) if parent else None, level, row["code"], row["name"]


@pytest.fixture(scope="module")
def rows(shared: Path) -> Rows:
    return list(rows_of(shared / "data" / "admin_divisions"))


@pytest.fixture(scope="module")
def tree(rows: Rows) -> Tree:
    return Tree.of(rows)


def snapshot(path: Path) -> RiskSnapshot:
    content = path.read_bytes()
    content = gzip.decompress(content) if path.suffix == ".gz" else content
    return read_published(json.loads(content), digest=path.name, source=path.name)


@pytest.fixture(scope="module")
def peak(shared: Path) -> RiskSnapshot:
    """The longest list."""
    return snapshot(max((shared / "data" / "risk_areas" / "snapshots").glob("20221202*")))


@pytest.fixture(scope="module")
def index(tree: Tree, peak: RiskSnapshot) -> RiskIndex:
    """The longest list, laid out for asking."""
    return RiskIndex(peak.areas, tree)


@pytest.fixture(scope="module")
def summer(shared: Path) -> list[RiskSnapshot]:
    """The lists of the first days of August 2022, several a day."""
    folder = shared / "data" / "risk_areas" / "snapshots"
    return [snapshot(path) for path in sorted(folder.glob("202208*"))]


def test_the_tree_of_the_country_holds_every_township(rows: Rows) -> None:
    tree = Tree.of(rows)
    assert sum(region.level == "township" for region in tree.regions.values()) > 41_000


def test_every_official_name_is_found_where_it_is(tree: Tree) -> None:
    for region in tree.regions.values():
        if region.level == "county":
            names = [above.name for above in tree.line(region.key)]
            assert tree.line(resolve(tree, names).key or 0)[-1].name == region.name, names


def test_nearly_all_names_of_the_lists_are_found_and_the_rest_keeps_its_text(
    tree: Tree, summer: list[RiskSnapshot]
) -> None:
    names = {area[1:4] for one in summer for area in one.areas}
    found = {triple: resolve(tree, triple) for triple in names}
    assert sum(match.complete for match in found.values()) > 0.9 * len(found)
    for match in found.values():
        assert match.complete or match.rest
        assert match.complete or match.level in (None, "province", "city", "county")


def test_every_place_of_a_list_has_the_highest_level_it_is_listed_at(
    tree: Tree, index: RiskIndex, peak: RiskSnapshot, summer: list[RiskSnapshot]
) -> None:
    for one in (peak, summer[0], summer[-1]):
        levels: dict[str, int] = {}
        for area in one.areas:
            here = levels.get(area.written, len(LEVELS))
            levels[area.written] = min(here, LEVELS.index(area.level))
        asked = index if one is peak else RiskIndex(one.areas, tree)
        for written, level in list(levels.items())[::40]:
            found = asked.find(written)
            assert found.how == "exact", written
            assert found.level is not None
            assert LEVELS.index(found.level) <= level, written


def test_a_list_asked_once_answers_like_its_index(tree: Tree, index: RiskIndex, peak: RiskSnapshot) -> None:
    for area in peak.areas[::9000]:
        for written in (area.written, f"{area.written}2单元", "/".join(area[1:4])):
            assert lookup(peak, tree, written) == index.find(written)


def test_differences_are_those_of_the_sets(summer: list[RiskSnapshot]) -> None:
    for before, after in pairwise(summer):
        got = diff(before, after)
        assert set(got.added) == set(after.areas) - set(before.areas)
        assert set(got.removed) == set(before.areas) - set(after.areas)


def test_stays_that_a_new_list_does_not_touch_keep_their_answer(
    tree: Tree, summer: list[RiskSnapshot]
) -> None:
    before, after = summer[0], summer[3]
    places = {area.written for one in (before, after) for area in one.areas[::4]}
    stays = [Stay(written, written) for written in sorted(places)]
    touched = {stay.key for stay in touches(diff(before, after), stays, tree)}
    old, new = RiskIndex(before.areas, tree), RiskIndex(after.areas, tree)
    changed = {stay.key for stay in stays if old.find(stay.place) != new.find(stay.place)}
    assert changed
    assert changed <= touched < places

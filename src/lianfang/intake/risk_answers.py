"""What a run of lists says of many places, list by list, without laying any list out as a whole.

What a place is answered depends only on the lines of its county and of what lies above it. So places are
asked county by county, and where these lines are the same on two lists, so are the answers.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from django.db import connection

from lianfang.core.findings.looking_up import Answer, certain
from lianfang.core.places import Match, RiskArea, RiskIndex, Tree
from lianfang.core.places.placed import Place, ask
from lianfang.core.places.tree import walk
from lianfang.intake import risk_memory
from lianfang.intake.models import RiskList, RiskName

KEPT_LINES = 100_000
"""Lines laid out that a process keeps for the next rows; those of the counties asked last stay."""

_NEAR = """
SELECT area.id, area.level, name.province, name.city, name.county, area.place, area.complement
FROM intake_riskarea AS area JOIN intake_riskname AS name ON name.id = area.name_id
WHERE name.id = ANY(%s)
"""


class Standing(NamedTuple):
    """A list that stood from an instant on: its number, and the numbers of its places."""

    id: int
    as_of: datetime
    areas: frozenset[int]


class Run:
    """Lists in order of time. What is laid out for one place of a county serves the next."""

    def __init__(self, tree: Tree, lists: Sequence[Standing]) -> None:
        self.tree = tree
        self.lists = lists
        self.names = _Names(tree)
        self.counties: OrderedDict[int | None, _County] = OrderedDict()
        self.lines = 0

    def answers(self, places: Iterable[str]) -> dict[str, list[Answer]]:
        """For each place (省/市/县/地点) what each of the lists says, in their order."""
        if not self.lists:
            return {written: [] for written in places}
        found: dict[str, list[Answer]] = {}
        for written in set(places):
            names, at = ask(self.tree, written)
            found[written] = self._county(_county_of(self.tree, at.region)).answers(names, at)
        return found

    def _county(self, region: int | None) -> "_County":
        county = self.counties.get(region)
        if county is None:
            county = self.counties[region] = _County(_areas(self.names.near(region)), self.lists, self.tree)
            self.lines += county.lines
        self.counties.move_to_end(region)
        while self.lines > KEPT_LINES and len(self.counties) > 1:
            self.lines -= self.counties.popitem(last=False)[1].lines
        return county


class _County:
    """The lines of one county on each list, laid out anew only where they differ from the list before."""

    def __init__(self, near: Mapping[int, RiskArea], lists: Sequence[Standing], tree: Tree) -> None:
        self.indexes: list[tuple[datetime, RiskIndex]] = []
        self.others: dict[tuple[int | None, bool], list[Answer]] = {}
        before: frozenset[int] | None = None
        every: set[int] = set()
        self.lines = 0
        for one in lists:
            here = one.areas & near.keys()
            if here != before:
                index = RiskIndex((near[number] for number in sorted(here)), tree)
                self.lines += len(here)
                every |= here
                before = here
            self.indexes.append((one.as_of, index))
        self.every = RiskIndex((near[number] for number in sorted(every)), tree)

    def answers(self, names: Match, at: Place) -> list[Answer]:
        """What each list says of a place; places that no list singles out share their answers."""
        if not at.text or self.every.singles_out(at):
            return self._answers(names, at)
        alike = at.region, names.complete
        if alike not in self.others:
            self.others[alike] = self._answers(names, at)
        return self.others[alike]

    def _answers(self, names: Match, at: Place) -> list[Answer]:
        said: list[Answer] = []
        before: RiskIndex | None = None
        for as_of, index in self.indexes:
            level = said[-1].level if index is before else certain(index.answer(names, at))
            said.append(Answer(as_of, level))
            before = index
        return said


class _Names:
    """The written names of all lists by where they stand in the tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.at: dict[int | None, list[int]] = defaultdict(list)
        self.within: dict[int, list[int]] = defaultdict(list)
        for number, *written in RiskName.objects.values_list("pk", "province", "city", "county"):
            region = walk(tree, written).key
            self.at[region].append(number)
            for above in tree.line(region) if region is not None else ():
                self.within[above.key].append(number)

    def near(self, region: int | None) -> list[int]:
        """The names whose lines may bear on a region: those in it and those of what holds it."""
        if region is None:
            return self.at[None]
        above = [number for line in self.tree.line(region)[:-1] for number in self.at[line.key]]
        return above + self.within[region]


def _county_of(tree: Tree, region: int | None) -> int | None:
    """The county in which a region lies; the region itself above counties, None where nothing was found."""
    if region is None:
        return None
    return next((above.key for above in tree.line(region) if above.level == "county"), region)


def _areas(names: Sequence[int]) -> dict[int, RiskArea]:
    """Every line that any list ever had under these names, by number."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [list(names)])
        return {number: RiskArea(*row) for number, *row in cursor.fetchall()}


class _Memory:
    """The run that was asked last."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.run: Run | None = None

    def run_since(self, start: datetime) -> Run:
        tree, standing = risk_memory.tree(), _standing(start)
        run = self.run
        if run is None or run.tree is not tree or [one.id for one in run.lists] != standing:
            run = self.run = Run(tree, _lists(standing))
        return run


_memory = _Memory()


def answers_since(start: datetime, places: Iterable[str]) -> dict[str, list[Answer]]:
    """For each place what each list says that stood at the start or came after it, in order of time."""
    with _memory.lock:
        return _memory.run_since(start).answers(places)


def _standing(start: datetime) -> list[int]:
    """The lists that stood at an instant or later; of those for one hour the last received."""
    rows = RiskList.objects.order_by("as_of", "received", "pk").values_list("as_of", "pk")
    last_of_hour = dict(rows)
    first = max((as_of for as_of in last_of_hour if as_of <= start), default=start)
    return [number for as_of, number in last_of_hour.items() if as_of >= first]


def _lists(numbers: Sequence[int]) -> list[Standing]:
    rows = RiskList.objects.filter(pk__in=numbers).order_by("as_of").values_list("pk", "as_of", "areas")
    return [Standing(number, as_of, frozenset(areas)) for number, as_of, areas in rows]

"""Which unit owes what is to be done somewhere."""

from collections.abc import Iterable

from lianfang.places import queries as places


class Owners:
    """Which unit owes what is to be done at a path: that of the area itself, else of the nearest above."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._units = places.answering_units(paths)
        areas = places.regions_by_path({unit.path for unit in self._units.values()})
        self._levels = {path: area.level for path, area in areas.items()}

    def of(self, path: str) -> tuple[places.Body, str]:
        """The unit and its level."""
        unit = self._units[path]
        return unit, self._levels[unit.path]

"""Facts about one person, as rules read them.

A fact has a class (``close_contact``, ``traveller``, ``result`` …) and the dated values that class
asks for, see :mod:`lianfang.core.measures.classes`. Days are local days; a value that carries a time
is kept as an aware instant only where the time matters (samples 24 h apart).
"""

from dataclasses import dataclass
from datetime import date, datetime

from lianfang.core.days import local_day
from lianfang.core.measures.classes import CHOICE_WORDS, CLASSES, SUBJECTS
from lianfang.core.words import Words

Value = str | float | date | datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its class and its values, sorted by name so that equal facts are equal."""

    cls: str
    values: tuple[tuple[str, Value], ...]

    @classmethod
    def of(cls, name: str, **values: Value | None) -> "Fact":
        """A fact of class ``name``; values that are None are left out."""
        given = ((key, value) for key, value in values.items() if value is not None)
        return cls(name, tuple(sorted(given, key=lambda pair: pair[0])))

    def get(self, name: str) -> Value | None:
        """The value called ``name``, None where it was not given."""
        return next((value for key, value in self.values if key == name), None)

    def text(self, name: str) -> str | None:
        """The value called ``name`` as text."""
        value = self.get(name)
        return None if value is None else str(value)

    def day(self, name: str) -> date | None:
        """The local day of the value called ``name``."""
        value = self.get(name)
        if isinstance(value, datetime):
            return local_day(value)
        return value if isinstance(value, date) else None

    def needed(self, name: str) -> date:
        """The local day of a value that ``sound`` has made sure of; a caller who skips it is in error."""
        day = self.day(name)
        if day is None:
            raise ValueError(f"{self.cls} has no {name}")
        return day

    def with_values(self, **values: Value) -> "Fact":
        """The same fact with some values set."""
        return Fact.of(self.cls, **{**dict(self.values), **values})

    def as_data(self) -> dict[str, object]:
        """The fact as it stands in a file of facts."""
        plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in self.values}
        return {"class": self.cls, **plain}

    def words(self) -> Words:
        """The fact as a reason, in words."""
        known = CLASSES[self.cls]
        chinese = {field.name: "" for field in known.fields} | self.as_data()
        english = dict(chinese)
        for name, spoken in CHOICE_WORDS.items():
            if name in chinese:
                chosen = spoken[str(chinese[name])]
                chinese[name], english[name] = chosen
        return Words(known.because.zh.format(**chinese), known.because.en.format(**english))


_ORDER = {name: place for place, name in enumerate(CLASSES)}


def _rank(fact: Fact) -> tuple[int, str]:
    return _ORDER.get(fact.cls, len(_ORDER)), repr(fact.values)


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts about one person, in one order and without repeats: equal sets are equal."""

    items: tuple[Fact, ...]

    @classmethod
    def of(cls, *facts: Fact) -> "Facts":
        """The facts given, put in order."""
        return cls(tuple(sorted(set(facts), key=_rank)))

    def of_class(self, *names: str) -> tuple[Fact, ...]:
        """The facts of these classes."""
        return tuple(fact for fact in self.items if fact.cls in names)

    def subjects(self) -> tuple[Fact, ...]:
        """What the person is: the facts that rules speak of."""
        return self.of_class(*SUBJECTS)

    def has(self, name: str) -> bool:
        """Whether there is a fact of this class."""
        return any(fact.cls == name for fact in self.items)

    def adding(self, *facts: Fact) -> "Facts":
        """These facts and more."""
        return Facts.of(*self.items, *facts)

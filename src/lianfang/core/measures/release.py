"""Release predicates: a closed list, each answering met, failed or unknown, with its reason in words.

An expression is predicates joined by ``&``:

``own_negative(all)``
    A negative for every test that falls due in the phase: of that day, or one to spare of a later day.
    Failed by a positive.
``own_negative(n)``
    ``n`` negatives taken in the phase. Failed by a positive.
``own_consecutive(n, h h)``
    The last ``n`` results in a row clear and each at least ``h`` hours after the one before; two bare
    dates count as 24 h apart when the days differ. Failed while the latest result is positive.
``own_clear@6+7(ct>=35)``
    Clear (negative, or Ct at or above the number) on each of the days named, or later on as many days
    in a row. Failed when the days named have been sampled and were not all clear.
``double@14(kits differ, labs differ)``
    Two negatives of one day, on that day of the phase or later, with different reagent kits and
    laboratories. Failed by a positive.
``linked_contact.first_negative(n)``
    The first ``n`` results of each close contact through whom this person is held are negative. Failed
    when one of them is positive, unknown while no such contact is named.

Only samples taken from the first day of the phase to its cap count. Grey and invalid results prove
nothing. A predicate ``about_other`` hangs on somebody else's result.
"""

import re
from collections.abc import Callable

from lianfang.core.measures.predicates import (
    Double,
    LinkedFirstNegative,
    OwnClear,
    OwnConsecutive,
    OwnNegative,
    Predicate,
)

_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Predicate]], ...] = (
    (re.compile(r"own_negative\(all\)"), lambda _: OwnNegative(None)),
    (re.compile(r"own_negative\(([1-9]\d*)\)"), lambda found: OwnNegative(int(found[1]))),
    (
        re.compile(r"own_consecutive\(([1-9]\d*), *(\d+) ?h\)"),
        lambda found: OwnConsecutive(int(found[1]), int(found[2])),
    ),
    (
        re.compile(r"own_clear@([1-9]\d*(?:\+[1-9]\d*)*)\(ct>=(\d+(?:\.\d+)?)\)"),
        lambda found: OwnClear(tuple(int(day) for day in found[1].split("+")), float(found[2])),
    ),
    (re.compile(r"double@([1-9]\d*)\(kits differ, labs differ\)"), lambda found: Double(int(found[1]))),
    (
        re.compile(r"linked_contact\.first_negative\(([1-9]\d*)\)"),
        lambda found: LinkedFirstNegative(int(found[1])),
    ),
)
FORMS = (
    "own_negative(all)",
    "own_negative(2)",
    "own_consecutive(2, 24 h)",
    "own_clear@6+7(ct>=35)",
    "double@14(kits differ, labs differ)",
    "linked_contact.first_negative(2)",
)


def parse(text: str) -> tuple[Predicate, ...] | None:
    """The predicates of an expression; none of them for an empty one; None where a part is unknown."""
    found = []
    for part in (part.strip() for part in text.split("&")) if text.strip() else ():
        made = next((make(match) for form, make in _FORMS if (match := form.fullmatch(part))), None)
        if made is None:
            return None
        found.append(made)
    return tuple(found)

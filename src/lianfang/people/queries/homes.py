"""Where people stand in the register, for the actions and rules of other apps."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.bulk import any_of
from lianfang.core.people import Sex
from lianfang.people.indexes import tail_index
from lianfang.people.models import Person, Phone
from lianfang.people.queries.marks import families


class Home(NamedTuple):
    """The area a person belongs to, with the little that rules ask of a person beside their findings."""

    region_id: int
    path: str
    born: date | None
    sex: Sex
    foreign: bool


def homes(ids: Iterable[int]) -> dict[int, Home]:
    """The homes of people, unscoped, for actions: a matched person may be another area's. Not for pages."""
    columns = ("pk", "region_id", "path", "born", "sex", "foreign")
    with acting(SYSTEM):
        rows = list(Person.objects.filter(any_of("id", ids)).values_list(*columns))
    return {pk: Home(region, path, born, Sex(sex), foreign) for pk, region, path, born, sex, foreign in rows}


def has_tail(person_id: int, digits: str) -> bool:
    """Whether a telephone of the person ends with these four digits. Unscoped: for public doors."""
    kin = families([person_id])[person_id]
    live = Phone.objects.filter(person_id__in=kin, withdrawn__isnull=True)
    with acting(SYSTEM):
        return len(digits) == 4 and live.filter(tail_index=tail_index(digits)).exists()

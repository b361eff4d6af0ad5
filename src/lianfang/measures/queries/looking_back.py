"""How far the editions in force look back to stays in risk areas. Unscoped, for rules."""

from collections.abc import Mapping
from datetime import datetime

from lianfang import policies
from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.measures.looking_back import risk_look_back
from lianfang.measures.models import Adoption, Decision
from lianfang.measures.queries.editions import editions_for


def look_backs(where: Mapping[int, str], *, at: datetime) -> dict[int, int | None]:
    """For each person (and where they stand) the look-back of the edition that decides about them.

    In days after leaving; None where the edition sets no end.
    """
    with acting(SYSTEM):
        standing = Decision.objects.filter(person_id__in=list(where), superseded__isnull=True)
        decided = {d.person_id: d for d in standing.only("person_id", "edition", "made")}
    editions = editions_for({person: decided.get(person) for person in where}, where, at=at)
    days = {edition: risk_look_back(policies.load(edition)) for edition in set(editions.values())}
    return {person: days[edition] for person, edition in editions.items()}


def adopted_look_backs() -> frozenset[int | None]:
    """The look-backs of the editions that were adopted anywhere, each once."""
    adopted = Adoption.objects.filter(signed__isnull=False).values_list("edition", flat=True).distinct()
    return frozenset(risk_look_back(policies.load(edition)) for edition in adopted)


def longest_look_back() -> int | None:
    """The longest look-back of any edition that was adopted anywhere, 0 where none was."""
    adopted = adopted_look_backs()
    return None if None in adopted else max((days for days in adopted if days is not None), default=0)

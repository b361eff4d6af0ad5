"""How far an edition looks back to a stay in a risk area."""

from lianfang.core.measures.edition import Edition, Rule


def risk_look_back(edition: Edition) -> int | None:
    """The days after leaving in which a risk level of the place still bears on the person.

    It is the longest look-back of the rows that ask for a measure by risk level: 0 where no row does (only
    the last day of the stay itself counts), None where one of them sets no end.
    """
    days = [rule.lookback_days for rule in edition.rules if rule.severity and _by_risk(rule)]
    return None if None in days else max((day for day in days if day is not None), default=0)


def _by_risk(rule: Rule) -> bool:
    return any(condition.field == "risk" for condition in rule.when)

"""What a row says, in the words of the apps below: a claim for the register, findings, a reason in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from lianfang.core import findings as known
from lianfang.core.days import after, local_day, start_of
from lianfang.core.intake import Row
from lianfang.core.intake.cells import UNKNOWN
from lianfang.core.people import IdentifierKind, Sex
from lianfang.core.words import Words
from lianfang.findings.actions import Named
from lianfang.intake.origins import Origin, origin_of
from lianfang.intake.placing import Spot
from lianfang.people.actions import Claim, Sought

RECENT_HOURS = 48
"""Somebody found so shortly before a list that says no day counts as found for it."""

_AT_HOME = frozenset({"中国", "中国大陆", "中华人民共和国", "汉族", "china", "prc", "chn", "chinese"})
_ABROAD = frozenset({IdentifierKind.PASSPORT, IdentifierKind.FOREIGN_PERMANENT_RESIDENCE})


Facts = tuple[tuple[known.Payload, datetime], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A row with where it lies, whom it claims and what it lets be known, each fact with when it was so."""

    row: Row
    spot: Spot
    claim: Claim | Sought
    facts: Facts

    def named_for(self, payload: known.Payload) -> Named | None:
        """Through whom this fact came about, as the row names them; None where it is nobody's."""
        if not isinstance(payload, known.Exposure) or payload.grade is not known.Grade.SECONDARY_CONTACT:
            return None
        document = self.row.linked_document
        if document is None and not self.row.linked:
            return None
        return Named(number=document.value if document else "", name=self.row.linked)


def said_of(row: Row, spot: Spot, *, received: datetime, source: str) -> Said:
    """What one row says."""
    return Said(row, spot, claim_of(row, spot), tuple(findings_of(row, received=received, source=source)))


def claim_of(row: Row, spot: Spot) -> Claim:
    """Whom the row speaks of; birth and sex, where not said, are those of the number."""
    own = row.identifiers[0] if row.identifiers else None
    return Claim(
        name=row.name.value,
        identifiers=tuple((str(one.kind), one.value, one.checked) for one in row.identifiers if one.value),
        phones=tuple(phone.number for phone in row.phones),
        sex=(own.sex if own and row.sex is Sex.UNKNOWN else row.sex).value,
        born=row.born or (own.born if own else None),
        address=address_of(row),
        region_id=spot.region_id,
        path=spot.path,
        nationality=_nationality(row),
    )


def address_of(row: Row) -> str:
    """The whole address: parts that stood in columns of their own, and the text, which may repeat them."""
    parts = row.destination
    start = next((n for n, part in enumerate(parts) if part and part in row.address), len(parts))
    return "".join(parts[:start]) + row.address


def _nationality(row: Row) -> str:
    """ISO 3166-1 alpha-3 where the document or the source states it, empty where it does not."""
    stated = row.nationality.strip()
    if stated.lower() in _AT_HOME:
        return "CHN"
    if len(stated) == 3 and stated.isascii() and stated.isalpha():
        return stated.upper()
    told = (one.nationality for one in row.identifiers if one.kind in _ABROAD)
    return next((code for code in told if code and code.isalpha()), "")


def findings_of(row: Row, *, received: datetime, source: str) -> Iterator[tuple[known.Payload, datetime]]:
    """What is known from the row, each with when it was so, never later than its receipt.

    Levels and colours are the source's own. A stay whose level nobody stated stays unknown: the list of
    risk areas or whoever finds the person tells it.
    """
    origin = row.origin or row.risk_area
    if row.arrived is not None or origin:
        arrival = known.Arrival(
            origin=origin,
            arrived=row.arrived,
            day_only=row.day_only,
            transport=row.transport,
            ride=row.ride or None,
            seat=row.seat or None,
        )
        yield arrival, min(row.arrived or received, received)
    if row.risk_level or _known(row.risk_area) or _known(row.origin):
        yield _stay(row), min(start_of(row.left) if row.left else received, received)
    if row.contact_grade is not None and row.last_exposure is not None:
        exposure = known.Exposure(grade=row.contact_grade, last_exposure=row.last_exposure)
        yield exposure, start_of(row.last_exposure)
    if row.code_colour is not None:
        yield known.CodeColour(colour=row.code_colour, source=source), received


def is_risky(row: Row) -> bool:
    """Whether something is to be decided about the person because of this row, be it of an unknown origin."""
    return bool(row.risk_level or row.risk_area or row.origin or row.contact_grade)


def _known(text: str) -> str:
    """A text, empty where it only says that the source does not know."""
    return "" if text.lower() in UNKNOWN else text


def _stay(row: Row) -> known.RiskStay:
    said = origin_of(row.origin_parts, _known(row.risk_area) or _known(row.origin))
    if not said.province and row.risk_area and row.origin:
        said = _within(origin_of(row.origin_parts, row.origin), row.risk_area)
    return known.RiskStay(
        province=said.province,
        city=said.city or None,
        county=said.county or None,
        place=said.place or None,
        left=row.left,
        basis=known.Basis.UNKNOWN if row.risk_level is None else known.Basis.REPORTED,
        level=row.risk_level,
    )


def _within(origin: Origin, area: str) -> Origin:
    """The area (望京街道) within the origin that another column gives."""
    return origin._replace(place=area) if origin.province else Origin(place=area)


def since_of(row: Row, received: datetime) -> datetime:
    """From when on being found answers this row: the arrival, else the departure or exposure it speaks of."""
    day = row.left or row.last_exposure
    said = row.arrived or (start_of(day) if day else after(received, hours=-RECENT_HOURS))
    return min(said, received)


def because_of(row: Row) -> Words:
    """Why the person is to be found, in a few words for a card."""
    arrived = local_day(row.arrived) if row.arrived else None
    return _because(row.contact_grade, row.last_exposure, row.risk_level, row.left, arrived)


@lru_cache(maxsize=10_000)
def _because(
    grade: known.Grade | None,
    exposed: date | None,
    level: known.RiskLevel | None,
    left: date | None,
    arrived: date | None,
) -> Words:
    if grade is not None and exposed is not None:
        said = _day(exposed)
        return Words(f"{grade.words.zh},{said.zh}最后接触", f"{grade.words.en}, last contact {said.en}")
    where = Words(f"{level.words.zh}区", f"a {level.words.en} area") if level else Words("外地", "elsewhere")
    if left:
        return Words(f"{_day(left).zh}离开{where.zh}", f"left {where.en} on {_day(left).en}")
    if arrived:
        said = _day(arrived)
        return Words(f"{said.zh}从{where.zh}来返", f"came from {where.en} on {said.en}")
    return Words(f"从{where.zh}来返", f"came from {where.en}")


def _day(day: date) -> Words:
    return Words(f"{day.month}月{day.day}日", f"{day:%-d %b}")

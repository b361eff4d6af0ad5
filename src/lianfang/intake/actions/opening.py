"""The opening balance received: people who are held already, from a sheet. Rows that are wrong go back."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from django.db import transaction

from lianfang import policies
from lianfang.accounts.scope import Viewer
from lianfang.core import findings as known
from lianfang.core.days import at_clock, local_day
from lianfang.core.intake import Fault, Level, Problem, Spot
from lianfang.core.intake.opening import NO_END, Opening
from lianfang.core.intake.opening_headings import Part
from lianfang.core.measures import Edition
from lianfang.core.places import fold
from lianfang.core.words import Words
from lianfang.findings.actions import NewResult
from lianfang.intake.origins import origin_of
from lianfang.intake.placing import Gazetteer
from lianfang.intake.said import claim_of
from lianfang.measures import actions as measures
from lianfang.measures.queries.editions import edition_at
from lianfang.people import actions as people
from lianfang.people import queries as persons
from lianfang.places import queries as places

_NOON = time(12)
SITES = ("isolation_site", "hotel", "hospital")
_ENDED = Words("按方案推算,{day} 已期满", "by the edition it ended on {day}")
_ENDED_REMEDY = Words(
    "已解除的不必接管;仍在管的请填写计划解除日期",
    "leave out who was released; for who is held still write the end",
)
_END_REMEDY = Words("请填写计划解除日期", "write the planned release")
_DIFFERS = Words(
    "与方案推算的解除日期 {day} 不同,按表中日期接管",
    "differs from {day}, which follows from the edition; taken over as written",
)
_CHECK = Words("请核对", "check it")
_NO_SITE = Words("没有登记过这个隔离点,名称按原文保留", "no such site is known; its name is kept as written")
_NAMED = 8
"""So many of the sites known are named to whoever wrote another."""
Sites = dict[str, tuple[int, str]]
_EDITION = Words("没有这个方案版本", "there is no such edition")
_ELSEWHERE = Words("此人登记在其他辖区", "this person is registered in another area")
_HELD = Words("此人已在管", "this person is under a measure already")
_TWICE = Words("表中同一人有两行,内容不同", "the sheet speaks of this person twice, differently")
_HELD_REMEDY = Words(
    "不用再接管;要更正请在「管控」中办理", "leave the row out; what is wrong is mended under Measures"
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a sheet: every row is accepted, a duplicate, ambiguous or rejected."""

    received: int
    accepted: int
    duplicate: int
    ambiguous: int
    rejected: int
    new_people: int
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Taken:
    """The rows on their way; each falls out as a duplicate or with a problem, or is taken over."""

    by: Viewer
    at: datetime
    problems: list[Problem] = field(default_factory=list)
    duplicate: int = 0
    ambiguous: int = 0
    rejected: int = 0

    def wrong(self, one: Opening, part: Part | None, message: Words, remedy: Words, code: str) -> None:
        """The row goes back; ``part`` None means the row as a whole."""
        self.rejected += 1
        self.note(one, part, Fault(code, message, remedy), Level.ERROR)

    def note(self, one: Opening, part: Part | None, fault: Fault, level: Level) -> None:
        """Something about a row that its sender should know."""
        spot = one.spots.get(part) if part else None
        said = {Part.EDITION: one.edition, Part.FACILITY: one.facility}.get(part, "") if part else ""
        spot = spot or Spot(one.row.sheet, one.row.row, -1)
        self.problems.append(spot.problem(fault, said[:40], level))


@transaction.atomic
def open_balance(
    openings: Sequence[Opening], problems: Sequence[Problem], *, area: places.Area, by: Viewer, at: datetime
) -> Opened:
    """Take over who is held already, each with the past start; harmless when repeated.

    ``problems`` are those found while the sheet was read. ``area`` is whose people the sheet holds; who is
    not placed closer by the address stands in it.
    """
    by.require("onboard", area.path)
    taken = _Taken(by, at)
    found = _registered(taken, openings, area)
    rows = _with_ends(taken, _without_held(taken, _already(taken, found, area)))
    count = measures.take_over_many([row for _, row in rows], by=by, at=at)
    unread = len({(p.sheet, p.row) for p in problems if p.level is Level.ERROR})
    every = [*problems, *taken.problems, *(p for one, _ in rows for p in one.row.problems)]
    return Opened(
        received=len(openings) + unread,
        accepted=count,
        duplicate=taken.duplicate,
        ambiguous=taken.ambiguous,
        rejected=taken.rejected + unread,
        new_people=sum(answer.new for _, answer in found),
        problems=tuple(sorted(every, key=lambda p: (p.sheet, p.row, p.column))),
    )


Known = tuple[Opening, people.Registered]


def _registered(taken: _Taken, openings: Sequence[Opening], area: places.Area) -> list[Known]:
    """The rows with their people; who may be somebody known is left for a person to decide."""
    names = Gazetteer(places.line(area.path), places.subtree(area.path))
    claims = [claim_of(one.row, names.find(one.row.destination, one.row.address)) for one in openings]
    answers = people.register_many(claims, by=taken.by, at=taken.at)
    found: list[Known] = []
    for one, answer in zip(openings, answers, strict=True):
        if isinstance(answer, people.Registered):
            found.append((one, answer))
            continue
        taken.ambiguous += 1
        remedy = Words(
            "请补填证件号码后重新上传,或先在「人员」中认定",
            "add the ID number and send it again, or decide under People who this is",
        )
        taken.note(one, None, Fault("person.ambiguous", answer.because, remedy), Level.ERROR)
    return found


def _already(
    taken: _Taken, found: Sequence[Known], area: places.Area
) -> list[tuple[Opening, measures.Already]]:
    """What each row says, in the words of the measures."""
    homes = persons.homes(answer.person_id for _, answer in found)
    sites = {fold(site.name): (site.pk, site.name) for site in places.facilities_in(area.path, kinds=SITES)}
    rows = []
    for one, answer in found:
        home = homes[answer.person_id]
        edition = _edition(taken, one, home.path)
        if not taken.by.sees(home.path):
            remedy = Words("请该辖区接管,或先移交到本辖区", "let that area take them over, or hand them over")
            taken.wrong(one, None, _ELSEWHERE, remedy, "opening.elsewhere")
        elif edition:
            rows.append((one, _row(taken, one, answer.person_id, home.path, edition, sites)))
    return rows


def _edition(taken: _Taken, one: Opening, path: str) -> str:
    if not one.edition:
        return edition_at(path, at=taken.at)
    for edition in policies.list_editions():
        if fold(one.edition) in _names_of(edition):
            return edition.id
    listed = [edition.name for edition in policies.list_editions()]
    zh, en = "、".join(n.zh for n in listed), ", ".join(n.en for n in listed)
    taken.wrong(one, Part.EDITION, _EDITION, Words(f"请填写:{zh}", f"write one of: {en}"), "opening.edition")
    return ""


def _names_of(edition: Edition) -> set[str]:
    """How an edition may be written: 第九版, 九版, 第九版防控方案, its code, its English name."""
    zh = edition.name.zh
    forms = (
        zh,
        zh.removeprefix("第"),
        f"{zh}防控方案",
        f"防控方案{zh}",
        f"{zh}方案",
        edition.id,
        edition.name.en,
    )
    return {fold(form) for form in forms}


def _row(
    taken: _Taken, one: Opening, person_id: int, path: str, edition: str, sites: Sites
) -> measures.Already:
    facility, _ = sites.get(fold(one.facility), (None, "")) if one.facility else (None, "")
    if one.facility and facility is None:
        fault = Fault("opening.site", _NO_SITE, _known_sites(sites))
        taken.note(one, Part.FACILITY, fault, Level.WARNING)
    return measures.Already(
        person_id=person_id,
        measure=one.measure,
        person_class=one.person_class,
        began=one.began,
        planned_end=one.until or local_day(one.began),
        edition=edition,
        path=path,
        facility_id=facility,
        room=one.room,
        site="" if facility else one.facility,
        risk=str(one.risk) if one.risk and one.person_class == "traveller" else "",
        order=one.order,
        ground=one.ground,
        because=_because(one) if one.countable else (),
        results=tuple(_result(test.taken, test.outcome, person_id, path) for test in one.tests),
    )


def _known_sites(sites: Sites) -> Words:
    names = [name for _, name in sites.values()][:_NAMED]
    if not names:
        return Words("请核对;本辖区还没有登记隔离点", "check it; no site of this area is known yet")
    return Words(
        f"请核对名称;本辖区已登记:{'、'.join(names)}", f"check the name; known here: {', '.join(names)}"
    )


def _because(one: Opening) -> tuple[known.Payload, ...]:
    """Why the person is held, as it would have become known; empty where no finding says it."""
    day = one.key_day
    if day is None:
        return ()
    if one.person_class in set(known.Grade):
        return (known.Exposure(grade=known.Grade(one.person_class), last_exposure=day),)
    if one.person_class == "entrant":
        arrived = at_clock(day, _NOON)
        return (known.Arrival(origin=one.row.origin or "境外", arrived=arrived, from_abroad=True),)
    if one.person_class == "high_risk_post":
        title = one.ground or one.row.workplace or "高风险岗位"
        return (known.Occupation(title=title, closed_loop_ended=day),)
    return (_stay(one),) if one.person_class == "traveller" else ()


def _stay(one: Opening) -> known.RiskStay:
    """The stay; where the sheet does not say where it was, no list is asked about it."""
    said = origin_of(one.row.origin_parts, one.row.risk_area or one.row.origin)
    return known.RiskStay(
        province=said.province or "不详",
        city=said.city or None,
        county=said.county or None,
        place=said.place or None,
        left=one.key_day,
        basis=known.Basis.REPORTED,
        level=one.risk,
    )


def _result(taken: datetime, outcome: str, person_id: int, path: str) -> NewResult:
    return NewResult(
        person_id=person_id,
        taken=taken,
        reported=taken,
        outcome=outcome,
        specimen=f"QC{taken:%y%m%d%H%M}-{person_id}",
        path=path,
        source="opening_balance",
    )


def _with_ends(
    taken: _Taken, rows: Sequence[tuple[Opening, measures.Already]]
) -> list[tuple[Opening, measures.Already]]:
    """The rows with their last day: as the sheet says, else by the rules; a row without any goes back.

    Where the rules hold the person for something else or not at all, the sheet's end stands as the
    decision of a person: it was ordered before.
    """
    expected = measures.expect_many([row for _, row in rows], at=taken.at)
    kept = []
    for (one, row), said in zip(rows, expected, strict=True):
        end = one.until or said.until
        if end is None:
            why = said.refused.words if said.refused else NO_END.message
            taken.wrong(one, Part.UNTIL, why, _END_REMEDY, "opening.no_end")
        elif end < local_day(taken.at):
            taken.wrong(one, Part.KEY_DAY, _ENDED.fill(day=end), _ENDED_REMEDY, "opening.over")
        elif said.until is None:
            kept.append((one, replace(row, planned_end=end, because=(_by_hand(one, end, taken.by),))))
        else:
            if end != said.until:
                differs = Fault(
                    "opening.differs", _DIFFERS.fill(day=said.until, edition=said.edition), _CHECK
                )
                taken.note(one, Part.UNTIL, differs, Level.WARNING)
            kept.append((one, replace(row, planned_end=end)))
    return kept


def _by_hand(one: Opening, end: date, by: Viewer) -> known.Override:
    ground = ";".join(filter(None, (one.ground, one.order))) or "系统启用前已作出的决定"
    return known.Override(
        measure=one.measure, start=local_day(one.began), until=end, ground=ground, author=by.name or "接管"
    )


def _without_held(
    taken: _Taken, rows: Sequence[tuple[Opening, measures.Already]]
) -> list[tuple[Opening, measures.Already]]:
    """The rows without those taken over before, and without people who are held otherwise already."""
    before = measures.held_before([row for _, row in rows])
    first: dict[int, measures.Already] = {}
    kept = []
    for one, row in rows:
        same = (row.measure, local_day(row.began))
        stays = before.get(row.person_id, [])
        earlier = first.get(row.person_id)
        if any((measure, day) == same for measure, day, _, taken_over in stays if taken_over):
            taken.duplicate += 1
        elif any(is_open for _, _, is_open, _ in stays):
            taken.wrong(one, None, _HELD, _HELD_REMEDY, "opening.held")
        elif earlier is not None and (earlier.measure, local_day(earlier.began)) == same:
            taken.duplicate += 1
        elif earlier is not None:
            taken.wrong(one, None, _TWICE, Words("请只留一行", "keep one row"), "opening.twice")
        else:
            first[row.person_id] = row
            kept.append((one, row))
    return kept

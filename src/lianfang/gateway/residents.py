"""The sheet of the residents of an area: read in portions into the register."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from os import PathLike

from django.db import transaction

from lianfang.accounts.scope import Viewer, acting
from lianfang.core import intake as rules
from lianfang.core.intake import Fault, Field, Level, Problem, Spot
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.gateway.sheets import Workbook, read, template
from lianfang.intake.placing import Gazetteer
from lianfang.intake.said import claim_of
from lianfang.intake.sheets import mapping_of, people_rows, understand
from lianfang.measures import actions as measures
from lianfang.people import actions as people
from lianfang.people import queries as register
from lianfang.places import queries as places
from lianfang.places.paths import contains

PORTION = 5000
"""Rows taken into the register at once; what is taken stays, should the work be broken off."""
FIELDS = (
    Field.SERIAL, Field.NAME, Field.IDENTIFIER_KIND, Field.IDENTIFIER, Field.PHONE, Field.SEX, Field.BORN,
    Field.TOWNSHIP, Field.COMMUNITY, Field.GRID, Field.ADDRESS, Field.WORKPLACE, Field.NATIONALITY,
)  # fmt: skip
Answer = people.Registered | people.Ambiguous
_NOTHING = Words("无需处理;未到期的任务已随人移交", "nothing to do; tasks not yet due went with them")
_DECIDE = Words("请人工认定后登记,或补填证件号码", "decide by hand who this is, or add the ID number")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a sheet: every row is new, known, ambiguous or rejected."""

    new: int
    known: int
    ambiguous: int
    rejected: int
    moved: int
    """Of the known those who stand closer now, where the sheet says."""
    problems: tuple[Problem, ...]
    doubtful: dict[tuple[str, int], tuple[int, ...]]
    """By sheet and row the people known whom a row may mean."""

    @property
    def received(self) -> int:
        """All rows of people."""
        return self.new + self.known + self.ambiguous + self.rejected


def take_in(
    given: bytes | str | PathLike[str], filename: str, *, area: places.Area, by: Viewer, at: datetime
) -> Taken:
    """Bring residents in, one row a person. Harmless when repeated.

    The address names the grid below the area; who cannot be placed closer stands in the area itself. Who is
    known already stays where they are, unless the sheet names an area inside theirs: then they stand there,
    with their open tasks, and the row says so.
    """
    by.require("onboard", area.path)
    names = Gazetteer(places.line(area.path), places.subtree(area.path))
    counts: Counter[str] = Counter()
    problems: list[Problem] = []
    doubtful: dict[tuple[str, int], tuple[int, ...]] = {}
    with read(given, filename) as workbook:
        rows = _rows(workbook, at=at)
        while portion := list(islice(rows, PORTION)):
            good = [row for row in portion if isinstance(row, rules.Row)]
            claims = [claim_of(row, names.find(row.destination, row.address)) for row in good]
            with acting(by), transaction.atomic():
                answers = people.register_many(claims, by=by, at=at)
                moved = _placed_closer(claims, answers, by=by, at=at)
            counts["rejected"] += len(portion) - len(good)
            problems += [problem for row in portion for problem in row.problems]
            problems += _counted(counts, good, answers, doubtful)
            counts["moved"] += len(moved)
            problems += _told_of_moves(good, answers, moved)
    return Taken(
        new=counts["new"],
        known=counts["known"],
        ambiguous=counts["ambiguous"],
        rejected=counts["rejected"],
        moved=counts["moved"],
        problems=tuple(problems),
        doubtful=doubtful,
    )


def _placed_closer(
    claims: Sequence[people.Claim], answers: Sequence[Answer], *, by: Viewer, at: datetime
) -> dict[int, tuple[str, str]]:
    """Move who is known by a wider area into the area inside it that the sheet names; answers from and to."""
    known = [
        (answer.person_id, claim)
        for claim, answer in zip(claims, answers, strict=True)
        if isinstance(answer, people.Registered) and not answer.new
    ]
    homes = register.homes(person for person, _ in known)
    closer: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    for person, claim in known:
        stands = homes[person].path
        if claim.path != stands and contains(stands, claim.path) and by.sees(stands):
            homes[person] = homes[person]._replace(path=claim.path)
            closer[claim.region_id][person] = (stands, claim.path)
    for region_id, persons in closer.items():
        measures.place_closer(persons, region_id, at=at)
    return {person: way for persons in closer.values() for person, way in persons.items()}


def _told_of_moves(
    rows: Sequence[rules.Row], answers: Sequence[Answer], moved: Mapping[int, tuple[str, str]]
) -> Iterator[Problem]:
    """The rows whose people stand closer now; nothing is wrong with them."""
    areas = places.regions_by_path({path for way in moved.values() for path in way})
    told: set[int] = set()
    for row, answer in zip(rows, answers, strict=True):
        if not isinstance(answer, people.Registered) or answer.person_id not in moved:
            continue
        if answer.person_id not in told:
            told.add(answer.person_id)
            before, now = (areas[path].name for path in moved[answer.person_id])
            said = Words(f"已在册,由{before}移到{now}", f"known before; moved from {before} to {now}")
            fault = Fault("person.moved", said, _NOTHING)
            yield Spot(row.sheet, row.row, -1).problem(fault, row.name.masked, Level.WARNING)


def _counted(
    counts: Counter[str],
    rows: Sequence[rules.Row],
    answers: Sequence[Answer],
    doubtful: dict[tuple[str, int], tuple[int, ...]],
) -> Iterator[Problem]:
    for row, answer in zip(rows, answers, strict=True):
        if isinstance(answer, people.Registered):
            counts["new" if answer.new else "known"] += 1
            continue
        counts["ambiguous"] += 1
        doubtful[row.sheet, row.row] = answer.candidates
        fault = Fault("person.ambiguous", answer.because, _DECIDE)
        yield Spot(row.sheet, row.row, -1).problem(fault, row.name.masked, Level.ERROR)


def _rows(workbook: Workbook, *, at: datetime) -> Iterator[rules.Row | rules.Rejected]:
    """Every row of people in every sheet that is a list; refused where headings are not understood."""
    plans, questions = understand(workbook.sheets, profile={}, told={}, file=workbook.filename)
    if questions:
        raise Refused(
            "people.headings",
            "表「{sheet}」的表头无法完全识别,请使用「姓名」「证件号码」「联系电话」「住址」等表头",
            "the headings of sheet {sheet!r} are not understood; use name, ID number, telephone, address",
            sheet=questions[0].sheet,
        )
    for plan, sheet in zip(plans, workbook.sheets, strict=True):
        if plan["is"] == "list":
            mapping = mapping_of(plan)
            for _, _, row in people_rows(sheet, mapping, at=at, date1904=workbook.date1904):
                yield row


def blank_sheet(*, language: str) -> bytes:
    """The form to fill in."""
    return template(FIELDS, language=language)

"""Reading bulletins: the list of them, one as it prints, and who stands behind its figures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import instant
from lianfang.core.refusal import Refused
from lianfang.core.situation import ReportWindow
from lianfang.core.situation.paper import Block, Part, from_data
from lianfang.core.words import Words
from lianfang.ledger import queries as ledger
from lianfang.places.paths import contains, inside
from lianfang.situation import models
from lianfang.situation.queries.members import STANDINGS
from lianfang.situation.snapshots import Texts, hash_of
from lianfang.vault import sealing


@dataclass(frozen=True, slots=True)
class BulletinRow:
    """A bulletin in a list."""

    id: int
    kind: str
    region: str
    path: str
    day: date
    edition: int
    number: int | None
    as_of: datetime
    composed_by: str
    signed: datetime | None
    signed_by: str
    sha256: str
    hours: ReportWindow


@dataclass(frozen=True, slots=True)
class Proposed:
    """A problem that the data propose, and whether it was struck out."""

    code: str
    words: Words
    step: Words
    dropped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A bulletin as page and document print it. ``sound`` is false where its text no longer has its hash.

    ``ledger_number`` and ``ledger_digest`` are the head of the ledger when it was signed, or now for a draft.
    """

    row: BulletinRow
    issuer: str
    window: Words
    blocks: tuple[Block, ...]
    texts: Texts
    proposed: tuple[Proposed, ...]
    signer: str
    signer_title: str
    corrects: int | None
    sound: bool
    ledger_number: int
    ledger_digest: str
    snapshot: dict[str, Any]

    @property
    def draft(self) -> bool:
        """Whether nobody has signed it yet."""
        return self.row.signed is None

    @property
    def title(self) -> Words:
        """ "云泽市疫情防控日报"."""
        kind = _TITLES[self.row.kind]
        return Words(f"{self.row.region}{kind.zh}", f"{self.row.region} {kind.en}")


_TITLES = {
    "daily": Words("疫情防控日报", "epidemic control daily bulletin"),
    "special": Words("疫情防控专报", "epidemic control special bulletin"),
}


def bulletins(viewer: Viewer, ask: Ask) -> Answer[BulletinRow]:
    """Bulletins of the viewer's area, the newest first; filters: day, kind, state (draft, signed)."""
    rows = models.Bulletin.objects.all()
    if not viewer.everything:
        rows = rows.filter(**inside(viewer.path))
    if kind := ask.only("kind"):
        rows = rows.filter(kind=kind)
    if day := ask.only("day"):
        rows = rows.filter(day=date.fromisoformat(day))
    if state := ask.only("state"):
        rows = rows.filter(signed__isnull=state == "draft")
    page = rows.select_related("region", "composed_by__staff", "signed_by__staff").defer("snapshot")
    ordered = page.order_by("-day", "path", "-edition")[ask.start : ask.stop]
    return Answer(tuple(map(_row, ordered)), rows.count())


def newest(viewer: Viewer, path: str, *, day: date, kind: str = "daily") -> int | None:
    """The number of a region's newest edition of a day, signed or draft; None where there is none."""
    if not viewer.sees(path):
        raise Refused("scope.area", "不在您的辖区内", "this is outside your area")
    rows = models.Bulletin.objects.filter(path=path, day=day, kind=kind).order_by("-edition")
    return rows.values_list("pk", flat=True).first()


def in_force(viewer: Viewer, path: str, *, day: date, kind: str = "daily", at: datetime) -> int | None:
    """The newest edition of a region's bulletin of a day that was signed by then; None where none was."""
    if not viewer.sees(path):
        raise Refused("scope.area", "不在您的辖区内", "this is outside your area")
    rows = models.Bulletin.objects.filter(path=path, day=day, kind=kind, signed__lte=at).order_by("-edition")
    return rows.values_list("pk", flat=True).first()


def bulletin(viewer: Viewer, bulletin_id: int) -> Paper:
    """One bulletin; one outside the viewer's area looks like none."""
    found = (
        models.Bulletin.objects.filter(pk=bulletin_id)
        .select_related("region", "composed_by__staff", "signed_by__staff", "corrects")
        .first()
    )
    if found is None or not viewer.sees(found.path):
        raise Refused("not_found", "没有这份专报,或不在您的辖区", "no such bulletin in your area")
    snapshot, texts = found.snapshot, Texts.read(found.texts)
    signed = snapshot["signed"] or {}
    head = ledger.head()
    kept = snapshot["ledger"] or {"number": head.number, "digest": head.digest}
    row = _row(found)
    return Paper(
        row=row,
        issuer=snapshot["issuer"],
        window=row.hours.words,
        blocks=from_data(snapshot["blocks"]),
        texts=texts,
        proposed=tuple(_proposed(one, texts) for one in snapshot["proposed"]),
        signer=signed.get("name", ""),
        signer_title=signed.get("title", ""),
        corrects=found.corrects.edition if found.corrects else None,
        sound=hash_of(snapshot) == found.sha256,
        ledger_number=kept["number"],
        ledger_digest=kept["digest"],
        snapshot=snapshot,
    )


def _row(found: models.Bulletin) -> BulletinRow:
    return BulletinRow(
        found.pk,
        found.kind,
        found.region.name,
        found.path,
        found.day,
        found.edition,
        found.number,
        found.as_of,
        found.composed_by.staff.name if found.composed_by else "",
        found.signed,
        found.signed_by.staff.name if found.signed_by else "",
        found.sha256,
        ReportWindow(found.window_start, found.window_end),
    )


def _proposed(one: dict[str, Any], texts: Texts) -> Proposed:
    (said,) = from_data([one["said"]])
    words = Words(said.text("zh"), said.text("en")) if hasattr(said, "text") else Words("", "")
    return Proposed(one["code"], words, Words(**one["step"]), one["code"] in texts.dropped)


@dataclass(frozen=True, slots=True)
class Kept:
    """The frozen list behind a figure. ``gone``: the people were destroyed, the count stays."""

    subject: str
    members: tuple[int, ...]
    count: int
    as_of: datetime
    gone: bool = False


def kept_behind(
    viewer: Viewer, bulletin_id: int, metric: str, *, part: Part = Part.VALUE, path: str = ""
) -> Kept:
    """Who stood behind a figure when the bulletin was composed, as far as the viewer's area reaches."""
    paper = bulletin(viewer, bulletin_id)
    low = path or paper.row.path
    if not viewer.sees(low):
        raise Refused("scope.area", "不在您的辖区内", "this is outside your area")
    rows = models.Members.objects.filter(bulletin_id=bulletin_id, metric=metric)
    found: set[int] = set()
    subject, count, gone = "", 0, False
    for row in rows:
        if not contains(low, row.path) or not _counts(row.standing, part):
            continue
        subject, count = row.subject, count + row.count
        try:
            text = sealing.reveal("situation.members", row.sealed)
        except Refused:
            gone = True
            continue
        found |= {int(number) for number in text.split(",") if number}
    return Kept(subject, tuple(sorted(found)), count, instant(paper.snapshot["as_of"]), gone)


def _counts(standing: str, part: Part) -> bool:
    if part is Part.VALUE:
        return standing not in ("missing", "excused")
    return standing in STANDINGS[part]

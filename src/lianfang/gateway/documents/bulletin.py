"""The bulletin as a document: draft until it is signed, then with its number, hash and the ledger's head."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from lianfang.core.days import ZONE
from lianfang.core.situation.paper import Block, Figure, Heading, Paragraph, Table
from lianfang.core.words import Words
from lianfang.gateway.documents.fonts import BODY, SUBHEADING, set_face
from lianfang.gateway.documents.layout import FIVE, FOUR, REAL, RED, Look, Page, rule
from lianfang.gateway.documents.punctuation import wide
from lianfang.gateway.documents.tables import Text, add_table, even_widths

DRAFT = Words("草稿", "DRAFT")
_NUMERALS = "一二三四五六七八九十"
_WHOLE, _FIRST = 156.0, 30.0
_RED_HEAD, _LINE_OF_TEXT = 36, 430  # points: the size of a red head, and the line it must fit


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinPaper:
    """What a bulletin prints. ``special`` puts it under a red head; ``signed`` is None for a draft."""

    title: Words
    day: date
    special: bool
    number: int | None
    edition: int
    issuer: str
    as_of: datetime
    blocks: Sequence[Block]
    composed_by: str
    signer: str
    signer_title: str
    signed: datetime | None
    sha256: str
    ledger_number: int
    ledger_digest: str
    mark: Words = REAL


def write_bulletin(paper: BulletinPaper, *, language: str = "zh") -> bytes:
    """The bulletin as a docx file in one language."""
    look = Look(language, _watermark(paper).said_in(language))
    page = Page(look, footer=look.said(_small_print(paper)))
    _head(page, paper)
    _body(page, paper.blocks)
    _end(page, paper)
    _properties(page, paper)
    file = BytesIO()
    page.document.save(file)
    return file.getvalue()


def _watermark(paper: BulletinPaper) -> Words:
    if paper.mark.zh:
        return paper.mark
    return DRAFT if paper.signed is None else Words("", "")


def _head(page: Page, paper: BulletinPaper) -> None:
    title, day = page.look.said(paper.title), _long_day(paper.day)
    if not paper.special:
        page.title(title)
        page.centred(page.look.said(Words(f"({day.zh}{_mark(paper).zh})", f"({day.en}{_mark(paper).en})")))
        page.text("", indented=False)
        return
    red = page.title(title)
    red.runs[0].font.color.rgb = RED
    red.runs[0].font.size = Pt(min(_RED_HEAD, int(_LINE_OF_TEXT / len(title))))
    red.paragraph_format.line_spacing = Pt(56)
    page.centred(page.look.said(_issue(paper)), BODY)
    line = page.text("", indented=False)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(_WHOLE), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{paper.issuer}\t{page.look.said(day)}")
    page.red_rule()
    page.text("", indented=False)


def _issue(paper: BulletinPaper) -> Words:
    mark = _mark(paper)
    if paper.number is None:
        return Words(f"(待签发){mark.zh}", f"(to be signed){mark.en}")
    return Words(f"第{paper.number}期{mark.zh}", f"No. {paper.number}{mark.en}")


def _mark(paper: BulletinPaper) -> Words:
    """A correction says that it is one."""
    if paper.edition == 1:
        return Words("", "")
    return Words(f",更正第{paper.edition}版", f", corrected, edition {paper.edition}")


def _body(page: Page, blocks: Sequence[Block]) -> None:
    first = second = 0
    for block in blocks:
        if isinstance(block, Heading):
            first, second = (first + 1, 0) if block.level == 1 else (first, second + 1)
            number = _number(page.look, block.level, first if block.level == 1 else second)
            page.heading(f"{number}{page.look.said(block.words)}", block.level)
        elif isinstance(block, Paragraph):
            page.text(page.look.said(Words(block.text("zh"), block.text("en"))))
        else:
            _table(page, block)


def _number(look: Look, level: int, count: int) -> str:
    if look.english:
        return f"{count}. " if level == 1 else f"({count}) "
    numeral = _NUMERALS[count - 1] if count <= len(_NUMERALS) else str(count)
    return f"{numeral}、" if level == 1 else wide(f"({numeral})")


def _table(page: Page, block: Table) -> None:
    said = page.look.said
    title = page.centred(said(block.title), SUBHEADING)
    title.paragraph_format.keep_with_next = True
    rows = [
        [
            Text(said(cell.words), number=True) if isinstance(cell, Figure) else Text(said(cell))
            for cell in row
        ]
        for row in block.rows
    ]
    widths = even_widths(len(block.head), first=_FIRST, whole=_WHOLE)
    add_table(page, [said(words) for words in block.head], rows, widths=widths)
    page.text("", indented=False)


def _end(page: Page, paper: BulletinPaper) -> None:
    said = page.look.said
    if paper.signed is not None:
        page.right(paper.issuer, characters=2)
        page.right(said(_long_day(paper.signed.astimezone(ZONE).date())), characters=4)
    as_of = _moment(paper.as_of)
    lines = [
        Words(f"数据截至:{as_of.zh}", f"Figures as of {as_of.en}"),
        Words(f"编辑:{paper.composed_by or '系统'}", f"Composed by {paper.composed_by or 'the system'}"),
        _signed_by(paper),
    ]
    for place, words in enumerate(lines):
        line = page.text("", indented=False)
        line.paragraph_format.line_spacing = Pt(24)
        run = line.add_run(said(words))
        run.font.size = FIVE if page.look.english else FOUR
        set_face(run._r.get_or_add_rPr(), BODY)
        if place == 0:
            rule(line, "top", eighths=8)
        if place == len(lines) - 1:
            rule(line, "bottom", eighths=8)
        line.paragraph_format.keep_with_next = place < len(lines) - 1


def _signed_by(paper: BulletinPaper) -> Words:
    if paper.signed is None:
        return Words("签发:尚未签发,草稿仅供审阅", "Not signed: a draft for review only")
    at, who = _moment(paper.signed), f"{paper.signer_title}{paper.signer}"
    name = f"{paper.signer}, {paper.signer_title}" if paper.signer_title else paper.signer
    return Words(f"签发:{who}({at.zh})", f"Signed by {name}, {at.en}")


def _small_print(paper: BulletinPaper) -> Words:
    """What the figures are held to: the hash of all that is said, and the head of the ledger."""
    ledger = f"{paper.ledger_number}-{paper.ledger_digest[:16]}"
    return Words(
        f"快照 sha256 {paper.sha256[:16]} · 台账链首 {ledger}",
        f"snapshot sha256 {paper.sha256[:16]} · ledger {ledger}",
    )


def _long_day(day: date) -> Words:
    return Words(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def _moment(at: datetime) -> Words:
    local = at.astimezone(ZONE)
    day = _long_day(local.date())
    return Words(f"{day.zh}{local:%H:%M}", f"{day.en}, {local:%H:%M}")


def _properties(page: Page, paper: BulletinPaper) -> None:
    properties = page.document.core_properties
    properties.title = page.look.said(paper.title)
    properties.author = paper.issuer
    properties.subject = paper.day.isoformat()
    properties.comments = f"sha256 {paper.sha256}"
    properties.language = "en" if page.look.english else "zh-CN"
    properties.created = properties.modified = paper.as_of.replace(tzinfo=None)

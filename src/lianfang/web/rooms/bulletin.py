"""The bulletin: the document as it will print, every number a link, problems proposed, signed, frozen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from lianfang.core.asking import Answer, Ask
from lianfang.core.days import local_day
from lianfang.core.refusal import Refused
from lianfang.core.situation.paper import Block, Figure, Heading, Paragraph
from lianfang.core.words import Words
from lianfang.gateway.documents import printable, write_bulletin
from lianfang.language import CHINESE, say, spoken
from lianfang.ledger.exercise import stamp
from lianfang.situation import actions, queries
from lianfang.situation.queries import BulletinRow, Paper, Texts
from lianfang.web.columns import Chip, Column, Filter
from lianfang.web.door import door
from lianfang.web.listing import Listing, attachment
from lianfang.web.rooms.bulletin_forms import ComposeForm, CorrectForm, TextsForm, window_key

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {"daily": Words("日报", "daily"), "special": Words("专报", "special")}
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, or a number with the list it opens."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A block as the page draws it: a heading with its number, a paragraph, or a table."""

    kind: str
    level: int = 0
    text: str = ""
    pieces: tuple[Piece, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Piece, ...], ...] = ()


def _edition(row: BulletinRow) -> Words:
    return Words(f"第 {row.edition} 版", f"edition {row.edition}")


def _state(row: BulletinRow) -> Chip:
    return Chip(Words("已签发", "signed"), "ok") if row.signed else Chip(Words("草稿", "draft"), "soon")


class BulletinList(Listing[BulletinRow]):
    """Bulletins of the viewer's area, the newest first."""

    name = Words("日报专报", "Bulletins")
    columns = (
        Column("day", Words("日期", "Day"), lambda r: r.day, kind="day", order=False,
               link=lambda r: reverse("bulletin", args=[r.id])),
        Column("region", Words("地区", "Area"), lambda r: r.region, order=False),
        Column("kind", Words("种类", "Kind"), lambda r: KINDS[r.kind], order=False),
        Column("edition", Words("版次", "Edition"), lambda r: _edition(r), order=False),
        Column("by", Words("编写", "Composed by"), lambda r: r.composed_by or None, order=False, label=True),
        Column("signed", Words("签发", "Signed"), lambda r: r.signed, kind="moment", order=False, label=True),
        Column("state", Words("状态", "State"), lambda r: _state(r), order=False, aside=True),
    )  # fmt: skip
    filters = (
        Filter("kind", Words("种类", "Kind"), tuple(KINDS.items())),
        Filter(
            "state",
            Words("状态", "State"),
            (("draft", Words("草稿", "Drafts")), ("signed", Words("已签发", "Signed"))),
        ),
    )
    empty = Words("还没有日报", "No bulletin yet")

    def fetch(self, ask: Ask) -> Answer[BulletinRow]:
        """The bulletins."""
        return queries.bulletins(self.viewer, ask)


@door("see_board")
@require_GET
def bulletins(request: Any) -> HttpResponse:
    """All bulletins, and the way to compose today's."""
    form = ComposeForm(initial={"day": local_day(request.now), "kind": "daily", "window": "0-24"})
    return BulletinList(request).respond("bulletin/list.html", form=form)


@door("bulletin")
@require_POST
def compose(request: Any) -> HttpResponse:
    """Compose the draft of a day from what is known now; one that is there is composed anew."""
    form = ComposeForm(request.POST)
    if not form.is_valid():
        raise Refused("bulletin.form", "请选择日期和统计时段", "choose a day and a window")
    said = form.cleaned_data
    number = actions.compose(
        request.viewer.path, day=said["day"], kind=said["kind"], window=form.hours(), by=request.viewer,
        at=request.now,
    )  # fmt: skip
    messages.success(request, say("草稿已按最新数据编写", "The draft stands on the newest figures"))
    return redirect("bulletin", number)


@door("see_board")
@require_GET
def bulletin(request: Any, bulletin_id: int) -> HttpResponse:
    """One bulletin as it prints; a draft with what may be written into it."""
    return _page(request, queries.bulletin(request.viewer, bulletin_id))


def _page(request: Any, paper: Paper, *, form: TextsForm | None = None) -> HttpResponse:
    may, mine = request.viewer.may, request.viewer.sees(paper.row.path)
    context = {
        "paper": paper,
        "drawn": list(_drawn(paper)),
        "form": form or TextsForm(initial=_texts_as_typed(paper)),
        "correct": CorrectForm(),
        "kind": KINDS[paper.row.kind],
        "may_write": paper.draft and "bulletin" in may and mine,
        "may_sign": paper.draft and "sign_bulletin" in may and mine,
        "may_correct": not paper.draft and "bulletin" in may and mine,
        "window_key": window_key(paper.snapshot["window"]["start"]),
    }
    return render(request, "bulletin/bulletin.html", context, status=422 if form else 200)


def _drawn(paper: Paper) -> Iterator[Drawn]:
    """The blocks with their headings numbered as official papers are."""
    language, first, second = get_language() or CHINESE, 0, 0
    for block in paper.blocks:
        if isinstance(block, Heading):
            first, second = (first + 1, 0) if block.level == 1 else (first, second + 1)
            yield Drawn("heading", block.level, f"{_number(block.level, first, second)}{spoken(block.words)}")
        else:
            yield _said(paper, block, language)


def _number(level: int, first: int, second: int) -> str:
    if not (get_language() or CHINESE).startswith("zh"):
        return f"{first}. " if level == 1 else f"({second}) "
    count = first if level == 1 else second
    numeral = _NUMERALS[count - 1] if count <= len(_NUMERALS) else str(count)
    return f"{numeral}、" if level == 1 else f"({numeral})"


def _said(paper: Paper, block: Block, language: str) -> Drawn:
    if isinstance(block, Paragraph):
        return Drawn("paragraph", pieces=tuple(_pieces(paper, block.pieces(language))))
    assert not isinstance(block, Heading)
    rows = tuple(tuple(_piece(paper, cell) for cell in row) for row in block.rows)
    return Drawn("table", text=spoken(block.title), head=tuple(map(spoken, block.head)), rows=rows)


def _pieces(paper: Paper, pieces: Iterable[str | Figure]) -> Iterator[Piece]:
    for one in pieces:
        yield Piece(one) if isinstance(one, str) else _piece(paper, one)


def _piece(paper: Paper, one: Words | Figure) -> Piece:
    if not isinstance(one, Figure):
        return Piece(spoken(one))
    asked = {"metric": one.metric, "part": str(one.part), "path": one.path}
    url = reverse("kept_figure", args=[paper.row.id])
    return Piece(spoken(one.words), f"{url}?{urlencode(asked)}")


def _texts_as_typed(paper: Paper) -> dict[str, Any]:
    """What was written into the draft, as the form's lines; proposed steps where nobody wrote any."""
    texts = paper.texts
    proposed = [one.step for one in paper.proposed if not one.dropped]
    steps: Sequence[Words] = texts.steps if texts.steps is not None else proposed
    return {
        "outside": spoken(texts.outside) if texts.outside else "",
        "more": "\n".join(map(spoken, texts.more)),
        "steps": "\n".join(map(spoken, steps)),
    }


@door("bulletin")
@require_POST
def write(request: Any, bulletin_id: int) -> HttpResponse:
    """Write into a draft: what is elsewhere, which proposed problems stay, further ones, next steps."""
    paper = queries.bulletin(request.viewer, bulletin_id)
    form = TextsForm(request.POST)
    if not form.is_valid():
        return _page(request, paper, form=form)
    kept = set(request.POST.getlist("keep"))
    texts = _texts(paper, form, dropped=tuple(p.code for p in paper.proposed if p.code not in kept))
    actions.write_texts(bulletin_id, texts, by=request.viewer, at=request.now)
    messages.success(request, say("已保存", "Saved"))
    return redirect("bulletin", bulletin_id)


def _texts(paper: Paper, form: TextsForm, *, dropped: tuple[str, ...]) -> Texts:
    """What was typed; a line that was left as it stood keeps its other language."""
    said, before = form.cleaned_data, paper.texts
    known = [one.step for one in paper.proposed]
    outside = _kept([said["outside"]], [before.outside] if before.outside else [])
    steps = _kept(_lines(said["steps"]), [*(before.steps or ()), *known])
    proposed = [one.step for one in paper.proposed if one.code not in dropped]
    return Texts(
        outside=outside[0] if said["outside"] else None,
        dropped=dropped,
        more=tuple(_kept(_lines(said["more"]), before.more)),
        steps=None if list(steps) == proposed else tuple(steps),
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _kept(typed: Iterable[str], known: Iterable[Words]) -> list[Words]:
    by_text = {spoken(words): words for words in known}
    return [by_text.get(text, Words(text, text)) for text in typed]


@door("sign_bulletin")
@require_POST
def sign(request: Any, bulletin_id: int) -> HttpResponse:
    """Sign the draft that was read; it is frozen from then on."""
    actions.sign_bulletin(bulletin_id, seen=request.POST.get("seen", ""), by=request.viewer, at=request.now)
    messages.success(request, say("已签发,内容不再变化", "Signed; it no longer changes"))
    return redirect("bulletin", bulletin_id)


@door("bulletin")
@require_POST
def discard(request: Any, bulletin_id: int) -> HttpResponse:
    """Throw a draft away."""
    actions.discard(bulletin_id, by=request.viewer, at=request.now)
    messages.success(request, say("草稿已删除", "The draft is gone"))
    return redirect("bulletins")


@door("bulletin")
@require_POST
def correct(request: Any, bulletin_id: int) -> HttpResponse:
    """Open a further edition that corrects a signed bulletin."""
    queries.bulletin(request.viewer, bulletin_id)
    form = CorrectForm(request.POST)
    if not form.is_valid():
        raise Refused("bulletin.no_reason", "请写明更正原因", "give the reason for the correction")
    number = actions.correct(
        bulletin_id, reason=form.cleaned_data["reason"], by=request.viewer, at=request.now
    )
    return redirect("bulletin", number)


@door("see_board")
@require_GET
def docx(request: Any, bulletin_id: int) -> HttpResponse:
    """The bulletin as a document in the official layout, in the reader's language."""
    paper = queries.bulletin(request.viewer, bulletin_id)
    language = "zh" if (get_language() or CHINESE).startswith("zh") else "en"
    answer = HttpResponse(
        write_bulletin(printable(paper, mark=stamp()), language=language), content_type=DOCX
    )
    answer["Content-Disposition"] = attachment(_filename(paper, paper.row.day))
    return answer


def _filename(paper: Paper, day: date) -> str:
    draft = spoken(Words("(草稿)", " (draft)")) if paper.draft else ""
    return f"{spoken(paper.title)} {day.isoformat()}{draft}.docx"


urlpatterns = [
    path("situation/bulletins/", bulletins, name="bulletins"),
    path("situation/bulletins/compose", compose, name="bulletin_compose"),
    path("situation/bulletins/<int:bulletin_id>/", bulletin, name="bulletin"),
    path("situation/bulletins/<int:bulletin_id>/write", write, name="bulletin_write"),
    path("situation/bulletins/<int:bulletin_id>/sign", sign, name="bulletin_sign"),
    path("situation/bulletins/<int:bulletin_id>/discard", discard, name="bulletin_discard"),
    path("situation/bulletins/<int:bulletin_id>/correct", correct, name="bulletin_correct"),
    path("situation/bulletins/<int:bulletin_id>/document", docx, name="bulletin_docx"),
]

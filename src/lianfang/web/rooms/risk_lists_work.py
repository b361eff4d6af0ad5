"""Working on the risk areas: a list taken in, its difference shown first and then applied, names repaired."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from procrastinate.contrib.django import app

from lianfang.accounts.scope import acting
from lianfang.core.places.pasted import HEADINGS
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.gateway import risk_work as work
from lianfang.gateway.sheets import exporting
from lianfang.intake import files
from lianfang.intake.actions import risk as receiving
from lianfang.intake.actions import risk_redeciding as redeciding
from lianfang.intake.queries import risk as queries
from lianfang.intake.queries import risk_lines
from lianfang.intake.risk_memory import LEVELS
from lianfang.language import CHINESE, say
from lianfang.places import queries as places
from lianfang.web.door import door
from lianfang.web.going import go
from lianfang.web.listing import XLSX, attachment
from lianfang.web.rooms.risk_lists import head, stamp
from lianfang.web.rooms.risk_lists_forms import ReceiveForm

SHOWN_NAMES = 200
_UNKNOWN = Words("未知", "unknown")
_DECISIONS = (
    ("released", Words("解除", "Released"), Words("不再需要管控", "no measure any more")),
    ("shortened", Words("缩短", "Shortened"), Words("管控天数减少", "fewer days")),
    ("lengthened", Words("延长", "Lengthened"), Words("管控天数增加", "more days")),
    ("same", Words("天数不变", "As long"), Words("只是依据变化", "only the ground changes")),
    (
        "undecidable",
        Words("需人工判定", "For a person to decide"),
        Words("方案没有写明", "the edition does not say"),
    ),
)


@door("risk_lists")
@require_http_methods(["GET", "POST"])
def receive(request: Any) -> HttpResponse:
    """A file or pasted lines: kept first, read at once where small, by the worker where large."""
    form = ReceiveForm(request.POST, request.FILES) if request.method == "POST" else ReceiveForm()
    if request.method == "POST" and form.is_valid():
        content, name = form.content()
        with acting(request.viewer):
            sha256 = files.keep(content)
        upload = work.Upload(sha256=sha256, filename=name, as_of=form.cleaned_data["as_of"])
        if len(content) > work.SMALL:
            return _hand_over(request, upload)
        try:
            stored = work.receive(upload, by=request.viewer, at=request.now)
            return _received(request, [(one.id, one.new) for one in stored])
        except Refused as refused:
            form.add_error("as_of" if refused.code in ("risk.no_time", "risk.ahead") else None,
                           say(*refused.words))  # fmt: skip
    with acting(request.viewer):
        context = {**head(request, "receive"), "form": form}
        return render(request, "risk_lists/receive.html", context, status=422 if form.errors else 200)


receive.own_transaction = True  # type: ignore[attr-defined]


def _hand_over(request: Any, upload: work.Upload) -> HttpResponse:
    as_of = upload.as_of.isoformat() if upload.as_of else ""
    with acting(request.viewer):
        work.expect(upload.sha256, at=request.now)
        app.configure_task("receive_risk_list", queue="lists").defer(
            sha256=upload.sha256, filename=upload.filename, as_of=as_of,
            post_id=request.viewer.post_id, at=request.now.isoformat(),
        )  # fmt: skip
    return redirect(
        f"{reverse('risk_incoming', args=[upload.sha256])}?{urlencode({'file': upload.filename})}"
    )


def _received(request: Any, stored: list[tuple[int, bool]]) -> HttpResponse:
    """To the difference where something is new; to the list where it was known already."""
    if any(new for _, new in stored):
        return redirect("risk_waiting")
    messages.info(
        request,
        say("这份名单以前已导入,没有重复", "This list was taken in before; nothing was added"),
    )
    return redirect("risk_list", stored[0][0]) if len(stored) == 1 else redirect("risk_lists")


@door("risk_lists")
@require_GET
def incoming(request: Any, sha256: str) -> HttpResponse:
    """A large file that the worker reads; then on to what it changes."""
    note = work.received(sha256)
    if note is not None and note.done:
        url = _received(request, note.value)["Location"]
        return go(request, url)
    context = {**head(request, "receive"), "note": note, "file": request.GET.get("file", "")}
    template = "risk_lists/reading.html" if request.htmx else "risk_lists/incoming.html"
    return render(request, template, context)


@door("risk_lists")
@require_GET
def blank(request: Any) -> HttpResponse:
    """The blank table of a typed list."""
    name = Words("风险区名单", "Risk areas")
    columns = [exporting.Column(Words(text, text), width=width) for text, width in
               zip(HEADINGS, (12, 14, 14, 16, 50), strict=True)]  # fmt: skip
    body = exporting.export(columns, [], sheet=name, language=get_language() or CHINESE)
    answer = HttpResponse(body, content_type=XLSX)
    answer["Content-Disposition"] = attachment("风险区名单.xlsx")
    return answer


@door("risk_lists")
@require_GET
def waiting(request: Any) -> HttpResponse:
    """The lists that wait, and what applying them changes; for a part of the page the difference alone."""
    running = work.applying()
    lists = queries.waiting()
    shown = [] if request.htmx else [_waiting_line(one) for one in lists]
    context = {**head(request, "waiting"), "lists": shown}
    if running is not None and not running.done and running.failed is None:
        context["running"] = running
    elif lists:
        context |= _difference(request)
    context |= {
        "last": running if running and (running.done or running.failed) else None,
        "ids": ",".join(str(one.id) for one in lists),
    }
    template = "risk_lists/difference.html" if request.htmx else "risk_lists/waiting.html"
    return render(request, template, context)


def _waiting_line(one: queries.Listing) -> dict[str, Any]:
    """A list that waits, with how it differs from the one that stood before it."""
    earlier = queries.before(one.id)
    parts = risk_lines.changes_by_province(earlier.id, one.id) if earlier else []
    compare = (
        f"{reverse('risk_compare')}?{urlencode({'before': earlier.id, 'after': one.id})}" if earlier else ""
    )
    return {
        "list": one,
        "stamped": stamp(one.as_of),
        "earlier": stamp(earlier.as_of) if earlier else None,
        "changes": risk_lines.summed(parts),
        "provinces": parts[:6],
        "compare": compare,
    }


def _difference(request: Any) -> dict[str, Any]:
    """What applying changes: known already, counted now, or being counted by the worker."""
    note = work.foreseen()
    if note is None and work.is_long(at=request.now):
        if work.begin_foreseeing(at=request.now):
            app.configure_task("foresee_risk_lists", queue="lists").defer(at=request.now.isoformat())
        return {"counting": True}
    if note is not None and not note.done and note.failed is None:
        return {"counting": True}
    if note is not None and note.failed is not None:
        return {"failed": note.failed}
    try:
        found = note.value if note is not None else work.foresee(at=request.now)
    except Refused as refused:
        return {"failed": refused.words}
    return {"found": found, "decisions": _decisions(found), "levels": _levels(found)}


def _decisions(found: redeciding.Difference) -> list[tuple[Words, Words, int]]:
    return [(words, more, found.decisions.get(key, 0)) for key, words, more in _DECISIONS]


def _levels(found: redeciding.Difference) -> list[tuple[Words, Words, int]]:
    pairs = sorted(found.levels.items(), key=lambda each: -each[1])
    return [
        (before.words if before else _UNKNOWN, after.words if after else _UNKNOWN, stays)
        for (before, after), stays in pairs
    ]


@door("risk_lists")
@require_POST
def apply(request: Any) -> HttpResponse:
    """Decide again by the lists whose difference was shown; refused where another has come in since."""
    with acting(request.viewer):
        if request.POST.get("lists", "") != ",".join(str(one.id) for one in queries.waiting()):
            raise Refused(
                "risk.other_lists",
                "待应用的名单已有变化,请重新查看差异后再应用",
                "other lists wait now; look at the difference again before applying it",
            )
        long = work.is_long(at=request.now)
        if long and work.begin_applying(at=request.now):
            app.configure_task("apply_risk_lists", queue="lists").defer(
                post_id=request.viewer.post_id, at=request.now.isoformat()
            )
    if not long:
        _say_applied(request, work.apply(by=request.viewer, at=request.now))
    return redirect("risk_waiting" if long else "risk_lists")


apply.own_transaction = True  # type: ignore[attr-defined]


def _say_applied(request: Any, done: redeciding.Difference) -> None:
    messages.success(
        request,
        say(
            f"已应用:重新判定 {done.people} 人,涉及 {done.stays} 条旅居",
            f"Applied: {done.people} people decided again for {done.stays} stays",
        ),
    )


@door("risk_lists")
@require_GET
def names(request: Any) -> HttpResponse:
    """Names that the tree does not have, those with most places first, for somebody to say what they mean."""
    found = queries.unfound()
    words = " ".join(request.GET.get("q", "").split())[:100]
    kept = [each for each in found if words in each.written or words in each.example]
    context = {
        **head(request, "names"),
        "names": kept[:SHOWN_NAMES],
        "total": len(kept),
        "words": words,
        "mended": queries.mended(),
    }
    return render(request, "risk_lists/names.html", context)


@door("risk_lists")
@require_http_methods(["GET", "POST"])
def name(request: Any, risk_name_id: int) -> HttpResponse:
    """One name: regions that it may mean, to choose from; then everybody concerned is decided about again."""
    with acting(request.viewer):
        one = queries.name(risk_name_id)
    if request.method == "POST":
        return _mend(request, one)
    words = request.GET.get("q", one.county or one.city or one.province).strip()
    with acting(request.viewer):
        choices = [area for area in places.look_up(words, limit=40) if area.level in LEVELS]
        lines = places.lines(area.path for area in choices)
        options = [(area, places.written(lines[area.path])) for area in choices]
        context = {**head(request, "names"), "one": one, "words": words, "options": options}
        return render(request, "risk_lists/name.html", context)


name.own_transaction = True  # type: ignore[attr-defined]


def _mend(request: Any, one: queries.Unfound) -> HttpResponse:
    chosen = request.POST.get("region", "")
    if chosen != "none" and not (chosen.isascii() and chosen.isdigit()):
        raise Refused("risk.choose", "请选择这个名称所指的区划", "choose the region that the name means")
    region_id = None if chosen == "none" else int(chosen)
    done = redeciding.mend_and_redecide(one.id, region_id=region_id, by=request.viewer, at=request.now)
    words = (
        say(f"已撤销「{one.written}」的对应", f"{one.written} means what the tree says again")
        if region_id is None
        else say(
            f"「{one.written}」已对应,{one.areas} 处地点随之落地;重新判定 {done.people} 人",
            f"{one.written} is found now, with its {one.areas} places; {done.people} people decided again",
        )
    )
    messages.success(request, words)
    return redirect("risk_names")


@door("risk_lists")
@require_POST
def find_names(request: Any) -> HttpResponse:
    """Look for every name again: the tree may have it by now."""
    count = receiving.find_names(by=request.viewer, at=request.now)
    messages.success(request, say(f"新找到 {count} 个地名", f"{count} names found"))
    return redirect("risk_names")


urlpatterns = [
    path("lists/risk/receive/", receive, name="risk_receive"),
    path("lists/risk/incoming/<slug:sha256>/", incoming, name="risk_incoming"),
    path("lists/risk/blank/", blank, name="risk_blank"),
    path("lists/risk/waiting/", waiting, name="risk_waiting"),
    path("lists/risk/apply", apply, name="risk_apply"),
    path("lists/risk/names/", names, name="risk_names"),
    path("lists/risk/names/find", find_names, name="risk_names_find"),
    path("lists/risk/names/<int:risk_name_id>/", name, name="risk_name"),
]

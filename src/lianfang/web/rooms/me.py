"""My page: posts, who stands in, how I sign in, what I have looked at; and the contact book."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts import actions, queries
from lianfang.accounts.queries import Contact, CoverRow, Role
from lianfang.accounts.scope import why_not
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import at_clock, local_day, plus
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.language import say
from lianfang.ledger import queries as ledger
from lianfang.places.paths import upper
from lianfang.web.bulk import answer_each, chosen_ids, do_each
from lianfang.web.door import door
from lianfang.web.listing import Act, Column, Filter, Listing, choices_of
from lianfang.web.rooms.staff_forms import CoverForm

_LOOKS = 500
_CANDIDATES = 8
_ARRANGE = Words("安排代班", "arrange")


@door()
@require_GET
def me(request: Any) -> HttpResponse:
    """My posts, covers, sign-in, and the sealed fields I opened."""
    viewer = request.viewer
    seen = ledger.within(viewer.path, upper(viewer.path), verbs=("people.unmasked",), limit=_LOOKS)
    context = {
        "posts": request.posts,
        "own": {post.pk for post in request.posts if post.staff_id == request.user.pk},
        "covers": queries.covers_of(request.user.pk, at=request.now),
        "second_factor": is_mfa_enabled(request.user),
        "looks": [entry for entry in seen if entry.staff_id == request.user.pk][:20],
    }
    return render(request, "accounts/me.html", context)


class ContactBook(Listing[Contact]):
    """Whom to call, in one's own area and above it."""

    name = Words("通讯录", "Contacts")
    search = Words("姓名、单位、区划或电话", "name, unit, area or telephone")
    columns: Sequence[Column[Any]] = (
        Column("name", Words("姓名", "Name"), lambda row: row.name),
        Column("role", Words("岗位", "Post"), lambda row: row.title or row.role),
        Column("unit", Words("单位", "Unit"), lambda row: row.unit),
        Column("region", Words("区划", "Area"), lambda row: row.region),
        Column(
            "phone",
            Words("手机", "Telephone"),
            lambda row: row.phone or None,
            link=lambda row: f"tel:{row.phone}" if row.phone else "",
            order=False,
            aside=True,
        ),
        Column("unit_phone", Words("单位电话", "Office"), lambda row: row.unit_phone or None, order=False),
    )
    filters = (Filter("role", Words("岗位", "Post"), choices_of(Role)),)
    empty = Words("通讯录还是空的", "The book is empty")

    def fetch(self, ask: Ask) -> Answer[Contact]:
        return queries.contacts(self.viewer, ask)


class ContactBookWithCovers(ContactBook):
    """The same book for those who may arrange covers: a way to it beside each post of their area."""

    columns: Sequence[Column[Any]] = (
        *ContactBook.columns,
        Column(
            "cover",
            Words("代班", "Cover"),
            lambda row: _ARRANGE if row.path else None,
            link=lambda row: reverse("cover", args=[row.post_id]) if row.path else "",
            order=False,
            file=False,
        ),
    )

    def fetch(self, ask: Ask) -> Answer[Contact]:
        found = queries.contacts(self.viewer, ask)
        rows = (row if self.viewer.sees(row.path) else replace(row, path="") for row in found.rows)
        return Answer(tuple(rows), found.total)


@door()
@require_GET
def contacts(request: Any) -> HttpResponse:
    """The contact book."""
    book = ContactBookWithCovers if "order" in request.viewer.may else ContactBook
    return book(request).respond("accounts/contacts.html")


@door()
@require_http_methods(["GET", "POST"])
def cover(request: Any, post_id: int) -> HttpResponse:
    """Arrange who stands in for a post: one's own, or one in an area where one gives orders."""
    post = _coverable(request, post_id)
    form = CoverForm(request.POST or None, initial=_usual(request.now))
    words = " ".join(request.GET.get("q", "").split())
    if request.method == "POST" and form.is_valid():
        stand_in, since, until, reason = form.cover()
        try:
            actions.cover(
                post_id, stand_in, since=since, until=until, reason=reason, by=request.viewer, at=request.now
            )
        except Refused as refused:
            form.add_error(None, say(*refused.words))
        else:
            messages.success(request, say("代班已安排", "The cover is arranged"))
            return redirect("me" if post.staff_id == request.user.pk else "covers")
    context = {
        "post": post,
        "form": form,
        "people": queries.stand_ins(request.viewer, words, limit=_CANDIDATES),
        "words": words,
    }
    status = 422 if form.errors and request.method == "POST" else 200
    return render(request, "accounts/cover.html", context, status=status)


def _coverable(request: Any, post_id: int) -> Any:
    """The post, if it is one's own or lies where one gives orders; unknown otherwise."""
    own = next((post for post in request.posts if post.pk == post_id), None)
    if own is not None and own.staff_id == request.user.pk:
        return own
    post = queries.post(post_id)
    if post is None or not request.viewer.sees(post.path):
        raise Refused("not_found", "没有这个岗位", "no such post")
    if refused := why_not(request.viewer, "order", post.path):
        raise refused
    return post


def _usual(now: datetime) -> dict[str, datetime]:
    """From now until eight o'clock tomorrow: the cover of a shift."""
    return {
        "since": now.replace(second=0, microsecond=0),
        "until": at_clock(plus(local_day(now), 1), time(8)),
    }


@door()
@require_POST
def end_cover(request: Any, cover_id: int) -> HttpResponse:
    """End a cover now, or take it back before it begins."""
    actions.end_cover(cover_id, by=request.viewer, at=request.now)
    messages.success(request, say("代班已结束", "The cover has ended"))
    return redirect("covers" if request.POST.get("back") == "covers" else "me")


class CoversToRead(Listing[CoverRow]):
    """Who stands in for whom."""

    name = Words("代班", "Covers")
    search = Words("姓名", "name")
    export_verb = "onboard_staff"
    columns = (
        Column("holder", Words("岗位持有人", "Post of"), lambda row: row.holder, order=False),
        Column("stand_in", Words("代班人", "Stand-in"), lambda row: row.stand_in, order=False, label=True),
        Column("role", Words("岗位", "Post"), lambda row: row.role_words, order=False),
        Column("unit", Words("单位", "Unit"), lambda row: row.unit, order=False),
        Column("since", Words("从", "From"), lambda row: row.since, kind="moment", order=False, label=True),
        Column("until", Words("到", "Until"), lambda row: row.until, kind="moment", order=False, label=True),
        Column("reason", Words("原因", "Reason"), lambda row: row.reason, order=False),
    )
    filters = (
        Filter(
            "state",
            Words("时间", "When"),
            (("past", Words("已结束", "Ended")), ("all", Words("全部", "All"))),
            none=Words("现在和将来", "Now and to come"),
        ),
    )
    empty = Words("现在没有人代班", "Nobody stands in now")

    def fetch(self, ask: Ask) -> Answer[CoverRow]:
        return queries.covers(self.viewer, ask, at=self.request.now)


class CoverList(CoversToRead):
    """The same list for those who arrange covers."""

    acts = (Act("end", Words("结束代班", "End covers"), "covers_end"),)
    next_step = (Words("从通讯录安排代班", "Arrange one from the contacts"), "contacts")


@door("order")
@require_POST
def end_covers(request: Any) -> HttpResponse:
    """End the chosen covers, each with its own result."""
    ids = chosen_ids(request)
    outcomes = do_each(ids, lambda cover_id: actions.end_cover(cover_id, by=request.viewer, at=request.now))
    done = Words("已结束 {count} 次代班", "{count} covers ended")
    return answer_each(request, outcomes, done=done, back=reverse("covers"))


@door("onboard_staff", "order")
@require_GET
def covers(request: Any) -> HttpResponse:
    """Who stands in for whom, in one's area."""
    kind = CoverList if "order" in request.viewer.may else CoversToRead
    return kind(request).respond("accounts/covers.html")


urlpatterns = [
    path("me/", me, name="me"),
    path("contacts/", contacts, name="contacts"),
    path("posts/<int:post_id>/cover/", cover, name="cover"),
    path("administration/covers/", covers, name="covers"),
    path("administration/covers/end/", end_covers, name="covers_end"),
    path("covers/<int:cover_id>/end/", end_cover, name="cover_end"),
]
